//! General names: what subject alternative names and name constraints consist of.

use super::fields::{Fields, Malformed, Part, tag};
use super::name::DistinguishedName;

/// One name of RFC 5280 section 4.2.1.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// A DNS name, perhaps with a wildcard; its characters are unchecked.
    Dns(&'a [u8]),
    /// An IP address of 4 or 16 bytes in a certificate; with its mask, twice that, in a constraint.
    Ip(&'a [u8]),
    /// An email address; its characters are unchecked.
    Email(&'a [u8]),
    /// A distinguished name.
    Directory(DistinguishedName<'a>),
    /// A URI; its characters are unchecked.
    Uri(&'a [u8]),
    /// Another form: the number of its tag, and its content.
    Other(u8, &'a [u8]),
}

impl<'a> GeneralName<'a> {
    /// Reads the name that comes next in `fields`.
    pub(super) fn next(fields: &mut Fields<'a>) -> Result<Self, Malformed> {
        const EMAIL: u8 = tag::implicit(1);
        const DNS: u8 = tag::implicit(2);
        const DIRECTORY: u8 = tag::constructed(4);
        const URI: u8 = tag::implicit(6);
        const IP: u8 = tag::implicit(7);
        // otherName, x400Address and ediPartyName are constructed, registeredID is primitive.
        const OTHER: u8 = tag::constructed(0);
        const X400: u8 = tag::constructed(3);
        const EDI: u8 = tag::constructed(5);
        const REGISTERED: u8 = tag::implicit(8);
        let field = fields.next()?;
        let content = field.content();
        Ok(match field.tag() {
            EMAIL => Self::Email(content),
            DNS => Self::Dns(content),
            // CHOICE cannot be tagged implicitly: the name lies inside.
            DIRECTORY => {
                let mut inner = fields.over(content, Part::GeneralName);
                let name = DistinguishedName::next(&mut inner)?;
                inner.finish()?;
                Self::Directory(name)
            }
            URI => Self::Uri(content),
            IP => Self::Ip(content),
            OTHER | X400 | EDI | REGISTERED => Self::Other(field.tag() & 0x1f, content),
            _ => return Err(fields.malformed_at(content, Part::GeneralName)),
        })
    }
}

/// The names of a `GeneralNames` in order; the first malformed one ends it, as an error.
#[derive(Clone)]
pub struct GeneralNames<'a> {
    fields: Result<Fields<'a>, Malformed>,
    ended: bool,
}

impl<'a> GeneralNames<'a> {
    /// The names of an extension's value, complete with its SEQUENCE; none if there is no extension.
    pub(super) fn of_extension(value: Option<&'a [u8]>) -> Self {
        const PART: Part = Part::SubjectAlternativeName;
        match value {
            None => Self { fields: Ok(Fields::new(&[], PART)), ended: true },
            Some(value) => Self { fields: Fields::new(value, PART).sequence(), ended: false },
        }
    }
}

impl<'a> Iterator for GeneralNames<'a> {
    type Item = Result<GeneralName<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let name = match &mut self.fields {
            Err(malformed) => Err(*malformed),
            Ok(fields) if fields.is_finished() => {
                self.ended = true;
                return None;
            }
            Ok(fields) => GeneralName::next(fields),
        };
        self.ended = name.is_err();
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::value;
    use std::vec::Vec;

    fn names(value: &[u8]) -> Vec<Result<GeneralName<'_>, Malformed>> {
        GeneralNames::of_extension(Some(value)).collect()
    }

    #[test]
    fn names_of_all_forms() {
        let directory = value(0xa4, &value(tag::SEQUENCE, &[]));
        let parts = [
            value(0x82, b"a.example"),
            value(0x87, &[127, 0, 0, 1]),
            value(0x81, b"me@example"),
            value(0x86, b"https://example/"),
            directory,
            value(0x88, &[0x2a, 3]),
            value(0xa0, &[]),
        ];
        let der = value(tag::SEQUENCE, &parts.concat());
        let names: Vec<_> = names(&der).into_iter().collect::<Result<_, _>>().unwrap();
        assert_eq!(names.len(), parts.len());
        assert_eq!(names[0], GeneralName::Dns(b"a.example"));
        assert_eq!(names[1], GeneralName::Ip(&[127, 0, 0, 1]));
        assert_eq!(names[2], GeneralName::Email(b"me@example"));
        assert_eq!(names[3], GeneralName::Uri(b"https://example/"));
        assert!(matches!(names[4], GeneralName::Directory(name) if name.is_empty()));
        assert_eq!(names[5], GeneralName::Other(8, &[0x2a, 3]));
        assert_eq!(names[6], GeneralName::Other(0, &[]));
    }

    #[test]
    fn the_first_malformed_name_ends_them() {
        let der = value(tag::SEQUENCE, &[value(0x82, b"a"), value(0x04, b"b"), value(0x82, b"c")].concat());
        let names = names(&der);
        assert_eq!(names.len(), 2);
        assert!(names[0].is_ok() && names[1].is_err());
        assert_eq!(super::GeneralNames::of_extension(Some(b"a.example")).count(), 1);
        assert!(super::GeneralNames::of_extension(Some(b"a.example")).all(|name| name.is_err()));
        assert_eq!(super::GeneralNames::of_extension(None).count(), 0);
    }
}
