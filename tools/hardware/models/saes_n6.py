"""SAES of the STM32N6: AES-128 and -256 with keys of software, with the device's own key, and with keys wrapped by that one."""

import hashlib

from models import aes
from models.bus import Rule, Unit, bytes_of, swap, words_of

SVD = "RM0486, SAES registers, in ST's STM32N657.svd (currentmakers/cmforthlib stm32n657/saes.fs)"
H7S = "RM0477, SAES registers (the same registers and reset values, with their text), in ST's STM32H7S.svd (currentmakers/cmforthlib stm32h7s/saes.fs)"
H5 = "RM0481, SAES registers (likewise), in ST's STM32H573.svd (currentmakers/cmforthlib stm32h573/saes.fs)"
HAL = "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_cryp.c"
HALX = "STMicroelectronics/stm32n6xx-hal-driver Src/stm32n6xx_hal_cryp_ex.c"
HALB = "STMicroelectronics/stm32n6xx-hal-driver Inc/stm32n6xx_hal_bsec.h: HAL_BSEC_DHUK_INVALID"
HALH = "STMicroelectronics/stm32n6xx-hal-driver Inc/stm32n6xx_hal_cryp.h"
# Ran on an STM32N6570-DK, as its docs say: a key wrapped and unwrapped, GCM with it.
MTFS = "men100/mtfs src/ports/stm32_cube/crypto/mtfs_stm32_saes.c"
OPTEE = "OP-TEE/optee_os core/drivers/crypto/stm32/stm32_saes.c"

EN, IPRST = 1, 1 << 31
MODES = ("encrypt", "prepare", "decrypt", "?")
CHAINS = {0: "ECB", 0x20: "CBC", 0x40: "CTR", 0x60: "GCM", 1 << 16: "CCM"}
CHAIN_BITS = 1 << 16 | 0x60
PHASES = ("init", "header", "payload", "final")
GCMPH, NPBLB, DMA = 3 << 13, 0xF << 20, 3 << 11
KEYSIZE, KMOD, KEYSEL = 1 << 18, 3 << 24, 7 << 28
# What is not to be changed while EN is set; the phase and the padding are.
FIXED = 6 | 0x18 | CHAIN_BITS | KEYSIZE | 1 << 19 | KMOD | 3 << 26 | KEYSEL
RDERR, WRERR, BUSY, KEYVALID = 2, 4, 8, 1 << 7
CCF, RWEIF, KEIF, RNGEIF = 1, 2, 4, 8
KEYS = [f"KEYR{number}" for number in range(8)]
IVS = [f"IVR{number}" for number in range(4)]


