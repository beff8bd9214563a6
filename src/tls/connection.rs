//! A connection: the handshake, the verdict on the peer between its steps, then plaintext in and out.
//!
//! It does no I/O and calls nobody back. Each call does a bounded piece of work, at most one public-key operation, and the event
//! word says what the connection waits for.

mod failure;
mod input;

use self::failure::Failure;
use super::context::{Context, VerifyMode};
use super::event;
use super::limits::Share;
use super::session::{Known, Session, while_lists_hold};
use super::trouble::Trouble;
use super::trust::Trust;
use super::verdict::{Judge, Ruling};
use crate::engine::{self, PeerKey, Progress, Role, Version};
use crate::platform::memory::{self, Bytes, Owned, Shared};
use crate::platform::{clock, stack};
use crate::policy::certificate::Certificate;
use crate::policy::hostname::ReferenceIdentity;
use crate::policy::validity::Validity;
use crate::policy::{Refusal, Report};
use core::ffi::CStr;

/// The verdict where none was asked for or the peer showed no certificate.
pub const NOT_VERIFIED: i32 = 1;
/// The largest RSA key that is used for arithmetic, in bits.
const RSA_MAX: u32 = crate::policy::profile::MOST_RSA_BITS;

/// From this length on, in bytes, what there is of a flight is sent.
const FLIGHT_KEPT: usize = 3072;

enum Stage {
    Handshaking,
    Judging(Owned<Judge>),
    Open,
}

/// A connection.
pub struct Connection {
    engine: Owned<engine::Connection>,
    trust: Shared<Trust>,
    identity: Option<Shared<engine::Identity>>,
    is_server: bool,
    stage: Stage,
    failure: Option<Failure>,
    verify_result: i32,
    /// When all that an accepted path rests on is in date.
    period: Option<Validity>,
    /// The session that is offered to the server.
    offered: Option<Shared<Session>>,
    /// When the handshake was complete, by the camera's clock.
    since: Option<i64>,
    /// The peer's chain and key were judged, and the handshake may go on.
    ruled: bool,
    needs_input: bool,
    greeted: bool,
    peer_closed: bool,
    truncated: bool,
    closed: bool,
    /// An end without close_notify is a failure.
    refuses_truncation: bool,
    /// close_notify waits for earlier output to be sent.
    owes_close_notify: bool,
    /// What it takes of the context's limits.
    share: Share,
    /// Where the handshake stood when the last record came, and how many have come there.
    position: (i32, u32),
    idle_records: u8,
}

