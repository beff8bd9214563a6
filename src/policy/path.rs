//! The search for a path from the peer's certificate to a trust anchor.
//!
//! A state machine without I/O and without memory of its own beyond indices: each step looks at a few candidates or asks for
//! one signature, so that no step takes longer than one public-key operation. Candidates are judged before any signature is
//! verified, anchors before intermediates, and a wrong turn is taken back. The work is bounded in every direction: length of
//! the path, candidates looked at, names compared, signatures verified.

mod failure;
mod judge;
mod search;

use heapless::Vec;

use super::algorithm::SignatureAlgorithm;
use super::certificate::Certificate;
use super::hostname::ReferenceIdentity;
use super::profile::Profile;
use super::refusal::Refusal;
use super::usage::Purpose;

pub use search::PathSearch;

/// The most certificates in a path, leaf and anchor included.
pub const LONGEST_PATH: usize = 10;
/// The most signatures that any profile may ask for.
pub const MOST_SIGNATURES: usize = 20;

/// Certificates or revocation lists by their index: DER, from 0 without a gap.
pub trait Certificates {
    /// The `index`-th one, `None` past the end.
    fn get(&self, index: usize) -> Option<&[u8]>;

    /// The first one from `start` on that is wanted, and its index. Sets that have to walk to the `index`-th one do better
    /// than this.
    fn find<'a>(&'a self, start: usize, wanted: &mut dyn FnMut(&'a [u8]) -> bool) -> Option<(usize, &'a [u8])> {
        let mut index = start;
        loop {
            let der = self.get(index)?;
            if wanted(der) {
                return Some((index, der));
            }
            index = index.checked_add(1)?;
        }
    }
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

fn get<'a>(request: &Request<'a>, entry: PathEntry) -> Option<&'a [u8]> {
    match entry {
        PathEntry::Chain(index) => request.chain.get(usize::from(index)),
        PathEntry::Anchor(index) => request.anchors.get(usize::from(index)),
    }
}

fn read<'a>(request: &Request<'a>, entry: PathEntry) -> Option<Certificate<'a>> {
    Certificate::read(get(request, entry)?).ok()
}

#[cfg(test)]
mod tests;
