//! The alerts of TLS, as numbers on the wire.

/// One alert description.
///
/// Any byte is possible, since a peer may send numbers that no standard names.
///
/// Source: RFC 8446 section 6, RFC 5246 section 7.2, and the IANA registry "TLS Alerts".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert(pub u8);

impl Alert {
    /// The message came out of order.
    pub const UNEXPECTED_MESSAGE: Self = Self(10);
    /// A record could not be authenticated.
    pub const BAD_RECORD_MAC: Self = Self(20);
    /// A record was longer than the protocol allows.
    pub const RECORD_OVERFLOW: Self = Self(22);
    /// No acceptable set of parameters.
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    /// A certificate is corrupt, or its signature is wrong.
    pub const BAD_CERTIFICATE: Self = Self(42);
    /// A certificate is of a kind that is not supported.
    pub const UNSUPPORTED_CERTIFICATE: Self = Self(43);
    /// A certificate was revoked by its issuer.
    pub const CERTIFICATE_REVOKED: Self = Self(44);
    /// A certificate is expired or not valid now.
    pub const CERTIFICATE_EXPIRED: Self = Self(45);
    /// A certificate is not acceptable for another reason.
    pub const CERTIFICATE_UNKNOWN: Self = Self(46);
    /// A field of a handshake message is out of range or contradicts others.
    pub const ILLEGAL_PARAMETER: Self = Self(47);
    /// No trust anchor was found for the chain.
    pub const UNKNOWN_CA: Self = Self(48);
    /// The certificate is good, but access is refused.
    pub const ACCESS_DENIED: Self = Self(49);
    /// A message could not be decoded.
    pub const DECODE_ERROR: Self = Self(50);
    /// A signature or a Finished message of the handshake is wrong.
    pub const DECRYPT_ERROR: Self = Self(51);
    /// The version is not supported.
    pub const PROTOCOL_VERSION: Self = Self(70);
    /// The parameters are weaker than required.
    pub const INSUFFICIENT_SECURITY: Self = Self(71);
    /// A failure that has nothing to do with the peer.
    pub const INTERNAL_ERROR: Self = Self(80);
    /// The handshake is given up for a reason outside of the protocol.
    pub const USER_CANCELED: Self = Self(90);
    /// Renegotiation is refused.
    pub const NO_RENEGOTIATION: Self = Self(100);
    /// A mandatory extension is missing.
    pub const MISSING_EXTENSION: Self = Self(109);
    /// The server does not serve the name that was asked for.
    pub const UNRECOGNIZED_NAME: Self = Self(112);
    /// A client certificate was demanded and none was sent.
    pub const CERTIFICATE_REQUIRED: Self = Self(116);
    /// No application protocol in common.
    pub const NO_APPLICATION_PROTOCOL: Self = Self(120);

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}
