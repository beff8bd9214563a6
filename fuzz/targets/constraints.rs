//! Name constraints, against a plain reading of them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::constraints::run(data));
