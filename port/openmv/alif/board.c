// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of OpenMV's Alif boards. Never built in OpenMV: see README.md.
//
// The clock is MicroPython's: unset it shows 1970, which port/platform.c knows. The randomness is the secure enclave's, with the
// feature of the chip too.

#include <string.h>

#include "py/mphal.h"

#include "camtls.h"
#include "se_services.h"
#include "shared/board.h"

int camtls_board_random(uint8_t *out, size_t length) {
    while (length != 0) {
        uint64_t word = se_services_rand64();
        // 0 is what se_services_rand64 answers when the enclave does not.
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

int32_t camtls_port_unique_id(uint8_t *out, size_t *length) {
    if (*length < 8) {
        return CAMTLS_ABSENT;
    }
    se_services_get_unique_id(out);
    *length = 8;
    return 0;
}
