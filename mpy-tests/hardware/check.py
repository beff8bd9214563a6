# What a camera's crypto hardware does: run by a person at the REPL, whose last line is for an issue.
#
#   >>> import check
#   >>> check.run("www.example.org")     # a server with TLS; without a name no handshake is made
#
# Copy this file to the camera, or paste it at the REPL between Ctrl-E and Ctrl-D and call run(). Set the clock (ntptime.settime()),
# connect to a network. It takes about half a minute. `make test` pastes it at an emulated camera's REPL (mpy-tests/repl), with less
# randomness.

import gc, hashlib, os, struct, sys, time

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

WORDS = 1 << 18  # a megabyte

# SP 800-90B 4.4 as the firmware has it (src/crypto/chip/health.rs): so many equal words in a row, so often one word in a window.
REPETITIONS = 4
WINDOW = 512
OCCURRENCES = 13


def milliseconds(since):
    return time.ticks_diff(time.ticks_ms(), since)


# The generator as the firmware offers it; on the cameras that is the chip's own, without anything behind it.
def random_is_sound(words):
    last = counted = None
    repeated = hits = left = 0
    ones = 0
    for _ in range(words // 256):
        for word in struct.unpack("<256I", os.urandom(1024)):
            repeated = repeated + 1 if word == last else 1
            last = word
            if left == 0:
                counted, hits, left = word, 0, WINDOW
            left -= 1
            if word == counted:
                hits += 1
            if repeated >= REPETITIONS or hits >= OCCURRENCES:
                return False
            ones += word & 1
    # The lowest bit of each word, at six standard deviations, each half the root of their number.
    return (2 * ones - words) ** 2 < 36 * words


def sha256_is_right():
    # FIPS 180-4's examples, and a million times "a".
    answers = (
        (b"abc", 1, b"\xba\x78\x16\xbf"),
        (b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, b"\x24\x8d\x6a\x61"),
        (b"a" * 1000, 1000, b"\xcd\xc7\x6e\x5c"),
    )
    for piece, times, expected in answers:
        h = hashlib.sha256()
        for _ in range(times):
            h.update(piece)
        if h.digest()[:4] != expected:
            return False
    return True


def sha256_speed():
    block = bytes(4096)
    h = hashlib.sha256()
    start = time.ticks_ms()
    for _ in range(64):
        h.update(block)
    h.digest()
    return 256 * 1000 // max(1, milliseconds(start))


# (what was agreed, milliseconds of the handshake, KB a second of what the server sent then).
def handshake(host, port):
    import socket

    s = socket.socket()
    s.settimeout(20)
    try:
        s.connect(socket.getaddrinfo(host, port)[0][-1])
        start = time.ticks_ms()
        tls = ssl.wrap_socket(s, server_hostname=host)
        took = milliseconds(start)
        tls.write(b"GET / HTTP/1.0\r\nHost: " + host.encode() + b"\r\n\r\n")
        start = time.ticks_ms()
        got = 0
        while True:
            data = tls.read(4096)
            if not data:
                break
            got += len(data)
        return tls.version() + " " + tls.cipher()[0], took, got // max(1, milliseconds(start))
    finally:
        s.close()


# A key that the chip's own one wraps. It stays on the camera: a second run, after the power was off, says whether it still opens.
def wrapping(path="/flash/check.wrapped"):
    try:
        ssl.certificate_request(path, "check")
        return "the one of the last run opens"
    except OSError as er:
        said = "made, and opens" if er.errno == 2 else "made anew, for the one of the last run: " + str(er)
    try:
        ssl.generate_key(path, overwrite=True, wrapped=True)
        start = time.ticks_ms()
        ssl.certificate_request(path, "check")
        return "%s, a request in %d ms" % (said, milliseconds(start))
    except OSError as er:
        return str(er)


def run(host=None, port=443, words=WORDS):
    ssl.warn_unverified = False
    told = [ssl.__version__, os.uname().machine if hasattr(os, "uname") else sys.platform]
    print("known answers ...")
    told.append("sha256 " + ("right" if sha256_is_right() else "WRONG"))
    told.append("sha256 %d KB/s" % sha256_speed())
    print(words // 256, "KB of randomness ...")
    told.append("random " + ("sound" if random_is_sound(words) else "NOT SOUND"))
    if host:
        for _ in range(3):
            gc.collect()
            print("a handshake with", host, "...")
            try:
                told.append("%s in %d ms, then %d KB/s" % handshake(host, port))
            except OSError as er:
                told.append("no handshake: " + str(er))
                break
    else:
        told.append("no handshake was tried")
    if "wrapping" in ssl.hardware():
        told.append("wrapped key: " + wrapping())
    for work, served in sorted(ssl.hardware().items()):
        told.append("%s by %s, %d faults" % (work, served[0], served[1]))
    print("To be pasted into an issue:")
    print("; ".join(told))
