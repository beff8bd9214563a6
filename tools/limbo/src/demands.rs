//! The usages that a case demands beyond what the peer's role in TLS does.

use crate::case::Case;
use camtls::policy::Refusal;
use camtls::policy::certificate::Certificate;
use camtls::policy::extensions::KeyUsage;
use camtls::policy::path::{PathEntry, Request};

/// The bit of a key usage, the first of the BIT STRING the highest; the ninth, decipherOnly, is not read by the library.
pub fn usage(name: &str) -> Option<u8> {
    const NAMES: [&str; 8] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
    ];
    NAMES.iter().position(|known| *known == name).map(|place| 0x80 >> place)
}

/// The OID of a purpose, encoded.
pub fn purpose(name: &str) -> Option<Vec<u8>> {
    let arc = match name {
        "anyExtendedKeyUsage" => return Some(ANY.to_vec()),
        "serverAuth" => 1,
        "clientAuth" => 2,
        "codeSigning" => 3,
        "emailProtection" => 4,
        "timeStamping" => 8,
        "OCSPSigning" => 9,
        _ => return None,
    };
    Some(vec![6, 8, 0x2b, 6, 1, 5, 5, 7, 3, arc])
}

const ANY: &[u8] = &[6, 4, 0x55, 0x1d, 0x25, 0];

/// The first demand that a path does not meet, and the depth of the certificate at fault.
pub fn unmet<'a>(case: &Case, request: &Request<'a>, path: &[PathEntry]) -> Option<(Refusal<'a>, u8)> {
    for (depth, entry) in (0..).zip(path) {
        let der = match entry {
            PathEntry::Chain(index) => request.chain.get(usize::from(*index))?,
            // A leaf that is itself the anchor has its usages, too.
            PathEntry::Anchor(index) if depth == 0 => request.anchors.get(usize::from(*index))?,
            PathEntry::Anchor(_) => break,
        };
        let certificate = Certificate::parse(der).ok()?;
        let subject = certificate.title();
        let has = certificate.extensions.key_usage.map(KeyUsage::bits);
        let lacks = |name: &&String| has.is_some_and(|bits| usage(name).is_some_and(|bit| bits & bit == 0));
        if depth == 0 && case.key_usage.iter().find(lacks).is_some() {
            return Some((Refusal::KeyUsage { subject, usage: "demanded by the case" }, depth));
        }
        if let Some(extension) = certificate.extensions.extended_key_usage {
            // The extension was read when the path was judged: a SEQUENCE of OIDs.
            let lists = |oid: &[u8]| extension.value.windows(oid.len()).any(|window| window == oid);
            if !lists(ANY) && case.extended_key_usage.iter().any(|name| purpose(name).is_some_and(|oid| !lists(&oid))) {
                return Some((Refusal::WrongPurpose { subject, purpose: "demanded by the case" }, depth));
            }
        }
    }
    None
}
