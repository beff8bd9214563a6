// SPDX-License-Identifier: MIT OR Apache-2.0
// The port's part of module machine. Included by extmod/modmachine.c.

#include <stdlib.h>

#include "board.h"

static void mp_machine_idle(void) {
    mp_event_wait_ms(1);
}

// Ends the emulator: there is nobody to power the board on again.
MP_NORETURN static void mp_machine_reset(void) {
    exit(0);
}

static mp_int_t mp_machine_reset_cause(void) {
    return 1; // power-on
}
