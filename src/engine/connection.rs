//! One TLS connection of Mbed TLS, without I/O: bytes are fed to it and taken from it.

mod agreed;
mod cause;
#[cfg(feature = "dtls")]
mod datagram;
mod resume;

use super::certificate::{self, PeerKey};
use super::config::{Config, Role};
use super::record_buffers::{self as buffers, HEADER};
use super::wire::{self, Wire};
use super::{Error, arena, completion};
use crate::platform::memory::{self, Bytes, Owned, Shared};
use core::cell::UnsafeCell;
use core::ffi::{c_int, c_uchar};
use core::mem::MaybeUninit;
use mbedtls as ffi;

/// How far a call came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// One step is done, more can follow at once.
    Step,
    /// Nothing more without input.
    NeedsInput,
    /// Nothing more before the output is sent.
    NeedsOutput,
    /// The handshake is complete.
    Finished,
}

/// What a read found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// So many bytes of plaintext.
    Bytes(usize),
    /// Nothing without more input.
    NeedsInput,
    /// The peer said that it sends nothing more.
    CloseNotify,
    /// The peer's bytes ended without saying so.
    EndOfFile,
}

/// A connection. It lives in the arena and never moves, for Mbed TLS points into it.
pub struct Connection {
    ssl: ffi::mbedtls_ssl_context,
    wire: UnsafeCell<Wire>,
    config: Shared<Config>,
    /// The peer's chain once the handshake is over, see [`certificate::Kept`].
    peer: Option<certificate::Kept>,
    /// The size of Mbed TLS's own input buffer: no record may need more.
    input_limit: usize,
    handshake_is_over: bool,
    certificate_missing: bool,
    resumed: bool,
    /// The server has asked this client for its certificate.
    #[cfg(feature = "operations")]
    asked_for_identity: bool,
}

