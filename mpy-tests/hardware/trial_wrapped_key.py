# Keys that the camera's hardware key wraps: made, used, carried to another camera, damaged; and a unit that fails.
# For a firmware with feature chip-trial, whose unit this is (make test-trial).

import os

import wrapping
from wrapping import changed, read, told, write
import peer, qemu, slots, ssl

KEY = "/flash/wrapped.key"
print(ssl.hardware()["wrapping"])
qemu.device_key(wrapping.MINE)

# From the first line to a handshake, on both curves.
for curve in ("prime256v1", "secp384r1"):
    ssl.generate_key(KEY, curve, overwrite=True, wrapped=True)
    data = read(KEY)
    print(curve, len(data), "bytes:", data[:10])
    request = ssl.certificate_request(KEY, "camera 7", "camera.local")
    print(*[line.strip() for line in peer.openssl_reads("req -inform DER -verify -noout -subject", request)])
    certificate = peer.issue(request)
    for version in slots.pipe.VERSIONS:
        ctx = slots.pipe.client_context()
        ctx.minimum_version = ctx.maximum_version = version
        ctx.load_cert_chain(certificate, KEY)
        print("  a handshake:", slots.accepted(ctx))
    for given in (data, bytearray(data), memoryview(data)):
        ctx = slots.pipe.client_context()
        ctx.load_cert_chain(certificate, given)
        ctx.replace_identity(certificate, given)
    print("  as bytes:", slots.accepted(ctx))
    server = slots.pipe.server_context()
    print("  another certificate:", told(server.load_cert_chain, "/rom/server.der", data))

    # Nobody else opens it: not another camera, not one without such a key.
    for name, key in (("another camera", wrapping.OTHER), ("no hardware key", None)):
        qemu.device_key(key)
        print(" ", name, told(ctx.load_cert_chain, certificate, KEY))
        print(" ", name, told(ssl.certificate_request, KEY, "camera 7"))
    qemu.device_key(wrapping.MINE)
    print("  the context has what it had:", slots.accepted(ctx))

    # As it is damaged, it is told; forged, with the digest that belongs there, it is not opened.
    damaged, forged = {}, {}
    for place in range(len(data) - 4):
        for found, forges in ((damaged, False), (forged, True)):
            said = told(ssl.certificate_request, changed(data, place, forges), "camera 7")
            found[said] = found.get(said, 0) + 1
    print("  damaged:")
    for said in sorted(damaged):
        print("   ", damaged[said], said)
    for place in range(len(data) - 4, len(data)):
        if not told(ssl.certificate_request, changed(data, place), "camera 7").startswith(str(ssl.ERR_MALFORMED)):
            print("  damaged at", place)
    print("  forged:")
    for said in sorted(forged):
        print("   ", forged[said], said)
    cut = {}
    for length in range(len(data)):
        said = told(ssl.certificate_request, data[:length], "camera 7")
        said = said.replace(" %d of" % length, " of")
        cut[said] = cut.get(said, 0) + 1
    print("  cut off:")
    for said in sorted(cut):
        print("   ", cut[said], said)
    print("  longer:", told(ssl.certificate_request, data + b"\n", "camera 7"))

# It is taken for what it is, where something else belongs.
print(told(ssl.certificate_info, data))
print(told(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations, data))

# No two files have anything in common but their beginning.
print("nonces:", len({made[10:22] for made in [(ssl.generate_key(KEY, overwrite=True, wrapped=True), read(KEY))[1] for _ in range(8)]}))

# What is there is not lost where nothing can be made; no file is begun.
before = read(KEY)
qemu.device_key(None)
print(told(ssl.generate_key, KEY, overwrite=True, wrapped=True))
print(told(ssl.generate_key, "/flash/none.key", wrapped=True))
print("as it was:", read(KEY) == before, "none.key" in os.listdir("/flash"))
qemu.device_key(wrapping.MINE)
print(told(ssl.generate_key, KEY, wrapped=True))
print(told(ssl.generate_key, KEY, "X25519", overwrite=True, wrapped=True))

# A unit that falters is asked once more; nothing that it makes is lost.
qemu.device_key(wrapping.FALTERS)
for _ in range(3):
    ssl.generate_key(KEY, overwrite=True, wrapped=True)
    print("it falters:", told(ssl.certificate_request, KEY, "camera 7"))
served = ssl.hardware()["wrapping"]
print(served[0], served[1] > 0)
