//! The entry points of tests/hardware/interface.h, which a harness calls in an emulator of the processor.

use super::entropy;
use crate::platform::random::NoRandomness;
use core::slice;

/// `ERR_RANDOM_FAILED` and `ERR_RANDOM_STUCK`.
fn code(why: NoRandomness) -> i32 {
    use crate::policy::Code;
    let code = match why {
        NoRandomness::Absent => Code::RandomFailed,
        NoRandomness::Stuck => Code::RandomStuck,
    };
    code.number()
}

#[unsafe(no_mangle)]
extern "C" fn hw_reset() {
    super::reset();
}

#[unsafe(no_mangle)]
unsafe extern "C" fn hw_random(out: *mut u8, length: u32) -> i32 {
    // SAFETY: the harness's buffer.
    let out = unsafe { slice::from_raw_parts_mut(out, length as usize) };
    out.fill(0);
    // In pieces of the size in which seeds are made.
    for piece in 0..out.len().div_ceil(128) {
        let mut words = [0; 32];
        let start = piece.wrapping_mul(128);
        let left = out.get_mut(start..).unwrap_or_default();
        let wanted = left.len().min(128);
        let noise = entropy::noise(words.get_mut(..wanted.div_ceil(4)).unwrap_or_default());
        if let Err(why) = noise {
            out.fill(0);
            return code(why);
        }
        let bytes = words.iter().flat_map(|word| word.to_le_bytes());
        for (byte, noise) in left.iter_mut().zip(bytes.take(wanted)) {
            *byte = noise;
        }
    }
    0
}
