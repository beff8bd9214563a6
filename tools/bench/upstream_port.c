// SPDX-License-Identifier: MIT OR Apache-2.0
// What MicroPython's ports give Mbed TLS: randomness and time. The counterpart of ports/stm32/mbedtls/mbedtls_port.c.

#include <time.h>

#include "py/mphal.h"
#include "shared/timeutils/timeutils.h"

#include "mbedtls/platform_time.h"

#include "port/shared/board.h"

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t length, size_t *written) {
    (void)data;
    *written = length;
    return camtls_board_random(output, length);
}

time_t stm32_rtctime_seconds(time_t *timer) {
    (void)timer;
    return mp_hal_time_ns() / 1000000000;
}

mbedtls_ms_time_t mbedtls_ms_time(void) {
    return mp_hal_time_ns() / 1000000;
}

struct tm *gmtime(const time_t *seconds) {
    static struct tm answer;
    timeutils_struct_time_t parts;
    timeutils_seconds_since_epoch_to_struct_time(*seconds, &parts);
    answer.tm_sec = parts.tm_sec;
    answer.tm_min = parts.tm_min;
    answer.tm_hour = parts.tm_hour;
    answer.tm_mday = parts.tm_mday;
    answer.tm_mon = parts.tm_mon - 1;
    answer.tm_year = parts.tm_year - 1900;
    answer.tm_wday = parts.tm_wday;
    answer.tm_yday = parts.tm_yday;
    answer.tm_isdst = -1;
    return &answer;
}
