/*
 * One half of HKDF under way (see camtls_tls13_keys.h). src/crypto/psa.rs defines the two functions.
 */
#ifndef CAMTLS_DERIVATION_H
#define CAMTLS_DERIVATION_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    /* PSA's number of HKDF-Extract or HKDF-Expand, with a hash. */
    uint32_t algorithm;
    /* The key of HMAC: the salt of Extract, the secret of Expand. */
    const uint8_t *key;
    size_t key_length;
    /* What follows it: the secret of Extract, the info of Expand. */
    const uint8_t *input;
    size_t input_length;
} camtls_derivation;

/* Notes one input, which stays where it is until the output is there. `step`: PSA_KEY_DERIVATION_INPUT_*. */
int32_t camtls_derivation_input(camtls_derivation *derivation, uint16_t step, const uint8_t *data, size_t length);

/* Writes `length` bytes of output. */
int32_t camtls_derivation_output(const camtls_derivation *derivation, uint8_t *output, size_t length);

#endif
