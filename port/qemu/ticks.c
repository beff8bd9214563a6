// SPDX-License-Identifier: MIT OR Apache-2.0
// Time since power-on, from a timer that counts in the emulator's virtual time. With QEMU's `-icount shift=0` virtual
// time is one nanosecond an instruction, so the count repeats exactly.

#include "board.h"

#ifdef BOARD_CMSDK_TIMER

// CMSDK APB timer (Arm DDI 0479): counts down from RELOAD, interrupts at zero.
#define TIMER_CONTROL REGISTER(BOARD_CMSDK_TIMER + 0x0)
#define TIMER_VALUE REGISTER(BOARD_CMSDK_TIMER + 0x4)
#define TIMER_RELOAD REGISTER(BOARD_CMSDK_TIMER + 0x8)
#define TIMER_INTERRUPT REGISTER(BOARD_CMSDK_TIMER + 0xc)

static volatile uint32_t wraps;

void ticks_init(void) {
    TIMER_RELOAD = 0xffffffff;
    TIMER_VALUE = 0xffffffff;
    TIMER_CONTROL = 9; // enabled, with interrupt
    interrupt_enable(BOARD_CMSDK_TIMER_IRQ);
}

void ticks_interrupt(void) {
    if (TIMER_INTERRUPT & 1) {
        TIMER_INTERRUPT = 1;
        ++wraps;
    }
}

uint64_t board_ticks(void) {
    uint32_t state = board_interrupts_off();
    uint32_t elapsed = 0xffffffff - TIMER_VALUE;
    if (TIMER_INTERRUPT & 1) {
        // Wrapped a moment ago. Counted here, so that the value read next belongs to the new round for sure.
        ticks_interrupt();
        elapsed = 0xffffffff - TIMER_VALUE;
    }
    // The timer stays at zero for one tick, so a round is 2^32 ticks long.
    uint64_t now = ((uint64_t)wraps << 32) + elapsed;
    board_interrupts_restore(state);
    return now;
}

#else

// SSE-300 system counter: 64 bits, read in halves.
#define COUNTER_CONTROL REGISTER(BOARD_SSE_COUNTER_CONTROL)
#define COUNTER_LOW REGISTER(BOARD_SSE_COUNTER_STATUS + 0x0)
#define COUNTER_HIGH REGISTER(BOARD_SSE_COUNTER_STATUS + 0x4)

void ticks_init(void) {
    COUNTER_CONTROL = 1;
}

uint64_t board_ticks(void) {
    for (;;) {
        uint32_t high = COUNTER_HIGH;
        uint32_t low = COUNTER_LOW;
        if (COUNTER_HIGH == high) {
            return (uint64_t)high << 32 | low;
        }
    }
}

#endif
