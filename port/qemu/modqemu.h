// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef CAMTLS_PORT_QEMU_MODQEMU_H
#define CAMTLS_PORT_QEMU_MODQEMU_H

#include "py/obj.h"

extern const mp_obj_type_t qemu_disk_type;
extern const mp_obj_type_t qemu_link_type;

#endif
