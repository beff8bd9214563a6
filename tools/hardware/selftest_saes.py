"""The model of the STM32N6's SAES by itself: what it does, and what it refuses."""

import itertools

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import chips
import vectors
from models import aes
from models.saes_n6 import KEYS
from report import Bench
from selftest_st import clocked

BYTES, LONG, WRAPPED, DHUK = 2 << 1, 1 << 18, 1 << 24, 1 << 28
PREPARE, DECRYPT = 1 << 3, 2 << 3
ECB, CBC, CTR, GCM = 0, 0x20, 0x40, 0x60
EN, IPRST = 1, 1 << 31
CCF, RWEIF, KEIF, RNGEIF = 1, 2, 4, 8
BUSY, KEYVALID = 8, 128
PLAIN = vectors.PLAIN


def key(b, data, backwards=True):
    names = KEYS[: len(data) // 4]
    words = [int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)]
    pairs = list(zip(reversed(names), words))
    for name, word in pairs if backwards else reversed(pairs):
        b[name] = word


def iv(b, data):
    for number, at in zip((3, 2, 1, 0), range(0, 16, 4)):
        b[f"IVR{number}"] = int.from_bytes(data[at : at + 4], "big")


def ends(b):
    told = b.until("ISR", CCF)
    b["ICR"] = CCF
    return told


def feed(b, data, order="little"):
    for at in range(0, 16, 4):
        b["DINR"] = int.from_bytes(data[at : at + 4], order)


def block(b, data, out=True, order="little"):
    feed(b, data, order)
    ends(b)
    return b"".join(b["DOUTR"].to_bytes(4, order) for _ in range(4)) if out else b""


def anew(b):
    b["CR"] = IPRST
    b["CR"] = 0
    return b.until("SR", BUSY, 0)


def prepare(b, cr):
    b["CR"] = cr & ~DECRYPT | PREPARE
    b["CR"] = cr & ~DECRYPT | PREPARE | EN
    told = ends(b)
    b["CR"] = cr
    b["CR"] = cr | EN
    return told


def gcm(b, cr, nonce, aad, data):
    """With the key that the unit has; answers (output, tag)."""
    cr |= GCM | BYTES
    b["CR"] = cr
    iv(b, nonce + bytes([0, 0, 0, 2]))
    b["CR"] = cr | EN
    ends(b)
    b["CR"] = cr | 1 << 13 | EN
    for at in range(0, len(aad), 16):
        block(b, aad[at : at + 16].ljust(16, b"\0"), out=False)
    b["CR"] = cr | 2 << 13 | EN
    result = b""
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        if len(part) < 16 and not cr & DECRYPT:
            b["CR"] = cr | 2 << 13 | EN | 16 - len(part) << 20
        result += block(b, part.ljust(16, b"\0"))[: len(part)]
    b.until("SR", BUSY, 0)
    b["CR"] = cr | 3 << 13 | EN
    for word in (0, len(aad) * 8, 0, len(data) * 8):
        b["DINR"] = word
    ends(b)
    tag = b"".join(b["DOUTR"].to_bytes(4, "little") for _ in range(4))
    b["CR"] = cr & ~EN
    return result, tag


def device_key(b, cr=0):
    b["CR"] = cr | DHUK
    return b.until("SR", KEYVALID | BUSY, KEYVALID)


def wrap(b, secret):
    device_key(b, WRAPPED | (LONG if len(secret) > 16 else 0))
    b["CR"] = b["CR"] | EN
    sealed = b"".join(block(b, secret[at : at + 16], order="big") for at in range(0, len(secret), 16))
    anew(b)
    return sealed


def unwrap(b, sealed):
    cr = WRAPPED | DHUK | (LONG if len(sealed) > 16 else 0)
    device_key(b, cr)
    prepare(b, cr | DECRYPT)
    for at in range(0, len(sealed), 16):
        block(b, sealed[at : at + 16], out=False, order="big")
    b["CR"] = b["CR"] & ~EN
    return cr & LONG


def start(report):
    b = clocked(report, "stm32n6", "SAES", ("AHB3ENR", 0x10))
    return b


