//! Handshakes over datagrams.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::datagram::run(data));
