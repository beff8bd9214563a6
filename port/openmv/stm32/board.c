// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of OpenMV's STM32 boards. Never built in OpenMV: see README.md.
//
// The clock is MicroPython's: unset it shows 2015, which port/platform.c knows. With the feature of the chip the library reads the
// generator by itself and does not ask for randomness here.

#include "openmv/words.h"
#include "rng.h"
#include "shared/board.h"

static uint64_t next(void) {
    return rng_get();
}

int camtls_board_random(uint8_t *out, size_t length) {
    return camtls_random_words(out, length, next, sizeof(uint32_t));
}
