"""A firmware that runs: the unix program, or a camera emulated by QEMU."""

import os
import pty
import pathlib
import select
import signal
import socket
import subprocess
import tempfile
import time

from . import BUILD, TESTS, TOP, Trouble, firmware
from .service import MARK, Service

# An emulator spins for ever: it must not outlive a run that was killed and could stop nothing.
UNTIL_WE_END = ("setpriv", "--pdeathsig", "KILL")


class Board:
    """What both kinds have in common: a process with a standard input and output, read with a time limit."""

    process = None
    read_from = write_to = None

    def __init__(self, pki, rom):
        self.pki, self.rom = pki, rom
        self.pending = b""

    def write(self, data):
        while data:
            data = data[os.write(self.write_to, data) :]

    def read_more(self, deadline):
        """Adds what the firmware prints to `pending`; False at its end."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.read_from], [], [], left)[0]:
            raise Trouble("it took too long")
        try:
            data = os.read(self.read_from, 65536)
        except OSError:  # a pseudo-terminal whose other end is closed
            data = b""
        self.pending += data
        return bool(data)

    def read_until(self, end, timeout):
        """What is printed up to and including `end`."""
        deadline = time.monotonic() + timeout
        while end not in self.pending:
            try:
                more = self.read_more(deadline)
            except Trouble:
                raise Trouble(f"no {end!r} in {timeout} s after {self.pending[-400:]!r}") from None
            if not more:
                raise Trouble(f"the firmware ended: {self.pending[-400:]!r}")
        at = self.pending.index(end) + len(end)
        data, self.pending = self.pending[:at], self.pending[at:]
        return data

    def serve(self, service, end, timeout):
        """The output up to `end` (None: the end of the program), while the script's requests are answered."""
        deadline = time.monotonic() + timeout
        output = b""
        while True:
            mark = self.pending.find(MARK)
            stop = -1 if end is None else self.pending.find(end)
            if stop >= 0 and (mark < 0 or stop < mark):
                output += self.pending[:stop]
                self.pending = self.pending[stop + len(end) :]
                return output
            if mark >= 0 and (newline := self.pending.find(b"\n", mark)) >= 0:
                output += self.pending[:mark]
                line = self.pending[mark + 1 : newline]
                self.pending = self.pending[newline + 1 :]
                self.write(service.answer(line))
                continue
            try:
                more = self.read_more(deadline)
            except Trouble as trouble:
                raise Trouble(f"{trouble} ({timeout} s), after {(output + self.pending)[-600:].decode(errors='replace')}") from None
            if not more:
                if end is None:
                    return output + self.pending
                raise Trouble(f"the firmware ended: {(output + self.pending)[-600:].decode(errors='replace')}")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # The REPL, as a person has it.

    def say(self, line, timeout=60):
        """Types one line at the prompt; gives what the camera prints before its next prompt."""
        self.write(line.encode() + b"\r")
        echo = self.read_until(b"\n", timeout)
        del echo
        output = self.read_until(b">>> ", timeout)
        return output[: -len(b">>> ")].replace(b"\r", b"").decode(errors="replace")


class Unix(Board):
    """The unix program, started anew for each script."""

    name = "unix"

    flash = None

    def environment(self):
        """Power-on: /flash is empty, the clock is the machine's."""
        self.flash = tempfile.TemporaryDirectory()
        added = {"CAMTLS_ROM": self.rom, "CAMTLS_FLASH": self.flash.name, "MICROPYPATH": ".frozen:/rom/lib", "TERM": "dumb"}
        return {**os.environ, **{name: str(value) for name, value in added.items()}}

    def stop(self):
        super().stop()
        if self.flash:
            self.flash.cleanup()

    def run(self, script, timeout):
        """Runs a file to its end; gives what it printed."""
        self.pending = b""
        self.process = subprocess.Popen(
            [firmware("unix"), "-X", "heapsize=1m", script],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment(), cwd=BUILD,
        )
        self.read_from, self.write_to = self.process.stdout.fileno(), self.process.stdin.fileno()
        service = Service(self, self.pki)
        try:
            output = self.serve(service, None, timeout)
            code = self.process.wait(10)
            if code < 0:
                output += f"\nended by signal {-code}\n".encode()
            return output
        finally:
            service.stop()
            self.stop()
            self.process.stdin.close()
            self.process.stdout.close()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def memory(self):
        """The memory of the process that it can write to."""
        process = pathlib.Path("/proc") / str(self.process.pid)
        regions = []
        with open(process / "mem", "rb", 0) as memory:
            for line in (process / "maps").read_text().splitlines():
                (start, end), (access, name) = (int(at, 16) for at in line.split()[0].split("-")), (line.split()[1], line.split()[-1])
                if access.startswith("rw") and name not in ("[vvar]", "[vsyscall]"):
                    memory.seek(start)
                    regions.append(memory.read(end - start))
        return b"\0".join(regions)

    def disk(self):
        """What lies in /flash."""
        return b"\0".join(path.read_bytes() for path in pathlib.Path(self.flash.name).rglob("*") if path.is_file())

    def boot(self, timeout=10):
        """Starts the REPL."""
        self.pending = b""
        master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [firmware("unix"), "-X", "heapsize=1m"],
            stdin=slave, stdout=slave, stderr=slave, env=self.environment(), cwd=BUILD, start_new_session=True,
        )
        os.close(slave)
        self.read_from = self.write_to = master
        self.read_until(b">>> ", timeout)


