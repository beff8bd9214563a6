//! Distinguished names: subjects, issuers and directory names of constraints.

use super::fields::{Field, Fields, Malformed, Part, tag};

/// A distinguished name, borrowed: `RDNSequence` of RFC 5280 section 4.1.2.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistinguishedName<'a> {
    /// The relative names inside the SEQUENCE.
    content: &'a [u8],
}

/// One attribute: the content of its OID, and its value.
#[derive(Clone, Copy)]
struct Attribute<'a> {
    oid: &'a [u8],
    value: Field<'a>,
}

const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANIZATION: &[u8] = &[0x55, 4, 10];
const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

impl<'a> DistinguishedName<'a> {
    /// Reads the name that comes next in `fields`, to its last attribute.
    pub(super) fn next(fields: &mut Fields<'a>) -> Result<Self, Malformed> {
        let mut names = fields.inside(tag::SEQUENCE, Part::Name)?;
        let content = names.rest();
        while !names.is_finished() {
            let mut attributes = names.inside(tag::SET, Part::Name)?;
            loop {
                let mut attribute = attributes.inside(tag::SEQUENCE, Part::Name)?;
                attribute.expect(tag::OID)?;
                attribute.next()?;
                attribute.finish()?;
                if attributes.is_finished() {
                    break;
                }
            }
        }
        Ok(Self { content })
    }

    /// The relative names, encoded: equal bytes are equal names.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.content
    }

    /// Whether it has no attribute at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.content.is_empty()
    }

    /// The last (most specific) common name: its characters, ASCII or UTF-8 in all usual encodings, unchecked.
    #[must_use]
    pub fn common_name(self) -> Option<&'a [u8]> {
        self.last(COMMON_NAME)
    }

    /// The last organization name.
    #[must_use]
    pub fn organization(self) -> Option<&'a [u8]> {
        self.last(ORGANIZATION)
    }

    /// What to call it in a message: the common name, else the organization, else any text in it.
    #[must_use]
    pub fn title(self) -> Option<&'a [u8]> {
        let any =
            || self.attributes().find(|attribute| is_text(attribute.value.tag())).map(|found| found.value.content());
        self.common_name().or_else(|| self.organization()).or_else(any)
    }

    /// The email addresses that names carried before there were subject alternative names.
    pub(super) fn email_addresses(self) -> impl Iterator<Item = &'a [u8]> {
        self.attributes().filter(|attribute| attribute.oid == EMAIL_ADDRESS).map(|attribute| attribute.value.content())
    }

    /// Every attribute: the content octets of its OID, and of its value.
    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.attributes().map(|attribute| (attribute.oid, attribute.value.content()))
    }

    fn last(self, oid: &[u8]) -> Option<&'a [u8]> {
        self.attributes()
            .filter(|attribute| attribute.oid == oid && is_text(attribute.value.tag()))
            .last()
            .map(|attribute| attribute.value.content())
    }

    fn attributes(self) -> Attributes<'a> {
        Attributes { names: Fields::new(self.content, Part::Name), set: Fields::new(&[], Part::Name) }
    }

    /// Whether both are the same name.
    ///
    /// Byte for byte, or attribute by attribute with case and repeated spaces ignored in ASCII text, whatever string type
    /// it has (RFC 5280 section 7.1, without the stringprep of characters beyond ASCII).
    #[must_use]
    pub fn matches(self, other: Self) -> bool {
        self.content == other.content || (self.is_within(other) && other.is_within(self))
    }

    /// Whether this name starts with all relative names of `base`: is it in that directory subtree?
    #[must_use]
    pub fn is_within(self, base: Self) -> bool {
        self.begins(base, same_attributes)
    }

    /// Whether this name may be in that directory subtree: what cannot be compared, for its string type or the order of a relative name's
    /// attributes, may be the same.
    pub(super) fn may_be_within(self, base: Self) -> bool {
        self.begins(base, may_be_same)
    }

    fn begins(self, base: Self, same: fn(&[u8], &[u8]) -> bool) -> bool {
        let mut names = Fields::new(self.content, Part::Name);
        let mut bases = Fields::new(base.content, Part::Name);
        while !bases.is_finished() {
            let (Ok(name), Ok(base)) = (names.content(tag::SET), bases.content(tag::SET)) else {
                return false;
            };
            if name != base && !same(name, base) {
                return false;
            }
        }
        true
    }
}

