#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/random.h>

#include "camtls.h"
#include "port.h"

// Stands before every block, so that give knows its size; keeps the alignment of malloc.
typedef union header {
    struct {
        size_t size;
        union header *next, *previous;
    };
    max_align_t alignment;
} header;

test_port port;

// The blocks that the library holds, in a ring.
static header all = {.next = &all, .previous = &all};

void port_reset(void) {
    port.takes = 0;
    port.fail_take = 0;
    port.fail_on = false;
    port.callocs = 0;
    port.fail_calloc = 0;
    port.randoms = 0;
    port.fail_random = 0;
    port.clock_set = true;
    port.clock = (int64_t)time(NULL);
}

int32_t camtls_port_random(uint8_t *out, size_t length) {
    port.randoms += 1;
    if (port.fail_random != 0 && port.randoms >= port.fail_random) {
        return 1;
    }
    while (length != 0) {
        ssize_t got = getrandom(out, length, 0);
        if (got <= 0) {
            return 1;
        }
        out += got;
        length -= (size_t)got;
    }
    return 0;
}

int32_t camtls_port_clock(int64_t *seconds_since_1970) {
    if (!port.clock_set) {
        return CAMTLS_ABSENT;
    }
    *seconds_since_1970 = port.clock;
    return 0;
}

uint32_t camtls_port_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000) + port.milliseconds;
}

void *camtls_port_memory_take(size_t size) {
    if (port.refuses_takes) {
        return NULL;
    }
    port.takes += 1;
    if (port.fail_take != 0 && (port.takes == port.fail_take || (port.fail_on && port.takes > port.fail_take))) {
        return NULL;
    }
    header *block = malloc(sizeof(header) + size);
    if (block == NULL) {
        return NULL;
    }
    block->size = size;
    block->next = all.next;
    block->previous = &all;
    block->next->previous = block;
    all.next = block;
    // What was here before is anything: the library may not count on zeros.
    memset(block + 1, 0xa5, size);
    port.blocks += 1;
    port.bytes += size;
    if (size > port.largest) {
        port.largest = size;
    }
    return block + 1;
}

// The linker sends Mbed TLS here. To refuse, more is asked for than the library has, and the firmware gives none: so the library
// sees for itself that it has no memory. (Less than a record's buffer, which the library treats in a way of its own.)
typedef void *calloc_type(size_t count, size_t size);
calloc_type __real_camtls_engine_calloc, __wrap_camtls_engine_calloc;
calloc_type __real_camtls_engine_calloc_lasting, __wrap_camtls_engine_calloc_lasting;
void camtls_engine_free(void *block);

static void *allocate(calloc_type *real, size_t count, size_t size) {
    port.callocs += 1;
    if (port.fail_calloc != 0 && (port.callocs == port.fail_calloc || (port.fail_on && port.callocs > port.fail_calloc))) {
        port.refuses_takes = true;
        void *block = real(16000, 1);
        port.refuses_takes = false;
        camtls_engine_free(block);
        return NULL;
    }
    return real(count, size);
}

void *__wrap_camtls_engine_calloc(size_t count, size_t size) {
    return allocate(__real_camtls_engine_calloc, count, size);
}

void *__wrap_camtls_engine_calloc_lasting(size_t count, size_t size) {
    return allocate(__real_camtls_engine_calloc_lasting, count, size);
}

void camtls_port_memory_give(void *pointer) {
    if (pointer == NULL) {
        return;
    }
    header *block = (header *)pointer - 1;
    port.blocks -= 1;
    port.bytes -= block->size;
    port.gave_secret |= port.secret_length != 0 && memmem(pointer, block->size, port.secret, port.secret_length) != NULL;
    block->next->previous = block->previous;
    block->previous->next = block->next;
    free(block);
}

bool port_holds(const uint8_t *bytes, size_t length) {
    for (header *block = all.next; block != &all; block = block->next) {
        if (memmem(block + 1, block->size, bytes, length) != NULL) {
            return true;
        }
    }
    return false;
}

void camtls_port_lock(void) {
    port.lock_depth += 1;
}

void camtls_port_unlock(void) {
    port.lock_depth -= 1;
    port.lock_misused |= port.lock_depth < 0;
}

uint32_t camtls_port_interrupts_off(void) {
    port.interrupts_off += 1;
    return port.interrupts_off - 1;
}

void camtls_port_interrupts_restore(uint32_t state) {
    port.interrupts_off = state;
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
