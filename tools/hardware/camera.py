"""An image in the emulated processor, called as tests/hardware/interface.h says."""

import struct

import chips
from machine import RAM, Image, Lost, Machine
from models.alif import Enclave, Services

BAD_TAG = -0x12
FAILED = -0x70


class Camera:
    def __init__(self, chip, path, cached=False):
        self.chip, self.path, self.cached = chip, path, cached
        self.bus = chip.bus()
        self.machine = Machine(Image(path), self.bus, chip.core, cached)
        self.services = Services() if chip.services else None
        self.outside = False
        self.enclave = Enclave() if chip.services else None
        if self.services:
            self.machine.hook("camtls_port_random", self.serve)
            self.machine.hook("camtls_port_services", lambda *_: self.enclave.services())
            self.machine.hook("camtls_port_service_sha256", self.serve_hash)
            self.machine.hook("camtls_port_service_gcm", self.serve_gcm)

    def serve(self, out, length, *_):
        """The firmware's function in the image is answered here."""
        code, data = self.services.random(length)
        if code == 0:
            self.give(out, data)
        return code

    def give(self, out, data):
        if RAM <= out <= RAM + 0x100000 - len(data):
            self.machine.engine.mem_write(out, data)
        else:
            self.outside = True

    def fetch(self, at, length):
        return bytes(self.machine.engine.mem_read(at, length)) if length else b""

    def serve_hash(self, data, length, out, *_):
        digest = self.enclave.sha256(self.fetch(data, length))
        if digest is None:
            return -1
        self.give(out, digest)
        return 0

    def serve_gcm(self, message, *_):
        decrypts, key, key_length, nonce, data, data_length, at, length, out, tag = struct.unpack("<10I", self.fetch(message, 40))
        apart = at == out or abs(at - out) >= length
        made = self.enclave.gcm(decrypts, self.fetch(key, key_length), self.fetch(nonce, 12), self.fetch(data, data_length), self.fetch(at, length), apart)
        if made is None:
            return -1
        self.give(out, made[0])
        self.give(tag, made[1])
        return 0

    def unit(self, name):
        return chips.unit(self.bus, name)

    def power_on(self):
        """Everything as after power came: the image's data, the units, and hw_reset."""
        self.bus.reset()
        self.outside = False
        if self.services:
            self.services.power_on()
            self.enclave.power_on()
        self.machine.load()
        self.machine.start()
        self.machine.call("hw_reset")

    def has(self, name):
        return self.machine.image.symbols.get(name, 0) != 0

    def faults(self):
        return self.machine.call("hw_faults") & 0xFFFFFFFF if self.has("hw_faults") else 0

    def begin(self):
        self.machine.start()
        self.bus.reads = self.bus.writes = 0

    # Each answers (code, what was written).

    def random(self, length, misalign=0):
        self.begin()
        out = self.machine.place(b"\x11" * length, misalign)
        code = self.machine.call("hw_random", out, length)
        return code, self.machine.take(out, length)

    def hash(self, algorithm, data, misalign=0, function="hw_hash"):
        self.begin()
        at = self.machine.place(data, misalign)
        out = self.machine.place(b"\x11" * 64)
        arguments = (algorithm, at, len(data), out) if function == "hw_hash" else (at, len(data), out)
        code = self.machine.call(function, *arguments)
        size = {1: 20, 224: 28, 256: 32, 384: 48, 512: 64}[algorithm]
        return code, self.machine.take(out, size)

    def interleaved(self, algorithm, a, b, chunk, misalign=0):
        self.begin()
        size = {1: 20, 224: 28, 256: 32, 384: 48, 512: 64}[algorithm]
        at_a, at_b = self.machine.place(a, misalign), self.machine.place(b, misalign)
        out = self.machine.place(b"\x11" * (2 * size))
        given = self.machine.place(struct.pack("<7I", algorithm, at_a, len(a), at_b, len(b), out, chunk))
        return self.machine.call("hw_hash_interleaved", given), self.machine.take(out, 2 * size)

    def ecb(self, key, block, misalign=0):
        self.begin()
        at_key, at, out = self.machine.place(key, misalign), self.machine.place(block, misalign), self.machine.place(bytes(16), misalign)
        return self.machine.call("hw_aes_ecb", at_key, len(key) * 8, at, out), self.machine.take(out, 16)

    def ctr(self, key, counter, data, misalign=0, in_place=False):
        self.begin()
        at_key, at_counter = self.machine.place(key, misalign), self.machine.place(counter, misalign)
        at = self.machine.place(data, misalign)
        out = at if in_place else self.machine.place(b"\x11" * len(data), misalign)
        given = self.machine.place(struct.pack("<6I", at_key, len(key) * 8, at_counter, at, len(data), out))
        code = self.machine.call("hw_aes_ctr", given)
        unchanged = self.machine.take(at_counter, 16) == counter
        return code if unchanged else -1, self.machine.take(out, len(data))

    def gcm(self, decrypt, key, iv, aad, data, tag=bytes(16), misalign=0, in_place=False, function="hw_gcm"):
        """Answers (code, output, tag)."""
        self.begin()
        at_key = 0 if key is None else self.machine.place(key, misalign)
        key = key or b""
        at_iv, at_aad = self.machine.place(iv, misalign), self.machine.place(aad, misalign)
        at = self.machine.place(data, misalign)
        out = at if in_place else self.machine.place(b"\x11" * len(data), misalign)
        at_tag = self.machine.place(tag, misalign)
        given = self.machine.place(struct.pack(
            "<12I", decrypt, at_key, len(key) * 8, at_iv, len(iv), at_aad, len(aad), at, len(data), out, at_tag, len(tag)))
        code = self.machine.call(function, given)
        return code, self.machine.take(out, len(data)), self.machine.take(at_tag, len(tag))

    def problems(self):
        """What a call left behind that is wrong whatever it answered."""
        found = [str(refusal) for refusal in self.bus.refusals + (self.enclave.refusals if self.enclave else [])]
        if self.outside:
            found.append("a function of the firmware was to write outside RAM")
        if not self.machine.guarded():
            found.append("bytes around a buffer were changed")
        return "; ".join(found)


__all__ = ["BAD_TAG", "FAILED", "Camera", "Lost"]
