//! A host: memory from its C library, lines to its console, no instruction count.

use core::ffi::c_void;

/// Prints a line.
#[macro_export]
macro_rules! say {
    ($($argument:tt)*) => { std::println!($($argument)*) };
}

unsafe extern "C" {
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn free(block: *mut c_void);
}

#[unsafe(no_mangle)]
extern "C" fn camtls_engine_calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: any arguments will do.
    unsafe { calloc(count, size) }
}

#[unsafe(no_mangle)]
extern "C" fn camtls_engine_calloc_lasting(count: usize, size: usize) -> *mut c_void {
    camtls_engine_calloc(count, size)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_engine_free(block: *mut c_void) {
    // SAFETY: a block of `calloc`'s, or NULL.
    unsafe { free(block) };
}
