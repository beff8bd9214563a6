//! What the handshake agreed on.

use super::Connection;
use crate::engine::config::{SUITES, Version};
use core::ffi::{CStr, c_int};
use mbedtls as ffi;

impl Connection {
    /// The negotiated suite's name in IANA's registry.
    #[must_use]
    pub fn cipher(&self) -> Option<&'static CStr> {
        // SAFETY: a plain look at the state.
        let number = unsafe { ffi::mbedtls_ssl_get_ciphersuite_id_from_ssl(&raw const self.ssl) };
        SUITES.iter().find(|suite| c_int::from(suite.number) == number).map(|suite| suite.name)
    }

    /// The strength of the negotiated suite's cipher, in bits.
    #[must_use]
    pub fn cipher_bits(&self) -> Option<u32> {
        let name = self.cipher()?.to_bytes();
        Some(if name.windows(4).any(|part| part == b"_128") { 128 } else { 256 })
    }

    /// The negotiated application protocol.
    #[must_use]
    pub fn alpn(&self) -> Option<&CStr> {
        // SAFETY: a plain look at the state.
        let name = unsafe { ffi::mbedtls_ssl_get_alpn_protocol(&raw const self.ssl) };
        // SAFETY: one of the strings that the configuration keeps, or NULL.
        (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) })
    }

    /// The negotiated version.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        // Before the peer's hello it is the newest one that is offered: ask the cipher first.
        self.cipher()?;
        match self.ssl.tls_version {
            ffi::MBEDTLS_SSL_VERSION_TLS1_2 => Some(Version::Tls12),
            ffi::MBEDTLS_SSL_VERSION_TLS1_3 => Some(Version::Tls13),
            _ => None,
        }
    }
}
