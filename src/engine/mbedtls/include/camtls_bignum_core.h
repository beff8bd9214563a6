/*
 * Read before bignum_core.c (see build/compile.rs). Its Montgomery product, which its own functions call too, gives way to
 * src/crypto's where there is one.
 */
#ifndef CAMTLS_BIGNUM_CORE_H
#define CAMTLS_BIGNUM_CORE_H

#pragma weak mbedtls_mpi_core_montmul

#endif
