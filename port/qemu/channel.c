// SPDX-License-Identifier: MIT OR Apache-2.0
// The camera's end of the line to the switchboard; channel.h has the protocol.

#include <string.h>

#include "py/mperrno.h"
#include BOARD_HEADER
#include "channel.h"
#include "uart.h"

#define DLE (0x10)

// What the next received byte means.
typedef enum {
    DATA,
    MARK, // the byte after DLE
    REQUEST_LETTER, // <n> of an answer
    TEXT, // up to LF
} reading_t;

typedef struct {
    channel_state_t state;
    reading_t reading;
    char answer; // 'O' or 'F', while its text is read
    char letter; // of the latest request; outlives a soft reset, so that it is never used twice in a row
    bool answers_us;
    bool at_end;
    int error;
    int ahead; // a byte of data that was decoded and not yet read, or -1
    size_t window;
    size_t text_length;
    char text[64];
} channel_t;

static channel_t channels[BOARD_UART_COUNT];

static void reset(channel_t *channel, channel_state_t state) {
    channel->state = state;
    channel->at_end = false;
    channel->error = 0;
    channel->ahead = -1;
    channel->window = 0;
    channel->text_length = 0;
    channel->text[0] = '\0';
    if (state == CHANNEL_RAW) {
        channel->reading = DATA;
    }
}

static void send_mark(unsigned uart, char mark) {
    const uint8_t bytes[2] = { DLE, (uint8_t)mark };
    uart_write_blocking(uart, bytes, sizeof(bytes));
}

void channel_raw(unsigned uart) {
    reset(&channels[uart], CHANNEL_RAW);
}

void channel_request(unsigned uart, char kind, const char *text) {
    channel_t *channel = &channels[uart];
    reset(channel, CHANNEL_OPENING);
    channel->letter = channel->letter < 'a' || channel->letter >= 'z' ? 'a' : channel->letter + 1;
    send_mark(uart, kind);
    uart_write_blocking(uart, (const uint8_t *)&channel->letter, 1);
    uart_write_blocking(uart, (const uint8_t *)text, strlen(text));
    uart_write_blocking(uart, (const uint8_t *)"\n", 1);
}

void channel_end(unsigned uart) {
    if (channels[uart].state == CHANNEL_OPEN) {
        send_mark(uart, 'E');
        channels[uart].window = 0;
    }
}

void channel_close(unsigned uart) {
    channel_t *channel = &channels[uart];
    if (channel->state == CHANNEL_OPENING || channel->state == CHANNEL_OPEN || channel->state == CHANNEL_FAILED) {
        send_mark(uart, 'X');
    }
    reset(channel, CHANNEL_CLOSED);
}

static void take_answer(channel_t *channel) {
    channel->text[channel->text_length] = '\0';
    if (channel->answers_us && channel->state == CHANNEL_OPENING) {
        if (channel->answer == 'O') {
            channel->state = CHANNEL_OPEN;
            channel->window = CHANNEL_WINDOW;
        } else {
            channel->state = CHANNEL_FAILED;
            for (const char *digit = channel->text; *digit >= '0' && *digit <= '9'; ++digit) {
                channel->error = channel->error * 10 + (*digit - '0');
            }
        }
    }
}

static void take_mark(channel_t *channel, uint8_t mark) {
    channel->reading = DATA;
    switch (mark) {
        case 'O':
        case 'F':
            channel->answer = mark;
            channel->reading = REQUEST_LETTER;
            break;
        case DLE:
            channel->ahead = channel->state == CHANNEL_OPEN ? DLE : -1;
            break;
        case 'E':
            channel->at_end = channel->state == CHANNEL_OPEN;
            break;
        case 'R':
            if (channel->state == CHANNEL_OPEN) {
                channel->state = CHANNEL_FAILED;
                channel->error = MP_ECONNRESET;
            }
            break;
        case 'W':
            channel->window += CHANNEL_GRANT;
            break;
    }
}

// Decodes received bytes up to the next byte of data.
static void decode(unsigned uart) {
    channel_t *channel = &channels[uart];
    while (channel->ahead < 0) {
        int byte = uart_read(uart);
        if (byte < 0) {
            return;
        }
        if (channel->state == CHANNEL_RAW) {
            channel->ahead = byte;
            return;
        }
        switch (channel->reading) {
            case DATA:
                if (byte == DLE) {
                    channel->reading = MARK;
                } else if (channel->state == CHANNEL_OPEN) {
                    channel->ahead = byte;
                }
                break;
            case MARK:
                take_mark(channel, byte);
                break;
            case REQUEST_LETTER:
                channel->answers_us = byte == channel->letter;
                channel->text_length = 0;
                channel->reading = TEXT;
                break;
            case TEXT:
                if (byte == '\n') {
                    channel->reading = DATA;
                    take_answer(channel);
                } else if (channel->text_length < sizeof(channel->text) - 1) {
                    channel->text[channel->text_length++] = byte;
                }
                break;
        }
    }
}

channel_state_t channel_state(unsigned uart) {
    decode(uart);
    return channels[uart].state;
}

int channel_error(unsigned uart) {
    return channels[uart].error;
}

const char *channel_peer(unsigned uart) {
    return channels[uart].state == CHANNEL_OPEN ? channels[uart].text : "";
}

bool channel_readable(unsigned uart) {
    decode(uart);
    return channels[uart].ahead >= 0;
}

int channel_read(unsigned uart) {
    decode(uart);
    int byte = channels[uart].ahead;
    channels[uart].ahead = -1;
    return byte;
}

bool channel_at_end(unsigned uart) {
    return channels[uart].at_end;
}

bool channel_writable(unsigned uart) {
    decode(uart);
    channel_t *channel = &channels[uart];
    return (channel->state == CHANNEL_RAW || (channel->state == CHANNEL_OPEN && channel->window > 0))
           && uart_writable(uart);
}

void channel_write(unsigned uart, uint8_t byte) {
    channel_t *channel = &channels[uart];
    if (channel->state == CHANNEL_OPEN) {
        --channel->window;
        if (byte == DLE) {
            uart_write_blocking(uart, &byte, 1);
        }
    }
    uart_write_blocking(uart, &byte, 1);
}
