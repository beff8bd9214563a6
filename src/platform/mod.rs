//! What the firmware provides: the clock, randomness, memory, a lock and, where it has them, a device key and a unique id.
//!
//! Each service is a `camtls_port_*` function of the firmware (see `include/camtls.h`). None of them may raise a MicroPython
//! exception: that would be a `longjmp` over Rust frames. Those that a port may lack answer [`ABSENT`].

#[cfg(all(target_arch = "arm", target_os = "none"))]
mod aeabi;
mod arena;
mod block;
pub mod clock;
pub mod device;
#[cfg(any(test, feature = "host"))]
pub mod host;
pub mod lock;
pub mod memory;
mod port;
pub mod random;
#[cfg_attr(not(feature = "chip-alif"), allow(dead_code, reason = "one chip has another processor that is asked"))]
pub(crate) mod service;
pub(crate) mod stack;

pub use port::ABSENT;
#[cfg(all(feature = "archive", not(test), not(feature = "host")))]
pub(crate) use port::stop;
