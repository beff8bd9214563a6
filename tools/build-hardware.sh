#!/bin/sh
# Builds the image in which a harness runs a chip's backend: tools/build-hardware.sh CHIP
#
# Writes build/hardware/CHIP.elf, CHIP: stm32n6 stm32h7 imxrt1062 alif. What it is and how it is called:
# tests/hardware/interface.h. The environment gives MBEDTLS_DIR (default: build/src/mbedtls).
set -eu

cd "$(dirname "$0")/.."
chip=${1:?usage: tools/build-hardware.sh CHIP}
case $chip in
# Unicorn has no Cortex-M55: the C around the drivers, which are Rust, is compiled for what it has.
stm32n6 | alif) target=thumbv8m.main-none-eabihf CAMTLS_CPU=cortex-m33 CAMTLS_FPU=fpv5-sp-d16 ;;
stm32h7 | imxrt1062) target=thumbv7em-none-eabihf CAMTLS_CPU=cortex-m7 CAMTLS_FPU=fpv5-d16 ;;
*)
    echo "hardware: no chip '$chip': stm32n6 stm32h7 imxrt1062 alif" >&2
    exit 2
    ;;
esac

out=build/hardware
mkdir -p "$out"
: "${MBEDTLS_DIR:=$PWD/build/src/mbedtls}"
export MBEDTLS_DIR CAMTLS_CPU CAMTLS_FPU
CAMTLS_ARCHIVE=$out/$chip.a tools/build-lib.sh "$target" "chip-$chip,hardware-image"

flags="-mthumb -mcpu=$CAMTLS_CPU -mfpu=$CAMTLS_FPU -mfloat-abi=hard -std=c99 -Os -Wall -Wextra -Werror -ffunction-sections -fdata-sections"
keep=$(sed -n 's/^[a-z0-9_]* \**\(hw_[a-z_]*\)(.*/-Wl,-u,\1/p' tests/hardware/interface.h)
# shellcheck disable=SC2086
arm-none-eabi-gcc $flags -nostartfiles -Iinclude -o "$out/$chip.elf" tests/hardware/port.c "$out/$chip.a" \
    -T tests/hardware/image.ld -Wl,--gc-sections,--no-warn-rwx-segments,-e,0 $keep -lc -lgcc
echo "hardware: $out/$chip.elf ($(wc -c <"$out/$chip.elf") bytes)"
