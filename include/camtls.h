/* The C ABI of camtls: the TLS of a MicroPython camera.
 *
 * Made from src/ffi by `make header`; do not edit.
 *
 * Order of arguments: self, inputs, outputs. Lengths are explicit. Outputs are written on success only, and NULL is always
 * checked. A function that returns int32_t returns 0 for success, a positive errno, or a negative code: -1 to -0x7FFF are
 * Mbed TLS's, -0x8001 to -0x8FFF are the CAMTLS_ERR_ constants. Every function of the library may be called from one thread
 * at a time; none of the camtls_port_ functions, which the firmware provides, may raise a MicroPython exception. */


#ifndef CAMTLS_H
#define CAMTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The codes of this library: never renumbered, never reused. docs/errors.md tells what to do about each.
enum {
    // The library contradicted itself: a defect of camtls, not of the script or the peer.
    CAMTLS_ERR_INTERNAL = -0x8001,
    // An argument has a value that makes no sense.
    CAMTLS_ERR_BAD_ARGUMENT = -0x8002,
    // An option was set to a number that is none of its constants.
    CAMTLS_ERR_BAD_VALUE = -0x8003,
    // The server is to be verified, but the script did not say which name its certificate must carry.
    CAMTLS_ERR_HOSTNAME_REQUIRED = -0x8004,
    // `server_hostname` is neither a DNS name nor an IP address.
    CAMTLS_ERR_HOSTNAME_INVALID = -0x8005,
    // A server needs a certificate and a private key before it can accept connections.
    CAMTLS_ERR_NO_IDENTITY = -0x8006,
    // The peer is to be verified, but no CA certificate was loaded to verify it with.
    CAMTLS_ERR_NO_ANCHORS = -0x8007,
    // A name in `set_ciphers` is no cipher suite of this firmware.
    CAMTLS_ERR_CIPHER_UNKNOWN = -0x8008,
    // `set_ciphers` leaves no suite for the TLS versions allowed.
    CAMTLS_ERR_NO_CIPHERS = -0x8009,
    // The feature was left out when this firmware was built, or the platform has none.
    CAMTLS_ERR_UNSUPPORTED = -0x800a,
    // The lowest version allowed is above the highest, or this firmware has none between them.
    CAMTLS_ERR_VERSION_RANGE = -0x800b,
    // The call does not fit what the connection or context is doing: too early, too late, or in the wrong role.
    CAMTLS_ERR_WRONG_STATE = -0x800c,
    // The firmware was compiled with the header of another camtls.
    CAMTLS_ERR_ABI_MISMATCH = -0x800d,
    // More was loaded or set than one context holds.
    CAMTLS_ERR_LIMIT_REACHED = -0x800e,
    // The file is PEM, the text form of certificates and keys. Cameras read DER, the binary form.
    CAMTLS_ERR_PEM_NOT_DER = -0x8101,
    // The private key is protected by a password, which a camera cannot ask for.
    CAMTLS_ERR_KEY_ENCRYPTED = -0x8102,
    // The file is a certificate request: what is sent to a CA to get a certificate.
    CAMTLS_ERR_IS_REQUEST = -0x8103,
    // The file is a public key alone.
    CAMTLS_ERR_IS_PUBLIC_KEY = -0x8104,
    // A certificate stands where something else belongs.
    CAMTLS_ERR_IS_CERTIFICATE = -0x8105,
    // A private key stands where something else belongs.
    CAMTLS_ERR_IS_PRIVATE_KEY = -0x8106,
    // A revocation list stands where something else belongs.
    CAMTLS_ERR_IS_CRL = -0x8107,
    // The file is a PKCS#7 or PKCS#12 container.
    CAMTLS_ERR_IS_CONTAINER = -0x8108,
    // The file is, or begins with, the parameters of a curve, as `openssl ecparam` writes them.
    CAMTLS_ERR_IS_CURVE_PARAMETERS = -0x8109,
    // The file is text.
    CAMTLS_ERR_IS_TEXT = -0x810a,
    // The file has no bytes.
    CAMTLS_ERR_FILE_EMPTY = -0x810b,
    // The bytes are none of the things that are loaded into TLS.
    CAMTLS_ERR_NOT_DER = -0x810c,
    // The file ends before its certificate, key or list does.
    CAMTLS_ERR_TRUNCATED = -0x810d,
    // After the certificate, key or list there are bytes that do not belong there.
    CAMTLS_ERR_TRAILING_JUNK = -0x810e,
    // The file begins as it should, but is not well-formed inside.
    CAMTLS_ERR_MALFORMED = -0x810f,
    // Ed25519, Ed448, X25519 and X448 keys cannot be used: few peers accept them in certificates, and Mbed TLS has none.
    CAMTLS_ERR_EDWARDS_KEY = -0x8110,
    // The key is on a curve other than P-256 and P-384.
    CAMTLS_ERR_CURVE_UNSUPPORTED = -0x8111,
    // The key spells out the parameters of its curve instead of naming it.
    CAMTLS_ERR_CURVE_EXPLICIT = -0x8112,
    // The key does not say which curve it is on.
    CAMTLS_ERR_CURVE_MISSING = -0x8113,
    // The RSA key is too short to be safe.
    CAMTLS_ERR_RSA_TOO_SHORT = -0x8114,
    // The RSA key is so long that the camera would take seconds to use it.
    CAMTLS_ERR_RSA_TOO_LONG = -0x8115,
    // The key is neither of an elliptic curve nor of RSA.
    CAMTLS_ERR_KEY_KIND_UNSUPPORTED = -0x8116,
    // The private key does not belong to the certificate.
    CAMTLS_ERR_KEY_MISMATCH = -0x8117,
    // A certificate came without its private key, or the key without its certificate.
    CAMTLS_ERR_IDENTITY_INCOMPLETE = -0x8118,
    // More certificates were loaded than a context can hold.
    CAMTLS_ERR_TOO_MANY_CERTS = -0x8119,
    // The numbers inside the private key are out of range or contradict each other.
    CAMTLS_ERR_KEY_UNREADABLE = -0x811a,
    // A hardware key wrapped the private key (`generate_key(path, wrapped=True)`): another camera's, or one that this firmware does not use, or the same chip's in another state of its life.
    CAMTLS_ERR_KEY_WRAPPED = -0x811b,
    // A certificate's last day has passed by the camera's clock.
    CAMTLS_ERR_CERT_EXPIRED = -0x8201,
    // A certificate's first day is still to come by the camera's clock.
    CAMTLS_ERR_CERT_NOT_YET_VALID = -0x8202,
    // The certificate was made for other names than the one that the script connects to.
    CAMTLS_ERR_NAME_MISMATCH = -0x8203,
    // The name is only the certificate's common name, which is not looked at by default; alternative names it has none.
    CAMTLS_ERR_NAME_ONLY_COMMON = -0x8204,
    // Neither a loaded CA certificate nor one sent by the peer is the issuer of this certificate.
    CAMTLS_ERR_UNKNOWN_ISSUER = -0x8205,
    // The certificate is signed by itself, and is not one of those trusted.
    CAMTLS_ERR_SELF_SIGNED = -0x8206,
    // A signature does not verify with the issuer's key: the certificate was altered, or another key has the issuer's name.
    CAMTLS_ERR_BAD_SIGNATURE = -0x8207,
    // The certificate is on its issuer's revocation list.
    CAMTLS_ERR_CERT_REVOKED = -0x8208,
    // Revocation is to be checked, but no list of this issuer is loaded.
    CAMTLS_ERR_CRL_MISSING = -0x8209,
    // The revocation list should have been replaced by a newer one.
    CAMTLS_ERR_CRL_EXPIRED = -0x820a,
    // The revocation list is dated in the future.
    CAMTLS_ERR_CRL_NOT_YET_VALID = -0x820b,
    // The signature of the revocation list does not verify with its issuer's key.
    CAMTLS_ERR_CRL_BAD_SIGNATURE = -0x820c,
    // The revocation list was issued by someone who may not issue it for this certificate.
    CAMTLS_ERR_CRL_WRONG_ISSUER = -0x820d,
    // The revocation list is a delta, an indirect one, or has a critical extension that is not known here.
    CAMTLS_ERR_CRL_UNSUPPORTED = -0x820e,
    // A revocation list is not what RFC 5280 says it must be.
    CAMTLS_ERR_CRL_MALFORMED = -0x820f,
    // The certificate's extended key usage does not allow this role.
    CAMTLS_ERR_WRONG_PURPOSE = -0x8210,
    // The certificate's key usage does not allow what its key was used for.
    CAMTLS_ERR_KEY_USAGE = -0x8211,
    // A certificate signed another one without being a CA.
    CAMTLS_ERR_NOT_A_CA = -0x8212,
    // There are more CAs below this one than it allows.
    CAMTLS_ERR_PATH_LENGTH = -0x8213,
    // A CA may issue for certain names only, and a certificate below it has another.
    CAMTLS_ERR_NAME_CONSTRAINT = -0x8214,
    // A certificate has an extension that whoever does not understand it must refuse.
    CAMTLS_ERR_CRITICAL_EXTENSION = -0x8215,
    // A certificate breaks a rule of RFC 5280 or, with VERIFY_X509_STRICT, of the web PKI.
    CAMTLS_ERR_CERT_NONCONFORMING = -0x8216,
    // The certificate's key is too short to be safe.
    CAMTLS_ERR_WEAK_KEY = -0x8217,
    // The certificate's key is so long that verifying with it would block the camera.
    CAMTLS_ERR_KEY_TOO_LARGE = -0x8218,
    // The certificate's key is of a kind that this library does not have, Ed25519 for one.
    CAMTLS_ERR_KEY_UNSUPPORTED = -0x8219,
    // The certificate is signed with SHA-1, MD5 or another broken algorithm.
    CAMTLS_ERR_WEAK_SIGNATURE = -0x821a,
    // The certificate is signed with an algorithm that this library does not have.
    CAMTLS_ERR_SIGNATURE_UNSUPPORTED = -0x821b,
    // The search for a path from the certificate to a trusted CA took more work than it may.
    CAMTLS_ERR_PATH_BUDGET = -0x821c,
    // The peer's key is none of those pinned.
    CAMTLS_ERR_PIN_MISMATCH = -0x821d,
    // The script's `verify_callback` refused a certificate.
    CAMTLS_ERR_CALLBACK_REFUSED = -0x821e,
    // The peer has no certificate, and one is required.
    CAMTLS_ERR_PEER_CERT_MISSING = -0x821f,
    // A certificate is not what RFC 5280 says it must be.
    CAMTLS_ERR_CERT_MALFORMED = -0x8220,
    // The peer answered with something that is no TLS.
    CAMTLS_ERR_NOT_TLS = -0x8301,
    // Peer and camera have no TLS version in common.
    CAMTLS_ERR_NO_COMMON_VERSION = -0x8302,
    // Peer and camera have no cipher suite in common, or none that fits the certificate.
    CAMTLS_ERR_NO_COMMON_CIPHER = -0x8303,
    // Peer and camera have no curve for the key exchange in common.
    CAMTLS_ERR_NO_COMMON_GROUP = -0x8304,
    // Peer and camera have no application protocol (ALPN) in common.
    CAMTLS_ERR_NO_COMMON_ALPN = -0x8305,
    // The peer closed the connection in mid-handshake, without an alert.
    CAMTLS_ERR_HANDSHAKE_CLOSED = -0x8306,
    // The handshake took longer than `handshake_timeout`.
    CAMTLS_ERR_HANDSHAKE_TIMEOUT = -0x8307,
    // A handshake message cannot be decoded.
    CAMTLS_ERR_HANDSHAKE_MALFORMED = -0x8308,
    // The peer's signature in the handshake is wrong: it does not have the key of the certificate it shows.
    CAMTLS_ERR_HANDSHAKE_SIGNATURE = -0x8309,
    // The messages that close the handshake differ: someone changed it on the way, or a pre-shared key is wrong.
    CAMTLS_ERR_FINISHED_WRONG = -0x830a,
    // A handshake message says what it may not say.
    CAMTLS_ERR_ILLEGAL_PARAMETER = -0x830b,
    // A message came out of order.
    CAMTLS_ERR_UNEXPECTED_MESSAGE = -0x830c,
    // A handshake message is larger than this firmware takes: most often the certificate chain.
    CAMTLS_ERR_MESSAGE_TOO_LARGE = -0x830d,
    // A record's header is not that of TLS, although the connection began as TLS.
    CAMTLS_ERR_RECORD_MALFORMED = -0x830e,
    // A record is longer than TLS allows.
    CAMTLS_ERR_RECORD_TOO_LONG = -0x830f,
    // A record could not be authenticated: bytes were changed, lost or repeated on the way.
    CAMTLS_ERR_BAD_RECORD_MAC = -0x8310,
    // The connection ended without the peer saying so: what was read may be incomplete.
    CAMTLS_ERR_CONNECTION_CUT = -0x8311,
    // The peer asked to renegotiate, which this library does not do.
    CAMTLS_ERR_RENEGOTIATION_REFUSED = -0x8312,
    // Someone on the way made both sides settle for an older version.
    CAMTLS_ERR_DOWNGRADED = -0x8313,
    // The peer sends empty records, warnings or tickets without end.
    CAMTLS_ERR_FLOODED = -0x8314,
    // More handshakes are under way than `max_handshakes` allows.
    CAMTLS_ERR_TOO_MANY_HANDSHAKES = -0x8315,
    // The peer closed the connection in an orderly way, but in mid-handshake.
    CAMTLS_ERR_ALERT_CLOSE_NOTIFY = -0x8400,
    // The peer got a message out of order.
    CAMTLS_ERR_ALERT_UNEXPECTED_MESSAGE = -0x840a,
    // The peer could not authenticate a record.
    CAMTLS_ERR_ALERT_BAD_RECORD_MAC = -0x8414,
    // The peer could not decrypt a record (no longer used).
    CAMTLS_ERR_ALERT_DECRYPTION_FAILED = -0x8415,
    // The peer got a record that is too long for it.
    CAMTLS_ERR_ALERT_RECORD_OVERFLOW = -0x8416,
    // The peer could not decompress a record (no longer used).
    CAMTLS_ERR_ALERT_DECOMPRESSION_FAILURE = -0x841e,
    // The peer found nothing in common: no cipher suite, curve, signature or version, or no certificate it can use.
    CAMTLS_ERR_ALERT_HANDSHAKE_FAILURE = -0x8428,
    // The peer has no certificate (SSL 3.0).
    CAMTLS_ERR_ALERT_NO_CERTIFICATE = -0x8429,
    // The peer found this camera's certificate corrupt, or its signatures wrong.
    CAMTLS_ERR_ALERT_BAD_CERTIFICATE = -0x842a,
    // The peer does not support the kind of this camera's certificate.
    CAMTLS_ERR_ALERT_UNSUPPORTED_CERTIFICATE = -0x842b,
    // The CA revoked this camera's certificate.
    CAMTLS_ERR_ALERT_CERTIFICATE_REVOKED = -0x842c,
    // The peer finds this camera's certificate expired, or not yet valid.
    CAMTLS_ERR_ALERT_CERTIFICATE_EXPIRED = -0x842d,
    // The peer does not accept this camera's certificate, for a reason that it keeps to itself.
    CAMTLS_ERR_ALERT_CERTIFICATE_UNKNOWN = -0x842e,
    // The peer found something in the handshake that TLS forbids.
    CAMTLS_ERR_ALERT_ILLEGAL_PARAMETER = -0x842f,
    // The peer does not know the CA of this camera's certificate.
    CAMTLS_ERR_ALERT_UNKNOWN_CA = -0x8430,
    // The peer accepts this camera's certificate, but not the camera.
    CAMTLS_ERR_ALERT_ACCESS_DENIED = -0x8431,
    // The peer could not decode a message.
    CAMTLS_ERR_ALERT_DECODE_ERROR = -0x8432,
    // The peer found a signature or the end of the handshake wrong.
    CAMTLS_ERR_ALERT_DECRYPT_ERROR = -0x8433,
    // The peer was asked for too many connection identifiers (DTLS 1.3).
    CAMTLS_ERR_ALERT_TOO_MANY_CIDS_REQUESTED = -0x8434,
    // The peer found the parameters too strong for old export laws (no longer used).
    CAMTLS_ERR_ALERT_EXPORT_RESTRICTION = -0x843c,
    // The peer has none of the TLS versions that were offered.
    CAMTLS_ERR_ALERT_PROTOCOL_VERSION = -0x8446,
    // The peer wants stronger parameters than were offered.
    CAMTLS_ERR_ALERT_INSUFFICIENT_SECURITY = -0x8447,
    // The peer failed inside.
    CAMTLS_ERR_ALERT_INTERNAL_ERROR = -0x8450,
    // The peer noticed an attempt with an older version than needed.
    CAMTLS_ERR_ALERT_INAPPROPRIATE_FALLBACK = -0x8456,
    // The peer was told to stop.
    CAMTLS_ERR_ALERT_USER_CANCELED = -0x845a,
    // The peer does not renegotiate.
    CAMTLS_ERR_ALERT_NO_RENEGOTIATION = -0x8464,
    // The peer misses an extension.
    CAMTLS_ERR_ALERT_MISSING_EXTENSION = -0x846d,
    // The peer got an extension that it did not ask for.
    CAMTLS_ERR_ALERT_UNSUPPORTED_EXTENSION = -0x846e,
    // The peer could not fetch a certificate (no longer used).
    CAMTLS_ERR_ALERT_CERTIFICATE_UNOBTAINABLE = -0x846f,
    // The peer does not serve the name that the script connects to.
    CAMTLS_ERR_ALERT_UNRECOGNIZED_NAME = -0x8470,
    // The peer found a stapled status response wrong.
    CAMTLS_ERR_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = -0x8471,
    // The peer found the hash of a certificate wrong (no longer used).
    CAMTLS_ERR_ALERT_BAD_CERTIFICATE_HASH_VALUE = -0x8472,
    // The peer does not know the identity of the pre-shared key.
    CAMTLS_ERR_ALERT_UNKNOWN_PSK_IDENTITY = -0x8473,
    // The peer wants a certificate of this camera.
    CAMTLS_ERR_ALERT_CERTIFICATE_REQUIRED = -0x8474,
    // The peer failed for a reason that has no alert of its own.
    CAMTLS_ERR_ALERT_GENERAL_ERROR = -0x8475,
    // The peer has none of the application protocols that were offered.
    CAMTLS_ERR_ALERT_NO_APPLICATION_PROTOCOL = -0x8478,
    // The peer wants its name encrypted, which this library does not do.
    CAMTLS_ERR_ALERT_ECH_REQUIRED = -0x8479,
    // The peer sent an alert with a number that no standard names.
    CAMTLS_ERR_ALERT_UNASSIGNED = -0x84ff,
    // The camera's clock shows a time before the firmware was built, so no date can be checked.
    CAMTLS_ERR_CLOCK_NOT_SET = -0x8501,
    // The camera's clock shows a time before one that is known to have passed.
    CAMTLS_ERR_CLOCK_WENT_BACK = -0x8502,
    // The camera's random generator failed, so no keys can be made.
    CAMTLS_ERR_RANDOM_FAILED = -0x8503,
    // The camera's random generator repeats itself, so no keys can be made.
    CAMTLS_ERR_RANDOM_STUCK = -0x8504,
    // A crypto unit of the chip failed, and software could not take over.
    CAMTLS_ERR_HARDWARE_FAULT = -0x8505,
    // The name of a server has no address.
    CAMTLS_ERR_NO_ADDRESS = -0x8601,
    // A server does not take a connection, or its network does not.
    CAMTLS_ERR_CONNECT_FAILED = -0x8602,
    // A server that was asked for the time did not say it.
    CAMTLS_ERR_NO_DATE = -0x8603,
    // A key or an identity was to be written where nothing can be written.
    CAMTLS_ERR_READ_ONLY = -0x8611,
    // A key would take the place of a file that is there.
    CAMTLS_ERR_FILE_EXISTS = -0x8612,
    // A key is to be wrapped by a key of the chip, and the firmware has no such key.
    CAMTLS_ERR_NO_HARDWARE_KEY = -0x8613,
    // A directory has no slot that was written to its end.
    CAMTLS_ERR_IDENTITY_ABSENT = -0x8614,
    // What was written does not read back.
    CAMTLS_ERR_WRITE_LOST = -0x8615,
    // The EST server (RFC 7030) refused to renew the certificate.
    CAMTLS_ERR_RENEWAL_REFUSED = -0x8616,
    // The EST server asks to come back later.
    CAMTLS_ERR_RENEWAL_LATER = -0x8617,
    // The EST server's answer is no certificate for the key that was sent.
    CAMTLS_ERR_RENEWAL_ANSWER = -0x8618,
};

