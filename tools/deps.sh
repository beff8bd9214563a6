#!/bin/sh
# Installs what the machine lacks, and nothing else.
#
#   tools/deps.sh GROUP...      groups: library, arm, emulator, test, hardware
#
# Each need is a program or file that is probed and the Debian package that brings it. Where it cannot be installed
# (not root, not Debian, no network) one line says what to install.
set -eu

cd "$(dirname "$0")/.."
. tools/rust.sh

missing=

# need PACKAGE PROBE...: remembers the package when the probing command fails.
need() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

program() { command -v "$1"; }
header() { echo "#include <$1>" | cc -E -; }
# bindgen loads libclang at run time: from LIBCLANG_PATH, the linker's cache or Debian's directories.
libclang() { [ -n "${LIBCLANG_PATH:-}" ] || ls /usr/lib/llvm-*/lib/libclang*.so* || ldconfig -p | grep libclang; }
python_environments() { python3 -c 'import ensurepip, venv'; }
certificate_store() { [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -n "${SSL_CERT_FILE:-}" ]; }

# The names of Debian's compiler: the -web series follows upstream on releases whose own rustc is too old.
rust_packages() {
    if apt-cache show rustc-web 2>/dev/null | grep -q ^Package; then
        echo "rustc-web cargo-web rust-web-src"
    else
        echo "rustc cargo rust-src"
    fi
}

groups=${*:-library arm emulator test hardware}
for group in $groups; do
    case $group in
    library)
        need gcc program gcc
        need libc6-dev header stdlib.h
        need ca-certificates certificate_store
        need python3 program python3
        need clang program clang
        need libclang-dev libclang
        need pkg-config program pkg-config
        need libffi-dev header ffi.h
        need dpkg-dev program dpkg-source
        need xz-utils program xz
        need bzip2 program bzip2
        wants_rust=yes
        ;;
    arm)
        need gcc-arm-none-eabi program arm-none-eabi-gcc
        need binutils-arm-none-eabi program arm-none-eabi-nm
        need libnewlib-arm-none-eabi test -n "$(arm-none-eabi-gcc -print-file-name=libc.a 2>/dev/null | grep /)"
        ;;
    emulator)
        need qemu-system-arm program qemu-system-arm
        ;;
    test)
        need g++ program g++
        need openssl program openssl
        need curl program curl
        need python3-venv python_environments
        wants_lint=yes
        ;;
    hardware)
        need python3-venv python_environments
        ;;
    *)
        echo "deps: unknown group '$group' (library, arm, emulator, test, hardware)" >&2
        exit 2
        ;;
    esac
done

debian=
command -v apt-get >/dev/null 2>&1 && [ -f /etc/debian_version ] && debian=yes

# A fresh machine has no package lists, and the choice between rustc and rustc-web needs them.
refresh() {
    echo "deps: reading the package lists"
    apt-get -q -o DPkg::Lock::Timeout=400 update >build/deps.log 2>&1 || true
}
mkdir -p build
if [ -n "$debian" ] && [ "$(id -u)" = 0 ] && ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then
    refresh
fi

# Whether the package lists offer a compiler that is new enough; lists as old as the machine's image may not.
offers_rust() {
    offered=$(apt-cache policy "${1%% *}" | awk '$1 == "Candidate:" { print $2 }')
    [ "$(printf '%s\n%s\n' "$rust_minimum" "$offered" | sort -V | head -n 1)" = "$rust_minimum" ]
}

if [ -n "${wants_rust:-}" ]; then
    if ! rust_is_new_enough rustc || ! command -v cargo >/dev/null 2>&1 || ! rust_for_archive x86_64-unknown-linux-gnu; then
        if [ -n "$debian" ] && [ "$(id -u)" = 0 ] && ! offers_rust "$(rust_packages)"; then
            refresh
        fi
        missing="$missing $(rust_packages)"
    fi
fi
# rustfmt and clippy come with rustup; next to Debian's compiler they are packages of their own. `make check` says so
# where they are absent, hence no failure.
if [ -n "${wants_lint:-}" ] && [ -n "$debian" ] && ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1; then
    case $(rust_packages) in
    rustc-web*) missing="$missing rustfmt-web rust-web-clippy" ;;
    *) missing="$missing rustfmt rust-clippy" ;;
    esac
fi

if [ -n "$missing" ]; then
    set -- $missing
    if [ -z "$debian" ]; then
        echo "deps: not a Debian system: install what brings these Debian packages' programs: $*" >&2
        exit 1
    fi
    if [ "$(id -u)" != 0 ]; then
        echo "deps: not root: run as root: apt-get install $*" >&2
        exit 1
    fi
    echo "deps: installing $*"
    install() {
        DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=400 \
            -o Acquire::Retries=3 install "$@" >build/deps.log 2>&1
    }
    if ! install "$@"; then
        refresh
        install "$@" || {
            echo "deps: apt-get could not install $* (see build/deps.log; no network?)" >&2
            exit 1
        }
    fi
fi

if [ -n "${wants_rust:-}" ] && ! { rust_is_new_enough rustc && rust_for_archive x86_64-unknown-linux-gnu; }; then
    echo "deps: Rust $rust_minimum or later with its sources is needed, this system's is older: install it with rustup" >&2
    exit 1
fi

# environment MODULES REQUIREMENT...: the Python environment build/venv has these modules, from PyPI where it lacks them.
environment() {
    modules=$1
    shift
    if ! build/venv/bin/python3 -c "import $modules" >/dev/null 2>&1; then
        echo "deps: preparing the Python environment build/venv"
        python=/usr/bin/python3
        [ -x $python ] || python=python3
        {
            { build/venv/bin/python3 -c '' 2>/dev/null || { rm -rf build/venv && $python -m venv build/venv; }; } &&
                build/venv/bin/python3 -m pip install --quiet "$@"
        } >build/deps.log 2>&1 || {
            echo "deps: $* could not be installed into build/venv (see build/deps.log; no network?)" >&2
            exit 1
        }
    fi
}

case " $groups " in
*' test '*)
    # The tests talk to emulated boards over pseudo-terminals, by MicroPython's own tools: these need pyserial.
    environment serial pyserial==3.5
    # Servers and clients of other makers.
    tools/fetch-peers.sh
    ;;
esac
case " $groups " in
*' hardware '*)
    # An emulated processor, and what AES gives, for the models of the chips' units.
    environment unicorn,cryptography unicorn==2.1.4 cryptography==50.0.2
    ;;
esac
