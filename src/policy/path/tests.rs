//! The protocol of steps and its bounds, with certificates whose signatures are whatever the test answers.

use super::*;
use crate::policy::desk::value;
use crate::policy::error::Code;
use crate::policy::profile::Revocation;
use std::vec::Vec;
use std::{format, vec};

const NOW: i64 = 1_800_000_000;

/// A certificate of `subject` under `issuer` with the key `key`; a CA unless it has alternative names.
fn certificate(subject: &str, issuer: &str, key: u8, names: &[&str]) -> Vec<u8> {
    dated(subject, issuer, key, names, "20200101000000Z", "20400101000000Z")
}

fn dated(subject: &str, issuer: &str, key: u8, names: &[&str], from: &str, until: &str) -> Vec<u8> {
    let sequence = |parts: &[Vec<u8>]| value(0x30, &parts.concat());
    let oid = |content: &[u8]| value(6, content);
    let name = |text: &str| {
        let attribute = sequence(&[oid(&[0x55, 4, 3]), value(12, text.as_bytes())]);
        if text.is_empty() { sequence(&[]) } else { sequence(&[value(0x31, &attribute)]) }
    };
    let extension = |arc, content: Vec<u8>| sequence(&[oid(&[0x55, 0x1d, arc]), value(1, &[0xff]), value(4, &content)]);
    let short = |arc, content: Vec<u8>| sequence(&[oid(&[0x55, 0x1d, arc]), value(4, &content)]);
    // One identifier for all keys: only the signature tells who signed.
    let identifiers = [short(14, value(4, &[7])), short(35, sequence(&[value(0x80, &[7])]))].concat();
    let extensions = if names.is_empty() {
        extension(19, sequence(&[value(1, &[0xff])]))
    } else {
        let names: Vec<_> = names.iter().map(|name| value(0x82, name.as_bytes())).collect();
        extension(17, sequence(&names))
    };
    let algorithm = sequence(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
    let point = [&[0, 4][..], &[key; 64]].concat();
    let p256 = sequence(&[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])]);
    let tbs = sequence(&[
        value(0xa0, &[2, 1, 2]),
        value(2, &[key | 1]),
        algorithm.clone(),
        name(issuer),
        sequence(&[value(0x18, from.as_bytes()), value(0x18, until.as_bytes())]),
        name(subject),
        sequence(&[p256, value(3, &point)]),
        value(0xa3, &sequence(&[identifiers, extensions])),
    ]);
    sequence(&[tbs, algorithm, value(3, &[0, key])])
}

fn leaf(issuer: &str) -> Vec<u8> {
    certificate("leaf", issuer, 1, &["www.example.com"])
}

struct Set(Vec<Vec<u8>>);

impl Certificates for Set {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index).map(Vec::as_slice)
    }
}

/// The end of a search: the path or the code with its depth, and the keys whose signatures were asked for.
#[derive(Debug, PartialEq, Eq)]
struct End {
    verdict: Result<Vec<PathEntry>, (Code, Option<u8>)>,
    asked: Vec<(u8, u8)>,
}

fn run_with(request: &Request<'_>, good: impl Fn(u8, u8) -> bool) -> End {
    let mut search = PathSearch::new();
    let (mut asked, mut answer) = (Vec::new(), None);
    for _ in 0..100_000 {
        match search.step(request, answer.take()) {
            Step::Continue => {}
            Step::Verify(check) => {
                // Not answering asks again.
                assert_eq!(search.step(request, None), Step::Verify(check));
                let pair = (check.signature[0], *check.issuer_key.last().unwrap());
                asked.push(pair);
                answer = Some(good(pair.0, pair.1));
            }
            Step::Accepted => {
                assert_eq!(search.step(request, None), Step::Accepted);
                return End { verdict: Ok(search.accepted_path().to_vec()), asked };
            }
            Step::Refused(refusal, depth) => {
                assert_eq!(search.step(request, None), Step::Refused(refusal, depth));
                assert!(search.accepted_path().is_empty());
                return End { verdict: Err((refusal.code(), depth)), asked };
            }
        }
    }
    panic!("the search does not end");
}

fn run_at(now: Option<i64>, anchors: &Set, chain: &Set, profile: Profile, good: impl Fn(u8, u8) -> bool) -> End {
    let request = Request {
        chain,
        anchors,
        crls: &Set(vec![]),
        now,
        purpose: Purpose::ServerAuth,
        reference: Some(ReferenceIdentity::parse("www.example.com").unwrap()),
        profile,
    };
    run_with(&request, good)
}

fn run(anchors: Vec<Vec<u8>>, chain: Vec<Vec<u8>>) -> End {
    run_at(Some(NOW), &Set(anchors), &Set(chain), Profile::DEFAULT, |_, _| true)
}

fn refused(code: Code, depth: impl Into<Option<u8>>) -> Result<Vec<PathEntry>, (Code, Option<u8>)> {
    Err((code, depth.into()))
}

