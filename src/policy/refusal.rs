//! A refusal: a code with the values in conflict, borrowed from where they were found.

use super::alert::Alert;
use super::error::Code;
use super::report::Report;
use super::text::{Name, Offered};

/// Why something is refused.
///
/// Small and `Copy`; it borrows from the certificates and arguments that it speaks of. Times are seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the rows of the catalogue say what each variant means, the fields are named by their values"
)]
pub enum Refusal<'a> {
    // Usage and configuration. `place` tells the places of defects apart.
    Internal {
        place: u16,
    },
    BadArgument {
        what: &'static str,
    },
    BadValue {
        what: &'static str,
        value: i64,
    },
    HostnameRequired,
    /// `reason` completes "server_hostname '…' …".
    HostnameInvalid {
        wanted: Name<'a>,
        reason: &'static str,
    },
    NoIdentity,
    NoAnchors,
    CipherUnknown {
        wanted: Name<'a>,
    },
    Unsupported {
        what: &'static str,
    },
    VersionRange,
    WrongState {
        what: &'static str,
    },
    AbiMismatch,

    // Verdicts on certificates.
    Expired {
        subject: Name<'a>,
        not_after: i64,
        now: i64,
    },
    NotYetValid {
        subject: Name<'a>,
        not_before: i64,
        now: i64,
    },
    ClockNotSet,
    NameMismatch {
        wanted: Name<'a>,
        offered: Offered<'a>,
    },
    NameOnlyCommon {
        wanted: Name<'a>,
    },
    UnknownIssuer {
        subject: Name<'a>,
        issuer: Name<'a>,
    },
    SelfSigned {
        subject: Name<'a>,
    },
    BadSignature {
        subject: Name<'a>,
        issuer: Name<'a>,
    },
    Revoked {
        subject: Name<'a>,
        since: i64,
    },
    CrlMissing {
        issuer: Name<'a>,
    },
    CrlExpired {
        issuer: Name<'a>,
        next_update: i64,
        now: i64,
    },
    CrlNotYetValid {
        issuer: Name<'a>,
        this_update: i64,
        now: i64,
    },
    CrlBadSignature {
        issuer: Name<'a>,
    },
    CrlWrongIssuer {
        issuer: Name<'a>,
    },
    CrlUnsupported {
        issuer: Name<'a>,
        what: &'static str,
    },
    /// `purpose` as openssl spells it: `serverAuth`, `clientAuth`.
    WrongPurpose {
        subject: Name<'a>,
        purpose: &'static str,
    },
    /// `usage` as openssl spells it: `digitalSignature`, `keyCertSign`, `cRLSign`.
    KeyUsage {
        subject: Name<'a>,
        usage: &'static str,
    },
    NotCa {
        subject: Name<'a>,
    },
    PathLength {
        subject: Name<'a>,
        allowed: u32,
    },
    /// `name` of a certificate below, that `issuer` may not certify.
    NameConstraint {
        issuer: Name<'a>,
        name: Name<'a>,
    },
    /// `oid`: the content octets of the extension's identifier.
    CriticalExtension {
        subject: Name<'a>,
        oid: &'a [u8],
    },
    /// `rule` completes "breaks a rule: …".
    Nonconforming {
        subject: Name<'a>,
        rule: &'static str,
    },
    WeakKey {
        subject: Name<'a>,
        bits: u32,
        least: u32,
    },
    KeyTooLarge {
        subject: Name<'a>,
        bits: u32,
        most: u32,
    },
    KeyUnsupported {
        subject: Name<'a>,
        kind: &'static str,
    },
    WeakSignature {
        subject: Name<'a>,
        algorithm: &'static str,
    },
    /// `oid`: the content octets of the algorithm's identifier.
    SignatureUnsupported {
        subject: Name<'a>,
        oid: &'a [u8],
    },
    PathBudget {
        signatures: u32,
    },
    PinMismatch {
        subject: Name<'a>,
    },
    CallbackRefused {
        subject: Name<'a>,
        answer: i32,
    },
    PeerCertMissing,
    /// `what` names the part that does not parse.
    Malformed {
        offset: usize,
        what: &'static str,
    },

    // Alerts.
    AlertReceived {
        alert: Alert,
    },
}

