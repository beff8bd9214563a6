//! The camera's clock, which may be unset, and a counter of milliseconds.

use super::port;

/// When this library was built, in seconds since 1970 (`SOURCE_DATE_EPOCH`, else the day of the build): no camera that runs
/// it can be earlier, so an earlier clock was never set.
pub const BUILD_TIME: i64 = build_time();

/// The time in seconds since 1970, or `None` while the clock is unset.
///
/// The port answers "unset" itself where it can tell; a time before [`BUILD_TIME`] counts as unset too.
pub fn now() -> Option<i64> {
    let mut seconds = 0_i64;
    // SAFETY: the pointer is valid for one i64; the port writes it and does not raise.
    let answer = unsafe { port::camtls_port_clock(&raw mut seconds) };
    (answer == 0 && seconds >= BUILD_TIME).then_some(seconds)
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