use PathEntry::{Anchor, Chain};

#[test]
fn the_state_is_small() {
    assert!(size_of::<PathSearch>() <= 512, "{}", size_of::<PathSearch>());
}

#[test]
fn signatures_are_asked_from_the_anchor_down() {
    let chain = vec![leaf("b"), certificate("a", "root", 2, &[]), certificate("b", "a", 3, &[])];
    let end = run(vec![certificate("root", "root", 9, &[])], chain);
    assert_eq!(end.verdict, Ok(vec![Chain(0), Chain(2), Chain(1), Anchor(0)]));
    assert_eq!(end.asked, [(2, 9), (3, 2), (1, 3)]);
}

#[test]
fn each_signature_is_asked_once() {
    // Two ways from b to a root, the first with a wrong root key: the lower signatures are shared.
    let chain = vec![leaf("b"), certificate("b", "root", 3, &[])];
    let anchors = vec![certificate("root", "root", 8, &[]), certificate("root", "root", 9, &[])];
    let end = run_at(Some(NOW), &Set(anchors), &Set(chain), Profile::DEFAULT, |_, issuer| issuer != 8);
    assert_eq!(end.verdict, Ok(vec![Chain(0), Chain(1), Anchor(1)]));
    assert_eq!(end.asked, [(3, 8), (3, 9), (1, 3)]);
}

#[test]
fn policy_comes_before_signatures() {
    let expired = dated("root", "root", 8, &[], "20200101000000Z", "20210101000000Z");
    let end = run(vec![expired.clone(), certificate("root", "root", 9, &[])], vec![leaf("root")]);
    assert_eq!(end.asked, [(1, 9)]);
    let end = run(vec![expired], vec![leaf("root")]);
    assert_eq!(end.verdict, refused(Code::CertExpired, 1));
    assert_eq!(end.asked, []);
}

#[test]
fn signatures_are_bounded() {
    let anchors: Vec<_> = (10..40).map(|key| certificate("root", "root", key, &[])).collect();
    for (allowed, asked) in [(0, 0), (8, 8), (20, 20), (200, MOST_SIGNATURES)] {
        let profile = Profile { signatures: allowed, ..Profile::DEFAULT };
        let end = run_at(Some(NOW), &Set(anchors.clone()), &Set(vec![leaf("root")]), profile, |_, _| false);
        assert_eq!(end.verdict, refused(Code::PathBudget, None));
        assert_eq!(end.asked.len(), asked);
    }
    let end = run_at(Some(NOW), &Set(anchors[..3].to_vec()), &Set(vec![leaf("root")]), Profile::DEFAULT, |_, _| false);
    assert_eq!(end.verdict, refused(Code::BadSignature, 0));
}

#[test]
fn looks_are_bounded() {
    // Every certificate may have issued every other one, and none is trusted.
    let mut chain = vec![leaf("mesh")];
    chain.extend((2..60).map(|key| certificate("mesh", "mesh", key, &[])));
    let end = run(vec![certificate("root", "root", 9, &[])], chain);
    assert_eq!(end.verdict, refused(Code::PathBudget, None));
    assert_eq!(end.asked, []);
}

#[test]
fn paths_are_bounded() {
    let line = |length: usize| {
        let mut chain = vec![leaf(&format!("ca{length}"))];
        chain.extend((1..=length).map(|level| {
            let issuer = if level == 1 { "root".into() } else { format!("ca{}", level - 1) };
            certificate(&format!("ca{level}"), &issuer, 10 + level as u8, &[])
        }));
        chain
    };
    let root = || vec![certificate("root", "root", 9, &[])];
    let profile = Profile { signatures: 20, ..Profile::DEFAULT };
    let end = run_at(Some(NOW), &Set(root()), &Set(line(LONGEST_PATH - 2)), profile, |_, _| true);
    assert_eq!(end.verdict.map(|path| path.len()), Ok(LONGEST_PATH));
    let end = run_at(Some(NOW), &Set(root()), &Set(line(LONGEST_PATH - 1)), profile, |_, _| true);
    assert_eq!(end.verdict, refused(Code::PathBudget, None));
    let profile = Profile { intermediates: Some(1), ..profile };
    assert!(run_at(Some(NOW), &Set(root()), &Set(line(1)), profile, |_, _| true).verdict.is_ok());
    let end = run_at(Some(NOW), &Set(root()), &Set(line(2)), profile, |_, _| true);
    assert_eq!(end.verdict, refused(Code::PathLength, 2));
}

