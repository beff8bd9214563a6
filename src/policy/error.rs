//! The catalogue: each way to fail, once.
//!
//! A row is a doc comment (the meaning: documentation only, costs no flash), the variant, its number, its name for Python and C,
//! how useful it is as the cause of a failed path search, the alert that is sent, the cause as a person reads it and the
//! remedy. From this table come the constants of the modules, the enum of the header, the texts, and docs/errors.md.
//!
//! Numbers are `-number` in Python and C. They are never renumbered and never reused: new rows take the next free number of
//! their range. To add a failure: a row here, a variant of [`Refusal`] with the values in conflict, an arm in
//! `Refusal::parts`; the tests tell what is missing.
//!
//! Placeholders of the texts (`super::report` fills them in): `{subject}` `{issuer}` `{wanted}` `{offered}` are quoted names,
//! `{date}` the date in conflict, `{now}` the camera's clock, `{apart}` the distance between the two, `{number}` and `{limit}`
//! numbers, `{what}` a word or two, `{alert}` the name of an alert received.

pub use super::alert::Alert;
pub use super::refusal::Refusal;
pub use super::report::Report;

/// How useful a cause is to a person when a path search fails in more than one way: the greatest of the deepest candidate wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// Not a verdict on a candidate path.
    None,
    /// No issuer was found.
    UnknownIssuer,
    /// A signature is wrong or cannot be checked.
    Signature,
    /// A certificate may not be used like this.
    Usage,
    /// A certificate was revoked, or that is unknown.
    Revoked,
    /// A certificate is not valid at this time.
    Dates,
    /// The name does not match.
    Name,
}

/// One row of the table.
pub(super) struct Row {
    pub(super) number: u16,
    pub(super) rank: Rank,
    pub(super) alert: Option<Alert>,
    /// Ends in a NUL for the C ABI.
    pub(super) name: &'static str,
    #[cfg(feature = "error-text")]
    pub(super) cause: &'static str,
    #[cfg(feature = "error-text")]
    pub(super) remedy: &'static str,
    #[cfg(any(test, feature = "host"))]
    pub(super) meaning: &'static str,
}

macro_rules! sends {
    (nothing) => {
        None
    };
    ($alert:ident) => {
        Some(Alert::$alert)
    };
}

macro_rules! catalogue {
    ($(
        $(#[doc = $meaning:literal])+
        $variant:ident = $number:literal $name:literal $rank:ident sends $alert:ident,
        $cause:literal => $remedy:literal;
    )+) => {
        /// A way to fail: the stable identity of an `OSError` of ours.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Code {
            $( $(#[doc = $meaning])+ $variant, )+
        }

        impl Code {
            /// All codes, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        pub(super) static ROWS: &[Row] = &[$(Row {
            number: $number,
            rank: Rank::$rank,
            alert: sends!($alert),
            name: concat!($name, "\0"),
            #[cfg(feature = "error-text")]
            cause: $cause,
            #[cfg(feature = "error-text")]
            remedy: $remedy,
            #[cfg(any(test, feature = "host"))]
            meaning: concat!($($meaning),+),
        }),+];
    };
}