// The same as a list, for tables: ROW is a macro that takes a name without CAMTLS_.
#define CAMTLS_ERRORS(ROW) \
    ROW(ERR_INTERNAL) \
    ROW(ERR_BAD_ARGUMENT) \
    ROW(ERR_BAD_VALUE) \
    ROW(ERR_HOSTNAME_REQUIRED) \
    ROW(ERR_HOSTNAME_INVALID) \
    ROW(ERR_NO_IDENTITY) \
    ROW(ERR_NO_ANCHORS) \
    ROW(ERR_CIPHER_UNKNOWN) \
    ROW(ERR_NO_CIPHERS) \
    ROW(ERR_UNSUPPORTED) \
    ROW(ERR_VERSION_RANGE) \
    ROW(ERR_WRONG_STATE) \
    ROW(ERR_ABI_MISMATCH) \
    ROW(ERR_LIMIT_REACHED) \
    ROW(ERR_PEM_NOT_DER) \
    ROW(ERR_KEY_ENCRYPTED) \
    ROW(ERR_IS_REQUEST) \
    ROW(ERR_IS_PUBLIC_KEY) \
    ROW(ERR_IS_CERTIFICATE) \
    ROW(ERR_IS_PRIVATE_KEY) \
    ROW(ERR_IS_CRL) \
    ROW(ERR_IS_CONTAINER) \
    ROW(ERR_IS_CURVE_PARAMETERS) \
    ROW(ERR_IS_TEXT) \
    ROW(ERR_FILE_EMPTY) \
    ROW(ERR_NOT_DER) \
    ROW(ERR_TRUNCATED) \
    ROW(ERR_TRAILING_JUNK) \
    ROW(ERR_MALFORMED) \
    ROW(ERR_EDWARDS_KEY) \
    ROW(ERR_CURVE_UNSUPPORTED) \
    ROW(ERR_CURVE_EXPLICIT) \
    ROW(ERR_CURVE_MISSING) \
    ROW(ERR_RSA_TOO_SHORT) \
    ROW(ERR_RSA_TOO_LONG) \
    ROW(ERR_KEY_KIND_UNSUPPORTED) \
    ROW(ERR_KEY_MISMATCH) \
    ROW(ERR_IDENTITY_INCOMPLETE) \
    ROW(ERR_TOO_MANY_CERTS) \
    ROW(ERR_KEY_UNREADABLE) \
    ROW(ERR_KEY_WRAPPED) \
    ROW(ERR_CERT_EXPIRED) \
    ROW(ERR_CERT_NOT_YET_VALID) \
    ROW(ERR_NAME_MISMATCH) \
    ROW(ERR_NAME_ONLY_COMMON) \
    ROW(ERR_UNKNOWN_ISSUER) \
    ROW(ERR_SELF_SIGNED) \
    ROW(ERR_BAD_SIGNATURE) \
    ROW(ERR_CERT_REVOKED) \
    ROW(ERR_CRL_MISSING) \
    ROW(ERR_CRL_EXPIRED) \
    ROW(ERR_CRL_NOT_YET_VALID) \
    ROW(ERR_CRL_BAD_SIGNATURE) \
    ROW(ERR_CRL_WRONG_ISSUER) \
    ROW(ERR_CRL_UNSUPPORTED) \
    ROW(ERR_CRL_MALFORMED) \
    ROW(ERR_WRONG_PURPOSE) \
    ROW(ERR_KEY_USAGE) \
    ROW(ERR_NOT_A_CA) \
    ROW(ERR_PATH_LENGTH) \
    ROW(ERR_NAME_CONSTRAINT) \
    ROW(ERR_CRITICAL_EXTENSION) \
    ROW(ERR_CERT_NONCONFORMING) \
    ROW(ERR_WEAK_KEY) \
    ROW(ERR_KEY_TOO_LARGE) \
    ROW(ERR_KEY_UNSUPPORTED) \
    ROW(ERR_WEAK_SIGNATURE) \
    ROW(ERR_SIGNATURE_UNSUPPORTED) \
    ROW(ERR_PATH_BUDGET) \
    ROW(ERR_PIN_MISMATCH) \
    ROW(ERR_CALLBACK_REFUSED) \
    ROW(ERR_PEER_CERT_MISSING) \
    ROW(ERR_CERT_MALFORMED) \
    ROW(ERR_NOT_TLS) \
    ROW(ERR_NO_COMMON_VERSION) \
    ROW(ERR_NO_COMMON_CIPHER) \
    ROW(ERR_NO_COMMON_GROUP) \
    ROW(ERR_NO_COMMON_ALPN) \
    ROW(ERR_HANDSHAKE_CLOSED) \
    ROW(ERR_HANDSHAKE_TIMEOUT) \
    ROW(ERR_HANDSHAKE_MALFORMED) \
    ROW(ERR_HANDSHAKE_SIGNATURE) \
    ROW(ERR_FINISHED_WRONG) \
    ROW(ERR_ILLEGAL_PARAMETER) \
    ROW(ERR_UNEXPECTED_MESSAGE) \
    ROW(ERR_MESSAGE_TOO_LARGE) \
    ROW(ERR_RECORD_MALFORMED) \
    ROW(ERR_RECORD_TOO_LONG) \
    ROW(ERR_BAD_RECORD_MAC) \
    ROW(ERR_CONNECTION_CUT) \
    ROW(ERR_RENEGOTIATION_REFUSED) \
    ROW(ERR_DOWNGRADED) \
    ROW(ERR_FLOODED) \
    ROW(ERR_TOO_MANY_HANDSHAKES) \
    ROW(ERR_ALERT_CLOSE_NOTIFY) \
    ROW(ERR_ALERT_UNEXPECTED_MESSAGE) \
    ROW(ERR_ALERT_BAD_RECORD_MAC) \
    ROW(ERR_ALERT_DECRYPTION_FAILED) \
    ROW(ERR_ALERT_RECORD_OVERFLOW) \
    ROW(ERR_ALERT_DECOMPRESSION_FAILURE) \
    ROW(ERR_ALERT_HANDSHAKE_FAILURE) \
    ROW(ERR_ALERT_NO_CERTIFICATE) \
    ROW(ERR_ALERT_BAD_CERTIFICATE) \
    ROW(ERR_ALERT_UNSUPPORTED_CERTIFICATE) \
    ROW(ERR_ALERT_CERTIFICATE_REVOKED) \
    ROW(ERR_ALERT_CERTIFICATE_EXPIRED) \
    ROW(ERR_ALERT_CERTIFICATE_UNKNOWN) \
    ROW(ERR_ALERT_ILLEGAL_PARAMETER) \
    ROW(ERR_ALERT_UNKNOWN_CA) \
    ROW(ERR_ALERT_ACCESS_DENIED) \
    ROW(ERR_ALERT_DECODE_ERROR) \
    ROW(ERR_ALERT_DECRYPT_ERROR) \
    ROW(ERR_ALERT_TOO_MANY_CIDS_REQUESTED) \
    ROW(ERR_ALERT_EXPORT_RESTRICTION) \
    ROW(ERR_ALERT_PROTOCOL_VERSION) \
    ROW(ERR_ALERT_INSUFFICIENT_SECURITY) \
    ROW(ERR_ALERT_INTERNAL_ERROR) \
    ROW(ERR_ALERT_INAPPROPRIATE_FALLBACK) \
    ROW(ERR_ALERT_USER_CANCELED) \
    ROW(ERR_ALERT_NO_RENEGOTIATION) \
    ROW(ERR_ALERT_MISSING_EXTENSION) \
    ROW(ERR_ALERT_UNSUPPORTED_EXTENSION) \
    ROW(ERR_ALERT_CERTIFICATE_UNOBTAINABLE) \
    ROW(ERR_ALERT_UNRECOGNIZED_NAME) \
    ROW(ERR_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE) \
    ROW(ERR_ALERT_BAD_CERTIFICATE_HASH_VALUE) \
    ROW(ERR_ALERT_UNKNOWN_PSK_IDENTITY) \
    ROW(ERR_ALERT_CERTIFICATE_REQUIRED) \
    ROW(ERR_ALERT_GENERAL_ERROR) \
    ROW(ERR_ALERT_NO_APPLICATION_PROTOCOL) \
    ROW(ERR_ALERT_ECH_REQUIRED) \
    ROW(ERR_ALERT_UNASSIGNED) \
    ROW(ERR_CLOCK_NOT_SET) \
    ROW(ERR_CLOCK_WENT_BACK) \
    ROW(ERR_RANDOM_FAILED) \
    ROW(ERR_RANDOM_STUCK) \
    ROW(ERR_HARDWARE_FAULT) \
    ROW(ERR_NO_ADDRESS) \
    ROW(ERR_CONNECT_FAILED) \
    ROW(ERR_NO_DATE) \
    ROW(ERR_READ_ONLY) \
    ROW(ERR_FILE_EXISTS) \
    ROW(ERR_NO_HARDWARE_KEY) \
    ROW(ERR_IDENTITY_ABSENT) \
    ROW(ERR_WRITE_LOST) \
    ROW(ERR_RENEWAL_REFUSED) \
    ROW(ERR_RENEWAL_LATER) \
    ROW(ERR_RENEWAL_ANSWER)

