/*
 * Read before ssl_msg.c, which copies each record's text to or from an address that no word begins at: see src/platform/block.rs.
 */
#ifndef CAMTLS_COPY_H
#define CAMTLS_COPY_H

#include <string.h>

void *camtls_copy(void *to, const void *from, size_t length);

#define memcpy(to, from, length) \
    (__builtin_constant_p(length) ? __builtin_memcpy(to, from, length) : camtls_copy(to, from, length))

#endif
