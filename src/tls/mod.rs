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