// What `camtls_init` compares with the library's own: the sizes of all structs, each times its place here.
#define CAMTLS_STRUCT_SIZES (0 \
    + 1 * sizeof(camtls_failure) \
    + 2 * sizeof(camtls_error_entry) \
    + 3 * sizeof(camtls_certificate_list) \
    + 4 * sizeof(camtls_certificate_info) \
    + 5 * sizeof(camtls_certificate_entry) \
    + 6 * sizeof(camtls_slot_info) \
    + 7 * sizeof(camtls_service_message))

// The version of this ABI: it changes when a struct, a signature or a meaning does.
#define CAMTLS_ABI_VERSION 1

// The answer of a `camtls_port_*` service that the port lacks.
#define CAMTLS_ABSENT 1

// `camtls_port_services`: SHA-256.
#define CAMTLS_SERVICE_SHA256 1

// `camtls_port_services`: AES-GCM.
#define CAMTLS_SERVICE_AES_GCM 2

// No alert is meant.
#define CAMTLS_ALERT_NONE 0

// The alert was sent, or is the one to be sent.
#define CAMTLS_ALERT_SENT 1

// The alert came from the peer.
#define CAMTLS_ALERT_RECEIVED 2

// A time that does not apply.
#define CAMTLS_TIME_NONE INT64_MIN

