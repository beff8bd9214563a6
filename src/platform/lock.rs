//! One caller in the library at a time.
//!
//! Every function of the C ABI holds [`Held`] while it runs. Threads wait at the port's mutex. The same thread can come back
//! only through a finaliser (the library asks the firmware for memory, which collects garbage) or through an interrupt
//! handler: it gets [`Nested`], and only `_free` may then do anything, which is to defer itself.

use super::port;
use core::cell::{Cell, UnsafeCell};
use core::mem::ManuallyDrop;

/// The library is in use further up this thread's stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nested;

/// Proof that this thread is the one in the library. Ends with its scope.
pub struct Held(());

struct Occupied(Cell<bool>);

// SAFETY: the cell is read and written only inside `critical_section::with`.
unsafe impl Sync for Occupied {}

static OCCUPIED: Occupied = Occupied(Cell::new(false));

/// Enters the library.
///
/// # Errors
/// [`Nested`] when this thread is in it already.
pub fn enter() -> Result<Held, Nested> {
    // SAFETY: no arguments; the port's mutex may be taken again by the thread that holds it.
    unsafe { port::camtls_port_lock() };
    let entered = critical_section::with(|_| !OCCUPIED.0.replace(true));
    if entered {
        return Ok(Held(()));
    }
    // SAFETY: balances the lock above.
    unsafe { port::camtls_port_unlock() };
    Err(Nested)
}

impl Drop for Held {
    fn drop(&mut self) {
        critical_section::with(|_| OCCUPIED.0.set(false));
        // SAFETY: balances the lock in `enter`.
        unsafe { port::camtls_port_unlock() };
    }
}

impl Held {
    /// The proof for who knows that this thread is in the library, but was not handed it.
    ///
    /// # Safety
    /// This thread holds the library, and no [`Global::with`] is under way. The proof must not be dropped: that would leave.
    pub(crate) const unsafe fn assume() -> ManuallyDrop<Self> {
        ManuallyDrop::new(Self(()))
    }
}

/// A value of the whole library, reached only by who holds the library.
pub struct Global<T>(UnsafeCell<T>);

// SAFETY: `with` asks for `Held`, of which one exists at a time; the value never leaves the closure.
unsafe impl<T> Sync for Global<T> {}

impl<T> Global<T> {
    /// A global with its first value.
    pub const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Runs `work` on the value.
    pub fn with<R>(&self, _held: &mut Held, work: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: `_held` is borrowed mutably for the call, so no other access to any global is under way.
        work(unsafe { &mut *self.0.get() })
    }

    /// The pointer to the value, for the callbacks that Mbed TLS makes in the middle of a call, where no `Held` can be passed.
    pub(crate) const fn as_ptr(&self) -> *mut T {
        self.0.get()
    }
}

struct Interrupts;
critical_section::set_impl!(Interrupts);

// SAFETY: interrupts are off between the two calls on a single core; the host uses a mutex (host.rs).
unsafe impl critical_section::Impl for Interrupts {
    unsafe fn acquire() -> critical_section::RawRestoreState {
        // SAFETY: no arguments; the port answers the state to restore.
        unsafe { port::camtls_port_interrupts_off() }
    }

    unsafe fn release(state: critical_section::RawRestoreState) {
        // SAFETY: `state` is what the matching `acquire` answered.
        unsafe { port::camtls_port_interrupts_restore(state) };
    }
}
