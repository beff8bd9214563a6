//! Walking over DER, one value after the other, borrowed, with the name of the part at hand.
//!
//! Nothing is copied, and nesting is followed by the callers, never by recursion. All that is handed up is one or two words
//! long: there are hundreds of such calls, and what they answer is code in each.

use super::header;
pub(super) use super::part::{Malformed, Part};

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

/// One value, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// Tag, length and content; empty for a value that is absent.
    pub(super) whole: &'a [u8],
}

impl<'a> Field<'a> {
    const ABSENT: Self = Self { whole: &[] };

    /// Its tag.
    pub(super) fn tag(self) -> u8 {
        self.whole.first().copied().unwrap_or_default()
    }

    /// Its content.
    #[inline(never)]
    pub(super) fn content(self) -> &'a [u8] {
        self.whole.get(header::length(self.whole)..).unwrap_or_default()
    }

    /// How long tag and length are.
    pub(super) const fn header_length(self) -> usize {
        header::length(self.whole)
    }

    /// It, unless it is absent.
    pub(super) fn present(self) -> Option<Self> {
        if self.whole.is_empty() { None } else { Some(self) }
    }
}

/// The values of one constructed encoding, in order.
#[derive(Clone)]
pub(super) struct Fields<'a> {
    /// What has not been read.
    rest: &'a [u8],
    /// Where all that is read lies in memory, to tell where in it something is.
    origin: usize,
    part: Part,
}

impl<'a> Fields<'a> {
    /// Walks over `content`, the values inside `part`.
    pub(super) fn new(content: &'a [u8], part: Part) -> Self {
        Self { rest: content, origin: content.as_ptr().addr(), part }
    }

    /// Walks over `content`, which lies within what is read: the values inside `part`.
    pub(super) const fn over(&self, content: &'a [u8], part: Part) -> Self {
        Self { rest: content, origin: self.origin, part }
    }

    /// Walks over the values inside `field`.
    pub(super) fn within(&self, field: Field<'a>, part: Part) -> Self {
        self.over(field.content(), part)
    }

    /// The error that names the part at hand.
    pub(super) fn malformed(&self) -> Malformed {
        self.malformed_at(self.rest, self.part)
    }

    /// The error that names `part`, noticed where `place` starts.
    #[inline(never)]
    pub(super) fn malformed_at(&self, place: &[u8], part: Part) -> Malformed {
        Malformed::new(part, place.as_ptr().addr().wrapping_sub(self.origin))
    }

    /// The error that names the part at hand, noticed where the content of `field` starts.
    pub(super) fn malformed_in(&self, field: Field<'_>) -> Malformed {
        self.malformed_at(field.content(), self.part)
    }

    /// Names the part that is read next.
    pub(super) const fn part(&mut self, part: Part) {
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

    /// What has not been read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next value, whatever its tag.
    #[inline(never)]
    pub(super) fn next(&mut self) -> Result<Field<'a>, Malformed> {
        let end = header::end(self.rest).map_err(|_| self.malformed())?;
        let (whole, rest) = self.rest.split_at_checked(end).ok_or(self.malformed())?;
        self.rest = rest;
        Ok(Field { whole })
    }

    /// The next value, which must have `tag`.
    #[inline(never)]
    pub(super) fn expect(&mut self, tag: u8) -> Result<Field<'a>, Malformed> {
        let malformed = self.malformed();
        let field = self.next()?;
        let is_wanted = field.tag() == tag && (tag != tag::OID || is_oid(field.content()));
        if is_wanted { Ok(field) } else { Err(malformed) }
    }

    /// The content of the next value, which must have `tag`.
    #[inline(never)]
    pub(super) fn content(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        self.expect(tag).map(Field::content)
    }

    /// The next value if it has `tag`, else an absent one.
    #[inline(never)]
    pub(super) fn optional(&mut self, tag: u8) -> Result<Field<'a>, Malformed> {
        if self.rest.first() == Some(&tag) { self.next() } else { Ok(Field::ABSENT) }
    }

    /// The next value, a constructed one with `tag`, as fields of `part`.
    // In the caller: there it is four words in their place, as an answer it would be copied.
    #[inline(always)]
    pub(super) fn inside(&mut self, tag: u8, part: Part) -> Result<Fields<'a>, Malformed> {
        let content = self.content(tag)?;
        Ok(self.over(content, part))
    }

    /// The one value that these fields consist of, a SEQUENCE, as fields of the same part.
    #[inline(always)]
    pub(super) fn sequence(mut self) -> Result<Fields<'a>, Malformed> {
        let content = self.single(tag::SEQUENCE)?;
        Ok(self.over(content, self.part))
    }

    /// The content of the one value that these fields consist of, with `tag`.
    #[inline(never)]
    pub(super) fn single(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        let content = self.content(tag)?;
        self.finish()?;
        Ok(content)
    }

    /// `BOOLEAN DEFAULT FALSE`: absent or TRUE, since DER leaves out a value that is the default.
    pub(super) fn flag(&mut self) -> Result<bool, Malformed> {
        let field = self.optional(tag::BOOLEAN)?;
        match field.whole {
            [] => Ok(false),
            [_, 1, 0xff] => Ok(true),
            _ => Err(self.malformed_in(field)),
        }
    }

    /// `INTEGER`, not negative and small: a version, a path length.
    #[inline(never)]
    pub(super) fn small_integer(&mut self) -> Result<u32, Malformed> {
        let content = self.content(tag::INTEGER)?;
        small_integer(content).ok_or(self.malformed_at(content, self.part))
    }

    /// The one `INTEGER`, not negative and small, that these fields consist of.
    #[inline(never)]
    pub(super) fn single_integer(mut self) -> Result<u32, Malformed> {
        let value = self.small_integer()?;
        self.finish()?;
        Ok(value)
    }

    /// `BIT STRING` of whole bytes: a key, a signature.
    #[inline(never)]
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        match self.content(tag::BIT_STRING)? {
            [0, bytes @ ..] => Ok(bytes),
            content => Err(self.malformed_at(content, self.part)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_in_order() {
        let mut fields = Fields::new(&[0x02, 1, 5, 0x04, 2, 1, 2, 0x80, 0], Part::Name);
        assert_eq!(fields.small_integer(), Ok(5));
        assert_eq!(fields.optional(tag::BOOLEAN), Ok(Field::ABSENT));
        assert_eq!(fields.expect(tag::OCTET_STRING).unwrap().content(), [1, 2]);
        assert_eq!(fields.finish(), Err(Malformed::new(Part::Name, 7)));
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
            assert_eq!(Fields::new(bytes, Part::Name).next(), Err(Malformed::new(Part::Name, 0)), "{bytes:02x?}");
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
            assert_eq!(Fields::new(&der, Part::Name).expect(tag::OID).is_ok(), expected, "{content:02x?}");
        }
    }

    #[test]
    fn flags_are_der_booleans() {
        assert_eq!(Fields::new(&[1, 1, 0xff], Part::Name).flag(), Ok(true));
        assert_eq!(Fields::new(&[], Part::Name).flag(), Ok(false));
        for byte in [0, 1, 0x7f] {
            assert_eq!(Fields::new(&[1, 1, byte], Part::Name).flag(), Err(Malformed::new(Part::Name, 2)));
        }
    }
}
