//! A certificate, read once, borrowed, without allocation.
//!
//! [`Certificate::parse`] checks the encoding only; what a certificate may be used for is decided by the path search. Keys
//! and algorithms that are not supported are read too, so that they can be named.

use super::algorithm::{self, Algorithm, PublicKey};
use super::extensions::Extensions;
use super::fields::{Fields, Malformed, Part, tag};
use super::general_name::{GeneralName, GeneralNames};
use super::name::DistinguishedName;
use super::refusal::Refusal;
use super::text::Name;
use super::validity::Validity;

/// A certificate, as RFC 5280 section 4.1 defines it.
#[derive(Clone)]
pub struct Certificate<'a> {
    /// The whole encoding.
    pub der: &'a [u8],
    /// The part that is signed.
    pub tbs: &'a [u8],
    /// 1, 2 or 3.
    pub version: u32,
    /// The content of the serial number, a minimal two's complement INTEGER.
    pub serial: &'a [u8],
    /// The content of the OID of the algorithm that it is signed with.
    pub signature_oid: &'a [u8],
    /// What that algorithm is.
    pub signature_algorithm: Algorithm,
    /// Who signed it.
    pub issuer: DistinguishedName<'a>,
    /// When it is valid.
    pub validity: Validity,
    /// Whose key it is.
    pub subject: DistinguishedName<'a>,
    /// SubjectPublicKeyInfo, complete: what signature checks and pins take.
    pub public_key_info: &'a [u8],
    /// The key as far as policy needs it.
    pub public_key: PublicKey,
    /// Its extensions.
    pub extensions: Extensions<'a>,
    /// The signature over `tbs`.
    pub signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads one certificate, from its first byte to its last.
    ///
    /// # Errors
    /// `ERR_CERT_MALFORMED`, naming the part, for what is not DER or not a certificate, trailing bytes included.
    pub fn parse(der: &'a [u8]) -> Result<Self, Refusal<'a>> {
        Self::read(der)
            .map_err(|malformed| Refusal::CertMalformed { offset: malformed.offset(), what: malformed.part() })
    }

    /// Reads one certificate; the part at fault as the error.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Fields::new(der, Part::Frame).sequence()?;
        let tbs = outer.expect(tag::SEQUENCE)?;
        let outer_algorithm = outer.expect(tag::SEQUENCE)?;
        outer.part(Part::Signature);
        let signature = outer.bytes()?;
        outer.finish()?;

        let mut fields = outer.within(tbs, Part::Version);
        let version = match fields.optional(tag::constructed(0))?.present() {
            None => 1,
            Some(field) => match fields.within(field, Part::Version).single_integer()? {
                version @ 0..=2 => version.saturating_add(1),
                _ => return Err(fields.malformed()),
            },
        };
        fields.part(Part::SerialNumber);
        let serial = fields.content(tag::INTEGER)?;
        if !is_minimal_integer(serial) {
            return Err(fields.malformed());
        }
        fields.part(Part::SignatureAlgorithm);
        let inner_algorithm = fields.expect(tag::SEQUENCE)?;
        // What is signed must say how it is signed (RFC 5280 section 4.1.1.2).
        if inner_algorithm.whole != outer_algorithm.whole {
            return Err(fields.malformed_at(inner_algorithm.content(), Part::SignatureAlgorithms));
        }
        let (signature_oid, signature_algorithm) =
            algorithm::signature_algorithm(fields.within(inner_algorithm, Part::SignatureAlgorithm))?;
        fields.part(Part::Issuer);
        let issuer = DistinguishedName::next(&mut fields)?;
        fields.part(Part::Validity);
        let validity = Validity::read(&mut fields)?;
        fields.part(Part::Subject);
        let subject = DistinguishedName::next(&mut fields)?;
        fields.part(Part::PublicKey);
        let public_key_info = fields.expect(tag::SEQUENCE)?;
        let public_key = PublicKey::of(fields.within(public_key_info, Part::PublicKey))?;
        fields.part(Part::Extensions);
        // Unique identifiers: read over, nobody uses them.
        let _issuer_unique_id = fields.optional(tag::implicit(1))?;
        let _subject_unique_id = fields.optional(tag::implicit(2))?;
        let extensions = match fields.optional(tag::constructed(3))?.present() {
            Some(field) => Extensions::read(fields.within(field, Part::Extensions).sequence()?)?,
            None => Extensions::default(),
        };
        fields.finish()?;

        Ok(Self {
            der,
            tbs: tbs.whole,
            version,
            serial,
            signature_oid,
            signature_algorithm,
            issuer,
            validity,
            subject,
            public_key_info: public_key_info.whole,
            public_key,
            extensions,
            signature,
        })
    }

    /// Whether subject and issuer are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.matches(self.issuer)
    }

    /// Whether it says of its subject that it is a certification authority.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// The names of the subject alternative name extension; none if it is absent.
    #[must_use]
    pub fn alternative_names(&self) -> GeneralNames<'a> {
        GeneralNames::of_extension(self.extensions.subject_alternative_name.map(|extension| extension.value))
    }

    /// What to call it in a message: the common name, else the first DNS name or address, else any other text of the subject.
    #[must_use]
    pub fn title(&self) -> Name<'a> {
        if let Some(name) = self.subject.common_name() {
            return Name::Text(name);
        }
        for name in self.alternative_names() {
            match name {
                Ok(GeneralName::Dns(name)) => return Name::Text(name),
                Ok(GeneralName::Ip(address)) => return Name::Address(address),
                _ => {}
            }
        }
        self.subject.title().map_or(Name::Absent, Name::Text)
    }

    /// What to call its issuer in a message: the common name, else the organization, else any other text.
    #[must_use]
    pub fn issuer_title(&self) -> Name<'a> {
        self.issuer.title().map_or(Name::Absent, Name::Text)
    }
}

