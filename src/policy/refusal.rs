//! A refusal: a row of the catalogue with the values in conflict, borrowed from where they were found.

use super::alert::Alert;
use super::der::{Blob, Content};
use super::error::Code;
use super::report::Report;
use super::text::{Name, Offered};

/// The values that texts refer to by their placeholders, and that reports carry: references into a [`Refusal`].
#[derive(Clone, Copy)]
pub(super) struct Values<'r> {
    pub(super) subject: &'r Name<'r>,
    pub(super) issuer: &'r Name<'r>,
    pub(super) wanted: &'r Name<'r>,
    pub(super) offered: &'r Offered<'r>,
    pub(super) what: &'r &'r str,
    pub(super) object: &'r &'r [u8],
    pub(super) number: i64,
    pub(super) limit: i64,
    pub(super) not_before: Option<&'r i64>,
    pub(super) not_after: Option<&'r i64>,
    pub(super) now: Option<&'r i64>,
    pub(super) alert_received: Option<Alert>,
}

impl Values<'_> {
    /// No values.
    const NONE: Self = Self {
        subject: &Name::Absent,
        issuer: &Name::Absent,
        wanted: &Name::Absent,
        offered: &Offered::new(),
        what: &"",
        object: &(&[] as &[u8]),
        number: 0,
        limit: 0,
        not_before: None,
        not_after: None,
        now: None,
        alert_received: None,
    };
}

/// Sets a value to the field of the same name, or to something made from fields.
macro_rules! set {
    ($values:ident.$value:ident) => {
        $values.$value = $value
    };
    ($values:ident.$value:ident = $from:expr) => {
        $values.$value = $from
    };
}

/// Each line: the variant, named as its row in the catalogue, its fields, and which [`Values`] they are.
macro_rules! refusals {
    ($(
        $(#[$attribute:meta])*
        $variant:ident $({ $($field:ident: $type:ty),+ })? => { $($value:ident $(: $from:expr)?),* };
    )+) => {
        /// Why something is refused.
        ///
        /// Small and `Copy`; it borrows from the certificates and arguments that it speaks of. Each variant means what its row of
        /// the catalogue, the [`Code`] of the same name, means. Times are seconds since 1970, `subject` and `issuer` are the
        /// names of a certificate as a person knows them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the rows of the catalogue say what each variant means")]
        pub enum Refusal<'a> {
            $( $(#[$attribute])* $variant $({ $($field: $type),+ })?, )+
            /// A file holds something else than expected; the code tells what.
            WrongContent { expected: Content, found: Blob },
            /// The peer sent `alert`, in a connection to the name `wanted` and with the `own` certificate, if there are such.
            AlertReceived { alert: Alert, wanted: Name<'a>, own: Option<OwnCertificate<'a>>, now: Option<i64> },
        }

        impl<'a> Refusal<'a> {
            /// The row; the values are set where they are not as in [`Values::NONE`].
            // Not inlined: each arm then stores what it has, instead of moving all that it has not.
            #[inline(never)]
            pub(super) fn parts<'r>(&'r self, values: &mut Values<'r>) -> Code {
                match self {
                    $( Self::$variant $({ $($field),+ })? => {
                        $( set!(values.$value $(= $from)?); )*
                        Code::$variant
                    } )+
                    Self::WrongContent { expected, found } => {
                        let (code, what) = found.refused_as(*expected);
                        values.what = what;
                        code
                    }
                    Self::AlertReceived { alert, wanted, own, now } => {
                        values.wanted = wanted;
                        values.now = now.as_ref();
                        values.number = i64::from(alert.0);
                        values.alert_received = Some(*alert);
                        if let Some(own) = own {
                            values.subject = &own.subject;
                            values.issuer = &own.issuer;
                            values.not_before = Some(&own.not_before);
                            values.not_after = Some(&own.not_after);
                        }
                        Code::from_alert(*alert)
                    }
                }
            }
        }

        /// One refusal of each line.
        #[cfg(test)]
        fn rows(hostile: bool) -> std::vec::Vec<Refusal<'static>> {
            std::vec![$( Refusal::$variant $({
                $($field: if hostile { samples::Sample::HOSTILE } else { samples::Sample::PLAIN }),+
            })? ),+]
        }
    };
}

