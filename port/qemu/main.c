// SPDX-License-Identifier: MIT OR Apache-2.0
// The life of the firmware: heap, modules, file systems, REPL, and round again at each soft reset.

#include <stdlib.h>

#include "py/cstack.h"
#include "py/gc.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/objarray.h"
#include "py/runtime.h"
#include "extmod/vfs.h"
#include "shared/readline/readline.h"
#include "shared/runtime/gchelper.h"
#include "shared/runtime/pyexec.h"
#include "board.h"
#include "port/shared/board.h"

int main(void) {
    for (;;) {
        mp_cstack_init_with_top(_stack_top, _stack_top - _stack_bottom);
        gc_init(_heap_start, _heap_end);
        mp_init();
        readline_init0();

        mp_vfs_mount_romfs_protected();
        pyexec_frozen_module("_boot.py", false);
        int ended = pyexec_file_if_exists("boot.py");
        if (!(ended & PYEXEC_FORCED_EXIT) && pyexec_mode_kind == PYEXEC_MODE_FRIENDLY_REPL) {
            ended = pyexec_file_if_exists("main.py");
        }
        while (!(ended & PYEXEC_FORCED_EXIT)) {
            ended = pyexec_mode_kind == PYEXEC_MODE_RAW_REPL ? pyexec_raw_repl() : pyexec_friendly_repl();
        }

        mp_printf(&mp_plat_print, "MPY: soft reboot\n");
        gc_sweep_all(); // runs the finalisers: links close, and ssl wipes what it holds
        mp_deinit();
    }
}

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
}

void nlr_jump_fail(void *value) {
    (void)value;
    mp_hal_stdout_tx_str("FATAL: uncaught exception\r\n");
    exit(1);
}

#ifndef NDEBUG
void __assert_func(const char *file, int line, const char *function, const char *expression) {
    (void)function;
    mp_printf(&mp_plat_print, "FATAL: assertion %s failed at %s:%d\n", expression, file, line);
    exit(1);
}
#endif

// Seeds the module random, which makes no keys: without randomness it starts at a constant.
unsigned long board_random_seed(void) {
    unsigned long seed = 0;
    camtls_board_random((uint8_t *)&seed, sizeof(seed));
    return seed;
}

// ---------------------------------------------------------------------------------------------------------------------
// Read-only memory: the ROMFS image, which the emulator loads before the firmware starts, and the program itself.

static const MP_DEFINE_MEMORYVIEW_OBJ(rom_obj, 'B', 0, BOARD_ROM_SIZE, (void *)BOARD_ROM_START);

mp_obj_t mp_vfs_rom_ioctl(size_t n_args, const mp_obj_t *args) {
    switch (mp_obj_get_int(args[0])) {
        case MP_VFS_ROM_IOCTL_GET_NUMBER_OF_SEGMENTS:
            return MP_OBJ_NEW_SMALL_INT(1);
        case MP_VFS_ROM_IOCTL_GET_SEGMENT:
            return MP_OBJ_FROM_PTR(&rom_obj);
        default:
            return MP_OBJ_NEW_SMALL_INT(-MP_EINVAL); // not writable: run another image
    }
}

static bool is_within(const void *start, size_t length, uintptr_t region, size_t region_length) {
    uintptr_t address = (uintptr_t)start;
    return address >= region && length <= region_length && address - region <= region_length - length;
}

bool camtls_board_is_rom(const void *start, size_t length) {
    return is_within(start, length, BOARD_ROM_START, BOARD_ROM_SIZE)
           || is_within(start, length, (uintptr_t)_program_start, _program_end - _program_start);
}
