//! Private keys that are wrapped: encrypted with a key of the device. Where that key is not, nothing takes its place.

use super::trouble::Trouble;
use crate::crypto::chip::{unit::Fault, vault};
use crate::engine;
use crate::platform::memory::Bytes;
use crate::policy::Refusal;
use crate::policy::algorithm::Curve;
use crate::policy::request::{self, KEY_MAX};
use crate::policy::wrapped::{self, Wrapped};

fn refused(fault: Fault, keyless: Refusal<'static>) -> Trouble<'static> {
    match fault {
        Fault::Keyless => keyless,
        _ => Refusal::HardwareFault { unit: "hardware key" },
    }
    .into()
}

/// Wraps the secret number of a key and writes its file to `out`; its length, nothing where it does not fit.
///
/// # Errors
/// `ERR_NO_HARDWARE_KEY`, `ERR_HARDWARE_FAULT`, `ERR_RANDOM_FAILED`, `ERR_RANDOM_STUCK`.
pub(super) fn wrap(curve: Curve, scalar: &[u8], out: &mut [u8]) -> Result<Option<usize>, Trouble<'static>> {
    let Some((length, place)) = wrapped::place(curve, out) else { return Ok(None) };
    engine::random(place.nonce)?;
    *place.tag = vault::seal(&[], place.nonce, place.header, scalar, place.sealed)
        .map_err(|fault| refused(fault, Refusal::NoHardwareKey))?;
    Ok(wrapped::finish(out, length, engine::sha256).map(|()| length))
}

/// The key in a file that is wrapped, its curve and PKCS#8; nothing where it is not wrapped.
///
/// # Errors
/// `ERR_KEY_WRAPPED` where another key than the device's wrapped it, `ERR_HARDWARE_FAULT`, what is wrong with the file, out of memory.
pub(super) fn opened(file: &[u8]) -> Result<Option<(Curve, Bytes)>, Trouble<'static>> {
    if !wrapped::is_wrapped(file) {
        return Ok(None);
    }
    let Wrapped { curve, header, nonce, tag, sealed } = Wrapped::parse(file, engine::sha256)?;
    // In the arena, which wipes what is freed.
    let mut scalar = Bytes::zeroed(sealed.len())?;
    let mut room = Bytes::zeroed(KEY_MAX)?;
    let fits = vault::open(&[], nonce, header, tag, sealed, &mut scalar)
        .map_err(|fault| refused(fault, Refusal::KeyWrapped))?;
    if !fits {
        return Err(Refusal::KeyWrapped.into());
    }
    let length = request::private_key(curve, &scalar, None, &mut room).unwrap_or(0);
    Ok(Some((curve, Bytes::copy_of(room.get(..length).unwrap_or_default())?)))
}
