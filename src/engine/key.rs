//! An identity: a private key and the chain that certifies it, as Mbed TLS presents them.

use super::{Error, certificate, numbers, random};
use crate::platform::memory::{Blob, OutOfMemory, Owned, allocate};
use core::ffi::{c_int, c_uchar, c_void};
use core::ptr;
use mbedtls as ffi;

/// A private key with its certificate chain, leaf first. Immutable; wiped when its last owner goes.
pub struct Identity {
    inner: Owned<Inner>,
}

/// What Mbed TLS points into: it must not move.
struct Inner {
    chain: ffi::mbedtls_x509_crt,
    key: ffi::mbedtls_pk_context,
    /// The DER that the chain's nodes point into.
    certificates: Blob,
}

/// The generator as Mbed TLS's functions take it.
type Generator = unsafe extern "C" fn(*mut c_void, *mut c_uchar, usize) -> c_int;

/// Why an identity cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityError {
    /// Mbed TLS failed otherwise.
    Engine(Error),
    /// The key does not belong to the leaf's public key.
    KeyMismatch,
    /// The key is of a kind or form that cannot be used.
    KeyUnreadable,
}

impl From<OutOfMemory> for IdentityError {
    fn from(_: OutOfMemory) -> Self {
        Self::Engine(Error::OUT_OF_MEMORY)
    }
}

impl Identity {
    /// Makes an identity of `certificates` (each `split` once, leaf first: DER that lies in the blob) and the `key` (PKCS#8, SEC1
    /// or PKCS#1 DER, which is copied), and checks that the key belongs to the leaf. Of a key that is `elsewhere`, which an EC key
    /// only stands for, the public half is all that can be checked.
    ///
    /// Blocking: one public-key operation.
    ///
    /// # Errors
    /// See [`IdentityError`].
    // Apart, as is what the caller does before: each has the stack for itself.
    #[inline(never)]
    pub fn new(
        certificates: Blob,
        split: impl Fn(&[u8], usize) -> Option<(usize, usize)>,
        key: &[u8],
        elsewhere: bool,
    ) -> Result<Self, IdentityError> {
        // SAFETY: both types are plain data for which all zeros is what their init functions leave.
        let (chain, empty) = unsafe { (core::mem::zeroed(), core::mem::zeroed()) };
        let mut inner = Owned::new(Inner { chain, key: empty, certificates })?;
        let Inner { chain, key: pk, certificates } = &mut *inner;
        // SAFETY: initialises what was just made.
        unsafe {
            ffi::mbedtls_x509_crt_init(chain);
            ffi::mbedtls_pk_init(pk);
        }
        let mut node: *mut ffi::mbedtls_x509_crt = chain;
        let mut index = 0_usize;
        while let Some((start, end)) = split(certificates, index) {
            let der = certificates.get(start..end).unwrap_or_default();
            if index > 0 {
                let next = allocate(size_of::<ffi::mbedtls_x509_crt>()).ok_or(OutOfMemory)?.as_ptr().cast();
                // SAFETY: `next` has the size of a node; `node` is the chain's last one, which owns the next.
                unsafe {
                    ffi::mbedtls_x509_crt_init(next);
                    (*node).next = next;
                }
                node = next;
            }
            // SAFETY: `node` is live and reached through this loop alone.
            let last = unsafe { &mut *node };
            certificate::borrow_der(last, der);
            if index == 0 {
                certificate::read_public_key(last, der).map_err(|number| IdentityError::Engine(Error::of(number)))?;
                // A key that can be used belongs to no certificate whose key cannot.
                if certificate::peer_key(last) == certificate::PeerKey::Unsupported {
                    return Err(IdentityError::KeyMismatch);
                }
            }
            index = index.saturating_add(1);
        }
        let rng = Some(random::callback as Generator);
        let read = Error::watching_memory(|| numbers::set_private(pk, key));
        if let Err(error) = read {
            let useless = !error.is_out_of_memory() && !error.is_no_randomness();
            return Err(if useless { IdentityError::KeyUnreadable } else { IdentityError::Engine(error) });
        }
        let paired = Error::watching_memory(|| {
            // SAFETY: both contexts are set up.
            Error::check(unsafe {
                let is_curve = |key: *const _| ffi::mbedtls_pk_get_type(key) == ffi::MBEDTLS_PK_ECKEY;
                if elsewhere && is_curve(pk) && is_curve(&raw const chain.pk) {
                    compare_points(pk.pk_ctx.cast(), chain.pk.pk_ctx.cast())
                } else {
                    ffi::mbedtls_pk_check_pair(&raw const chain.pk, pk, rng, ptr::null_mut())
                }
            })
        });
        match paired {
            Ok(()) => Ok(Self { inner }),
            Err(error) if error.is_out_of_memory() || error.is_no_randomness() => Err(IdentityError::Engine(error)),
            Err(_) => Err(IdentityError::KeyMismatch),
        }
    }

    /// The leaf's DER.
    #[must_use]
    pub fn leaf(&self) -> &[u8] {
        // SAFETY: the chain lives as long as `self`.
        unsafe { certificate::der(&raw const self.inner.chain) }
    }

    /// The chain and the key for `mbedtls_ssl_conf_own_cert`, which keeps the pointers and reads through them alone.
    pub(super) fn as_ptrs(&self) -> (*mut ffi::mbedtls_x509_crt, *mut ffi::mbedtls_pk_context) {
        ((&raw const self.inner.chain).cast_mut(), (&raw const self.inner.key).cast_mut())
    }
}

/// 0 if the public halves of two keys are the same.
///
/// # Safety
/// Both are loaded.
unsafe fn compare_points(one: *const ffi::mbedtls_ecp_keypair, other: *const ffi::mbedtls_ecp_keypair) -> c_int {
    // SAFETY: the function's contract.
    unsafe {
        if (*one).grp.id != (*other).grp.id {
            return ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
        }
        ffi::mbedtls_ecp_point_cmp(&raw const (*one).Q, &raw const (*other).Q)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: both were initialised in `new`; the nodes borrow their DER, which goes after them.
        unsafe {
            ffi::mbedtls_pk_free(&raw mut self.key);
            ffi::mbedtls_x509_crt_free(&raw mut self.chain);
        }
    }
}
