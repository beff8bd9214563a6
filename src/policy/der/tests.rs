use super::*;
use crate::policy::desk::Desk;

/// Everything that people have, as openssl makes it, and what it is.
fn files() -> Vec<(&'static str, Vec<u8>, Blob)> {
    let desk = Desk::new();
    desk.self_signed();
    let mut files = Vec::new();
    for (arguments, blob) in [
        ("x509 -in cert.pem -outform DER", Blob::Certificate),
        ("x509 -in cert.pem", Blob::Pem(Some(Content::Certificate))),
        ("x509 -in cert.pem -text", Blob::Pem(Some(Content::Certificate))),
        ("x509 -in cert.pem -text -noout", Blob::Text),
        ("x509 -in cert.pem -trustout", Blob::Pem(Some(Content::Certificate))),
        ("req -new -key key.pem -subj /CN=camera.local -outform DER", Blob::Request),
        ("req -new -key key.pem -subj /CN=camera.local", Blob::Request),
        ("pkey -in key.pem -pubout -outform DER", Blob::PublicKey),
        ("pkey -in key.pem -pubout", Blob::PublicKey),
        ("pkey -in key.pem", Blob::Pem(Some(Content::Key))),
        ("ec -in key.pem", Blob::Pem(Some(Content::Key))),
        ("ec -in key.pem -outform DER", Blob::Sec1),
        ("ec -in key.pem -outform DER -no_public", Blob::Sec1),
        ("pkcs8 -topk8 -nocrypt -in key.pem -outform DER", Blob::Pkcs8),
        ("pkcs8 -topk8 -in key.pem -outform DER -passout pass:secret", Blob::EncryptedPkcs8),
        ("pkcs8 -topk8 -in key.pem -outform DER -passout pass:secret -v1 PBE-SHA1-3DES", Blob::EncryptedPkcs8),
        ("pkcs8 -topk8 -in key.pem -passout pass:secret", Blob::EncryptedPem),
        ("ec -in key.pem -aes128 -passout pass:secret", Blob::EncryptedPem),
        ("genpkey -algorithm ed25519 -outform DER", Blob::Pkcs8),
        ("genpkey -algorithm x448 -outform DER", Blob::Pkcs8),
        ("genrsa -traditional 1024", Blob::Pem(Some(Content::Key))),
        ("ecparam -name prime256v1 -outform DER", Blob::CurveParameters),
        ("ecparam -name prime256v1 -genkey", Blob::Pem(Some(Content::Key))),
        ("pkcs12 -export -in cert.pem -inkey key.pem -passout pass:secret", Blob::Container),
        ("crl2pkcs7 -nocrl -certfile cert.pem -outform DER", Blob::Container),
        ("crl2pkcs7 -nocrl -certfile cert.pem", Blob::Container),
    ] {
        files.push((arguments, desk.make(arguments), blob));
    }
    desk.openssl("genrsa -traditional -out rsa.pem 1024");
    for (arguments, blob) in [
        ("rsa -in rsa.pem -traditional -outform DER", Blob::Pkcs1),
        ("rsa -in rsa.pem -RSAPublicKey_out -outform DER", Blob::PublicKey),
        ("rsa -in rsa.pem -RSAPublicKey_out", Blob::PublicKey),
    ] {
        files.push((arguments, desk.make(arguments), blob));
    }
    desk.write("index", b"");
    desk.write("config", b"[ca]\ndefault_ca=d\n[d]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=30\n");
    desk.openssl("ca -gencrl -config config -cert cert.pem -keyfile key.pem -out crl.pem");
    for (arguments, blob) in
        [("crl -in crl.pem -outform DER", Blob::Crl), ("crl -in crl.pem", Blob::Pem(Some(Content::Crl)))]
    {
        files.push((arguments, desk.make(arguments), blob));
    }
    let base64: Vec<u8> =
        desk.read("cert.pem").split(|byte| *byte == b'\n').skip(1).take(5).flatten().copied().collect();
    files.push(("base64 alone", base64, Blob::Text));
    let utf16: Vec<u8> = desk.read("cert.pem").iter().flat_map(|byte| [*byte, 0]).collect();
    files.push(("UTF-16 of PowerShell", [&b"\xff\xfe"[..], &utf16].concat(), Blob::Text));
    let windows = [&b"\xef\xbb\xbf"[..], &desk.read("cert.pem")].concat();
    files.push(("PEM after a mark of UTF-8", windows, Blob::Pem(Some(Content::Certificate))));
    files.push(("a path", b"/flash/cert.der".to_vec(), Blob::Text));
    files.push(("nothing", Vec::new(), Blob::Empty));
    files.push(("erased flash", vec![0xff; 512], Blob::Unknown));
    files.push(("zeros", vec![0; 512], Blob::Unknown));
    files
}

fn certificate() -> Vec<u8> {
    let desk = Desk::new();
    desk.self_signed();
    desk.make("x509 -in cert.pem -outform DER")
}

