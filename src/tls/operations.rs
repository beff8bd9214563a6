//! What a camera makes, keeps and renews by itself: keys, certificate requests, slots with an identity.

use super::context::{Context, Protocol};
use super::trouble::Trouble;
use crate::engine::{self, KeyPair, Role};
use crate::platform::memory::{Blob, Bytes};
use crate::policy::algorithm::Curve;
use crate::policy::certificate::Certificate;
use crate::policy::der::{self, Documents};
use crate::policy::key::{self, Kind};
use crate::policy::request::{self, Applicant, POINT_MAX};
use crate::policy::slot::Slot;
use crate::policy::{Refusal, container, profile};

/// The longest request.
pub const REQUEST_MAX: usize = 2048;
/// The most certificates of a chain that is put together.
const CHAIN_MAX: usize = 10;
/// A key on a curve in front of its point: SEQUENCE, algorithm, BIT STRING.
const KEY_INFO_MAX: usize = POINT_MAX + 32;

const CURVES: Refusal<'static> = Refusal::BadArgument { what: "curves of keys are prime256v1 and secp384r1" };
const NOT_EC: Refusal<'static> = Refusal::BadArgument { what: "requests are made for keys on P-256 and P-384" };

fn too_long(most: usize) -> Trouble<'static> {
    Refusal::LimitReached { most, what: "bytes of output" }.into()
}

/// Makes a private key on the curve of that name and writes it to `out`, as PKCS#8 or wrapped with the device's key; its length.
///
/// # Errors
/// `ERR_BAD_ARGUMENT` for another curve, `ERR_RANDOM_FAILED`, `ERR_RANDOM_STUCK`, `ERR_NO_HARDWARE_KEY`, `ERR_HARDWARE_FAULT`, out of
/// memory.
pub fn generate_key(curve: &[u8], wrapped: bool, out: &mut [u8]) -> Result<usize, Trouble<'static>> {
    let curve = match curve {
        b"prime256v1" | b"secp256r1" | b"P-256" => Curve::P256,
        b"secp384r1" | b"P-384" => Curve::P384,
        _ => return Err(CURVES.into()),
    };
    let length = if wrapped { wrapped_key(curve, out)? } else { engine::generate(curve, out)? };
    length.ok_or(too_long(out.len()))
}

#[cfg(wraps)]
fn wrapped_key(curve: Curve, out: &mut [u8]) -> Result<Option<usize>, Trouble<'static>> {
    let mut plain = Bytes::zeroed(request::KEY_MAX)?;
    let length = engine::generate(curve, &mut plain)?.unwrap_or(0);
    let made = key::private_key(plain.get(..length).unwrap_or_default());
    super::wrapped::wrap(curve, made.map_or(&[], |made| made.scalar), out)
}

#[cfg(not(wraps))]
fn wrapped_key(_: Curve, _: &mut [u8]) -> Result<Option<usize>, Trouble<'static>> {
    Err(Refusal::NoHardwareKey.into())
}

/// The key pair in a key file.
fn pair_of(key: &[u8]) -> Result<(Curve, KeyPair), Trouble<'_>> {
    let opened = super::wrapped::opened(key)?;
    let (curve, der) = if let Some((curve, der)) = &opened {
        (*curve, &**der)
    } else {
        let Kind::Ec { curve } = key::private_key(key)?.kind else { return Err(NOT_EC.into()) };
        (curve, key)
    };
    let pair = KeyPair::read(curve, der).map_err(|error| match Trouble::from(error) {
        Trouble::Engine(_) => Trouble::Refused(Refusal::KeyUnreadable),
        trouble => trouble,
    })?;
    Ok((curve, pair))
}

/// Writes a certificate request (PKCS#10) for `key` to `out`; its length.
///
/// Blocking: two public-key operations.
///
/// # Errors
/// What is wrong with the key; with the applicant (`ERR_BAD_ARGUMENT`); `ERR_LIMIT_REACHED`;
/// no randomness, out of memory.
pub fn request<'a>(key: &'a [u8], applicant: Applicant<'a>, out: &mut [u8]) -> Result<usize, Trouble<'a>> {
    let (curve, mut pair) = pair_of(key)?;
    let mut unsigned = Bytes::zeroed(REQUEST_MAX)?;
    let length = request::unsigned(curve, &pair.point()?, applicant, &mut unsigned)?;
    let unsigned = unsigned.get(..length).unwrap_or_default();
    let signature = pair.sign(unsigned)?;
    request::signed(curve, unsigned, &signature, out).ok_or(too_long(out.len()))
}

/// Checks an identity as a context does that loads it, and writes a slot with it to `out`; its length.
///
/// Blocking: one public-key operation.
///
/// # Errors
/// What cannot be loaded, and why; `ERR_LIMIT_REACHED` where it does not fit.
pub fn write_slot<'a>(
    generation: u32,
    certificates: &[u8],
    key: &'a [u8],
    out: &mut [u8],
) -> Result<usize, Trouble<'a>> {
    let mut check = Context::new(Protocol { role: Role::Client, datagram: false });
    check.load_identity(Blob::Copied(Bytes::copy_of(certificates)?), key)?;
    let (most, length) = (out.len(), Slot::length(key.len(), certificates.len()));
    let room = out.get_mut(..length).ok_or(too_long(most))?;
    let (covered, digest) = Slot::write(generation, key, certificates, room).ok_or(too_long(most))?;
    *digest = engine::sha256(covered);
    Ok(length)
}

