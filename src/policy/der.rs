//! What is this blob? The strict loader of certificates, keys and revocation lists.
//!
//! Cameras read DER alone, and people have all sorts of files: each sort that exists in practice is recognised and named.
//! Nothing is copied; what is loaded stays where it is.

use super::error::Code;
use super::fields::tag;
use super::header::{self, Flaw};
use super::refusal::Refusal;
use super::wrapped::is_wrapped;

/// What a file is loaded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// An X.509 certificate (RFC 5280), or several.
    Certificate,
    /// A private key: PKCS#8 (RFC 5958), SEC1 (RFC 5915) or PKCS#1 (RFC 8017).
    Key,
    /// A certificate revocation list (RFC 5280), or several.
    Crl,
}

impl Content {
    /// The name in texts.
    pub(super) const fn name(self) -> &'static &'static str {
        match self {
            Self::Certificate => &"certificate",
            Self::Key => &"private key",
            Self::Crl => &"revocation list",
        }
    }

    /// The openssl command that reads this.
    const fn command(self) -> &'static &'static str {
        match self {
            Self::Certificate => &"x509",
            Self::Key => &"pkey",
            Self::Crl => &"crl",
        }
    }
}

/// What a file was recognised as, by its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blob {
    /// No bytes at all.
    Empty,
    /// X.509 certificate.
    Certificate,
    /// X.509 revocation list.
    Crl,
    /// PKCS#10 certificate request.
    Request,
    /// SubjectPublicKeyInfo, or PKCS#1's RSAPublicKey.
    PublicKey,
    /// PKCS#8 private key.
    Pkcs8,
    /// PKCS#8 private key, encrypted.
    EncryptedPkcs8,
    /// SEC1 private key of an elliptic curve.
    Sec1,
    /// PKCS#1 private key of RSA.
    Pkcs1,
    /// A private key that is encrypted with a key of a device: [`super::wrapped`].
    Wrapped,
    /// Parameters of an elliptic curve, as openssl ecparam puts them in front of a key.
    CurveParameters,
    /// PKCS#7 or PKCS#12: several things in one file.
    Container,
    /// PEM, and what it holds, if that is something to be loaded.
    Pem(Option<Content>),
    /// PEM, or what PEM calls an encrypted key.
    EncryptedPem,
    /// Text of another kind.
    Text,
    /// A well-formed beginning of DER, but of nothing known.
    Der,
    /// None of these.
    Unknown,
}

impl Blob {
    /// The row to refuse this with, and its `{what}`, where `expected` belongs.
    pub(super) fn refused_as(self, expected: Content) -> (Code, &'static &'static str) {
        let code = match self {
            Self::Empty => Code::FileEmpty,
            Self::Pem(Some(Content::Certificate)) if expected != Content::Certificate => Code::IsCertificate,
            Self::Pem(Some(Content::Key)) if expected != Content::Key => Code::IsPrivateKey,
            Self::Pem(Some(Content::Crl)) if expected != Content::Crl => Code::IsCrl,
            Self::Pem(_) => Code::PemNotDer,
            Self::Certificate => Code::IsCertificate,
            Self::Crl => Code::IsCrl,
            Self::Request => Code::IsRequest,
            Self::PublicKey => Code::IsPublicKey,
            Self::EncryptedPkcs8 | Self::EncryptedPem if expected == Content::Key => Code::KeyEncrypted,
            Self::Wrapped if expected == Content::Key => Code::KeyWrapped,
            Self::Wrapped | Self::Pkcs8 | Self::EncryptedPkcs8 | Self::EncryptedPem | Self::Sec1 | Self::Pkcs1 => {
                Code::IsPrivateKey
            }
            Self::CurveParameters => Code::IsCurveParameters,
            Self::Container => Code::IsContainer,
            Self::Text => Code::IsText,
            Self::Der | Self::Unknown => Code::NotDer,
        };
        let what = if code == Code::PemNotDer { expected.command() } else { expected.name() };
        (code, what)
    }
}

/// Recognises what `bytes` are, by their beginning: what is cut off later or damaged still has its name.
#[must_use]
pub fn classify(bytes: &[u8]) -> Blob {
    match structure(bytes) {
        _ if bytes.is_empty() => Blob::Empty,
        _ if is_wrapped(bytes) => Blob::Wrapped,
        Blob::Unknown | Blob::Der if is_text(bytes) => pem(bytes).unwrap_or(Blob::Text),
        blob => blob,
    }
}

/// One value as far as it is present, and what follows it.
#[derive(Clone, Copy)]
struct Value<'a> {
    tag: u8,
    content: &'a [u8],
    rest: &'a [u8],
}

