"""The processor: Unicorn runs the image's own thumb code, and what it does to peripherals goes to the models.

Where a chip has a data cache and a unit that reads memory by itself, the machine keeps two memories: what the processor sees, and
what the units see. A line that the processor touched stays in the cache until it is cleaned or invalidated, which is the worst
that a real cache may do: so a forgotten cache operation gives a wrong result here.
"""

import ctypes
import functools
import os
import pathlib
import struct
import subprocess
import tempfile

import unicorn
from unicorn import arm_const as arm
from unicorn.unicorn_py3 import unicorn as unicorn_py3

FLASH, FLASH_SIZE = 0x08000000, 0x00400000
RAM, RAM_SIZE = 0x20000000, 0x00100000
BUFFERS_END = 0x200C0000
STACK = 0x200FF000
STACK_END = 0x200E0000
BACK = 0x083FFFF0
SYSTEM = 0xE000E000
LINE = 32
SECONDS = 20
PATIENCE = 3000
REGISTERS = [getattr(arm, f"UC_ARM_REG_R{number}") for number in range(13)] + [arm.UC_ARM_REG_SP, arm.UC_ARM_REG_LR]


READ = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint, ctypes.c_void_p)
WRITE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint, ctypes.c_uint64, ctypes.c_void_p)


class Page(ctypes.Structure):
    """As poll.c has it."""

    _fields_ = [("read", READ), ("write", WRITE), ("frozen", ctypes.POINTER(ctypes.c_uint32)), ("values", ctypes.c_uint32 * 1024)]


@functools.cache
def polling():
    """poll.c, compiled for this machine."""
    with tempfile.TemporaryDirectory() as work:
        library = pathlib.Path(work) / "poll.so"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", library, pathlib.Path(__file__).parent / "poll.c"], check=True)
        return ctypes.CDLL(str(library))


class Lost(Exception):
    """The code did not come back: it touched what is not there, or ran for too long."""


class Image:
    """An ELF file: what to load, and where the symbols are."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        (start_segments, start_sections) = struct.unpack_from("<II", data, 28)
        size_segment, segments, size_section, sections = struct.unpack_from("<HHHH", data, 42)
        self.segments = []
        for number in range(segments):
            kind, offset, address, _, in_file, in_memory, _, _ = struct.unpack_from("<8I", data, start_segments + number * size_segment)
            if kind == 1 and in_memory:
                self.segments.append((address, data[offset : offset + in_file].ljust(in_memory, b"\0")))
        self.symbols = {}
        headers = [struct.unpack_from("<10I", data, start_sections + number * size_section) for number in range(sections)]
        for header in headers:
            if header[1] != 2:
                continue
            _, _, _, _, offset, size, link, *_ = header
            names = headers[link][4]
            for at in range(offset, offset + size, 16):
                name, value, length, info, _, _ = struct.unpack_from("<IIIBBH", data, at)
                text = data[names + name : data.index(b"\0", names + name)].decode()
                if text and info & 0xF in (0, 1, 2):
                    self.symbols[text] = value


class Plain:
    """Memory as the units see it where nothing lies between it and the processor."""

    def __init__(self, machine):
        self.machine = machine

    def fetch(self, address, size):
        try:
            return bytes(self.machine.engine.mem_read(address, size)) if size else b""
        except unicorn.UcError:
            return None

    def deliver(self, address, data):
        if not RAM <= address <= RAM + RAM_SIZE - len(data):
            return False
        self.machine.engine.mem_write(address, bytes(data))
        return True


class Cached:
    """Memory behind the processor's data cache."""

    def __init__(self, machine):
        self.machine = machine
        self.below = bytearray(RAM_SIZE)
        self.lines = set()
        self.dirty = set()

    def reset(self):
        self.lines.clear()
        self.dirty.clear()
        self.below[:] = self.machine.engine.mem_read(RAM, RAM_SIZE)

    def touched(self, address, size, wrote):
        first, last = (address - RAM) // LINE, (address + size - 1 - RAM) // LINE
        for line in range(first, last + 1):
            self.lines.add(line)
            if wrote:
                self.dirty.add(line)

    def fetch(self, address, size):
        if RAM <= address and address + size <= RAM + RAM_SIZE:
            return bytes(self.below[address - RAM : address - RAM + size])
        return self.machine.plain.fetch(address, size)

    def deliver(self, address, data):
        if not RAM <= address <= RAM + RAM_SIZE - len(data):
            return False
        start = address - RAM
        self.below[start : start + len(data)] = data
        for at, byte in enumerate(data):
            if (start + at) // LINE not in self.lines:
                self.machine.engine.mem_write(address + at, bytes([byte]))
        return True

    def clean(self, line):
        if line in self.dirty:
            self.dirty.discard(line)
            self.below[line * LINE : line * LINE + LINE] = self.machine.engine.mem_read(RAM + line * LINE, LINE)

    def invalidate(self, line):
        self.lines.discard(line)
        self.dirty.discard(line)
        self.machine.engine.mem_write(RAM + line * LINE, bytes(self.below[line * LINE : line * LINE + LINE]))

    def operate(self, offset, value):
        line = (value - RAM) // LINE
        if not 0 <= line < RAM_SIZE // LINE:
            return
        if offset in (0xF68, 0xF70):
            self.clean(line)
        if offset in (0xF5C, 0xF70):
            self.invalidate(line)


