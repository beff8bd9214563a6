//! Mbed TLS's numbers, and what they mean to us.

use crate::platform::memory;
use mbedtls as ffi;

/// A failure that Mbed TLS reported: its negative number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error(i32);

impl Error {
    /// The firmware has no memory left.
    pub const OUT_OF_MEMORY: Self = Self(ffi::MBEDTLS_ERR_SSL_ALLOC_FAILED);
    /// The firmware's generator gave no randomness.
    pub const NO_RANDOMNESS: Self = Self(ffi::MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED);
    /// A record is longer than TLS allows (RFC 8446 section 5.2).
    pub const RECORD_OVERFLOW: Self = Self(ffi::MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL);

    pub(super) const fn of(number: i32) -> Self {
        Self(number)
    }

    pub(super) const fn check(number: i32) -> Result<(), Self> {
        if number == 0 { Ok(()) } else { Err(Self(number)) }
    }

    /// Runs `work`; a failure in it while memory was refused is a want of memory, whatever Mbed TLS made of it.
    pub(super) fn watching_memory<R>(work: impl FnOnce() -> Result<R, Self>) -> Result<R, Self> {
        let before = memory::usage().refused;
        work().map_err(|error| if memory::usage().refused == before { error } else { Self::OUT_OF_MEMORY })
    }

    /// The number: −1 to −0x7FFF.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Whether it came from a want of memory, in whichever of Mbed TLS's parts.
    #[must_use]
    pub const fn is_out_of_memory(self) -> bool {
        // Most numbers are the sum of a high and a low part: the low ones of the bignum and ASN.1 parts are looked for apart.
        const PSA_INSUFFICIENT_MEMORY: i32 = -141;
        matches!(
            self.0,
            ffi::MBEDTLS_ERR_SSL_ALLOC_FAILED
                | ffi::MBEDTLS_ERR_X509_ALLOC_FAILED
                | ffi::MBEDTLS_ERR_PK_ALLOC_FAILED
                | ffi::MBEDTLS_ERR_ECP_ALLOC_FAILED
                | ffi::MBEDTLS_ERR_MD_ALLOC_FAILED
                | ffi::MBEDTLS_ERR_CIPHER_ALLOC_FAILED
                | PSA_INSUFFICIENT_MEMORY
        ) || matches!(low(self.0), ffi::MBEDTLS_ERR_MPI_ALLOC_FAILED | ffi::MBEDTLS_ERR_ASN1_ALLOC_FAILED)
    }

    /// Whether a record, not a message in it, is at fault.
    pub(super) const fn is_of_record(self) -> bool {
        self.0 == ffi::MBEDTLS_ERR_SSL_INVALID_RECORD
    }

    /// Whether the generator failed.
    #[must_use]
    pub const fn is_no_randomness(self) -> bool {
        const PSA_INSUFFICIENT_ENTROPY: i32 = -148;
        matches!(self.0, ffi::MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED | PSA_INSUFFICIENT_ENTROPY)
            || self.0 == ffi::MBEDTLS_ERR_PK_ALLOC_FAILED.wrapping_add(ffi::MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED)
    }

    /// What happened, as far as the number alone tells.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self.0 {
            _ if self.is_out_of_memory() => Kind::OutOfMemory,
            _ if self.is_no_randomness() => Kind::NoRandomness,
            ffi::MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE | ffi::MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY => Kind::AlertReceived,
            ffi::MBEDTLS_ERR_SSL_CONN_EOF => Kind::EndOfFile,
            ffi::MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL => Kind::RecordOverflow,
            ffi::MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION => Kind::NoCommonVersion,
            ffi::MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE => Kind::NoCommonParameters,
            ffi::MBEDTLS_ERR_SSL_NO_APPLICATION_PROTOCOL => Kind::NoCommonProtocol,
            ffi::MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE => Kind::UnexpectedMessage,
            ffi::MBEDTLS_ERR_SSL_INVALID_MAC => Kind::RecordAuthentication,
            ffi::MBEDTLS_ERR_SSL_INVALID_RECORD
            | ffi::MBEDTLS_ERR_SSL_DECODE_ERROR
            | ffi::MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION
            | ffi::MBEDTLS_ERR_SSL_BAD_CERTIFICATE => Kind::Malformed,
            ffi::MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER => Kind::IllegalParameter,
            // A suite that nobody knows, a point that is not on its curve; a compression.
            ffi::MBEDTLS_ERR_SSL_BAD_INPUT_DATA | ffi::MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE => Kind::Forbidden,
            ffi::MBEDTLS_ERR_SSL_TIMEOUT => Kind::Timeout,
            ffi::MBEDTLS_ERR_SSL_UNEXPECTED_RECORD if cfg!(feature = "dtls") => Kind::UnexpectedMessage,
            ffi::MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED if cfg!(feature = "dtls") => Kind::HelloVerify,
            // Bad input is a signature that is no DER: of points other numbers tell.
            ffi::MBEDTLS_ERR_ECP_VERIFY_FAILED
            | ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA
            | ffi::MBEDTLS_ERR_RSA_VERIFY_FAILED
            | ffi::MBEDTLS_ERR_RSA_INVALID_PADDING => Kind::WrongSignature,
            _ => Kind::Other,
        }
    }
}

/// The kinds of failure that the catalogue tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No memory.
    OutOfMemory,
    /// No randomness.
    NoRandomness,
    /// The peer sent a fatal alert, or close_notify in mid-handshake.
    AlertReceived,
    /// The peer's bytes ended.
    EndOfFile,
    /// A record longer than allowed.
    RecordOverflow,
    /// A handshake message longer than there is room for.
    MessageOverflow,
    /// No protocol version in common.
    NoCommonVersion,
    /// No cipher suite or signature algorithm in common.
    NoCommonParameters,
    /// No application protocol in common.
    NoCommonProtocol,
    /// No group for the key exchange in common.
    NoCommonGroup,
    /// An older version than both ends speak was forced on them.
    Downgraded,
    /// A signature of the handshake that is not the certificate's key's.
    WrongSignature,
    /// A Finished message of another handshake than this one.
    WrongFinished,
    /// A message out of order.
    UnexpectedMessage,
    /// A record that does not authenticate.
    RecordAuthentication,
    /// Empty records, one after the other.
    Flooded,
    /// A message that cannot be read or breaks a rule.
    Malformed,
    /// A message that asks for what was not offered, or answers it wrongly.
    IllegalParameter,
    /// The same, of which Mbed TLS tells the peer nothing, or something else.
    Forbidden,
    /// The peer did not answer in time (datagrams).
    Timeout,
    /// The client was sent a cookie, and has to begin anew with it (datagrams).
    HelloVerify,
    /// What a client begins with is no DTLS (datagrams).
    NotDtls,
    /// What signs in the place of the library failed.
    Signer,
    /// Anything else.
    Other,
}

/// The low part of a number that is the sum of a high and a low one: bits 0 to 6.
const fn low(number: i32) -> i32 {
    (number.wrapping_neg() & 0x7F).wrapping_neg()
}