// TLS, the end that connects.
#define CAMTLS_PROTOCOL_TLS_CLIENT 0

// TLS, the end that accepts.
#define CAMTLS_PROTOCOL_TLS_SERVER 1

// DTLS, the end that connects (feature `dtls`).
#define CAMTLS_PROTOCOL_DTLS_CLIENT 2

// DTLS, the end that accepts (feature `dtls`).
#define CAMTLS_PROTOCOL_DTLS_SERVER 3

// The mode is decided by intent: a client that was given anchors requires, all else does not verify.
#define CAMTLS_VERIFY_UNSET -1

// The peer is not verified.
#define CAMTLS_VERIFY_NONE 0

// The peer is verified, the handshake goes on whatever the verdict.
#define CAMTLS_VERIFY_OPTIONAL 1

// Only a trusted peer gets a connection.
#define CAMTLS_VERIFY_REQUIRED 2

// The library copies the bytes.
#define CAMTLS_MEMORY_COPY 0

// Read-only memory that stays as it is until `camtls_deinit` (ROMFS, flash): never copied.
#define CAMTLS_MEMORY_BORROW 1

// The handshake is not complete: call `camtls_connection_advance` again, after serving what it wants.
#define CAMTLS_EVENT_HANDSHAKING 1

// Bytes from the peer are needed: `camtls_connection_input`, `camtls_connection_fed`.
#define CAMTLS_EVENT_WANT_READ 2

// Bytes wait to be sent: `camtls_connection_output`, `camtls_connection_sent`.
#define CAMTLS_EVENT_WANT_WRITE 4

