//! Drivers of NXP's units, and the chip that has them.

mod cache;
mod dcp;
pub(super) mod imxrt1062;
mod trng;
