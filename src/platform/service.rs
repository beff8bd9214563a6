//! What another processor of the chip does for this one, where the firmware says that it does.

use super::port::{self, camtls_service_message};

/// SHA-256.
pub(crate) const SHA256: u32 = 1;
/// AES-GCM.
pub(crate) const AES_GCM: u32 = 2;

/// The size of the struct that both sides of `camtls_port_service_gcm` know, `camtls_service_message`.
pub(crate) const MESSAGE_SIZE: usize = size_of::<camtls_service_message>();

/// Whether that service is there.
pub(crate) fn offers(service: u32) -> bool {
    // SAFETY: the port does not raise.
    unsafe { port::camtls_port_services() & service != 0 }
}

/// Hashes; `false`, and nothing in `digest`, where the service failed.
pub(crate) fn sha256(data: &[u8], digest: &mut [u8; 32]) -> bool {
    // SAFETY: the data, and room for a digest; the port does not raise.
    unsafe { port::camtls_port_service_sha256(data.as_ptr(), data.len(), digest.as_mut_ptr()) == 0 }
}

/// Encrypts or decrypts; the tag, or `None`, and nothing in the output, where the service failed.
///
/// # Safety
/// `length` bytes of input and of output, which are the same place or do not overlap.
pub(crate) unsafe fn gcm(
    decrypts: bool,
    key: &[u8],
    nonce: &[u8; 12],
    data: &[u8],
    (input, output, length): (*const u8, *mut u8, usize),
) -> Option<[u8; 16]> {
    let mut tag = [0; 16];
    let message = camtls_service_message {
        decrypts: decrypts.into(),
        key: key.as_ptr(),
        key_length: key.len(),
        nonce: nonce.as_ptr(),
        data: data.as_ptr(),
        data_length: data.len(),
        input,
        length,
        output,
        tag: tag.as_mut_ptr(),
    };
    // SAFETY: the function's contract; the port does not raise.
    let answer = unsafe { port::camtls_port_service_gcm(&raw const message) };
    (answer == 0).then_some(tag)
}
