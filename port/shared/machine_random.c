// SPDX-License-Identifier: MIT OR Apache-2.0
// machine.random_source: what a camera does without randomness can be tried out.
//
//   random_source(path)   from now on randomness is read from this file of the host: one that does not exist is a
//                         generator that fails, /dev/zero is one that is stuck
//   random_source(None)   the board's usual source, as at power-on

#include <string.h>

#include "py/mperrno.h"
#include "py/runtime.h"
#include "port/shared/random_source.h"

static char path[64]; // not in the Python heap: it is read from within allocations

const char *random_source(void) {
    return path[0] != '\0' ? path : NULL;
}

static mp_obj_t machine_random_source(mp_obj_t path_in) {
    size_t length = 0;
    const char *chosen = path_in == mp_const_none ? "" : mp_obj_str_get_data(path_in, &length);
    if (length >= sizeof(path)) {
        mp_raise_OSError(MP_EINVAL);
    }
    memcpy(path, chosen, length);
    path[length] = '\0';
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(machine_random_source_obj, machine_random_source);
