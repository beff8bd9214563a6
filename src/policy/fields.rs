//! Walking over DER, one value after the other, borrowed: what the crate `der` reads, with the name of the part at hand.
//!
//! Only definite, minimal lengths are read. Nothing is copied, and nesting is followed by the callers, never by recursion.

use der::{Decode, Header, Reader, SliceReader};

/// The tags used by certificates and revocation lists (X.690 section 8), as they stand in the encoding.
pub(super) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// A context-specific primitive tag, `[number] IMPLICIT`.
    pub(crate) const fn implicit(number: u8) -> u8 {
        0x80 | number
    }

    /// A context-specific constructed tag, `[number]`.
    pub(crate) const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }
}

/// The encoding is not what the part's definition asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The part's name.
    pub part: &'static str,
    /// Where it was noticed: bytes from the start of what is read.
    pub offset: usize,
}

/// One value: its tag, its content, and both with the length between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    pub(super) whole: &'a [u8],
    /// Where the content starts: bytes from the start of what is read.
    pub(super) offset: usize,
}

impl Field<'_> {
    /// The error that names this field's part.
    pub(super) const fn malformed(&self, part: &'static str) -> Malformed {
        Malformed { part, offset: self.offset }
    }
}

/// The values of one constructed encoding, in order.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    /// What has not been read.
    rest: &'a [u8],
    part: &'static str,
    /// Where it starts.
    offset: usize,
}

impl<'a> Fields<'a> {
    /// Walks over `content`, the values inside `part`.
    pub(super) fn new(content: &'a [u8], part: &'static str) -> Self {
        Self { rest: content, part, offset: 0 }
    }

    /// Walks over the values inside `field`.
    pub(super) fn of(field: Field<'a>, part: &'static str) -> Self {
        Self { rest: field.content, part, offset: field.offset }
    }

    /// The error that names the part at hand.
    pub(super) fn malformed(&self) -> Malformed {
        Malformed { part: self.part, offset: self.offset }
    }

    /// Names the part that is read next.
    pub(super) fn part(&mut self, part: &'static str) {
        self.part = part;
    }

    /// Whether all values have been read.
    pub(super) fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// Fails unless all values have been read.
    pub(super) fn finish(&self) -> Result<(), Malformed> {
        if self.is_finished() { Ok(()) } else { Err(self.malformed()) }
    }

    /// The next value, whatever its tag.
    pub(super) fn next(&mut self) -> Result<Field<'a>, Malformed> {
        let field = self.read().ok_or(self.malformed())?;
        self.offset = self.offset.saturating_add(field.whole.len());
        Ok(field)
    }

    fn read(&mut self) -> Option<Field<'a>> {
        let tag = *self.rest.first()?;
        // Tags over 30 take several bytes and appear nowhere in certificates.
        if tag & 0x1f == 0x1f {
            return None;
        }
        // Lengths over 256 MB are refused here.
        let mut reader = SliceReader::new(self.rest).ok()?;
        let header = Header::decode(&mut reader).ok()?;
        let content = reader.read_slice(header.length()).ok()?;
        let end = usize::try_from(reader.position()).ok()?;
        let (whole, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        let offset = self.offset.saturating_add(end.saturating_sub(content.len()));
        Some(Field { tag, content, whole, offset })
    }

    /// The next value, which must have `tag`.
    pub(super) fn expect(&mut self, tag: u8) -> Result<Field<'a>, Malformed> {
        let malformed = self.malformed();
        let field = self.next()?;
        let is_wanted = field.tag == tag && (tag != tag::OID || is_oid(field.content));
        if is_wanted { Ok(field) } else { Err(malformed) }
    }

    /// The next value if it has `tag`.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<Field<'a>>, Malformed> {
        match self.rest.first() {
            Some(byte) if *byte == tag => self.next().map(Some),
            _ => Ok(None),
        }
    }

    /// The next value, a constructed one with `tag`, as fields of `part`.
    pub(super) fn inside(&mut self, tag: u8, part: &'static str) -> Result<Fields<'a>, Malformed> {
        Ok(Fields::of(self.expect(tag)?, part))
    }

    /// `BOOLEAN DEFAULT FALSE`: absent or TRUE, since DER leaves out a value that is the default.
    pub(super) fn flag(&mut self) -> Result<bool, Malformed> {
        match self.optional(tag::BOOLEAN)? {
            None => Ok(false),
            Some(Field { content: [0xff], .. }) => Ok(true),
            Some(field) => Err(field.malformed(self.part)),
        }
    }

    /// `INTEGER`, not negative and small: a version, a path length.
    pub(super) fn small_integer(&mut self) -> Result<u32, Malformed> {
        let field = self.expect(tag::INTEGER)?;
        small_integer(field.content).ok_or(field.malformed(self.part))
    }

    /// `BIT STRING` of whole bytes: a key, a signature.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let field = self.expect(tag::BIT_STRING)?;
        match field.content {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(field.malformed(self.part)),
        }
    }
}

