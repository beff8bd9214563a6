"""The models of NXP's units, and of Alif's services, by themselves: what they do, and what they refuse."""

import hashlib

import chips
from models import aes
from report import Bench


class Memory:
    """A piece of memory for a unit that reads it by itself."""

    def __init__(self):
        self.data = bytearray(0x4000)

    def fetch(self, address, size):
        return bytes(self.data[address - 0x1000 : address - 0x1000 + size]) if 0x1000 <= address <= 0x5000 - size else None

    def deliver(self, address, data):
        if not 0x1000 <= address <= 0x5000 - len(data):
            return False
        self.data[address - 0x1000 : address - 0x1000 + len(data)] = data
        return True


def opened(report, name, register, shift):
    bus = chips.imxrt1062()
    return Bench.clocked(report, bus, chips.unit(bus, name), lambda gates: gates.update({register: gates[register] | 3 << shift}))


def test_ccm(report):
    with report.part("model ccm"):
        bus = chips.imxrt1062()
        bench = Bench(report, bus, bus.units[0])
        bench["CCGR0"] = 3 << 10
        bench["CCGR6"] = 0
        bench.fact("opens and shuts gates", bus.units[0].on("DCP") and not bus.units[0].on("TRNG") and bench["CCGR0"] == 3 << 10, "gates")
        with bench.refused("register", "a register that is none of its own"):
            bus.read(0x400FC000)
        with bench.refused("width", "a half-word's access"):
            bus.read(0x400FC068, 2)


def test_trng(report):
    with report.part("model trng"):
        b = opened(report, "TRNG", "CCGR6", 12)
        trng = b.unit
        b.fact("has its reset values", (b["MCTL"], b["SDCTL"], b["SCMISC"], b["SBLIM"]) == (0x12001, 0x0C8009C4, 0x1001F, 0x3F), "reset")
        b.fact("makes nothing in program mode", not b.until("MCTL", 1 << 10), "program")
        b["SDCTL"] = 0x064009C4
        b["MCTL"] = 1 << 16 | 1 << 6
        b.fact("puts the limits back", b["SDCTL"] == 0x0C8009C4, "defaults")
        b["MCTL"] = 0
        b.fact("hides the limits in run mode, and makes entropy", b["SDCTL"] == 0 and b.until("MCTL", 1 << 10), "limits-read", "access")
        with b.refused("limits-write", "a limit in run mode"):
            b["SDCTL"] = 1
        with b.refused("defaults", "RST_DEF in run mode"):
            b["MCTL"] = 1 << 6
        b["MCTL"] = 1 << 16
        b["MCTL"] = 0
        with b.refused("valid", "a read of entropy before ENT_VAL"):
            b["ENT0"]
        b.fact("is not to be stopped meanwhile", not b["MCTL"] & 1 << 13, "stop")
        b.fact("has a value in time", b.until("MCTL", 1 << 10) and b["MCTL"] & 1 << 13, "valid", "stop")
        words = [b[f"ENT{number}"] for number in range(16)]
        b.fact("gives sixteen words", len(set(words)) == 16 and trng.stream.given == words, "last")
        b.fact("shows ENT_VAL once too often", b["MCTL"] & 1 << 10 and not b["MCTL"] & 1 << 10, "dummy")
        b.until("MCTL", 1 << 10)
        b["ENT15"]
        b["ENT0"]
        b.fact("or not, after a read for nothing", not b["MCTL"] & 1 << 10, "dummy")
        trng.inject("seed-error", times=1)
        b.fact("says an error, without a value", b.until("MCTL", 1 << 12) and not b["MCTL"] & 1 << 10, "error")
        b["MCTL"] = 1 << 12
        b["ENT15"]
        b.fact("goes on", not b["MCTL"] & 1 << 12 and b.until("MCTL", 1 << 10), "error", "restart", "restart-alone")
        for fault in ("stuck-busy", "seed-error-stays"):
            trng.power_on()
            trng.inject(fault)
            b["MCTL"] = 0
            b.fact(f"fault {fault}", not b.until("MCTL", 1 << 10))
        trng.power_on()
        trng.inject("repeated-block", after=1)
        b["MCTL"] = 0
        values = []
        for _ in range(2):
            b.until("MCTL", 1 << 10)
            values.append([b[f"ENT{number}"] for number in range(16)])
            b["ENT0"]
        b.fact("fault repeated-block", values[0] == values[1])


