//! The search for a path from the peer's certificate to a trust anchor.
//!
//! A state machine without I/O and without memory of its own beyond indices: each step looks at a few candidates or asks for
//! one signature, so that no step takes longer than one public-key operation. Candidates are judged before any signature is
//! verified, anchors before intermediates, and a wrong turn is taken back. The work is bounded in every direction: length of
//! the path, candidates looked at, names compared, signatures verified.

use heapless::Vec;

use super::algorithm::{Algorithm, SignatureAlgorithm};
use super::certificate::{Certificate, Outline};
use super::constraints::{NameConstraints, Violation};
use super::error::Rank;
use super::fields::Malformed;
use super::general_name::GeneralName;
use super::hostname::ReferenceIdentity;
use super::profile::{self, Place, Profile, Revocation};
use super::refusal::Refusal;
use super::revocation::RevocationList;
use super::text::{Name, Offered};
use super::usage::{self, Purpose};
use super::validity::Timeliness;

/// The most certificates in a path, leaf and anchor included.
pub const LONGEST_PATH: usize = 10;
/// The most signatures that any profile may ask for.
pub const MOST_SIGNATURES: usize = 20;
/// Looks at candidates: enough for a chain of ten among 150 anchors many times over.
const LOOKS: u32 = 20_000;
/// What reading and judging a candidate costs, in looks.
const LOOKS_TO_JUDGE: u32 = 10;
/// Comparisons of names with constraints.
const COMPARISONS: u32 = 50_000;

/// Certificates or revocation lists by their index: DER, from 0 without a gap.
pub trait Certificates {
    /// The `index`-th one, `None` past the end.
    fn get(&self, index: usize) -> Option<&[u8]>;
}

impl Certificates for &[&[u8]] {
    fn get(&self, index: usize) -> Option<&[u8]> {
        <[&[u8]]>::get(self, index).copied()
    }
}

impl<const N: usize> Certificates for [&[u8]; N] {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.as_slice().get(index).copied()
    }
}

/// What is to be verified. The same values are given to every step of a search.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What the peer presented: the leaf first, then intermediates in any order.
    pub chain: &'a dyn Certificates,
    /// What is trusted: roots, intermediates, or the leaf itself.
    pub anchors: &'a dyn Certificates,
    /// Revocation lists.
    pub crls: &'a dyn Certificates,
    /// Seconds since 1970; `None` while the clock is not set.
    pub now: Option<i64>,
    /// The peer's role.
    pub purpose: Purpose,
    /// The name that the leaf must carry; `None` where names are not compared (clients' certificates).
    pub reference: Option<ReferenceIdentity<'a>>,
    /// How strict to be.
    pub profile: Profile,
}

/// A certificate of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEntry {
    /// The one with this index in the chain.
    Chain(u16),
    /// The one with this index among the anchors.
    Anchor(u16),
}

/// A signature to be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureCheck<'a> {
    /// How it was made.
    pub algorithm: SignatureAlgorithm,
    /// What was signed.
    pub tbs: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
    /// The SubjectPublicKeyInfo of who is to have signed.
    pub issuer_key: &'a [u8],
}

/// What a step of the search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Verify this signature and pass the outcome to the next step.
    Verify(SignatureCheck<'a>),
    /// Step again.
    Continue,
    /// The peer is trusted, along [`PathSearch::accepted_path`].
    Accepted,
    /// It is not; with the depth of the certificate at fault, 0 for the leaf, if there is one.
    Refused(Refusal<'a>, Option<u8>),
}

type Path = Vec<PathEntry, LONGEST_PATH>;
type Verdict<'a> = Result<(), Refusal<'a>>;

/// What carries a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signed {
    Certificate(PathEntry),
    List(u16),
}

/// A signature that was verified, and what came of it.
#[derive(Clone, Copy, Debug)]
struct Verified {
    signed: Signed,
    issuer: PathEntry,
    good: bool,
}

/// Where a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing was looked at.
    Start,
    /// Looking for an issuer of the path's last certificate.
    Search,
    /// The path is complete; the signatures of the certificates below this level are to be verified, from the anchor down.
    Signatures {
        level: u8,
    },
    /// All signatures are good; the certificate at this level is looked up in the lists from this one on.
    Revocation {
        level: u8,
        list: u16,
        covered: bool,
    },
    Accepted,
    Refused,
}

