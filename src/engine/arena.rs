//! Mbed TLS's `calloc` and `free`, on the library's arena.

use crate::platform::lock::Global;
use crate::platform::memory;
use core::ffi::c_void;
use core::ptr::{NonNull, null_mut};
use mbedtls as ffi;

/// From which size on, and how much is given instead: see [`while_substituting`].
static SUBSTITUTE: Global<Option<(usize, usize)>> = Global::new(None);

/// Runs `work` with allocations of `from` bytes and more answered by `given` bytes.
///
/// `mbedtls_ssl_setup` asks for an input buffer of the largest record and writes nothing to it; `record_buffers` sizes it to
/// what is needed. The caller must then tell Mbed TLS the true size.
pub(super) fn while_substituting<R>(from: usize, given: usize, work: impl FnOnce() -> R) -> R {
    // SAFETY: who drives the engine holds the library; `calloc` below only reads, and not in the middle of these writes.
    unsafe { SUBSTITUTE.as_ptr().write(Some((from, given))) };
    let answer = work();
    // SAFETY: as above.
    unsafe { SUBSTITUTE.as_ptr().write(None) };
    answer
}

#[unsafe(no_mangle)]
extern "C" fn camtls_engine_calloc(count: usize, size: usize) -> *mut c_void {
    let Some(mut bytes) = count.checked_mul(size) else { return null_mut() };
    // SAFETY: Mbed TLS runs only below this module, whose caller holds the library.
    if let Some((from, given)) = unsafe { SUBSTITUTE.as_ptr().read() }
        && bytes >= from
    {
        bytes = given;
    }
    memory::allocate(bytes).map_or(null_mut(), |start| start.as_ptr().cast())
}

/// `calloc` of the files whose allocations last: see `LASTING` in the crate `mbedtls`.
#[unsafe(no_mangle)]
extern "C" fn camtls_engine_calloc_lasting(count: usize, size: usize) -> *mut c_void {
    // Those files make these as well: two that end with the handshake, and buffers for whole records, which end with the record. A
    // region that one of them had made for itself would be kept by whatever small thing came to lie at its end.
    let buffer = count.saturating_mul(size) >= ffi::MBEDTLS_SSL_OUT_CONTENT_LEN as usize;
    if buffer || size == size_of::<ffi::mbedtls_ssl_handshake_params>() || size == size_of::<ffi::mbedtls_x509_crt>() {
        return memory::while_passing(|| camtls_engine_calloc(count, size));
    }
    memory::while_lasting(|| camtls_engine_calloc(count, size))
}

/// Frees what Mbed TLS allocated; NULL does nothing.
///
/// # Safety
/// `block` came from `calloc`, was not freed since, and nothing refers to it.
pub(super) unsafe fn free(block: *mut c_void) {
    if let Some(start) = NonNull::new(block.cast()) {
        // SAFETY: as the caller promises.
        unsafe { memory::free(start) };
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_engine_free(block: *mut c_void) {
    // SAFETY: Mbed TLS frees what `calloc` gave, once.
    unsafe { free(block) };
}
