// SPDX-License-Identifier: MIT OR Apache-2.0
// Module bench, for the two firmwares that tools/bench compares: ours and MicroPython's own ssl.
//
// A stream in memory, a count of instructions for each of two ends, a meter on what the TLS library takes of the heap.

#include <string.h>

#include "py/gc.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"

#include "port/qemu/board.h"
#include "modbench.h"

uint64_t bench_instructions(void) {
    return (board_ticks() - ticks_asleep()) * (1000000000 / BOARD_CLOCK_HZ);
}

/******************************************************************************/
// Instructions inside calls.

static struct {
    uint64_t spent;
    uint64_t longest;
    size_t stack; // in use around the calls, at least
} counts[2];

// call(end, function, *args): calls it, and counts its instructions for that end, 0 or 1.
static mp_obj_t bench_call(size_t n_args, const mp_obj_t *args) {
    size_t end = mp_obj_is_true(args[0]);
    size_t stack = _stack_top - (uint8_t *)&end;
    uint64_t start = bench_instructions();
    mp_obj_t answer = mp_call_function_n_kw(args[1], n_args - 2, 0, args + 2);
    uint64_t spent = bench_instructions() - start;
    counts[end].spent += spent;
    counts[end].longest = MAX(counts[end].longest, spent);
    counts[end].stack = counts[end].stack == 0 ? stack : MIN(counts[end].stack, stack);
    return answer;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(bench_call_obj, 2, bench_call);

// counted(end): (instructions, those of the longest call, C stack in use before the calls) since this was last asked.
static mp_obj_t bench_counted(mp_obj_t end_in) {
    size_t end = mp_obj_is_true(end_in);
    mp_obj_t items[3] = {
        mp_obj_new_int_from_ull(counts[end].spent), mp_obj_new_int_from_ull(counts[end].longest), mp_obj_new_int(counts[end].stack)
    };
    memset(&counts[end], 0, sizeof(counts[end]));
    return mp_obj_new_tuple(3, items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(bench_counted_obj, bench_counted);

/******************************************************************************/
// What the library takes of the heap: port/qemu's allocation.c counts for ours.

#if !CAMTLS
void *__real_m_tracked_calloc(size_t count, size_t size);
void __real_m_tracked_free(void *memory);

void *__wrap_m_tracked_calloc(size_t count, size_t size) {
    board_memory.allocations += 1;
    return board_memory_taken(__real_m_tracked_calloc(count, size));
}

void __wrap_m_tracked_free(void *memory) {
    board_memory_given(memory);
    __real_m_tracked_free(memory);
}
#endif

// memory(): (Mbed TLS's allocations, blocks of the heap taken, bytes held now, at most, the largest block). The counts and
// maxima begin anew.
static mp_obj_t bench_memory(void) {
    mp_obj_t items[5] = {
        mp_obj_new_int(board_memory.allocations), mp_obj_new_int(board_memory.blocks), mp_obj_new_int(board_memory.held), mp_obj_new_int(board_memory.peak),
        mp_obj_new_int(board_memory.largest),
    };
    board_memory.allocations = board_memory.blocks = board_memory.largest = 0;
    board_memory.peak = board_memory.held;
    return mp_obj_new_tuple(5, items);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bench_memory_obj, bench_memory);

/******************************************************************************/
// A stream in memory, outside of the Python heap: what is written to one end is read at the other. No call waits.

#define PIPES (16)
#define ROOM (66000) // a frame of 60 KB in its records

typedef struct _pipe_t {
    mp_obj_base_t base;
    struct _pipe_t *other;
    size_t first;
    size_t length;
    size_t writes;
    size_t written;
    byte arrived[ROOM];
} pipe_t;

static pipe_t pipes[PIPES];

static mp_uint_t pipe_read(mp_obj_t self_in, void *buffer, mp_uint_t size, int *errcode) {
    pipe_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->length == 0) {
        *errcode = MP_EAGAIN;
        return MP_STREAM_ERROR;
    }
    size = MIN(size, self->length);
    memcpy(buffer, self->arrived + self->first, size);
    self->length -= size;
    self->first = self->length == 0 ? 0 : self->first + size;
    return size;
}

static mp_uint_t pipe_write(mp_obj_t self_in, const void *buffer, mp_uint_t size, int *errcode) {
    pipe_t *self = MP_OBJ_TO_PTR(self_in);
    pipe_t *other = self->other;
    size = MIN(size, ROOM - other->first - other->length);
    if (size == 0) {
        *errcode = MP_EAGAIN;
        return MP_STREAM_ERROR;
    }
    memcpy(other->arrived + other->first + other->length, buffer, size);
    other->length += size;
    self->writes += 1;
    self->written += size;
    return size;
}

static mp_uint_t pipe_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    pipe_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_STREAM_POLL:
            return arg & ((self->length ? MP_STREAM_POLL_RD : 0) | MP_STREAM_POLL_WR);
        case MP_STREAM_CLOSE:
            return 0;
        default:
            *errcode = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}

static const mp_stream_p_t pipe_stream = {
    .read = pipe_read,
    .write = pipe_write,
    .ioctl = pipe_ioctl,
};

// writes(): (calls of write, bytes) since this was last asked.
static mp_obj_t pipe_writes(mp_obj_t self_in) {
    pipe_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t items[2] = { mp_obj_new_int(self->writes), mp_obj_new_int(self->written) };
    self->writes = self->written = 0;
    return mp_obj_new_tuple(2, items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pipe_writes_obj, pipe_writes);

static mp_obj_t pipe_setblocking(mp_obj_t self_in, mp_obj_t flag) {
    (void)self_in;
    (void)flag;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(pipe_setblocking_obj, pipe_setblocking);

static const mp_rom_map_elem_t pipe_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_writes), MP_ROM_PTR(&pipe_writes_obj) },
    { MP_ROM_QSTR(MP_QSTR_setblocking), MP_ROM_PTR(&pipe_setblocking_obj) },
};
static MP_DEFINE_CONST_DICT(pipe_locals_dict, pipe_locals_dict_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    pipe_type,
    MP_QSTR_Pipe,
    MP_TYPE_FLAG_NONE,
    protocol, &pipe_stream,
    locals_dict, &pipe_locals_dict
    );