/// What went wrong, to be told in full once the search is over.
#[derive(Clone, Debug)]
struct Failure {
    /// The path; with `Fault::Candidate` its last certificate is the one refused.
    path: Path,
    fault: Fault,
    /// How much it tells: a path that reached an anchor, then how far it reached, then the rank of the cause.
    weight: (bool, u8, Rank),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Leaf,
    Candidate,
    UnknownIssuer,
    Signature { level: u8 },
    List { level: u8, list: Option<u16>, signed: bool },
    Budget,
}

/// The state of a search: indices only.
#[derive(Clone, Debug)]
pub struct PathSearch {
    phase: Phase,
    path: Path,
    /// For each certificate of the path, the next candidate for its issuer.
    cursors: [u16; LONGEST_PATH],
    /// One bit for each certificate of the path: a candidate for its issuer has been found.
    found: u16,
    verified: Vec<Verified, MOST_SIGNATURES>,
    looks: u32,
    comparisons: u32,
    failure: Option<Failure>,
}

/// Cursors count anchors from 0, then the chain from here.
const CHAIN: u16 = 0x8000;

impl Default for PathSearch {
    fn default() -> Self {
        Self::new()
    }
}

impl PathSearch {
    /// A search that has not begun.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            phase: Phase::Start,
            path: Vec::new(),
            cursors: [0; LONGEST_PATH],
            found: 0,
            verified: Vec::new(),
            looks: LOOKS,
            comparisons: COMPARISONS,
            failure: None,
        }
    }

    /// The path that was accepted, from the leaf to the anchor; a leaf that is itself the anchor stands alone.
    #[must_use]
    pub fn accepted_path(&self) -> &[PathEntry] {
        if self.phase == Phase::Accepted { &self.path } else { &[] }
    }

    /// How many signatures were verified so far.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.verified.len()
    }

    /// Does a bounded piece of work. `answer` is whether the signature that the last step asked for is good; without one
    /// the same signature is asked for again.
    pub fn step<'a>(&mut self, request: &Request<'a>, answer: Option<bool>) -> Step<'a> {
        match self.phase {
            Phase::Start => self.start(request),
            Phase::Search => self.search(request),
            Phase::Signatures { level } => self.signatures_below(request, level, answer),
            Phase::Revocation { level, list, covered } => self.revocation(request, level, list, covered, answer),
            Phase::Accepted => Step::Accepted,
            Phase::Refused => self.verdict(request),
        }
    }

    fn start<'a>(&mut self, request: &Request<'a>) -> Step<'a> {
        let Some(der) = request.chain.get(0) else {
            self.phase = Phase::Refused;
            return Step::Refused(Refusal::PeerCertMissing, None);
        };
        let anchor = pinned(request, der);
        // All paths share the leaf: what is wrong with it is wrong with all of them.
        let _ = self.path.push(anchor.map_or(PathEntry::Chain(0), PathEntry::Anchor));
        if judge_leaf(request, der, anchor.is_some()).is_err() {
            return self.give_up(Fault::Leaf);
        }
        self.phase = if anchor.is_some() { Phase::Accepted } else { Phase::Search };
        Step::Continue
    }

    /// Looks for the next candidate that may have issued the last certificate of the path.
    fn search<'a>(&mut self, request: &Request<'a>) -> Step<'a> {
        let Some((level, subject)) = self.last(request) else {
            self.phase = Phase::Refused;
            return Step::Continue;
        };
        while let Some((entry, der)) = self.next_candidate(request, level) {
            if !self.spend(1) {
                return self.give_up(Fault::Budget);
            }
            // Candidates that cannot be read or have another name are none.
            let Ok(outline) = Outline::read(der) else { continue };
            if !outline.subject.matches(subject.issuer) || self.has(request, &outline) {
                continue;
            }
            self.found |= 1 << level;
            if self.was_wrong(entry) {
                continue;
            }
            if !self.spend(LOOKS_TO_JUDGE) {
                return self.give_up(Fault::Budget);
            }
            match judge_candidate(request, &self.path, &subject, entry, &mut self.comparisons) {
                Ok(()) => return self.extend(entry),
                Err(Refusal::PathBudget { .. }) => return self.give_up(Fault::Budget),
                Err(refusal) => self.candidate_failed(entry, refusal.code().rank()),
            }
        }
        if self.found & 1 << level == 0 {
            self.note(Fault::UnknownIssuer, self.path.clone(), (false, level, Rank::UnknownIssuer));
        }
        self.back_to(level);
        Step::Continue
    }

    /// The last certificate of the path and its level.
    fn last<'a>(&self, request: &Request<'a>) -> Option<(u8, Certificate<'a>)> {
        let level = self.path.len().checked_sub(1)?;
        let certificate = read(request, *self.path.last()?)?;
        Some((u8::try_from(level).ok()?, certificate))
    }

    fn spend(&mut self, looks: u32) -> bool {
        match self.looks.checked_sub(looks) {
            Some(left) => {
                self.looks = left;
                true
            }
            None => false,
        }
    }

    fn next_candidate<'a>(&mut self, request: &Request<'a>, level: u8) -> Option<(PathEntry, &'a [u8])> {
        let cursor = self.cursors.get_mut(usize::from(level))?;
        if *cursor < CHAIN {
            if let Some(der) = request.anchors.get(usize::from(*cursor)) {
                let entry = PathEntry::Anchor(*cursor);
                *cursor = cursor.saturating_add(1);
                return Some((entry, der));
            }
            // The leaf issues nothing.
            *cursor = CHAIN | 1;
        }
        let index = *cursor & !CHAIN;
        let der = request.chain.get(usize::from(index))?;
        *cursor = cursor.saturating_add(1);
        Some((PathEntry::Chain(index), der))
    }

    /// Whether the path already has a certificate of this subject and key: a candidate like it leads in circles.
    fn has(&self, request: &Request<'_>, candidate: &Outline<'_>) -> bool {
        self.path.iter().any(|entry| {
            get(request, *entry).and_then(|der| Outline::read(der).ok()).is_some_and(|outline| {
                outline.public_key_info == candidate.public_key_info && outline.subject.matches(candidate.subject)
            })
        })
    }

    /// Whether this candidate's key is known not to have signed the last certificate of the path.
    fn was_wrong(&self, issuer: PathEntry) -> bool {
        self.path.last().is_some_and(|last| self.outcome(Signed::Certificate(*last), issuer) == Some(false))
    }

    fn outcome(&self, signed: Signed, issuer: PathEntry) -> Option<bool> {
        self.verified.iter().find(|entry| entry.signed == signed && entry.issuer == issuer).map(|entry| entry.good)
    }

    fn extend<'a>(&mut self, entry: PathEntry) -> Step<'a> {
        let level = self.path.len();
        if self.path.push(entry).is_err() {
            return self.give_up(Fault::Budget);
        }
        match entry {
            PathEntry::Anchor(_) => self.phase = Phase::Signatures { level: u8::try_from(level).unwrap_or(u8::MAX) },
            PathEntry::Chain(_) => {
                if let Some(cursor) = self.cursors.get_mut(level) {
                    *cursor = 0;
                }
                self.found &= !(1_u16 << (level & 15));
            }
        }
        Step::Continue
    }

    fn candidate_failed(&mut self, entry: PathEntry, rank: Rank) {
        let mut path = self.path.clone();
        // A candidate that no path has room for could not have been extended either.
        if path.push(entry).is_ok() {
            let level = u8::try_from(self.path.len()).unwrap_or(u8::MAX);
            self.note(Fault::Candidate, path, (matches!(entry, PathEntry::Anchor(_)), level, rank));
        }
    }

    /// Drops the certificate at `level` and all above it, and goes on with the next candidate in its place.
    fn back_to(&mut self, level: u8) {
        self.path.truncate(usize::from(level));
        self.phase = if self.path.is_empty() { Phase::Refused } else { Phase::Search };
    }

    fn note(&mut self, fault: Fault, path: Path, weight: (bool, u8, Rank)) {
        if self.failure.as_ref().is_none_or(|failure| failure.weight < weight) {
            self.failure = Some(Failure { path, fault, weight });
        }
    }

    fn give_up<'a>(&mut self, fault: Fault) -> Step<'a> {
        self.failure = Some(Failure { path: self.path.clone(), fault, weight: (true, u8::MAX, Rank::Name) });
        self.phase = Phase::Refused;
        Step::Continue
    }

    /// Verifies the signatures of the certificates below `level`, from the anchor down, so that each key was vouched for
    /// before it is used.
    fn signatures_below<'a>(&mut self, request: &Request<'a>, level: u8, answer: Option<bool>) -> Step<'a> {
        let Some(below) = level.checked_sub(1) else {
            self.phase = Phase::Revocation { level: 0, list: 0, covered: false };
            return Step::Continue;
        };
        let (Some(entry), Some(issuer)) = (self.entry(below), self.entry(level)) else {
            return self.give_up(Fault::Budget);
        };
        match self.settle(request, Signed::Certificate(entry), issuer, answer) {
            Ok(true) => {
                self.phase = Phase::Signatures { level: below };
                Step::Continue
            }
            Ok(false) => {
                self.note(Fault::Signature { level: below }, self.path.clone(), (true, below, Rank::Signature));
                self.back_to(level);
                Step::Continue
            }
            Err(step) => step,
        }
    }

    fn entry(&self, level: u8) -> Option<PathEntry> {
        self.path.get(usize::from(level)).copied()
    }

    /// Whether `issuer` signed: as known, as answered, or the step that asks.
    fn settle<'a>(
        &mut self,
        request: &Request<'a>,
        signed: Signed,
        issuer: PathEntry,
        answer: Option<bool>,
    ) -> Result<bool, Step<'a>> {
        if let Some(good) = self.outcome(signed, issuer) {
            return Ok(good);
        }
        if self.verified.len() >= usize::from(request.profile.signatures) || self.verified.is_full() {
            return Err(self.give_up(Fault::Budget));
        }
        let Some(check) = signature_check(request, signed, issuer) else {
            return Ok(false);
        };
        let Some(good) = answer else {
            return Err(Step::Verify(check));
        };
        let _ = self.verified.push(Verified { signed, issuer, good });
        Ok(good)
    }

    /// Looks the certificate at `level` up in the lists from `list` on.
    fn revocation<'a>(
        &mut self,
        request: &Request<'a>,
        level: u8,
        list: u16,
        covered: bool,
        answer: Option<bool>,
    ) -> Step<'a> {
        let checked = match request.profile.revocation {
            Revocation::Ignored => false,
            Revocation::Leaf => level == 0,
            Revocation::Chain => true,
        };
        let above = level.saturating_add(1);
        let (Some(entry), Some(issuer), true) = (self.entry(level), self.entry(above), checked) else {
            self.phase = Phase::Accepted;
            return Step::Continue;
        };
        let (Some(certificate), Some(authority)) = (read(request, entry), read(request, issuer)) else {
            return self.give_up(Fault::Budget);
        };
        let Some(der) = request.crls.get(usize::from(list)) else {
            if !covered {
                return self.list_failed(level, None, false, Rank::Revoked);
            }
            self.phase = Phase::Revocation { level: above, list: 0, covered: false };
            return Step::Continue;
        };
        let next = Phase::Revocation { level, list: list.saturating_add(1), covered };
        let Some(crl) = RevocationList::read(der).ok().filter(|crl| crl.issuer.matches(certificate.issuer)) else {
            self.phase = next;
            return Step::Continue;
        };
        if let Err(refusal) = crl.judge(&authority, request.now) {
            return self.list_failed(level, Some(list), false, refusal.code().rank());
        }
        match self.settle(request, Signed::List(list), issuer, answer) {
            Ok(true) if crl.revokes(&certificate).is_ok_and(|since| since.is_none()) => {
                self.phase = Phase::Revocation { level, list: list.saturating_add(1), covered: true };
                Step::Continue
            }
            Ok(signed) => self.list_failed(level, Some(list), signed, Rank::Revoked),
            Err(step) => step,
        }
    }

    fn list_failed<'a>(&mut self, level: u8, list: Option<u16>, signed: bool, rank: Rank) -> Step<'a> {
        self.note(Fault::List { level, list, signed }, self.path.clone(), (true, level, rank));
        self.back_to(level);
        Step::Continue
    }

    /// Tells the failure, by judging once more what was found wrong.
    fn verdict<'a>(&self, request: &Request<'a>) -> Step<'a> {
        let (refusal, depth) = match &self.failure {
            Some(failure) => self.explain(request, failure),
            None => None,
        }
        .unwrap_or((Refusal::Internal { place: 3 }, None));
        Step::Refused(refusal, depth)
    }

    fn explain<'a>(&self, request: &Request<'a>, failure: &Failure) -> Option<(Refusal<'a>, Option<u8>)> {
        let level = u8::try_from(failure.path.len().checked_sub(1)?).ok()?;
        let last = *failure.path.last()?;
        let at = |level: u8| failure.path.get(usize::from(level)).and_then(|entry| read(request, *entry));
        Some(match failure.fault {
            Fault::Leaf => {
                let pinned = matches!(last, PathEntry::Anchor(_));
                (judge_leaf(request, get(request, last)?, pinned).err()?, Some(0))
            }
            Fault::Candidate => {
                let below = failure.path.get(..usize::from(level))?;
                let subject = at(level.checked_sub(1)?)?;
                let mut comparisons = COMPARISONS;
                (judge_candidate(request, below, &subject, last, &mut comparisons).err()?, Some(level))
            }
            Fault::UnknownIssuer => {
                let certificate = at(level)?;
                let subject = certificate.title();
                let refusal = if certificate.is_self_issued() {
                    Refusal::SelfSigned { subject }
                } else {
                    Refusal::UnknownIssuer { subject, issuer: certificate.issuer_title() }
                };
                (refusal, Some(level))
            }
            Fault::Signature { level } => {
                let certificate = at(level)?;
                (
                    Refusal::BadSignature { subject: certificate.title(), issuer: certificate.issuer_title() },
                    Some(level),
                )
            }
            Fault::List { level, list, signed } => {
                let certificate = at(level)?;
                let issuer = at(level.saturating_add(1))?;
                (judge_list(request, &certificate, &issuer, list, signed), Some(level))
            }
            Fault::Budget => (Refusal::PathBudget { signatures: u32::from(request.profile.signatures) }, None),
        })
    }
}

