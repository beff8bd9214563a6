use super::*;
use crate::policy::desk::{Desk, value};
use crate::policy::error::Code;

/// The secret number `1, 2, 3, …` of `length` bytes.
fn scalar(length: u8) -> Vec<u8> {
    (1..=length).collect()
}

fn oid(content: &[u8]) -> Vec<u8> {
    value(tag::OID, content)
}

/// An ECPrivateKey.
fn ec(scalar: &[u8], parameters: Option<&[u8]>, point: Option<&[u8]>) -> Vec<u8> {
    let mut content = [&[2, 1, 1][..], &value(tag::OCTET_STRING, scalar)].concat();
    content.extend(parameters.map(|parameters| value(0xa0, parameters)).unwrap_or_default());
    content
        .extend(point.map(|point| value(0xa1, &value(tag::BIT_STRING, &[&[0], point].concat()))).unwrap_or_default());
    value(tag::SEQUENCE, &content)
}

/// A PKCS#8 key; `tail` are the fields after the key.
fn wrapped(version: u8, algorithm: &[u8], parameters: &[u8], key: &[u8], tail: &[u8]) -> Vec<u8> {
    let algorithm = value(tag::SEQUENCE, &[&oid(algorithm), parameters].concat());
    value(tag::SEQUENCE, &[&[2, 1, version][..], &algorithm, &value(tag::OCTET_STRING, key), tail].concat())
}

/// An RSAPrivateKey with a modulus of `bits` bits: numbers that only look like a key.
fn rsa_numbers(bits: usize, exponent: &[u8], secrets: usize) -> Vec<u8> {
    let mut modulus = vec![0xff; bits.div_ceil(8)];
    if bits.is_multiple_of(8) {
        modulus.insert(0, 0);
    } else {
        modulus[0] = [0, 1, 3, 7, 15, 31, 63, 127][bits % 8];
    }
    let mut content = [&[2, 1, 0][..], &value(tag::INTEGER, &modulus), &value(tag::INTEGER, exponent)].concat();
    for _ in 0..secrets {
        content.extend(value(tag::INTEGER, &[1; 64]));
    }
    value(tag::SEQUENCE, &content)
}

const NULL: &[u8] = &[5, 0];
const F4: &[u8] = &[1, 0, 1];

/// The key that `made_by` has made.
fn read<'a>(der: &'a [u8], made_by: &str) -> PrivateKey<'a> {
    match private_key(der) {
        Ok(key) => key,
        Err(refusal) => panic!("{made_by}: {}", refusal.report(None).text),
    }
}

fn malformed(refusal: Option<Refusal<'_>>) -> bool {
    matches!(refusal, Some(Refusal::Malformed { content: Content::Key, offset }) if offset > 0)
}

#[test]
fn as_openssl_makes_them() {
    let desk = Desk::new();
    for (name, curve, length) in [("prime256v1", Curve::P256, 32), ("secp384r1", Curve::P384, 48)] {
        desk.openssl(&format!("ecparam -name {name} -genkey -noout -out key.pem"));
        for (arguments, form, has_point) in [
            ("ec -in key.pem -outform DER", Form::Sec1, true),
            ("ec -in key.pem -outform DER -no_public", Form::Sec1, false),
            ("ec -in key.pem -outform DER -conv_form compressed", Form::Sec1, false),
            ("pkcs8 -topk8 -nocrypt -in key.pem -outform DER", Form::Pkcs8, true),
        ] {
            let der = desk.make(arguments);
            let key = read(&der, arguments);
            assert_eq!((key.kind, key.form, key.der), (Kind::Ec { curve }, form, &der[..]), "{arguments}");
            assert_eq!((key.scalar.len(), key.point.is_some()), (length, has_point), "{arguments}");
            assert!(der.windows(key.inner.len()).any(|window| window == key.inner));
            assert_eq!(key.inner[0], tag::SEQUENCE);
        }
    }
    desk.openssl("genrsa -out rsa.pem 2048");
    for (arguments, form) in [
        ("rsa -in rsa.pem -traditional -outform DER", Form::Pkcs1),
        ("pkcs8 -topk8 -nocrypt -in rsa.pem -outform DER", Form::Pkcs8),
    ] {
        let der = desk.make(arguments);
        let key = read(&der, arguments);
        assert_eq!((key.kind, key.form, key.point), (Kind::Rsa { bits: 2048 }, form, None));
        assert!(key.scalar.is_empty());
        let [modulus, exponent, private, primes @ .., coefficient] = super::rsa_numbers(key.inner).unwrap();
        // The primes have their highest bit set, as the modulus has, and a zero before it.
        assert_eq!((modulus.len(), exponent), (257, F4), "{arguments}");
        assert_eq!((primes.len(), primes[0].len(), primes[1].len()), (4, 129, 129));
        assert!((250..=257).contains(&private.len()) && (120..=129).contains(&coefficient.len()));
        assert!(key.inner.ends_with(coefficient));
    }
    assert!(super::rsa_numbers(&[]).is_none() && super::rsa_numbers(&[tag::SEQUENCE, 3, 2, 1, 0]).is_none());
}

