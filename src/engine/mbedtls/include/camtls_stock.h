/*
 * Mbed TLS's own functions under the names that they are compiled with here (see STOCK in build/compile.rs): src/crypto defines
 * mbedtls_ecdsa_sign, mbedtls_ecdsa_verify, mbedtls_ecdsa_read_signature, mbedtls_ecp_check_pub_priv, mbedtls_ecp_check_pubkey,
 * mbedtls_ecp_mul, mbedtls_ecp_mul_restartable, mbedtls_ecp_point_read_binary, mbedtls_mpi_core_exp_mod_unsafe,
 * mbedtls_mpi_core_get_mont_r2_unsafe and mbedtls_oid_get_oid_by_md, src/engine mbedtls_ssl_ciphersuite_from_id, and they come back
 * to these for what they do not do themselves.
 */
#ifndef CAMTLS_STOCK_H
#define CAMTLS_STOCK_H

#include "mbedtls/ecdsa.h"
#include "mbedtls/ssl_ciphersuites.h"

int camtls_stock_ecdsa_sign(mbedtls_ecp_group *group, mbedtls_mpi *r, mbedtls_mpi *s, const mbedtls_mpi *key,
    const unsigned char *hash, size_t length, int (*generator)(void *, unsigned char *, size_t), void *generator_state);

int camtls_stock_ecdsa_verify(mbedtls_ecp_group *group, const unsigned char *hash, size_t length,
    const mbedtls_ecp_point *key, const mbedtls_mpi *r, const mbedtls_mpi *s);

int camtls_stock_ecp_mul_restartable(mbedtls_ecp_group *group, mbedtls_ecp_point *product, const mbedtls_mpi *scalar,
    const mbedtls_ecp_point *point, int (*generator)(void *, unsigned char *, size_t), void *generator_state,
    mbedtls_ecp_restart_ctx *restart);

int camtls_stock_ecp_check_pub_priv(const mbedtls_ecp_keypair *public_key, const mbedtls_ecp_keypair *key,
    int (*generator)(void *, unsigned char *, size_t), void *generator_state);

int camtls_stock_ecp_check_pubkey(const mbedtls_ecp_group *group, const mbedtls_ecp_point *point);

const mbedtls_ssl_ciphersuite_t *camtls_stock_ssl_ciphersuite_from_id(int number);

#endif