impl Connection {
    /// A connection before its first byte. `server_name` goes into SNI (RFC 6066 section 3) as it is: it must be a DNS name.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(config: Shared<Config>, server_name: Option<&str>) -> Result<Owned<Self>, Error> {
        let mut ssl = MaybeUninit::uninit();
        // SAFETY: init writes the whole structure.
        let ssl = unsafe {
            ffi::mbedtls_ssl_init(ssl.as_mut_ptr());
            ssl.assume_init()
        };
        let wire = Wire::new(config.is_datagram());
        let connection = Self {
            ssl,
            wire: UnsafeCell::new(wire),
            config,
            peer: None,
            input_limit: 0,
            handshake_is_over: false,
            certificate_missing: false,
            resumed: false,
            #[cfg(feature = "operations")]
            asked_for_identity: false,
        };
        let mut connection = Owned::new(connection).map_err(|_| Error::OUT_OF_MEMORY)?;
        Error::watching_memory(|| connection.set_up(server_name))?;
        Ok(connection)
    }

    fn set_up(&mut self, server_name: Option<&str>) -> Result<(), Error> {
        let config = self.config.as_ptr();
        let shared = self.wire.get();
        let ssl = &mut self.ssl;
        // The largest record is what an input buffer is sized for; datagrams come whole and need it.
        let stock = if self.config.is_datagram() { usize::MAX } else { ffi::MBEDTLS_SSL_IN_CONTENT_LEN as usize };
        // SAFETY: `ssl` is initialised, `config` outlives it (pinned below `ssl` in the same structure).
        let answer =
            arena::while_substituting(stock, buffers::AT_REST, || unsafe { ffi::mbedtls_ssl_setup(ssl, config) });
        if answer != 0 {
            // A setup that failed takes its configuration back, and the free function reads it.
            ssl.conf = config;
        }
        Error::check(answer)?;
        self.input_limit = ssl.in_buf_len;
        if !self.config.is_datagram() {
            ssl.in_buf_len = buffers::AT_REST;
        }
        // SAFETY: the wire lives as long as `ssl` and does not move; the callbacks are those below.
        unsafe {
            ffi::mbedtls_ssl_set_bio(ssl, shared.cast(), Some(wire::send), Some(wire::receive), None);
            ffi::mbedtls_ssl_set_verify(ssl, Some(wire::never_called), shared.cast());
        }
        #[cfg(feature = "dtls")]
        self.set_up_datagrams();
        self.set_server_name(server_name)
    }

    fn set_server_name(&mut self, server_name: Option<&str>) -> Result<(), Error> {
        let Some(name) = server_name else {
            // SAFETY: NULL says that there is none, on purpose: the name is checked by our own policy.
            return Error::check(unsafe { ffi::mbedtls_ssl_set_hostname(&raw mut self.ssl, core::ptr::null()) });
        };
        let mut text = Bytes::zeroed(name.len().saturating_add(1)).map_err(|_| Error::OUT_OF_MEMORY)?;
        text.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
        // SAFETY: `text` ends in a NUL and is copied.
        Error::check(unsafe { ffi::mbedtls_ssl_set_hostname(&raw mut self.ssl, text.as_ptr().cast()) })
    }

    /// One step of the handshake: one message read or one written.
    ///
    /// # Errors
    /// What Mbed TLS reports, final. An alert, if one is due, is queued.
    pub fn step(&mut self) -> Result<Progress, Error> {
        if self.handshake_is_over {
            return Ok(Progress::Finished);
        }
        if self.ssl.state == ffi::MBEDTLS_SSL_HELLO_REQUEST as c_int {
            // The first step of either end does nothing but go to the next.
            // SAFETY: as below.
            unsafe { ffi::mbedtls_ssl_handshake_step(&raw mut self.ssl) };
        }
        memory::while_passing(|| Error::watching_memory(|| self.take_step()))
    }

    fn take_step(&mut self) -> Result<Progress, Error> {
        let certificate_state = self.certificate_state();
        let reads_certificate = self.ssl.state == certificate_state;
        #[cfg(feature = "dtls")]
        if self.is_datagram() && !self.output().is_empty() {
            return Ok(Progress::NeedsOutput);
        }
        #[cfg(feature = "dtls")]
        {
            self.wire_mut().asked = false;
        }
        if self.waits_for_finished() && !self.has_staged_record() && !self.wire().ended {
            return Ok(Progress::NeedsInput);
        }
        let refused = memory::usage().refused;
        let answer = match self.alert_in_the_clear() {
            Some(_) => ffi::MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE,
            // SAFETY: `ssl` is set up and its handshake is not over.
            None => unsafe { ffi::mbedtls_ssl_handshake_step(&raw mut self.ssl) },
        };
        if memory::usage().refused != refused {
            // Whatever it answers: Mbed TLS does not look whether its PRF had memory, and would go on with a Finished that
            // nobody computed.
            return Err(Error::OUT_OF_MEMORY);
        }
        self.note_resumption()?;
        if reads_certificate && answer == 0 && self.ssl.state != certificate_state && !self.wire().chain_was_read {
            self.certificate_missing = true;
        }
        match answer {
            // TLS 1.2's and 1.3's records of other kinds ask to be called again.
            0 | ffi::MBEDTLS_ERR_SSL_CONTINUE_PROCESSING | ffi::MBEDTLS_ERR_SSL_NON_FATAL => {}
            ffi::MBEDTLS_ERR_SSL_WANT_READ => return Ok(Progress::NeedsInput),
            ffi::MBEDTLS_ERR_SSL_WANT_WRITE => return Ok(Progress::NeedsOutput),
            #[cfg(feature = "dtls")]
            error if self.passes_over(error) => return Ok(Progress::Step),
            error => return Err(Error::of(error)),
        }
        // A TLS 1.3 server's tickets have states behind it.
        if self.ssl.state != ffi::MBEDTLS_SSL_HANDSHAKE_OVER as c_int {
            return Ok(Progress::Step);
        }
        self.handshake_is_over = true;
        if self.is_datagram() {
            // What else there is stays for a peer that has to be sent the last flight again.
            self.peer = completion::keep_peer(&mut self.ssl);
            return Ok(Progress::Finished);
        }
        self.wire_mut().collects = false;
        if !buffers::consume_last_handshake_message(&mut self.ssl) {
            self.send_fatal_alert(ffi::MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE as c_uchar);
            return Err(Error::of(ffi::MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE));
        }
        self.release();
        self.peer = completion::keep_peer(&mut self.ssl);
        completion::free_handshake(&mut self.ssl);
        Ok(Progress::Finished)
    }

    /// Whether a step has read the peer's certificates since this was last asked.
    pub fn take_chain_was_read(&mut self) -> bool {
        core::mem::take(&mut self.wire_mut().chain_was_read)
    }

    /// Whether the handshake is complete.
    #[must_use]
    pub const fn is_handshake_over(&self) -> bool {
        self.handshake_is_over
    }

    /// Where the handshake stands: its state, and how much of a message in pieces is there. It differs when there was progress.
    #[must_use]
    pub fn position(&self) -> (c_int, u32) {
        (self.ssl.state, buffers::collected(&self.ssl))
    }

    /// Whether a step went past the peer's certificate without one since this was last asked.
    pub fn take_certificate_missing(&mut self) -> bool {
        core::mem::take(&mut self.certificate_missing)
    }

    /// Whether TLS 1.2's Finished is due from the peer. Mbed TLS computes it anew each time before it looks for the record.
    fn waits_for_finished(&self) -> bool {
        let state = match self.config.role() {
            Role::Client => ffi::MBEDTLS_SSL_SERVER_FINISHED,
            Role::Server => ffi::MBEDTLS_SSL_CLIENT_FINISHED,
        };
        self.ssl.state == state as c_int && !self.speaks_tls13() && !self.is_datagram()
    }

    /// The state in which the peer's certificate is read.
    fn certificate_state(&self) -> c_int {
        (match self.config.role() {
            Role::Client => ffi::MBEDTLS_SSL_SERVER_CERTIFICATE,
            Role::Server => ffi::MBEDTLS_SSL_CLIENT_CERTIFICATE,
        }) as c_int
    }

    /// The DER of the peer's `index`-th certificate as it was presented, 0 for the leaf.
    #[must_use]
    pub fn peer_certificate(&self, index: usize) -> Option<&[u8]> {
        if let Some(kept) = &self.peer {
            return kept.get(index);
        }
        let mut node = self.peer_chain()?;
        for _ in 0..index {
            // SAFETY: the chain's nodes live as long as the session that owns them.
            node = unsafe { node.next.as_ref() }?;
        }
        // SAFETY: as above.
        Some(unsafe { certificate::der(node) })
    }

    /// What the leaf's public key is good for, `None` without a peer certificate.
    #[must_use]
    pub fn peer_key(&self) -> Option<PeerKey> {
        self.peer.as_ref().map_or_else(|| self.peer_chain().map(certificate::peer_key), |kept| Some(kept.key()))
    }

    fn peer_chain(&self) -> Option<&ffi::mbedtls_x509_crt> {
        // SAFETY: both are NULL or live sessions of this connection.
        let session = unsafe { self.ssl.session_negotiate.as_ref().or(self.ssl.session.as_ref()) }?;
        // SAFETY: NULL or a live chain that the session owns.
        unsafe { session.peer_cert.as_ref() }.filter(|chain| !chain.raw.p.is_null())
    }

    /// The place for the next bytes from the peer, exactly as many as the record still needs; none while the last record holds
    /// something that was not read.
    pub fn window(&mut self) -> &mut [u8] {
        #[cfg(feature = "dtls")]
        if self.is_datagram() {
            return self.datagram_window();
        }
        if buffers::holds_messages(&self.ssl) {
            return &mut [];
        }
        let (start, length) = buffers::window(&self.ssl, self.wire().staged);
        // SAFETY: within the input buffer, which is initialised and borrowed through `self`.
        unsafe { core::slice::from_raw_parts_mut(start, length) }
    }

    /// Tells that `length` bytes, no more than the window has, were read into it; 0 tells that there will be no more.
    pub fn fed(&mut self, length: usize) {
        // Datagrams never end; an empty one is none.
        let ended = length == 0 && !self.is_datagram();
        let wire = self.wire_mut();
        wire.ended |= ended;
        #[cfg(feature = "dtls")]
        {
            wire.asked = false;
        }
        wire.staged = wire.staged.saturating_add(length);
    }

    /// Makes room for the record whose header was fed.
    ///
    /// # Errors
    /// Out of memory; a record longer than allowed.
    pub fn make_room(&mut self) -> Result<(), Error> {
        if self.is_datagram() {
            return Ok(());
        }
        let staged = self.wire().staged;
        buffers::grow_input(&mut self.ssl, staged, self.input_limit)
    }

    /// The first bytes of the record that is being read, once five are there: to tell TLS from something else.
    #[must_use]
    pub fn record_header(&self) -> Option<[u8; HEADER]> {
        buffers::record_kind(&self.ssl, self.wire().staged)
    }

    /// What is to be sent next; empty if nothing is.
    #[must_use]
    pub fn output(&self) -> &[u8] {
        let wire = self.wire();
        #[cfg(feature = "dtls")]
        if self.is_datagram() {
            return wire.datagram();
        }
        if let Some(flight) = &wire.flight {
            return flight.get(wire.flight_sent..).unwrap_or_default();
        }
        if self.handshake_is_over {
            let length = self.ssl.out_left.saturating_sub(wire.acknowledged);
            // SAFETY: Mbed TLS's unsent bytes end at out_hdr (mbedtls_ssl_flush_output).
            return unsafe { core::slice::from_raw_parts(self.ssl.out_hdr.wrapping_sub(length), length) };
        }
        &[]
    }

    /// Tells that the first `length` bytes of [`Self::output`], no more than it has, were sent.
    ///
    /// # Errors
    /// What Mbed TLS reports.
    pub fn sent(&mut self, length: usize) -> Result<(), Error> {
        #[cfg(feature = "dtls")]
        if self.is_datagram() {
            self.wire_mut().datagram_sent();
            return Ok(());
        }
        let wire = self.wire_mut();
        if let Some(flight) = &wire.flight {
            wire.flight_sent = wire.flight_sent.saturating_add(length);
            if wire.flight_sent >= flight.len() {
                wire.flight = None;
                wire.flight_sent = 0;
            }
            return Ok(());
        }
        wire.acknowledged = wire.acknowledged.saturating_add(length);
        // SAFETY: `ssl` is set up; the send callback accepts what was acknowledged.
        let answer = unsafe { ffi::mbedtls_ssl_flush_output(&raw mut self.ssl) };
        self.release();
        if answer == ffi::MBEDTLS_ERR_SSL_WANT_WRITE { Ok(()) } else { Error::check(answer) }
    }

    /// Decrypts into `buffer`.
    ///
    /// # Errors
    /// What Mbed TLS reports, final.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Input, Error> {
        if buffer.is_empty() {
            return Ok(Input::Bytes(0));
        }
        Error::watching_memory(|| self.read_some(buffer))
    }

    /// Decrypts the record that is there, if one is, and keeps its plaintext for [`Self::read`]: `Bytes` tells how much.
    ///
    /// # Errors
    /// What Mbed TLS reports, final.
    pub fn absorb(&mut self) -> Result<Input, Error> {
        if self.pending() > 0 {
            return Ok(Input::Bytes(self.pending()));
        }
        if !self.has_staged_record() && !self.wire().ended {
            return Ok(Input::NeedsInput);
        }
        match Error::watching_memory(|| self.read_some(&mut []))? {
            Input::Bytes(_) if self.pending() == 0 => Ok(Input::NeedsInput),
            Input::Bytes(_) => Ok(Input::Bytes(self.pending())),
            other => Ok(other),
        }
    }

    fn read_some(&mut self, buffer: &mut [u8]) -> Result<Input, Error> {
        loop {
            // An answer to the peer (an alert) may have to be made in the middle of a read.
            buffers::grow_output(&mut self.ssl, 0)?;
            // SAFETY: `ssl` is set up, its handshake is over, `buffer` is valid for its length.
            let answer = unsafe { ffi::mbedtls_ssl_read(&raw mut self.ssl, buffer.as_mut_ptr(), buffer.len()) };
            if answer > 0 {
                self.release();
                return Ok(Input::Bytes(usize::try_from(answer).unwrap_or(0)));
            }
            return match answer {
                ffi::MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET | ffi::MBEDTLS_ERR_SSL_CONTINUE_PROCESSING => continue,
                // A ticket of TLS 1.3 is in the buffer.
                ffi::MBEDTLS_ERR_SSL_WANT_READ if self.ssl.state != ffi::MBEDTLS_SSL_HANDSHAKE_OVER as c_int => {
                    self.take_ticket()?;
                    continue;
                }
                ffi::MBEDTLS_ERR_SSL_WANT_READ | ffi::MBEDTLS_ERR_SSL_WANT_WRITE => {
                    self.release();
                    Ok(Input::NeedsInput)
                }
                ffi::MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY => Ok(Input::CloseNotify),
                // A read of no bytes that found some.
                0 if buffer.is_empty() => Ok(Input::Bytes(0)),
                0 | ffi::MBEDTLS_ERR_SSL_CONN_EOF => Ok(Input::EndOfFile),
                #[cfg(feature = "dtls")]
                error if self.passes_over(error) => continue,
                error => Err(Error::of(error)),
            };
        }
    }

    /// Encrypts the beginning of `bytes` as one record; answers how much of it. 0 while earlier output waits.
    ///
    /// # Errors
    /// What Mbed TLS reports, final; out of memory, to be tried again.
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        if !self.output().is_empty() || bytes.is_empty() {
            return Ok(0);
        }
        #[cfg(feature = "dtls")]
        if self.is_datagram() {
            return self.write_datagram(bytes);
        }
        // SAFETY: `ssl` is set up and its handshake is over.
        let most = unsafe { ffi::mbedtls_ssl_get_max_out_record_payload(&raw const self.ssl) };
        let most = usize::try_from(most).map_err(|_| Error::of(most))?;
        let part = bytes.get(..bytes.len().min(most)).unwrap_or(bytes);
        buffers::grow_output(&mut self.ssl, part.len())?;
        // SAFETY: as above; `part` is valid for its length.
        let answer = unsafe { ffi::mbedtls_ssl_write(&raw mut self.ssl, part.as_ptr(), part.len()) };
        match answer {
            // The record is made and waits in Mbed TLS's buffer: `output` and `sent` see to the rest.
            ffi::MBEDTLS_ERR_SSL_WANT_WRITE => Ok(part.len()),
            count if count >= 0 => Ok(usize::try_from(count).unwrap_or(0)),
            error => Err(Error::of(error)),
        }
    }

    /// Bytes of plaintext that are decrypted and not yet read.
    #[must_use]
    pub fn pending(&self) -> usize {
        // SAFETY: a plain look at the state.
        unsafe { ffi::mbedtls_ssl_get_bytes_avail(&raw const self.ssl) }
    }

    /// Whether a record that is complete, or what is left of one, is in the buffer and can be read without more input.
    #[must_use]
    pub fn has_staged_record(&self) -> bool {
        #[cfg(feature = "dtls")]
        if self.is_datagram() {
            return self.has_staged_datagram();
        }
        let staged = self.wire().staged;
        let there = self.ssl.in_left.saturating_add(staged);
        buffers::holds_messages(&self.ssl) || (there > 0 && there >= buffers::record_length(&self.ssl, staged))
    }

    /// Queues a fatal alert (RFC 8446 section 6).
    pub fn send_fatal_alert(&mut self, description: u8) {
        if buffers::grow_output(&mut self.ssl, 2).is_err() {
            return;
        }
        #[cfg(feature = "tls13")]
        self.encrypt_alerts();
        let level = ffi::MBEDTLS_SSL_ALERT_LEVEL_FATAL as c_uchar;
        // SAFETY: `ssl` is set up. What the send callback answers does not matter: the alert is best effort.
        let _best_effort = unsafe { ffi::mbedtls_ssl_send_alert_message(&raw mut self.ssl, level, description) };
    }

    /// Mbed TLS changes its keys when it comes to the next message of its own; a TLS 1.3 alert in between must be encrypted as the
    /// peer expects it (RFC 8446 section 7.3): a client's with the handshake's keys as soon as there are some, a server's with
    /// the application's once its Finished is sent.
    #[cfg(feature = "tls13")]
    fn encrypt_alerts(&mut self) {
        // SAFETY: NULL or the handshake's live state.
        let Some(handshake) = (unsafe { self.ssl.handshake.as_ref() }) else { return };
        if self.ssl.tls_version != ffi::MBEDTLS_SSL_VERSION_TLS1_3 {
            return;
        }
        let keys = match self.config.role() {
            Role::Client if self.ssl.transform_out.is_null() => handshake.transform_handshake,
            Role::Client => return,
            Role::Server => self.ssl.transform_application,
        };
        if !keys.is_null() && !core::ptr::eq(keys, self.ssl.transform_out) {
            // SAFETY: the keys live as long as the connection's handshake, which goes no further.
            unsafe { ffi::mbedtls_ssl_set_outbound_transform(&raw mut self.ssl, keys) };
        }
    }

    /// Queues close_notify (RFC 8446 section 6.1).
    ///
    /// # Errors
    /// Out of memory; what Mbed TLS reports.
    pub fn close_notify(&mut self) -> Result<(), Error> {
        if !self.handshake_is_over {
            return Ok(());
        }
        buffers::grow_output(&mut self.ssl, 2)?;
        // SAFETY: `ssl` is set up.
        let answer = unsafe { ffi::mbedtls_ssl_close_notify(&raw mut self.ssl) };
        if answer == ffi::MBEDTLS_ERR_SSL_WANT_WRITE { Ok(()) } else { Error::check(answer) }
    }

    /// The fatal alert that the peer sent, while its record is the last one read.
    #[must_use]
    pub fn received_alert(&self) -> Option<u8> {
        if let Some(number) = self.alert_in_the_clear() {
            return Some(number);
        }
        let is_alert = self.ssl.in_msgtype == ffi::MBEDTLS_SSL_MSG_ALERT && self.ssl.in_msglen >= 2;
        // SAFETY: the message has at least two bytes.
        is_alert.then(|| unsafe { self.ssl.in_msg.add(1).read() })
    }

    fn alert_in_the_clear(&self) -> Option<u8> {
        let client_refuses = self.config.role() == Role::Server && !self.handshake_is_over;
        client_refuses.then(|| buffers::alert_in_the_clear(&self.ssl, self.wire().staged))?
    }

    /// Whether this is TLS 1.3: known, in the middle of a handshake too, once both hellos were seen.
    #[must_use]
    pub fn speaks_tls13(&self) -> bool {
        self.ssl.tls_version == ffi::MBEDTLS_SSL_VERSION_TLS1_3
    }

    /// Which end this is.
    #[must_use]
    pub fn role(&self) -> Role {
        self.config.role()
    }

    /// Whether it goes over datagrams.
    #[must_use]
    pub fn is_datagram(&self) -> bool {
        self.config.is_datagram()
    }

    fn release(&mut self) {
        if self.handshake_is_over && !self.is_datagram() {
            if self.wire().staged == 0 {
                buffers::release_input(&mut self.ssl);
            }
            buffers::release_output(&mut self.ssl);
        }
    }

    fn wire(&self) -> &Wire {
        // SAFETY: the callbacks reach the wire only while Mbed TLS runs, when no such reference is alive.
        unsafe { &*self.wire.get() }
    }

    fn wire_mut(&mut self) -> &mut Wire {
        self.wire.get_mut()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`; wipes and frees all that the connection owns.
        unsafe { ffi::mbedtls_ssl_free(&raw mut self.ssl) };
    }
}
