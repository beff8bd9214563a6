// SPDX-License-Identifier: MIT OR Apache-2.0
// Random bytes of a generator that gives words, and 0 when it has none.
#ifndef CAMTLS_PORT_OPENMV_WORDS_H
#define CAMTLS_PORT_OPENMV_WORDS_H

#include <string.h>

#include "py/mphal.h"

// `size` is how many bytes of what `next` gives are random.
static inline int camtls_random_words(uint8_t *out, size_t length, uint64_t (*next)(void), size_t size) {
    while (length != 0) {
        uint64_t word = next();
        if (word == 0) {
            return -1;
        }
        size_t part = MIN(length, size);
        memcpy(out, &word, part);
        out += part;
        length -= part;
    }
    return 0;
}

#endif
