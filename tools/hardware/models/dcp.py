"""DCP of the i.MX RT1060: AES-128, SHA-1 and SHA-256 on memory, told by work packets that lie in memory too."""

import hashlib

from models import aes
from models.bus import Rule, Unit

SDK = "nxp-mcuxpresso/mcux-sdk drivers/dcp/fsl_dcp.c"
SDKH = "nxp-mcuxpresso/mcux-sdk drivers/dcp/fsl_dcp.h"
# The i.MX23, the first chip with the unit.
ROCKBOX = "Rockbox/rockbox firmware/target/arm/imx233/dcp-imx233.h"
RAL = "imxrt-rs/imxrt-ral src/blocks/imxrt1011/dcp.rs, the manual's register descriptions"
LINUX = "torvalds/linux drivers/crypto/mxs-dcp.c"

SFTRST, CLKGATE, CACHING, SWITCHING = 1 << 31, 1 << 30, 1 << 22, 1 << 21
INTERRUPT, DECREMENT, CHAIN, CONTIGUOUS, COPY, CIPHER, HASH, BLIT = (1 << bit for bit in range(8))
ENCRYPT, CIPHER_INIT, OTP_KEY, PAYLOAD_KEY, HASH_INIT, HASH_TERM, CHECK = (1 << bit for bit in range(8, 15))
KEY_BYTES, KEY_WORDS, IN_BYTES, IN_WORDS, OUT_BYTES, OUT_WORDS = (1 << bit for bit in range(18, 24))
SETUP, PACKET, SRC, DST = 1 << 2, 1 << 3, 1 << 4, 1 << 5
HASHES = {0: "sha1", 2: "sha256"}


def turn(data, by_bytes, by_words):
    """A block's bytes turned in their words, and its words turned."""
    words = [data[i : i + 4] for i in range(0, len(data), 4)]
    if by_bytes:
        words = [word[::-1] for word in words]
    if by_words:
        words.reverse()
    return b"".join(words)