// `camtls_connection_advance` is due after `camtls_connection_timer` milliseconds, whatever comes until then.
#define CAMTLS_EVENT_WANT_TIMER 8

// The script is to be asked: `camtls_connection_callback`, `camtls_connection_callback_result`.
#define CAMTLS_EVENT_WANT_CALLBACK 16

// Decrypted bytes can be read without more input.
#define CAMTLS_EVENT_HAS_PLAINTEXT 32

// The peer said that it sends nothing more.
#define CAMTLS_EVENT_PEER_CLOSED 64

// The peer's bytes ended without that.
#define CAMTLS_EVENT_TRUNCATED 128

// The connection has failed, for good: `camtls_connection_failure`. What it wants to send is the alert.
#define CAMTLS_EVENT_FAILED 256

// It was closed at this end.
#define CAMTLS_EVENT_CLOSED 512

// A list of attributes: a distinguished name.
#define CAMTLS_LIST_NAME 0

// A list of alternative names.
#define CAMTLS_LIST_ALTERNATIVE_NAMES 1

// A list of the purposes of an extended key usage.
#define CAMTLS_LIST_PURPOSES 2

// There is no value.
#define CAMTLS_VALUE_NONE 0

// The value is UTF-8.
#define CAMTLS_VALUE_TEXT 1

// The value is no text: its encoding.
#define CAMTLS_VALUE_BYTES 2

// The value is a `CAMTLS_LIST_NAME`.
#define CAMTLS_VALUE_NAME 3

// Room enough for what `camtls_key_generate` writes.
#define CAMTLS_KEY_MAX 192

// Room enough for what `camtls_key_request` writes.
#define CAMTLS_REQUEST_MAX 2048

// What a slot has besides key and certificates.
#define CAMTLS_SLOT_OVERHEAD 48

// A connection: a state machine without I/O.
typedef struct camtls_connection camtls_connection;

// What connections are made from: identity, trust anchors, what may be agreed on.
typedef struct camtls_context camtls_context;

// A client's session: what a later connection to the same server resumes.
typedef struct camtls_session camtls_session;

// What went wrong.
//
// Texts are UTF-8, end in NUL and are "" where they do not apply. Times are seconds since 1970, or `CAMTLS_TIME_NONE`.
typedef struct camtls_failure {
    // Positive: `errno`. −1 to −0x7FFF: Mbed TLS. −0x8001 to −0x8FFF: `CAMTLS_ERR_*`. 0: nothing went wrong.
    int32_t code;
    // `CAMTLS_ALERT_*`: who sent the alert.
    uint8_t alert_direction;
    // The alert's number (RFC 8446 section 6).
    uint8_t alert;
    // The certificate's place in the chain, 0 for the leaf; −1: no certificate is meant.
    int8_t depth;
    // 0.
    uint8_t reserved;
    // The camera's clock when it mattered.
    int64_t now;
    // The first date in conflict.
    int64_t not_before;
    // The last date in conflict.
    int64_t not_after;
    // The certificate's subject.
    char subject[64];
    // What is wrong, with the values in conflict, and what to do.
    char text[256];
} camtls_failure;

// One row of the catalogue.
typedef struct camtls_error_entry {
    // The code.
    int32_t code;
    // Its name in Python: `ERR_CERT_EXPIRED`.
    const char *name;
} camtls_error_entry;

// Signs with an EC key in the place of the library (a secure element, for example). `key` is the private key as it was loaded,
// without leading zeros: whatever the element knows its key by. Writes a DER signature (RFC 3279 section 2.2.3) over `hash`, of at
// most `*length` bytes, and its length. Answers 0 when that is done; above 0 when the key is none of its own: then the library
// signs; below 0 when it failed: then so does the handshake.
//
// It is called in the middle of `camtls_connection_advance`: what it calls of the library is refused with `EBUSY`.
typedef int32_t (*camtls_signer)(void *data, const uint8_t *key, size_t key_length, const uint8_t *hash,
    size_t hash_length, uint8_t *signature, size_t *length);

// What `camtls_certificate_next` has not given yet. Borrowed from the certificate's DER.
typedef struct camtls_certificate_list {
    // `CAMTLS_LIST_*`.
    int32_t kind;
    // What is left.
    const uint8_t *bytes;
    // Its length.
    size_t length;
} camtls_certificate_list;

// What a certificate says. Pointers are borrowed from its DER; nothing of it is verified.
typedef struct camtls_certificate_info {
    // 1, 2 or 3.
    uint32_t version;
    // The bits of a supported key, else 0.
    uint32_t key_bits;
    // The kind of its key: "P-256", "RSA", "Ed25519".
    char key[32];
    // The first eight bits of the key usage, digitalSignature the highest; 0 without.
    uint8_t key_usage;
    // It says of its subject that it is a certification authority.
    bool ca;
    // Its first second, in seconds since 1970.
    int64_t not_before;
    // Its last second, in seconds since 1970.
    int64_t not_after;
    // When it is time to renew it: two thirds of its life have passed, or half of one under ten days.
    int64_t renewal;
    // `not_before` in OpenSSL's words: "Jun  1 12:00:00 2026 GMT".
    char not_before_text[25];
    // `not_after` likewise.
    char not_after_text[25];
    // SHA-256 of its SubjectPublicKeyInfo: what `camtls_context_pin_public_key` takes.
    uint8_t pin[32];
    // SHA-256 of the certificate.
    uint8_t fingerprint[32];
    // The serial number, the highest byte first.
    const uint8_t *serial;
    // The bytes of the serial number.
    size_t serial_length;
    // Whose key it is.
    struct camtls_certificate_list subject;
    // Who signed it.
    struct camtls_certificate_list issuer;
    // The subject's alternative names.
    struct camtls_certificate_list alternative_names;
    // The purposes of its extended key usage.
    struct camtls_certificate_list purposes;
} camtls_certificate_info;

// An attribute, a name or a purpose.
typedef struct camtls_certificate_entry {
    // What it is, in CPython's words: "commonName", "DNS", "serverAuth"; an object identifier where there is no word. It and
    // `value` may point to `text`: an entry is not to be copied.
    const char *label;
    // Its value: borrowed from the certificate's DER, in `text`, or a constant.
    const uint8_t *value;
    // The value's length.
    size_t length;
    // `CAMTLS_VALUE_*`.
    int32_t form;
    // It is the first attribute of a relative name.
    bool begins;
    // What was written out.
    char text[96];
} camtls_certificate_entry;

// What a slot's file holds. Borrowed from the file's bytes.
typedef struct camtls_slot_info {
    // Which of two is newer: see `camtls_slot_is_newer`.
    uint32_t generation;
    // The private key.
    const uint8_t *key;
    // Its length.
    size_t key_length;
    // It is wrapped with a key of the device.
    bool wrapped;
    // The certificates, leaf first.
    const uint8_t *certificates;
    // Their length.
    size_t certificates_length;
    // The digest, which no other slot has.
    uint8_t digest[32];
} camtls_slot_info;

// A message of AES-GCM for `camtls_port_service_gcm`. Borrowed until that returns.
typedef struct camtls_service_message {
    // 0 encrypts, 1 decrypts.
    uint32_t decrypts;
    // The key.
    const uint8_t *key;
    // Its length: 16, 24 or 32.
    size_t key_length;
    // The nonce, of 12 bytes.
    const uint8_t *nonce;
    // The associated data.
    const uint8_t *data;
    // Their length.
    size_t data_length;
    // The text; it may be the same place as the output.
    const uint8_t *input;
    // Its length.
    size_t length;
    // Where what becomes of it goes, as long. Written on success only.
    uint8_t *output;
    // Where the tag of 16 bytes goes, decrypting too: the library compares. Written on success only.
    uint8_t *tag;
} camtls_service_message;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// A firmware refers to this symbol, so that one made for another ABI does not link.
extern const uint32_t camtls_abi_1;

// Makes a fresh start: forgets all earlier state without touching it. `struct_sizes` is the caller's `CAMTLS_STRUCT_SIZES`: how
// its compiler lays out what both write and read.
//
// Errors: `ERR_ABI_MISMATCH`.
int32_t camtls_init(uint32_t abi_version, size_t struct_sizes);

// Wipes everything and gives all memory back: at a soft reset, before the firmware's heap goes.
//
// Every context and connection is dead afterwards; `_free` on one does nothing.
void camtls_deinit(void);

