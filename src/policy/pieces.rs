//! What texts and lists from outside are taken apart with: one function for all separators.

/// What stands between the separators; one piece, perhaps an empty one, where there is none.
pub(crate) fn pieces(bytes: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    bytes.split(move |byte| *byte == separator)
}

/// What stands before and after the first `separator`.
pub(super) fn halves(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let (before, from) = bytes.split_at_checked(bytes.iter().position(|byte| *byte == separator)?)?;
    Some((before, from.get(1..)?))
}

/// The text that `bytes` are, if they are UTF-8.
#[inline(never)]
pub(super) fn utf8(bytes: &[u8]) -> Option<&str> {
    // What reads texts of strangers chunk by chunk is there already; core::str::from_utf8 would be a second reader.
    match bytes.utf8_chunks().next() {
        None => Some(""),
        Some(chunk) if chunk.invalid().is_empty() => Some(chunk.valid()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn texts_are_taken_apart() {
        assert_eq!(pieces(b"a,,b", b',').collect::<Vec<_>>(), [&b"a"[..], b"", b"b"]);
        assert_eq!(pieces(b"", b',').collect::<Vec<_>>(), [b""]);
        assert_eq!(halves(b"a@b@c", b'@'), Some((&b"a"[..], &b"b@c"[..])));
        assert_eq!(halves(b"a", b'@'), None);
        for bytes in [&b""[..], b"a", b"\xc3\xa4", b"\xc3", b"a\xffb", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80!"] {
            assert_eq!(utf8(bytes), core::str::from_utf8(bytes).ok());
        }
    }
}
