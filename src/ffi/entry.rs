//! How each call enters the library and leaves it, and how its arguments are read.

use super::error::remember;
use super::object;
use crate::platform::lock::{self, Global, Held};
use crate::platform::memory::{Blob, Bytes};
use crate::policy::Refusal;
use crate::tls::trouble::Trouble;

/// `EBUSY`: newlib's, glibc's and MicroPython's number.
pub(super) const EBUSY: i32 = 16;
/// `ENOENT`, likewise.
pub(super) const ENOENT: i32 = 2;

static INITIALISED: Global<bool> = Global::new(false);

/// One call in the library. When it ends, what finalisers wanted freed meanwhile is freed.
pub(super) struct Call(pub(super) Held);

impl Drop for Call {
    #[inline(never)]
    fn drop(&mut self) {
        object::free_deferred(&mut self.0);
    }
}

/// Enters the library.
///
/// # Errors
/// `EBUSY` when this thread is in it already; `ERR_WRONG_STATE` before `camtls_init`.
#[inline(never)]
pub(super) fn enter() -> Result<Call, i32> {
    let mut call = Call(lock::enter().map_err(|_| EBUSY)?);
    if is_initialised(&mut call) {
        return Ok(call);
    }
    Err(Trouble::from(Refusal::WrongState { what: "a call before camtls_init" }).code())
}

/// Enters the library whether it is initialised or not.
pub(super) fn enter_uninitialised() -> Result<Call, i32> {
    lock::enter().map(Call).map_err(|_| EBUSY)
}

pub(super) fn is_initialised(call: &mut Call) -> bool {
    INITIALISED.with(&mut call.0, |initialised| *initialised)
}

pub(super) fn set_initialised(call: &mut Call, now: bool) {
    INITIALISED.with(&mut call.0, |initialised| *initialised = now);
}

/// Runs `work` in the library; a failure is remembered for `camtls_failure_last` and its code answered.
pub(super) fn run<'a>(work: impl FnOnce(&mut Call) -> Result<(), Trouble<'a>>) -> i32 {
    let mut call = match enter() {
        Ok(call) => call,
        Err(code) => return code,
    };
    match work(&mut call) {
        Ok(()) => 0,
        Err(trouble) => tell(&mut call, &trouble),
    }
}

// Apart: the report would be on the stack of every call, and its making in the code of every function.
#[cold]
#[inline(never)]
fn tell(call: &mut Call, trouble: &Trouble<'_>) -> i32 {
    remember(&mut call.0, &trouble.report());
    trouble.code()
}

/// The refusal of a NULL where there must be something.
pub(super) const fn null(what: &'static str) -> Trouble<'static> {
    Trouble::Refused(Refusal::BadArgument { what })
}

/// `length` bytes at `bytes`; NULL is the empty slice if the length is 0.
///
/// # Safety
/// Where it is not NULL, `bytes` points to `length` readable bytes that nobody changes during the call.
///
/// # Errors
/// `ERR_BAD_ARGUMENT` for NULL with a length, or a length beyond half the address space.
pub(super) unsafe fn slice<'a>(
    bytes: *const u8,
    length: usize,
    what: &'static str,
) -> Result<&'a [u8], Trouble<'static>> {
    match (bytes.is_null(), length) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(null(what)),
        (false, _) if isize::try_from(length).is_err() => Err(null(what)),
        // SAFETY: as the caller promises.
        (false, _) => Ok(unsafe { core::slice::from_raw_parts(bytes, length) }),
    }
}

/// Bytes for the library to keep: a copy, or the memory itself where the caller declares it read-only.
///
/// # Safety
/// As [`slice`]; borrowed memory must stay as it is until `camtls_deinit`.
///
/// # Errors
/// As [`slice`]; `ERR_BAD_VALUE` for an unknown `memory`; out of memory.
pub(super) unsafe fn blob(
    bytes: *const u8,
    length: usize,
    memory: i32,
    what: &'static str,
) -> Result<Blob, Trouble<'static>> {
    // SAFETY: as the caller promises.
    let bytes: &'static [u8] = unsafe { slice(bytes, length, what) }?;
    match memory {
        super::CAMTLS_MEMORY_COPY => Ok(Blob::Copied(Bytes::copy_of(bytes)?)),
        super::CAMTLS_MEMORY_BORROW => Ok(Blob::Borrowed(bytes)),
        value => Err(Refusal::BadValue { what: "memory", value: i64::from(value) }.into()),
    }
}

/// Writes an output.
///
/// # Safety
/// `place` is NULL or valid for writing a `T`.
///
/// # Errors
/// `ERR_BAD_ARGUMENT` for NULL.
pub(super) unsafe fn put<T>(place: *mut T, value: T, what: &'static str) -> Result<(), Trouble<'static>> {
    if place.is_null() {
        return Err(null(what));
    }
    // SAFETY: as the caller promises.
    unsafe { place.write(value) };
    Ok(())
}
