//! The camera's clock, which may be unset or wrong, and a counter of milliseconds.
//!
//! Whoever answers the camera's question for the time can set the clock back, and so bring an expired certificate to life again.
//! The floor is a time that is known to have passed: a clock below it is not believed. It rises by what was signed: when a
//! chain is accepted, to the first second of the newest certificate on it. So nobody but a CA can push it into the future.

use super::port;
use crate::policy::Refusal;
use core::sync::atomic::{AtomicU32, Ordering};

/// When this library was built, in seconds since 1970 (`SOURCE_DATE_EPOCH`, else the day of the build): no camera that runs
/// it can be earlier, so an earlier clock was never set.
pub const BUILD_TIME: i64 = build_time();

/// In seconds since 1970: 32 bits, which every processor changes at once, last until 2106.
static FLOOR: AtomicU32 = AtomicU32::new(0);

/// What somebody told who may be wrong: a floor too, but apart, and never one to keep beyond this start.
static TOLD: AtomicU32 = AtomicU32::new(0);

/// The time in seconds since 1970, or `None` while there is none that can be believed.
pub fn now() -> Option<i64> {
    read().ok()
}

/// The time in seconds since 1970.
///
/// The port answers "unset" itself where it can tell; a time before [`BUILD_TIME`] counts as unset too.
///
/// # Errors
/// `ERR_CLOCK_NOT_SET`, `ERR_CLOCK_WENT_BACK`.
pub fn read() -> Result<i64, Refusal<'static>> {
    let mut seconds = 0_i64;
    // SAFETY: the pointer is valid for one i64; the port writes it and does not raise.
    let answer = unsafe { port::camtls_port_clock(&raw mut seconds) };
    if answer != 0 || seconds < BUILD_TIME {
        return Err(Refusal::ClockNotSet);
    }
    not_before(seconds, known())?;
    Ok(seconds)
}

fn known() -> i64 {
    floor().max(TOLD.load(Ordering::Relaxed).into())
}

fn not_before(now: i64, latest: i64) -> Result<(), Refusal<'static>> {
    if now < latest { Err(Refusal::ClockWentBack { now, latest }) } else { Ok(()) }
}

/// Tells what the clock is going to be set to, on an authority that is known but may be wrong: from then on a clock before it is not
/// believed, until the next start. [`floor`] stays as it is.
///
/// # Errors
/// `ERR_CLOCK_WENT_BACK` for a time that cannot be.
pub fn tell(seconds: i64) -> Result<(), Refusal<'static>> {
    not_before(seconds, known().max(BUILD_TIME))?;
    TOLD.store(u32::try_from(seconds).unwrap_or(u32::MAX), Ordering::Relaxed);
    Ok(())
}

/// The time that is known to have passed; 0 while none is.
pub fn floor() -> i64 {
    FLOOR.load(Ordering::Relaxed).into()
}

/// Tells a time that has passed, on better authority than the clock's.
pub fn raise_floor(seconds: i64) {
    let seconds = u32::try_from(seconds.max(0)).unwrap_or(u32::MAX);
    // One caller at a time is in the library, and only some processors have more than these two.
    FLOOR.store(FLOOR.load(Ordering::Relaxed).max(seconds), Ordering::Relaxed);
}

/// Forgets it, at a fresh start.
pub fn forget_floor() {
    FLOOR.store(0, Ordering::Relaxed);
    TOLD.store(0, Ordering::Relaxed);
}

/// Milliseconds of a monotonic counter that wraps.
pub fn milliseconds() -> u32 {
    // SAFETY: no arguments; the port does not raise.
    unsafe { port::camtls_port_milliseconds() }
}

const fn build_time() -> i64 {
    let digits = env!("CAMTLS_BUILD_TIME").as_bytes();
    let mut value = 0_i64;
    let mut rest = digits;
    while let [digit, tail @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(digit.wrapping_sub(b'0') as i64);
        rest = tail;
    }
    value
}
