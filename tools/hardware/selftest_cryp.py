"""The model of the STM32N6's CRYP by itself: what it does, and what it refuses."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models import aes
from selftest_st import clocked


def key(b, data):
    names = [name for name in b.offsets if name[0] == "K" and name.endswith("R")]
    for name, at in zip(names[8 - len(data) // 4 :], range(0, len(data), 4)):
        b[name] = int.from_bytes(data[at : at + 4], "big")


def iv(b, data):
    for number, name in enumerate(("IV0LR", "IV0RR", "IV1LR", "IV1RR")):
        b[name] = int.from_bytes(data[4 * number : 4 * number + 4], "big")


def block(b, data, out=True):
    for at in range(0, 16, 4):
        b["DINR"] = int.from_bytes(data[at : at + 4], "little")
    if not out:
        b.until("SR", 0x11, 1)
        return b""
    b.until("SR", 4)
    return b"".join(b["DOUTR"].to_bytes(4, "little") for _ in range(4))


SIZES = {16: 0, 24: 1 << 8, 32: 2 << 8}
GCM = 1 << 19 | 2 << 6
ON = 1 << 15


def gcm(b, secret, nonce, aad, data, decrypt=False):
    cr = GCM | SIZES[len(secret)] | (4 if decrypt else 0)
    b["CR"] = cr
    key(b, secret)
    iv(b, nonce + bytes([0, 0, 0, 2]))
    b["CR"] = cr | ON
    b.until("CR", ON, 0)
    if aad:
        b["CR"] = cr | 1 << 16
        b["CR"] = cr | 1 << 16 | ON
        for at in range(0, len(aad), 16):
            block(b, aad[at : at + 16].ljust(16, b"\0"), out=False)
        b["CR"] = cr | 1 << 16
    result = b""
    if data:
        b["CR"] = cr | 2 << 16
        b["CR"] = cr | 2 << 16 | ON
        for at in range(0, len(data), 16):
            part = data[at : at + 16]
            if len(part) < 16 and not decrypt:
                b["CR"] = cr | 2 << 16
                b["CR"] = cr | 2 << 16 | 16 - len(part) << 20
                b["CR"] = cr | 2 << 16 | 16 - len(part) << 20 | ON
            result += block(b, part.ljust(16, b"\0"))[: len(part)]
    b["CR"] = cr & ~4 | 3 << 16
    b["CR"] = cr & ~4 | 3 << 16 | ON
    for word in (0, len(aad) * 8, 0, len(data) * 8):
        b["DINR"] = word
    b.until("SR", 4)
    tag = b"".join(b["DOUTR"].to_bytes(4, "little") for _ in range(4))
    b["CR"] = 0
    return result, tag


def test_cryp(report):
    with report.part("model cryp n6"):
        b = clocked(report, "stm32n6", "CRYP", ("AHB3ENR", 4))
        b.fact("has its reset values", (b["SR"], b["CR"], b["RISR"], b["MISR"]) == (3, 0, 1, 0), "reset")
        with b.refused("key-valid", "CRYPEN without a key"):
            b["CR"] = 0x20 | ON
        plain = bytes.fromhex("00112233445566778899aabbccddeeff")
        # FIPS 197, appendix C.
        for size, wanted in ((16, "69c4e0d86a7b0430d8cdb78070b4c55a"), (24, "dda97ca4864cdfe06eaf70a0ec0d7191"), (32, "8ea2b7ca516745bfeafc49904b496089")):
            secret = bytes(range(size))
            b["CR"] = 0x20 | 0x80 | SIZES[size]
            key(b, secret)
            b["CR"] = 0x20 | 0x80 | SIZES[size] | ON
            b.fact(f"AES-{size * 8}", block(b, plain).hex() == wanted, "mode", "key-places", "swap", "start")
            b["CR"] = 0
            b["CR"] = 0x38 | SIZES[size]
            key(b, secret)
            b["CR"] = 0x38 | SIZES[size] | ON
            b.fact("prepares a key", b.until("SR", 0x10, 0) and not b["CR"] & ON, "prepare")
            b["CR"] = 0x20 | 0x84 | SIZES[size]
            b["CR"] = 0x20 | 0x84 | SIZES[size] | ON
            b.fact(f"AES-{size * 8} back", block(b, bytes.fromhex(wanted)) == plain, "ecb-decrypt")
            b["CR"] = 0
        b["CR"] = 0x24 | 0x80
        key(b, bytes(16))
        with b.refused("ecb-decrypt", "ECB decryption with no prepared key"):
            b["CR"] = 0x24 | 0x80 | ON
        b["CR"] = 0
        b["CR"] = 0x30 | 0x80
        key(b, bytes(range(16)))
        iv(b, bytes(12) + b"\xff\xff\xff\xff")
        b["CR"] = 0x30 | 0x80 | ON
        out = block(b, plain) + block(b, plain)
        wanted = b"".join(aes.xor(plain, aes.encrypt(bytes(range(16)), bytes(12) + last)) for last in (b"\xff" * 4, bytes(4)))
        b.fact("CTR over its 32 bits", out == wanted and b["IV1RR"] == 1, "iv", "iv-wide")
        for _ in range(8):
            b["DINR"] = 7
        b.fact("takes two blocks, and works on one", b["SR"] & 0x1B == 0x12, "start")
        for _ in range(4):
            b["DINR"] = 7
        with b.refused("in-full", "a third block"):
            b["DINR"] = 7
        with b.refused("in-read", "a read of DINR while on"):
            b["DINR"]
        with b.refused("busy-write", "an IV while busy"):
            b["IV0LR"] = 1
        with b.refused("busy-write", "a key while busy"):
            b["K2LR"] = 1
        with b.refused("flush", "a flush while on"):
            b["CR"] = 0x30 | 0x80 | ON | 1 << 14
        with b.refused("disable-busy", "CRYPEN cleared while busy"):
            b["CR"] = 0x30 | 0x80
        with b.refused("flush-busy", "a flush while busy"):
            b["CR"] = 0x30 | 0x80 | 1 << 14
        b.until("SR", 0x10, 0)
        b["CR"] = 0x30 | 0x80 | 1 << 14
        b.fact("flushes", b["SR"] & 15 == 3 and not b["CR"] & 1 << 14, "flush")
        with b.refused("out-empty", "a read of DOUTR with nothing there"):
            b["DOUTR"]
        with b.refused("key-hidden", "a read of the key"):
            b["K3RR"]
        with b.refused("key-order", "a key from its last word"):
            b["K3RR"] = 1
        b.fact("says so", b["SR"] & 0xC0 == 0x40, "key-order")
        key(b, bytes(16))
        b.fact("until a right key comes", b["SR"] & 0xC0 == 0x80, "key-error")
        b["CR"] = 0x30 | 0x80 | 1 << 8
        b.fact("needs a key again for another size", b["SR"] & 0xC0 == 0, "key-size")
        with b.refused("outside", "CBC"):
            key(b, bytes(24))
            b["CR"] = 0x28 | 1 << 8 | ON
        b["CR"] = 0
        with b.refused("iprst", "IPRST with a configuration"):
            b["CR"] = 1 << 31 | 0x20
        b["CR"] = 1 << 31
        b.fact("IPRST puts all back", (b["SR"], b["IV0LR"], b["CR"]) == (3, 0, 1 << 31), "iprst")
        b["CR"] = 0
        gcm_cases(b)


def gcm_cases(b):
    for size in (16, 24, 32):
        for aad in (b"", b"a", b"x" * 13, b"y" * 16, b"z" * 40):
            for length in (0, 1, 15, 16, 17, 64, 77):
                secret, nonce, data = bytes(range(size)), bytes(range(90, 102)), bytes(range(length))
                wanted = AESGCM(secret).encrypt(nonce, data, aad)
                got = gcm(b, secret, nonce, aad, data)
                back = gcm(b, secret, nonce, aad, wanted[:-16], decrypt=True)
                b.fact(f"GCM-{size * 8} of {len(aad)} and {length} bytes", b"".join(got) == wanted and back == (data, wanted[-16:]),
                       "gcm-order", "gcm-header", "gcm-pad", "gcm-final", "prepare")
    b["CR"] = GCM
    key(b, bytes(16))
    iv(b, bytes(16))
    with b.refused("gcm-counter", "an init phase whose counter is not 2"):
        b["CR"] = GCM | ON
    b.until("CR", ON, 0)
    iv(b, bytes(12) + b"\0\0\0\2")
    b["CR"] = GCM | 2 << 16
    b["CR"] = GCM | 2 << 16 | ON
    with b.refused("enabled-write", "another phase with CRYPEN set"):
        b["CR"] = GCM | 1 << 16 | ON
    b["CR"] = GCM | 2 << 16
    with b.refused("gcm-order", "a header after the payload"):
        b["CR"] = GCM | 1 << 16 | ON
    b["CR"] = 0
    b["CR"] = GCM | 2 << 16
    b.unit.phase = "payload"
    b["CR"] = GCM | 3 << 16 | 4
    with b.refused("gcm-direction", "a final phase of a decryption's direction"):
        b["CR"] = GCM | 3 << 16 | 4 | ON
    with b.refused("swap-disabled", "a context's read with CRYPEN set"):
        b["CSGCM0R"]
    b["CR"] = 0
    # A context put away in the payload, another message between, and back.
    secret, nonce, data = bytes(16), b"n" * 12, bytes(range(64))
    b["CR"] = GCM
    key(b, secret)
    iv(b, nonce + b"\0\0\0\2")
    b["CR"] = GCM | ON
    b.until("CR", ON, 0)
    b["CR"] = GCM | 2 << 16
    b["CR"] = GCM | 2 << 16 | ON
    out = block(b, data[:16]) + block(b, data[16:32])
    b["CR"] = GCM | 2 << 16
    names = [name for name in b.offsets if name.startswith("CSGCM")]
    kept, counter = [b[name] for name in names], [b[name] for name in ("IV0LR", "IV0RR", "IV1LR", "IV1RR")]
    gcm(b, b"k" * 16, nonce, b"other", b"message")
    b["CR"] = GCM | 2 << 16
    key(b, secret)
    for name, word in zip(("IV0LR", "IV0RR", "IV1LR", "IV1RR"), counter):
        b[name] = word
    for name, word in zip(names, kept):
        b[name] = word
    b["CR"] = GCM | 2 << 16 | ON
    out += block(b, data[32:48]) + block(b, data[48:])
    b["CR"] = GCM | 2 << 16
    b["CR"] = GCM | 3 << 16
    b["CR"] = GCM | 3 << 16 | ON
    for word in (0, 0, 0, 512):
        b["DINR"] = word
    b.until("SR", 4)
    out += b"".join(b["DOUTR"].to_bytes(4, "little") for _ in range(4))
    b.fact("a context comes back", out == AESGCM(secret).encrypt(nonce, data, b""), "swap-context")
    b["CR"] = GCM | 2 << 16
    b["CSGCMCCM0R"] = 5
    b.unit.phase = "payload"
    with b.refused("swap-own", "a context that was never read"):
        b["CR"] = GCM | 2 << 16 | ON
    b["CR"] = 0
    for fault in ("stuck-busy", "no-init", "key-error"):
        b.unit.power_on()
        b.unit.inject(fault)
        b["CR"] = GCM
        key(b, secret)
        iv(b, nonce + b"\0\0\0\2")
        b["CR"] = GCM | ON
        b.fact(f"fault {fault}", not b.until("CR", ON, 0) or fault == "key-error" and b["SR"] & 0x40)
    for fault in ("wrong-output", "wrong-tag", "stuck-output", "dropped-word"):
        b.unit.power_on()
        b.unit.inject(fault)
        if fault == "dropped-word":
            b["CR"] = 0x20
            key(b, secret)
            b["CR"] = 0x20 | ON
            for _ in range(4):
                b["DINR"] = 0
            b.fact(f"fault {fault}", not b.until("SR", 4))
        else:
            b.fact(f"fault {fault}", b"".join(gcm(b, secret, nonce, b"", data)) != AESGCM(secret).encrypt(nonce, data, b""))


TESTS = [test_cryp]
