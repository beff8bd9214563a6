# What getpeercert() says is what CPython says of the same certificate, whatever names it carries.

import peer, pipe, refused

for version in ("tls1_2", "tls1_3"):
    for name, hostname in (("names", "names.local"), ("rsa", "broker.local"), ("deep", "broker.local")):
        chain = " -cert_chain issuing.pem" if name == "deep" else ""
        server = peer.openssl("s_server -accept {port} -www -%s -cert %s.pem -key %s.key.pem%s" % (version, name, name, chain))
        ctx = pipe.client_context("/rom/rsa-ca.der" if name == "rsa" else "/rom/ca.der")
        s = ctx.wrap_socket(server.connect(), server_hostname=hostname)
        seen = s.getpeercert()
        expected = eval(peer.getpeercert(name + ".pem"))
        print(version, name, seen == expected, len(s.getpeerchain()))
        for key in expected:
            if seen.get(key) != expected[key]:
                print(key, seen.get(key), expected[key])
        s.close()

# More names than are shown: an error that does no harm.
server = peer.openssl("s_server -accept {port} -www -cert many.pem -key many.key.pem")
s = pipe.client_context().wrap_socket(server.connect(), server_hostname="7.many.local")
refused.show(s.getpeercert, "256")
with open("/rom/many.der", "rb") as f:
    print(s.getpeercert(True) == f.read())
s.close()
