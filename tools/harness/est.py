"""A CA that renews certificates over EST (RFC 7030): mutual TLS, /simplereenroll and /cacerts, and every way to fail that a test asks for."""

import base64
import http.server
import pathlib
import socket
import ssl
import subprocess
import threading
import time

import pki

# X509_V_FLAG_NO_CHECK_TIME: the clock of the test may be years ahead; dates are looked at below.
NO_CHECK_TIME = 0x200000

CONFIG = """\
[ca]
default_ca = this
[this]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
copy_extensions = copy
[anything]
commonName = optional
organizationName = optional
"""


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True, timeout=30).stdout


class Authority:
    """A CA that issues for requests, with the dates that it is told."""

    def __init__(self, folder, certificate, key):
        self.folder, self.certificate, self.key = pathlib.Path(folder), certificate, key
        self.folder.mkdir(parents=True)
        (self.folder / "index").touch()
        (self.folder / "config").write_text(CONFIG.format(folder=self.folder))
        (self.folder / "extensions").write_text("extendedKeyUsage = clientAuth\nkeyUsage = critical,digitalSignature\n")
        self.lock = threading.Lock()

    def issue(self, request, start, end):
        """DER for DER; `start` and `end` in seconds since 1970."""
        dates = [time.strftime("%Y%m%d%H%M%SZ", time.gmtime(moment)) for moment in (start, end)]
        with self.lock:
            (self.folder / "request").write_bytes(openssl("req", "-inform", "DER", data=request))
            openssl("ca", "-batch", "-notext", "-config", self.folder / "config", "-cert", self.certificate, "-keyfile", self.key,
                    "-in", self.folder / "request", "-extfile", self.folder / "extensions", "-startdate", dates[0], "-enddate", dates[1],
                    "-out", self.folder / "issued")
            return openssl("x509", "-in", self.folder / "issued", "-outform", "DER")


def names(kind, data):
    """Subject and alternative names of a request or a certificate."""
    text = openssl(kind, "-inform", "DER", "-noout", "-subject", "-text", data=data).decode()
    lines = [line.strip() for line in text.splitlines()]
    return sorted(line for line in lines if line.startswith(("subject", "DNS:")))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", len(body))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def certificates(self, *ders):
        pem = "".join(ssl.DER_cert_to_PEM_cert(der) for der in ders).encode()
        path = self.server.folder / f"answer-{threading.get_ident()}"
        path.write_bytes(pem)
        return base64.encodebytes(openssl("crl2pkcs7", "-nocrl", "-outform", "DER", *(("-certfile", path) if ders else ())))

    def is_in_date(self):
        certificate = self.connection.getpeercert()
        start, end = (ssl.cert_time_to_seconds(certificate[name]) for name in ("notBefore", "notAfter"))
        return start <= self.server.now() <= end

    def do_GET(self):
        mode = self.server.mode
        self.server.note("cacerts")
        if self.path != "/.well-known/est/cacerts":
            return self.answer(404)
        if self.connection.getpeercert(True) == self.server.issued:
            if mode == "unverified":
                # As nginx does, once the handshake is over.
                return self.answer(400)
            if mode == "later":
                return self.answer(503)
            if mode == "deaf":
                self.close_connection = True
                return self.connection.shutdown(2)
        self.answer(200, self.certificates(self.server.ca), Content_Type="application/pkcs7-mime")

    def do_POST(self):
        server, mode = self.server, self.server.mode
        request = base64.b64decode(self.rfile.read(int(self.headers["Content-Length"])))
        known = self.connection.getpeercert(True)
        if self.path != "/.well-known/est/simplereenroll" or self.headers["Content-Type"] != "application/pkcs10":
            return self.answer(404)
        if not self.is_in_date():
            server.note("out of date")
            return self.answer(401)
        if b"verify OK" not in subprocess.run(["openssl", "req", "-inform", "DER", "-verify", "-noout"], input=request, capture_output=True,
                                              check=True).stderr or names("req", request) != names("x509", known):
            server.note("bad request")
            return self.answer(400)
        key = openssl("req", "-inform", "DER", "-pubkey", "-noout", data=request)
        server.note("old key" if key in server.keys else "new key")
        server.keys.add(key)
        if mode in ("202", "503"):
            return self.answer(int(mode), Retry_After=server.retry_after)
        if mode.isdigit():
            return self.answer(int(mode))
        if mode == "slam":
            self.close_connection = True
            return self.connection.shutdown(2)
        if mode == "huge":
            self.send_response(200)
            self.send_header("Content-Length", 50 << 20)
            self.end_headers()
            return self.wfile.write(b"A" * 4096)
        if mode == "header":
            return self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 4096)
        if mode == "digits":
            return self.wfile.write(b"HTTP/1.1 99999999999999999999 OK\r\n\r\n")
        if mode == "trickle":
            for _ in range(400):
                self.wfile.write(b"H")
                time.sleep(0.05)
            return None
        if mode == "http":
            return self.wfile.write(b"220 mail.example ESMTP\r\n")
        bodies = {"garbage": b"\0\xff!" * 50, "text": b"<html>Welcome</html>", "empty": b"", "none": self.certificates(),
                  "zeros": base64.encodebytes(bytes(200))}
        if mode in bodies:
            return self.answer(200, bodies[mode])
        if mode == "other-key":
            openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", server.folder / "other.key",
                    "-subj", "/CN=camera 7", "-outform", "DER", "-out", server.folder / "other.csr")
            request = (server.folder / "other.csr").read_bytes()
        authority = server.stranger if mode in ("stranger", "unverified") else server.authority
        issued = server.issued = authority.issue(request, server.now() - 60, server.now() + server.life)
        server.note("issued")
        body = self.certificates(issued, server.ca) if mode == "chain" else self.certificates(issued)
        if mode == "half":
            self.send_response(200)
            self.send_header("Content-Length", len(body))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return self.connection.shutdown(2)
        if mode == "chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, len(body), 100):
                part = body[at : at + 100]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            return self.wfile.write(b"0\r\n\r\n")
        if mode == "gone":
            server.refuses = True
        self.answer(200, body, Content_Type="application/pkcs7-mime; smime-type=certs-only")


