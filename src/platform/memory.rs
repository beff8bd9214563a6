//! Memory that may be refused: owned, shared and growing, with nothing infallible in it.
//!
//! Everything that the library keeps lies in its arena and is wiped when freed. Allocation answers [`OutOfMemory`], which the C
//! ABI turns into `ENOMEM`.

use super::arena::{Arena, Life, Usage};
use super::lock::Global;
use core::cell::Cell;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use spin::Once;

/// The firmware has no block of the size that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

static ARENA: Global<Arena> = Global::new(Arena::new());

fn with_arena<R>(work: impl FnOnce(&mut Arena) -> R) -> R {
    // Every way here leads through a function that holds the library; only tests on a host come in by themselves.
    #[cfg(any(test, feature = "host"))]
    let _alone = super::host::alone();
    // SAFETY: the library is held, and no `work` of this file calls back into this file: the firmware's `memory_take` may run a
    // finaliser, which finds the library occupied and touches nothing of it.
    work(unsafe { &mut *ARENA.as_ptr() })
}

/// What the library holds of the firmware's memory.
pub fn usage() -> Usage {
    with_arena(|arena| arena.usage())
}

/// Lets no more than `left` bytes be allocated until [`unbound`]; answers how many are allocated.
pub(crate) fn bound(left: usize) -> usize {
    with_arena(|arena| arena.bound(left))
}

/// Lets the firmware decide again; answers how many bytes are allocated.
pub(crate) fn unbound() -> usize {
    bound(usize::MAX)
}

/// Frees what finalisers gave up while the library was in use; whether there was anything.
type Reclaim = fn() -> bool;

static RECLAIM: Once<Reclaim> = Once::new();

/// Registers, once, who can free something when memory is short.
pub(crate) fn set_reclaim(reclaim: Reclaim) {
    RECLAIM.call_once(|| reclaim);
}

/// How long what is allocated now is likely to live.
static LIFE: Global<Life> = Global::new(Life::Lasting);

fn while_of<R>(life: Life, work: impl FnOnce() -> R) -> R {
    // SAFETY: the library is held, as for the arena; `work` may come back here, but not in the middle of these accesses.
    let before = unsafe { LIFE.as_ptr().replace(life) };
    let answer = work();
    // SAFETY: as above.
    unsafe { LIFE.as_ptr().write(before) };
    answer
}

/// Runs `work`, most of whose allocations live no longer than a handshake or a record: they are kept apart from those that last.
pub(crate) fn while_passing<R>(work: impl FnOnce() -> R) -> R {
    while_of(Life::Passing, work)
}

/// Runs `work`, whose allocations last as long as a connection, whatever is going on around it.
pub(crate) fn while_lasting<R>(work: impl FnOnce() -> R) -> R {
    while_of(Life::Lasting, work)
}

/// Zeroed memory for C, or NULL.
///
/// The firmware collects garbage when it has no memory, and so finds abandoned connections: they are freed, and it is asked again.
pub(crate) fn allocate(size: usize) -> Option<NonNull<u8>> {
    // SAFETY: as in `while_of`.
    let life = unsafe { LIFE.as_ptr().read() };
    loop {
        let found = with_arena(|arena| arena.allocate(size, life));
        if found.is_some() {
            return found;
        }
        if !RECLAIM.get().is_some_and(|reclaim| reclaim()) {
            with_arena(Arena::count_refusal);
            return None;
        }
    }
}

/// Wipes and frees.
///
/// # Safety
/// `bytes` came from [`allocate`], was not freed since, and nothing refers to it.
pub(crate) unsafe fn free(bytes: NonNull<u8>) {
    // SAFETY: as the caller promises.
    with_arena(|arena| unsafe { arena.free(bytes) });
}

/// Wipes everything and gives it back to the firmware.
///
/// # Safety
/// Nothing that lies in the arena is used or dropped afterwards.
pub(crate) unsafe fn clear() {
    with_arena(Arena::clear);
}

/// Forgets everything without touching it: the firmware's heap began anew.
///
/// # Safety
/// As for [`clear`].
pub(crate) unsafe fn forget() {
    with_arena(Arena::forget);
}

/// One value, owned: a `Box` whose making may fail.
pub struct Owned<T> {
    value: NonNull<T>,
    _owns: PhantomData<T>,
}

// SAFETY: an `Owned` is as movable to another thread as its value; the library's lock serialises all access.
unsafe impl<T: Send> Send for Owned<T> {}

impl<T> Owned<T> {
    /// Moves `value` into the arena.
    ///
    /// # Errors
    /// [`OutOfMemory`]; the value is dropped.
    pub fn new(value: T) -> Result<Self, OutOfMemory> {
        const { assert!(align_of::<T>() <= 8) };
        let place = allocate(size_of::<T>()).ok_or(OutOfMemory)?.cast::<T>();
        // SAFETY: the place has the size and the alignment of T.
        unsafe { place.write(value) };
        Ok(Self { value: place, _owns: PhantomData })
    }