/// The values that texts refer to by their placeholders, and that reports carry.
#[derive(Clone, Copy, Default)]
pub(super) struct Values<'a> {
    pub(super) subject: Name<'a>,
    pub(super) issuer: Name<'a>,
    pub(super) wanted: Name<'a>,
    pub(super) offered: Offered<'a>,
    pub(super) what: &'a str,
    pub(super) oid: &'a [u8],
    pub(super) number: i64,
    pub(super) limit: i64,
    pub(super) not_before: Option<i64>,
    pub(super) not_after: Option<i64>,
    pub(super) now: Option<i64>,
    pub(super) alert_received: Option<Alert>,
}

impl<'a> Refusal<'a> {
    /// The row of the catalogue.
    #[must_use]
    pub fn code(&self) -> Code {
        self.parts().0
    }

    /// What to tell the script. `depth` is the certificate's place in the chain, 0 for the leaf, if one is meant.
    #[must_use]
    pub fn report(&self, depth: Option<u8>) -> Report {
        let (code, values) = self.parts();
        Report::new(code, &values, depth)
    }

    /// The row and the values: one arm for each variant.
    pub(super) fn parts(&self) -> (Code, Values<'a>) {
        let none = Values::default();
        let what = |what| Values {
            what,
            ..Values::default()
        };
        let subject = |subject| Values {
            subject,
            ..Values::default()
        };
        let issuer = |issuer| Values {
            issuer,
            ..Values::default()
        };
        match *self {
            Self::Internal { place } => (
                Code::Internal,
                Values {
                    number: i64::from(place),
                    ..none
                },
            ),
            Self::BadArgument { what: argument } => (Code::BadArgument, what(argument)),
            Self::BadValue { what, value } => (
                Code::BadValue,
                Values {
                    what,
                    number: value,
                    ..none
                },
            ),
            Self::HostnameRequired => (Code::HostnameRequired, none),
            Self::HostnameInvalid { wanted, reason } => (
                Code::HostnameInvalid,
                Values {
                    wanted,
                    what: reason,
                    ..none
                },
            ),
            Self::NoIdentity => (Code::NoIdentity, none),
            Self::NoAnchors => (Code::NoAnchors, none),
            Self::CipherUnknown { wanted } => (Code::CipherUnknown, Values { wanted, ..none }),
            Self::Unsupported { what: feature } => (Code::Unsupported, what(feature)),
            Self::VersionRange => (Code::VersionRange, none),
            Self::WrongState { what: action } => (Code::WrongState, what(action)),
            Self::AbiMismatch => (Code::AbiMismatch, none),

            Self::Expired {
                subject,
                not_after,
                now,
            } => (
                Code::CertExpired,
                Values {
                    subject,
                    not_after: Some(not_after),
                    now: Some(now),
                    ..none
                },
            ),
            Self::NotYetValid {
                subject,
                not_before,
                now,
            } => (
                Code::CertNotYetValid,
                Values {
                    subject,
                    not_before: Some(not_before),
                    now: Some(now),
                    ..none
                },
            ),
            Self::ClockNotSet => (Code::ClockNotSet, none),
            Self::NameMismatch { wanted, offered } => (
                Code::NameMismatch,
                Values {
                    wanted,
                    offered,
                    ..none
                },
            ),
            Self::NameOnlyCommon { wanted } => (Code::NameOnlyCommon, Values { wanted, ..none }),
            Self::UnknownIssuer { subject, issuer } => (
                Code::UnknownIssuer,
                Values {
                    subject,
                    issuer,
                    ..none
                },
            ),
            Self::SelfSigned { subject: name } => (Code::SelfSigned, subject(name)),
            Self::BadSignature { subject, issuer } => (
                Code::BadSignature,
                Values {
                    subject,
                    issuer,
                    ..none
                },
            ),
            Self::Revoked { subject, since } => (
                Code::CertRevoked,
                Values {
                    subject,
                    not_after: Some(since),
                    ..none
                },
            ),
            Self::CrlMissing { issuer: name } => (Code::CrlMissing, issuer(name)),
            Self::CrlExpired {
                issuer,
                next_update,
                now,
            } => (
                Code::CrlExpired,
                Values {
                    issuer,
                    not_after: Some(next_update),
                    now: Some(now),
                    ..none
                },
            ),
            Self::CrlNotYetValid {
                issuer,
                this_update,
                now,
            } => (
                Code::CrlNotYetValid,
                Values {
                    issuer,
                    not_before: Some(this_update),
                    now: Some(now),
                    ..none
                },
            ),
            Self::CrlBadSignature { issuer: name } => (Code::CrlBadSignature, issuer(name)),
            Self::CrlWrongIssuer { issuer: name } => (Code::CrlWrongIssuer, issuer(name)),
            Self::CrlUnsupported { issuer, what } => (
                Code::CrlUnsupported,
                Values {
                    issuer,
                    what,
                    ..none
                },
            ),
            Self::WrongPurpose { subject, purpose } => (
                Code::WrongPurpose,
                Values {
                    subject,
                    what: purpose,
                    ..none
                },
            ),
            Self::KeyUsage { subject, usage } => (
                Code::KeyUsage,
                Values {
                    subject,
                    what: usage,
                    ..none
                },
            ),
            Self::NotCa { subject: name } => (Code::NotCa, subject(name)),
            Self::PathLength { subject, allowed } => (
                Code::PathLength,
                Values {
                    subject,
                    number: i64::from(allowed),
                    ..none
                },
            ),
            Self::NameConstraint { issuer, name } => (
                Code::NameConstraint,
                Values {
                    issuer,
                    offered: Offered::from_iter([name]),
                    ..none
                },
            ),
            Self::CriticalExtension { subject, oid } => (
                Code::CriticalExtension,
                Values {
                    subject,
                    oid,
                    ..none
                },
            ),
            Self::Nonconforming { subject, rule } => (
                Code::CertNonconforming,
                Values {
                    subject,
                    what: rule,
                    ..none
                },
            ),
            Self::WeakKey {
                subject,
                bits,
                least,
            } => (
                Code::WeakKey,
                Values {
                    subject,
                    number: i64::from(bits),
                    limit: i64::from(least),
                    ..none
                },
            ),
            Self::KeyTooLarge {
                subject,
                bits,
                most,
            } => (
                Code::KeyTooLarge,
                Values {
                    subject,
                    number: i64::from(bits),
                    limit: i64::from(most),
                    ..none
                },
            ),
            Self::KeyUnsupported { subject, kind } => (
                Code::KeyUnsupported,
                Values {
                    subject,
                    what: kind,
                    ..none
                },
            ),
            Self::WeakSignature { subject, algorithm } => (
                Code::WeakSignature,
                Values {
                    subject,
                    what: algorithm,
                    ..none
                },
            ),
            Self::SignatureUnsupported { subject, oid } => (
                Code::SignatureUnsupported,
                Values {
                    subject,
                    oid,
                    ..none
                },
            ),
            Self::PathBudget { signatures } => (
                Code::PathBudget,
                Values {
                    number: i64::from(signatures),
                    ..none
                },
            ),
            Self::PinMismatch { subject: name } => (Code::PinMismatch, subject(name)),
            Self::CallbackRefused { subject, answer } => (
                Code::CallbackRefused,
                Values {
                    subject,
                    number: i64::from(answer),
                    ..none
                },
            ),
            Self::PeerCertMissing => (Code::PeerCertMissing, none),
            Self::Malformed { offset, what } => (
                Code::CertMalformed,
                Values {
                    what,
                    number: i64::try_from(offset).unwrap_or(i64::MAX),
                    ..none
                },
            ),
            Self::AlertReceived { alert } => (
                Code::from_alert(alert),
                Values {
                    alert_received: Some(alert),
                    number: i64::from(alert.0),
                    ..none
                },
            ),
        }
    }
}
