// SPDX-License-Identifier: MIT OR Apache-2.0
// The unix port as a board: a clock, randomness, ROMFS. The environment says how the camera is found at power-on:
//
//   CAMTLS_CLOCK=unset       the clock is not set (otherwise it shows the host's time)
//   CAMTLS_ROM=image         ROMFS image to mount at /rom (port/qemu/make-rom.py makes one)
//   CAMTLS_FLASH=directory   directory of the host to mount at /flash

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "py/objarray.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "extmod/vfs.h"
#include "extmod/vfs_posix.h"
#include "extmod/vfs_rom.h"
#include "port/shared/board.h"
#include "port/shared/random_source.h"
#include "port/shared/rtc.h"

// ---------------------------------------------------------------------------------------------------------------------
// The clock: an offset to the host's monotonic time, so that nobody but the script changes it.

static int64_t clock_offset; // microseconds
static bool clock_set;

static int64_t monotonic_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t rtc_microseconds(void) {
    return monotonic_microseconds() + clock_offset;
}

void rtc_set(int64_t microseconds) {
    clock_offset = microseconds - monotonic_microseconds();
    clock_set = true;
}

void rtc_unset(void) {
    clock_offset = -monotonic_microseconds();
    clock_set = false;
}

int camtls_board_clock(int64_t *seconds) {
    if (!clock_set) {
        return 1;
    }
    *seconds = rtc_microseconds() / 1000000;
    return 0;
}

// The linker gives these to every caller of gettimeofday and time in the program, and the C library's under __real_.
int __wrap_gettimeofday(struct timeval *now, void *zone);
time_t __wrap_time(time_t *now);

int __wrap_gettimeofday(struct timeval *now, void *zone) {
    (void)zone;
    int64_t microseconds = rtc_microseconds();
    now->tv_sec = microseconds / 1000000;
    now->tv_usec = microseconds % 1000000;
    return 0;
}

time_t __wrap_time(time_t *now) {
    time_t seconds = rtc_microseconds() / 1000000;
    if (now != NULL) {
        *now = seconds;
    }
    return seconds;
}

static void init_clock(void) {
    const char *wanted = getenv("CAMTLS_CLOCK");
    if (wanted != NULL && strcmp(wanted, "unset") == 0) {
        rtc_unset();
        return;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    rtc_set((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

// ---------------------------------------------------------------------------------------------------------------------
// Randomness

static int read_file(const char *path, uint8_t *out, size_t length) {
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return -1;
    }
    ssize_t count = 1;
    while (length > 0 && count > 0) {
        count = read(file, out, length);
        if (count > 0) {
            out += count;
            length -= count;
        }
    }
    close(file);
    return length == 0 ? 0 : -1;
}

int camtls_board_random(uint8_t *out, size_t length) {
    if (random_source() != NULL) {
        return read_file(random_source(), out, length);
    }
    while (length > 0) {
        ssize_t count = getrandom(out, length, 0);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return -1;
        }
        out += count;
        length -= count;
    }
    return 0;
}

// ---------------------------------------------------------------------------------------------------------------------
// Streams

int camtls_board_stream_is_endless(void *stream) {
    int errcode;
    mp_uint_t file = mp_get_stream(stream)->ioctl(stream, MP_STREAM_GET_FILENO, 0, &errcode);
    if (file == MP_STREAM_ERROR) {
        return -1;
    }
    if (fcntl((int)file, F_GETFL) & O_NONBLOCK) {
        return 0;
    }
    struct timeval timeout = { 0, 0 };
    socklen_t size = sizeof(timeout);
    getsockopt((int)file, SOL_SOCKET, SO_RCVTIMEO, &timeout, &size);
    return timeout.tv_sec == 0 && timeout.tv_usec == 0;
}

// ---------------------------------------------------------------------------------------------------------------------
// File systems

static const uint8_t *rom_start;
static size_t rom_size;

bool camtls_board_is_rom(const void *start, size_t length) {
    uintptr_t address = (uintptr_t)start;
    return rom_start != NULL && address >= (uintptr_t)rom_start && length <= rom_size
           && address - (uintptr_t)rom_start <= rom_size - length;
}

static void give_up(const char *what, const char *path) {
    fprintf(stderr, "micropython: %s %s: %s\n", what, path, strerror(errno));
    exit(1);
}

static void mount(const mp_obj_type_t *type, mp_obj_t source, const char *where) {
    mp_obj_t file_system = mp_call_function_1(MP_OBJ_FROM_PTR(type), source);
    mp_obj_t arguments[2] = { file_system, mp_obj_new_str(where, strlen(where)) };
    mp_vfs_mount(2, arguments, (mp_map_t *)&mp_const_empty_map);
}

static void mount_rom(const char *path) {
    int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) {
        give_up("CAMTLS_ROM", path);
    }
    void *start = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (start == MAP_FAILED) {
        give_up("CAMTLS_ROM", path);
    }
    close(file);
    rom_start = start;
    rom_size = status.st_size;
    mount(&mp_type_vfs_rom, mp_obj_new_memoryview('B', rom_size, start), "/rom");
}

// Called by mp_init.
void board_init(void) {
    init_clock();
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        fprintf(stderr, "micropython: CAMTLS_ROM is no ROMFS image, or CAMTLS_FLASH no directory\n");
        exit(1);
    }
    const char *rom = getenv("CAMTLS_ROM");
    if (rom != NULL && *rom != '\0') {
        mount_rom(rom);
    }
    const char *flash = getenv("CAMTLS_FLASH");
    if (flash != NULL && *flash != '\0') {
        if (access(flash, W_OK) != 0) {
            give_up("CAMTLS_FLASH", flash);
        }
        mount(&mp_type_vfs_posix, mp_obj_new_str(flash, strlen(flash)), "/flash");
    }
    nlr_pop();
}
