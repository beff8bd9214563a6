/*
 * Read before rsa.c (see build/compile.rs). A private key in PKCS#1 always brings its primes, its private exponent and what is made
 * of them for computing (RFC 8017 appendix A.1.2), and one that does not is refused: what would work them out is left out.
 */
#ifndef CAMTLS_RSA_H
#define CAMTLS_RSA_H

#include "common.h"
#include "mbedtls/rsa.h"
#include "rsa_alt_helpers.h"

#define mbedtls_rsa_deduce_primes(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#define mbedtls_rsa_deduce_private_exponent(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#define mbedtls_rsa_deduce_crt(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA

#endif
