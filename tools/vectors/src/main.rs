//! Runs Wycheproof's vectors for P-256, P-384, AES-GCM and ChaCha20-Poly1305 over the seam as the firmware has it and over Mbed TLS's own code. On a host:
//! `cargo run --release -p vectors`; on an emulated Cortex-M7, over the assembly: `tools/vectors/run.sh`.

#![cfg_attr(target_os = "none", no_std, no_main)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test program: it is meant to stop where something is wrong"
)]

#[cfg(target_os = "none")]
#[macro_use]
mod board;
#[cfg(not(target_os = "none"))]
#[macro_use]
mod host;

mod check;
/// The seam and its backends alone, without the library around them.
#[path = "../../../src/crypto/mod.rs"]
#[allow(dead_code, reason = "the library calls the rest")]
mod crypto;
mod curve;
mod powers;
#[cfg(target_os = "none")]
mod primitives;
mod record;
mod symmetric;
#[cfg(target_os = "none")]
mod timing;

use check::Tally;
use core::ffi::c_int;
use curve::Implementation;

#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    if run() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

/// What was asked for; whether all was right.
fn run() -> bool {
    #[cfg(target_os = "none")]
    if cfg!(feature = "timing") {
        timing::print();
        primitives::print();
        return true;
    }
    let mut tally = Tally::default();
    check::properties(40, &mut tally);
    check::key_share(&mut tally);
    powers::all(&mut tally);
    symmetric::hashes(&mut tally);
    symmetric::pieces(&mut tally);
    symmetric::gcm_pieces(&mut tally);
    symmetric::tag_pieces(&mut tally);
    for implementation in [Implementation::Routed, Implementation::Stock] {
        let mut vectors = Tally::default();
        check::vectors(implementation, 1, &mut vectors);
        say!("{implementation:?}: {} vectors agree, {} differ", vectors.passed, vectors.failed);
        tally.passed += vectors.passed;
        tally.failed += vectors.failed;
    }
    say!("{} passed, {} failed", tally.passed, tally.failed);
    tally.failed == 0
}

#[cfg(test)]
#[test]
fn every_vector_agrees() {
    assert!(run());
}

/// PSA's randomness.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_psa_external_get_random(
    _: *mut mbedtls::mbedtls_psa_external_random_context_t,
    output: *mut u8,
    room: usize,
    length: *mut usize,
) -> c_int {
    // SAFETY: PSA's room of `room` bytes, and its place for their number.
    unsafe {
        length.write(room);
        curve::generate(core::ptr::null_mut(), output, room)
    }
}
