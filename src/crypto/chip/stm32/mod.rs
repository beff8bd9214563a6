//! Drivers of ST's units, and the chips that have them.

#[cfg(any(feature = "chip-stm32n6", chip_tests))]
mod cryp;
#[cfg(any(feature = "chip-stm32n6", chip_tests))]
mod hash;
mod rng;
#[cfg(any(all(feature = "chip-stm32n6", wraps), chip_tests))]
mod saes;
#[cfg(feature = "chip-stm32h7")]
pub(super) mod stm32h7;
#[cfg(feature = "chip-stm32n6")]
pub(super) mod stm32n6;