refusals! {
    // Usage and configuration.
    /// `place` tells the places of such defects apart.
    Internal { place: u16 } => { number: i64::from(*place) };
    BadArgument { what: &'static str } => { what };
    BadValue { what: &'static str, value: i64 } => { what, number: *value };
    HostnameRequired => {};
    /// `reason` completes "server_hostname '…' …".
    HostnameInvalid { wanted: Name<'a>, reason: &'static str } => { wanted, what: reason };
    NoIdentity => {};
    NoAnchors => {};
    CipherUnknown { wanted: Name<'a> } => { wanted };
    NoCiphers => {};
    /// `what` completes "this firmware has no …".
    Unsupported { what: &'static str } => { what };
    VersionRange => {};
    /// `what` completes "… is not possible now".
    WrongState { what: &'static str } => { what };
    AbiMismatch => {};
    /// `what` completes "at most 8 … fit".
    LimitReached { most: usize, what: &'static str } => { what, limit: count(most) };

    // Loading.
    CurveUnsupported { curve: &'a [u8] } => { object: curve };
    CurveExplicit => {};
    CurveMissing => {};
    RsaTooShort { bits: u32 } => { number: i64::from(*bits) };
    RsaTooLong { bits: u32 } => { number: i64::from(*bits) };
    EdwardsKey { kind: &'static str } => { what: kind };
    /// `oid`: the content octets of the algorithm's identifier.
    KeyKindUnsupported { oid: &'a [u8] } => { object: oid };
    /// Of `needed` bytes only `present` are there.
    Truncated { content: Content, present: usize, needed: usize } => {
        what: content.name(), number: count(present), limit: count(needed)
    };
    /// `extra` bytes follow from `offset` on.
    TrailingJunk { content: Content, offset: usize, extra: usize } => {
        what: content.name(), number: count(offset), limit: count(extra)
    };
    Malformed { content: Content, offset: usize } => { what: content.name(), number: count(offset) };
    KeyMismatch => {};
    KeyUnreadable => {};
    KeyWrapped => {};
    IdentityIncomplete { missing: Content } => { what: missing.name() };
    TooManyCerts { most: usize } => { limit: count(most) };

    // Verdicts on certificates.
    CertExpired { subject: Name<'a>, not_after: i64, now: i64 } => { subject, not_after: Some(not_after), now: Some(now) };
    CertNotYetValid { subject: Name<'a>, not_before: i64, now: i64 } => { subject, not_before: Some(not_before), now: Some(now) };
    NameMismatch { wanted: Name<'a>, offered: Offered<'a> } => { wanted, offered };
    /// `kind` of alternative name that is missing, as openssl spells it: `DNS`, `IP`.
    NameOnlyCommon { wanted: Name<'a>, kind: &'static str } => { wanted, what: kind };
    UnknownIssuer { subject: Name<'a>, issuer: Name<'a> } => { subject, issuer };
    SelfSigned { subject: Name<'a> } => { subject };
    BadSignature { subject: Name<'a>, issuer: Name<'a> } => { subject, issuer };
    CertRevoked { subject: Name<'a>, since: i64 } => { subject, not_after: Some(since) };
    CrlMissing { issuer: Name<'a> } => { issuer };
    CrlExpired { issuer: Name<'a>, next_update: i64, now: i64 } => { issuer, not_after: Some(next_update), now: Some(now) };
    CrlNotYetValid { issuer: Name<'a>, this_update: i64, now: i64 } => { issuer, not_before: Some(this_update), now: Some(now) };
    CrlBadSignature { issuer: Name<'a> } => { issuer };
    CrlWrongIssuer { issuer: Name<'a> } => { issuer };
    /// `what` completes "of an unsupported kind (…)".
    CrlUnsupported { issuer: Name<'a>, what: &'static str } => { issuer, what };
    /// `purpose` as openssl spells it: `serverAuth`, `clientAuth`.
    WrongPurpose { subject: Name<'a>, purpose: &'static str } => { subject, what: purpose };
    /// `usage` as openssl spells it: `digitalSignature`, `keyCertSign`, `cRLSign`.
    KeyUsage { subject: Name<'a>, usage: &'static str } => { subject, what: usage };
    NotCa { subject: Name<'a> } => { subject };
    PathLength { subject: Name<'a>, allowed: u32 } => { subject, number: i64::from(*allowed) };
    /// `name`, found in a certificate below, is one that `issuer` may not certify.
    NameConstraint { issuer: Name<'a>, name: Name<'a> } => { issuer, wanted: name };
    /// `oid`: the content octets of the extension's identifier.
    CriticalExtension { subject: Name<'a>, oid: &'a [u8] } => { subject, object: oid };
    /// `rule` completes "breaks a rule: …".
    CertNonconforming { subject: Name<'a>, rule: &'static str } => { subject, what: rule };
    WeakKey { subject: Name<'a>, bits: u32, least: u32 } => { subject, number: i64::from(*bits), limit: i64::from(*least) };
    KeyTooLarge { subject: Name<'a>, bits: u32, most: u32 } => { subject, number: i64::from(*bits), limit: i64::from(*most) };
    /// `kind` of key, `Ed25519`.
    KeyUnsupported { subject: Name<'a>, kind: &'static str } => { subject, what: kind };
    WeakSignature { subject: Name<'a>, algorithm: &'static str } => { subject, what: algorithm };
    /// `oid`: the content octets of the algorithm's identifier.
    SignatureUnsupported { subject: Name<'a>, oid: &'a [u8] } => { subject, object: oid };
    PathBudget { signatures: u32 } => { number: i64::from(*signatures) };
    PinMismatch { subject: Name<'a> } => { subject };
    CallbackRefused { subject: Name<'a>, answer: i32 } => { subject, number: i64::from(*answer) };
    PeerCertMissing => {};
    /// `what` names the part that does not parse, at `offset` in the certificate.
    CertMalformed { offset: usize, what: &'static str } => { what, number: count(offset) };
    /// `what` names the part that does not parse, at `offset` in the list.
    CrlMalformed { offset: usize, what: &'static str } => { what, number: count(offset) };

    // What the protocol found.
    /// `what` completes "the peer does not speak TLS …": see [`super::greeting`].
    NotTls { what: &'static str } => { what };
    NoCommonVersion => {};
    NoCommonCipher => {};
    NoCommonGroup => {};
    NoCommonAlpn => {};
    HandshakeClosed => {};
    HandshakeTimeout { milliseconds: u32 } => { number: i64::from(milliseconds.div_ceil(1000)) };
    HandshakeMalformed => {};
    HandshakeSignature { subject: Name<'a> } => { subject };
    FinishedWrong => {};
    IllegalParameter => {};
    UnexpectedMessage => {};
    MessageTooLarge => {};
    RecordMalformed => {};
    RecordTooLong => {};
    BadRecordMac => {};
    ConnectionCut => {};
    RenegotiationRefused => {};
    Downgraded => {};
    Flooded => {};
    TooManyHandshakes { most: usize } => { limit: count(most) };

    // Clock, randomness, platform.
    ClockNotSet => {};
    ClockWentBack { now: i64, latest: i64 } => { not_after: Some(latest), now: Some(now) };
    RandomFailed => {};
    RandomStuck => {};
    HardwareFault { unit: &'static str } => { what: unit };

    // Operations.
    ReadOnly { path: Name<'a> } => { wanted: path };
    FileExists { path: Name<'a> } => { wanted: path };
    NoHardwareKey => {};
    IdentityAbsent { directory: Name<'a> } => { wanted: directory };
    WriteLost { path: Name<'a> } => { wanted: path };
    RenewalRefused { status: i64, reason: Name<'a> } => { number: *status, wanted: reason };
    RenewalLater { seconds: i64 } => { number: *seconds };
    /// `what` completes "the EST server's answer …".
    RenewalAnswer { what: &'static str } => { what };
    NoAddress { wanted: Name<'a> } => { wanted };
    ConnectFailed { wanted: Name<'a>, port: i64 } => { wanted, number: *port };
    NoDate { wanted: Name<'a> } => { wanted };
}

/// What this camera presented to the peer: what an alert from there is explained with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnCertificate<'a> {
    /// Its subject.
    pub subject: Name<'a>,
    /// Its issuer.
    pub issuer: Name<'a>,
    /// Its first second, since 1970.
    pub not_before: i64,
    /// Its last second, since 1970.
    pub not_after: i64,
}

impl Refusal<'_> {
    /// The row of the catalogue.
    #[must_use]
    pub fn code(&self) -> Code {
        let mut values = Values::NONE;
        self.parts(&mut values)
    }

    /// What to tell the script. `depth` is the certificate's place in the chain, 0 for the leaf, if one is meant.
    #[must_use]
    pub fn report(&self, depth: Option<u8>) -> Report {
        let mut values = Values::NONE;
        let code = self.parts(&mut values);
        Report::new(code, &values, depth)
    }
}

fn count(number: &usize) -> i64 {
    i64::try_from(*number).unwrap_or(i64::MAX)
}

#[cfg(test)]
pub(super) mod samples {
    //! Every refusal, with values as they are in life and with values as an enemy would choose them.

    use super::*;
    use std::vec::Vec;

    /// A value of each type that refusals carry.
    pub(super) trait Sample {
        /// Everyday.
        const PLAIN: Self;
        /// As long and as odd as can be.
        const HOSTILE: Self;
    }

    macro_rules! samples {
        ($($type:ty: $plain:expr, $hostile:expr;)+) => {
            $( impl Sample for $type {
                const PLAIN: Self = $plain;
                const HOSTILE: Self = $hostile;
            } )+
        };
    }

    samples! {
        u16: 7, u16::MAX;
        u32: 7, u32::MAX;
        i32: 7, i32::MIN;
        i64: 1_790_856_000, i64::MIN;
        usize: 7, usize::MAX;
        &'static str: "something", "something that is said in many words, as none of ours should be";
        &'static [u8]: &[0x2b, 0x65, 0x70], &[0xff; 300];
        Name<'static>: Name::Text(b"camera.local"), Name::Text(&[0x1b; 300]);
        Content: Content::Certificate, Content::Crl;
        Blob: Blob::Text, Blob::Container;
    }

    impl Sample for Offered<'static> {
        const PLAIN: Self = Offered::new();
        const HOSTILE: Self =
            Offered::new().with(Name::HOSTILE).with(Name::HOSTILE).with(Name::HOSTILE).with(Name::HOSTILE);
    }

    /// All refusals but those of alerts and file contents, which have values of their own.
    pub(in super::super) fn all(hostile: bool) -> Vec<Refusal<'static>> {
        let mut all = rows(hostile);
        for expected in [Content::Certificate, Content::Key, Content::Crl] {
            for found in BLOBS {
                all.push(Refusal::WrongContent { expected, found });
            }
        }
        let name = if hostile { Name::HOSTILE } else { Name::PLAIN };
        let validity =
            [(0, 10, None), (0, 10, Some(5)), (0, 10, Some(20)), (10, 20, Some(5)), (i64::MIN, i64::MAX, Some(0))];
        for number in 0..=255 {
            let alert = Alert(number);
            all.push(Refusal::AlertReceived { alert, wanted: name, own: None, now: None });
            for (not_before, not_after, now) in validity {
                let own = Some(OwnCertificate { subject: name, issuer: name, not_before, not_after });
                all.push(Refusal::AlertReceived { alert, wanted: name, own, now });
            }
        }
        all
    }

    const BLOBS: [Blob; 18] = [
        Blob::Empty,
        Blob::Certificate,
        Blob::Crl,
        Blob::Request,
        Blob::PublicKey,
        Blob::Pkcs8,
        Blob::EncryptedPkcs8,
        Blob::Sec1,
        Blob::Pkcs1,
        Blob::Wrapped,
        Blob::CurveParameters,
        Blob::Container,
        Blob::Pem(None),
        Blob::Pem(Some(Content::Key)),
        Blob::EncryptedPem,
        Blob::Text,
        Blob::Der,
        Blob::Unknown,
    ];
}
