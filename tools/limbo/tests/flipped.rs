//! Every byte of every certificate that a peer presents, changed: never accepted, alone or in a handshake, whatever the keys.

use camtls::engine::{Role, verify_signature};
use camtls::platform::host::set_clock;
use camtls::policy::hostname::ReferenceIdentity;
use camtls::policy::path::{PathSearch, Request, Step};
use camtls::policy::profile::Profile;
use camtls::policy::usage::Purpose;
use camtls::tls::connection::Connection;
use limbo::own::issue::{Draft, EXTENDED_KEY_USAGE, Holder, purposes};
use limbo::pair::{Pair, blob, context, demand};
use limbo::verify::Documents;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The library serves one thread at a time.
static LIBRARY: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    LIBRARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In the year 2096, later than any build.
const NOW: i64 = 4_000_000_000;
const HOST: &str = "www.example.com";
/// The bits that are changed: one at either end, the one that tells upper from lower case, all.
const CHANGES: [u8; 4] = [0x01, 0x20, 0x80, 0xff];

fn changed(der: &[u8], place: usize, bits: u8) -> Vec<u8> {
    let mut der = der.to_vec();
    der[place] ^= bits;
    der
}

/// Whether the chain is accepted under this root.
fn accepted(root: &[u8], chain: &[Vec<u8>]) -> bool {
    let (chain, anchors, crls) = (Documents(chain.to_vec()), Documents(vec![root.to_vec()]), Documents(Vec::new()));
    let request = Request {
        chain: &chain,
        anchors: &anchors,
        crls: &crls,
        now: Some(NOW),
        purpose: Purpose::ServerAuth,
        reference: ReferenceIdentity::parse(HOST).ok(),
        profile: Profile::DEFAULT,
    };
    let (mut search, mut answer) = (PathSearch::new(), None);
    loop {
        match search.step(&request, answer.take()) {
            Step::Continue => {}
            Step::Verify(check) => answer = Some(verify_signature(&check).expect("the host has memory")),
            Step::Accepted => return true,
            Step::Refused(..) => return false,
        }
    }
}

/// Root, and the chain below it, leaf first, as openssl makes them with keys of this kind.
fn made(kind: &str, hash: &str) -> (Vec<u8>, Vec<Vec<u8>>) {
    const CONFIGURATION: &str = "[req]\ndistinguished_name=d\n[d]\n\
        [ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n\
        authorityKeyIdentifier=keyid\n\
        [leaf]\nsubjectAltName=DNS:www.example.com\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n\
        authorityKeyIdentifier=keyid\n";
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(hash.to_owned() + &kind.replace(':', "-"));
    std::fs::create_dir_all(&directory).expect("a place for files");
    std::fs::write(directory.join("configuration"), CONFIGURATION).expect("a place for files");
    let make = |name: &str, extensions: &str, issuer: &str| {
        let kind = kind.split_whitespace();
        let output = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-nodes",
                "-config",
                "configuration",
                "-days",
                "36000",
                "-outform",
                "DER",
                "-newkey",
            ])
            .args(kind)
            .arg(format!("-{hash}"))
            .args(["-subj", &format!("/CN={name}"), "-extensions", extensions])
            .args(["-keyout", &format!("{name}.key"), "-out", &format!("{name}.der")])
            .args(issuer.split_whitespace())
            .current_dir(&directory)
            .output()
            .expect("the openssl command is needed for tests");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read(directory.join(format!("{name}.der"))).expect("openssl has written it")
    };
    let root = make("root", "ca", "");
    let authority = make("authority", "ca", "-CA root.der -CAkey root.key");
    let leaf = make("leaf", "leaf", "-CA authority.der -CAkey authority.key");
    (root, vec![leaf, authority])
}

/// Changes every `step`-th byte of each certificate of the chain in each of these ways.
fn never_accepted(kind: &str, hash: &str, changes: &[u8], step: usize) {
    let _one = alone();
    let (root, chain) = made(kind, hash);
    assert!(accepted(&root, &chain), "{kind}: the chain is good as it is");
    for index in 0..chain.len() {
        for place in (0..chain[index].len()).step_by(step) {
            for bits in changes {
                let mut other = chain.clone();
                other[index] = changed(&chain[index], place, *bits);
                assert!(!accepted(&root, &other), "{kind}: byte {place} of certificate {index} changed by {bits:#x}");
            }
        }
        for length in 0..chain[index].len() {
            let mut other = chain.clone();
            other[index].truncate(length);
            assert!(!accepted(&root, &other), "{kind}: {length} bytes of certificate {index}");
        }
    }
}

