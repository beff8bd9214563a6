//! Primitives that something other than Mbed TLS's own code may do better, and the seams where they take over.
//!
//! - [`route`]: which operation goes where. Pure: figures in, a decision out.
//! - [`p256`]: the curve of most handshakes, with a getter that may answer "absent", and its assembly on Cortex-M.
//! - `p384`: the check of signatures on the other curve that public authorities use.
//! - `product`: products of long numbers, which P-384 and, on Cortex-M, RSA are made of.
//! - `aes`, `gcm`, `chacha20`, `poly1305` and `sha256`: their inner functions in assembly.
//! - `chachapoly`: both together. `cipher`: what TLS calls of Mbed TLS's ciphers.
//! - `served`: who does what, for who asks.
//! - `aes_inverse` and `hashes`: what MicroPython's cryptolib and hashlib need besides, small.
//! - `signature`: how an ECDSA signature must be spelled.
//! - [`signer`]: signatures that the firmware makes itself.
//! - `seam`: the functions of Mbed TLS that ask the above, and otherwise go on in Mbed TLS.
//! - `chip`: the cameras' crypto hardware.
//! - `montgomery`: one step of Mbed TLS's exponentiation, replaced in the same way as the seam's.
//! - `modular` and `x25519`: what is secret on the curves without assembly.
//! - `psa`: what TLS 1.3 calls of PSA, in the place of Mbed TLS's.
//!
//! A backend is offered by a getter. Where it answers `None`, as on a host and on a Cortex-M3, Mbed TLS computes: choosing is
//! data, never a condition of the build in the code that uses it.

#[cfg(cortex_m_dsp)]
mod aes;
#[cfg(any(cortex_m_dsp, test))]
mod aes_inverse;
#[cfg(any(cortex_m_dsp, test))]
mod aes_table;
#[cfg(cortex_m_dsp)]
mod chacha20;
#[cfg(cortex_m_dsp)]
mod chachapoly;
#[cfg(any(chip, chip_tests))]
pub(crate) mod chip;
#[cfg(cortex_m_dsp)]
mod cipher;
#[cfg(cortex_m_dsp)]
mod gcm;
#[cfg(any(cortex_m_dsp, test))]
mod hashes;
#[cfg(any(cortex_m_dsp, test))]
mod modular;
mod montgomery;
pub(crate) mod p256;
mod p384;
#[cfg(cortex_m_dsp)]
mod poly1305;
mod product;
#[cfg(feature = "tls13")]
mod psa;
pub(crate) mod route;
mod seam;
pub(crate) mod served;
#[cfg(cortex_m_dsp)]
mod sha256;
pub(crate) mod signature;
pub(crate) mod signer;
#[cfg(any(cortex_m_dsp, test))]
mod x25519;
