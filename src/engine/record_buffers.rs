//! The buffer provider: a connection's record buffers exist while a record is in flight, sized to that record.
//!
//! Mbed TLS keeps two buffers of the largest record for a connection's whole life. Built with VARIABLE_BUFFER_LENGTH it carries
//! their sizes in the context and checks against them, so between its calls they may be replaced: the first eight bytes hold
//! the record's sequence number, and a handful of pointers lead into each. While a handshake message is being collected from
//! several records (`in_hsfraglen`), the input buffer only grows.

use super::Error;
use crate::platform::memory;
use core::ffi::c_uchar;
use core::ptr::{self, NonNull};
use mbedtls as ffi;

/// The sequence number before the record, in bytes.
const SEQUENCE: usize = 8;
/// The header of a TLS record, in bytes.
pub(super) const HEADER: usize = 5;
/// What an input buffer has at rest: the sequence number, a header, and what the pointers may point to behind it.
pub(super) const AT_REST: usize = 40;
/// What a record takes beside its plaintext, at most: header, explicit nonce, tag, inner type, padding (RFC 5246, RFC 8446).
const OVERHEAD: usize = 128;

/// The header of the record that is being read, or `None` until its five bytes are there. `staged` bytes lie behind `in_left`.
fn header(ssl: &ffi::mbedtls_ssl_context, staged: usize) -> Option<[u8; HEADER]> {
    let there = ssl.in_left.saturating_add(staged);
    // SAFETY: the input buffer has room for a header behind in_hdr at any time (AT_REST).
    (there >= HEADER).then(|| unsafe { ssl.in_hdr.cast::<[u8; HEADER]>().read_unaligned() })
}

/// The type and the version of the record that is being read, once its header is there.
pub(super) fn record_kind(ssl: &ffi::mbedtls_ssl_context, staged: usize) -> Option<[u8; HEADER]> {
    header(ssl, staged)
}

/// The number of an alert that lies in the buffer in the clear although this server's TLS 1.3 handshake is encrypted by now.
///
/// A client may have no keys in use when it refuses the server's certificate (OpenSSL has not). Mbed TLS would call its alert a
/// record that cannot be authenticated; either ends the connection, this says why.
pub(super) fn alert_in_the_clear(ssl: &ffi::mbedtls_ssl_context, staged: usize) -> Option<u8> {
    let encrypted = ssl.tls_version == ffi::MBEDTLS_SSL_VERSION_TLS1_3 && !ssl.transform_in.is_null();
    let whole = ssl.in_left.saturating_add(staged) >= HEADER.saturating_add(2);
    // Type 21, version 3.3 (RFC 8446 section 5.1), two bytes: an encrypted record has type 23.
    if !encrypted || !whole || header(ssl, staged) != Some([21, 3, 3, 0, 2]) {
        return None;
    }
    // SAFETY: the record's two bytes, level and description, are behind its header.
    Some(unsafe { ssl.in_hdr.add(HEADER).add(1).read() })
}

/// How much of a handshake message in pieces is there, in bytes.
pub(super) fn collected(ssl: &ffi::mbedtls_ssl_context) -> u32 {
    ffi::in_hsfraglen(ssl)
}

/// How long the record is, its header included, as far as that is known: the header first, then the whole.
pub(super) fn record_length(ssl: &ffi::mbedtls_ssl_context, staged: usize) -> usize {
    match header(ssl, staged) {
        Some([_, _, _, high, low]) => HEADER.saturating_add(usize::from(u16::from_be_bytes([high, low]))),
        None => HEADER,
    }
}

/// Makes room for the whole record whose header was read, behind what is already collected.
///
/// # Errors
/// Out of memory, nothing changed; a record (or a message in pieces) longer than `limit`, the size of Mbed TLS's own buffer.
pub(super) fn grow_input(ssl: &mut ffi::mbedtls_ssl_context, staged: usize, limit: usize) -> Result<(), Error> {
    let needed = offset(ssl.in_hdr, ssl.in_buf).saturating_add(record_length(ssl, staged)).saturating_add(AT_REST);
    if needed.saturating_sub(AT_REST) > limit {
        return Err(Error::RECORD_OVERFLOW);
    }
    if needed <= ssl.in_buf_len {
        return Ok(());
    }
    resize_input(ssl, with_room_ahead(needed, ssl))
}

/// What to make room for where `needed` bytes are needed: while a message comes in pieces, half as much again, but no more than
/// the message takes. Else one that comes byte by byte would be copied as often as it has bytes.
fn with_room_ahead(needed: usize, ssl: &ffi::mbedtls_ssl_context) -> usize {
    if ffi::in_hsfraglen(ssl) == 0 {
        return needed;
    }
    let message = ssl.in_hslen.saturating_add(SEQUENCE + HEADER).saturating_add(AT_REST);
    needed.saturating_add(needed / 2).min(message).max(needed)
}

/// Gives the input buffer back, but for the sequence number, when nothing in it is needed any more.
pub(super) fn release_input(ssl: &mut ffi::mbedtls_ssl_context) {
    let idle = ssl.in_left == 0
        && ssl.in_msglen == 0
        && ssl.in_hslen == 0
        && ffi::in_hsfraglen(ssl) == 0
        && ssl.in_offt.is_null();
    if idle && ssl.in_buf_len > AT_REST {
        // Where there is no memory for the smaller buffer, the larger one stays.
        let _kept = resize_input(ssl, AT_REST);
    }
}

