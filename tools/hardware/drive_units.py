"""A chip's hashes and ciphers through its backend: right answers at every length and alignment, from the unit where it has one."""

import vectors
from camera import BAD_TAG, FAILED, Lost

LENGTHS = (0, 1, 2, 3, 4, 5, 15, 16, 17, 55, 56, 57, 63, 64, 65, 67, 68, 69, 111, 112, 113, 119, 120, 127, 128, 129, 132, 133, 191, 192, 193, 255, 256, 260, 500, 1031)


def good(camera, code, same):
    return "" if code == 0 and same and not camera.problems() else f"code {code}, {'right' if same else 'wrong'} {camera.problems()}"


def absent(camera, algorithm, code):
    """There is no SHA-224 in software; and where no unit is, nothing goes on with a hash that it began."""
    return code == FAILED and algorithm not in camera.chip.hashes and not camera.problems()


def warm(camera, algorithms=(), sizes=()):
    """First uses, with their known-answer tests, are over."""
    for algorithm in algorithms:
        camera.hash(algorithm, bytes(200))
    for bits in sizes:
        camera.ecb(bytes(bits // 8), bytes(16))
        camera.gcm(0, bytes(bits // 8), bytes(12), b"", bytes(100))
    camera.bus.refusals.clear()


def test_hashes(report, camera):
    chip = camera.chip
    with report.part(f"{chip.name} hash"):
        camera.power_on()
        for (algorithm, data), wanted in vectors.DIGESTS.items():
            code, out = camera.hash(algorithm, data)
            fault = "" if algorithm == 224 and absent(camera, algorithm, code) else good(camera, code, out.hex() == wanted)
            report.check(f"SHA {algorithm} of {data!r}", *yes(fault))
        for algorithm in vectors.HASHES:
            if algorithm == 224 and 224 not in chip.hashes:
                continue
            wrong = []
            for length in LENGTHS:
                for misalign in (0, 1, 2, 3) if length < 70 else (length & 3,):
                    data = vectors.bytes_of(length, length)
                    code, out = camera.hash(algorithm, data, misalign)
                    fault = good(camera, code, out == vectors.digest(algorithm, data))
                    if fault:
                        wrong.append(f"{length} at +{misalign}: {fault}")
            report.check(f"SHA {algorithm}, {len(LENGTHS)} lengths at each alignment", not wrong, "; ".join(wrong))
            camera.hash(algorithm, bytes(300))
            used = camera.bus.accesses > 0
            report.check(f"SHA {algorithm} is the {'unit' if algorithm in chip.hashes else 'software'}'s", used == (algorithm in chip.hashes), f"{camera.bus.accesses} accesses")
        report.check("nothing counted as a fault", camera.faults() == 0, f"{camera.faults()}")


def yes(fault):
    return not fault, fault


def test_interleaved(report, camera):
    chip = camera.chip
    with report.part(f"{chip.name} hashes interleaved"):
        camera.power_on()
        for algorithm in vectors.HASHES:
            wrong = []
            for a, b, chunk in ((0, 0, 1), (1, 0, 1), (64, 64, 64), (65, 130, 1), (200, 300, 3), (256, 128, 64), (300, 300, 63), (300, 300, 65),
                                (1000, 10, 100), (700, 701, 128), (700, 701, 129), (640, 640, 4), (900, 900, 68), (900, 900, 132), (5, 700, 7)):
                first, second = vectors.bytes_of(f"a{a}", a), vectors.bytes_of(f"b{b}", b)
                code, out = camera.interleaved(algorithm, first, second, chunk, a & 3)
                fault = good(camera, code, out == vectors.digest(algorithm, first) + vectors.digest(algorithm, second))
                if fault and not absent(camera, algorithm, code):
                    wrong.append(f"{a} and {b} by {chunk}: {fault}")
            report.check(f"SHA {algorithm}", not wrong, "; ".join(wrong))
        report.check("nothing counted as a fault", camera.faults() == 0, f"{camera.faults()}")


def test_ciphers(report, camera):
    chip = camera.chip
    with report.part(f"{chip.name} AES"):
        camera.power_on()
        for bits, wanted in vectors.BLOCKS.items():
            wrong = []
            for misalign in range(4):
                code, out = camera.ecb(bytes(range(bits // 8)), vectors.PLAIN, misalign)
                wrong += filter(None, [good(camera, code, out.hex() == wanted)])
            report.check(f"AES-{bits}, FIPS 197", not wrong, "; ".join(wrong))
            used = camera.bus.accesses > 0
            report.check(f"AES-{bits} is the {'unit' if bits in chip.ciphers else 'software'}'s", used == (bits in chip.ciphers), f"{camera.bus.accesses} accesses")
        for key, wanted in vectors.CTR.items():
            code, out = camera.ctr(bytes.fromhex(key), vectors.CTR_COUNTER, vectors.CTR_PLAIN)
            report.check(f"CTR-{len(key) * 4}, SP 800-38A", *yes(good(camera, code, out.hex() == wanted)))
            wrong = []
            for length in LENGTHS:
                for counter in (bytes(16), bytes(11) + b"\1\xff\xff\xff\xfe", b"\xff" * 16):
                    data = vectors.bytes_of(length, length)
                    code, out = camera.ctr(bytes.fromhex(key), counter, data, length & 3, in_place=bool(length & 4))
                    fault = good(camera, code, out == vectors.ctr32(bytes.fromhex(key), counter, data))
                    if fault:
                        wrong.append(f"{length}: {fault}")
            report.check(f"CTR-{len(key) * 4}, {len(LENGTHS)} lengths, counters that end", not wrong, "; ".join(wrong))
        report.check("nothing counted as a fault", camera.faults() == 0, f"{camera.faults()}")


def test_gcm(report, camera):
    with report.part(f"{camera.chip.name} GCM"):
        camera.power_on()
        for key, (sealed, tag) in vectors.GCM.items():
            code, out, got = camera.gcm(0, bytes.fromhex(key), vectors.GCM_IV, vectors.GCM_AAD, vectors.GCM_PLAIN)
            report.check(f"GCM-{len(key) * 4}, the specification's case", *yes(good(camera, code, (out.hex(), got.hex()) == (sealed, tag))))
        for size in (16, 24, 32):
            wrong = []
            for aad_length in (0, 1, 5, 13, 15, 16, 17, 32, 45):
                for length in (0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 256, 1000):
                    key, iv, aad, data = (vectors.bytes_of((name, length), count) for name, count in (("k", size), ("i", 12), ("a", aad_length), ("d", length)))
                    sealed, tag = vectors.gcm(key, iv, aad, data)
                    misalign, in_place, tag_length = (length + aad_length) & 3, bool(length & 1), 4 + (length + aad_length) % 13
                    code, out, got = camera.gcm(0, key, iv, aad, data, bytes(tag_length), misalign, in_place)
                    faults = [good(camera, code, (out, got) == (sealed, tag[:tag_length]))]
                    code, out, _ = camera.gcm(1, key, iv, aad, sealed, tag[:tag_length], misalign, in_place)
                    faults.append(good(camera, code, out == data))
                    bad = bytes([tag[0] ^ 1]) + tag[1:tag_length]
                    code, out, _ = camera.gcm(1, key, iv, aad, sealed, bad, misalign, in_place)
                    faults.append("" if code == BAD_TAG and out == bytes(length) and not camera.problems() else f"a wrong tag: code {code} {camera.problems()}")
                    if length:
                        changed = bytes([sealed[0] ^ 0x80]) + sealed[1:]
                        code, out, _ = camera.gcm(1, key, iv, aad, changed, tag, misalign)
                        faults.append("" if code == BAD_TAG and out == bytes(length) else f"changed text: code {code}")
                    wrong += [f"{aad_length} and {length}: {fault}" for fault in faults if fault]
            report.check(f"GCM-{size * 8}, both ways, wrong tags, changed texts", not wrong, "; ".join(wrong))
        code, _, _ = camera.gcm(0, bytes(16), bytes(16), b"", bytes(16))
        report.check("a nonce that is not of 12 bytes is refused", code < 0, f"code {code}")
        report.check("nothing counted as a fault", camera.faults() == 0, f"{camera.faults()}")


def test_wycheproof(report, camera):
    with report.part(f"{camera.chip.name} Wycheproof"):
        cases = vectors.wycheproof()
        if cases is None:
            print(f"SKIP hardware {camera.chip.name}: Wycheproof's AES-GCM set is not on this machine")
            return
        camera.power_on()
        wrong = 0
        for key, iv, aad, text, sealed, tag, valid in cases:
            code, out, _ = camera.gcm(1, key, iv, aad, sealed, tag)
            if valid:
                wrong += code != 0 or out != text
                code, out, got = camera.gcm(0, key, iv, aad, text)
                wrong += code != 0 or (out, got) != (sealed, tag)
            else:
                wrong += code != BAD_TAG or any(out)
        report.check(f"{len(cases)} cases of AES-GCM", not wrong and not camera.problems(), f"{wrong} wrong {camera.problems()}")


def test_routing(report, camera):
    """Through Mbed TLS's functions: small sizes do not touch the unit, large ones give the same."""
    with report.part(f"{camera.chip.name} routing"):
        camera.power_on()
        warm(camera)
        touched = {}
        wrong = []
        for length in (0, 13, 16, 32, 64, 100, 200, 500, 1024, 4096, 16384):
            data = vectors.bytes_of(length, length)
            code, out = camera.hash(256, data, function="hw_hash_routed")
            touched[("hash", length)] = camera.bus.accesses
            wrong += filter(None, [good(camera, code, out == vectors.digest(256, data))])
            key, iv, aad = bytes(range(16)), bytes(12), bytes(13)
            code, out, tag = camera.gcm(0, key, iv, aad, data, function="hw_gcm_routed")
            touched[("gcm", length)] = camera.bus.accesses
            wrong += filter(None, [good(camera, code, (out, tag) == vectors.gcm(key, iv, aad, data))])
        report.check("right at every size", not wrong, "; ".join(wrong))
        small = [size for (_, size), accesses in touched.items() if accesses and size <= 13]
        report.check("a record of 13 bytes does not touch the unit", not small, f"{small}")
        for what, able in (("hash", 256 in camera.chip.hashes), ("gcm", 128 in camera.chip.ciphers)):
            sizes = sorted(size for (name, size), accesses in touched.items() if name == what and accesses)
            print(f"{camera.chip.name}: {what} goes to the unit at {', '.join(map(str, sizes)) if sizes else 'no size'} bytes")
            report.check(f"{what} touches no unit that the chip lacks", able or not sizes, f"{sizes}")


def test_pace(report, camera):
    """Units that are done at once, and units that take long."""
    with report.part(f"{camera.chip.name} pace"):
        for work in (0, 1, 2, 60):
            camera.power_on()
            for unit in camera.bus.units:
                unit.work = work
            data, key = vectors.bytes_of("pace", 333), bytes(range(16))
            sealed, tag = vectors.gcm(key, bytes(12), data[:13], data)
            wrong = []
            for algorithm in camera.chip.hashes:
                code, out = camera.hash(algorithm, data)
                wrong.append(good(camera, code, out == vectors.digest(algorithm, data)))
                code, out = camera.interleaved(algorithm, data, data[1:], 70)
                wrong.append(good(camera, code, out == vectors.digest(algorithm, data) + vectors.digest(algorithm, data[1:])))
            code, out = camera.ctr(key, bytes(16), data)
            wrong.append(good(camera, code, out == vectors.ctr32(key, bytes(16), data)))
            code, out, got = camera.gcm(0, key, bytes(12), data[:13], data)
            wrong.append(good(camera, code, (out, got) == (sealed, tag)))
            code, out, _ = camera.gcm(1, key, bytes(12), data[:13], sealed, tag)
            wrong.append(good(camera, code, out == data))
            code, out = camera.random(64)
            wrong.append(good(camera, code, any(out)))
            report.check(f"{work} reads for a piece of work", not any(wrong) and camera.faults() == 0, "; ".join(filter(None, wrong)) or f"{camera.faults()} faults")


def test_cache(report, camera):
    """With a data cache between the processor and what a unit reads and writes by itself."""
    with report.part(f"{camera.chip.name} with its cache on"):
        for misalign in range(4):
            camera.power_on()
            wrong = []
            for length in (1, 31, 32, 33, 64, 100, 300, 1031):
                data = vectors.bytes_of(length, length)
                for algorithm in camera.chip.hashes:
                    code, out = camera.hash(algorithm, data, misalign)
                    wrong.append((f"SHA {algorithm} of {length}", good(camera, code, out == vectors.digest(algorithm, data))))
                    other = vectors.bytes_of("other", 200)
                    code, out = camera.interleaved(algorithm, data, other, 90, misalign)
                    wrong.append((f"SHA {algorithm} of {length}, interleaved", good(camera, code, out == vectors.digest(algorithm, data) + vectors.digest(algorithm, other))))
                key = bytes(range(16))
                for in_place in (False, True):
                    code, out = camera.ctr(key, bytes(16), data, misalign, in_place)
                    wrong.append((f"CTR of {length}", good(camera, code, out == vectors.ctr32(key, bytes(16), data))))
                    sealed, tag = vectors.gcm(key, bytes(12), data[:13], data)
                    code, out, got = camera.gcm(0, key, bytes(12), data[:13], data, bytes(16), misalign, in_place)
                    wrong.append((f"GCM of {length}", good(camera, code, (out, got) == (sealed, tag))))
                    code, out, _ = camera.gcm(1, key, bytes(12), data[:13], sealed, tag, misalign, in_place)
                    wrong.append((f"GCM of {length}, unsealing", good(camera, code, out == data)))
            found = "; ".join(f"{name}: {fault}" for name, fault in wrong if fault)
            report.check(f"{len(wrong)} pieces of work at +{misalign}", not found, found)
            report.check(f"by the unit, without a fault, at +{misalign}", camera.faults() == 0 and camera.machine.system_writes > 0, f"{camera.faults()} faults")


TESTS = [test_hashes, test_interleaved, test_ciphers, test_gcm, test_wycheproof, test_routing, test_pace]
__all__ = ["TESTS", "Lost", "warm"]
