"""The Alif Ensemble: its units belong to the secure enclave, which a firmware's functions ask for randomness, hashes and AES-GCM.

No register is touched: what the enclave answers comes from the firmware's functions, which the harness puts in their place.
"""

import hashlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models import aes
from models.bus import Refusal, Rule
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


class Enclave:
    """The firmware's camtls_port_services and what goes with it. Silent until a test lets it offer something."""

    NAME = "camtls_port_service"
    SHA256, AES_GCM = 1, 2
    RULES = {
        "offered": Rule("Only what camtls_port_services offers is asked for.", "include/camtls.h: camtls_port_services"),
        "size": Rule("Short work does not go to another processor: what is asked for has 2 KB and more, but for the known answers.", "include/camtls.h: camtls_port_services"),
        "key": Rule("Keys have 16, 24 or 32 bytes.", "include/camtls.h: camtls_service_message"),
        "apart": Rule("Input and output are the same place, or do not overlap.", "include/camtls.h: camtls_service_message"),
        "success": Rule("Digest, output and tag are written on success only.", "include/camtls.h: camtls_port_service_gcm"),
        "tag": Rule("Decrypting, the tag of what came is answered, and nothing is compared.", "alifsemi/alif_ensemble-cmsis-dfp se_services/include/services_lib_api.h: MBEDTLS_GCM_DECRYPT_AND_TAG"),
    }
    FAULTS = {
        "fails": "the enclave answers with a code",
        "wrong-output": "a text that comes out has a wrong bit",
        "wrong-tag": "a tag has a wrong bit",
        "wrong-digest": "a digest has a wrong bit",
        "withdrawn": "what was offered is offered no more",
    }
    # What the known answers of a first use are asked with.
    KNOWN = (61, 200)

    def __init__(self):
        self.power_on()

    def power_on(self, offers=0):
        self.offers = offers
        self.faults = {}
        self.calls = self.happened = 0
        self.refusals = []
        self.forced = True

    def inject(self, fault, after=0, times=None):
        assert fault in self.FAULTS, fault
        self.faults[fault] = [after, times]

    def occasion(self, fault):
        state = self.faults.get(fault)
        if state is None or state[1] == 0:
            return False
        if state[0]:
            state[0] -= 1
            return False
        if state[1] is not None:
            state[1] -= 1
        self.happened += 1
        return True

    def refuse(self, rule, detail=""):
        self.refusals.append(Refusal("alif.py", self.NAME, rule, self.RULES[rule].text, detail))

    def services(self):
        return 0 if self.occasion("withdrawn") else self.offers

    def asked(self, service, length):
        self.calls += 1
        if not self.offers & service:
            self.refuse("offered", f"{service}")
        if not self.forced and length < 2048 and length not in self.KNOWN:
            self.refuse("size", f"{length}")

    def sha256(self, data):
        """The digest, or None."""
        self.asked(self.SHA256, len(data))
        if self.occasion("fails"):
            return None
        digest = hashlib.sha256(data).digest()
        return bytes([digest[0] ^ 1]) + digest[1:] if self.occasion("wrong-digest") else digest

    def gcm(self, decrypts, key, nonce, data, text, apart):
        """(output, tag), or None."""
        self.asked(self.AES_GCM, len(text))
        if len(key) not in (16, 24, 32):
            self.refuse("key", f"{len(key)}")
            return None
        if not apart:
            self.refuse("apart")
        if self.occasion("fails"):
            return None
        if decrypts:
            # Counter mode takes off what it puts on.
            out = AESGCM(key).encrypt(nonce, text, b"")[:-16]
            subkey = int.from_bytes(aes.encrypt(key, bytes(16)), "big")
            state = 0
            for part in (data, text):
                for at in range(0, len(part), 16):
                    state = aes.ghash(state, subkey, part[at : at + 16].ljust(16, b"\0"))
            state = aes.ghash(state, subkey, (len(data) * 8).to_bytes(8, "big") + (len(text) * 8).to_bytes(8, "big"))
            tag = aes.xor(state.to_bytes(16, "big"), aes.encrypt(key, nonce + bytes([0, 0, 0, 1])))
        else:
            sealed = AESGCM(key).encrypt(nonce, text, data)
            out, tag = sealed[:-16], sealed[-16:]
        if out and self.occasion("wrong-output"):
            out = bytes([out[0] ^ 1]) + out[1:]
        if self.occasion("wrong-tag"):
            tag = bytes([tag[0] ^ 0x40]) + tag[1:]
        return out, tag
