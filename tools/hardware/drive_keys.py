"""Private keys that the chip's own key wraps, through the C ABI, from the generator's first word to the request's signature: what another
program makes of the file, who else opens it, and what of the key is left in memory."""

import struct

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from camera import FAILED
from drive_vault import DHUK, HEADER, NO_KEY, OTHER, left
from machine import RAM, RAM_SIZE

CURVES = {256: (ec.SECP256R1(), 1), 384: (ec.SECP384R1(), 2)}


def code_of(name):
    line = next(line for line in HEADER.read_text().splitlines() if f"CAMTLS_ERR_{name} =" in line)
    return int(line.split("=")[1].strip(" ,"), 0)


WRAPPED, FAULT, MALFORMED = code_of("KEY_WRAPPED"), code_of("HARDWARE_FAULT"), code_of("MALFORMED")


def call(camera, function, bits=256, wrapped=1, file=b""):
    """(code, what was written)."""
    machine = camera.machine
    camera.begin()
    at, out, written = machine.place(file), machine.place(b"\x11" * 2048), machine.place(bytes(4))
    given = machine.place(struct.pack("<7I", bits, wrapped, at, len(file), out, 2048, written))
    code = machine.call(function, given)
    return code, machine.take(out, 2048)[: int.from_bytes(machine.take(written, 4), "little")]


def generate(camera, bits=256, wrapped=1):
    return call(camera, "hw_key_generate", bits, wrapped)


def request(camera, file):
    return call(camera, "hw_key_request", file=file)


def opened(file, key=DHUK):
    """The secret number, as another program reads it."""
    return AESGCM(key).decrypt(file[10:22], file[38:-4] + file[22:38], file[:10])


def memory(camera):
    return bytes(camera.machine.engine.mem_read(RAM, RAM_SIZE))


def found(camera, secret):
    """Where in memory the secret number lies, or a half of it, as bytes or as the words of a number."""
    seen = memory(camera)
    return [f"{name} {form}" for form, number in (("bytes", secret), ("words", secret[::-1])) for name, part in (("whole", number), ("half", number[:16]), ("other half", number[16:])) if part in seen]


def test_keys(report, camera):
    for bits, (curve, number) in CURVES.items():
        with report.part(f"{camera.chip.name} wrapped keys, {bits} bits"):
            camera.power_on()
            code, file = generate(camera, bits)
            size = bits // 8
            whole = code == 0 and len(file) == size + 42 and file[:10] == b"camtls w\1" + bytes([number])
            report.check("a file of the format", whole and not left(camera), f"code {code}, {len(file)} bytes, {left(camera)}")
            secret = opened(file)
            report.check("the secret number is nowhere in memory", not found(camera, secret), f"{found(camera, secret)}")
            report.check("nor is the chip's key", DHUK[:16] not in memory(camera) and DHUK[16:] not in memory(camera))
            code, made = request(camera, file)
            asked = x509.load_der_x509_csr(made)
            public = ec.derive_private_key(int.from_bytes(secret, "big"), curve).public_key()
            encoded = [key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo) for key in (asked.public_key(), public)]
            report.check("a request with it is the number's", code == 0 and asked.is_signature_valid and encoded[0] == encoded[1] and not left(camera), f"code {code} {left(camera)}")
            report.check("which is nowhere in memory then", not found(camera, secret), f"{found(camera, secret)}")
            code, another = generate(camera, bits)
            report.check("another one has another nonce", code == 0 and another[10:22] != file[10:22] and opened(another) != secret, f"code {code}")
            code, plain = generate(camera, bits, wrapped=0)
            key = serialization.load_der_private_key(plain, None).private_numbers().private_value.to_bytes(size, "big")
            report.check("one that is not wrapped is found where it was written", code == 0 and found(camera, key), f"code {code}")
            report.check("no fault", camera.faults() == 0, f"{camera.faults()}")

            saes, bsec = camera.unit("SAES"), camera.unit("BSEC")
            saes.dhuk = OTHER
            code, made = request(camera, file)
            report.check("another chip does not open it", code == WRAPPED and not made and not left(camera), f"code {code} {left(camera)}")
            saes.dhuk = DHUK
            bsec.valid = False
            code, made = request(camera, file)
            report.check("nor one without a key", code == WRAPPED and not made and not left(camera), f"code {code} {left(camera)}")
            code, made = generate(camera, bits)
            report.check("which makes none", code == NO_KEY and not made and not left(camera), f"code {code} {left(camera)}")
            bsec.valid = True
            wrong = []
            for at in range(8, len(file)):
                code, made = request(camera, file[:at] + bytes([file[at] ^ 1 << at % 8]) + file[at + 1 :])
                if code != MALFORMED or made:
                    wrong.append(f"byte {at}: code {code}")
            report.check("damaged at each byte it says so", not wrong and not camera.problems(), "; ".join(wrong) + camera.problems())
            code, made = request(camera, file)
            report.check("whole it opens as before", code == 0 and not left(camera), f"code {code} {left(camera)}")


def test_faults(report, camera):
    saes = camera.unit("SAES")
    with report.part(f"{camera.chip.name} wrapped keys, faults"):
        camera.power_on()
        code, file = generate(camera)
        secret = opened(file)
        for fault in saes.FAULTS:
            camera.power_on()
            saes.inject(fault)
            wrong = []
            for name, work in (("generated", lambda: generate(camera)), ("opened", lambda: request(camera, file))):
                code, made = work()
                # A fault of the wrapping of keys for the unit's own use is none here.
                if code == 0 and saes.happened:
                    wrong.append(f"{name} all the same")
                if code not in (0, FAULT, NO_KEY, WRAPPED) or code and made:
                    wrong.append(f"{name}: code {code}, {len(made)} bytes")
            saes.faults = {}
            camera.bus.refusals.clear()
            if found(camera, secret):
                wrong.append("the key is in memory")
            report.check(f"{fault}: an error and nothing else", not wrong, "; ".join(wrong))


def test_absent(report, camera):
    """A chip whose unit has no key, or that has no such unit."""
    with report.part(f"{camera.chip.name} wrapped keys"):
        camera.power_on()
        code, made = generate(camera)
        report.check("none is made", code == NO_KEY and not made and not camera.problems(), f"code {code} {camera.problems()}")
        code, made = request(camera, b"camtls w\1\1" + bytes(64))
        report.check("none is opened", code == WRAPPED and not made, f"code {code}")


TESTS = [test_keys, test_faults]