    /// Gives the value's address away; [`Self::from_raw`] takes it back.
    pub fn into_raw(self) -> NonNull<T> {
        let raw = self.value;
        core::mem::forget(self);
        raw
    }

    /// Takes back what [`Self::into_raw`] gave.
    ///
    /// # Safety
    /// `raw` came from `into_raw` and is taken back once.
    pub unsafe fn from_raw(raw: NonNull<T>) -> Self {
        Self { value: raw, _owns: PhantomData }
    }
}

impl<T> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives as long as `self`.
        unsafe { self.value.as_ref() }
    }
}

impl<T> DerefMut for Owned<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the value lives as long as `self` and is borrowed through it alone.
        unsafe { self.value.as_mut() }
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: `self` owns the value; nothing refers to it after this.
        unsafe {
            self.value.drop_in_place();
            free(self.value.cast());
        }
    }
}

struct Counted<T> {
    owners: Cell<usize>,
    value: T,
}

/// One immutable value with several owners: an `Rc` whose making may fail.
///
/// The count is not atomic: the library's lock serialises all owners.
pub struct Shared<T> {
    counted: NonNull<Counted<T>>,
    _owns: PhantomData<T>,
}

impl<T> Shared<T> {
    /// Moves `value` into the arena, with one owner.
    ///
    /// # Errors
    /// [`OutOfMemory`]; the value is dropped.
    pub fn new(value: T) -> Result<Self, OutOfMemory> {
        let counted = Owned::new(Counted { owners: Cell::new(1), value })?.into_raw();
        Ok(Self { counted, _owns: PhantomData })
    }

    fn counted(&self) -> &Counted<T> {
        // SAFETY: the value lives while it has an owner.
        unsafe { self.counted.as_ref() }
    }

    /// Whether both own the same value.
    pub fn same(&self, other: &Self) -> bool {
        self.counted == other.counted
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        let owners = &self.counted().owners;
        owners.set(owners.get().saturating_add(1));
        Self { counted: self.counted, _owns: PhantomData }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.counted().value
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        let owners = &self.counted().owners;
        let left = owners.get().saturating_sub(1);
        owners.set(left);
        if left == 0 {
            // SAFETY: this was the last owner.
            drop(unsafe { Owned::from_raw(self.counted) });
        }
    }
}

/// Bytes that are owned, of a size that is chosen when they are made.
pub struct Bytes {
    start: NonNull<u8>,
    length: usize,
}

impl Bytes {
    /// `length` zeroed bytes.
    ///
    /// # Errors
    /// [`OutOfMemory`].
    pub fn zeroed(length: usize) -> Result<Self, OutOfMemory> {
        let start = allocate(length).ok_or(OutOfMemory)?;
        Ok(Self { start, length })
    }

    /// A copy of `bytes`.
    ///
    /// # Errors
    /// [`OutOfMemory`].
    pub fn copy_of(bytes: &[u8]) -> Result<Self, OutOfMemory> {
        let mut copy = Self::zeroed(bytes.len())?;
        copy.copy_from_slice(bytes);
        Ok(copy)
    }

    /// `self` with `tail` behind it, in a new place.
    ///
    /// # Errors
    /// [`OutOfMemory`]; `self` is unchanged.
    pub fn extended(&self, tail: &[u8]) -> Result<Self, OutOfMemory> {
        let length = self.length.checked_add(tail.len()).ok_or(OutOfMemory)?;
        let mut whole = Self::zeroed(length)?;
        if let Some((head, rest)) = whole.split_at_mut_checked(self.length) {
            head.copy_from_slice(self);
            rest.copy_from_slice(tail);
        }
        Ok(whole)
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: `length` bytes at `start` are owned by `self`.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: `length` bytes at `start` are owned by `self` and borrowed through it alone.
        unsafe { core::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        // SAFETY: `self` owns the bytes; nothing refers to them after this.
        unsafe { free(self.start) };
    }
}

/// Immutable bytes: a copy of ours, or memory that outlives the library's use of it (ROMFS, flash).
pub enum Blob {
    /// Copied into the arena.
    Copied(Bytes),
    /// Read-only memory of the firmware.
    Borrowed(&'static [u8]),
}

impl Deref for Blob {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Copied(bytes) => bytes,
            Self::Borrowed(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_values_live_until_their_last_owner() {
        struct Told<'a>(&'a Cell<u32>);
        impl Drop for Told<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() + 1);
            }
        }
        let _held = crate::platform::lock::enter().unwrap();
        let drops = Cell::new(0);
        let first = Shared::new(Told(&drops)).unwrap();
        let second = first.clone();
        assert!(first.same(&second));
        drop(first);
        assert_eq!(drops.get(), 0);
        drop(second);
        assert_eq!(drops.get(), 1);
    }

    #[test]
    fn bytes_extend() {
        let _held = crate::platform::lock::enter().unwrap();
        let bytes = Bytes::copy_of(b"abc").unwrap().extended(b"de").unwrap();
        assert_eq!(&*bytes, b"abcde");
    }
}
