//! Reduction modulo the prime of P-256, for Mbed TLS's own arithmetic: small, where its own is fast. Where the assembly is, all that
//! is left to it on this curve is to look whether a point lies there.
//!
//! Sixteen words are brought below 2^256, that is below twice the prime. `ecp_curves.c` is compiled with its function for this
//! replaced (`camtls_ecp_curves.h`). No branch and no address depends on the number.
//!
//! Source: FIPS 186-4, appendix D.2.

/// What 2^256 modulo the prime is as a sum of powers of 2^32.
const OVER: [i8; 8] = [1, 0, 0, -1, 0, 0, -1, 1];

/// For each word of the remainder, how often each of the upper words belongs to it.
static SHARES: [[i8; 8]; 8] = shares();

/// The next power of 2^32 is the one before it, moved up by a word, whose highest word is 2^256 again.
#[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
const fn shares() -> [[i8; 8]; 8] {
    let mut shares = [[0; 8]; 8];
    let mut power = OVER;
    let mut upper = 0;
    while upper < 8 {
        let over = power[7];
        let mut next = [0; 8];
        let mut word = 0;
        while word < 8 {
            shares[word][upper] = power[word];
            next[word] = over * OVER[word] + if word == 0 { 0 } else { power[word - 1] };
            word += 1;
        }
        power = next;
        upper += 1;
    }
    shares
}

/// Adds to the lower words their shares of the upper ones, and of `over`, which stands just above the lower ones. Answers what
/// stands there now.
fn fold(lower: &mut [u32; 8], upper: &[u32], over: i64) -> i64 {
    let mut sum = 0_i64;
    for ((word, shares), share) in lower.iter_mut().zip(&SHARES).zip(OVER) {
        sum = sum.wrapping_add(i64::from(*word)).wrapping_add(i64::from(share).wrapping_mul(over));
        for (share, part) in shares.iter().zip(upper) {
            sum = sum.wrapping_add(i64::from(*share).wrapping_mul(i64::from(*part)));
        }
        *word = sum as u32;
        sum >>= 32;
    }
    sum
}

/// Reduces a number of a lower and an upper half, which becomes zero.
fn reduce([lower, upper]: &mut [[u32; 8]; 2]) {
    let mut over = fold(lower, upper, 0);
    // Between -7 and 7 now, and after once more between -1 and 1; then there is nothing left to carry.
    over = fold(lower, &[], over);
    fold(lower, &[], over);
    *upper = [0; 8];
}

#[cfg(cortex_m_dsp)]
mod seam {
    use core::ffi::c_int;
    use mbedtls as ffi;

    /// Reduces modulo P-256's prime. Mbed TLS's contract: the member `modp` in `mbedtls/ecp.h`.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn camtls_mod_p256(number: *mut ffi::mbedtls_mpi) -> c_int {
        // SAFETY: the caller's number, of which it has looked that it is no longer than the sixteen words that it has once it has
        // grown.
        unsafe {
            let code = ffi::mbedtls_mpi_grow(number, 16);
            if code == 0 {
                super::reduce(&mut *(*number).p.cast());
            }
            code
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The remainder modulo the prime, word by word from the top, by subtracting.
    fn remainder(number: &[u32], prime: &[u32]) -> Vec<u32> {
        let mut rest = vec![0_u32; prime.len() + 1];
        for bit in (0..32 * number.len()).rev() {
            let mut carry = number[bit / 32] >> (bit % 32) & 1;
            for word in &mut rest {
                (*word, carry) = ((*word << 1) | carry, *word >> 31);
            }
            let mut less = rest.clone();
            let mut borrow = 0_i64;
            for (i, word) in less.iter_mut().enumerate() {
                let sum = i64::from(*word) - i64::from(prime.get(i).copied().unwrap_or(0)) + borrow;
                (*word, borrow) = (sum as u32, sum >> 32);
            }
            if borrow == 0 {
                rest = less;
            }
        }
        rest.truncate(prime.len());
        rest
    }

    #[test]
    fn leaves_the_remainder() {
        const ONES: u32 = u32::MAX;
        let prime: &[u32] = &[ONES, ONES, ONES, 0, 0, 0, 1, ONES];
        let length = 16;
        let mut state = 0x2545_F491_u32;
        let mut numbers = vec![vec![u32::MAX; length], vec![0; length], [prime, prime].concat()];
        for word in 0..length {
            let mut one = vec![0; length];
            one[word] = u32::MAX;
            numbers.push(one.clone());
            one.iter_mut().for_each(|word| *word = !*word);
            numbers.push(one);
        }
        for _ in 0..2000 {
            let mut random = || {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                // Many words of nothing but zeros or ones.
                match state >> 29 {
                    0 | 1 => 0,
                    2 | 3 => u32::MAX,
                    _ => state,
                }
            };
            numbers.push((0..length).map(|_| random()).collect());
        }
        for number in numbers {
            let mut halves: [[u32; 8]; 2] = [number[..8].try_into().unwrap(), number[8..].try_into().unwrap()];
            reduce(&mut halves);
            assert_eq!(halves[1], [0; 8]);
            assert_eq!(remainder(&halves[0], prime), remainder(&number, prime), "{number:x?}");
        }
    }
}
