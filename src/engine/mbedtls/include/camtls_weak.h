/*
 * Read before the files whose inner loops are elsewhere (see build/compile.rs). These functions give way to src/crypto's where there
 * are any, for callers in their own files too.
 */
#ifndef CAMTLS_WEAK_H
#define CAMTLS_WEAK_H

#pragma weak mbedtls_aes_setkey_dec
#pragma weak mbedtls_aes_setkey_enc
#pragma weak mbedtls_chacha20_update
#pragma weak mbedtls_chachapoly_auth_decrypt
#pragma weak mbedtls_chachapoly_encrypt_and_tag
#pragma weak mbedtls_chachapoly_setkey
#pragma weak mbedtls_cipher_auth_decrypt_ext
#pragma weak mbedtls_cipher_auth_encrypt_ext
#pragma weak mbedtls_cipher_free
#pragma weak mbedtls_cipher_info_from_type
#pragma weak mbedtls_cipher_setkey
#pragma weak mbedtls_cipher_setup
#pragma weak mbedtls_gcm_crypt_and_tag
#pragma weak mbedtls_gcm_finish
#pragma weak mbedtls_gcm_free
#pragma weak mbedtls_gcm_setkey
#pragma weak mbedtls_gcm_starts
#pragma weak mbedtls_gcm_update
#pragma weak mbedtls_gcm_update_ad
#pragma weak mbedtls_internal_aes_decrypt
#pragma weak mbedtls_internal_aes_encrypt
#pragma weak mbedtls_internal_md5_process
#pragma weak mbedtls_internal_sha1_process
#pragma weak mbedtls_internal_sha256_process
#pragma weak mbedtls_sha256
#pragma weak mbedtls_mpi_core_montmul
#pragma weak mbedtls_poly1305_finish
#pragma weak mbedtls_poly1305_update

#endif
