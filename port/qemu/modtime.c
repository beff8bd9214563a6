// SPDX-License-Identifier: MIT OR Apache-2.0
// The port's part of module time. Included by extmod/modtime.c.

#include "shared/timeutils/timeutils.h"
#include "port/shared/rtc.h"

#if MICROPY_VERSION >= MICROPY_MAKE_VERSION(1, 27, 0)

static void mp_time_localtime_get(timeutils_struct_time_t *tm) {
    timeutils_seconds_since_epoch_to_struct_time(rtc_microseconds() / 1000000, tm);
}

#else

static mp_obj_t mp_time_localtime_get(void) {
    timeutils_struct_time_t tm;
    timeutils_seconds_since_epoch_to_struct_time(rtc_microseconds() / 1000000, &tm);
    mp_obj_t items[8] = {
        MP_OBJ_NEW_SMALL_INT(tm.tm_year),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mon),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_hour),
        MP_OBJ_NEW_SMALL_INT(tm.tm_min),
        MP_OBJ_NEW_SMALL_INT(tm.tm_sec),
        MP_OBJ_NEW_SMALL_INT(tm.tm_wday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_yday),
    };
    return mp_obj_new_tuple(8, items);
}

#endif

static mp_obj_t mp_time_time_get(void) {
    return mp_obj_new_int_from_ll(rtc_microseconds() / 1000000);
}