def test_keys(report):
    with report.part("model saes n6 keys"):
        b = start(report)
        rng, clocks = b.unit.rng, b.bus.units[0]
        b.fact("is busy after reset, for want of a random number", (b["CR"], b["SR"], b["ISR"]) == (0, BUSY, 0), "reset")
        b.fact("stays so without the RNG's clock", not b.until("SR", BUSY, 0), "random")
        clocks.values["AHB3ENR"] |= 1
        b.fact("stays so while the RNG is off", not b.until("SR", BUSY, 0), "random-on")
        rng.cr |= 4
        b.fact("is ready in time", b.until("SR", BUSY, 0), "random")
        with b.refused("key-valid", "EN without a key"):
            b["CR"] = EN
        with b.refused("key-hidden", "a read of a key"):
            b["KEYR0"]
        for size, backwards in itertools.product((16, 32), (True, False)):
            cr = BYTES | (LONG if size == 32 else 0)
            secret = bytes(range(size))
            b["CR"] = cr
            key(b, secret, backwards)
            b.fact(f"takes a key of {size} bytes, {'down' if backwards else 'up'}", b["SR"] & KEYVALID, "key-order", "key-places")
            b["CR"] = cr | EN
            b.fact(f"AES-{size * 8}", block(b, PLAIN).hex() == vectors.BLOCKS[size * 8], "modes", "chains", "swap", "input", "output")
            with b.refused("key-off", "a key while on"):
                b["KEYR0"] = 1
            b["CR"] = 0
        with b.refused("key-off", "KEYR4 with a key of 128 bits"):
            b["KEYR4"] = 1
        with b.refused("key-order", "a key in another order"):
            b["KEYR0"] = 1
            b["KEYR2"] = 1
        b.fact("says so", b["ISR"] & KEIF and not b["SR"] & KEYVALID, "key-order")
        key(b, bytes(16))
        b.fact("takes no key before KEIF is cleared", not b["SR"] & KEYVALID, "key-error")
        b["ICR"] = KEIF
        key(b, bytes(16))
        b.fact("takes one then", b["SR"] & KEYVALID and not b["ISR"], "key-error", "flags")
        b.fact("loads the device's key", device_key(b) and b.unit.key_bytes() == b.unit.own("ECB")[:16], "select", "own-chain")
        b["CR"] = DHUK
        b.fact("loads it once", b["SR"] & (KEYVALID | BUSY) == KEYVALID, "select-again")
        with b.refused("key-selected", "a key in its place"):
            b["KEYR0"] = 1
        b.fact("says so", b["ISR"] & KEIF, "key-selected")
        b["ICR"] = KEIF
        b["CR"] = 0
        b.fact("erases it when another is selected", not b.unit.secret(), "select")
        b["CR"] = DHUK
        b.until("SR", KEYVALID)
        with b.refused("own-chain", "another chaining mode with the device's key"):
            b["CR"] = DHUK | CTR
        with b.refused("outside", "another key of the device"):
            b["CR"] = 2 << 28
        anew(b)
        b["CR"] = DHUK | LONG
        with b.refused("fixed", "a change while the key is loaded"):
            b["CR"] = DHUK | LONG | BYTES
        b.until("SR", KEYVALID)
        b["CR"] = IPRST
        b.fact("is erased by IPRST", not b.unit.secret() and b["CR"] == IPRST, "iprst")
        with b.refused("iprst", "a configuration with IPRST set before"):
            b["CR"] = BYTES
        b.until("SR", BUSY, 0)
        for fault, wanted in (("key-error", KEIF), ("no-key", 0)):
            anew(b)
            b.unit.inject(fault)
            b["CR"] = DHUK
            b.fact(f"has {fault}", not b.until("SR", KEYVALID) and b["ISR"] == wanted, "select")
            b.unit.faults.clear()
            b["ICR"] = KEIF
        b.unit.inject("random-error", times=1)
        b["CR"] = IPRST
        b["CR"] = 0
        b.fact("says that the RNG fails", b.until("ISR", RNGEIF) and not b.until("SR", BUSY, 0), "random-error")
        b["ICR"] = RNGEIF
        b.fact("asks it again", b.until("SR", BUSY, 0) and not b["ISR"], "random-error", "flags")


def ready(report):
    b = start(report)
    b.bus.units[0].values["AHB3ENR"] |= 1
    b.unit.rng.cr |= 4
    b.until("SR", BUSY, 0)
    return b