/// Reads one value without asking for its end: what is missing is taken as absent.
fn value(bytes: &[u8]) -> Option<Value<'_>> {
    let end = header::end(bytes).ok()?.min(bytes.len());
    let (whole, rest) = bytes.split_at_checked(end)?;
    Some(Value { tag: *whole.first()?, content: whole.get(header::length(whole)..)?, rest })
}

/// The tags of the first values in `content`, 0 where there is none.
fn tags<const N: usize>(content: &[u8]) -> [u8; N] {
    let mut tags = [0; N];
    let mut rest = content;
    for slot in &mut tags {
        let Some(value) = value(rest) else { break };
        *slot = value.tag;
        rest = value.rest;
    }
    tags
}

/// Tells the structures of X.509 and of keys apart, by the tags at their beginning.
fn structure(bytes: &[u8]) -> Blob {
    let Some(outer) = value(bytes) else {
        return Blob::Unknown;
    };
    if outer.tag == tag::OID {
        return Blob::CurveParameters;
    }
    if outer.tag != tag::SEQUENCE {
        return Blob::Unknown;
    }
    let Some(first) = value(outer.content) else {
        return Blob::Der;
    };
    match tags::<3>(outer.content) {
        [tag::SEQUENCE, tag::BIT_STRING, _] => Blob::PublicKey,
        [tag::SEQUENCE, tag::OCTET_STRING, _] => Blob::EncryptedPkcs8,
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING] => Blob::Pkcs8,
        // A PKCS#8 key cut off within its algorithm has version 0 or 1, PKCS#12 has version 3.
        [tag::INTEGER, tag::SEQUENCE, _] if first.content == [3] => Blob::Container,
        [tag::INTEGER, tag::SEQUENCE, 0] => Blob::Pkcs8,
        [tag::INTEGER, tag::OCTET_STRING, _] => Blob::Sec1,
        [tag::INTEGER, tag::INTEGER, third] if third == tag::INTEGER || first.content == [0] => Blob::Pkcs1,
        [tag::INTEGER, tag::INTEGER, 0] => Blob::PublicKey,
        [tag::OID, _, _] => Blob::Container,
        // What is signed: told apart by what is signed, even when the signature is cut off.
        [tag::SEQUENCE, tag::SEQUENCE, _] | [tag::SEQUENCE, 0, _] => signed(first.content),
        _ => Blob::Der,
    }
}

/// Tells apart what is signed.
fn signed(content: &[u8]) -> Blob {
    const VERSION: u8 = tag::constructed(0);
    match tags::<5>(content) {
        // version 2 or 3, or version 1 with serial, algorithm, issuer, validity, subject.
        [VERSION, ..] | [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::SEQUENCE, _] => Blob::Certificate,
        // version, subject, key, attributes.
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, VERSION, _] => Blob::Request,
        // version, algorithm, issuer, date; or without version.
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::UTC_TIME | tag::GENERALIZED_TIME, _]
        | [tag::SEQUENCE, tag::SEQUENCE, tag::UTC_TIME | tag::GENERALIZED_TIME, ..] => Blob::Crl,
        _ => Blob::Der,
    }
}

/// How far into a file a PEM header is looked for: `openssl x509 -text` puts a page of text in front of it.
const PEM_SEARCH: usize = 8192;

/// Recognises PEM (RFC 7468), also after text.
fn pem(bytes: &[u8]) -> Option<Blob> {
    const BEGIN: &[u8] = b"-----BEGIN ";
    let searched = bytes.get(..PEM_SEARCH).unwrap_or(bytes);
    let start = searched.windows(BEGIN.len()).position(|window| window == BEGIN)?;
    let label = bytes.get(start.checked_add(BEGIN.len())?..)?;
    let has = |name: &[u8]| label.starts_with(name);
    Some(if has(b"CERTIFICATE-----") || has(b"TRUSTED CERTIFICATE") || has(b"X509 CERTIFICATE") {
        Blob::Pem(Some(Content::Certificate))
    } else if has(b"CERTIFICATE REQUEST") || has(b"NEW CERTIFICATE REQUEST") {
        Blob::Request
    } else if has(b"X509 CRL") {
        Blob::Pem(Some(Content::Crl))
    } else if has(b"PUBLIC KEY") || has(b"RSA PUBLIC KEY") {
        Blob::PublicKey
    } else if has(b"ENCRYPTED PRIVATE KEY") || label.windows(9).take(80).any(|window| window == b"ENCRYPTED") {
        Blob::EncryptedPem
    } else if label.windows(11).take(16).any(|window| window == b"PRIVATE KEY") || has(b"EC PARAMETERS") {
        Blob::Pem(Some(Content::Key))
    } else if has(b"PKCS7") || has(b"CMS") {
        Blob::Container
    } else {
        Blob::Pem(None)
    })
}

