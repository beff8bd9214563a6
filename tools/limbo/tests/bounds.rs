//! What hostile chains cost: signatures, looks, comparisons and memory, counted.

use camtls::engine::verify_signature;
use camtls::platform::memory;
use camtls::policy::certificate::Certificate;
use camtls::policy::hostname::ReferenceIdentity;
use camtls::policy::path::{Certificates, PathSearch, Request, Step};
use camtls::policy::profile::{Profile, Revocation};
use camtls::policy::usage::Purpose;
use limbo::own::der::{octets, oid, sequence, value};
use limbo::own::issue::{
    ALTERNATIVE_NAME, CRL_NUMBER, Draft, Holder, NAME_CONSTRAINTS, alternative_names, name_constraints,
};
use limbo::verify::Documents;
use std::cell::Cell;
use std::process::Command;

/// In June 2026.
const NOW: i64 = 1_780_272_000;
const HOST: &str = "www.example.com";

/// Documents, and how often one of them was asked for.
struct Counted(Documents, Cell<usize>);

impl Counted {
    fn new(holders: &[&Holder]) -> Self {
        Self(Documents(holders.iter().map(|holder| holder.der.clone()).collect()), Cell::new(0))
    }
}

impl Certificates for Counted {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.1.set(self.1.get() + 1);
        self.0.get(index)
    }
}

/// What a search came to and what it took.
struct Cost {
    /// The name of the error, if it was one.
    verdict: Result<usize, &'static str>,
    signatures: usize,
    steps: usize,
    looks: usize,
}

/// Runs a search in which every signature is good that is not one of the chain's own making up.
fn search(root: &Holder, chain: &[&Holder], lists: Vec<Vec<u8>>, good: bool) -> Cost {
    let (chain, anchors, crls) = (Counted::new(chain), Counted::new(&[root]), Documents(lists));
    let revocation = if crls.0.is_empty() { Revocation::Ignored } else { Revocation::Leaf };
    let request = Request {
        chain: &chain,
        anchors: &anchors,
        crls: &crls,
        now: Some(NOW),
        purpose: Purpose::ServerAuth,
        reference: ReferenceIdentity::parse(HOST).ok(),
        profile: Profile { revocation, ..Profile::DEFAULT },
    };
    let (mut search, mut answer) = (PathSearch::new(), None);
    let mut cost = Cost { verdict: Ok(0), signatures: 0, steps: 0, looks: 0 };
    loop {
        cost.steps += 1;
        match search.step(&request, answer.take()) {
            Step::Continue => {}
            Step::Verify(_) => {
                cost.signatures += 1;
                answer = Some(good);
            }
            Step::Accepted => {
                cost.verdict = Ok(search.accepted_path().len());
                break;
            }
            Step::Refused(refusal, _) => {
                cost.verdict = Err(refusal.code().name());
                break;
            }
        }
        assert!(cost.steps < 50_000, "the search goes on for ever");
    }
    assert_eq!(cost.signatures, search.signatures());
    assert!(cost.signatures <= 8);
    cost.looks = chain.1.get() + anchors.1.get();
    // Each look at a candidate may ask for the path's certificates again.
    assert!(cost.looks < 500_000, "{} looks", cost.looks);
    cost
}

fn root() -> Holder {
    Draft::ca("Root").self_signed()
}

fn refs(holders: &[Holder]) -> Vec<&Holder> {
    holders.iter().collect()
}

#[test]
fn authorities_of_one_name_are_tried_within_bounds() {
    let root = root();
    let posing = Draft::ca("Authority").issued_by(&root);
    let leaf = Draft::leaf(&[HOST]).issued_by(&posing);
    // Thirty with the name and the key identifier of the issuer, each with a key of its own, each from the root.
    let mut chain = vec![leaf];
    chain.extend((0..30).map(|_| Draft::ca("Authority").posing_as(&posing).issued_by(&root)));
    let cost = search(&root, &refs(&chain), Vec::new(), false);
    assert_eq!(cost.verdict, Err("ERR_PATH_BUDGET"));
    assert_eq!(cost.signatures, 8);
}

#[test]
fn authorities_that_issue_each_other_are_no_endless_way() {
    let root = root();
    // A ring: each has issued the next one, and the last the first; and each of them the others as well.
    let names: Vec<_> = (0..5).map(|number| format!("Ring {number}")).collect();
    let holders: Vec<_> = names.iter().map(|name| Draft::ca(name).self_signed()).collect();
    let mut chain = vec![Draft::leaf(&[HOST]).issued_by(&holders[0])];
    for (subject, holder) in names.iter().zip(&holders) {
        for issuer in names.iter().zip(&holders).filter(|(name, _)| *name != subject).map(|(_, issuer)| issuer) {
            chain.push(Draft::ca(subject).keyed(holder).issued_by(issuer));
        }
    }
    let cost = search(&root, &refs(&chain), Vec::new(), true);
    assert_eq!(cost.verdict, Err("ERR_UNKNOWN_ISSUER"));
    assert_eq!(cost.signatures, 0);
    // With a way out it is found.
    chain.push(Draft::ca(&names[3]).keyed(&holders[3]).issued_by(&root));
    let cost = search(&root, &refs(&chain), Vec::new(), true);
    assert!(cost.verdict.is_ok(), "{:?} after {} looks", cost.verdict, cost.looks);
}

