//! What Mbed TLS needs to know of the suites that it is given: its own table has their names as well, which are `config`'s already.

use super::config::{SUITES, Suite};
use core::ffi::c_int;
use core::ptr::null;
use mbedtls as ffi;

type Description = ffi::mbedtls_ssl_ciphersuite_t;

struct Table([Description; SUITES.len()]);

// SAFETY: the pointers in it are NULL, and nothing is written.
unsafe impl Sync for Table {}

static TABLE: Table = {
    let [first, ..] = &SUITES;
    let mut table = [describe(first); SUITES.len()];
    let mut index = 0;
    #[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
    while index < SUITES.len() {
        table[index] = describe(&SUITES[index]);
        index += 1;
    }
    Table(table)
};

/// The cipher, the hash, the key exchange and the version that belong to a number (RFC 8446 appendix B.4, RFC 5289, RFC 7905).
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::unnecessary_cast,
    reason = "small numbers"
)]
const fn describe(suite: &Suite) -> Description {
    let (cipher, mac) = match suite.number {
        0x1301 | 0xC02B | 0xC02F => (ffi::MBEDTLS_CIPHER_AES_128_GCM, ffi::MBEDTLS_MD_SHA256),
        0x1302 | 0xC02C | 0xC030 => (ffi::MBEDTLS_CIPHER_AES_256_GCM, ffi::MBEDTLS_MD_SHA384),
        _ => (ffi::MBEDTLS_CIPHER_CHACHA20_POLY1305, ffi::MBEDTLS_MD_SHA256),
    };
    let (key_exchange, version) = match suite.number {
        0x1301..=0x1303 => (ffi::MBEDTLS_KEY_EXCHANGE_NONE, ffi::MBEDTLS_SSL_VERSION_TLS1_3),
        0xC02B | 0xC02C | 0xCCA9 => (ffi::MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA, ffi::MBEDTLS_SSL_VERSION_TLS1_2),
        _ => (ffi::MBEDTLS_KEY_EXCHANGE_ECDHE_RSA, ffi::MBEDTLS_SSL_VERSION_TLS1_2),
    };
    Description {
        id: suite.number as c_int,
        name: null(),
        cipher: cipher as u8,
        mac: mac as u8,
        key_exchange: key_exchange as u8,
        flags: 0,
        min_tls_version: version as u16,
        max_tls_version: version as u16,
    }
}

/// The suite of this number, or NULL. Mbed TLS's contract: `mbedtls/ssl_ciphersuites.h`.
#[unsafe(no_mangle)]
extern "C" fn mbedtls_ssl_ciphersuite_from_id(number: c_int) -> *const Description {
    TABLE.0.iter().find(|suite| suite.id == number).map_or(null(), |suite| &raw const *suite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mbed_tls_says_the_same() {
        for suite in &SUITES {
            let number = c_int::from(suite.number);
            // SAFETY: both answer entries of tables that live for ever.
            let (ours, stock) = unsafe {
                (&*mbedtls_ssl_ciphersuite_from_id(number), &*ffi::camtls_stock_ssl_ciphersuite_from_id(number))
            };
            assert_eq!((ours.id, ours.flags), (stock.id, stock.flags));
            assert_eq!((ours.cipher, ours.mac, ours.key_exchange), (stock.cipher, stock.mac, stock.key_exchange));
            assert_eq!(
                (ours.min_tls_version, ours.max_tls_version),
                (stock.min_tls_version, stock.max_tls_version),
                "{number:#x}"
            );
        }
        assert!(mbedtls_ssl_ciphersuite_from_id(0x002F).is_null());
    }
}