/// Whether the content of an INTEGER has no needless leading byte.
pub(super) fn is_minimal_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [0, second, ..] => second & 0x80 != 0,
        [0xff, second, ..] => second & 0x80 == 0,
        _ => true,
    }
}

/// What the search's cheap first look at a candidate shows, without reading the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline<'a> {
    pub(super) subject: DistinguishedName<'a>,
    pub(super) public_key_info: &'a [u8],
}

impl<'a> Outline<'a> {
    /// Reads subject and key of a certificate.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = Fields::new(der, Part::Frame).sequence()?.inside(tag::SEQUENCE, Part::Subject)?;
        fields.optional(tag::constructed(0))?;
        for expected in [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::SEQUENCE] {
            fields.expect(expected)?;
        }
        Ok(Self {
            subject: DistinguishedName::next(&mut fields)?,
            public_key_info: fields.expect(tag::SEQUENCE)?.whole,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::algorithm::{Curve, PublicNumbers, SignatureAlgorithm};
    use crate::policy::desk::Desk;
    use der::{Decode, Encode};
    use std::vec::Vec;
    use std::{format, vec};

    /// Self-signed certificates of all kinds that users make.
    fn samples() -> Vec<Vec<u8>> {
        let desk = Desk::new();
        let ec = "ec -pkeyopt ec_paramgen_curve";
        [
            format!("{ec}:prime256v1 -subj /CN=camera.local -addext subjectAltName=DNS:camera.local,IP:192.168.1.7"),
            format!("{ec}:secp384r1 -sha384 -subj /C=DE/O=Example/CN=Root -set_serial 0x7fffffffffffffff"),
            "rsa:2048 -subj /O=Only -addext nameConstraints=permitted;DNS:example.com,excluded;IP:10.0.0.0/255.0.0.0"
                .into(),
            "rsa:2048 -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -subj /CN=pss".into(),
            format!(
                "{ec}:prime256v1 -subj /CN=u -addext keyUsage=digitalSignature -addext extendedKeyUsage=clientAuth"
            ),
            format!("{ec}:prime256v1 -subj /CN=long -days 36500"),
            "ed25519 -subj /CN=edwards".into(),
            format!("{ec}:secp521r1 -subj /CN=p521"),
        ]
        .iter()
        .map(|options| desk.make(&format!("req -x509 -outform DER -nodes -keyout key -newkey {options}")))
        .collect()
    }

    /// What both readers say of a certificate.
    fn compare(ours: &Certificate<'_>, oracle: &x509_cert::Certificate) {
        let tbs = oracle.tbs_certificate();
        assert_eq!(ours.tbs, tbs.to_der().unwrap());
        assert_eq!(ours.version.checked_sub(1), Some(tbs.version() as u32));
        assert_eq!(ours.serial, tbs.serial_number().as_bytes());
        assert_eq!(ours.validity.not_before, tbs.validity().not_before.to_unix_duration().as_secs() as i64);
        assert_eq!(ours.validity.not_after, tbs.validity().not_after.to_unix_duration().as_secs() as i64);
        assert!(tbs.subject().to_der().unwrap().ends_with(ours.subject.as_bytes()));
        assert!(tbs.issuer().to_der().unwrap().ends_with(ours.issuer.as_bytes()));
        assert_eq!(ours.public_key_info, tbs.subject_public_key_info().to_der().unwrap());
        let key = tbs.subject_public_key_info().subject_public_key.raw_bytes();
        match PublicKey::numbers(ours.public_key_info) {
            Some(PublicNumbers::Ec { point, .. }) => assert_eq!(point, key),
            Some(PublicNumbers::Rsa { modulus, exponent }) => {
                let integers = key.strip_suffix(exponent).unwrap();
                let integers = integers.strip_suffix(&[tag::INTEGER, exponent.len() as u8]).unwrap();
                assert!(integers.ends_with(modulus) && integers.len() <= modulus.len() + 9);
            }
            None => assert_eq!(ours.public_key.bits(), 0),
        }
        assert_eq!(ours.signature, oracle.signature().raw_bytes());
        assert_eq!(ours.signature_oid, oracle.signature_algorithm().oid.as_bytes());
        for extension in tbs.extensions().into_iter().flatten() {
            let seen = match extension.extn_id.as_bytes() {
                [0x55, 0x1d, 17] => ours.extensions.subject_alternative_name,
                [0x55, 0x1d, 14] => ours.extensions.subject_key_identifier,
                [0x55, 0x1d, 35] => ours.extensions.authority_key_identifier,
                [0x55, 0x1d, 37] => ours.extensions.extended_key_usage,
                [0x55, 0x1d, 30] => ours.extensions.name_constraints,
                _ => continue,
            };
            let seen = seen.unwrap();
            assert_eq!((seen.critical, seen.value), (extension.critical, extension.extn_value.as_bytes()));
        }
    }

    #[test]
    fn reads_what_x509_cert_reads() {
        for der in samples() {
            compare(&Certificate::parse(&der).unwrap(), &x509_cert::Certificate::from_der(&der).unwrap());
        }
    }

    /// Every byte changed in several ways: no panic, and what we read, x509-cert reads the same.
    #[test]
    fn reads_no_more_than_x509_cert() {
        for der in samples().iter().take(3) {
            for place in 0..der.len() {
                for change in [1, 0x20, 0x80, 0xff] {
                    let mut changed = der.clone();
                    changed[place] ^= change;
                    if let (Ok(ours), Ok(oracle)) =
                        (Certificate::read(&changed), x509_cert::Certificate::from_der(&changed))
                    {
                        compare(&ours, &oracle);
                    }
                }
            }
        }
    }

    /// What one reader takes and the other does not, over changed certificates, by the part at fault.
    #[test]
    fn differs_from_x509_cert_for_known_reasons() {
        // What x509-cert leaves to whoever uses the part: keys, algorithms, and the values of extensions.
        const STRICTER: [(&str, &str); 8] = [
            ("basicConstraints", "values of extensions are read later there"),
            ("extension", "FALSE, the default, is left out in DER"),
            ("extensions", "each kind appears once"),
            ("keyUsage", "values of extensions are read later there"),
            ("public key", "a point or modulus is looked at"),
            ("public key algorithm", "a curve is named, RSA has NULL"),
            ("signature", "a signature has whole bytes"),
            ("signature algorithm: stated twice, differently", "both are compared (RFC 5280 section 4.1.1.2)"),
        ];
        // Dates before 1970 and arcs of 32 bits and more, which that reader has no room for.
        const LAXER: [&str; 2] = ["OidMalformed", "Value { tag: Tag(0x17: UTCTime) }"];
        for der in samples().iter().take(5) {
            for place in 0..der.len() {
                for change in [1, 2, 4, 0x20, 0x80, 0xff] {
                    let mut changed = der.clone();
                    changed[place] ^= change;
                    match (Certificate::read(&changed), x509_cert::Certificate::from_der(&changed)) {
                        (Err(malformed), Ok(_)) => {
                            let part = malformed.part();
                            assert!(
                                STRICTER.iter().any(|(known, _)| *known == part),
                                "{part}: byte {place} ^ {change:#x}"
                            );
                        }
                        (Ok(ours), Err(error)) => {
                            let kind = format!("{:?}", error.kind());
                            assert!(LAXER.contains(&kind.as_str()), "{kind}: byte {place} ^ {change:#x} of {der:02x?}");
                            let early = ours.validity.not_before.min(ours.validity.not_after) < 0;
                            assert!(early || kind == "OidMalformed", "{kind}: byte {place} ^ {change:#x}");
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// The certificate with another encoding of its version.
    fn with_version(der: &[u8], version: &[u8]) -> Vec<u8> {
        use crate::policy::desk::value;
        let mut outer = Fields::new(der, Part::Frame).sequence().unwrap();
        let (tbs, rest) = (outer.next().unwrap(), [outer.next().unwrap().whole, outer.next().unwrap().whole].concat());
        let tbs = value(tag::SEQUENCE, &[version, &tbs.content()[5..]].concat());
        value(tag::SEQUENCE, &[tbs, rest].concat())
    }

    #[test]
    fn the_version_is_one_number() {
        let sample = &samples()[0];
        for (version, expected) in [
            (&[0xa0, 3, 2, 1, 2][..], Some(3)),
            (&[], Some(1)),
            (&[0xa0, 5, 2, 1, 2, 5, 0], None),
            (&[0xa0, 6, 2, 1, 2, 2, 1, 2], None),
            (&[0xa0, 4, 2, 2, 0, 2], None),
            (&[0xa0, 3, 2, 1, 3], None),
            (&[0xa0, 3, 2, 1, 0x82], None),
            (&[0xa0, 0], None),
            (&[2, 1, 2], None),
        ] {
            let der = with_version(sample, version);
            assert_eq!(Certificate::read(&der).ok().map(|read| read.version), expected, "{version:02x?}");
        }
    }

    #[test]
    fn refuses_every_beginning_and_every_addition() {
        for der in samples().iter().take(2) {
            for length in 0..der.len() {
                assert!(Certificate::read(&der[..length]).is_err(), "{length} bytes");
                assert!(Outline::read(&der[..length]).is_err(), "{length} bytes");
            }
            let longer = [der.as_slice(), &[0]].concat();
            assert_eq!(Certificate::read(&longer).err(), Some(Malformed::new(Part::Frame, der.len())));
        }
    }

    #[test]
    fn keys_algorithms_and_titles() {
        let samples = samples();
        let all: Vec<_> = samples.iter().map(|der| Certificate::parse(der).unwrap()).collect();
        let kinds: Vec<_> = all.iter().map(|certificate| certificate.public_key.kind()).collect();
        assert_eq!(kinds, ["P-256", "P-384", "RSA", "RSA", "P-256", "P-256", "Ed25519", "P-521"]);
        assert_eq!(all[1].public_key, PublicKey::Ec(Curve::P384));
        assert_eq!(all[2].public_key, PublicKey::Rsa { bits: 2048, large_exponent: true });
        assert_eq!(all[1].signature_algorithm, Algorithm::Supported(SignatureAlgorithm::EcdsaSha384));
        assert_eq!(all[3].signature_algorithm, Algorithm::Supported(SignatureAlgorithm::RsaPssSha512));
        assert_eq!(all[6].signature_algorithm, Algorithm::Unsupported);
        assert_eq!(all[0].title(), Name::Text(b"camera.local"));
        assert_eq!(all[2].title(), Name::Text(b"Only"));
        assert_eq!(all[1].issuer_title(), Name::Text(b"Root"));
        assert!(all.iter().all(Certificate::is_self_issued));
        assert!(all[0].is_ca());
        let names: Result<Vec<_>, _> = all[0].alternative_names().collect();
        assert_eq!(names.unwrap(), vec![GeneralName::Dns(b"camera.local"), GeneralName::Ip(&[192, 168, 1, 7])]);
        for (certificate, der) in all.iter().zip(&samples) {
            let outline = Outline::read(der).unwrap();
            assert_eq!((outline.subject, outline.public_key_info), (certificate.subject, certificate.public_key_info));
        }
    }
}