#[test]
fn names_and_constraints_are_compared_within_bounds() {
    let root = root();
    let many = |count: usize, end: &str| (0..count).map(|number| format!("h{number}.{end}")).collect::<Vec<_>>();
    let names = |count, end: &str| {
        let mut names = many(count, end);
        names.push(HOST.to_owned());
        names
    };
    let texts = |names: &[String]| alternative_names(&names.iter().map(String::as_str).collect::<Vec<_>>());
    for (bases, sans, verdict) in [(100, 100, Ok(3)), (20, 2000, Ok(3)), (1000, 1000, Err("ERR_PATH_BUDGET"))] {
        let excluded = many(bases, "example.org");
        let excluded: Vec<_> = excluded.iter().map(String::as_str).collect();
        let draft = Draft::ca("Authority").with(NAME_CONSTRAINTS, true, &name_constraints(&[], &excluded));
        let authority = draft.issued_by(&root);
        let leaf = Draft::leaf(&[HOST]).with(ALTERNATIVE_NAME, false, &texts(&names(sans, "example.com")));
        let cost = search(&root, &[&leaf.issued_by(&authority), &authority], Vec::new(), true);
        assert_eq!(cost.verdict, verdict, "{bases} subtrees, {sans} names");
        assert_eq!(cost.signatures, if verdict.is_ok() { 2 } else { 0 });
    }
}

#[test]
fn nesting_and_length_are_read_without_recursion() {
    let root = root();
    let accepts = |leaf: Draft| search(&root, &[&leaf.issued_by(&root)], Vec::new(), true).verdict;
    let mut nested = Vec::new();
    while nested.len() < 60_000 {
        nested = if nested.len() < 120 { sequence(&[&nested]) } else { value(0x30, &[&nested]) };
    }
    let extension = |content: &[u8]| sequence(&[&oid(&[0x2a, 3, 4]), &octets(content)]);
    let mut leaf = Draft::leaf(&[HOST]);
    leaf.extensions.push(extension(&nested));
    assert_eq!(accepts(leaf), Ok(2));
    // Another name that consists of nothing but depth.
    let names = sequence(&[&value(0xa0, &[&nested]), &value(0x82, &[HOST.as_bytes()])]);
    assert_eq!(accepts(Draft::leaf(&[HOST]).with(ALTERNATIVE_NAME, false, &names)), Ok(2));
    // Where a certificate's own parts are nested, it is none.
    let mut leaf = Draft::leaf(&[HOST]);
    leaf.algorithm = nested.clone();
    assert_eq!(accepts(leaf), Err("ERR_CERT_MALFORMED"));
    // A long identifier of an extension, and a long name.
    let mut leaf = Draft::leaf(&[HOST]);
    leaf.extensions.push(sequence(&[&oid(&[0x55; 20_000]), &octets(&[])]));
    assert_eq!(accepts(leaf), Ok(2));
    let mut leaf = Draft::leaf(&[HOST]);
    leaf.extensions.push(sequence(&[&oid(&[0x55; 20_000]), &[1, 1, 0xff], &octets(&[])]));
    assert_eq!(accepts(leaf), Err("ERR_CRITICAL_EXTENSION"));
    let mut leaf = Draft::leaf(&[HOST]);
    leaf.subject = format!("CN={}", "x".repeat(60_000));
    assert_eq!(accepts(leaf), Ok(2));
    // More extensions than any certificate has.
    let mut leaf = Draft::leaf(&[HOST]);
    leaf.extensions.extend((0..100).map(|arc| sequence(&[&oid(&[0x2a, 3, arc]), &octets(&[])])));
    assert_eq!(accepts(leaf), Err("ERR_CERT_MALFORMED"));
}

#[test]
fn long_revocation_lists_are_read_to_their_ends() {
    let root = root();
    let (leaf, other) = (Draft::leaf(&[HOST]).issued_by(&root), Draft::leaf(&[HOST]).issued_by(&root));
    let mut revoked = vec![&other; 100_000];
    let list = |revoked: &[&Holder]| vec![root.list(revoked, "260501000000Z", "260801000000Z", &[(CRL_NUMBER, false)])];
    let cost = search(&root, &[&leaf], list(&revoked), true);
    assert_eq!((cost.verdict, cost.signatures), (Ok(2), 2));
    revoked.push(&leaf);
    let cost = search(&root, &[&leaf], list(&revoked), true);
    assert_eq!((cost.verdict, cost.signatures), (Err("ERR_CERT_REVOKED"), 2));
}

/// 24 KB beside the chain's DER: the search's own state, and what a signature takes of each kind of key.
#[test]
fn a_search_works_in_24_kb() {
    let mut most = 0;
    for kind in
        ["ec -pkeyopt ec_paramgen_curve:prime256v1", "ec -pkeyopt ec_paramgen_curve:secp384r1", "rsa:2048", "rsa:4096"]
    {
        let output = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-subj", "/CN=a", "-outform", "DER", "-keyout", "/dev/null", "-newkey"])
            .args(kind.split_whitespace())
            .output()
            .expect("the openssl command is needed for tests");
        let certificate = Certificate::parse(&output.stdout).expect("a certificate");
        let camtls::policy::algorithm::Algorithm::Supported(algorithm) = certificate.signature_algorithm else {
            panic!("openssl's own choice is supported");
        };
        let check = camtls::policy::path::SignatureCheck {
            algorithm,
            tbs: certificate.tbs,
            signature: certificate.signature,
            issuer_key: certificate.public_key_info,
        };
        let before = memory::usage();
        assert_eq!(verify_signature(&check), Ok(true), "{kind}");
        let after = memory::usage();
        assert_eq!(after.held, before.held, "{kind}");
        most = most.max(after.peak - before.held);
    }
    let state = size_of::<PathSearch>();
    println!("{most} bytes for a signature, {state} for the search");
    assert!(most + state <= 24 * 1024, "{most} bytes for a signature, {state} for the search");
}
