# A camera looks at each certificate of the server's path itself, and may refuse what camtls has accepted.
#
# The callback gets every certificate of the accepted path, from the CA (the greatest depth) down to the server's own (depth 0), as
# DER bytes. 0 accepts, any other number or an exception refuses. It cannot accept what camtls has refused.
#
# Here: only one server will do, the one whose certificate has this SHA-256 fingerprint. On the desk:
#   openssl x509 -in server.pem -outform DER | openssl dgst -sha256

import hashlib, socket, ssl

HOST, PORT, NAME = "192.0.2.7", 4433, "broker.local"
TRUSTED = "/flash/ca.der"
FINGERPRINT = bytes.fromhex("00" * 32)  # the one that openssl printed


def context(fingerprint=FINGERPRINT, trusted=TRUSTED):
    def look(certificate, depth):
        if depth == 0 and hashlib.sha256(certificate).digest() != fingerprint:
            return 1
        return 0

    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.load_verify_locations(trusted)
    ctx.verify_callback = look
    return ctx


def fetch(ctx, stream, name=NAME):
    with ctx.wrap_socket(stream, server_hostname=name) as s:
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        return s.read()


def main():
    sock = socket.socket()
    sock.settimeout(10)
    sock.connect(socket.getaddrinfo(HOST, PORT)[0][-1])
    print(fetch(context(), sock))


if __name__ == "__main__":
    main()
