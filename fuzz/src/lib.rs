//! What the fuzz targets do with their bytes. Each target has a module here with a function `run`; what must hold is asserted.

pub mod answer;
pub mod certificate;
pub mod constraints;
pub mod datagram;
pub mod handshake;
pub mod hostname;
pub mod listing;
pub mod loader;
pub mod made;
pub mod path;
pub mod request;
pub mod revocation;
pub mod slot;
