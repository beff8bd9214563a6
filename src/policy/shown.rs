//! Names as a person sees them: from certificates and arguments, escaped and bounded.

use super::text::Text;

/// The most bytes of one name inside a text, quotes and ellipsis included.
pub const NAME_BYTES: usize = 66;

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
    pub fn write(self, text: &mut Text<'_>) {
        if self == Self::Absent {
            text.str("(no name)");
            return;
        }
        text.char('\'');
        self.write_bare(text, NAME_BYTES.saturating_sub(2));
        text.char('\'');
    }

    /// Appends the name without quotes, in at most `most` bytes; nothing if there is none.
    pub fn write_bare(self, text: &mut Text<'_>, most: usize) {
        match self {
            Self::Absent => {}
            Self::Text(bytes) => text.escaped(bytes, most),
            Self::Address(bytes) => address(text, bytes),
            Self::Object(bytes) => object(text, bytes),
        }
    }
}

/// Appends an IP address: dotted decimal for 4 bytes, the groups of RFC 5952 without the `::` for 16, else escaped bytes.
fn address(text: &mut Text<'_>, bytes: &[u8]) {
    match bytes.len() {
        4 => {
            let mut separator = "";
            for byte in bytes {
                text.str(separator);
                text.digits(u32::from(*byte), 1);
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

/// Appends an object identifier in dotted form; one with arcs beyond 28 bits as escaped bytes.
///
/// Source: X.690 section 8.19.
fn object(text: &mut Text<'_>, bytes: &[u8]) {
    if bytes.len() > 20 || bytes.windows(4).any(|window| window.iter().all(|byte| byte & 0x80 != 0)) {
        text.escaped(bytes, NAME_BYTES);
        return;
    }
    let mut arc = 0_u32;
    let mut first = true;
    for byte in bytes {
        arc = arc << 7 | u32::from(byte & 0x7f);
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
        *self = self.with(name);
    }

    /// These names and one more.
    #[must_use]
    pub const fn with(mut self, name: Name<'a>) -> Self {
        // Constant functions can neither index nor call get_mut.
        if let Some((_, [slot, ..])) = self.shown.split_at_mut_checked(self.count) {
            *slot = name;
        }
        self.count = self.count.saturating_add(1);
        self
    }

    /// How many names were added.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Appends `'a', 'b', 'c' and 2 more`.
    pub fn write(&self, text: &mut Text<'_>) {
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

#[cfg(test)]
mod tests {
    use super::super::text::tests::with;
    use super::*;

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
