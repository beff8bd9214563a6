"""AES and GHASH for the models, on blocks, so that a model can stop anywhere. The primitive is OpenSSL's, by way of `cryptography`."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def encrypt(key, block):
    context = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return context.update(block)


def decrypt(key, block):
    context = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return context.update(block)


def multiply(x, y):
    """x · y in the field of GCM (SP 800-38D 6.3), on numbers whose highest bit is the polynomial's first."""
    product = 0
    for shift in range(127, -1, -1):
        if x >> shift & 1:
            product ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return product


def ghash(state, subkey, block):
    return multiply(state ^ int.from_bytes(block, "big"), subkey)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))
