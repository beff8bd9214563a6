"""The Alif Ensemble: its units belong to the secure enclave, and a firmware's camtls_port_random asks that for randomness.

No register is touched: what the enclave answers comes from the firmware's function, which the harness puts in its place.
"""

from models.bus import Rule
from models.rng_h7 import Stream


class Services:
    """What the firmware gives."""

    NAME = "camtls_port_random"
    STEP = 4
    RULES = {
        "random": Rule("camtls_port_random writes so many random bytes and answers 0, or a negative code and nothing is to be used.", "include/camtls.h: camtls_port_random"),
        "bounds": Rule("It writes into the memory that it is given, and nowhere else.", "include/camtls.h: camtls_port_random"),
    }
    FAULTS = {
        "fails": "the enclave answers with a code",
        "stuck-output": "each word is the same",
        "zero": "zeroes",
        "biased": "every second word is the same",
    }

    def __init__(self):
        self.stream = Stream()
        self.bus = None
        self.power_on()

    def power_on(self):
        self.stream.reset()
        self.faults = {}
        self.calls = 0

    def inject(self, fault, after=0, times=None):
        assert fault in self.FAULTS, fault
        self.faults = {fault: [after, times]}

    def now(self):
        """The fault of this call, if there is one."""
        for fault, state in self.faults.items():
            if state[0] > 0:
                state[0] -= 1
            elif state[1] is None or state[1] > 0:
                state[1] = None if state[1] is None else state[1] - 1
                return fault
        return ""

    def random(self, length):
        """(code, bytes) of one call."""
        self.calls += 1
        fault = self.now()
        if fault == "fails":
            return -1, b""
        words = []
        for _ in range((length + 3) // 4):
            word, sound = self.stream.word(), True
            if fault == "stuck-output":
                word, sound = 0x5A5A5A5A, False
            elif fault == "zero":
                word, sound = 0, False
            elif fault == "biased" and len(self.stream.given) % 2:
                word = 0xA5A5A5A5
            words.append(self.stream.give(word, sound))
        return 0, b"".join(word.to_bytes(4, "little") for word in words)[:length]
