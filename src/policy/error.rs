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
//! numbers, `{what}` a word or two or an object identifier, `{host}` the wanted name without quotes, `{own}` this camera's own
//! certificate and `{validity}` what its dates say.

pub use super::alert::Alert;
pub use super::refusal::Refusal;
pub use super::report::Report;
pub use super::row::Rank;
use super::row::catalogue;

catalogue! {
    // ---- 0x8001: usage and configuration ----

    /// The library contradicted itself: a defect of camtls, not of the script or the peer.
    Internal = 0x8001 "ERR_INTERNAL" None sends INTERNAL_ERROR,
        "camtls contradicts itself (place {number})" => "please report it";
    /// An argument has a value that makes no sense.
    BadArgument = 0x8002 "ERR_BAD_ARGUMENT" None sends nothing,
        "unusable argument: {what}" => "see ssl in the documentation";
    /// An option was set to a number that is none of its constants.
    BadValue = 0x8003 "ERR_BAD_VALUE" None sends nothing,
        "{what} cannot be {number}" => "see ssl in the documentation";
    /// The server is to be verified, but the script did not say which name its certificate must carry.
    HostnameRequired = 0x8004 "ERR_HOSTNAME_REQUIRED" None sends nothing,
        "no name to compare the server's certificate with" => "pass server_hostname=, or set check_hostname = False";
    /// `server_hostname` is neither a DNS name nor an IP address.
    HostnameInvalid = 0x8005 "ERR_HOSTNAME_INVALID" None sends nothing,
        "server_hostname {wanted} {what}" => "pass a DNS name or IP address alone";
    /// A server needs a certificate and a private key before it can accept connections.
    NoIdentity = 0x8006 "ERR_NO_IDENTITY" None sends HANDSHAKE_FAILURE,
        "a server needs a certificate and key" => "load_cert_chain(cert, key), or pass cert= and key=";
    /// The peer is to be verified, but no CA certificate was loaded to verify it with.
    NoAnchors = 0x8007 "ERR_NO_ANCHORS" None sends nothing,
        "CERT_REQUIRED, but no CA certificate is loaded" => "pass cadata=, or load_verify_locations()";
    /// A name in `set_ciphers` is no cipher suite of this firmware.
    CipherUnknown = 0x8008 "ERR_CIPHER_UNKNOWN" None sends nothing,
        "no cipher suite is called {wanted}" => "choose from get_ciphers()";
    /// `set_ciphers` leaves no suite for the TLS versions allowed.
    NoCiphers = 0x8009 "ERR_NO_CIPHERS" None sends nothing,
        "no cipher suite is left" => "choose from get_ciphers()";
    /// The feature was left out when this firmware was built, or the platform has none.
    Unsupported = 0x800a "ERR_UNSUPPORTED" None sends nothing,
        "this firmware has no {what}" => "see Features in camtls's README";
    /// The lowest version allowed is above the highest, or this firmware has none between them.
    VersionRange = 0x800b "ERR_VERSION_RANGE" None sends nothing,
        "minimum_version and maximum_version leave none" => "allow 0x0303 (TLS 1.2) or 0x0304 (TLS 1.3)";
    /// The call does not fit what the connection or context is doing: too early, too late, or in the wrong role.
    WrongState = 0x800c "ERR_WRONG_STATE" None sends nothing,
        "{what} is not possible now" => "see ssl in the documentation";
    /// The firmware was compiled with the header of another camtls.
    AbiMismatch = 0x800d "ERR_ABI_MISMATCH" None sends nothing,
        "the firmware was built for another camtls" => "rebuild it";
    /// More was loaded or set than one context holds.
    LimitReached = 0x800e "ERR_LIMIT_REACHED" None sends nothing,
        "at most {limit} {what} fit" => "load only what is needed";

    // ---- 0x8100: loading certificates, keys and revocation lists ----

    /// The file is PEM, the text form of certificates and keys. Cameras read DER, the binary form.
    PemNotDer = 0x8101 "ERR_PEM_NOT_DER" None sends nothing,
        "this is PEM text, not DER" => "openssl {what} -in FILE -outform DER -out FILE.der";
    /// The private key is protected by a password, which a camera cannot ask for.
    KeyEncrypted = 0x8102 "ERR_KEY_ENCRYPTED" None sends nothing,
        "this private key is encrypted" => "openssl pkey -in FILE -outform DER -out FILE.der";
    /// The file is a certificate request: what is sent to a CA to get a certificate.
    IsRequest = 0x8103 "ERR_IS_REQUEST" None sends nothing,
        "this is a certificate request, no {what}" => "load what the CA answers to it";
    /// The file is a public key alone.
    IsPublicKey = 0x8104 "ERR_IS_PUBLIC_KEY" None sends nothing,
        "this is a public key, no {what}" => "load the {what} it was made from";
    /// A certificate stands where something else belongs.
    IsCertificate = 0x8105 "ERR_IS_CERTIFICATE" None sends nothing,
        "this is a certificate, no {what}" => "are the arguments swapped?";
    /// A private key stands where something else belongs.
    IsPrivateKey = 0x8106 "ERR_IS_PRIVATE_KEY" None sends nothing,
        "this is a private key, no {what}" => "are the arguments swapped?";
    /// A revocation list stands where something else belongs.
    IsCrl = 0x8107 "ERR_IS_CRL" None sends nothing,
        "this is a revocation list, no {what}" => "load it with crl=";
    /// The file is a PKCS#7 or PKCS#12 container.
    IsContainer = 0x8108 "ERR_IS_CONTAINER" None sends nothing,
        "this is a PKCS#7 or PKCS#12 container" => "openssl pkcs12 -in FILE -nodes -out FILE.pem";
    /// The file is, or begins with, the parameters of a curve, as `openssl ecparam` writes them.
    IsCurveParameters = 0x8109 "ERR_IS_CURVE_PARAMETERS" None sends nothing,
        "these are curve parameters, no {what}"
        => "openssl ecparam -name prime256v1 -genkey -noout -outform DER -out FILE.der";
    /// The file is text.
    IsText = 0x810a "ERR_IS_TEXT" None sends nothing,
        "this is text, no DER {what}" => "load the binary file itself, not its name or base64";
    /// The file has no bytes.
    FileEmpty = 0x810b "ERR_FILE_EMPTY" None sends nothing,
        "the {what} is empty" => "copy the file again";
    /// The bytes are none of the things that are loaded into TLS.
    NotDer = 0x810c "ERR_NOT_DER" None sends nothing,
        "this is no {what} in DER" => "openssl asn1parse -inform DER -in FILE shows what it is";
    /// The file ends before its certificate, key or list does.
    Truncated = 0x810d "ERR_TRUNCATED" None sends nothing,
        "the {what} is cut off at byte {number} of {limit}" => "copy the file again";
    /// After the certificate, key or list there are bytes that do not belong there.
    TrailingJunk = 0x810e "ERR_TRAILING_JUNK" None sends nothing,
        "the {what} ends at byte {number}, but {limit} more follow" => "make the file again";
    /// The file begins as it should, but is not well-formed inside.
    Malformed = 0x810f "ERR_MALFORMED" None sends nothing,
        "the {what} is malformed at byte {number}" => "make the file again";
    /// Ed25519, Ed448, X25519 and X448 keys cannot be used: few peers accept them in certificates, and Mbed TLS has none.
    EdwardsKey = 0x8110 "ERR_EDWARDS_KEY" None sends nothing,
        "{what} keys are not supported" => "openssl ecparam -name prime256v1 -genkey -noout -outform DER -out FILE.der";
    /// The key is on a curve other than P-256 and P-384.
    CurveUnsupported = 0x8111 "ERR_CURVE_UNSUPPORTED" None sends nothing,
        "curve {what} is not supported"
        => "openssl ecparam -name prime256v1 -genkey -noout -outform DER -out FILE.der";
    /// The key spells out the parameters of its curve instead of naming it.
    CurveExplicit = 0x8112 "ERR_CURVE_EXPLICIT" None sends nothing,
        "the key spells its curve out" => "openssl ec -in FILE -param_enc named_curve -outform DER -out FILE.der";
    /// The key does not say which curve it is on.
    CurveMissing = 0x8113 "ERR_CURVE_MISSING" None sends nothing,
        "the key does not name its curve" => "make the key again";
    /// The RSA key is too short to be safe.
    RsaTooShort = 0x8114 "ERR_RSA_TOO_SHORT" None sends nothing,
        "this RSA key has {number} bits" => "use one of 2048, or better P-256";
    /// The RSA key is so long that the camera would take seconds to use it.
    RsaTooLong = 0x8115 "ERR_RSA_TOO_LONG" None sends nothing,
        "this RSA key has {number} bits" => "use one of 2048 to 4096, or better P-256";
    /// The key is neither of an elliptic curve nor of RSA.
    KeyKindUnsupported = 0x8116 "ERR_KEY_KIND_UNSUPPORTED" None sends nothing,
        "keys of kind {what} are not supported" => "use P-256, P-384 or RSA";
    /// The private key does not belong to the certificate.
    KeyMismatch = 0x8117 "ERR_KEY_MISMATCH" None sends nothing,
        "the private key does not belong to the certificate" => "load the two made together";
    /// A certificate came without its private key, or the key without its certificate.
    IdentityIncomplete = 0x8118 "ERR_IDENTITY_INCOMPLETE" None sends nothing,
        "the {what} is missing" => "pass certificate and key together";
    /// More certificates were loaded than a context can hold.
    TooManyCerts = 0x8119 "ERR_TOO_MANY_CERTS" None sends nothing,
        "more than {limit} certificates" => "load only those that are needed";
    /// The numbers inside the private key are out of range or contradict each other.
    KeyUnreadable = 0x811a "ERR_KEY_UNREADABLE" None sends nothing,
        "the private key contradicts itself" => "make the key again";
    /// A hardware key wrapped the private key (`generate_key(path, wrapped=True)`): another camera's, or one that this firmware does not
    /// use, or the same chip's in another state of its life.
    KeyWrapped = 0x811b "ERR_KEY_WRAPPED" None sends nothing,
        "this private key is wrapped with a hardware key that is not here" => "generate_key() on this camera";

    // ---- 0x8200: verdicts on certificates ----

    /// A certificate's last day has passed by the camera's clock.
    CertExpired = 0x8201 "ERR_CERT_EXPIRED" Dates sends CERTIFICATE_EXPIRED,
        "certificate {subject} expired on {date} UTC, {apart} before the camera's clock ({now})"
        => "renew it, or check the clock";
    /// A certificate's first day is still to come by the camera's clock.
    CertNotYetValid = 0x8202 "ERR_CERT_NOT_YET_VALID" Dates sends CERTIFICATE_EXPIRED,
        "certificate {subject} is not valid for another {apart}, from {date} UTC; the camera's clock says {now}"
        => "is the clock right?";
    /// The certificate was made for other names than the one that the script connects to.
    NameMismatch = 0x8203 "ERR_NAME_MISMATCH" Name sends BAD_CERTIFICATE,
        "the certificate is not for {wanted}, but for {offered}" => "connect by a name it carries, or reissue it";
    /// The name is only the certificate's common name, which is not looked at by default; alternative names it has none.
    NameOnlyCommon = 0x8204 "ERR_NAME_ONLY_COMMON" Name sends BAD_CERTIFICATE,
        "{wanted} is only the certificate's common name"
        => "reissue it with -addext subjectAltName={what}:{host}, or set ctx.hostname_checks_common_name = True";
    /// Neither a loaded CA certificate nor one sent by the peer is the issuer of this certificate.
    UnknownIssuer = 0x8205 "ERR_UNKNOWN_ISSUER" UnknownIssuer sends UNKNOWN_CA,
        "certificate {subject} is issued by {issuer}, which is not among the CAs loaded"
        => "load it with cadata=, or have the peer send the chain";
    /// The certificate is signed by itself, and is not one of those trusted.
    SelfSigned = 0x8206 "ERR_SELF_SIGNED" UnknownIssuer sends UNKNOWN_CA,
        "certificate {subject} is self-signed and not trusted" => "if it is yours, load it with cadata=";
    /// A signature does not verify with the issuer's key: the certificate was altered, or another key has the issuer's name.
    BadSignature = 0x8207 "ERR_BAD_SIGNATURE" Signature sends BAD_CERTIFICATE,
        "certificate {subject} is not signed with the key of {issuer}" => "it was altered, or that CA has a new key";
    /// The certificate is on its issuer's revocation list.
    CertRevoked = 0x8208 "ERR_CERT_REVOKED" Revoked sends CERTIFICATE_REVOKED,
        "certificate {subject} was revoked on {date} UTC" => "the peer needs a new one";
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
    /// The signature of the revocation list does not verify with its issuer's key.
    CrlBadSignature = 0x820c "ERR_CRL_BAD_SIGNATURE" Revoked sends CERTIFICATE_UNKNOWN,
        "the revocation list is not signed by {issuer}" => "fetch it again from the CA";
    /// The revocation list was issued by someone who may not issue it for this certificate.
    CrlWrongIssuer = 0x820d "ERR_CRL_WRONG_ISSUER" Revoked sends CERTIFICATE_UNKNOWN,
        "{issuer} may not issue this revocation list" => "load the list of the certificate's own CA";
    /// The revocation list is a delta, an indirect one, or has a critical extension that is not known here.
    CrlUnsupported = 0x820e "ERR_CRL_UNSUPPORTED" Revoked sends CERTIFICATE_UNKNOWN,
        "the revocation list of {issuer} is of an unsupported kind ({what})" => "load a complete, direct list";
    /// A revocation list is not what RFC 5280 says it must be.
    CrlMalformed = 0x820f "ERR_CRL_MALFORMED" Revoked sends CERTIFICATE_UNKNOWN,
        "a revocation list is malformed at byte {number}" => "fetch it again from the CA";
    /// The certificate's extended key usage does not allow this role.
    WrongPurpose = 0x8210 "ERR_WRONG_PURPOSE" Usage sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} is not made for {what}" => "reissue it with extendedKeyUsage={what}";
    /// The certificate's key usage does not allow what its key was used for.
    KeyUsage = 0x8211 "ERR_KEY_USAGE" Usage sends UNSUPPORTED_CERTIFICATE,
        "the key of certificate {subject} may not do {what}" => "reissue it with keyUsage={what}";
    /// A certificate signed another one without being a CA.
    NotCa = 0x8212 "ERR_NOT_A_CA" Usage sends UNKNOWN_CA,
        "certificate {subject} signed another, but is no CA" => "reissue it with basicConstraints=critical,CA:TRUE";
    /// There are more CAs below this one than it allows.
    PathLength = 0x8213 "ERR_PATH_LENGTH" Usage sends UNKNOWN_CA,
        "CA {subject} allows {number} CAs below it, the chain has more" => "reissue it with a larger pathlen";
    /// A CA may issue for certain names only, and a certificate below it has another.
    NameConstraint = 0x8214 "ERR_NAME_CONSTRAINT" Usage sends BAD_CERTIFICATE,
        "CA {issuer} may not issue for {wanted}" => "use a CA that may";
    /// A certificate has an extension that whoever does not understand it must refuse.
    CriticalExtension = 0x8215 "ERR_CRITICAL_EXTENSION" Usage sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} has an unknown critical extension ({what})" => "reissue it without";
    /// A certificate breaks a rule of RFC 5280 or, with VERIFY_X509_STRICT, of the web PKI.
    CertNonconforming = 0x8216 "ERR_CERT_NONCONFORMING" Usage sends BAD_CERTIFICATE,
        "certificate {subject} breaks a rule: {what}" => "reissue it";
    /// The certificate's key is too short to be safe.
    WeakKey = 0x8217 "ERR_WEAK_KEY" Usage sends INSUFFICIENT_SECURITY,
        "the key of certificate {subject} has {number} bits, not {limit}" => "use P-256 or RSA-2048";
    /// The certificate's key is so long that verifying with it would block the camera.
    KeyTooLarge = 0x8218 "ERR_KEY_TOO_LARGE" Usage sends UNSUPPORTED_CERTIFICATE,
        "the key of certificate {subject} has {number} bits, over {limit}" => "use P-256 or RSA-2048";
    /// The certificate's key is of a kind that this library does not have, Ed25519 for one.
    KeyUnsupported = 0x8219 "ERR_KEY_UNSUPPORTED" Usage sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} has a key of kind {what}" => "use P-256, P-384 or RSA";
    /// The certificate is signed with SHA-1, MD5 or another broken algorithm.
    WeakSignature = 0x821a "ERR_WEAK_SIGNATURE" Signature sends BAD_CERTIFICATE,
        "certificate {subject} is signed with {what}" => "reissue it with SHA-256";
    /// The certificate is signed with an algorithm that this library does not have.
    SignatureUnsupported = 0x821b "ERR_SIGNATURE_UNSUPPORTED" Signature sends UNSUPPORTED_CERTIFICATE,
        "certificate {subject} is signed with an unsupported algorithm ({what})" => "use ECDSA or RSA with SHA-256";
    /// The search for a path from the certificate to a trusted CA took more work than it may.
    PathBudget = 0x821c "ERR_PATH_BUDGET" None sends CERTIFICATE_UNKNOWN,
        "no path to a trusted CA within {number} signatures" => "have the peer send only its chain";
    /// The peer's key is none of those pinned.
    PinMismatch = 0x821d "ERR_PIN_MISMATCH" Name sends BAD_CERTIFICATE,
        "the key of certificate {subject} is not pinned" => "pin it if the change was meant";
    /// The script's `verify_callback` refused a certificate.
    CallbackRefused = 0x821e "ERR_CALLBACK_REFUSED" None sends CERTIFICATE_UNKNOWN,
        "verify_callback answered {number} to certificate {subject}" => "0 accepts";
    /// The peer has no certificate, and one is required.
    PeerCertMissing = 0x821f "ERR_PEER_CERT_MISSING" None sends CERTIFICATE_REQUIRED,
        "the peer sent no certificate" => "give it one, or use CERT_OPTIONAL";
    /// A certificate is not what RFC 5280 says it must be.
    CertMalformed = 0x8220 "ERR_CERT_MALFORMED" None sends BAD_CERTIFICATE,
        "a certificate is malformed at byte {number} ({what})" => "reissue it";

    // ---- 0x8300: what the protocol found ----

    /// The peer answered with something that is no TLS.
    NotTls = 0x8301 "ERR_NOT_TLS" None sends nothing,
        "the peer does not speak TLS {what}" => "check the port";
    /// Peer and camera have no TLS version in common.
    NoCommonVersion = 0x8302 "ERR_NO_COMMON_VERSION" None sends PROTOCOL_VERSION,
        "no TLS version in common with the peer" => "it must allow TLS 1.2 or 1.3";
    /// Peer and camera have no cipher suite in common, or none that fits the certificate.
    NoCommonCipher = 0x8303 "ERR_NO_COMMON_CIPHER" None sends HANDSHAKE_FAILURE,
        "no cipher suite in common with the peer" => "get_ciphers() lists this side's";
    /// Peer and camera have no curve for the key exchange in common.
    NoCommonGroup = 0x8304 "ERR_NO_COMMON_GROUP" None sends HANDSHAKE_FAILURE,
        "no curve in common with the peer" => "it must allow P-256, P-384 or X25519";
    /// Peer and camera have no application protocol (ALPN) in common.
    NoCommonAlpn = 0x8305 "ERR_NO_COMMON_ALPN" None sends NO_APPLICATION_PROTOCOL,
        "no application protocol in common with the peer" => "see set_alpn_protocols()";
    /// The peer closed the connection in mid-handshake, without an alert.
    HandshakeClosed = 0x8306 "ERR_HANDSHAKE_CLOSED" None sends nothing,
        "the peer hung up during the handshake" => "check the port, and see its log";
    /// The handshake took longer than `handshake_timeout`.
    HandshakeTimeout = 0x8307 "ERR_HANDSHAKE_TIMEOUT" None sends USER_CANCELED,
        "no handshake within {number} s" => "see handshake_timeout";
    /// A handshake message cannot be decoded.
    HandshakeMalformed = 0x8308 "ERR_HANDSHAKE_MALFORMED" None sends DECODE_ERROR,
        "the peer sent a malformed handshake message" => "update the peer";
    /// The peer's signature in the handshake is wrong: it does not have the key of the certificate it shows.
    HandshakeSignature = 0x8309 "ERR_HANDSHAKE_SIGNATURE" None sends DECRYPT_ERROR,
        "the peer does not have the key of certificate {subject}" => "do not trust it";
    /// The messages that close the handshake differ: someone changed it on the way, or a pre-shared key is wrong.
    FinishedWrong = 0x830a "ERR_FINISHED_WRONG" None sends DECRYPT_ERROR,
        "the handshake was changed on the way" => "compare the pre-shared keys, or do not trust this network";
    /// A handshake message says what it may not say.
    IllegalParameter = 0x830b "ERR_ILLEGAL_PARAMETER" None sends ILLEGAL_PARAMETER,
        "the peer sent a parameter that TLS forbids" => "update the peer";
    /// A message came out of order.
    UnexpectedMessage = 0x830c "ERR_UNEXPECTED_MESSAGE" None sends UNEXPECTED_MESSAGE,
        "the peer sent a message out of order" => "update the peer";
    /// A handshake message is larger than this firmware takes: most often the certificate chain.
    MessageTooLarge = 0x830d "ERR_MESSAGE_TOO_LARGE" None sends HANDSHAKE_FAILURE,
        "the peer's handshake message is too long" => "have it send only its chain";
    /// A record's header is not that of TLS, although the connection began as TLS.
    RecordMalformed = 0x830e "ERR_RECORD_MALFORMED" None sends DECODE_ERROR,
        "the peer sent a malformed record" => "does anything else use the socket?";
    /// A record is longer than TLS allows.
    RecordTooLong = 0x830f "ERR_RECORD_TOO_LONG" None sends RECORD_OVERFLOW,
        "the peer sent a record that is too long" => "does anything else use the socket?";
    /// A record could not be authenticated: bytes were changed, lost or repeated on the way.
    BadRecordMac = 0x8310 "ERR_BAD_RECORD_MAC" None sends BAD_RECORD_MAC,
        "a record was damaged on the way" => "does anything else use the socket?";
    /// The connection ended without the peer saying so: what was read may be incomplete.
    ConnectionCut = 0x8311 "ERR_CONNECTION_CUT" None sends nothing,
        "the connection was cut, data may be missing" => "read it again, or set suppress_ragged_eofs=True";
    /// The peer asked to renegotiate, which this library does not do.
    RenegotiationRefused = 0x8312 "ERR_RENEGOTIATION_REFUSED" None sends NO_RENEGOTIATION,
        "the peer wants to renegotiate" => "it must ask for certificates in the first handshake";
    /// Someone on the way made both sides settle for an older version.
    Downgraded = 0x8313 "ERR_DOWNGRADED" None sends ILLEGAL_PARAMETER,
        "someone in between forces an older TLS version" => "do not trust this network";
    /// The peer sends empty records, warnings or tickets without end.
    Flooded = 0x8314 "ERR_FLOODED" None sends UNEXPECTED_MESSAGE,
        "the peer sends messages without content" => "do not trust it";
    /// More handshakes are under way than `max_handshakes` allows.
    TooManyHandshakes = 0x8315 "ERR_TOO_MANY_HANDSHAKES" None sends INTERNAL_ERROR,
        "{limit} handshakes are under way" => "see max_handshakes";

    // ---- 0x8400: alerts received from the peer, 0x8400 plus the alert's number ----
    // Their texts begin with "the peer sent alert <name>: " by themselves (build.rs); a name that says it all needs no cause.

    /// The peer closed the connection in an orderly way, but in mid-handshake.
    AlertCloseNotify = 0x8400 "ERR_ALERT_CLOSE_NOTIFY" None sends nothing,
        "" => "see its log";
    /// The peer got a message out of order.
    AlertUnexpectedMessage = 0x840a "ERR_ALERT_UNEXPECTED_MESSAGE" None sends nothing,
        "" => "see its log";
    /// The peer could not authenticate a record.
    AlertBadRecordMac = 0x8414 "ERR_ALERT_BAD_RECORD_MAC" None sends nothing,
        "it got a damaged record" => "connect again";
    /// The peer could not decrypt a record (no longer used).
    AlertDecryptionFailed = 0x8415 "ERR_ALERT_DECRYPTION_FAILED" None sends nothing,
        "" => "see its log";
    /// The peer got a record that is too long for it.
    AlertRecordOverflow = 0x8416 "ERR_ALERT_RECORD_OVERFLOW" None sends nothing,
        "" => "see its log";
    /// The peer could not decompress a record (no longer used).
    AlertDecompressionFailure = 0x841e "ERR_ALERT_DECOMPRESSION_FAILURE" None sends nothing,
        "" => "see its log";
    /// The peer found nothing in common: no cipher suite, curve, signature or version, or no certificate it can use.
    AlertHandshakeFailure = 0x8428 "ERR_ALERT_HANDSHAKE_FAILURE" None sends nothing,
        "it found no cipher suite, curve or signature in common"
        => "it may have only an Ed25519 certificate, or want this camera's: see its log";
    /// The peer has no certificate (SSL 3.0).
    AlertNoCertificate = 0x8429 "ERR_ALERT_NO_CERTIFICATE" None sends nothing,
        "" => "see its log";
    /// The peer found this camera's certificate corrupt, or its signatures wrong.
    AlertBadCertificate = 0x842a "ERR_ALERT_BAD_CERTIFICATE" None sends nothing,
        "it refused {own}, which {validity}" => "openssl verify may say why";
    /// The peer does not support the kind of this camera's certificate.
    AlertUnsupportedCertificate = 0x842b "ERR_ALERT_UNSUPPORTED_CERTIFICATE" None sends nothing,
        "it refused {own}" => "check its extendedKeyUsage";
    /// The CA revoked this camera's certificate.
    AlertCertificateRevoked = 0x842c "ERR_ALERT_CERTIFICATE_REVOKED" None sends nothing,
        "it refused {own}, as revoked" => "install a new one";
    /// The peer finds this camera's certificate expired, or not yet valid.
    AlertCertificateExpired = 0x842d "ERR_ALERT_CERTIFICATE_EXPIRED" None sends nothing,
        "it refused {own}, which {validity}" => "renew it, or compare the clocks";
    /// The peer does not accept this camera's certificate, for a reason that it keeps to itself.
    AlertCertificateUnknown = 0x842e "ERR_ALERT_CERTIFICATE_UNKNOWN" None sends nothing,
        "it refused {own}, which {validity}" => "see its log";
    /// The peer found something in the handshake that TLS forbids.
    AlertIllegalParameter = 0x842f "ERR_ALERT_ILLEGAL_PARAMETER" None sends nothing,
        "" => "see its log";
    /// The peer does not know the CA of this camera's certificate.
    AlertUnknownCa = 0x8430 "ERR_ALERT_UNKNOWN_CA" None sends nothing,
        "it refused {own}, issued by {issuer}" => "give the peer that CA, or load the whole chain here";
    /// The peer accepts this camera's certificate, but not the camera.
    AlertAccessDenied = 0x8431 "ERR_ALERT_ACCESS_DENIED" None sends nothing,
        "it refused {own}" => "allow it there";
    /// The peer could not decode a message.
    AlertDecodeError = 0x8432 "ERR_ALERT_DECODE_ERROR" None sends nothing,
        "" => "see its log";
    /// The peer found a signature or the end of the handshake wrong.
    AlertDecryptError = 0x8433 "ERR_ALERT_DECRYPT_ERROR" None sends nothing,
        "a signature or pre-shared key is wrong" => "see its log";
    /// The peer was asked for too many connection identifiers (DTLS 1.3).
    AlertTooManyCidsRequested = 0x8434 "ERR_ALERT_TOO_MANY_CIDS_REQUESTED" None sends nothing,
        "" => "see its log";
    /// The peer found the parameters too strong for old export laws (no longer used).
    AlertExportRestriction = 0x843c "ERR_ALERT_EXPORT_RESTRICTION" None sends nothing,
        "" => "see its log";
    /// The peer has none of the TLS versions that were offered.
    AlertProtocolVersion = 0x8446 "ERR_ALERT_PROTOCOL_VERSION" None sends nothing,
        "it has none of the TLS versions offered" => "it must allow TLS 1.2 or 1.3";
    /// The peer wants stronger parameters than were offered.
    AlertInsufficientSecurity = 0x8447 "ERR_ALERT_INSUFFICIENT_SECURITY" None sends nothing,
        "" => "compare cipher suites with get_ciphers()";
    /// The peer failed inside.
    AlertInternalError = 0x8450 "ERR_ALERT_INTERNAL_ERROR" None sends nothing,
        "" => "see its log";
    /// The peer noticed an attempt with an older version than needed.
    AlertInappropriateFallback = 0x8456 "ERR_ALERT_INAPPROPRIATE_FALLBACK" None sends nothing,
        "" => "raise maximum_version";
    /// The peer was told to stop.
    AlertUserCanceled = 0x845a "ERR_ALERT_USER_CANCELED" None sends nothing,
        "" => "see its log";
    /// The peer does not renegotiate.
    AlertNoRenegotiation = 0x8464 "ERR_ALERT_NO_RENEGOTIATION" None sends nothing,
        "" => "see its log";
    /// The peer misses an extension.
    AlertMissingExtension = 0x846d "ERR_ALERT_MISSING_EXTENSION" None sends nothing,
        "" => "pass server_hostname=, or see its log";
    /// The peer got an extension that it did not ask for.
    AlertUnsupportedExtension = 0x846e "ERR_ALERT_UNSUPPORTED_EXTENSION" None sends nothing,
        "" => "see its log";
    /// The peer could not fetch a certificate (no longer used).
    AlertCertificateUnobtainable = 0x846f "ERR_ALERT_CERTIFICATE_UNOBTAINABLE" None sends nothing,
        "" => "see its log";
    /// The peer does not serve the name that the script connects to.
    AlertUnrecognizedName = 0x8470 "ERR_ALERT_UNRECOGNIZED_NAME" None sends nothing,
        "it does not serve the name {wanted}" => "check server_hostname";
    /// The peer found a stapled status response wrong.
    AlertBadCertificateStatusResponse = 0x8471 "ERR_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE" None sends nothing,
        "" => "see its log";
    /// The peer found the hash of a certificate wrong (no longer used).
    AlertBadCertificateHashValue = 0x8472 "ERR_ALERT_BAD_CERTIFICATE_HASH_VALUE" None sends nothing,
        "" => "see its log";
    /// The peer does not know the identity of the pre-shared key.
    AlertUnknownPskIdentity = 0x8473 "ERR_ALERT_UNKNOWN_PSK_IDENTITY" None sends nothing,
        "" => "compare the identity with the peer's";
    /// The peer wants a certificate of this camera.
    AlertCertificateRequired = 0x8474 "ERR_ALERT_CERTIFICATE_REQUIRED" None sends nothing,
        "it wants a certificate of this camera" => "load_cert_chain(cert, key), or pass cert= and key=";
    /// The peer failed for a reason that has no alert of its own.
    AlertGeneralError = 0x8475 "ERR_ALERT_GENERAL_ERROR" None sends nothing,
        "" => "see its log";
    /// The peer has none of the application protocols that were offered.
    AlertNoApplicationProtocol = 0x8478 "ERR_ALERT_NO_APPLICATION_PROTOCOL" None sends nothing,
        "" => "see set_alpn_protocols()";
    /// The peer wants its name encrypted, which this library does not do.
    AlertEchRequired = 0x8479 "ERR_ALERT_ECH_REQUIRED" None sends nothing,
        "" => "see its log";
    /// The peer sent an alert with a number that no standard names.
    AlertUnassigned = 0x84ff "ERR_ALERT_UNASSIGNED" None sends nothing,
        "number {number}" => "see its log";

    // ---- 0x8500: clock, randomness, platform ----

    /// The camera's clock shows a time before the firmware was built, so no date can be checked.
    ClockNotSet = 0x8501 "ERR_CLOCK_NOT_SET" Dates sends INTERNAL_ERROR,
        "the camera's clock is not set, so no certificate date can be checked" => "import ntptime; ntptime.settime()";
    /// The camera's clock shows a time before one that is known to have passed.
    ClockWentBack = 0x8502 "ERR_CLOCK_WENT_BACK" Dates sends INTERNAL_ERROR,
        "the camera's clock says {now}, but it was {date} UTC before" => "set the clock";
    /// The camera's random generator failed, so no keys can be made.
    RandomFailed = 0x8503 "ERR_RANDOM_FAILED" None sends INTERNAL_ERROR,
        "the random generator does not answer" => "reset the camera";
    /// The camera's random generator repeats itself, so no keys can be made.
    RandomStuck = 0x8504 "ERR_RANDOM_STUCK" None sends INTERNAL_ERROR,
        "the random generator repeats itself" => "reset the camera";
    /// A crypto unit of the chip failed, and software could not take over.
    HardwareFault = 0x8505 "ERR_HARDWARE_FAULT" None sends INTERNAL_ERROR,
        "the chip's {what} failed" => "reset the camera";

    // ---- 0x8600: operations: servers, and keys and certificates that the camera makes, keeps and renews ----

    /// The name of a server has no address.
    NoAddress = 0x8601 "ERR_NO_ADDRESS" None sends nothing,
        "no address is found for {wanted}" => "check the name and the network";
    /// A server does not take a connection, or its network does not.
    ConnectFailed = 0x8602 "ERR_CONNECT_FAILED" None sends nothing,
        "{wanted} takes no connection at port {number}" => "check the port, and see its log";
    /// A server that was asked for the time did not say it.
    NoDate = 0x8603 "ERR_NO_DATE" None sends nothing,
        "{wanted} sent no Date" => "ask a web server";

    /// A key or an identity was to be written where nothing can be written.
    ReadOnly = 0x8611 "ERR_READ_ONLY" None sends nothing,
        "{wanted} cannot be written to" => "choose a path on /flash or /sdcard";
    /// A key would take the place of a file that is there.
    FileExists = 0x8612 "ERR_FILE_EXISTS" None sends nothing,
        "{wanted} exists" => "choose another name, or pass overwrite=True: the file is lost then";
    /// A key is to be wrapped by a key of the chip, and the firmware has no such key.
    NoHardwareKey = 0x8613 "ERR_NO_HARDWARE_KEY" None sends nothing,
        "this camera has no hardware key" => "leave wrapped= out";
    /// A directory has no slot that was written to its end.
    IdentityAbsent = 0x8614 "ERR_IDENTITY_ABSENT" None sends nothing,
        "there is no complete identity in {wanted}" => "install_identity(directory, cert, key)";
    /// What was written does not read back.
    WriteLost = 0x8615 "ERR_WRITE_LOST" None sends nothing,
        "{wanted} does not read as it was written" => "check the file system";
    /// The EST server (RFC 7030) refused to renew the certificate.
    RenewalRefused = 0x8616 "ERR_RENEWAL_REFUSED" None sends nothing,
        "the EST server answered {number} {wanted}" => "see its log";
    /// The EST server asks to come back later.
    RenewalLater = 0x8617 "ERR_RENEWAL_LATER" None sends nothing,
        "the EST server asks to come back in {number} s" => "call renew_identity() again then";
    /// The EST server's answer is no certificate for the key that was sent.
    RenewalAnswer = 0x8618 "ERR_RENEWAL_ANSWER" None sends nothing,
        "the EST server's answer {what}" => "see its log";
}