// The library's name and version, for ever.
const char *camtls_version(void);

// The engine's name and version, for ever.
const char *camtls_engine_version(void);

// Tells who does a kind of work: its name, that of a unit of the chip or "software" or "firmware", and how often software had
// to step in for the unit since the start. Rows are numbered from 0. The names are static. May be called at any time.
//
// Errors: `ENOENT` beyond the last row; `ERR_BAD_ARGUMENT` for NULL.
int32_t camtls_hardware(uint32_t row, const char **work, const char **by, uint32_t *faults);

// Writes what the library holds of the firmware's memory: bytes now, bytes at the peak, blocks now.
//
// Errors: `ERR_BAD_ARGUMENT` for NULL.
int32_t camtls_memory_usage(size_t *held, size_t *peak, size_t *blocks);

// Writes to `out` the detail of the last call, of any function but a connection's, that answered a code.
void camtls_failure_last(struct camtls_failure *out);

// How many rows the catalogue has.
size_t camtls_error_count(void);

// Writes the `index`-th row of the catalogue to `out`. The name lives for ever.
//
// Errors: `ENOENT` past the end or for NULL.
int32_t camtls_error_get(size_t index, struct camtls_error_entry *out);

// The code that is called `name` in Python, its `length` bytes borrowed until return; 0 if none is.
int32_t camtls_error_number(const char *name, size_t length);

// Makes a context. `protocol`: `CAMTLS_PROTOCOL_*`.
//
// Errors: `ERR_BAD_VALUE`, `ERR_UNSUPPORTED`, `ENOMEM`. Ownership: free it with `camtls_context_free`.
int32_t camtls_context_new(int32_t protocol, struct camtls_context **out);

// Frees and wipes a context; NULL is allowed. Connections keep what they began with.
void camtls_context_free(struct camtls_context *self);

// Sets how strictly the peer is verified. `mode`: `CAMTLS_VERIFY_*`.
//
// Errors: `ERR_BAD_VALUE`.
int32_t camtls_context_set_verify_mode(struct camtls_context *self, int32_t mode);

// The effective mode: never `CAMTLS_VERIFY_UNSET`.
int32_t camtls_context_verify_mode(const struct camtls_context *self);

// Says whether a client checks the server's name.
int32_t camtls_context_set_check_hostname(struct camtls_context *self, bool on);

// Whether a client checks the server's name.
bool camtls_context_check_hostname(const struct camtls_context *self);

// Says whether a certificate's common name may stand in for a missing subject alternative name.
int32_t camtls_context_set_common_name(struct camtls_context *self, bool on);

// Whether a common name may stand in for a missing subject alternative name.
bool camtls_context_common_name(const struct camtls_context *self);

// Says whether `CAMTLS_EVENT_WANT_CALLBACK` asks about each certificate of an accepted path.
int32_t camtls_context_set_callback(struct camtls_context *self, bool on);

// Has `signer` make the ECDSA signatures of connections that are made from now on, NULL for the library itself. Of an EC key that is
// loaded while there is a signer, the public half alone must be the certificate's.
int32_t camtls_context_set_signer(struct camtls_context *self, camtls_signer signer, void *data);

// Loads what this end presents: certificates (DER, concatenated, leaf first) and the private key (PKCS#8, SEC1 or PKCS#1 DER).
//
// The certificates are copied or borrowed as `memory` says (`CAMTLS_MEMORY_*`), the key is always copied. An expired or not yet
// valid certificate is loaded: then `*warning` is its code and `camtls_failure_last` has the text, else `*warning` is 0.
//
// Errors: what cannot be loaded and why (`ERR_PEM_NOT_DER`, `ERR_KEY_MISMATCH`, …; `ERR_IDENTITY_INCOMPLETE` for NULL), `ENOMEM`;
// nothing is changed then.
// Blocking: one public-key operation.
int32_t camtls_context_load_identity(struct camtls_context *self, const uint8_t *certificates,
    size_t certificates_length, int32_t memory, const uint8_t *key, size_t key_length, int32_t *warning);

// Adds trust anchors: DER certificates, one or more concatenated, copied or borrowed as `memory` says.
//
// Errors: what cannot be loaded and why, `ENOMEM`; nothing is changed then.
int32_t camtls_context_load_anchors(struct camtls_context *self, const uint8_t *certificates, size_t length,
    int32_t memory);

// How many trust anchors there are.
size_t camtls_context_anchor_count(const struct camtls_context *self);

// Adds revocation lists: DER CRLs, one or more concatenated, copied or borrowed as `memory` says.
//
// Errors: as for anchors.
int32_t camtls_context_load_crls(struct camtls_context *self, const uint8_t *lists, size_t length, int32_t memory);

// Sets what is checked beside the chain: 0x4 and 0xC revocation lists (leaf, all), 0x20 the web PKI's rules (feature `strict`).
//
// Errors: `ERR_BAD_VALUE`, `ERR_UNSUPPORTED`.
int32_t camtls_context_set_verify_flags(struct camtls_context *self, uint32_t flags);

// The flags.
uint32_t camtls_context_verify_flags(const struct camtls_context *self);

// Pins a public key by the SHA-256 of its SubjectPublicKeyInfo, 32 bytes (RFC 7469 section 2.4). Any of several serves.
//
// Errors: `ERR_LIMIT_REACHED` for more than 8, `ERR_BAD_ARGUMENT` for NULL.
int32_t camtls_context_pin_public_key(struct camtls_context *self, const uint8_t *sha256);

// Chooses cipher suites: IANA names joined by commas, in the order of preference.
//
// Errors: `ERR_CIPHER_UNKNOWN`, `ERR_NO_CIPHERS`.
int32_t camtls_context_set_ciphers(struct camtls_context *self, const char *names, size_t length);

// The IANA name of the `index`-th suite that is offered, for ever; NULL past the end.
const char *camtls_context_cipher(const struct camtls_context *self, size_t index);

// Bounds what handshakes may take, 0 for no bound: `timeout` milliseconds each (30,000 at first), so many `handshakes` of a server
// under way (32 at first), and the bytes of `memory` that the context's connections hold together (none at first): one in its
// handshake that needs more fails with `ENOMEM`, open ones go on. It holds for connections that are made from now on.
int32_t camtls_context_set_limits(struct camtls_context *self, uint32_t timeout, size_t handshakes, size_t memory);

// Bounds the versions: 0x0303 is TLS 1.2, 0x0304 is TLS 1.3, 0 the library's own bound. DTLS has 1.2 alone.
//
// Errors: `ERR_BAD_VALUE`, `ERR_VERSION_RANGE`, `ERR_UNSUPPORTED` for DTLS 1.3.
int32_t camtls_context_set_versions(struct camtls_context *self, uint16_t minimum, uint16_t maximum);

// Chooses the groups of the key exchange: their names (`prime256v1`, `secp256r1`, `secp384r1`, `X25519`) joined by colons, in the
// order of preference.
//
// Errors: `ERR_BAD_ARGUMENT`.
int32_t camtls_context_set_groups(struct camtls_context *self, const char *names, size_t length);

// Sets the application protocols (ALPN), at most 8, in the order of preference: each behind a byte with its length. Empty: none.
//
// Errors: `ERR_BAD_ARGUMENT`, `ENOMEM`. Ownership: copied.
int32_t camtls_context_set_alpn(struct camtls_context *self, const uint8_t *names, size_t length);

// Says whether servers give their clients tickets to resume with, as they do by default: keys for them live as long as the context
// is not changed. A server that asks for certificates gives none.
int32_t camtls_context_set_tickets(struct camtls_context *self, bool on);

// Loads what this end presents, as `camtls_context_load_identity` does, but only if peers can accept it now: it is in date, and,
// unless `anchors` (DER, concatenated) is NULL, it has a path to one of these.
//
// Errors: what cannot be loaded and why, what a peer would say of it; nothing is changed then. Connections keep what they began
// with. Blocking: some public-key operations, 9 at most.
int32_t camtls_context_replace_identity(struct camtls_context *self, const uint8_t *certificates,
    size_t certificates_length, int32_t memory, const uint8_t *key, size_t key_length, const uint8_t *anchors,
    size_t anchors_length);

