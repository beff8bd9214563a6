"""The chart of the README: ours as a part of upstream's, drawn as SVG. The same table gives the same bytes."""

from xml.sax.saxutils import escape

# (the beginning of a row's name, what the chart calls it, the figure's form)
BARS = (
    ("client handshake, TLS 1.2, P-256", "Handshake of a client, P-256", "{:,.1f} M"),
    ("server handshake, TLS 1.2, P-256", "Handshake of a server, P-256", "{:,.1f} M"),
    ("client handshake, TLS 1.2, RSA-4096, P-384, P-256", "Client, a public CA's chain", "{:,.0f} M"),
    ("client handshake, TLS 1.2, RSA-2048", "Client, RSA-2048", "{:,.1f} M"),
    ("server handshake, TLS 1.2, RSA-2048", "Server, RSA-2048", "{:,.0f} M"),
    ("write and read a KB, TLS 1.2, AES-128-GCM, pieces of 4096", "Write and read 1 KB, AES-128-GCM", "{:,.0f} k"),
    ("heap at rest, each, TLS 1.2, one connection", "Heap of an idle connection", "{:,.0f} B"),
    ("heap at the peak, one end, TLS 1.2, P-256", "Heap at the peak of a handshake", "{:,.0f} B"),
    ("largest block, TLS 1.2, one connection", "Largest block of the heap", "{:,.0f} B"),
    ("flash, TLS 1.2, all of policy and texts", "Flash, TLS 1.2", "{:,.0f} B"),
)

WIDTH, LEFT, RIGHT, TOP, ROW = 860, 270, 190, 62, 34
OURS, UPSTREAM, INK, FAINT = "#0b7a75", "#c9ced6", "#1f2933", "#6b7480"


def find(table, beginning):
    # A name goes on with its suite: "…, P-256, CHACHA20…"; the longer chain must not be taken for the shorter.
    for row in table:
        rest = row["name"].removeprefix(beginning)
        if rest != row["name"] and (not rest or rest.startswith(", ")) and row["ours"] and row["upstream"]:
            return row
    return None


def text(x, y, words, size=13, colour=INK, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
            f'font-weight="{weight}">{escape(words)}</text>')


def draw(table):
    bars = [(row, label, form) for beginning, label, form in BARS if (row := find(table, beginning))]
    height = TOP + ROW * len(bars) + 40
    room = WIDTH - LEFT - RIGHT
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(16, 26, "camtls beside MicroPython's own ssl", 17, INK, weight="bold"),
        text(16, 46, "Cortex-M7 in QEMU, the same script on both; M and k are instructions", 12, FAINT),
        f'<rect x="{WIDTH - 230}" y="15" width="12" height="12" fill="{OURS}"/>', text(WIDTH - 213, 26, "camtls", 12),
        f'<rect x="{WIDTH - 150}" y="15" width="12" height="12" fill="{UPSTREAM}"/>', text(WIDTH - 133, 26, "MicroPython 1.26", 12),
    ]
    for index, (row, label, form) in enumerate(bars):
        y = TOP + index * ROW
        largest = max(row["ours"], row["upstream"])
        out.append(text(LEFT - 10, y + 18, label, 13, INK, "end"))
        for offset, figure, colour in ((2, row["ours"], OURS), (14, row["upstream"], UPSTREAM)):
            out.append(f'<rect x="{LEFT}" y="{y + offset}" width="{max(1.5, room * figure / largest):.1f}" height="11" fill="{colour}"/>')
        ratio = row["upstream"] / row["ours"]
        out.append(text(WIDTH - RIGHT + 10, y + 18, f"{form.format(row['ours'])} of {form.format(row['upstream'])}", 12))
        out.append(text(WIDTH - 16, y + 18, f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:,.1f}×", 13, OURS, "end", "bold"))
    out.append(text(16, height - 14, "Shorter is better; the last column says how many times. make bench repeats all of it.", 12, FAINT))
    out.append("</svg>")
    return "\n".join(out) + "\n"
