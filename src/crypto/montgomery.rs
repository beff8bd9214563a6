//! Two steps of Mbed TLS's modular exponentiation, which RSA verification is made of.
//!
//! - R² mod N, with which each exponentiation begins: Mbed TLS divides 2^(2L) by N, here it is reached by doubling and by
//!   Montgomery squaring, in less than half the instructions.
//! - The power to a public exponent: Mbed TLS multiplies at each bit, by one where the bit is zero. 65537 has two that are not.
//!
//! Source: C. K. Koc, "High-Speed RSA Implementation", RSA Laboratories TR-201 (1994), sections 2 and 3.

use core::ffi::c_int;
use core::ptr::{copy, copy_nonoverlapping, null_mut};
use mbedtls as ffi;

/// A limb of Mbed TLS's numbers.
type Limb = ffi::mbedtls_mpi_uint;

/// Sets `product` to 2^(2L) mod `modulus`, L being the number of bits in its limbs. Mbed TLS's contract: `bignum_core.h`.
///
/// Time depends on the size of the modulus alone: it may be a secret prime.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_mpi_core_get_mont_r2_unsafe(
    product: *mut ffi::mbedtls_mpi,
    modulus: *const ffi::mbedtls_mpi,
) -> c_int {
    let mut work = ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
    // SAFETY: the caller's initialised numbers, and one as init leaves it.
    unsafe {
        let code = square_of_r(product, modulus, &raw mut work);
        ffi::mbedtls_mpi_free(&raw mut work);
        code
    }
}

/// Bits of a limb.
const LIMB_BITS: usize = Limb::BITS as usize;

/// # Safety
/// Three different initialised numbers.
unsafe fn square_of_r(
    product: *mut ffi::mbedtls_mpi,
    modulus: *const ffi::mbedtls_mpi,
    work: *mut ffi::mbedtls_mpi,
) -> c_int {
    // SAFETY: the function's contract; a number's first limb is there when it has limbs.
    unsafe {
        let limbs = usize::from((*modulus).n);
        if limbs == 0 || ffi::mbedtls_mpi_get_bit(modulus, 0) == 0 {
            return ffi::MBEDTLS_ERR_MPI_BAD_INPUT_DATA;
        }
        let bits = ffi::mbedtls_mpi_bitlen(modulus);
        // The largest power of two below the modulus, in as many limbs; and what a Montgomery product needs to work in.
        for code in [
            ffi::mbedtls_mpi_lset(product, 0),
            ffi::mbedtls_mpi_shrink(product, limbs),
            ffi::mbedtls_mpi_grow(product, limbs),
            ffi::mbedtls_mpi_set_bit(product, bits.saturating_sub(1), 1),
            ffi::mbedtls_mpi_grow(work, ffi::mbedtls_mpi_core_montmul_working_limbs(limbs)),
        ] {
            if code != 0 {
                return code;
            }
        }
        let (x, n, work) = ((*product).p, (*modulus).p.cast_const(), (*work).p);
        let inverse = ffi::mbedtls_mpi_core_montmul_init(n);
        let double = || {
            let carry = ffi::mbedtls_mpi_core_add(x, x, x, limbs);
            let borrow = ffi::mbedtls_mpi_core_sub(x, x, n, limbs);
            ffi::mbedtls_mpi_core_add_if(x, n, limbs, c_int::from(carry < borrow) as _);
        };

        // In Montgomery's representation the number is 2^e now, with a negative e. Double it up to the leading bits of L.
        let length = limbs.saturating_mul(LIMB_BITS);
        let squarings = length.ilog2().saturating_sub(LEADING_BITS);
        let leading = length >> squarings;
        for _ in 0..length.saturating_sub(bits).saturating_add(1).saturating_add(leading) {
            double();
        }
        // Squaring doubles e, doubling adds one: the other bits of L, one by one, until the number is 2^L · R.
        for bit in (0..squarings).rev() {
            ffi::mbedtls_mpi_core_montmul(x, x, x, limbs, n, limbs, inverse, work);
            if length >> bit & 1 == 1 {
                double();
            }
        }
        0
    }
}

/// So many bits of L are reached by doubling before squaring begins: a squaring costs as much as about sixty doublings.
const LEADING_BITS: u32 = 5;

