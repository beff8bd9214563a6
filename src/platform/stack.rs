//! The stack below a call, where what it computed with may still lie when it is over.

use core::mem::MaybeUninit;

/// How deep secrets are found, in words: Mbed TLS's and the assembly's frames below the functions that call [`wipe`]. It is less than
/// these functions take themselves, so that wiping needs no stack of its own.
const DEPTH: usize = if size_of::<usize>() == 4 { 896 } else { 1024 };

/// Overwrites the stack below the caller: to be called by whoever has just had something computed with a private key.
#[inline(never)]
pub(crate) fn wipe() {
    let mut below = MaybeUninit::<[usize; DEPTH]>::uninit();
    let start = below.as_mut_ptr().cast::<usize>();
    for index in 0..DEPTH {
        // SAFETY: within the array. Volatile, or nothing would be left of this: nobody reads it.
        unsafe { start.add(index).write_volatile(0) };
    }
}
