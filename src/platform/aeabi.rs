//! How the compiler calls the firmware's `memcpy`, `memmove` and `memset` on Arm.
//!
//! It calls them by the names of Arm's run-time ABI. Without these jumps the crate `compiler_builtins` answers, with second
//! ones of its own in 1.3 KB. They are weak: a C library that has these names too keeps its own.
//!
//! Source: Run-time ABI for the Arm Architecture, section 5.3.4. `__aeabi_memset` has its last two arguments the other way round.

use core::arch::global_asm;

global_asm!(
    ".macro camtls_aeabi name:req",
    ".weak __aeabi_\\name, __aeabi_\\name\\()4, __aeabi_\\name\\()8",
    ".type __aeabi_\\name, %function",
    ".type __aeabi_\\name\\()4, %function",
    ".type __aeabi_\\name\\()8, %function",
    ".thumb_func",
    "__aeabi_\\name:",
    ".thumb_func",
    "__aeabi_\\name\\()4:",
    ".thumb_func",
    "__aeabi_\\name\\()8:",
    ".endm",
    ".pushsection .text.camtls_aeabi_memcpy, \"ax\", %progbits",
    "camtls_aeabi memcpy",
    "b memcpy",
    ".popsection",
    ".pushsection .text.camtls_aeabi_memmove, \"ax\", %progbits",
    "camtls_aeabi memmove",
    "b memmove",
    ".popsection",
    ".pushsection .text.camtls_aeabi_memset, \"ax\", %progbits",
    "camtls_aeabi memclr",
    "mov r2, r1",
    "movs r1, #0",
    "b memset",
    "camtls_aeabi memset",
    "mov r3, r1",
    "mov r1, r2",
    "mov r2, r3",
    "b memset",
    ".popsection",
);
