"""The peers that a camera meets: openssl as server and client, a plain TCP server, an NTP responder."""

import os
import shlex
import signal
import socket
import socketserver
import struct
import subprocess
import threading
import time

from . import Trouble

# From 1900, where NTP counts from, to 1970.
NTP_EPOCH = 2208988800


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    """Whether a port of this machine is listened at (TCP) or bound (UDP); unlike a connection, the look is not noticed there."""
    for table, state in (("tcp", "0A"), ("udp", "07")):
        wanted = f":{port:04X} 00000000:0000 {state}"
        with open(f"/proc/net/{table}") as lines:
            if any(wanted in line for line in lines):
                return True
    return False


class Process:
    """A peer that is a program; its output is kept, and it is ended by its own id."""

    def __init__(self, command, directory, ready=None, stdin=b"", hold=True, timeout=10, environment=None, quiet=False):
        """`ready` is what it prints once it can be used; `hold` keeps its standard input open after `stdin`; `quiet` drops its standard error."""
        self.command = command
        self.output = bytearray()
        self.process = subprocess.Popen(
            command, cwd=directory, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else subprocess.STDOUT,
        )
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.collect, daemon=True)
        self.reader.start()
        # More than a pipe holds is taken only as the peer gets on with it.
        self.writer = threading.Thread(target=self.feed, args=(stdin, hold), daemon=True)
        self.writer.start()
        if len(stdin) < 4096:
            self.writer.join()
        if ready and not self.wait_for(ready, timeout):
            self.stop()
            raise Trouble(f"{shlex.join(command)} did not start: {self.output.decode(errors='replace')}")

    def feed(self, stdin, hold):
        if stdin:
            self.send(stdin)
        if not hold:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass

    def collect(self):
        while data := os.read(self.process.stdout.fileno(), 4096):
            with self.changed:
                self.output += data
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, words, timeout=10):
        """Whether the output comes to contain `words` in time."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while words not in self.output:
                left = deadline - time.monotonic()
                if left <= 0 or not self.reader.is_alive():
                    return words in self.output
                self.changed.wait(min(left, 0.2))
        return True

    def send(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass

    def wait(self, timeout=10):
        """Everything that it printed, once it has ended by itself or the time is over."""
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.stop()
        self.reader.join(2)
        return bytes(self.output)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.writer.join(2)
        if not self.process.stdin.closed:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass
        self.reader.join(2)


def openssl(arguments, directory, port, **options):
    """Runs `openssl ARGUMENTS`, {port} replaced; a server is awaited until it accepts."""
    words = [word.replace("{port}", str(port)) for word in arguments]
    ready = b"ACCEPT" if words[0] == "s_server" else None
    return Process(["openssl", *words], directory, ready, **options)


class Later:
    """A peer that starts once a port of this machine listens."""

    def __init__(self, start, port):
        self.started = threading.Event()
        self.peer = None
        self.ended = False
        threading.Thread(target=self.await_port, args=(start, port), daemon=True).start()

    def await_port(self, start, port):
        deadline = time.monotonic() + 60
        while not self.ended and time.monotonic() < deadline and not listens(port):
            time.sleep(0.02)
        if not self.ended:
            self.peer = start()
        self.started.set()

    def __getattr__(self, name):
        # What a peer can do, this one can once it has started.
        self.started.wait(60)
        return getattr(self.peer, name)

    def stop(self):
        self.ended = True
        self.started.wait(5)
        if self.peer:
            self.peer.stop()


class Plain:
    """A TCP server without TLS: says `answer` to whoever connects, at once or after the first bytes, then hangs up or holds the line."""

    def __init__(self, answer=b"", after=False, hold=False, port=0):
        plain = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.settimeout(30)
                try:
                    if after:
                        self.request.recv(4096)
                    self.request.sendall(answer)
                    if hold:
                        while self.request.recv(4096):
                            pass
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        plain.server = Server(("127.0.0.1", port), Handler)
        plain.port = plain.server.server_address[1]
        threading.Thread(target=plain.server.serve_forever, args=(0.1,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def ntp_answer(request, now):
    """An NTP server's answer (RFC 5905, 7.3): stratum 1, and the query's transmit time as originate time."""
    seconds = int(now) + NTP_EPOCH
    fraction = int(now % 1 * 2**32)
    stamp = struct.pack("!II", seconds & 0xFFFFFFFF, fraction)
    return bytes([0x24, 1, 0, 0xEC]) + bytes(8) + b"TEST" + stamp + request[40:48] + stamp + stamp


class Ntp:
    """Answers NTP queries with the time of this machine, over UDP and, for a camera that has only a wire, over TCP on the same port."""

    def __init__(self):
        class Datagram(socketserver.BaseRequestHandler):
            def handle(self):
                data, server = self.request
                if len(data) >= 48:
                    server.sendto(ntp_answer(data, time.time()), self.client_address)

        class Stream(socketserver.BaseRequestHandler):
            def handle(self):
                data = b""
                while len(data) < 48 and (part := self.request.recv(48 - len(data))):
                    data += part
                if len(data) == 48:
                    self.request.sendall(ntp_answer(data, time.time()))

        self.datagrams = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Datagram)
        self.port = self.datagrams.server_address[1]
        self.streams = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Stream)
        for server in (self.datagrams, self.streams):
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()

    def stop(self):
        for server in (self.datagrams, self.streams):
            server.shutdown()
            server.server_close()
