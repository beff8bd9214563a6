// SPDX-License-Identifier: MIT OR Apache-2.0
// What the files of module bench share.
#ifndef CAMTLS_TOOLS_BENCH_MODBENCH_H
#define CAMTLS_TOOLS_BENCH_MODBENCH_H

#include "py/obj.h"

// Executed instructions since power-on, to within 40.
uint64_t bench_instructions(void);

// primitives.c
extern const mp_obj_fun_builtin_fixed_t bench_primitives_obj;

#endif
