// SPDX-License-Identifier: MIT OR Apache-2.0
// The board's UARTs: received bytes are queued by interrupt, none is lost; sending waits for the emulator's other end.
#ifndef CAMTLS_PORT_QEMU_UART_H
#define CAMTLS_PORT_QEMU_UART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UART_CONSOLE (0)

void uart_init(void);
void uart_interrupt(void);

// The next received byte, or -1. Peeking leaves it in the queue.
int uart_read(unsigned uart);
int uart_peek(unsigned uart);
// Whether a byte can be sent now. While QEMU's other end does not take bytes this stays false.
bool uart_writable(unsigned uart);
// Sends a byte. Call only when writable.
void uart_write(unsigned uart, uint8_t byte);
void uart_write_blocking(unsigned uart, const uint8_t *bytes, size_t length);

#endif
