//! Whole handshakes: of any bytes, and with records changed under way.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::handshake::run(data));
