// SPDX-License-Identifier: MIT OR Apache-2.0
// Randomness from the host, by Arm semihosting (specification: Arm IHI "Semihosting for AArch32 and AArch64").
// An emulated board has no generator of its own; the host's is read for every request, and any failure is reported.

#include <string.h>

#include "port/shared/board.h"
#include "port/shared/random_source.h"
#include "semihosting.h"

#define SYS_OPEN (0x01)
#define SYS_CLOSE (0x02)
#define SYS_READ (0x06)
#define MODE_READ_BINARY (1)

static int32_t semihosting(uint32_t operation, const void *arguments) {
    register uint32_t r0 __asm ("r0") = operation;
    register const void *r1 __asm ("r1") = arguments;
    __asm volatile ("bkpt 0xab" : "+r" (r0) : "r" (r1) : "memory");
    return (int32_t)r0;
}

int semihosting_read_file(const char *path, size_t path_length, uint8_t *out, size_t length) {
    const uint32_t open[3] = { (uint32_t)path, MODE_READ_BINARY, path_length };
    int32_t handle = semihosting(SYS_OPEN, open);
    if (handle == -1) {
        return -1;
    }
    size_t missing = length;
    while (missing > 0) {
        const uint32_t read[3] = { (uint32_t)handle, (uint32_t)(out + length - missing), missing };
        // The answer is the number of bytes that were not read; negative is an error.
        int32_t unread = semihosting(SYS_READ, read);
        if (unread < 0 || (uint32_t)unread >= missing) {
            break;
        }
        missing = unread;
    }
    const uint32_t close[1] = { (uint32_t)handle };
    semihosting(SYS_CLOSE, close);
    return missing == 0 ? 0 : -1;
}

int camtls_board_random(uint8_t *out, size_t length) {
    const char *path = random_source() != NULL ? random_source() : "/dev/urandom";
    return semihosting_read_file(path, strlen(path), out, length);
}