class Est(http.server.ThreadingHTTPServer):
    """The server; a test changes `mode`, `offset` (its clock, seconds ahead of ours) and `life` of what it issues."""

    daemon_threads = True

    def __init__(self, folder, life):
        self.folder = pathlib.Path(folder)
        desk = pki.Pki(self.folder / "pki")
        desk.authority("ca", "p256", "Renewing Root")
        # It is valid from this second on, and a camera's clock, which counts seconds, may be one behind.
        time.sleep(1)
        desk.authority("stranger", "p256", "Strange Root")
        desk.issue("server", "p256", pki.BROKER, "ca", san=f"DNS:{pki.BROKER},IP:127.0.0.1", dates=(-1, 3600))
        self.ca = desk.read("ca.der")
        self.identity = desk.read("server.der"), desk.read("server.key.der")
        self.authority = Authority(self.folder / "issuing", desk.path("ca.pem"), desk.path("ca.key.pem"))
        self.stranger = Authority(self.folder / "strange", desk.path("stranger.pem"), desk.path("stranger.key.pem"))
        self.context, self.lenient = (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for _ in range(2))
        for context in (self.context, self.lenient):
            context.load_cert_chain(desk.path("server.pem"), desk.path("server.key.pem"))
            context.load_verify_locations(desk.path("ca.pem"))
            context.verify_mode = ssl.CERT_REQUIRED
            context.verify_flags |= NO_CHECK_TIME
        self.lenient.load_verify_locations(desk.path("stranger.pem"))
        self.issued = None
        self.mode, self.offset, self.life, self.retry_after, self.refuses = "ok", 0, life, "120", False
        self.keys = set()
        self.notes = []
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def now(self):
        return time.time() + self.offset

    def note(self, what):
        self.notes.append(what)

    def process_request_thread(self, request, client_address):
        request.settimeout(30)
        try:
            if self.refuses:
                # An end, not a reset: what comes is read until the client has closed, too.
                request.shutdown(socket.SHUT_WR)
                while request.recv(4096):
                    pass
                request.close()
                return
            request = (self.lenient if self.mode == "unverified" else self.context).wrap_socket(request, server_side=True)
        except OSError as error:
            self.note("refused" if isinstance(error, ssl.SSLError) else "hung up")
            request.close()
            return
        super().process_request_thread(request, client_address)

    def handle_error(self, *_):
        # Who hangs up in the middle is a test's matter.
        self.note("hung up")

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join(5)
