// SPDX-License-Identifier: MIT OR Apache-2.0
// The port's part of module os. Included by extmod/modos.c.

#if MICROPY_VERSION < MICROPY_MAKE_VERSION(1, 28, 0)

// Since 1.28 MicroPython has this function itself.
static mp_obj_t mp_os_urandom(mp_obj_t length_in) {
    mp_int_t length = mp_obj_get_int(length_in);
    if (length < 0) {
        mp_raise_ValueError(NULL);
    }
    vstr_t bytes;
    vstr_init_len(&bytes, length);
    mp_hal_get_random(length, (uint8_t *)bytes.buf);
    return mp_obj_new_bytes_from_vstr(&bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_os_urandom_obj, mp_os_urandom);

#endif
