#!/usr/bin/env python3
"""Certificates, lists and keys that no CA would make, for the tests of the error catalogue (mpy-tests/errors).

    python3 tools/forge.py DIRECTORY        makes all of them there

The DER is written here, field by field, so that any of them can be wrong; openssl makes the keys and the signatures. Everything is
dated relative to NOW, the moment to which the tests set the camera's clock, so that the messages are the same each time.
A file NAME.der is a chain: the leaf, then its intermediates. Unless a test says otherwise root.der is its anchor.
"""

import datetime
import hashlib
import ipaddress
import pathlib
import secrets
import subprocess
import sys

NOW = datetime.datetime(2030, 6, 15, 12, 0, tzinfo=datetime.timezone.utc)
HOST = "broker.local"

# ---- DER ----------------------------------------------------------------------------------------------------------


def tlv(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def sequence(*parts):
    return tlv(0x30, *parts)


def integer(number):
    return tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def bits(data, unused=0):
    return tlv(3, bytes([unused]) + data)


def oid(text):
    first, second, *rest = map(int, text.split("."))
    content = b""
    for arc in [40 * first + second, *rest]:
        part = [arc & 0x7F]
        while arc := arc >> 7:
            part.insert(0, 0x80 | arc & 0x7F)
        content += bytes(part)
    return tlv(6, content)


def name(common_name):
    """A distinguished name with a common name alone, or an empty one."""
    return sequence(tlv(0x31, sequence(oid("2.5.4.3"), tlv(12, common_name.encode()))) if common_name else b"")


def time(moment):
    return tlv(0x17, f"{moment:%y%m%d%H%M%SZ}".encode()) if moment.year < 2050 else tlv(0x18, f"{moment:%Y%m%d%H%M%SZ}".encode())


def days(number):
    """A moment so many days from NOW, and an hour more: the clock goes on while a test runs."""
    return NOW + datetime.timedelta(days=number, hours=1 if number > 0 else -1)


# ---- keys ---------------------------------------------------------------------------------------------------------


def openssl(*arguments, data=b""):
    done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True)
    if done.returncode:
        sys.exit(f"openssl {' '.join(map(str, arguments))}\n{done.stderr.decode()}")
    return done.stdout


class Key:
    """A key of openssl's, or, for kinds that only have to be recognised, the look of one."""

    def __init__(self, path, *options):
        self.path = path
        openssl("genpkey", *options, "-out", path)
        self.public = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
        self.private = openssl("pkey", "-in", path, "-outform", "DER")

    def sign(self, data, digest="sha256"):
        return openssl("dgst", f"-{digest}", "-sign", self.path, data=data)


def public_key(algorithm, key):
    return sequence(algorithm, bits(key))


def rsa_modulus(size):
    return secrets.randbits(size) | 1 << size - 1 | 1


def rsa_public(size):
    return public_key(sequence(oid("1.2.840.113549.1.1.1"), tlv(5)), sequence(integer(rsa_modulus(size)), integer(65537)))


