"""What a running script can ask of this machine.

A script prints a line that starts with the byte 0x01, the rest is a JSON object with the member `do`; the answer is one line of
JSON on its standard input. mpy-tests/lib/peer.py is the script's side of it. Everything started here ends with the script.
"""

import base64
import json
import ssl
import threading

from . import peers

MARK = b"\x01"


class Service:
    """The requests of one run of one script."""

    def __init__(self, board, pki):
        self.board, self.pki = board, pki
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

    def do_plain(self, answer, after=False, hold=False):
        peer = peers.Plain(base64.b64decode(answer), after, hold)
        return self.add(peer, peer.port)

    def do_ntp(self):
        peer = peers.Ntp()
        return self.add(peer, peer.port)

    def do_getpeercert(self, name):
        """What CPython's getpeercert() gives for a certificate in PEM."""
        return {"dict": repr(ssl._ssl._test_decode_cert(str(self.pki / name)))}

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