class Machine:
    """One chip with one image."""

    def __init__(self, image, bus, core="M7", cached=False):
        self.image, self.bus = image, bus
        self.engine = unicorn.Uc(unicorn.UC_ARCH_ARM, unicorn.UC_MODE_THUMB | unicorn.UC_MODE_MCLASS)
        self.engine.ctl_set_cpu_model({"M7": arm.UC_CPU_ARM_CORTEX_M7, "M33": arm.UC_CPU_ARM_CORTEX_M33}[core])
        self.engine.mem_map(FLASH, FLASH_SIZE, unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
        self.engine.mem_map(RAM, RAM_SIZE)
        self.plain = Plain(self)
        self.memory = Cached(self) if cached else self.plain
        self.cache_on = cached
        self.system_writes = 0
        self.pages = set()
        for unit in bus.units:
            self.pages.update(range(unit.base & ~0xFFF, unit.base + unit.SIZE, 0x1000))
            if hasattr(unit, "memory"):
                unit.memory = self.memory
        self.frozen = ctypes.c_uint32(0)
        self.shared = {page: self.share(page) for page in sorted(self.pages)}
        self.same = 0
        self.last = {}
        self.engine.mmio_map(SYSTEM, 0x1000, self.read_system, None, self.write_system, None)
        if cached:
            self.engine.hook_add(unicorn.UC_HOOK_MEM_READ | unicorn.UC_HOOK_MEM_WRITE, self.touch, None, RAM, RAM + RAM_SIZE - 1)
        self.engine.hook_add(unicorn.UC_HOOK_INSN_INVALID, self.loop)
        self.engine.hook_add(unicorn.UC_HOOK_MEM_INVALID, self.note)
        self.missed = 0
        self.hooks = {}
        self.counted = None
        self.load()

    def load(self):
        """The image as it is before its first instruction."""
        self.engine.mem_write(RAM, bytes(RAM_SIZE))
        for address, data in self.image.segments:
            self.engine.mem_write(address, data)
        self.free = RAM
        if self.memory is not self.plain:
            self.memory.reset()

    # -- accesses -----------------------------------------------------------------------------------------------------

    def share(self, address):
        """Maps a page of peripherals, by way of poll.c."""
        page = Page(READ(lambda _, offset, size, data: self.read(address + offset, size)),
                    WRITE(lambda _, offset, size, value, data: self.write(address + offset, size, value)), ctypes.pointer(self.frozen))
        library = polling()
        status = unicorn_py3.uclib.uc_mmio_map(self.engine._uch, address, 0x1000, library.poll_read, ctypes.byref(page), library.poll_write, ctypes.byref(page))
        if status:
            raise unicorn.UcError(status)
        return page

    def read(self, address, size):
        value = self.bus.read(address, size)
        if self.last.get(address) == value:
            self.same += 1
            if self.same == PATIENCE:
                self.freeze()
        else:
            self.same = 0
            self.last[address] = value
        return value

    def write(self, address, size, value):
        self.bus.write(address, value, size)
        self.same = 0
        self.last.clear()

    def freeze(self):
        """A unit that has answered the same so often stays so: the code may poll as long as it likes, at full speed, until it writes."""
        refusals = list(self.bus.refusals)
        for unit in self.bus.units:
            for offset, name in unit.REGISTERS.items():
                address = unit.base + offset
                if address in self.last or name in unit.PLAIN:
                    value = self.last[address] if address in self.last else unit.load(name, offset)
                    self.shared[address & ~0xFFF].values[(address & 0xFFF) // 4] = value
        self.bus.refusals[:] = refusals
        self.frozen.value = 1

    def read_system(self, _, offset, size, data):
        if offset == 0xD14:
            return 1 << 16 if self.cache_on else 0
        if offset == 0xD80:
            # CCSIDR of the i.MX RT1060: 32 KB, four ways of 256 sets.
            return 0xF01FE019
        return 0

    def write_system(self, _, offset, size, value, data):
        self.system_writes += 1
        if self.memory is not self.plain:
            self.memory.operate(offset, value & 0xFFFFFFFF)

    def touch(self, _, access, address, size, value, data):
        self.memory.touched(address, size, access == unicorn.UC_MEM_WRITE)

    def note(self, engine, access, address, size, value, data):
        """Where an access went that cannot be; it stays an error."""
        self.missed = address
        return False

    def loop(self, engine, data):
        """Two instructions of the Cortex-M55 that the emulated processors lack: DLS and LE (Armv8.1-M, C2.4.103)."""
        at = engine.reg_read(arm.UC_ARM_REG_PC)
        first, second = struct.unpack("<HH", engine.mem_read(at, 4))
        count = engine.reg_read(arm.UC_ARM_REG_LR)
        if first & 0xFFF0 == 0xF040 and second == 0xE001:
            engine.reg_write(arm.UC_ARM_REG_LR, engine.reg_read(REGISTERS[first & 0xF]))
            engine.reg_write(arm.UC_ARM_REG_PC, at + 4 | 1)
            return True
        if first == 0xF00F and second & 0xF001 == 0xC001:
            back = (second >> 1 & 0x3FF) << 2 | (second >> 11 & 1) << 1
            if count > 1:
                engine.reg_write(arm.UC_ARM_REG_LR, count - 1)
            engine.reg_write(arm.UC_ARM_REG_PC, (at + 4 - back if count > 1 else at + 4) | 1)
            return True
        return False

    # -- buffers ------------------------------------------------------------------------------------------------------

    def place(self, data, misalign=0, guard=64):
        """Puts bytes into the harness's part of RAM; answers where. Around them lie bytes that must stay."""
        at = (self.free + guard + 63) // 64 * 64 + misalign
        self.free = at + len(data) + guard
        assert self.free < BUFFERS_END
        self.engine.mem_write(at - guard, b"\xa7" * guard)
        self.engine.mem_write(at + len(data), b"\xa7" * guard)
        if data:
            self.engine.mem_write(at, bytes(data))
        if self.memory is not self.plain:
            # As if the processor had written it: it lies in the cache, and memory has something else.
            self.memory.below[at - guard - RAM : at + len(data) + guard - RAM] = b"\xee" * (len(data) + 2 * guard)
            self.memory.touched(at - guard, len(data) + 2 * guard, True)
        self.guards.append((at, len(data), guard))
        return at

    def start(self):
        """A new call's buffers."""
        self.free = RAM
        self.guards = []

    def take(self, address, size):
        return bytes(self.engine.mem_read(address, size)) if size else b""

    def guarded(self):
        """Whether what lies around the buffers is as it was."""
        return all(
            self.take(at - guard, guard) == self.take(at + size, guard) == b"\xa7" * guard for at, size, guard in self.guards
        )

    # -- calls --------------------------------------------------------------------------------------------------------

    def count_instructions(self):
        """From now on instructions are counted, which is slow."""
        self.counted = ctypes.c_uint64(0)

        def step(engine, address, size, data):
            self.counted.value += 1

        self.engine.hook_add(unicorn.UC_HOOK_CODE, step, None, FLASH, FLASH + FLASH_SIZE - 1)

    def hook(self, name, function):
        """Calls of a symbol go to a Python function, which gets r0 to r3 and answers r0."""
        address = self.image.symbols.get(name)
        if address is None:
            return

        def enter(engine, at, size, data):
            arguments = [engine.reg_read(register) for register in (arm.UC_ARM_REG_R0, arm.UC_ARM_REG_R1, arm.UC_ARM_REG_R2, arm.UC_ARM_REG_R3)]
            engine.reg_write(arm.UC_ARM_REG_R0, function(*arguments) & 0xFFFFFFFF)
            engine.reg_write(arm.UC_ARM_REG_PC, engine.reg_read(arm.UC_ARM_REG_LR))

        self.hooks[name] = self.engine.hook_add(unicorn.UC_HOOK_CODE, enter, None, address & ~1, address & ~1)

    def call(self, name, *arguments):
        """Calls a function of the image; answers r0, signed."""
        return self.run(self.image.symbols[name], *arguments)

    def run(self, address, *arguments):
        engine = self.engine
        for register, value in zip((arm.UC_ARM_REG_R0, arm.UC_ARM_REG_R1, arm.UC_ARM_REG_R2, arm.UC_ARM_REG_R3), arguments):
            engine.reg_write(register, value & 0xFFFFFFFF)
        stack = STACK
        for value in arguments[4:][::-1]:
            stack -= 4
            engine.mem_write(stack, struct.pack("<I", value & 0xFFFFFFFF))
        engine.reg_write(arm.UC_ARM_REG_SP, stack & ~7 if len(arguments) <= 4 else stack)
        engine.reg_write(arm.UC_ARM_REG_LR, BACK | 1)
        if self.counted is not None:
            self.counted.value = 0
        self.same = self.frozen.value = 0
        self.last.clear()
        try:
            engine.emu_start(address | 1, BACK, timeout=SECONDS * 1_000_000)
        except unicorn.UcError as error:
            raise Lost(f"{error}, {self.missed:#010x}, at {engine.reg_read(arm.UC_ARM_REG_PC):#010x}") from None
        if engine.reg_read(arm.UC_ARM_REG_PC) != BACK:
            raise Lost(f"no return within {SECONDS} s, at {engine.reg_read(arm.UC_ARM_REG_PC):#010x}")
        return ctypes.c_int32(engine.reg_read(arm.UC_ARM_REG_R0)).value
