"""What a running script can ask of this machine.

A script prints a line that starts with the byte 0x01, the rest is a JSON object with the member `do`; the answer is one line of
JSON on its standard input. mpy-tests/lib/peer.py is the script's side of it. Everything started here ends with the script.
"""

import base64
import json
import pathlib
import ssl
import subprocess
import tempfile
import threading
import time

from . import BUILD, est, peers, programs

MARK = b"\x01"


def unwrapped(disk, key, point):
    """The secret number of a public point, of the files on a disk that wrap one with that key (src/policy/wrapped.rs)."""
    curves = {1: (32, "06082a8648ce3d030107"), 2: (48, "06052b81040022")}
    at = -1
    while (at := disk.find(b"camtls w\1", at + 1)) >= 0:
        size, curve = curves.get(disk[at + 9], (0, ""))
        # GCM encrypts as counter mode does, from a counter of 2 on.
        command = ["openssl", "enc", "-d", "-aes-256-ctr", "-K", key.hex(), "-iv", disk[at + 10 : at + 22].hex() + "00000002"]
        secret = subprocess.run(command, input=disk[at + 38 : at + 38 + size], capture_output=True, check=True).stdout
        parameters = bytes.fromhex(curve)
        body = b"\2\1\1\4" + bytes([len(secret)]) + secret + b"\xa0" + bytes([len(parameters)]) + parameters
        made = subprocess.run(["openssl", "ec", "-inform", "DER", "-pubout", "-outform", "DER"], input=b"\x30" + bytes([len(body)]) + body,
                              capture_output=True)
        if made.stdout.endswith(point):
            return secret
    raise ValueError("no file wraps the key of that request")


