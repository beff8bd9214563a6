//! AES's table, computed when this is compiled, and the round keys that are made with it.

/// For each byte a column of the matrix that mixes, times the byte's substitute.
#[unsafe(no_mangle)]
static camtls_aes_table: [u32; 256] = columns();

/// Walks through the field by powers of 3, and of its inverse: FIPS 197, section 5.1.1.
#[allow(clippy::indexing_slicing, reason = "evaluated when this is compiled")]
pub(super) const fn columns() -> [u32; 256] {
    let mut table = [0; 256];
    table[0] = column(0x63);
    let (mut power, mut inverse) = (1_u8, 1_u8);
    loop {
        let linear = inverse ^ inverse.rotate_left(1) ^ inverse.rotate_left(2) ^ inverse.rotate_left(3);
        table[power as usize] = column(linear ^ inverse.rotate_left(4) ^ 0x63);
        power ^= double(power);
        // Division by 3 is multiplication by 0xF6.
        inverse ^= inverse << 1;
        inverse ^= inverse << 2;
        inverse ^= inverse << 4;
        if inverse & 0x80 != 0 {
            inverse ^= 0x09;
        }
        if power == 1 {
            return table;
        }
    }
}

const fn column(substitute: u8) -> u32 {
    let twice = double(substitute);
    u32::from_le_bytes([twice, substitute, substitute, twice ^ substitute])
}

/// Times x, modulo the field's polynomial.
const fn double(byte: u8) -> u8 {
    (byte << 1) ^ if byte & 0x80 != 0 { 0x1B } else { 0 }
}

/// The substitute of each byte: the second byte of its column is the substitute itself.
fn substituted(word: u32) -> u32 {
    // An index of eight bits is always in range.
    let one = |byte: u8| camtls_aes_table.get(usize::from(byte)).map_or(0, |column| (column >> 8) as u8);
    u32::from_le_bytes(word.to_le_bytes().map(one))
}

/// Makes the round keys of encryption behind the key, which is the first of them: FIPS 197, section 5.2.
///
/// # Safety
/// `keys` points to room for 4 (`length` + 7) words, of which the first `length`, 4, 6 or 8, are the key.
pub(super) unsafe fn expand(keys: *mut u32, length: usize) {
    let mut constant = 1_u8;
    let mut place = 0_usize;
    // SAFETY: from the key's last word to the one before the last.
    unsafe {
        let mut last = keys.add(length.wrapping_sub(1));
        let end = keys.add(length.wrapping_mul(4).wrapping_add(27));
        while last < end {
            let mut word = *last;
            if place == 0 {
                word = substituted(word.rotate_right(8)) ^ u32::from(constant);
                constant = double(constant);
            } else if place == 4 && length == 8 {
                word = substituted(word);
            }
            place = place.wrapping_add(1);
            if place == length {
                place = 0;
            }
            last = last.add(1);
            *last = word ^ *last.sub(length);
        }
    }
}
