//! What scripts are shown of a certificate's names and purposes: one entry after the other, in the words of CPython's `ssl`.
//!
//! A walk keeps nothing but what is left of the encoding, so that C can hold it. Values are borrowed and whole, however long.

use core::ffi::CStr;

use super::certificate::Certificate;
use super::extensions::Extension;
use super::fields::{Fields, Malformed, Part, tag};
use super::general_name::GeneralName;
use super::name::is_text;
use super::pieces::utf8;
use super::refusal::Refusal;
use super::text::Name;

/// What a list consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The attributes of a distinguished name.
    Name,
    /// General names: the subject's alternative names.
    AlternativeNames,
    /// Object identifiers: the purposes of an extended key usage.
    Purposes,
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing beside its label.
    None,
    /// UTF-8.
    Text(&'a [u8]),
    /// Something else, as it is encoded.
    Bytes(&'a [u8]),
    /// A distinguished name: a list of its own.
    Name(&'a [u8]),
    /// What is to be written out: an IP address or an object identifier.
    Written(Name<'a>),
}

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What kind of name or attribute it is; where there is no word for it, `object` is its object identifier.
    pub label: Option<&'static CStr>,
    /// The content of the object identifier of an attribute or a purpose.
    pub object: &'a [u8],
    /// Its value.
    pub value: Value<'a>,
    /// It is the first attribute of a relative name.
    pub begins: bool,
}

/// The subject's alternative names.
///
/// # Errors
/// `ERR_CERT_MALFORMED`: [`Certificate::parse`] does not look into the extension.
pub fn alternative_names<'a>(certificate: &Certificate<'a>) -> Result<&'a [u8], Refusal<'static>> {
    inside(certificate.extensions.subject_alternative_name)
}

/// The purposes of the extended key usage.
///
/// # Errors
/// `ERR_CERT_MALFORMED`, likewise.
pub fn purposes<'a>(certificate: &Certificate<'a>) -> Result<&'a [u8], Refusal<'static>> {
    inside(certificate.extensions.extended_key_usage)
}

/// The entries of an extension's SEQUENCE; none without the extension.
fn inside(extension: Option<Extension<'_>>) -> Result<&[u8], Refusal<'static>> {
    let Some(extension) = extension else { return Ok(&[]) };
    Fields::new(extension.value, Part::Extension).single(tag::SEQUENCE).map_err(refused)
}

fn refused(malformed: Malformed) -> Refusal<'static> {
    Refusal::CertMalformed { offset: malformed.offset(), what: malformed.part() }
}

/// Takes the first entry off `rest`, a list of `kind`; `None` at its end.
///
/// # Errors
/// `ERR_CERT_MALFORMED` for what is not such a list.
pub fn next<'a>(kind: Kind, rest: &mut &'a [u8]) -> Result<Option<Entry<'a>>, Refusal<'static>> {
    take(kind, rest).map_err(refused)
}

fn take<'a>(kind: Kind, rest: &mut &'a [u8]) -> Result<Option<Entry<'a>>, Malformed> {
    let mut begins = false;
    // The attributes of a relative name stand side by side with those of the next one, once the SET's header is passed.
    if let (Kind::Name, Some(&tag::SET)) = (kind, rest.first()) {
        let set = Fields::new(rest, Part::Name).next()?;
        *rest = rest.get(set.header_length()..).unwrap_or_default();
        begins = true;
    }
    if rest.is_empty() {
        return Ok(None);
    }
    let mut fields = Fields::new(rest, Part::Name);
    let mut names = fields.clone();
    let field = fields.next()?;
    *rest = fields.rest();
    let entry = |label, object, value| Some(Entry { label, object, value, begins });
    Ok(match kind {
        Kind::Name => {
            let mut attribute = fields.within(field, Part::Name);
            let object = attribute.content(tag::OID)?;
            let value = attribute.next()?;
            let content = value.content();
            let value = if is_text(value.tag()) { text(content) } else { Value::Bytes(content) };
            entry(attribute_label(object), object, value)
        }
        Kind::Purposes if field.tag() == tag::OID => {
            entry(purpose_label(field.content()), field.content(), Value::None)
        }
        Kind::Purposes => return Err(fields.malformed_in(field)),
        Kind::AlternativeNames => {
            const UNSUPPORTED: Value<'static> = Value::Text(b"<unsupported>");
            let (label, value) = match GeneralName::next(&mut names)? {
                GeneralName::Dns(name) => (c"DNS", text(name)),
                GeneralName::Ip(address @ ([_, _, _, _] | [_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _])) => {
                    (c"IP Address", Value::Written(Name::Address(address)))
                }
                GeneralName::Ip(odd) => (c"IP Address", Value::Bytes(odd)),
                GeneralName::Email(address) => (c"email", text(address)),
                GeneralName::Uri(uri) => (c"URI", text(uri)),
                GeneralName::Directory(name) => (c"DirName", Value::Name(name.as_bytes())),
                GeneralName::Other(8, object) => (c"Registered ID", Value::Written(Name::Object(object))),
                GeneralName::Other(3, _) => (c"X400Name", UNSUPPORTED),
                GeneralName::Other(5, _) => (c"EdiPartyName", UNSUPPORTED),
                GeneralName::Other(..) => (c"othername", UNSUPPORTED),
            };
            entry(Some(label), &[], value)
        }
    })
}

