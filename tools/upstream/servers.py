"""Servers of this machine in place of the internet's: what tests/net_hosted and tests/net_inet connect to."""

import re
import socket
import ssl
import subprocess
import threading

import harness.peers

# What the tests expect of their web servers' headers.
HEADERS = b"""HTTP/1.1 200 OK
Server: local
Date: Thu, 01 Jan 1970 00:00:00 GMT
Content-Type: text/html
Content-Length: 54
Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT
Connection: close
Vary: Accept-Encoding
ETag: "54306c85-36"
Strict-Transport-Security: max-age=15768000
Accept-Ranges: bytes

""".replace(b"\n", b"\r\n") + b"." * 54

# What a test calls its server by.
NAME = re.compile(r'"((?:[a-z0-9-]+\.)+(?:com|org|net|io))"')


class Servers:
    """A plain and a TLS web server, one with a certificate of its own making, and one that never answers a connection."""

    def __init__(self, directory, tests):
        directory.mkdir()
        self.names = sorted({name for path in tests for name in NAME.findall(path.read_text())})
        self.directory = directory
        self.issue()
        self.ports = {
            80: self.serve(None),
            443: self.serve(directory / "server.pem"),
            8883: self.serve(directory / "stranger.pem"),
        }
        # A queue of length 0 that is full: the kernel drops what comes on top.
        self.silent = socket.socket()
        self.silent.bind(("127.0.0.1", 0))
        self.silent.listen(0)
        self.queued = []
        for _ in range(3):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(self.silent.getsockname())
            self.queued.append(waiting)

    def issue(self):
        """ca.der, and server.pem and stranger.pem with their keys."""
        names = ",".join([f"DNS:{name}" for name in self.names] + ["IP:127.0.0.1"])
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9"]

        def request(name, subject, *options):
            command = ["openssl", "req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.crt", "-subj", subject, *options]
            subprocess.run(command, cwd=self.directory, check=True, capture_output=True)
            pem = (self.directory / f"{name}.key").read_text() + (self.directory / f"{name}.crt").read_text()
            (self.directory / f"{name}.pem").write_text(pem)

        leaf = ["-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE",
                "-addext", "extendedKeyUsage=serverAuth"]
        request("ca", "/CN=ca", "-addext", "keyUsage=critical,keyCertSign")
        request("server", "/CN=server", *leaf, "-CA", "ca.crt", "-CAkey", "ca.key")
        with open(self.directory / "server.pem", "a") as chain:
            chain.write((self.directory / "ca.crt").read_text())
        request("stranger", "/CN=stranger", *leaf)
        # CPython, whose output some tests are compared with, trusts it too.
        self.environment = {"SSL_CERT_FILE": str(self.directory / "ca.crt")}
        self.anchor = ssl.PEM_cert_to_DER_cert((self.directory / "ca.crt").read_text())

    def serve(self, identity):
        """Answers one request a connection; gives the port."""
        context = None
        if identity:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity)
        listener = socket.create_server(("127.0.0.1", 0), backlog=16)

        def answer(connection):
            try:
                connection.settimeout(20)
                if context:
                    connection = context.wrap_socket(connection, server_side=True)
                request = b""
                while b"\r\n\r\n" not in request and (data := connection.recv(4096)):
                    request += data
                    if not context and not request.startswith(b"GET"):
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        break
                else:
                    connection.sendall(HEADERS)
                    if context:
                        connection.unwrap()
            except OSError:
                pass
            finally:
                connection.close()

        def accept():
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return listener.getsockname()[1]

    def localise(self, path):
        """Writes into a test, and into what it must print, the addresses of this machine's servers."""
        source = path.read_text()
        # Ports that it listens at itself.
        expected = path.with_name(path.name + ".exp")
        for port in ("8080", "8000", "8123"):
            if re.search(rf"\b{port}\b", source) and "1.1.1.1" not in source:
                free = str(harness.peers.free_port())
                source = source.replace(port, free)
                if expected.exists():
                    expected.write_text(expected.read_text().replace(port, free))
        silent = self.silent.getsockname()[1]
        source = re.sub(r'getaddrinfo\("(?:1\.1\.1\.1|192\.0\.2\.1)", \d+', f'getaddrinfo("127.0.0.1", {silent}', source)
        ports = self.ports
        if path.name == "connect_nonblock_xfer.py":
            ports = {**ports, 80: silent}  # the connection must not be there at once
        for port, local in ports.items():
            source = re.sub(rf'(getaddrinfo|open_connection)\((?:"[a-z.]+"|site|url), {port}\b', rf'\1("127.0.0.1", {local}', source)
        source = source.replace("http_get(\"micropython.org\", 443,", f"http_get(\"127.0.0.1\", {self.ports[443]},")
        # What they trust.
        source = re.sub(r"bytes\.fromhex\(\s*\"3082[^)]*\)", lambda _: repr(self.anchor), source)
        for name in ("mpycert.der", "isrg.der"):
            if name in source:
                path.with_name(name).write_bytes(self.anchor)
        path.with_name("ca.der").write_bytes(self.anchor)
        path.write_text(source)