#[test]
fn every_kind_of_file_is_named() {
    for (made_by, bytes, expected) in files() {
        assert_eq!(classify(&bytes), expected, "{made_by}");
        let wanted = match expected {
            Blob::Certificate => Content::Certificate,
            Blob::Crl => Content::Crl,
            _ => {
                for content in [Content::Certificate, Content::Crl] {
                    let refusal = documents(&bytes, content).unwrap_err();
                    assert_eq!(refusal, Refusal::WrongContent { expected: content, found: expected }, "{made_by}");
                }
                continue;
            }
        };
        assert_eq!(documents(&bytes, wanted).unwrap().collect::<Vec<_>>(), [&bytes[..]], "{made_by}");
    }
}

#[test]
fn refusals_name_the_confusion() {
    use Blob::{Certificate, Crl, EncryptedPem, EncryptedPkcs8, Pem, Pkcs8};
    for (expected, found, code) in [
        (Content::Certificate, Pem(Some(Content::Certificate)), Code::PemNotDer),
        (Content::Key, Pem(Some(Content::Key)), Code::PemNotDer),
        (Content::Key, Pem(Some(Content::Certificate)), Code::IsCertificate),
        (Content::Certificate, Pem(Some(Content::Key)), Code::IsPrivateKey),
        (Content::Certificate, Pkcs8, Code::IsPrivateKey),
        (Content::Certificate, EncryptedPkcs8, Code::IsPrivateKey),
        (Content::Key, EncryptedPkcs8, Code::KeyEncrypted),
        (Content::Key, EncryptedPem, Code::KeyEncrypted),
        (Content::Key, Certificate, Code::IsCertificate),
        (Content::Certificate, Crl, Code::IsCrl),
        (Content::Crl, Certificate, Code::IsCertificate),
    ] {
        assert_eq!(Refusal::WrongContent { expected, found }.code(), code, "{found:?} for {expected:?}");
    }
}

#[test]
fn several_certificates() {
    let (one, other) = (certificate(), certificate());
    let bytes = [&one[..], &other, &one].concat();
    let loaded = certificates(&bytes).unwrap();
    assert_eq!(loaded.collect::<Vec<_>>(), [&one[..], &other, &one]);
    assert_eq!((loaded.get(1), loaded.get(3)), (Some(&other[..]), None));
}

#[test]
fn truncated_at_every_length() {
    let (one, other) = (certificate(), certificate());
    let both = [&one[..], &other].concat();
    for present in 1..both.len() {
        if present == one.len() {
            continue;
        }
        let refusal = certificates(&both[..present]).unwrap_err();
        match refusal {
            Refusal::Truncated { content: Content::Certificate, present: at, needed } => {
                assert_eq!(at, present);
                let end = if present < one.len() { one.len() } else { both.len() };
                // While the header itself is cut, the end is not known.
                assert!(needed == end || needed == present + 1, "{present}: {needed}");
            }
            // What is left of the second one is too little to be known as one.
            Refusal::TrailingJunk { offset, extra, .. } => {
                assert_eq!((offset, offset + extra), (one.len(), present));
                assert!(extra < 12, "{extra}");
            }
            // Only the first bytes, which could be anything.
            _ => assert!(present < 12, "{present}: {refusal:?}"),
        }
    }
}

#[test]
fn trailing_junk_at_every_kind() {
    let one = certificate();
    for junk in
        [&b"\0"[..], b"\n", &[0; 100], &[0xff; 4], b"-----BEGIN CERTIFICATE-----", &[0x30, 0], &[0x30, 3, 2, 1, 0]]
    {
        let bytes = [&one[..], junk].concat();
        let expected = Refusal::TrailingJunk { content: Content::Certificate, offset: one.len(), extra: junk.len() };
        assert_eq!(certificates(&bytes), Err(expected), "{junk:02x?}");
    }
}

#[test]
fn lengths_inside_are_exact() {
    let one = certificate();
    // The outer length one less, with the last byte as junk; one more, with a byte that is there.
    for (change, extra) in [(-1_i32, 0), (1, 1)] {
        let mut bytes = one.clone();
        let length = i32::from(u16::from_be_bytes([bytes[2], bytes[3]])) + change;
        bytes[2..4].copy_from_slice(&(length as u16).to_be_bytes());
        bytes.resize(one.len() + extra, 0);
        assert!(
            matches!(certificates(&bytes), Err(Refusal::Malformed { content: Content::Certificate, .. })),
            "{change}"
        );
    }
    // Lengths in more bytes than needed, and indefinite ones.
    for bytes in [[&[0x30, 0x83, 0][..], &one[2..]].concat(), [&[0x30, 0x80], &one[4..], &[0, 0]].concat()] {
        assert!(certificates(&bytes).is_err());
    }
}

#[test]
fn every_byte_changed() {
    let one = certificate();
    for index in 0..one.len() {
        for change in [1, 0x80, 0xff] {
            let mut bytes = one.clone();
            bytes[index] ^= change;
            if let Ok(loaded) = certificates(&bytes) {
                assert_eq!(loaded.map(<[u8]>::len).sum::<usize>(), bytes.len());
            }
        }
    }
}

#[test]
fn noise_is_not_taken_for_anything() {
    // A small generator of noise: nothing may panic, and nothing may be loaded.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for _ in 0..20_000 {
        let mut bytes: Vec<u8> = (0..noise() / 4).map(|_| noise()).collect();
        if let Some(first) = bytes.first_mut() {
            *first = 0x30;
        }
        assert!(certificates(&bytes).is_err());
        assert!(revocation_lists(&bytes).is_err());
    }
}
