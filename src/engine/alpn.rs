//! Application protocols (RFC 7301) as Mbed TLS takes them: strings that end in a NUL, and a list of pointers to them.

use super::Error;
use crate::platform::memory::Bytes;
use core::ffi::c_char;

/// The most protocols.
const ALPN_MAX: usize = 8;

/// A list of protocols, in the order of preference. It does not change, so that Mbed TLS may point into it.
pub struct Alpn {
    list: [*const c_char; ALPN_MAX + 1],
    _names: Bytes,
}

impl Alpn {
    /// The protocols of `wire`: each behind a byte with its length, as in the extension itself. `None` where that is no such list,
    /// has more than 8 entries, an empty one or one with a NUL.
    ///
    /// # Errors
    /// Out of memory.
    pub fn new(wire: &[u8]) -> Result<Option<Self>, Error> {
        // A name's length goes, and its NUL comes behind it: the list keeps its size, and gets one byte more.
        let mut names = Bytes::zeroed(wire.len().saturating_add(1)).map_err(|_| Error::OUT_OF_MEMORY)?;
        let mut list = [core::ptr::null(); ALPN_MAX + 1];
        let mut places = list.iter_mut().take(ALPN_MAX);
        let (mut rest, mut free) = (wire, &mut *names);
        while let Some((&length, tail)) = rest.split_first() {
            let Some((name, after)) = tail.split_at_checked(usize::from(length)) else { return Ok(None) };
            let Some((place, behind)) = free.split_at_mut_checked(name.len().saturating_add(1)) else {
                return Ok(None);
            };
            let Some(entry) = places.next() else { return Ok(None) };
            if name.is_empty() || name.contains(&0) {
                return Ok(None);
            }
            place.iter_mut().zip(name).for_each(|(place, byte)| *place = *byte);
            *entry = place.as_ptr().cast();
            (rest, free) = (after, behind);
        }
        Ok(Some(Self { list, _names: names }))
    }

    /// For `mbedtls_ssl_conf_alpn_protocols`, which keeps the pointer and reads through it alone.
    pub(super) const fn as_ptr(&self) -> *mut *const c_char {
        self.list.as_ptr().cast_mut()
    }
}