#[test]
fn no_byte_of_a_chain_on_p256_can_change() {
    never_accepted("ec -pkeyopt ec_paramgen_curve:prime256v1", "sha256", &CHANGES, 1);
}

#[test]
fn no_byte_of_a_chain_of_rsa_can_change() {
    never_accepted("rsa:2048", "sha256", &CHANGES, 1);
}

#[test]
fn no_byte_of_a_chain_on_p384_can_change() {
    never_accepted("ec -pkeyopt ec_paramgen_curve:secp384r1", "sha384", &CHANGES[..1], 5);
}

/// What the judge of a handshake said to a chain that is presented to it: whether it accepted it, and whether it could be shown at all.
fn offered(version: u16, judge: Role, root: &Holder, chain: &[Vec<u8>], key: &[u8]) -> Option<bool> {
    let presents = if judge == Role::Client { Role::Server } else { Role::Client };
    let (mut presenting, mut judging) = (context(presents, version), context(judge, version));
    // What the library does not load it does not show.
    presenting.load_identity(blob(&chain.concat()), key).ok()?;
    assert!(demand(&mut judging, std::slice::from_ref(&root.der)));
    judging.set_check_hostname(judge == Role::Client);
    presenting.set_check_hostname(false);
    if judge == Role::Server {
        let own = Draft::leaf(&[HOST]).valid(FROM, UNTIL).self_signed();
        assert!(judging.load_identity(blob(&own.der), &own.private_key()).is_ok());
    }
    let name = Some(HOST.as_bytes()).filter(|_| judge == Role::Client);
    let judging = Connection::new(&mut judging, judge, name).ok()?;
    let presenting = Connection::new(&mut presenting, presents, None).ok()?;
    let (mut pair, judge) = match judge {
        Role::Client => (Pair::new(judging, presenting), 0),
        Role::Server => (Pair::new(presenting, judging), 1),
    };
    pair.run(&mut |_, record| record);
    assert_ne!(pair.is_open(judge), pair.failure(judge).is_some());
    Some(pair.is_open(judge))
}

const FROM: &str = "260101000000Z";
const UNTIL: &str = "20990101000000Z";

/// Every `step`-th byte of what is presented, in real handshakes with this judge.
fn never_accepted_in_handshakes(judge: Role, step: usize) {
    let _one = alone();
    set_clock(Some(NOW));
    let root = Draft::ca("Root").valid(FROM, UNTIL).self_signed();
    let authority = Draft::ca("Authority").valid(FROM, UNTIL).issued_by(&root);
    let leaf = Draft::leaf(&[HOST]).valid(FROM, UNTIL).with(EXTENDED_KEY_USAGE, false, &purposes(&[1, 2]));
    let leaf = leaf.issued_by(&authority);
    let chain = [leaf.der.clone(), authority.der.clone()];
    let mut refused = 0;
    for version in [0x0303, 0x0304] {
        assert_eq!(offered(version, judge, &root, &chain, &leaf.private_key()), Some(true));
        for index in 0..chain.len() {
            for place in (0..chain[index].len()).step_by(step) {
                let mut other = chain.clone();
                other[index] = changed(&chain[index], place, CHANGES[place % CHANGES.len()]);
                let answer = offered(version, judge, &root, &other, &leaf.private_key());
                assert_ne!(answer, Some(true), "{version:#x}: byte {place} of certificate {index}");
                refused += usize::from(answer.is_some());
            }
        }
    }
    set_clock(None);
    assert!(refused * step > 1000, "{refused} changed chains were shown");
}

#[test]
fn no_byte_of_a_servers_chain_can_change_in_a_handshake() {
    never_accepted_in_handshakes(Role::Client, 7);
}

#[test]
fn no_byte_of_a_clients_chain_can_change_in_a_handshake() {
    never_accepted_in_handshakes(Role::Server, 11);
}
