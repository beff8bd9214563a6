//! Signing elsewhere: a function of the firmware's that makes ECDSA signatures in the place of this library, as cameras do whose
//! keys live in a secure element. What is loaded as the private key is then whatever that element knows its key by.

use core::cell::Cell;
use core::ffi::c_void;
use zeroize::Zeroize;

/// Signs `hash` with the key that `key` names: writes a DER signature of at most `*length` bytes (RFC 3279 section 2.2.3) and its
/// length. 0: done. Above 0: the key is none of its own, and the library signs. Below 0: it failed, and so does the handshake.
///
/// It is called in the middle of a call of the library: whatever it calls there in turn is refused with `EBUSY`.
pub type Sign = unsafe extern "C" fn(
    data: *mut c_void,
    key: *const u8,
    key_length: usize,
    hash: *const u8,
    hash_length: usize,
    signature: *mut u8,
    length: *mut usize,
) -> i32;

/// A function that signs, and what it is called with; or none.
///
/// Every word of it is always written. In an `Option` that is `None`, old words of the stack would lie: the address of the very context
/// among them, which a conservative collector would then keep for ever.
#[derive(Clone)]
pub struct Signer {
    sign: Option<Sign>,
    data: *mut c_void,
    failed: Cell<usize>,
}

/// What a signer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A signature of so many bytes.
    Signed(usize),
    /// The key is none of its own.
    Declined,
    /// It failed, or said that it had written more than there was room for.
    Failed,
}

/// The longest signature of a supported curve (P-384): two numbers of 49 bytes at most, each behind 2 bytes, and 2 before them.
pub(super) const SIGNATURE_MAX: usize = 104;
/// The longest private key of a supported curve, in bytes.
pub(super) const KEY_MAX: usize = 48;

impl Signer {
    /// A signer.
    ///
    /// # Safety
    /// As long as the signer is used, `sign` may be called with `data`, from the thread that is in the library.
    #[must_use]
    pub const unsafe fn new(sign: Option<Sign>, data: *mut c_void) -> Self {
        let data = if sign.is_some() { data } else { core::ptr::null_mut() };
        Self { sign, data, failed: Cell::new(0) }
    }

    /// Whoever signs is the library.
    #[must_use]
    pub const fn none() -> Self {
        Self { sign: None, data: core::ptr::null_mut(), failed: Cell::new(0) }
    }

    /// Whether there is a function.
    #[must_use]
    pub const fn is_some(&self) -> bool {
        self.sign.is_some()
    }

    /// Whether it failed since this was asked last: of what Mbed TLS makes of that, TLS 1.3 tells nothing.
    pub(crate) fn take_failure(&self) -> bool {
        self.failed.take() != 0
    }

    /// Records that no signature came of it.
    pub(super) fn fail(&self) {
        self.failed.set(1);
    }

    /// Asks for a signature over `hash`. `key` is the private key as it was loaded, without leading zeros; it is wiped.
    pub(super) fn ask(&self, key: &mut [u8], hash: &[u8], signature: &mut [u8; SIGNATURE_MAX]) -> Outcome {
        let Some(sign) = self.sign else { return Outcome::Declined };
        let mut length = signature.len();
        // SAFETY: the slices are valid for their lengths, and `new`'s caller promised the rest.
        let answer = unsafe {
            sign(self.data, key.as_ptr(), key.len(), hash.as_ptr(), hash.len(), signature.as_mut_ptr(), &raw mut length)
        };
        key.zeroize();
        match answer {
            0 if length <= signature.len() => Outcome::Signed(length),
            1.. => Outcome::Declined,
            _ => Outcome::Failed,
        }
    }
}
