//! The path search, on graphs of known outcome and on certificates of any content.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::path::run(data));
