/*
 * The one configuration of Mbed TLS 3.6 that camtls builds, and that every C file which includes an Mbed TLS header must
 * be compiled with:
 *
 *     -I <camtls>/src/engine/mbedtls/include -I <Mbed TLS>/include -DMBEDTLS_CONFIG_FILE='"camtls_mbedtls_config.h"'
 *
 * Switches from outside, all of them given by the build, none edited here:
 *
 *     CAMTLS_TLS13        TLS 1.3, and the part of PSA that it needs
 *     CAMTLS_DTLS         DTLS 1.2
 *     CAMTLS_PSK          pre-shared keys
 *     CAMTLS_PRIMITIVES   declares what MicroPython's hashlib and cryptolib use and TLS does not: MD5, SHA-1, AES-CBC, AES-CTR
 *     CAMTLS_LASTING      the compilation of files whose allocations last as long as a connection
 *     CAMTLS_STOCK        the compilation of Mbed TLS's own ECDSA under other names (see camtls_stock.h)
 *
 * No layout of a type that hashlib or cryptolib use depends on any of these.
 */
#ifndef CAMTLS_MBEDTLS_CONFIG_H
#define CAMTLS_MBEDTLS_CONFIG_H

/* ---- platform: no files, no sockets, no time, no printf; memory is the arena's ---- */

#include <stddef.h>

void *camtls_engine_calloc(size_t count, size_t size);
void *camtls_engine_calloc_lasting(size_t count, size_t size);
void camtls_engine_free(void *block);

#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#if defined(CAMTLS_LASTING)
#define MBEDTLS_PLATFORM_CALLOC_MACRO camtls_engine_calloc_lasting
#else
#define MBEDTLS_PLATFORM_CALLOC_MACRO camtls_engine_calloc
#endif
#define MBEDTLS_PLATFORM_FREE_MACRO camtls_engine_free
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_DEPRECATED_REMOVED

/* ---- hashes ---- */

#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_SHA512_SMALLER
/* The generator that the engine keeps above the firmware's randomness. */
#define MBEDTLS_HMAC_DRBG_C

/* ---- ciphers: AEAD only ---- */

#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_GCM_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
#if defined(__x86_64__)
#define MBEDTLS_AESNI_C
#endif

/* ---- public key ---- */

#define MBEDTLS_HAVE_ASM
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_OID_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C

#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
/* RSA-4096 is the largest key: it sizes the signature buffers on the stack. */
#define MBEDTLS_MPI_MAX_SIZE 512

#define MBEDTLS_ECP_C
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
/* No tables of multiples of the base points: P-256 is computed in assembly, and P-384 makes its table when it needs it. */
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
/* src/crypto defines these two, and mbedtls_ecp_mul: see camtls_stock.h. */
#if !defined(CAMTLS_STOCK)
#define MBEDTLS_ECDSA_SIGN_ALT
#define MBEDTLS_ECDSA_VERIFY_ALT
#endif

/* ---- certificates: read only ---- */

#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_X509_REMOVE_INFO

/* ---- TLS ---- */

#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_ALPN
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_TICKET_C
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_SSL_ALL_ALERT_MESSAGES
#define MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 4096
/* The list that stands where a connection has none; every connection has one (src/engine/config.rs). */
#define MBEDTLS_SSL_CIPHERSUITES MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256

#if defined(CAMTLS_PSK)
#define MBEDTLS_KEY_EXCHANGE_PSK_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_PSK_ENABLED
#endif

#if defined(CAMTLS_DTLS)
#define MBEDTLS_SSL_PROTO_DTLS
#define MBEDTLS_SSL_DTLS_ANTI_REPLAY
#define MBEDTLS_SSL_DTLS_HELLO_VERIFY
#define MBEDTLS_SSL_COOKIE_C
#endif

#if defined(CAMTLS_TLS13)
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
/* TLS 1.3 derives its keys and makes its key shares through PSA; nothing else does. src/crypto/psa.rs is that PSA. */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "camtls_psa_config.h"
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#define MBEDTLS_PSA_KEY_STORE_DYNAMIC
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS
#endif

/* ---- for hashlib and cryptolib alone ---- */

#if defined(CAMTLS_PRIMITIVES)
#define MBEDTLS_MD5_C
#define MBEDTLS_SHA1_C
#define MBEDTLS_CIPHER_MODE_CBC
#define MBEDTLS_CIPHER_MODE_CTR
#endif

#endif
