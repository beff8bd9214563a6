"""Joins an emulated UART (qemu.Link) to TCP ports of this machine, one connection after the other."""

import select
import socket
import threading

CHUNK = 4096
# What may wait for a reader that is slow before the other side is no longer read.
ROOM = 65536


def listener():
    """A TCP socket that listens on a free port of loopback."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", 0))
    server.listen(8)
    return server


class Side:
    """One end of the wire: a socket, and what waits to be sent there."""

    def __init__(self):
        self.socket = None
        self.waiting = bytearray()

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None
        self.waiting.clear()


class Wire:
    """A UART whose bytes go to whichever peer it is joined to, and are dropped when it is joined to none."""

    def __init__(self):
        self.uart, self.peer = Side(), Side()
        # QEMU connects here when it starts; peers connect to `door` while the camera is a server.
        self.socket = listener()
        self.door = None
        self.lock = threading.Lock()
        self.ended = False
        self.wake_read, self.wake_write = socket.socketpair()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def connect(self, port):
        """Joins the UART to a TCP server of this machine; what was on the wire before is dropped."""
        peer = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.join(peer)

    def listen(self):
        """Has the UART joined to the next TCP client; gives the port where it is awaited."""
        door = listener()
        with self.lock:
            self.peer.close()
            self.uart.waiting.clear()
            if self.door:
                self.door.close()
            self.door = door
        self.wake()
        return door.getsockname()[1]

    def join(self, peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.setblocking(False)
        with self.lock:
            self.peer.close()
            self.uart.waiting.clear()
            self.peer.socket = peer
        self.wake()

    def hang_up(self):
        with self.lock:
            self.peer.close()
            self.uart.waiting.clear()
        self.wake()

    def wake(self):
        self.wake_write.send(b"!")

    def stop(self):
        self.ended = True
        self.wake()
        self.thread.join(5)
        for side in (self.uart, self.peer):
            side.close()
        for other in (self.socket, self.door, self.wake_read, self.wake_write):
            if other:
                other.close()

    def run(self):
        while not self.ended:
            with self.lock:
                readers = [self.wake_read]
                readers += [door for door in (None if self.uart.socket else self.socket, self.door) if door]
                writers = []
                for side, other in ((self.uart, self.peer), (self.peer, self.uart)):
                    if side.socket and len(other.waiting) < ROOM:
                        readers.append(side.socket)
                    if side.socket and side.waiting:
                        writers.append(side.socket)
            try:
                readable, writable, _ = select.select(readers, writers, [])
            except (OSError, ValueError):
                continue  # a socket was closed meanwhile: look again
            with self.lock:
                self.step(readable, writable)

    def step(self, readable, writable):
        if self.wake_read in readable:
            self.wake_read.recv(64)
        if self.socket in readable:
            self.uart.socket, _ = self.socket.accept()
            self.uart.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.uart.socket.setblocking(False)
        if self.door and self.door in readable:
            self.peer.close()
            self.peer.socket, _ = self.door.accept()
            self.peer.socket.setblocking(False)
            self.door.close()
            self.door = None
        for side, other in ((self.uart, self.peer), (self.peer, self.uart)):
            if side.socket and side.socket in readable:
                self.receive(side, other)
            if side.socket and side.socket in writable:
                self.send(side)

    def receive(self, side, other):
        try:
            data = side.socket.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            side.close()
        elif other.socket or other is self.uart or self.door:
            # While a client is awaited nothing is dropped: the camera may speak first.
            other.waiting += data

    def send(self, side):
        try:
            sent = side.socket.send(side.waiting)
        except BlockingIOError:
            return
        except OSError:
            side.close()
            return
        del side.waiting[:sent]
