#!/bin/sh
# Makes sure that a source tree is there and fits: tools/sources.sh micropython|mbedtls DIRECTORY FETCHED
#
# DIRECTORY below FETCHED is fetched from Debian when missing; any other tree is the caller's, and only its version is
# looked at: Mbed TLS 3.6.x, with a warning for what releases before the newest lack; MicroPython 1.25 or later.
set -eu

cd "$(dirname "$0")/.."
name=$1
directory=$2
fetched=$3

refuse() {
    echo "sources: $1" >&2
    exit 1
}

if [ "$directory" = "$fetched/$name" ]; then
    tools/fetch-source.sh "$name" >/dev/null
fi

case $name in
mbedtls)
    header=$directory/include/mbedtls/build_info.h
    if [ ! -f "$header" ]; then
        # 2.28 has no build_info.h; 4.x keeps it, but its crypto in another tree.
        [ -f "$directory/include/mbedtls/version.h" ] && refuse "Mbed TLS 2.x in $directory is not supported: set MBEDTLS_DIR to a 3.6 tree"
        refuse "no Mbed TLS in $directory: set MBEDTLS_DIR to a 3.6 tree, or leave it unset to fetch one"
    fi
    version=$(awk '$1 == "#define" && $2 == "MBEDTLS_VERSION_STRING" { gsub(/"/, "", $3); print $3 }' "$header")
    newest=7
    lacks=
    case $version in
    3.6.[0-9]*)
        patch=${version#3.6.}
        [ "$patch" -lt $newest ] && lacks="the security fixes after 3.6.$patch (3.6.$newest is the newest)"
        [ "$patch" -lt 3 ] && lacks="$lacks and the reassembly of fragmented handshake messages"
        ;;
    2.*) refuse "Mbed TLS $version in $directory is not supported (no TLS 1.3, no security fixes): set MBEDTLS_DIR to a 3.6 tree" ;;
    4.*) refuse "Mbed TLS $version in $directory is not supported yet: set MBEDTLS_DIR to a 3.6 tree" ;;
    *) refuse "Mbed TLS '$version' in $directory is not a 3.6 release: set MBEDTLS_DIR to a 3.6 tree" ;;
    esac
    # Once a tree, not once a build.
    if [ -n "$lacks" ] && [ "$(cat build/.warned 2>/dev/null)" != "$directory $version" ]; then
        echo "sources: warning: Mbed TLS $version lacks $lacks" >&2
        mkdir -p build
        echo "$directory $version" >build/.warned
    fi
    ;;
micropython)
    header=$directory/py/mpconfig.h
    [ -f "$header" ] || refuse "no MicroPython in $directory: set MICROPYTHON_DIR to a tree of 1.25 or later, or leave it unset to fetch one"
    major=$(awk '$1 == "#define" && $2 == "MICROPY_VERSION_MAJOR" { print $3 }' "$header")
    minor=$(awk '$1 == "#define" && $2 == "MICROPY_VERSION_MINOR" { print $3 }' "$header")
    [ "$major" -eq 1 ] && [ "$minor" -ge 25 ] || refuse "MicroPython $major.$minor in $directory is older than 1.25: set MICROPYTHON_DIR"
    ;;
esac
