"""Units that fail: the answer is right all the same, by software, or it is a code. It is never wrong."""

import vectors
from camera import BAD_TAG, Lost
from drive_units import warm

# A unit that says nothing of it and answers wrongly is found by the known-answer tests of its first use, and only then.
SILENT = ("wrong-digest", "wrong-output", "wrong-tag", "stuck-output", "lost-context", "dropped-write")
# Each is polled to the end of the driver's patience.
STUCK = ("stuck-busy", "no-digest", "no-init")
UNITS = ("HASH", "CRYP", "DCP")
KEY, IV, AAD = bytes(range(16)), bytes(range(12)), bytes(range(13))


def works(camera, unit):
    """Pieces of work for a unit: (name, what does it and answers (code, whether the result is right))."""
    found = []
    for algorithm in camera.chip.hashes:
        if algorithm not in (256, camera.chip.hashes[-1]) or unit == "CRYP":
            continue
        for length in (5, 300):
            data = vectors.bytes_of(length, length)

            def whole(algorithm=algorithm, data=data):
                code, out = camera.hash(algorithm, data)
                return code, out == vectors.digest(algorithm, data)

            found.append((f"SHA {algorithm} of {length} bytes", whole))

        def mixed(algorithm=algorithm):
            first, second = vectors.bytes_of("a", 400), vectors.bytes_of("b", 300)
            code, out = camera.interleaved(algorithm, first, second, 150)
            return code, out == vectors.digest(algorithm, first) + vectors.digest(algorithm, second)

        found.append((f"SHA {algorithm} twice, interleaved", mixed))
    if camera.chip.ciphers and unit != "HASH":
        data = vectors.bytes_of("t", 100)
        sealed, tag = vectors.gcm(KEY, IV, AAD, data)

        def one():
            code, out = camera.ecb(KEY, data[:16])
            return code, out == vectors.ecb(KEY, data[:16])

        def counter():
            code, out = camera.ctr(KEY, bytes(16), data)
            return code, out == vectors.ctr32(KEY, bytes(16), data)

        def seal():
            code, out, got = camera.gcm(0, KEY, IV, AAD, data)
            return code, (out, got) == (sealed, tag)

        def unseal():
            code, out, _ = camera.gcm(1, KEY, IV, AAD, sealed, tag)
            return code, out == (bytes(len(data)) if code == BAD_TAG else data)

        def forged():
            code, out, _ = camera.gcm(1, KEY, IV, AAD, sealed, bytes(16))
            return code if code != BAD_TAG else 0, code < 0 and not any(out)

        found += [("AES", one), ("CTR", counter), ("GCM, sealing", seal), ("GCM, unsealing", unseal), ("GCM, a forgery", forged)]
    return found


def test_faults(report, camera):
    for name in UNITS:
        unit = camera.unit(name)
        if unit is not None:
            with report.part(f"{camera.chip.name} {name} faults"):
                for fault in unit.FAULTS:
                    one_fault(report, camera, unit, fault)


def one_fault(report, camera, unit, fault):
    outcomes = {"right": 0, "code": 0}
    wrong = []
    for first_use in (True, False):
        if not first_use and fault in SILENT:
            continue
        for after, times in ((0, None), (0, 1), (3, 1)):
            if after and fault in SILENT or times and fault in STUCK:
                continue
            # A driver's patience takes the emulator half a second: few of these.
            pieces = works(camera, unit.NAME)
            if fault in STUCK + ("dropped-word",) and (first_use or times):
                pieces = pieces[:1] + pieces[-1:]
            for label, work in pieces:
                camera.power_on()
                if not first_use:
                    warm(camera, camera.chip.hashes, camera.chip.ciphers)
                unit.inject(fault, after, times)
                before = camera.faults()
                try:
                    code, same = work()
                except Lost as lost:
                    wrong.append(f"{label}: {lost}")
                    continue
                # What a driver does with a unit that fails is not held against it, but for what it does to others.
                camera.bus.refusals.clear()
                outcomes["right" if code == 0 else "code"] += 1
                if unit.happened and times is None and same and camera.faults() == before:
                    wrong.append(f"{label}, {'at first use' if first_use else 'later'}: not counted")
                if code > 0 or code == 0 and not same or not camera.machine.guarded():
                    wrong.append(f"{label}, {'at first use' if first_use else 'later'}, after {after}, {times or 'for good'}: code {code}, {'right' if same else 'wrong'}")
    report.check(f"{fault} ({unit.FAULTS[fault]})", not wrong, "; ".join(wrong))
    print(f"{camera.chip.name} {unit.NAME} {fault}: {outcomes['right']} times right all the same, {outcomes['code']} times a code")


TESTS = [test_faults]
