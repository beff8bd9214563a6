// SPDX-License-Identifier: MIT OR Apache-2.0
#include "shared/runtime/interrupt_char.h"
#include "board.h"

// Raises OSError(EIO) where there is no randomness.
void mp_hal_get_random(size_t length, uint8_t *out);

#define mp_hal_ticks_cpu() ((mp_uint_t)board_ticks())
#define mp_hal_delay_us_fast mp_hal_delay_us

// Waiting for an event: sleep until an interrupt. The bound covers what tells its readiness without an interrupt.
#define MICROPY_INTERNAL_WFE(timeout_ms) wait_for_interrupt((timeout_ms) > 0 && (timeout_ms) < 5 ? (timeout_ms) : 5)