#[test]
fn the_most_useful_cause_is_told() {
    let root = || certificate("root", "root", 9, &[]);
    let dates = |subject, issuer, key| dated(subject, issuer, key, &[], "20200101000000Z", "20210101000000Z");
    for (anchors, chain, expected) in [
        (vec![], vec![leaf("root")], refused(Code::UnknownIssuer, 0)),
        (vec![root()], vec![], refused(Code::PeerCertMissing, None)),
        (vec![root()], vec![vec![0x30]], refused(Code::CertMalformed, 0)),
        (vec![root()], vec![leaf("a")], refused(Code::UnknownIssuer, 0)),
        (vec![root()], vec![leaf("leaf")], refused(Code::SelfSigned, 0)),
        (vec![root()], vec![leaf("a"), certificate("a", "other", 2, &[])], refused(Code::UnknownIssuer, 1)),
        (vec![root()], vec![leaf("a"), certificate("a", "a", 2, &[])], refused(Code::SelfSigned, 1)),
        (vec![root()], vec![leaf("a"), dates("a", "root", 2)], refused(Code::CertExpired, 1)),
        (vec![root()], vec![leaf("a"), certificate("a", "root", 2, &["a.example"])], refused(Code::NotCa, 1)),
        // Of two candidates the one with the more useful fault, whatever their order.
        (
            vec![root()],
            vec![leaf("a"), dates("a", "root", 2), certificate("a", "root", 3, &["a.example"])],
            refused(Code::CertExpired, 1),
        ),
        (
            vec![root()],
            vec![leaf("a"), certificate("a", "root", 3, &["a.example"]), dates("a", "root", 2)],
            refused(Code::CertExpired, 1),
        ),
        // A path that reached an anchor says more than a dead end, however deep.
        (
            vec![dates("root", "root", 9)],
            vec![leaf("a"), certificate("a", "root", 2, &[]), certificate("root", "beyond", 9, &[])],
            refused(Code::CertExpired, 2),
        ),
    ] {
        assert_eq!(run(anchors, chain).verdict, expected);
    }
}

#[test]
fn the_leaf_is_judged_first() {
    let root = || vec![certificate("root", "root", 9, &[])];
    let other = certificate("leaf", "root", 1, &["mail.example.com"]);
    let expired = |name| dated("leaf", "nobody", 1, &[name], "20200101000000Z", "20210101000000Z");
    let early = dated("leaf", "nobody", 1, &["www.example.com"], "20390101000000Z", "20400101000000Z");
    assert_eq!(run(root(), vec![other]).verdict, refused(Code::NameMismatch, 0));
    assert_eq!(run(root(), vec![expired("mail.example.com")]).verdict, refused(Code::NameMismatch, 0));
    assert_eq!(run(root(), vec![expired("www.example.com")]).verdict, refused(Code::CertExpired, 0));
    assert_eq!(run(root(), vec![early]).verdict, refused(Code::CertNotYetValid, 0));
    let end = run_at(None, &Set(root()), &Set(vec![leaf("root")]), Profile::DEFAULT, |_, _| true);
    assert_eq!(end.verdict, refused(Code::ClockNotSet, 0));
}

#[test]
fn a_pinned_leaf_needs_no_signature() {
    let own = leaf("leaf");
    let end = run(vec![certificate("root", "root", 9, &[]), own.clone()], vec![own.clone()]);
    assert_eq!(end, End { verdict: Ok(vec![Anchor(1)]), asked: vec![] });
    let end = run_at(None, &Set(vec![own.clone()]), &Set(vec![own]), Profile::DEFAULT, |_, _| true);
    assert_eq!(end.verdict, refused(Code::ClockNotSet, 0));
}

#[test]
fn a_common_name_counts_only_if_asked_and_alone() {
    let root = Set(vec![certificate("root", "root", 9, &[])]);
    let only_common = Set(vec![certificate("www.example.com", "root", 1, &[])]);
    let other = Set(vec![certificate("www.example.com", "root", 1, &["mail.example.com"])]);
    let lenient = Profile { common_name: true, ..Profile::DEFAULT };
    let verdict = |chain, profile| run_at(Some(NOW), &root, chain, profile, |_, _| true).verdict;
    assert_eq!(verdict(&only_common, Profile::DEFAULT), refused(Code::NameOnlyCommon, 0));
    assert!(verdict(&only_common, lenient).is_ok());
    assert_eq!(verdict(&other, lenient), refused(Code::NameMismatch, 0));
}

#[test]
fn revocation_without_lists_is_refused() {
    let profile = Profile { revocation: Revocation::Leaf, ..Profile::DEFAULT };
    let root = Set(vec![certificate("root", "root", 9, &[])]);
    let end = run_at(Some(NOW), &root, &Set(vec![leaf("root")]), profile, |_, _| true);
    assert_eq!(end.verdict, refused(Code::CrlMissing, 0));
}

#[test]
fn many_anchors_are_searched() {
    let mut anchors: Vec<_> = (0..150).map(|number| certificate(&format!("ca{number}"), "x", 2, &[])).collect();
    anchors.push(certificate("root", "root", 9, &[]));
    assert_eq!(run(anchors, vec![leaf("root")]).verdict, Ok(vec![Chain(0), Anchor(150)]));
}
