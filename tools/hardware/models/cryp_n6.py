"""CRYP of the STM32N6: AES-128, -192 and -256 in ECB, CTR and GCM, with FIFOs of two blocks."""

import hashlib

from models import aes
from models.bus import Rule, Unit, bytes_of, swap, words_of

SVD = "RM0486, CRYP registers, in ST's STM32N657.svd (currentmakers/cmforthlib stm32n657/cryp.fs)"
H7S = "RM0477, CRYP registers (the same registers and reset values, with their text), in ST's STM32H7S.svd (currentmakers/cmforthlib stm32h7s/cryp.fs)"
HAL = "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_cryp.c"
HALX = "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_cryp_ex.c"
CMSIS = "STMicroelectronics/cmsis-device-n6 Include/stm32n657xx.h: CRYP_CR_*"
LINUX = "torvalds/linux drivers/crypto/stm32/stm32-cryp.c"

DIRECTION, FLUSH, ENABLE, RESET = 1 << 2, 1 << 14, 1 << 15, 1 << 31
MODES = {0x20: "ECB", 0x28: "CBC", 0x30: "CTR", 0x38: "KEY", 1 << 19: "GCM", 1 << 19 | 8: "CCM"}
MODE_BITS = 1 << 19 | 0x38
PHASES = ("init", "header", "payload", "final")
IFEM, IFNF, OFNE, OFFU, BUSY, KERF, KEYVALID = 1, 2, 4, 8, 1 << 4, 1 << 6, 1 << 7
CONFIGURATION = DIRECTION | MODE_BITS | 3 << 6 | 3 << 8 | 3 << 16 | 0xF << 20 | 3 << 24
DEPTH = 8
KEYS = ("K0LR", "K0RR", "K1LR", "K1RR", "K2LR", "K2RR", "K3LR", "K3RR")
IVS = ("IV0LR", "IV0RR", "IV1LR", "IV1RR")


