//! AES's table, computed when this is compiled.

/// For each byte a column of the matrix that mixes, times the byte's substitute. Walks through the field by powers of 3, and of its inverse: FIPS 197, section 5.1.1.
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
