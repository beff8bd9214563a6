"""What a person with a camera runs, pasted at the REPL: it ends with one line for an issue, which says what was found. The unix program has a
network, and makes its handshakes with a server here."""

import pathlib
import re
import socket
import ssl
import threading

CHECK = pathlib.Path(__file__).resolve().parents[1] / "hardware" / "check.py"
# As src/crypto/served.rs has it; a chip may have more.
WORKS = ("aes_gcm", "random", "sha256")


def serve(listener, context):
    """Three connections, each with an answer of some KB."""
    for _ in range(3):
        connection, _ = listener.accept()
        connection.settimeout(60)
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.recv(1000)
            tls.sendall(bytes(20000))


def server(board):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(board.pki / "server.pem", board.pki / "server.key.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(60)
    threading.Thread(target=serve, args=(listener, context), daemon=True).start()
    return listener


def run(board):
    board.boot()
    if board.name != "unix":
        board.set_clock()
    board.write(b"\x05")
    board.read_until(b"=== ", 30)
    board.write(CHECK.read_bytes().replace(b"\n", b"\r") + b"\x04")
    # What was pasted has a prompt in it.
    pasted = board.read_until(b"\r\n>>> ", 60)
    if b"Traceback" in pasted:
        return f"pasting: {pasted[-400:].decode(errors='replace')}"
    networked = board.name == "unix"
    listener = server(board) if networked else None
    call = f'run("127.0.0.1", {listener.getsockname()[1]}, words=1 << 11)' if networked else "run(words=1 << 11)"
    lines = board.say(call, 200).splitlines()
    if networked:
        listener.close()
    if len(lines) < 3 or lines[-2] != "To be pasted into an issue:":
        return f"it does not end with a line for an issue: {lines}"
    handshakes = [r"TLSv1\.3 \S+ in \d+ ms, then \d+ KB/s"] * 3 if networked else ["no handshake was tried"]
    shape = "; ".join([r"camtls \d+\.\d+\.\d+", r"[^;]+", "sha256 right", r"sha256 \d+ KB/s", "random sound", *handshakes, r"(wrapped key: [^;]+; )?(\w+ by \w+, \d+ faults(; |$))+"])
    missing = [work for work in WORKS if f"; {work} by " not in lines[-1]]
    return "" if re.fullmatch(shape, lines[-1]) and not missing else f"another line: {lines[-1]}"
