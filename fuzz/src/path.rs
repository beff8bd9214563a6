//! The path search: on graphs whose outcome a plain search tells, and on certificates of any content.

use crate::made::{Content, NOW, certificate, is_signed, request, search};
use camtls::policy::path::{PathEntry, Request};
use camtls::policy::profile::{Profile, Revocation};
use camtls::policy::usage::Purpose;
use limbo::own::der::name;
use limbo::own::issue::{
    ALTERNATIVE_NAME, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, alternative_names, authority, purposes,
};

pub fn run(data: &[u8]) {
    match data {
        [first, rest @ ..] if first & 1 == 0 => graph(rest),
        [first, rest @ ..] => documents(*first, rest),
        [] => {}
    }
}

/// A certificate of a graph, as far as it matters for paths.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Node {
    subject: u8,
    issuer: u8,
    key: u8,
    signer: u8,
    is_ca: bool,
    path_length: Option<u8>,
    expired: bool,
    for_clients: bool,
    is_anchor: bool,
}

impl Node {
    fn read(bytes: &[u8; 4]) -> Self {
        let [names, keys, limits, kind] = *bytes;
        Self {
            subject: names & 7,
            issuer: names >> 4 & 7,
            key: 1 + (keys & 7),
            signer: 1 + (keys >> 4 & 7),
            is_ca: kind & 1 == 0,
            path_length: (kind & 3 == 2).then_some(limits & 3),
            expired: kind & 0x1c == 0x1c,
            for_clients: kind & 0xe0 == 0xe0,
            is_anchor: limits & 0x80 != 0,
        }
    }

    fn der(&self) -> Vec<u8> {
        let mut extensions = vec![(ALTERNATIVE_NAME, false, alternative_names(&["a.example"]))];
        if self.is_ca {
            extensions.push((BASIC_CONSTRAINTS, true, authority(self.path_length)));
        }
        if self.for_clients {
            extensions.push((EXTENDED_KEY_USAGE, false, purposes(&[2])));
        }
        certificate(&Content {
            subject: &name(&format!("CN={}", self.subject)),
            issuer: &name(&format!("CN={}", self.issuer)),
            key: self.key,
            signer: self.signer,
            until: if self.expired { "260201000000Z" } else { "270101000000Z" },
            extensions: &extensions,
        })
    }

    fn is_usable(&self) -> bool {
        !self.expired && !self.for_clients
    }
}

/// Whether there is a path from the last certificate of `path`, by trying all.
fn is_reachable(nodes: &[Node], path: &mut Vec<usize>) -> bool {
    let last = nodes[path[path.len() - 1]];
    for (index, node) in nodes.iter().enumerate() {
        let below = path[1..].iter().filter(|at| nodes[**at].subject != nodes[**at].issuer).count();
        let issues = node.subject == last.issuer
            && node.key == last.signer
            && node.is_ca
            && node.is_usable()
            && node.path_length.is_none_or(|length| below <= usize::from(length))
            && path.iter().all(|at| (nodes[*at].subject, nodes[*at].key) != (node.subject, node.key));
        if !issues || (index == 0 && !node.is_anchor) {
            continue;
        }
        path.push(index);
        if node.is_anchor || is_reachable(nodes, path) {
            return true;
        }
        path.pop();
    }
    false
}

fn graph(data: &[u8]) {
    let mut nodes: Vec<_> = data.as_chunks::<4>().0.iter().take(10).map(Node::read).collect();
    let Some(leaf) = nodes.first_mut() else { return };
    leaf.is_anchor = false;
    let encoded: Vec<_> = nodes.iter().map(Node::der).collect();
    let of = |anchors: bool| {
        nodes.iter().zip(&encoded).filter(move |(node, _)| node.is_anchor == anchors).map(|(_, der)| der.as_slice())
    };
    let (chain, anchors): (Vec<_>, Vec<_>) = (of(false).collect(), of(true).collect());
    let (chain, anchors) = (chain.as_slice(), anchors.as_slice());
    let profile = Profile { signatures: 20, ..Profile::DEFAULT };
    let outcome = search(&Request { profile, ..request(&chain, &anchors, None) }, is_signed);
    let pinned = anchors.contains(&encoded[0].as_slice());
    let expected = nodes[0].is_usable() && (pinned || is_reachable(&nodes, &mut vec![0]));
    match outcome {
        Ok(path) => {
            assert!(expected, "accepted along {path:?}");
            assert!(matches!(path.last(), Some(PathEntry::Anchor(_))));
        }
        Err(error) => assert!(!expected || error == "ERR_PATH_BUDGET", "{error}"),
    }
}

/// Certificates and lists of any content, each behind its length in two bytes; the highest bit of that makes it an anchor, the
/// next a list.
fn documents(flags: u8, mut data: &[u8]) {
    let (mut chain, mut anchors, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    while let [high, low, rest @ ..] = data {
        let length = u16::from_be_bytes([high & 0x3f, *low]);
        let (document, rest) = rest.split_at(usize::from(length).min(rest.len()));
        match high >> 6 {
            0 | 3 => chain.push(document),
            1 => lists.push(document),
            _ => anchors.push(document),
        }
        data = rest;
    }
    let (chain, anchors, lists) = (chain.as_slice(), anchors.as_slice(), lists.as_slice());
    let profile = Profile {
        strict: flags & 2 != 0,
        common_name: flags & 4 != 0,
        revocation: if flags & 8 != 0 { Revocation::Chain } else { Revocation::Ignored },
        ..Profile::DEFAULT
    };
    let purpose = if flags & 16 != 0 { Purpose::ClientAuth } else { Purpose::ServerAuth };
    let request = Request { crls: &lists, profile, purpose, now: Some(NOW), ..request(&chain, &anchors, None) };
    let mut verified = 0;
    let outcome = search(&request, |_| {
        verified += 1;
        flags & 32 != 0 || verified % 2 == 0
    });
    if let Ok(path) = outcome {
        // Only a leaf that is itself an anchor is trusted without a signature.
        assert!(verified > 0 || path.len() == 1 && anchors.contains(&chain[0]));
    }
}
