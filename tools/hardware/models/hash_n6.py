"""HASH of the STM32N6: SHA-1 and SHA-2 to SHA-512, one word in DIN in front of a FIFO of one block."""

import hashlib

from models.bus import Rule, Unit, swap

SVD = "RM0486, HASH registers, in ST's STM32N657.svd (currentmakers/cmforthlib stm32n657/hash.fs)"
H5 = "RM0481, HASH registers (the same registers and reset values, with their text), in ST's STM32H573.svd (currentmakers/cmforthlib stm32h573/hash.fs)"
MP13 = "RM0475, HASH registers, in ST's STM32MP13xx.svd (currentmakers/cmforthlib stm32mp13xx/hash.fs)"
F4 = "RM0090 25.3.3 (the first version of the unit)"
HAL = "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_hash.c"
HALH = "STMicroelectronics/stm32n6xx-hal-driver Inc/stm32n6xx_hal_hash.h"

INIT, DMAE, MODE, LKEY, MDMAT = 1 << 2, 1 << 3, 1 << 6, 1 << 16, 1 << 13
DINIS, DCIS, BUSY, DINNE = 1, 1 << 1, 1 << 3, 1 << 15
DCAL = 1 << 8
ALGORITHMS = {0: "sha1", 2: "sha224", 3: "sha256", 12: "sha384", 15: "sha512"}
SWAPS = 103


