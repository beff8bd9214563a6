//! The C ABI: pointers in, pointers out, nothing else.
//!
//! `include/camtls.h` is generated from here by `make header`. The contract, once for all functions:
//!
//! - Order: self, inputs, outputs. Lengths are explicit. Outputs are written on success only. NULL is always checked.
//! - The result is 0, or a code: positive `errno`, −1 to −0x7FFF Mbed TLS, −0x8001 to −0x8FFF ours.
//! - Enums arrive as integers and are checked.
//! - A call takes at most 6 KB of stack, holds the library while it runs and calls nothing of the firmware but `camtls_port_*`.
//! - A call from a finaliser or an interrupt handler that finds the library in use gets `EBUSY`; `_free` then defers itself.
#![allow(non_camel_case_types, reason = "the names of the C ABI")]

mod certificate;
mod clock;
mod connection;
mod context;
mod entry;
mod error;
mod library;
mod object;
#[cfg(feature = "operations")]
mod operations;
mod rotation;
mod session;
mod slot;

pub use certificate::*;
pub use clock::*;
pub use connection::*;
pub use context::*;
pub use error::*;
pub use library::*;
#[cfg(feature = "operations")]
pub use operations::*;
pub use rotation::*;
pub use session::*;
pub use slot::*;
