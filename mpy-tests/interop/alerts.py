# Why a real server refuses this camera, in both versions: its alert by name, told with the camera's own certificate. In TLS 1.3
# it comes when the handshake is over here, at the first read.

import peer, pipe, refused

VERIFY = " -CAfile ca.pem -Verify 2 -verify_return_error"


def show(version, identity, options, *words):
    server = peer.openssl("s_server -accept {port} -www -%s -cert server.pem -key server.key.pem%s" % (version, options))
    ctx = pipe.client_context()
    if identity:
        ctx.load_cert_chain("/rom/" + identity + ".der", "/rom/" + identity + ".key.der")
    stream = server.connect()
    seen = []
    s = None
    try:
        s = ctx.wrap_socket(stream, server_hostname="broker.local")
        s.write(b"GET / HTTP/1.0\r\n\r\n")
        s.read(1)
    except OSError as er:
        seen.append(er)
    for call in (lambda: s.read(1), lambda: s.write(b"x")) if s else ():
        # It stays.
        try:
            call()
        except OSError as er:
            seen.append(er)
    stays = len(seen) == (3 if s else 1) and all(er.args == seen[0].args for er in seen)
    print(version, "later" if s else "handshake", stays, *(refused.describe(er, "the peer sent alert", *words) for er in seen[:1]))
    stream.close()
    server.stop()


for version in ("tls1_2", "tls1_3"):
    show(version, "expired-client", VERIFY, "certificate_expired", "this camera's certificate 'camera 4'", "expired 3 days ago")
    show(version, "early-client", VERIFY, "bad_certificate", "'camera 5', which is not valid for another")
    show(version, "stranger-client", VERIFY, "unknown_ca", "'camera 7'", "'Elsewhere Root'")
    show(version, "revoked-client", VERIFY + " -crl_check -CRL crl-revoking.pem", "certificate_revoked", "'camera 6'")
    show(version, "server", VERIFY, "certificate", "'broker.local'")
    show(version, None, VERIFY, "certificate")
    show(version, None, " -cipher ECDHE-RSA-AES128-GCM-SHA256 -ciphersuites TLS_AES_128_CCM_SHA256", "handshake_failure", "Ed25519")
