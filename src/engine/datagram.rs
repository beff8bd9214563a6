//! What DTLS 1.2 (RFC 6347) needs beside records: a timer, a queue of datagrams, cookies, bounds.

use super::wire::Wire;
use super::{Error, random};
use crate::platform::clock;
use crate::platform::memory::Bytes;
use core::cell::UnsafeCell;
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use mbedtls as ffi;

/// The first flight is sent again after so long, in milliseconds, each time after twice as long (RFC 6347 section 4.2.4.1) …
const RESEND_FIRST: u32 = 1000;
/// … up to this.
const RESEND_LAST: u32 = 16_000;
/// For how long a silent peer is waited for, in milliseconds: all of these times.
pub const HANDSHAKE_PATIENCE: u32 = RESEND_LAST * 2 - RESEND_FIRST;
/// The most that waits to be sent; more is lost, as it may be on any network.
const QUEUE_MAX: usize = 16 * 1024;

/// When a flight is to be sent again.
#[derive(Clone, Copy)]
pub(super) struct Timer {
    start: u32,
    intermediate: u32,
    due: u32,
}

impl Timer {
    fn elapsed(self) -> u32 {
        clock::milliseconds().wrapping_sub(self.start)
    }

    /// Milliseconds until it is due.
    pub(super) fn left(self) -> u32 {
        self.due.saturating_sub(self.elapsed())
    }
}

/// Mbed TLS starts the timer, or stops it with `due` 0.
pub(super) unsafe extern "C" fn set_timer(wire: *mut c_void, intermediate: u32, due: u32) {
    // SAFETY: set_timer_cb was given the wire, which outlives `ssl`; nobody else holds a reference while Mbed TLS runs.
    let wire = unsafe { &mut *wire.cast::<Wire>() };
    wire.timer = (due != 0).then(|| Timer { start: clock::milliseconds(), intermediate, due });
}

/// Mbed TLS asks: -1 no timer runs, 0 none of the times has passed, 1 the intermediate one, 2 both.
pub(super) unsafe extern "C" fn get_timer(wire: *mut c_void) -> c_int {
    // SAFETY: as in `set_timer`.
    let wire = unsafe { &*wire.cast::<Wire>() };
    match wire.timer {
        None => -1,
        Some(timer) if timer.elapsed() >= timer.due => 2,
        Some(timer) if timer.elapsed() >= timer.intermediate => 1,
        Some(_) => 0,
    }
}

impl Wire {
    /// Puts a datagram into the queue; where there is no room, it is lost.
    pub(super) fn queue(&mut self, datagram: &[u8]) {
        let Ok(length) = u16::try_from(datagram.len()) else { return };
        let waiting = self.flight.as_deref().unwrap_or_default();
        if waiting.len().saturating_add(datagram.len()) > QUEUE_MAX {
            return;
        }
        let longer = Bytes::zeroed(waiting.len().saturating_add(2).saturating_add(datagram.len()));
        let Ok(mut longer) = longer else {
            self.lost = true;
            return;
        };
        let length = length.to_be_bytes();
        let bytes = waiting.iter().chain(&length).chain(datagram).copied();
        longer.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        self.flight = Some(longer);
    }

    /// The datagram to be sent next; empty if none waits.
    pub(super) fn datagram(&self) -> &[u8] {
        let waiting = self.flight.as_deref().and_then(|flight| flight.get(self.flight_sent..));
        let Some([high, low, rest @ ..]) = waiting else { return &[] };
        rest.get(..usize::from(u16::from_be_bytes([*high, *low]))).unwrap_or_default()
    }

    /// The datagram was sent.
    pub(super) fn datagram_sent(&mut self) {
        self.flight_sent = self.flight_sent.saturating_add(2).saturating_add(self.datagram().len());
        if self.flight.as_ref().is_none_or(|flight| self.flight_sent >= flight.len()) {
            self.flight = None;
            self.flight_sent = 0;
        }
    }
}

/// What a server makes its clients prove with that they receive at the address they send from (RFC 6347 section 4.2.1): a key that
/// lives as long as the context. A cookie holds while 60 others are given.
pub struct Cookies(UnsafeCell<ffi::mbedtls_ssl_cookie_ctx>);

impl Cookies {
    /// A new key.
    ///
    /// # Errors
    /// No randomness, out of memory.
    pub fn new() -> Result<Self, Error> {
        let mut cookies = MaybeUninit::uninit();
        // SAFETY: init writes the whole structure, which points to its heap alone and may move.
        let cookies = unsafe {
            ffi::mbedtls_ssl_cookie_init(cookies.as_mut_ptr());
            Self(UnsafeCell::new(cookies.assume_init()))
        };
        let setup = || {
            // SAFETY: initialised above, and nobody else has it yet.
            Error::check(unsafe {
                ffi::mbedtls_ssl_cookie_setup(cookies.0.get(), Some(random::callback), core::ptr::null_mut())
            })
        };
        Error::watching_memory(setup)?;
        Ok(cookies)
    }
}

impl Drop for Cookies {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`; wipes and frees the key.
        unsafe { ffi::mbedtls_ssl_cookie_free(self.0.get()) };
    }
}

/// Sets what only datagrams need; `cookies` live as long as `config`.
pub(super) fn configure(config: &mut ffi::mbedtls_ssl_config, cookies: Option<&Cookies>) {
    // SAFETY: the configuration is set up; the cookies are reached through the pointer alone, by who holds the library.
    unsafe {
        ffi::mbedtls_ssl_conf_handshake_timeout(config, RESEND_FIRST, RESEND_LAST);
        if let Some(cookies) = cookies {
            ffi::mbedtls_ssl_conf_dtls_cookies(
                config,
                Some(ffi::mbedtls_ssl_cookie_write),
                Some(ffi::mbedtls_ssl_cookie_check),
                cookies.0.get().cast(),
            );
        }
    }
}
