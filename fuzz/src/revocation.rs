//! Revocation lists: a leaf is only accepted by a list that does not name it, as x509-cert reads the list too.

use crate::made::{Content, certificate, request, search};
use camtls::policy::path::Request;
use camtls::policy::profile::{Profile, Revocation};
use camtls::policy::revocation::RevocationList;
use der::Decode;
use limbo::own::der::{name, sequence};
use limbo::own::issue::{ALTERNATIVE_NAME, BASIC_CONSTRAINTS, alternative_names, authority};
use x509_cert::certificate::Rfc5280;
use x509_cert::crl::CertificateList;

pub fn run(data: &[u8]) {
    let list = match RevocationList::parse(data) {
        Ok(list) => list,
        Err(refusal) => return drop(refusal.report(None)),
    };
    // The authority has the list's name, whatever that is, and every signature is good.
    let issuer = sequence(&[list.issuer.as_bytes()]);
    let made = |key, subject: &[u8], extension| {
        let (issuer, until) = (issuer.as_slice(), "270101000000Z");
        certificate(&Content { subject, issuer, key, signer: 1, until, extensions: &[extension] })
    };
    let root = made(1, &issuer, (BASIC_CONSTRAINTS, true, authority(None)));
    let leaf = made(2, &name("CN=leaf"), (ALTERNATIVE_NAME, false, alternative_names(&["a.example"])));
    let (chain, anchors, lists) = (&[&leaf[..]][..], &[&root[..]][..], &[data][..]);
    let profile = Profile { revocation: Revocation::Leaf, ..Profile::DEFAULT };
    let accepted = search(&Request { crls: &lists, profile, ..request(&chain, &anchors, None) }, |_| true).is_ok();
    let Ok(theirs) = CertificateList::<Rfc5280>::from_der(data) else { return };
    if accepted {
        let mut entries = theirs.tbs_cert_list.revoked_certificates.iter().flatten();
        assert!(entries.all(|entry| entry.serial_number.as_bytes() != [1]));
        assert!(theirs.tbs_cert_list.next_update.is_some());
    }
}
