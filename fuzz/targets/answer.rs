//! What a CA answers to a request for renewal.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::answer::run(data));