impl Connection {
    /// A connection of `context` before its first byte.
    ///
    /// # Errors
    /// What a connection cannot begin without: a name to check (`ERR_HOSTNAME_REQUIRED`, `ERR_HOSTNAME_INVALID`);
    /// `ERR_TOO_MANY_HANDSHAKES`; out of memory. That there are no anchors (`ERR_NO_ANCHORS`), or a server has no identity, is told by
    /// the handshake, as who defers it expects.
    pub fn new<'a>(context: &mut Context, role: Role, server_name: Option<&'a [u8]>) -> Result<Self, Trouble<'a>> {
        let mode = context.verify_mode(role);
        let reference = server_name.map(ReferenceIdentity::parse).transpose()?;
        let is_client = role == Role::Client;
        if is_client && mode == VerifyMode::Required && context.check_hostname() && reference.is_none() {
            return Err(Refusal::HostnameRequired.into());
        }
        let trust = Trust {
            mode,
            flags: context.verify_flags(),
            accepts_common_name: context.accepts_common_name,
            asks_script: context.asks_script,
            anchors: context.anchors.clone(),
            crls: context.crls.clone(),
            pins: context.pins.clone(),
            name: server_name.filter(|_| is_client).map(Bytes::copy_of).transpose()?,
            checks_name: context.check_hostname(),
        };
        let config = context.config(role)?;
        let mut share = context.share(role)?;
        // Literal addresses are not permitted in SNI (RFC 6066 section 3).
        let indicated = reference.as_ref().filter(|_| is_client).and_then(ReferenceIdentity::server_name);
        let before = share.begin();
        let engine = engine::Connection::new(config, indicated);
        share.end(before);
        let mut connection = Self {
            engine: engine?,
            trust: Shared::new(trust)?,
            identity: context.identity.clone(),
            is_server: !is_client,
            stage: Stage::Handshaking,
            failure: None,
            verify_result: NOT_VERIFIED,
            period: None,
            offered: None,
            since: None,
            ruled: false,
            needs_input: false,
            greeted: false,
            peer_closed: false,
            truncated: false,
            closed: false,
            refuses_truncation: false,
            owes_close_notify: false,
            share,
            position: (0, 0),
            idle_records: 0,
        };
        if mode == VerifyMode::Required && context.anchors.is_none() {
            connection.fail(Refusal::NoAnchors, None);
        }
        Ok(connection)
    }

    /// The event word.
    #[must_use]
    pub fn events(&self) -> u32 {
        let mut word = 0;
        let mut set = |condition: bool, bit: u32| word |= if condition { bit } else { 0 };
        let failed = self.failure.is_some();
        let open = matches!(self.stage, Stage::Open);
        let has_plaintext = open && (self.engine.pending() > 0 || self.engine.has_staged_record());
        let ended = failed || self.peer_closed || self.truncated;
        let asks = matches!(&self.stage, Stage::Judging(judge) if judge.asked().is_some());
        set(!open && !failed, event::HANDSHAKING);
        set(!ended && if open { !has_plaintext } else { self.needs_input }, event::WANT_READ);
        set(self.has_output(open || failed), event::WANT_WRITE);
        set(self.timer().is_some(), event::WANT_TIMER);
        set(asks && !failed, event::WANT_CALLBACK);
        set(has_plaintext && !failed, event::HAS_PLAINTEXT);
        set(self.peer_closed, event::PEER_CLOSED);
        set(self.truncated, event::TRUNCATED);
        set(failed, event::FAILED);
        set(self.closed, event::CLOSED);
        word
    }

    /// Whether there is something to send. In the handshake a flight goes as one, unless it grows too long to be kept; datagrams
    /// go one by one.
    fn has_output(&self, at_once: bool) -> bool {
        let length = self.engine.output().len();
        length > 0 && (at_once || self.needs_input || length >= FLIGHT_KEPT || self.engine.is_datagram())
    }

    /// One bounded piece of work: towards the end of the handshake, then on the record that was fed. Answers the event word.
    pub fn advance(&mut self) -> u32 {
        match self.stage {
            _ if self.failure.is_some() => {}
            Stage::Open => self.absorb(),
            _ if self.closed => {}
            Stage::Handshaking | Stage::Judging(_) => {
                let before = self.share.begin();
                self.go_on();
                self.share.end(before);
                // Whenever it may be left alone.
                let rests = self.needs_input || self.failure.is_some() || matches!(self.stage, Stage::Open);
                if rests && self.identity.is_some() {
                    stack::wipe();
                }
            }
        }
        self.events()
    }

    /// Goes on with the handshake, if there is time left.
    fn go_on(&mut self) {
        // A server of datagrams has no client before one came.
        if !self.is_server || self.engine.has_staged_record() {
            self.share.start();
        }
        if self.share.time_left() == Some(0) {
            return self.fail(Refusal::HandshakeTimeout { milliseconds: self.share.timeout() }, None);
        }
        if let Stage::Judging(_) = self.stage {
            self.judge();
        } else {
            self.step();
        }
    }

    // Apart, so that a step of the handshake, which needs more stack, does not hold the place for a ruling.
    #[inline(never)]
    fn judge(&mut self) {
        if let Stage::Judging(judge) = &mut self.stage {
            let ruling = judge.advance(&self.trust, &self.engine);
            self.rule(ruling);
        }
    }

    fn step(&mut self) {
        // Over datagrams there is nobody to be told so before one has come.
        let is_met = !self.engine.is_datagram() || self.engine.has_staged_record();
        if self.is_server && self.identity.is_none() && is_met {
            return self.fail(Refusal::NoIdentity, None);
        }
        match self.engine.step() {
            Ok(Progress::NeedsInput) => self.needs_input = true,
            Ok(Progress::NeedsOutput | Progress::Step) => {}
            Ok(Progress::Finished) => self.open(),
            Err(error) => return self.fail_engine(error),
        }
        let missing = self.engine.take_certificate_missing() || matches!(self.stage, Stage::Open) && !self.ruled;
        if self.engine.take_chain_was_read() {
            self.begin_judging();
        } else if missing && self.needs_certificate() {
            self.fail(Refusal::PeerCertMissing, None);
        }
    }

    /// The handshake is complete. One that resumes a session read no certificate: the verdict is that of the session, which
    /// [`Self::take_up`] has found to rest on the same demands.
    fn open(&mut self) {
        self.stage = Stage::Open;
        self.share.finish();
        self.idle_records = 0;
        self.since = clock::now();
        if !self.engine.is_resumed() {
            self.offered = None;
        }
        if let Some(session) = &self.offered {
            self.verify_result = session.known.verify_result;
            self.ruled = true;
        }
    }

    /// Offers to resume `session`, before the handshake begins. Where this connection demands anything else, or the session does
    /// not hold any more, it is passed over: the handshake is a whole one then.
    ///
    /// # Errors
    /// `ERR_WRONG_STATE` in a handshake that has begun; out of memory.
    pub fn take_up(&mut self, session: &Shared<Session>) -> Result<(), Trouble<'static>> {
        if self.engine.position() != (0, 0) {
            return Err(Refusal::WrongState { what: "session=" }.into());
        }
        let fits = !self.is_server && session.fits(&self.trust, self.identity.as_ref(), clock::now());
        if fits && self.engine.offer(&session.engine)? {
            self.offered = Some(session.clone());
        }
        Ok(())
    }

    /// What this connection, a client's, can be resumed with; `None` where there is nothing: with TLS 1.3 before a ticket came.
    ///
    /// # Errors
    /// Out of memory.
    pub fn session(&mut self) -> Result<Option<Session>, Trouble<'static>> {
        if self.is_server || self.failure.is_some() || !matches!(self.stage, Stage::Open) {
            return Ok(None);
        }
        let Some(engine) = self.engine.session()? else { return Ok(None) };
        let known = match &self.offered {
            Some(session) => session.known.clone(),
            None => Shared::new(Known {
                verify_result: self.verify_result,
                leaf: self.engine.peer_certificate(0).map(Bytes::copy_of).transpose()?,
                period: self.period,
            })?,
        };
        let (trust, identity) = (self.trust.clone(), self.identity.clone());
        Ok(Some(Session { engine, trust, identity, known, since: self.since }))
    }

    /// Whether the handshake, which is complete, resumed a session.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        matches!(self.stage, Stage::Open) && self.engine.is_resumed()
    }

    /// Whether the handshake, which is complete, had use for this end's certificate: the peer has then accepted it.
    #[cfg(feature = "operations")]
    #[must_use]
    pub fn used_identity(&self) -> bool {
        matches!(self.stage, Stage::Open) && self.identity.is_some() && self.engine.used_identity()
    }

    /// Whether the handshake must not end without a verdict, whatever way it took.
    fn needs_certificate(&self) -> bool {
        self.trust.mode == VerifyMode::Required || self.trust.pins.is_some()
    }

    /// The peer's chain was read: no further step is taken before the verdict.
    #[inline(never)]
    fn begin_judging(&mut self) {
        self.ruled = false;
        if let Some((refusal, depth)) = self.unusable_key() {
            let report = refusal.report(depth);
            return self.fail_told(report);
        }
        let judged = self.trust.mode != VerifyMode::None || self.trust.anchors.is_some();
        if !judged && self.trust.pins.is_none() {
            return;
        }
        match memory::while_passing(|| Owned::new(Judge::new(judged))) {
            Ok(judge) => self.stage = Stage::Judging(judge),
            Err(_) => self.fail_trouble(&Trouble::OutOfMemory),
        }
    }

    /// Why the leaf's key cannot be used at all, in any mode.
    fn unusable_key(&self) -> Option<(Refusal<'_>, Option<u8>)> {
        let leaf = self.engine.peer_certificate(0)?;
        let certificate = match Certificate::parse(leaf) {
            Ok(certificate) => certificate,
            Err(refusal) => return Some((refusal, Some(0))),
        };
        match self.engine.peer_key()? {
            PeerKey::Usable { bits } if bits > RSA_MAX => {
                Some((Refusal::KeyTooLarge { subject: certificate.title(), bits, most: RSA_MAX }, Some(0)))
            }
            PeerKey::Usable { .. } => None,
            PeerKey::Unsupported => {
                let kind = certificate.public_key.kind();
                Some((Refusal::KeyUnsupported { subject: certificate.title(), kind }, Some(0)))
            }
        }
    }

    fn rule(&mut self, ruling: Ruling) {
        match ruling {
            Ruling::Undecided => {}
            Ruling::Tolerated => self.resume(),
            Ruling::Accepted { verified } => {
                self.verify_result = if verified { 0 } else { NOT_VERIFIED };
                if let (true, Stage::Judging(judge)) = (verified, &self.stage)
                    && let Some(period) = judge.period(&self.trust, &self.engine)
                {
                    clock::raise_floor(period.not_before);
                    self.period = Some(while_lists_hold(period, &self.trust));
                }
                self.resume();
            }
            Ruling::Refused(report) => {
                if self.trust.mode == VerifyMode::Required || report.binding {
                    self.fail_told(report.report);
                } else {
                    self.verify_result = report.report.code;
                    if !self.asks_of_chain() {
                        self.resume();
                    }
                }
            }
            Ruling::Trouble(trouble) => self.fail_trouble(&trouble),
        }
    }

    /// Whether the script is asked about a chain that was refused, where the handshake goes on all the same.
    fn asks_of_chain(&mut self) -> bool {
        let Stage::Judging(judge) = &mut self.stage else { return false };
        self.trust.mode == VerifyMode::Optional && self.trust.asks_script && judge.ask_of_chain(&self.engine)
    }

    /// Takes up the handshake again after the verdict, or the connection, where the chain came with the last step.
    fn resume(&mut self) {
        self.ruled = true;
        self.stage = match self.engine.is_handshake_over() {
            true => Stage::Open,
            false => Stage::Handshaking,
        };
    }

    /// The certificate that the script is asked about: its DER, and its depth, which counts down to 0 for the leaf.
    #[must_use]
    pub fn asked(&self) -> Option<(&[u8], u8)> {
        let Stage::Judging(judge) = &self.stage else { return None };
        let (place, depth) = judge.asked()?;
        Some((place.der(&self.trust, &self.engine)?, depth))
    }

    /// The script's answer: 0 accepts.
    pub fn answer(&mut self, answer: i32) {
        if let Stage::Judging(judge) = &mut self.stage {
            let ruling = judge.answer(answer, &self.trust, &self.engine);
            self.rule(ruling);
        }
    }

    /// What is to be sent next.
    #[must_use]
    pub fn output(&self) -> &[u8] {
        self.engine.output()
    }

    /// Tells that `length` bytes of the output were sent.
    ///
    /// # Errors
    /// `ERR_BAD_ARGUMENT` for more than the output has; nothing is changed then.
    pub fn sent(&mut self, length: usize) -> Result<(), Trouble<'static>> {
        if length > self.engine.output().len() {
            return Err(Refusal::BadArgument { what: "more was sent than there is output" }.into());
        }
        if let Err(error) = self.engine.sent(length) {
            self.fail_engine(error);
        }
        self.say_goodbye();
        Ok(())
    }

    /// Encrypts the beginning of `bytes` as one record and answers how much of it; 0 while earlier output waits.
    ///
    /// # Errors
    /// Out of memory, which may pass; `ERR_BAD_ARGUMENT` for more than a datagram takes: nothing was accepted.
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize, Trouble<'static>> {
        if !matches!(self.stage, Stage::Open) || self.failure.is_some() || self.closed {
            return Ok(0);
        }
        #[cfg(feature = "dtls")]
        if self.engine.is_datagram() && bytes.len() > self.engine.datagram_max()? {
            return Err(Refusal::BadArgument { what: "too many bytes for a datagram" }.into());
        }
        match self.engine.write(bytes) {
            Ok(count) => Ok(count),
            Err(error) if error.is_out_of_memory() => Err(Trouble::OutOfMemory),
            Err(error) => {
                self.fail_engine(error);
                Ok(0)
            }
        }
    }

    /// Milliseconds until [`Self::advance`] is due: the handshake's time is over, or its flight is to be sent again (datagrams).
    #[must_use]
    pub fn timer(&self) -> Option<u32> {
        let left = self.share.time_left();
        #[cfg(feature = "dtls")]
        if self.needs_input
            && self.failure.is_none()
            && matches!(self.stage, Stage::Handshaking)
            && let Some(again) = self.engine.timer()
        {
            return Some(left.map_or(again, |left| left.min(again)));
        }
        left
    }

    /// Tells a server of datagrams the address of its client, before the handshake begins: its cookie holds for this alone.
    ///
    /// # Errors
    /// `ERR_BAD_ARGUMENT` without an address, `ERR_WRONG_STATE` in a handshake that has begun; out of memory.
    #[cfg(feature = "dtls")]
    pub fn set_client(&mut self, address: &[u8]) -> Result<(), Trouble<'static>> {
        if self.engine.position() != (0, 0) {
            return Err(Refusal::WrongState { what: "client_id=" }.into());
        }
        if address.is_empty() && self.is_server && self.engine.is_datagram() {
            return Err(Refusal::BadArgument { what: "a DTLS server needs client_id=" }.into());
        }
        Ok(self.engine.set_client(address)?)
    }

    /// Whether this is DTLS.
    #[must_use]
    pub fn is_datagram(&self) -> bool {
        self.engine.is_datagram()
    }

    /// Bytes of plaintext that are decrypted and not yet read.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.engine.pending()
    }

    /// Ends the connection at this end: queues close_notify, once, where there is a peer to tell.
    pub fn close(&mut self) {
        if !core::mem::replace(&mut self.closed, true) && self.failure.is_none() {
            self.owes_close_notify = true;
            self.say_goodbye();
        }
    }

    /// Queues the close_notify that is owed, once nothing else waits to be sent.
    fn say_goodbye(&mut self) {
        if self.owes_close_notify && self.engine.output().is_empty() {
            self.owes_close_notify = false;
            // Best effort: without memory for an alert the peer sees the connection end.
            let _best_effort = self.engine.close_notify();
        }
    }

    /// Tells the failure to `told`; answers its code, 0 if there is none.
    pub fn failure(&self, told: impl FnOnce(&Report)) -> i32 {
        match &self.failure {
            None => 0,
            Some(Failure::Told(report)) => {
                told(report);
                report.code
            }
            Some(Failure::Bare(code)) => *code,
        }
    }

    /// The verdict: 0 trusted, [`NOT_VERIFIED`], or the code that a stricter mode would have failed with.
    #[must_use]
    pub const fn verify_result(&self) -> i32 {
        self.verify_result
    }

    /// The negotiated suite.
    #[must_use]
    pub fn cipher(&self) -> Option<&'static CStr> {
        self.engine.cipher()
    }

    /// The strength of the negotiated cipher, in bits.
    #[must_use]
    pub fn cipher_bits(&self) -> Option<u32> {
        self.engine.cipher_bits()
    }

    /// The negotiated application protocol.
    #[must_use]
    pub fn alpn(&self) -> Option<&CStr> {
        self.engine.alpn()
    }

    /// Makes an end without close_notify a failure, `ERR_CONNECTION_CUT`.
    pub const fn refuse_truncation(&mut self) {
        self.refuses_truncation = true;
    }

    /// The negotiated version.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.engine.version()
    }

    /// The DER of the peer's `index`-th certificate as presented, 0 for the leaf.
    #[must_use]
    pub fn peer_certificate(&self, index: usize) -> Option<&[u8]> {
        let known = || self.offered.as_ref()?.known.leaf.as_deref().filter(|_| index == 0);
        self.engine.peer_certificate(index).or_else(known)
    }
}