#[test]
fn what_openssl_makes_and_cannot_be_used() {
    let desk = Desk::new();
    desk.openssl("ecparam -name prime256v1 -genkey -noout -out p256.pem");
    desk.openssl("ecparam -name secp521r1 -genkey -noout -out p521.pem");
    desk.openssl("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsaparam");
    for (arguments, code) in [
        ("genpkey -algorithm ed25519 -outform DER", Code::EdwardsKey),
        ("genpkey -algorithm ed448 -outform DER", Code::EdwardsKey),
        ("genpkey -algorithm x25519 -outform DER", Code::EdwardsKey),
        ("genpkey -algorithm x448 -outform DER", Code::EdwardsKey),
        ("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -outform DER", Code::RsaTooShort),
        ("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -outform DER", Code::KeyKindUnsupported),
        ("genpkey -paramfile dsaparam -outform DER", Code::KeyKindUnsupported),
        ("ec -in p521.pem -outform DER", Code::CurveUnsupported),
        ("pkcs8 -topk8 -nocrypt -in p521.pem -outform DER", Code::CurveUnsupported),
        ("ec -in p256.pem -param_enc explicit -outform DER", Code::CurveExplicit),
        ("ecparam -name secp256k1 -genkey -noout -outform DER", Code::CurveUnsupported),
        ("ecparam -name prime256v1 -outform DER", Code::IsCurveParameters),
        ("pkey -in p256.pem", Code::PemNotDer),
        ("pkey -in p256.pem -pubout -outform DER", Code::IsPublicKey),
        ("pkcs8 -topk8 -in p256.pem -outform DER -passout pass:secret", Code::KeyEncrypted),
        ("pkcs8 -topk8 -in p256.pem -passout pass:secret", Code::KeyEncrypted),
        ("req -x509 -key p256.pem -subj /CN=a -outform DER", Code::IsCertificate),
        ("req -x509 -key p256.pem -subj /CN=a", Code::IsCertificate),
        ("req -new -key p256.pem -subj /CN=a -outform DER", Code::IsRequest),
    ] {
        let der = desk.make(arguments);
        let refusal = private_key(&der).err().expect(arguments);
        assert_eq!(refusal.code(), code, "{arguments}");
    }
    assert_eq!(private_key(&[]).err().map(|refusal| refusal.code()), Some(Code::FileEmpty));
}

#[test]
fn the_curve_is_named_once_at_least_and_never_twice_differently() {
    let (p256, p384) = (oid(oid::P256), oid(oid::P384));
    let bare = ec(&scalar(32), None, None);
    let named = ec(&scalar(32), Some(&p256), None);
    assert_eq!(private_key(&bare).err(), Some(Refusal::CurveMissing));
    assert!(private_key(&named).is_ok());
    assert!(private_key(&wrapped(0, oid::EC, &p256, &bare, &[])).is_ok());
    assert!(private_key(&wrapped(0, oid::EC, &p256, &named, &[])).is_ok());
    assert!(malformed(private_key(&wrapped(0, oid::EC, &p384, &named, &[])).err()));
    for parameters in [&[][..], NULL] {
        assert_eq!(private_key(&wrapped(0, oid::EC, parameters, &bare, &[])).err(), Some(Refusal::CurveMissing));
    }
    let explicit = value(tag::SEQUENCE, &[2, 1, 1]);
    assert_eq!(private_key(&wrapped(0, oid::EC, &explicit, &bare, &[])).err(), Some(Refusal::CurveExplicit));
    let twice = [&p256[..], &p256].concat();
    assert!(malformed(private_key(&wrapped(0, oid::EC, &twice, &bare, &[])).err()));
}

#[test]
fn secret_numbers_have_the_length_of_the_curve() {
    let p256 = oid(oid::P256);
    for length in [0, 31, 33, 48] {
        assert!(malformed(private_key(&ec(&scalar(length), Some(&p256), None)).err()), "{length}");
    }
    assert!(private_key(&ec(&scalar(48), Some(&oid(oid::P384)), None)).is_ok());
}

