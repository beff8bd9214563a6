#!/bin/sh
# Makes sure that a source tree is there: tools/sources.sh micropython|mbedtls DIRECTORY FETCHED
#
# DIRECTORY below FETCHED is fetched from Debian when missing; any other tree is the caller's and is only looked at.
# Which releases of Mbed TLS will do, and what they lack, the build of src/engine/mbedtls says.
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
    [ -f "$directory/include/mbedtls/version.h" ] ||
        refuse "no Mbed TLS in $directory: set MBEDTLS_DIR to a 3.6 tree, or leave it unset to fetch one"
    ;;
micropython)
    header=$directory/py/mpconfig.h
    [ -f "$header" ] ||
        refuse "no MicroPython in $directory: set MICROPYTHON_DIR to a tree of 1.25 or later, or leave it unset to fetch one"
    minor=$(awk '$1 == "#define" && $2 == "MICROPY_VERSION_MINOR" { print $3 }' "$header")
    [ "${minor:-0}" -ge 25 ] ||
        refuse "MicroPython 1.${minor:-?} in $directory is too old: set MICROPYTHON_DIR to a tree of 1.25 or later"
    ;;
esac