/// Raises `base`, in Montgomery's representation, to a public `exponent`. Mbed TLS's contract: `bignum_core.h`.
///
/// Time depends on the exponent. `power` may be `base`; `work` has the room that
/// `mbedtls_mpi_core_exp_mod_working_limbs` says, which is more than three times the modulus.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_mpi_core_exp_mod_unsafe(
    power: *mut Limb,
    base: *const Limb,
    modulus: *const Limb,
    limbs: usize,
    exponent: *const Limb,
    exponent_limbs: usize,
    square_of_r: *const Limb,
    work: *mut Limb,
) {
    // SAFETY: the caller's exponent.
    let bits = unsafe { ffi::mbedtls_mpi_core_bitlen(exponent, exponent_limbs) };
    // SAFETY: the caller's arrays: `limbs` limbs of each number, and room for a copy of one and a product's work.
    unsafe {
        let inverse = ffi::mbedtls_mpi_core_montmul_init(modulus);
        let (factor, work) = (work, work.add(limbs));
        if bits == 0 {
            // One, brought into Montgomery's representation.
            factor.write_bytes(0, limbs);
            factor.write(1);
            return ffi::mbedtls_mpi_core_montmul(power, square_of_r, factor, limbs, modulus, limbs, inverse, work);
        }
        copy_nonoverlapping(base, factor, limbs);
        copy(base, power, limbs);
        for bit in (0..bits.saturating_sub(1)).rev() {
            ffi::mbedtls_mpi_core_montmul(power, power, power, limbs, modulus, limbs, inverse, work);
            let limb = exponent.add(bit / LIMB_BITS).read();
            if limb >> (bit % LIMB_BITS) & 1 == 1 {
                ffi::mbedtls_mpi_core_montmul(power, power, factor, limbs, modulus, limbs, inverse, work);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same by division.
    unsafe fn divided(product: *mut ffi::mbedtls_mpi, modulus: *const ffi::mbedtls_mpi) {
        // SAFETY: the caller's numbers.
        unsafe {
            let length = usize::from((*modulus).n) * LIMB_BITS;
            assert_eq!(ffi::mbedtls_mpi_lset(product, 1), 0);
            assert_eq!(ffi::mbedtls_mpi_shift_l(product, length * 2), 0);
            assert_eq!(ffi::mbedtls_mpi_mod_mpi(product, product, modulus), 0);
        }
    }

    fn check(bytes: &[u8], expected: c_int) {
        let new = || ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
        let (mut modulus, mut fast, mut slow) = (new(), new(), new());
        // SAFETY: initialised numbers, freed at the end.
        unsafe {
            assert_eq!(ffi::mbedtls_mpi_read_binary(&raw mut modulus, bytes.as_ptr(), bytes.len()), 0);
            assert_eq!(mbedtls_mpi_core_get_mont_r2_unsafe(&raw mut fast, &raw const modulus), expected);
            if expected == 0 {
                divided(&raw mut slow, &raw const modulus);
                assert_eq!(ffi::mbedtls_mpi_cmp_mpi(&raw const fast, &raw const slow), 0, "{bytes:02x?}");
                assert_eq!(fast.n, modulus.n);
            }
            for number in [&raw mut modulus, &raw mut fast, &raw mut slow] {
                ffi::mbedtls_mpi_free(number);
            }
        }
    }

    #[test]
    fn equals_the_division_for_every_size() {
        let mut state = 1u32;
        for length in (1..=80).chain([127, 128, 129, 192, 255, 256, 257, 384, 511, 512]) {
            for top in [1, 0x80, 0xFF, 0] {
                let mut bytes: std::vec::Vec<u8> = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (state >> 24) as u8
                    })
                    .collect();
                bytes[0] = top;
                bytes[length - 1] |= 1;
                check(&bytes, 0);
            }
        }
        check(&[0xFF; 256], 0);
        check(&[1], 0);
    }

    /// base^exponent both ways.
    fn powers_agree(base: &[u8], exponent: &[u8], modulus: &[u8]) -> bool {
        let new = || ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
        let mut numbers = [new(), new(), new(), new(), new()];
        let [base_number, exponent_number, modulus_number, public, secret] = &mut numbers;
        // SAFETY: initialised numbers, freed at the end.
        unsafe {
            for (number, bytes) in [(&mut *base_number, base), (exponent_number, exponent), (modulus_number, modulus)] {
                assert_eq!(ffi::mbedtls_mpi_read_binary(number, bytes.as_ptr(), bytes.len()), 0);
            }
            let none = null_mut();
            let (b, e, n) = (&raw const *base_number, &raw const *exponent_number, &raw const *modulus_number);
            assert_eq!(ffi::mbedtls_mpi_exp_mod_unsafe(public, b, e, n, none), 0);
            assert_eq!(ffi::mbedtls_mpi_exp_mod(secret, b, e, n, none), 0);
            let same = ffi::mbedtls_mpi_cmp_mpi(public, secret) == 0;
            numbers.iter_mut().for_each(|number| ffi::mbedtls_mpi_free(number));
            same
        }
    }

    #[test]
    fn public_exponents_give_what_secret_ones_give() {
        let modulus: std::vec::Vec<u8> = (0..=255u8).map(|byte| byte.wrapping_mul(37) | 1).collect();
        for exponent in [&[1][..], &[2], &[3], &[1, 0, 1], &[0x80; 4], &[0xFF; 9], &[1, 0, 0, 0, 0, 0, 0, 0, 0], &[0]] {
            for base in [&[1][..], &[2], &[0x5A; 255], &[0]] {
                assert!(powers_agree(base, exponent, &modulus), "{base:02x?} ^ {exponent:02x?}");
            }
        }
    }

    #[test]
    fn an_even_modulus_is_refused() {
        check(&[4], ffi::MBEDTLS_ERR_MPI_BAD_INPUT_DATA);
        check(&[], ffi::MBEDTLS_ERR_MPI_BAD_INPUT_DATA);
    }
}
