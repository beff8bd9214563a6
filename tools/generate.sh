#!/bin/sh
# Prints what the sources dictate: tools/generate.sh header|errors
set -eu
cd "$(dirname "$0")/.."
exec cargo run --locked --quiet --features header --bin generate -- "$1"
