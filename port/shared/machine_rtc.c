// SPDX-License-Identifier: MIT OR Apache-2.0
// machine.RTC: sets and reads the camera's clock.
//
//   RTC().datetime()       (year, month, day, weekday, hours, minutes, seconds, microseconds), Monday is weekday 1
//   RTC().datetime(tuple)  sets the clock, UTC; the weekday is ignored
//   RTC().deinit()         forgets the time: the clock is unset, as it is at power-on

#include "py/runtime.h"
#include "shared/timeutils/timeutils.h"
#include "port/shared/rtc.h"

// The years that timeutils computes with. Certificates reach further, cameras do not.
#if MICROPY_VERSION >= MICROPY_MAKE_VERSION(1, 26, 0)
#define LAST_YEAR (3000)
#else
#define LAST_YEAR (2099)
#endif

static const mp_obj_base_t machine_rtc_obj = { &machine_rtc_type };

static mp_obj_t machine_rtc_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(&machine_rtc_obj);
}

static mp_obj_t machine_rtc_get(void) {
    int64_t now = rtc_microseconds();
    timeutils_struct_time_t tm;
    timeutils_seconds_since_epoch_to_struct_time(now / 1000000, &tm);
    mp_obj_t items[8] = {
        MP_OBJ_NEW_SMALL_INT(tm.tm_year),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mon),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_wday + 1),
        MP_OBJ_NEW_SMALL_INT(tm.tm_hour),
        MP_OBJ_NEW_SMALL_INT(tm.tm_min),
        MP_OBJ_NEW_SMALL_INT(tm.tm_sec),
        MP_OBJ_NEW_SMALL_INT(now % 1000000),
    };
    return mp_obj_new_tuple(8, items);
}

static mp_int_t get_in_range(mp_obj_t item, mp_int_t lowest, mp_int_t highest) {
    mp_int_t value = mp_obj_get_int(item);
    if (value < lowest || value > highest) {
        mp_raise_ValueError(MP_ERROR_TEXT("date or time out of range"));
    }
    return value;
}

static mp_obj_t machine_rtc_datetime(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return machine_rtc_get();
    }
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(args[1], 8, &items);
    mp_int_t year = get_in_range(items[0], 1970, LAST_YEAR);
    mp_int_t month = get_in_range(items[1], 1, 12);
    mp_int_t day = get_in_range(items[2], 1, timeutils_days_in_month(year, month));
    mp_int_t hours = get_in_range(items[4], 0, 23);
    mp_int_t minutes = get_in_range(items[5], 0, 59);
    mp_int_t seconds = get_in_range(items[6], 0, 59);
    mp_int_t microseconds = get_in_range(items[7], 0, 999999);
    int64_t since_1970 = timeutils_seconds_since_epoch(year, month, day, hours, minutes, seconds);
    rtc_set(since_1970 * 1000000 + microseconds);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(machine_rtc_datetime_obj, 1, 2, machine_rtc_datetime);

static mp_obj_t machine_rtc_deinit(mp_obj_t self_in) {
    (void)self_in;
    rtc_unset();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(machine_rtc_deinit_obj, machine_rtc_deinit);

static const mp_rom_map_elem_t machine_rtc_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_datetime), MP_ROM_PTR(&machine_rtc_datetime_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&machine_rtc_deinit_obj) },
};
static MP_DEFINE_CONST_DICT(machine_rtc_locals_dict, machine_rtc_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    machine_rtc_type,
    MP_QSTR_RTC,
    MP_TYPE_FLAG_NONE,
    make_new, machine_rtc_make_new,
    locals_dict, &machine_rtc_locals_dict
    );