class Saes(Unit):
    NAME = "SAES"
    REGISTERS = {
        0x00: "CR", 0x04: "SR", 0x08: "DINR", 0x0C: "DOUTR",
        **{(0x10, 0x30)[number > 3] + 4 * (number & 3): name for number, name in enumerate(KEYS)},
        **{0x20 + 4 * number: name for number, name in enumerate(IVS)},
        **{0x40 + 4 * number: f"SUSPR{number}" for number in range(8)},
        0x300: "IER", 0x304: "ISR", 0x308: "ICR",
    }
    RULES = {
        "clock": Rule("The unit is used with its clock on.", MTFS + ": mtfs_stm32_saes_init"),
        "register": Rule("The unit's registers are those of the manual.", SVD),
        "width": Rule("The unit is accessed by 32-bit words.", "RM0456 50.1 (the STM32U5's SAES)"),
        "reset": Rule("After reset all registers are 0 but for BUSY, until there is a random number.", SVD + "; " + H7S),
        "random": Rule("BUSY is set upon a reset, until the RNG has given a random number: the RNG's clock is on.", H7S + "; " + OPTEE + ": clk_rng; " + MTFS),
        "random-on": Rule("The RNG is not only clocked, it is on.", MTFS + ": HAL_RNG_Init"),
        "random-error": Rule("Where the RNG fails RNGEIF is set; clearing it asks again.", H7S),
        "iprst": Rule("IPRST puts every register back, and is low while the configuration is written.", H7S),
        "fixed": Rule("Key, mode, chaining, data type and key size stay as they are while BUSY or EN is set: a write is ignored.", H7S),
        "modes": Rule("MODE is 0 to encrypt, 1 to prepare a key, 2 to decrypt.", HALH + ": CRYP_MODE_*"),
        "chains": Rule("CHMOD is 0 ECB, 1 CBC, 2 CTR, 3 GCM, 4 CCM.", HALH + ": SAES_CR_CHMOD_AES_*"),
        "outside": Rule("CCM, DMA, suspending, sharing a key, and keys but those of software and the DHUK are there, and outside the model.", SVD + "; " + HALH),
        "key-order": Rule("KEYR0 to KEYR3 (or KEYR7) are written one after the other, or backwards; else KEIF is set and KEYVALID stays 0.", H7S),
        "key-places": Rule("The key's first bytes are in the last register, big-endian.", HALX + ": CRYPEx_SetKey; " + MTFS + ": pack_key"),
        "key-off": Rule("KEYR are written while EN is 0, and after KEYSIZE.", H7S),
        "key-selected": Rule("With KEYSEL other than 0 a write to KEYR is ignored and sets KEIF.", H7S),
        "key-hidden": Rule("KEYR cannot be read.", H7S),
        "key-valid": Rule("EN can be set only with KEYVALID.", H7S),
        "key-error": Rule("KEIF is cleared by ICR; until then KEYVALID is not set.", H7S),
        "select": Rule("A change of KEYSEL erases the key; with 1 the DHUK is loaded: BUSY until KEYVALID, or KEIF.", H7S + "; " + HALH + ": CRYP_KEYSEL_HW"),
        "select-again": Rule("KEYSEL written again as it is loads nothing, while KEYVALID is set.", H7S),
        "own-chain": Rule("With another chaining mode the DHUK is another key: CHMOD is set before it is loaded, and stays.", OPTEE + ": stm32_saes_cmac_prf_128"),
        "own": Rule("Each device has a DHUK of its own, that software never sees.", H7S + "; " + HALX + ": Wrap and Unwrap key functions"),
        "own-valid": Rule("The DHUK is selected only while BSEC says that it can be used.", HALB),
        "own-constant": Rule("While it cannot, a key that is the same in each device is loaded in its place, and nothing says so.", "RM0456 3.8.1 (the STM32U5, as long as it is open)"),
        "prepare": Rule("To decrypt in ECB or CBC the key is prepared in MODE 1; CCF tells the end, and EN is cleared.", HAL + ": CRYP_AES_Decrypt; " + H7S),
        "prepare-chain": Rule("A key is prepared in ECB or CBC alone: with GCM the end is never told.", MTFS + ": prepare"),
        "wrapped": Rule("With KMOD 1 what is encrypted is a key, and what is decrypted becomes the key, when all of it is there; KEYSEL is 0 then.", H7S + "; " + HALX + ": HAL_CRYPEx_WrapKey, HAL_CRYPEx_UnwrapKey"),
        "wrapped-read": Rule("With KMOD 1 a decryption gives nothing to read: DOUTR is 0, and a read sets RDERR.", HAL + ": CRYP_AES_Decrypt; " + H5),
        "wrapped-chain": Rule("With KMOD 1 EN cannot be set with GCM, nor to encrypt with CTR.", H7S),
        "wrapped-words": Rule("A key is wrapped as words: DATATYPE is 0.", OPTEE + ": stm32_saes_init; " + MTFS + ": select_byte_data_type"),
        "wrapped-then": Rule("A key that was unwrapped is used with KMOD 0; it stays through that change.", MTFS + ": prepare"),
        "input": Rule("Four words into DINR with EN set are a block; then the unit computes.", H7S + "; " + HALX + ": CRYPEx_KeyEncrypt"),
        "input-early": Rule("A word into DINR while the unit computes or has output is ignored and sets WRERR.", H7S),
        "output": Rule("With CCF there are four words in DOUTR.", H7S),
        "output-early": Rule("A read of DOUTR while there is no output gives 0 and sets RDERR.", H7S),
        "flags": Rule("CCF, RWEIF, KEIF and RNGEIF are cleared by ICR; SR has CCF too, and RWEIF clears RDERR and WRERR.", H7S + "; " + HALH + ": CRYP_CLEAR_*"),
        "swap": Rule("DATATYPE orders DINR and DOUTR: 0 word, 1 half-words, 2 bytes, 3 bits; not key and IV.", H7S + "; " + MTFS + ": pack_iv, copy_tag"),
        "iv": Rule("IVR3 has the first bytes, big-endian; the IV is written while EN is 0.", HAL + ": CRYP_AESGCM_Process; " + H5),
        "counter": Rule("In GCM the last 32 bits count.", "SP 800-38D 6.2, which GCM is"),
        "counter-wide": Rule("In CTR too: the other 96 are left alone.", "RM0432 34.4.9, of AES, whose modes the unit has"),
        "gcm-counter": Rule("The counter in IVR0 is 2 at the init phase.", MTFS + ": pack_iv"),
        "gcm-init": Rule("The init phase ends with CCF, and clears EN.", H7S + "; " + HAL + ": CRYP_AESGCM_Process"),
        "gcm-order": Rule("The phases come as init, header, payload, final; header and payload may be left out.", HAL + ": CRYP_AESGCM_Process"),
        "gcm-header": Rule("A block of the header ends with CCF and gives no output.", HAL + ": CRYP_GCMCCM_SetHeaderPhase"),
        "gcm-pad": Rule("NPBLB says how many bytes of an encryption's last block do not count for the tag.", H7S + "; " + HAL + ": CRYP_AESGCM_Process"),
        "gcm-busy": Rule("Encrypting, BUSY is 0 before the final phase is selected.", H7S),
        "gcm-final": Rule("In the final phase two lengths of 64 bits go in, in bits, as numbers whatever DATATYPE says; the tag comes out.", HALX + ": HAL_CRYPEx_AESGCM_GenerateAuthTAG"),
        "off": Rule("EN cleared and set begins a message anew.", H7S),
    }
    FAULTS = {
        "stuck-busy": "BUSY stays set",
        "no-end": "CCF is never set",
        "key-error": "the device's key fails to load: KEIF",
        "no-key": "KEYVALID is never set, and nothing says why",
        "random-error": "the RNG fails: RNGEIF",
        "dropped-word": "a word written to DINR is lost",
        "wrong-output": "a block that comes out has a wrong bit",
        "wrong-tag": "a tag has a wrong bit",
        "wrong-key": "a key that is unwrapped has a wrong bit",
        "stuck-output": "each block that comes out is the one before",
    }

    def __init__(self, base, clock=None, rng=None, dhuk=bytes(range(0x40, 0x60)), bsec=None):
        self.rng = rng
        self.bsec = bsec
        self.dhuk = dhuk
        super().__init__(base, clock)

    def reset(self):
        self.last_block = bytes(16)
        self.clear()
        self.wait("random")

    def clear(self):
        self.cr = self.ier = self.flags = self.errors = 0
        self.iv = [0] * 4
        self.key = {}
        self.key_way = []
        self.keyvalid = self.prepared = False
        self.pending = None
        self.forget()

    def forget(self):
        """A message is over, done or not."""
        self.inputs, self.outputs, self.working, self.phase = [], [], None, None
        self.unwrapped = b""
        self.hashing = self.subkey = self.tag_state = 0

    # -- what is set --------------------------------------------------------------------------------------------------

    @property
    def mode(self):
        return MODES[self.cr >> 3 & 3]

    @property
    def chain(self):
        return CHAINS.get(self.cr & CHAIN_BITS, "?")

    @property
    def wraps(self):
        return self.cr >> 24 & 3 == 1

    @property
    def keys(self):
        return KEYS[: 8 if self.cr & KEYSIZE else 4]

    def key_bytes(self):
        return b"".join(self.key.get(name, 0).to_bytes(4, "big") for name in reversed(self.keys))

    def set_key(self, data):
        self.key = dict(zip(reversed(self.keys), words_of(data)))
        self.prepared = False
        self.keyvalid = not self.flags & KEIF

    def own(self, chain):
        """The device's key: what the hardware derives for each mode is its own matter."""
        return self.dhuk if chain == "GCM" else hashlib.sha256(self.dhuk + chain.encode()).digest()

    def secret(self):
        """Whether something of a key is left."""
        return any(self.key.values()) or self.keyvalid

    def erase(self):
        self.key, self.key_way, self.keyvalid, self.prepared = {}, [], False, False

    # -- time ---------------------------------------------------------------------------------------------------------

    def wait(self, what):
        self.pending, self.left = what, self.work

    def compute(self, what):
        self.working, self.left = what, self.work

    def sounds(self):
        return self.rng is None or self.rng.clock() and bool(self.rng.cr & 4)

    def pass_time(self):
        if self.pending:
            if self.occasion("stuck-busy") or self.pending == "random" and not self.sounds():
                return
            self.left -= 1
            if self.left <= 0:
                self.loaded(self.pending)
        elif self.working is not None:
            if self.occasion("no-end"):
                return
            self.left -= 1
            if self.left <= 0:
                what, self.working = self.working, None
                self.done(what)
        elif self.hashing:
            self.hashing -= 0 if self.occasion("stuck-busy") else 1

    def loaded(self, what):
        if what == "random":
            if self.occasion("random-error"):
                self.flags |= RNGEIF
                self.left = 1 << 60
                return
        elif self.occasion("key-error"):
            self.flags |= KEIF
        elif not self.occasion("no-key"):
            key = self.own(self.chain)
            if self.bsec and not self.bsec.valid:
                self.refuse("own-valid", "CR")
                key = bytes(32)
            self.set_key(key[: 4 * len(self.keys)])
        self.pending = None

    def done(self, what):
        self.flags |= CCF
        if what == "prepare":
            self.prepared = True
            self.cr &= ~EN
        elif what == "init":
            self.subkey = int.from_bytes(aes.encrypt(self.key_bytes(), bytes(16)), "big")
            self.tag_state = 0
            self.phase = "init"
            self.cr &= ~EN
        else:
            self.do_block(what)

    def do_block(self, block):
        key = self.key_bytes()
        decrypts = self.mode == "decrypt"
        if self.chain in ("ECB", "CBC"):
            chained = self.chain == "CBC"
            if decrypts:
                out = aes.decrypt(key, block)
                if chained:
                    out, self.iv = aes.xor(out, bytes_of(reversed(self.iv))), words_of(block)[::-1]
            else:
                out = aes.encrypt(key, aes.xor(block, bytes_of(reversed(self.iv))) if chained else block)
                if chained:
                    self.iv = words_of(out)[::-1]
            if decrypts and self.wraps:
                self.unwrap(out)
            else:
                self.put(out)
        elif self.chain == "CTR":
            self.put(self.counted(block))
        elif self.phase == "header":
            self.tag_state = aes.ghash(self.tag_state, self.subkey, block)
        elif self.phase == "payload":
            out = self.counted(block)
            cipher = block if decrypts else out[: 16 - (self.cr >> 20 & 0xF)].ljust(16, b"\0")
            self.tag_state = aes.ghash(self.tag_state, self.subkey, cipher)
            self.hashing = 0 if decrypts else self.work
            self.put(out)
        elif self.phase == "final":
            state = aes.ghash(self.tag_state, self.subkey, block)
            tag = aes.xor(state.to_bytes(16, "big"), aes.encrypt(key, bytes_of([*reversed(self.iv[1:]), 1])))
            if self.occasion("wrong-tag"):
                tag = bytes([tag[0] ^ 0x40]) + tag[1:]
            self.put(tag)
            self.phase = None

    def counted(self, block):
        out = aes.xor(block, aes.encrypt(self.key_bytes(), bytes_of(reversed(self.iv))))
        self.iv[0] = self.iv[0] + 1 & 0xFFFFFFFF
        return out

    def unwrap(self, out):
        self.unwrapped += out
        if len(self.unwrapped) < 4 * len(self.keys):
            return
        data, self.unwrapped = self.unwrapped, b""
        if self.occasion("wrong-key"):
            data = bytes([data[0] ^ 8]) + data[1:]
        self.erase()
        self.cr &= ~KEYSEL
        if not self.occasion("no-key"):
            self.set_key(data)

    def put(self, block):
        if self.occasion("wrong-output"):
            block = bytes([block[0] ^ 1]) + block[1:]
        if self.occasion("stuck-output"):
            block = self.last_block
        self.last_block = block
        self.outputs = [swap(word, self.cr >> 1 & 3) for word in words_of(block)]

    # -- reads --------------------------------------------------------------------------------------------------------

    def load(self, register, offset):
        if register in ("SR", "ISR"):
            self.pass_time()
            if register == "ISR":
                return self.flags | (RWEIF if self.errors else 0)
            return (
                self.flags & CCF | self.errors | (BUSY if self.pending or self.hashing else 0) | (KEYVALID if self.keyvalid else 0)
            )
        if register == "CR":
            return self.cr
        if register == "DOUTR":
            return self.give()
        if register in IVS:
            return self.iv[IVS.index(register)]
        if register in KEYS:
            self.refuse("key-hidden", register)
        elif register.startswith("SUSPR"):
            self.refuse("outside", register)
        return self.ier if register == "IER" else 0

    def give(self):
        if self.outputs:
            return self.outputs.pop(0)
        self.errors |= RDERR
        self.refuse("wrapped-read" if self.wraps and self.mode == "decrypt" else "output-early", "DOUTR")
        return 0

    # -- writes -------------------------------------------------------------------------------------------------------

    def store(self, register, offset, value):
        if register == "CR":
            self.control(value)
        elif register == "DINR":
            self.feed(value)
        elif register in KEYS:
            self.put_key(register, value)
        elif register in IVS:
            if self.cr & EN:
                self.refuse("iv", register)
            else:
                self.iv[IVS.index(register)] = value
        elif register == "IER":
            self.ier = value & 0xF
        elif register == "ICR":
            self.flags &= ~value
            if value & RWEIF:
                self.errors = 0
            if value & RNGEIF and self.pending == "random":
                self.left = self.work
        else:
            self.refuse("outside" if register.startswith("SUSPR") else "register", register, "a write")

    def feed(self, value):
        if not self.cr & EN:
            self.refuse("input", "DINR", "EN is 0")
            return
        if self.working is not None or self.outputs:
            self.errors |= WRERR
            self.refuse("input-early", "DINR")
            return
        if self.occasion("dropped-word"):
            return
        if self.chain == "GCM":
            self.enter(PHASES[self.cr >> 13 & 3])
        self.inputs.append(value if self.phase == "final" else swap(value, self.cr >> 1 & 3))
        if len(self.inputs) == 4:
            block, self.inputs = bytes_of(self.inputs), []
            self.compute(block)

    def enter(self, phase):
        allowed = {"init": (), "header": ("init", "header"), "payload": ("init", "header", "payload"), "final": ("init", "header", "payload", "final")}
        if self.phase not in allowed[phase]:
            self.refuse("gcm-order", "CR", f"{phase} after {self.phase}")
        self.phase = phase

    def put_key(self, register, value):
        if self.cr & KEYSEL:
            self.flags |= KEIF
            self.refuse("key-selected", register)
            return
        if self.cr & EN or register not in self.keys:
            self.refuse("key-off", register)
            return
        self.keyvalid = self.prepared = False
        way = [*self.key_way, register]
        if way not in (self.keys[: len(way)], self.keys[::-1][: len(way)]):
            self.flags |= KEIF
            self.key_way = []
            self.refuse("key-order", register)
            return
        self.key[register] = value
        self.key_way = way
        if len(way) == len(self.keys):
            self.key_way = []
            self.keyvalid = not self.flags & KEIF and not self.occasion("no-key")

    def control(self, value):
        if value & IPRST:
            self.clear()
            self.cr = IPRST
            return
        if self.cr & IPRST:
            if value:
                self.refuse("iprst", "CR", f"{value:#x}")
            self.cr = 0
            self.wait("random")
            return
        changed = (value ^ self.cr) & FIXED
        if changed and (self.pending or self.hashing or self.cr & value & EN):
            self.refuse("fixed", "CR", f"bits {changed:#x}")
            changed = 0
        if value & DMA:
            self.refuse("outside", "CR", "DMA")
        if (value ^ self.cr) & GCMPH and value & GCMPH == GCMPH and self.hashing:
            self.refuse("gcm-busy", "CR")
        before = self.cr
        self.cr = (self.cr ^ changed) & FIXED | value & (GCMPH | NPBLB) | before & EN
        if changed & KEYSIZE:
            self.keyvalid, self.key_way = False, []
        if changed & KEYSEL:
            self.erase()
        elif changed & CHAIN_BITS and self.cr & KEYSEL:
            self.refuse("own-chain", "CR")
        if self.cr & KEYSEL and not self.keyvalid and not self.pending:
            if self.cr >> 28 & 7 != 1:
                self.refuse("outside", "CR", "KEYSEL")
            self.wait("key")
        if before & EN and not value & EN:
            self.cr &= ~EN
            self.forget()
        elif value & EN and not before & EN:
            self.enable()

    def enable(self):
        if not self.keyvalid or self.pending:
            if not self.faults:
                self.refuse("key-valid", "CR")
            return
        chain, mode = self.chain, self.mode
        if mode == "?" or chain == "?":
            self.refuse("modes" if mode == "?" else "chains", "CR")
            return
        if chain == "CCM" or self.cr >> 24 & 3 > 1:
            self.refuse("outside", "CR", chain)
            return
        if self.wraps and (chain == "GCM" or chain == "CTR" and mode == "encrypt"):
            self.refuse("wrapped-chain", "CR", chain)
            return
        if self.wraps and self.cr & 6:
            self.refuse("wrapped-words", "CR")
        self.cr |= EN
        self.outputs = []
        if mode == "prepare":
            if chain not in ("ECB", "CBC"):
                self.refuse("prepare-chain", "CR", chain)
            else:
                self.compute("prepare")
        elif mode == "decrypt" and chain in ("ECB", "CBC") and not self.prepared:
            self.refuse("prepare", "CR", "the key is not prepared")
        elif chain == "GCM" and not self.cr & GCMPH:
            if self.iv[0] != 2:
                self.refuse("gcm-counter", "IVR0", f"{self.iv[0]}")
            self.compute("init")
