//! The cases that the project makes itself.

use crate::case::Suite;
pub const WEB_PKI: &str = "web-pki";
pub fn suite() -> Suite {
    Suite { version: 1, testcases: vec![] }
}