fn get<'a>(request: &Request<'a>, entry: PathEntry) -> Option<&'a [u8]> {
    match entry {
        PathEntry::Chain(index) => request.chain.get(usize::from(index)),
        PathEntry::Anchor(index) => request.anchors.get(usize::from(index)),
    }
}

fn read<'a>(request: &Request<'a>, entry: PathEntry) -> Option<Certificate<'a>> {
    Certificate::read(get(request, entry)?).ok()
}

/// The anchor that is the leaf itself, byte for byte.
fn pinned(request: &Request<'_>, leaf: &[u8]) -> Option<u16> {
    let mut index: u16 = 0;
    while let Some(anchor) = request.anchors.get(usize::from(index)) {
        if anchor == leaf {
            return Some(index);
        }
        index = index.checked_add(1)?;
    }
    None
}

fn signature_check<'a>(request: &Request<'a>, signed: Signed, issuer: PathEntry) -> Option<SignatureCheck<'a>> {
    let issuer_key = Outline::read(get(request, issuer)?).ok()?.public_key_info;
    let (algorithm, tbs, signature) = match signed {
        Signed::Certificate(entry) => {
            let certificate = read(request, entry)?;
            (certificate.signature_algorithm, certificate.tbs, certificate.signature)
        }
        Signed::List(index) => {
            let list = RevocationList::read(request.crls.get(usize::from(index))?).ok()?;
            (list.signature_algorithm, list.tbs, list.signature)
        }
    };
    match algorithm {
        Algorithm::Supported(algorithm) => Some(SignatureCheck { algorithm, tbs, signature, issuer_key }),
        Algorithm::Weak(_) | Algorithm::Unsupported => None,
    }
}

