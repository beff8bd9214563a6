//! One certificate as Mbed TLS needs it: its DER and its public key, nothing judged.

use super::{Error, numbers};
use crate::platform::memory::{Bytes, OutOfMemory};
use crate::policy::certificate::Certificate;
use core::ffi::c_uchar;
use mbedtls as ffi;

/// What Mbed TLS could make of the leaf's public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerKey {
    /// A key that signatures can be checked with.
    Usable {
        /// Its size in bits.
        bits: u32,
    },
    /// A kind of key that is not supported.
    Unsupported,
}

/// Reads the public key of the certificate in `der` into an initialised `node`; a key that cannot be read stays of kind "none".
///
/// `node` must outlive `der` when it borrows it. Nothing else of the certificate is read: that is the policy's matter.
///
/// # Errors
/// Out of memory, as Mbed TLS's number. Whatever is wrong with the certificate is no error here.
pub(super) fn read_public_key(node: &mut ffi::mbedtls_x509_crt, der: &[u8]) -> Result<(), i32> {
    let Ok(certificate) = Certificate::parse(der) else { return Ok(()) };
    let read = Error::watching_memory(|| numbers::set_public(&mut node.pk, certificate.public_key_info));
    let Err(error) = read else { return Ok(()) };
    // SAFETY: free and init leave an empty context.
    unsafe {
        ffi::mbedtls_pk_free(&raw mut node.pk);
        ffi::mbedtls_pk_init(&raw mut node.pk);
    }
    if error.is_out_of_memory() { Err(error.number()) } else { Ok(()) }
}

/// The DER that a node holds.
///
/// # Safety
/// `node` is part of a live chain that outlives the answer.
pub(super) unsafe fn der<'a>(node: *const ffi::mbedtls_x509_crt) -> &'a [u8] {
    // SAFETY: as the caller promises; `raw` is either empty or `len` bytes at `p`.
    unsafe {
        let raw = &(*node).raw;
        if raw.p.is_null() { &[] } else { core::slice::from_raw_parts(raw.p, raw.len) }
    }
}

/// A peer's chain as it is kept after the handshake: each certificate's DER, behind two bytes of its length, and what is known of
/// the leaf's key.
pub(super) struct Kept {
    chain: Bytes,
    key: PeerKey,
}

/// The bytes of a length. A certificate of a peer is shorter than a handshake message in its one buffer.
const LENGTH: usize = 2;

impl Kept {
    /// Copies a chain.
    ///
    /// # Errors
    /// Out of memory; a certificate too long for its length.
    pub(super) fn of(chain: &ffi::mbedtls_x509_crt) -> Result<Self, OutOfMemory> {
        let total = nodes(chain).fold(0_usize, |sum, der| sum.saturating_add(LENGTH).saturating_add(der.len()));
        let mut copy = Bytes::zeroed(total)?;
        let mut rest = &mut *copy;
        for der in nodes(chain) {
            let length = u16::try_from(der.len()).map_err(|_| OutOfMemory)?;
            let (place, behind) = rest.split_at_mut_checked(LENGTH.saturating_add(der.len())).ok_or(OutOfMemory)?;
            let (head, body) = place.split_at_mut_checked(LENGTH).ok_or(OutOfMemory)?;
            head.copy_from_slice(&length.to_be_bytes());
            body.copy_from_slice(der);
            rest = behind;
        }
        Ok(Self { chain: copy, key: peer_key(chain) })
    }

    /// The DER of the `index`-th certificate.
    pub(super) fn get(&self, index: usize) -> Option<&[u8]> {
        let mut rest = &*self.chain;
        for _ in 0..index {
            rest = Self::split(rest)?.1;
        }
        Self::split(rest).map(|(der, _)| der)
    }

    /// What the leaf's key is good for.
    pub(super) const fn key(&self) -> PeerKey {
        self.key
    }

    fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
        let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
        rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
    }
}

/// The DER of each node of a chain.
fn nodes(chain: &ffi::mbedtls_x509_crt) -> impl Iterator<Item = &[u8]> {
    // SAFETY: the nodes of a live chain live as long as its first.
    core::iter::successors(Some(chain), |node| unsafe { node.next.as_ref() }).map(|node| unsafe { der(node) })
}

/// The public key of the first node.
pub(super) fn peer_key(node: &ffi::mbedtls_x509_crt) -> PeerKey {
    // SAFETY: the node's pk is initialised.
    let (kind, bits) =
        unsafe { (ffi::mbedtls_pk_get_type(&raw const node.pk), ffi::mbedtls_pk_get_bitlen(&raw const node.pk)) };
    if kind == ffi::MBEDTLS_PK_NONE {
        PeerKey::Unsupported
    } else {
        PeerKey::Usable { bits: u32::try_from(bits).unwrap_or(u32::MAX) }
    }
}

/// Points `node` to DER that it does not own.
pub(super) fn borrow_der(node: &mut ffi::mbedtls_x509_crt, der: &[u8]) {
    node.own_buffer = 0;
    node.raw.p = der.as_ptr().cast_mut();
    node.raw.len = der.len();
    node.version = 3;
}

/// Gives `node` a copy of the DER that it owns.
///
/// # Errors
/// Out of memory, as Mbed TLS's number.
pub(super) fn copy_der(node: &mut ffi::mbedtls_x509_crt, der: &[u8]) -> Result<(), i32> {
    let copy = crate::platform::memory::allocate(der.len()).ok_or(ffi::MBEDTLS_ERR_X509_ALLOC_FAILED)?;
    let place: *mut c_uchar = copy.as_ptr();
    // SAFETY: `place` has room for `der.len()` bytes and is fresh.
    unsafe { core::ptr::copy_nonoverlapping(der.as_ptr(), place, der.len()) };
    node.own_buffer = 1;
    node.raw.p = place;
    node.raw.len = der.len();
    node.version = 3;
    Ok(())
}
