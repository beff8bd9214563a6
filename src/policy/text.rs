//! Text for people, written by hand: names, numbers, dates, distances.
//!
//! No `core::fmt`: its machinery would cost the firmware more flash than all the texts. Everything that comes from outside
//! (certificates, host names, option names) is escaped and bounded here, so that it can neither forge a message nor crowd
//! out the remedy.

use heapless::String;

pub use super::shown::{NAME_BYTES, Name, Offered};

/// The most bytes of a failure's text, without the NUL that the C ABI adds.
pub const TEXT_BYTES: usize = 255;
/// The most bytes of a failure's subject, without the NUL that the C ABI adds.
pub const SUBJECT_BYTES: usize = 63;

const ELLIPSIS: &str = "…";

/// A bounded text under construction.
///
/// What does not fit is dropped as a whole character, everything after it too, and the text then ends in an ellipsis.
pub struct Text<'a, const N: usize> {
    out: &'a mut String<N>,
    limit: usize,
    cut: bool,
}

impl<'a, const N: usize> Text<'a, N> {
    /// Appends to `out`, up to a total length of `limit` bytes (`N` at most).
    pub fn new(out: &'a mut String<N>, limit: usize) -> Self {
        Self { out, limit: if limit < N { limit } else { N }, cut: false }
    }

    /// Appends one character.
    pub fn char(&mut self, character: char) {
        let room = self.limit.saturating_sub(self.out.len());
        if self.cut || room < character.len_utf8() || self.out.push(character).is_err() {
            self.cut();
        }
    }

    /// Appends text that is known to be fit for showing.
    pub fn str(&mut self, text: &str) {
        for character in text.chars() {
            self.char(character);
        }
    }

    /// Appends a decimal number.
    pub fn number(&mut self, number: i64) {
        if number < 0 {
            self.char('-');
        }
        self.digits(number.unsigned_abs(), 1);
    }

    /// Appends `number` in decimal with at least `width` digits (20 at most).
    pub(super) fn digits(&mut self, number: u64, width: usize) {
        let mut buffer = [b'0'; 20];
        let mut rest = number;
        let mut used: usize = 0;
        for slot in buffer.iter_mut().rev() {
            *slot = slot.saturating_add((rest % 10) as u8);
            rest /= 10;
            used = used.saturating_add(1);
            if rest == 0 && used >= width {
                break;
            }
        }
        for digit in buffer.iter().skip(buffer.len().saturating_sub(used)) {
            self.char(char::from(*digit));
        }
    }

    /// Appends a byte as two hexadecimal digits.
    pub fn hexadecimal(&mut self, byte: u8) {
        for digit in [byte >> 4, byte & 15] {
            self.char(char::from_digit(u32::from(digit), 16).unwrap_or('?'));
        }
    }

    /// Appends what a stranger wrote: printable characters as they are, all others as `\xNN`, at most `most` bytes.
    pub fn escaped(&mut self, bytes: &[u8], most: usize) {
        if self.cut {
            return;
        }
        let limit = self.limit;
        self.limit = limit.min(self.out.len().saturating_add(most));
        for chunk in bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                if is_plain(character) {
                    self.char(character);
                } else {
                    let mut buffer = [0; 4];
                    self.escape(character.encode_utf8(&mut buffer).as_bytes());
                }
            }
            self.escape(chunk.invalid());
            if self.cut {
                break;
            }
        }
        // The bound of one value is no bound of the text around it.
        if limit > self.limit {
            self.cut = false;
        }
        self.limit = limit;
    }

    fn escape(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.str("\\x");
            self.hexadecimal(*byte);
        }
    }

    /// Appends a moment as `2026-10-01 12:00` (UTC).
    pub fn date(&mut self, seconds: i64) {
        let date = Date::from_seconds(seconds);
        if date.year < 0 {
            self.char('-');
        }
        self.digits(date.year.unsigned_abs(), 4);
        for (separator, part) in [('-', date.month), ('-', date.day), (' ', date.hour), (':', date.minute)] {
            self.char(separator);
            self.digits(u64::from(part), 2);
        }
    }

    /// Appends a span of time in its largest sensible unit: `53 days`, `2 h`, `5 min`, `1 s`.
    pub fn span(&mut self, seconds: u64) {
        let (unit, name) = match seconds {
            0..=119 => (1_u64, " s"),
            120..=7_199 => (60, " min"),
            7_200..=172_799 => (3_600, " h"),
            172_800..=63_113_903 => (86_400, " days"),
            _ => (31_556_952, " years"),
        };
        self.digits(seconds.checked_div(unit).unwrap_or(0), 1);
        self.str(name);
    }

    /// Whether something did not fit.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Ends the text in an ellipsis, taking away as many characters as that needs.
    fn cut(&mut self) {
        if self.cut {
            return;
        }
        self.cut = true;
        while self.out.len().saturating_add(ELLIPSIS.len()) > self.limit && self.out.pop().is_some() {}
        let _ = self.out.push_str(ELLIPSIS);
    }
}

