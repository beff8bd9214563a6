"""The models of ST's units by themselves: what they do, and what they refuse."""

import hashlib

import chips
from models.bus import swap
from report import Bench


def clocked(report, chip, name, gate):
    bus = next(one for one in chips.CHIPS if one.name == chip).bus()
    register, bit = gate
    return Bench.clocked(report, bus, chips.unit(bus, name), lambda gates: gates.update({register: gates[register] | bit}))


def test_clocks(report):
    with report.part("model rcc n6"):
        bus = chips.stm32n6()
        bench = Bench(report, bus, bus.units[0])
        bench["AHB3ENSR"] = 6
        bench.fact("sets gates", bench["AHB3ENR"] == 6, "gates")
        bench["AHB3ENCR"] = 2
        bench.fact("clears gates", bench["AHB3ENR"] == 4 and bus.units[0].on("CRYP") and not bus.units[0].on("HASH"), "gates")
        cryp = chips.unit(bus, "CRYP")
        cryp.iv[0] = 9
        bench["AHB3RSTSR"] = 4
        bench["APB4HENSR"] = 2
        bench.fact("sets BSEC's gate", bench["APB4HENR"] == 2 and bus.units[0].on("BSEC") and bench["AHB3ENR"] == 4, "bsec")
        bench["APB4HENCR"] = 2
        bench.fact("clears BSEC's gate", not bus.units[0].on("BSEC"), "bsec")
        bench.fact("resets a unit", cryp.iv[0] == 0 and not bus.units[0].on("CRYP"), "resets")
        with bench.refused("register", "a register that is none of its own"):
            bus.read(0x56028000)
        with bench.refused("width", "a half-word's access"):
            bus.read(0x56028258, 2)
    with report.part("model rcc h7"):
        bus = chips.stm32h7()
        bench = Bench(report, bus, bus.units[0])
        bench["C1_AHB2ENR"] = 64
        bench.fact("opens by the alias", bench["AHB2ENR"] == 64 and bus.units[0].on("RNG"), "gates")
        chips.unit(bus, "RNG").cr = 4
        bench["AHB2RSTR"] = 64
        bench.fact("resets", chips.unit(bus, "RNG").cr == 0 and not bus.units[0].on("RNG"), "resets")
        bench["CR"] = 0
        bench.fact("stops the generator's own clock", not bus.units[0].kernel(), "kernel")
        with bench.refused("register", "a register that is none of its own"):
            bus.read(0x58024404)
        with bench.refused("width", "a half-word's access"):
            bus.read(0x58024400, 2)


def test_rng_h7(report):
    with report.part("model rng h7"):
        b = clocked(report, "stm32h7", "RNG", ("AHB2ENR", 64))
        rng = b.unit
        b.fact("is 0 after reset", (b["CR"], b["SR"]) == (0, 0), "reset")
        with b.refused("ready", "a read of DR before DRDY"):
            b["DR"]
        b["CR"] = 4
        b.fact("has words in time", b.until("SR", 1), "ready")
        words = [b["DR"] for _ in range(4)]
        b.fact("gives four", len(set(words)) == 4 and b["SR"] & 1 == 0, "four", "empties")
        with b.refused("ced", "a change of CED while on"):
            b["CR"] = 0x24
        rng.inject("seed-error", times=1)
        b.fact("says a seed error", b.until("SR", 0x40) and not b.until("SR", 1), "seed")
        b["SR"] = 0
        b.fact("clears SEIS", b["SR"] & 0x40 == 0, "seed-clear")
        b["CR"] = 0
        b["CR"] = 4
        b.until("SR", 1)
        b["DR"]
        b.fact("is sound after a restart", not rng.stream.bad, "restart")
        rng.power_on()
        b["CR"] = 4
        rng.inject("seed-error", times=1)
        b.until("SR", 0x40)
        b["SR"] = 0
        for _ in range(13):
            b.until("SR", 1)
            b["DR"]
        b.fact("is sound after twelve words", rng.stream.bad == set(range(12)), "discard", detail=f"{rng.stream.bad}")
        rng.power_on()
        b["CR"] = 4
        b.until("SR", 1)
        rng.inject("clock-error", times=5)
        b["SR"]
        b.fact("says a clock error", b["SR"] & 0x22 == 0x22 and b["DR"] and not rng.stream.bad, "clock-error", "clock-data")
        for _ in range(8):
            b["SR"]
        b.fact("remembers it", b["SR"] & 0x22 == 0x20, "clock-clear")
        b["SR"] = 0
        b.fact("forgets it", b["SR"] & 0x22 == 0, "clock-clear")
        for fault in ("stuck-busy", "seed-error-stays"):
            rng.power_on()
            rng.inject(fault)
            b["CR"] = 4
            b.fact(f"fault {fault}", not b.until("SR", 1))


