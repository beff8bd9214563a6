//! The seed of the library's generator, from the chip's.

use super::health::{BITS_OF_WORD, Health};
use super::this;
use super::unit::{Fault, Generator};
use crate::platform::lock::Global;
use crate::platform::random::{self, NoRandomness};
use zeroize::Zeroize;

/// Words for 256 bits of entropy.
const SEED: usize = 256 / BITS_OF_WORD;

struct Source {
    health: Health,
    /// The start-up tests were passed.
    warm: bool,
}

static SOURCE: Global<Source> = Global::new(Source { health: Health::new(), warm: false });

/// Fills `out` with noise, each word after the tests.
///
/// # Errors
/// [`NoRandomness`]; `out` is then zeroed, and the next call begins with the start-up tests.
pub(crate) fn noise(out: &mut [u32]) -> Result<(), NoRandomness> {
    // SAFETY: who makes seeds holds the library, and no generator calls back into this function.
    let source = unsafe { &mut *SOURCE.as_ptr() };
    let answer = tested(source, this::generator(), out);
    if answer.is_err() {
        out.zeroize();
        source.warm = false;
    }
    answer
}

fn tested(source: &mut Source, generator: &dyn Generator, out: &mut [u32]) -> Result<(), NoRandomness> {
    if !source.warm {
        source.health = Health::new();
        let mut spare = [0; 16];
        for _ in 0..generator.warm_up().div_ceil(spare.len()) {
            pass(source, generator, &mut spare)?;
        }
        source.warm = true;
    }
    pass(source, generator, out)
}

fn pass(source: &mut Source, generator: &dyn Generator, out: &mut [u32]) -> Result<(), NoRandomness> {
    generator.noise(out).map_err(|_| NoRandomness::Absent)?;
    let sound = out.iter().all(|word| source.health.takes(*word));
    if sound { Ok(()) } else { Err(NoRandomness::Stuck) }
}

/// Fills `out` with seed material: each 32 bytes are the hash of noise with at least 256 bits of entropy (SP 800-90B, 3.1.5.1.1:
/// SHA-256 is a vetted conditioning function). `hash` is SHA-256.
///
/// # Errors
/// [`NoRandomness`], with `out` zeroed.
pub(crate) fn fill(out: &mut [u8], hash: impl Fn(&[u8], &mut [u8; 32]) -> bool) -> Result<(), NoRandomness> {
    let mut words = [0; SEED];
    let mut bytes = [0; SEED * 4];
    let mut digest = [0; 32];
    let mut answer = Ok(());
    for part in out.chunks_mut(digest.len()) {
        answer = noise(&mut words);
        for (bytes, word) in bytes.chunks_exact_mut(4).zip(&words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        if answer.is_ok() && !hash(&bytes, &mut digest) {
            answer = Err(NoRandomness::Absent);
        }
        if answer.is_err() {
            break;
        }
        part.copy_from_slice(digest.get(..part.len()).unwrap_or_default());
    }
    if answer.is_err() {
        out.zeroize();
    }
    words.zeroize();
    bytes.zeroize();
    digest.zeroize();
    answer
}

/// Words of the firmware's generator, for a chip whose own is behind that.
///
/// # Errors
/// [`Fault::Unit`] where there are none.
#[allow(dead_code, reason = "some chips' own is read here")]
pub(super) fn of_firmware(out: &mut [u32]) -> Result<(), Fault> {
    for word in out {
        let mut bytes = [0; 4];
        random::fill(&mut bytes).map_err(|_| Fault::Unit)?;
        *word = u32::from_le_bytes(bytes);
    }
    Ok(())
}

/// What the generator is called.
pub(crate) fn name() -> &'static core::ffi::CStr {
    this::generator().name()
}

/// The next use begins with the start-up tests.
pub(super) fn reset() {
    // SAFETY: as in `noise`.
    unsafe { (*SOURCE.as_ptr()).warm = false };
}