/// Everything that can be said of the leaf alone: name, dates, rules, usage.
fn judge_leaf<'a>(request: &Request<'a>, der: &'a [u8], pinned: bool) -> Verdict<'a> {
    let leaf = Certificate::parse(der)?;
    if let Some(reference) = &request.reference {
        check_name(&leaf, reference, &request.profile)?;
    }
    check_dates(&leaf, request.now)?;
    if pinned {
        profile::check_serial(&leaf, Place::Anchor)?;
        profile::check_key(&leaf)?;
        return usage::allows(&leaf, request.purpose);
    }
    profile::check_rules(&leaf, Place::Leaf)?;
    profile::check_key(&leaf)?;
    usage::allows(&leaf, request.purpose)?;
    usage::may_sign_handshakes(&leaf)?;
    profile::check_signature_algorithm(&leaf)?;
    check_strict(request, &leaf, Place::Leaf)
}

#[cfg(feature = "strict")]
fn check_strict<'a>(request: &Request<'a>, certificate: &Certificate<'a>, place: Place) -> Verdict<'a> {
    if request.profile.is_strict() { super::strict::check(certificate, place, request.purpose) } else { Ok(()) }
}

#[cfg(not(feature = "strict"))]
fn check_strict<'a>(_: &Request<'a>, _: &Certificate<'a>, _: Place) -> Verdict<'a> {
    Ok(())
}