def test_rng_n6(report):
    with report.part("model rng n6"):
        b = clocked(report, "stm32n6", "RNG", ("AHB3ENR", 1))
        rng = b.unit
        b.fact("has its reset values", (b["CR"], b["NSCR"], b["HTCR"], b["SR"]) == (0x00800D00, 0x3FFFF, 0x72AC, 0), "reset")
        with b.refused("ready", "a read of DR before DRDY"):
            b["DR"]
        with b.refused("condrst-config", "a configuration without CONDRST"):
            b["CR"] = 0x00F00D00
        b["CR"] = 0x40F00D00
        b["HTCR"] = 0x17590ABC
        b["HTCR"] = 0xAA74
        b["CR"] = 0x00F00D00
        b.fact("takes a configuration with CONDRST", b["CR"] == 0x40F00D00 and b.until("CR", 1 << 30, 0) and b["CR"] == 0x00F00D00,
               "condrst-config", "condrst-done", "htcr-magic")
        with b.refused("htcr-value", "another HTCR"):
            b["HTCR"] = 0x1234
        with b.refused("htcr-magic", "HTCR without its magic number"):
            b["HTCR"] = 0xAA74
        b["HTCR"] = 0x72AC
        b.fact("keeps HTCR's reset value", b["HTCR"] == 0x72AC, "htcr-n6")
        b["CR"] = 0x00F00D04
        b.fact("has words in time", b.until("SR", 1), "ready")
        words = [b["DR"] for _ in range(4)]
        b.fact("gives four", len(set(words)) == 4 and b["SR"] & 1 == 0, "four", "empties")
        with b.refused("ced", "a change of CED while on"):
            b["CR"] = 0x40F00D24
        with b.refused("condrst-pair", "a read of DR between CONDRST 1 and 0"):
            b["DR"]
        b["CR"] = 0x00F00D04
        rng.inject("seed-error", times=1)
        b.fact("says a seed error and restarts by itself", b.until("SR", 0x40) and b["SR"] & 4 == 0, "seed", "seed-auto")
        b["SR"] = 0
        b.fact("goes on once SEIS is cleared", b["SR"] & 0x40 == 0 and b.until("SR", 1), "seed-clear")
        rng.power_on()
        b["CR"] = 0x40800D80
        b["CR"] = 0x00800D84
        rng.inject("seed-error", times=1)
        b.until("CR", 1 << 30, 0)
        b.fact("with ARDIS it stays", b.until("SR", 0x44) and b.until("SR", 0x44), "seed-manual")
        b["CR"] = 0x40800D84
        b["CR"] = 0x00800D84
        b.fact("until CONDRST", b.until("CR", 1 << 30, 0) and b["SR"] & 0x44 == 0 and b.until("SR", 1), "seed-manual", "condrst-done")
        rng.inject("zero", times=1)
        b.fact("gives 0 after a late seed error", b["DR"] == 0 and b["SR"] & 0x40, "zero")
        rng.power_on()
        b["CR"] = 0x00800D04
        rng.inject("clock-error", times=4)
        b.fact("says a clock error", b["SR"] & 0x22 == 0x22 and not b["SR"] & 1, "clock-error", "clock-stops")
        for _ in range(6):
            b["SR"]
        b["SR"] = 0
        b.fact("forgets it", b["SR"] & 0x22 == 0 and b.until("SR", 1), "clock-clear")
        b["CR"] = 0x80800D00
        with b.refused("lock", "a configuration after CONFIGLOCK"):
            b["CR"] = 0x40F00D00


