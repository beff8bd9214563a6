//! The verdict on a peer's chain, reached between the steps of the handshake, one signature at a time.

use super::context::flags;
use super::session::narrowed;
use super::trouble::Trouble;
use super::trust::Trust;
use crate::engine::{self, Role, verify_signature};
use crate::platform::clock;
use crate::policy::certificate::Certificate;
use crate::policy::der::{self, Documents};
use crate::policy::hostname::ReferenceIdentity;
use crate::policy::path::{Certificates, PathEntry, PathSearch, Request, Step};
use crate::policy::profile::{Profile, Revocation};
use crate::policy::usage::Purpose;
use crate::policy::validity::Validity;
use crate::policy::{Refusal, Report};

/// How far the verdict has come.
#[allow(clippy::large_enum_variant, reason = "passed once, and told at once")]
pub(super) enum Ruling {
    /// Ask again.
    Undecided,
    /// The peer may go on. `verified`: by its chain, not by a pin alone.
    Accepted {
        /// The chain was found good.
        verified: bool,
    },
    /// The peer may go on, though its chain was refused: the script has seen it.
    Tolerated,
    /// The peer is refused.
    Refused(Verdict),
    /// No verdict could be reached.
    Trouble(Trouble<'static>),
}

/// A refusal, told.
pub(super) struct Verdict {
    pub(super) report: Report,
    /// Whether it holds in every mode: a pin that does not match, a script that says no.
    pub(super) binding: bool,
}

/// The judge of one chain.
pub(super) struct Judge {
    /// Whether the chain is judged; else only the pins are.
    judges_chain: bool,
    pins_are_checked: bool,
    search: PathSearch,
    /// The clock at the first step: the same for all of them.
    now: Option<Option<i64>>,
    /// What the last signature was found to be.
    answer: Option<bool>,
    /// The place that the script is asked about next, counted from the leaf, plus one: on the accepted path, or in the chain.
    asking: usize,
    /// The script is asked about the chain as it came: no path was accepted.
    presented: bool,
}

/// Where a certificate of the path comes from.
pub(super) struct Place(PathEntry);

impl Place {
    /// Its DER.
    pub(super) fn der<'a>(&self, trust: &'a Trust, peer: &'a engine::Connection) -> Option<&'a [u8]> {
        match self.0 {
            PathEntry::Chain(index) => peer.peer_certificate(usize::from(index)),
            PathEntry::Anchor(index) => trust.anchors.as_deref()?.get(usize::from(index)),
        }
    }
}

/// The chain as the peer presented it.
struct Presented<'a>(&'a engine::Connection);

impl Certificates for Presented<'_> {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.peer_certificate(index)
    }
}

impl Judge {
    pub(super) fn new(judges_chain: bool) -> Self {
        Self {
            judges_chain,
            pins_are_checked: false,
            search: PathSearch::new(),
            now: None,
            answer: None,
            asking: 0,
            presented: false,
        }
    }

    /// One step: policy, and at most one signature.
    // Apart from the caller, who also goes down into Mbed TLS: each has the stack for itself.
    #[inline(never)]
    pub(super) fn advance(&mut self, trust: &Trust, peer: &engine::Connection) -> Ruling {
        if self.asking > 0 {
            return Ruling::Undecided;
        }
        if !core::mem::replace(&mut self.pins_are_checked, true)
            && let Some(report) = pin_mismatch(trust, peer)
        {
            return Ruling::Refused(Verdict { report, binding: true });
        }
        if !self.judges_chain {
            return Ruling::Accepted { verified: false };
        }
        let now = match clock::read() {
            // Whatever else is wrong follows from that, or is to be seen once the clock is right.
            Err(refusal @ Refusal::ClockWentBack { .. }) => return refused(&refusal, None),
            now => now.ok(),
        };
        let name = match trust.checked_name().map(ReferenceIdentity::parse).transpose() {
            Ok(name) => name,
            Err(refusal) => return refused(&refusal, None),
        };
        let chain = Presented(peer);
        let (anchors, crls) = (trust.anchors(), trust.crls());
        let request = Request {
            chain: &chain,
            anchors: &anchors,
            crls: &crls,
            now: *self.now.get_or_insert(now),
            purpose: if peer.role() == Role::Client { Purpose::ServerAuth } else { Purpose::ClientAuth },
            reference: name,
            profile: profile(trust.flags, trust.accepts_common_name),
        };
        match self.search.step(&request, self.answer.take()) {
            Step::Continue => Ruling::Undecided,
            Step::Verify(check) => match verify_signature(&check) {
                Ok(answer) => {
                    self.answer = Some(answer);
                    Ruling::Undecided
                }
                Err(error) => Ruling::Trouble(error.into()),
            },
            Step::Accepted if trust.asks_script => {
                self.asking = self.search.accepted_path().len();
                Ruling::Undecided
            }
            Step::Accepted => Ruling::Accepted { verified: true },
            Step::Refused(refusal, depth) => refused(&refusal, depth),
        }
    }

    /// When every certificate of the accepted path is in date, its anchor too; `None` without one.
    pub(super) fn period(&self, trust: &Trust, peer: &engine::Connection) -> Option<Validity> {
        let mut period = Certificate::parse(peer.peer_certificate(0)?).ok()?.validity;
        for entry in self.search.accepted_path() {
            let certificate = Certificate::parse(Place(*entry).der(trust, peer)?).ok()?;
            period = narrowed(period, certificate.validity);
        }
        Some(period)
    }

