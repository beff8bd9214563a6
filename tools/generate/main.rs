//! Makes the texts that the sources dictate: the C header, and the page of errors.
//!
//! ```text
//! cargo run --features header --bin generate -- header|errors
//! ```
//!
//! The text goes to standard output; `make header`, `make docs` and `make check` put it where it belongs or compare it.

#![allow(clippy::arithmetic_side_effects, reason = "a tool of the desk: it is meant to stop where something is wrong")]

mod errors;
mod header;

use std::path::Path;
use std::process::ExitCode;

/// What went wrong, for the person at the terminal.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = match std::env::args().nth(1).as_deref() {
        Some("header") => header::text(root),
        Some("errors") => errors::text(root),
        _ => Err("usage: generate header|errors".into()),
    };
    match made {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("generate: {why}");
            ExitCode::FAILURE
        }
    }
}
