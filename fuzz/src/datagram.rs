//! Handshakes over datagrams (DTLS 1.2): ends that get any datagrams, and ends between which datagrams are lost, changed, repeated,
//! kept back.

use crate::handshake::{People, changed};
use camtls::engine::Role;
use camtls::platform::memory::usage;
use camtls::tls::connection::Connection;
use camtls::tls::context::VerifyMode;
use camtls::tls::event;
use std::cell::RefCell;
use std::collections::VecDeque;

const VERSION: u16 = 0x0303;
/// More turns than any handshake takes.
const MOST_TURNS: usize = 4_000;

thread_local!(static PEOPLE: RefCell<Option<(People, usize)>> = const { RefCell::new(None) });

pub fn run(data: &[u8]) {
    let [kind, data @ ..] = data else { return };
    PEOPLE.with_borrow_mut(|people| {
        let (people, kept) = people.get_or_insert_with(|| {
            let people = People::new();
            assert_eq!(play(&people, 7, &[]), [true; 2], "a handshake that nobody disturbs");
            (people, usage().blocks)
        });
        play(people, *kind, data);
        assert_eq!(usage().blocks, *kept, "something was not given back");
    });
}

/// Two ends and the datagrams that are under way to each.
struct Pair {
    ends: [Connection; 2],
    /// The server that takes the place of the first one to fail.
    next: Option<Connection>,
    wires: [VecDeque<Vec<u8>>; 2],
}

/// Which ends are open afterwards.
fn play(people: &People, kind: u8, data: &[u8]) -> [bool; 2] {
    let asks_client = kind & 4 != 0;
    let mut client = people.context(Role::Client, VERSION, true, &[]);
    let mut server = people.context(Role::Server, VERSION, true, &[]);
    if !asks_client {
        server.set_verify_mode(Some(VerifyMode::None));
    }
    let Ok(client) = Connection::new(&mut client, Role::Client, Some(b"a.example")) else {
        panic!("a client cannot begin")
    };
    // One that sends the cookie, and one that the cookie is shown to.
    let [first, second] = [0, 1].map(|_| {
        let Ok(mut server) = Connection::new(&mut server, Role::Server, None) else { panic!("a server cannot begin") };
        assert!(server.set_client(b"the client").is_ok());
        server
    });
    let mut pair = Pair { ends: [client, first], next: Some(second), wires: [VecDeque::new(), VecDeque::new()] };
    match kind & 3 {
        // Any datagrams, to both.
        0 => {
            for datagram in datagrams(data) {
                pair.wires.iter_mut().for_each(|wire| wire.push_back(datagram.to_vec()));
            }
            pair.run(&mut |_, _| Vec::new());
        }
        // A handshake, and other datagrams among its own.
        1 => {
            let mut others = datagrams(data);
            pair.run(&mut |_, own| others.next().map(<[u8]>::to_vec).into_iter().chain([own]).collect());
        }
        // A handshake with some of its datagrams changed: which one, what is done, where and how.
        2 => change(&mut pair, data),
        _ => pair.run(&mut |_, datagram| vec![datagram]),
    }
    [0, 1].map(|end| {
        let connection = &pair.ends[end];
        let open = connection.events() & (event::HANDSHAKING | event::FAILED) == 0;
        if open && (end == 0 || asks_client) {
            assert_eq!(connection.verify_result(), 0);
            assert_eq!(connection.peer_certificate(0), Some(people.leaf.der.as_slice()));
        }
        connection.failure(|report| assert!(!report.text.is_empty()));
        open
    })
}

/// The datagrams in `data`, each behind its length.
fn datagrams(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first()?;
        let (datagram, behind) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = behind;
        Some(datagram)
    })
}

fn change(pair: &mut Pair, data: &[u8]) {
    let mut number = 0;
    let mut kept = Vec::new();
    pair.run(&mut |_, datagram| {
        let mut now = vec![datagram];
        for [which, what, place, value] in data.as_chunks::<4>().0 {
            if *which != number {
                continue;
            }
            match what % 12 {
                // Behind the next one.
                10 => kept.append(&mut now),
                // Before it, an older one.
                11 => now.splice(0..0, kept.drain(..)).for_each(drop),
                what => now = now.iter().flat_map(|datagram| changed(datagram, 13, what, *place, *value)).collect(),
            }
        }
        number = number.wrapping_add(1);
        now.truncate(40);
        now
    });
}

impl Pair {
    /// Lets both work until neither can go on.
    fn run(&mut self, pass: &mut dyn FnMut(usize, Vec<u8>) -> Vec<Vec<u8>>) {
        for _ in 0..MOST_TURNS {
            let moved = [0, 1].map(|end| self.turn(end, pass));
            if moved == [false; 2] {
                return;
            }
        }
        panic!("the handshake has no end");
    }

    /// One turn of an end: whether anything came of it.
    fn turn(&mut self, end: usize, pass: &mut dyn FnMut(usize, Vec<u8>) -> Vec<Vec<u8>>) -> bool {
        let connection = &mut self.ends[end];
        let before = connection.events();
        let events = connection.advance();
        if end == 1
            && events & (event::FAILED | event::WANT_WRITE) == event::FAILED
            && let Some(next) = self.next.take()
        {
            self.ends[1] = next;
            return true;
        }
        if events & event::WANT_WRITE != 0 {
            let output = connection.output().to_vec();
            assert!(!output.is_empty() && connection.sent(output.len()).is_ok());
            self.wires[1 - end].extend(pass(1 - end, output));
            return true;
        }
        if events & event::WANT_READ != 0
            && let Some(datagram) = self.wires[end].pop_front()
        {
            let window = connection.window();
            let length = window.len().min(datagram.len());
            window[..length].copy_from_slice(&datagram[..length]);
            // An empty one is nothing that came.
            assert!(length == 0 || connection.fed(length).is_ok());
            return true;
        }
        if events & event::HAS_PLAINTEXT != 0 {
            return connection.read(&mut [0; 512]) > 0 || connection.events() != events;
        }
        events != before || events & (event::WANT_READ | event::FAILED | event::HANDSHAKING) == event::HANDSHAKING
    }
}