/// Whether the leaf carries the name that was asked for.
fn check_name<'a>(leaf: &Certificate<'a>, reference: &ReferenceIdentity<'a>, profile: &Profile) -> Verdict<'a> {
    let wanted = reference.name();
    let suffix = profile.public_suffix;
    if leaf.extensions.subject_alternative_name.is_none() {
        let common_name = leaf.subject.common_name();
        let matches = common_name.is_some_and(|name| reference.is_common_name(name, suffix));
        let offered = || common_name.filter(|_| profile.common_name).into_iter().map(Name::Text).collect();
        return match (matches, profile.common_name) {
            (true, true) => Ok(()),
            (true, false) => Err(Refusal::NameOnlyCommon { wanted }),
            (false, _) => Err(Refusal::NameMismatch { wanted, offered: offered() }),
        };
    }
    match reference.is_among(leaf.alternative_names(), suffix) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::NameMismatch { wanted, offered: offered(leaf) }),
        Err(Malformed { .. }) => {
            Err(Refusal::CertNonconforming { subject: leaf.title(), rule: "its subjectAltName is malformed" })
        }
    }
}

/// The DNS names and addresses of the alternative names.
fn offered<'a>(leaf: &Certificate<'a>) -> Offered<'a> {
    leaf.alternative_names()
        .filter_map(|name| match name {
            Ok(GeneralName::Dns(name)) => Some(Name::Text(name)),
            Ok(GeneralName::Ip(address)) => Some(Name::Address(address)),
            _ => None,
        })
        .collect()
}

