//! A stored identity, as C sees it: known without feature `operations` too, so that the ABI's structs are always the same.

/// What a slot's file holds. Borrowed from the file's bytes.
#[repr(C)]
pub struct camtls_slot_info {
    /// Which of two is newer: see `camtls_slot_is_newer`.
    pub generation: u32,
    /// The private key.
    pub key: *const u8,
    /// Its length.
    pub key_length: usize,
    /// It is wrapped with a key of the device.
    pub wrapped: bool,
    /// The certificates, leaf first.
    pub certificates: *const u8,
    /// Their length.
    pub certificates_length: usize,
    /// The digest, which no other slot has.
    pub digest: [u8; 32],
}
