//! Certificate requests.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::request::run(data));
