//! What is asked of certificates: the rules of RFC 5280, and of the web PKI where a script asks for them.

use super::algorithm::{Algorithm, PublicKey};
use super::certificate::Certificate;
use super::extensions::Extension;
use super::fields::{Field, Fields, Malformed, Part, tag};
use super::hostname::PublicSuffix;
use super::refusal::Refusal;

/// The shortest RSA key accepted, in bits.
pub const LEAST_RSA_BITS: u32 = 2048;
/// The longest RSA key accepted, in bits: a longer one would block the camera.
pub const MOST_RSA_BITS: u32 = 4096;
/// The longest serial number (RFC 5280 section 4.1.2.2), in octets.
const LONGEST_SERIAL: usize = 20;

/// Which certificates are looked up in revocation lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revocation {
    /// None.
    #[default]
    Ignored,
    /// The leaf.
    Leaf,
    /// Every certificate below the trust anchor.
    Chain,
}

/// How strictly certificates are judged, and how much work that may take.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Adds the rules of the web PKI; without feature `strict` nothing is added.
    pub strict: bool,
    /// A common name stands in for missing subject alternative names.
    pub common_name: bool,
    /// Which certificates are looked up in revocation lists.
    pub revocation: Revocation,
    /// The most signatures that are verified.
    pub signatures: u8,
    /// The most intermediates, self-issued ones not counted.
    pub intermediates: Option<u8>,
    /// Under which names anybody may register; no list on a camera.
    pub public_suffix: Option<PublicSuffix>,
}

impl Default for Profile {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Profile {
    /// RFC 5280, no revocation, 8 signatures.
    pub const DEFAULT: Self = Self {
        strict: false,
        common_name: false,
        revocation: Revocation::Ignored,
        signatures: 8,
        intermediates: None,
        public_suffix: None,
    };

    /// Whether this library has the rules of the web PKI.
    pub const HAS_STRICT: bool = cfg!(feature = "strict");

    /// Whether the web PKI's rules apply.
    #[cfg(feature = "strict")]
    pub(super) const fn is_strict(&self) -> bool {
        Self::HAS_STRICT && self.strict
    }
}

/// Where in a path a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the peer's own.
    Leaf,
    /// It is an issuer from the chain.
    Intermediate,
    /// It is a trust anchor.
    Anchor,
}

type Verdict<'a> = Result<(), Refusal<'a>>;

/// The text of the rule that is broken, if one is.
pub(super) type Rules = Result<(), &'static str>;

/// One rule, and what is said where it is broken.
#[inline]
pub(super) const fn rule(kept: bool, text: &'static str) -> Rules {
    if kept { Ok(()) } else { Err(text) }
}

/// Turns a rule that is broken into a refusal.
pub(super) fn told<'a>(rules: Rules, certificate: &Certificate<'a>) -> Verdict<'a> {
    rules.map_err(|rule| Refusal::CertNonconforming { subject: certificate.title(), rule })
}

/// Whether the key is of a kind and size that is supported and safe.
pub(super) fn check_key<'a>(certificate: &Certificate<'a>) -> Verdict<'a> {
    let subject = || certificate.title();
    match certificate.public_key {
        PublicKey::Ec(_) => Ok(()),
        PublicKey::Rsa { bits, .. } if bits < LEAST_RSA_BITS => {
            Err(Refusal::WeakKey { subject: subject(), bits, least: LEAST_RSA_BITS })
        }
        PublicKey::Rsa { bits, .. } if bits > MOST_RSA_BITS => {
            Err(Refusal::KeyTooLarge { subject: subject(), bits, most: MOST_RSA_BITS })
        }
        PublicKey::Rsa { .. } => Ok(()),
        PublicKey::Unsupported(kind) => Err(Refusal::KeyUnsupported { subject: subject(), kind }),
    }
}

/// Whether the certificate's signature is of a kind that can be verified and that is worth it.
pub(super) fn check_signature_algorithm<'a>(certificate: &Certificate<'a>) -> Verdict<'a> {
    let subject = || certificate.title();
    match certificate.signature_algorithm {
        Algorithm::Supported(_) => Ok(()),
        Algorithm::Weak(algorithm) => Err(Refusal::WeakSignature { subject: subject(), algorithm }),
        Algorithm::Unsupported => {
            Err(Refusal::SignatureUnsupported { subject: subject(), oid: certificate.signature_oid })
        }
    }
}

