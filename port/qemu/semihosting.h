// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef CAMTLS_PORT_QEMU_SEMIHOSTING_H
#define CAMTLS_PORT_QEMU_SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

// Reads exactly length bytes from the start of a file of the host. path need be NUL-terminated, too. Returns 0 or -1.
int semihosting_read_file(const char *path, size_t path_length, uint8_t *out, size_t length);

#endif
