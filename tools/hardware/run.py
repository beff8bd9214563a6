#!/usr/bin/env python3
"""The chips' backends as thumb code in an emulated processor, against models of their peripherals.

    tools/hardware/run.py [--models | --cost] [--chip CHIP]... [--images DIR]

First the models by themselves: each rule is shown to hold or to refuse. Then each chip's image, build/hardware/CHIP.elf, as
tests/hardware/interface.h says. A rule that no source states is listed as unconfirmed. The last line is `N passed, N failed`.
With --cost nothing is tested: what is counted and estimated is printed alone.
"""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path.insert(0, str(HERE))

import chips
import cost
import drive_faults
import drive_keys
import drive_lock
import drive_random
import drive_services
import drive_units
import drive_vault
import selftest_alif
import selftest_cryp
import selftest_machine
import selftest_nxp
import selftest_saes
import selftest_st
from camera import Camera
from models.alif import Enclave, Services
from models.bus import Bus
from report import Report


COSTS = {}


def models():
    return {type(unit) for chip in chips.CHIPS for unit in chip.bus().units} | {Bus, Enclave, Services}


def test_models(report):
    for test in selftest_st.TESTS + selftest_cryp.TESTS + selftest_saes.TESTS + selftest_nxp.TESTS + selftest_alif.TESTS + selftest_machine.TESTS:
        test(report)
    with report.part("models"):
        unshown = [f"{model.__name__}.{rule}" for model in models() for rule in model.RULES if (model.__name__, rule) not in report.shown]
        report.check("each rule is shown by a test", not unshown, ", ".join(sorted(unshown)))


def print_rules():
    rules = [(model, name, rule) for model in models() for name, rule in model.RULES.items()]
    unconfirmed = [(model, name, rule) for model, name, rule in rules if not rule.source]
    for model, name, rule in sorted(unconfirmed, key=lambda one: (one[0].__name__, one[1])):
        print(f"unconfirmed {model.__name__}.{name}: {rule.text}")
    print(f"rules: {len(rules)}, of which {len(unconfirmed)} unconfirmed")


def test_chip(report, chip, images):
    path = images / f"{chip.name}.elf"
    if not path.is_file():
        print(f"SKIP hardware {chip.name}: no image {path}; its models were tested by themselves")
        return
    camera = Camera(chip, path)
    if camera.has("hw_random") and drive_random.generator(camera):
        for test in drive_random.TESTS:
            test(report, camera)
    if camera.has("hw_vault_gcm"):
        for test in drive_vault.TESTS if camera.unit("SAES") else [drive_vault.test_absent]:
            test(report, camera)
    if camera.has("hw_key_generate"):
        for test in drive_keys.TESTS if camera.unit("SAES") else [drive_keys.test_absent]:
            test(report, camera)
    if camera.has("hw_gcm"):
        for test in drive_units.TESTS + drive_faults.TESTS:
            test(report, camera)
        if chip.cached:
            drive_units.test_cache(report, Camera(chip, path, cached=True))
        if chip.services:
            for test in drive_services.TESTS:
                test(report, camera)
        drive_lock.test_interrupts(report, chip, path)
        with report.part(f"{chip.name} cost"):
            COSTS[chip.name] = cost.measure(Camera(chip, path))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", action="store_true", help="only the models by themselves")
    parser.add_argument("--cost", action="store_true", help="only what the work costs")
    parser.add_argument("--chip", action="append", choices=[chip.name for chip in chips.CHIPS], help="only these chips")
    parser.add_argument("--images", type=pathlib.Path, default=TOP / "build" / "hardware", help="where the images are")
    arguments = parser.parse_args()
    if arguments.cost:
        for chip in chips.CHIPS:
            if not arguments.chip or chip.name in arguments.chip:
                COSTS[chip.name] = cost.measure(Camera(chip, arguments.images / f"{chip.name}.elf"))
        cost.handshakes(COSTS)
        return 0
    report = Report()
    test_models(report)
    print_rules()
    for chip in chips.CHIPS:
        if not arguments.models and (not arguments.chip or chip.name in arguments.chip):
            test_chip(report, chip, arguments.images)
    cost.handshakes(COSTS)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
