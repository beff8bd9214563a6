/*
 * Read before ssl_tls13_keys.c (see build/compile.rs). Where memory ends in the middle of a transform, Mbed TLS 3.6.7 frees the
 * structure and forgets the cipher context that it already holds. Here the whole transform is freed.
 */
#ifndef CAMTLS_TLS13_KEYS_H
#define CAMTLS_TLS13_KEYS_H

#include "common.h"
#include "mbedtls/platform.h"
#include "mbedtls/ssl.h"
#include "ssl_misc.h"

static inline void camtls_free_transform(mbedtls_ssl_transform *transform)
{
    mbedtls_ssl_transform_free(transform);
    mbedtls_free(transform);
}

#undef mbedtls_free
#define mbedtls_free(block) \
    _Generic((block), mbedtls_ssl_transform *: camtls_free_transform, default: camtls_engine_free)(block)

#endif
