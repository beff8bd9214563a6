// SPDX-License-Identifier: MIT OR Apache-2.0
// The emulated board: memory layout from the linker script, processor, console, ticks.
#ifndef CAMTLS_PORT_QEMU_BOARD_H
#define CAMTLS_PORT_QEMU_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include BOARD_HEADER

#define REGISTER(address) (*(volatile uint32_t *)(address))

// Symbols of firmware.ld: addresses, not variables.
extern uint8_t _program_start[], _program_end[];
extern uint8_t _stack_bottom[], _stack_top[];
extern uint8_t _heap_start[], _heap_end[];

// startup.c: interrupts and waiting.
uint32_t board_interrupts_off(void);
void board_interrupts_restore(uint32_t state);
void interrupt_enable(unsigned number);
// Sleeps until a device has interrupted, be it during the sleep or since the one before, or until that many milliseconds
// have passed.
void wait_for_interrupt(uint32_t milliseconds);
// Ticks that were spent sleeping since power-on.
uint64_t ticks_asleep(void);
// Bytes of stack that have never been used since power-on.
size_t stack_untouched(void);
// Forgets what has been used so far, except for what is in use now.
void stack_paint(void);

// ticks.c: a 64-bit counter of BOARD_CLOCK_HZ since power-on.
void ticks_init(void);
uint64_t board_ticks(void);
#ifdef BOARD_CMSDK_TIMER
void ticks_interrupt(void);
#endif

// allocation.c: what the TLS library takes of the Python heap.
typedef struct {
    size_t allocations; // by Mbed TLS, from whatever is taken
    size_t blocks; // taken
    size_t held; // bytes, now
    size_t peak; // bytes, at most
    size_t largest; // block, in bytes
} board_memory_t;
extern board_memory_t board_memory;
void *board_memory_taken(void *memory);
void board_memory_given(void *memory);

#endif
