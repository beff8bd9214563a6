//! What is acceptable, and how to say no.
//!
//! Pure functions of bytes, names and times: no unsafe code, no clock of its own, no allocation, no recursion, no panics.
//!
//! - [`error`] is the catalogue of failures; [`refusal`] carries the values in conflict; [`report`] is what the script is told,
//!   in the words of [`text`]; [`alert`] is what the peer is told
//! - [`der`] and [`key`] tell what a file is, [`greeting`] what a peer speaks
#![forbid(unsafe_code)]

mod address;
pub mod alert;
pub mod algorithm;
pub mod certificate;
mod code;
mod constraints;
#[cfg(feature = "operations")]
pub mod container;
pub mod der;
#[cfg(test)]
pub(crate) mod desk;
#[cfg(feature = "operations")]
mod encode;
pub mod error;
pub mod extensions;
mod fields;
pub mod general_name;
pub mod greeting;
mod header;
pub mod hostname;
pub mod key;
pub mod listing;
pub mod name;
mod part;
pub mod path;
pub(crate) mod pieces;
#[cfg(feature = "error-text")]
mod placeholder;
pub mod profile;
pub mod refusal;
pub mod report;
#[cfg(feature = "operations")]
pub mod request;
pub mod revocation;
mod row;
mod shown;
#[cfg(feature = "operations")]
pub mod slot;
#[cfg(feature = "strict")]
mod strict;
pub mod text;
pub mod usage;
pub mod validity;
#[cfg(feature = "error-text")]
mod words;
pub mod wrapped;

pub use alert::Alert;
pub use error::{Code, Rank};
pub use refusal::{OwnCertificate, Refusal};
pub use report::Report;
pub use text::{Name, Offered};