PACKET, DATA, OUT, PAYLOAD, CONTEXT = 0x1000, 0x1100, 0x2100, 0x3100, 0x3200


def ready(b, ctrl=1 << 23):
    b.unit.power_on()
    b.unit.memory = Memory()
    b["CTRL"] = ctrl
    b["CHANNELCTRL"] = 0xF
    b["CONTEXT"] = CONTEXT


def work(b, control0, control1=0, data=b"", size=None, out=OUT, payload=PAYLOAD, channel=0, decrement=True, source=DATA, follow=0, at=PACKET):
    memory = b.unit.memory
    memory.deliver(DATA, data)
    words = (follow, control0 | (2 if decrement else 0), control1, source, out, len(data) if size is None else size, payload, 0)
    memory.deliver(at, b"".join(word.to_bytes(4, "little") for word in words))
    b[f"CH{channel}STAT_CLR"] = 0xFF
    b[f"CH{channel}CMDPTR"] = at
    b[f"CH{channel}SEMA"] = 1
    done = b.until("STAT", 1 << 16 + channel, 0)
    return done and b[f"CH{channel}SEMA"] >> 16 & 0xFF == 0 and not b[f"CH{channel}STAT"] & 0x7E


CIPHER, HASH, ENCRYPT, INIT, TERM = 1 << 5, 1 << 6, 1 << 8, 1 << 12, 1 << 13


def test_dcp(report):
    with report.part("model dcp"):
        b = opened(report, "DCP", "CCGR0", 10)
        b.fact("is in soft reset", b["CTRL"] == 0xF0800000, "reset")
        with b.refused("gated", "a register before the soft reset ends"):
            b["CHANNELCTRL"] = 1
        ready(b)
        b.fact("has set, clear and toggle", [b.__setitem__("CHANNELCTRL_CLR", 1), b["CHANNELCTRL"], b.__setitem__("CHANNELCTRL_SET", 1), b["CHANNELCTRL"],
                                             b.__setitem__("CHANNELCTRL_TOG", 3), b["CHANNELCTRL"]][1::2] == [0xE, 0xF, 0xC], "set-clear")
        b["CHANNELCTRL"] = 0
        with b.refused("enabled", "work for a channel that is off"):
            b["CH0SEMA"] = 1
        b["CTRL_SET"] = 1 << 31
        b["CTRL"] = 0
        b.fact("is put back by a soft reset", b["CHANNELCTRL"] == 0 and b["CONTEXT"] == 0, "soft-reset")
        ciphers(b)
        hashes(b)
        errors(b)


