// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of a board: the two facts that no MicroPython API gives in C, clock and randomness, and which memory
// is read-only. Each of the boards here implements these functions; none of them raises or allocates.
#ifndef CAMTLS_PORT_SHARED_BOARD_H
#define CAMTLS_PORT_SHARED_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The camera's clock in seconds since 1970-01-01 00:00 UTC. Returns 0, or 1 if nobody has set the clock since power-on:
// then *seconds is not written.
int camtls_board_clock(int64_t *seconds);

// Fills out with length random bytes of a source fit for keys. Returns 0; anything else means that there was no
// randomness, and out must not be used.
int camtls_board_random(uint8_t *out, size_t length);

// Whether the whole range lies in memory that nothing writes while the firmware runs (ROMFS, frozen data), so that it
// may be borrowed for good instead of being copied.
bool camtls_board_is_rom(const void *start, size_t length);

#endif
