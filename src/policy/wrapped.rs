//! The file of a wrapped key: a private key that is encrypted with a key of the device.
//!
//! | bytes | |
//! |---|---|
//! | 8 | `camtls w` |
//! | 1 | version: 1 |
//! | 1 | curve: 1 P-256, 2 P-384 |
//! | 12 | nonce, random |
//! | 16 | tag |
//! | 32, 48 | the secret number, encrypted: AES-256-GCM, with the first 10 bytes as associated data |
//! | 4 | the first ones of SHA-256 of all before, in this version and in later ones |
//!
//! The tag tells whether the device's key made it, the digest whether the file is as it was written: so one that another device made
//! is told from one that is damaged.

/// How the file begins.
pub const MAGIC: &[u8; 8] = b"camtls w";

/// Whether `bytes` are such a file, by their beginning.
#[must_use]
pub fn is_wrapped(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

#[cfg(any(wraps, test))]
pub use file::{HEADER, LENGTH_MAX, SCALAR_MAX, Wrapped, finish, place};

#[cfg(any(wraps, test))]
mod file {
    use super::super::algorithm::Curve;
    use super::super::der::Content;
    use super::super::refusal::Refusal;
    use super::MAGIC;

    /// The bytes that are associated data.
    pub const HEADER: usize = 10;
    /// Before what is encrypted.
    const PREFIX: usize = HEADER + NONCE + TAG;
    const NONCE: usize = 12;
    const TAG: usize = 16;
    const DIGEST: usize = 4;
    const VERSION: u8 = 1;

    /// The longest secret number.
    pub const SCALAR_MAX: usize = 48;
    /// The longest file.
    pub const LENGTH_MAX: usize = PREFIX + SCALAR_MAX + DIGEST;

    const fn number_of(curve: Curve) -> u8 {
        match curve {
            Curve::P256 => 1,
            Curve::P384 => 2,
        }
    }

    /// The bytes of a secret number.
    const fn scalar_of(curve: Curve) -> usize {
        match curve {
            Curve::P256 => 32,
            Curve::P384 => SCALAR_MAX,
        }
    }

    /// A wrapped key, borrowed.
    #[derive(Clone, Copy)]
    pub struct Wrapped<'a> {
        /// The curve of the key.
        pub curve: Curve,
        /// What the tag vouches for besides.
        pub header: &'a [u8; HEADER],
        /// The nonce.
        pub nonce: &'a [u8; NONCE],
        /// The tag.
        pub tag: &'a [u8; TAG],
        /// The secret number, encrypted.
        pub sealed: &'a [u8],
    }

    impl<'a> Wrapped<'a> {
        /// Reads a file that is wrapped by its beginning, from its first byte to its last.
        ///
        /// # Errors
        /// [`Refusal::Truncated`], [`Refusal::TrailingJunk`]; [`Refusal::Malformed`] for one that was changed; [`Refusal::Unsupported`] for one
        /// that a later version wrote.
        pub fn parse(bytes: &'a [u8], sha256: impl Fn(&[u8]) -> [u8; 32]) -> Result<Self, Refusal<'static>> {
            let content = Content::Key;
            let malformed = Refusal::Malformed { content, offset: MAGIC.len() };
            let cut = |needed| Refusal::Truncated { content, present: bytes.len(), needed };
            let (header, _) = bytes.split_first_chunk::<HEADER>().ok_or(cut(PREFIX))?;
            let curve = match header {
                [.., VERSION, 1] => Some(Curve::P256),
                [.., VERSION, 2] => Some(Curve::P384),
                _ => None,
            };
            if let Some(curve) = curve {
                let length = PREFIX.saturating_add(scalar_of(curve)).saturating_add(DIGEST);
                if bytes.len() < length {
                    return Err(cut(length));
                }
                if bytes.len() > length {
                    let extra = bytes.len().saturating_sub(length);
                    return Err(Refusal::TrailingJunk { content, offset: length, extra });
                }
            }
            let (covered, digest) = bytes.split_last_chunk::<DIGEST>().ok_or(malformed)?;
            if !sha256(covered).starts_with(digest) {
                return Err(malformed);
            }
            let curve = curve.ok_or(Refusal::Unsupported { what: "keys wrapped like this" })?;
            let (_, rest) = covered.split_first_chunk::<HEADER>().ok_or(malformed)?;
            let (nonce, rest) = rest.split_first_chunk().ok_or(malformed)?;
            let (tag, sealed) = rest.split_first_chunk().ok_or(malformed)?;
            Ok(Self { curve, header, nonce, tag, sealed })
        }
    }

    /// The places of a file that is being written.
    pub struct Place<'a> {
        /// What the tag vouches for besides; written.
        pub header: &'a [u8; HEADER],
        /// For the nonce.
        pub nonce: &'a mut [u8; NONCE],
        /// For the tag.
        pub tag: &'a mut [u8; TAG],
        /// For the secret number, encrypted.
        pub sealed: &'a mut [u8],
    }

    /// Begins a file at the beginning of `out`: how long it will be, and its places.
    #[must_use]
    pub fn place(curve: Curve, out: &mut [u8]) -> Option<(usize, Place<'_>)> {
        let length = PREFIX.saturating_add(scalar_of(curve));
        let (header, rest) = out.get_mut(..length)?.split_first_chunk_mut::<HEADER>()?;
        let written = MAGIC.iter().chain(&[VERSION]).chain(&[0]);
        for (to, from) in header.iter_mut().zip(written) {
            *to = *from;
        }
        let [.., last] = header;
        *last = number_of(curve);
        let (nonce, rest) = rest.split_first_chunk_mut()?;
        let (tag, sealed) = rest.split_first_chunk_mut()?;
        Some((length.saturating_add(DIGEST), Place { header, nonce, tag, sealed }))
    }

    /// Ends a file of `length` bytes with its digest.
    #[must_use]
    pub fn finish(out: &mut [u8], length: usize, sha256: impl Fn(&[u8]) -> [u8; 32]) -> Option<()> {
        let (covered, digest) = out.get_mut(..length)?.split_last_chunk_mut::<DIGEST>()?;
        *digest = *sha256(covered).first_chunk()?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::algorithm::Curve;
    use super::super::refusal::Refusal;
    use super::*;

    /// Stands for SHA-256: what is changed is seen.
    fn sum(bytes: &[u8]) -> [u8; 32] {
        let mut sum = 5_u32;
        for byte in bytes {
            sum = sum.wrapping_mul(0x0100_0193) ^ u32::from(*byte);
        }
        let mut digest = [0; 32];
        digest[..4].copy_from_slice(&sum.to_le_bytes());
        digest
    }

    fn made(curve: Curve) -> Vec<u8> {
        let mut out = [0; LENGTH_MAX];
        let (length, place) = place(curve, &mut out).unwrap();
        place.nonce.fill(7);
        place.tag.fill(8);
        place.sealed.fill(9);
        finish(&mut out, length, sum).unwrap();
        out[..length].to_vec()
    }

    #[test]
    fn what_was_written_is_read() {
        for (curve, scalar) in [(Curve::P256, 32), (Curve::P384, 48)] {
            let file = made(curve);
            assert!(is_wrapped(&file));
            assert_eq!(file.len(), 42 + scalar);
            let wrapped = Wrapped::parse(&file, sum).unwrap();
            assert_eq!((wrapped.curve, wrapped.nonce, wrapped.tag), (curve, &[7; 12], &[8; 16]));
            assert_eq!(wrapped.sealed, &vec![9; scalar]);
            assert_eq!(wrapped.header, &file[..HEADER]);
        }
    }

    #[test]
    fn what_is_cut_off_or_too_long_is_told() {
        for curve in [Curve::P256, Curve::P384] {
            let file = made(curve);
            for length in MAGIC.len()..file.len() {
                let needed = if length < HEADER { 38 } else { file.len() };
                let cut = Wrapped::parse(&file[..length], sum).err().unwrap();
                assert!(
                    matches!(cut, Refusal::Truncated { present, needed: n, .. } if present == length && n == needed)
                );
            }
            let long = [&file[..], &[0; 3]].concat();
            let junk = Wrapped::parse(&long, sum).err().unwrap();
            assert!(matches!(junk, Refusal::TrailingJunk { offset, extra: 3, .. } if offset == file.len()));
        }
    }

    #[test]
    fn every_change_is_told() {
        for curve in [Curve::P256, Curve::P384] {
            let file = made(curve);
            for place in 0..file.len() {
                for bit in 0..8 {
                    let mut other = file.clone();
                    other[place] ^= 1 << bit;
                    assert!(is_wrapped(&other) == (place >= MAGIC.len()));
                    assert!(Wrapped::parse(&other, sum).is_err(), "byte {place} bit {bit}");
                }
            }
        }
    }

    #[test]
    fn a_later_version_is_told() {
        for (version, curve) in [(2, 1), (0, 1), (1, 0), (1, 3)] {
            let mut file = made(Curve::P256);
            file[8] = version;
            file[9] = curve;
            assert!(matches!(Wrapped::parse(&file, sum).err(), Some(Refusal::Malformed { offset: 8, .. })));
            let length = file.len();
            finish(&mut file, length, sum).unwrap();
            assert!(matches!(Wrapped::parse(&file, sum).err(), Some(Refusal::Unsupported { .. })));
        }
    }

    #[test]
    fn what_does_not_fit_is_not_begun() {
        assert!(place(Curve::P256, &mut [0; 69]).is_none());
        assert!(finish(&mut [0; 73], 74, sum).is_none());
    }
}
