//! Text for people, written by hand: names, numbers, dates, distances.
//!
//! No `core::fmt`: its machinery would cost the firmware more flash than all the texts. Everything that comes from outside
//! (certificates, host names, option names) is escaped and bounded here, so that it can neither forge a message nor crowd
//! out the remedy.

use heapless::String;

/// The most bytes of a failure's text, without the NUL that the C ABI adds.
pub const TEXT_BYTES: usize = 255;
/// The most bytes of a failure's subject, without the NUL that the C ABI adds.
pub const SUBJECT_BYTES: usize = 63;
/// The most bytes of one name inside a text, quotes and ellipsis included.
pub const NAME_BYTES: usize = 48;

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
    fn digits(&mut self, number: u64, width: usize) {
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

/// A name taken from a certificate or an argument, as it will be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Name<'a> {
    /// There is none; shown as `(no name)`.
    #[default]
    Absent,
    /// Text of any encoding near ASCII or UTF-8; what does not decode is escaped.
    Text(&'a [u8]),
    /// The content of an iPAddress: 4 or 16 bytes.
    Address(&'a [u8]),
    /// The content octets of an object identifier.
    Object(&'a [u8]),
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.as_bytes())
    }
}

impl Name<'_> {
    /// Appends the name in quotes, in at most [`NAME_BYTES`].
    pub fn write<const N: usize>(self, text: &mut Text<'_, N>) {
        if self == Self::Absent {
            text.str("(no name)");
            return;
        }
        text.char('\'');
        self.write_bare(text, NAME_BYTES.saturating_sub(2));
        text.char('\'');
    }

    /// Appends the name without quotes, in at most `most` bytes; nothing if there is none.
    pub fn write_bare<const N: usize>(self, text: &mut Text<'_, N>, most: usize) {
        match self {
            Self::Absent => {}
            Self::Text(bytes) => text.escaped(bytes, most),
            Self::Address(bytes) => address(text, bytes),
            Self::Object(bytes) => object(text, bytes),
        }
    }
}

/// Appends an IP address: dotted decimal for 4 bytes, the groups of RFC 5952 without the `::` for 16, else escaped bytes.
fn address<const N: usize>(text: &mut Text<'_, N>, bytes: &[u8]) {
    match bytes.len() {
        4 => {
            let mut separator = "";
            for byte in bytes {
                text.str(separator);
                text.digits(u64::from(*byte), 1);
                separator = ".";
            }
        }
        16 => {
            let mut separator = "";
            for group in bytes.chunks(2) {
                text.str(separator);
                let mut value = group.iter().fold(0_u16, |value, byte| value << 8 | u16::from(*byte));
                let mut started = false;
                for _ in 0..4 {
                    let digit = value >> 12;
                    value <<= 4;
                    started |= digit != 0;
                    if started {
                        text.char(char::from_digit(u32::from(digit), 16).unwrap_or('?'));
                    }
                }
                if !started {
                    text.char('0');
                }
                separator = ":";
            }
        }
        _ => text.escaped(bytes, NAME_BYTES),
    }
}

/// Appends an object identifier in dotted form; one with arcs beyond 32 bits as escaped bytes.
///
/// Source: X.690 section 8.19.
fn object<const N: usize>(text: &mut Text<'_, N>, bytes: &[u8]) {
    if bytes.len() > 20 || bytes.windows(5).any(|window| window.iter().all(|byte| byte & 0x80 != 0)) {
        text.escaped(bytes, NAME_BYTES);
        return;
    }
    let mut arc = 0_u64;
    let mut first = true;
    for byte in bytes {
        arc = arc << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if first {
            let root = (arc / 40).min(2);
            text.digits(root, 1);
            arc = arc.saturating_sub(root.saturating_mul(40));
            first = false;
        }
        text.char('.');
        text.digits(arc, 1);
        arc = 0;
    }
}

/// The names that a certificate offers: the first few, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered<'a> {
    shown: [Name<'a>; 3],
    count: usize,
}

impl<'a> Offered<'a> {
    /// No names yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { shown: [Name::Absent; 3], count: 0 }
    }

    /// Adds a name; those beyond the first three are only counted.
    pub fn push(&mut self, name: Name<'a>) {
        if let Some(slot) = self.shown.get_mut(self.count) {
            *slot = name;
        }
        self.count = self.count.saturating_add(1);
    }

    /// How many names were added.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Appends `'a', 'b', 'c' and 2 more`.
    pub fn write<const N: usize>(&self, text: &mut Text<'_, N>) {
        if self.count == 0 {
            text.str("no name at all");
            return;
        }
        let mut separator = "";
        for name in self.shown.iter().take(self.count) {
            text.str(separator);
            name.write(text);
            separator = ", ";
        }
        let more = self.count.saturating_sub(self.shown.len());
        if more > 0 {
            text.str(" and ");
            text.number(i64::try_from(more).unwrap_or(i64::MAX));
            text.str(" more");
        }
    }
}

impl<'a> FromIterator<Name<'a>> for Offered<'a> {
    fn from_iter<I: IntoIterator<Item = Name<'a>>>(names: I) -> Self {
        let mut offered = Self::new();
        for name in names {
            offered.push(name);
        }
        offered
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
mod tests {
    use super::*;

    fn with(write: impl FnOnce(&mut Text<'_, TEXT_BYTES>)) -> std::string::String {
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
    fn names_are_bounded_and_what_follows_is_not_lost() {
        let long = [b'a'; 300];
        for hostile in [&long[..], &[0xff; 300], "ü".repeat(100).as_bytes()] {
            let shown = with(|text| {
                Name::Text(hostile).write(text);
                text.str(" follows");
            });
            assert!(shown.len() <= NAME_BYTES + " follows".len(), "{shown}");
            assert!(shown.ends_with("…' follows"), "{shown}");
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

    #[test]
    fn addresses() {
        let v6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a, 1];
        assert_eq!(with(|text| Name::Address(&[192, 168, 4, 1]).write(text)), "'192.168.4.1'");
        assert_eq!(with(|text| Name::Address(&v6).write(text)), "'2001:db8:0:0:0:0:0:a01'");
        assert_eq!(with(|text| Name::Address(b"odd").write(text)), "'odd'");
    }

    #[test]
    fn offered_names() {
        let five = ["a", "b", "c", "d", "e"].map(Name::from);
        let write = |names: &[Name<'_>]| with(|text| names.iter().copied().collect::<Offered<'_>>().write(text));
        assert_eq!(write(&[]), "no name at all");
        assert_eq!(write(&five[..1]), "'a'");
        assert_eq!(write(&five), "'a', 'b', 'c' and 2 more");
    }
}
