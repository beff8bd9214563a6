//! Files of slots, where a camera keeps its identity.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::slot::run(data));
