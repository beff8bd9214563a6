//! The certificate reader against x509-cert: what both read, they read alike.

use camtls::policy::certificate::Certificate;
use der::{Decode, Encode};

pub fn run(data: &[u8]) {
    let ours = match Certificate::parse(data) {
        Ok(ours) => ours,
        Err(refusal) => return drop(refusal.report(Some(0))),
    };
    assert_eq!(ours.der, data);
    let _shown = (ours.title(), ours.issuer_title(), ours.is_self_issued(), ours.is_ca());
    ours.alternative_names().for_each(drop);
    let Ok(theirs) = x509_cert::Certificate::from_der(data) else { return };
    let tbs = theirs.tbs_certificate();
    assert_eq!(ours.serial, tbs.serial_number().as_bytes());
    let seconds = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs());
    assert_eq!(Ok(ours.validity.not_before), seconds(&tbs.validity().not_before));
    assert_eq!(Ok(ours.validity.not_after), seconds(&tbs.validity().not_after));
    assert_eq!(ours.signature, theirs.signature().raw_bytes());
    assert_eq!(ours.signature_oid, theirs.signature_algorithm().oid.as_bytes());
    assert_eq!(tbs.subject().is_empty(), ours.subject.is_empty());
    assert_eq!(x509_cert::TbsCertificate::from_der(ours.tbs).as_ref(), Ok(tbs));
    assert!(tbs.subject_public_key_info().to_der().is_ok_and(|der| der.as_slice() == ours.public_key_info));
    for extension in tbs.extensions().into_iter().flatten() {
        let seen = match extension.extn_id.as_bytes() {
            [0x55, 0x1d, 17] => ours.extensions.subject_alternative_name,
            [0x55, 0x1d, 14] => ours.extensions.subject_key_identifier,
            [0x55, 0x1d, 35] => ours.extensions.authority_key_identifier,
            [0x55, 0x1d, 37] => ours.extensions.extended_key_usage,
            [0x55, 0x1d, 30] => ours.extensions.name_constraints,
            _ => continue,
        };
        let seen = seen.map(|seen| (seen.critical, seen.value));
        assert_eq!(seen, Some((extension.critical, extension.extn_value.as_bytes())));
    }
}
