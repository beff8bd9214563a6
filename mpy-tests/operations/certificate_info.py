# certificate_info() tells what certificates say, one dict for each: getpeercert's words, and numbers to reckon with.

import pipe, refused
import machine, time
from pipe import ssl


def read(name):
    with open("/rom/" + name + ".der", "rb") as f:
        return f.read()


(info,) = ssl.certificate_info("/rom/server.der")
print(sorted(info))
print(info["subject"], info["issuer"], info["subjectAltName"])
print(info["key"], info["key_bits"], info["ca"], info["key_usage"], info["extended_key_usage"])
print(len(info["fingerprint"]), len(info["pin"]), int(info["serialNumber"], 16) > 0)

# The dates are time.time()'s, and the same as in words.
life = info["not_after"] - info["not_before"]
print(life // 86400, abs(info["seconds_left"] - (info["not_after"] - time.time())) < 10, 0 <= info["life_used"] < 0.01)
print((info["renewal"] - info["not_before"]) * 3 == life * 2)
words = info["notAfter"].split()
moment = time.gmtime(info["not_after"])
print(int(words[1]) == moment[2], int(words[3]) == moment[0], words[2] == "%02d:%02d:%02d" % moment[3:6])

# A context pins by what it says.
import binascii, hashlib

print(info["fingerprint"] == binascii.hexlify(hashlib.sha256(read("server")).digest()).decode().upper())
ctx = pipe.client_context(None)
ctx.pin_public_key(info["pin"])
print(pipe.handshake(*pipe.connections(ctx)[:2]))

# Each certificate of a file; data as well as a path.
chain = ssl.certificate_info(read("deep") + read("issuing"))
print([(i["subject"], i["ca"], i["key_usage"]) for i in chain])
for name in ("rsa-ca", "p384", "ed25519", "camera", "names"):
    i = ssl.certificate_info(read(name))[0]
    print(i["key"], i["key_bits"], i["ca"], i["key_usage"], i["extended_key_usage"], "subjectAltName" in i)

# Nothing is left of one that has expired.
i = ssl.certificate_info("/rom/expired.der")[0]
print(i["seconds_left"] // 86400, i["life_used"] > 1)

# What is none says so, as when it is loaded.
for name in ("ca.pem", "server.key.der", "crl.der", "truncated.der", "empty.der", "trailing.der"):
    try:
        ssl.certificate_info("/rom/" + name)
    except OSError as er:
        print(name, refused.name_of(er.errno))
try:
    ssl.certificate_info("/rom/no-such-file.der")
except OSError as er:
    print(er)

# Without a clock nobody knows how much is left.
machine.RTC().deinit()
info = ssl.certificate_info("/rom/server.der")[0]
print(info["seconds_left"], info["life_used"], info["notAfter"] == " ".join(info["notAfter"].split()) or "padded")
