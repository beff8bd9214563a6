// SPDX-License-Identifier: MIT OR Apache-2.0
// One UART as a line to the network of the host: either raw, or through a switchboard (tools/link.py) that opens and
// accepts TCP connections, one after another.
//
// A UART knows neither end of file nor addresses. So the switchboard and this file mark what is not data with the byte
// DLE; DLE itself travels as DLE DLE. All of it is printable after the DLE, to be readable in a trace.
//
//   to the switchboard                           from the switchboard
//   DLE C <n> host:port LF   connect             DLE O <n> host:port LF   open: the peer's address
//   DLE A <n> port LF        accept one          DLE F <n> errno LF       could not be opened
//   DLE E                    end of our data     DLE E                    end of the peer's data
//   DLE X                    close               DLE R                    the peer has broken the connection
//                                                DLE W                    CHANNEL_GRANT more bytes may be sent
//
// <n> is a letter that changes with each request: answers to an earlier one are dropped with everything before the
// answer to the latest. At most CHANNEL_WINDOW bytes are under way to a peer that does not take them, so the line is
// never clogged and a close always gets through.
#ifndef CAMTLS_PORT_QEMU_CHANNEL_H
#define CAMTLS_PORT_QEMU_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHANNEL_WINDOW (16384)
#define CHANNEL_GRANT (4096)

typedef enum {
    CHANNEL_CLOSED,
    CHANNEL_RAW,
    CHANNEL_OPENING,
    CHANNEL_OPEN,
    CHANNEL_FAILED, // channel_error tells why
} channel_state_t;

// Bytes go as they are, in both directions.
void channel_raw(unsigned uart);
// Sends a request; the state is OPENING until the answer has come. kind is 'C' or 'A', text as above.
void channel_request(unsigned uart, char kind, const char *text);
// Ends our direction of the connection.
void channel_end(unsigned uart);
void channel_close(unsigned uart);

// Looks at what has been received.
channel_state_t channel_state(unsigned uart);
// The errno of a failed request or a broken connection.
int channel_error(unsigned uart);
// "host:port" of the peer, or "".
const char *channel_peer(unsigned uart);

// The next byte of data or -1. Data that came before the end or the break is delivered first.
int channel_read(unsigned uart);
// Whether channel_read would give a byte.
bool channel_readable(unsigned uart);
// Whether the peer has sent all that it will.
bool channel_at_end(unsigned uart);
bool channel_writable(unsigned uart);
// Sends one byte; call only when writable.
void channel_write(unsigned uart, uint8_t byte);

#endif
