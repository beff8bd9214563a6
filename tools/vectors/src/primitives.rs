//! What one step of the other primitives takes: records, hashes, and the public-key operations that have no assembly.

use crate::board;
use crate::curve::{Number, generate};
use core::ffi::c_int;
use core::mem::zeroed;
use core::ptr::null_mut;
use mbedtls as ffi;

/// Bytes in a measured record.
const KILOBYTE: usize = 1024;

/// Prints thousands of instructions, for 1 KB or one operation.
pub(crate) fn print() {
    let (gcm, cha, sha256, sha512) = (aes_gcm(), chacha_poly(), sha256(), sha512());
    say!(
        "1 KB, thousands of instructions: AES-128-GCM {gcm}, ChaCha20-Poly1305 {cha}, SHA-256 {sha256}, SHA-512 {sha512}"
    );
    let (p384, x25519) = (verify_p384(), x25519());
    let (rsa2048, rsa4096, crt) = (rsa_public(2048), rsa_public(4096), rsa_private_half(1024));
    say!(
        "one operation: P-384 verify {p384}, X25519 {x25519}, RSA-2048 public {rsa2048}, RSA-4096 public {rsa4096}, half of an RSA-2048 signature {crt}"
    );
}

fn thousands(work: impl FnOnce() -> c_int) -> u32 {
    let start = board::instructions();
    let code = work();
    let spent = board::instructions().wrapping_sub(start);
    assert_eq!(code, 0);
    spent / 1000
}

fn aes_gcm() -> u32 {
    let (mut data, mut tag) = ([0x42; KILOBYTE], [0; 16]);
    // SAFETY: init before use, and buffers as long as said.
    unsafe {
        let mut context = zeroed();
        ffi::mbedtls_gcm_init(&raw mut context);
        assert_eq!(ffi::mbedtls_gcm_setkey(&raw mut context, ffi::MBEDTLS_CIPHER_ID_AES, [7; 16].as_ptr(), 128), 0);
        let spent = thousands(|| {
            ffi::mbedtls_gcm_crypt_and_tag(
                &raw mut context,
                ffi::MBEDTLS_GCM_ENCRYPT,
                KILOBYTE,
                [1; 12].as_ptr(),
                12,
                [0; 13].as_ptr(),
                13,
                data.as_ptr(),
                data.as_mut_ptr(),
                16,
                tag.as_mut_ptr(),
            )
        });
        ffi::mbedtls_gcm_free(&raw mut context);
        spent
    }
}

fn chacha_poly() -> u32 {
    let (mut data, mut tag) = ([0x42; KILOBYTE], [0; 16]);
    // SAFETY: init before use, and buffers as long as said.
    unsafe {
        let mut context = zeroed();
        ffi::mbedtls_chachapoly_init(&raw mut context);
        assert_eq!(ffi::mbedtls_chachapoly_setkey(&raw mut context, [7; 32].as_ptr()), 0);
        let spent = thousands(|| {
            ffi::mbedtls_chachapoly_encrypt_and_tag(
                &raw mut context,
                KILOBYTE,
                [1; 12].as_ptr(),
                [0; 13].as_ptr(),
                13,
                data.as_ptr(),
                data.as_mut_ptr(),
                tag.as_mut_ptr(),
            )
        });
        ffi::mbedtls_chachapoly_free(&raw mut context);
        spent
    }
}

fn sha256() -> u32 {
    let (data, mut digest) = ([0x42; KILOBYTE], [0; 32]);
    // SAFETY: buffers as long as said.
    thousands(|| unsafe { ffi::mbedtls_sha256(data.as_ptr(), KILOBYTE, digest.as_mut_ptr(), 0) })
}

fn sha512() -> u32 {
    let (data, mut digest) = ([0x42; KILOBYTE], [0; 64]);
    // SAFETY: buffers as long as said.
    thousands(|| unsafe { ffi::mbedtls_sha512(data.as_ptr(), KILOBYTE, digest.as_mut_ptr(), 0) })
}

fn verify_p384() -> u32 {
    // SAFETY: init before use.
    unsafe {
        let mut pair: ffi::mbedtls_ecp_keypair = zeroed();
        ffi::mbedtls_ecp_keypair_init(&raw mut pair);
        let id = ffi::MBEDTLS_ECP_DP_SECP384R1;
        assert_eq!(ffi::mbedtls_ecp_gen_key(id, &raw mut pair, Some(generate), null_mut()), 0);
        let (mut r, mut s) = (Number::new(), Number::new());
        let hash = [7; 48];
        let (group, key) = (&raw mut pair.grp, &raw const pair.d);
        let (r, s) = (&raw mut r.0, &raw mut s.0);
        assert_eq!(ffi::mbedtls_ecdsa_sign(group, r, s, key, hash.as_ptr(), 48, Some(generate), null_mut()), 0);
        // A fresh group, as a certificate's key has.
        let mut fresh = zeroed();
        ffi::mbedtls_ecp_group_init(&raw mut fresh);
        assert_eq!(ffi::mbedtls_ecp_group_load(&raw mut fresh, id), 0);
        let spent = thousands(|| ffi::mbedtls_ecdsa_verify(&raw mut fresh, hash.as_ptr(), 48, &raw const pair.Q, r, s));
        ffi::mbedtls_ecp_group_free(&raw mut fresh);
        ffi::mbedtls_ecp_keypair_free(&raw mut pair);
        spent
    }
}

fn x25519() -> u32 {
    // SAFETY: init before use.
    unsafe {
        let mut pair: ffi::mbedtls_ecp_keypair = zeroed();
        ffi::mbedtls_ecp_keypair_init(&raw mut pair);
        let spent = thousands(|| {
            ffi::mbedtls_ecp_gen_key(ffi::MBEDTLS_ECP_DP_CURVE25519, &raw mut pair, Some(generate), null_mut())
        });
        ffi::mbedtls_ecp_keypair_free(&raw mut pair);
        spent
    }
}

/// A number with exactly this many bits, odd.
fn modulus(bits: usize) -> Number {
    let mut bytes = [0xC5; 512];
    bytes[0] = 0xD1;
    Number::from_bytes(&bytes[..bits / 8])
}

/// m^65537: what the check of an RSA signature costs.
fn rsa_public(bits: usize) -> u32 {
    power(ffi::mbedtls_mpi_exp_mod_unsafe, &modulus(bits), &Number::from_bytes(&[1, 0, 1]))
}

/// One of the two exponentiations of a signature by the Chinese remainder theorem.
fn rsa_private_half(bits: usize) -> u32 {
    power(ffi::mbedtls_mpi_exp_mod, &modulus(bits), &modulus(bits))
}

type Power = unsafe extern "C" fn(
    *mut ffi::mbedtls_mpi,
    *const ffi::mbedtls_mpi,
    *const ffi::mbedtls_mpi,
    *const ffi::mbedtls_mpi,
    *mut ffi::mbedtls_mpi,
) -> c_int;

fn power(power: Power, modulus: &Number, exponent: &Number) -> u32 {
    let (base, mut answer) = (Number::from_bytes(&[0x33; 100]), Number::new());
    // SAFETY: initialised numbers.
    thousands(|| unsafe {
        let (base, exponent, modulus) = (&raw const base.0, &raw const exponent.0, &raw const modulus.0);
        power(&raw mut answer.0, base, exponent, modulus, null_mut())
    })
}
