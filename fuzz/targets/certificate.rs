//! The certificate reader, against x509-cert.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| camtls_fuzz::certificate::run(data));
