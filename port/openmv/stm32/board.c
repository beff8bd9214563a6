// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of OpenMV's STM32 boards. Never built in OpenMV: see README.md.
//
// The clock is MicroPython's: unset it shows 2015, which port/platform.c knows. With the feature of the chip the library reads the
// generator by itself and does not ask for randomness here.

#include <string.h>

#include "py/mphal.h"

#include "rng.h"
#include "shared/board.h"

int camtls_board_random(uint8_t *out, size_t length) {
    while (length != 0) {
        uint32_t word = rng_get();
        // 0 is what rng_get answers when the generator does not.
        if (word == 0) {
            return -1;
        }
        size_t part = MIN(length, sizeof(word));
        memcpy(out, &word, part);
        out += part;
        length -= part;
    }
    return 0;
}
