"""A chip's generator through its backend: the words, their order, and every way in which a generator fails."""

from camera import Lost

# What a generator says of itself, or what the tests of SP 800-90B 4.4 see, must end in a code where it lasts. They do not see
# a word that comes twice, nor a block.
LASTING = ("stuck-busy", "seed-error-stays", "stuck-output", "biased", "clock-error", "repeated-block", "zero", "fails")


# How a firmware leaves a unit that it uses itself: writes, and reads until words wait.
RUNNING = {
    "Rng": (("CR", 1 << 2), ("SR", None)),
    "RngN6": (("CR", 0x40F00D00), ("CR", 0x00F00D04), ("CR", None), ("SR", None)),
    "Trng": (("MCTL", 1 << 16 | 1 << 6), ("MCTL", 0), ("MCTL", None)),
}


class Watch:
    """Which of the generator's words were used: each once, in order, and none that was not sound."""

    def __init__(self, stream):
        self.stream, self.at = stream, 0

    def fits(self, out):
        given = self.stream.given
        words = [out[i : i + 4] for i in range(0, len(out), 4)]
        for number, word in enumerate(words):
            while self.at < len(given) and (given[self.at].to_bytes(4, "little")[: len(word)] != word or self.at in self.stream.bad):
                self.at += 1
            if self.at == len(given):
                return f"word {number} of {len(words)} is none that the unit gave in order and sound"
            self.at += 1
        return ""


def generator(camera):
    return camera.services or camera.unit("RNG") or camera.unit("TRNG")


def test_words(report, camera):
    with report.part(f"{camera.chip.name} random"):
        camera.power_on()
        watch = Watch(generator(camera).stream)
        for length, misalign in ((16, 0), (0, 0), (1, 0), (3, 1), (4, 2), (5, 3), (32, 1), (33, 0), (100, 2), (1000, 3)):
            code, out = camera.random(length, misalign)
            wrong = watch.fits(out) if code == 0 else f"code {code}"
            report.check(f"{length} bytes at +{misalign}", not wrong and not camera.problems(), f"{wrong} {camera.problems()}")
        report.check("some words are thrown away first", watch.stream.given and watch.at > 0 and camera.faults() == 0)
        first = camera.random(32)[1]
        camera.machine.call("hw_reset")
        before = len(watch.stream.given)
        code, out = camera.random(32)
        watch.at = before
        report.check("other words after a soft reset", code == 0 and out != first and not watch.fits(out) and not camera.problems(), camera.problems())
        seen = len(watch.stream.given) - before
        report.check("some of them thrown away again", seen > 8, f"{seen} words for 32 bytes")
        if not camera.bus.units:
            return
        # A firmware that has the unit in use already: its clock is on, and stays on.
        camera.power_on()
        clocks = camera.bus.units[0]
        for name in clocks.values:
            if "ENR" in name and "C1" not in name:
                clocks.values[name] = 0xFFFFFFFF
            if name.startswith("CCGR"):
                clocks.values[name] = 0xFFFFFFFF
        on = dict(clocks.values)
        code, out = camera.random(32)
        report.check("with the clock on already", code == 0 and not camera.problems() and clocks.values == on, f"{code} {camera.problems()}")
        # And one whose own generator has the unit running, with words that wait.
        camera.power_on()
        for name in on:
            clocks.values[name] = on[name]
        unit = generator(camera)
        for register, value in RUNNING[type(unit).__name__]:
            offset = next(offset for offset, name in unit.REGISTERS.items() if name == register)
            if value is None:
                for _ in range(9):
                    camera.bus.read(unit.base + offset)
            else:
                camera.bus.write(unit.base + offset, value)
        watch = Watch(unit.stream)
        code, out = camera.random(32)
        report.check("with the unit running already", code == 0 and not watch.fits(out) and not camera.problems(), f"{code} {camera.problems()}")


def test_faults(report, camera):
    with report.part(f"{camera.chip.name} random faults"):
        for fault, meaning in generator(camera).FAULTS.items():
            for after, times in ((0, None), (0, 1), (5, 1), (37, 1), (37, None)):
                camera.power_on()
                unit = generator(camera)
                unit.inject(fault, after // unit.STEP, times)
                name = f"{fault} ({meaning}), after {after}, {'for good' if times is None else 'once'}"
                watch = Watch(unit.stream)
                try:
                    codes = []
                    # Where it lasts, more than two windows of the adaptive proportion test.
                    for length in (16, 64, 512) + (1024,) * (5 if times is None else 1):
                        code, out = camera.random(length)
                        codes.append(code)
                        if code == 0:
                            wrong = watch.fits(out)
                        else:
                            wrong = "" if code < 0 and out == bytes(length) else f"code {code} with bytes that are not zero"
                        if wrong or camera.problems() or code and times is None:
                            break
                    # What a service gives is not noise: the adaptive proportion test is the service's own matter.
                    if not wrong and times is None and fault in LASTING and not any(codes) and not (camera.services and fault == "biased"):
                        wrong = "it went unseen"
                    report.check(name, not wrong and not camera.problems(), f"codes {codes} {wrong} {camera.problems()}")
                except Lost as lost:
                    report.check(name, False, str(lost))


TESTS = [test_words, test_faults]