class Camera(Board):
    """A camera in QEMU: scripts run through its raw REPL, a soft reset before each."""

    # Places of the emulated memory: see port/qemu/boards.
    PLACES = {"MPS2_AN500": {"memory": (0x20000000, 4 << 20), "disk": (0x60000000, 4 << 20)},
              "MPS3_AN547": {"memory": (0x21000000, 1 << 20), "disk": (0x21100000, 1 << 20)}}

    def __init__(self, board, pki, rom, icount=False):
        super().__init__(pki, rom)
        self.name, self.icount = board, icount
        self.directory = None

    def power_on(self, timeout=60):
        self.pending = b""
        self.directory = tempfile.TemporaryDirectory()
        options = ["--stdio", "--rom", self.rom, "--link", "1", "--link", "2", "--monitor", f"{self.directory.name}/monitor"] + (["--icount"] if self.icount else [])
        self.process = subprocess.Popen(
            [*UNTIL_WE_END, TOP / "port" / "qemu" / "run.sh", *options, firmware(self.name)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )
        self.read_from, self.write_to = self.process.stdout.fileno(), self.process.stdin.fileno()
        self.read_until(b">>> ", timeout)

    def interrupt(self):
        self.write(b"\x03")

    def soft_reset(self, timeout=60):
        """Ctrl-D at the friendly prompt."""
        self.write(b"\x04")
        self.read_until(b"soft reboot", timeout)
        self.read_until(b">>> ", timeout)

    def boot(self, timeout=60):
        """Powers the camera on; its clock is not set."""
        self.power_on(timeout)

    def saved(self, place):
        """The bytes of a place, as the emulator's monitor writes them to a file."""
        start, size = self.PLACES[self.name][place]
        path = pathlib.Path(self.directory.name) / place
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.settimeout(30)
            monitor.connect(f"{self.directory.name}/monitor")
            monitor.sendall(f'pmemsave {start} {size} "{path}"\nhelp quit\n'.encode())
            told = b""
            while b"quit" not in told.split(b"help quit")[-1]:
                told += monitor.recv(4096) or b"quit"
        data = path.read_bytes()
        path.unlink()
        if len(data) != size:
            raise Trouble(f"the emulator saved {len(data)} bytes of {place}: {told!r}")
        return data

    def memory(self):
        """The camera's memory: heap, stack and the rest."""
        return self.saved("memory")

    def disk(self):
        """The flash chip behind /flash."""
        return self.saved("disk")

    def execute(self, source, timeout, service=None):
        """Runs a script by the raw REPL; gives what it printed and its traceback."""
        self.write(b"\r\x01")
        self.read_until(b"raw REPL; CTRL-B to exit\r\n>", 30)
        self.write(source + b"\x04")
        self.read_until(b"OK", 30)
        output = self.serve(service, b"\x04", timeout)
        error = self.serve(service, b"\x04", 30)
        self.write(b"\x02")
        self.read_until(b">>> ", 30)
        return (output + error).replace(b"\r\n", b"\n")

    def set_clock(self, seconds=None):
        """Sets the camera's clock as a script would."""
        now = time.gmtime(time.time() if seconds is None else seconds)
        self.say(f"import machine; machine.RTC().datetime(({now.tm_year}, {now.tm_mon}, {now.tm_mday}, 0, "
                 f"{now.tm_hour}, {now.tm_min}, {now.tm_sec}, 0))")

    def run(self, script, timeout):
        """Runs a file to its end on a camera that was reset and whose clock is right; gives what it printed."""
        if self.process is None or self.process.poll() is not None:
            self.power_on()
        else:
            self.soft_reset()
        self.set_clock()
        service = Service(self, self.pki)
        done = False
        try:
            output = self.execute(script.read_bytes(), timeout, service)
            done = True
            return output
        finally:
            service.stop()
            if not done:
                self.stop()

    def stop(self):
        super().stop()
        if self.process:
            self.process.stdin.close()
            self.process.stdout.close()
            self.directory.cleanup()
        self.process = None


def make(name, pki, rom):
    if not firmware(name).exists():
        raise Trouble(f"no {firmware(name)}: run make firmware BOARD={name}")
    return Unix(pki, rom) if name == "unix" else Camera(name, pki, rom)
