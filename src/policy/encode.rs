//! DER written from its end to its beginning: a value's length is known by the time that its header is due.

use super::fields::tag;

/// Writes into the end of `room`. What does not fit is told by [`Self::finish`].
pub(super) struct Encoder<'a> {
    room: &'a mut [u8],
    /// Where the first byte written so far lies.
    start: usize,
    full: bool,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(room: &'a mut [u8]) -> Self {
        let start = room.len();
        Self { room, start, full: false }
    }

    /// How many bytes are free; for [`Self::wrap`].
    pub(super) const fn mark(&self) -> usize {
        self.start
    }

    /// Puts bytes in front of what was written.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        let place = self.start.checked_sub(bytes.len()).and_then(|start| self.room.get_mut(start..self.start));
        match place {
            Some(place) => {
                place.copy_from_slice(bytes);
                self.start = self.start.saturating_sub(bytes.len());
            }
            None => self.full = true,
        }
    }

    /// Puts a header in front of what was written since `mark` was taken.
    pub(super) fn wrap(&mut self, tag: u8, mark: usize) {
        let length = mark.saturating_sub(self.start);
        let [.., high, low] = length.to_be_bytes();
        match length {
            0..=0x7f => self.put(&[tag, low]),
            0x80..=0xff => self.put(&[tag, 0x81, low]),
            _ => self.put(&[tag, 0x82, high, low]),
        }
        self.full |= length > 0xffff;
    }

    /// Puts a whole value.
    pub(super) fn value(&mut self, tag: u8, content: &[u8]) {
        let mark = self.mark();
        self.put(content);
        self.wrap(tag, mark);
    }

    /// Puts a BIT STRING of whole bytes.
    pub(super) fn bits(&mut self, content: &[u8]) {
        let mark = self.mark();
        self.put(content);
        self.put(&[0]);
        self.wrap(tag::BIT_STRING, mark);
    }

    /// Moves what was written to the beginning of the room; its length, unless it did not fit: then nothing of it stays.
    pub(super) fn finish(self) -> Option<usize> {
        let length = if self.full { 0 } else { self.room.len().saturating_sub(self.start) };
        self.room.copy_within(self.start.., 0);
        // Secrets pass through here: no second copy stays.
        self.room.get_mut(length..).unwrap_or_default().fill(0);
        if self.full { None } else { Some(length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        for (length, header) in [
            (0, &[4, 0][..]),
            (127, &[4, 127]),
            (128, &[4, 0x81, 128]),
            (255, &[4, 0x81, 255]),
            (256, &[4, 0x82, 1, 0]),
        ] {
            let mut room = [0; 400];
            let mut encoder = Encoder::new(&mut room);
            encoder.value(tag::OCTET_STRING, &vec![7; length]);
            assert_eq!(encoder.finish(), Some(length + header.len()));
            assert_eq!(&room[..header.len()], header);
            assert!(room[header.len()..][..length].iter().all(|byte| *byte == 7));
            assert!(room[header.len() + length..].iter().all(|byte| *byte == 0));
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let mut room = [0; 10];
        let mut encoder = Encoder::new(&mut room);
        encoder.value(tag::OCTET_STRING, &[7; 9]);
        assert_eq!(encoder.finish(), None);
    }
}
