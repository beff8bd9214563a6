//! Connections, as C sees them.

use super::context::{camtls_context, free};
use super::entry::{self, EBUSY, ENOENT, null, put, run, slice};
use super::error::camtls_failure;
use super::object::{self, Object, behind};
use crate::engine::{Role, Version};
use crate::tls::connection::{Connection, NOT_VERIFIED};
use crate::tls::context::Context;
use crate::tls::event;
use core::ffi::c_char;
use core::ptr::{NonNull, null as null_pointer};

/// A connection: a state machine without I/O.
pub struct camtls_connection {
    _private: (),
}

/// The handshake is not complete: call `camtls_connection_advance` again, after serving what it wants.
pub const CAMTLS_EVENT_HANDSHAKING: u32 = 1;
/// Bytes from the peer are needed: `camtls_connection_input`, `camtls_connection_fed`.
pub const CAMTLS_EVENT_WANT_READ: u32 = 2;
/// Bytes wait to be sent: `camtls_connection_output`, `camtls_connection_sent`.
pub const CAMTLS_EVENT_WANT_WRITE: u32 = 4;
/// `camtls_connection_advance` is due after `camtls_connection_timer` milliseconds, whatever comes until then.
pub const CAMTLS_EVENT_WANT_TIMER: u32 = 8;
/// The script is to be asked: `camtls_connection_callback`, `camtls_connection_callback_result`.
pub const CAMTLS_EVENT_WANT_CALLBACK: u32 = 16;
/// Decrypted bytes can be read without more input.
pub const CAMTLS_EVENT_HAS_PLAINTEXT: u32 = 32;
/// The peer said that it sends nothing more.
pub const CAMTLS_EVENT_PEER_CLOSED: u32 = 64;
/// The peer's bytes ended without that.
pub const CAMTLS_EVENT_TRUNCATED: u32 = 128;
/// The connection has failed, for good: `camtls_connection_failure`. What it wants to send is the alert.
pub const CAMTLS_EVENT_FAILED: u32 = 256;
/// It was closed at this end.
pub const CAMTLS_EVENT_CLOSED: u32 = 512;

// The header has the numbers; the state machine has the same.
const _: () = {
    assert!(CAMTLS_EVENT_HANDSHAKING == event::HANDSHAKING);
    assert!(CAMTLS_EVENT_WANT_READ == event::WANT_READ);
    assert!(CAMTLS_EVENT_WANT_WRITE == event::WANT_WRITE);
    assert!(CAMTLS_EVENT_WANT_TIMER == event::WANT_TIMER);
    assert!(CAMTLS_EVENT_WANT_CALLBACK == event::WANT_CALLBACK);
    assert!(CAMTLS_EVENT_HAS_PLAINTEXT == event::HAS_PLAINTEXT);
    assert!(CAMTLS_EVENT_PEER_CLOSED == event::PEER_CLOSED);
    assert!(CAMTLS_EVENT_TRUNCATED == event::TRUNCATED);
    assert!(CAMTLS_EVENT_FAILED == event::FAILED);
    assert!(CAMTLS_EVENT_CLOSED == event::CLOSED);
};

/// Makes a connection of `context` at the end that `server_side` names. `server_hostname` NULL: none was given.
///
/// Errors: `ERR_HOSTNAME_REQUIRED`, `ERR_HOSTNAME_INVALID`, `ERR_TOO_MANY_HANDSHAKES`, `ENOMEM`.
/// Ownership: free it with `camtls_connection_free`; the name is copied; the context may be freed before it.
///
/// # Safety
/// `context` is NULL or live; `server_hostname` is NULL or valid for `length` bytes; `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_new(
    context: *mut camtls_context,
    server_side: bool,
    server_hostname: *const c_char,
    length: usize,
    out: *mut *mut camtls_connection,
) -> i32 {
    run(|call| {
        // SAFETY: as the caller promises.
        let context = unsafe { behind::<Context, _>(context) }.ok_or(null("a NULL context"))?;
        if out.is_null() {
            return Err(null("a NULL output"));
        }
        let role = if server_side { Role::Server } else { Role::Client };
        let name: Option<&[u8]> = match server_hostname.is_null() && length == 0 {
            true => None,
            // SAFETY: as the caller promises.
            false => Some(unsafe { slice(server_hostname.cast(), length, "a NULL name") }?),
        };
        let connection = Connection::new(&mut context.value, role, name)?;
        let connection = object::make(&mut call.0, connection)?;
        // SAFETY: as the caller promises.
        unsafe { put(out, connection, "out") }
    })
}

