// SPDX-License-Identifier: MIT OR Apache-2.0
// Allocations that fail on demand, to try out what a full heap does to a handshake, and a meter. The linker sends the callers of
// three allocators here (`--wrap` in the Makefile): the library and MicroPython know nothing of it.

#include "py/gc.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "board.h"
#include "camtls.h"
#include "modqemu.h"

#define COUNT (3)

typedef struct {
    size_t count; // since the last call of fail_allocation
    size_t fail; // the number of the one that fails, 0 for none
} allocator_t;

static allocator_t allocators[COUNT];
static bool fails(size_t allocator) {
    allocator_t *self = &allocators[allocator];
    return ++self->count == self->fail;
}

board_memory_t board_memory;

// Both allocators keep two pointers before the address that they answer.
static size_t size_of_block(void *memory) {
    return memory == NULL ? 0 : gc_nbytes((byte *)memory - 2 * sizeof(void *));
}

void *board_memory_taken(void *memory) {
    size_t size = size_of_block(memory);
    board_memory.blocks += 1;
    board_memory.held += size;
    board_memory.peak = MAX(board_memory.peak, board_memory.held);
    board_memory.largest = MAX(board_memory.largest, size);
    return memory;
}

void board_memory_given(void *memory) {
    board_memory.held -= size_of_block(memory);
}

void *__real_gc_alloc(size_t size, unsigned int flags);
void *__wrap_gc_alloc(size_t size, unsigned int flags);

void *__wrap_gc_alloc(size_t size, unsigned int flags) {
    return fails(QEMU_ALLOCATOR_PYTHON) ? NULL : __real_gc_alloc(size, flags);
}

#if CAMTLS

static bool refuses_blocks;

void *__real_camtls_port_memory_take(size_t size);
void *__wrap_camtls_port_memory_take(size_t size);
void __real_camtls_port_memory_give(void *memory);
void __wrap_camtls_port_memory_give(void *memory);
typedef void *calloc_t(size_t count, size_t size);
calloc_t __real_camtls_engine_calloc, __wrap_camtls_engine_calloc;
calloc_t __real_camtls_engine_calloc_lasting, __wrap_camtls_engine_calloc_lasting;
void camtls_engine_free(void *block);

void *__wrap_camtls_port_memory_take(size_t size) {
    return refuses_blocks || fails(QEMU_ALLOCATOR_BLOCKS) ? NULL : board_memory_taken(__real_camtls_port_memory_take(size));
}

void __wrap_camtls_port_memory_give(void *memory) {
    board_memory_given(memory);
    __real_camtls_port_memory_give(memory);
}

// To refuse, more is asked for than the library has, and the firmware gives none: so the library sees for itself that it has no
// memory. (Less than a record's buffer, which the library treats in a way of its own.)
static void *allocate(calloc_t *real, size_t count, size_t size) {
    board_memory.allocations += 1;
    if (!fails(QEMU_ALLOCATOR_MBEDTLS)) {
        return real(count, size);
    }
    refuses_blocks = true;
    void *block = real(16000, 1);
    refuses_blocks = false;
    camtls_engine_free(block);
    return NULL;
}

void *__wrap_camtls_engine_calloc(size_t count, size_t size) {
    return allocate(__real_camtls_engine_calloc, count, size);
}

void *__wrap_camtls_engine_calloc_lasting(size_t count, size_t size) {
    return allocate(__real_camtls_engine_calloc_lasting, count, size);
}

#endif

// fail_allocation(allocator, n): from now on the n-th allocation there fails, once; 0: none does. The answer: how many there
// were since the last call.
static mp_obj_t qemu_fail_allocation(mp_obj_t allocator_in, mp_obj_t n_in) {
    mp_uint_t allocator = mp_obj_get_int(allocator_in);
    mp_int_t n = mp_obj_get_int(n_in);
    if (allocator >= COUNT || n < 0) {
        mp_raise_ValueError(NULL);
    }
    allocator_t *self = &allocators[allocator];
    mp_obj_t counted = MP_OBJ_NEW_SMALL_INT(self->count);
    self->count = 0;
    self->fail = n;
    return counted;
}
MP_DEFINE_CONST_FUN_OBJ_2(qemu_fail_allocation_obj, qemu_fail_allocation);

// held(): the bytes of the Python heap that the library holds.
static mp_obj_t qemu_held(void) {
    size_t held = 0;
    #if CAMTLS
    size_t peak, blocks;
    camtls_memory_usage(&held, &peak, &blocks);
    #endif
    return MP_OBJ_NEW_SMALL_INT(held);
}
MP_DEFINE_CONST_FUN_OBJ_0(qemu_held_obj, qemu_held);
