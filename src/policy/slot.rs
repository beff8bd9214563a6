//! The file of one slot: an identity as it lies on the camera's file system.
//!
//! | bytes | |
//! |---|---|
//! | 8 | `camtls i` |
//! | 4 | generation, most significant byte first; a newer identity has the next one |
//! | 2, 2 | lengths of key and chain, likewise |
//! | | the private key in DER, as it was given |
//! | | the certificates in DER, leaf first |
//! | 32 | SHA-256 of all before |
//!
//! A slot is whole or it is nothing: a power cut while it is written leaves a digest that is wrong.

const MAGIC: &[u8; 8] = b"camtls i";
/// The bytes before the key.
const HEADER: usize = 16;
/// The bytes of the digest.
pub const DIGEST: usize = 32;

/// A slot, borrowed. It holds a key, so it has no `Debug`.
#[derive(Clone, Copy)]
pub struct Slot<'a> {
    /// Which of two is newer.
    pub generation: u32,
    /// The private key.
    pub key: &'a [u8],
    /// The certificates.
    pub chain: &'a [u8],
    /// What `digest` is to be the digest of.
    pub covered: &'a [u8],
    /// The digest that the file has.
    pub digest: &'a [u8; DIGEST],
}

impl<'a> Slot<'a> {
    /// Reads a slot, from its first byte to its last. Whether its digest is right is for who can compute it.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (covered, digest) = bytes.split_last_chunk()?;
        let (header, body) = covered.split_first_chunk::<HEADER>()?;
        let (magic, numbers) = header.split_first_chunk::<8>()?;
        let (generation, lengths) = numbers.split_first_chunk()?;
        let (key_length, chain_length) = lengths.split_first_chunk()?;
        let (key, chain) = body.split_at_checked(usize::from(u16::from_be_bytes(*key_length)))?;
        let chain_length = usize::from(u16::from_be_bytes(chain_length.try_into().ok()?));
        let fits = magic == MAGIC && chain.len() == chain_length && !key.is_empty() && !chain.is_empty();
        fits.then_some(Self { generation: u32::from_be_bytes(*generation), key, chain, covered, digest })
    }

    /// Whether `self` is newer than `other`: generations go round (RFC 1982).
    #[must_use]
    pub const fn is_newer(generation: u32, other: u32) -> bool {
        let ahead = generation.wrapping_sub(other);
        ahead != 0 && ahead < 1 << 31
    }

    /// How long a slot's file is.
    #[must_use]
    pub const fn length(key: usize, chain: usize) -> usize {
        HEADER.saturating_add(key).saturating_add(chain).saturating_add(DIGEST)
    }

    /// Writes a slot but for its digest to `out`, which is as long as [`Self::length`] says; the place of the digest.
    #[must_use]
    pub fn write<'b>(
        generation: u32,
        key: &[u8],
        chain: &[u8],
        out: &'b mut [u8],
    ) -> Option<(&'b [u8], &'b mut [u8; DIGEST])> {
        let (covered, digest) = out.split_last_chunk_mut()?;
        let (header, body) = covered.split_first_chunk_mut::<HEADER>()?;
        let (key_length, chain_length) = (u16::try_from(key.len()).ok()?, u16::try_from(chain.len()).ok()?);
        let header = &mut header[..];
        for (place, byte) in header.iter_mut().zip(
            MAGIC
                .iter()
                .copied()
                .chain(generation.to_be_bytes())
                .chain(key_length.to_be_bytes())
                .chain(chain_length.to_be_bytes()),
        ) {
            *place = byte;
        }
        if body.len() != key.len().checked_add(chain.len())? {
            return None;
        }
        let (key_place, chain_place) = body.split_at_mut_checked(key.len())?;
        key_place.copy_from_slice(key);
        chain_place.copy_from_slice(chain);
        Some((covered, digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(generation: u32) -> Vec<u8> {
        let mut out = vec![0; Slot::length(3, 5)];
        let (_, digest) = Slot::write(generation, b"key", b"chain", &mut out).unwrap();
        digest.fill(7);
        out
    }

    #[test]
    fn what_was_written_is_read() {
        let file = made(0x0102_0304);
        let slot = Slot::parse(&file).unwrap();
        assert_eq!((slot.generation, slot.key, slot.chain), (0x0102_0304, &b"key"[..], &b"chain"[..]));
        assert_eq!(slot.digest, &[7; DIGEST]);
        assert_eq!(slot.covered.len() + DIGEST, file.len());
    }

    #[test]
    fn every_other_length_is_refused() {
        let file = made(1);
        for length in 0..file.len() {
            assert!(Slot::parse(&file[..length]).is_none(), "{length}");
        }
        assert!(Slot::parse(&[&file[..], &[0]].concat()).is_none());
    }

    #[test]
    fn lengths_that_lie_are_refused() {
        for place in (0..8).chain(12..16) {
            for bit in 0..8 {
                let mut file = made(1);
                file[place] ^= 1 << bit;
                assert!(Slot::parse(&file).is_none(), "byte {place} bit {bit}");
            }
        }
        let mut empty = vec![0; Slot::length(0, 5)];
        let _ = Slot::write(1, b"", b"chain", &mut empty);
        assert!(Slot::parse(&empty).is_none());
    }

    #[test]
    fn generations_go_round() {
        for (one, other, newer) in [
            (1, 0, true),
            (0, 1, false),
            (5, 5, false),
            (0, u32::MAX, true),
            (u32::MAX, 0, false),
            (0x8000_0000, 1, true),
            (1, 0x8000_0000, false),
        ] {
            assert_eq!(Slot::is_newer(one, other), newer, "{one} {other}");
        }
    }

    #[test]
    fn what_is_too_long_is_told() {
        assert!(Slot::write(1, &[0; 0x1_0000], b"c", &mut vec![0; Slot::length(0x1_0000, 1)]).is_none());
        assert!(Slot::write(1, b"key", b"chain", &mut [0; 60]).is_none());
    }
}
