"""Servers and clients of other makers: nginx, mosquitto, GnuTLS, curl, Chromium, CPython's asyncio.

Each listens on loopback, at a port that is free; `work` is a directory for its configuration and its files, which is removed with
the peer. Where a program is not installed it is taken from build/peers (tools/fetch-peers.sh).
"""

import base64
import hashlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import time

from . import BUILD, Trouble
from .peers import Process

UNPACKED = BUILD / "peers"
HERE = pathlib.Path(__file__).resolve().parent

# /data is the megabyte that a client fetches, /up/ takes what a client puts there and gives it back.
NGINX = """\
daemon off;
user {user};
worker_processes 1;
pid {work}/pid;
error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    client_max_body_size 2m;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {pki}/{name}.pem;
        ssl_certificate_key {pki}/{name}.key.pem;
        ssl_client_certificate {work}/clients.pem;
        ssl_crl {work}/revoked.pem;
        ssl_verify_client {verify};
        root {work}/root;
        location = / {{ return 200 "hello $ssl_client_s_dn over $ssl_protocol\\n"; }}
        location /up/ {{ dav_methods PUT; create_full_put_path on; }}
    }}
}}
"""

MOSQUITTO = """\
user {user}
listener {port} 127.0.0.1
cafile {work}/clients.pem
crlfile {work}/revoked.pem
certfile {pki}/{name}.pem
keyfile {pki}/{name}.key.pem
require_certificate true
use_identity_as_username true
allow_anonymous false
persistence false
log_dest stderr
log_type error
log_type notice
"""

# mosquitto has no setting for the newest version that it speaks, OpenSSL below it has.
OPENSSL_CONF = """\
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = versions
[versions]
MinProtocol = TLSv{version}
MaxProtocol = TLSv{version}
"""


def find(*names):
    """(path, what its environment needs) of the first of these programs that there is, or None."""
    for name in names:
        if path := shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin"):
            return path, {}
        for folder in ("usr/sbin", "usr/bin"):
            path = UNPACKED / folder / name
            if path.exists():
                libraries = [str(found) for found in UNPACKED.glob("usr/lib/*-linux-gnu")]
                return str(path), {"LD_LIBRARY_PATH": ":".join(libraries)}
    return None


def program(name):
    found = find(name)
    if not found:
        raise Trouble(f"no {name}: run tools/deps.sh test")
    return found


def accepts(port, seconds=10):
    """Waits until connections are accepted at this port of 127.0.0.1."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


def start(name, arguments, directory, port=None, environment=(), **options):
    """A program that is a peer: awaited until it accepts connections at `port`, if that is given."""
    path, libraries = program(name)
    environment = {**os.environ, **libraries, **dict(environment)}
    peer = Process([path, *arguments], directory, environment=environment, **options)
    if port and not accepts(port):
        peer.stop()
        raise Trouble(f"{name} did not start: {peer.output.decode(errors='replace')}")
    return peer


def user():
    """Who runs the tests. A server that root starts would become a user who may not look into this directory."""
    return pwd.getpwuid(os.getuid()).pw_name


def trusted_clients(pki, work):
    """The authorities whose clients are let in, and their revocation lists."""
    for target, names in (("clients.pem", ("ca", "rsa-ca")), ("revoked.pem", ("crl-revoking", "crl-rsa"))):
        (work / target).write_text("".join((pki / f"{name}.pem").read_text() for name in names))


def nginx(pki, work, port, name, verify):
    trusted_clients(pki, work)
    (work / "root" / "up").mkdir(parents=True)
    os.symlink(megabyte(work), work / "root" / "data")
    values = {"user": user(), "pki": pki, "work": work, "port": port, "name": name, "verify": "on" if verify else "off"}
    (work / "nginx.conf").write_text(NGINX.format(**values))
    # Its own error log would be opened before the configuration is read.
    return start("nginx", ["-p", str(work), "-c", str(work / "nginx.conf"), "-e", "stderr"], work, port)


def mosquitto(pki, work, port, name, version):
    trusted_clients(pki, work)
    (work / "mosquitto.conf").write_text(MOSQUITTO.format(user=user(), pki=pki, work=work, port=port, name=name))
    (work / "openssl.cnf").write_text(OPENSSL_CONF.format(version=version))
    return start("mosquitto", ["-c", str(work / "mosquitto.conf")], work, port, environment={"OPENSSL_CONF": str(work / "openssl.cnf")})


def gnutls_echo(pki, work, port, name):
    """GnuTLS's own server, which gives back what it gets."""
    files = [f"--x509certfile={pki / name}.pem", f"--x509keyfile={pki / name}.key.pem"]
    return start("gnutls-serv", ["--echo", "--quiet", f"--port={port}", "--disable-client-cert", *files], work, port)


def asyncio_echo(pki, work, port, name):
    return Process([sys.executable, str(HERE / "asyncio_echo.py"), str(port), str(pki / name)], work, b"ACCEPT")


def https(pki, work, port, name, date=None):
    """A web server; `date` in the place of the time, nothing if it is empty."""
    dates = [] if date is None else [date]
    return Process([sys.executable, str(HERE / "https_server.py"), str(port), str(pki / name), *dates], work, b"ACCEPT")


def megabyte(work):
    """A file with a megabyte that no two runs share."""
    path = work / "megabyte"
    if not path.exists():
        path.write_bytes(os.urandom(1 << 20))
    return path


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def key_fingerprint(pki, name):
    """What Chromium calls a certificate by: the SHA-256 of its public key, in Base64."""
    command = ["openssl", "x509", "-in", f"{name}.pem", "-noout", "-pubkey"]
    pem = subprocess.run(command, cwd=pki, capture_output=True, check=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=pem, capture_output=True, check=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


CHROMIUM = ("chromium", "chromium-headless-shell", "google-chrome", "chrome")


def chromium(pki, work, url, name):
    """Chromium prints the page's text. It has no list of CAs that a test may add to: it is told which key to accept."""
    path, environment = find(*CHROMIUM)
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--dump-dom",
        f"--user-data-dir={work / 'profile'}", f"--ignore-certificate-errors-spki-list={key_fingerprint(pki, name)}",
        "--host-resolver-rules=MAP * 127.0.0.1", url,
    ]
    return Process([path, *options], work, environment={**os.environ, **environment})
