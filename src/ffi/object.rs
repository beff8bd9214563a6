//! The objects behind the opaque pointers: made, freed, and freed later where now is no time for it.

use crate::platform::lock::{Global, Held};
use crate::platform::memory::{OutOfMemory, Owned, Shared};
use crate::tls::connection::Connection;
use crate::tls::context::Context;
use crate::tls::session::Session;
use core::cell::Cell;
use core::ptr::NonNull;

/// What stands before the value of each object.
#[repr(C)]
pub(super) struct Object<T> {
    kind: Kind,
    /// The next one that lives.
    next_live: Option<NonNull<Object<()>>>,
    /// The next one that waits to be freed.
    next_deferred: Option<NonNull<Object<()>>>,
    /// Between enter and leave.
    pub(super) busy: bool,
    /// To be freed at leave.
    pub(super) free_at_leave: bool,
    pub(super) value: T,
}

#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Kind {
    Context,
    Connection,
    Session,
}

/// What can stand behind an opaque pointer.
pub(super) trait Behind: Sized {
    #[doc(hidden)]
    const KIND: Kind;
}

impl Behind for Context {
    const KIND: Kind = Kind::Context;
}

impl Behind for Connection {
    const KIND: Kind = Kind::Connection;
}

impl Behind for Shared<Session> {
    const KIND: Kind = Kind::Session;
}

struct Deferred(Cell<Option<NonNull<Object<()>>>>);

// SAFETY: the cell is read and written only inside `critical_section::with`.
unsafe impl Sync for Deferred {}

/// All objects since the last start: a finaliser that comes after a soft reset brings a pointer of an earlier life.
static LIVE: Global<Option<NonNull<Object<()>>>> = Global::new(None);

static DEFERRED: Deferred = Deferred(Cell::new(None));

/// Moves `value` into the arena behind an opaque pointer.
pub(super) fn make<T: Behind, O>(held: &mut Held, value: T) -> Result<*mut O, OutOfMemory> {
    let object =
        Object { kind: T::KIND, next_live: None, next_deferred: None, busy: false, free_at_leave: false, value };
    let mut place = Owned::new(object)?.into_raw();
    LIVE.with(held, |first| {
        // SAFETY: just made, and nobody else knows it.
        unsafe { place.as_mut() }.next_live = first.replace(place.cast());
    });
    Ok(place.as_ptr().cast())
}

/// Takes an object off the list of the living; `false` if it is not there.
fn bury(held: &mut Held, object: NonNull<Object<()>>) -> bool {
    LIVE.with(held, |first| {
        let mut link = first;
        while let Some(mut here) = *link {
            // SAFETY: what is on the list is live, and reached through this loop alone.
            let next = unsafe { &mut here.as_mut().next_live };
            if here == object {
                *link = *next;
                return true;
            }
            link = next;
        }
        false
    })
}

/// The object behind a pointer that [`make`] gave, `None` for NULL.
///
/// # Safety
/// `opaque` is NULL or a live object of this type, and no other reference to it exists.
pub(super) unsafe fn behind<'a, T: Behind, O>(opaque: *const O) -> Option<&'a mut Object<T>> {
    // SAFETY: as the caller promises.
    unsafe { opaque.cast_mut().cast::<Object<T>>().as_mut() }
}

/// Frees an object now. One that was made before the last start is left alone: its memory is gone.
///
/// # Safety
/// `object` came from [`make`] and is not used again.
pub(super) unsafe fn free_now(held: &mut Held, object: NonNull<Object<()>>) {
    if !bury(held, object) {
        return;
    }
    // SAFETY: every object begins alike (repr(C)); the kind tells the type that `make` gave it.
    unsafe {
        match object.as_ref().kind {
            Kind::Context => drop(Owned::from_raw(object.cast::<Object<Context>>())),
            Kind::Connection => drop(Owned::from_raw(object.cast::<Object<Connection>>())),
            Kind::Session => drop(Owned::from_raw(object.cast::<Object<Shared<Session>>>())),
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
        unsafe { object.as_mut() }.next_deferred = DEFERRED.0.replace(Some(object));
    });
}

/// Frees what was deferred, in the middle of a call that lacks memory; whether there was anything.
pub(super) fn reclaim() -> bool {
    let some = critical_section::with(|_| DEFERRED.0.get().is_some());
    if some {
        // SAFETY: memory is asked for only in the library, and never inside `Global::with`.
        let mut held = unsafe { Held::assume() };
        free_deferred(&mut held);
    }
    some
}

/// Frees what was deferred.
pub(super) fn free_deferred(held: &mut Held) {
    while let Some(object) = critical_section::with(|_| {
        let first = DEFERRED.0.get()?;
        // SAFETY: what is on the list is live.
        DEFERRED.0.set(unsafe { first.as_ref() }.next_deferred);
        Some(first)
    }) {
        // SAFETY: what is on the list is live.
        let object_ref = unsafe { &mut *object.as_ptr() };
        if object_ref.busy {
            object_ref.free_at_leave = true;
            continue;
        }
        // SAFETY: it is off the list, and its owner gave it up.
        unsafe { free_now(held, object) };
    }
}

/// Forgets all objects: the arena goes.
pub(super) fn forget_all(held: &mut Held) {
    critical_section::with(|_| DEFERRED.0.set(None));
    LIVE.with(held, |first| *first = None);
}

/// Whether the object was made since the last start.
pub(super) fn is_live<O>(held: &mut Held, opaque: *const O) -> bool {
    LIVE.with(held, |first| {
        let mut next = *first;
        while let Some(here) = next {
            if core::ptr::addr_eq(here.as_ptr(), opaque) {
                return true;
            }
            // SAFETY: what is on the list is live.
            next = unsafe { here.as_ref() }.next_live;
        }
        false
    })
}
