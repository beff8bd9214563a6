#!/usr/bin/env python3
"""Throw-away certificates and keys for the demo and the tests, made with the openssl command as a user would make them.

    python3 tools/pki.py build/pki          makes everything there, anew; build/pki/commands.sh tells how

Nothing here is kept: the keys are made at run time, live for days and never enter the repository.
For an identity NAME there are NAME.pem, NAME.der (certificate), NAME.key.pem, NAME.key.der (PKCS#8) and, for the kinds of key
that have one, NAME.sec1.der or NAME.pkcs1.der; NAME.chain.pem and NAME.chain.der hold the leaf followed by its intermediates.
"""

import datetime
import pathlib
import shlex
import shutil
import subprocess
import sys

# Names that the certificates carry: tests and demo connect by them.
CAMERA = "camera.local"
BROKER = "broker.local"
ADDRESS = "192.0.2.7"

KEY_KINDS = {
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "p521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "secp256k1": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
    "rsa1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    "rsa2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa4096": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
    "ed25519": ["-algorithm", "ED25519"],
    "ed448": ["-algorithm", "ED448"],
    "x25519": ["-algorithm", "X25519"],
}

LEAF = """\
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = {usage}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

AUTHORITY = """\
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

# `openssl ca` is the one command that takes a start date in every OpenSSL from 1.1 on.
CA_CONFIG = """\
[ca]
default_ca = throw_away
[throw_away]
database = {name}.index
new_certs_dir = issued
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
crlnumber = {name}.number
crl_extensions = list
[anything]
commonName = supplied
[list]
authorityKeyIdentifier = keyid
"""

# Every kind of name that a certificate can carry; it goes behind the other extensions, since it ends in a section of its own.
NAMES = """\
DNS:names.local,DNS:*.names.local,IP:192.0.2.7,IP:2001:db8::a1,email:me@example.org,URI:urn:example:7,RID:1.2.3.4,\\
dirName:directory,otherName:1.2.3.4;UTF8:other
[directory]
C = DE
CN = Directory
"""


