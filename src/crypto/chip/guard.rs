//! Whether a unit is trusted: no answer of it is used before it gave a known one, and none after it failed too often.

use core::sync::atomic::{AtomicU8, AtomicU32, Ordering};

/// So many failures since the start are enough.
const PATIENCE: u32 = 8;

/// What is known of a unit, by kinds of work: up to eight, each a bit.
pub(crate) struct Guard {
    /// Kinds that gave the known answer.
    good: AtomicU8,
    /// Nothing is asked of it any more.
    broken: AtomicU8,
    faults: AtomicU32,
}

impl Guard {
    /// Nothing is known.
    pub(crate) const fn new() -> Self {
        Self { good: AtomicU8::new(0), broken: AtomicU8::new(0), faults: AtomicU32::new(0) }
    }

    /// Whether the unit is trusted with a kind of work; `answers` asks it for a known answer, once.
    pub(crate) fn trusts(&self, kind: u8, answers: impl FnOnce() -> bool) -> bool {
        self.known(kind).unwrap_or_else(|| {
            let answered = answers();
            self.note(kind, answered);
            answered
        })
    }

    /// Whether the unit is trusted with a kind of work, if that is known.
    pub(crate) fn known(&self, kind: u8) -> Option<bool> {
        if !self.serves() {
            return Some(false);
        }
        (self.good.load(Ordering::Relaxed) & kind != 0).then_some(true)
    }

    /// Whether it gave the known answer.
    pub(crate) fn note(&self, kind: u8, answered: bool) {
        if answered {
            self.good.store(self.good.load(Ordering::Relaxed) | kind, Ordering::Relaxed);
        } else {
            self.count();
            self.broken.store(1, Ordering::Relaxed);
        }
    }

    /// The unit said that it failed, and nobody can step in: its next work begins with the known answers again.
    pub(crate) fn said_no(&self) {
        self.count();
        self.good.store(0, Ordering::Relaxed);
    }

    /// The unit failed: its next work begins with the known answers again.
    pub(crate) fn failed(&self) {
        self.said_no();
        if self.faults() >= PATIENCE {
            self.broken.store(1, Ordering::Relaxed);
        }
    }

    fn count(&self) {
        self.faults.store(self.faults().saturating_add(1), Ordering::Relaxed);
    }

    /// How often software stepped in.
    pub(crate) fn faults(&self) -> u32 {
        self.faults.load(Ordering::Relaxed)
    }

    /// Whether anything is still asked of it.
    pub(crate) fn serves(&self) -> bool {
        self.broken.load(Ordering::Relaxed) == 0
    }

    /// Nothing is known.
    pub(crate) fn reset(&self) {
        self.good.store(0, Ordering::Relaxed);
        self.broken.store(0, Ordering::Relaxed);
        self.faults.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_asked_once() {
        let guard = Guard::new();
        assert!(guard.trusts(1, || true));
        assert!(guard.trusts(1, || panic!("asked again")));
        assert!(guard.trusts(2, || true));
        assert_eq!(guard.faults(), 0);
    }

    #[test]
    fn a_wrong_answer_ends_it() {
        let guard = Guard::new();
        assert!(guard.trusts(1, || true));
        assert!(!guard.trusts(2, || false));
        assert!(!guard.trusts(1, || panic!("asked again")));
        assert!(!guard.serves());
        assert_eq!(guard.faults(), 1);
        guard.reset();
        assert!(guard.serves() && guard.trusts(2, || true));
    }

    #[test]
    fn a_failure_asks_again_and_many_end_it() {
        let guard = Guard::new();
        for failures in 1..PATIENCE {
            assert!(guard.trusts(1, || true));
            guard.failed();
            assert_eq!(guard.faults(), failures);
        }
        assert!(guard.serves());
        guard.failed();
        assert!(!guard.trusts(1, || true));
    }
    #[test]
    fn who_says_that_it_fails_may_try_again() {
        let guard = Guard::new();
        assert_eq!(guard.known(1), None);
        for failures in 1..=2 * PATIENCE {
            guard.note(1, true);
            assert_eq!((guard.known(1), guard.known(2)), (Some(true), None));
            guard.said_no();
            assert_eq!((guard.known(1), guard.faults(), guard.serves()), (None, failures, true));
        }
        guard.note(1, false);
        assert_eq!((guard.known(1), guard.known(2)), (Some(false), Some(false)));
    }
}
