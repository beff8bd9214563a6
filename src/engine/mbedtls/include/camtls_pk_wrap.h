/*
 * Read before pk_wrap.c (see build/compile.rs). RSA only signs and verifies here: key transport is not among the suites. Its
 * encryption would stay in the firmware, since a table of functions names it.
 */
#ifndef CAMTLS_PK_WRAP_H
#define CAMTLS_PK_WRAP_H

#include "common.h"
#include "mbedtls/rsa.h"

#define mbedtls_rsa_pkcs1_encrypt(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA
#define mbedtls_rsa_pkcs1_decrypt(...) MBEDTLS_ERR_RSA_BAD_INPUT_DATA

#endif
