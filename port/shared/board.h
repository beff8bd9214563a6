// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of a board: the facts that no MicroPython API gives in C, clock and randomness, which memory is
// read-only, how patient a stream is. Each of the boards here implements these functions; none of them raises or allocates.
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

// Whether a read of this stream (a MicroPython object) waits until the peer sends something, however long that is: 1 for one that
// does, 0 for one that does not block or has a timeout, -1 if the board does not know.
int camtls_board_stream_is_endless(void *stream);

#endif
