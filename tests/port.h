// The firmware that the C tests play: memory, clock and randomness with switches for everything that can go wrong.
#ifndef CAMTLS_TESTS_PORT_H
#define CAMTLS_TESTS_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct test_port {
    // Calls of memory_take since this was last set to 0, and the one that answers NULL (0: none does).
    size_t takes;
    size_t fail_take;
    // From fail_take on, every call answers NULL, as on a heap that stays full.
    bool fail_on;
    // The same for what Mbed TLS allocates from the library's own memory.
    size_t callocs;
    size_t fail_calloc;
    bool refuses_takes;
    // Blocks and bytes that the library holds now, and the largest block it ever asked for.
    size_t blocks;
    size_t bytes;
    size_t largest;
    // Bytes that must not be in a block that the library gives back, and whether they were.
    const uint8_t *secret;
    size_t secret_length;
    bool gave_secret;
    // Seconds since 1970, when the clock is set.
    bool clock_set;
    int64_t clock;
    // What is added to the host's milliseconds.
    uint32_t milliseconds;
    // Calls of random since this was last set to 0, and the one from which on it fails (0: none does).
    size_t randoms;
    size_t fail_random;
    // How often interrupts were switched off and not yet on again.
    uint32_t interrupts_off;
    // How often the mutex is held: the library may take it again, and gives it as often as it takes it.
    int lock_depth;
    bool lock_misused;
} test_port;

extern test_port port;

// Everything works and the clock tells the host's time.
void port_reset(void);

// Whether these bytes are anywhere in the blocks that the library holds.
bool port_holds(const uint8_t *bytes, size_t length);

#endif
