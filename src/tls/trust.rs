//! Trust anchors and revocation lists: immutable sets that grow by being replaced; and what a connection pins of them.

use super::context::VerifyMode;
use super::trouble::Trouble;
use crate::platform::memory::{Blob, Bytes, Shared};
use crate::policy::der::Documents;
use crate::policy::path::Certificates;

/// How many times certificates can be loaded into one set.
pub const LOADS_MAX: usize = 64;

/// DER documents in the order in which they were loaded: each load keeps its bytes and the set before it.
pub struct Documented {
    bytes: Blob,
    /// Documents in `bytes`.
    count: usize,
    before: Option<Shared<Documented>>,
    loads: usize,
}

impl Documented {
    /// The set `before` and the `count` documents of `bytes`.
    ///
    /// # Errors
    /// Out of memory; `ERR_LIMIT_REACHED` for more loads than [`LOADS_MAX`].
    pub fn with(before: Option<Shared<Self>>, bytes: Blob, count: usize) -> Result<Shared<Self>, Trouble<'static>> {
        let loads = before.as_ref().map_or(0, |set| set.loads).saturating_add(1);
        if loads > LOADS_MAX {
            return Err(crate::policy::Refusal::LimitReached { most: LOADS_MAX, what: "separate loads" }.into());
        }
        Ok(Shared::new(Self { bytes, count, before, loads })?)
    }

    /// Documents in the whole set.
    #[must_use]
    pub fn len(&self) -> usize {
        let mut total = self.count;
        let mut set = self.before.as_deref();
        while let Some(earlier) = set {
            total = total.saturating_add(earlier.count);
            set = earlier.before.as_deref();
        }
        total
    }

    /// Whether nothing was loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Certificates for Documented {
    /// The newest load comes first.
    fn get(&self, index: usize) -> Option<&[u8]> {
        let mut index = index;
        let mut set = Some(self);
        while let Some(here) = set {
            if index < here.count {
                return Documents::of_loaded(&here.bytes).get(index);
            }
            index = index.saturating_sub(here.count);
            set = here.before.as_deref();
        }
        None
    }

    /// Walks over all documents once, where `get` would begin anew for each.
    fn find<'a>(&'a self, start: usize, wanted: &mut dyn FnMut(&'a [u8]) -> bool) -> Option<(usize, &'a [u8])> {
        let mut index: usize = 0;
        let mut set = Some(self);
        while let Some(here) = set {
            for der in Documents::of_loaded(&here.bytes).take(here.count) {
                if index >= start && wanted(der) {
                    return Some((index, der));
                }
                index = index.saturating_add(1);
            }
            set = here.before.as_deref();
        }
        None
    }
}

/// An optional set, as the path search takes it.
pub struct Set<'a>(pub Option<&'a Documented>);

impl Certificates for Set<'_> {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.and_then(|set| set.get(index))
    }

    fn find<'a>(&'a self, start: usize, wanted: &mut dyn FnMut(&'a [u8]) -> bool) -> Option<(usize, &'a [u8])> {
        self.0.and_then(|set| set.find(start, wanted))
    }
}

/// Pinned public keys: the SHA-256 of each, one after the other. They lie in memory of their own, of just their size: the unused
/// places of a list within a connection would keep whatever was on the stack before, and with it what the firmware's collector,
/// a conservative one, then takes for pointers.
pub(super) struct Pins(Bytes);

impl Pins {
    /// The bytes of one pin.
    const SIZE: usize = 32;

    /// `before` and one more.
    ///
    /// # Errors
    /// Out of memory; `ERR_LIMIT_REACHED` for more than `most`.
    pub(super) fn with(
        before: Option<&Shared<Self>>,
        sha256: [u8; Self::SIZE],
        most: usize,
    ) -> Result<Shared<Self>, Trouble<'static>> {
        let bytes = match before {
            Some(pins) if pins.0.len() >= most.saturating_mul(Self::SIZE) => {
                return Err(crate::policy::Refusal::LimitReached { most, what: "pins" }.into());
            }
            Some(pins) => pins.0.extended(&sha256)?,
            None => Bytes::copy_of(&sha256)?,
        };
        Ok(Shared::new(Self(bytes))?)
    }

    /// Whether this is one of them.
    pub(super) fn contains(&self, sha256: &[u8; Self::SIZE]) -> bool {
        self.0.chunks_exact(Self::SIZE).any(|pin| pin == sha256)
    }
}

/// What the context said when the connection began: later changes of the context do not reach it.
pub(super) struct Trust {
    pub(super) mode: VerifyMode,
    pub(super) flags: u32,
    pub(super) accepts_common_name: bool,
    pub(super) asks_script: bool,
    pub(super) anchors: Option<Shared<Documented>>,
    pub(super) crls: Option<Shared<Documented>>,
    pub(super) pins: Option<Shared<Pins>>,
    /// The server's name, as it was given to a client.
    pub(super) name: Option<Bytes>,
    /// Whether the certificate must carry it.
    pub(super) checks_name: bool,
}

impl Trust {
    /// The name to be checked.
    pub(super) fn checked_name(&self) -> Option<&[u8]> {
        self.name.as_deref().filter(|_| self.checks_name)
    }

    /// Whether both say the same, to the last byte of what was loaded.
    pub(super) fn demands_the_same(&self, other: &Self) -> bool {
        self.mode == other.mode
            && self.flags == other.flags
            && self.accepts_common_name == other.accepts_common_name
            && self.asks_script == other.asks_script
            && self.checks_name == other.checks_name
            && self.name.as_deref() == other.name.as_deref()
            && is_same_pins(self.pins.as_deref(), other.pins.as_deref())
            && is_same_set(self.anchors.as_ref(), other.anchors.as_ref())
            && is_same_set(self.crls.as_ref(), other.crls.as_ref())
    }

    /// The anchors as the path search takes them.
    pub(super) fn anchors(&self) -> Set<'_> {
        Set(self.anchors.as_deref())
    }

    /// The revocation lists as the path search takes them.
    pub(super) fn crls(&self) -> Set<'_> {
        Set(self.crls.as_deref())
    }
}

fn is_same_pins(one: Option<&Pins>, other: Option<&Pins>) -> bool {
    one.map(|pins| &*pins.0) == other.map(|pins| &*pins.0)
}

/// Whether both were loaded alike: the same set, or the same bytes in the same order.
fn is_same_set(one: Option<&Shared<Documented>>, other: Option<&Shared<Documented>>) -> bool {
    let (mut one, mut other) = (one, other);
    while let (Some(here), Some(there)) = (one, other) {
        if here.same(there) {
            return true;
        }
        if *here.bytes != *there.bytes {
            return false;
        }
        (one, other) = (here.before.as_ref(), there.before.as_ref());
    }
    one.is_none() && other.is_none()
}
