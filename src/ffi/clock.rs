//! The clock, as C sees it.

use super::entry::{enter, put, run};
use crate::platform::clock;

/// Writes the time by which certificates are judged, in seconds since 1970.
///
/// Errors: `ERR_CLOCK_NOT_SET`, `ERR_CLOCK_WENT_BACK`, `ERR_BAD_ARGUMENT`.
///
/// # Safety
/// `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_clock_read(out: *mut i64) -> i32 {
    run(|_| {
        let now = clock::read()?;
        // SAFETY: as the caller promises.
        unsafe { put(out, now, "a NULL output") }
    })
}

/// The time that is known to have passed, in seconds since 1970; 0 while none is. It rises when a peer's chain is accepted, to the
/// first second of the newest certificate on it: that is signed.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_clock_floor() -> i64 {
    clock::floor()
}

/// Tells a time that has passed, in seconds since 1970, on better authority than the clock's: a clock below it is not believed
/// (`ERR_CLOCK_WENT_BACK`), until `camtls_deinit`. An earlier one changes nothing.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_clock_raise_floor(seconds_since_1970: i64) {
    if let Ok(_call) = enter() {
        clock::raise_floor(seconds_since_1970);
    }
}

/// Tells what the clock is going to be set to, in seconds since 1970, by one who is known but may be wrong: a clock before that is not
/// believed either, until `camtls_deinit`, while `camtls_clock_floor` stays as it is.
///
/// Errors: `ERR_CLOCK_WENT_BACK` for a time before the floor, what was told before, or the day this library was built.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_clock_tell(seconds_since_1970: i64) -> i32 {
    run(|_| Ok(clock::tell(seconds_since_1970)?))
}
