"""RNG of the STM32H743 and H747."""

import hashlib

from models.bus import Rule, Unit

SVD = "RM0433, RNG registers, in ST's STM32H743.svd (modm-io/cmsis-svd-stm32)"
RM0351 = "RM0351 27.3.7 (the same version of the unit)"
RM0440 = "RM0440 25.3.7 (the next version of the unit)"

RNGEN, IE, CED = 1 << 2, 1 << 3, 1 << 5
DRDY, CECS, SECS, CEIS, SEIS = 1, 1 << 1, 1 << 2, 1 << 5, 1 << 6


class Stream:
    """The words that a generator delivers. The harness knows them, and which of them were given out when."""

    def __init__(self):
        self.seed = b"camtls"
        self.reset()

    def reset(self):
        self.given = []
        self.bad = set()
        self.number = 0
        self.stuck = False

    def word(self):
        self.number += 1
        return int.from_bytes(hashlib.sha256(self.seed + self.number.to_bytes(4, "big")).digest()[:4], "big") or 1

    def give(self, word, usable=True):
        if not usable:
            self.bad.add(len(self.given))
        self.given.append(word)
        return word


class Rng(Unit):
    NAME = "RNG"
    REGISTERS = {0x0: "CR", 0x4: "SR", 0x8: "DR"}
    RULES = {
        "clock": Rule("The unit is used with its bus clock on.", "STMicroelectronics/stm32h7xx-hal-driver Src/stm32h7xx_hal_rng.c: how to use"),
        "register": Rule("The unit has CR, SR and DR.", SVD),
        "width": Rule("The unit is accessed by 32-bit words; a write of another width is ignored.", "RM0444 19.2 (the next version of the unit)"),
        "reset": Rule("CR, SR and DR are 0 after reset.", SVD),
        "ready": Rule("DR is valid when DRDY is set, and is not to be read before.", SVD),
        "empties": Rule("Once the buffer is empty DRDY goes back to 0 until there is a new value.", SVD),
        "four": Rule("The buffer holds four words.", "OP-TEE/optee_os core/drivers/stm32_rng.c: RNG_FIFO_BYTE_DEPTH (for the STM32MP1, which has this version of the unit)"),
        "ced": Rule("CED is not changed while RNGEN is set.", SVD),
        "seed": Rule("A seed error sets SECS and SEIS and stops the generator; a value in DR must not be used.", RM0351),
        "seed-clear": Rule("SEIS is cleared by writing 0 to it.", SVD),
        "restart": Rule("After a seed error the generator goes on once SEIS is cleared and RNGEN was cleared and set.", RM0351),
        "discard": Rule("Or once SEIS is cleared and 12 words were read and thrown away.", RM0440),
        "clock-error": Rule("Too slow a clock sets CECS and CEIS and stops the generator, where CED is 0.", SVD + "; " + RM0351),
        "clock-clear": Rule("CECS follows the clock; CEIS is cleared by writing 0 to it.", SVD),
        "clock-data": Rule("What is in DR at a clock error can be used.", RM0351),
    }
    FAULTS = {
        "stuck-busy": "DRDY is never set",
        "seed-error": "the noise source fails",
        "seed-error-stays": "the noise source fails again at once after each recovery",
        "clock-error": "the unit's own clock is too slow",
        "stuck-output": "each word is the same",
        "repeated-word": "a word comes twice",
        "zero": "a word is 0: a seed error came between the reads of SR and DR",
        "biased": "every second word is the same",
    }
    WORDS = 4
    # Words between two occasions for a fault.
    STEP = 1

    def __init__(self, base, clock=None, kernel=None):
        self.kernel = kernel or (lambda: True)
        self.stream = Stream()
        super().__init__(base, clock)

    def power_on(self):
        self.stream.reset()
        super().power_on()

    def reset(self):
        self.cr = 0
        self.flags = 0
        self.halted = False
        self.toss = 0
        self.count = 0
        self.wait = 0

    def healthy(self):
        return not self.halted and not self.flags & (SEIS | SECS | CECS)

    def status(self):
        """Time passes with each look at SR."""
        slow = (self.occasion("clock-error") or not self.kernel()) and not self.cr & CED and self.cr & RNGEN
        if slow:
            if not self.flags & CECS:
                self.flags |= CECS | CEIS
        else:
            self.flags &= ~CECS
        if self.cr & RNGEN and self.healthy() and self.count == 0:
            if self.occasion("seed-error") or self.occasion("seed-error-stays"):
                self.seed_error()
            elif self.wait > 0:
                self.wait -= 1
            elif not self.occasion("stuck-busy"):
                self.count = self.WORDS
        return self.flags | (DRDY if self.count else 0)

    def seed_error(self):
        self.flags |= SECS | SEIS
        self.halted = True
        # The source is sound again at once; the words of before are not.
        self.flags &= ~SECS
        self.toss = 12

    def load(self, register, offset):
        if register == "CR":
            return self.cr
        if register == "SR":
            return self.status()
        return self.data()

    def data(self):
        if not self.count:
            if not self.toss:
                self.refuse("ready", "DR")
            return 0
        self.count -= 1
        if self.count == 0:
            self.wait = self.work
        usable = not self.toss and not self.flags & SEIS
        if self.occasion("zero"):
            self.seed_error()
            self.count = 0
            return self.stream.give(0, usable=False)
        word = self.stream.word()
        if self.occasion("stuck-output"):
            word, usable = 0x5A5A5A5A, False
        elif self.occasion("repeated-word") and self.stream.given:
            word = self.stream.given[-1]
        elif self.occasion("biased"):
            word = word if len(self.stream.given) % 2 else 0xA5A5A5A5
        if self.toss and not self.flags & SEIS:
            self.toss -= 1
        return self.stream.give(word, usable)

    def store(self, register, offset, value):
        if register == "CR":
            if (value ^ self.cr) & CED and self.cr & RNGEN:
                self.refuse("ced", "CR")
                value = value & ~CED | self.cr & CED
            if value & RNGEN and not self.cr & RNGEN:
                self.wait = self.work
                if not self.flags & SEIS:
                    self.halted, self.toss = False, 0
            if self.cr & RNGEN and not value & RNGEN and self.halted:
                self.count = 0
            self.cr = value & (RNGEN | IE | CED)
        elif register == "SR":
            for flag in (SEIS, CEIS):
                if not value & flag and self.flags & flag:
                    self.flags &= ~flag
                    if flag == SEIS:
                        self.halted = False
        else:
            self.refuse("register", "DR", "a write")
