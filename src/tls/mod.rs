//! Contexts, connections, credentials, trust: the state machine between the C ABI and the engine, in safe Rust.
#![forbid(unsafe_code)]

pub mod connection;
pub mod context;
pub mod event;
pub mod limits;
#[cfg(feature = "operations")]
pub mod operations;
pub mod session;
pub mod trouble;
pub mod trust;
pub mod verdict;
#[cfg(wraps)]
mod wrapped;
/// Without a key of the device: a key that is wrapped stays so, and whoever reads keys says what it is.
#[cfg(not(wraps))]
mod wrapped {
    use super::trouble::Trouble;
    use crate::platform::memory::Bytes;
    use crate::policy::algorithm::Curve;

    #[inline]
    pub(super) fn opened(_: &[u8]) -> Result<Option<(Curve, Bytes)>, Trouble<'static>> {
        Ok(None)
    }
}
