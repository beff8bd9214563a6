"""Interrupts: switched off and back in pairs on every way out, and for how long."""

import vectors
from camera import Camera

KEY = bytes(range(16))


class Interrupts:
    """camtls_port_interrupts_off and _restore of the image, watched."""

    def __init__(self, camera):
        self.camera = camera
        self.depth, self.pairs, self.longest, self.began, self.faults = 0, 0, 0, 0, []
        camera.machine.hook("camtls_port_interrupts_off", self.off)
        camera.machine.hook("camtls_port_interrupts_restore", self.restore)

    def off(self, *_):
        if self.depth == 0:
            self.began = self.camera.bus.accesses
        self.depth += 1
        return self.depth

    def restore(self, state, *_):
        if state != self.depth:
            self.faults.append(f"restored {state} at depth {self.depth}")
        self.depth -= 1
        self.pairs += 1
        if self.depth == 0:
            self.longest = max(self.longest, self.camera.bus.accesses - self.began)
        return 0


def test_interrupts(report, chip, path):
    camera = Camera(chip, path)
    with report.part(f"{chip.name} interrupts"):
        watched = Interrupts(camera)
        longest = {}
        for name, work in (
            ("random", lambda: camera.random(64)),
            ("hash", lambda: camera.hash(256, vectors.bytes_of("l", 4096))),
            ("hashes interleaved", lambda: camera.interleaved(256, vectors.bytes_of("a", 500), vectors.bytes_of("b", 500), 100)),
            ("AES", lambda: camera.ecb(KEY, bytes(16))),
            ("GCM", lambda: camera.gcm(0, KEY, bytes(12), bytes(13), vectors.bytes_of("l", 4096))),
        ):
            camera.power_on()
            watched.longest = 0
            for _ in range(2):
                work()
                report.check(f"back on after {name}", watched.depth == 0 and not watched.faults, "; ".join(watched.faults) or f"{watched.depth} deep")
            longest[name] = watched.longest
        for unit in camera.bus.units:
            for fault in ("seed-error", "setup-error", "key-error", "wrong-output", "wrong-digest"):
                if fault in unit.FAULTS:
                    camera.power_on()
                    unit.inject(fault)
                    for work in (lambda: camera.random(64), lambda: camera.hash(256, bytes(500)), lambda: camera.gcm(0, KEY, bytes(12), b"", bytes(500))):
                        work()
                    report.check(f"back on after {unit.NAME}'s {fault}", watched.depth == 0 and not watched.faults, "; ".join(watched.faults))
        if camera.bus.units:
            print(f"{chip.name}: accesses to a unit while interrupts are off, at most: " + ", ".join(f"{name} {count}" for name, count in longest.items()))
