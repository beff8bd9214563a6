// SPDX-License-Identifier: MIT OR Apache-2.0
// What the library imports from the firmware: memory, clock, randomness, ticks, lock. Nothing here raises.

#include <string.h>

#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpthread.h"
#include "py/runtime.h"

#include "shared/timeutils/timeutils.h"

#include "shared/board.h"
#include "modtls.h"

#if MICROPY_ASYNC_KBD_INTR
#error "MICROPY_ASYNC_KBD_INTR raises out of the middle of the library: see mpconfigcamtls.h"
#endif

/******************************************************************************/
// The library's life.

static uint32_t lives; // begun so far
static bool running;

typedef struct _keeper_t {
    mp_obj_base_t base;
} keeper_t;

// Reachable as long as the heap lives: only the sweep at a soft reset or at the end finalises it.
static mp_obj_t keeper___del__(mp_obj_t self_in) {
    (void)self_in;
    modtls_end();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(keeper___del___obj, keeper___del__);

static const mp_rom_map_elem_t keeper_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&keeper___del___obj) },
};
static MP_DEFINE_CONST_DICT(keeper_locals_dict, keeper_locals_dict_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    keeper_type,
    MP_QSTR_,
    MP_TYPE_FLAG_NONE,
    locals_dict, &keeper_locals_dict
    );

void modtls_begin(void) {
    if (running) {
        return;
    }
    MP_STATE_VM(camtls_memory) = NULL;
    MP_STATE_VM(camtls_keeper) = mp_obj_malloc_with_finaliser(keeper_t, &keeper_type);
    // The symbol is named for the version: with another version's archive the firmware does not link.
    modtls_check(camtls_init(camtls_abi_1, CAMTLS_STRUCT_SIZES));
    ++lives;
    running = true;
    modtls_reset_warnings();
}

void modtls_end(void) {
    if (!running) {
        return;
    }
    running = false;
    camtls_deinit();
    MP_STATE_VM(camtls_memory) = NULL;
    MP_STATE_VM(camtls_keeper) = NULL;
    #if MODTLS_OPERATIONS
    modtls_reset_operations();
    #endif
}

uint32_t modtls_life(void) {
    return running ? lives : 0;
}

MP_REGISTER_ROOT_POINTER(void *camtls_memory);
MP_REGISTER_ROOT_POINTER(void *camtls_keeper);

/******************************************************************************/
// Memory: blocks of the garbage-collected heap, kept by a list that starts at a root pointer.

typedef struct _block_t {
    struct _block_t *next;
    struct _block_t *previous;
    uint64_t bytes[];
} block_t;

void *camtls_port_memory_take(size_t size) {
    if (size > SIZE_MAX - sizeof(block_t)) {
        return NULL;
    }
    // May collect garbage, and so come back through a finaliser: the library then defers what it is asked.
    block_t *block = m_malloc_maybe(sizeof(block_t) + size);
    if (block == NULL) {
        return NULL;
    }
    block_t *first = MP_STATE_VM(camtls_memory);
    block->previous = NULL;
    block->next = first;
    if (first != NULL) {
        first->previous = block;
    }
    MP_STATE_VM(camtls_memory) = block;
    return block->bytes;
}

void camtls_port_memory_give(void *memory) {
    if (memory == NULL) {
        return;
    }
    block_t *block = (block_t *)((byte *)memory - offsetof(block_t, bytes));
    if (block->previous != NULL) {
        block->previous->next = block->next;
    } else {
        MP_STATE_VM(camtls_memory) = block->next;
    }
    if (block->next != NULL) {
        block->next->previous = block->previous;
    }
    // While the heap is locked this does nothing; off the list, the next collection takes the block. A stale word may keep it
    // longer: then it must not keep its former neighbours, and theirs.
    block->next = NULL;
    block->previous = NULL;
    gc_free(block);
}

/******************************************************************************/
// Lock.

// Without a GIL the library's lock is the heap's own (re-entrant) one. With two locks, a thread in the library that asks for
// memory and a thread that collects garbage and finalises a connection would wait for each other.

void camtls_port_lock(void) {
    #if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
    mp_thread_recursive_mutex_lock(&MP_STATE_MEM(gc_mutex), 1);
    #endif
}

void camtls_port_unlock(void) {
    #if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
    mp_thread_recursive_mutex_unlock(&MP_STATE_MEM(gc_mutex));
    #endif
}

uint32_t camtls_port_interrupts_off(void) {
    #if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
    return 0;
    #else
    return MICROPY_BEGIN_ATOMIC_SECTION();
    #endif
}

void camtls_port_interrupts_restore(uint32_t state) {
    #if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
    (void)state;
    #else
    MICROPY_END_ATOMIC_SECTION(state);
    #endif
}

/******************************************************************************/
// Clock, randomness, identity: the board's matter. Defaults for boards that define less.

uint32_t camtls_port_milliseconds(void) {
    return mp_hal_ticks_ms();
}

int32_t camtls_port_clock(int64_t *seconds_since_1970) {
    return camtls_board_clock(seconds_since_1970) == 0 ? 0 : CAMTLS_ABSENT;
}

int32_t camtls_port_random(uint8_t *out, size_t length) {
    return camtls_board_random(out, length);
}

// MicroPython's own wall clock. One that nobody set is told by its date, which is before the firmware's.
MP_WEAK int camtls_board_clock(int64_t *seconds) {
    *seconds = timeutils_nanoseconds_since_epoch_to_nanoseconds_since_1970(mp_hal_time_ns()) / 1000000000;
    return 0;
}

// No guess: a board that names no generator has no TLS.
MP_WEAK int camtls_board_random(uint8_t *out, size_t length) {
    (void)out;
    (void)length;
    return -1;
}

MP_WEAK bool camtls_board_is_rom(const void *start, size_t length) {
    (void)start;
    (void)length;
    return false;
}

// MicroPython has no way to ask a socket for its timeout.
MP_WEAK int camtls_board_stream_is_endless(void *stream) {
    (void)stream;
    return -1;
}

MP_WEAK int32_t camtls_port_device_key(uint8_t *out) {
    (void)out;
    return CAMTLS_ABSENT;
}

MP_WEAK int32_t camtls_port_unique_id(uint8_t *out, size_t *length) {
    (void)out;
    (void)length;
    return CAMTLS_ABSENT;
}

// What another processor does: none does anything. The others are not called then.
MP_WEAK uint32_t camtls_port_services(void) {
    return 0;
}

MP_WEAK int32_t camtls_port_service_sha256(const uint8_t *data, size_t length, uint8_t *out) {
    (void)data;
    (void)length;
    (void)out;
    return CAMTLS_ABSENT;
}

MP_WEAK int32_t camtls_port_service_gcm(const camtls_service_message *message) {
    (void)message;
    return CAMTLS_ABSENT;
}