def ciphers(b):
    secret, plain = bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff")
    wanted = bytes.fromhex("69c4e0d86a7b0430d8cdb78070b4c55a")
    ready(b)
    b["KEY"] = 2 << 4
    for at in range(0, 16, 4):
        b["KEYDATA"] = int.from_bytes(secret[at : at + 4], "little")
    ok = work(b, CIPHER | ENCRYPT | 0x5A << 24, 2 << 8, plain * 2)
    b.fact("AES-128 with the key RAM", ok and b.unit.memory.fetch(OUT, 32) == wanted * 2,
           "key-ram", "aes-select", "aes-order", "start", "active", "done", "packet")
    status = int.from_bytes(b.unit.memory.fetch(PACKET + 28, 4), "little")
    b.fact("writes the packet's status", status == 0x5A000001 and b["CH0STAT"] >> 24 == 0x5A, "packet-status")
    b.unit.memory.deliver(PAYLOAD, secret)
    b.fact("AES-128 with the payload's key", work(b, CIPHER | ENCRYPT | 1 << 11, 0, plain, channel=3) and b.unit.memory.fetch(OUT, 16) == wanted, "key-payload")
    b.fact("and back", work(b, CIPHER | 1 << 11, 0, wanted) and b.unit.memory.fetch(OUT, 16) == plain, "aes-select")
    b.unit.memory.deliver(PAYLOAD, secret[::-1])
    ok = work(b, CIPHER | ENCRYPT | 1 << 11 | 0x3F << 18, 0, plain[::-1])
    b.fact("turns key, input and output", ok and b.unit.memory.fetch(OUT, 16) == wanted[::-1], "swaps")
    iv = bytes(range(16, 32))
    b.unit.memory.deliver(PAYLOAD, secret + iv)
    first = aes.encrypt(secret, aes.xor(plain, iv))
    second = aes.encrypt(secret, aes.xor(plain, first))
    ok = work(b, CIPHER | ENCRYPT | 1 << 11 | 1 << 9, 1 << 4, plain)
    got = b.unit.memory.fetch(OUT, 16)
    ok = work(b, CIPHER | ENCRYPT | 1 << 11, 1 << 4, plain) and ok
    b.fact("CBC, begun and gone on with", ok and got + b.unit.memory.fetch(OUT, 16) == first + second, "iv")
    with b.refused("key-loaded", "a slot that has no key"):
        work(b, CIPHER | ENCRYPT, 1 << 8, plain)
    with b.refused("key-hidden", "a read of the key RAM"):
        b["KEYDATA"]
    with b.refused("key-otp", "a key of fuses"):
        work(b, CIPHER | ENCRYPT | 1 << 10, 0xFF << 8, plain)
    with b.refused("aes-size", "a size of 20"):
        b.report.check("and it ends with ERROR_SETUP", not work(b, CIPHER | ENCRYPT | 1 << 11, 0, plain + b"1234") and b["CH0STAT"] & 4)
    with b.refused("aes-select", "a cipher that is not there"):
        work(b, CIPHER | ENCRYPT | 1 << 11, 3, plain)


def hashes(b):
    ready(b)
    for select, name in ((0, "sha1"), (2, "sha256")):
        for length in (1, 55, 56, 63, 64, 65, 1000):
            data = bytes(range(256))[:length] if length < 256 else b"q" * length
            ok = work(b, HASH | INIT | TERM, select << 16, data)
            size = hashlib.new(name).digest_size
            b.fact(f"{name} of {length} bytes", ok and b.unit.memory.fetch(PAYLOAD, size)[::-1] == hashlib.new(name, data).digest(), "hash-select", "hash-digest")
    with b.refused("hash-zero", "a message of no bytes"):
        work(b, HASH | INIT | TERM, 2 << 16, b"")
    with b.refused("hash-size", "half a block that is not the last"):
        b.report.check("and it ends with ERROR_SETUP", not work(b, HASH | INIT, 2 << 16, b"x" * 32) and b["CH0STAT"] & 4)
    work(b, HASH | INIT, 2 << 16, b"x" * 64)
    ok = work(b, HASH | TERM, 2 << 16, b"")
    b.fact("a last packet of no bytes", ok and b.unit.memory.fetch(PAYLOAD, 32)[::-1] == hashlib.sha256(b"x" * 64).digest(), "hash-zero-end")
    with b.refused("hash-select", "a hash that is not there"):
        work(b, HASH | INIT | TERM, 5 << 16, b"x")
    with b.refused("hash-init", "a hash gone on with that was not begun"):
        work(b, HASH | INIT, 0, b"x" * 64)
        work(b, HASH | TERM, 2 << 16, b"x")
    ok = work(b, HASH | INIT, 2 << 16, b"x" * 64, channel=1) and work(b, HASH | TERM, 2 << 16, b"y", channel=2)
    b.fact("one context for all without switching", ok and b.unit.memory.fetch(PAYLOAD, 32)[::-1] == hashlib.sha256(b"x" * 64 + b"y").digest(), "context-off")
    switching = 1 << 23 | 1 << 21
    ready(b, switching)
    ok = work(b, HASH | INIT, 2 << 16, b"a" * 64, channel=0) and work(b, HASH | INIT, 0, b"b" * 128, channel=3)
    ok = work(b, HASH | TERM, 2 << 16, b"c", channel=0) and ok
    first = b.unit.memory.fetch(PAYLOAD, 32)[::-1]
    ok = work(b, HASH | TERM, 0, b"d", channel=3) and ok
    b.fact("a context a channel", ok and (first, b.unit.memory.fetch(PAYLOAD, 20)[::-1]) == (
        hashlib.sha256(b"a" * 64 + b"c").digest(), hashlib.sha1(b"b" * 128 + b"d").digest()), "hash-init", "context")
    ok = work(b, HASH | INIT, 2 << 16, b"a" * 64)
    kept = b.unit.memory.fetch(CONTEXT + 172, 36)
    ok = work(b, HASH | INIT, 2 << 16, b"b" * 64) and ok
    b.unit.memory.deliver(CONTEXT + 172, kept)
    b.fact("a hash kept by software goes on", work(b, HASH | TERM, 2 << 16, b"z") and ok
           and b.unit.memory.fetch(PAYLOAD, 32)[::-1] == hashlib.sha256(b"a" * 64 + b"z").digest(), "context-own", "context")
    ready(b, switching | 1 << 22)
    work(b, HASH | INIT, 2 << 16, b"a" * 64)
    b.unit.memory.deliver(CONTEXT + 172, kept)
    b.fact("but not from memory with context caching", work(b, HASH | TERM, 2 << 16, b"w")
           and b.unit.memory.fetch(PAYLOAD, 32)[::-1] == hashlib.sha256(b"a" * 64 + b"w").digest(), "context-cached")
    ready(b, switching)
    b["CONTEXT"] = 0
    with b.refused("context-zero", "context switching without a buffer"):
        work(b, HASH | INIT | TERM, 2 << 16, b"x")


