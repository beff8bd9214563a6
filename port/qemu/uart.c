// SPDX-License-Identifier: MIT OR Apache-2.0
// CMSDK APB UARTs (Arm DDI 0479). The hardware holds one received byte; QEMU keeps the rest of the stream back until
// that byte is read. So a full queue need not lose anything: the byte is left in the UART until there is room.

#include "py/mpconfig.h"
#include "py/runtime.h"
#include "shared/runtime/interrupt_char.h"
#include "board.h"
#include "uart.h"

#define STATE_TX_FULL (1)
#define STATE_RX_FULL (2)
#define CONTROL_TX (1)
#define CONTROL_RX (2)
#define CONTROL_RX_INTERRUPT (8)
#define INTERRUPT_RX (2)

// A power of two. One TLS record of moderate size; the peer's flow control does the rest.
#define QUEUE_SIZE (4096)

typedef struct {
    uint32_t data;
    uint32_t state;
    uint32_t control;
    uint32_t interrupt;
    uint32_t divider;
} registers_t;

static const struct {
    uintptr_t registers;
    unsigned interrupt;
} uarts[BOARD_UART_COUNT] = BOARD_UARTS;

static struct {
    volatile uint16_t written;
    volatile uint16_t read;
    uint8_t bytes[QUEUE_SIZE];
} queues[BOARD_UART_COUNT];

static volatile registers_t *registers_of(unsigned uart) {
    return (volatile registers_t *)uarts[uart].registers;
}

void uart_init(void) {
    for (unsigned uart = 0; uart < BOARD_UART_COUNT; ++uart) {
        volatile registers_t *registers = registers_of(uart);
        registers->divider = 16; // the least that is allowed; QEMU does not time the line
        registers->control = CONTROL_TX | CONTROL_RX | CONTROL_RX_INTERRUPT;
        interrupt_enable(uarts[uart].interrupt);
    }
}

// Moves received bytes to the queue while it has room. Interrupts are off or this is the interrupt.
static void receive(unsigned uart) {
    volatile registers_t *registers = registers_of(uart);
    registers->interrupt = INTERRUPT_RX;
    while ((uint16_t)(queues[uart].written - queues[uart].read) < QUEUE_SIZE && (registers->state & STATE_RX_FULL)) {
        uint8_t byte = registers->data;
        if (uart == UART_CONSOLE && byte == mp_interrupt_char) {
            mp_sched_keyboard_interrupt();
        } else {
            queues[uart].bytes[queues[uart].written % QUEUE_SIZE] = byte;
            ++queues[uart].written;
        }
    }
}

void uart_interrupt(void) {
    for (unsigned uart = 0; uart < BOARD_UART_COUNT; ++uart) {
        receive(uart);
    }
}

int uart_peek(unsigned uart) {
    if (queues[uart].written == queues[uart].read) {
        return -1;
    }
    return queues[uart].bytes[queues[uart].read % QUEUE_SIZE];
}

int uart_read(unsigned uart) {
    int byte = uart_peek(uart);
    if (byte >= 0) {
        bool was_full = (uint16_t)(queues[uart].written - queues[uart].read) == QUEUE_SIZE;
        ++queues[uart].read;
        if (was_full) {
            // The UART may hold a byte whose interrupt is long over.
            uint32_t state = board_interrupts_off();
            receive(uart);
            board_interrupts_restore(state);
        }
    }
    return byte;
}

bool uart_writable(unsigned uart) {
    return !(registers_of(uart)->state & STATE_TX_FULL);
}

void uart_write(unsigned uart, uint8_t byte) {
    registers_of(uart)->data = byte;
}

void uart_write_blocking(unsigned uart, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; ++i) {
        while (!uart_writable(uart)) {
        }
        uart_write(uart, bytes[i]);
    }
}