/// The attributes of a relative name.
fn attributes(set: &[u8]) -> Attributes<'_> {
    Attributes { names: Fields::new(&[], Part::Name), set: Fields::new(set, Part::Name) }
}

/// Whether two relative names have the same attributes, in the same order as DER sorts them.
fn same_attributes(left: &[u8], right: &[u8]) -> bool {
    let (mut left, mut right) = (attributes(left), attributes(right));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if left.oid == right.oid && same_value(left.value, right.value) => {}
            _ => return false,
        }
    }
}

/// Whether a relative name may have all attributes of another.
fn may_be_same(name: &[u8], base: &[u8]) -> bool {
    attributes(base).all(|wanted| {
        attributes(name).any(|one| {
            one.oid == wanted.oid && (same_value(one.value, wanted.value) || script(one.value) != script(wanted.value))
        })
    })
}

/// What stands for how a value is to be read: values of one script can be compared.
fn script(value: Field<'_>) -> u8 {
    // Beyond ASCII nobody knows what TeletexString means.
    let text = is_text(value.tag()) && (value.tag() != tag::TELETEX_STRING || value.content().is_ascii());
    if text { tag::UTF8_STRING } else { value.tag() }
}

/// Whether a value of this type is ASCII text or a superset of it, one byte a character where it is ASCII.
pub(super) const fn is_text(tag: u8) -> bool {
    matches!(tag, tag::UTF8_STRING | tag::PRINTABLE_STRING | tag::TELETEX_STRING | tag::IA5_STRING)
}

fn same_value(left: Field<'_>, right: Field<'_>) -> bool {
    if !is_text(left.tag()) || !is_text(right.tag()) {
        return left.whole == right.whole;
    }
    folded(left.content()).eq(folded(right.content()))
}

/// The characters that count: lower case, no spaces at the ends, one space for several.
fn folded(text: &[u8]) -> impl Iterator<Item = u8> {
    let text = text.trim_ascii();
    let previous = core::iter::once(0).chain(text.iter().copied());
    text.iter()
        .copied()
        .zip(previous)
        .filter(|(byte, previous)| *byte != b' ' || *previous != b' ')
        .map(|(byte, _)| byte.to_ascii_lowercase())
}