def errors(b):
    ready(b)
    with b.refused("functions", "a blit"):
        work(b, HASH | 1 << 7, 2 << 16, b"x")
    with b.refused("packet-aligned", "a packet at an odd address"):
        work(b, HASH | INIT | TERM, 2 << 16, b"x", at=PACKET + 2)
    with b.refused("decrement", "a packet that leaves the semaphore"):
        work(b, HASH | INIT | TERM, 2 << 16, b"x", decrement=False)
    ready(b)
    ok = [work(b, HASH | INIT | TERM, 2 << 16, b"x", source=0x9000, size=1) or b["CH0STAT"] & 0x7E,
          work(b, CIPHER | ENCRYPT | 1 << 11, 0, bytes(16), out=0x9000) or b["CH0STAT"] & 0x7E]
    b.fact("reports a bus error at source and destination", ok == [0x10, 0x20], "bus", detail=f"{ok}")
    b["CH0STAT_CLR"] = 0xFF
    b.fact("clears it", not b["CH0STAT"] & 0x7E, "status-clear")
    ready(b)
    b.unit.memory.deliver(DATA, b"x" * 64)
    b["CH0CMDPTR"] = 0x7000
    b["CH0SEMA"] = 1
    with b.refused("channel-busy", "a second packet before the first is done"):
        b["CH0CMDPTR"] = PACKET
    b.fact("reports a bus error at the packet", b.until("STAT", 1 << 16, 0) and b["CH0STAT"] & 8, "bus")
    ready(b)
    with b.refused("start", "a start without CMDPTR"):
        b["CH1SEMA"] = 1
    plain = bytes(16)
    for fault in ("stuck-busy", "setup-error", "bus-error"):
        ready(b)
        b.unit.inject(fault)
        b.fact(f"fault {fault}", not work(b, CIPHER | ENCRYPT | 1 << 11, 0, plain))
    for fault in ("dropped-write", "wrong-output"):
        ready(b)
        b.unit.inject(fault)
        b.fact(f"fault {fault}", work(b, CIPHER | ENCRYPT | 1 << 11, 0, plain) and b.unit.memory.fetch(OUT, 16) != aes.encrypt(plain, plain))


TESTS = [test_ccm, test_trng, test_dcp]