def feed(b, data, last=True):
    """What a driver does: words, ready before each block, then the end."""
    block = b.unit.block
    for at in range(0, len(data) - len(data) % 4, 4):
        b["DIN"] = int.from_bytes(data[at : at + 4], "little")
        if b.unit.computing:
            b.until("SR", 1)
    if last:
        b["STR"] = len(data) % 4 * 8
        if len(data) % 4:
            b["DIN"] = int.from_bytes(data[len(data) - len(data) % 4 :], "little")
            if b.unit.computing:
                b.until("SR", 1)
        b["STR"] = 0x100
        b.until("SR", 2)
    return block


def digest(b, size):
    return b"".join(b[f"HR{number}"].to_bytes(4, "big") for number in range(size // 4))


def test_hash(report):
    with report.part("model hash n6"):
        b = clocked(report, "stm32n6", "HASH", ("AHB3ENR", 2))
        b.fact("has its reset values", (b["SR"], b["CR"], b["STR"], b["DIN"]) == (0x00110001, 0, 0, 0), "reset", "din-read")
        with b.refused("init-first", "data before INIT"):
            b["DIN"] = 1
        with b.refused("algorithm", "an unknown algorithm"):
            b["CR"] = 1 << 17 | 4
        with b.refused("dma", "DMA"):
            b["CR"] = 8
        for code, name, size in ((0, "sha1", 20), (2, "sha224", 28), (3, "sha256", 32), (12, "sha384", 48), (15, "sha512", 64)):
            for length in (0, 1, 3, 4, 55, 56, 64, 65, 68, 111, 112, 128, 129, 132, 300):
                data = bytes(range(7, 7 + 200))[: length] if length <= 200 else bytes(200) + b"x" * (length - 200)
                b["CR"] = code << 17 | 0x20 | 4
                feed(b, data)
                b.fact(f"{name} of {length} bytes", digest(b, size) == hashlib.new(name, data).digest(), "algorithm", "digest", "last-bits", "last-early")
        b.fact("has the aliases", b["HRA0"] == b["HR0"] and b["HRA4"] == b["HR4"], "hra")
        # The example of FIPS 180-4, with the words turned by software instead of DATATYPE.
        b["CR"] = 3 << 17 | 4
        b["STR"] = 24
        b["DIN"] = 0x61626300
        b["STR"] = 0x100
        b.until("SR", 2)
        b.fact("abc without swap", digest(b, 32).hex().startswith("ba7816bf8f01cfea"), "datatype")
        b["SR"] = 0
        b.fact("clears DCIS", not b["SR"] & 2, "dcis")
        with b.refused("digest-early", "a read of the digest without DCIS"):
            b["HR0"]
        with b.refused("after-digest", "data after the digest"):
            b["DIN"] = 0
        b["CR"] = 3 << 17 | 0x24
        counts = []
        for number in range(16):
            b["DIN"] = number
            counts.append((b["SR"] >> 16 & 0x1F, b["SR"] >> 9 & 0x1F, b["SR"] & 9))
        b.fact("counts the words", counts == [(16 - n, n, 0) for n in range(16)], "expected", "pushed", "dinis", detail=f"{counts}")
        b["DIN"] = 16
        b.fact("computes at the word after a block", b["SR"] & 9 == 8, "partial")
        b.fact("is ready again", b.until("SR", 9, 1) and b["SR"] >> 16 & 0x1F == 16 and b["SR"] >> 9 & 0x1F == 0, "partial", "expected", "dinis")
        b["CR"] = 3 << 17 | 0x24
        for number in range(17):
            b["DIN"] = number
        with b.refused("din-busy", "data while a block is computed"):
            b["DIN"] = 17
        b.fact("but takes them", b["SR"] >> 16 & 0x1F == 15, "din-busy")
        b["CR"] = 3 << 17 | 0x24
        b["STR"] = 0
        for number in range(17):
            b["DIN"] = number
        b["STR"] = 0x100
        wanted = hashlib.sha256(b"".join(number.to_bytes(4, "little") for number in range(17))).digest()
        b.fact("takes DCAL while a block is computed", b.until("SR", 2) and digest(b, 32) == wanted, "dcal-busy")
        b["CR"] = 3 << 17 | 0x24
        with b.refused("str-both", "NBLW with DCAL"):
            b["STR"] = 0x108
        b["CR"] = 15 << 17 | 0x24
        b.fact("expects 33 words of SHA-512, of which five bits show", b["SR"] >> 16 & 0x1F == 33 & 0x1F, "expected-512")
        b["STR"] = 8
        with b.refused("dcal-nothing", "NBLW without a word"):
            b["STR"] = 0x100
        b["CR"] = 3 << 17 | 0x24
        b.fact("INIT begins and reads 0", b["CR"] & 4 == 0 and b["SR"] & 0x8003 == 1, "init")
        contexts(b)
        for fault, seen in (("stuck-busy", 2), ("no-digest", 2)):
            b.unit.power_on()
            b.unit.inject(fault)
            b["CR"] = 3 << 17 | 0x24
            b["STR"] = 0x100
            b.fact(f"fault {fault}", not b.until("SR", seen))
        for fault in ("dropped-word", "wrong-digest", "stuck-output"):
            b.unit.power_on()
            b.unit.inject(fault)
            b["CR"] = 3 << 17 | 0x24
            feed(b, b"camtls 1")
            b.fact(f"fault {fault}", digest(b, 32) != hashlib.sha256(b"camtls 1").digest())


def contexts(b):
    for code, name, size, kept in ((3, "sha256", 32, 38), (15, "sha512", 64, 103)):
        b.unit.power_on()
        first, second = bytes(range(200)) * 2, bytes(range(50, 250)) * 2
        b["CR"] = code << 17 | 0x24
        block = b.unit.block * 4
        feed(b, first[: block + 4], last=False)
        saved = [b[f"CSR{number}"] for number in range(kept)]
        b["CR"] = code << 17 | 0x24
        feed(b, second)
        other = digest(b, size)
        b["CR"] = code << 17 | 0x20
        b["CR"] = code << 17 | 0x24
        for number, word in enumerate(saved):
            b[f"CSR{number}"] = word
        feed(b, first[block + 4 :])
        b.fact(f"{name}: a context comes back", (digest(b, size), other) == (hashlib.new(name, first).digest(), hashlib.new(name, second).digest()),
               "swap-restore", "swap-some" if kept == 38 else "swap-all")
    b["CR"] = 15 << 17 | 0x24
    for number in range(102):
        b[f"CSR{number}"] = saved[number]
    with b.refused("swap-own", "a context that lacks a word"):
        b["DIN"] = 0
    with b.refused("swap-ready", "a context's read with DINIS 0"):
        b["CSR0"]
    with b.refused("swap-restore", "a context's write after data"):
        b["CSR0"] = 1


def test_swap(report):
    with report.part("model bus"):
        words = [swap(0x01020384, datatype) for datatype in range(4)]
        report.check("DATATYPE", words == [0x01020384, 0x03840102, 0x84030201, 0x21C04080], " ".join(f"{word:08x}" for word in words))
        bus = chips.stm32h7()
        bus.read(0x40000000)
        report.check("refuses an address of no unit", [refusal.rule for refusal in bus.refusals] == ["mapped"])
        report.shown.add(("Bus", "mapped"))


TESTS = [test_swap, test_clocks, test_rng_h7, test_rng_n6, test_hash]