fn check_dates<'a>(certificate: &Certificate<'a>, now: Option<i64>) -> Verdict<'a> {
    let now = now.ok_or(Refusal::ClockNotSet)?;
    let subject = certificate.title();
    let validity = certificate.validity;
    match validity.at(now) {
        Timeliness::Valid => Ok(()),
        Timeliness::TooEarly => Err(Refusal::CertNotYetValid { subject, not_before: validity.not_before, now }),
        Timeliness::TooLate => Err(Refusal::CertExpired { subject, not_after: validity.not_after, now }),
    }
}

/// Everything but the signature that decides whether `entry` may have issued `subject`, the last certificate of `path`.
fn judge_candidate<'a>(
    request: &Request<'a>,
    path: &[PathEntry],
    subject: &Certificate<'a>,
    entry: PathEntry,
    comparisons: &mut u32,
) -> Verdict<'a> {
    let place = match entry {
        PathEntry::Chain(_) => Place::Intermediate,
        PathEntry::Anchor(_) => Place::Anchor,
    };
    let internal = Refusal::Internal { place: 1 };
    let candidate = Certificate::parse(get(request, entry).ok_or(internal)?)?;
    check_issuer_key(subject, &candidate)?;
    check_dates(&candidate, request.now)?;
    usage::may_issue(&candidate)?;
    profile::check_rules(&candidate, place)?;
    profile::check_key(&candidate)?;
    if place == Place::Intermediate {
        profile::check_signature_algorithm(&candidate)?;
    }
    usage::allows(&candidate, request.purpose)?;
    check_path_length(request, path, &candidate, place)?;
    check_strict(request, &candidate, place)?;
    check_name_constraints(request, path, &candidate, comparisons)
}

