# Peers for the tests: asks the program that runs this script (tools/harness/service.py) to start them, and connects to them.
#
#     server = peer.openssl("s_server -accept {port} -cert server.pem -key server.key.pem -www")
#     s = server.connect()
#
#     client = peer.openssl_client("s_client -connect 127.0.0.1:{port} -CAfile ca.pem")
#     s = client.accept()
#
# The stream is a socket where the firmware has them, and a qemu.Link where it has none.

import binascii, json, sys

try:
    import socket
except ImportError:
    import qemu

    socket = None


def ask(do, **request):
    request["do"] = do
    print("\x01" + json.dumps(request))
    answer = json.loads(sys.stdin.readline())
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer


class Peer:
    def __init__(self, started):
        self.port = started["port"]
        self.id = started["peer"]

    def connect(self, link=1):
        if socket:
            s = socket.socket()
            try:
                s.connect(socket.getaddrinfo("127.0.0.1", self.port)[0][-1])
            except BaseException:
                # Interrupted, it may be connected all the same: a server that serves one after the other would wait for it.
                s.close()
                raise
        else:
            s = qemu.Link(link)
            s.connect(("127.0.0.1", self.port))
        return s

    # A UDP socket that speaks to this server alone.
    def connect_udp(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.connect(socket.getaddrinfo("127.0.0.1", self.port)[0][-1])
        return s

    # A UDP socket on which this client comes.
    def bind_udp(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(socket.getaddrinfo("127.0.0.1", self.port)[0][-1])
        return s

    # The stream on which this client comes.
    def accept(self, link=1):
        if not socket:
            s = qemu.Link(link)
            s.accept(self.port)
            return s
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(socket.getaddrinfo("127.0.0.1", self.port)[0][-1])
        listener.listen(1)
        s = listener.accept()[0]
        listener.close()
        return s

    # Types a text into the peer.
    def send(self, text):
        ask("send", peer=self.id, text=text)

    # Whether the peer prints these words in time.
    def says(self, words, timeout=10):
        return ask("wait_for", peer=self.id, words=words, timeout=timeout)["found"]

    # Whether it has ended by itself; does not wait, so that an event loop may ask.
    def ended(self):
        return ask("ended", peer=self.id)["ended"]

    # The SHA-256 of everything it printed, once it has ended.
    def sha256(self):
        return ask("sha256", peer=self.id)["sha256"]

    # Everything it printed, once it has ended.
    def output(self, timeout=10):
        return ask("output", peer=self.id, timeout=timeout)["output"]

    def stop(self):
        ask("stop", peer=self.id)


# A server: {port} is replaced by the port it is to listen on.
def openssl(arguments):
    return Peer(ask("openssl", arguments=arguments.split()))


# A client: it comes as soon as it is awaited. `hold` keeps it there after it has sent `stdin`.
def openssl_client(arguments, stdin="", hold=True):
    return Peer(ask("openssl_client", arguments=arguments.split(), stdin=stdin, hold=hold))


# A server of tools/harness/programs.py, with the certificate `name`.
def server(kind, name="server", **options):
    return Peer(ask("server", kind=kind, name=name, **options))


# A program that comes as a client; with a megabyte on its standard input, and `quiet` without what it says on its standard error.
def client(program, arguments, **options):
    return Peer(ask("client", program=program, arguments=arguments.split(), **options))


# Where in this board's memory lies the private key, of a file in /flash, that made this request: {} if nowhere. With the hardware key
# that wrapped it also whether it is on the disk as it is.
def find_key(request, wrapped_by=None):
    key = wrapped_by and binascii.hexlify(wrapped_by).decode()
    return ask("find_key", request=binascii.b2a_base64(request).decode().strip(), wrapped_by=key)["found"]


# The lines that an openssl command prints of what it reads.
def openssl_reads(arguments, data):
    return ask("openssl_reads", arguments=arguments, data=binascii.b2a_base64(data).decode().strip())["lines"]


# A certificate for a request (DER), signed by the CA `ca`.
def issue(request, ca="ca"):
    return binascii.a2b_base64(ask("issue", request=binascii.b2a_base64(request).decode().strip(), ca=ca)["certificate"])


# A CA that renews over EST (tools/harness/est.py): what it issues lives for `life` seconds.
class Est(Peer):
    def __init__(self, life):
        started = ask("est", life=life)
        super().__init__(started)
        # Its CA; the server's own certificate, which lives for ten years, and key.
        self.ca, self.certificate, self.key = (binascii.a2b_base64(text) for text in started["files"])

    # Changes how it behaves: mode=, now=, life=, retry_after=.
    def set(self, **attributes):
        ask("est_set", peer=self.id, **attributes)

    # The first certificate, DER, for a request.
    def issue(self, request):
        text = binascii.b2a_base64(request).decode().strip()
        return binascii.a2b_base64(ask("est_issue", peer=self.id, request=text)["certificate"])

    # What it did since this was last asked.
    def notes(self):
        return ask("est_notes", peer=self.id)["notes"]


def free_port():
    return ask("free_port")["port"]


# The SHA-256 of the megabyte that clients send and nginx has at /data.
def megabyte():
    return ask("megabyte")["sha256"]


# Whether this is `make soak`, which has the time that `make test` has not.
def soaks():
    return ask("soak")["soak"]


# Chromium, which comes for a page of the host `page` and accepts the key of the certificate `name`; or why there is none.
def chromium(name, page):
    started = ask("chromium", name=name, page=page)
    return started["absent"] if "absent" in started else Peer(started)


# A server that does not speak TLS: says `answer` at once, or after the first bytes, and hangs up or holds the line.
def plain(answer=b"", after=False, hold=False):
    text = binascii.b2a_base64(answer).decode().strip()
    return Peer(ask("plain", answer=text, after=after, hold=hold))


def ntp():
    return Peer(ask("ntp"))


# Has Ctrl-C pressed in so many milliseconds.
def interrupt(after):
    ask("interrupt", after=after)


# CPython's getpeercert() of a certificate, as Python would print it.
def getpeercert(name):
    return ask("getpeercert", name=name)["dict"]
