// SPDX-License-Identifier: MIT OR Apache-2.0
// The port's part of module os. Included by extmod/modos.c.

#include "py/mperrno.h"
#include "port/shared/board.h"

static mp_obj_t mp_os_urandom(mp_obj_t length_in) {
    mp_int_t length = mp_obj_get_int(length_in);
    vstr_t bytes;
    vstr_init_len(&bytes, length);
    if (camtls_board_random((uint8_t *)bytes.buf, length) != 0) {
        mp_raise_OSError(MP_EIO);
    }
    return mp_obj_new_bytes_from_vstr(&bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_os_urandom_obj, mp_os_urandom);
