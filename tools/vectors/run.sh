#!/bin/sh
# Runs the vectors on an emulated Cortex-M7, over the assembly and over Mbed TLS's own code. With `--features timing` it prints
# instead how many instructions each primitive takes. Needs: the cross compiler, qemu-system-arm, and Rust for thumbv7em-none-eabihf or Rust's sources.
#
# Arguments go to cargo.
# CARGO is the command that builds for the target; by default Debian's, which builds core along.
set -eu

target=thumbv7em-none-eabihf
top=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
out=${CARGO_TARGET_DIR:-$top/build/cargo}
export CARGO_TARGET_DIR="$out"

# GCC links: cortex-m-rt's script, no start files, no C library beyond what the compiler itself calls.
flags='-C linker=arm-none-eabi-gcc -C link-arg=-mthumb -C link-arg=-mcpu=cortex-m7 -C link-arg=-mfpu=fpv5-d16'
flags="$flags -C link-arg=-mfloat-abi=hard -C link-arg=-nostartfiles -C link-arg=-Wl,-Tlink.x -C link-arg=-Wl,--gc-sections"

cd "$top"
if [ -n "${CARGO:-}" ]; then
    CARGO_TARGET_THUMBV7EM_NONE_EABIHF_RUSTFLAGS=$flags \
        "$CARGO" build --quiet --release --package vectors --target "$target" "$@"
else
    CARGO_TARGET_THUMBV7EM_NONE_EABIHF_RUSTFLAGS=$flags RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
        /usr/bin/cargo build --quiet --release --package vectors --target "$target" -Zbuild-std=core,alloc "$@"
fi

# An instruction a nanosecond makes the figures repeat; the vectors run several times faster without.
case " $* " in
*" timing "*) count='-icount shift=0' ;;
*) count= ;;
esac
# shellcheck disable=SC2086
exec qemu-system-arm -M mps2-an500 -cpu cortex-m7 -display none -monitor none -serial none \
    -semihosting-config enable=on,target=native $count -kernel "$out/$target/release/vectors"