/// After the handshake its last message lies in the buffer, used but not yet consumed; consumes it as the next read would.
///
/// Answers `false` where more than that message is there. Nothing may follow a Finished in its record, and it cannot be read any
/// more: at the end of a handshake Mbed TLS cuts its input buffer down without a look at what the buffer holds.
#[must_use]
pub(super) fn consume_last_handshake_message(ssl: &mut ffi::mbedtls_ssl_context) -> bool {
    let alone = ffi::in_hsfraglen(ssl) == 0 && ssl.in_msglen <= ssl.in_hslen && ssl.in_offt.is_null();
    // What cannot be read must not be looked for either.
    ssl.in_msglen = 0;
    ssl.in_hslen = 0;
    alone
}

/// Whether something of the last record is still to be read: nothing may be put in its place.
pub(super) fn holds_messages(ssl: &ffi::mbedtls_ssl_context) -> bool {
    let more = ffi::in_hsfraglen(ssl) == 0 && ssl.in_hslen != 0 && ssl.in_hslen < ssl.in_msglen;
    more || ssl.keep_current_message != 0 || !ssl.in_offt.is_null()
}

/// Makes room for one record of `plaintext` bytes.
///
/// # Errors
/// Out of memory, nothing changed.
pub(super) fn grow_output(ssl: &mut ffi::mbedtls_ssl_context, plaintext: usize) -> Result<(), Error> {
    let needed = plaintext.saturating_add(OVERHEAD);
    if needed > ssl.out_buf_len { resize_output(ssl, needed) } else { Ok(()) }
}

/// Gives the output buffer back when all of it was sent.
pub(super) fn release_output(ssl: &mut ffi::mbedtls_ssl_context) {
    if ssl.out_left == 0 && ssl.out_buf_len > OVERHEAD {
        let _kept = resize_output(ssl, OVERHEAD);
    }
}

/// Buffers up to this size, in bytes, lie among what lasts.
const SMALL: usize = 512;

fn resize_input(ssl: &mut ffi::mbedtls_ssl_context, size: usize) -> Result<(), Error> {
    let old = ssl.in_buf;
    let at = [ssl.in_hdr, ssl.in_len, ssl.in_iv, ssl.in_msg].map(|pointer| offset(pointer, old));
    let consumed = (!ssl.in_offt.is_null()).then(|| offset(ssl.in_offt, old));
    replace(&mut ssl.in_buf, &mut ssl.in_buf_len, size)?;
    let [hdr, len, iv, msg] = at.map(|distance| ssl.in_buf.wrapping_add(distance));
    ssl.in_ctr = ssl.in_buf;
    (ssl.in_hdr, ssl.in_len, ssl.in_iv, ssl.in_msg) = (hdr, len, iv, msg);
    if let Some(distance) = consumed {
        ssl.in_offt = ssl.in_buf.wrapping_add(distance);
    }
    Ok(())
}

fn resize_output(ssl: &mut ffi::mbedtls_ssl_context, size: usize) -> Result<(), Error> {
    let old = ssl.out_buf;
    let at = [ssl.out_ctr, ssl.out_hdr, ssl.out_len, ssl.out_iv, ssl.out_msg].map(|pointer| offset(pointer, old));
    replace(&mut ssl.out_buf, &mut ssl.out_buf_len, size)?;
    let [ctr, hdr, len, iv, msg] = at.map(|distance| ssl.out_buf.wrapping_add(distance));
    (ssl.out_ctr, ssl.out_hdr, ssl.out_len, ssl.out_iv, ssl.out_msg) = (ctr, hdr, len, iv, msg);
    Ok(())
}

/// Replaces a buffer by one of `size` bytes with the same beginning; the old one is wiped.
fn replace(buffer: &mut *mut c_uchar, length: &mut usize, size: usize) -> Result<(), Error> {
    // A large record's buffer goes with it. A small one, and what stays at rest, fits into what is held anyway: to take and give back a
    // whole region for it would cost several times what the record costs.
    let make = || memory::allocate(size).ok_or(Error::OUT_OF_MEMORY);
    let fresh = if size > SMALL { memory::while_passing(make) } else { memory::while_lasting(make) }?;
    // SAFETY: both buffers are live and apart; the shorter length is copied. The old one came from the arena (`calloc`).
    unsafe {
        ptr::copy_nonoverlapping(*buffer, fresh.as_ptr(), size.min(*length));
        if let Some(old) = NonNull::new(*buffer) {
            memory::free(old);
        }
    }
    *buffer = fresh.as_ptr();
    *length = size;
    Ok(())
}

fn offset(pointer: *mut c_uchar, base: *mut c_uchar) -> usize {
    (pointer as usize).saturating_sub(base as usize)
}

/// The bytes of the window that the next input is read into: what the record still lacks.
pub(super) fn window(ssl: &ffi::mbedtls_ssl_context, staged: usize) -> (*mut c_uchar, usize) {
    let there = ssl.in_left.saturating_add(staged);
    let missing = record_length(ssl, staged).saturating_sub(there);
    let room = ssl.in_buf_len.saturating_sub(offset(ssl.in_hdr, ssl.in_buf)).saturating_sub(there);
    (ssl.in_hdr.wrapping_add(there), missing.min(room))
}

const _: () = assert!(SEQUENCE + HEADER <= AT_REST);
