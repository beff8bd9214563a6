//! Whole handshakes in both versions: ends that are fed any bytes, and ends between which records are changed.

use camtls::engine::Role;
use camtls::platform::memory::usage;
use camtls::tls::connection::Connection;
use camtls::tls::context::{Context, Protocol};
use limbo::own::issue::{Draft, Holder, purposes};
use limbo::pair::{Pair, blob, demand, of_version};
use std::cell::RefCell;

const EXTENDED_KEY_USAGE: u8 = limbo::own::issue::EXTENDED_KEY_USAGE;
const VERSIONS: [u16; 2] = [0x0303, 0x0304];
/// The header of a record.
const HEADER: usize = 5;

/// Who takes part: a root, and a leaf for both roles with its authority.
pub(crate) struct People {
    root: Holder,
    authority: Holder,
    pub(crate) leaf: Holder,
}

thread_local!(static PEOPLE: RefCell<Option<(People, usize)>> = const { RefCell::new(None) });

impl People {
    pub(crate) fn new() -> Self {
        camtls::platform::host::set_clock(Some(crate::made::NOW));
        let root = Draft::ca("Root").self_signed();
        let authority = Draft::ca("Authority").issued_by(&root);
        let leaf = Draft::leaf(&["a.example"]).with(EXTENDED_KEY_USAGE, false, &purposes(&[1, 2]));
        Self { leaf: leaf.issued_by(&authority), root, authority }
    }

    /// A context of one end; `more` follows the chain that it presents.
    pub(crate) fn context(&self, role: Role, version: u16, datagram: bool, more: &[u8]) -> Context {
        let mut context = of_version(Protocol { role, datagram }, version);
        let chain = [&self.leaf.der, &self.authority.der, more].concat();
        let fits = context.load_identity(blob(&chain), &self.leaf.private_key()).is_ok();
        assert!(fits || !more.is_empty());
        assert!(
            fits || context.load_identity(blob(&chain[..chain.len() - more.len()]), &self.leaf.private_key()).is_ok()
        );
        assert!(demand(&mut context, std::slice::from_ref(&self.root.der)));
        context
    }
}

pub fn run(data: &[u8]) {
    let [kind, data @ ..] = data else { return };
    PEOPLE.with_borrow_mut(|people| {
        // What Mbed TLS keeps once it was used is there after a handshake of each version.
        let (people, kept) = people.get_or_insert_with(|| {
            let people = People::new();
            [12, 13].into_iter().for_each(|kind| play(&people, kind, &[]));
            (people, usage().blocks)
        });
        play(people, *kind, data);
        assert_eq!(usage().blocks, *kept, "something was not given back");
    });
}

fn play(people: &People, kind: u8, data: &[u8]) {
    let version = VERSIONS[usize::from(kind & 1)];
    // Certificates of any content behind the good ones, in the kind that looks at nothing else.
    let more = if kind & 6 == 6 { data } else { &[] };
    let mut client = people.context(Role::Client, version, false, more);
    let mut server = people.context(Role::Server, version, false, more);
    let asks_client = kind & 8 != 0;
    if !asks_client {
        server.set_verify_mode(Some(camtls::tls::context::VerifyMode::None));
    }
    let ends = (
        Connection::new(&mut client, Role::Client, Some(b"a.example")),
        Connection::new(&mut server, Role::Server, None),
    );
    let (Ok(client), Ok(server)) = ends else { panic!("a connection cannot begin") };
    let mut pair = Pair::new(client, server);
    match kind & 6 {
        // Any bytes, to both.
        0 => {
            pair.wires = [data.to_vec(), data.to_vec()];
            pair.run(&mut |_, _| Vec::new());
        }
        // Any records: the type and length of each, then its bytes.
        2 => {
            let mut rest = data;
            while let [first, low, behind @ ..] = rest {
                let (body, behind) = behind.split_at(usize::from(*low).min(behind.len()));
                let record = [&[20 + (first & 3), 3, 3, 0, body.len() as u8], body].concat();
                pair.wires[usize::from(first >> 7)].extend(record);
                rest = behind;
            }
            pair.run(&mut |_, _| Vec::new());
        }
        // A handshake with some of its records changed.
        4 => change(&mut pair, data),
        _ => pair.run(&mut |_, record| record),
    }
    pair.cut();
    check(people, &pair, asks_client);
}

/// An end whose handshake is complete knows its peer.
fn check(people: &People, pair: &Pair, asks_client: bool) {
    for end in 0..2 {
        let asks = end == 0 || asks_client;
        if pair.is_open(end) && asks {
            let connection = &pair.ends[end];
            assert_eq!(connection.verify_result(), 0);
            assert_eq!(connection.peer_certificate(0), Some(people.leaf.der.as_slice()));
        }
        if let Some(report) = pair.failure(end) {
            assert!(!report.text.is_empty());
        }
    }
}

/// Lets both ends work with the changes that `data` describes, four bytes each: which record, what is done, where and how.
fn change(pair: &mut Pair, data: &[u8]) {
    let mut number = 0;
    pair.run(&mut |_, record| {
        let mut records = vec![record];
        for [which, what, place, value] in data.as_chunks::<4>().0 {
            if *which == number {
                records = records.iter().flat_map(|record| changed(record, HEADER, *what, *place, *value)).collect();
            }
        }
        number = number.wrapping_add(1);
        let total: Vec<_> = records.concat();
        total.get(..60_000).map_or(total.clone(), <[u8]>::to_vec)
    });
}

/// One record changed, with the length at the end of its header right again.
pub(crate) fn changed(record: &[u8], header: usize, what: u8, place: u8, value: u8) -> Vec<Vec<u8>> {
    let (header, body) = record.split_at(header.min(record.len()));
    let framed = |body: &[u8]| {
        let length = (body.len() as u16).to_be_bytes();
        [&header[..header.len().saturating_sub(2)], &length, body].concat()
    };
    // The place counts in bytes near the beginning, where the structure is, and in wider steps beyond.
    let place = if place < 128 { usize::from(place) } else { usize::from(place - 120) * 16 };
    let mut body = body.to_vec();
    match what % 10 {
        0 => body.get_mut(place).map_or((), |byte| *byte ^= value),
        1 => body.get_mut(place).map_or((), |byte| *byte = value),
        2 => return Vec::new(),
        3 => return vec![record.to_vec(); 2 + usize::from(value & 31)],
        4 => body.truncate(place),
        5 => return body.chunks(1 + place).map(framed).collect(),
        6 => body.extend(std::iter::repeat_n(value, place)),
        7 => body.splice(place.min(body.len())..place.min(body.len()), [value]).for_each(drop),
        8 => body.drain(place.min(body.len())..(place + usize::from(value)).min(body.len())).for_each(drop),
        _ => return vec![record.to_vec(), [&[20 + (value & 3), 3, 3, 0, 1], &[place as u8][..]].concat()],
    }
    vec![framed(&body)]
}