// Loads trust anchors as `camtls_context_load_anchors` does, in the place of those that were loaded before.
//
// Errors: likewise; nothing is changed then.
int32_t camtls_context_replace_anchors(struct camtls_context *self, const uint8_t *certificates, size_t length,
    int32_t memory);

// Loads revocation lists as `camtls_context_load_crls` does, in the place of those that were loaded before.
//
// Errors: likewise; nothing is changed then.
int32_t camtls_context_replace_crls(struct camtls_context *self, const uint8_t *lists, size_t length, int32_t memory);

// Makes a connection of `context` at the end that `server_side` names. `server_hostname` NULL: none was given.
//
// Errors: `ERR_HOSTNAME_REQUIRED`, `ERR_HOSTNAME_INVALID`, `ERR_TOO_MANY_HANDSHAKES`, `ENOMEM`.
// Ownership: free it with `camtls_connection_free`; the name is copied; the context may be freed before it.
int32_t camtls_connection_new(struct camtls_context *context, bool server_side, const char *server_hostname,
    size_t length, struct camtls_connection **out);

// Frees and wipes a connection, NULL allowed: no I/O, no callback, no allocation. While it is busy that waits for leave.
void camtls_connection_free(struct camtls_connection *self);

// Marks the connection busy, before anything else is done with it.
//
// Errors: `EBUSY` when it is busy already.
int32_t camtls_connection_enter(struct camtls_connection *self);

// Ends busy. Where a free was deferred it is done now: then the connection is dead and the answer true.
bool camtls_connection_leave(struct camtls_connection *self);

// One bounded piece of work, at most one public-key operation: towards the end of the handshake, and after it on the record
// that was fed, so that the event word tells what it brought. Answers the event word.
//
// `CAMTLS_EVENT_HANDSHAKING` without a want and without a failure: call it again, after other work that is due.
uint32_t camtls_connection_advance(struct camtls_connection *self);

// The event word, without any work.
uint32_t camtls_connection_events(const struct camtls_connection *self);

// The place for the next bytes from the peer: exactly as many as the record still needs.
//
// Ownership: the window is the connection's, valid until the next call on it.
int32_t camtls_connection_input(struct camtls_connection *self, uint8_t **window, size_t *length);

// Tells that `length` bytes were read into the window; 0 tells that the peer's bytes have ended. Datagrams do not end: each is fed
// whole, an empty one is nothing.
//
// Errors: `ERR_BAD_ARGUMENT` for more than the window has.
int32_t camtls_connection_fed(struct camtls_connection *self, size_t length);

// What is to be sent next: a stream's whole flight, or one datagram. Empty if nothing is.
//
// Ownership: the bytes are the connection's, valid until the next call on it.
int32_t camtls_connection_output(struct camtls_connection *self, const uint8_t **bytes, size_t *length);

// Tells that the first `length` bytes of the output were sent; of a datagram, all that ever will be.
//
// Errors: `ERR_BAD_ARGUMENT` for more than there is.
int32_t camtls_connection_sent(struct camtls_connection *self, size_t length);

// Decrypts into `buffer`; `*count` is 0 where the events tell why.
//
// Errors: the connection's failure.
int32_t camtls_connection_read(struct camtls_connection *self, uint8_t *buffer, size_t length, size_t *count);

// Encrypts the beginning of `bytes` as one record; `*count` is how much of it, 0 while earlier output waits.
//
// What is counted is accepted for good: it is never to be given again.
//
// Errors: the connection's failure; `ENOMEM`, which may pass.
int32_t camtls_connection_write(struct camtls_connection *self, const uint8_t *bytes, size_t length, size_t *count);

// Bytes of plaintext that a read would give without more input.
size_t camtls_connection_pending(const struct camtls_connection *self);

// Ends the connection at this end: queues close_notify once, where a handshake is complete and nothing has failed. Who goes on
// feeding and advancing learns of the peer's close_notify; the plaintext before it is passed over.
int32_t camtls_connection_close(struct camtls_connection *self);

// Writes the connection's failure to `out`; its code is 0 if there is none.
void camtls_connection_failure(const struct camtls_connection *self, struct camtls_failure *out);

// The verdict on the peer: 0 trusted, 1 not verified, else the code that `CAMTLS_VERIFY_REQUIRED` would have failed with.
int32_t camtls_connection_verify_result(const struct camtls_connection *self);

// The negotiated suite's IANA name, for ever; NULL before it is known.
const char *camtls_connection_cipher(const struct camtls_connection *self);

// The strength of the negotiated suite's cipher, in bits; 0 before it is known.
uint32_t camtls_connection_cipher_bits(const struct camtls_connection *self);

// The negotiated application protocol, as long as the connection lives; NULL if there is none.
const char *camtls_connection_alpn(const struct camtls_connection *self);

// Whether the handshake is complete and resumed a session.
bool camtls_connection_is_resumed(const struct camtls_connection *self);

// Whether the handshake is complete and the peer was shown this end's certificate. A client's has been accepted once data of the server
// was read (feature `operations`).
bool camtls_connection_used_identity(const struct camtls_connection *self);

// Makes an end of the peer's bytes without close_notify a failure, `ERR_CONNECTION_CUT`, instead of an event alone.
void camtls_connection_refuse_truncation(struct camtls_connection *self);

// The negotiated version, "TLSv1.2", "TLSv1.3" or "DTLSv1.2", for ever; NULL before it is known.
const char *camtls_connection_version(const struct camtls_connection *self);

// The DER of the peer's `index`-th certificate as it was presented, 0 for the leaf.
//
// Errors: `ENOENT` past the end. Ownership: borrowed until the next call on the connection.
int32_t camtls_connection_peer_certificate(const struct camtls_connection *self, size_t index, const uint8_t **der,
    size_t *length);

// The certificate that the script is asked about: the root first, `*depth` counts down to 0 for the leaf.
//
// Errors: `ENOENT` when nothing is asked. Ownership: borrowed until the next call on the connection.
int32_t camtls_connection_callback(const struct camtls_connection *self, const uint8_t **der, size_t *length,
    int32_t *depth);

// The script's answer: 0 accepts, anything else refuses the peer.
int32_t camtls_connection_callback_result(struct camtls_connection *self, int32_t result);

// Milliseconds until advance is due: in a handshake whose time is limited. 0: it is due now; `UINT32_MAX`: no timer runs.
uint32_t camtls_connection_timer(const struct camtls_connection *self);

// Tells a server of datagrams the address of its client, before the first advance: a cookie holds for this address alone. Elsewhere
// it does nothing.
//
// A server's first handshake with a client fails with Mbed TLS's number for "hello verify required" (-27264) once what it wants to
// send, the cookie, is sent; the client comes again and shows it to the next connection of the same context.
//
// Errors: `ERR_BAD_ARGUMENT` for an address of no bytes, `ERR_WRONG_STATE`, `ENOMEM`. Ownership: copied.
int32_t camtls_connection_set_client(struct camtls_connection *self, const uint8_t *address, size_t length);

// Makes a session object of what the connection, a client's, can be resumed with: with TLS 1.3 there is nothing before a ticket was
// read. It keeps the secrets, the verdict and all that was demanded of the peer.
//
// Errors: `ENOENT` where there is nothing, `ENOMEM`. Ownership: free it with `camtls_session_free`; the connection may go first.
int32_t camtls_connection_session(struct camtls_connection *self, struct camtls_session **out);

// Offers to resume `session`, before the first advance. It is passed over, and the handshake a whole one, where the connection
// is to another name or has other trust settings, identity or versions, where a certificate of the session is out of date by the
// camera's clock, and where the session's lifetime is over.
//
// Errors: `ERR_WRONG_STATE`, `ENOMEM`. Ownership: the session may be freed before the connection.
int32_t camtls_connection_take_up(struct camtls_connection *self, const struct camtls_session *session);

// Frees and wipes a session, NULL allowed.
void camtls_session_free(struct camtls_session *self);

// Judges a chain (DER, concatenated, leaf first) by the anchors (DER, concatenated), as a handshake would.
//
// `hostname` NULL: no name is checked. `for_server`: the leaf is to serve a server, else a client. `crls`, which may be NULL,
// are revocation lists (DER, concatenated), looked at if `flags` say so, as for a context.
//
// Errors: the verdict, told by `camtls_failure_last`. Blocking: some public-key operations, 8 at most.
int32_t camtls_certificate_verify(const uint8_t *chain, size_t chain_length, const uint8_t *anchors,
    size_t anchors_length, const uint8_t *crls, size_t crls_length, const char *hostname, size_t hostname_length,
    bool for_server, uint32_t flags);

