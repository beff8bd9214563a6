//! The header of a DER value: its tag and its length.
//!
//! What the crate `der` reads, in a tenth of its code; the tests compare both. Lengths are definite and minimal, of four bytes
//! at most; tags are of one byte, and those of X.680's own class are known ones.

use super::fields::tag;

/// Why there is no whole header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The bytes end in it.
    Cut,
    /// It is not DER.
    Malformed,
}

/// The numbers of the primitive types that X.680 has and that are not obsolete or foreign to DER, one bit each.
const PRIMITIVE: u32 = {
    let numbers = [1, 2, 3, 4, 5, 6, 9, 10, 12, 13, 18, 19, 20, 21, 22, 23, 24, 26, 27, 30];
    let (mut bits, mut rest): (u32, &[u8]) = (0, &numbers);
    while let [number, others @ ..] = rest {
        bits |= 1 << *number;
        rest = others;
    }
    bits
};

const fn is_tag(tag: u8) -> bool {
    match tag {
        0..=0x1f => PRIMITIVE >> tag & 1 == 1,
        tag::SEQUENCE | tag::SET => true,
        // Numbers over 30 take several bytes and appear nowhere in certificates.
        0x40.. => tag & 0x1f != 0x1f,
        _ => false,
    }
}

/// How long the header is that `value`, which has a whole one, begins with.
pub(super) const fn length(value: &[u8]) -> usize {
    match value {
        [_, long @ 0x80..=0xff, ..] => ((*long & 0x7f) as usize).saturating_add(2),
        _ => 2,
    }
}

/// Where the value ends that `bytes` begin with, which may be behind their end.
pub(super) fn end(bytes: &[u8]) -> Result<usize, Flaw> {
    let (tag, rest) = bytes.split_first().ok_or(Flaw::Cut)?;
    if !is_tag(*tag) {
        return Err(Flaw::Malformed);
    }
    let (first, rest) = rest.split_first().ok_or(Flaw::Cut)?;
    let content = match *first {
        short @ 0..=0x7f => usize::from(short),
        long @ 0x81..=0x84 => {
            let number = rest.get(..usize::from(long & 0x7f)).ok_or(Flaw::Cut)?;
            let value = number.iter().fold(0, |value, byte| value << 8 | usize::from(*byte));
            if number.first() == Some(&0) || value < 0x80 {
                return Err(Flaw::Malformed);
            }
            value
        }
        _ => return Err(Flaw::Malformed),
    };
    Ok(content.saturating_add(length(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::{Decode, ErrorKind, Header, Reader, SliceReader};

    /// What the crate `der` says of the header.
    fn oracle(bytes: &[u8]) -> Result<usize, Flaw> {
        let mut reader = SliceReader::new(bytes).unwrap();
        match Header::decode(&mut reader) {
            Ok(header) => {
                let (length, content) = (usize::try_from(reader.position()), usize::try_from(header.length()));
                Ok(length.unwrap() + content.unwrap())
            }
            Err(error) if matches!(error.kind(), ErrorKind::Incomplete { .. }) => Err(Flaw::Cut),
            Err(_) => Err(Flaw::Malformed),
        }
    }

    #[test]
    fn reads_what_der_reads() {
        let lengths: [&[u8]; 24] = [
            &[],
            &[0],
            &[1],
            &[0x7f],
            &[0x80],
            &[0x81],
            &[0x81, 0],
            &[0x81, 0x7f],
            &[0x81, 0x80],
            &[0x81, 0xff],
            &[0x82, 1],
            &[0x82, 0, 0x80],
            &[0x82, 0, 0xff],
            &[0x82, 1, 0],
            &[0x82, 0xff, 0xff],
            &[0x83, 0, 0xff, 0xff],
            &[0x83, 1, 0, 0],
            &[0x83, 1, 0],
            &[0x84, 0, 1, 0, 0],
            &[0x84, 1, 0, 0, 0],
            &[0x84, 0x0f, 0xff, 0xff, 0xff],
            &[0x84, 0xff, 0xff, 0xff, 0xff],
            &[0x85, 1, 0, 0, 0, 0],
            &[0xff],
        ];
        for tag in 0..=u8::MAX {
            // Here der reads on.
            if tag & 0x1f == 0x1f {
                assert!(end(&[tag, 0x20, 0]).is_err());
                continue;
            }
            for length in lengths {
                let bytes = [&[tag], length].concat();
                assert_eq!(end(&bytes), oracle(&bytes), "{bytes:02x?}");
            }
        }
        assert_eq!(end(&[]), oracle(&[]));
    }

    #[test]
    fn knows_how_long_it_is() {
        for (bytes, expected) in [(&[4, 0][..], 2), (&[4, 0x7f], 2), (&[4, 0x81, 0x80], 3), (&[4, 0x84, 1, 0, 0, 0], 6)]
        {
            assert_eq!(length(bytes), expected);
        }
    }
}