/// Frees and wipes a connection, NULL allowed: no I/O, no callback, no allocation. While it is busy that waits for leave.
///
/// # Safety
/// `self_` is NULL or a connection that is not used again, but for the `camtls_connection_leave` that is due.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_free(self_: *mut camtls_connection) {
    if let Ok(mut call) = entry::enter()
        && object::is_live(&mut call.0, self_)
        // SAFETY: as the caller promises; the library is held.
        && let Some(object) = unsafe { behind::<Connection, _>(self_) }
        && object.busy
    {
        object.free_at_leave = true;
        return;
    }
    // SAFETY: as the caller promises.
    unsafe { free(self_) };
}

/// Marks the connection busy, before anything else is done with it.
///
/// Errors: `EBUSY` when it is busy already.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_enter(self_: *mut camtls_connection) -> i32 {
    let _call = match entry::enter() {
        Ok(call) => call,
        Err(code) => return code,
    };
    // SAFETY: as the caller promises; the library is held.
    match unsafe { behind::<Connection, _>(self_) } {
        Some(object) if !object.busy => {
            object.busy = true;
            0
        }
        Some(_) => EBUSY,
        None => null("a NULL connection").code(),
    }
}

/// Ends busy. Where a free was deferred it is done now: then the connection is dead and the answer true.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_leave(self_: *mut camtls_connection) -> bool {
    let Ok(mut call) = entry::enter() else { return false };
    // SAFETY: as the caller promises; the library is held.
    let Some(object) = (unsafe { behind::<Connection, _>(self_) }) else { return false };
    object.busy = false;
    if !object.free_at_leave {
        return false;
    }
    let place = NonNull::from(object).cast::<Object<()>>();
    // SAFETY: its owner gave it up while it was busy.
    unsafe { object::free_now(&mut call.0, place) };
    true
}

/// What `read` says of the connection behind a pointer, or `otherwise`.
///
/// # Safety
/// `opaque` is NULL or a live connection.
unsafe fn ask<R>(opaque: *const camtls_connection, otherwise: R, read: impl FnOnce(&mut Connection) -> R) -> R {
    let Ok(_call) = entry::enter() else { return otherwise };
    // SAFETY: as the caller promises; the library is held.
    match unsafe { behind::<Connection, _>(opaque) } {
        Some(object) => read(&mut object.value),
        None => otherwise,
    }
}

/// One bounded piece of work, at most one public-key operation: towards the end of the handshake, and after it on the record
/// that was fed, so that the event word tells what it brought. Answers the event word.
///
/// `CAMTLS_EVENT_HANDSHAKING` without a want and without a failure: call it again, after other work that is due.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_advance(self_: *mut camtls_connection) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, event::FAILED, Connection::advance) }
}

/// The event word, without any work.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_events(self_: *const camtls_connection) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, event::FAILED, |connection| connection.events()) }
}

/// The place for the next bytes from the peer: exactly as many as the record still needs.
///
/// Ownership: the window is the connection's, valid until the next call on it.
///
/// # Safety
/// `self_` is NULL or a live connection; the outputs are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_input(
    self_: *mut camtls_connection,
    window: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        if window.is_null() || length.is_null() {
            return Err(null("a NULL output"));
        }
        let place = object.value.window();
        // SAFETY: as the caller promises.
        unsafe {
            put(length, place.len(), "length")?;
            put(window, place.as_mut_ptr(), "window")
        }
    })
}

/// Tells that `length` bytes were read into the window; 0 tells that the peer's bytes have ended. Datagrams do not end: each is fed
/// whole, an empty one is nothing.
///
/// Errors: `ERR_BAD_ARGUMENT` for more than the window has.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_fed(self_: *mut camtls_connection, length: usize) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        object.value.fed(length)
    })
}

/// What is to be sent next: a stream's whole flight, or one datagram. Empty if nothing is.
///
/// Ownership: the bytes are the connection's, valid until the next call on it.
///
/// # Safety
/// `self_` is NULL or a live connection; the outputs are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_output(
    self_: *mut camtls_connection,
    bytes: *mut *const u8,
    length: *mut usize,
) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        if bytes.is_null() || length.is_null() {
            return Err(null("a NULL output"));
        }
        let output = object.value.output();
        // SAFETY: as the caller promises.
        unsafe {
            put(length, output.len(), "length")?;
            put(bytes, output.as_ptr(), "bytes")
        }
    })
}

/// Tells that the first `length` bytes of the output were sent; of a datagram, all that ever will be.
///
/// Errors: `ERR_BAD_ARGUMENT` for more than there is.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_sent(self_: *mut camtls_connection, length: usize) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        object.value.sent(length)
    })
}