// Reads a certificate in DER, whatever it is good for.
//
// Errors: `ERR_CERT_MALFORMED`, `ERR_BAD_ARGUMENT`. Ownership: `out` borrows `der`.
int32_t camtls_certificate_read(const uint8_t *der, size_t length, struct camtls_certificate_info *out);

// Finds the `index`-th of some certificates (DER, concatenated).
//
// Errors: `ENOENT` past the end; why these are no certificates, as when they are loaded. Ownership: `*out` points into `der`.
int32_t camtls_certificate_find(const uint8_t *der, size_t length, size_t index, const uint8_t **out,
    size_t *out_length);

// Takes the first entry off a list.
//
// Errors: `ENOENT` at the end, `ERR_CERT_MALFORMED`, `ERR_BAD_ARGUMENT`.
int32_t camtls_certificate_next(struct camtls_certificate_list *list, struct camtls_certificate_entry *out);

// Writes the time by which certificates are judged, in seconds since 1970.
//
// Errors: `ERR_CLOCK_NOT_SET`, `ERR_CLOCK_WENT_BACK`, `ERR_BAD_ARGUMENT`.
int32_t camtls_clock_read(int64_t *out);

// The time that is known to have passed, in seconds since 1970; 0 while none is. It rises when a peer's chain is accepted, to the
// first second of the newest certificate on it: that is signed.
int64_t camtls_clock_floor(void);

// Tells a time that has passed, in seconds since 1970, on better authority than the clock's: a clock below it is not believed
// (`ERR_CLOCK_WENT_BACK`), until `camtls_deinit`. An earlier one changes nothing.
void camtls_clock_raise_floor(int64_t seconds_since_1970);

// Tells what the clock is going to be set to, in seconds since 1970, by one who is known but may be wrong: a clock before that is not
// believed either, until `camtls_deinit`, while `camtls_clock_floor` stays as it is.
//
// Errors: `ERR_CLOCK_WENT_BACK` for a time before the floor, what was told before, or the day this library was built.
int32_t camtls_clock_tell(int64_t seconds_since_1970);

// Makes a private key with the library's generator, as PKCS#8, or `wrapped`: encrypted with a key of the device. `curve`: `prime256v1`
// or `secp384r1`.
//
// Errors: `ERR_BAD_ARGUMENT`, `ERR_LIMIT_REACHED`, `ERR_RANDOM_FAILED`, `ERR_RANDOM_STUCK`, `ENOMEM`, wrapped `ERR_NO_HARDWARE_KEY` and
// `ERR_HARDWARE_FAULT`; nothing of a key is in `out` then. Blocking: one public-key operation. Ownership: the caller wipes `out`.
int32_t camtls_key_generate(const char *curve, size_t curve_length, bool wrapped, uint8_t *out, size_t size,
    size_t *length);

// Makes a certificate request (PKCS#10) for a private key on a curve: for `subject`, `CN=camera-7,O=Example` or a common name alone, and
// `names`, DNS names and addresses with commas between them; or, where `certificate` is not NULL, for what the first one there says.
//
// Errors: what is wrong with the key or the certificate, `ERR_BAD_ARGUMENT`, `ERR_LIMIT_REACHED`, `ERR_RANDOM_FAILED`,
// `ENOMEM`. Blocking: two public-key operations.
int32_t camtls_key_request(const uint8_t *key, size_t key_length, const char *subject, size_t subject_length,
    const char *names, size_t names_length, const uint8_t *certificate, size_t certificate_length, uint8_t *out,
    size_t size, size_t *length);

// Reads a slot's file.
//
// Errors: `ENOENT` for what was not written to its end or has been changed since. Ownership: `out` borrows `bytes`.
int32_t camtls_slot_read(const uint8_t *bytes, size_t length, struct camtls_slot_info *out);

// Whether the slot of one generation is newer than that of another. Generations go round.
bool camtls_slot_is_newer(uint32_t generation, uint32_t other);

// Makes a slot's file of an identity, which is checked as `camtls_context_load_identity` checks it. `out` has room for both lengths and
// `CAMTLS_SLOT_OVERHEAD`.
//
// Errors: what cannot be loaded and why, `ERR_LIMIT_REACHED`, `ENOMEM`. Blocking: one public-key operation. Ownership: the caller wipes `out`.
int32_t camtls_slot_write(uint32_t generation, const uint8_t *certificates, size_t certificates_length,
    const uint8_t *key, size_t key_length, uint8_t *out, size_t size, size_t *length);

// Of what a CA answered to a request (PKCS#7 of certificates) takes the one for `key`, and behind it the issuers that are in the answer or
// among `others`: the chain to install.
//
// Errors: `ERR_RENEWAL_ANSWER`, `ERR_KEY_MISMATCH`, what is wrong with the key, `ERR_LIMIT_REACHED`, `ENOMEM`.
int32_t camtls_certificate_answered(const uint8_t *answer, size_t answer_length, const uint8_t *key, size_t key_length,
    const uint8_t *others, size_t others_length, uint8_t *out, size_t size, size_t *length);

// Remembers a failure that the port found, for `camtls_failure_last`: `ERR_NO_ADDRESS`, `ERR_CONNECT_FAILED` (with a port) and
// `ERR_NO_DATE` with a server as `name`; `ERR_READ_ONLY`, `ERR_FILE_EXISTS`, `ERR_IDENTITY_ABSENT`, `ERR_WRITE_LOST` with a path as `name`; `ERR_RENEWAL_REFUSED` with a status and its reason, `ERR_RENEWAL_LATER`
// with seconds, `ERR_RENEWAL_ANSWER` (`number` 1: it took too long), `ERR_BAD_ARGUMENT` for its address (1: its name is not checked). The result is `code`, or `ERR_BAD_VALUE` for another one.
int32_t camtls_failure_found(int32_t code, const char *name, size_t length, int64_t number);

// Fills `out` with `length` random bytes from the chip's generator.
//
// Result: 0, or anything else where there is no randomness: then the connection fails.
extern int32_t camtls_port_random(uint8_t *out, size_t length);

// Writes the time, in seconds since 1970 (UTC).
//
// Result: 0, or `CAMTLS_ABSENT` while the clock is not set.
extern int32_t camtls_port_clock(int64_t *seconds_since_1970);

// Milliseconds of a clock that never goes back; it may wrap.
extern uint32_t camtls_port_milliseconds(void);

// A block of the firmware's heap, aligned to 8 bytes, that the garbage collector does not take; NULL when there is none.
extern void *camtls_port_memory_take(size_t size);

// Gives a block of `camtls_port_memory_take` back.
extern void camtls_port_memory_give(void *block);

// Takes the mutex around the library; does nothing where there are no threads.
extern void camtls_port_lock(void);

// Gives the mutex back.
extern void camtls_port_unlock(void);

// Keeps interrupts from being served; the answer is for `camtls_port_interrupts_restore`. These nest.
extern uint32_t camtls_port_interrupts_off(void);

// Serves interrupts again if they were served before.
extern void camtls_port_interrupts_restore(uint32_t state);

// Writes the 32 bytes of a key that only this device has.
//
// Result: 0, or `CAMTLS_ABSENT`.
extern int32_t camtls_port_device_key(uint8_t *out);

// Writes the device's unique number, at most `*length` bytes, and its length to `*length`.
//
// Result: 0, or `CAMTLS_ABSENT`.
extern int32_t camtls_port_unique_id(uint8_t *out, size_t *length);

// What another processor does for this one, as `CAMTLS_SERVICE_` bits: only what is faster than software, messages of 2 KB taken.
// Asked with the feature `chip-alif` alone.
extern uint32_t camtls_port_services(void);

// SHA-256 of bytes that are all there, by such a service. `out` has 32 bytes and is written on success only.
//
// Result: 0, or anything else: software does it then, and counts a fault.
extern int32_t camtls_port_service_sha256(const uint8_t *data, size_t length, uint8_t *out);

// AES-GCM of a message, likewise.
//
// Result: 0, or anything else: software does it then, and counts a fault.
extern int32_t camtls_port_service_gcm(const struct camtls_service_message *message);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CAMTLS_H */