class Service:
    """The requests of one run of one script."""

    # `make soak`: what `make test` has no time for.
    soak = False

    def __init__(self, board, pki):
        self.board, self.pki = board, pki
        self.directory = None
        self.running = []
        self.timers = []

    def answer(self, line):
        """The answer to one line, without its mark and its end."""
        request = json.loads(line)
        try:
            result = getattr(self, "do_" + request.pop("do"))(**request)
        except Exception as error:  # told to the script, which fails with it
            result = {"error": f"{type(error).__name__}: {error}"}
        return json.dumps(result).encode() + b"\n"

    def add(self, peer, port):
        self.running.append(peer)
        return {"peer": len(self.running) - 1, "port": port}

    def do_openssl(self, arguments):
        port = peers.free_port()
        return self.add(peers.openssl(arguments, self.pki, port), port)

    def do_openssl_client(self, arguments, stdin="", hold=True):
        """A client that is started as soon as somebody listens at the port that is given back."""
        port = peers.free_port()
        return self.add(peers.Later(lambda: peers.openssl(arguments, self.pki, port, stdin=stdin.encode(), hold=hold), port), port)

    def work(self):
        """A directory for the files of the peers."""
        if self.directory is None:
            self.directory = tempfile.TemporaryDirectory(dir=BUILD, prefix="peers-")
        return pathlib.Path(self.directory.name)

    def do_free_port(self):
        return {"port": peers.free_port()}

    def do_soak(self):
        return {"soak": self.soak}

    def do_megabyte(self):
        """The file `megabyte` of the work directory is there: its SHA-256."""
        return {"sha256": programs.sha256(programs.megabyte(self.work()).read_bytes())}

    def do_server(self, kind, name, **options):
        """A server of programs.py with the certificate NAME."""
        port = peers.free_port()
        work = self.work() / f"{kind}-{port}"
        work.mkdir()
        if kind == "nginx":
            (work / "megabyte").symlink_to(programs.megabyte(self.work()))
        return self.add(getattr(programs, kind)(self.pki, work, port, name, **options), port)

    def do_client(self, program, arguments, port=None, megabyte=False, quiet=False):
        """A program that is a client of this camera: started once somebody listens at the port, with a megabyte to send if wanted."""
        port = port or peers.free_port()
        words = [word.replace("{port}", str(port)).replace("{work}", str(self.work())) for word in arguments]
        stdin = programs.megabyte(self.work()).read_bytes() if megabyte else b""
        return self.add(peers.Later(lambda: programs.start(program, words, self.pki, stdin=stdin, quiet=quiet), port), port)

    def do_chromium(self, name, page):
        """Chromium fetches a page of this camera; or the reason why not."""
        if not programs.find(*programs.CHROMIUM):
            return {"absent": "no Chromium on this machine: Debian's package chromium-headless-shell brings one"}
        port = peers.free_port()
        start = lambda: programs.chromium(self.pki, self.work(), f"https://{page}:{port}/", name)
        return self.add(peers.Later(start, port), port)

    def do_ended(self, peer):
        """Whether it has ended by itself; unlike the others, never waits."""
        running = self.running[peer]
        if isinstance(running, peers.Later):
            running = running.peer
        return {"ended": running is not None and running.process.poll() is not None}

    def do_sha256(self, peer):
        """The SHA-256 of what a peer has printed until it ended."""
        return {"sha256": programs.sha256(self.running[peer].wait(60))}

    def do_plain(self, answer, after=False, hold=False):
        peer = peers.Plain(base64.b64decode(answer), after, hold)
        return self.add(peer, peer.port)

    def do_ntp(self):
        peer = peers.Ntp()
        return self.add(peer, peer.port)

    def do_getpeercert(self, name):
        """What CPython's getpeercert() gives for a certificate in PEM."""
        return {"dict": repr(ssl._ssl._test_decode_cert(str(self.pki / name)))}

    def do_find_key(self, request, wrapped_by=None):
        """Where in the board's memory the private key lies that signed a request; it is taken from the board's disk, where it may be wrapped."""
        public = subprocess.run(["openssl", "req", "-inform", "DER", "-pubkey", "-noout"], input=base64.b64decode(request),
                                capture_output=True, check=True).stdout
        info = base64.b64decode("".join(public.decode().splitlines()[1:-1]))
        point = info[info.index(b"\x00\x04") + 2 :]
        size = len(point) // 2
        disk, memory, found = self.board.disk(), self.board.memory(), {}
        if wrapped_by:
            secret = unwrapped(disk, bytes.fromhex(wrapped_by), point)
            if disk.count(secret[:16]) or disk.count(secret[16:]):
                found["on the disk"] = disk.count(secret)
        else:
            # PKCS#8: the point follows the secret number, behind headers and a byte that says it is not compressed.
            at = disk.index(bytes([0xA1, 2 * size + 4, 3, 2 * size + 2, 0, 4]) + point)
            secret = disk[at - size : at]
        # Whole, or a half of it, as bytes and as the words of a number.
        for form, number in (("bytes", secret), ("words", secret[::-1])):
            for name, part in (("whole", number), ("half", number[:16]), ("other half", number[16:])):
                if memory.count(part):
                    found[f"{name}, {form}"] = memory.count(part)
        return {"found": found}

    def do_issue(self, request, ca="ca", days=30):
        """A client's certificate for a request, by a CA of this run; valid since yesterday."""
        authority = est.Authority(self.work() / f"issuing-{time.monotonic_ns()}", self.pki / f"{ca}.pem", self.pki / f"{ca}.key.pem")
        made = authority.issue(base64.b64decode(request), time.time() - 86400, time.time() + days * 86400)
        return {"certificate": base64.b64encode(made).decode()}

    def do_est(self, life):
        """A CA that renews over EST; what it issues lives for `life` seconds."""
        server = est.Est(self.work() / f"est-{time.monotonic_ns()}", life)
        files = [base64.b64encode(data).decode() for data in (server.ca, *server.identity)]
        return {"files": files, **self.add(server, server.port)}

    def do_est_set(self, peer, now=None, **attributes):
        """Changes how it behaves; `now` is what its clock shows from now on."""
        if now is not None:
            attributes["offset"] = now - time.time()
        vars(self.running[peer]).update(attributes)
        return {}

    def do_est_issue(self, peer, request):
        """The first certificate: not over EST."""
        server = self.running[peer]
        made = server.authority.issue(base64.b64decode(request), server.now() - 60, server.now() + server.life)
        return {"certificate": base64.b64encode(made).decode()}

    def do_est_notes(self, peer):
        """What it did since this was last asked."""
        notes, self.running[peer].notes = self.running[peer].notes, []
        return {"notes": notes}

    def do_openssl_reads(self, arguments, data):
        """What an openssl command prints that reads `data` on its standard input: lines, its standard error behind them."""
        words = ["openssl", *arguments.split()]
        done = subprocess.run(words, input=base64.b64decode(data), capture_output=True, cwd=self.pki, timeout=30)
        return {"lines": (done.stdout + done.stderr).decode(errors="replace").splitlines()}

    def do_send(self, peer, text):
        self.running[peer].send(text.encode())
        return {}

    def do_wait_for(self, peer, words, timeout=10):
        return {"found": self.running[peer].wait_for(words.encode(), timeout)}

    def do_output(self, peer, timeout=10):
        return {"output": self.running[peer].wait(timeout).decode(errors="replace")}

    def do_stop(self, peer):
        self.running[peer].stop()
        return {}

    def do_interrupt(self, after):
        """Presses Ctrl-C in so many milliseconds."""
        timer = threading.Timer(after / 1000, self.board.interrupt)
        timer.daemon = True
        timer.start()
        self.timers.append(timer)
        return {}

    def stop(self):
        for timer in self.timers:
            timer.cancel()
        for peer in self.running:
            peer.stop()
        if self.directory:
            self.directory.cleanup()
