//! What scripts are shown of a certificate.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::listing::run(data));
