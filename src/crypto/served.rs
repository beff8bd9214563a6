//! Who does what: the answer of `ssl.hardware()`.

use core::ffi::CStr;

/// One kind of work.
pub(crate) struct Served {
    /// The work.
    pub(crate) work: &'static CStr,
    /// The unit that does it, or `software`, or `firmware`.
    pub(crate) by: &'static CStr,
    /// How often software stepped in for the unit since the start.
    pub(crate) faults: u32,
}

/// The row of that number, of as many as there are.
#[allow(dead_code, reason = "tools/vectors takes this file without the C ABI, which asks")]
pub(crate) fn row(number: u32) -> Option<Served> {
    #[cfg(chip)]
    use super::chip::{cipher, entropy, hash};
    #[cfg(not(chip))]
    let (random, sha256, aes_gcm) = (c"firmware", (None, 0), (None, 0));
    #[cfg(chip)]
    let (random, sha256, aes_gcm) = (entropy::name(), hash::served(), cipher::served());
    let (work, (by, faults)) = match number {
        0 => (c"random", (Some(random), 0)),
        1 => (c"sha256", sha256),
        2 => (c"aes_gcm", aes_gcm),
        #[cfg(wraps)]
        3 => {
            // Software does not have the key.
            let (by, faults) = super::chip::vault::served();
            (c"wrapping", (by.or(Some(c"nothing")), faults))
        }
        _ => return None,
    };
    Some(Served { work, by: by.unwrap_or(c"software"), faults })
}
