// SPDX-License-Identifier: MIT OR Apache-2.0
// From reset to main: vectors, floating point, data sections, faults. Armv7-M and Armv8-M.

#include <string.h>

#include "py/mpconfig.h"
#include "py/misc.h"
#include "shared/runtime/semihosting_arm.h"
#include "board.h"
#include "uart.h"

#define SYSTICK_CONTROL REGISTER(0xe000e010)
#define SYSTICK_RELOAD REGISTER(0xe000e014)
#define SYSTICK_VALUE REGISTER(0xe000e018)
#define NVIC_SET_ENABLE(word) REGISTER(0xe000e100 + 4 * (word))
#define SCB_INTERRUPT_CONTROL REGISTER(0xe000ed04)
#define SCB_CFSR REGISTER(0xe000ed28)
#define SCB_BFAR REGISTER(0xe000ed38)
#define SCB_CPACR_ADDRESS 0xe000ed88

#define STACK_PATTERN (0xcd)
#define INTERRUPT_COUNT (48)

extern uint8_t _data_load[], _data_start[], _data_end[], _bss_start[], _bss_end[];
int main(void);

static MP_NORETURN void start(void);
static volatile bool woken;
static uint64_t asleep;

// No floating-point instruction may run before the unit is enabled, and the compiler is free to use one in any C
// function: so this is done first, in assembly.
__attribute__((naked, used)) void Reset_Handler(void) {
    __asm volatile (
        "ldr r0, =_stack_top\n"
        "mov sp, r0\n"
        "ldr r0, =%c0\n"
        "ldr r1, [r0]\n"
        "orr r1, r1, #0xf00000\n"
        "str r1, [r0]\n"
        "dsb\n"
        "isb\n"
        "bl %c1\n"
        : : "i" (SCB_CPACR_ADDRESS), "i" (start));
}

static MP_NORETURN void start(void) {
    memcpy(_data_start, _data_load, _data_end - _data_start);
    memset(_bss_start, 0, _bss_end - _bss_start);
    stack_paint();
    ticks_init();
    uart_init();
    mp_semihosting_exit(main());
    for (;;) {
    }
}

// The C library's way out, and the firmware's: the emulator ends.
MP_NORETURN void exit(int status) {
    mp_semihosting_exit(status);
    for (;;) {
    }
}

// What stays at the pattern has never been stack.
void stack_paint(void) {
    // A little room for memset's own frame and for an interrupt's.
    memset(_stack_bottom, STACK_PATTERN, (uint8_t *)__builtin_frame_address(0) - 256 - _stack_bottom);
}

size_t stack_untouched(void) {
    const uint8_t *byte = _stack_bottom;
    while (byte < _stack_top && *byte == STACK_PATTERN) {
        ++byte;
    }
    return byte - _stack_bottom;
}

// ---------------------------------------------------------------------------------------------------------------------
// Faults: say where, and end the emulation so that a test fails instead of hanging.

static void print_word(const char *name, uint32_t value) {
    static const char digits[] = "0123456789abcdef";
    char text[11] = "0x";
    for (int i = 0; i < 8; ++i) {
        text[2 + i] = digits[(value >> (28 - 4 * i)) & 15];
    }
    text[10] = ' ';
    uart_write_blocking(UART_CONSOLE, (const uint8_t *)name, strlen(name));
    uart_write_blocking(UART_CONSOLE, (const uint8_t *)text, sizeof(text));
}

__attribute__((used)) MP_NORETURN static void report_fault(const uint32_t *frame) {
    print_word("\r\nFATAL: processor fault, cfsr ", SCB_CFSR);
    print_word("bfar ", SCB_BFAR);
    print_word("pc ", frame[6]);
    print_word("lr ", frame[5]);
    print_word("sp ", (uint32_t)frame);
    uart_write_blocking(UART_CONSOLE, (const uint8_t *)"\r\n", 2);
    exit(1);
}

__attribute__((naked)) static void fault_handler(void) {
    __asm volatile (
        "mov r0, sp\n"
        "b report_fault\n");
}

// ---------------------------------------------------------------------------------------------------------------------
// Interrupts and sleeping.

uint32_t board_interrupts_off(void) {
    uint32_t primask;
    __asm volatile ("mrs %0, primask\n cpsid i" : "=r" (primask) : : "memory");
    return primask;
}

void board_interrupts_restore(uint32_t state) {
    __asm volatile ("msr primask, %0" : : "r" (state) : "memory");
}

void interrupt_enable(unsigned number) {
    NVIC_SET_ENABLE(number / 32) = 1u << (number % 32);
}

static void systick_handler(void) {
    SYSTICK_CONTROL = 0;
}

void wait_for_interrupt(uint32_t milliseconds) {
    // SysTick is armed for the time of the sleep only. It is no clock: without -icount it loses time in QEMU.
    const uint32_t longest = 0xffffff / (BOARD_CLOCK_HZ / 1000);
    uint32_t period = MIN(MAX(milliseconds, 1), longest) * (BOARD_CLOCK_HZ / 1000);
    // An interrupt that is pending ends WFI even while interrupts are off: none is lost between the test and the sleep.
    uint32_t state = board_interrupts_off();
    if (!woken) {
        SYSTICK_RELOAD = period;
        SYSTICK_VALUE = 0;
        SYSTICK_CONTROL = 7;
        uint64_t before = board_ticks();
        __asm volatile ("dsb\n wfi" : : : "memory");
        asleep += board_ticks() - before;
        SYSTICK_CONTROL = 0;
        SCB_INTERRUPT_CONTROL = 1u << 25; // SysTick no longer pending
    }
    woken = false;
    board_interrupts_restore(state);
}

uint64_t ticks_asleep(void) {
    return asleep;
}

// Every device interrupt comes here; the handlers look at their devices.
static void device_handler(void) {
    uart_interrupt();
    #ifdef BOARD_CMSDK_TIMER
    ticks_interrupt();
    #endif
    woken = true;
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16 + INTERRUPT_COUNT])(void) = {
    (void (*)(void))_stack_top,
    Reset_Handler,
    [2 ... 14] = fault_handler,
    [15] = systick_handler,
    [16 ... 16 + INTERRUPT_COUNT - 1] = device_handler,
};
