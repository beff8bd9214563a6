//! Files of any kind, as a script would load them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::loader::run(data));
