"""TRNG of the i.MX RT1060: 512 bits at a time, in ENT0 to ENT15."""

from models.bus import Rule, Unit
from models.rng_h7 import Stream

SDK = "nxp-mcuxpresso/mcux-sdk drivers/trng/fsl_trng.c"

DEFAULTS, FREQUENCY, VALID, ERR, OK_TO_STOP, PROGRAM = 1 << 6, 1 << 9, 1 << 10, 1 << 12, 1 << 13, 1 << 16
LIMITS = {
    0x04: ("SCMISC", 0x0001001F), 0x08: ("PKRRNG", 0x09A3), 0x0C: ("PKRMAX", 0x6920), 0x10: ("SDCTL", 0x0C8009C4), 0x14: ("SBLIM", 0x3F),
    0x18: ("FRQMIN", 0x0640), 0x1C: ("FRQMAX", 0x6400), 0x20: ("SCML", 0x010C0568), 0x24: ("SCR1L", 0x00B20195),
    0x28: ("SCR2L", 0x007A00DC), 0x2C: ("SCR3L", 0x0058007D), 0x30: ("SCR4L", 0x0040004B), 0x34: ("SCR5L", 0x002E002F),
    0x38: ("SCR6PL", 0x002E002F),
}


class Trng(Unit):
    NAME = "TRNG"
    REGISTERS = {
        0x00: "MCTL", **{offset: name for offset, (name, _) in LIMITS.items()}, 0x3C: "STATUS",
        **{0x40 + 4 * number: f"ENT{number}" for number in range(16)},
        **{0x80 + 4 * number: f"PKRCNT{number}" for number in range(8)},
        0xA0: "SEC_CFG", 0xA4: "INT_CTRL", 0xA8: "INT_MASK", 0xAC: "INT_STATUS", 0xF0: "VID1", 0xF4: "VID2",
    }
    RULES = {
        "clock": Rule("The unit is used with its gate open.", SDK + ": TRNG_Init"),
        "register": Rule("The unit's registers are those of the manual.", "imxrt-rs/imxrt-ral src/blocks/imxrt1015/trng.rs"),
        "width": Rule("The unit is accessed by 32-bit words.", "nxp-mcuxpresso/mcux-sdk devices/MIMXRT1062/MIMXRT1062.h: TRNG_Type"),
        "reset": Rule("After reset MCTL is 0x00012001, program mode; the limits have their defaults.", SDK + ": reset value of each register"),
        "program": Rule("No entropy is made in program mode (MCTL.PRGM 1).", SDK + ": MCTL field PRGM"),
        "access": Rule("There is no TRNG_ACC: run mode is enough for entropy to be made.", "nxp-mcuxpresso/mcux-sdk devices/MIMXRT1062/MIMXRT1062_features.h: FSL_FEATURE_TRNG_HAS_NO_TRNG_ACC"),
        "defaults": Rule("RST_DEF puts the limits back; it counts only with PRGM 1, or written with it.", SDK + ": MCTL field RST_DEF"),
        "limits-write": Rule("Limits are written in program mode only.", SDK + ": fields of SDCTL, SBLIM, SCMISC"),
        "limits-read": Rule("Limits read 0 in run mode.", SDK + ": SDCTL field ENT_DLY, SCMISC"),
        "valid": Rule("ENT0 to ENT15 are read only while MCTL.ENT_VAL is 1; else they read 0.", SDK + ": TRNG_ENT"),
        "last": Rule("ENT15 is read last: it clears ENT_VAL and begins a new value.", SDK + ": MCTL field ENT_VAL, TRNG_ENT"),
        "dummy": Rule("ENT_VAL is seen cleared only after one more read of a register: that read is thrown away.", SDK + ": trng_ReadEntropy"),
        "error": Rule("MCTL.ERR says that a test failed; writing it 1 clears it; no value comes with it.", SDK + ": MCTL field ERR, TRNG_GetRandomData"),
        "restart": Rule("After an error a new value is begun by a read of ENT15.", SDK + ": TRNG_GetRandomData"),
        "restart-alone": Rule("Or by itself, once ERR is cleared.", ""),
        "stop": Rule("TSTOP_OK is awaited before the clock is stopped.", SDK + ": TRNG_Deinit"),
    }
    PLAIN = ("STATUS",)
    STEP = 16
    FAULTS = {
        "stuck-busy": "ENT_VAL is never set",
        "seed-error": "a test fails: ERR is set",
        "seed-error-stays": "each value fails",
        "stuck-output": "each word is the same",
        "repeated-word": "each word of a value comes twice",
        "repeated-block": "all 16 words come again",
        "zero": "a value of zeroes",
        "biased": "every second word is the same",
    }

    def __init__(self, base, clock=None):
        self.stream = Stream()
        super().__init__(base, clock)

    def power_on(self):
        self.stream.reset()
        super().power_on()

    def reset(self):
        self.mctl = PROGRAM | 1
        self.error = False
        self.limits = {name: value for name, value in LIMITS.values()}
        self.secure = 0
        self.value = None
        self.old = None
        self.wait = 0
        self.stale = False
        self.dummy = False

    def running(self):
        return not self.mctl & PROGRAM

    def begin(self):
        self.value = None
        self.wait = self.work

    def make(self):
        words = [self.stream.word() for _ in range(16)]
        bad = False
        if self.occasion("stuck-output"):
            words, bad = [0x5A5A5A5A] * 16, True
        elif self.occasion("repeated-word"):
            words[1::2] = words[::2]
        elif self.occasion("repeated-block") and self.old:
            words = list(self.old)
        elif self.occasion("zero"):
            words, bad = [0] * 16, True
        elif self.occasion("biased"):
            words[::2] = [0xA5A5A5A5] * 8
        self.value, self.old, self.sound = words, list(words), not bad

    def status(self):
        if self.running() and self.value is None and not self.error:
            if self.wait > 0:
                self.wait -= 1
            elif self.occasion("seed-error") or self.occasion("seed-error-stays"):
                self.error = True
                self.wait = self.work
            elif not self.occasion("stuck-busy"):
                self.make()
        valid = self.stale or self.value is not None and self.running() and not self.error
        generating = self.running() and self.value is None
        return self.mctl | (VALID if valid else 0) | (ERR if self.error else 0) | (0 if generating else OK_TO_STOP) | (FREQUENCY if self.running() else 0)

    def load(self, register, offset):
        if self.stale:
            # The read after ENT15 shows what was, and only then the flag goes.
            self.stale = False
            if register == "MCTL":
                return self.mctl | VALID
            if register.startswith("ENT"):
                self.dummy = False
                return 0
        if register == "MCTL":
            return self.status()
        if register.startswith("ENT"):
            nothing, self.dummy = self.dummy, register == "ENT15"
            return 0 if nothing and self.value is None and register != "ENT15" else self.entropy(int(register[3:]))
        if register in self.limits:
            return self.limits[register] if self.mctl & PROGRAM else 0
        return self.secure if register == "SEC_CFG" else 0

    def entropy(self, index):
        if self.value is None or not self.running() or self.error:
            # A read of ENT15 alone begins a new value.
            if index != 15:
                self.refuse("valid", f"ENT{index}")
            elif self.running():
                self.begin()
                self.stale = False
            return 0
        word = self.stream.give(self.value[index], self.sound)
        if index == 15:
            self.begin()
            self.stale = True
        return word

    def store(self, register, offset, value):
        if register == "MCTL":
            if value & ERR:
                self.error = False
            if value & DEFAULTS:
                if value & PROGRAM or self.mctl & PROGRAM:
                    self.limits = {name: default for name, default in LIMITS.values()}
                else:
                    self.refuse("defaults", "MCTL")
            was = self.running()
            self.mctl = value & (PROGRAM | 0xF | 1 << 7 | 1 << 14)
            if self.running() and not was:
                self.begin()
            elif not self.running():
                self.value = None
        elif register in self.limits:
            if self.mctl & PROGRAM and not self.secure & 2:
                self.limits[register] = value
            else:
                self.refuse("limits-write", register)
        elif register == "SEC_CFG":
            self.secure = value & 2
        elif not register.startswith("INT"):
            self.refuse("register", register, "a write")
