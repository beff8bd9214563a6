# Peers for the tests: asks the program that runs this script (tools/harness/service.py) to start them, and joins a stream to them.
#
#     server = peer.openssl("s_server -accept {port} -cert server.pem -key server.key.pem -www")
#     s = server.connect()
#
#     client = peer.openssl_client("s_client -connect 127.0.0.1:{port} -CAfile ca.pem")
#     s = client.accept()
#
# The stream is a socket where the firmware has them, and a qemu.Link where it has none.

import binascii, json, sys, time

try:
    import socket
except ImportError:
    import qemu

    socket = None

LINK = 1


def ask(do, **request):
    request["do"] = do
    print("\x01" + json.dumps(request))
    answer = json.loads(sys.stdin.readline())
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer


def fresh_link():
    link = qemu.Link(LINK)
    # Whatever a peer before this one still said.
    while link.any():
        link.read(link.any())
    return link


class Peer:
    def __init__(self, started):
        self.port = started["port"]
        self.id = started["peer"]

    def connect(self):
        if socket:
            s = socket.socket()
            s.connect(socket.getaddrinfo("127.0.0.1", self.port)[0][-1])
            return s
        ask("hang_up", link=LINK)
        link = fresh_link()
        ask("connect", link=LINK, port=self.port)
        return link

    # Types a text into the peer.
    def send(self, text):
        ask("send", peer=self.id, text=text)

    # Whether the peer prints these words in time.
    def says(self, words, timeout=10):
        return ask("wait_for", peer=self.id, words=words, timeout=timeout)["found"]

    # Everything it printed, once it has ended.
    def output(self, timeout=10):
        return ask("output", peer=self.id, timeout=timeout)["output"]

    def stop(self):
        ask("stop", peer=self.id)


class Client(Peer):
    # The stream on which this client connects to us; it is started by this.
    def __init__(self, arguments, stdin, hold):
        self.request = {"arguments": arguments.split(), "stdin": stdin, "hold": hold}

    def accept(self):
        if socket:
            port = ask("free_port")["port"]
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(socket.getaddrinfo("127.0.0.1", port)[0][-1])
            listener.listen(1)
            super().__init__(ask("openssl", port=port, **self.request))
            s = listener.accept()[0]
            listener.close()
            return s
        ask("hang_up", link=LINK)
        link = fresh_link()
        port = ask("listen", link=LINK)["port"]
        super().__init__(ask("openssl", port=port, **self.request))
        return link


# A server: {port} is replaced by the port it is to listen on.
def openssl(arguments):
    return Peer(ask("openssl", arguments=arguments.split()))


# A client: started when it is accepted.
def openssl_client(arguments, stdin="", hold=True):
    return Client(arguments, stdin, hold)


# A server that does not speak TLS: says `answer` at once, or after the first bytes.
def plain(answer=b"", after=False, hold=False):
    text = binascii.b2a_base64(answer).decode().strip()
    return Peer(ask("plain", answer=text, after=after, hold=hold))


def ntp():
    return Peer(ask("ntp"))


# Has Ctrl-C pressed in so many milliseconds.
def interrupt(after):
    ask("interrupt", after=after)


# A file of the certificates that every test has.
def read(name):
    with open("/rom/" + name, "rb") as f:
        return f.read()
