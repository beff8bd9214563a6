//! Certificates and revocation lists with throw-away P-256 keys, right in every detail but those that a case changes.

use super::der::{bits, general_name, integer, name, octets, oid, sequence, time, value};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use std::fs::File;
use std::io::Read;

/// The arc under id-ce of an extension.
pub const BASIC_CONSTRAINTS: u8 = 19;
pub const KEY_USAGE: u8 = 15;
pub const EXTENDED_KEY_USAGE: u8 = 37;
pub const ALTERNATIVE_NAME: u8 = 17;
pub const NAME_CONSTRAINTS: u8 = 30;
pub const SUBJECT_KEY: u8 = 14;
pub const AUTHORITY_KEY: u8 = 35;
pub const POLICY_CONSTRAINTS: u8 = 36;
pub const CRL_NUMBER: u8 = 20;
pub const DELTA: u8 = 27;

const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
pub const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

/// Who can sign: a name and a key, and the certificate that says so.
#[derive(Clone)]
pub struct Holder {
    pub der: Vec<u8>,
    name: Vec<u8>,
    serial: Vec<u8>,
    key: SigningKey,
}

/// A certificate to be.
#[derive(Clone)]
pub struct Draft {
    pub version: Vec<u8>,
    pub serial: Vec<u8>,
    pub algorithm: Vec<u8>,
    pub stated_algorithm: Option<Vec<u8>>,
    pub not_before: &'static str,
    pub not_after: &'static str,
    pub subject: String,
    pub key: SigningKey,
    /// SubjectPublicKeyInfo in place of that of `key`.
    pub public_key: Option<Vec<u8>>,
    pub extensions: Vec<Vec<u8>>,
}

pub fn key() -> SigningKey {
    let mut bytes = [0; 32];
    loop {
        File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).expect("no randomness");
        if let Ok(key) = SigningKey::from_slice(&bytes) {
            return key;
        }
    }
}

fn point(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_encoded_point(false).as_bytes().to_vec()
}

/// A SubjectPublicKeyInfo for an EC key: parameters in DER, and the point.
pub fn ec_key(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    sequence(&[&sequence(&[&oid(EC_PUBLIC_KEY), parameters]), &bits(point)])
}

/// A SubjectPublicKeyInfo for an RSA key of so many bits that nobody knows the factors of.
pub fn rsa_key(length: usize) -> Vec<u8> {
    let mut modulus = vec![0xa5; length.div_ceil(8)];
    modulus[0] = (0xff_u16 >> (modulus.len() * 8 - length)) as u8;
    let modulus = if modulus[0] & 0x80 == 0 { modulus } else { [vec![0], modulus].concat() };
    let rsa = oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
    sequence(&[&sequence(&[&rsa, &[5, 0]]), &bits(&sequence(&[&integer(&modulus), &integer(&[1, 0, 1])]))])
}

/// What stands for a hash of the key.
fn identifier(key: &SigningKey) -> Vec<u8> {
    point(key)[1..21].to_vec()
}

fn extension(arc: u8, critical: bool, content: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    sequence(&[&oid(&[0x55, 0x1d, arc]), flag, &octets(content)])
}