class Cryp(Unit):
    NAME = "CRYP"
    REGISTERS = {
        0x00: "CR", 0x04: "SR", 0x08: "DINR", 0x0C: "DOUTR", 0x10: "DMACR", 0x14: "IMSCR", 0x18: "RISR", 0x1C: "MISR",
        **{0x20 + 4 * number: name for number, name in enumerate(KEYS)},
        **{0x40 + 4 * number: name for number, name in enumerate(IVS)},
        **{0x50 + 4 * number: f"CSGCMCCM{number}R" for number in range(8)},
        **{0x70 + 4 * number: f"CSGCM{number}R" for number in range(8)},
    }
    RULES = {
        "clock": Rule("The unit is used with its clock on.", HAL + ": how to use"),
        "register": Rule("The unit's registers are those of the manual.", SVD),
        "width": Rule("The unit is accessed by 32-bit words.", "RM0351 28.1, of AES; the HAL and Linux access CRYP so"),
        "reset": Rule("After reset SR is 3 (input empty and not full), RISR 1, all else 0.", SVD),
        "mode": Rule("ALGOMODE is 4 ECB, 5 CBC, 6 CTR, 7 key preparation, 8 GCM, 9 CCM.", CMSIS),
        "outside": Rule("CBC, CCM, DMA and the key of SAES are there, and outside the model.", CMSIS),
        "busy-write": Rule("Writes to the configuration, the key and the IV are ignored while BUSY is set.", H7S),
        "enabled-write": Rule("CRYPEN is cleared before the mode, the phase, the direction or the key size is changed.", HAL + ": CRYP_AESGCM_Process; " + LINUX),
        "iprst": Rule("IPRST puts every register back; it is 0 while the configuration is written.", H7S),
        "key-order": Rule("The key's words are written from the first register of its size upwards; else KERF is set and KEYVALID stays 0.", H7S + "; " + HAL + ": CRYP_SetKey"),
        "key-places": Rule("A 128-bit key lies in K2LR to K3RR, a 192-bit key in K1LR to K3RR, big-endian.", HAL + ": CRYP_SetKey; " + LINUX),
        "key-size": Rule("A change of KEYSIZE clears KEYVALID: the size comes before the key.", H7S),
        "key-hidden": Rule("The key registers cannot be read.", H7S),
        "key-valid": Rule("CRYPEN can be set only with KEYVALID.", H7S),
        "key-error": Rule("KERF is cleared by IPRST or by the begin of a correct sequence.", H7S),
        "flush": Rule("FFLUSH is ignored while CRYPEN is set; it reads 0.", H7S),
        "flush-busy": Rule("FFLUSH is set only while BUSY is 0.", H7S),
        "in-full": Rule("No more than two blocks are written to DINR.", H7S),
        "in-read": Rule("DINR is not read while CRYPEN is set.", H7S),
        "out-empty": Rule("DOUTR is read only while OFNE is set.", H7S),
        "start": Rule("Work begins when four words are in and four have room to come out; BUSY is set meanwhile.", H7S),
        "swap": Rule("DATATYPE orders what goes in by DINR and what comes out by DOUTR, not key and IV.", H7S + "; " + HAL + ": CRYP_DATATYPE_8B"),
        "iv": Rule("IV registers are big-endian, and count up as blocks are done; 32 bits count.", H7S + "; " + LINUX),
        "iv-wide": Rule("In CTR mode too the last 32 bits count: there is no carry.", LINUX + ": stm32_cryp_check_ctr_counter"),
        "ecb-decrypt": Rule("To decrypt in ECB, the key is prepared first, with ALGOMODE 7.", HAL + ": CRYP_AES_Decrypt; " + LINUX),
        "prepare": Rule("CRYPEN is cleared by the unit at the end of the key preparation and of the init phase.", H7S),
        "gcm-counter": Rule("The counter in IV1RR is 2 at the init phase.", LINUX + ": GCM_CTR_INIT; embassy-rs/embassy embassy-stm32/src/cryp/mod.rs"),
        "gcm-order": Rule("The phases come as init, header, payload, final; header and payload may be left out.", HAL + ": CRYP_AESGCM_Process; " + LINUX),
        "gcm-header": Rule("The header's words are taken without output; BUSY is awaited before the phase ends.", HAL + ": CRYP_GCMCCM_SetHeaderPhase"),
        "gcm-pad": Rule("NPBLB says how many bytes of the last block of an encryption do not count for the tag.", H7S + "; " + HAL + ": CRYP_AESGCM_Process"),
        "gcm-final": Rule("In the final phase two lengths of 64 bits go in, in bits, as numbers whatever DATATYPE says; the tag comes out.", HALX + ": HAL_CRYPEx_AESGCM_GenerateAuthTAG; " + LINUX),
        "gcm-direction": Rule("ALGODIR is 0 in the final phase.", HALX + ": HAL_CRYPEx_AESGCM_GenerateAuthTAG; " + LINUX),
        "disable-busy": Rule("CRYPEN is cleared only after BUSY is: what is in the input FIFO would wait there.", HAL + ": CRYP_GCMCCM_SetHeaderPhase"),
        "swap-disabled": Rule("The context swap registers are used while CRYPEN is 0.", HAL + ": CRYP_Write_ContextSwapRegisters"),
        "swap-own": Rule("What is written into the context swap registers was read from them.", HAL + ": HAL_CRYP_Suspend, HAL_CRYP_Resume"),
        "swap-context": Rule("A GCM context is IV, CR, key, CSGCMCCM0R to 7R and CSGCM0R to 7R.", HAL + ": HAL_CRYP_Suspend, HAL_CRYP_Resume"),
    }
    PLAIN = ("CR",)
    FAULTS = {
        "stuck-busy": "a block is never done",
        "no-init": "the init phase never ends",
        "dropped-word": "a word written to DINR is lost",
        "wrong-output": "a block that comes out has a wrong bit",
        "wrong-tag": "a tag has a wrong bit",
        "stuck-output": "each block that comes out is the one before",
        "key-error": "KERF is set and KEYVALID stays 0",
    }

    def reset(self):
        self.cr = 0
        self.imscr = self.dmacr = 0
        self.key = {}
        self.key_next = None
        self.keyvalid = self.kerf = False
        self.prepared = False
        self.iv = [0] * 4
        self.inputs, self.outputs = [], []
        self.working = None
        self.left = 0
        self.phase = None
        self.subkey = self.tag_state = 0
        self.pending = {}
        self.saved = {}
        self.contexts = 0
        self.last_block = bytes(16)

    # -- what is set --------------------------------------------------------------------------------------------------

    @property
    def mode(self):
        return MODES.get(self.cr & MODE_BITS, "?")

    @property
    def first_key(self):
        return 8 - (4 + 2 * (self.cr >> 8 & 3))

    def key_bytes(self):
        return b"".join(self.key.get(name, 0).to_bytes(4, "big") for name in KEYS[self.first_key :])

    # -- time ---------------------------------------------------------------------------------------------------------

    def busy(self):
        return self.working is not None

    def begin(self, what):
        self.working = what
        self.left = self.work

    def pass_time(self):
        if self.working is None:
            return
        if self.occasion("stuck-busy") or self.working == "init" and self.occasion("no-init"):
            return
        self.left -= 1
        if self.left > 0:
            return
        what, self.working = self.working, None
        if what == "init":
            self.subkey = int.from_bytes(aes.encrypt(self.key_bytes(), bytes(16)), "big")
            self.tag_state = 0
            self.phase = "init"
            self.cr &= ~ENABLE
        elif what == "prepare":
            self.prepared = True
            self.cr &= ~ENABLE
        else:
            self.do_block(what)
        self.pull()

    def pull(self):
        """Takes the next block, when one is there and there is room for what it becomes."""
        if self.working or not self.cr & ENABLE or len(self.inputs) < 4 or self.mode in ("KEY", "?", "CBC", "CCM"):
            return
        if self.mode == "GCM" and self.phase in (None, "init"):
            return
        if len(self.outputs) > DEPTH - 4:
            return
        block, self.inputs = bytes_of(self.inputs[:4]), self.inputs[4:]
        self.begin(block)

    def do_block(self, block):
        key = self.key_bytes()
        if self.mode == "ECB":
            self.put(aes.decrypt(key, block) if self.cr & DIRECTION else aes.encrypt(key, block))
        elif self.mode == "CTR":
            self.put(aes.xor(block, aes.encrypt(key, bytes_of(self.iv))))
            self.count()
        elif self.phase == "header":
            self.tag_state = aes.ghash(self.tag_state, self.subkey, block)
        elif self.phase == "payload":
            result = aes.xor(block, aes.encrypt(key, bytes_of(self.iv)))
            self.count()
            if self.cr & DIRECTION:
                cipher = block
            else:
                cipher = result[: 16 - (self.cr >> 20 & 0xF)].ljust(16, b"\0")
            self.tag_state = aes.ghash(self.tag_state, self.subkey, cipher)
            self.put(result)
        elif self.phase == "final":
            state = aes.ghash(self.tag_state, self.subkey, block)
            tag = aes.xor(state.to_bytes(16, "big"), aes.encrypt(key, bytes_of([*self.iv[:3], 1])))
            if self.occasion("wrong-tag"):
                tag = bytes([tag[0] ^ 0x40]) + tag[1:]
            self.put(tag)
            self.phase = None

    def count(self):
        self.iv[3] = self.iv[3] + 1 & 0xFFFFFFFF

    def put(self, block):
        if self.occasion("wrong-output"):
            block = bytes([block[0] ^ 1]) + block[1:]
        if self.occasion("stuck-output"):
            block = self.last_block
        self.last_block = block
        self.outputs += [swap(word, self.cr >> 6 & 3) for word in words_of(block)]

    # -- reads --------------------------------------------------------------------------------------------------------

    def load(self, register, offset):
        if register == "SR":
            self.pass_time()
            return (
                (0 if self.inputs else IFEM) | (IFNF if len(self.inputs) < DEPTH else 0) | (OFNE if self.outputs else 0)
                | (OFFU if len(self.outputs) == DEPTH else 0) | (BUSY if self.working else 0)
                | (KERF if self.kerf else 0) | (KEYVALID if self.keyvalid else 0)
            )
        if register == "CR":
            # Whoever waits for the end of a phase looks at CRYPEN.
            if self.working in ("init", "prepare"):
                self.pass_time()
            return self.cr
        if register == "DOUTR":
            if not self.outputs:
                self.refuse("out-empty", "DOUTR")
                return 0xBADBAD00
            word = self.outputs.pop(0)
            self.pull()
            return word
        if register == "DINR":
            if self.cr & ENABLE:
                self.refuse("in-read", "DINR")
                return 0
            return self.inputs.pop(0) if self.inputs else 0
        if register in IVS:
            return self.iv[IVS.index(register)]
        if register in KEYS:
            self.refuse("key-hidden", register)
            return 0
        if register.startswith("CS"):
            return self.swap_out((offset - 0x50) // 4)
        return {
            "DMACR": self.dmacr, "IMSCR": self.imscr, "RISR": 1 if len(self.inputs) < DEPTH else 0, "MISR": 0,
        }[register] | (2 if register == "RISR" and self.outputs else 0)

    # -- writes -------------------------------------------------------------------------------------------------------

    def store(self, register, offset, value):
        if register == "CR":
            self.control(value)
        elif register == "DINR":
            self.feed(value)
        elif register in KEYS:
            self.set_key(register, value)
        elif register in IVS:
            if self.busy():
                self.refuse("busy-write", register)
            else:
                self.iv[IVS.index(register)] = value
        elif register.startswith("CS"):
            self.swap_in((offset - 0x50) // 4, value)
        elif register == "DMACR":
            if value & 3:
                self.refuse("outside", "DMACR")
        elif register == "IMSCR":
            self.imscr = value & 3
        else:
            self.refuse("register", register, "a write")

    def feed(self, value):
        if len(self.inputs) == DEPTH:
            self.refuse("in-full", "DINR")
            return
        if self.occasion("dropped-word"):
            return
        final = self.mode == "GCM" and self.cr >> 16 & 3 == 3
        self.inputs.append(value if final else swap(value, self.cr >> 6 & 3))
        self.pull()

    def set_key(self, register, value):
        if self.busy():
            self.refuse("busy-write", register)
            return
        at = KEYS.index(register)
        self.keyvalid = self.prepared = False
        self.phase = None
        if at == self.first_key and self.key_next is None:
            self.kerf = False
            self.key_next = at
        if at != self.key_next:
            self.kerf = True
            self.key_next = None
            self.refuse("key-order", register)
            return
        self.key[register] = value
        self.key_next = at + 1
        if self.key_next == len(KEYS):
            self.key_next = None
            if self.occasion("key-error"):
                self.kerf = True
            else:
                self.keyvalid = not self.kerf

    def control(self, value):
        if value & RESET:
            if value & (CONFIGURATION | ENABLE):
                self.refuse("iprst", "CR")
            power = self.faults, self.work
            self.reset()
            self.faults, self.work = power
            self.cr = RESET
            return
        changed = (value ^ self.cr) & CONFIGURATION
        if changed and self.busy():
            self.refuse("busy-write", "CR", f"bits {changed:#x}")
            changed = 0
        if changed & ~(0xF << 20) and self.cr & ENABLE and value & ENABLE:
            self.refuse("enabled-write", "CR", f"bits {changed:#x}")
        if changed & (3 << 8):
            self.keyvalid, self.key_next = False, None
        if changed & (3 << 24):
            self.refuse("outside", "CR", "KMOD")
        was = self.cr & ENABLE
        self.cr = self.cr & CONFIGURATION ^ changed | was
        if value & FLUSH:
            self.flush(value & ENABLE and was)
        if value & ENABLE and not was:
            self.enable()
        elif was and not value & ENABLE:
            if (self.busy() or len(self.inputs) >= 4) and not self.faults:
                self.refuse("disable-busy", "CR")
            self.cr &= ~ENABLE
            self.working = None if self.faults else self.working

    def flush(self, enabled):
        if enabled:
            self.refuse("flush", "CR")
        elif self.busy():
            self.refuse("flush-busy", "CR")
        else:
            self.inputs, self.outputs = [], []

    def enable(self):
        if not self.keyvalid:
            if "key-error" not in self.faults:
                self.refuse("key-valid", "CR")
            return
        self.cr |= ENABLE
        mode = self.mode
        if mode in ("CBC", "CCM", "?"):
            self.refuse("outside" if mode != "?" else "mode", "CR", mode)
        elif mode == "KEY":
            self.begin("prepare")
        elif mode == "ECB" and self.cr & DIRECTION and not self.prepared:
            self.refuse("ecb-decrypt", "CR")
        elif mode == "GCM":
            self.enter(PHASES[self.cr >> 16 & 3])
        self.pull()

    def enter(self, phase):
        self.use_context()
        before = self.phase
        if phase == "init":
            if self.iv[3] != 2:
                self.refuse("gcm-counter", "IV1RR", f"{self.iv[3]}")
            self.begin("init")
            return
        allowed = {"header": ("init", "header"), "payload": ("init", "header", "payload"), "final": ("init", "header", "payload")}
        if before not in allowed[phase]:
            self.refuse("gcm-order", "CR", f"{phase} after {before}")
        if phase == "final" and self.cr & DIRECTION:
            self.refuse("gcm-direction", "CR")
        self.phase = phase

    # -- contexts -----------------------------------------------------------------------------------------------------

    @staticmethod
    def token(context, index):
        return int.from_bytes(hashlib.sha256(b"CSGCM %d %d" % (context, index)).digest()[:4], "big")

    def swap_out(self, index):
        if self.cr & ENABLE or self.busy():
            self.refuse("swap-disabled", f"CSGCM{index}")
            return 0
        if index == 0:
            self.contexts += 1
            self.saved[self.contexts] = (self.phase, self.subkey, self.tag_state)
        return self.token(self.contexts, index) if self.contexts else 0

    def swap_in(self, index, value):
        if self.cr & ENABLE or self.busy():
            self.refuse("swap-disabled", f"CSGCM{index}")
            return
        self.pending[index] = value

    def use_context(self):
        if not self.pending:
            return
        words, self.pending = self.pending, {}
        for number, context in self.saved.items():
            if all(words.get(at) == self.token(number, at) for at in range(16)):
                self.phase, self.subkey, self.tag_state = context
                return
        self.refuse("swap-own", "CSGCMCCM0R")
