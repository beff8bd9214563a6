"""RNG of the STM32N6: with a conditioning stage that is restarted by CONDRST, and health tests that HTCR sets."""

from models.bus import Rule
from models.rng_h7 import CECS, CED, CEIS, DRDY, IE, RNGEN, SECS, SEIS, Rng

SVD = "RM0486, RNG registers, in ST's STM32N657.svd (currentmakers/cmforthlib stm32n657/rng.fs)"
H7S = "RM0477, RNG registers (the same registers and reset values, with their text), in ST's STM32H7S.svd (currentmakers/cmforthlib stm32h7s/rng.fs)"
WL = "RM0453 22.3.7 (the same version of the unit)"
HAL = "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_rng.c: RNG_RecoverSeedError"
EMBASSY = "embassy-rs/embassy embassy-stm32/src/rng.rs: reset_with_config"

ARDIS, CONDRST, LOCK = 1 << 7, 1 << 30, 1 << 31
CONFIG = 0x3FFFFFF0
MAGIC = 0x17590ABC


class RngN6(Rng):
    REGISTERS = {0x0: "CR", 0x4: "SR", 0x8: "DR", 0xC: "NSCR", 0x10: "HTCR"}
    PLAIN = ("CR", "NSCR", "HTCR")
    RULES = {
        "clock": Rule("The unit is used with its bus clock on.", "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_rng.c: how to use"),
        "register": Rule("The unit has CR, SR, DR, NSCR and HTCR.", SVD),
        "width": Rule("The unit is accessed by 32-bit words; a write of another width is ignored.", "RM0487 32.2 (the same version of the unit)"),
        "reset": Rule("After reset CR is 0x00800D00, NSCR 0x0003FFFF, HTCR 0x000072AC, SR and DR 0.", SVD),
        "ready": Rule("DR is 0 while DRDY is 0, and is not to be read then.", H7S),
        "empties": Rule("Once the buffer is empty DRDY goes back to 0 until there is a new value.", H7S),
        "four": Rule("The buffer holds four words, and four come at a time.", "RM0453 22.3.1, 22.5 (the same version of the unit)"),
        "ced": Rule("CED and CLKDIV are not changed while RNGEN is set.", H7S),
        "condrst-config": Rule("Configuration bits, 29 to 4, count only where CONDRST is 1 in the same write.", H7S),
        "condrst-done": Rule("CONDRST written 0 reads 1 until the restart is done; SR is cleared.", H7S),
        "condrst-pair": Rule("CONDRST is written 1, then 0; the generator is still meanwhile.", H7S),
        "lock": Rule("With CONFIGLOCK set the configuration cannot be changed until reset.", H7S),
        "htcr-value": Rule("HTCR gets a recommended value; with another one nothing is promised.", H7S),
        "htcr-magic": Rule("HTCR is written during CONDRST, the magic number 0x17590ABC just before the value.", EMBASSY + " (for STM32N6 as for its family)"),
        "htcr-n6": Rule("On the N6 0x72AC, its reset value, is recommended too.", ""),
        "seed": Rule("A seed error sets SECS and SEIS and stops the generator; a value in DR must not be used.", WL),
        "seed-auto": Rule("With ARDIS 0 the unit restarts by itself and clears SECS; software clears SEIS.", HAL),
        "seed-manual": Rule("With ARDIS 1 CONDRST is written 1 and 0, awaited, and SECS awaited.", HAL + "; " + WL),
        "seed-clear": Rule("SEIS is cleared by writing 0 to it.", H7S),
        "zero": Rule("A DR of 0 with DRDY set means a seed error since SR was read.", H7S),
        "clock-error": Rule("Too slow a clock sets CECS and CEIS, where CED is 0.", H7S),
        "clock-clear": Rule("CECS follows the clock; CEIS is cleared by writing 0 to it.", H7S),
        "clock-stops": Rule("No new words come while the clock is too slow.", "RM0090 24.3.2 (the first version of the unit)"),
    }

    def reset(self):
        super().reset()
        self.cr = 0x00800D00
        self.nscr = 0x0003FFFF
        self.htcr = 0x000072AC
        self.magic = False
        self.restarting = False
        self.restart_reads = 0

    def status(self):
        if self.restarting:
            return self.flags
        if self.restart_reads:
            self.restart_reads -= 0 if self.occasion("stuck-busy") else 1
            return self.flags
        return super().status()

    def seed_error(self):
        self.flags |= SECS | SEIS
        self.count = 0
        if self.cr & ARDIS:
            self.halted = True
        else:
            # Restarted by itself.
            self.flags &= ~SECS
            self.wait = self.work

    def healthy(self):
        return not self.halted and not self.flags & (SECS | CECS)

    def data(self):
        if self.restarting:
            self.refuse("condrst-pair", "DR")
            return 0
        return super().data()

    def load(self, register, offset):
        if register == "CR":
            if self.restart_reads and not self.occasion("stuck-busy"):
                self.restart_reads -= 1
                return self.cr | CONDRST
            return self.cr | (CONDRST if self.restarting or self.restart_reads else 0)
        if register == "NSCR":
            return self.nscr
        if register == "HTCR":
            return self.htcr
        return super().load(register, offset)

    def store(self, register, offset, value):
        if register == "HTCR":
            if value == MAGIC:
                self.magic = True
                return
            if value not in (0x72AC, 0xAA74):
                self.refuse("htcr-value", "HTCR", f"{value:#x}")
            if value == 0xAA74 and not (self.magic and self.restarting):
                self.refuse("htcr-magic", "HTCR")
            self.htcr = value
        elif register == "NSCR":
            self.nscr = value & 0x3FFFF
        elif register == "CR":
            self.control(value)
        else:
            super().store(register, offset, value)
        self.magic = False

    def control(self, value):
        changed = (value ^ self.cr) & CONFIG
        if changed and self.cr & LOCK:
            self.refuse("lock", "CR")
            changed = 0
        if changed and not value & CONDRST:
            self.refuse("condrst-config", "CR", f"bits {changed:#010x}")
            changed = 0
        if changed & (CED | 0xF0000) and self.cr & RNGEN:
            self.refuse("ced", "CR")
            changed &= ~(CED | 0xF0000)
        kept = self.cr & CONFIG ^ changed
        if value & RNGEN and not self.cr & RNGEN:
            self.wait = self.work
        self.cr = kept | value & (RNGEN | IE) | (value | self.cr) & LOCK
        if value & CONDRST:
            self.restarting = True
            self.count = 0
        elif self.restarting:
            self.restarting = False
            self.restart_reads = self.work
            self.flags &= CECS
            self.halted = False
            self.wait = self.work
