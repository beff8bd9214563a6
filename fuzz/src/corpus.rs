//! `corpus DIRECTORY`: beginnings for each fuzz target, made of the cases that tools/limbo makes, with keys of this run.

use camtls::policy::certificate::Certificate;
use camtls_fuzz::answer::signed_data;
use limbo::case::Case;
use limbo::own::{issue::Draft, suite};
use std::path::Path;
use std::{env, fs};

fn main() -> std::io::Result<()> {
    let directory = env::args().nth(1).expect("usage: corpus DIRECTORY");
    let put = |target: &str, name: &str, bytes: &[u8]| {
        let folder = Path::new(&directory).join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)
    };
    for (number, case) in suite().testcases.iter().enumerate() {
        let name = number.to_string();
        let documents = |texts: &[String]| texts.iter().map(|text| der(text)).collect::<Vec<_>>();
        let chain = [vec![der(&case.peer_certificate)], documents(&case.untrusted_intermediates)].concat();
        let (anchors, lists) = (documents(&case.trusted_certs), documents(&case.crls));
        put("loader", &name, &chain.concat())?;
        put("certificate", &name, &chain[0])?;
        put("listing", &name, &chain[0])?;
        put("request", &name, &[&[0], chain[0].as_slice()].concat())?;
        put("answer", &name, &[&[1], joined(&chain.concat(), &anchors.concat()).as_slice()].concat())?;
        put("hostname", &name, &hostname(case, &chain[0]))?;
        put("constraints", &name, &constraints(&chain))?;
        let mut all = vec![1];
        for (bits, documents) in [(0, &chain), (0x80, &anchors), (0x40, &lists)] {
            for document in documents.iter().filter(|document| document.len() < 0x4000) {
                let [high, low] = (document.len() as u16).to_be_bytes();
                all.extend([&[high | bits, low], document.as_slice()].concat());
            }
        }
        put("path", &name, &all)?;
        for list in &lists {
            put("revocation", &name, list)?;
            put("loader", &format!("{name}-list"), list)?;
        }
    }
    let holder = Draft::leaf(&["a.example"]).self_signed();
    put("loader", "key", &holder.private_key())?;
    for kind in 0..16 {
        put("handshake", &kind.to_string(), &[&[kind], &[2, 0, 3, 1][..]].concat())?;
        put("handshake", &format!("{kind}-more"), &[&[kind], holder.der.as_slice()].concat())?;
    }
    for kind in 0..8 {
        put("datagram", &kind.to_string(), &[kind, 2, 10, 3, 1, 3, 11, 0, 0])?;
        put(
            "datagram",
            &format!("{kind}-record"),
            &[&[kind, 17, 22, 0xfe, 0xfd], &[0; 9][..], &[4, 1, 0, 0, 0]].concat(),
        )?;
    }
    let key = holder.private_key();
    put("slot", "identity", &joined(&key, &holder.der))?;
    let lengths = [key.len(), holder.der.len()].map(|length| (length as u16).to_be_bytes()).concat();
    put("slot", "whole", &[b"camtls i\0\0\0\x01", lengths.as_slice(), &key, &holder.der].concat())?;
    for (name, subject, names) in [
        ("plain", "camera-7", ""),
        ("long", "CN=camera-7,O=Acme\\, Inc.,OU=a,L=b,ST=c,C=DE,serialNumber=17", "camera-7.local, 192.0.2.7"),
        ("names", "", "a.example,2001:db8::a1"),
    ] {
        put("request", name, &[&[1], joined(subject.as_bytes(), names.as_bytes()).as_slice()].concat())?;
    }
    // The camera's, its issuer and another one with that name, which is not in the answer.
    put("answer", "graph", &[0, 0x0a, 0x08, 0x13, 0x11, 0x93, 0x13])?;
    let answer = signed_data(&holder.der);
    put("answer", "container", &[&[2], joined(&answer, &holder.der).as_slice()].concat())?;
    // A leaf, two authorities in a circle, and a root.
    put("path", "graph", &[0, 0x10, 0x10, 0, 1, 0x21, 0x21, 0, 0, 0x12, 0x12, 0, 0, 0x11, 0x11, 0x80, 0])
}

fn der(text: &str) -> Vec<u8> {
    pem::parse(text).map(pem::Pem::into_contents).unwrap_or_default()
}

/// Two parts, the length of the first before it.
fn joined(first: &[u8], second: &[u8]) -> Vec<u8> {
    [&(first.len() as u16).to_be_bytes(), first, second].concat()
}

fn hostname(case: &Case, leaf: &[u8]) -> Vec<u8> {
    let wanted = case.expected_peer_name.as_ref().map_or("a.example", |name| name.value.as_str());
    let names = Certificate::parse(leaf).ok().and_then(|leaf| leaf.extensions.subject_alternative_name);
    joined(wanted.as_bytes(), names.map_or(&[], |names| names.value))
}

fn constraints(chain: &[Vec<u8>]) -> Vec<u8> {
    let read = |der: &'_ Vec<u8>| {
        Certificate::parse(der)
            .ok()
            .and_then(|certificate| certificate.extensions.name_constraints.map(|it| it.value.to_vec()))
    };
    let names = Certificate::parse(&chain[0]).ok().and_then(|leaf| leaf.extensions.subject_alternative_name);
    joined(&chain.iter().find_map(read).unwrap_or_default(), names.map_or(&[], |names| names.value))
}
