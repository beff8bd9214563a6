//! A handshake in memory: two connections, and the records that go between them.

use camtls::engine::Role;
use camtls::platform::memory::{Blob, Bytes};
use camtls::policy::Report;
use camtls::tls::connection::Connection;
use camtls::tls::context::{Context, Protocol, VerifyMode};
use camtls::tls::event;

/// More turns that take nothing from the wires than any handshake has.
const MOST_TURNS: usize = 2_000;
/// The header of a record.
const HEADER: usize = 5;

/// A context for one end, of one version of TLS.
pub fn context(role: Role, version: u16) -> Context {
    of_version(Protocol { role, datagram: false }, version)
}

/// Likewise, over a stream or over datagrams.
pub fn of_version(protocol: Protocol, version: u16) -> Context {
    let mut context = Context::new(protocol);
    assert!(context.set_versions(version, version).is_ok());
    context
}

/// A copy as contexts take it.
pub fn blob(bytes: &[u8]) -> Blob {
    Blob::Copied(Bytes::copy_of(bytes).expect("the host has memory"))
}

/// Demands a peer whose chain leads to one of `anchors`.
pub fn demand(context: &mut Context, anchors: &[Vec<u8>]) -> bool {
    context.set_verify_mode(Some(VerifyMode::Required));
    context.load_anchors(blob(&anchors.concat())).is_ok()
}

/// The two ends of a connection, the client first.
pub struct Pair {
    pub ends: [Connection; 2],
    /// What was sent to each end and not yet read by it.
    pub wires: [Vec<u8>; 2],
    ended: [bool; 2],
}

impl Pair {
    pub fn new(client: Connection, server: Connection) -> Self {
        Self { ends: [client, server], wires: [Vec::new(), Vec::new()], ended: [false; 2] }
    }

    /// Lets both work until neither can go on. Each record goes through `pass` with the number of the end that it is for.
    pub fn run(&mut self, pass: &mut dyn FnMut(usize, Vec<u8>) -> Vec<u8>) {
        let mut sent = [Vec::new(), Vec::new()];
        let mut turns = 0;
        // What is taken from the wires comes to an end by itself.
        while turns < MOST_TURNS {
            let waiting = self.waiting();
            let mut moved = false;
            for end in 0..2 {
                moved |= self.turn(end, &mut sent[1 - end]);
                for record in records(&mut sent[1 - end]) {
                    self.wires[1 - end].extend(pass(1 - end, record));
                }
            }
            if !moved {
                return;
            }
            turns += usize::from(self.waiting() >= waiting);
        }
        panic!("the handshake has no end");
    }

    /// How many bytes are on the wires.
    fn waiting(&self) -> usize {
        self.wires.iter().map(Vec::len).sum()
    }

    /// Tells both ends that no more bytes will come, and lets them work.
    pub fn cut(&mut self) {
        self.ended = [true; 2];
        self.run(&mut |_, record| record);
    }

    /// One turn of an end: whether anything came of it.
    fn turn(&mut self, end: usize, sent: &mut Vec<u8>) -> bool {
        let connection = &mut self.ends[end];
        let before = connection.events();
        let events = connection.advance();
        if events & event::WANT_WRITE != 0 {
            let output = connection.output();
            sent.extend_from_slice(output);
            let length = output.len();
            assert!(length > 0 && connection.sent(length).is_ok());
            return true;
        }
        let wire = &mut self.wires[end];
        if events & event::WANT_READ != 0 && events & event::WANT_CALLBACK == 0 {
            let window = connection.window();
            let length = window.len().min(wire.len());
            if length > 0 {
                window[..length].copy_from_slice(&wire[..length]);
                wire.drain(..length);
                assert!(connection.fed(length).is_ok());
                return true;
            }
            if wire.is_empty() && std::mem::take(&mut self.ended[end]) {
                assert!(connection.fed(0).is_ok());
                return true;
            }
        }
        if events & event::HAS_PLAINTEXT != 0 {
            return connection.read(&mut [0; 512]) > 0 || connection.events() != events;
        }
        events != before || events & (event::WANT_READ | event::FAILED | event::HANDSHAKING) == event::HANDSHAKING
    }

    /// Whether the handshake of an end is complete.
    pub fn is_open(&self, end: usize) -> bool {
        self.ends[end].events() & (event::HANDSHAKING | event::FAILED) == 0
    }

    /// How an end failed, if it has.
    pub fn failure(&self, end: usize) -> Option<Report> {
        let mut told = None;
        let code = self.ends[end].failure(|report| told = Some(report.clone()));
        assert!(code == 0 || told.is_some());
        told
    }
}

/// Takes the complete records from the front of `bytes`.
fn records(bytes: &mut Vec<u8>) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    while let [_, _, _, high, low, ..] = bytes[..] {
        let length = HEADER + usize::from(u16::from_be_bytes([high, low]));
        if bytes.len() < length {
            break;
        }
        let rest = bytes.split_off(length);
        found.push(std::mem::replace(bytes, rest));
    }
    found
}
