# Peers that must not be trusted, each with its own code and the values in conflict.

import pipe, refused

for identity, hostname, words in (
    ("expired", "broker.local", ("broker.local", "expired", "3 days")),
    ("early", "broker.local", ("broker.local", "not valid", "clock")),
    ("other-name", "broker.local", ("broker.local", "other.local", "*.example.local")),
    ("server", "192.0.2.8", ("192.0.2.8",)),
    ("common-name", "broker.local", ("subjectAltName",)),
    ("stranger", "broker.local", ("Elsewhere Root",)),
    ("camera", "camera.local", ("camera.local",)),
    ("tampered", "broker.local", ()),
    ("client-only", "broker.local", ("serverAuth",)),
):
    c, s, _, _ = pipe.connections(server=pipe.server_context(identity), hostname=hostname)
    print(identity, refused.describe(pipe.refusal(c, s), *words))
