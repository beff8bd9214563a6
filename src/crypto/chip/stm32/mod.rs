//! Drivers of ST's units, and the chips that have them.

/// Of a driver's trait of registers, the methods that read or write one as it is: `method <- register`, `method -> register`.
#[cfg(any(feature = "chip-stm32n6", feature = "chip-stm32h7"))]
macro_rules! registers {
    ($($reads:ident <- $from:ident),*; $($writes:ident -> $to:ident),*) => {
        $(fn $reads(&self) -> u32 {
            self.$from().read().bits()
        })*
        $(fn $writes(&self, value: u32) {
            // SAFETY: the driver writes fields that the register has, or data.
            self.$to().write(|register| unsafe { register.bits(value) });
        })*
    };
}

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