/// The rules of RFC 5280 on the certificate itself, whatever it is used for.
///
/// That an anchor's basicConstraints are critical is left to the strict rules: it is trusted by decision, and EasyRSA makes
/// roots otherwise.
pub(super) fn check_rules<'a>(certificate: &Certificate<'a>, place: Place) -> Verdict<'a> {
    let extensions = &certificate.extensions;
    if let Some(oid) = extensions.unknown_critical {
        return Err(Refusal::CriticalExtension { subject: certificate.title(), oid });
    }
    told(rules(certificate, place), certificate)
}

fn rules(certificate: &Certificate<'_>, place: Place) -> Rules {
    let extensions = &certificate.extensions;
    rule(certificate.version == 3, "it is not of version 3")?;
    rule(!certificate.issuer.is_empty(), "its issuer has no name")?;
    check_serial(certificate, place)?;
    for (extension, text) in [
        (extensions.subject_key_identifier, "its subjectKeyIdentifier is critical"),
        (extensions.authority_key_identifier, "its authorityKeyIdentifier is critical"),
    ] {
        rule(extension.is_none_or(|extension| !extension.critical), text)?;
    }
    rule(
        subject_key_identifier(certificate).is_ok() && authority_key_identifier(certificate).is_ok(),
        "its key identifiers are malformed",
    )?;
    rule(
        extensions.policy_constraints.is_none_or(|extension| extension.critical),
        "its policyConstraints are not critical",
    )?;
    let ca = certificate.is_ca();
    let signs = extensions.key_usage.map(|usage| usage.certificate_signing());
    if ca {
        rule(!certificate.subject.is_empty(), "it is a CA and its subject has no name")?;
    } else {
        rule(signs != Some(true), "it may sign certificates without being a CA")?;
        rule(extensions.name_constraints.is_none(), "it has name constraints without being a CA")?;
        let path_length = extensions.basic_constraints.is_some_and(|constraints| constraints.path_length.is_some());
        rule(!path_length, "it has a path length without being a CA")?;
    }
    rule(extensions.key_usage.is_none_or(|usage| usage.any()), "its keyUsage allows nothing")?;
    if place == Place::Intermediate {
        let critical = extensions.basic_constraints.is_none_or(|constraints| constraints.critical);
        rule(critical, "its basicConstraints are not critical")?;
    }
    check_alternative_names(certificate)?;
    check_key_identifiers(certificate, place)
}

/// Whether the identifiers that path building goes by are there (RFC 5280 sections 4.2.1.1 and 4.2.1.2): the subject's in
/// CAs, the issuer's in what others issued. Who issued an anchor does not matter.
fn check_key_identifiers(certificate: &Certificate<'_>, place: Place) -> Rules {
    if certificate.is_ca() && place != Place::Leaf {
        let subject = certificate.extensions.subject_key_identifier;
        rule(subject.is_some(), "it is a CA without subjectKeyIdentifier")?;
    }
    if place == Place::Anchor || certificate.is_self_issued() {
        return Ok(());
    }
    let authority = authority_key_identifier(certificate).ok().flatten();
    rule(authority.is_some_and(|authority| authority.key.is_some()), "it has no authorityKeyIdentifier")
}

/// Whether the serial number is in the range of RFC 5280 section 4.1.2.2. Trust in an anchor does not come from its number,
/// and old roots have the number 0: for them it is enough not to be negative.
pub(super) fn check_serial(certificate: &Certificate<'_>, place: Place) -> Rules {
    let negative = certificate.serial.first().is_some_and(|byte| byte & 0x80 != 0);
    rule(!negative, "its serial number is negative")?;
    if place == Place::Anchor {
        return Ok(());
    }
    rule(certificate.serial != [0], "its serial number is zero")?;
    rule(certificate.serial.len() <= LONGEST_SERIAL, "its serial number has more than 20 octets")
}

fn check_alternative_names(certificate: &Certificate<'_>) -> Rules {
    let Some(extension) = certificate.extensions.subject_alternative_name else {
        return rule(!certificate.subject.is_empty(), "it has no name at all");
    };
    let mut names: usize = 0;
    for name in certificate.alternative_names() {
        rule(name.is_ok(), "its subjectAltName is malformed")?;
        names = names.saturating_add(1);
    }
    rule(names > 0, "its subjectAltName is empty")?;
    rule(
        extension.critical || !certificate.subject.is_empty(),
        "its subjectAltName is not critical, and it has no other name",
    )
}

/// The subject's key identifier.
pub(super) fn subject_key_identifier<'a>(certificate: &Certificate<'a>) -> Result<Option<&'a [u8]>, Malformed> {
    certificate
        .extensions
        .subject_key_identifier
        .map(|extension| Fields::new(extension.value, Part::SubjectKeyIdentifier).single(tag::OCTET_STRING))
        .transpose()
}