/// Decrypts into `buffer`; `*count` is 0 where the events tell why.
///
/// Errors: the connection's failure.
///
/// # Safety
/// `self_` is NULL or a live connection; `buffer` is NULL or valid for writing `length` bytes; `count` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_read(
    self_: *mut camtls_connection,
    buffer: *mut u8,
    length: usize,
    count: *mut usize,
) -> i32 {
    let bad = null("a NULL buffer, count or connection").code();
    let read = |connection: &mut Connection| {
        if (buffer.is_null() && length > 0) || count.is_null() || isize::try_from(length).is_err() {
            return bad;
        }
        let place: &mut [u8] = match length {
            0 => &mut [],
            // SAFETY: as the caller promises.
            _ => unsafe { core::slice::from_raw_parts_mut(buffer, length) },
        };
        let read = connection.read(place);
        match connection.failure(|_| {}) {
            // SAFETY: as the caller promises.
            0 => unsafe { put(count, read, "count") }.map_or(bad, |()| 0),
            code => code,
        }
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, bad, read) }
}

/// Encrypts the beginning of `bytes` as one record; `*count` is how much of it, 0 while earlier output waits.
///
/// What is counted is accepted for good: it is never to be given again.
///
/// Errors: the connection's failure; `ENOMEM`, which may pass.
///
/// # Safety
/// `self_` is NULL or a live connection; `bytes` is NULL or valid for `length` bytes; `count` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_write(
    self_: *mut camtls_connection,
    bytes: *const u8,
    length: usize,
    count: *mut usize,
) -> i32 {
    let bad = null("NULL bytes, count or connection").code();
    let write = |connection: &mut Connection| {
        // SAFETY: as the caller promises.
        let Ok(bytes) = (unsafe { slice(bytes, length, "bytes") }) else { return bad };
        if count.is_null() {
            return bad;
        }
        let accepted = match connection.write(bytes) {
            Ok(accepted) => accepted,
            Err(trouble) => return trouble.code(),
        };
        match connection.failure(|_| {}) {
            // SAFETY: as the caller promises.
            0 => unsafe { put(count, accepted, "count") }.map_or(bad, |()| 0),
            code => code,
        }
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, bad, write) }
}

/// Bytes of plaintext that a read would give without more input.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_pending(self_: *const camtls_connection) -> usize {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, 0, |connection| connection.pending()) }
}

/// Ends the connection at this end: queues close_notify once, where a handshake is complete and nothing has failed. Who goes on
/// feeding and advancing learns of the peer's close_notify; the plaintext before it is passed over.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_close(self_: *mut camtls_connection) -> i32 {
    let close = |connection: &mut Connection| {
        connection.close();
        0
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, null("a NULL connection").code(), close) }
}

/// Writes the connection's failure to `out`; its code is 0 if there is none.
///
/// # Safety
/// `self_` is NULL or a live connection; `out` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_failure(self_: *const camtls_connection, out: *mut camtls_failure) {
    if out.is_null() {
        return;
    }
    let read = |connection: &mut Connection| {
        let mut told = None;
        let code = connection.failure(|report| told = Some(camtls_failure::of(report)));
        told.unwrap_or_else(|| camtls_failure::bare(code))
    };
    // SAFETY: as the caller promises.
    unsafe { out.write(ask(self_, camtls_failure::bare(EBUSY), read)) };
}

/// The verdict on the peer: 0 trusted, 1 not verified, else the code that `CAMTLS_VERIFY_REQUIRED` would have failed with.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_verify_result(self_: *const camtls_connection) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, NOT_VERIFIED, |connection| connection.verify_result()) }
}

/// The negotiated suite's IANA name, for ever; NULL before it is known.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_cipher(self_: *const camtls_connection) -> *const c_char {
    let read = |connection: &mut Connection| connection.cipher().map_or(null_pointer(), |name| name.as_ptr());
    // SAFETY: as the caller promises.
    unsafe { ask(self_, null_pointer(), read) }
}

/// The strength of the negotiated suite's cipher, in bits; 0 before it is known.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_cipher_bits(self_: *const camtls_connection) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, 0, |connection| connection.cipher_bits().unwrap_or(0)) }
}

/// The negotiated application protocol, as long as the connection lives; NULL if there is none.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_alpn(self_: *const camtls_connection) -> *const c_char {
    let read = |connection: &mut Connection| connection.alpn().map_or(null_pointer(), |name| name.as_ptr());
    // SAFETY: as the caller promises.
    unsafe { ask(self_, null_pointer(), read) }
}

/// Whether the handshake is complete and resumed a session.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_is_resumed(self_: *const camtls_connection) -> bool {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, false, |connection| connection.is_resumed()) }
}

