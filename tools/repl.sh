#!/bin/sh
# The REPL of a firmware on this terminal: tools/repl.sh BOARD FIRMWARE
set -eu

cd "$(dirname "$0")/.."
case $1 in
unix) exec "$2" ;;
*) exec port/qemu/run.sh "$2" ;;
esac
