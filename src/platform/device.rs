//! What identifies and protects the device, where it has it.

use super::port;

/// Longest unique id that is asked for, in bytes.
pub const UNIQUE_ID_MAX: usize = 32;

/// The device's own secret of 32 bytes, written to `out`; `false` (and `out` zero) where the port has none.
pub fn key(out: &mut [u8; 32]) -> bool {
    out.fill(0);
    // SAFETY: `out` is valid for the 32 bytes that the port writes; the port does not raise.
    let answer = unsafe { port::camtls_port_device_key(out.as_mut_ptr()) };
    if answer != 0 {
        out.fill(0);
    }
    answer == 0
}

/// The device's unique id, not secret, or `None` where the port has none.
pub fn unique_id(out: &mut [u8; UNIQUE_ID_MAX]) -> Option<&[u8]> {
    let mut length = out.len();
    // SAFETY: `out` has room for `length` bytes, which the port reads as the room and sets to the length.
    let answer = unsafe { port::camtls_port_unique_id(out.as_mut_ptr(), &raw mut length) };
    if answer == 0 { out.get(..length) } else { None }
}
