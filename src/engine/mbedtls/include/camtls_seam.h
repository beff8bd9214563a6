/*
 * The verification seam. ssl_tls.c and ssl_tls13_generic.c are compiled with these two names in the place of Mbed TLS's own
 * (see build/compile.rs); src/engine defines them.
 */
#ifndef CAMTLS_SEAM_H
#define CAMTLS_SEAM_H

#include "mbedtls/x509_crt.h"

/* Instead of mbedtls_x509_crt_parse_der: keeps the DER and the public key of one certificate at the end of the chain.
   Called for each certificate of a peer's message, and by session copy and load: no connection is known here. */
int camtls_seam_parse_der(mbedtls_x509_crt *chain, const unsigned char *der, size_t length);

/* Instead of mbedtls_x509_crt_verify_restartable (and, in 3.6.0, mbedtls_x509_crt_verify_with_profile): records that a chain is there to be
   judged. */
int camtls_seam_verify(mbedtls_x509_crt *chain, mbedtls_x509_crt *anchors, mbedtls_x509_crl *crls,
    const mbedtls_x509_crt_profile *profile, const char *name, uint32_t *flags,
    int (*verify)(void *, mbedtls_x509_crt *, int, uint32_t *), void *verify_context,
    mbedtls_x509_crt_restart_ctx *restart);

#endif
