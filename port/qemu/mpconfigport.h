// SPDX-License-Identifier: MIT OR Apache-2.0
// MicroPython as the emulated cameras have it: the features of a full board, no threads, no network.

#include <alloca.h>
#include <stdint.h>

// The board's name and processor.
#include BOARD_HEADER

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)
#define MICROPY_PY_SYS_PLATFORM "qemu"

#define MICROPY_EMIT_THUMB (1)
#define MICROPY_EMIT_INLINE_THUMB (1)
#define MICROPY_MAKE_POINTER_CALLABLE(p) ((void *)((mp_uint_t)(p) | 1))

#define MICROPY_ENABLE_GC (1)
#define MICROPY_ENABLE_FINALISER (1)
#define MICROPY_STACK_CHECK_MARGIN (6 * 1024) // what a C function may use without a check: ssl needs 5 KB at most
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_MEM_STATS (1)
#define MICROPY_MALLOC_USES_ALLOCATED_SIZE (1)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_FLOAT)
#define MICROPY_WARNINGS (1)
#define MICROPY_PERSISTENT_CODE_LOAD (1)
#define MICROPY_SCHEDULER_DEPTH (8)
#define MICROPY_USE_INTERNAL_ERRNO (1) // the numbers of the cameras, not those of newlib
#define MICROPY_KBD_EXCEPTION (1)
#define MICROPY_REPL_INFO (1)

#define MICROPY_PY_SYS_STDIO_BUFFER (1)
#define MICROPY_PY_IO_IOBASE (1)
#define MICROPY_PY_OS_INCLUDEFILE "port/qemu/modos.c"
#define MICROPY_PY_OS_URANDOM (1)
#define MICROPY_PY_RANDOM_SEED_INIT_FUNC (board_random_seed())

#define MICROPY_PY_TIME (1)
#define MICROPY_PY_TIME_GMTIME_LOCALTIME_MKTIME (1)
#define MICROPY_PY_TIME_TIME_TIME_NS (1)
#define MICROPY_PY_TIME_INCLUDEFILE "port/qemu/modtime.c"
#define MICROPY_EPOCH_IS_1970 (1)
#define MICROPY_TIME_SUPPORT_Y2100_AND_BEYOND (1)

#define MICROPY_PY_MACHINE (1)
#define MICROPY_PY_MACHINE_INCLUDEFILE "port/qemu/modmachine.c"
#define MICROPY_PY_MACHINE_RESET (1)
#define MICROPY_PY_MACHINE_MEMX (1)
#define MICROPY_PY_MACHINE_EXTRA_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_RTC), MP_ROM_PTR(&machine_rtc_type) }, \
    { MP_ROM_QSTR(MP_QSTR_random_source), MP_ROM_PTR(&machine_random_source_obj) },

#define MICROPY_VFS (1)
#define MICROPY_READER_VFS (1)
#define MICROPY_VFS_ROM (1)
#define MICROPY_VFS_ROM_IOCTL (1)
#define MICROPY_FATFS_ENABLE_LFN (2)
#define MICROPY_FATFS_LFN_CODE_PAGE 437 // pasted into names, so no parentheses
#define MICROPY_FATFS_USE_LABEL (1)
#define MICROPY_FATFS_RPATH (2)

#define MP_NEED_LOG2 (1)
#define MP_STATE_PORT MP_STATE_VM
#define MP_SSIZE_MAX (0x7fffffff)

// As MicroPython 1.27 and later define them by themselves.
#define UINT_FMT "%u"
#define INT_FMT "%d"
#define HEX_FMT "%x"
typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef long mp_off_t;

// Called NORETURN before 1.26.
#ifndef MP_NORETURN
#define MP_NORETURN __attribute__((noreturn))
#endif

// The received Ctrl-C is scheduled by an interrupt handler.
uint32_t board_interrupts_off(void);
void board_interrupts_restore(uint32_t state);
#define MICROPY_BEGIN_ATOMIC_SECTION() board_interrupts_off()
#define MICROPY_END_ATOMIC_SECTION(state) board_interrupts_restore(state)

extern const struct _mp_obj_type_t machine_rtc_type;
extern const struct _mp_obj_fun_builtin_fixed_t machine_random_source_obj;
unsigned long board_random_seed(void);