#[test]
fn public_points_fit_the_curve() {
    let p256 = oid(oid::P256);
    let point = |first: u8, length: u8| [&[first][..], &scalar(length)].concat();
    let read =
        |point: &[u8]| private_key(&ec(&scalar(32), Some(&p256), Some(point))).map(|key| key.point.is_some()).ok();
    assert_eq!(read(&point(4, 64)), Some(true));
    assert_eq!(read(&point(2, 32)), Some(false));
    for wrong in [point(4, 63), point(4, 96), point(3, 33), point(0, 64), point(6, 64), Vec::new()] {
        assert_eq!(read(&wrong), None, "{wrong:02x?}");
    }
}

#[test]
fn versions_and_what_follows_the_key() {
    let p256 = oid(oid::P256);
    let inner = ec(&scalar(32), None, None);
    let attributes = value(0xa0, &[]);
    let public_key = value(0x81, &[0, 4]);
    let both = [&attributes[..], &public_key].concat();
    for (version, tail, fine) in [
        (0, &[][..], true),
        (0, &attributes, true),
        (0, &public_key, false),
        (1, &public_key, true),
        (1, &both, true),
        (2, &[], false),
        (0, &[5, 0], false),
    ] {
        let der = wrapped(version, oid::EC, &p256, &inner, tail);
        assert_eq!(private_key(&der).is_ok(), fine, "version {version}, {tail:02x?}");
        assert!(fine || malformed(private_key(&der).err()));
    }
}

#[test]
fn rsa_sizes_and_numbers() {
    let read = |der: &[u8]| private_key(der).map(|key| key.kind).map_err(|refusal| refusal.code());
    for (bits, expected) in [
        (1024, Err(Code::RsaTooShort)),
        (2047, Err(Code::RsaTooShort)),
        (2048, Ok(Kind::Rsa { bits: 2048 })),
        (3072, Ok(Kind::Rsa { bits: 3072 })),
        (4096, Ok(Kind::Rsa { bits: 4096 })),
        (4097, Err(Code::RsaTooLong)),
        (16384, Err(Code::RsaTooLong)),
    ] {
        let der = rsa_numbers(bits, F4, 6);
        assert_eq!(read(&der), expected, "{bits}");
        assert_eq!(read(&wrapped(0, oid::RSA, NULL, &der, &[])), expected, "{bits} in PKCS#8");
    }
    for exponent in [&[][..], &[0], &[1], &[2], &[0x81], &[0, 3], &[1, 0, 0], &[1; 9]] {
        assert_eq!(read(&rsa_numbers(2048, exponent, 6)), Err(Code::Malformed), "{exponent:02x?}");
    }
    assert_eq!(read(&rsa_numbers(2048, F4, 3)), Err(Code::KeyKindUnsupported), "DSA");
    for secrets in [0, 2, 4, 5, 7] {
        assert_eq!(read(&rsa_numbers(2048, F4, secrets)), Err(Code::Malformed), "{secrets} numbers");
    }
    assert_eq!(read(&wrapped(0, oid::RSA, &[], &rsa_numbers(2048, F4, 6), &[])), Err(Code::Malformed));
    assert_eq!(read(&wrapped(0, oid::RSA, &[5, 1, 0], &rsa_numbers(2048, F4, 6), &[])), Err(Code::Malformed));
}

#[test]
fn truncated_and_continued_at_every_length() {
    let p256 = oid(oid::P256);
    let inner = ec(&scalar(32), Some(&p256), None);
    for der in [inner.clone(), wrapped(0, oid::EC, &p256, &inner, &[]), rsa_numbers(2048, F4, 6)] {
        for present in 1..der.len() {
            match private_key(&der[..present]).err() {
                Some(Refusal::Truncated { content: Content::Key, present: at, needed }) => {
                    assert!(at == present && (needed == der.len() || needed == present + 1));
                }
                // Only the first bytes, which could be anything.
                Some(_) => assert!(present < 12, "{present}"),
                None => panic!("{present} bytes are taken for a key"),
            }
        }
        for junk in [&b"\n"[..], &[0], &[0xff; 9], &der] {
            let bytes = [&der[..], junk].concat();
            let expected = Refusal::TrailingJunk { content: Content::Key, offset: der.len(), extra: junk.len() };
            assert_eq!(private_key(&bytes).err(), Some(expected));
        }
    }
}

#[test]
fn every_byte_changed() {
    let p256 = oid(oid::P256);
    let inner = ec(&scalar(32), Some(&p256), Some(&[&[4][..], &scalar(64)].concat()));
    for der in [inner.clone(), wrapped(1, oid::EC, &p256, &inner, &value(0xa0, &[]))] {
        for index in 0..der.len() {
            for change in 1..=255 {
                let mut bytes = der.clone();
                bytes[index] ^= change;
                if let Ok(key) = private_key(&bytes) {
                    assert_eq!(key.scalar.len(), 32);
                }
            }
        }
    }
}
