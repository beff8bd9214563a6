//! Why a search failed: remembered by its place while the search goes on, told in full at its end.

use super::judge::{COMPARISONS, judge_candidate, judge_leaf, judge_list};
use super::{Path, PathEntry, Request, get, read};
use crate::policy::error::Rank;
use crate::policy::refusal::Refusal;

/// What went wrong, to be told in full once the search is over.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// The path; with `Fault::Candidate` its last certificate is the one refused.
    pub(super) path: Path,
    pub(super) fault: Fault,
    /// How much it tells: a path that reached an anchor, then how far it reached, then the rank of the cause.
    pub(super) weight: (bool, u8, Rank),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Leaf,
    Candidate,
    UnknownIssuer,
    Signature {
        level: u8,
    },
    /// The first list that is no good and whether its signature is, if there is any list.
    List {
        level: u8,
        list: Option<(u16, bool)>,
    },
    Budget,
    Internal,
}

impl Failure {
    /// The refusal and the depth of the certificate at fault, by judging once more what was found wrong.
    pub(super) fn explain<'a>(&self, request: &Request<'a>) -> Option<(Refusal<'a>, Option<u8>)> {
        let level = u8::try_from(self.path.len().checked_sub(1)?).ok()?;
        let last = *self.path.last()?;
        let at = |level: u8| self.path.get(usize::from(level)).copied();
        Some(match self.fault {
            Fault::Leaf => {
                let pinned = matches!(last, PathEntry::Anchor(_));
                (judge_leaf(request, get(request, last)?, pinned).err()?, Some(0))
            }
            Fault::Candidate => {
                let below = self.path.get(..usize::from(level))?;
                (candidate_refused(request, below, at(level.checked_sub(1)?)?, last)?, Some(level))
            }
            Fault::UnknownIssuer => (unknown_issuer(request, last)?, Some(level)),
            Fault::Signature { level } => (bad_signature(request, at(level)?)?, Some(level)),
            Fault::List { level, list } => {
                (list_refused(request, at(level)?, at(level.saturating_add(1))?, list)?, Some(level))
            }
            Fault::Internal => (Refusal::Internal { place: 2 }, None),
            Fault::Budget => (Refusal::PathBudget { signatures: u32::from(request.profile.signatures) }, None),
        })
    }
}

// Apart, so that the stack holds the certificates of one of them.

#[inline(never)]
fn candidate_refused<'a>(
    request: &Request<'a>,
    below: &[PathEntry],
    subject: PathEntry,
    candidate: PathEntry,
) -> Option<Refusal<'a>> {
    let subject = read(request, subject)?;
    let mut comparisons = COMPARISONS;
    judge_candidate(request, below, &subject, candidate, &mut comparisons).err()
}

#[inline(never)]
fn unknown_issuer<'a>(request: &Request<'a>, entry: PathEntry) -> Option<Refusal<'a>> {
    let certificate = read(request, entry)?;
    let subject = certificate.title();
    Some(if certificate.is_self_issued() {
        Refusal::SelfSigned { subject }
    } else {
        Refusal::UnknownIssuer { subject, issuer: certificate.issuer_title() }
    })
}

#[inline(never)]
fn bad_signature<'a>(request: &Request<'a>, entry: PathEntry) -> Option<Refusal<'a>> {
    let certificate = read(request, entry)?;
    Some(Refusal::BadSignature { subject: certificate.title(), issuer: certificate.issuer_title() })
}

#[inline(never)]
fn list_refused<'a>(
    request: &Request<'a>,
    subject: PathEntry,
    issuer: PathEntry,
    list: Option<(u16, bool)>,
) -> Option<Refusal<'a>> {
    let (certificate, authority) = (read(request, subject)?, read(request, issuer)?);
    Some(judge_list(request, &certificate, &authority, list))
}