/// The attributes of all relative names in order; ends early at what is malformed.
struct Attributes<'a> {
    names: Fields<'a>,
    set: Fields<'a>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        while self.set.is_finished() {
            if self.names.is_finished() {
                return None;
            }
            self.set = self.names.inside(tag::SET, Part::Name).ok()?;
        }
        let mut attribute = self.set.inside(tag::SEQUENCE, Part::Name).ok()?;
        Some(Attribute { oid: attribute.content(tag::OID).ok()?, value: attribute.next().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::value;
    use std::vec::Vec;

    /// The relative names of `text`: attributes separated by `+` in one of them, by `,` in several.
    fn encoded(text: &str, string: u8) -> Vec<u8> {
        let attribute = |text: &str| {
            let (key, text) = text.split_once('=').unwrap();
            let oid: &[u8] = match key {
                "CN" => COMMON_NAME,
                "O" => ORGANIZATION,
                "E" => EMAIL_ADDRESS,
                _ => &[0x55, 4, 6],
            };
            value(tag::SEQUENCE, &[value(tag::OID, oid), value(string, text.as_bytes())].concat())
        };
        let relative = |text: &str| value(tag::SET, &text.split('+').flat_map(attribute).collect::<Vec<_>>());
        value(tag::SEQUENCE, &text.split(',').filter(|text| !text.is_empty()).flat_map(relative).collect::<Vec<_>>())
    }

    fn read(der: &[u8]) -> Result<DistinguishedName<'_>, Malformed> {
        let mut fields = Fields::new(der, Part::Name);
        let name = DistinguishedName::next(&mut fields)?;
        fields.finish()?;
        Ok(name)
    }

    fn matches(left: (&str, u8), right: (&str, u8)) -> bool {
        let (left, right) = (encoded(left.0, left.1), encoded(right.0, right.1));
        let (left, right) = (read(&left).unwrap(), read(&right).unwrap());
        assert_eq!(left.matches(right), right.matches(left));
        left.matches(right)
    }

    #[test]
    fn names_match_whatever_their_string_type_and_case() {
        let (utf8, printable) = (tag::UTF8_STRING, tag::PRINTABLE_STRING);
        for (left, right) in
            [("CN=Root", "CN=Root"), ("CN=Root", "CN=ROOT"), ("O=My  Org ,CN=a", "O=my Org,CN=A"), ("", "")]
        {
            assert!(matches((left, utf8), (right, printable)), "{left} {right}");
        }
        for (left, right) in [
            ("CN=Root", "CN=Root 2"),
            ("CN=Root", "O=Root"),
            ("CN=Root", "CN=Root,CN=Root"),
            ("O=a,CN=b", "CN=b,O=a"),
            ("O=a+CN=b", "O=a,CN=b"),
            ("CN=a b", "CN=ab"),
            ("CN=Root", ""),
        ] {
            assert!(!matches((left, utf8), (right, utf8)), "{left} {right}");
        }
        // Only ASCII supersets are compared as text.
        assert!(!matches(("CN=a", utf8), ("CN=A", 0x1e)));
    }

    #[test]
    fn what_cannot_be_compared_may_be_within() {
        let within = |name: (&str, u8), base: &str| {
            let (name, base) = (encoded(name.0, name.1), encoded(base, tag::UTF8_STRING));
            let (name, base) = (read(&name).unwrap(), read(&base).unwrap());
            (name.is_within(base), name.may_be_within(base))
        };
        for (name, string, expected) in [
            ("O=Evil,CN=a", tag::UTF8_STRING, (true, true)),
            ("O=EVIL,CN=a", tag::PRINTABLE_STRING, (true, true)),
            ("O=Good,CN=a", tag::PRINTABLE_STRING, (false, false)),
            ("O=G\u{fc}te", tag::UTF8_STRING, (false, false)),
            // BMPString.
            ("O=Evil", 0x1e, (false, true)),
            ("O=Good", tag::TELETEX_STRING, (false, false)),
            ("O=G\u{fc}te", tag::TELETEX_STRING, (false, true)),
            ("CN=Evil", 0x1e, (false, false)),
            ("CN=a+O=Evil", tag::UTF8_STRING, (false, true)),
            ("", tag::UTF8_STRING, (false, false)),
        ] {
            assert_eq!(within((name, string), "O=Evil"), expected, "{name}");
        }
        assert_eq!(within(("O=b+CN=a", tag::UTF8_STRING), "CN=a+O=b"), (false, true));
    }

    #[test]
    fn subtrees_are_beginnings() {
        let within = |name: &str, base: &str| {
            let (name, base) = (encoded(name, tag::UTF8_STRING), encoded(base, tag::PRINTABLE_STRING));
            read(&name).unwrap().is_within(read(&base).unwrap())
        };
        assert!(within("C=US,O=Org,CN=leaf", "C=US,O=org"));
        assert!(within("C=US,O=Org", "C=US,O=Org"));
        assert!(within("C=US", ""));
        assert!(!within("C=US", "C=US,O=Org"));
        assert!(!within("O=Org,C=US", "C=US"));
        assert!(!within("C=US,O=Organ", "C=US,O=Org"));
    }

    #[test]
    fn attributes_are_found() {
        let der = encoded("C=US,O=Org,CN=first+E=a@b,CN=last", tag::UTF8_STRING);
        let name = read(&der).unwrap();
        assert_eq!(name.common_name(), Some(&b"last"[..]));
        assert_eq!(name.organization(), Some(&b"Org"[..]));
        assert_eq!(name.email_addresses().collect::<Vec<_>>(), [b"a@b"]);
        assert_eq!(name.iter().count(), 5);
        let der = encoded("C=US", tag::PRINTABLE_STRING);
        assert_eq!(read(&der).unwrap().title(), Some(&b"US"[..]));
        let der = encoded("", tag::UTF8_STRING);
        assert!(read(&der).unwrap().is_empty());
    }

    #[test]
    fn malformed_names_are_refused() {
        let oid = value(tag::OID, COMMON_NAME);
        for content in [
            value(tag::SET, &[]),
            value(tag::SEQUENCE, &[]),
            value(tag::SET, &value(tag::SEQUENCE, &oid)),
            value(tag::SET, &value(tag::SEQUENCE, &[oid.clone(), value(12, b"a"), value(12, b"b")].concat())),
            value(tag::SET, &[0x30, 0x80, 0, 0]),
        ] {
            assert!(read(&value(tag::SEQUENCE, &content)).is_err(), "{content:02x?}");
        }
    }
}
