//! The parts of certificates, keys and revocation lists, by the names that messages give them.

use super::pieces::{pieces, utf8};

/// Each line: the part, its name.
macro_rules! parts {
    ($($part:ident $name:literal,)+) => {
        /// A part of what is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[cfg_attr(
            not(all(feature = "strict", feature = "operations")),
            allow(dead_code, reason = "what these features read has parts too")
        )]
        pub(super) enum Part {
            $(
                #[doc = $name]
                $part,
            )+
        }

        /// All names in their order. One text, since a table of addresses and lengths is longer than what it points to.
        const NAMES: &str = concat!($($name, "\n"),+);

        #[cfg(test)]
        const ALL: &[(Part, &str)] = &[$((Part::$part, $name)),+];
    };
}

parts! {
    Algorithm "algorithm",
    AuthorityInfoAccess "authorityInfoAccess",
    AuthorityKeyIdentifier "authorityKeyIdentifier",
    BasicConstraints "basicConstraints",
    Container "container",
    Curve "curve",
    Date "date",
    ExtKeyUsage "extKeyUsage",
    Extension "extension",
    Extensions "extensions",
    Frame "frame",
    GeneralName "general name",
    Issuer "issuer",
    Key "key",
    KeyUsage "keyUsage",
    Name "name",
    NameConstraints "nameConstraints",
    PssHash "RSA-PSS hash",
    PssMask "RSA-PSS mask",
    PssParameters "RSA-PSS parameters",
    PssSaltLength "RSA-PSS salt length",
    PssTrailer "RSA-PSS trailer",
    PublicKey "public key",
    PublicKeyAlgorithm "public key algorithm",
    RevocationList "revocation list",
    RsaKey "RSA key",
    SerialNumber "serial number",
    Signature "signature",
    SignatureAlgorithm "signature algorithm",
    SignatureAlgorithms "signature algorithm: stated twice, differently",
    Subject "subject",
    SubjectAlternativeName "subject alternative name",
    SubjectKeyIdentifier "subjectKeyIdentifier",
    Validity "validity",
    Version "version",
}

/// The encoding is not what a part's definition asks for. One word, which every reader of a value hands up: the part in its
/// lowest byte, above it where it was noticed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Malformed(u32);

impl Malformed {
    /// `part` is malformed, noticed `offset` bytes from the start of what is read (up to 16 MB).
    pub(super) const fn new(part: Part, offset: usize) -> Self {
        Self((offset as u32) << 8 | part as u32)
    }

    /// The part's name.
    #[must_use]
    pub fn part(self) -> &'static str {
        pieces(NAMES.as_bytes(), b'\n').nth((self.0 & 0xff) as usize).and_then(utf8).unwrap_or_default()
    }

    /// Where it was noticed: bytes from the start of what is read.
    #[must_use]
    pub const fn offset(self) -> usize {
        (self.0 >> 8) as usize
    }
}

impl core::fmt::Debug for Malformed {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "{} malformed at {}", self.part(), self.offset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_its_name() {
        for (part, name) in ALL {
            let malformed = Malformed::new(*part, 70_000);
            assert_eq!((malformed.part(), malformed.offset()), (*name, 70_000));
        }
    }
}
