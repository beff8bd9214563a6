//! The objects behind the opaque pointers: made, freed, and freed later where now is no time for it.

use crate::platform::lock::Held;
use crate::platform::memory::{OutOfMemory, Owned};
use crate::tls::connection::Connection;
use crate::tls::context::Context;
use core::cell::Cell;
use core::ptr::NonNull;

/// What stands before the value of each object.
#[repr(C)]
pub(super) struct Object<T> {
    kind: Kind,
    /// The next one that waits to be freed.
    next: Option<NonNull<Object<()>>>,
    /// Between enter and leave.
    pub(super) busy: bool,
    /// To be freed at leave.
    pub(super) free_at_leave: bool,
    pub(super) value: T,
}

#[derive(Clone, Copy)]
#[repr(u8)]
enum Kind {
    Context,
    Connection,
}

/// What can stand behind an opaque pointer.
pub(super) trait Behind: Sized {
    #[doc(hidden)]
    const KIND: u8;
}

impl Behind for Context {
    const KIND: u8 = Kind::Context as u8;
}

impl Behind for Connection {
    const KIND: u8 = Kind::Connection as u8;
}

struct Deferred(Cell<Option<NonNull<Object<()>>>>);

// SAFETY: the cell is read and written only inside `critical_section::with`.
unsafe impl Sync for Deferred {}

static DEFERRED: Deferred = Deferred(Cell::new(None));

/// Moves `value` into the arena behind an opaque pointer.
pub(super) fn make<T: Behind, O>(value: T) -> Result<*mut O, OutOfMemory> {
    let kind = if T::KIND == Kind::Context as u8 { Kind::Context } else { Kind::Connection };
    let object = Object { kind, next: None, busy: false, free_at_leave: false, value };
    Ok(Owned::new(object)?.into_raw().as_ptr().cast())
}

/// The object behind a pointer that [`make`] gave, `None` for NULL.
///
/// # Safety
/// `opaque` is NULL or a live object of this type, and no other reference to it exists.
pub(super) unsafe fn behind<'a, T: Behind, O>(opaque: *const O) -> Option<&'a mut Object<T>> {
    // SAFETY: as the caller promises.
    unsafe { opaque.cast_mut().cast::<Object<T>>().as_mut() }
}

/// Frees an object now.
///
/// # Safety
/// `object` came from [`make`] and is not used again.
pub(super) unsafe fn free_now(_held: &mut Held, object: NonNull<Object<()>>) {
    // SAFETY: every object begins alike (repr(C)); the kind tells the type that `make` gave it.
    unsafe {
        match object.as_ref().kind {
            Kind::Context => drop(Owned::from_raw(object.cast::<Object<Context>>())),
            Kind::Connection => drop(Owned::from_raw(object.cast::<Object<Connection>>())),
        }
    }
}

/// Puts an object on the list of those to be freed: called from a finaliser while the library is in use.
///
/// # Safety
/// As [`free_now`].
pub(super) unsafe fn defer(mut object: NonNull<Object<()>>) {
    critical_section::with(|_| {
        // SAFETY: nobody else uses the object any more.
        unsafe { object.as_mut() }.next = DEFERRED.0.replace(Some(object));
    });
}

/// Frees what was deferred.
pub(super) fn free_deferred(held: &mut Held) {
    while let Some(object) = critical_section::with(|_| {
        let first = DEFERRED.0.get()?;
        // SAFETY: what is on the list is live.
        DEFERRED.0.set(unsafe { first.as_ref() }.next);
        Some(first)
    }) {
        // SAFETY: it is off the list, and its owner gave it up.
        unsafe { free_now(held, object) };
    }
}

/// Forgets what was deferred: the arena goes.
pub(super) fn forget_deferred() {
    critical_section::with(|_| DEFERRED.0.set(None));
}
