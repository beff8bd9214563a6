"""The models of what an Alif's firmware gives, by themselves."""

import vectors
from models.alif import Enclave, Services

KEY, IV = bytes(range(16)), bytes(range(12))


def test_random(report):
    with report.part("model alif"):
        services = Services()
        code, data = services.random(10)
        report.check("gives its words in order", code == 0 and len(data) == 10 and data[:4] == services.stream.given[0].to_bytes(4, "little"))
        services.inject("fails", 0, 1)
        report.check("fails once", services.random(4)[0] < 0 and services.random(4)[0] == 0)
        services.power_on()
        services.inject("zero")
        report.check("gives zeroes", services.random(8) == (0, bytes(8)) and services.stream.bad == {0, 1})
        report.shown.update({("Services", "random"), ("Services", "bounds")})


def test_enclave(report):
    with report.part("model alif"):
        enclave = Enclave()
        report.check("offers nothing by itself", enclave.services() == 0)

        def refused(rule, work):
            enclave.refusals.clear()
            work()
            report.shown.add(("Enclave", rule))
            report.check(f"refuses by {rule}", [one.rule for one in enclave.refusals] == [rule], f"{enclave.refusals}")

        text = vectors.bytes_of("t", 2050)
        refused("offered", lambda: enclave.sha256(text))
        enclave.power_on(3)
        enclave.forced = False
        refused("size", lambda: enclave.sha256(bytes(2047)))
        refused("key", lambda: enclave.gcm(0, bytes(15), IV, b"", text, True))
        refused("apart", lambda: enclave.gcm(0, KEY, IV, b"", text, False))
        enclave.refusals.clear()
        report.check("hashes", enclave.sha256(text) == vectors.digest(256, text))
        for size in (16, 24, 32):
            sealed = vectors.gcm(bytes(range(size)), IV, bytes(13), text)
            report.check(f"GCM-{size * 8}", enclave.gcm(0, bytes(range(size)), IV, bytes(13), text, True) == sealed)
            report.check(f"GCM-{size * 8} back, with its tag", enclave.gcm(1, bytes(range(size)), IV, bytes(13), sealed[0], True) == (text, sealed[1]))
        enclave.inject("fails", 0, 1)
        report.check("has nothing to write when it fails", enclave.sha256(text) is None and enclave.sha256(text))
        report.check("and no rule was broken", not enclave.refusals)
        report.shown.update({("Enclave", "tag"), ("Enclave", "success")})


TESTS = [test_random, test_enclave]
