//! General names: what subject alternative names and name constraints consist of.

use super::fields::{Field, Fields, Malformed, single, tag};
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
    /// Reads the name that `field` is.
    pub(super) fn read(field: Field<'a>) -> Result<Self, Malformed> {
        const PART: &str = "general name";
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
        Ok(match field.tag {
            EMAIL => Self::Email(field.content),
            DNS => Self::Dns(field.content),
            // CHOICE cannot be tagged implicitly: the name lies inside.
            DIRECTORY => Self::Directory(DistinguishedName::new(single(Fields::of(field, PART), tag::SEQUENCE)?)?),
            URI => Self::Uri(field.content),
            IP => Self::Ip(field.content),
            OTHER | X400 | EDI | REGISTERED => Self::Other(field.tag & 0x1f, field.content),
            _ => return Err(field.malformed(PART)),
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
        const PART: &str = "subject alternative name";
        match value {
            None => Self { fields: Ok(Fields::new(&[], PART)), ended: true },
            Some(value) => Self {
                fields: single(Fields::new(value, PART), tag::SEQUENCE).map(|field| Fields::of(field, PART)),
                ended: false,
            },
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
            Ok(fields) => fields.next().and_then(GeneralName::read),
        };
        self.ended = name.is_err();
        Some(name)
    }
}
