//! Randomness from the firmware. It fails closed: no randomness is an error, never a zero.

use super::port;

/// Why the firmware's generator gave no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRandomness {
    /// It did not answer.
    Absent,
    /// It gave the same byte again and again.
    Stuck,
}

/// Fills `out` from the firmware's generator.
///
/// The seed of the library's own generator, never used as it is. Output whose bytes are all alike is refused: a generator
/// that is stuck answers so (32 bytes and more are asked for, where a true one never does).
///
/// # Errors
/// [`NoRandomness`], with `out` zeroed.
pub fn fill(out: &mut [u8]) -> Result<(), NoRandomness> {
    out.fill(0);
    // SAFETY: `out` is valid for its length; the port does not raise.
    let answer = unsafe { port::camtls_port_random(out.as_mut_ptr(), out.len()) };
    let stuck = out.len() >= 16 && out.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
    if answer == 0 && !stuck {
        return Ok(());
    }
    out.fill(0);
    Err(if answer == 0 { NoRandomness::Stuck } else { NoRandomness::Absent })
}
