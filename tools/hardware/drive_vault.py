"""The unit with a key of the device: what is sealed with it opens on the same device alone, and software never steps in."""

import pathlib
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import vectors
from camera import BAD_TAG, FAILED, Lost

HEADER = pathlib.Path(__file__).resolve().parents[2] / "include" / "camtls.h"
NO_KEY = int(re.search(r"CAMTLS_ERR_NO_HARDWARE_KEY\b\D*?(-?0x[0-9A-Fa-f]+|-?\d+)", HEADER.read_text()).group(1), 0)
DHUK, OTHER = bytes(range(0x40, 0x60)), bytes(range(0x80, 0xA0))
KEY, IV, AAD = bytes(range(32)), bytes(range(12)), bytes(range(13))
LENGTHS = (0, 1, 4, 15, 16, 17, 31, 32, 33, 48, 63, 64)
# Each is polled to the end of the driver's patience.
STUCK = ("stuck-busy", "no-end", "no-key", "random-error", "dropped-word")
# These happen to each read of a status: only for good are they more than a delay.
READS = ("stuck-busy", "no-end")
# A unit that says nothing and is wrong is found by the known answers of its first use, and where what it sealed is opened again.
SILENT = ("wrong-output", "wrong-tag", "stuck-output")


def left(camera):
    """What a call left behind that must not be: a key in the unit, a clock on, an access that a rule forbids."""
    saes, gates = camera.unit("SAES"), camera.bus.units[0]
    found = [camera.problems()]
    found += ["a key is left in the unit"] if saes.secret() else []
    found += [f"{name} is {gates.values[name]:#x}" for name in ("AHB3ENR", "APB4HENR") if gates.values[name]]
    return "; ".join(filter(None, found))


def seal(camera, key, data, misalign=0, in_place=False, iv=IV, aad=AAD):
    return camera.gcm(0, key, iv, aad, data, misalign=misalign, in_place=in_place, function="hw_vault_gcm")


def unseal(camera, key, data, tag, misalign=0, in_place=False, iv=IV, aad=AAD):
    code, out, _ = camera.gcm(1, key, iv, aad, data, tag, misalign, in_place, function="hw_vault_gcm")
    return code, out


def test_absent(report, camera):
    with report.part(f"{camera.chip.name} vault"):
        camera.power_on()
        for key in (None, KEY):
            code, _, _ = seal(camera, key, bytes(32))
            report.check("no such unit: it says so", code == NO_KEY and camera.bus.accesses == 0, f"code {code}")


def test_right(report, camera):
    with report.part(f"{camera.chip.name} vault"):
        camera.power_on()
        saes = camera.unit("SAES")
        for key, real in ((None, DHUK), (KEY, KEY)):
            whose = "the device's key" if key is None else "a key of software's"
            wrong = []
            for length in LENGTHS:
                for aad_length in (0, 1, 13, 16, 33):
                    data, aad = vectors.bytes_of(length, length), vectors.bytes_of("a", aad_length)
                    misalign, in_place = length + aad_length & 3, bool(length & 1)
                    sealed = AESGCM(real).encrypt(IV, data, aad)
                    code, out, tag = seal(camera, key, data, misalign, in_place, aad=aad)
                    if code or out + tag != sealed or left(camera):
                        wrong.append(f"{aad_length} and {length}: code {code} {left(camera)}")
                    code, out = unseal(camera, key, sealed[:length], sealed[length:], misalign, in_place, aad=aad)
                    if code or out != data or left(camera):
                        wrong.append(f"{aad_length} and {length}, opened: code {code} {left(camera)}")
            report.check(f"sealed and opened with {whose}, {len(LENGTHS) * 5} pieces", not wrong, "; ".join(wrong))
            data = vectors.bytes_of("identity", 48)
            sealed = AESGCM(real).encrypt(IV, data, AAD)
            wrong = []
            parts = {"nonce": IV, "associated data": AAD, "text": sealed[:48], "tag": sealed[48:]}
            for name, part in parts.items():
                for at in range(len(part)):
                    bad = {**parts, name: part[:at] + bytes([part[at] ^ 1 << at % 8]) + part[at + 1 :]}
                    code, out = unseal(camera, key, bad["text"], bad["tag"], iv=bad["nonce"], aad=bad["associated data"])
                    if code != BAD_TAG or any(out) or left(camera):
                        wrong.append(f"byte {at} of the {name}: code {code} {left(camera)}")
            report.check(f"each of {sum(map(len, parts.values()))} bytes damaged is refused, with {whose}", not wrong, "; ".join(wrong))
        code, out, tag = seal(camera, None, data)
        report.check("not what the software's key gives", code == 0 and out + tag != AESGCM(KEY).encrypt(IV, data, AAD))
        saes.dhuk = OTHER
        code, again = unseal(camera, None, out, tag)
        report.check("another device refuses it", code == BAD_TAG and not any(again) and not left(camera), f"code {code}")
        code, others, others_tag = seal(camera, None, data)
        saes.dhuk = DHUK
        report.check("and seals to something else", code == 0 and others != out, f"code {code}")
        code, again = unseal(camera, None, others, others_tag)
        report.check("which this one refuses", code == BAD_TAG and not any(again), f"code {code}")
        code, again = unseal(camera, None, out, tag)
        report.check("this one opens its own", code == 0 and again == data, f"code {code}")
        report.check("nothing counted as a fault", camera.faults() == 0, f"{camera.faults()}")
        for what, call in (("a key of 128 bits", lambda: seal(camera, bytes(16), data)), ("65 bytes", lambda: seal(camera, None, bytes(65)))):
            report.check(f"{what}: refused", call()[0] < 0)


