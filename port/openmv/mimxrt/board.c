// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of OpenMV's i.MX RT boards. Never built in OpenMV: see README.md.
//
// The clock is MicroPython's: unset it shows 2013, which port/platform.c knows. With the feature of the chip the library reads the
// generator by itself and does not ask for randomness here.

#include "py/mphal.h"

#include "shared/board.h"

// modos.c; it has no header, and does not say when it failed: the library refuses what is all alike.
void trng_random_data(unsigned char *output, size_t len);

int camtls_board_random(uint8_t *out, size_t length) {
    trng_random_data(out, length);
    return 0;
}
