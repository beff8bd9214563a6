/*
 * Read before ssl_tls.c and ssl_tls13_generic.c (see build/compile.rs): Mbed TLS's names for what camtls_seam.h has instead.
 *
 * TLS 1.3 of Mbed TLS 3.6.0 has a judgement of its own beside that of ssl_tls.c, with another function. It passes over what
 * mbedtls_ssl_set_verify was told, by which the seam knows the connection, and its clients judge as if VERIFY_REQUIRED were
 * configured, which fails where no CA chain is, whatever the seam says. There the seam takes the place of that function too, with
 * the connection's own context, and the mode becomes VERIFY_OPTIONAL, in which the verdict is the seam's alone, as in all later
 * releases.
 */
#ifndef CAMTLS_SEAM_NAMES_H
#define CAMTLS_SEAM_NAMES_H

#include "common.h"
#include "mbedtls/ssl.h"
#include "mbedtls/x509_crt.h"
#include "camtls_seam.h"

#define mbedtls_x509_crt_parse_der camtls_seam_parse_der
#define mbedtls_x509_crt_verify_restartable camtls_seam_verify
/* Its caller's variables, by their names: where there are none, this does not compile. */
#define mbedtls_x509_crt_verify_with_profile(chain, anchors, crls, profile, name, flags, verify, context) \
    (authmode = MBEDTLS_SSL_VERIFY_OPTIONAL, \
     camtls_seam_verify(chain, anchors, crls, profile, name, flags, ssl->f_vrfy, ssl->p_vrfy, NULL))

#endif
