//! A client's session, with all that was known and demanded of its peer: it resumes only where as much is demanded, and holds good.

use super::context::flags;
use super::trust::Trust;
use crate::engine;
use crate::platform::memory::{Bytes, Shared};
use crate::policy::path::Certificates;
use crate::policy::revocation::RevocationList;
use crate::policy::validity::{Timeliness, Validity};

/// What the whole handshake found out about the peer.
pub(super) struct Known {
    /// The verdict.
    pub(super) verify_result: i32,
    /// The peer's own certificate.
    pub(super) leaf: Option<Bytes>,
    /// When all that the verdict rests on is in date.
    pub(super) period: Option<Validity>,
}

/// A session.
pub struct Session {
    pub(super) engine: engine::Session,
    pub(super) trust: Shared<Trust>,
    pub(super) identity: Option<Shared<engine::Identity>>,
    pub(super) known: Shared<Known>,
    /// When it was made, by the camera's clock; `None` while that was unset.
    pub(super) since: Option<i64>,
}

impl Session {
    /// Whether a connection with this trust and this identity may take it up at `now`.
    pub(super) fn fits(&self, trust: &Trust, identity: Option<&Shared<engine::Identity>>, now: Option<i64>) -> bool {
        // The script is to be asked in each handshake, and can be asked only about a chain.
        if trust.asks_script || !self.trust.demands_the_same(trust) || !same_identity(self.identity.as_ref(), identity)
        {
            return false;
        }
        let age = self.since.zip(now).map_or(0, |(since, now)| now.saturating_sub(since));
        let fresh = age >= 0 && age < i64::from(self.engine.lifetime());
        // A verdict that rests on dates holds as long as they do.
        let in_date = |period: Validity| now.is_some_and(|now| period.at(now) == Timeliness::Valid);
        fresh && (self.known.verify_result != 0 || self.known.period.is_some_and(in_date))
    }
}

fn same_identity(one: Option<&Shared<engine::Identity>>, other: Option<&Shared<engine::Identity>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.same(other) || one.leaf() == other.leaf(),
        (None, None) => true,
        _ => false,
    }
}

/// The time that is common to both.
pub(super) fn narrowed(one: Validity, other: Validity) -> Validity {
    Validity { not_before: one.not_before.max(other.not_before), not_after: one.not_after.min(other.not_after) }
}

/// `period`, as far as the revocation lists that were to be looked at are current as well.
pub(super) fn while_lists_hold(period: Validity, trust: &Trust) -> Validity {
    let mut period = period;
    if trust.flags & flags::CRL_CHECK_CHAIN != 0 {
        let lists = trust.crls();
        let mut index = 0;
        while let Some(der) = lists.get(index) {
            index = index.saturating_add(1);
            // One that cannot be read was of no use to the verdict either.
            let Ok(list) = RevocationList::parse(der) else { continue };
            let next_update = list.next_update.unwrap_or(i64::MAX);
            period = narrowed(period, Validity { not_before: list.this_update, not_after: next_update });
        }
    }
    period
}
