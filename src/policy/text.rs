//! Text for people, written by hand: names, numbers, dates, distances.
//!
//! No `core::fmt`: its machinery would cost the firmware more flash than all the texts. Everything that comes from outside
//! (certificates, host names, option names) is escaped and bounded here, so that it can neither forge a message nor crowd
//! out the remedy.

use heapless::string::StringView;

pub use super::shown::{NAME_BYTES, Name, Offered};

/// The most bytes of a failure's text, without the NUL that the C ABI adds.
pub const TEXT_BYTES: usize = 255;
/// The most bytes of a failure's subject, without the NUL that the C ABI adds.
pub const SUBJECT_BYTES: usize = 63;

const ELLIPSIS: &str = "…";

/// A bounded text under construction.
///
/// What does not fit is dropped as a whole character, everything after it too, and the text then ends in an ellipsis.
pub struct Text<'a> {
    out: &'a mut StringView,
    limit: usize,
    cut: bool,
}

impl<'a> Text<'a> {
    /// Appends to `out`, up to a total length of `limit` bytes or as far as there is room.
    pub fn new(out: &'a mut StringView, limit: usize) -> Self {
        let limit = limit.min(out.capacity());
        Self { out, limit, cut: false }
    }

    /// Appends one character.
    pub fn char(&mut self, character: char) {
        self.str(character.encode_utf8(&mut [0; 4]));
    }

    /// Appends text that is known to be fit for showing.
    pub fn str(&mut self, text: &str) {
        let room = self.limit.saturating_sub(self.out.len());
        if self.cut || (text.len() <= room && self.out.push_str(text).is_ok()) {
            return;
        }
        let mut end = room;
        while !text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let _ = self.out.push_str(text.get(..end).unwrap_or_default());
        self.cut();
    }

    /// Appends a decimal number, up to ±4,294,967,295.
    pub fn number(&mut self, number: i64) {
        if number < 0 {
            self.char('-');
        }
        self.digits(u32::try_from(number.unsigned_abs()).unwrap_or(u32::MAX), 1);
    }

    /// Appends `number` in decimal with at least `width` digits (10 at most).
    pub(super) fn digits(&mut self, number: u32, width: usize) {
        let mut buffer = [b'0'; 10];
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

    /// Appends a moment as `2026-10-01 12:00` (UTC), of the years 0 to 9999.
    pub fn date(&mut self, seconds: i64) {
        let date = Date::from_seconds(seconds);
        self.digits(date.year, 4);
        for (separator, part) in [('-', date.month), ('-', date.day), (' ', date.hour), (':', date.minute)] {
            self.char(separator);
            self.digits(part, 2);
        }
    }

    /// Appends a moment as OpenSSL prints it, `Jun  1 12:00:00 2026 GMT`, of the years 0 to 9999.
    pub fn gmt(&mut self, seconds: i64) {
        const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
        let date = Date::from_seconds(seconds);
        let end = usize::try_from(date.month).unwrap_or(0).saturating_mul(3);
        self.str(MONTHS.get(end.saturating_sub(3)..end).unwrap_or_default());
        self.str(if date.day < 10 { "  " } else { " " });
        self.digits(date.day, 1);
        for (separator, part) in [(' ', date.hour), (':', date.minute), (':', date.second)] {
            self.char(separator);
            self.digits(part, 2);
        }
        self.char(' ');
        self.digits(date.year, 1);
        self.str(" GMT");
    }

    /// Appends a span of time in its largest sensible unit: `53 days`, `2 h`, `5 min`, `1 s`.
    pub fn span(&mut self, seconds: u64) {
        let minutes = u32::try_from(seconds / 60).unwrap_or(u32::MAX);
        let (number, unit) = match minutes {
            0..2 => (seconds as u32, " s"),
            2..120 => (minutes, " min"),
            120..2_880 => (minutes / 60, " h"),
            2_880..1_051_200 => (minutes / 1_440, " days"),
            _ => (minutes / 525_949, " years"),
        };
        self.digits(number, 1);
        self.str(unit);
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

/// Whether a stranger's character may be shown as it is: letters, digits and signs that stand for themselves in the scripts of
/// the world. Not the quote that ends a name, nor what is invisible, combines with what precedes or reorders what follows.
fn is_plain(character: char) -> bool {
    match character {
        '\'' | '\\' => false,
        ' '..='~' => true,
        '\u{ad}' => false,
        // Latin, Greek and Cyrillic; Indic and other Asian scripts; kana, Chinese characters and Hangul.
        '\u{a1}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}' => true,
        '\u{900}'..='\u{1099}' | '\u{3041}'..='\u{d7a3}' => true,
        _ => false,
    }
}

/// A moment in the proleptic Gregorian calendar, UTC.
struct Date {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Date {
    /// Converts seconds since 1970; what lies outside of the years 0 to 9999 is shown as their first or last minute.
    ///
    /// Counts years from 1 March, so that the leap day comes last; 400 years are 146,097 days.
    #[allow(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "ten thousand years are 3.7 million days, which leaves room for every sum and product below; no divisor is zero"
    )]
    fn from_seconds(seconds: i64) -> Self {
        // From 0000-03-01 to 9999-12-31 23:59; two months of the year 0 are no loss.
        let since_march = seconds.clamp(-62_162_035_200, 253_402_300_799) + 62_162_035_200;
        let days = (since_march / 86_400) as u32;
        let second = (since_march % 86_400) as u32;
        let day_of_era = days % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let (next_year, month_number) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
        Self {
            year: days / 146_097 * 400 + year_of_era + next_year,
            month: month_number,
            day: day_of_year - (153 * month + 2) / 5 + 1,
            hour: second / 3_600,
            minute: second / 60 % 60,
            second: second % 60,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use heapless::String;

    /// What `write` writes.
    pub(crate) fn with(write: impl FnOnce(&mut Text<'_>)) -> std::string::String {
        let mut out = String::<TEXT_BYTES>::new();
        write(&mut Text::new(&mut out, TEXT_BYTES));
        out.as_str().into()
    }

    #[test]
    fn numbers() {
        for number in [0, 1, 9, 10, 99, 100, -1, -10, 4_294_967_295, -4_294_967_295] {
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
        assert_eq!(with(|text| text.date(i64::MIN)), "0000-03-01 00:00");
        assert_eq!(with(|text| text.date(i64::MAX)), "9999-12-31 23:59");
    }

    #[test]
    fn dates_as_openssl_prints_them() {
        for (seconds, expected) in [
            (0, "Jan  1 00:00:00 1970 GMT"),
            (951_868_799, "Feb 29 23:59:59 2000 GMT"),
            (1_765_065_723, "Dec  7 00:02:03 2025 GMT"),
            (253_402_300_799, "Dec 31 23:59:59 9999 GMT"),
            (-62_135_596_800, "Jan  1 00:00:00 1 GMT"),
        ] {
            assert_eq!(with(|text| text.gmt(seconds)), expected);
        }
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
            (729 * 86_400, "729 days"),
            (10 * 31_556_952, "10 years"),
            (8_000 * 31_556_952, "8000 years"),
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
