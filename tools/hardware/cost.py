"""What a piece of work costs: counted by the emulator, and from that an estimate of cycles.

Counted are the image's instructions and its accesses to peripherals, with polling as the models have it. The estimate is
    cycles = instructions + accesses x ACCESS + the unit's own cycles x BUS,
where an instruction is about one cycle (0.9 to 1.1 on the Cortex-M7, for public-key code against published timings), ACCESS and BUS
are assumptions, and the unit's own cycles are published where they are. Nothing here was measured on silicon.
"""

import math

import vectors

# Cycles of the core for a load or store that crosses to a slower bus, and for a cycle of the unit's bus: assumed.
ACCESS, BUS = 15, 3
MHZ = {"stm32n6": 600, "imxrt1062": 600, "stm32h7": 480, "alif": 400}

# (cycles, bytes) of a block, published: RM0477 table 324 for CRYP (AES-128, ECB); for HASH that of an earlier version, the STM32L4S5's (66 for
# SHA-256, mbedsyst.blogspot.com, 2024). For the DCP none was found.
UNIT = {("stm32n6", "AES-128-GCM"): (14, 16), ("stm32n6", "SHA-256"): (66, 64)}
# What others measured on an STM32N657 at 600 MHz with drivers of theirs, in MB/s.
PUBLISHED = {("stm32n6", "AES-128-GCM"): 17.4, ("stm32n6", "SHA-256"): 49.3}
SIZES = (64, 1024, 4096)
# The image whose software serves a chip with units, on the same core.
SOFTWARE = {"stm32n6": "alif", "imxrt1062": "stm32h7"}
# A client's handshake, one CA and one leaf on P-256: instructions that `make bench` counts on the emulated Cortex-M7 with software alone. Of what it
# hashes, this much is assumed to come in pieces large enough for a unit (certificates, its longest messages).
HANDSHAKE = 4.0e6
HASHED = 2048


def pieces(camera):
    return {
        "SHA-256": lambda size: camera.hash(256, vectors.bytes_of(size, size)),
        "AES-128-GCM": lambda size: camera.gcm(0, bytes(range(16)), bytes(12), bytes(13), vectors.bytes_of(size, size)),
    }


def measure(camera):
    """Prints the costs; answers the estimate of cycles a KB of each piece of work."""
    chip = camera.chip.name
    camera.machine.count_instructions()
    camera.power_on()
    estimates = {}
    for name, work in pieces(camera).items():
        work(SIZES[0])
        counts = []
        for size in SIZES:
            work(size)
            counts.append((camera.machine.counted.value, camera.bus.accesses))
        span = (SIZES[-1] - SIZES[-2]) / 1024
        instructions, accesses = ((b - a) / span for a, b in zip(counts[-2], counts[-1]))
        cycles, block = UNIT.get((chip, name), (0, 1))
        total = instructions + accesses * ACCESS + (cycles * BUS * math.ceil(1024 / block) if accesses else 0)
        estimates[name] = total
        print(
            f"cost {chip} {name}: {instructions:.0f} instructions, {accesses:.0f} accesses a KB; {counts[0][0]} and {counts[0][1]} for {SIZES[0]} bytes; "
            + (f"ESTIMATE {total / 1000:.1f} k cycles a KB, {1.024 * MHZ[chip] * 1000 / total:.0f} MB/s at {MHZ[chip]} MHz" if cycles or not accesses else
               f"ESTIMATE more than {total / 1000:.1f} k cycles a KB: of the unit's own time no figure is published")
            + (f" (others measured {PUBLISHED[chip, name]} MB/s)" if (chip, name) in PUBLISHED else "")
        )
    camera.random(32)
    print(f"cost {chip} random: {camera.machine.counted.value} instructions, {camera.bus.accesses} accesses for the first 32 bytes")
    return estimates


def handshakes(estimates):
    """What a handshake costs, and what the units change in it, as far as that can be estimated."""
    for chip, costs in estimates.items():
        software = estimates.get(SOFTWARE.get(chip))
        saved = (software["SHA-256"] - costs["SHA-256"]) * HASHED / 1024 if software else 0
        least = "" if not software or (chip, "SHA-256") in UNIT else "more than "
        print(
            f"cost {chip} handshake: ESTIMATE {least}{(HANDSHAKE - saved) / 1e6:.2f} M cycles, {(HANDSHAKE - saved) / 1000 / MHZ[chip]:.1f} ms at {MHZ[chip]} MHz"
            + (f"; the unit hashes {HASHED} bytes of it (assumed), {100 * saved / HANDSHAKE:.1f} % fewer than by software" if software else "; all by software")
        )
