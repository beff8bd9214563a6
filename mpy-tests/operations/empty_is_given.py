# What is given and empty, as a file is that a power cut left, is refused: it does not count as not given.

import pipe, refused
from pipe import ssl

EMPTY = "/flash/empty.der"
with open(EMPTY, "w"):
    pass


# Calls with each way of giving nothing.
def attempt(what, call):
    outcomes = []
    for empty in (EMPTY, b"", bytearray(), memoryview(bytearray(3))[:0]):
        try:
            call(empty)
            outcome = "taken"
        except OSError as er:
            outcome = refused.name_of(er.errno)
        if outcome not in outcomes:
            outcomes.append(outcome)
    print(what, *outcomes)


server = pipe.server_context()
client = pipe.client_context()

# Nobody's CA would put anybody's certificate in the place of the camera's.
chain, key = "/rom/stranger.der", "/rom/stranger.key.der"
attempt("replace_identity, CA:", lambda empty: server.replace_identity(chain, key, empty))
attempt("certificate:", lambda empty: server.replace_identity(empty, key))
attempt("key:", lambda empty: server.replace_identity(chain, empty))
attempt("load_cert_chain, certificate:", lambda empty: server.load_cert_chain(empty, key))
attempt("key:", lambda empty: server.load_cert_chain(chain, empty))
attempt("replace_verify_locations, CA:", lambda empty: client.replace_verify_locations(empty))
attempt("list:", lambda empty: client.replace_verify_locations(crl=empty))
attempt("load_verify_locations, CA:", lambda empty: client.load_verify_locations(empty))
attempt("cadata:", lambda empty: client.load_verify_locations(cadata=empty))
attempt("list:", lambda empty: client.load_verify_locations(crl=empty))
c, s, _, _ = pipe.connections(client, server)
print(pipe.handshake(c, s), c.getpeercert()["issuer"])

attempt("create_default_context:", lambda empty: ssl.create_default_context(cadata=empty))
attempt("wrap_socket, CA:", lambda empty: ssl.wrap_socket(pipe.Pipe(), cadata=empty, do_handshake=False))
attempt("certificate:", lambda empty: ssl.wrap_socket(pipe.Pipe(), cert=empty, key=key, do_handshake=False))
verify, good, ca = ssl.verify_certificate, "/rom/server.der", "/rom/ca.der"
attempt("verify_certificate, chain:", lambda empty: verify(empty, ca))
attempt("CA:", lambda empty: verify(good, empty))
attempt("list:", lambda empty: verify(good, ca, crl=empty, flags=ssl.VERIFY_CRL_CHECK_LEAF))
attempt("certificate_info:", ssl.certificate_info)
# A request for another name than the certificate's.
ssl.generate_key("/flash/empty.key", overwrite=True)
attempt("certificate_request:", lambda empty: ssl.certificate_request("/flash/empty.key", "camera 7", certificate=empty))
