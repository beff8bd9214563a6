#!/usr/bin/env python3
"""The switchboard: TCP connections for the UARTs of an emulated camera.

    tools/link.py PORT           waits for QEMU on 127.0.0.1:PORT  (run.sh --link 1=PORT)
    tools/link.py --unix PATH    waits for QEMU on a Unix socket   (run.sh --link 1 does this by itself)

The camera asks by qemu.Link.connect and accept; the protocol is described in port/qemu/channel.h. One switchboard
serves one UART, whose connections come one after another. It ends when QEMU ends.
"""

import argparse
import collections
import errno
import os
import select
import socket
import sys
import threading

DLE = 0x10
WINDOW = 16384  # CHANNEL_WINDOW of port/qemu/channel.h
GRANT = 4096  # CHANNEL_GRANT
QUEUE_FOR_CAMERA = 8192  # beyond this the peer is not read, so that it feels the camera's pace
QUIET = 0.0005  # seconds without a byte of the camera after which what it has sent goes on: UARTs send single bytes
SEGMENT = 1400  # so much goes on at once
LINGER = 5.0  # seconds that a closed connection may take to deliver what was sent


def mark(kind, text=b""):
    return bytes((DLE, ord(kind))) + text


class Switchboard:
    def __init__(self, camera, trace=False):
        camera.setblocking(False)
        self.camera = camera
        self.to_camera = bytearray()
        self.listeners = {}
        self.waiting_on = None  # the port of an accept that waits
        self.peer = None
        self.connecting = collections.deque()  # further addresses of a host, while connecting
        self.letter = b""
        self.trace = trace
        self.reset_reading()
        self.forget_peer()

    # -- the camera's bytes --------------------------------------------------------------------------------------------

    def reset_reading(self):
        self.marked = False
        self.request = None  # collects a request up to LF

    def from_camera(self, data):
        """Splits what the camera sent into data and marks."""
        for byte in data:
            if self.request is not None:
                if byte == 0x0A:
                    request, self.request = bytes(self.request), None
                    self.open(request)
                else:
                    self.request.append(byte)
            elif self.marked:
                self.marked = False
                if byte == DLE:
                    self.to_peer.append(DLE)
                elif byte in b"CA":
                    self.request = bytearray((byte,))
                elif byte == ord("E"):
                    self.end_wanted = True
                elif byte == ord("X"):
                    self.close()
                else:
                    self.log("the camera sent DLE 0x%02x, which means nothing" % byte)
            elif byte == DLE:
                self.marked = True
            elif self.peer is not None:
                self.to_peer.append(byte)

    # -- opening and closing -------------------------------------------------------------------------------------------

    def forget_peer(self):
        self.peer = None
        self.is_open = False
        self.to_peer = bytearray()
        self.delivered = 0
        self.end_wanted = self.end_sent = self.end_received = False
        self.connecting.clear()

    def open(self, request):
        """A request: kind, letter, text."""
        self.close()
        kind, self.letter, text = request[:1], request[1:2], request[2:].decode()
        self.log("camera: %s %s" % ({b"C": "connect to", b"A": "accept on"}[kind], text))
        try:
            if kind == b"A":
                self.listen(int(text))
            else:
                host, port = text.rsplit(":", 1)
                self.connecting.extend(socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM))
                self.connect_next(None)
        except socket.gaierror:
            self.fail(errno.EHOSTUNREACH)
        except (OSError, ValueError, OverflowError) as error:
            self.fail(getattr(error, "errno", None) or errno.EINVAL)

    def listen(self, port):
        if port not in self.listeners:
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))
            listener.listen()
            listener.setblocking(False)
            self.listeners[port] = listener
        self.waiting_on = port

    def connect_next(self, last_error):
        """Tries the host's next address, or reports the last one's error."""
        if not self.connecting:
            self.fail(last_error or errno.EHOSTUNREACH)
            return
        family, kind, protocol, _, address = self.connecting.popleft()
        self.peer = socket.socket(family, kind, protocol)
        self.peer.setblocking(False)
        result = self.peer.connect_ex(address)
        if result not in (0, errno.EINPROGRESS):
            self.peer.close()
            self.connect_next(result)

    def opened(self):
        self.is_open = True
        self.connecting.clear()
        self.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host, port = self.peer.getpeername()[:2]
        self.to_camera += mark("O", self.letter + ("%s:%d\n" % (host, port)).encode())

    def fail(self, number):
        self.log("failed: " + os.strerror(number))
        self.forget_peer()
        self.to_camera += mark("F", self.letter + b"%d\n" % number)

    def close(self):
        """The camera is done with this connection; what it has sent is still delivered."""
        self.waiting_on = None
        if self.peer is not None:
            if self.is_open and self.to_peer:
                threading.Thread(target=deliver_and_close, args=(self.peer, bytes(self.to_peer)), daemon=True).start()
            else:
                self.peer.close()
        self.forget_peer()

    def broken(self):
        self.log("the peer has broken the connection")
        self.peer.close()
        self.forget_peer()
        self.to_camera += mark("R")

    # -- moving bytes --------------------------------------------------------------------------------------------------

    def read_peer(self):
        try:
            data = self.peer.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            self.broken()
            return
        if data:
            self.to_camera += data.replace(b"\x10", b"\x10\x10")
        else:
            self.end_received = True
            self.to_camera += mark("E")

    def write_peer(self):
        if not self.is_open:
            result = self.peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if result == 0:
                self.opened()
            else:
                self.peer.close()
                self.connect_next(result)
            return
        try:
            if self.to_peer:
                sent = self.peer.send(self.to_peer)
                del self.to_peer[:sent]
                self.delivered += sent
                while self.delivered >= GRANT:
                    self.delivered -= GRANT
                    self.to_camera += mark("W")
            if self.end_wanted and not self.end_sent and not self.to_peer:
                self.end_sent = True
                self.peer.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            pass
        except OSError:
            self.broken()

    def accept(self):
        self.peer, _ = self.listeners[self.waiting_on].accept()
        self.peer.setblocking(False)
        self.waiting_on = None
        self.opened()

    def run(self):
        """Serves until QEMU closes its end."""
        quiet = True
        while True:
            reading, writing = [self.camera], []
            if self.to_camera:
                writing.append(self.camera)
            if self.waiting_on is not None:
                reading.append(self.listeners[self.waiting_on])
            peer = self.peer
            if peer is not None:
                if self.is_open and not self.end_received and len(self.to_camera) < QUEUE_FOR_CAMERA:
                    reading.append(peer)
                complete = quiet or len(self.to_peer) >= SEGMENT
                if not self.is_open or (self.to_peer and complete) or (self.end_wanted and not self.end_sent):
                    writing.append(peer)
            readable, writable, _ = select.select(reading, writing, [], None if quiet else QUIET)
            quiet = self.camera not in readable
            if peer in readable:
                self.read_peer()
            if peer in writable and self.peer is peer:
                self.write_peer()
            if self.waiting_on is not None and self.listeners[self.waiting_on] in readable:
                self.accept()
            try:
                if self.camera in readable:
                    data = self.camera.recv(4096)
                    if not data:
                        break
                    self.from_camera(data)
                if self.camera in writable:
                    sent = self.camera.send(self.to_camera)
                    del self.to_camera[:sent]
            except BlockingIOError:
                pass
            except OSError:
                break
        self.close()
        for listener in self.listeners.values():
            listener.close()
        self.camera.close()

    def log(self, text):
        if self.trace:
            print("link: " + text, file=sys.stderr)


def deliver_and_close(peer, data):
    try:
        peer.settimeout(LINGER)
        peer.sendall(data)
    except OSError:
        pass
    peer.close()


def remove_socket(path):
    """Removes a Unix socket, and its directory if that was made for it."""
    os.unlink(path)
    try:
        os.rmdir(os.path.dirname(path))
    except OSError:
        pass


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = arguments.add_mutually_exclusive_group(required=True)
    where.add_argument("port", type=int, nargs="?", help="TCP port of 127.0.0.1 to wait for QEMU on")
    where.add_argument("--unix", metavar="PATH", help="Unix socket to wait for QEMU on; removed afterwards, with its directory if empty")
    arguments.add_argument("--trace", action="store_true", help="tell on stderr what the camera asks for")
    options = arguments.parse_args()
    if options.unix:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(options.unix)
        listener.settimeout(10)
    else:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", options.port))
    listener.listen()
    try:
        camera, _ = listener.accept()
    except socket.timeout:
        sys.exit("link: QEMU has not come")
    finally:
        listener.close()
        if options.unix:
            remove_socket(options.unix)
    Switchboard(camera, options.trace).run()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
