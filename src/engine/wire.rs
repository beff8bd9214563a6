//! What Mbed TLS and the connection share while bytes go in and out, and Mbed TLS's callbacks on it.

#[cfg(feature = "dtls")]
use super::datagram::Timer;
use crate::platform::memory::Bytes;
use core::ffi::{c_int, c_uchar, c_void};
use mbedtls as ffi;

/// What Mbed TLS's callbacks share with the connection.
pub(super) struct Wire {
    /// Bytes that the caller read into the window and that Mbed TLS has not asked for yet.
    pub(super) staged: usize,
    /// The peer's bytes have ended.
    pub(super) ended: bool,
    /// A certificate chain was read and is to be judged.
    pub(super) chain_was_read: bool,
    /// Records of a flight that wait to be sent together; after the handshake Mbed TLS's own buffer is sent from.
    pub(super) flight: Option<Bytes>,
    /// How much of the flight was sent.
    pub(super) flight_sent: usize,
    /// Whether records are collected into the flight.
    pub(super) collects: bool,
    /// Bytes of Mbed TLS's own buffer that the caller sent and that were not accounted for yet.
    pub(super) acknowledged: usize,
    /// Datagrams instead of a stream: the flight is a queue of them, each behind its length (two bytes).
    #[cfg(feature = "dtls")]
    pub(super) datagram: bool,
    /// When to send a flight of datagrams again.
    #[cfg(feature = "dtls")]
    pub(super) timer: Option<Timer>,
    /// A datagram was lost for want of memory.
    #[cfg(feature = "dtls")]
    pub(super) lost: bool,
    /// Mbed TLS has asked for a datagram, and there was none.
    #[cfg(feature = "dtls")]
    pub(super) asked: bool,
}

impl Wire {
    /// Nothing in, nothing out. The records of a stream's flight are sent together, datagrams one by one.
    pub(super) const fn new(datagram: bool) -> Self {
        let _ = datagram;
        Self {
            staged: 0,
            ended: false,
            chain_was_read: false,
            flight: None,
            flight_sent: 0,
            collects: true,
            acknowledged: 0,
            #[cfg(feature = "dtls")]
            datagram,
            #[cfg(feature = "dtls")]
            timer: None,
            #[cfg(feature = "dtls")]
            lost: false,
            #[cfg(feature = "dtls")]
            asked: false,
        }
    }
}

/// Mbed TLS's output: into the flight, or accounted for once the caller has sent it.
pub(super) unsafe extern "C" fn send(wire: *mut c_void, bytes: *const c_uchar, length: usize) -> c_int {
    // SAFETY: set_bio was given the wire, which outlives `ssl`; nobody else holds a reference while Mbed TLS runs.
    let wire = unsafe { &mut *wire.cast::<Wire>() };
    if !wire.collects {
        let accepted = wire.acknowledged.min(length);
        wire.acknowledged = wire.acknowledged.saturating_sub(accepted);
        return if accepted == 0 {
            ffi::MBEDTLS_ERR_SSL_WANT_WRITE
        } else {
            c_int::try_from(accepted).unwrap_or(c_int::MAX)
        };
    }
    // SAFETY: Mbed TLS passes `length` bytes.
    let record = unsafe { core::slice::from_raw_parts(bytes, length) };
    #[cfg(feature = "dtls")]
    if wire.datagram {
        wire.queue(record);
        return c_int::try_from(length).unwrap_or(c_int::MAX);
    }
    let longer = match &wire.flight {
        Some(flight) => flight.extended(record),
        None => Bytes::copy_of(record),
    };
    match longer {
        Ok(flight) => {
            wire.flight = Some(flight);
            c_int::try_from(length).unwrap_or(c_int::MAX)
        }
        Err(_) => ffi::MBEDTLS_ERR_SSL_ALLOC_FAILED,
    }
}

/// Mbed TLS's input: the bytes that the caller read into the window lie where Mbed TLS wants them.
pub(super) unsafe extern "C" fn receive(wire: *mut c_void, _place: *mut c_uchar, length: usize) -> c_int {
    // SAFETY: as in `send`.
    let wire = unsafe { &mut *wire.cast::<Wire>() };
    if wire.staged > 0 {
        let count = wire.staged.min(length);
        wire.staged = wire.staged.saturating_sub(count);
        return c_int::try_from(count).unwrap_or(c_int::MAX);
    }
    #[cfg(feature = "dtls")]
    {
        wire.asked = true;
    }
    if wire.ended { 0 } else { ffi::MBEDTLS_ERR_SSL_WANT_READ }
}

/// Carries the wire to the verification seam, which calls it never.
pub(super) unsafe extern "C" fn never_called(
    _: *mut c_void,
    _: *mut ffi::mbedtls_x509_crt,
    _: c_int,
    _: *mut u32,
) -> c_int {
    0
}