/// Reads a slot's file, if it is whole.
#[must_use]
pub fn read_slot(bytes: &[u8]) -> Option<Slot<'_>> {
    Slot::parse(bytes).filter(|slot| engine::sha256(slot.covered) == *slot.digest)
}

/// Puts a chain together: of what a CA answered (PKCS#7) the certificate for `key`, then the issuers of each, as far as they are in
/// the answer or among `others`, without the one that is its own issuer. Writes it to `out`; its length.
///
/// # Errors
/// `ERR_RENEWAL_ANSWER`, `ERR_KEY_MISMATCH` where no certificate is for that key, what is wrong with the key, `ERR_LIMIT_REACHED`.
pub fn chain_of<'a>(answer: &'a [u8], key: &'a [u8], others: &'a [u8], out: &mut [u8]) -> Result<usize, Trouble<'a>> {
    const UNREADABLE: Refusal<'static> = Refusal::RenewalAnswer { what: "is no PKCS#7 of certificates" };
    let (curve, pair) = pair_of(key)?;
    let mut room = [0; KEY_INFO_MAX];
    let length = request::public_key_info(curve, &pair.point()?, &mut room).unwrap_or(0);
    let info = room.get(..length).unwrap_or_default();

    let answered = container::certificates(answer).map_err(|_| UNREADABLE)?;
    let answered = der::certificates(answered).map_err(|_| UNREADABLE)?;
    let pool = || answered.chain(Documents::of_loaded(others)).filter_map(|der| Certificate::parse(der).ok());
    // Not among the others: the certificate that is to be replaced is there, and may have the same key.
    let mut certificate = answered
        .filter_map(|der| Certificate::parse(der).ok())
        .find(|one| one.public_key_info == info)
        .ok_or(Refusal::KeyMismatch)?;
    let most = out.len();
    let mut written = 0_usize;
    for _ in 0..CHAIN_MAX {
        let end = written.saturating_add(certificate.der.len());
        out.get_mut(written..end).ok_or(too_long(most))?.copy_from_slice(certificate.der);
        written = end;
        let is_issuer = |one: &Certificate<'_>| {
            one.subject.matches(certificate.issuer) && !one.is_self_issued() && profile::names_key_of(&certificate, one)
        };
        match pool().find(is_issuer) {
            Some(next) if next.der != certificate.der => certificate = next,
            _ => return Ok(written),
        }
    }
    Err(Refusal::TooManyCerts { most: CHAIN_MAX }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::Desk;

    const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

    // An issuer that is not its own, and what it issues for the key of the camera.
    fn issuer(desk: &Desk, name: &str) {
        desk.openssl(&format!("req -new {KEY} -subj /CN=Issuing -keyout {name}.key -out {name}.csr"));
        desk.openssl(&format!(
            "x509 -req -in {name}.csr -CA root.pem -CAkey root.key -extfile ca.ext -days 9 -out {name}.pem"
        ));
        desk.openssl(&format!(
            "x509 -req -in leaf.csr -CA {name}.pem -CAkey {name}.key -extfile leaf.ext -days 9 -out {name}-leaf.pem"
        ));
    }

    fn desk() -> Desk {
        let desk = Desk::new();
        desk.write("ca.ext", b"basicConstraints=CA:TRUE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
        desk.write("leaf.ext", b"subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
        desk.openssl(&format!("req -x509 {KEY} -subj /CN=Root -keyout root.key -out root.pem"));
        desk.openssl(&format!("req -new {KEY} -subj /CN=camera -keyout leaf.key -out leaf.csr"));
        issuer(&desk, "old");
        issuer(&desk, "new");
        desk
    }

    fn chain(answer: &[u8], key: &[u8], others: &[u8]) -> Option<Vec<u8>> {
        let mut out = vec![0; 4096];
        let length = chain_of(answer, key, others, &mut out).ok()?;
        Some(out[..length].to_vec())
    }

    #[test]
    fn of_two_issuers_with_one_name_the_one_with_the_key() {
        let desk = desk();
        let der = |name: &str| desk.make(&format!("x509 -outform DER -in {name}.pem"));
        let key = desk.make("pkcs8 -topk8 -nocrypt -outform DER -in leaf.key");
        for (one, other) in [("old", "new"), ("new", "old")] {
            let answer = desk.make(&format!(
                "crl2pkcs7 -nocrl -outform DER -certfile {other}.pem -certfile {one}.pem -certfile {one}-leaf.pem"
            ));
            let leaf = der(&format!("{one}-leaf"));
            assert_eq!(chain(&answer, &key, &[]), Some([leaf.clone(), der(one)].concat()));
            // The issuer of the certificate before is no help.
            let answer = desk.make(&format!("crl2pkcs7 -nocrl -outform DER -certfile {one}-leaf.pem"));
            assert_eq!(chain(&answer, &key, &der(other)), Some(leaf));
        }
    }

    #[test]
    fn a_certificate_that_was_there_before_is_no_answer() {
        let desk = desk();
        let key = desk.make("pkcs8 -topk8 -nocrypt -outform DER -in leaf.key");
        let before = desk.make("x509 -outform DER -in old-leaf.pem");
        let answer = desk.make("crl2pkcs7 -nocrl -outform DER -certfile root.pem");
        assert!(matches!(
            chain_of(&answer, &key, &before, &mut [0; 4096]),
            Err(Trouble::Refused(Refusal::KeyMismatch))
        ));
    }
}