def test_states(report, camera):
    """However the firmware has the units: a clock that ran runs on, and no key of somebody else's is taken for the device's."""
    with report.part(f"{camera.chip.name} vault, units in use"):
        data = vectors.bytes_of("d", 40)
        for rng_on in (False, True):
            camera.power_on()
            gates, rng = camera.bus.units[0], camera.unit("RNG")
            if rng_on:
                gates.values["AHB3ENR"] = 1
                camera.bus.write(rng.base, 0x40F00D00)
                camera.bus.write(rng.base, 0x00F00D04)
                while not camera.bus.read(rng.base + 4) & 1:
                    camera.bus.read(rng.base)
            before = rng.cr & ~(1 << 30)
            code, out, tag = seal(camera, None, data)
            fits = out + tag == AESGCM(DHUK).encrypt(IV, data, AAD)
            report.check(f"RNG {'on' if rng_on else 'off'}: sealed", code == 0 and fits and not camera.problems(), f"code {code} {camera.problems()}")
            report.check("RNG as it was", gates.values["AHB3ENR"] == int(rng_on) and (not rng_on or rng.cr & ~(1 << 30) == before), f"{gates.values['AHB3ENR']:#x} {rng.cr:#x}")
        camera.power_on()
        bsec = camera.unit("BSEC")
        bsec.valid = False
        for first in (True, False):
            code, out, tag = seal(camera, None, data)
            report.check("a device without a key: it says so", code == NO_KEY and not any(out) and not left(camera), f"code {code} {left(camera)}")
            code, out = unseal(camera, None, data, bytes(16))
            report.check("and opens nothing", code == NO_KEY and not any(out) and not left(camera), f"code {code} {left(camera)}")
            if first:
                code, out, tag = seal(camera, KEY, data)
                report.check("a key of software's is none of its business", code == 0 and out + tag == AESGCM(KEY).encrypt(IV, data, AAD))
        bsec.valid = True
        camera.bus.units[0].values["APB4HENR"] = 2
        code, out, tag = seal(camera, None, data)
        ran_on = camera.bus.units[0].values["APB4HENR"] == 2
        report.check("with one, whose clock runs on", code == 0 and out + tag == AESGCM(DHUK).encrypt(IV, data, AAD) and ran_on, f"code {code}")
        report.check("none of it a fault", camera.faults() == 0)
        camera.power_on()
        gates, saes = camera.bus.units[0], camera.unit("SAES")
        gates.values["AHB3ENR"] = 0x11
        saes.pending, saes.keyvalid = None, True
        saes.key = {f"KEYR{number}": 7 for number in range(8)}
        code, out, tag = seal(camera, None, data)
        fits = out + tag == AESGCM(DHUK).encrypt(IV, data, AAD)
        report.check("a key in the unit is not used", code < 0 or fits, f"code {code}")


def test_faults(report, camera):
    saes = camera.unit("SAES")
    data = vectors.bytes_of("secret", 48)
    with report.part(f"{camera.chip.name} SAES faults"):
        for fault in saes.FAULTS:
            wrong, outcomes = [], {"right": 0, "code": 0}
            for key, real in ((None, DHUK), (KEY, KEY)):
                sealed = AESGCM(real).encrypt(IV, data, AAD)
                works = (
                    ("sealing", lambda: seal(camera, key, data), lambda out, tag: out + tag == sealed),
                    ("opening", lambda: (*unseal(camera, key, sealed[:-16], sealed[-16:]), b""), lambda out, _: out == data),
                    ("a forgery", lambda: (*unseal(camera, key, sealed[:-16], bytes(16)), b""), lambda *_: False),
                )
                for first, after, times in ((True, 0, None), (True, 0, 1), (False, 0, None), (False, 0, 1), (False, 3, 1), (False, 9, 2)):
                    if times and fault in READS:
                        continue
                    for name, work, right in works[: 1 if fault in STUCK and times is None else 3]:
                        camera.power_on()
                        saes.dhuk = DHUK
                        if not first:
                            seal(camera, key, data)
                        saes.inject(fault, after, times)
                        before = camera.faults()
                        at = f"{name}, {'at first use' if first else 'later'}, after {after}, {times or 'for good'}, {'own' if key is None else 'software'}"
                        try:
                            code, out, tag = work()
                        except Lost as lost:
                            wrong.append(f"{at}: {lost}")
                            continue
                        happened, saes.faults = saes.happened, {}
                        camera.bus.refusals.clear()
                        outcomes["code" if code else "right"] += 1
                        if not first and fault in SILENT and (times is None or name == "opening"):
                            continue
                        if code == 0 and not right(out, tag) or code > 0:
                            wrong.append(f"{at}: code {code}, wrong")
                        if code and any(out):
                            wrong.append(f"{at}: code {code} with output")
                        if code not in (0, BAD_TAG, FAILED, NO_KEY) or code == BAD_TAG and name != "a forgery" and fault not in SILENT:
                            wrong.append(f"{at}: code {code}")
                        # To have no key is no fault.
                        if happened and camera.faults() == before and code in (FAILED, 0) and fault != "key-error":
                            wrong.append(f"{at}: not counted, code {code}")
                        if left(camera):
                            wrong.append(f"{at}: {left(camera)}")
            report.check(f"{fault} ({saes.FAULTS[fault]})", not wrong, "; ".join(wrong))
            print(f"{camera.chip.name} SAES {fault}: {outcomes['right']} times right all the same, {outcomes['code']} times a code")


TESTS = [test_right, test_states, test_faults]
