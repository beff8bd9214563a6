// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef CAMTLS_PORT_QEMU_MODQEMU_H
#define CAMTLS_PORT_QEMU_MODQEMU_H

#include "py/obj.h"

extern const mp_obj_type_t qemu_disk_type;
extern const mp_obj_type_t qemu_link_type;

// Whose allocations qemu.fail_allocation counts.
enum {
    QEMU_ALLOCATOR_MBEDTLS, // what Mbed TLS allocates from the library's blocks
    QEMU_ALLOCATOR_BLOCKS, // the blocks that the library takes of the Python heap
    QEMU_ALLOCATOR_PYTHON, // everything on the Python heap
};

MP_DECLARE_CONST_FUN_OBJ_2(qemu_fail_allocation_obj);
MP_DECLARE_CONST_FUN_OBJ_0(qemu_held_obj);

#endif
