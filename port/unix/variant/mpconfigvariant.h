// SPDX-License-Identifier: MIT OR Apache-2.0
// The features of a full board, and what the unix port's common variants have.

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#define MICROPY_PY_SYS_SETTRACE (0)

// The camera's clock. Certificates that are valid until 2150 can be tried out.
#define MICROPY_TIME_SUPPORT_Y2100_AND_BEYOND (1)
#define MICROPY_PY_MACHINE_EXTRA_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_RTC), MP_ROM_PTR(&machine_rtc_type) }, \
    { MP_ROM_QSTR(MP_QSTR_random_source), MP_ROM_PTR(&machine_random_source_obj) },

// Reads the environment, mounts /rom and /flash.
#define MICROPY_PORT_INIT_FUNC board_init()

#include "variants/mpconfigvariant_common.h"

// Ctrl-C waits for a place where Python may raise: a jump out of the signal's handler would leave the library in mid-call.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)

extern const struct _mp_obj_type_t machine_rtc_type;
extern const struct _mp_obj_fun_builtin_fixed_t machine_random_source_obj;
void board_init(void);
