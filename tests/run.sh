#!/bin/sh -e
# Builds the C tests against the host's archive, under AddressSanitizer where the compiler has it and valgrind where not, and runs them.
#
#     tests/run.sh [ARCHIVE [GROUP...]]
#
# CC is the compiler; the certificates are made anew in build/pki-c.
cd "$(dirname "$0")/.."
archive=${1:-build/x86_64-unknown-linux-gnu/libcamtls.a}
[ $# -eq 0 ] || shift
[ -e "$archive" ] || { echo "tests/run.sh: no $archive: run make lib TARGET=x86_64-unknown-linux-gnu"; exit 1; }
CC=${CC:-cc}
mkdir -p build/tests
python3 tools/pki.py build/pki-c > build/tests/pki.log

flags="-std=gnu11 -Wall -Wextra -Wpedantic -Werror -O1 -g -Iinclude"
if echo 'int main(void) { return 0; }' | "$CC" -fsanitize=address,undefined -x c -o build/tests/probe - 2> /dev/null && build/tests/probe; then
    checked=
    flags="$flags -fsanitize=address,undefined -fno-sanitize-recover=undefined"
elif command -v valgrind > /dev/null; then
    checked="valgrind --quiet --error-exitcode=99 --leak-check=full"
else
    echo "tests/run.sh: neither AddressSanitizer nor valgrind: apt-get install valgrind"
    exit 1
fi
# shellcheck disable=SC2086 # words, not one word
"$CC" $flags -o build/tests/abi tests/*.c "$archive" -lpthread -ldl -lm
# shellcheck disable=SC2086
exec $checked build/tests/abi build/pki-c "$@"