class Hash(Unit):
    NAME = "HASH"
    REGISTERS = {
        0x00: "CR", 0x04: "DIN", 0x08: "STR", 0x20: "IMR", 0x24: "SR",
        **{0x0C + 4 * number: f"HRA{number}" for number in range(5)},
        **{0xF8 + 4 * number: f"CSR{number}" for number in range(SWAPS)},
        **{0x310 + 4 * number: f"HR{number}" for number in range(16)},
    }
    RULES = {
        "clock": Rule("The unit is used with its clock on.", HAL + ": how to use"),
        "register": Rule("The unit's registers are those of the manual.", SVD),
        "width": Rule("The unit is accessed by 32-bit words.", "RM0351 28.1, of AES; the HAL and Linux access HASH so"),
        "reset": Rule("After reset SR is 0x00110001 (17 words expected, ready for data), all else 0.", SVD),
        "init": Rule("INIT begins a message; ALGO and MODE count only then; it reads 0.", H5),
        "init-first": Rule("Data come after INIT has begun a message.", HAL + ": HAL_HASH_Start"),
        "algorithm": Rule("ALGO is 0 SHA-1, 2 SHA-224, 3 SHA-256, 12 SHA-384, 15 SHA-512.", HALH + ": HASH_ALGOSELECTION_*"),
        "datatype": Rule("DATATYPE orders what is written to DIN: 0 word, 1 half-words, 2 bytes, 3 bits.", HALH + ": HASH_BYTE_SWAP and others"),
        "expected": Rule("NBWE is a block and one word after INIT, falls with each word, and is a block after a partial computation.", H5),
        "expected-512": Rule("A block of SHA-384 and SHA-512 is 32 words; NBWE, five bits wide, shows what fits.", MP13),
        "pushed": Rule("NBWP counts the words in the FIFO: those written but the one in DIN; a computation takes a block off.", H5),
        "partial": Rule("The word after a block starts the block's computation: BUSY is set and DINIS cleared until it is done.", F4 + "; " + H5),
        "din-busy": Rule("DIN is written only when the unit is ready again, not while it computes: the bus would wait.", F4),
        "dinis": Rule("DINIS is set when a whole block has room, cleared by a write to DIN or by writing it 0.", H5),
        "str-both": Rule("NBLW and DCAL are not written together: NBLW stays as it was.", H5),
        "last-bits": Rule("NBLW says how many bits of the last word count, 0 means all 32.", "RM0351 29.3.6; " + H5),
        "last-early": Rule("NBLW is written before DCAL; it counts for the last word written.", HAL + ": HAL_HASH_AccumulateLast"),
        "dcal-busy": Rule("DCAL may be written while a block is computed: the digest follows.", HAL + ": HAL_HASH_Start"),
        "dcal-nothing": Rule("NBLW is 0 where no word was written.", HAL + ": HAL_HASH_Start with Size 0"),
        "digest": Rule("DCIS is set when the digest is there; HR0 to HR15 hold it, the first word in HR0, big-endian.", H5 + "; " + HAL + ": HASH_GetDigest"),
        "digest-early": Rule("HR is not read before DCIS is set.", HAL + ": HAL_HASH_Start"),
        "hra": Rule("HRA0 to HRA4 are the same as HR0 to HR4.", SVD),
        "after-digest": Rule("After a digest the next message begins with INIT.", H5),
        "dcis": Rule("DCIS is cleared by INIT or by writing it 0.", H5),
        "din-read": Rule("DIN reads 0.", H5),
        "swap-ready": Rule("CSR read 0 while DINIS is 0: a context is saved when a block was just computed, or before the first word.", H5),
        "swap-restore": Rule("To restore: IMR, STR, CR, then INIT, then the CSR.", HAL + ": HAL_HASH_Resume"),
        "swap-all": Rule("All of CSR0 to CSR102 make a context of SHA-384 or SHA-512.", HALH + ": HASH_NUMBER_OF_CSR_REGISTERS"),
        "swap-some": Rule("CSR0 to CSR37 make a context of SHA-1, SHA-224 or SHA-256 without HMAC.", "trezor/trezor-firmware core/embed/sec: xsha256_save_state"),
        "swap-own": Rule("What is written into CSR was read from them.", HAL + ": HAL_HASH_Suspend, HAL_HASH_Resume"),
        "dma": Rule("DMA and HMAC are there, and outside the model.", H5),
    }
    FAULTS = {
        "stuck-busy": "a computation never ends",
        "no-digest": "DCIS is never set",
        "dropped-word": "a word written to DIN is lost",
        "wrong-digest": "a digest has a wrong bit",
        "stuck-output": "the digest of before stays in HR",
        "lost-context": "a restored context is not the one that was saved",
    }

    def reset(self):
        self.cr = 0
        self.nblw = 0
        self.imr = 0
        self.algorithm = None
        self.digest = [0] * 16
        self.saved = {}
        self.contexts = 0
        self.begin(None)

    def begin(self, algorithm):
        self.algorithm = algorithm
        self.block = 32 if algorithm in (12, 15) else 16
        self.hash = hashlib.new(ALGORITHMS[algorithm]) if algorithm in ALGORITHMS else None
        self.fifo = []
        self.expected = self.block + 1
        self.dinis = True
        self.dcis = False
        self.computing = None
        self.then_digest = False
        self.left = 0
        self.restored = []
        self.finished = False

    # -- time ---------------------------------------------------------------------------------------------------------

    def compute(self, what):
        self.computing = what
        self.left = self.work
        self.dinis = False

    def pass_time(self):
        if self.computing is None or self.occasion("stuck-busy"):
            return
        self.left -= 1
        if self.left > 0:
            return
        if self.computing == "block":
            self.hash.update(b"".join(word.to_bytes(4, "big") for word in self.fifo[: self.block]))
            self.fifo = self.fifo[self.block :]
            self.expected = self.block
            self.dinis = True
        else:
            if self.occasion("no-digest"):
                return
            self.finish()
        self.computing = None
        if self.then_digest:
            self.then_digest = False
            self.compute("digest")

    def finish(self):
        data = b"".join(word.to_bytes(4, "big") for word in self.fifo)
        if self.nblw and data:
            data = data[: len(data) - 4 + self.nblw // 8]
        self.hash.update(data)
        digest = self.hash.digest()
        if self.occasion("wrong-digest"):
            digest = bytes([digest[0] ^ 0x10]) + digest[1:]
        if not self.occasion("stuck-output"):
            self.digest = [int.from_bytes(digest[i : i + 4], "big") for i in range(0, len(digest), 4)]
            self.digest += [0] * (16 - len(self.digest))
        self.dcis = self.dinis = self.finished = True

    # -- reads --------------------------------------------------------------------------------------------------------

    def load(self, register, offset):
        if register == "SR":
            self.pass_time()
            return self.status()
        if register == "CR":
            return self.cr | (len(self.fifo[:-1]) & 0xF) << 8 | (1 << 12 if self.fifo else 0)
        if register == "STR":
            return self.nblw
        if register == "IMR":
            return self.imr
        if register.startswith("HR"):
            if not self.dcis:
                self.refuse("digest-early", register)
            return self.digest[(offset - 0x0C) // 4 if register.startswith("HRA") else (offset - 0x310) // 4]
        if register.startswith("CSR"):
            return self.swap_out((offset - 0xF8) // 4)
        return 0

    def status(self):
        pushed = max(len(self.fifo) - 1, 0)
        return (
            (DINIS if self.dinis else 0) | (DCIS if self.dcis else 0) | (BUSY if self.computing else 0)
            | (pushed & 0x1F) << 9 | (DINNE if self.fifo else 0) | (self.expected & 0x1F) << 16
        )

    # -- writes -------------------------------------------------------------------------------------------------------

    def store(self, register, offset, value):
        if register == "CR":
            self.control(value)
        elif register == "DIN":
            self.data(value)
        elif register == "STR":
            self.start(value)
        elif register == "IMR":
            self.imr = value & 3
        elif register == "SR":
            self.dinis = self.dinis and bool(value & DINIS)
            self.dcis = self.dcis and bool(value & DCIS)
        elif register.startswith("CSR"):
            self.swap_in((offset - 0xF8) // 4, value)
        else:
            self.refuse("register", register, "a write")

    def control(self, value):
        if value & (DMAE | MODE | LKEY | MDMAT):
            self.refuse("dma", "CR", f"{value:#x}")
        self.cr = value & (0xF << 17 | 3 << 4)
        if value & INIT:
            if value >> 17 & 0xF not in ALGORITHMS:
                self.refuse("algorithm", "CR", f"{value >> 17 & 0xF}")
                return
            self.begin(value >> 17 & 0xF)

    def data(self, value):
        if self.hash is None:
            self.refuse("init-first", "DIN")
            return
        if self.finished:
            self.refuse("after-digest", "DIN")
            return
        if self.computing:
            self.refuse("din-busy", "DIN")
            # As ST's own driver shows, which does not wait: the bus does.
            for _ in range(self.left):
                self.pass_time()
            if self.computing:
                return
        self.use_context()
        self.dinis = False
        if self.occasion("dropped-word"):
            return
        self.fifo.append(swap(value, self.cr >> 4 & 3))
        self.expected -= 1
        if len(self.fifo) == self.block + 1:
            self.compute("block")

    def start(self, value):
        if not value & DCAL:
            self.nblw = value & 0x1F
            return
        if value & 0x1F and value & 0x1F != self.nblw:
            self.refuse("str-both", "STR")
        if self.hash is None or self.finished:
            self.refuse("init-first", "STR")
        elif self.computing:
            self.then_digest = self.computing == "block"
        else:
            self.use_context()
            if self.nblw and not self.fifo:
                self.refuse("dcal-nothing", "STR")
            self.compute("digest")

    # -- contexts -----------------------------------------------------------------------------------------------------

    def words(self):
        """How many of the CSR hold a context of this algorithm."""
        return SWAPS if self.block == 32 else 38

    def swap_out(self, index):
        if not self.dinis or self.hash is None:
            self.refuse("swap-ready", f"CSR{index}")
            return 0
        if index == 0:
            self.contexts += 1
            self.saved[self.contexts] = (self.algorithm, self.hash.copy(), list(self.fifo), self.expected)
        return self.token(self.contexts, index)

    @staticmethod
    def token(context, index):
        """The hardware's state means nothing to software; a word that tells which context it is of serves as well."""
        return int.from_bytes(hashlib.sha256(b"CSR %d %d" % (context, index)).digest()[:4], "big")

    def swap_in(self, index, value):
        if self.hash is None or self.fifo or self.computing or self.finished:
            self.refuse("swap-restore", f"CSR{index}")
            return
        if not self.restored:
            self.restored = [None] * SWAPS
        self.restored[index] = value

    def use_context(self):
        """With the first word after a restore, the context counts."""
        if not self.restored:
            return
        words, self.restored = self.restored[: self.words()], []
        for number, (algorithm, state, fifo, expected) in self.saved.items():
            if words[0] == self.token(number, 0):
                if algorithm != self.algorithm or any(word != self.token(number, at) for at, word in enumerate(words)):
                    break
                self.hash, self.fifo, self.expected = state.copy(), list(fifo), expected
                if self.occasion("lost-context"):
                    self.hash.update(bytes(self.block * 4))
                return
        self.refuse("swap-own", "CSR0")
