//! The chips' own crypto: randomness, hashing, ciphers.
//!
//! - [`unit`]: what a unit is asked, and the ways in which it fails. A chip's driver stands behind these traits, and so may
//!   whatever a test puts there.
//! - [`health`]: the tests of SP 800-90B on what a generator gives.
//! - [`entropy`]: the seed of the library's generator.
//! - [`guard`]: whether a unit is trusted: known answers at first use, failures counted.
//! - `hash`, `cipher`: work for the units, by their guards; software steps in where they answer no.
//! - `seam`: the functions of Mbed TLS that go there first.
//! - `vault`: sealing with a key of the device, where a unit has one.
//! - `stm32`, `imxrt`, `alif`: drivers by version of the unit, not by chip.
//! - The table below: which chip has which version, where, and what its clock is.
//!
//! | chip | randomness | hash | cipher | device's key | source |
//! |---|---|---|---|---|---|
//! | STM32N6 | RNG with conditioning reset | HASH to SHA-512 | CRYP with GCM | SAES | RM0486 |
//! | STM32H743, H747 | RNG without | none | none | none | RM0433 |
//! | i.MX RT1062 | TRNG | DCP | DCP | none | IMXRT1060RM |
//! | Alif Ensemble | the firmware's services | the firmware's services | the firmware's services | none | their C API |
//!
//! `trial` is a unit that no chip has, for tests.
//!
//! A unit that others use too (MicroPython reads the generator itself) is left as it was found, its clock included.

#![cfg_attr(not(chip), allow(dead_code, reason = "on a host the parts are tested, and none is used"))]

#[cfg(feature = "chip-alif")]
mod alif;
#[cfg(chip)]
pub(crate) mod cipher;
#[cfg(chip)]
pub(crate) mod entropy;
pub(crate) mod guard;
#[cfg(chip)]
pub(crate) mod hash;
pub(crate) mod health;
#[cfg(feature = "hardware-image")]
mod image;
#[cfg(feature = "chip-imxrt1062")]
mod imxrt;
#[cfg(chip)]
mod seam;
#[cfg(any(feature = "chip-stm32n6", feature = "chip-stm32h7", chip_tests))]
mod stm32;
#[cfg(feature = "chip-trial")]
mod trial;
#[allow(dead_code, reason = "each chip's drivers have their part of this")]
pub(crate) mod unit;
#[cfg(wraps)]
pub(crate) mod vault;

#[cfg(chip)]
use super::route::{self, Route, Work};
#[cfg(feature = "chip-alif")]
use alif as this;
#[cfg(feature = "chip-imxrt1062")]
use imxrt::imxrt1062 as this;
#[cfg(feature = "chip-stm32h7")]
use stm32::stm32h7 as this;
#[cfg(feature = "chip-stm32n6")]
use stm32::stm32n6 as this;
#[cfg(feature = "chip-trial")]
use trial as this;

#[cfg(chip)]
/// Forgets everything that was learned of the units: the next use tests them anew.
pub(crate) fn reset() {
    entropy::reset();
    hash::reset();
    cipher::reset();
    #[cfg(wraps)]
    vault::reset();
}

/// Whether work of so many bytes is asked of a unit at all.
#[cfg(chip)]
pub(crate) fn goes_to_unit(work: Work, length: usize) -> bool {
    #[cfg(feature = "hardware-image")]
    if image::is_forced() {
        return length != 0;
    }
    let work = if cfg!(feature = "chip-alif") { Work::Message } else { work };
    route::unit(work, length) == Route::Backend
}
