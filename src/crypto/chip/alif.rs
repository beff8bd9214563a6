//! Alif Ensemble: the secure enclave's services, which the firmware calls (`camtls_port_…`): there are no registers of ours.

use super::unit::{Cipher, Fault, Generator, Hash};
use crate::platform::random;
use core::ffi::CStr;

/// The generator.
pub(super) fn generator() -> &'static dyn Generator {
    &Service
}

/// None: no published figure says from which size on the services win, and each is a message to another processor and back.
pub(super) fn hash() -> Option<&'static dyn Hash> {
    None
}

/// None, likewise.
pub(super) fn cipher() -> Option<&'static dyn Cipher> {
    None
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
        for word in out {
            let mut bytes = [0; 4];
            random::fill(&mut bytes).map_err(|_| Fault::Unit)?;
            *word = u32::from_le_bytes(bytes);
        }
        Ok(())
    }
}
