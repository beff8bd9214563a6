# Certificate requests: what openssl reads in them, from the first byte to the signature.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit
import blockdev, peer


def told(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
        print("nothing was raised")
    except Exception as er:
        print(type(er).__name__, *er.args[1:] or er.args)


def request(*args, **kwargs):
    text = peer.openssl_reads("req -inform DER -verify -noout -subject -text -nameopt RFC2253,sep_comma_plus -reqopt no_pubkey", ssl.certificate_request(*args, **kwargs))
    return [line.strip() for line in text if "verify OK" in line or "Subject:" in line or "DNS:" in line or "Signature Algorithm" in line or "critical" in line]


blockdev.fresh("/disk")
for curve in ("prime256v1", "secp384r1"):
    path = "/disk/%s.key" % curve
    ssl.generate_key(path, curve)
    for line in request(path, "CN=camera-7,O=Acme\\, Inc.,C=DE", ["camera-7.local", "192.0.2.7", "2001:db8::7"]):
        print(line)

key = "/disk/prime256v1.key"
print(request(key, "camera 7"))
print(request(key, san="camera-7.local"))
print(request(key, "serialNumber=A-1, cn = Kamera Süd", ("a.local",)))
# A certificate that is to be renewed: its own names, whatever else is said.
print(request(key, "someone else", "other.local", certificate="/rom/server.der"))
# The other forms of a key; the script's own bytes.
for name in ("/rom/client.key.der", "/rom/client.sec1.der"):
    print(request(name, "a"))
with open(name, "rb") as f:
    print(request(memoryview(f.read()), "a"))

told(ssl.certificate_request, key)
told(ssl.certificate_request, key, "", [])
told(ssl.certificate_request, key, "CN=a,X=b")
told(ssl.certificate_request, key, "CN=")
told(ssl.certificate_request, key, "a", "not a name")
told(ssl.certificate_request, key, "a", ["a.local,b.local"])
told(ssl.certificate_request, key, "a", ("a.local,",))
print(request(key, "a", "a.local,b.local")[1])
told(ssl.certificate_request, key, "a", ["a.local", 5])
told(ssl.certificate_request, key, "a", ["a%d-and-so-on.local" % i for i in range(150)])
told(ssl.certificate_request, "/rom/rsa.key.der", "a")
told(ssl.certificate_request, "/rom/server.der", "a")
told(ssl.certificate_request, "/disk/none.key", "a")
told(ssl.certificate_request, key, certificate="/rom/server.key.der")
