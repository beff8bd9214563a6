// SPDX-License-Identifier: MIT OR Apache-2.0
// qemu.Disk: the block device of /flash, in RAM outside of the Python heap. Its content survives a soft reset and ends
// with the emulator, except that an image can be loaded there before the start.
//
// Both of MicroPython's block protocols are there, the simple one (FAT) and the extended one (littlefs).
// Disk() is the whole disk; the block size is 512 bytes.

#include <string.h>

#include "py/mperrno.h"
#include "py/runtime.h"
#include "extmod/vfs.h"
#include "board.h"
#include "modqemu.h"

#define BLOCK_SIZE (512)

static const mp_obj_base_t disk_obj = { &qemu_disk_type };

static mp_obj_t disk_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(&disk_obj);
}

// The place on the disk that a request means; NULL when it reaches beyond the end.
static uint8_t *disk_place(size_t n_args, const mp_obj_t *args, size_t length) {
    size_t block = mp_obj_get_int(args[1]);
    size_t offset = n_args > 3 ? mp_obj_get_int(args[3]) : 0;
    if (block >= BOARD_DISK_SIZE / BLOCK_SIZE || offset > BOARD_DISK_SIZE || length > BOARD_DISK_SIZE
        || block * BLOCK_SIZE + offset + length > BOARD_DISK_SIZE) {
        return NULL;
    }
    return (uint8_t *)BOARD_DISK_START + block * BLOCK_SIZE + offset;
}

static mp_obj_t disk_readblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_WRITE);
    const uint8_t *place = disk_place(n_args, args, buffer.len);
    if (place == NULL) {
        return MP_OBJ_NEW_SMALL_INT(-MP_EINVAL);
    }
    memcpy(buffer.buf, place, buffer.len);
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(disk_readblocks_obj, 3, 4, disk_readblocks);

static mp_obj_t disk_writeblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_READ);
    uint8_t *place = disk_place(n_args, args, buffer.len);
    if (place == NULL) {
        return MP_OBJ_NEW_SMALL_INT(-MP_EINVAL);
    }
    memcpy(place, buffer.buf, buffer.len);
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(disk_writeblocks_obj, 3, 4, disk_writeblocks);

static mp_obj_t disk_ioctl(mp_obj_t self_in, mp_obj_t operation_in, mp_obj_t argument_in) {
    (void)self_in;
    (void)argument_in;
    switch (mp_obj_get_int(operation_in)) {
        case MP_BLOCKDEV_IOCTL_BLOCK_COUNT:
            return MP_OBJ_NEW_SMALL_INT(BOARD_DISK_SIZE / BLOCK_SIZE);
        case MP_BLOCKDEV_IOCTL_BLOCK_SIZE:
            return MP_OBJ_NEW_SMALL_INT(BLOCK_SIZE);
        case MP_BLOCKDEV_IOCTL_INIT:
        case MP_BLOCKDEV_IOCTL_DEINIT:
        case MP_BLOCKDEV_IOCTL_SYNC:
        case MP_BLOCKDEV_IOCTL_BLOCK_ERASE:
            return MP_OBJ_NEW_SMALL_INT(0);
        default:
            return mp_const_none;
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(disk_ioctl_obj, disk_ioctl);

static const mp_rom_map_elem_t disk_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&disk_readblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&disk_writeblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&disk_ioctl_obj) },
};
static MP_DEFINE_CONST_DICT(disk_locals_dict, disk_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    qemu_disk_type,
    MP_QSTR_Disk,
    MP_TYPE_FLAG_NONE,
    make_new, disk_make_new,
    locals_dict, &disk_locals_dict
    );
