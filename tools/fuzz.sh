#!/bin/sh
# Builds the fuzz targets and runs each for a while: tools/fuzz.sh SECONDS TARGET...
#
# No nightly compiler is needed: RUSTC_BOOTSTRAP opens the stable one's coverage passes. AddressSanitizer, over Rust and
# Mbed TLS alike, takes part where the compiler brings its run-time library (rustup's does, Debian's does not). What a target
# finds interesting stays in build/fuzz/TARGET and is where the next run begins; an input that fails is kept beside it.
set -eu

cd "$(dirname "$0")/.."
seconds=$1
shift
top=$PWD
host=$(rustc -vV | sed -n 's/^host: //p')

coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
c_flags="-fsanitize-coverage=inline-8bit-counters,pc-table,trace-cmp"
sanitizer=
if ls "$(rustc --print sysroot)/lib/rustlib/$host/lib/"librustc*_rt.asan.a >/dev/null 2>&1; then
    sanitizer=-Zsanitizer=address
    c_flags="$c_flags -fsanitize=address -fno-omit-frame-pointer"
fi

# Cases have clocks of their own, earlier than this build.
export SOURCE_DATE_EPOCH=0 RUSTC_BOOTSTRAP=1 CC=clang CXX=clang++ CARGO_TARGET_DIR="$top/build/cargo/fuzz"
export "CFLAGS_$(echo "$host" | tr - _)=$c_flags" "RUSTFLAGS=--cfg fuzzing $coverage $sanitizer -Ccodegen-units=1"
(cd fuzz && cargo build --locked --quiet --release --target "$host")

programs=$CARGO_TARGET_DIR/$host/release
"$programs/corpus" "$top/build/fuzz"
failed=0
for target; do
    log=$top/build/fuzz/$target.log
    if "$programs/$target" -max_total_time="$seconds" -max_len=8192 -artifact_prefix="$top/build/fuzz/$target-" \
        -print_final_stats=1 "$top/build/fuzz/$target" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        # How many edges of the code were seen, as libFuzzer counts them.
        edges=$(sed -n 's/.*\bcov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
        echo "$target: $runs runs, $edges edges, without a finding"
    else
        grep -E 'panicked at|assertion|ERROR|SUMMARY|Test unit written' "$log" || tail -n 20 "$log"
        echo "$target: FAILED, see $log"
        failed=$((failed + 1))
    fi
done
echo "$(($# - failed)) passed, $failed failed"
[ "$failed" = 0 ]
