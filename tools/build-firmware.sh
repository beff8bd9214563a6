#!/bin/sh
# Builds one firmware: tools/build-firmware.sh BOARD ARCHIVE FIRMWARE JOBS
#
# CAMTLS_FEATURES in the environment: the archive's features. The ports' own makefiles do it; what they say goes to build/firmware/BOARD.log and is shown when they fail.
set -eu

cd "$(dirname "$0")/.."
board=$1
archive=$2
firmware=$3
jobs=$4

case $board in
unix) port=port/unix ;;
*) port=port/qemu ;;
esac
folder=$(dirname "$firmware")
mkdir -p "$folder" build/firmware
log=build/firmware/$board.log

echo "firmware: $board"
# The outer make's flags and variables are not the port's.
unset MAKEFLAGS MFLAGS MAKELEVEL BOARD TARGET
if ! make -C $port -j"$jobs" BOARD="$board" MICROPYTHON_DIR="$MICROPYTHON_DIR" MBEDTLS_DIR="$MBEDTLS_DIR" \
    CAMTLS_LIB="$archive" CAMTLS_FEATURES="${CAMTLS_FEATURES:-}" BUILD="$folder" >"$log" 2>&1; then
    tail -n 40 "$log"
    echo "firmware: $board failed (all of it in $log)" >&2
    exit 1
fi
[ -f "$firmware" ] || { echo "firmware: $firmware was not made (see $log)" >&2; exit 1; }
echo "firmware: $firmware ($(wc -c <"$firmware") bytes)"