pub fn alternative_names(names: &[&str]) -> Vec<u8> {
    let names: Vec<_> = names.iter().map(|name| general_name(name)).collect();
    sequence(&names.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// nameConstraints: general names in the two lists, which are left out if empty.
pub fn name_constraints(permitted: &[&str], excluded: &[&str]) -> Vec<u8> {
    let list = |tag, names: &[&str]| {
        let subtrees: Vec<_> = names.iter().map(|name| sequence(&[&general_name(name)])).collect();
        let subtrees: Vec<_> = subtrees.iter().map(Vec::as_slice).collect();
        if subtrees.is_empty() { Vec::new() } else { value(tag, &subtrees) }
    };
    sequence(&[&list(0xa0, permitted), &list(0xa1, excluded)])
}

/// extKeyUsage: the last arcs under id-kp; 0 stands for anyExtendedKeyUsage.
pub fn purposes(arcs: &[u8]) -> Vec<u8> {
    let purposes: Vec<_> = arcs
        .iter()
        .map(|arc| if *arc == 0 { oid(&[0x55, 0x1d, 37, 0]) } else { oid(&[0x2b, 6, 1, 5, 5, 7, 3, *arc]) })
        .collect();
    sequence(&purposes.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// keyUsage by its first byte.
pub fn key_usage(usage: u8) -> Vec<u8> {
    value(3, &[&[usage.trailing_zeros() as u8, usage]])
}

pub const DIGITAL_SIGNATURE: u8 = 0x80;
pub const KEY_CERT_SIGN: u8 = 0x04;
pub const CRL_SIGN: u8 = 0x02;

/// basicConstraints of a CA.
pub fn authority(path_length: Option<u8>) -> Vec<u8> {
    let length = path_length.map_or(Vec::new(), |length| integer(&[length]));
    sequence(&[&[1, 1, 0xff], &length])
}

impl Draft {
    fn new(subject: &str) -> Self {
        let key = key();
        let serial = [&[0x40], &point(&key)[30..45]].concat();
        Self {
            version: integer(&[2]),
            serial,
            algorithm: sequence(&[&oid(ECDSA_SHA256)]),
            stated_algorithm: None,
            not_before: "260101000000Z",
            not_after: "270101000000Z",
            subject: subject.to_owned(),
            key,
            public_key: None,
            extensions: Vec::new(),
        }
    }

    /// A CA of that common name.
    pub fn ca(subject: &str) -> Self {
        let draft = Self::new(&format!("CN={subject}"));
        let identifier = octets(&identifier(&draft.key));
        draft
            .with(BASIC_CONSTRAINTS, true, &authority(None))
            .with(KEY_USAGE, true, &key_usage(KEY_CERT_SIGN | CRL_SIGN))
            .with(SUBJECT_KEY, false, &identifier)
    }

    /// A server's certificate with those alternative names; the first is the common name too.
    pub fn leaf(names: &[&str]) -> Self {
        let common_name = names.first().map_or("leaf", |name| name.rsplit(':').next().unwrap_or(name));
        Self::new(&format!("CN={common_name}"))
            .with(ALTERNATIVE_NAME, false, &alternative_names(names))
            .with(KEY_USAGE, true, &key_usage(DIGITAL_SIGNATURE))
            .with(EXTENDED_KEY_USAGE, false, &purposes(&[1]))
    }

    /// Adds an extension in place of an earlier one.
    pub fn with(self, arc: u8, critical: bool, content: &[u8]) -> Self {
        let mut draft = self.without(arc);
        draft.extensions.push(extension(arc, critical, content));
        draft
    }

    pub fn without(mut self, arc: u8) -> Self {
        self.extensions.retain(|extension| {
            let oid = oid(&[0x55, 0x1d, arc]);
            !extension.windows(oid.len()).take(5).any(|window| window == oid)
        });
        self
    }

    pub fn valid(mut self, not_before: &'static str, not_after: &'static str) -> Self {
        (self.not_before, self.not_after) = (not_before, not_after);
        self
    }

    /// With the key of `holder`: a second certificate of the same authority.
    pub fn keyed(mut self, holder: &Holder) -> Self {
        self.key = holder.key.clone();
        let identifier = octets(&identifier(&self.key));
        self.with(SUBJECT_KEY, false, &identifier)
    }

    /// With another key, but the key identifier of `holder`.
    pub fn posing_as(self, holder: &Holder) -> Self {
        self.with(SUBJECT_KEY, false, &octets(&identifier(&holder.key)))
    }

    /// With its key identifier critical.
    pub fn with_critical_identifier(self) -> Self {
        let identifier = octets(&identifier(&self.key));
        self.with(SUBJECT_KEY, true, &identifier)
    }

    /// The certificate, signed by itself.
    pub fn self_signed(self) -> Holder {
        let (name, key) = (name(&self.subject), self.key.clone());
        self.signed(&name, &key)
    }

    /// The certificate, issued with an authority key identifier unless there is one.
    pub fn issued_by(self, issuer: &Holder) -> Holder {
        let has_identifier = self.clone().without(AUTHORITY_KEY).extensions.len() != self.extensions.len();
        let draft = if has_identifier {
            self
        } else {
            let identifier = value(0x80, &[&identifier(&issuer.key)]);
            self.with(AUTHORITY_KEY, false, &sequence(&[&identifier]))
        };
        draft.signed(&issuer.name, &issuer.key)
    }

    /// The certificate, issued without saying by which key.
    pub fn quietly_issued_by(self, issuer: &Holder) -> Holder {
        self.without(AUTHORITY_KEY).signed(&issuer.name, &issuer.key)
    }

    fn signed(self, issuer: &[u8], key: &SigningKey) -> Holder {
        let subject = name(&self.subject);
        let public_key = self.public_key.unwrap_or_else(|| ec_key(&oid(P256), &point(&self.key)));
        let extensions: Vec<_> = self.extensions.iter().map(Vec::as_slice).collect();
        let extensions = if extensions.is_empty() { Vec::new() } else { value(0xa3, &[&sequence(&extensions)]) };
        let tbs = sequence(&[
            &value(0xa0, &[&self.version]),
            &integer(&self.serial),
            &self.algorithm,
            issuer,
            &sequence(&[&time(self.not_before), &time(self.not_after)]),
            &subject,
            &public_key,
            &extensions,
        ]);
        let algorithm = self.stated_algorithm.unwrap_or(self.algorithm);
        Holder { der: sign(&tbs, &algorithm, key), name: subject, serial: self.serial, key: self.key }
    }
}

fn sign(tbs: &[u8], algorithm: &[u8], key: &SigningKey) -> Vec<u8> {
    let signature: Signature = key.sign(tbs);
    sequence(&[tbs, algorithm, &bits(signature.to_der().as_bytes())])
}

impl Holder {
    /// Its private key, as SEC1 has it (RFC 5915).
    pub fn private_key(&self) -> Vec<u8> {
        sequence(&[&integer(&[1]), &octets(&self.key.to_bytes()), &value(0xa0, &[&oid(P256)])])
    }

    /// The same certificate with the last bit of its signature flipped.
    pub fn tampered(&self) -> Self {
        let mut holder = self.clone();
        if let Some(byte) = holder.der.last_mut() {
            *byte ^= 1;
        }
        holder
    }

    /// The same certificate with bytes after it.
    pub fn with_junk(&self) -> Self {
        let mut holder = self.clone();
        holder.der.extend([0, 0]);
        holder
    }

    /// A revocation list that names `revoked`, with these dates and extensions.
    pub fn list(&self, revoked: &[&Self], from: &str, until: &str, extensions: &[(u8, bool)]) -> Vec<u8> {
        let algorithm = sequence(&[&oid(ECDSA_SHA256)]);
        let entries: Vec<_> =
            revoked.iter().map(|holder| sequence(&[&integer(&holder.serial), &time("260201000000Z")])).collect();
        let entries: Vec<_> = entries.iter().map(Vec::as_slice).collect();
        let entries = if entries.is_empty() { Vec::new() } else { sequence(&entries) };
        let extensions: Vec<_> =
            extensions.iter().map(|(arc, critical)| extension(*arc, *critical, &integer(&[1]))).collect();
        let extensions: Vec<_> = extensions.iter().map(Vec::as_slice).collect();
        let extensions = value(0xa0, &[&sequence(&extensions)]);
        let tbs = sequence(&[&integer(&[1]), &algorithm, &self.name, &time(from), &time(until), &entries, &extensions]);
        sign(&tbs, &algorithm, &self.key)
    }
}