/// Whether the handshake is complete and the peer was shown this end's certificate. A client's has been accepted once data of the server
/// was read (feature `operations`).
///
/// # Safety
/// `self_` is NULL or a live connection.
#[cfg(feature = "operations")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_used_identity(self_: *const camtls_connection) -> bool {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, false, |connection| connection.used_identity()) }
}

/// Makes an end of the peer's bytes without close_notify a failure, `ERR_CONNECTION_CUT`, instead of an event alone.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_refuse_truncation(self_: *mut camtls_connection) {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, (), Connection::refuse_truncation) }
}

/// The negotiated version, "TLSv1.2", "TLSv1.3" or "DTLSv1.2", for ever; NULL before it is known.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_version(self_: *const camtls_connection) -> *const c_char {
    let read = |connection: &mut Connection| match connection.version() {
        Some(Version::Tls12) if connection.is_datagram() => c"DTLSv1.2".as_ptr(),
        Some(Version::Tls12) => c"TLSv1.2".as_ptr(),
        Some(Version::Tls13) => c"TLSv1.3".as_ptr(),
        None => null_pointer(),
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, null_pointer(), read) }
}

/// The DER of the peer's `index`-th certificate as it was presented, 0 for the leaf.
///
/// Errors: `ENOENT` past the end. Ownership: borrowed until the next call on the connection.
///
/// # Safety
/// `self_` is NULL or a live connection; the outputs are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_peer_certificate(
    self_: *const camtls_connection,
    index: usize,
    der: *mut *const u8,
    length: *mut usize,
) -> i32 {
    let bad = null("a NULL output or connection").code();
    let read = |connection: &mut Connection| {
        let Some(found) = connection.peer_certificate(index) else { return ENOENT };
        // SAFETY: as the caller promises.
        let written = unsafe { put(der, found.as_ptr(), "der").and_then(|()| put(length, found.len(), "length")) };
        written.map_or(bad, |()| 0)
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, bad, read) }
}

/// The certificate that the script is asked about: the root first, `*depth` counts down to 0 for the leaf.
///
/// Errors: `ENOENT` when nothing is asked. Ownership: borrowed until the next call on the connection.
///
/// # Safety
/// `self_` is NULL or a live connection; the outputs are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_callback(
    self_: *const camtls_connection,
    der: *mut *const u8,
    length: *mut usize,
    depth: *mut i32,
) -> i32 {
    let bad = null("a NULL output or connection").code();
    let read = |connection: &mut Connection| {
        let Some((found, at)) = connection.asked() else { return ENOENT };
        // SAFETY: as the caller promises.
        let written = unsafe {
            put(der, found.as_ptr(), "der")
                .and_then(|()| put(length, found.len(), "length"))
                .and_then(|()| put(depth, i32::from(at), "depth"))
        };
        written.map_or(bad, |()| 0)
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, bad, read) }
}

/// The script's answer: 0 accepts, anything else refuses the peer.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_callback_result(self_: *mut camtls_connection, result: i32) -> i32 {
    let answer = |connection: &mut Connection| {
        connection.answer(result);
        0
    };
    // SAFETY: as the caller promises.
    unsafe { ask(self_, null("a NULL connection").code(), answer) }
}

/// Milliseconds until advance is due: in a handshake whose time is limited. 0: it is due now; `UINT32_MAX`: no timer runs.
///
/// # Safety
/// `self_` is NULL or a live connection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_timer(self_: *const camtls_connection) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { ask(self_, u32::MAX, |connection| connection.timer().unwrap_or(u32::MAX)) }
}

/// Tells a server of datagrams the address of its client, before the first advance: a cookie holds for this address alone. Elsewhere
/// it does nothing.
///
/// A server's first handshake with a client fails with Mbed TLS's number for "hello verify required" (-27264) once what it wants to
/// send, the cookie, is sent; the client comes again and shows it to the next connection of the same context.
///
/// Errors: `ERR_BAD_ARGUMENT` for an address of no bytes, `ERR_WRONG_STATE`, `ENOMEM`. Ownership: copied.
///
/// # Safety
/// `self_` is NULL or a live connection; `address` is NULL or valid for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_connection_set_client(
    self_: *mut camtls_connection,
    address: *const u8,
    length: usize,
) -> i32 {
    run(|_| {
        // SAFETY: as the caller promises.
        let object = unsafe { behind::<Connection, _>(self_) }.ok_or(null("a NULL connection"))?;
        // SAFETY: as the caller promises.
        let address = unsafe { slice(address, length, "a NULL address") }?;
        #[cfg(feature = "dtls")]
        object.value.set_client(address)?;
        #[cfg(not(feature = "dtls"))]
        let _ = (object, address);
        Ok(())
    })
}