class Dcp(Unit):
    NAME = "DCP"
    SIZE = 0x1000
    REGISTERS = {
        **{base + 4 * number: name + suffix for base, name in ((0x00, "CTRL"), (0x10, "STAT"), (0x20, "CHANNELCTRL"))
           for number, suffix in enumerate(("", "_SET", "_CLR", "_TOG"))},
        0x30: "CAPABILITY0", 0x40: "CAPABILITY1", 0x50: "CONTEXT", 0x60: "KEY", 0x70: "KEYDATA",
        **{0x80 + 16 * number: f"PACKET{number}" for number in range(7)},
        **{0x100 + 0x40 * channel + offset + 4 * number: f"CH{channel}{name}{suffix}"
           for channel in range(4) for offset, name in ((0x20, "STAT"), (0x30, "OPTS"))
           for number, suffix in enumerate(("", "_SET", "_CLR", "_TOG"))},
        **{0x100 + 0x40 * channel + offset: f"CH{channel}{name}" for channel in range(4) for offset, name in ((0x00, "CMDPTR"), (0x10, "SEMA"))},
        0x420: "PAGETABLE", 0x430: "VERSION",
    }
    RULES = {
        "clock": Rule("The unit is used with its gate open.", SDK + ": DCP_Init"),
        "register": Rule("The unit's registers are those of the manual.", RAL),
        "width": Rule("The unit is accessed by 32-bit words.", "nxp-mcuxpresso/mcux-sdk devices/MIMXRT1062/MIMXRT1062.h: DCP_Type"),
        "reset": Rule("After reset CTRL is 0xF0800000: soft reset and clock gate are set.", SDK + ": DCP_Init, DCP_Deinit"),
        "gated": Rule("SFTRST and CLKGATE are cleared before anything else is used.", SDK + ": DCP_Init; " + RAL + ": CTRL"),
        "soft-reset": Rule("SFTRST puts the unit back to its reset state.", SDK + ": DCP_Deinit"),
        "set-clear": Rule("At offsets 4, 8 and 12 a register is set, cleared and toggled by ones.", RAL),
        "enabled": Rule("A channel is enabled in CHANNELCTRL before it gets work.", SDK + ": DCP_Init; " + RAL + ": CHANNELCTRL"),
        "start": Rule("CMDPTR is written, then SEMA: its increment starts the channel.", SDK + ": dcp_schedule_work; " + LINUX + ": mxs_dcp_start_dma"),
        "channel-busy": Rule("A channel gets a new packet only once the one before is done.", SDK + ": dcp_schedule_work"),
        "active": Rule("STAT has bit 16 + channel set while a channel works.", SDKH + ": dcp_channel_t; " + SDK + ": DCP_WaitForChannelComplete"),
        "done": Rule("Done is a semaphore of 0 and no error bit in CHnSTAT.", SDK + ": dcp_get_channel_status"),
        "decrement": Rule("The packet says whether the semaphore goes down: without DECR_SEMAPHORE and chain it is an error.", RAL + ": CH0STAT.ERROR_CODE"),
        "status-clear": Rule("Bits of STAT and CHnSTAT are cleared by ones at their _CLR.", SDK + ": dcp_clear_status, dcp_clear_channel_status"),
        "packet": Rule("A packet is eight words: next, control 0, control 1, source, destination, size, payload, status.", SDKH + ": dcp_work_packet_t; " + LINUX + ": dcp_dma_desc"),
        "packet-aligned": Rule("A packet begins at a multiple of 4, as words do.", SDKH + ": dcp_work_packet_t"),
        "packet-status": Rule("When done, bit 0 of the packet's last word is set, with the error bits and the tag.", ROCKBOX + ": HW_DCP_STATUS__*"),
        "functions": Rule("A packet has one of copy, cipher, hash (cipher and hash may go together); else the mode is an error.", RAL + ": ERROR_CODE"),
        "aes-select": Rule("Cipher 0 is AES-128; mode 0 is ECB, 1 is CBC.", LINUX + ": MXS_DCP_CONTROL1_*"),
        "aes-size": Rule("A cipher's size is a multiple of 16, at least 16; else ERROR_SETUP.", SDK + ": DCP_AES_EncryptEcbNonBlocking; " + RAL + ": ERROR_SETUP"),
        "aes-order": Rule("Without swaps, key and data are in the order of memory.", LINUX + ": mxs_dcp_aes_block_crypt"),
        "swaps": Rule("Byte swap turns the bytes of a word, word swap the words of a block; for key, input and output apart.", SDKH + ": dcp_swap_t; " + RAL),
        "key-ram": Rule("KEY says slot (bits 5 and 4) and word (bits 1 and 0); KEYDATA writes, and the word goes up by itself.", SDK + ": dcp_aes_set_sram_based_key"),
        "key-loaded": Rule("A slot of the key RAM is loaded before it is used.", SDK + ": DCP_AES_SetKey"),
        "key-hidden": Rule("KEYDATA cannot be read.", ""),
        "key-payload": Rule("With PAYLOAD_KEY the payload begins with the key; an IV follows it.", SDK + ": DCP_AES_EncryptCbcNonBlocking; " + LINUX),
        "key-otp": Rule("Keys of fuses are there, and outside the model.", SDKH + ": dcp_key_slot_t"),
        "iv": Rule("CBC takes its IV from the payload with CIPHER_INIT, else from the channel's context.", SDK + "; " + RAL + ": CIPHER_INIT"),
        "hash-select": Rule("Hash 0 is SHA-1, 2 is SHA-256.", SDK + ": kDCP_CONTROL1_HASH_SELECT_*; " + LINUX),
        "hash-size": Rule("Without HASH_TERM the size is a multiple of 64; else ERROR_SETUP.", SDK + ": dcp_hash_process_message_data; " + RAL + ": ERROR_SETUP"),
        "hash-zero": Rule("A message of no bytes cannot be hashed.", SDKH + ": DCP_HASH_CAVP_COMPATIBLE"),
        "hash-zero-end": Rule("A last packet may have no bytes where some came before.", SDK + ": dcp_hash_finalize; OP-TEE/optee_os core/drivers/imx/dcp/dcp.c: dcp_sha_do_final"),
        "hash-init": Rule("HASH_INIT begins a hash; without it the channel's context goes on.", RAL + ": HASH_INIT; " + SDK),
        "hash-digest": Rule("With HASH_TERM the digest is written to the payload, last byte first.", SDK + ": dcp_reverse_and_copy; " + LINUX + ": dcp_sha_req_to_buf"),
        "context": Rule("With context switching, channel n's context is 52 bytes at CONTEXT + 156 - 52 n: IV, then 36 bytes of the hash.", SDK + ": dcp_hash_save_running_hash; " + SDKH + ": dcp_context_t"),
        "context-zero": Rule("With context switching CONTEXT points to 208 bytes.", SDK + ": DCP_Init; " + SDKH + ": dcp_context_t"),
        "context-cached": Rule("With context caching the context of the channel that worked last is not read from memory again.", SDK + ": DCP_GetDefaultConfig"),
        "context-off": Rule("A context for each channel comes with context switching; without it one serves all.", SDKH + ": dcp_config_t, dcp_context_t"),
        "context-own": Rule("The hash of a context is what the unit has put there.", SDK + ": dcp_hash_save_running_hash, dcp_hash_restore_running_hash"),
        "bus": Rule("A bus error at the packet, source or destination sets ERROR_PACKET, ERROR_SRC or ERROR_DST.", RAL + ": CH0STAT"),
    }
    PLAIN = ("CTRL", "CHANNELCTRL")
    FAULTS = {
        "stuck-busy": "a packet is never done",
        "setup-error": "a packet ends with ERROR_SETUP",
        "bus-error": "a packet ends with ERROR_SRC",
        "dropped-write": "a packet is done and wrote nothing",
        "wrong-output": "each block that is written has a wrong bit",
        "lost-context": "a context that is gone on with is another one",
    }

    def __init__(self, base, clock=None, memory=None):
        self.memory = memory
        super().__init__(base, clock)

    def reset(self):
        self.ctrl = 0xF0800000
        self.forget()
        self.saved = {}
        self.contexts = 0

    def forget(self):
        self.channelctrl = self.stat = self.context = self.key_index = 0
        self.key_ram = {}
        self.pointer, self.sema, self.chstat = [0] * 4, [0] * 4, [0] * 4
        self.job = None
        self.left = 0
        self.current = None
        self.last_channel = None
        self.packet = [0] * 7

    # -- registers ----------------------------------------------------------------------------------------------------

    @staticmethod
    def modified(old, value, suffix):
        return {"": value, "_SET": old | value, "_CLR": old & ~value, "_TOG": old ^ value}[suffix] & 0xFFFFFFFF

    @staticmethod
    def split(register):
        for suffix in ("_SET", "_CLR", "_TOG"):
            if register.endswith(suffix):
                return register[:-4], suffix
        return register, ""

    def load(self, register, offset):
        register, _ = self.split(register)
        if register == "CTRL":
            return self.ctrl
        if self.ctrl & (SFTRST | CLKGATE):
            self.refuse("gated", register)
            return 0
        if register == "STAT":
            self.pass_time()
            active = 0 if self.job is None else 1 << 16 + self.job | self.job + 1 << 24
            return self.stat | active | 1 << 28
        if register.startswith("CH") and register != "CHANNELCTRL":
            channel, name = int(register[2]), register[3:]
            self.pass_time()
            return {"CMDPTR": self.pointer[channel], "SEMA": self.sema[channel] << 16, "STAT": self.chstat[channel], "OPTS": 0}[name]
        if register == "KEYDATA":
            self.refuse("key-hidden", register)
        if register.startswith("PACKET"):
            return self.packet[int(register[6])]
        return {
            "CHANNELCTRL": self.channelctrl, "CAPABILITY0": 0x404, "CAPABILITY1": 0x00070001, "CONTEXT": self.context, "KEY": self.key_index,
        }.get(register, 0)

    def store(self, register, offset, value):
        register, suffix = self.split(register)
        if register == "CTRL":
            self.ctrl = self.modified(self.ctrl, value, suffix) | 0x30000000
            if self.ctrl & SFTRST:
                self.forget()
                self.ctrl |= CLKGATE
            return
        if self.ctrl & (SFTRST | CLKGATE):
            self.refuse("gated", register)
        elif register == "STAT":
            self.stat = self.modified(self.stat, value, suffix) & 0x10F if suffix else self.stat
        elif register == "CHANNELCTRL":
            self.channelctrl = self.modified(self.channelctrl, value, suffix)
        elif register == "CONTEXT":
            self.context = value
        elif register == "KEY":
            self.key_index = value & 0x33
        elif register == "KEYDATA":
            self.key_ram[(self.key_index >> 4, self.key_index & 3)] = value
            self.key_index = self.key_index & 0x30 | (self.key_index + 1) & 3
        elif register.startswith("CH"):
            self.channel(int(register[2]), register[3:], suffix, value)
        else:
            self.refuse("register", register, "a write")

    def channel(self, channel, name, suffix, value):
        if name == "CMDPTR":
            if self.job == channel:
                self.refuse("channel-busy", f"CH{channel}CMDPTR")
            else:
                self.pointer[channel] = value
        elif name == "SEMA":
            self.start(channel, value & 0xFF)
        elif name == "STAT":
            self.chstat[channel] = self.modified(self.chstat[channel], value, suffix)

    def start(self, channel, increment):
        if not self.channelctrl >> channel & 1:
            self.refuse("enabled", f"CH{channel}SEMA")
            return
        if self.job is not None:
            self.refuse("channel-busy", f"CH{channel}SEMA")
            return
        if not self.pointer[channel]:
            self.refuse("start", f"CH{channel}SEMA", "CMDPTR is 0")
        self.sema[channel] += increment
        if self.sema[channel]:
            self.job, self.left = channel, self.work

    def pass_time(self):
        if self.job is None or self.occasion("stuck-busy"):
            return
        self.left -= 1
        if self.left > 0:
            return
        channel, self.job = self.job, None
        while self.sema[channel]:
            error, chained = self.run(channel)
            if error:
                self.chstat[channel] |= error
                self.sema[channel] = 0
            elif self.sema[channel] and not chained:
                self.chstat[channel] |= PACKET | 2 << 16
                self.refuse("decrement", f"CH{channel}SEMA")
                self.sema[channel] = 0

    # -- packets ------------------------------------------------------------------------------------------------------

    def run(self, channel):
        """Does a packet; answers (error bits, whether another follows)."""
        at = self.pointer[channel]
        if at & 3:
            self.refuse("packet-aligned", f"CH{channel}CMDPTR", f"{at:#x}")
        raw = self.memory.fetch(at, 32)
        if raw is None:
            return PACKET, False
        words = [int.from_bytes(raw[i : i + 4], "little") for i in range(0, 32, 4)]
        follows, control0, control1, source, destination, size, payload, _ = words
        self.packet = words[:7]
        if self.occasion("setup-error"):
            error = SETUP
        elif self.occasion("bus-error"):
            error = SRC
        else:
            error = self.do(channel, control0, control1, source, destination, size, payload)
        tag = control0 >> 24
        self.chstat[channel] = self.chstat[channel] & 0x00FFFFFF | tag << 24
        self.memory.deliver(at + 28, (1 | error | tag << 24).to_bytes(4, "little"))
        if control0 & DECREMENT:
            self.sema[channel] -= 1
        if control0 & INTERRUPT:
            self.stat |= 1 << channel
        chained = bool(control0 & CHAIN) and not error
        if chained:
            self.pointer[channel] = follows
            if not follows and self.sema[channel]:
                return error | PACKET | 1 << 16, False
        return error, chained

    def do(self, channel, control0, control1, source, destination, size, payload):
        functions = control0 & (COPY | CIPHER | HASH | BLIT)
        if functions not in (COPY, CIPHER, HASH, CIPHER | HASH):
            self.refuse("functions", "control 0", f"{control0:#x}")
            return SETUP | 5 << 16
        self.load_context(channel)
        data = self.memory.fetch(source, size)
        if data is None:
            return SRC
        silent = self.occasion("dropped-write")
        error = 0
        if control0 & HASH:
            error = self.do_hash(channel, control0, control1, data, payload, silent)
        if control0 & CIPHER and not error:
            error = self.do_cipher(channel, control0, control1, data, destination, payload, silent)
        elif control0 & COPY:
            error = 0 if silent or self.memory.deliver(destination, data) else DST
        if not error:
            self.save_context(channel)
        return error

    def key(self, control0, control1, payload):
        if control0 & OTP_KEY:
            self.refuse("key-otp", "control 0")
            return bytes(16)
        if control0 & PAYLOAD_KEY:
            return self.memory.fetch(payload, 16)
        words = [self.key_ram.get((control1 >> 8 & 0xFF, word)) for word in range(4)]
        if None in words:
            self.refuse("key-loaded", "KEYDATA", f"slot {control1 >> 8 & 0xFF}")
            return bytes(16)
        return b"".join(word.to_bytes(4, "little") for word in words)

    def do_cipher(self, channel, control0, control1, data, destination, payload, silent):
        if control1 & 0xF or control1 >> 4 & 0xF > 1:
            self.refuse("aes-select", "control 1", f"{control1:#x}")
            return SETUP
        if len(data) % 16 or not data:
            self.refuse("aes-size", "size", f"{len(data)}")
            return SETUP
        key = self.key(control0, control1, payload)
        if key is None:
            return PACKET | 4 << 16
        key = turn(key, control0 & KEY_BYTES, control0 & KEY_WORDS)
        chained = control1 >> 4 & 0xF == 1
        if chained and control0 & CIPHER_INIT:
            self.current["iv"] = self.memory.fetch(payload + (16 if control0 & PAYLOAD_KEY else 0), 16) or bytes(16)
        result = b""
        for start in range(0, len(data), 16):
            block = turn(data[start : start + 16], control0 & IN_BYTES, control0 & IN_WORDS)
            if control0 & ENCRYPT:
                out = aes.encrypt(key, aes.xor(block, self.current["iv"]) if chained else block)
                self.current["iv"] = out if chained else self.current["iv"]
            else:
                out = aes.decrypt(key, block)
                if chained:
                    out, self.current["iv"] = aes.xor(out, self.current["iv"]), block
            result += turn(out, control0 & OUT_BYTES, control0 & OUT_WORDS)
        if self.occasion("wrong-output"):
            result = bytes(byte ^ (0 if at % 16 else 4) for at, byte in enumerate(result))
        return 0 if silent or self.memory.deliver(destination, result) else DST

    def do_hash(self, channel, control0, control1, data, payload, silent):
        select = control1 >> 16 & 0xF
        if select not in HASHES:
            self.refuse("hash-select", "control 1", f"{select}")
            return SETUP
        if not control0 & HASH_TERM and (len(data) % 64 or not data):
            self.refuse("hash-size", "size", f"{len(data)}")
            return SETUP
        if control0 & HASH_TERM and control0 & HASH_INIT and not data:
            self.refuse("hash-zero", "size")
            return SETUP
        if control0 & HASH_INIT:
            self.current["hash"] = (select, hashlib.new(HASHES[select]))
        state = self.current["hash"]
        if state is None or state[0] != select:
            self.refuse("hash-init", "control 0")
            return SETUP
        state[1].update(turn(data, control0 & IN_BYTES, control0 & IN_WORDS) if control0 & (IN_BYTES | IN_WORDS) else data)
        if control0 & HASH_TERM:
            digest = state[1].digest()
            if self.occasion("wrong-output"):
                digest = bytes([digest[0] ^ 4]) + digest[1:]
            if not silent and not self.memory.deliver(payload, digest[::-1]):
                return PACKET | 4 << 16
        return 0

    # -- contexts -----------------------------------------------------------------------------------------------------

    def place(self, channel):
        return self.context + 156 - 52 * channel

    @staticmethod
    def token(number):
        return hashlib.sha512(b"DCP %d" % number).digest()[:36]

    def load_context(self, channel):
        if self.current is None:
            self.current = {"iv": bytes(16), "hash": None}
        if not self.ctrl & SWITCHING:
            return
        if not self.context:
            self.refuse("context-zero", "CONTEXT")
            return
        if self.ctrl & CACHING and self.last_channel == channel:
            return
        raw = self.memory.fetch(self.place(channel), 52) or bytes(52)
        state = None
        for number, saved in self.saved.items():
            if raw[16:] == self.token(number):
                state = (saved[0], saved[1].copy())
        if state and self.occasion("lost-context"):
            state[1].update(bytes(64))
        self.current = {"iv": raw[:16], "hash": state}
        self.last_channel = channel

    def save_context(self, channel):
        if not self.ctrl & SWITCHING or not self.context:
            return
        if self.ctrl & CACHING:
            self.last_channel = channel
            return
        hashed = bytes(36)
        if self.current["hash"]:
            self.contexts += 1
            self.saved[self.contexts] = (self.current["hash"][0], self.current["hash"][1].copy())
            hashed = self.token(self.contexts)
        self.memory.deliver(self.place(channel), self.current["iv"] + hashed)
