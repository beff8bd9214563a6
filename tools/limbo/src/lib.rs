//! Certificate-verification cases: their format, those that the project makes itself, and how one is run.

pub mod case;
mod demands;
pub mod offer;
pub mod own;
pub mod pair;
pub mod verify;
