//! Modular powers through Montgomery products, against multiplications and divisions.

use crate::check::Tally;
use crate::curve::{Number, generate};
use core::ffi::c_int;
use core::ptr::null_mut;
use mbedtls as ffi;

/// Bytes of the moduli: all small sizes in words, those of TLS's keys, and sizes between.
const SIZES: [usize; 26] =
    [1, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 60, 64, 68, 80, 96, 128, 132, 192, 256, 257, 260, 512];

/// A public and a secret exponent for each size, the modulus once of random bits, once of ones.
pub(crate) fn all(tally: &mut Tally) {
    for size in SIZES {
        for ones in [false, true] {
            let mut modulus = random(size, false);
            if ones {
                modulus = [0xFF; 512];
                // Not a number whose residues are all too easy.
                modulus[size / 2] ^= u8::from(size > 1) << 3;
            }
            modulus[0] |= 0x80;
            modulus[size - 1] |= 1;
            let modulus = Number::from_bytes(&modulus[..size]);
            let base = Number::from_bytes(&random(size, ones)[..size]);
            let exponent = Number::from_bytes(&random(5, ones)[..5]);
            for (name, power) in
                [("public", ffi::mbedtls_mpi_exp_mod_unsafe as Power), ("secret", ffi::mbedtls_mpi_exp_mod as Power)]
            {
                let mut fast = Number::new();
                // SAFETY: initialised numbers.
                let code = unsafe { power(&raw mut fast.0, &base.0, &exponent.0, &modulus.0, null_mut()) };
                let slow = slow(&base, &exponent, &modulus);
                // SAFETY: as above.
                let same = code == 0 && unsafe { ffi::mbedtls_mpi_cmp_mpi(&fast.0, &slow.0) } == 0;
                if !tally.count(same) {
                    say!("a power modulo a number of {size} bytes is wrong, exponent {name}, ones {ones}");
                }
            }
        }
    }
}

type Power = unsafe extern "C" fn(
    *mut ffi::mbedtls_mpi,
    *const ffi::mbedtls_mpi,
    *const ffi::mbedtls_mpi,
    *const ffi::mbedtls_mpi,
    *mut ffi::mbedtls_mpi,
) -> c_int;

fn random(size: usize, ones: bool) -> [u8; 512] {
    let mut bytes = [0xFF; 512];
    if !ones {
        // SAFETY: room for more than that.
        unsafe { generate(null_mut(), bytes.as_mut_ptr(), size) };
    }
    bytes
}

fn slow(base: &Number, exponent: &Number, modulus: &Number) -> Number {
    let mut power = Number::from_bytes(&[1]);
    let target = &raw mut power.0;
    // SAFETY: initialised numbers.
    unsafe {
        for bit in (0..ffi::mbedtls_mpi_bitlen(&exponent.0)).rev() {
            let mut code = ffi::mbedtls_mpi_mul_mpi(target, target, target);
            if ffi::mbedtls_mpi_get_bit(&exponent.0, bit) == 1 {
                code |= ffi::mbedtls_mpi_mul_mpi(target, target, &base.0);
            }
            assert_eq!(code | ffi::mbedtls_mpi_mod_mpi(target, target, &modulus.0), 0);
        }
    }
    power
}
