//! What goes wrong in this layer: a refusal of the policy, a failure of the engine, or a want of memory.

use crate::engine::{self, IdentityError};
use crate::platform::memory::OutOfMemory;
use crate::policy::{Refusal, Report};

/// `ENOMEM`, the code of every want of memory: newlib's, glibc's and MicroPython's number.
pub const ENOMEM: i32 = 12;

/// A failure of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// The firmware has no memory left.
    OutOfMemory,
    /// Mbed TLS failed in a way that has no row of its own.
    Engine(engine::Error),
    /// The policy says no.
    Refused(Refusal<'a>),
}

impl Trouble<'_> {
    /// The number that C and Python see, never 0.
    #[must_use]
    pub fn code(&self) -> i32 {
        match self {
            Self::OutOfMemory => ENOMEM,
            Self::Engine(error) => error.number(),
            Self::Refused(refusal) => refusal.code().number(),
        }
    }

    /// What to tell the script.
    #[must_use]
    pub fn report(&self) -> Report {
        match self {
            Self::OutOfMemory => Report::of_errno(
                ENOMEM,
                "out of memory: gc.collect(), close other connections, or read in smaller pieces",
            ),
            Self::Engine(error) => Report::of_engine(error.number()),
            Self::Refused(refusal) => refusal.report(None),
        }
    }
}

/// Why there is no randomness.
pub(super) fn no_randomness() -> Refusal<'static> {
    if engine::is_random_stuck() { Refusal::RandomStuck } else { Refusal::RandomFailed }
}

impl From<OutOfMemory> for Trouble<'_> {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

impl From<engine::Error> for Trouble<'_> {
    fn from(error: engine::Error) -> Self {
        match error.kind() {
            engine::Kind::OutOfMemory => Self::OutOfMemory,
            engine::Kind::NoRandomness => Self::Refused(no_randomness()),
            _ => Self::Engine(error),
        }
    }
}

impl<'a> From<Refusal<'a>> for Trouble<'a> {
    fn from(refusal: Refusal<'a>) -> Self {
        Self::Refused(refusal)
    }
}

impl From<IdentityError> for Trouble<'_> {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Engine(error) => error.into(),
            IdentityError::KeyMismatch => Self::Refused(Refusal::KeyMismatch),
            IdentityError::KeyUnreadable => Self::Refused(Refusal::KeyUnreadable),
        }
    }
}