/// Whether the candidate's key can have made the subject's signature: of the right kind, and identified as the right one.
fn check_issuer_key<'a>(subject: &Certificate<'a>, candidate: &Certificate<'a>) -> Verdict<'a> {
    let wrong = Err(Refusal::BadSignature { subject: subject.title(), issuer: candidate.title() });
    if let Algorithm::Supported(algorithm) = subject.signature_algorithm {
        // Keys that are not supported are told by name later.
        if candidate.public_key.bits() != 0 && !algorithm.fits(candidate.public_key) {
            return wrong;
        }
    }
    let wanted = profile::authority_key_identifier(subject).ok().flatten().and_then(|identifier| identifier.key);
    let has = profile::subject_key_identifier(candidate).ok().flatten();
    match (wanted, has) {
        (Some(wanted), Some(has)) if wanted != has => wrong,
        _ => Ok(()),
    }
}

/// Whether there are few enough CA certificates below; self-issued ones are not counted, nor is the leaf.
fn check_path_length<'a>(
    request: &Request<'a>,
    path: &[PathEntry],
    candidate: &Certificate<'a>,
    place: Place,
) -> Verdict<'a> {
    let below = path
        .iter()
        .skip(1)
        .filter(|entry| read(request, **entry).is_some_and(|certificate| !certificate.is_self_issued()))
        .count();
    let below = u32::try_from(below).unwrap_or(u32::MAX);
    let subject = candidate.title();
    if let Some(allowed) = candidate.extensions.basic_constraints.and_then(|constraints| constraints.path_length) {
        if below > allowed {
            return Err(Refusal::PathLength { subject, allowed });
        }
    }
    if let Some(allowed) = request.profile.intermediates.map(u32::from) {
        let one_more = u32::from(place == Place::Intermediate && !candidate.is_self_issued());
        if below.saturating_add(one_more) > allowed {
            return Err(Refusal::PathLength { subject, allowed });
        }
    }
    Ok(())
}

/// Whether the names of all certificates below are those that the candidate may certify.
fn check_name_constraints<'a>(
    request: &Request<'a>,
    path: &[PathEntry],
    candidate: &Certificate<'a>,
    comparisons: &mut u32,
) -> Verdict<'a> {
    let Some(extension) = candidate.extensions.name_constraints else {
        return Ok(());
    };
    let issuer = candidate.title();
    let malformed = Refusal::CertNonconforming { subject: issuer, rule: "its nameConstraints are malformed" };
    let constraints = NameConstraints::read(extension.value).map_err(|_| malformed)?;
    for (level, entry) in path.iter().enumerate() {
        let Some(certificate) = read(request, *entry) else {
            return Err(Refusal::Internal { place: 2 });
        };
        // Self-issued certificates serve key rollover and are exempt, unless they are the leaf.
        if level > 0 && certificate.is_self_issued() {
            continue;
        }
        let common_name = level == 0 && request.profile.common_name;
        constraints.admit(&certificate, common_name, comparisons).map_err(|violation| match violation {
            Violation::Name(name) => Refusal::NameConstraint { issuer, name },
            Violation::MalformedNames => {
                Refusal::CertNonconforming { subject: certificate.title(), rule: "its subjectAltName is malformed" }
            }
            Violation::Budget => Refusal::PathBudget { signatures: u32::from(request.profile.signatures) },
        })?;
    }
    Ok(())
}

/// What is wrong with a list that failed, or with the certificate by it.
fn judge_list<'a>(
    request: &Request<'a>,
    certificate: &Certificate<'a>,
    authority: &Certificate<'a>,
    list: Option<u16>,
    signed: bool,
) -> Refusal<'a> {
    let issuer = authority.title();
    let Some(crl) =
        list.and_then(|list| request.crls.get(usize::from(list))).and_then(|der| RevocationList::read(der).ok())
    else {
        return Refusal::CrlMissing { issuer };
    };
    if let Err(refusal) = crl.judge(authority, request.now) {
        return refusal;
    }
    if !signed {
        return Refusal::CrlBadSignature { issuer };
    }
    match crl.revokes(certificate) {
        Ok(Some(since)) => Refusal::CertRevoked { subject: certificate.title(), since },
        Ok(None) | Err(_) => Refusal::CrlUnsupported { issuer, what: "malformed" },
    }
}
