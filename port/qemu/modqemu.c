// SPDX-License-Identifier: MIT OR Apache-2.0
// Module qemu: what an emulated camera has beyond a real one.

#include <string.h>

#include "py/runtime.h"
#include "board.h"
#include "camtls.h"
#include "modqemu.h"

// instructions(): executed instructions since power-on, to within 40; sleeping is not counted. Meaningful under
// `-icount shift=0` only, where an instruction takes one nanosecond of the virtual time that the board's timer counts.
static mp_obj_t qemu_instructions(void) {
    uint64_t awake = board_ticks() - ticks_asleep();
    return mp_obj_new_int_from_ull(awake * 1000 / (BOARD_CLOCK_HZ / 1000000));
}
static MP_DEFINE_CONST_FUN_OBJ_0(qemu_instructions_obj, qemu_instructions);

// stack_peak([reset]): the most bytes of C stack that were ever in use, since power-on or since the last call with a
// true argument.
static mp_obj_t qemu_stack_peak(size_t n_args, const mp_obj_t *args) {
    size_t peak = (_stack_top - _stack_bottom) - stack_untouched();
    if (n_args == 1 && mp_obj_is_true(args[0])) {
        stack_paint();
    }
    return MP_OBJ_NEW_SMALL_INT(peak);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(qemu_stack_peak_obj, 0, 1, qemu_stack_peak);

// device_key(bytes or None): the key that only this camera has. It stays at a soft reset, as a chip's does.
static byte device_key[32];
static bool has_device_key;

int32_t camtls_port_device_key(uint8_t *out) {
    if (!has_device_key) {
        return CAMTLS_ABSENT;
    }
    memcpy(out, device_key, sizeof(device_key));
    return 0;
}

static mp_obj_t qemu_device_key(mp_obj_t key_in) {
    has_device_key = key_in != mp_const_none;
    if (has_device_key) {
        mp_buffer_info_t key;
        mp_get_buffer_raise(key_in, &key, MP_BUFFER_READ);
        memset(device_key, 0, sizeof(device_key));
        memcpy(device_key, key.buf, MIN(key.len, sizeof(device_key)));
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(qemu_device_key_obj, qemu_device_key);

static const mp_rom_map_elem_t qemu_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_qemu) },
    { MP_ROM_QSTR(MP_QSTR_Disk), MP_ROM_PTR(&qemu_disk_type) },
    { MP_ROM_QSTR(MP_QSTR_Link), MP_ROM_PTR(&qemu_link_type) },
    { MP_ROM_QSTR(MP_QSTR_MBEDTLS), MP_ROM_INT(QEMU_ALLOCATOR_MBEDTLS) },
    { MP_ROM_QSTR(MP_QSTR_BLOCKS), MP_ROM_INT(QEMU_ALLOCATOR_BLOCKS) },
    { MP_ROM_QSTR(MP_QSTR_PYTHON), MP_ROM_INT(QEMU_ALLOCATOR_PYTHON) },
    { MP_ROM_QSTR(MP_QSTR_device_key), MP_ROM_PTR(&qemu_device_key_obj) },
    { MP_ROM_QSTR(MP_QSTR_fail_allocation), MP_ROM_PTR(&qemu_fail_allocation_obj) },
    { MP_ROM_QSTR(MP_QSTR_held), MP_ROM_PTR(&qemu_held_obj) },
    { MP_ROM_QSTR(MP_QSTR_instructions), MP_ROM_PTR(&qemu_instructions_obj) },
    { MP_ROM_QSTR(MP_QSTR_stack_peak), MP_ROM_PTR(&qemu_stack_peak_obj) },
};
static MP_DEFINE_CONST_DICT(qemu_globals, qemu_globals_table);

const mp_obj_module_t qemu_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&qemu_globals,
};

MP_REGISTER_MODULE(MP_QSTR_qemu, qemu_module);
