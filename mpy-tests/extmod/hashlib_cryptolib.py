# hashlib and cryptolib work without MicroPython's own ssl.

try:
    import hashlib, cryptolib, binascii
except ImportError:
    print("SKIP")
    raise SystemExit

for name in ("md5", "sha1", "sha256"):
    h = getattr(hashlib, name)(b"ab")
    h.update(b"c")
    print(name, binascii.hexlify(h.digest()).decode())
# FIPS 197, appendix C.1; the CBC vector is from SP 800-38A, F.2.1.
key = bytes(range(16))
plain = binascii.unhexlify("00112233445566778899aabbccddeeff")
sealed = cryptolib.aes(key, 1).encrypt(plain)
print(binascii.hexlify(sealed).decode())
print(cryptolib.aes(key, 1).decrypt(sealed) == plain)
key = binascii.unhexlify("2b7e151628aed2a6abf7158809cf4f3c")
plain = binascii.unhexlify("6bc1bee22e409f96e93d7e117393172a")
sealed = cryptolib.aes(key, 2, bytes(range(16))).encrypt(plain)
print(binascii.hexlify(sealed).decode())
print(cryptolib.aes(key, 2, bytes(range(16))).decrypt(sealed) == plain)
