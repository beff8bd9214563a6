//! What an error means where the handshake stands: Mbed TLS has one number for several things.

use super::Connection;
use crate::engine::{Error, Kind, Role, record_buffers as buffers};
use core::ffi::c_int;
use mbedtls as ffi;

const CLIENT_HELLO: c_int = ffi::MBEDTLS_SSL_CLIENT_HELLO as c_int;
const SERVER_HELLO: c_int = ffi::MBEDTLS_SSL_SERVER_HELLO as c_int;
const HELLO_RETRY_REQUEST: c_int = ffi::MBEDTLS_SSL_HELLO_RETRY_REQUEST as c_int;
const SERVERS_VERIFY: c_int = ffi::MBEDTLS_SSL_CERTIFICATE_VERIFY as c_int;
const CLIENTS_VERIFY: c_int = ffi::MBEDTLS_SSL_CLIENT_CERTIFICATE_VERIFY as c_int;
const SERVERS_FINISHED: c_int = ffi::MBEDTLS_SSL_SERVER_FINISHED as c_int;
const CLIENTS_FINISHED: c_int = ffi::MBEDTLS_SSL_CLIENT_FINISHED as c_int;

/// How many empty records in a row Mbed TLS takes.
const EMPTY_RECORDS_MAX: c_int = 3;

impl Connection {
    /// What `error`, which this connection has just given, means.
    #[must_use]
    pub fn kind(&self, error: Error) -> Kind {
        let is_client = self.role() == Role::Client;
        match (error.kind(), self.ssl.state) {
            _ if self.config.take_signer_failure() => Kind::Signer,
            (Kind::NoCommonParameters, SERVERS_FINISHED | CLIENTS_FINISHED) => Kind::WrongFinished,
            // TLS 1.3: the other end's proof. In a state of this end's own there is no algorithm in common to sign with.
            (Kind::NoCommonParameters, SERVERS_VERIFY) if is_client => Kind::WrongSignature,
            (Kind::NoCommonParameters, CLIENTS_VERIFY) if !is_client => Kind::WrongSignature,
            (Kind::NoCommonParameters, HELLO_RETRY_REQUEST) => Kind::NoCommonGroup,
            (Kind::NoCommonParameters, CLIENT_HELLO) if self.offers_no_known_group() => Kind::NoCommonGroup,
            // Mbed TLS passes over what is no record of DTLS, but for a server's very first.
            (Kind::Malformed, CLIENT_HELLO) if error.is_of_record() && self.is_datagram() => Kind::NotDtls,
            (Kind::RecordAuthentication, _) if self.ssl.nb_zero > EMPTY_RECORDS_MAX => Kind::Flooded,
            (Kind::RecordOverflow, _) if buffers::collected(&self.ssl) > 0 => Kind::MessageOverflow,
            (Kind::IllegalParameter, SERVER_HELLO) if self.is_downgraded() => Kind::Downgraded,
            (kind, _) => kind,
        }
    }

    /// Whether a client of TLS 1.2 has listed curves, but none that is known here.
    fn offers_no_known_group(&self) -> bool {
        // SAFETY: NULL or the handshake's live state; the list is NULL or ends in a 0.
        unsafe { self.ssl.handshake.as_ref().and_then(|handshake| handshake.curves_tls_id.as_ref()) == Some(&0) }
    }

    /// Whether the ServerHello that was read last carries the mark of a server that could do better (RFC 8446 section 4.1.3).
    fn is_downgraded(&self) -> bool {
        const MARK: core::ops::Range<usize> = 30..37;
        if self.ssl.in_msg.is_null() || self.ssl.in_hslen < MARK.end {
            return false;
        }
        // SAFETY: a handshake message of that length at least is in the buffer.
        let hello = unsafe { core::slice::from_raw_parts(self.ssl.in_msg, MARK.end) };
        hello.get(MARK) == Some(b"DOWNGRD")
    }
}
