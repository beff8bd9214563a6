//! The search itself: which candidate next, which signature next, and when to turn back.

use heapless::Vec;

use super::failure::{Failure, Fault};
use super::judge::{COMPARISONS, judge_candidate, judge_leaf};
use super::{LONGEST_PATH, MOST_SIGNATURES, Path, PathEntry, Request, SignatureCheck, Step, get, read};
use crate::policy::algorithm::Algorithm;
use crate::policy::certificate::{Certificate, Outline};
use crate::policy::error::Rank;
use crate::policy::profile::Revocation;
use crate::policy::refusal::Refusal;
use crate::policy::revocation::RevocationList;

/// Looks at candidates: enough for a chain of ten among 150 anchors many times over.
const LOOKS: u32 = 20_000;
/// What reading and judging a candidate costs, in looks.
const LOOKS_TO_JUDGE: u32 = 10;

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
    Revocation(Lookup),
    Accepted,
    Refused,
}

/// Where the look through the revocation lists stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lookup {
    /// The certificate of the path.
    level: u8,
    /// The next list.
    list: u16,
    /// A list of its issuer was good, and does not name it.
    covered: bool,
    /// The first list of its issuer that is no good, and whether its signature is.
    bad: Option<(u16, bool)>,
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
            Phase::Revocation(lookup) => self.revocation(request, lookup, answer),
            Phase::Accepted => Step::Accepted,
            Phase::Refused => self.verdict(request),
        }
    }

    // The phases stay apart, so that the stack holds the certificates of one of them.
    #[inline(never)]
    fn start<'a>(&mut self, request: &Request<'a>) -> Step<'a> {
        let Some(der) = request.chain.get(0) else {
            self.phase = Phase::Refused;
            return Step::Continue;
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
    #[inline(never)]
    fn search<'a>(&mut self, request: &Request<'a>) -> Step<'a> {
        let Some((level, subject)) = self.last(request) else {
            self.phase = Phase::Refused;
            return Step::Continue;
        };
        while let Some((entry, outline)) = self.next_candidate(request, level, &subject) {
            if self.looks == 0 {
                return self.give_up(Fault::Budget);
            }
            if self.has(request, &outline) {
                continue;
            }
            self.found |= bit(level);
            if self.was_wrong(entry) {
                continue;
            }
            if !self.spend(LOOKS_TO_JUDGE) {
                return self.give_up(Fault::Budget);
            }
            match judge_candidate(request, &self.path, &subject, entry, &mut self.comparisons) {
                Ok(()) => return self.extend(entry),
                Err(Refusal::PathBudget { .. }) => return self.give_up(Fault::Budget),
                Err(refusal) => self.candidate_failed(&subject, entry, refusal.code().rank()),
            }
        }
        if self.found & bit(level) == 0 {
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

    /// The level of the certificate that would come next.
    fn level(&self) -> u8 {
        u8::try_from(self.path.len()).unwrap_or(u8::MAX)
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

    /// The next anchor, or else certificate of the chain, that has the name of the issuer. Those that cannot be read have no
    /// name. Without looks left it is just any, and none is left.
    fn next_candidate<'a>(
        &mut self,
        request: &Request<'a>,
        level: u8,
        subject: &Certificate<'a>,
    ) -> Option<(PathEntry, Outline<'a>)> {
        let cursor = self.cursors.get_mut(usize::from(level))?;
        let looks = &mut self.looks;
        let mut found = None;
        let mut wanted = |der: &'a [u8]| {
            *looks = looks.saturating_sub(1);
            found = Outline::read(der).ok().filter(|outline| *looks == 0 || outline.subject.matches(subject.issuer));
            found.is_some()
        };
        if *cursor < CHAIN {
            if let Some((index, _)) = request.anchors.find(usize::from(*cursor), &mut wanted) {
                let index = u16::try_from(index).ok().filter(|index| *index < CHAIN)?;
                *cursor = index.saturating_add(1);
                return Some((PathEntry::Anchor(index), found?));
            }
            // The leaf issues nothing.
            *cursor = CHAIN | 1;
        }
        let (index, _) = request.chain.find(usize::from(*cursor & !CHAIN), &mut wanted)?;
        let index = u16::try_from(index).ok().filter(|index| *index < CHAIN)?;
        *cursor = CHAIN | index.saturating_add(1);
        Some((PathEntry::Chain(index), found?))
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
        let level = self.level();
        if self.path.push(entry).is_err() {
            // Another candidate may lead to an anchor sooner.
            self.note(Fault::Budget, self.path.clone(), (false, level, Rank::Name));
            return Step::Continue;
        }
        if matches!(entry, PathEntry::Anchor(_)) {
            self.phase = Phase::Signatures { level };
        } else if let Some(cursor) = self.cursors.get_mut(usize::from(level)) {
            *cursor = 0;
            self.found &= !bit(level);
        }
        Step::Continue
    }

    fn candidate_failed(&mut self, subject: &Certificate<'_>, entry: PathEntry, rank: Rank) {
        let level = self.level();
        let weight = (matches!(entry, PathEntry::Anchor(_)), level, rank);
        let mut path = self.path.clone();
        if level == 1 && subject.is_self_issued() {
            // That another certificate of the same name is no CA says less than that this one is not trusted.
            self.note(Fault::UnknownIssuer, path, weight);
        } else if path.push(entry).is_ok() {
            // A candidate that the path has no room for could not have been used either.
            self.note(Fault::Candidate, path, weight);
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
    #[inline(never)]
    fn signatures_below<'a>(&mut self, request: &Request<'a>, level: u8, answer: Option<bool>) -> Step<'a> {
        let Some(below) = level.checked_sub(1) else {
            self.phase = Phase::Revocation(Lookup::default());
            return Step::Continue;
        };
        let (Some(entry), Some(issuer)) = (self.entry(below), self.entry(level)) else {
            return self.give_up(Fault::Internal);
        };
        match self.settle(request, Signed::Certificate(entry), issuer, answer) {
            Ok(true) => {
                self.phase = Phase::Signatures { level: below };
                Step::Continue
            }
            Ok(false) => {
                let own = below == 0 && read(request, entry).is_some_and(|leaf| leaf.is_self_issued());
                let mut path = self.path.clone();
                let fault = if own {
                    path.truncate(1);
                    Fault::UnknownIssuer
                } else {
                    Fault::Signature { level: below }
                };
                self.note(fault, path, (true, below, Rank::Signature));
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

    /// Looks one certificate up in one list.
    #[inline(never)]
    fn revocation<'a>(&mut self, request: &Request<'a>, lookup: Lookup, answer: Option<bool>) -> Step<'a> {
        let Lookup { level, list, covered, bad } = lookup;
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
            return self.give_up(Fault::Internal);
        };
        let next = Lookup { list: list.saturating_add(1), ..lookup };
        let next = match request.crls.get(usize::from(list)).map(RevocationList::read) {
            None if covered => Lookup { level: above, ..Lookup::default() },
            None => return self.list_failed(level, bad),
            Some(Ok(crl)) if crl.issuer.matches(certificate.issuer) => {
                let signed = match crl.judge(&authority, request.now) {
                    Ok(()) => match self.settle(request, Signed::List(list), issuer, answer) {
                        Ok(good) => good,
                        Err(step) => return step,
                    },
                    Err(_) => false,
                };
                match crl.revokes(&certificate) {
                    Ok(Some(_)) if signed => return self.list_failed(level, Some((list, true))),
                    Ok(None) if signed => Lookup { covered: true, ..next },
                    _ => Lookup { bad: bad.or(Some((list, signed))), ..next },
                }
            }
            // Lists that cannot be read or are of others.
            Some(_) => next,
        };
        self.phase = Phase::Revocation(next);
        Step::Continue
    }

    fn list_failed<'a>(&mut self, level: u8, list: Option<(u16, bool)>) -> Step<'a> {
        let fault = Fault::List { level, list };
        if level == 0 {
            // The leaf is on every path.
            return self.give_up(fault);
        }
        self.note(fault, self.path.clone(), (true, level, Rank::Revoked));
        self.back_to(level);
        Step::Continue
    }

    /// Tells the failure, by judging once more what was found wrong.
    #[inline(never)]
    fn verdict<'a>(&self, request: &Request<'a>) -> Step<'a> {
        let Some(failure) = &self.failure else {
            return Step::Refused(Refusal::PeerCertMissing, None);
        };
        let (refusal, depth) = failure.explain(request).unwrap_or((Refusal::Internal { place: 3 }, None));
        Step::Refused(refusal, depth)
    }
}

/// The bit of a certificate of the path.
fn bit(level: u8) -> u16 {
    1_u16.checked_shl(u32::from(level)).unwrap_or(0)
}

/// The anchor that is the leaf itself, byte for byte.
fn pinned(request: &Request<'_>, leaf: &[u8]) -> Option<u16> {
    let (index, _) = request.anchors.find(0, &mut |anchor| anchor == leaf)?;
    u16::try_from(index).ok()
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
