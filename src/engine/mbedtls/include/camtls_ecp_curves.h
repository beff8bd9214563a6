/*
 * Read before ecp_curves.c (see build/compile.rs). Where src/crypto computes on all curves (see src/crypto/seam.rs), Mbed TLS's own
 * arithmetic is left with little to do on them, and does it by division: a group without a function for fast reduction.
 */
#ifndef CAMTLS_ECP_CURVES_H
#define CAMTLS_ECP_CURVES_H

#if defined(__ARM_FEATURE_DSP) && !defined(CAMTLS_STOCK_CURVES)
/* Null pointers where a group is loaded. */
enum { ecp_mod_p256 = 0, ecp_mod_p384 = 0, ecp_mod_p255 = 0 };

/* With an argument, which they have where they are defined. */
#define ecp_mod_p256(...) stock_mod_p256(__VA_ARGS__)
#define ecp_mod_p384(...) stock_mod_p384(__VA_ARGS__)
#define ecp_mod_p255(...) stock_mod_p255(__VA_ARGS__)
#endif

#endif