catalogue! {
    // ---- 0x8001: usage and configuration ----

    /// The library contradicted itself. This is a defect of camtls, not of the script or the peer.
    Internal = 0x8001 "ERR_INTERNAL" None sends INTERNAL_ERROR,
        "camtls contradicted itself (place {number})" => "please report it with what led here";
    /// An argument has a value that makes no sense.
    BadArgument = 0x8002 "ERR_BAD_ARGUMENT" None sends nothing,
        "unusable value for {what}" => "see the ssl page of the documentation";
    /// An option was set to a number that is none of its constants.
    BadValue = 0x8003 "ERR_BAD_VALUE" None sends nothing,
        "{what} cannot be {number}" => "use one of the constants of ssl";
    /// The server's certificate is to be verified, but the script did not say which name it must carry.
    HostnameRequired = 0x8004 "ERR_HOSTNAME_REQUIRED" None sends nothing,
        "no name to compare the server's certificate with" => "pass server_hostname=, or set check_hostname = False";
    /// `server_hostname` is neither a DNS name nor an IP address.
    HostnameInvalid = 0x8005 "ERR_HOSTNAME_INVALID" None sends nothing,
        "server_hostname {wanted} {what}" => "pass a DNS name or an IP address, without scheme, port or path";
    /// A server needs a certificate and a private key before it can accept connections.
    NoIdentity = 0x8006 "ERR_NO_IDENTITY" None sends HANDSHAKE_FAILURE,
        "a server needs a certificate and key of its own" => "load_cert_chain(cert, key), or pass cert= and key=";
    /// The peer is to be verified, but no CA certificate was loaded to verify it against.
    NoAnchors = 0x8007 "ERR_NO_ANCHORS" None sends nothing,
        "CERT_REQUIRED, but no CA certificate is loaded" => "pass cadata=, or call load_verify_locations()";
    /// A cipher suite name in `set_ciphers` is unknown or not offered by this firmware.
    CipherUnknown = 0x8008 "ERR_CIPHER_UNKNOWN" None sends nothing,
        "no cipher suite is called {wanted}" => "choose from get_ciphers()";
    /// The feature was left out when this firmware was built, or the platform has none.
    Unsupported = 0x8009 "ERR_UNSUPPORTED" None sends nothing,
        "this firmware has no {what}" => "build camtls with that feature, or do without";
    /// The lowest version allowed is above the highest, or the two leave none that this firmware has.
    VersionRange = 0x800a "ERR_VERSION_RANGE" None sends nothing,
        "minimum_version and maximum_version leave no TLS version" => "set minimum_version first, at most TLSv1_3";
    /// The call does not fit what the connection or context is doing: it came too early, too late or for the wrong role.
    WrongState = 0x800b "ERR_WRONG_STATE" None sends nothing,
        "{what} is not possible now" => "see the ssl page of the documentation";
    /// The firmware was compiled against another version of camtls.h.
    AbiMismatch = 0x800c "ERR_ABI_MISMATCH" None sends nothing,
        "the firmware was built for another camtls" => "rebuild it with the header of this library";

    // ---- 0x8200: verdicts on the peer's certificates ----

    /// A certificate's last day has passed by the camera's clock.
    CertExpired = 0x8201 "ERR_CERT_EXPIRED" Dates sends CERTIFICATE_EXPIRED,
        "certificate {subject} expired on {date} UTC, {apart} before the camera's clock ({now})"
        => "renew it, or check the clock";
    /// A certificate's first day is still to come by the camera's clock.
    CertNotYetValid = 0x8202 "ERR_CERT_NOT_YET_VALID" Dates sends CERTIFICATE_EXPIRED,
        "certificate {subject} is not valid for another {apart}: from {date} UTC, the camera's clock says {now}"
        => "is the clock right?";
    /// The certificate was made for other names than the one the script connects to.
    NameMismatch = 0x8203 "ERR_NAME_MISMATCH" Name sends BAD_CERTIFICATE,
        "the certificate is for {offered}, not for {wanted}" => "connect by a name it carries, or reissue it";
    /// The certificate has no subject alternative names; its common name would match, but is not looked at by default.
    NameOnlyCommon = 0x8204 "ERR_NAME_ONLY_COMMON" Name sends BAD_CERTIFICATE,
        "the certificate names {wanted} only as common name"
        => "reissue it with -addext subjectAltName=DNS:{wanted}, or ctx.hostname_checks_common_name = True";
    /// No loaded CA certificate and no certificate of the chain is the issuer of this certificate.
    UnknownIssuer = 0x8205 "ERR_UNKNOWN_ISSUER" UnknownIssuer sends UNKNOWN_CA,
        "certificate {subject} is issued by {issuer}, which is not among the CA certificates loaded"
        => "load that CA, or have the server send the missing link";
    /// The certificate is signed by itself, and is not among the certificates trusted.
    SelfSigned = 0x8206 "ERR_SELF_SIGNED" UnknownIssuer sends UNKNOWN_CA,
        "certificate {subject} is self-signed and not trusted" => "load this very certificate with cadata= if it is yours";
    /// A signature does not verify with the issuer's key: the certificate was altered, or another key has the same name.
    BadSignature = 0x8207 "ERR_BAD_SIGNATURE" Signature sends BAD_CERTIFICATE,
        "the signature of {issuer} on certificate {subject} is wrong"
        => "it was altered, or the CA certificate loaded is an older one of that name";
    /// The certificate is on its issuer's revocation list.
    CertRevoked = 0x8208 "ERR_CERT_REVOKED" Revoked sends CERTIFICATE_REVOKED,
        "certificate {subject} was revoked on {date} UTC" => "do not trust this peer until it has a new one";
    /// Revocation is to be checked, but no list of this issuer is loaded.
    CrlMissing = 0x8209 "ERR_CRL_MISSING" Revoked sends CERTIFICATE_UNKNOWN,
        "no revocation list of {issuer} is loaded" => "load_verify_locations(crl=), or clear verify_flags";
    /// The revocation list should have been replaced by a newer one.
    CrlExpired = 0x820a "ERR_CRL_EXPIRED" Revoked sends CERTIFICATE_UNKNOWN,
        "the revocation list of {issuer} ran out on {date} UTC, {apart} before the camera's clock ({now})"
        => "load a newer one, or check the clock";
    /// The revocation list is dated in the future.
    CrlNotYetValid = 0x820b "ERR_CRL_NOT_YET_VALID" Revoked sends CERTIFICATE_UNKNOWN,
        "the revocation list of {issuer} is from {date} UTC, {apart} ahead of the camera's clock ({now})"
        => "is the clock right?";
    /// The signature on the revocation list does not verify with its issuer's key.
    CrlBadSignature = 0x820c "ERR_CRL_BAD_SIGNATURE" Revoked sends CERTIFICATE_UNKNOWN,
        "the revocation list is not signed by {issuer}" => "fetch it again from the CA";
    /// The revocation list was issued by someone who may not issue it for this certificate.
    CrlWrongIssuer = 0x820d "ERR_CRL_WRONG_ISSUER" Revoked sends CERTIFICATE_UNKNOWN,
        "{issuer} may not issue this revocation list" => "load the list of the certificate's own CA";
    /// The revocation list is of a kind that is not understood: a delta, an indirect one, an unknown critical extension.
    CrlUnsupported = 0x820e "ERR_CRL_UNSUPPORTED" Revoked sends CERTIFICATE_UNKNOWN,
        "the revocation list of {issuer} is of an unsupported kind ({what})" => "load a complete, direct list";
    /// The certificate's extended key usage does not allow this role.
    WrongPurpose = 0x820f "ERR_WRONG_PURPOSE" Usage sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} is not made for {what}" => "reissue it with extendedKeyUsage={what}";
    /// The certificate's key usage does not allow what its key was used for.
    KeyUsage = 0x8210 "ERR_KEY_USAGE" Usage sends UNSUPPORTED_CERTIFICATE,
        "the key of certificate {subject} may not be used for {what}" => "reissue it with keyUsage={what}";
    /// A certificate in the chain signed another one without being a CA.
    NotCa = 0x8211 "ERR_NOT_A_CA" Usage sends UNKNOWN_CA,
        "certificate {subject} signed another one, but is no CA" => "reissue it with basicConstraints=critical,CA:TRUE";
    /// There are more CA certificates below this one than it allows.
    PathLength = 0x8212 "ERR_PATH_LENGTH" Usage sends UNKNOWN_CA,
        "CA {subject} allows {number} CAs below it, the chain has more" => "reissue it with a larger pathlen";
    /// A CA may only issue for certain names, and this certificate has another.
    NameConstraint = 0x8213 "ERR_NAME_CONSTRAINT" Usage sends BAD_CERTIFICATE,
        "CA {issuer} may not issue for the name {offered}" => "use a CA that is not constrained to other names";
    /// A certificate says that whoever does not understand one of its extensions must refuse it.
    CriticalExtension = 0x8214 "ERR_CRITICAL_EXTENSION" Usage sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} has an unknown critical extension ({what})" => "reissue it without";
    /// The certificate breaks a rule of RFC 5280 or, with VERIFY_X509_STRICT, of the web PKI.
    CertNonconforming = 0x8215 "ERR_CERT_NONCONFORMING" Usage sends BAD_CERTIFICATE,
        "certificate {subject} breaks a rule: {what}" => "have it reissued by a conforming CA";
    /// The certificate's key is too short to be safe.
    WeakKey = 0x8216 "ERR_WEAK_KEY" Usage sends INSUFFICIENT_SECURITY,
        "the key of certificate {subject} has {number} bits" => "use P-256, or RSA with at least {limit}";
    /// The certificate's key is so large that verifying with it would block the camera.
    KeyTooLarge = 0x8217 "ERR_KEY_TOO_LARGE" Usage sends UNSUPPORTED_CERTIFICATE,
        "the key of certificate {subject} has {number} bits, at most {limit} are accepted" => "use P-256 or RSA-2048";
    /// The certificate's key is of a kind that this library does not have.
    KeyUnsupported = 0x8218 "ERR_KEY_UNSUPPORTED" Usage sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} has a key of kind {what}" => "use P-256, P-384 or RSA";
    /// The certificate is signed with SHA-1, MD5 or another broken algorithm.
    WeakSignature = 0x8219 "ERR_WEAK_SIGNATURE" Signature sends BAD_CERTIFICATE,
        "certificate {subject} is signed with {what}" => "have it reissued with SHA-256";
    /// The certificate is signed with an algorithm that this library does not have.
    SignatureUnsupported = 0x821a "ERR_SIGNATURE_UNSUPPORTED" Signature sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} is signed with an unsupported algorithm ({what})" => "use ECDSA or RSA with SHA-256";
    /// The search for a path from the certificate to a trusted CA took more work than it may.
    PathBudget = 0x821b "ERR_PATH_BUDGET" None sends CERTIFICATE_UNKNOWN,
        "no path to a trusted CA within {number} signature checks" => "have the server send fewer certificates";
    /// The peer's key is none of those pinned.
    PinMismatch = 0x821c "ERR_PIN_MISMATCH" Name sends BAD_CERTIFICATE,
        "the key of certificate {subject} is none of those pinned" => "pin its new key if the change was intended";
    /// The script's `verify_callback` refused the certificate.
    CallbackRefused = 0x821d "ERR_CALLBACK_REFUSED" None sends CERTIFICATE_UNKNOWN,
        "verify_callback answered {number} to certificate {subject}" => "return 0 to accept";
    /// The peer has no certificate, and one is required.
    PeerCertMissing = 0x821e "ERR_PEER_CERT_MISSING" None sends CERTIFICATE_REQUIRED,
        "the peer sent no certificate" => "give the client one, or use CERT_OPTIONAL";
    /// A certificate in the peer's chain is not well-formed.
    CertMalformed = 0x821f "ERR_CERT_MALFORMED" None sends BAD_CERTIFICATE,
        "the peer's certificate is malformed at byte {number} ({what})" => "reissue it; openssl x509 -text may show more";

    // ---- 0x8500: clock, randomness, platform ----

    /// The camera's clock shows a time before the firmware was built, so no date can be checked.
    ClockNotSet = 0x8501 "ERR_CLOCK_NOT_SET" Dates sends INTERNAL_ERROR,
        "the camera's clock is not set, so no certificate date can be checked" => "import ntptime; ntptime.settime()";

    // ---- 0x8400: alerts received from the peer, 0x8400 plus the alert's number ----

    /// The peer sent an alert with a number that no standard names.
    AlertUnassigned = 0x84ff "ERR_ALERT_UNASSIGNED" None sends nothing,
        "number {number}, which no standard knows" => "see the peer's log";
}
