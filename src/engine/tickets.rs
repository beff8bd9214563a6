//! A server's tickets (RFC 5077, RFC 8446 section 4.6.1): sessions, sealed with keys that only this configuration has.
//!
//! Two keys: the younger seals, both open. They turn by the firmware's milliseconds, which need no clock that is set, so a ticket
//! serves for one lifetime at least and two at most.

use super::{Error, random};
use crate::platform::clock;
use crate::platform::memory::Owned;
use core::cell::{Cell, UnsafeCell};
use core::ffi::{c_int, c_uchar, c_void};
use core::mem::MaybeUninit;
use mbedtls as ffi;

/// How long a key seals, in seconds; clients are told so.
const LIFETIME: u32 = 3600;
/// How many tickets a key seals: far below what random nonces of 96 bits allow.
const TICKETS_MOST: u32 = 1 << 20;

/// The keys of one configuration. They must not move: Mbed TLS points to them.
pub(super) struct Tickets {
    keys: UnsafeCell<ffi::mbedtls_ssl_ticket_context>,
    /// When the younger key was made, in the firmware's milliseconds.
    made: Cell<u32>,
    /// How many tickets it has sealed.
    sealed: Cell<u32>,
}

impl Tickets {
    /// Two fresh keys.
    ///
    /// # Errors
    /// Out of memory, no randomness.
    pub(super) fn new() -> Result<Owned<Self>, Error> {
        let mut keys = MaybeUninit::uninit();
        // SAFETY: init writes the whole structure.
        let keys = unsafe {
            ffi::mbedtls_ssl_ticket_init(keys.as_mut_ptr());
            UnsafeCell::new(keys.assume_init())
        };
        let tickets = Self { keys, made: Cell::new(clock::milliseconds()), sealed: Cell::new(0) };
        let tickets = Owned::new(tickets).map_err(|_| Error::OUT_OF_MEMORY)?;
        let cipher = ffi::MBEDTLS_CIPHER_CHACHA20_POLY1305;
        // SAFETY: initialised, and freed by drop.
        Error::check(unsafe {
            ffi::mbedtls_ssl_ticket_setup(
                tickets.keys.get(),
                Some(random::callback),
                core::ptr::null_mut(),
                cipher,
                LIFETIME,
            )
        })?;
        Ok(tickets)
    }

    /// Has `config`, which must not outlive `self`, give tickets and take them.
    pub(super) fn serve(&self, config: &mut ffi::mbedtls_ssl_config) {
        let place: *const Self = self;
        // SAFETY: the callbacks get the place back; they change only what is in cells.
        unsafe { ffi::mbedtls_ssl_conf_session_tickets_cb(config, Some(seal), Some(open), place.cast_mut().cast()) };
    }

    /// Makes a new key where the younger one is too old or has sealed enough, and two where both are too old.
    fn turn_keys(&self) -> Result<(), Error> {
        let now = clock::milliseconds();
        let ages = now.wrapping_sub(self.made.get()) / (LIFETIME * 1000);
        if ages == 0 && self.sealed.get() < TICKETS_MOST {
            return Ok(());
        }
        for _ in 0..ages.clamp(1, 2) {
            let mut fresh = [0; 36];
            random::fill(&mut fresh)?;
            let (name, key) = fresh.split_at(4);
            // SAFETY: set up in `new`; both are copied.
            let answer = unsafe {
                ffi::mbedtls_ssl_ticket_rotate(
                    self.keys.get(),
                    name.as_ptr(),
                    name.len(),
                    key.as_ptr(),
                    key.len(),
                    LIFETIME,
                )
            };
            // SAFETY: `fresh` is valid for its length.
            unsafe { ffi::mbedtls_platform_zeroize(fresh.as_mut_ptr().cast(), fresh.len()) };
            Error::check(answer)?;
        }
        self.made.set(now);
        self.sealed.set(0);
        Ok(())
    }
}

impl Drop for Tickets {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`; wipes the keys.
        unsafe { ffi::mbedtls_ssl_ticket_free(self.keys.get()) };
    }
}

/// Mbed TLS wants a ticket for `session`.
unsafe extern "C" fn seal(
    tickets: *mut c_void,
    session: *const ffi::mbedtls_ssl_session,
    start: *mut c_uchar,
    end: *const c_uchar,
    length: *mut usize,
    lifetime: *mut u32,
) -> c_int {
    // SAFETY: `serve` gave the place, which outlives the configuration.
    let tickets = unsafe { &*tickets.cast::<Tickets>() };
    if let Err(error) = tickets.turn_keys() {
        return error.number();
    }
    tickets.sealed.set(tickets.sealed.get().saturating_add(1));
    // SAFETY: as Mbed TLS passes them.
    unsafe { ffi::mbedtls_ssl_ticket_write(tickets.keys.get().cast(), session, start, end, length, lifetime) }
}

/// Mbed TLS was shown a ticket. What cannot be opened is no failure: the handshake is then a whole one.
unsafe extern "C" fn open(
    tickets: *mut c_void,
    session: *mut ffi::mbedtls_ssl_session,
    ticket: *mut c_uchar,
    length: usize,
) -> c_int {
    // SAFETY: as in `seal`.
    let tickets = unsafe { &*tickets.cast::<Tickets>() };
    if let Err(error) = tickets.turn_keys() {
        return error.number();
    }
    // SAFETY: as Mbed TLS passes them.
    unsafe { ffi::mbedtls_ssl_ticket_parse(tickets.keys.get().cast(), session, ticket, length) }
}
