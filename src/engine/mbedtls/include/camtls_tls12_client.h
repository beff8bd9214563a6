/*
 * Read before ssl_tls12_client.c (see build/compile.rs). A TLS 1.2 server that is offered RSA-PSS, for the sake of TLS 1.3, may
 * sign with it (RFC 8446 section 4.2.3), and OpenSSL's does. Mbed TLS 3.6.7 accepts that only where PSA has RSA-PSS, although it
 * verifies without PSA: these macros are asked there and nowhere else, once the headers have been read without them.
 */
#ifndef CAMTLS_TLS12_CLIENT_H
#define CAMTLS_TLS12_CLIENT_H

#include "common.h"
#include "mbedtls/ssl.h"
#include "ssl_misc.h"

#define PSA_WANT_ALG_RSA_PSS 1
#ifndef PSA_WANT_ALG_SHA_256
#define PSA_WANT_ALG_SHA_256 1
#endif
#ifndef PSA_WANT_ALG_SHA_384
#define PSA_WANT_ALG_SHA_384 1
#endif
#ifndef PSA_WANT_ALG_SHA_512
#define PSA_WANT_ALG_SHA_512 1
#endif

#endif