def test_modes(report):
    with report.part("model saes n6 modes"):
        b = ready(report)
        secret = bytes(range(16))
        b["CR"] = BYTES | DECRYPT
        key(b, secret)
        with b.refused("prepare", "a decryption with no prepared key"):
            b["CR"] = BYTES | DECRYPT | EN
        b["CR"] = 0
        b.fact("prepares a key", prepare(b, BYTES | DECRYPT) and b["CR"] & EN, "prepare")
        b.fact("AES-128 back", block(b, bytes.fromhex(vectors.BLOCKS[128])) == PLAIN, "prepare")
        b["CR"] = 0
        first, second = PLAIN, PLAIN[::-1]
        chained = aes.encrypt(secret, aes.xor(first, bytes(range(16))))
        chained += aes.encrypt(secret, aes.xor(second, chained))
        b["CR"] = CBC | BYTES
        iv(b, bytes(range(16)))
        b["CR"] = CBC | BYTES | EN
        b.fact("CBC", block(b, first) + block(b, second) == chained, "chains", "iv")
        with b.refused("iv", "an IV while on"):
            b["IVR0"] = 1
        b["CR"] = 0
        b["CR"] = CBC | BYTES
        iv(b, bytes(range(16)))
        prepare(b, CBC | BYTES | DECRYPT)
        b.fact("CBC back", block(b, chained[:16]) + block(b, chained[16:]) == first + second, "chains")
        b["CR"] = 0
        b["CR"] = CTR | BYTES
        iv(b, bytes(12) + b"\xff" * 4)
        b["CR"] = CTR | BYTES | EN
        wanted = b"".join(aes.xor(PLAIN, aes.encrypt(secret, bytes(12) + last)) for last in (b"\xff" * 4, bytes(4)))
        b.fact("CTR over its 32 bits", block(b, PLAIN) + block(b, PLAIN) == wanted and b["IVR0"] == 1, "counter-wide")
        with b.refused("fixed", "another mode while on"):
            b["CR"] = CTR | EN
        feed(b, PLAIN)
        with b.refused("input-early", "a word while it computes"):
            b["DINR"] = 1
        b.fact("says so", b["SR"] & 4 and b["ISR"] & RWEIF, "input-early")
        b["ICR"] = RWEIF
        b.fact("and is told to forget it", not b["SR"] & 6 and not b["ISR"] & RWEIF, "flags")
        b.fact("has CCF in both registers", b.until("SR", 1) and b["ISR"] & CCF, "flags")
        with b.refused("input-early", "a word while there is output"):
            b["DINR"] = 1
        for _ in range(4):
            b["DOUTR"]
        b["ICR"] = CCF | RWEIF
        feed(b, PLAIN)
        with b.refused("output-early", "a read while it computes"):
            b["DOUTR"]
        b.fact("says so", b["SR"] & 2, "output-early")
        b["ICR"] = RWEIF
        b["CR"] = 0
        with b.refused("input", "a word while off"):
            b["DINR"] = 1
        b["CR"] = CTR | BYTES
        iv(b, bytes(16))
        b["CR"] = CTR | BYTES | EN
        b["DINR"] = 1
        b["CR"] = 0
        b["CR"] = CTR | BYTES | EN
        b.fact("begins anew", block(b, PLAIN) == aes.xor(PLAIN, aes.encrypt(secret, bytes(16))), "off")
        b["CR"] = 0
        with b.refused("modes", "a mode that there is not"):
            b["CR"] = 3 << 3 | EN
        with b.refused("outside", "CCM"):
            b["CR"] = 1 << 16 | EN
        with b.refused("outside", "DMA"):
            b["CR"] = 1 << 11
        with b.refused("outside", "suspending"):
            b["SUSPR0"]
        with b.refused("chains", "a chaining that there is not"):
            b["CR"] = 1 << 16 | 0x20 | EN
        with b.refused("prepare-chain", "a key prepared with GCM"):
            b["CR"] = GCM | PREPARE | EN
        for fault in ("no-end", "dropped-word"):
            anew(b)
            b["CR"] = BYTES
            key(b, secret)
            b["CR"] = BYTES | EN
            b.unit.inject(fault, times=None if fault == "no-end" else 1)
            feed(b, PLAIN)
            b.fact(f"has {fault}", not b.until("ISR", CCF), "input")
            b.unit.faults.clear()


