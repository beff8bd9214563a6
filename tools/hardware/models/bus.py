"""What all models of peripherals share: rules with their sources, the bus, faults that a test injects.

A rule says in our own words what a manual or a public driver says, and where. A model that sees a rule broken refuses: it notes the
access, with its own file, the register and the rule, and goes on as the hardware would. A test fails that leaves a refusal behind.
"""

import dataclasses
import pathlib
import sys


@dataclasses.dataclass(frozen=True)
class Rule:
    """What is so, and who says it. Without a source it is unconfirmed: our own reading of what the sources leave open."""

    text: str
    source: str = ""


@dataclasses.dataclass(frozen=True)
class Refusal:
    """An access that a rule forbids."""

    file: str
    register: str
    rule: str
    text: str
    detail: str

    def __str__(self):
        return f"{self.file}: {self.register}: {self.rule}: {self.text}{f' ({self.detail})' if self.detail else ''}"


class Bus:
    """The peripherals of one chip at their addresses."""

    RULES = {
        "mapped": Rule("An access goes to a register of a unit.", "stm32-rs/stm32-rs and NXP's MIMXRT1062.h: the units' register maps"),
    }

    def __init__(self, *units):
        self.units = units
        self.refusals = []
        self.reads = 0
        self.writes = 0
        for unit in units:
            unit.bus = self

    def reset(self):
        """Power on: every register has its reset value, no fault is injected, nothing is counted."""
        self.refusals.clear()
        self.reads = self.writes = 0
        for unit in self.units:
            unit.power_on()

    @property
    def accesses(self):
        return self.reads + self.writes

    def find(self, address):
        for unit in self.units:
            if unit.base <= address < unit.base + unit.SIZE:
                return unit
        return None

    def read(self, address, size=4):
        self.reads += 1
        unit = self.find(address)
        if unit is None:
            self.refuse(self, "mapped", f"{address:#010x}", "read")
            return 0
        return unit.access(address - unit.base, size, None) & 0xFFFFFFFF

    def write(self, address, value, size=4):
        self.writes += 1
        unit = self.find(address)
        if unit is None:
            self.refuse(self, "mapped", f"{address:#010x}", "write")
        else:
            unit.access(address - unit.base, size, value & 0xFFFFFFFF)

    def refuse(self, owner, rule, register, detail=""):
        file = pathlib.Path(sys.modules[type(owner).__module__].__file__).name
        refusal = Refusal(file, register, rule, owner.RULES[rule].text, detail)
        if refusal not in self.refusals:
            self.refusals.append(refusal)


class Unit:
    """A peripheral. A model gives NAME, SIZE, RULES, REGISTERS (offset to name), FAULTS, and reset, load and store."""

    NAME = ""
    SIZE = 0x400
    RULES = {}
    REGISTERS = {}
    FAULTS = {}
    # Registers that a read does not change.
    PLAIN = ("CR",)
    # How many reads of a status register a piece of work takes, where a test does not say otherwise.
    WORK = 3
    CLOCKED = "clock"
    WIDTH = "width"

    def __init__(self, base, clock=None):
        self.base = base
        self.clock = clock
        self.bus = None
        self.power_on()

    def power_on(self):
        self.faults = {}
        self.happened = 0
        self.work = self.WORK
        self.reset()

    def reset(self):
        raise NotImplementedError

    def inject(self, fault, after=0, times=None):
        """A fault begins once `after` occasions have gone by, and lasts `times` occasions or for good."""
        assert fault in self.FAULTS, fault
        self.faults[fault] = [after, times]

    def occasion(self, fault):
        """Whether the fault is there, now that there is an occasion for it."""
        state = self.faults.get(fault)
        if state is None:
            return False
        if state[0] > 0:
            state[0] -= 1
            return False
        if state[1] is not None:
            if state[1] == 0:
                return False
            state[1] -= 1
        self.happened += 1
        return True

    def name(self, offset):
        return f"{self.NAME}_{self.REGISTERS.get(offset & ~3, f'{offset:#x}')}"

    def refuse(self, rule, register="", detail=""):
        self.bus.refuse(self, rule, f"{self.NAME}_{register}" if register else self.NAME, detail)

    def access(self, offset, size, value):
        """One access: a read where `value` is None."""
        if self.clock is not None and not self.clock():
            self.refuse(self.CLOCKED, self.REGISTERS.get(offset & ~3, f"{offset:#x}"))
            return 0
        if offset & ~3 not in self.REGISTERS:
            self.refuse("register", f"{offset:#x}")
            return 0
        if size != 4 or offset & 3:
            self.refuse(self.WIDTH, self.REGISTERS[offset & ~3], f"{size} bytes")
            return 0
        register = self.REGISTERS[offset]
        if value is None:
            return self.load(register, offset)
        self.store(register, offset, value)
        return 0

    def load(self, register, offset):
        raise NotImplementedError

    def store(self, register, offset, value):
        raise NotImplementedError


def swap(word, datatype):
    """A word as the STM32's DATATYPE orders it: 0 words, 1 half-words, 2 bytes, 3 bits."""
    if datatype == 1:
        return (word >> 16 | word << 16) & 0xFFFFFFFF
    if datatype >= 2:
        word = int.from_bytes(word.to_bytes(4, "little"), "big")
    if datatype == 3:
        word = sum(int(f"{word >> shift & 0xFF:08b}"[::-1], 2) << shift for shift in (0, 8, 16, 24))
    return word


def words_of(data):
    """Big-endian words of bytes."""
    return [int.from_bytes(data[i : i + 4], "big") for i in range(0, len(data), 4)]


def bytes_of(words):
    return b"".join(word.to_bytes(4, "big") for word in words)
