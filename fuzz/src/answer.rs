//! What a CA answers to a request (PKCS#7): the chain that is taken from it is the one that a plain search finds.

use crate::made::{CAMERA, CAMERA_KEY, CAMERA_POINT, Content, certificate, halves};
use camtls::policy::certificate::Certificate;
use camtls::policy::{container, der};
use camtls::tls::operations::chain_of;
use limbo::own::der::{integer, name, oid, sequence, value};

const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
/// The most certificates of a chain.
const LONGEST: usize = 10;

pub fn run(data: &[u8]) {
    match data {
        [0, rest @ ..] => graph(rest),
        [1, rest @ ..] => {
            let (certificates, others) = halves(rest);
            any(&signed_data(certificates), others);
        }
        [_, rest @ ..] => {
            let (answer, others) = halves(rest);
            any(answer, others);
        }
        [] => {}
    }
}

/// The container around certificates, as CAs write it.
pub fn signed_data(certificates: &[u8]) -> Vec<u8> {
    let content = sequence(&[&oid(DATA)]);
    let data =
        sequence(&[&integer(&[1]), &value(0x31, &[]), &content, &value(0xa0, &[certificates]), &value(0x31, &[])]);
    sequence(&[&oid(SIGNED_DATA), &value(0xa0, &[&data])])
}

/// The chain that is made of any bytes consists of certificates, each one issued by the next; the first has the camera's key.
fn any(answer: &[u8], others: &[u8]) {
    let mut out = vec![0; answer.len() + others.len()];
    let length = match chain_of(answer, CAMERA_KEY, others, &mut out) {
        Ok(length) => length,
        Err(trouble) => return assert!(!trouble.report().text.is_empty()),
    };
    let contains = |place: &[u8], what: &[u8]| place.windows(what.len()).any(|window| window == what);
    let answered = container::certificates(answer).expect("a chain was made of it");
    let Ok(chain) = der::certificates(&out[..length]) else { panic!("a chain of something else") };
    let chain: Vec<_> = chain.map(|der| Certificate::parse(der).unwrap_or_else(|_| panic!("unreadable"))).collect();
    assert!((1..=LONGEST).contains(&chain.len()));
    assert!(contains(answered, chain[0].der) && chain[0].public_key_info.ends_with(&CAMERA_POINT));
    for pair in chain.windows(2) {
        assert!(pair[1].subject.matches(pair[0].issuer) && !pair[1].is_self_issued());
        assert!(contains(answered, pair[1].der) || contains(others, pair[1].der));
    }
}

/// A certificate of a graph, as far as it matters here.
#[derive(Clone, Copy)]
struct Node {
    subject: u8,
    issuer: u8,
    key: u8,
    signer: u8,
    is_answered: bool,
}

impl Node {
    fn read(bytes: &[u8; 2]) -> Self {
        let [names, keys] = *bytes;
        Self {
            subject: names & 7,
            issuer: names >> 3 & 7,
            key: keys & 7,
            signer: keys >> 3 & 7,
            is_answered: names < 0x80,
        }
    }

    fn der(&self) -> Vec<u8> {
        certificate(&Content {
            subject: &name(&format!("CN={}", self.subject)),
            issuer: &name(&format!("CN={}", self.issuer)),
            key: self.key,
            signer: self.signer,
            until: "270101000000Z",
            extensions: &[],
        })
    }
}

/// Certificates of known content.
fn graph(data: &[u8]) {
    let nodes: Vec<_> = data.as_chunks::<2>().0.iter().take(14).map(Node::read).collect();
    let (answered, others): (Vec<_>, Vec<_>) = nodes.iter().partition::<Vec<Node>, _>(|node| node.is_answered);
    let encoded = |nodes: &[Node]| nodes.iter().map(Node::der).collect::<Vec<_>>().concat();
    let (answer, before) = (signed_data(&encoded(&answered)), encoded(&others));
    let mut out = vec![0; 8192];
    let made = chain_of(&answer, CAMERA_KEY, &before, &mut out).ok().map(|length| out[..length].to_vec());

    let pool = [answered.as_slice(), &others].concat();
    let mut last = answered.iter().find(|node| node.key == CAMERA).copied();
    let mut chain = Vec::new();
    while let Some(node) = last {
        chain.push(node.der());
        let is_issuer = |one: &&Node| one.subject == node.issuer && one.subject != one.issuer && one.key == node.signer;
        last = pool.iter().find(is_issuer).filter(|next| next.der() != node.der()).copied();
        if chain.len() > LONGEST {
            break;
        }
    }
    let found = (1..=LONGEST).contains(&chain.len());
    assert_eq!(made, found.then(|| chain.concat()));
}
