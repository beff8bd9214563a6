//! AES decryption for MicroPython's cryptolib, without a table of columns: TLS only ever encrypts.
//!
//! It takes the round keys of encryption, from the last to the first, so that no others are made. As with every table of
//! substitutes, time depends on what the data cache holds.
//!
//! `aes.c` is compiled with the two functions as weak symbols, which these take the place of.

/// For each substitute the byte that it stands for: FIPS 197, section 5.3.2.
static ORIGINALS: [u8; 256] = originals();

#[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn originals() -> [u8; 256] {
    let columns = super::aes_table::columns();
    let mut originals = [0; 256];
    let mut byte = 0_u8;
    loop {
        // Of each column the second byte is the substitute itself.
        originals[columns[byte as usize].to_le_bytes()[1] as usize] = byte;
        if byte == 255 {
            return originals;
        }
        byte += 1;
    }
}

/// The byte of `word` that is `row` rows down, turned back.
fn original(word: u32, row: u32) -> u32 {
    let byte = word.wrapping_shr(row.wrapping_mul(8)) as u8;
    // An index of eight bits is always in range.
    u32::from(ORIGINALS.get(usize::from(byte)).copied().unwrap_or(0)).wrapping_shl(row.wrapping_mul(8))
}

/// Each byte times x, modulo the field's polynomial.
const fn doubled(word: u32) -> u32 {
    ((word & 0x7F7F_7F7F) << 1) ^ ((word >> 7) & 0x0101_0101).wrapping_mul(0x1B)
}

/// A column before it was mixed: FIPS 197, section 5.3.3.
const fn unmixed(word: u32) -> u32 {
    let twice = doubled(word);
    let four = doubled(twice);
    let eight = doubled(four);
    let nine = eight ^ word;
    (eight ^ four ^ twice) ^ (nine ^ twice).rotate_right(8) ^ (nine ^ four).rotate_right(16) ^ nine.rotate_right(24)
}

/// Decrypts one block: `next` answers the round keys, the last one first.
pub(super) fn decrypt<'a>(block: [u32; 4], mut next: impl FnMut() -> Option<&'a [u32; 4]>) -> [u32; 4] {
    let Some(&[a, b, c, d]) = next() else { return block };
    let mut state = [block[0] ^ a, block[1] ^ b, block[2] ^ c, block[3] ^ d];
    let mut key = next();
    while let Some(&[k, l, m, n]) = key {
        let [a, b, c, d] = state;
        let column = |a, b, c, d| original(a, 0) | original(b, 1) | original(c, 2) | original(d, 3);
        state = [column(a, d, c, b) ^ k, column(b, a, d, c) ^ l, column(c, b, a, d) ^ m, column(d, c, b, a) ^ n];
        key = next();
        if key.is_some() {
            state = state.map(unmixed);
        }
    }
    state
}

#[cfg(cortex_m_dsp)]
mod seam {
    use core::ffi::{c_int, c_uchar, c_uint};
    use mbedtls as ffi;

    /// Sets the key for decryption, as for encryption. Mbed TLS's contract: `mbedtls/aes.h`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn mbedtls_aes_setkey_dec(
        context: *mut ffi::mbedtls_aes_context,
        key: *const c_uchar,
        bits: c_uint,
    ) -> c_int {
        // SAFETY: the arguments as they came.
        unsafe { ffi::mbedtls_aes_setkey_enc(context, key, bits) }
    }

    /// Decrypts one block. Mbed TLS's contract: `mbedtls/aes.h`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn mbedtls_internal_aes_decrypt(
        context: *mut ffi::mbedtls_aes_context,
        input: *const c_uchar,
        output: *mut c_uchar,
    ) -> c_int {
        // SAFETY: the caller's context with its key set, so a round key more than there are rounds lies in it, and 16 bytes at
        // both pointers, at any address.
        unsafe {
            let keys = (&raw const (*context).buf).cast::<u32>().add((*context).rk_offset).cast::<[u32; 4]>();
            #[allow(clippy::cast_sign_loss, reason = "10, 12 or 14")]
            let mut left = ((*context).nr as usize).wrapping_add(1);
            let next = || {
                left = left.checked_sub(1)?;
                keys.add(left).as_ref()
            };
            let block = super::decrypt(input.cast::<[u32; 4]>().read_unaligned(), next);
            output.cast::<[u32; 4]>().write_unaligned(block);
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::super::aes_table::expand;
    use super::*;

    fn round_keys(key: &[u8]) -> Vec<[u32; 4]> {
        let mut words: Vec<u32> = key.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
        let length = words.len();
        words.resize(4 * (length + 7), 0);
        // SAFETY: as many words as it needs.
        unsafe { expand(words.as_mut_ptr(), length) };
        words.chunks(4).map(|key| key.try_into().unwrap()).collect()
    }

    // FIPS 197, appendix C.
    #[test]
    fn decrypts_the_standard_s_examples() {
        let key: Vec<u8> = (0..32).collect();
        let plain: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
        for (bytes, sealed) in [
            (16, 0x69c4_e0d8_6a7b_0430_d8cd_b780_70b4_c55a_u128),
            (24, 0xdda9_7ca4_864c_dfe0_6eaf_70a0_ec0d_7191),
            (32, 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089),
        ] {
            let keys = round_keys(&key[..bytes]);
            let words = |bytes: &[u8]| -> Vec<u32> {
                bytes.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect()
            };
            let block: [u32; 4] = words(&sealed.to_be_bytes()).try_into().unwrap();
            let mut keys = keys.iter().rev();
            assert_eq!(decrypt(block, || keys.next()).to_vec(), words(&plain));
        }
    }
}
