//! Drives Mbed TLS. With the crate `mbedtls`, the only place that names it: what leaves this module is Rust of our own.
//!
//! All of it is an unsafe zone; each block says why it is sound. Mbed TLS's objects that point to each other live in one place
//! of the arena ([`crate::platform::memory::Owned`], [`crate::platform::memory::Shared`]) and never move.

mod alpn;
mod arena;
mod certificate;
mod completion;
mod config;
mod connection;
#[cfg(feature = "dtls")]
mod datagram;
mod error;
mod key;
#[cfg(feature = "operations")]
mod key_pair;
mod numbers;
mod random;
mod record_buffers;
mod seam;
mod session;
mod suites;
mod tickets;
mod verify;
mod wire;

pub use crate::crypto::signer::{Sign, Signer};
pub use alpn::Alpn;
pub use certificate::PeerKey;
pub use config::{Config, GroupList, Role, SUITES, Suite, SuiteList, Terms, Version, Versions, group_named};
pub use connection::{Connection, Input, Progress};
#[cfg(feature = "dtls")]
pub use datagram::{Cookies, HANDSHAKE_PATIENCE};
pub use error::{Error, Kind};
pub use key::{Identity, IdentityError};
#[cfg(feature = "operations")]
pub use key_pair::{KeyPair, generate};
pub use session::Session;
pub use verify::{sha256, verify_signature};

/// Fills `out` from the library's generator.
///
/// # Errors
/// [`Error::NO_RANDOMNESS`] when the firmware's generator fails.
pub fn random(out: &mut [u8]) -> Result<(), Error> {
    random::fill(out)
}

/// Whether the firmware's generator, when it failed last, did answer, but always with the same byte.
#[must_use]
pub fn is_random_stuck() -> bool {
    random::is_stuck()
}

/// Wipes what the engine keeps beside the arena; everything in the arena dies with it.
pub(crate) fn reset() {
    random::reset();
    #[cfg(chip)]
    crate::crypto::chip::reset();
    #[cfg(feature = "tls13")]
    // SAFETY: no connection exists any more; frees PSA's key slots.
    unsafe {
        mbedtls::mbedtls_psa_crypto_free();
    }
}

/// The engine's name and version.
pub const VERSION: &core::ffi::CStr = match core::ffi::CStr::from_bytes_with_nul(mbedtls::MBEDTLS_VERSION_STRING_FULL) {
    Ok(text) => text,
    Err(_) => c"Mbed TLS",
};
