"""The Alif's enclave through the firmware's functions: asked for what they offer, from 2 KB on, and software goes on where they fail."""

import vectors
from camera import BAD_TAG
from models.alif import Enclave

KEY, IV, AAD = bytes(range(16)), bytes(range(12)), bytes(range(13))
ALL = Enclave.SHA256 | Enclave.AES_GCM
SILENT = ("wrong-output", "wrong-tag", "wrong-digest")


def start(camera, offers=ALL, forced=False):
    camera.power_on()
    camera.enclave.power_on(offers)
    camera.enclave.forced = forced


def hashed(camera, data):
    code, out = camera.hash(256, data, function="hw_hash_routed")
    return code, out == vectors.digest(256, data)


def sealed(camera, data, in_place=True, key=KEY):
    code, out, tag = camera.gcm(0, key, IV, AAD, data, in_place=in_place, function="hw_gcm_routed")
    return code, (out, tag) == vectors.gcm(key, IV, AAD, data)


def opened(camera, data, in_place=True, key=KEY):
    text, tag = vectors.gcm(key, IV, AAD, data)
    code, out, _ = camera.gcm(1, key, IV, AAD, text, tag, in_place=in_place, function="hw_gcm_routed")
    return code, out == (bytes(len(data)) if code == BAD_TAG else data)


def test_offers(report, camera):
    with report.part("alif services"):
        for offers in (0, Enclave.SHA256, Enclave.AES_GCM, ALL):
            start(camera, offers)
            wrong, used = [], {}
            for length in (0, 13, 200, 1024, 2047, 2048, 4096, 16384):
                data = vectors.bytes_of(length, length)
                for name, work in (("hash", hashed), ("seal", sealed), ("open", opened)):
                    before = camera.enclave.calls
                    code, same = work(camera, data)
                    used[name, length] = camera.enclave.calls > before
                    if code or not same or camera.problems():
                        wrong.append(f"{name} of {length}: code {code} {camera.problems()}")
            report.check(f"right at every size, {offers} offered", not wrong, "; ".join(wrong))
            expected = {(name, length): length >= 2048 and bool(offers & (1 if name == "hash" else 2)) for name, length in used}
            report.check(f"asked for what is offered, from 2 KB on, {offers} offered", used == expected, f"{used}")
            report.check("nothing counted as a fault", camera.faults() == 0, f"{camera.faults()}")
        start(camera)
        data, wrong = vectors.bytes_of("d", 3001), []
        for size in (16, 24, 32):
            for in_place in (False, True):
                for work in (sealed, opened):
                    code, same = work(camera, data, in_place, bytes(range(size)))
                    wrong += [f"{size * 8} bits: code {code}"] if code or not same else []
        text, tag = vectors.gcm(KEY, IV, AAD, data)
        code, out, _ = camera.gcm(1, KEY, IV, AAD, text, bytes([tag[0] ^ 1]) + tag[1:], in_place=True, function="hw_gcm_routed")
        wrong += [f"a forgery: code {code}"] if code != BAD_TAG or any(out) else []
        report.check("each key size, in place and not, and a forgery", not wrong and not camera.problems(), "; ".join(wrong) + camera.problems())
        start(camera, forced=True)
        wrong = []
        for algorithm in vectors.HASHES:
            code, out = camera.interleaved(algorithm, data, data[1:], 100)
            if code == 0 and out != vectors.digest(algorithm, data) + vectors.digest(algorithm, data[1:]):
                wrong.append(f"SHA {algorithm} in pieces")
        code, out = camera.ctr(KEY, IV + bytes(4), data)
        wrong += ["CTR"] if code or out != vectors.ctr32(KEY, IV + bytes(4), data) else []
        code, out = camera.ecb(KEY, data[:16])
        wrong += ["AES"] if code or out != vectors.ecb(KEY, data[:16]) else []
        report.check("what it has not is software's, and no fault", not wrong and camera.faults() == 0 and not camera.problems(), f"{wrong} {camera.faults()} {camera.problems()}")


def test_faults(report, camera):
    with report.part("alif services, faults"):
        data = vectors.bytes_of("f", 5000)
        for fault in Enclave.FAULTS:
            wrong, right = [], 0
            for first in (True, False):
                if not first and fault in SILENT:
                    continue
                for after, times in ((0, None), (0, 1), (1, 1), (2, 3)):
                    for name, work in (("hash", hashed), ("seal", sealed), ("open", opened)):
                        start(camera)
                        if not first:
                            hashed(camera, data), sealed(camera, data)
                        camera.enclave.inject(fault, after if fault not in SILENT else 0, times if fault not in SILENT else None)
                        before = camera.faults()
                        for _ in range(3):
                            code, same = work(camera, data)
                            right += code == 0 and same
                            if code or not same or camera.problems():
                                wrong.append(f"{name}, {'first' if first else 'later'}, after {after}, {times}: code {code} {camera.problems()}")
                        if camera.enclave.happened and fault != "withdrawn" and camera.faults() == before:
                            wrong.append(f"{name}, {'first' if first else 'later'}, after {after}, {times}: not counted")
            report.check(f"{fault} ({Enclave.FAULTS[fault]})", not wrong, "; ".join(wrong))
            print(f"alif services {fault}: {right} times right all the same")
        start(camera)
        camera.enclave.inject("fails")
        for _ in range(20):
            sealed(camera, data)
        report.check("is left alone after so many failures", 1 <= camera.enclave.calls < 20, f"{camera.enclave.calls} calls")


TESTS = [test_offers, test_faults]