/// Text, if it is UTF-8.
fn text(bytes: &[u8]) -> Value<'_> {
    if utf8(bytes).is_some() { Value::Text(bytes) } else { Value::Bytes(bytes) }
}

/// What OpenSSL, and so CPython, calls an attribute (RFC 4519).
fn attribute_label(object: &[u8]) -> Option<&'static CStr> {
    Some(match object {
        [0x55, 4, 3] => c"commonName",
        [0x55, 4, 4] => c"surname",
        [0x55, 4, 5] => c"serialNumber",
        [0x55, 4, 6] => c"countryName",
        [0x55, 4, 7] => c"localityName",
        [0x55, 4, 8] => c"stateOrProvinceName",
        [0x55, 4, 9] => c"streetAddress",
        [0x55, 4, 10] => c"organizationName",
        [0x55, 4, 11] => c"organizationalUnitName",
        [0x55, 4, 12] => c"title",
        [0x55, 4, 42] => c"givenName",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => c"emailAddress",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1] => c"userId",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => c"domainComponent",
        _ => return None,
    })
}

/// As openssl.cnf spells a purpose (RFC 5280 section 4.2.1.12).
fn purpose_label(object: &[u8]) -> Option<&'static CStr> {
    Some(match object {
        [0x2b, 6, 1, 5, 5, 7, 3, 1] => c"serverAuth",
        [0x2b, 6, 1, 5, 5, 7, 3, 2] => c"clientAuth",
        [0x2b, 6, 1, 5, 5, 7, 3, 3] => c"codeSigning",
        [0x2b, 6, 1, 5, 5, 7, 3, 4] => c"emailProtection",
        [0x2b, 6, 1, 5, 5, 7, 3, 8] => c"timeStamping",
        [0x2b, 6, 1, 5, 5, 7, 3, 9] => c"OCSPSigning",
        [0x55, 0x1d, 0x25, 0] => c"anyExtendedKeyUsage",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::{Desk, value};
    use std::vec::Vec;

    fn entries(kind: Kind, mut rest: &[u8]) -> Result<Vec<Entry<'_>>, Malformed> {
        let mut all = Vec::new();
        while let Some(entry) = take(kind, &mut rest)? {
            all.push(entry);
        }
        Ok(all)
    }

    /// Label, or the bytes of the identifier, and value of each.
    fn seen<'a>(entries: &[Entry<'a>]) -> Vec<(bool, Option<&'static str>, Value<'a>)> {
        entries
            .iter()
            .map(|entry| (entry.begins, entry.label.map(|label| label.to_str().unwrap()), entry.value))
            .collect()
    }

    #[test]
    fn a_certificate_as_openssl_makes_it() {
        let der = Desk::new().make(
            "req -x509 -outform DER -nodes -keyout key -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -multivalue-rdn \
             -subj /C=DE/O=Example+OU=Cameras/CN=camera.local/initials=odd/emailAddress=me@example.org \
             -addext subjectAltName=DNS:camera.local,IP:192.0.2.7,IP:2001:db8::a1,email:me@example.org,URI:urn:x,RID:1.2.3 \
             -addext extendedKeyUsage=serverAuth,clientAuth,1.2.3.4",
        );
        let certificate = Certificate::parse(&der).unwrap();
        let subject = entries(Kind::Name, certificate.subject.as_bytes()).unwrap();
        let names = seen(&subject);
        assert_eq!(names.len(), 6);
        assert_eq!(names[0], (true, Some("countryName"), Value::Text(b"DE")));
        // DER sorts the attributes of one relative name.
        assert_eq!(names[1], (true, Some("organizationName"), Value::Text(b"Example")));
        assert_eq!(names[2], (false, Some("organizationalUnitName"), Value::Text(b"Cameras")));
        assert_eq!(names[3], (true, Some("commonName"), Value::Text(b"camera.local")));
        assert_eq!((names[4], subject[4].object), ((true, None, Value::Text(b"odd")), &[0x55, 4, 43][..]));
        assert_eq!(names[5], (true, Some("emailAddress"), Value::Text(b"me@example.org")));

        let names = entries(Kind::AlternativeNames, alternative_names(&certificate).unwrap()).unwrap();
        let v6 = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa1];
        assert_eq!(
            seen(&names),
            [
                (false, Some("DNS"), Value::Text(b"camera.local")),
                (false, Some("IP Address"), Value::Written(Name::Address(&[192, 0, 2, 7]))),
                (false, Some("IP Address"), Value::Written(Name::Address(&v6))),
                (false, Some("email"), Value::Text(b"me@example.org")),
                (false, Some("URI"), Value::Text(b"urn:x")),
                (false, Some("Registered ID"), Value::Written(Name::Object(&[0x2a, 3]))),
            ]
        );
        let purposes = entries(Kind::Purposes, purposes(&certificate).unwrap()).unwrap();
        assert_eq!(
            seen(&purposes)[..2],
            [(false, Some("serverAuth"), Value::None), (false, Some("clientAuth"), Value::None)]
        );
        assert_eq!((purposes[2].label, purposes[2].object), (None, &[0x2a, 3, 4][..]));
    }

    #[test]
    fn what_is_no_text_stays_bytes() {
        let attribute = |string, text: &[u8]| {
            let pair = [value(tag::OID, &[0x55, 4, 3]), value(string, text)].concat();
            value(tag::SET, &value(tag::SEQUENCE, &pair))
        };
        for (string, content, expected) in [
            (tag::UTF8_STRING, "wüste".as_bytes(), Value::Text("wüste".as_bytes())),
            (tag::UTF8_STRING, b"a\0b", Value::Text(b"a\0b")),
            (tag::UTF8_STRING, b"\xff", Value::Bytes(b"\xff")),
            (tag::TELETEX_STRING, b"w\xfcste", Value::Bytes(b"w\xfcste")),
            (0x1e, b"\0a", Value::Bytes(b"\0a")),
        ] {
            let der = attribute(string, content);
            assert_eq!(entries(Kind::Name, &der).unwrap()[0].value, expected);
        }
        for (name, expected) in [
            (value(0x82, b"\xff"), Value::Bytes(b"\xff")),
            (value(0x87, b"odd"), Value::Bytes(b"odd")),
            (value(0xa0, b""), Value::Text(b"<unsupported>")),
            (value(0xa4, &value(tag::SEQUENCE, &attribute(12, b"a"))), Value::Name(&attribute(12, b"a"))),
        ] {
            assert_eq!(entries(Kind::AlternativeNames, &name).unwrap()[0].value, expected);
        }
    }

    /// Whatever the bytes: an end, each entry shorter than what is left.
    #[test]
    fn hostile_lists_end() {
        let name = [value(tag::SET, &[]), value(tag::SET, &value(tag::SEQUENCE, &[5, 0]))].concat();
        assert!(entries(Kind::Name, &name).is_err());
        assert!(entries(Kind::Purposes, &value(tag::OCTET_STRING, &[])).is_err());
        assert!(entries(Kind::AlternativeNames, &value(tag::OCTET_STRING, &[])).is_err());
        assert!(inside(Some(Extension { critical: false, value: &[4, 0] })).is_err());
        assert_eq!(inside(None), Ok(&[][..]));
        let good =
            [value(tag::SET, &value(tag::SEQUENCE, &[value(tag::OID, &[0x55, 4, 3]), value(12, b"abc")].concat()))]
                .concat();
        for kind in [Kind::Name, Kind::AlternativeNames, Kind::Purposes] {
            for place in 0..good.len() {
                for byte in 0..=255 {
                    let mut changed = good.clone();
                    changed[place] = byte;
                    let _ = entries(kind, &changed);
                    let _ = entries(kind, &changed[..place]);
                }
            }
        }
    }
}
