/*
 * Read before ssl_tls13_keys.c (see build/compile.rs).
 *
 * Where memory ends in the middle of a transform, Mbed TLS 3.6.7 frees the structure and forgets the cipher context that it already
 * holds. Here the whole transform is freed.
 *
 * One half of HKDF is a key derivation of PSA, whose operation takes half a kilobyte of stack, twice in the deepest call. Here it is
 * where its two inputs lie, which the caller keeps until it has the output: src/crypto/psa.rs does the rest.
 */
#ifndef CAMTLS_TLS13_KEYS_H
#define CAMTLS_TLS13_KEYS_H

#include "common.h"
#include "mbedtls/platform.h"
#include "mbedtls/ssl.h"
#include "ssl_misc.h"
#include "camtls_derivation.h"

static inline void camtls_free_transform(mbedtls_ssl_transform *transform)
{
    mbedtls_ssl_transform_free(transform);
    mbedtls_free(transform);
}

#undef mbedtls_free
#define mbedtls_free(block) \
    _Generic((block), mbedtls_ssl_transform *: camtls_free_transform, default: camtls_engine_free)(block)

#define psa_key_derivation_operation_t camtls_derivation
#undef PSA_KEY_DERIVATION_OPERATION_INIT
#define PSA_KEY_DERIVATION_OPERATION_INIT { 0 }
#define psa_key_derivation_setup(operation, number) ((operation)->algorithm = (number), PSA_SUCCESS)
#define psa_key_derivation_input_bytes camtls_derivation_input
#define psa_key_derivation_output_bytes camtls_derivation_output
#define psa_key_derivation_abort(operation) PSA_SUCCESS

#endif
