"""What passed, what failed, and which rules of which models were shown to hold."""

import contextlib


class Report:
    def __init__(self):
        self.passed = self.failed = 0
        self.shown = set()
        self.scope = ""

    @contextlib.contextmanager
    def part(self, name):
        was, self.scope = self.scope, name
        try:
            yield
        except Exception as error:  # a test that cannot go on is a failed one
            self.check("goes to its end", False, f"{type(error).__name__}: {error}")
        finally:
            self.scope = was

    def check(self, name, ok, detail=""):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {self.scope}: {name}{f': {detail}'[:400] if detail else ''}", flush=True)
        return ok


class Bench:
    """One unit on a bus of its own, for tests without a processor."""

    def __init__(self, report, bus, unit):
        self.report, self.bus, self.unit = report, bus, unit
        self.offsets = {name: offset for offset, name in unit.REGISTERS.items()}

    @classmethod
    def clocked(cls, report, bus, unit, open_gate):
        """With its clock on, and what every unit refuses shown."""
        bench = cls(report, bus, unit)
        with bench.refused("clock", "an access with its clock off"):
            bench[next(iter(bench.offsets))]
        open_gate(bus.units[0].values)
        with bench.refused("width", "a byte's access"):
            bus.read(unit.base, 1)
        with bench.refused("register", "an unknown register"):
            bus.read(unit.base + 0x3E4)
        return bench

    def __getitem__(self, register):
        return self.bus.read(self.unit.base + self.offsets[register])

    def __setitem__(self, register, value):
        self.bus.write(self.unit.base + self.offsets[register], value)

    def fact(self, name, ok, *rules, detail=""):
        """A behaviour that these rules state."""
        self.rules(*rules)
        self.report.check(f"{self.unit.NAME}: {name}", ok and not self.bus.refusals, detail or "; ".join(map(str, self.bus.refusals)))
        self.bus.refusals.clear()

    @contextlib.contextmanager
    def refused(self, rule, name):
        """An access that this rule forbids."""
        before = list(self.bus.refusals)
        yield
        self.rules(rule)
        found = [refusal.rule for refusal in self.bus.refusals]
        self.report.check(f"{self.unit.NAME}: refuses {name}", not before and found == [rule], f"{before} then {found}")
        self.bus.refusals.clear()

    def rules(self, *rules):
        for rule in rules:
            assert rule in self.unit.RULES, rule
            self.report.shown.add((type(self.unit).__name__, rule))

    def until(self, register, bits, wanted=None, limit=50):
        """Reads until these bits are set (or have a value); answers whether they came."""
        for _ in range(limit):
            if self[register] & bits == (bits if wanted is None else wanted):
                return True
        return False
