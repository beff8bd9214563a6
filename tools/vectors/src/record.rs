//! The vectors as `build/main.rs` wrote them.

/// What a vector's implementation must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Refuse,
    Accept,
    /// Right, but a strict implementation may refuse it.
    Either,
}

/// What a vector exercises, and the shape of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Uncompressed key, hash, DER signature.
    EcdsaDer,
    /// Uncompressed key, hash, r and s of equal length.
    EcdsaFixed,
    /// SubjectPublicKeyInfo, private scalar, shared secret.
    EcdhKeyInfo,
    /// Encoded point, private scalar, shared secret.
    EcdhPoint,
    /// Key and nonce, associated data, plaintext and ciphertext and tag.
    ChachaPoly,
    /// The same.
    AesGcm,
}

/// The curve that a vector is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    P256,
    P384,
}

/// One vector.
pub(crate) struct Record<'a> {
    pub(crate) kind: Kind,
    pub(crate) group: Group,
    /// The set's name in Wycheproof.
    pub(crate) set: &'static str,
    /// The vector's number in its set.
    pub(crate) id: u16,
    pub(crate) expected: Expected,
    pub(crate) fields: [&'a [u8]; 3],
}

/// All of them, in order.
pub(crate) fn all() -> impl Iterator<Item = Record<'static>> {
    let mut rest: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/vectors.bin"));
    core::iter::from_fn(move || next(&mut rest))
}

const SETS: &[&str] = include!(concat!(env!("OUT_DIR"), "/sets.rs"));

fn next(rest: &mut &'static [u8]) -> Option<Record<'static>> {
    let number_of_kind = byte(rest)?;
    let group = if number_of_kind < 4 { Group::P256 } else { Group::P384 };
    let kind = match number_of_kind % 4 {
        0 if number_of_kind < 8 => Kind::EcdsaDer,
        _ if number_of_kind == 9 => Kind::AesGcm,
        1 => Kind::EcdsaFixed,
        _ if number_of_kind == 8 => Kind::ChachaPoly,
        2 => Kind::EcdhKeyInfo,
        _ => Kind::EcdhPoint,
    };
    let set = SETS.get(usize::from(byte(rest)?))?;
    let id = number(rest)?;
    let expected = match byte(rest)? {
        0 => Expected::Refuse,
        1 => Expected::Accept,
        _ => Expected::Either,
    };
    Some(Record { kind, group, set, id, expected, fields: [field(rest)?, field(rest)?, field(rest)?] })
}

fn byte(rest: &mut &'static [u8]) -> Option<u8> {
    let (first, behind) = rest.split_first()?;
    *rest = behind;
    Some(*first)
}

fn number(rest: &mut &'static [u8]) -> Option<u16> {
    Some(u16::from_le_bytes([byte(rest)?, byte(rest)?]))
}

fn field(rest: &mut &'static [u8]) -> Option<&'static [u8]> {
    let length = usize::from(number(rest)?);
    let (field, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(field)
}
