// What the library asks of a firmware, for an image that has none: memory of one array, no clock, no randomness of its own. And what a
// harness asks of the library by its C ABI.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "camtls.h"
#include "interface.h"

// The library takes memory in regions of 4 KB, with what they need besides.
#define BLOCKS (13)
static uint64_t heap[BLOCKS][600];
static bool taken[BLOCKS];

void *camtls_port_memory_take(size_t size) {
    for (size_t i = 0; i < BLOCKS && size <= sizeof(heap[0]); ++i) {
        if (!taken[i]) {
            taken[i] = true;
            return heap[i];
        }
    }
    return NULL;
}

void camtls_port_memory_give(void *block) {
    for (size_t i = 0; i < BLOCKS; ++i) {
        if (block == heap[i]) {
            taken[i] = false;
        }
    }
}

void camtls_port_lock(void) {
}

void camtls_port_unlock(void) {
}

uint32_t camtls_port_interrupts_off(void) {
    return 0;
}

void camtls_port_interrupts_restore(uint32_t state) {
    (void)state;
}

uint32_t camtls_port_milliseconds(void) {
    return 0;
}

int32_t camtls_port_clock(int64_t *seconds_since_1970) {
    (void)seconds_since_1970;
    return CAMTLS_ABSENT;
}

int32_t camtls_port_random(uint8_t *out, size_t length) {
    (void)out;
    (void)length;
    return CAMTLS_ABSENT;
}

int32_t camtls_port_device_key(uint8_t *out) {
    (void)out;
    return CAMTLS_ABSENT;
}

int32_t camtls_port_unique_id(uint8_t *out, size_t *length) {
    (void)out;
    (void)length;
    return CAMTLS_ABSENT;
}

// On the Alif the harness answers these in their place.

uint32_t camtls_port_services(void) {
    return 0;
}

int32_t camtls_port_service_sha256(const uint8_t *data, size_t length, uint8_t *out) {
    (void)data;
    (void)length;
    (void)out;
    return CAMTLS_ABSENT;
}

int32_t camtls_port_service_gcm(const camtls_service_message *message) {
    (void)message;
    return CAMTLS_ABSENT;
}

int32_t hw_key_generate(const hw_key *key) {
    int32_t code = camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES);
    const char *curve = key->bits == 384 ? "secp384r1" : "prime256v1";
    size_t length = 0;
    if (code == 0) {
        code = camtls_key_generate(curve, strlen(curve), key->wrapped != 0, key->out, key->size, &length);
    }
    *key->written = (uint32_t)length;
    return code;
}

int32_t hw_key_request(const hw_key *key) {
    int32_t code = camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES);
    size_t length = 0;
    if (code == 0) {
        code = camtls_key_request(key->file, key->length, "camera", 6, NULL, 0, NULL, 0, key->out, key->size, &length);
    }
    *key->written = (uint32_t)length;
    return code;
}
