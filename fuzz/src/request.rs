//! Certificate requests of any text and any certificate: what is written is read by x509-cert, and says what was asked for.

use crate::made::{CAMERA_POINT, halves};
use camtls::policy::Refusal;
use camtls::policy::algorithm::Curve;
use camtls::policy::certificate::Certificate;
use camtls::policy::request::{Applicant, unsigned};
use der::asn1::{PrintableStringRef, Utf8StringRef};
use der::{Decode, Encode, Tag, Tagged};
use std::net::IpAddr;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::request::{CertReqInfo, ExtensionReq};

pub fn run(data: &[u8]) {
    match data {
        [0, rest @ ..] => renewing(rest),
        [_, rest @ ..] => named(rest),
        [] => {}
    }
}

/// Writes it into rooms of two sizes: it is the same, or it did not fit.
fn made(applicant: Applicant<'_>) -> Option<Vec<u8>> {
    let mut out = vec![0; 2048];
    let written = unsigned(Curve::P256, &CAMERA_POINT, applicant, &mut out);
    let refused = |refusal: Refusal<'_>| assert!(!refusal.report(None).text.is_empty());
    let length = written.map_err(refused).ok()?;
    out.truncate(length);
    let mut exact = vec![0; length];
    assert_eq!(unsigned(Curve::P256, &CAMERA_POINT, applicant, &mut exact), Ok(length));
    assert_eq!(exact, out);
    assert!(unsigned(Curve::P256, &CAMERA_POINT, applicant, &mut exact[1..]).is_err());
    Some(out)
}

/// A subject and names as a script writes them.
fn named(data: &[u8]) {
    let (subject, names) = halves(data);
    let Some(request) = made(Applicant::Named { subject, names }) else { return };
    let request = CertReqInfo::from_der(&request).expect("a request");
    let subject = std::str::from_utf8(subject).expect("a subject is text");
    let alternative = alternative_names(&request);
    let names = std::str::from_utf8(names).expect("names are text").trim_ascii();
    assert_eq!(alternative.is_some(), !names.is_empty());
    for (name, written) in names.split(',').zip(alternative.iter().flat_map(|names| &names.0)) {
        let name = name.trim_ascii();
        match (written, name.parse::<IpAddr>()) {
            (GeneralName::DnsName(written), Err(_)) => {
                assert_eq!(written.as_str(), name.strip_suffix('.').unwrap_or(name))
            }
            (GeneralName::IpAddress(written), Ok(IpAddr::V4(name))) => assert_eq!(written.as_bytes(), name.octets()),
            (GeneralName::IpAddress(written), Ok(IpAddr::V6(name))) => assert_eq!(written.as_bytes(), name.octets()),
            _ => panic!("{written:?} for {name}"),
        }
    }
    assert_eq!(
        alternative.map_or(0, |names| names.0.len()),
        if names.is_empty() { 0 } else { names.split(',').count() }
    );
    let values: Vec<_> = request.subject.iter().map(text).collect();
    let parts = parts(subject);
    assert_eq!(values.len(), parts.len());
    for (value, part) in values.iter().zip(parts) {
        let asked = part.split_once('=').map_or(part.as_str(), |(_, value)| value.trim_ascii());
        assert_eq!(*value, asked.replace('\\', ""));
    }
}

/// What stands between the commas without a backslash before them.
fn parts(subject: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in subject.split(',') {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => last.extend([",", piece]),
            _ => parts.push(piece.to_owned()),
        }
    }
    if subject.is_empty() { Vec::new() } else { parts }
}

/// The text of an attribute, which is of the characters that its type has.
fn text(attribute: &AttributeTypeAndValue) -> String {
    let value = &attribute.value;
    match value.tag() {
        Tag::PrintableString => value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned()),
        _ => value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned()),
    }
    .expect("text of its type")
}

fn alternative_names(request: &CertReqInfo) -> Option<SubjectAltName> {
    let attribute = request.attributes.iter().next()?;
    assert_eq!(request.attributes.len(), 1);
    let value = attribute.values.get(0).and_then(|value| value.to_der().ok()).expect("a value");
    let extensions = ExtensionReq::from_der(&value).expect("extensions").0;
    assert_eq!(extensions.len(), 1);
    Some(SubjectAltName::from_der(extensions[0].extn_value.as_bytes()).expect("names"))
}

/// The subject and names of a certificate, whatever they are.
fn renewing(data: &[u8]) {
    let Ok(certificate) = Certificate::parse(data) else { return };
    let names = certificate.extensions.subject_alternative_name.map(|extension| extension.value);
    let Some(request) = made(Applicant::Renewing { subject: certificate.subject, names }) else { return };
    let Ok(theirs) = x509_cert::Certificate::from_der(data) else { return };
    let request = CertReqInfo::from_der(&request).expect("a request");
    assert_eq!(&request.subject, theirs.tbs_certificate().subject());
}
