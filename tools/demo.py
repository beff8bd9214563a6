#!/usr/bin/env python3
"""The main job: a camera makes a verified connection, and says why it makes no other.

    tools/demo.py [--board BOARD]...

Certificates are made with openssl as a user makes them, real OpenSSL servers listen on loopback, and everything is typed at the
REPL: of a Cortex-M7 camera in QEMU, then of the unix firmware. Each step is checked: that what should be accepted is, and that
every refusal is exactly an OSError with the code and the words it should have. The exit code tells whether all was so.
build/demo/transcript.txt is what was shown, with the nominal port numbers.
"""

import argparse
import ast
import pathlib
import re
import shlex
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import harness
import harness.board
import harness.peers
import harness.rom
import pki

BOARDS = ("MPS2_AN500", "unix")
TITLES = {"MPS2_AN500": "A Cortex-M7 camera (MPS2_AN500 in QEMU)", "unix": "The same on this machine (MicroPython's unix port)"}
FIRST_PORT = 4433
GET = r"b'GET / HTTP/1.0\r\n\r\n'"

SERVER = "s_server -accept {port} -www -cert %s.pem -key %s.key.pem"
# OpenSSL's own limits are off here: it would not offer TLS 1.1 any more.
OLD_SERVER = "s_server -accept {port} -www -cert server.pem -key server.key.pem -tls1_1 -cipher ALL:@SECLEVEL=0"
WRAP = "s = ssl.wrap_socket({sock}, server_hostname='{name}', cadata='{anchors}')"


def wrap(name="broker.local", anchors="/rom/ca.der"):
    return WRAP.replace("{name}", name).replace("{anchors}", anchors)


# What a person gets wrong, and the answer: (title, server or None, lines typed, the constant of ssl, words of the text).
REFUSALS = (
    ("an expired certificate", SERVER % ("expired", "expired"), [wrap()],
     "ERR_CERT_EXPIRED", ["'broker.local' expired on", "3 days before the camera's clock", "renew it"]),
    ("the clock is not set", SERVER % ("server", "server"), ["machine.RTC().deinit()", wrap()],
     "ERR_CLOCK_NOT_SET", ["clock is not set", "ntptime.settime()"]),
    ("the wrong host name", SERVER % ("server", "server"), [wrap("camera.local")],
     "ERR_NAME_MISMATCH", ["'broker.local'", "not for 'camera.local'"]),
    ("an unknown CA", SERVER % ("stranger", "stranger"), [wrap()],
     "ERR_UNKNOWN_ISSUER", ["issued by 'Elsewhere Root'", "not among the CAs loaded"]),
    ("a tampered certificate", SERVER % ("tampered", "tampered"), [wrap()],
     "ERR_BAD_SIGNATURE", ["'broker.local' is not signed with the key of 'Example Root'", "altered"]),
    ("PEM instead of DER", None, ["ctx.load_verify_locations('/flash/ca.pem')"],
     "ERR_PEM_NOT_DER", ["PEM", "openssl x509", "-outform DER"]),
    ("a truncated file", None, ["ctx.load_verify_locations('/flash/truncated.der')"],
     "ERR_TRUNCATED", ["cut off at byte", "copy the file again"]),
    ("an Ed25519 key", None, ["ctx.load_cert_chain('/rom/ed25519.der', '/rom/ed25519.key.der')"],
     "ERR_EDWARDS_KEY", ["Ed25519", "openssl", "prime256v1"]),
    ("no TLS version in common", OLD_SERVER, [wrap()],
     "ERR_ALERT_PROTOCOL_VERSION", ["protocol_version", "TLS 1.2 or 1.3"]),
    ("a server that does not speak TLS", b"HTTP/1.1 400 Bad Request\r\n\r\n", [wrap()],
     "ERR_NOT_TLS", ["does not speak TLS", "port"]),
)
FLASH = ("ca.der", "rsa-ca.der", "client.der", "client.key.der", "ca.pem", "truncated.der")


class Wrong(Exception):
    """A step differs from what it should be."""


