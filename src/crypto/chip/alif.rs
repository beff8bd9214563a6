//! Alif Ensemble: the secure enclave's services, which the firmware calls (`camtls_port_…`): there are no registers of ours.
//!
//! Each is a message to another processor and back. Of what the enclave offers (Alif's Host Services API 1.107: AES, CCM and GCM, SHA-1
//! to SHA-256, ChaCha20-Poly1305, CMAC, numbers) these are used that may win: see `route.rs`. ChaCha20-Poly1305 is not: software needs half as long for it
//! as for GCM, so where the enclave wins at all, it does with GCM.

use super::entropy;
use super::unit::{Algorithm, Cipher, Context, Fault, Generator, Hash, Sealing, Text};
use crate::platform::service;
use core::ffi::CStr;

/// The generator.
pub(super) fn generator() -> &'static dyn Generator {
    &Service
}

/// The service that hashes, where the firmware gives one.
pub(super) fn hash() -> Option<&'static dyn Hash> {
    if service::offers(service::SHA256) { Some(&Service) } else { None }
}

/// The one that has AES, likewise.
pub(super) fn cipher() -> Option<&'static dyn Cipher> {
    if service::offers(service::AES_GCM) { Some(&Service) } else { None }
}

struct Service;

impl Generator for Service {
    fn name(&self) -> &'static CStr {
        c"service"
    }

    fn warm_up(&self) -> usize {
        // The enclave has tested its source; this is for what lies between.
        64
    }

    fn noise(&self, out: &mut [u32]) -> Result<(), Fault> {
        entropy::of_firmware(out)
    }
}

impl Hash for Service {
    fn name(&self) -> &'static CStr {
        c"service"
    }

    fn takes(&self, algorithm: Algorithm) -> bool {
        algorithm == Algorithm::Sha256
    }

    fn lead(&self) -> Option<usize> {
        None
    }

    fn run(&self, _: Algorithm, _: &mut Context, data: &[u8], digest: Option<&mut [u8]>) -> Result<(), Fault> {
        let digest = digest.and_then(|digest| digest.first_chunk_mut()).ok_or(Fault::Unit)?;
        service::sha256(data, digest).then_some(()).ok_or(Fault::Unit)
    }
}

impl Cipher for Service {
    fn name(&self) -> &'static CStr {
        c"service"
    }

    fn takes(&self, key: usize) -> bool {
        matches!(key, 16 | 24 | 32)
    }

    fn has_counter(&self) -> bool {
        false
    }

    fn has_gcm(&self) -> bool {
        true
    }

    fn gcm(&self, sealing: &Sealing<'_>, text: &mut Text) -> Result<[u8; 16], Fault> {
        let place = (text.input, text.output, text.length);
        // SAFETY: who made the text promised that.
        let tag = unsafe { service::gcm(sealing.decrypts, sealing.key, sealing.nonce, sealing.data, place) };
        tag.inspect(|_| text.done = text.length).ok_or(Fault::Unit)
    }
}
