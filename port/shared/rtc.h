// SPDX-License-Identifier: MIT OR Apache-2.0
// The camera's clock as the boards here keep it: an offset to a monotonic time of the machine, outside of the Python
// heap, so that a soft reset leaves it alone.
#ifndef CAMTLS_PORT_SHARED_RTC_H
#define CAMTLS_PORT_SHARED_RTC_H

#include <stdint.h>

// Microseconds since 1970-01-01 00:00 UTC. While the clock is not set it counts from 1970 at power-on.
int64_t rtc_microseconds(void);
void rtc_set(int64_t microseconds);
void rtc_unset(void);

#endif