/// Whether a stranger's character may be shown as it is: it has a shape of its own, and cannot be taken for the quote that
/// ends a name, for an escape, or reorder what follows.
fn is_plain(character: char) -> bool {
    match character {
        '\'' | '\\' => false,
        ' '..='~' => true,
        // C1 controls, soft hyphen, Arabic letter mark, Mongolian vowel separator.
        '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' => false,
        // Zero-width characters, line separators, bidirectional embeddings, invisible operators.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => false,
        // Private use, variation selectors, byte-order mark, interlinear annotation, tags.
        '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' => false,
        '\u{e0000}'.. => false,
        character => character > '\u{a0}',
    }
}

/// A moment in the proleptic Gregorian calendar, UTC.
struct Date {
    year: i64,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
}

impl Date {
    /// Converts seconds since 1970.
    ///
    /// Counts years from 1 March, so that the leap day comes last; 400 years are 146,097 days.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "an i64 of seconds, divided by 86,400, leaves room for every sum and product below; no divisor is zero"
    )]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "remainders within a byte")]
    fn from_seconds(seconds: i64) -> Self {
        let days = seconds.div_euclid(86_400) + 719_468;
        let second = seconds.rem_euclid(86_400);
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Self {
            year: era * 400 + year_of_era + carry,
            month: month as u8,
            day: day as u8,
            hour: (second / 3_600) as u8,
            minute: (second / 60 % 60) as u8,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What `write` writes.
    pub(crate) fn with(write: impl FnOnce(&mut Text<'_, TEXT_BYTES>)) -> std::string::String {
        let mut out = String::<TEXT_BYTES>::new();
        write(&mut Text::new(&mut out, TEXT_BYTES));
        out.as_str().into()
    }

    #[test]
    fn numbers() {
        for number in [0, 1, 9, 10, 99, 100, -1, -10, i64::MAX, i64::MIN] {
            assert_eq!(with(|text| text.number(number)), std::format!("{number}"));
        }
    }

    #[test]
    fn dates() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00"),
            (951_782_400, "2000-02-29 00:00"),
            (951_868_799, "2000-02-29 23:59"),
            (951_868_800, "2000-03-01 00:00"),
            (4_107_542_400, "2100-03-01 00:00"),
            (1_790_856_000, "2026-10-01 12:00"),
            (253_402_300_799, "9999-12-31 23:59"),
            (-1, "1969-12-31 23:59"),
        ] {
            assert_eq!(with(|text| text.date(seconds)), expected);
        }
        // Nothing to be right about, but nothing may overflow.
        with(|text| text.date(i64::MIN));
        with(|text| text.date(i64::MAX));
    }

    #[test]
    fn spans() {
        for (seconds, expected) in [
            (0, "0 s"),
            (119, "119 s"),
            (120, "2 min"),
            (7_200, "2 h"),
            (172_800, "2 days"),
            (53 * 86_400 + 5, "53 days"),
            (730 * 86_400, "730 days"),
            (10 * 31_556_952, "10 years"),
        ] {
            assert_eq!(with(|text| text.span(seconds)), expected);
        }
        with(|text| text.span(u64::MAX));
    }

    #[test]
    fn strangers_text_is_escaped() {
        for (bytes, expected) in [
            (&b"camera.local"[..], "camera.local"),
            ("kamera.wüste.example".as_bytes(), "kamera.wüste.example"),
            (b"a\0b", "a\\x00b"),
            (b"a'b\\", "a\\x27b\\x5c"),
            (b"\x1b[31m\r\n", "\\x1b[31m\\x0d\\x0a"),
            (b"\xff\xfea", "\\xff\\xfea"),
            ("\u{202e}evil".as_bytes(), "\\xe2\\x80\\xaeevil"),
            (b"\x7f", "\\x7f"),
        ] {
            assert_eq!(with(|text| text.escaped(bytes, 200)), expected);
        }
    }

    #[test]
    fn the_text_ends_on_a_character() {
        for limit in 3..12 {
            let mut out = String::<TEXT_BYTES>::new();
            let mut text = Text::new(&mut out, limit);
            text.str("üüüüüüüüü");
            assert!(text.is_cut());
            assert!(out.len() <= limit && out.ends_with('…'), "{out}");
        }
    }
}
