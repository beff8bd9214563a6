// SPDX-License-Identifier: MIT OR Apache-2.0
// The hardware layer that MicroPython asks for: console, delays, time of day.

#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "shared/timeutils/timeutils.h"
#include "lib/oofatfs/ff.h"
#include "port/shared/board.h"
#include "port/shared/rtc.h"
#include "uart.h"

uintptr_t mp_hal_stdio_poll(uintptr_t poll_flags) {
    uintptr_t ready = poll_flags & MP_STREAM_POLL_WR;
    if ((poll_flags & MP_STREAM_POLL_RD) && uart_peek(UART_CONSOLE) >= 0) {
        ready |= MP_STREAM_POLL_RD;
    }
    return ready;
}

int mp_hal_stdin_rx_chr(void) {
    for (;;) {
        int byte = uart_read(UART_CONSOLE);
        if (byte >= 0) {
            return byte;
        }
        mp_event_wait_indefinite();
    }
}

mp_uint_t mp_hal_stdout_tx_strn(const char *text, size_t length) {
    uart_write_blocking(UART_CONSOLE, (const uint8_t *)text, length);
    return length;
}

mp_uint_t mp_hal_ticks_us(void) {
    return board_ticks() / (BOARD_CLOCK_HZ / 1000000);
}

mp_uint_t mp_hal_ticks_ms(void) {
    return board_ticks() / (BOARD_CLOCK_HZ / 1000);
}

void mp_hal_delay_us(mp_uint_t microseconds) {
    uint64_t end = board_ticks() + (uint64_t)microseconds * (BOARD_CLOCK_HZ / 1000000);
    while (board_ticks() < end) {
    }
}

void mp_hal_delay_ms(mp_uint_t milliseconds) {
    uint64_t end = board_ticks() + (uint64_t)milliseconds * (BOARD_CLOCK_HZ / 1000);
    for (;;) {
        mp_event_handle_nowait();
        uint64_t now = board_ticks();
        if (now >= end) {
            return;
        }
        uint64_t left = (end - now) / (BOARD_CLOCK_HZ / 1000);
        if (left > 0) {
            wait_for_interrupt(MIN(left, 1000));
        }
    }
}

void mp_hal_get_random(size_t length, uint8_t *out) {
    if (camtls_board_random(out, length) != 0) {
        mp_raise_OSError(MP_EIO);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The clock: kept outside of the Python heap, so a soft reset leaves it as it is.

static int64_t clock_offset; // microseconds between power-on and 1970
static bool clock_set;

static int64_t uptime_microseconds(void) {
    return board_ticks() / (BOARD_CLOCK_HZ / 1000000);
}

int64_t rtc_microseconds(void) {
    return uptime_microseconds() + clock_offset;
}

void rtc_set(int64_t microseconds) {
    clock_offset = microseconds - uptime_microseconds();
    clock_set = true;
}

void rtc_unset(void) {
    clock_offset = 0;
    clock_set = false;
}

int camtls_board_clock(int64_t *seconds) {
    if (!clock_set) {
        return 1;
    }
    *seconds = rtc_microseconds() / 1000000;
    return 0;
}

uint64_t mp_hal_time_ns(void) {
    return rtc_microseconds() * 1000;
}

// Dates of files on FAT, which begin in 1980.
DWORD get_fattime(void) {
    timeutils_struct_time_t tm;
    timeutils_seconds_since_epoch_to_struct_time(rtc_microseconds() / 1000000, &tm);
    DWORD year = tm.tm_year < 1980 ? 0 : tm.tm_year - 1980;
    return year << 25 | (DWORD)tm.tm_mon << 21 | (DWORD)tm.tm_mday << 16
           | (DWORD)tm.tm_hour << 11 | (DWORD)tm.tm_min << 5 | (DWORD)tm.tm_sec / 2;
}
