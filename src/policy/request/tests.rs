use super::*;
use crate::policy::certificate::Certificate;
use crate::policy::key::{self, Form, Kind};

const POINT: [u8; 65] = [4; 65];

fn made(subject: &str, names: &str) -> Result<std::vec::Vec<u8>, std::string::String> {
    let mut out = vec![0; 2048];
    let applicant = Applicant::Named { subject: subject.as_bytes(), names: names.as_bytes() };
    let length = unsigned(Curve::P256, &POINT, applicant, &mut out).map_err(|refusal| format!("{refusal:?}"))?;
    out.truncate(length);
    Ok(out)
}

#[test]
fn keys_are_read_by_our_own_reader() {
    for (curve, length) in [(Curve::P256, 32), (Curve::P384, 48)] {
        let scalar = vec![7; length];
        let mut point = vec![9; 2 * length + 1];
        point[0] = 4;
        let mut out = [0; KEY_MAX];
        for given in [None, Some(&point[..])] {
            let written = private_key(curve, &scalar, given, &mut out).unwrap();
            let key = key::private_key(&out[..written]).unwrap();
            assert!(matches!(key.kind, Kind::Ec { curve: found } if found == curve));
            assert_eq!((key.form, key.scalar, key.point), (Form::Pkcs8, &scalar[..], given));
        }
        assert!(private_key(curve, &scalar, Some(&point), &mut [0; 100]).is_none());
    }
    assert_eq!(private_key(Curve::P384, &[7; 48], Some(&[4; POINT_MAX]), &mut [0; KEY_MAX]), Some(KEY_MAX));
}

#[test]
fn subjects_are_written_in_their_order() {
    let request = made("CN=camera-7, O=Acme\\, Inc.,C=DE", "").unwrap();
    let places: std::vec::Vec<_> = [&b"camera-7"[..], b"Acme, Inc.", b"DE"]
        .iter()
        .map(|wanted| request.windows(wanted.len()).position(|window| window == *wanted).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    // UTF8String for texts, PrintableString for countries.
    assert_eq!((request[places[1] - 2], request[places[2] - 2]), (tag::UTF8_STRING, tag::PRINTABLE_STRING));
}

#[test]
fn what_is_no_subject_is_refused() {
    for subject in ["CN=", "X=1", "CN=a,", "=a", "CN=a,b", "a\0b", ",CN=a", "CN=a,,O=b", "a,b"] {
        assert!(made(subject, "a.local").unwrap_err().contains("a subject is"), "{subject}");
    }
    for subject in ["C=*", "CN=a,serialNumber=a_b", "C=\u{d6}", "C=a\\,\0b"] {
        let told = made(subject, "a.local").unwrap_err();
        assert!(
            told.contains(if subject.contains('\0') { "a subject is" } else { "are of letters" }),
            "{subject}: {told}"
        );
    }
    assert!(made("C=DE,serialNumber=17 (a)\\,b", "").is_ok());
    assert!(made("", " ").unwrap_err().contains("needs a subject"));
    for names in ["a.local,,b.local", "*.local", "a b", "a.local\0", ","] {
        assert!(made("a", names).unwrap_err().contains("names are DNS"), "{names:?}");
    }
}

#[test]
fn a_name_alone_may_have_commas_and_backslashes() {
    for subject in ["camera 7", "a\\,b", "O=a\\,b"] {
        assert!(made(subject, "").is_ok(), "{subject}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let names = "a-name-that-is-a-bit-longer.local,".repeat(80) + "last.local";
    assert!(made("a", &names).unwrap_err().contains("LimitReached"));
}

#[test]
fn a_certificate_is_renewed_under_its_own_names() {
    let desk = crate::policy::desk::Desk::new();
    desk.self_signed();
    let der = desk.make("x509 -in cert.pem -outform DER");
    let certificate = Certificate::parse(&der).unwrap();
    let names = certificate.extensions.subject_alternative_name.map(|extension| extension.value);
    let mut out = vec![0; 2048];
    let applicant = Applicant::Renewing { subject: certificate.subject, names };
    let length = unsigned(Curve::P256, &POINT, applicant, &mut out).unwrap();
    let named = made("camera.local", "camera.local").unwrap();
    assert_eq!(out[..length], named[..]);
}
