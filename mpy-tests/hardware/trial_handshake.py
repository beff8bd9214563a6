# Handshakes and data through the routing to a unit that fails now and then: software goes on in mid-message, and nothing is lost.
# For a firmware with feature chip-trial, whose unit this is (make test-trial).

import pipe, ssl

if ssl.hardware()["aes_gcm"][0] != "trial":
    print("SKIP")
    raise SystemExit


# Sends in pieces of all sizes, and more of them in one record.
def transfer(a, b, sent):
    got = b""
    at = 0
    size = 1
    while len(got) < len(sent):
        if at < len(sent):
            at += a.write(sent[at : at + size]) or 0
            size = size * 3 % 4099
        got += b.read(5000) or b""
    return got == sent


data = bytes(range(256)) * 40
for version in pipe.VERSIONS:
    for bits in ("128", "256"):
        client = pipe.client_context()
        client.minimum_version = client.maximum_version = version
        client.set_ciphers([name for name in client.get_ciphers() if "GCM" in name and bits in name])
        c, s, _, _ = pipe.connections(client)
        print(pipe.handshake(c, s), c.version(), bits in c.cipher()[0], "GCM" in c.cipher()[0])
        print(transfer(c, s, data), transfer(s, c, data))
        c.close()
        print(s.read(10))
        s.close()

served = ssl.hardware()
print(served["random"])
print(served["aes_gcm"][0], 0 < served["aes_gcm"][1] < 8)
print(served["sha256"][0], served["sha256"][1] < 8)

# Without a choice of suites, those of the unit come first.
c, s, _, _ = pipe.connections()
print(pipe.handshake(c, s), "GCM" in c.cipher()[0])
