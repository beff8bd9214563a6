/*
 * Read before ecp_curves.c (see build/compile.rs). Its reduction modulo the prime of P-256 is src/crypto's, which takes less flash:
 * a group's table names the function that is declared here, and the file's own is left without a user.
 */
#ifndef CAMTLS_ECP_CURVES_H
#define CAMTLS_ECP_CURVES_H

#if defined(__ARM_FEATURE_DSP)
#include "common.h"
#include "mbedtls/bignum.h"

int ecp_mod_p256(mbedtls_mpi *number) __asm__("camtls_mod_p256");

/* With an argument, which it has where it is defined. */
#define ecp_mod_p256(...) stock_mod_p256(__VA_ARGS__)
#endif

#endif
