# Two things are wrong at once: the more useful one is told, name, dates, usage, signature, unknown issuer, of the path that got
# furthest; the order of the certificates sent does not matter.

import ssl

from provoke import FORGED, show


def verdict(name, chain, hostname="broker.local"):
    show(name, ssl.verify_certificate, FORGED + chain + ".der", FORGED + "root.der", hostname)


verdict("ERR_NAME_MISMATCH", "two-name-expired")
verdict("ERR_NAME_MISMATCH", "two-name-stranger")
verdict("ERR_CERT_EXPIRED", "two-expired-clients")
verdict("ERR_CERT_EXPIRED", "two-expired-stranger")
verdict("ERR_WRONG_PURPOSE", "two-clients-sha1")
verdict("ERR_WRONG_PURPOSE", "two-clients-stranger")
verdict("ERR_WEAK_SIGNATURE", "two-sha1-stranger")

for turned in ("", "-turned"):
    verdict("ERR_CERT_EXPIRED", "two-old-no-ca" + turned)
    verdict("ERR_CERT_EXPIRED", "two-old-clients" + turned)
    verdict("ERR_BAD_SIGNATURE", "two-old-signature" + turned)
    verdict("ERR_BAD_SIGNATURE", "two-no-ca-signature" + turned)
verdict("ERR_CERT_EXPIRED", "two-stranger-old")
verdict("ERR_NOT_A_CA", "two-stranger-no-ca")
print(ssl.verify_certificate(FORGED + "two-good.der", FORGED + "root.der", "broker.local"))
