//! The imports from the firmware, declared once. The C header documents each.

use core::ffi::c_void;

/// The answer of a service that the port lacks.
pub const ABSENT: i32 = 1;

/// A message of AES-GCM for `camtls_port_service_gcm`. Borrowed until that returns.
#[repr(C)]
#[allow(non_camel_case_types, reason = "the name in the C ABI")]
pub(super) struct camtls_service_message {
    /// 0 encrypts, 1 decrypts.
    pub(super) decrypts: u32,
    /// The key.
    pub(super) key: *const u8,
    /// Its length: 16, 24 or 32.
    pub(super) key_length: usize,
    /// The nonce, of 12 bytes.
    pub(super) nonce: *const u8,
    /// The associated data.
    pub(super) data: *const u8,
    /// Their length.
    pub(super) data_length: usize,
    /// The text; it may be the same place as the output.
    pub(super) input: *const u8,
    /// Its length.
    pub(super) length: usize,
    /// Where what becomes of it goes, as long. Written on success only.
    pub(super) output: *mut u8,
    /// Where the tag of 16 bytes goes, decrypting too: the library compares. Written on success only.
    pub(super) tag: *mut u8,
}

unsafe extern "C" {
    /// Fills `out` with `length` random bytes from the chip's generator.
    ///
    /// Result: 0, or anything else where there is no randomness: then the connection fails.
    pub(super) fn camtls_port_random(out: *mut u8, length: usize) -> i32;

    /// Writes the time, in seconds since 1970 (UTC).
    ///
    /// Result: 0, or `CAMTLS_ABSENT` while the clock is not set.
    pub(super) fn camtls_port_clock(seconds_since_1970: *mut i64) -> i32;

    /// Milliseconds of a clock that never goes back; it may wrap.
    pub(super) fn camtls_port_milliseconds() -> u32;

    /// A block of the firmware's heap, aligned to 8 bytes, that the garbage collector does not take; NULL when there is none.
    pub(super) fn camtls_port_memory_take(size: usize) -> *mut c_void;

    /// Gives a block of `camtls_port_memory_take` back.
    pub(super) fn camtls_port_memory_give(block: *mut c_void);

    /// Takes the mutex around the library; does nothing where there are no threads.
    pub(super) fn camtls_port_lock();

    /// Gives the mutex back.
    pub(super) fn camtls_port_unlock();

    /// Keeps interrupts from being served; the answer is for `camtls_port_interrupts_restore`. These nest.
    pub(super) fn camtls_port_interrupts_off() -> u32;

    /// Serves interrupts again if they were served before.
    pub(super) fn camtls_port_interrupts_restore(state: u32);

    /// Writes the 32 bytes of a key that only this device has.
    ///
    /// Result: 0, or `CAMTLS_ABSENT`.
    pub(super) fn camtls_port_device_key(out: *mut u8) -> i32;

    /// Writes the device's unique number, at most `*length` bytes, and its length to `*length`.
    ///
    /// Result: 0, or `CAMTLS_ABSENT`.
    pub(super) fn camtls_port_unique_id(out: *mut u8, length: *mut usize) -> i32;

    /// What another processor does for this one, as `CAMTLS_SERVICE_` bits: only what is faster than software, messages of 2 KB taken.
    /// Asked with the feature `chip-alif` alone.
    pub(super) fn camtls_port_services() -> u32;

    /// SHA-256 of bytes that are all there, by such a service. `out` has 32 bytes and is written on success only.
    ///
    /// Result: 0, or anything else: software does it then, and counts a fault.
    pub(super) fn camtls_port_service_sha256(data: *const u8, length: usize, out: *mut u8) -> i32;

    /// AES-GCM of a message, likewise.
    ///
    /// Result: 0, or anything else: software does it then, and counts a fault.
    pub(super) fn camtls_port_service_gcm(message: *const camtls_service_message) -> i32;
}

/// Where a panic would end: no unwinding, no message, no return.
#[cfg(all(feature = "archive", not(test), not(feature = "host")))]
pub(crate) fn stop() -> ! {
    loop {
        core::hint::spin_loop();
    }
}