/// Whether the beginning looks like text in ASCII, UTF-8 or, with its mark, UTF-16.
fn is_text(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..64).unwrap_or(bytes);
    let printable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0x80..);
    match beginning {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        // A character of several bytes may be cut at the end.
        _ => {
            let valid = beginning.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
            beginning.iter().all(printable) && valid.saturating_add(3) >= beginning.len()
        }
    }
}

/// DER documents of one kind, one after the other, each checked to be whole: an iterator over the bytes of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documents<'a> {
    rest: &'a [u8],
}

impl<'a> Documents<'a> {
    /// The documents of bytes that [`certificates`] or [`revocation_lists`] accepted before.
    #[must_use]
    pub const fn of_loaded(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The documents in `bytes`, which [`certificates`] or [`revocation_lists`] have accepted.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The `index`-th document.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a [u8]> {
        let mut documents = *self;
        documents.nth(index)
    }
}

impl<'a> Iterator for Documents<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let value = value(self.rest)?;
        let (document, rest) = self.rest.split_at_checked(self.rest.len().saturating_sub(value.rest.len()))?;
        self.rest = rest;
        Some(document)
    }
}

/// Splits one or more concatenated DER certificates.
///
/// Each must have the outer structure of a certificate, with exact lengths; what is inside is for
/// [`super::certificate`] to read.
///
/// # Errors
///
/// [`Refusal::WrongContent`] for another kind of file, [`Refusal::Truncated`], [`Refusal::TrailingJunk`] and
/// [`Refusal::Malformed`] with the offset from the start of `bytes`.
pub fn certificates(bytes: &[u8]) -> Result<Documents<'_>, Refusal<'static>> {
    documents(bytes, Content::Certificate)
}

/// Splits one or more concatenated DER revocation lists.
///
/// # Errors
///
/// As [`certificates`].
pub fn revocation_lists(bytes: &[u8]) -> Result<Documents<'_>, Refusal<'static>> {
    documents(bytes, Content::Crl)
}

fn documents(bytes: &[u8], content: Content) -> Result<Documents<'_>, Refusal<'static>> {
    let expected = if content == Content::Crl { Blob::Crl } else { Blob::Certificate };
    let found = classify(bytes);
    if found != expected && !is_cut_header(bytes) {
        return Err(Refusal::WrongContent { expected: content, found });
    }
    let mut offset = 0;
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        // After the first document, what does not begin another one is junk.
        if offset > 0 && structure(rest) != expected {
            return Err(Refusal::TrailingJunk { content, offset, extra: rest.len() });
        }
        let length = whole(rest, offset, content)?;
        let document = rest.get(..length).unwrap_or(rest);
        signed_parts(document)
            .map_err(|inside| Refusal::Malformed { content, offset: offset.saturating_add(inside) })?;
        offset = offset.saturating_add(length);
    }
    Ok(Documents::new(bytes))
}

/// Whether these few bytes are the beginning of a SEQUENCE whose length is not all there.
pub(super) fn is_cut_header(bytes: &[u8]) -> bool {
    bytes.len() < 8 && matches!(bytes, [tag::SEQUENCE] | [tag::SEQUENCE, 0x82 | 0x81, ..])
}

/// The length of the value that `bytes` begin with.
///
/// # Errors
///
/// [`Refusal::Truncated`] if it is not all there, [`Refusal::Malformed`] if there is none; `offset` is where `bytes` begin.
pub(super) fn whole(bytes: &[u8], offset: usize, content: Content) -> Result<usize, Refusal<'static>> {
    let truncated = |needed: usize| Refusal::Truncated {
        content,
        present: offset.saturating_add(bytes.len()),
        needed: offset.saturating_add(needed),
    };
    match header::end(bytes) {
        Ok(end) if end > bytes.len() => Err(truncated(end)),
        Ok(end) => Ok(end),
        Err(Flaw::Cut) => Err(truncated(bytes.len().saturating_add(1))),
        Err(Flaw::Malformed) => Err(Refusal::Malformed { content, offset }),
    }
}

/// Checks the outer structure of what is signed: a SEQUENCE of exactly what is signed, an algorithm, a signature.
/// The error is the offset of the part that is wrong.
fn signed_parts(document: &[u8]) -> Result<(), usize> {
    let outer = value(document).ok_or(0_usize)?;
    let mut rest = outer.content;
    let position = |rest: &[u8]| document.len().saturating_sub(rest.len());
    for expected in [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING] {
        let malformed = position(rest);
        let length = whole(rest, 0, Content::Certificate).map_err(|_| malformed)?;
        if rest.first() != Some(&expected) {
            return Err(malformed);
        }
        rest = rest.get(length..).ok_or(malformed)?;
    }
    if rest.is_empty() { Ok(()) } else { Err(position(rest)) }
}

#[cfg(test)]
mod tests;
