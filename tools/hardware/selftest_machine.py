"""The emulated processor by itself, on small pieces of thumb code."""

import pathlib
import subprocess
import tempfile
import types

import chips
from machine import RAM, Lost, Machine

CODE = 0x08000000


def assembled(text):
    with tempfile.TemporaryDirectory() as work:
        source, object_, binary = (pathlib.Path(work) / name for name in ("a.s", "a.o", "a.bin"))
        source.write_text(f".syntax unified\n.thumb\n{text}\nbx lr\n")
        subprocess.run(["arm-none-eabi-as", "-march=armv8.1-m.main", "-mfpu=fpv5-d16", "-o", object_, source], check=True)
        subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", object_, binary], check=True)
        return binary.read_bytes()


def machine(chip, text, cached=False):
    image = types.SimpleNamespace(segments=[(CODE, assembled(text))], symbols={})
    return Machine(image, {one.name: one for one in chips.CHIPS}[chip].bus(), "M33" if chip == "stm32n6" else "M7", cached)


def test_accesses(report):
    with report.part("machine"):
        camera = machine("stm32n6", "ldr r0, [r1]\nstr r2, [r1, #4]")
        camera.run(CODE, 0, 0x54020400, 5)
        report.check("a unit without its clock is refused to code", {one.rule for one in camera.bus.refusals} == {"clock"})
        camera.bus.reset()
        camera.bus.units[0].values["AHB3ENR"] = 7
        camera.run(CODE, 0, 0x54020400, 5)
        report.check("data before INIT are refused to code", [str(one).split(":")[:3] for one in camera.bus.refusals] == [["hash_n6.py", " HASH_DIN", " init-first"]],
                     "; ".join(map(str, camera.bus.refusals)))
        report.check("accesses are counted", (camera.bus.reads, camera.bus.writes) == (1, 1))
        camera = machine("stm32n6", "ldrb r0, [r1]")
        camera.bus.units[0].values["AHB3ENR"] = 7
        camera.run(CODE, 0, 0x54020400)
        report.check("a byte's access is refused to code", [one.rule for one in camera.bus.refusals] == ["width"])
        try:
            machine("stm32n6", "ldr r0, [r1]").run(CODE, 0, 0x40000000)
            report.check("an address that is not there ends the run", False)
        except Lost:
            report.check("an address that is not there ends the run", True)


def test_instructions(report):
    with report.part("machine"):
        report.check("the floating-point unit is on", machine("stm32n6", "vmov.f32 s0, #1.0\nvmov r0, s0").run(CODE) == 0x3F800000)
        counted = machine("stm32n6", "movs r0, #0\nmovs r2, #7\npush {lr}\ndls lr, r2\n1: adds r0, #3\nle lr, 1b\npop {lr}").run(CODE)
        report.check("the loops of the Cortex-M55", counted == 21, f"{counted}")
        # A million reads of a status that stays, then a write, then the status again.
        camera = machine("stm32n6", "ldr r3, =1000000\n1: ldr r0, [r1]\nsubs r3, #1\nbne 1b\nstr r2, [r1]\nldr r0, [r1]")
        answer = camera.run(CODE, 0, 0x56028258, 6)
        report.check("patient polling, and life afterwards", answer == 6 and camera.bus.reads < 10000, f"{answer} {camera.bus.reads}")


# Stores r0 at r1, does the cache operation r2 on r1's line, and loads r1's word again.
CACHE = "str r0, [r1]\nldr r3, =0xe000e000\nadd r3, r2\nstr r1, [r3]\ndsb\nldr r0, [r1]"


def test_cache(report):
    with report.part("machine"):
        camera = machine("imxrt1062", CACHE, cached=True)
        unit = camera.memory
        camera.run(CODE, 0x1234, RAM + 64, 0xED0)
        report.check("what is stored is not yet in memory", unit.fetch(RAM + 64, 2) == bytes(2))
        camera.run(CODE, 0x1234, RAM + 64, 0xF68)
        report.check("but once the line is cleaned", unit.fetch(RAM + 64, 2) == b"\x34\x12")
        unit.deliver(RAM + 64, b"\x78\x56")
        report.check("what a unit writes is not seen through the cache", camera.take(RAM + 64, 2) == b"\x34\x12")
        answer = camera.run(CODE, 0x1111, RAM + 64, 0xF5C)
        report.check("but once the line is invalidated, and the store is lost", answer == 0x5678, f"{answer:#x}")
        camera.run(CODE, 0x2222, RAM + 64, 0xF70)
        unit.deliver(RAM + 96, b"\1")
        report.check("cleaned and invalidated at once", unit.fetch(RAM + 64, 2) == b"\x22\x22" and camera.take(RAM + 96, 1) == b"\1")


TESTS = [test_accesses, test_instructions, test_cache]
