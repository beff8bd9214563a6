//! What is acceptable, and how to say no.
//!
//! Pure functions of bytes, names and times: no unsafe code, no clock of its own, no allocation, no recursion, no panics.
//!
//! - [`error`] is the catalogue of failures; [`refusal`] carries the values in conflict; [`report`] is what the script is told,
//!   in the words of [`text`]; [`alert`] is what the peer is told
//! - [`der`] tells what a file is, [`greeting`] what a peer speaks
#![forbid(unsafe_code)]

pub mod alert;
mod code;
pub mod der;
pub mod error;
mod fields;
pub mod greeting;
pub mod refusal;
pub mod report;
mod row;
mod shown;
pub mod text;

pub use alert::Alert;
pub use error::{Code, Rank};
pub use refusal::{OwnCertificate, Refusal};
pub use report::Report;
pub use text::{Name, Offered};
