// SPDX-License-Identifier: MIT OR Apache-2.0
// What ssl asks of OpenMV's Alif boards. Never built in OpenMV: see README.md.
//
// The clock is MicroPython's: unset it shows 1970, which port/platform.c knows. The randomness is the secure enclave's, with the
// feature of the chip too.

#include <string.h>

#include "camtls.h"
#include "openmv/words.h"
#include "se_services.h"
#include "shared/board.h"

#if CAMTLS_SERVICES
#include <stdbool.h>

#include ALIF_CMSIS_H
#include "services_lib_bare_metal.h"
#include "services_lib_protocol.h"
#endif

int camtls_board_random(uint8_t *out, size_t length) {
    return camtls_random_words(out, length, se_services_rand64, sizeof(uint64_t));
}

int32_t camtls_port_unique_id(uint8_t *out, size_t *length) {
    if (*length < 8) {
        return CAMTLS_ABSENT;
    }
    se_services_get_unique_id(out);
    *length = 8;
    return 0;
}

#if CAMTLS_SERVICES
// The enclave's SHA-256 and AES-GCM (Alif's Host Services API 1.107). They are sent messages, and how long one takes is not published: set
// CAMTLS_SERVICES where they were measured to be faster than software for 2 KB (mpy-tests/hardware/check.py tells both).

// MicroPython's channel: se_services.c registers the same.
#define CHANNEL SERVICES_register_channel(0, 0)

// What the enclave reads and writes behind the cache: lines that hold nothing else.
static struct {
    uint8_t text[16 * 1024 + 64];
    uint8_t data[32];
    uint8_t key[32];
    uint8_t nonce[12];
    uint8_t tag[20];
    uint8_t digest[32];
} shared __attribute__((aligned(32)));

static int32_t finish(bool done, void *out, const void *made, size_t length) {
    if (done) {
        memcpy(out, made, length);
    }
    return done ? 0 : -1;
}

static void forget(void) {
    memset(&shared, 0, sizeof(shared));
    SCB_CleanDCache_by_Addr((volatile void *)&shared, sizeof(shared));
}

uint32_t camtls_port_services(void) {
    return CAMTLS_SERVICE_SHA256 | CAMTLS_SERVICE_AES_GCM;
}

int32_t camtls_port_service_sha256(const uint8_t *data, size_t length, uint8_t *out) {
    if (length > sizeof(shared.text)) {
        return -1;
    }
    memcpy(shared.text, data, length);
    SCB_CleanDCache_by_Addr((volatile void *)&shared, sizeof(shared));
    uint32_t error = 0;
    uint32_t answer = SERVICES_cryptocell_mbedtls_sha(
        CHANNEL, &error, MBEDTLS_HASH_SHA256, (uint32_t)shared.text, length, (uint32_t)shared.digest);
    SCB_InvalidateDCache_by_Addr((volatile void *)&shared, sizeof(shared));
    int32_t code = finish(answer == SERVICES_REQ_SUCCESS && error == 0, out, shared.digest, 32);
    forget();
    return code;
}

int32_t camtls_port_service_gcm(const camtls_service_message *message) {
    if (message->length > sizeof(shared.text) || message->data_length > sizeof(shared.data)) {
        return -1;
    }
    memcpy(shared.text, message->input, message->length);
    memcpy(shared.data, message->data, message->data_length);
    memcpy(shared.key, message->key, message->key_length);
    memcpy(shared.nonce, message->nonce, sizeof(shared.nonce));
    SCB_CleanDCache_by_Addr((volatile void *)&shared, sizeof(shared));
    uint32_t error = 0;
    uint32_t answer = SERVICES_cryptocell_mbedtls_ccm_gcm(CHANNEL, &error,
        message->decrypts ? MBEDTLS_GCM_DECRYPT_AND_TAG : MBEDTLS_GCM_ENCRYPT_AND_TAG, (uint32_t)shared.key, message->key_length * 8,
        message->length, (uint32_t)shared.nonce, sizeof(shared.nonce), (uint32_t)shared.data, message->data_length, (uint32_t)shared.text,
        (uint32_t)shared.text, (uint32_t)shared.tag, 16);
    SCB_InvalidateDCache_by_Addr((volatile void *)&shared, sizeof(shared));
    bool done = answer == SERVICES_REQ_SUCCESS && error == 0;
    finish(done, message->output, shared.text, message->length);
    int32_t code = finish(done, message->tag, shared.tag, 16);
    forget();
    return code;
}
#endif
