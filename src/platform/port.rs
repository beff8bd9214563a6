//! The imports from the firmware, declared once. The C header documents each.

use core::ffi::c_void;

/// The answer of a service that the port lacks.
pub const ABSENT: i32 = 1;

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
}

/// Where a panic would end: no unwinding, no message, no return.
#[cfg(all(feature = "archive", not(test), not(feature = "host")))]
pub(crate) fn stop() -> ! {
    loop {
        core::hint::spin_loop();
    }
}