class Pki:
    """A directory of certificates; every command run in it is kept in commands.sh."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory).resolve()
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        # Where `openssl ca` keeps what it issued.
        (self.directory / "issued").mkdir()
        self.log = ["#!/bin/sh -e", "# What tools/pki.py ran in this directory.", "mkdir -p issued"]

    def path(self, name):
        return self.directory / name

    def read(self, name):
        return self.path(name).read_bytes()

    def write(self, name, data):
        if isinstance(data, str):
            self.log.append(f"cat > {shlex.quote(name)} <<'END'\n{data}END")
            data = data.encode()
        self.path(name).write_bytes(data)

    def openssl(self, *arguments):
        command = ["openssl", *map(str, arguments)]
        self.log.append(shlex.join(command))
        done = subprocess.run(command, cwd=self.directory, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")

    # Keys

    def key(self, name, kind):
        self.openssl("genpkey", *KEY_KINDS[kind], "-out", f"{name}.key.pem")
        self.openssl("pkey", "-in", f"{name}.key.pem", "-outform", "DER", "-out", f"{name}.key.der")
        if kind[0] == "p":
            self.openssl("ec", "-in", f"{name}.key.pem", "-outform", "DER", "-out", f"{name}.sec1.der")
        elif kind.startswith("rsa"):
            self.openssl("rsa", "-in", f"{name}.key.pem", "-traditional", "-outform", "DER", "-out", f"{name}.pkcs1.der")

    def der(self, name):
        self.openssl("x509", "-in", f"{name}.pem", "-outform", "DER", "-out", f"{name}.der")

    # Certificates

    def self_signed(self, name, kind, common_name, *extensions, days=365):
        """One certificate that is its own trust anchor: what a camera on a desk needs."""
        self.key(name, kind)
        additions = [word for extension in extensions for word in ("-addext", extension)]
        self.openssl("req", "-x509", "-new", "-key", f"{name}.key.pem", "-subj", f"/CN={common_name}", "-days", days,
                     *additions, "-out", f"{name}.pem")
        self.der(name)

    def authority(self, name, kind, common_name):
        self.self_signed(name, kind, common_name, "keyUsage=critical,keyCertSign,cRLSign", days=3650)

    def request(self, name, kind, common_name):
        self.key(name, kind)
        self.openssl("req", "-new", "-utf8", "-key", f"{name}.key.pem", "-subj", f"/CN={common_name}", "-out", f"{name}.csr.pem")

    def issue(self, name, kind, common_name, issuer, san=None, usage="serverAuth", dates=None, extensions=LEAF, chain=(),
              digest=None):
        """A certificate issued by `issuer`; `dates` is (not before, not after) in days from now."""
        self.request(name, kind, common_name)
        lines = extensions.format(usage=usage)
        if san:
            lines += f"subjectAltName = {san}\n"
        self.write(f"{name}.ext", lines)
        if dates is None:
            self.openssl("x509", "-req", "-in", f"{name}.csr.pem", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key.pem",
                         "-CAcreateserial", "-days", 365, "-extfile", f"{name}.ext", "-out", f"{name}.pem",
                         *([f"-{digest}"] if digest else []))
        else:
            now = datetime.datetime.now(datetime.timezone.utc)
            start, end = (f"{now + datetime.timedelta(days=day):%Y%m%d%H%M%SZ}" for day in dates)
            self.write(f"{name}.cnf", CA_CONFIG.format(name=name))
            self.write(f"{name}.index", "")
            self.openssl("ca", "-batch", "-notext", "-config", f"{name}.cnf", "-cert", f"{issuer}.pem", "-keyfile",
                         f"{issuer}.key.pem", "-in", f"{name}.csr.pem", "-extfile", f"{name}.ext", "-startdate", start,
                         "-enddate", end, "-out", f"{name}.pem")
        self.der(name)
        if chain:
            for suffix in ("pem", "der"):
                self.path(f"{name}.chain.{suffix}").write_bytes(
                    b"".join(self.read(f"{part}.{suffix}") for part in (name, *chain)))

    def crl(self, name, issuer, revoked=(), dates=None):
        """A revocation list; `dates` is (this update, next update) in days from now."""
        self.write(f"{name}.cnf", CA_CONFIG.format(name=name))
        self.write(f"{name}.index", "")
        self.write(f"{name}.number", "01\n")
        authority = ["-config", f"{name}.cnf", "-cert", f"{issuer}.pem", "-keyfile", f"{issuer}.key.pem"]
        for certificate in revoked:
            self.openssl("ca", "-batch", "-revoke", f"{certificate}.pem", *authority)
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end = (f"{now + datetime.timedelta(days=day):%Y%m%d%H%M%SZ}" for day in dates or (-1, 30))
        self.openssl("ca", "-batch", "-gencrl", "-crl_lastupdate", start, "-crl_nextupdate", end, *authority, "-out", f"{name}.pem")
        self.openssl("crl", "-in", f"{name}.pem", "-outform", "DER", "-out", f"{name}.der")

    def finish(self):
        self.path("commands.sh").write_text("\n".join(self.log) + "\n")


def make(directory):
    """Everything that the demo and the tests use."""
    pki = Pki(directory)
    good = f"DNS:{BROKER},IP:127.0.0.1,IP:{ADDRESS}"

    # Good ones, one of each kind.
    pki.self_signed("camera", "p256", CAMERA, f"subjectAltName=DNS:{CAMERA},IP:{ADDRESS},IP:127.0.0.1")
    pki.authority("ca", "p256", "Example Root")
    pki.issue("server", "p256", BROKER, "ca", san=good)
    pki.issue("client", "p256", "camera 7", "ca", san=f"DNS:{CAMERA}", usage="clientAuth")
    pki.authority("rsa-ca", "rsa2048", "Example RSA Root")
    pki.issue("rsa", "rsa2048", BROKER, "rsa-ca", san=good)
    pki.issue("rsa-client", "rsa2048", "camera 8", "rsa-ca", san=f"DNS:{CAMERA}", usage="clientAuth")
    pki.authority("p384-ca", "p384", "Example P-384 Root")
    pki.issue("p384", "p384", BROKER, "p384-ca", san=good)
    pki.issue("p384-client", "p384", "camera 9", "p384-ca", san=f"DNS:{CAMERA}", usage="clientAuth")
    pki.issue("issuing", "p256", "Example Issuing", "ca", extensions=AUTHORITY)
    pki.issue("deep", "p256", BROKER, "issuing", san=good, chain=["issuing"])
    pki.issue("camera-deep", "p256", CAMERA, "issuing", san=f"DNS:{CAMERA}", chain=["issuing"])
    pki.issue("wild", "p256", BROKER, "ca", san="DNS:*.example.local")
    pki.issue("names", "p256", "names.local/C=DE/O=Wüste+OU=Cameras/emailAddress=me@example.org", "ca", san=NAMES,
              usage="serverAuth,1.2.3.4")
    pki.issue("many", "p256", "many.local", "ca", san=",".join(f"DNS:{number}.many.local" for number in range(260)))

    # Each of these is wrong in one respect.
    pki.issue("expired", "p256", BROKER, "ca", san=good, dates=(-90, -3))
    pki.issue("early", "p256", BROKER, "ca", san=good, dates=(2, 90))
    pki.issue("expired-client", "p256", "camera 4", "ca", san=f"DNS:{CAMERA}", usage="clientAuth", dates=(-90, -3))
    pki.issue("early-client", "p256", "camera 5", "ca", san=f"DNS:{CAMERA}", usage="clientAuth", dates=(2, 90))
    pki.issue("other-name", "p256", "other.local", "ca", san="DNS:other.local,DNS:*.example.local")
    pki.issue("common-name", "p256", BROKER, "ca")
    pki.issue("client-only", "p256", BROKER, "ca", san=good, usage="clientAuth")
    pki.authority("other-ca", "p256", "Elsewhere Root")
    pki.issue("stranger", "p256", BROKER, "other-ca", san=good)
    pki.issue("stranger-client", "p256", "camera 7", "other-ca", san=f"DNS:{CAMERA}", usage="clientAuth")
    pki.self_signed("ed25519", "ed25519", BROKER, f"subjectAltName={good}")
    pki.issue("rsa1024", "rsa1024", BROKER, "ca", san=good)
    pki.key("secp256k1", "secp256k1")
    pki.key("p521", "p521")
    pki.key("ed448", "ed448")
    pki.key("x25519", "x25519")
    tampered(pki)
    revocation(pki)

    # Files that are not what they should be.
    ca = pki.read("ca.der")
    pki.write("truncated.der", ca[: len(ca) * 2 // 3])
    pki.write("trailing.der", ca + b"\r\n")
    pki.write("empty.der", b"")
    pki.write("text.der", b"-- put your certificate here --\n")
    pki.write("two.der", pki.read("other-ca.der") + ca)
    pki.openssl("req", "-in", "server.csr.pem", "-outform", "DER", "-out", "request.der")
    pki.openssl("pkey", "-in", "server.key.pem", "-pubout", "-outform", "DER", "-out", "public.der")
    pki.openssl("pkcs8", "-topk8", "-in", "server.key.pem", "-passout", "pass:secret", "-outform", "DER", "-out", "encrypted.der")
    pki.openssl("ec", "-in", "server.key.pem", "-param_enc", "explicit", "-outform", "DER", "-out", "explicit.der")
    pki.openssl("ecparam", "-name", "prime256v1", "-outform", "DER", "-out", "parameters.der")
    pki.openssl("pkcs12", "-export", "-in", "server.pem", "-inkey", "server.key.pem", "-passout", "pass:secret", "-out", "container.der")
    pki.openssl("crl2pkcs7", "-nocrl", "-certfile", "server.pem", "-outform", "DER", "-out", "container7.der")
    pki.write("rsa4104.key.der", too_long())
    pki.write("other.der", bytes.fromhex("3003010100"))
    pki.write("binary.der", bytes(range(200, 256)))
    pki.write("key-truncated.der", pki.read("server.key.der")[:60])
    pki.finish()
    return pki


def der(tag, content):
    """One DER value, of less than 64 KB."""
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def too_long():
    """An RSA key (PKCS#1) of 4104 bits. Its numbers are of the right size and make no key: to find real ones takes long."""

    def integer(bits):
        return der(2, b"\0" + ((1 << bits) - 1).to_bytes(bits // 8, "big"))

    return der(0x30, b"\2\1\0" + integer(4104) + b"\2\3\1\0\1" + integer(4096) + integer(2048) * 5)


def revocation(pki):
    """Revoked certificates, and lists that are good or wrong in one respect."""
    good = f"DNS:{BROKER}"
    pki.issue("revoked", "p256", BROKER, "ca", san=good)
    pki.issue("revoked-client", "p256", "camera 6", "ca", san=f"DNS:{CAMERA}", usage="clientAuth")
    pki.issue("lost", "p256", "Example Lost Issuing", "ca", extensions=AUTHORITY)
    pki.issue("below-lost", "p256", BROKER, "lost", san=good, chain=["lost"])
    pki.crl("crl", "ca")
    pki.crl("crl-revoking", "ca", revoked=["revoked", "revoked-client", "lost"])
    pki.crl("crl-issuing", "issuing")
    pki.crl("crl-rsa", "rsa-ca")
    pki.crl("crl-lost", "lost")
    pki.crl("crl-expired", "ca", dates=(-30, -3))
    pki.crl("crl-early", "ca", dates=(2, 30))
    pki.crl("crl-elsewhere", "other-ca")
    # An authority that may sign certificates and nothing else.
    pki.self_signed("no-crl-ca", "p256", "Example Root Without Lists", "keyUsage=critical,keyCertSign", days=3650)
    pki.issue("no-crl", "p256", BROKER, "no-crl-ca", san=good)
    pki.crl("crl-no-crl", "no-crl-ca")
    data = pki.read("crl.der")
    pki.write("crl-forged.der", data[:-1] + bytes([data[-1] ^ 1]))
    # The same list with an empty signature, which is its last BIT STRING.
    start = 4 if data[1] == 0x82 else 3
    signature = next(at for at in range(start, len(data)) if data[at] == 3 and at + 2 + data[at + 1] == len(data))
    pki.write("crl-unsigned.der", der(0x30, data[start:signature] + bytes([3, 1, 0])))


def public(pki):
    """A chain as the large public CAs issue it: root RSA-4096, intermediate P-384, leaf P-256."""
    pki.authority("public-root", "rsa4096", "Example Public Root")
    pki.issue("public-issuing", "p384", "Example Public Issuing", "public-root", extensions=AUTHORITY)
    pki.issue("public", "p256", BROKER, "public-issuing", san=f"DNS:{BROKER}", chain=["public-issuing"], digest="sha384")


def tampered(pki):
    """A real certificate whose name somebody edited: made for evilxx.local, and now it says broker.local."""
    before, after = b"evilxx.local", BROKER.encode()
    assert len(before) == len(after)
    pki.issue("tampered", "p256", before.decode(), "ca", san=f"DNS:{before.decode()}")
    data = pki.read("tampered.der")
    assert before in data
    pki.write("tampered.der", data.replace(before, after))
    pki.openssl("x509", "-inform", "DER", "-in", "tampered.der", "-out", "tampered.pem")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    made = make(sys.argv[1])
    print(f"{len(list(made.directory.glob('*.der')))} DER files in {sys.argv[1]}, made by commands.sh there")