class Transcript:
    """Shows lines as they come, and keeps them with the ports replaced by those that a run on a quiet machine has."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("w")
        self.ports = {}

    def show(self, text=""):
        print(text, flush=True)
        for actual, nominal in self.ports.items():
            text = text.replace(str(actual), str(nominal))
        self.file.write(text.rstrip() + "\n")
        self.file.flush()


class Demo:
    """The dialogue with one board."""

    def __init__(self, board, transcript, directory):
        self.board, self.transcript, self.directory = board, transcript, directory
        self.ports = iter(range(FIRST_PORT, FIRST_PORT + 100))
        self.peers = []
        self.wrong = []
        self.steps = 0

    @property
    def emulated(self):
        return self.board.name != "unix"

    def show(self, text=""):
        self.transcript.show(text)

    def type(self, line):
        """Types a line at the REPL and shows it with what it printed."""
        self.show(">>> " + line)
        output = self.board.say(line)
        for printed in output.splitlines():
            self.show(printed)
        return output

    def ask(self, expression):
        """The value of an expression, without showing it."""
        return ast.literal_eval(self.board.say(f"print(repr({expression}))").strip())

    def expect(self, held, what):
        if not held:
            raise Wrong(what)

    def type_quietly(self, *lines):
        """Lines that print nothing."""
        for line in lines:
            output = self.type(line)
            self.expect(not output.strip(), f"{line} printed {output}")

    def type_value(self, line, value):
        output = self.type(line)
        self.expect(output.strip() == repr(value), f"{line} gave {output.strip()}, not {value!r}")

    # Peers

    def port(self):
        """A free port: the nominal one unless somebody has it."""
        nominal = next(self.ports)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", nominal))
                return nominal
            except OSError:
                pass
        actual = harness.peers.free_port()
        self.transcript.ports[actual] = nominal
        return actual

    def openssl(self, words, **options):
        port = self.port()
        self.show("$ openssl " + words.replace("{port}", str(port)))
        self.peers.append(harness.peers.openssl(shlex.split(words), self.directory, port, **options))
        return port

    def plain(self, answer):
        port = self.port()
        self.show(f"# on port {port} a web server without TLS")
        self.peers.append(harness.peers.Plain(answer, after=True, port=port))
        return port

    def connect(self, port):
        """Types the lines that connect to a TCP port of this machine; the stream is called `self.sock`."""
        if self.emulated:
            self.type_quietly("link = qemu.Link(1)", f"link.connect(('127.0.0.1', {port}))")
        else:
            self.type_quietly("sock = socket.socket()", f"sock.connect(socket.getaddrinfo('127.0.0.1', {port})[0][-1])")

    @property
    def sock(self):
        return "link" if self.emulated else "sock"

    def stop_peers(self):
        for peer in self.peers:
            peer.stop()
        self.peers.clear()

    # Steps

    def step(self, title, action):
        self.show()
        self.show(f"# {title}")
        self.steps += 1
        try:
            action()
        except Wrong as wrong:
            self.wrong.append(f"{self.board.name}: {title}: {wrong}")
            self.show(f"!!! {wrong}")
        finally:
            self.stop_peers()

    def set_clock(self):
        now = time.gmtime()
        self.type_quietly(f"machine.RTC().datetime(({now.tm_year}, {now.tm_mon}, {now.tm_mday}, 0, {now.tm_hour}, {now.tm_min}, {now.tm_sec}, 0))")

    def prepare(self):
        self.type_quietly(f"import machine, ssl, {'qemu' if self.emulated else 'socket'}")
        self.set_clock()
        for name in FLASH:
            self.board.say(f"a = open('/rom/{name}', 'rb'); b = open('/flash/{name}', 'wb'); n = b.write(a.read()); a.close(); b.close()")
            size = (self.directory / name).stat().st_size
            self.expect(self.ask(f"len(open('/flash/{name}', 'rb').read())") == size, f"/flash/{name} is not whole")

    def get(self, version):
        self.type_value(f"s.write({GET})", 18)
        self.type_value("s.read(15)", b"HTTP/1.0 200 ok")
        output = self.type("s.cipher()")
        self.expect(version in output, f"cipher() is {output.strip()}")

    def verified_get(self):
        port = self.openssl(SERVER % ("camera", "camera"))
        self.connect(port)
        self.type_quietly(wrap("camera.local", "/rom/camera.der").replace("{sock}", self.sock))
        self.get("TLSv1.3")
        self.type_quietly("s.close()")

    def verified_rsa(self):
        port = self.openssl(SERVER % ("rsa", "rsa") + " -tls1_2")
        self.type_quietly("ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)", "ctx.load_verify_locations('/flash/rsa-ca.der')")
        self.connect(port)
        self.type_quietly(f"s = ctx.wrap_socket({self.sock}, server_hostname='127.0.0.1')")
        self.get("TLSv1.2")
        self.type_quietly("s.close()")

    def mutual(self):
        port = self.openssl(SERVER % ("server", "server") + " -CAfile ca.pem -Verify 2 -verify_return_error")
        self.type_quietly(
            "ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)",
            "ctx.load_verify_locations('/flash/ca.der')",
            "ctx.load_cert_chain('/flash/client.der', '/flash/client.key.der')",
        )
        self.connect(port)
        self.type_quietly(f"s = ctx.wrap_socket({self.sock}, server_hostname='broker.local')")
        self.type_value(f"s.write({GET})", 18)
        self.type_value("b'Client certificate' in s.read()", True)
        self.type_quietly("s.close()")

    def serve(self):
        port = self.port()
        words = "s_client -connect 127.0.0.1:{port} -CAfile camera.pem -verify_hostname camera.local -verify_return_error"
        self.show("$ openssl " + words.replace("{port}", str(port)))

        def come():
            return harness.peers.openssl(shlex.split(words), self.directory, port, stdin=b"hello camera\n")

        client = harness.peers.Later(come, port)
        self.peers.append(client)
        if self.emulated:
            self.type_quietly("link = qemu.Link(1)", f"peer = link.accept({port})")
        else:
            self.type_quietly(
                "server = socket.socket()",
                "server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)",
                f"server.bind(socket.getaddrinfo('127.0.0.1', {port})[0][-1])",
                "server.listen(1)",
                "sock, peer = server.accept()",
            )
        self.type_quietly(f"s = ssl.wrap_socket({self.sock}, server_side=True, cert='/rom/camera.der', key='/rom/camera.sec1.der')")
        self.type_value("s.readline()", b"hello camera\n")
        self.type_value(r"s.write(b'hello desk\n')", 11)
        self.type_quietly("s.close()")
        printed = client.wait(10).decode(errors="replace")
        for words in ("Verify return code: 0 (ok)", "hello desk"):
            found = [line.strip() for line in printed.splitlines() if words in line]
            self.expect(found, f"s_client did not print {words!r}:\n{printed}")
            self.show(found[0])

    def refuse(self, server, lines, constant, words):
        if server is not None:
            self.connect(self.plain(server) if isinstance(server, bytes) else self.openssl(server))
        else:
            self.type_quietly("ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)")
        self.type_quietly(*lines[:-1])
        output = self.type(lines[-1].replace("{sock}", self.sock))
        raised = re.fullmatch(r"Traceback \(most recent call last\):\n.*\n(\w+): \((-?\d+), (.*)\)\n", output, re.DOTALL)
        self.expect(raised, f"it printed {output!r}")
        name, code, text = raised[1], int(raised[2]), ast.literal_eval(raised[3])
        self.expect(name == "OSError", f"it raised {name}")
        self.expect(code == self.ask(f"ssl.{constant}"), f"the code is {code}, not ssl.{constant}")
        for word in words:
            self.expect(word in text, f"the text lacks {word!r}")
        if server is not None:
            self.board.say(f"{self.sock}.close()")

    def run(self):
        self.board.boot()
        self.show()
        self.show(f"== {TITLES[self.board.name]}")
        self.step("the clock is set as a script sets it", self.prepare)
        self.step("a verified GET: the camera trusts one certificate, read from /rom", self.verified_get)
        self.step("the same with RSA and TLS 1.2, the CA's certificate read from /flash", self.verified_rsa)
        self.step("mutual TLS: the server demands the camera's certificate", self.mutual)
        self.step("the camera is the server, openssl s_client verifies it", self.serve)
        for number, (title, server, lines, constant, words) in enumerate(REFUSALS, 1):
            self.step(f"refusal {number}: {title}", lambda: self.refuse(server, lines, constant, words))
            if "deinit" in lines[0]:
                self.step("the clock is set again", self.set_clock)


def show_certificates(transcript, made):
    """The commands that made the self-signed certificate, and where the others are."""
    transcript.show("== Certificates, made with openssl as a user makes them")
    for line in made.log:
        if "camera.pem" in line or "camera.key.pem" in line:
            transcript.show("$ " + line)
    transcript.show("# and a CA with what it issued, RSA-2048 and P-384: build/demo/pki/commands.sh has every command")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", action="append", choices=BOARDS, help="only this board (may be given again)")
    boards = parser.parse_args().board or BOARDS

    directory = harness.BUILD / "demo"
    made = pki.make(directory / "pki")
    rom = harness.rom.make(directory / "rom.img", directory / "pki")
    transcript = Transcript(directory / "transcript.txt")
    show_certificates(transcript, made)
    wrong, steps = [], 0
    for name in boards:
        try:
            with harness.board.make(name, directory / "pki", rom) as board:
                demo = Demo(board, transcript, directory / "pki")
                try:
                    demo.run()
                finally:
                    demo.stop_peers()
                    wrong += demo.wrong
                    steps += demo.steps
        except harness.Trouble as trouble:
            wrong.append(f"{name}: {trouble}")
    transcript.show()
    if wrong:
        transcript.show("== These steps are not what they should be:")
        for line in wrong:
            transcript.show(line)
        return 1
    transcript.show(f"== All {steps} steps were as they should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
