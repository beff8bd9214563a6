#!/bin/sh
# Fetches into build/peers/ what the tests talk to and the machine lacks.
#
#   nginx, mosquitto, gnutls-serv, gnutls-cli    Debian's packages, unpacked there and not installed: an installed server would start,
#                                                now or with the machine. tools/harness/programs.py runs them.
#   micropython/{umqtt,microdot}                 scripts from PyPI that cameras use, each release pinned by its SHA-256
#
# build/venv must be there: tools/deps.sh makes it, and calls this.
set -eu

cd "$(dirname "$0")/.."
peers=$PWD/build/peers
log=$PWD/build/deps.log

refuse() {
    echo "deps: $1 (see build/deps.log; no network?)" >&2
    exit 1
}

# ---- programs -------------------------------------------------------------------------------------------------------

has() { PATH=$PATH:/usr/sbin command -v "$1" >/dev/null 2>&1 || [ -x "$peers/usr/sbin/$1" ] || [ -x "$peers/usr/bin/$1" ]; }

missing=
has nginx || missing="$missing nginx"
has mosquitto || missing="$missing mosquitto"
{ has gnutls-serv && has gnutls-cli; } || missing="$missing gnutls-bin"
if [ -n "$missing" ]; then
    command -v apt-get >/dev/null 2>&1 && [ -f /etc/debian_version ] ||
        refuse "not a Debian system: install what brings the programs of these Debian packages:$missing"
    echo "deps: unpacking$missing into build/peers"
    archives=$PWD/build/peers-archives
    download() {
        rm -rf "$archives"
        mkdir -p "$archives/partial"
        # What is installed is left alone: this only downloads, with the libraries that the machine lacks or has older.
        apt-get -q -y --no-install-recommends -o Debug::NoLocking=1 -o Acquire::Retries=3 -o "Dir::Cache::archives=$archives" \
            --download-only install $missing >"$log" 2>&1
    }
    if ! download; then
        [ "$(id -u)" != 0 ] || apt-get -q -o DPkg::Lock::Timeout=400 update >>"$log" 2>&1 || true
        download || refuse "apt-get could not download$missing"
    fi
    for archive in "$archives"/*.deb; do
        dpkg-deb -x "$archive" "$peers" >>"$log" 2>&1 || refuse "could not unpack $archive"
    done
    rm -rf "$archives"
fi

# ---- scripts --------------------------------------------------------------------------------------------------------

is() { echo "$2  $1" | sha256sum --check --status 2>/dev/null; }

scripts=$peers/micropython
# Release 1.3 calls a method that it does not have.
umqtt_release=1.3.4
umqtt_sha256=8555d2f654deb8eb0d724f79b0811a78cc94029d070f3d96bbd74288653d63a5
microdot_release=2.7.0
microdot_sha256=d9e0bea681d15965e8c683f642e03536fbed34e0bc55fe5000324208924936c1

work=$PWD/build/peers-download
pip_download() { TMPDIR=$work build/venv/bin/python3 -m pip download --quiet --disable-pip-version-check --no-deps -d "$work" "$@" >"$log" 2>&1; }

if ! is "$scripts/umqtt/simple.py" $umqtt_sha256; then
    rm -rf "$work"
    mkdir -p "$work" "$scripts/umqtt"
    # A source archive for MicroPython: pip unpacks it, and then refuses what is no project of CPython's. What it has unpacked, it leaves.
    pip_download --no-clean "micropython-umqtt.simple==$umqtt_release" || true
    find "$work" -path '*/umqtt/simple.py' -exec cp {} "$scripts/umqtt/" \;
    is "$scripts/umqtt/simple.py" $umqtt_sha256 || refuse "micropython-umqtt.simple $umqtt_release could not be downloaded"
fi
if ! is "$scripts/microdot/microdot.py" $microdot_sha256; then
    rm -rf "$work"
    mkdir -p "$work" "$scripts/microdot"
    pip_download "microdot==$microdot_release" || refuse "microdot $microdot_release could not be downloaded"
    build/venv/bin/python3 -m zipfile -e "$work"/microdot-*.whl "$work/microdot"
    cp "$work/microdot/microdot/__init__.py" "$work/microdot/microdot/microdot.py" "$scripts/microdot/"
    is "$scripts/microdot/microdot.py" $microdot_sha256 || refuse "microdot $microdot_release is not what it was"
fi
rm -rf "$work"