    /// No path was accepted, and the handshake goes on all the same: the script is asked about the chain as it came, for its
    /// answer may be all that is checked. Whether there is something to ask.
    pub(super) fn ask_of_chain(&mut self, peer: &engine::Connection) -> bool {
        self.presented = true;
        while peer.peer_certificate(self.asking).is_some() {
            self.asking = self.asking.saturating_add(1);
        }
        self.asking > 0
    }

    /// The certificate that the script is asked about, and its depth: from the root down to the leaf.
    pub(super) fn asked(&self) -> Option<(Place, u8)> {
        let depth = self.asking.checked_sub(1)?;
        let place = u8::try_from(depth).ok()?;
        let entry = match self.presented {
            true => PathEntry::Chain(place.into()),
            false => *self.search.accepted_path().get(depth)?,
        };
        Some((Place(entry), place))
    }

    /// Takes the script's answer.
    pub(super) fn answer(&mut self, answer: i32, trust: &Trust, peer: &engine::Connection) -> Ruling {
        let Some((place, depth)) = self.asked() else { return Ruling::Undecided };
        if answer != 0 {
            let certificate = place.der(trust, peer).and_then(|der| Certificate::parse(der).ok());
            let subject = certificate.map(|certificate| certificate.title()).unwrap_or_default();
            let report = Refusal::CallbackRefused { subject, answer }.report(Some(depth));
            return Ruling::Refused(Verdict { report, binding: true });
        }
        self.asking = self.asking.saturating_sub(1);
        match self.asking {
            0 if self.presented => Ruling::Tolerated,
            0 => Ruling::Accepted { verified: true },
            _ => Ruling::Undecided,
        }
    }
}

/// The profile that `verify_flags` ask for.
fn profile(flags: u32, common_name: bool) -> Profile {
    let revocation = match flags & flags::CRL_CHECK_CHAIN {
        0 => Revocation::Ignored,
        flags::CRL_CHECK_LEAF => Revocation::Leaf,
        _ => Revocation::Chain,
    };
    Profile { strict: flags & flags::X509_STRICT != 0, common_name, revocation, ..Profile::DEFAULT }
}

/// What is judged outside a handshake, and by what: all of it DER, concatenated.
pub struct Offered<'a> {
    /// The leaf, then intermediates.
    pub chain: &'a [u8],
    /// Whom to trust.
    pub anchors: &'a [u8],
    /// Revocation lists; empty for none.
    pub crls: &'a [u8],
    /// The name to be carried, if one is checked.
    pub name: Option<&'a [u8]>,
    /// The role of the leaf's holder.
    pub purpose: Purpose,
    /// As for a context.
    pub flags: u32,
}

/// Judges a chain outside a handshake, to the end.
///
/// # Errors
/// The verdict, told.
#[allow(clippy::result_large_err, reason = "a report is what the caller asks for")]
pub fn judge(offered: &Offered<'_>) -> Result<(), Report> {
    let told = |refusal: Refusal<'_>| refusal.report(None);
    let chain = Loaded(der::certificates(offered.chain).map_err(told)?);
    let anchors = Loaded(der::certificates(offered.anchors).map_err(told)?);
    let crls = match offered.crls {
        [] => Documents::of_loaded(&[]),
        crls => der::revocation_lists(crls).map_err(told)?,
    };
    let request = Request {
        chain: &chain,
        anchors: &anchors,
        crls: &Loaded(crls),
        now: match clock::read() {
            Err(refusal @ Refusal::ClockWentBack { .. }) => return Err(told(refusal)),
            now => now.ok(),
        },
        purpose: offered.purpose,
        reference: offered.name.map(ReferenceIdentity::parse).transpose().map_err(told)?,
        profile: profile(flags::checked(offered.flags).map_err(told)?, false),
    };
    let mut search = PathSearch::new();
    let mut answer = None;
    loop {
        match search.step(&request, answer.take()) {
            Step::Continue => {}
            Step::Verify(check) => {
                answer = Some(verify_signature(&check).map_err(|error| Trouble::from(error).report())?);
            }
            Step::Accepted => return Ok(()),
            Step::Refused(..) if are_swapped(chain.0, anchors.0) => {
                return Err(told(Refusal::BadArgument { what: "chain and anchors are swapped" }));
            }
            Step::Refused(refusal, depth) => return Err(refusal.report(depth)),
        }
    }
}

/// Whether what was given as the leaf has issued one of the anchors, which no leaf does.
#[inline(never)]
fn are_swapped(chain: Documents<'_>, mut anchors: Documents<'_>) -> bool {
    let Some(Ok(leaf)) = chain.get(0).map(Certificate::parse) else { return false };
    let issued = |der| Certificate::parse(der).is_ok_and(|it| !it.is_self_issued() && it.issuer.matches(leaf.subject));
    anchors.any(issued)
}

/// Documents as the path search takes them.
struct Loaded<'a>(Documents<'a>);

impl Certificates for Loaded<'_> {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index)
    }
}

fn refused(refusal: &Refusal<'_>, depth: Option<u8>) -> Ruling {
    Ruling::Refused(Verdict { report: refusal.report(depth), binding: false })
}

/// The refusal of a leaf whose key is none of the pinned ones, if keys are pinned.
#[inline(never)]
fn pin_mismatch(trust: &Trust, peer: &engine::Connection) -> Option<Report> {
    let pins = trust.pins.as_ref()?;
    let certificate = peer.peer_certificate(0).and_then(|der| Certificate::parse(der).ok());
    let digest = certificate.as_ref().map(|leaf| engine::sha256(leaf.public_key_info));
    if digest.is_some_and(|digest| pins.contains(&digest)) {
        return None;
    }
    let subject = certificate.map(|certificate| certificate.title()).unwrap_or_default();
    Some(Refusal::PinMismatch { subject }.report(Some(0)))
}
