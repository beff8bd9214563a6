//! SHA-1 and MD5 for MicroPython's hashlib: TLS knows neither. A step a turn of a loop, in an eighth of the flash of Mbed TLS's own.
//!
//! `sha1.c` and `md5.c` are compiled with their block functions as weak symbols, which these take the place of.

/// For each step of MD5 the whole part of 2^32 times its number's sine: RFC 1321, section 3.4.
#[rustfmt::skip]
static SINES: [u32; 64] = [
    0xD76A_A478, 0xE8C7_B756, 0x2420_70DB, 0xC1BD_CEEE, 0xF57C_0FAF, 0x4787_C62A, 0xA830_4613, 0xFD46_9501,
    0x6980_98D8, 0x8B44_F7AF, 0xFFFF_5BB1, 0x895C_D7BE, 0x6B90_1122, 0xFD98_7193, 0xA679_438E, 0x49B4_0821,
    0xF61E_2562, 0xC040_B340, 0x265E_5A51, 0xE9B6_C7AA, 0xD62F_105D, 0x0244_1453, 0xD8A1_E681, 0xE7D3_FBC8,
    0x21E1_CDE6, 0xC337_07D6, 0xF4D5_0D87, 0x455A_14ED, 0xA9E3_E905, 0xFCEF_A3F8, 0x676F_02D9, 0x8D2A_4C8A,
    0xFFFA_3942, 0x8771_F681, 0x6D9D_6122, 0xFDE5_380C, 0xA4BE_EA44, 0x4BDE_CFA9, 0xF6BB_4B60, 0xBEBF_BC70,
    0x289B_7EC6, 0xEAA1_27FA, 0xD4EF_3085, 0x0488_1D05, 0xD9D4_D039, 0xE6DB_99E5, 0x1FA2_7CF8, 0xC4AC_5665,
    0xF429_2244, 0x432A_FF97, 0xAB94_23A7, 0xFC93_A039, 0x655B_59C3, 0x8F0C_CC92, 0xFFEF_F47D, 0x8584_5DD1,
    0x6FA8_7E4F, 0xFE2C_E6E0, 0xA301_4314, 0x4E08_11A1, 0xF753_7E82, 0xBD3A_F235, 0x2AD7_D2BB, 0xEB86_D391,
];

/// By how much each step of MD5 rotates: in each round four numbers in turn.
static TURNS: [[u8; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// One of sixteen words, by the last four bits of a number.
const fn word(words: &mut [u32; 16], number: usize) -> &mut u32 {
    // SAFETY: four bits are less than sixteen.
    unsafe { &mut *words.as_mut_ptr().add(number & 15) }
}

/// Takes a block into a SHA-1: RFC 3174, section 6.2.
fn sha1(state: &mut [u32; 5], mut words: [u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for step in 0..80_usize {
        let mut next = *word(&mut words, step);
        if step >= 16 {
            for before in [13, 8, 2] {
                next ^= *word(&mut words, step.wrapping_add(before));
            }
            next = next.rotate_left(1);
            *word(&mut words, step) = next;
        }
        let (mixed, constant) = match step {
            0..20 => (d ^ (b & (c ^ d)), 0x5A82_7999),
            20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
            40..60 => ((b & c) | (d & (b | c)), 0x8F1B_BCDC),
            _ => (b ^ c ^ d, 0xCA62_C1D6_u32),
        };
        let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant).wrapping_add(next);
        (a, b, c, d, e) = (sum, a, b.rotate_left(30), c, d);
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
        *old = old.wrapping_add(new);
    }
}

/// Takes a block into an MD5: RFC 1321, section 3.4.
fn md5(state: &mut [u32; 4], mut words: [u32; 16]) {
    let [mut a, mut b, mut c, mut d] = *state;
    for (step, sine) in SINES.iter().enumerate() {
        let round = step >> 4;
        let (mixed, factor, from) = match round {
            0 => (d ^ (b & (c ^ d)), 1, 0),
            1 => (c ^ (d & (b ^ c)), 5, 1),
            2 => (b ^ c ^ d, 3, 5),
            _ => (c ^ (b | !d), 7, 0),
        };
        let next = *word(&mut words, step.wrapping_mul(factor).wrapping_add(from));
        let turn = TURNS.get(round).and_then(|turns| turns.get(step & 3)).copied().unwrap_or(0);
        let sum = a.wrapping_add(mixed).wrapping_add(*sine).wrapping_add(next).rotate_left(u32::from(turn));
        (a, b, c, d) = (d, b.wrapping_add(sum), b, c);
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d]) {
        *old = old.wrapping_add(new);
    }
}

#[cfg(cortex_m_dsp)]
mod seam {
    use core::ffi::{c_int, c_uchar};
    use mbedtls as ffi;

    /// Takes one block of 64 bytes into the hash. Mbed TLS's contract: `mbedtls/sha1.h`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn mbedtls_internal_sha1_process(
        context: *mut ffi::mbedtls_sha1_context,
        block: *const c_uchar,
    ) -> c_int {
        // SAFETY: the caller's context, and 64 bytes at any address.
        unsafe { super::sha1(&mut (*context).state, block.cast::<[u32; 16]>().read_unaligned().map(u32::swap_bytes)) };
        0
    }

    /// Takes one block of 64 bytes into the hash. Mbed TLS's contract: `mbedtls/md5.h`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn mbedtls_internal_md5_process(
        context: *mut ffi::mbedtls_md5_context,
        block: *const c_uchar,
    ) -> c_int {
        // SAFETY: as above.
        unsafe { super::md5(&mut (*context).state, block.cast::<[u32; 16]>().read_unaligned()) };
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of a padded message, its length in the order of bytes that the hash wants.
    fn blocks(message: &[u8], length: [u8; 8], order: fn([u8; 4]) -> u32) -> Vec<[u32; 16]> {
        let mut bytes = message.to_vec();
        bytes.push(0x80);
        bytes.resize((bytes.len() + 8).next_multiple_of(64) - 8, 0);
        bytes.extend(length);
        let words: Vec<u32> = bytes.chunks(4).map(|word| order(word.try_into().unwrap())).collect();
        words.chunks(16).map(|block| block.try_into().unwrap()).collect()
    }

    // RFC 3174, section 7.3.
    #[test]
    fn sha1_of_known_messages() {
        for (message, digest) in [
            (b"abc".to_vec(), [0xA999_3E36, 0x4706_816A, 0xBA3E_2571, 0x7850_C26C, 0x9CD0_D89D]),
            (
                b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".to_vec(),
                [0x8498_3E44, 0x1C3B_D26E, 0xBAAE_4AA1, 0xF951_29E5, 0xE546_70F1],
            ),
        ] {
            let mut state = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];
            for block in blocks(&message, (8 * message.len() as u64).to_be_bytes(), u32::from_be_bytes) {
                sha1(&mut state, block);
            }
            assert_eq!(state, digest);
        }
    }

    // RFC 1321, appendix A.5.
    #[test]
    fn md5_of_known_messages() {
        for (message, digest) in [
            ("", 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e_u128),
            ("abc", 0x9001_5098_3cd2_4fb0_d696_3f7d_28e1_7f72),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                0x57ed_f4a2_2be3_c955_ac49_da2e_2107_b67a,
            ),
        ] {
            let mut state = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476];
            for block in blocks(message.as_bytes(), (8 * message.len() as u64).to_le_bytes(), u32::from_le_bytes) {
                md5(&mut state, block);
            }
            let bytes: Vec<u8> = state.iter().flat_map(|word| word.to_le_bytes()).collect();
            assert_eq!(bytes, digest.to_be_bytes());
        }
    }
}
