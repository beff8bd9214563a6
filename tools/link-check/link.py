"""Links the archive as a firmware would, and reads what came out."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PREFIX = "arm-none-eabi-"


def tool(name, *arguments):
    """Output of one of the cross tools; its complaints end the program that asked."""
    result = subprocess.run([PREFIX + name, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{name} failed:\n{result.stderr.strip()}")
    # binutils hands Rust's bitcode to an older LLVM, which says that it is too old; it is not needed.
    return "".join(line for line in result.stdout.splitlines(keepends=True) if not line.startswith("bfd plugin:"))


def archive(target):
    return ROOT / "build" / target / "libcamtls.a"


def header_functions():
    """(exports, imports): the functions that the header declares."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", (ROOT / "include/camtls.h").read_text(), flags=re.DOTALL)
    names = sorted(set(re.findall(r"\b(camtls_\w+)\s*\(", text)))
    imports = {name for name in names if name.startswith("camtls_port_")}
    return [name for name in names if name not in imports], imports


def external_symbols(path):
    """{name: binding} of the external symbols that an object defines.

    readelf, not nm: nm shows an object with Rust's bitcode in it as empty.
    """
    symbols = {}
    for line in tool("readelf", "-sW", path).splitlines():
        fields = line.split()
        if len(fields) == 8 and fields[4] in ("GLOBAL", "WEAK") and fields[6] != "UND":
            symbols[fields[7]] = fields[4]
    return symbols


class Link:
    """The archive with a stub that refers to every function of the header, linked with one board's flags."""

    def __init__(self, board, common, library=None, name=None):
        self.board = board
        self.library = library or archive(board.target)
        self.directory = ROOT / "build/link-check" / (name or board.name) if library is None or name else library.parent
        self.directory.mkdir(parents=True, exist_ok=True)
        self.flags = [*common, *board.flags]
        exports, self.imports = header_functions()
        # A build with other features lacks some of them.
        there = exports if library is None else external_symbols(library)
        self.exports = [name for name in exports if name in there]
        self.partial = self.directory / "partial.o"
        self.program = self.directory / "firmware.elf"
        self.map = self.directory / "firmware.map"

    def run(self):
        stub = self.compile("stub", self.stub())
        library = self.library
        # All members that the header's functions pull in: their names meet the firmware's.
        tool("gcc", *self.flags, "-nostdlib", "-r", stub, library, "-o", self.partial)
        # Without port and libc the linker names what is open, of the sections that stay.
        complaints = subprocess.run(
            [PREFIX + "gcc", *self.flags, "-nostdlib", "-Wl,--gc-sections", "-Wl,-e,camtls_stub", "-Wl,--warn-unresolved-symbols",
             str(stub), str(library), "-o", str(self.directory / "open.elf")], capture_output=True, text=True,
        )  # fmt: skip
        self.undefined = set(re.findall(r"undefined reference to `([^']+)'", complaints.stderr))
        if complaints.returncode or not self.undefined:
            raise SystemExit(f"the archive does not link:\n{complaints.stderr.strip()}")
        port = self.compile("port", self.port())
        tool(
            "gcc", *self.flags, "-nostartfiles", "-Wl,--gc-sections", "-Wl,-e,camtls_stub", f"-Wl,-Map,{self.map}",
            "-Wl,--no-warn-rwx-segments", stub, port, library, "-o", self.program,
        )  # fmt: skip
        return self

    def compile(self, name, text):
        source = self.directory / f"{name}.c"
        source.write_text(text)
        made = source.with_suffix(".o")
        tool("gcc", *self.flags, "-std=c99", "-Wall", "-Werror", f"-I{ROOT / 'include'}", "-c", source, "-o", made)
        return made

    def stub(self):
        """A program that needs the whole ABI, the version symbol included."""
        table = ",\n".join(f"    (void (*)(void)){name}" for name in self.exports)
        return (
            '#include "camtls.h"\n'
            f"void (*const volatile camtls_stub_table[])(void) = {{\n{table}\n}};\n"
            "void camtls_stub(void);\n"
            "void camtls_stub(void) {\n"
            "    (void)*(const volatile uint32_t *)&camtls_abi_1;\n"
            "    for (unsigned i = 0; i < sizeof camtls_stub_table / sizeof camtls_stub_table[0]; i++) {\n"
            "        camtls_stub_table[i]();\n"
            "    }\n"
            "}\n"
        )

    def port(self):
        """The firmware's side: what it does is of no interest here, only that it is there."""
        bodies = "".join(f"void {name}(void);\nvoid {name}(void) {{\n}}\n" for name in sorted(self.imports))
        return bodies

    def sizes(self):
        """(flash, static RAM) of what was linked from the archive, in bytes."""
        flash = ram = 0
        for section, size, _ in self.pieces():
            if section.startswith((".bss", "COMMON")):
                ram += size
            else:
                flash += size
                ram += size if section.startswith(".data") else 0
        return flash, ram

    def pieces(self):
        """(section, bytes, member) of what was linked from the archive, by the linker's map."""
        text = self.map.read_text()
        # What was thrown away, and debugging sections at address 0, are not in the firmware.
        text = text[text.index("Linker script and memory map") :]
        pattern = re.compile(r"^ (\.[\w.$-]+|COMMON)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) ([^\n]*?)$", re.MULTILINE)
        for section, address, size, member in pattern.findall(text):
            # The index for unwinding is merged into one entry, the compiler's name stays on the desk.
            if section.startswith((".ARM.", ".comment")):
                continue
            if int(address, 16) and int(size, 16) and "libcamtls.a(" in member:
                yield section, int(size, 16), member[member.index("(") + 1 : -1]
