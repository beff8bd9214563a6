//! Host names and alternative names, against a plain comparison.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::hostname::run(data));