def rsa_private(size):
    """PKCS#1: numbers of the right size that have nothing to do with each other."""
    half = [integer(rsa_modulus(size // 2)) for _ in range(5)]
    return sequence(integer(0), integer(rsa_modulus(size)), integer(65537), integer(rsa_modulus(size - 1)), *half)


def pkcs8(algorithm, key):
    return sequence(integer(0), algorithm, tlv(4, key))


EC = "1.2.840.10045.2.1"
P256 = oid("1.2.840.10045.3.1.7")

# ---- extensions ---------------------------------------------------------------------------------------------------

SUBJECT_KEY, KEY_USAGE, ALTERNATIVE_NAME, BASIC, NAME_CONSTRAINTS = (oid(f"2.5.29.{arc}") for arc in (14, 15, 17, 19, 30))
AUTHORITY_KEY, POLICY_CONSTRAINTS, EXTENDED_USAGE = (oid(f"2.5.29.{arc}") for arc in (35, 36, 37))
PURPOSE = "1.3.6.1.5.5.7.3."


def general(value):
    """A general name by its prefix: DNS:, IP: (with / a network), email:, URI:, dirName: or RID:."""
    kind, _, text = value.partition(":")
    if kind == "IP":
        if "/" in text:
            network = ipaddress.ip_network(text)
            return tlv(0x87, network.network_address.packed, network.netmask.packed)
        return tlv(0x87, ipaddress.ip_address(text).packed)
    if kind == "dirName":
        return tlv(0xA4, name(text))
    if kind == "RID":
        return tlv(0x88, oid(text)[2:])
    return tlv({"email": 0x81, "DNS": 0x82, "URI": 0x86}[kind], text.encode())


def names(*values):
    return sequence(*map(general, values))


def constraints(permitted=(), excluded=()):
    trees = [(0xA0, permitted), (0xA1, excluded)]
    return sequence(*(tlv(tag, *(sequence(general(value)) for value in values)) for tag, values in trees if values))


def basic(ca=True, path_length=None):
    return sequence(tlv(1, b"\xff") if ca else b"", b"" if path_length is None else integer(path_length))


def usage(byte):
    """keyUsage: 0x80 digitalSignature, 0x20 keyEncipherment, 0x04 keyCertSign, 0x02 cRLSign."""
    return bits(bytes([byte]), (byte & -byte).bit_length() - 1) if byte else bits(b"")


def purposes(*arcs):
    return sequence(*(oid(PURPOSE + str(arc)) for arc in arcs))


def identifier(public):
    return hashlib.sha1(public).digest()


# ---- certificates and lists -----------------------------------------------------------------------------------------

ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
SHA1, MD5 = sequence(oid("1.2.840.10045.4.1")), sequence(oid("1.2.840.113549.1.1.4"), tlv(5))
ED25519 = sequence(oid("1.3.101.112"))
SERIAL = b"\x5a\x01\x02\x03\x04\x05\x06\x07"


class Forge:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory).resolve()
        self.directory.mkdir(parents=True)
        curve = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        keys = ("root", "issuing", "leaf", "other")
        self.root, self.issuing, self.leaf, self.other = (Key(self.directory / f"{key}.pem", *curve) for key in keys)

    def write(self, file, *parts):
        (self.directory / f"{file}.der").write_bytes(b"".join(parts))

    def certificate(self, subject=HOST, issuer="Example Root", key=None, public=None, signer=None, serial=SERIAL, version=3,
                    dates=(-30, 60), extensions=(), without=(), add=(), algorithm=ECDSA_SHA256, tamper=False, authority=None):
        """A leaf of the root's, but for what is said otherwise.

        `extensions` replace those of the same OID (a value, or (critical, value)), `without` leaves some out, `add` is put behind.
        """
        public = public or (key or self.leaf).public
        signer = signer or self.root
        values = {
            BASIC: (True, basic(ca=False)),
            KEY_USAGE: (True, usage(0x80)),
            EXTENDED_USAGE: (False, purposes(1)),
            ALTERNATIVE_NAME: (False, names(f"DNS:{HOST}")),
            SUBJECT_KEY: (False, tlv(4, identifier(public))),
            AUTHORITY_KEY: (False, sequence(tlv(0x80, identifier((authority or signer).public)))),
        }
        for kind, value in dict(extensions).items():
            critical = values.get(kind, (False, b""))[0]
            values[kind] = value if isinstance(value, tuple) else (critical, value)
        for kind in without:
            del values[kind]
        listed = [sequence(kind, tlv(1, b"\xff") if critical else b"", tlv(4, value)) for kind, (critical, value) in values.items()]
        listed += add
        tbs = sequence(
            tlv(0xA0, integer(version - 1)) if version > 1 else b"",
            tlv(2, serial),
            algorithm,
            name(issuer),
            sequence(*(time(days(day)) for day in dates)),
            name(subject),
            public,
            tlv(0xA3, sequence(*listed)) if listed else b"",
        )
        signature = signer.sign(tbs)
        if tamper:
            tbs = tbs.replace(HOST.encode(), b"broker.lokal")
        return sequence(tbs, algorithm, bits(signature))

    def authority(self, subject="Example Issuing", key=None, public=None, extensions=(), without=(), **rest):
        """An intermediate of the root's, but for what is said otherwise."""
        values = {BASIC: (True, basic()), KEY_USAGE: (True, usage(0x06)), **dict(extensions)}
        without = (EXTENDED_USAGE, ALTERNATIVE_NAME, *without)
        without = [kind for kind in without if kind not in dict(extensions)]
        return self.certificate(subject, key=key or self.issuing, public=public, extensions=values, without=without, **rest)

    def below(self, **rest):
        """A leaf of the intermediate's."""
        return self.certificate(issuer="Example Issuing", signer=self.issuing, **rest)

    def revocations(self, revoked=(), issuer="Example Root", signer=None, dates=(-2, 30), number=True, add=(), algorithm=ECDSA_SHA256):
        """A list of the root's; `revoked` are serial numbers."""
        extensions = [sequence(oid("2.5.29.20"), tlv(4, integer(7)))] if number else []
        extensions += add
        entries = [sequence(tlv(2, serial), time(days(-9))) for serial in revoked]
        tbs = sequence(
            integer(1), algorithm, name(issuer), *(time(days(day)) for day in dates),
            sequence(*entries) if entries else b"", tlv(0xA0, sequence(*extensions)) if extensions else b"",
        )
        return sequence(tbs, algorithm, bits((signer or self.root).sign(tbs)))


# ---- what the tests use ---------------------------------------------------------------------------------------------


def make(directory):
    forge = Forge(directory)
    write, certificate, authority, below = forge.write, forge.certificate, forge.authority, forge.below
    root = authority("Example Root", key=forge.root)
    issuing = authority()
    write("root", root)
    write("issuing", issuing)
    write("server", certificate())
    for key in ("leaf", "root", "other"):
        write(f"{key}.key", getattr(forge, key).private)
    write("client", certificate("camera 7", extensions={EXTENDED_USAGE: purposes(2), ALTERNATIVE_NAME: names("DNS:camera.local")}))
    write("client-expired", certificate("camera 7", dates=(-90, -3), extensions={EXTENDED_USAGE: purposes(2)}))

    verdicts(forge, root, issuing)
    rules(forge, root, issuing)
    lists(forge)
    files(forge, root)
    twice_wrong(forge, root, issuing)


def verdicts(forge, root, issuing):
    """Wrong in one respect, one for each row."""
    write, certificate, authority, below = forge.write, forge.certificate, forge.authority, forge.below
    write("expired", certificate(dates=(-90, -3)))
    write("early", certificate(dates=(2, 90)))
    write("other-names", certificate(extensions={ALTERNATIVE_NAME: names("DNS:other.local", "DNS:*.other.local", "IP:192.0.2.7", "IP:2001:db8::a1", "DNS:x")}))
    write("mailbox", certificate(extensions={ALTERNATIVE_NAME: names("email:me@example.com")}))
    write("common-name", certificate(without=[ALTERNATIVE_NAME]))
    write("common-address", certificate("192.0.2.7", without=[ALTERNATIVE_NAME]))
    write("stranger", certificate(issuer="Elsewhere Root", signer=forge.other))
    write("self-signed", certificate(issuer=HOST, signer=forge.leaf))
    write("tampered", certificate(tamper=True))
    write("for-clients", certificate(extensions={EXTENDED_USAGE: purposes(2)}))
    write("issuing-for-clients", below(), authority(extensions={EXTENDED_USAGE: (False, purposes(2))}))
    write("no-signatures", certificate(extensions={KEY_USAGE: usage(0x20)}))
    write("no-certificate-signing", below(), authority(extensions={KEY_USAGE: (True, usage(0x82))}))
    write("no-authority", below(), authority(extensions={BASIC: (True, basic(ca=False)), KEY_USAGE: (True, usage(0x80))}))
    write("short-path", certificate(issuer="Lower", signer=forge.other),
          authority("Lower", key=forge.other, issuer="Example Issuing", signer=forge.issuing), authority(extensions={BASIC: (True, basic(path_length=0))}))
    alternative = {"dns": f"DNS:{HOST}", "ip": "IP:192.0.2.7", "email": "email:me@example.com", "directory": "dirName:Example"}
    for form, permitted in (("dns", "DNS:example.com"), ("ip", "IP:198.51.100.0/24"), ("email", "email:example.org"), ("directory", "dirName:Other")):
        write(f"constrained-{form}", below(extensions={ALTERNATIVE_NAME: names(f"DNS:{HOST}", alternative[form])}),
              authority(extensions={NAME_CONSTRAINTS: (True, constraints(permitted=[permitted]))}))
    write("excluded", below(), authority(extensions={NAME_CONSTRAINTS: (True, constraints(excluded=["DNS:local"]))}))
    write("constrained-unknown", below(extensions={ALTERNATIVE_NAME: names(f"DNS:{HOST}", "RID:1.2.3")}),
          authority(extensions={NAME_CONSTRAINTS: (True, constraints(permitted=["RID:1.2.3"]))}))
    write("critical", certificate(extensions={oid("1.2.3.4"): (True, tlv(5))}))
    write("rsa1024", certificate(public=rsa_public(1024)))
    write("rsa4104", certificate(public=rsa_public(4104)))
    write("ed25519", certificate(public=public_key(ED25519, secrets.token_bytes(32))))
    write("p521", certificate(public=public_key(sequence(oid(EC), oid("1.3.132.0.35")), b"\4" + secrets.token_bytes(132))))
    write("sha1", certificate(algorithm=SHA1))
    write("md5", certificate(algorithm=MD5))
    write("signed-with-ed25519", certificate(algorithm=ED25519))
    write("version-4", certificate(version=4))
    write("serial-padded", certificate(serial=b"\0\1"))
    write("half-a-usage", certificate(extensions={KEY_USAGE: tlv(3, b"\x07")}))
    # CAs of one name whose keys are said to be the same: each may have signed the leaf.
    keys = [Key(forge.directory / f"many{n}.pem", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256") for n in range(9)]
    signed = sequence(tlv(0x80, b"same"))
    many = [authority(key=key, extensions={SUBJECT_KEY: (False, tlv(4, b"same"))}, serial=bytes([1, n])) for n, key in enumerate(keys)]
    write("many", below(extensions={AUTHORITY_KEY: signed}), *many)


def rules(forge, root, issuing):
    """Wrong by one rule of RFC 5280, one for each sentence of ERR_CERT_NONCONFORMING."""
    write, certificate, authority, below = forge.write, forge.certificate, forge.authority, forge.below
    write("rule-version", certificate(version=1, without=[BASIC, KEY_USAGE, EXTENDED_USAGE, ALTERNATIVE_NAME, SUBJECT_KEY, AUTHORITY_KEY]))
    write("rule-issuer", certificate(issuer=""))
    write("rule-serial-zero", certificate(serial=b"\0"))
    write("rule-serial-negative", certificate(serial=b"\x80"))
    write("rule-serial-long", certificate(serial=b"\1" * 21))
    write("rule-subject-key-critical", certificate(extensions={SUBJECT_KEY: (True, tlv(4, b"k"))}))
    write("rule-authority-key-critical", certificate(extensions={AUTHORITY_KEY: (True, sequence(tlv(0x80, identifier(forge.root.public))))}))
    write("rule-key-identifiers", certificate(extensions={SUBJECT_KEY: b"\5\0"}))
    write("rule-policy-constraints", certificate(extensions={POLICY_CONSTRAINTS: (False, sequence(tlv(0x80, b"\0")))}))
    write("rule-authority-nameless", certificate("", extensions={BASIC: (True, basic()), KEY_USAGE: usage(0x84), ALTERNATIVE_NAME: (True, names(f"DNS:{HOST}"))}))
    write("rule-signs", certificate(extensions={KEY_USAGE: usage(0x84)}))
    write("rule-constrains", certificate(extensions={NAME_CONSTRAINTS: (True, constraints(permitted=["DNS:local"]))}))
    write("rule-path-length", certificate(extensions={BASIC: basic(ca=False, path_length=0)}))
    write("rule-no-usage", certificate(extensions={KEY_USAGE: usage(0)}))
    write("rule-basic", below(), authority(extensions={BASIC: (False, basic())}))
    write("rule-nameless", certificate("", without=[ALTERNATIVE_NAME]))
    write("rule-names-malformed", certificate(extensions={ALTERNATIVE_NAME: b"ab"}))
    write("rule-names-empty", certificate(extensions={ALTERNATIVE_NAME: sequence()}))
    write("rule-names-critical", certificate(""))
    write("rule-no-subject-key", below(), authority(without=[SUBJECT_KEY]))
    write("rule-no-authority-key", certificate(without=[AUTHORITY_KEY]))
    write("rule-address", certificate(extensions={ALTERNATIVE_NAME: names("DNS:192.0.2.7")}))
    write("rule-constraints-malformed", below(), authority(extensions={NAME_CONSTRAINTS: (True, sequence())}))
    write("rule-purposes", certificate(extensions={EXTENDED_USAGE: sequence()}))


def lists(forge):
    """Revocation lists."""
    write, revocations = forge.write, forge.revocations
    write("crl", revocations())
    write("crl-revoked", revocations([SERIAL]))
    write("crl-expired", revocations(dates=(-40, -3)))
    write("crl-early", revocations(dates=(2, 30)))
    write("crl-tampered", revocations(signer=forge.other))
    write("crl-delta", revocations(add=[sequence(oid("2.5.29.27"), tlv(1, b"\xff"), tlv(4, integer(6)))]))
    write("crl-partial", revocations(add=[sequence(oid("2.5.29.28"), tlv(1, b"\xff"), tlv(4, sequence()))]))
    write("crl-critical", revocations(add=[sequence(oid("1.2.3.4"), tlv(1, b"\xff"), tlv(4, tlv(5)))]))
    write("crl-numberless", revocations(number=False, add=[sequence(oid("2.5.29.35"), tlv(4, sequence()))]))
    write("crl-plain", revocations(number=False))
    write("crl-endless", revocations(dates=(-2,)))
    write("crl-sha1", revocations(algorithm=SHA1))
    write("crl-malformed", revocations().replace(b"Z\x17", b"Z\x16"))
    write("root-no-lists", forge.authority("Example Root", key=forge.root, extensions={KEY_USAGE: (True, usage(0x04))}))


def files(forge, root):
    """Keys and files that are not what they should be."""
    write = forge.write
    leaf = forge.leaf
    write("key-rsa1024", rsa_private(1024))
    write("key-rsa4104", rsa_private(4104))
    write("key-ed25519", pkcs8(ED25519, tlv(4, secrets.token_bytes(32))))
    write("key-secp256k1", pkcs8(sequence(oid(EC), oid("1.3.132.0.10")), b"0"))
    write("key-p521", pkcs8(sequence(oid(EC), oid("1.3.132.0.35")), b"0"))
    write("key-brainpool", pkcs8(sequence(oid(EC), oid("1.3.36.3.3.2.8.1.1.7")), b"0"))
    write("key-dsa", pkcs8(sequence(oid("1.2.840.10040.4.1"), sequence()), integer(7)))
    write("key-pss", pkcs8(sequence(oid("1.2.840.113549.1.1.10")), b"0"))
    write("key-curveless", sequence(integer(1), tlv(4, secrets.token_bytes(32))))
    write("key-explicit", openssl("ec", "-in", leaf.path, "-param_enc", "explicit", "-outform", "DER"))
    write("key-encrypted", openssl("pkcs8", "-topk8", "-in", leaf.path, "-passout", "pass:secret", "-outform", "DER"))
    write("key-parameters", openssl("ecparam", "-name", "prime256v1", "-outform", "DER"))
    # The secret number is larger than the curve has points.
    write("key-unreadable", sequence(integer(1), tlv(4, b"\xff" * 32), tlv(0xA0, P256)))
    write("public", leaf.public)
    openssl("req", "-new", "-key", leaf.path, "-subj", f"/CN={HOST}", "-outform", "DER", "-out", forge.directory / "request.der")
    pem = forge.directory / "server.cert.pem"
    openssl("x509", "-inform", "DER", "-in", forge.directory / "server.der", "-out", pem)
    openssl("pkcs12", "-export", "-in", pem, "-inkey", leaf.path, "-passout", "pass:secret", "-out", forge.directory / "container.der")
    (forge.directory / "server.pem.txt").write_bytes(pem.read_bytes())
    (forge.directory / "key.pem.txt").write_bytes(leaf.path.read_bytes())
    # A signature may be a byte or two longer or shorter; of one length the numbers in the messages are the same each time.
    signature = tlv(3, b"\0", tlv(0x30, b"x" * 69))
    fixed = forge.certificate()[4:]
    tbs = fixed[: 4 + int.from_bytes(fixed[2:4], "big")]
    write("fixed", sequence(tbs, ECDSA_SHA256, signature))
    write("malformed", sequence(tbs, ECDSA_SHA256, b"\4" + signature[1:]))
    write("large", forge.certificate(add=[sequence(oid("1.2.3.4"), tlv(4, tlv(4, bytes(4000))))]))


def twice_wrong(forge, root, issuing):
    """Wrong in two ways: which one is told?"""
    write, certificate, authority, below = forge.write, forge.certificate, forge.authority, forge.below
    expired, early = authority(dates=(-90, -3), serial=b"\1"), authority(dates=(2, 90), serial=b"\2")
    no_ca = authority(extensions={BASIC: (True, basic(ca=False)), KEY_USAGE: (True, usage(0x80))}, serial=b"\3")
    for_clients = authority(extensions={EXTENDED_USAGE: (False, purposes(2))}, serial=b"\4")
    wrong_key = authority(key=forge.other, extensions={SUBJECT_KEY: (False, tlv(4, identifier(forge.issuing.public)))}, serial=b"\5")
    other_names = {ALTERNATIVE_NAME: names("DNS:other.local")}
    write("two-name-expired", certificate(dates=(-90, -3), extensions=other_names))
    write("two-name-stranger", certificate(issuer="Elsewhere Root", signer=forge.other, extensions=other_names))
    write("two-expired-clients", certificate(dates=(-90, -3), extensions={EXTENDED_USAGE: purposes(2)}))
    write("two-expired-stranger", certificate(dates=(-90, -3), issuer="Elsewhere Root", signer=forge.other))
    write("two-clients-sha1", certificate(algorithm=SHA1, extensions={EXTENDED_USAGE: purposes(2)}))
    write("two-clients-stranger", certificate(issuer="Elsewhere Root", signer=forge.other, extensions={EXTENDED_USAGE: purposes(2)}))
    write("two-sha1-stranger", certificate(issuer="Elsewhere Root", signer=forge.other, algorithm=SHA1))
    # Two candidates for the issuer, each wrong in its own way, in both orders.
    for label, first, second in (("old-no-ca", expired, no_ca), ("old-signature", expired, wrong_key), ("no-ca-signature", no_ca, wrong_key),
                                 ("old-clients", expired, for_clients)):
        write(f"two-{label}", below(), first, second)
        write(f"two-{label}-turned", below(), second, first)
    # One of the candidates is issued by nobody known.
    stranger = authority(issuer="Elsewhere Root", signer=forge.other, serial=b"\6")
    write("two-stranger-old", below(), stranger, expired)
    write("two-stranger-no-ca", below(), no_ca, stranger)
    # Wrong ones do no harm beside a good one.
    write("two-good", below(), expired, early, no_ca, wrong_key, stranger, issuing)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(sys.argv[1])