/// Whether the content of an OBJECT IDENTIFIER is whole arcs without leading zeros (X.690 section 8.19.2).
fn is_oid(content: &[u8]) -> bool {
    let mut starts = true;
    let minimal = content.iter().all(|byte| {
        let padded = starts && *byte == 0x80;
        starts = byte & 0x80 == 0;
        !padded
    });
    minimal && starts && !content.is_empty()
}

/// The value of a minimal, non-negative INTEGER of four bytes at most.
pub(super) fn small_integer(content: &[u8]) -> Option<u32> {
    let significant = match content {
        [0, rest @ ..] if rest.first().is_some_and(|byte| byte & 0x80 != 0) => rest,
        [0] => content,
        [first, ..] if *first != 0 && first & 0x80 == 0 => content,
        _ => return None,
    };
    if significant.len() > 4 {
        return None;
    }
    Some(significant.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}

/// The one `INTEGER`, not negative and small, that `wrapper` contains, named as part `part`.
pub(super) fn wrapped_integer(wrapper: Field<'_>, part: &'static str) -> Result<u32, Malformed> {
    let mut fields = Fields::of(wrapper, part);
    let value = fields.small_integer()?;
    fields.finish()?;
    Ok(value)
}

/// The one value that `fields` consist of, with `tag`.
pub(super) fn single(mut fields: Fields<'_>, tag: u8) -> Result<Field<'_>, Malformed> {
    let field = fields.expect(tag)?;
    fields.finish()?;
    Ok(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_in_order() {
        let mut fields = Fields::new(&[0x02, 1, 5, 0x04, 2, 1, 2, 0x80, 0], "test");
        assert_eq!(fields.small_integer(), Ok(5));
        assert_eq!(fields.optional(tag::BOOLEAN), Ok(None));
        assert_eq!(fields.expect(tag::OCTET_STRING).unwrap().content, [1, 2]);
        assert_eq!(fields.finish(), Err(Malformed { part: "test", offset: 7 }));
        assert_eq!(fields.next().unwrap().whole, [0x80, 0]);
        assert_eq!(fields.finish(), Ok(()));
        assert!(fields.next().is_err());
    }

    #[test]
    fn refuses_what_is_not_der() {
        // Indefinite, non-minimal and truncated lengths; a tag of several bytes.
        for bytes in [
            &[0x30, 0x80, 0, 0][..],
            &[0x04, 0x81, 1, 7],
            &[0x04, 0x82, 0, 1, 7],
            &[0x04, 2, 7],
            &[0x9f, 0x1f, 0],
            &[0x04],
        ] {
            assert_eq!(Fields::new(bytes, "test").next(), Err(Malformed { part: "test", offset: 0 }), "{bytes:02x?}");
        }
    }

    #[test]
    fn small_integers_are_minimal() {
        assert_eq!(small_integer(&[0]), Some(0));
        assert_eq!(small_integer(&[0, 0x80]), Some(128));
        assert_eq!(small_integer(&[0, 0xff, 0xff, 0xff, 0xff]), Some(u32::MAX));
        for bytes in [&[][..], &[0, 1], &[0x80], &[0, 0], &[1, 0, 0, 0, 0]] {
            assert_eq!(small_integer(bytes), None, "{bytes:02x?}");
        }
    }

    #[test]
    fn identifiers_are_whole_arcs() {
        for (content, expected) in [
            (&[0x55, 0x1d, 15][..], true),
            (&[0x2a, 0x86, 0x48, 0x86, 0xf7], false),
            (&[0x2a, 0x86, 0x48], true),
            (&[0x2a, 0x80, 0x48], false),
            (&[0x80, 0x2a], false),
            (&[0x2a, 0x86, 0x80, 0x01], true),
            (&[0x86], false),
            (&[], false),
        ] {
            let der = [&[tag::OID, content.len() as u8], content].concat();
            assert_eq!(Fields::new(&der, "oid").expect(tag::OID).is_ok(), expected, "{content:02x?}");
        }
    }

    #[test]
    fn flags_are_der_booleans() {
        assert_eq!(Fields::new(&[1, 1, 0xff], "flag").flag(), Ok(true));
        assert_eq!(Fields::new(&[], "flag").flag(), Ok(false));
        for byte in [0, 1, 0x7f] {
            assert_eq!(Fields::new(&[1, 1, byte], "flag").flag(), Err(Malformed { part: "flag", offset: 2 }));
        }
    }
}
