//! Host names: what is accepted, a plain comparison accepts too, and the reverse for plain names.

use crate::made::{Content, certificate, halves, request, search};
use camtls::policy::hostname::ReferenceIdentity;
use der::Decode;
use limbo::own::der::name;
use limbo::own::issue::ALTERNATIVE_NAME;
use std::net::IpAddr;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

pub fn run(data: &[u8]) {
    let (wanted, names) = halves(data);
    let identity = match ReferenceIdentity::parse(wanted) {
        Ok(identity) => identity,
        Err(refusal) => return drop(refusal.report(None)),
    };
    let wanted = std::str::from_utf8(wanted).expect("a host name is text");
    assert!(identity.server_name().is_none_or(|name| !name.ends_with('.') && name.is_ascii() && !name.contains('\0')));
    let leaf = certificate(&Content {
        subject: &name("CN=leaf"),
        issuer: &name("CN=leaf"),
        key: 1,
        signer: 1,
        until: "270101000000Z",
        extensions: &[(ALTERNATIVE_NAME, false, names.to_vec())],
    });
    let accepted = search(&request(&&[&leaf[..]][..], &&[&leaf[..]][..], Some(identity)), |_| false).is_ok();
    let Ok(SubjectAltName(names)) = SubjectAltName::from_der(names) else { return };
    let among = names.iter().any(|name| match (name, wanted.parse::<IpAddr>()) {
        (GeneralName::DnsName(name), Err(_)) => is(wanted.strip_suffix('.').unwrap_or(wanted), name.as_str()),
        (GeneralName::IpAddress(bytes), Ok(IpAddr::V4(address))) => bytes.as_bytes() == address.octets(),
        (GeneralName::IpAddress(bytes), Ok(IpAddr::V6(address))) => bytes.as_bytes() == address.octets(),
        _ => false,
    });
    assert_eq!(accepted, among && !names.is_empty());
}

/// Whether a DNS name is the one that is wanted, perhaps by a wildcard for its first label.
fn is(wanted: &str, name: &str) -> bool {
    let (wanted, name) = (wanted.to_ascii_lowercase(), name.to_ascii_lowercase());
    match name.strip_prefix("*.") {
        Some(parent) => parent.contains('.') && wanted.split_once('.').is_some_and(|(_, rest)| rest == parent),
        None => wanted == name,
    }
}