/// What an authorityKeyIdentifier says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AuthorityKeyIdentifier<'a> {
    /// The identifier of the issuer's key.
    pub(super) key: Option<&'a [u8]>,
    /// Whether the issuer's certificate is named too.
    pub(super) certificate: bool,
}

/// The identifier of the issuer's key.
pub(super) fn authority_key_identifier<'a>(
    certificate: &Certificate<'a>,
) -> Result<Option<AuthorityKeyIdentifier<'a>>, Malformed> {
    certificate.extensions.authority_key_identifier.map(read_authority_key_identifier).transpose()
}

/// Whether the issuer's key that `subject` names may be `issuer`'s: where either says nothing, it may.
pub fn names_key_of(subject: &Certificate<'_>, issuer: &Certificate<'_>) -> bool {
    let wanted = authority_key_identifier(subject).ok().flatten().and_then(|identifier| identifier.key);
    let has = subject_key_identifier(issuer).ok().flatten();
    wanted.is_none() || has.is_none() || wanted == has
}

fn read_authority_key_identifier(extension: Extension<'_>) -> Result<AuthorityKeyIdentifier<'_>, Malformed> {
    let mut fields = Fields::new(extension.value, Part::AuthorityKeyIdentifier).sequence()?;
    let key = fields.optional(tag::implicit(0))?.present().map(Field::content);
    let issuer = fields.optional(tag::constructed(1))?.present().is_some();
    let serial = fields.optional(tag::implicit(2))?.present().is_some();
    fields.finish()?;
    Ok(AuthorityKeyIdentifier { key, certificate: issuer || serial })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::Desk;
    use std::format;
    use std::vec::Vec;

    fn made(options: &str) -> Vec<u8> {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key";
        Desk::new().make(&format!("req -x509 -outform DER {key} {options}"))
    }

    fn told(der: &[u8], place: Place) -> Option<&'static str> {
        let certificate = Certificate::parse(der).unwrap();
        match check_rules(&certificate, place) {
            Ok(()) => None,
            Err(Refusal::CertNonconforming { rule, .. }) => Some(rule),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn everyday_certificates_keep_the_rules() {
        let der = made("-subj /CN=camera.local -addext subjectAltName=DNS:camera.local");
        for place in [Place::Leaf, Place::Intermediate, Place::Anchor] {
            assert_eq!(told(&der, place), None);
        }
        let certificate = Certificate::parse(&der).unwrap();
        assert_eq!(check_key(&certificate), Ok(()));
        assert_eq!(check_signature_algorithm(&certificate), Ok(()));
        let subject = subject_key_identifier(&certificate).unwrap();
        let authority = authority_key_identifier(&certificate).unwrap().unwrap();
        assert!(subject.is_some());
        assert_eq!((authority.key, authority.certificate), (subject, false));
    }

    #[test]
    fn rules_are_told_by_name() {
        for (options, place, rule) in [
            ("-subj /CN=a -set_serial 0", Place::Leaf, Some("its serial number is zero")),
            ("-subj /CN=a -set_serial 0", Place::Anchor, None),
            ("-subj /CN=a -set_serial -5", Place::Anchor, Some("its serial number is negative")),
            ("-subj /", Place::Leaf, Some("its issuer has no name")),
            ("-subj /CN=a -addext subjectAltName=DER:6162", Place::Leaf, Some("its subjectAltName is malformed")),
            ("-subj /CN=a -addext subjectAltName=DER:3000", Place::Leaf, Some("its subjectAltName is empty")),
            (
                "-subj /CN=a -addext policyConstraints=requireExplicitPolicy:0",
                Place::Intermediate,
                Some("its policyConstraints are not critical"),
            ),
        ] {
            assert_eq!(told(&made(options), place), rule, "{options}");
        }
    }

    #[test]
    fn keys_have_bounds() {
        let desk = Desk::new();
        for (bits, code) in
            [(1024, Some("ERR_WEAK_KEY")), (2048, None), (4096, None), (4104, Some("ERR_KEY_TOO_LARGE"))]
        {
            let options = format!("req -x509 -outform DER -newkey rsa:{bits} -nodes -keyout key -subj /CN=a");
            let der = desk.make(&options);
            let verdict = check_key(&Certificate::parse(&der).unwrap()).map_err(|refusal| refusal.code().name());
            assert_eq!(verdict.err(), code, "{bits}");
        }
    }
}
