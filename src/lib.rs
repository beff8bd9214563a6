//! camtls: the TLS of a MicroPython camera, as a `no_std` static library with a C ABI.
//!
//! Layers, imports point downward only (DESIGN in `docs/design.md`):
//!
//! - [`ffi`]: the C ABI: pointers in, pointers out, nothing else
//! - `tls`: contexts, connections, credentials, trust: the state machine, in safe Rust
//! - `engine`: drives Mbed TLS, the only place that names it
//! - `crypto`: accelerated primitives and the chips' backends
//! - [`platform`]: what the firmware provides: clock, randomness, memory, locks
//! - [`policy`]: what is acceptable, and how to say no
#![cfg_attr(not(any(test, feature = "host")), no_std)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "a test that overflows is a test that fails"))]

pub mod policy;

pub mod platform;

mod crypto;

pub mod engine;

pub mod tls;

pub mod ffi;

/// The library's name and version.
pub const VERSION: &core::ffi::CStr =
    match core::ffi::CStr::from_bytes_with_nul(concat!("camtls ", env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(text) => text,
        Err(_) => c"camtls",
    };

/// Nothing panics by design: the lints refuse what could, so this handler is never reached. It fails closed all the same.
#[cfg(all(feature = "archive", not(test), not(feature = "host")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    platform::stop()
}
