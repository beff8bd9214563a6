//! Sealing with the device's own key, which its unit does not give away. Software never steps in: it does not have the key.

use super::guard::Guard;
use super::unit::{Fault, Sealing, Text, Vault};
use super::{cipher, this};
use core::cell::Cell;
use zeroize::Zeroize;

static GUARD: Guard = Guard::new();

/// The most bytes that are sealed.
pub(crate) const MOST: usize = 64;

/// How often a unit is asked that fails.
const ATTEMPTS: usize = 2;

/// The unit, if it is trusted: with a key that is known, it gave a known answer both ways. Where it says that it failed, it has not
/// answered, and may do so the next time.
fn trusted() -> Option<&'static dyn Vault> {
    let unit = this::vault();
    for _ in 0..ATTEMPTS {
        if let Some(trusted) = GUARD.known(1) {
            return trusted.then_some(unit);
        }
        let failed = Cell::new(false);
        let answered = cipher::answers_by_gcm(&|sealing, text| {
            let answer = unit.gcm(sealing, text);
            failed.set(answer.is_err());
            answer
        });
        if answered || !failed.get() {
            GUARD.note(1, answered);
        } else {
            GUARD.said_no();
        }
    }
    GUARD.known(1)?.then_some(unit)
}

/// Has the unit work; where it fails, once more from the beginning. With an error nothing is in `output`.
fn work(sealing: &Sealing<'_>, input: &[u8], output: &mut [u8]) -> Result<[u8; 16], Fault> {
    let mut failure = Fault::Unit;
    for _ in 0..ATTEMPTS {
        let Some(unit) = trusted() else { break };
        let length = input.len().min(output.len());
        let mut text = Text { input: input.as_ptr(), output: output.as_mut_ptr(), length, done: 0 };
        match unit.gcm(sealing, &mut text) {
            Ok(tag) => return Ok(tag),
            Err(fault) => failure = fault,
        }
        if failure != Fault::Keyless {
            GUARD.said_no();
        }
    }
    output.zeroize();
    Err(failure)
}

/// No branch depends on where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.iter().zip(other).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
}

/// Encrypts `input`, [`MOST`] bytes at most, to `output`, which is as long; the tag. `key` is empty: the device's; a test may
/// give another one. What the unit does not open again it has not sealed.
///
/// # Errors
/// Any fault; `output` is then zeroed.
pub(crate) fn seal(
    key: &[u8],
    nonce: &[u8; 12],
    data: &[u8],
    input: &[u8],
    output: &mut [u8],
) -> Result<[u8; 16], Fault> {
    let sealing = Sealing { decrypts: false, key, nonce, data };
    let tag = work(&sealing, input, output)?;
    let mut again = [0; MOST];
    let opened = again.get_mut(..input.len()).unwrap_or_default();
    let answer = work(&Sealing { decrypts: true, ..sealing }, output, opened);
    let right =
        answer.is_ok_and(|opened_tag| same(&opened_tag, &tag)) && same(opened, input) && opened.len() == input.len();
    again.zeroize();
    if !right {
        GUARD.failed();
        output.zeroize();
        return Err(Fault::Unit);
    }
    Ok(tag)
}

/// Decrypts `input` to `output`, which is as long; whether it was sealed with this key, this nonce and these data.
///
/// # Errors
/// Any fault. Without a `true` answer nothing is in `output`.
pub(crate) fn open(
    key: &[u8],
    nonce: &[u8; 12],
    data: &[u8],
    tag: &[u8; 16],
    input: &[u8],
    output: &mut [u8],
) -> Result<bool, Fault> {
    let made = work(&Sealing { decrypts: true, key, nonce, data }, input, output)?;
    let right = same(&made, tag);
    if !right {
        output.zeroize();
    }
    Ok(right)
}

/// Who seals, if it is still asked; and how often it failed.
pub(crate) fn served() -> (Option<&'static core::ffi::CStr>, u32) {
    (GUARD.serves().then(|| this::vault().name()), GUARD.faults())
}

pub(super) fn reset() {
    GUARD.reset();
}