// pipe(n): both ends of the n-th stream, empty.
static mp_obj_t bench_pipe(mp_obj_t n_in) {
    size_t n = mp_obj_get_int(n_in);
    if (n >= PIPES / 2) {
        mp_raise_ValueError(NULL);
    }
    mp_obj_t ends[2];
    for (size_t i = 0; i < 2; ++i) {
        pipe_t *end = &pipes[2 * n + i];
        end->base.type = &pipe_type;
        end->other = &pipes[2 * n + 1 - i];
        end->first = end->length = end->writes = end->written = 0;
        ends[i] = MP_OBJ_FROM_PTR(end);
    }
    return mp_obj_new_tuple(2, ends);
}
static MP_DEFINE_CONST_FUN_OBJ_1(bench_pipe_obj, bench_pipe);

/******************************************************************************/

static const mp_rom_map_elem_t bench_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_bench) },
    { MP_ROM_QSTR(MP_QSTR_call), MP_ROM_PTR(&bench_call_obj) },
    { MP_ROM_QSTR(MP_QSTR_counted), MP_ROM_PTR(&bench_counted_obj) },
    { MP_ROM_QSTR(MP_QSTR_memory), MP_ROM_PTR(&bench_memory_obj) },
    { MP_ROM_QSTR(MP_QSTR_pipe), MP_ROM_PTR(&bench_pipe_obj) },
    { MP_ROM_QSTR(MP_QSTR_primitives), MP_ROM_PTR(&bench_primitives_obj) },
};
static MP_DEFINE_CONST_DICT(bench_globals, bench_globals_table);

const mp_obj_module_t bench_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&bench_globals,
};

MP_REGISTER_MODULE(MP_QSTR_bench, bench_module);
