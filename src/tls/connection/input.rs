//! What comes from the peer: bytes, records, plaintext, ends; and what is too much of it.

use super::{Connection, Stage};
use crate::engine::{self, Input};
use crate::policy::{Refusal, greeting};
use crate::tls::trouble::Trouble;

/// How many records may come in a row that bring a handshake no further, and an open connection no plaintext: warnings, changes
/// of cipher that say nothing, tickets, requests to renegotiate.
const IDLE_RECORDS_MAX: u8 = 32;

impl Connection {
    /// The place for the next bytes from the peer.
    pub fn window(&mut self) -> &mut [u8] {
        self.engine.window()
    }

    /// Tells that `length` bytes were read into the window; 0 is the end of the peer's bytes.
    ///
    /// # Errors
    /// `ERR_BAD_ARGUMENT` for more than the window has; nothing is changed then.
    pub fn fed(&mut self, length: usize) -> Result<(), Trouble<'static>> {
        if length > self.engine.window().len() {
            return Err(Refusal::BadArgument { what: "more was fed than the window has room for" }.into());
        }
        self.needs_input = false;
        self.engine.fed(length);
        if self.engine.is_datagram() {
            return Ok(());
        }
        if !self.greeted
            && let Some(header) = self.engine.record_header()
        {
            self.greeted = true;
            if let Some(refusal) = greeting::refused(&header) {
                self.fail(refusal, None);
                return Ok(());
            }
        }
        let before = self.share.begin();
        let room = self.engine.make_room();
        self.share.end(before);
        if let Err(error) = room {
            self.fail_engine(error);
        } else if self.is_counted() && self.engine.has_staged_record() && self.is_flooded() {
            self.fail(Refusal::Flooded, None);
        }
        Ok(())
    }

    /// Whether records are counted: not in an open connection of datagrams, which anybody can forge.
    fn is_counted(&self) -> bool {
        match self.stage {
            Stage::Open => !self.engine.is_datagram(),
            Stage::Handshaking => true,
            Stage::Judging(_) => false,
        }
    }

    /// Whether the peer has sent too many records that brought nothing.
    fn is_flooded(&mut self) -> bool {
        let position = self.engine.position();
        if self.position != position {
            self.position = position;
            self.idle_records = 0;
        }
        self.idle_records = self.idle_records.saturating_add(1);
        self.idle_records > IDLE_RECORDS_MAX
    }

    /// Decrypted bytes; 0 with the event word telling why.
    pub fn read(&mut self, buffer: &mut [u8]) -> usize {
        // What comes behind a close_notify is ignored (RFC 8446 section 6.1).
        let ended = self.truncated || self.peer_closed || self.closed;
        if !matches!(self.stage, Stage::Open) || self.failure.is_some() || ended {
            return 0;
        }
        let input = self.engine.read(buffer);
        self.take_note(input)
    }

    /// Looks into the record that is there, so that the event word tells the truth: it may bring no plaintext, but an end.
    pub(super) fn absorb(&mut self) {
        if !self.truncated && !self.peer_closed {
            // Once this end is closed nobody reads: what still comes is passed over, to find the peer's close_notify.
            let input = if self.closed { self.engine.read(&mut [0; 64]) } else { self.engine.absorb() };
            self.take_note(input);
        }
    }

    /// What a look at the input means for the connection; answers how many bytes it brought.
    fn take_note(&mut self, input: Result<Input, engine::Error>) -> usize {
        match input {
            Ok(Input::Bytes(0)) => {}
            Ok(Input::Bytes(count)) => {
                self.idle_records = 0;
                return count;
            }
            Ok(Input::NeedsInput) => self.needs_input = true,
            Ok(Input::CloseNotify) => self.peer_closed = true,
            Ok(Input::EndOfFile) => {
                self.truncated = !self.peer_closed;
                if self.truncated && self.refuses_truncation && !self.closed {
                    self.fail(Refusal::ConnectionCut, None);
                }
            }
            Err(error) => self.fail_engine(error),
        }
        0
    }
}