def test_gcm(report):
    with report.part("model saes n6 gcm"):
        b = ready(report)
        for size, aad_length, length in itertools.product((16, 32), (0, 13, 32), (0, 5, 16, 37)):
            secret, nonce, aad, data = (vectors.bytes_of((name, length), count) for name, count in (("k", size), ("i", 12), ("a", aad_length), ("d", length)))
            sealed = AESGCM(secret).encrypt(nonce, data, aad)
            cr = LONG if size == 32 else 0
            b["CR"] = cr
            key(b, secret)
            right = b"".join(gcm(b, cr, nonce, aad, data)) == sealed
            right = right and gcm(b, cr | DECRYPT, nonce, aad, sealed[:-16]) == (data, sealed[-16:])
            b.fact(f"GCM-{size * 8} of {aad_length} and {length}", right, "gcm-init", "gcm-order", "gcm-header", "gcm-pad", "gcm-busy", "gcm-final", "gcm-counter", "counter")
        b["CR"] = GCM
        key(b, bytes(16))
        iv(b, bytes(16))
        with b.refused("gcm-counter", "another counter"):
            b["CR"] = GCM | EN
        b["CR"] = 0
        with b.refused("gcm-order", "a payload without an init"):
            b["CR"] = GCM | 2 << 13 | EN
            b["DINR"] = 0
        b["CR"] = 0
        b["CR"] = GCM
        iv(b, bytes(12) + bytes([0, 0, 0, 2]))
        b["CR"] = GCM | EN
        ends(b)
        b["CR"] = GCM | 2 << 13 | EN
        block(b, PLAIN)
        with b.refused("gcm-busy", "the final phase while the tag is worked on"):
            b["CR"] = GCM | 3 << 13 | EN


def test_wrapped(report):
    with report.part("model saes n6 wrapped keys"):
        b = ready(report)
        for size in (16, 32):
            secret = vectors.bytes_of("secret", size)
            sealed = wrap(b, secret)
            own = b.unit.own("ECB")[:size]
            b.fact(f"wraps {size} bytes", sealed == b"".join(aes.encrypt(own, secret[at : at + 16]) for at in range(0, size, 16)), "wrapped", "own")
            cr = unwrap(b, sealed)
            b.fact("has the key then, and its own no more", b["SR"] & KEYVALID and b.unit.key_bytes() == secret and not b["CR"] >> 28 & 7, "wrapped", "wrapped-then")
            wanted = AESGCM(secret).encrypt(bytes(12), PLAIN, b"")
            b.fact("GCM with it", b"".join(gcm(b, cr, bytes(12), b"", PLAIN)) == wanted, "wrapped-then")
            anew(b)
            b.unit.dhuk = bytes(32)
            unwrap(b, sealed)
            b.fact("is another key on another device", b.unit.key_bytes() != secret, "own")
            b.unit.dhuk = bytes(range(0x40, 0x60))
            anew(b)
        device_key(b, WRAPPED | GCM)
        with b.refused("wrapped-chain", "GCM with KMOD 1"):
            b["CR"] = WRAPPED | DHUK | GCM | EN
        anew(b)
        device_key(b, WRAPPED | CTR)
        with b.refused("wrapped-chain", "an encryption in CTR with KMOD 1"):
            b["CR"] = WRAPPED | DHUK | CTR | EN
        anew(b)
        device_key(b, WRAPPED)
        with b.refused("wrapped-words", "bytes to be wrapped"):
            b["CR"] = WRAPPED | DHUK | BYTES | EN
        anew(b)
        device_key(b, WRAPPED)
        prepare(b, WRAPPED | DHUK | DECRYPT)
        feed(b, PLAIN, "big")
        ends(b)
        with b.refused("wrapped-read", "a read of a key that was unwrapped"):
            b["DOUTR"]
        b.fact("and says so", b["SR"] & 2, "wrapped-read")


def test_valid(report):
    with report.part("BSEC N6"):
        bus = chips.stm32n6()
        b = Bench(report, bus, chips.unit(bus, "BSEC"))
        with b.refused("clock", "an access with the clock off"):
            b["SR"]
        bus.units[0].values["APB4HENR"] = 2
        with b.refused("width", "a byte's access"):
            bus.read(b.unit.base + 0xE40, 1)
        with b.refused("register", "a fuse's word"):
            bus.read(b.unit.base)
        b.fact("the key of the device can be used", b["SR"] >> 1 & 1, "valid")
        b.unit.valid = False
        b.fact("and not where it is said so", not b["SR"] >> 1 & 1, "valid")
        with b.refused("status", "a write"):
            b["SR"] = 2
    with report.part("SAES N6, without a key of the device"):
        b = ready(report)
        b.unit.bsec.valid = False
        with b.refused("own-valid", "the key of the device"):
            device_key(b, 0)
        b.fact("is another one, for all", b["SR"] & KEYVALID and b.unit.key_bytes() == bytes(16), "own-constant")


TESTS = [test_keys, test_modes, test_gcm, test_wrapped, test_valid]
