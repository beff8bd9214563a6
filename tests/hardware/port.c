// What the library asks of a firmware, for an image that has none: memory from one array, no clock, no randomness of its own.

#include <stddef.h>
#include <stdint.h>

#include "camtls.h"

static uint64_t heap[8 * 1024];
static size_t taken;

void *camtls_port_memory_take(size_t size) {
    size_t words = (size + 7) / 8;
    if (words > sizeof(heap) / sizeof(heap[0]) - taken) {
        return NULL;
    }
    taken += words;
    return &heap[taken - words];
}

void camtls_port_memory_give(void *block) {
    // Given back in the opposite order or not at all: a call's memory, of a program that calls little.
    if (block != NULL) {
        taken = (size_t)((uint64_t *)block - heap);
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
