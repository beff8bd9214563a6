//! An ECDSA signature's encoding: `SEQUENCE { r INTEGER, s INTEGER }` in DER, and nothing else.
//!
//! Mbed TLS reads numbers without their leading zero, with superfluous ones, and lengths in longer forms than needed. These are
//! other spellings of a valid signature, not forgeries, yet DER has one spelling.
//!
//! Source: RFC 3279 section 2.2.3, X.690 sections 8.3 and 10.1.

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

/// r and s, most significant byte first; `None` for what is not DER.
pub(crate) fn integers(signature: &[u8]) -> Option<(&[u8], &[u8])> {
    let (body, behind) = element(SEQUENCE, signature)?;
    let (r, rest) = element(INTEGER, body)?;
    let (s, rest) = element(INTEGER, rest)?;
    (behind.is_empty() && rest.is_empty() && is_unsigned(r) && is_unsigned(s)).then_some((r, s))
}

/// The content of the first element, which must have this tag, and what comes behind it.
fn element(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    match bytes {
        // Signatures on curves of up to 384 bits need no length above 127.
        [found, length @ 0..=0x7F, rest @ ..] if *found == tag => rest.split_at_checked(usize::from(*length)),
        _ => None,
    }
}

/// Whether an INTEGER's content is a number from zero up in its shortest form.
fn is_unsigned(content: &[u8]) -> bool {
    matches!(content, [0..=0x7F] | [0x01..=0x7F, ..] | [0, 0x80..=0xFF, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_spelling_is_read() {
        let high_and_low: [u8; 9] = [0x30, 7, 2, 2, 0, 0x80, 2, 1, 0x7F];
        assert_eq!(integers(&high_and_low), Some((&[0, 0x80][..], &[0x7F][..])));
        // Zero is a number; that no signature has it is for the arithmetic to say.
        assert_eq!(integers(&[0x30, 6, 2, 1, 0, 2, 1, 1]), Some((&[0][..], &[1][..])));
    }

    #[test]
    fn other_spellings_are_not() {
        for spelling in [
            &[][..],
            &[0x30],
            &[0x30, 0],
            &[0x31, 6, 2, 1, 1, 2, 1, 1],          // another tag
            &[0x30, 0x81, 6, 2, 1, 1, 2, 1, 1],    // long form of a short length
            &[0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0], // indefinite length
            &[0x30, 7, 2, 1, 1, 2, 1, 1],          // cut
            &[0x30, 6, 2, 1, 1, 2, 1, 1, 0],       // more behind
            &[0x30, 7, 2, 1, 1, 2, 1, 1, 0],       // more within
            &[0x30, 6, 2, 1, 0x80, 2, 1, 1],       // negative
            &[0x30, 7, 2, 2, 0, 1, 2, 1, 1],       // a zero too many
            &[0x30, 5, 2, 0, 2, 1, 1],             // no number
            &[0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1], // three numbers
            &[0x30, 3, 2, 1, 1],                   // one
        ] {
            assert_eq!(integers(spelling), None, "{spelling:02x?}");
        }
    }
}
