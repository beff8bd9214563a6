//! What handshakes may take: so long, so many at once, so much memory. A server meets clients that mean it no good.

use super::trouble::Trouble;
use crate::engine::Role;
use crate::platform::clock;
use crate::platform::memory::{self, Shared};
use crate::policy::Refusal;
use core::cell::Cell;

/// The limits of a context; 0 is none.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest that a handshake may take, in milliseconds.
    pub timeout: u32,
    /// How many handshakes of a server may be under way.
    pub handshakes: usize,
    /// The most bytes that all connections of the context may hold when one in its handshake asks for more.
    pub memory: usize,
}

impl Limits {
    /// Those that hold where nobody chose any.
    pub const USUAL: Self = Self { timeout: 30_000, handshakes: 32, memory: 0 };
}

/// What the connections of one context take together.
#[derive(Default)]
pub(super) struct Load {
    handshakes: Cell<usize>,
    memory: Cell<usize>,
}

/// What one connection has of the [`Load`].
pub(super) struct Share {
    load: Shared<Load>,
    limits: Limits,
    /// When the clock of the handshake was started.
    started: Option<u32>,
    /// What it holds: as of its last work on the handshake.
    held: usize,
    under_way: bool,
}

impl Share {
    /// The share of a connection that is about to be made.
    ///
    /// A server's clock starts now: its client `is_there` and has to speak. A client's starts with its first step, for it is the
    /// script that decides when.
    ///
    /// # Errors
    /// `ERR_TOO_MANY_HANDSHAKES`.
    pub(super) fn new(
        load: Shared<Load>,
        limits: Limits,
        role: Role,
        is_there: bool,
    ) -> Result<Self, Trouble<'static>> {
        let under_way = load.handshakes.get();
        let is_server = role == Role::Server;
        if is_server && limits.handshakes != 0 && under_way >= limits.handshakes {
            return Err(Refusal::TooManyHandshakes { most: limits.handshakes }.into());
        }
        load.handshakes.set(under_way.saturating_add(1));
        let started = (is_server && is_there).then(clock::milliseconds);
        Ok(Self { load, limits, started, held: 0, under_way: true })
    }

    /// Starts the clock, unless it runs.
    pub(super) fn start(&mut self) {
        self.started.get_or_insert_with(clock::milliseconds);
    }

    /// The milliseconds that are left for the handshake: 0 when its time is over, `None` where no clock runs.
    pub(super) fn time_left(&self) -> Option<u32> {
        let started = self.started.filter(|_| self.under_way && self.limits.timeout != 0)?;
        Some(self.limits.timeout.saturating_sub(clock::milliseconds().wrapping_sub(started)))
    }

    /// How long the handshake was allowed to take, in milliseconds.
    pub(super) const fn timeout(&self) -> u32 {
        self.limits.timeout
    }

    /// Before work on the handshake: bounds what it can allocate. What it answers is for [`Self::end`].
    pub(super) fn begin(&self) -> usize {
        let left = match self.limits.memory {
            0 => usize::MAX,
            most => most.saturating_sub(self.load.memory.get()),
        };
        memory::bound(left)
    }

    /// After that work: counts what it left behind.
    pub(super) fn end(&mut self, before: usize) {
        let held = self.held.saturating_add(memory::unbound()).saturating_sub(before);
        self.note(held);
    }

    fn note(&mut self, held: usize) {
        let others = self.load.memory.get().saturating_sub(self.held);
        self.load.memory.set(others.saturating_add(held));
        self.held = held;
    }

    /// The handshake is over, well or badly.
    pub(super) fn finish(&mut self) {
        if core::mem::take(&mut self.under_way) {
            self.load.handshakes.set(self.load.handshakes.get().saturating_sub(1));
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.finish();
        self.note(0);
    }
}
