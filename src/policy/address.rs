//! IP addresses as people write them: what `core::net` reads, in a quarter of its code; the tests compare both.
//!
//! Source: RFC 4291 section 2.2; for IPv4 four decimal numbers without needless zeros (RFC 6943 section 3.1.1, the strict form).

use super::pieces::{halves, pieces};

/// Reads the text of an IPv4 address.
pub(super) fn ipv4(text: &[u8]) -> Option<[u8; 4]> {
    let mut address = [0; 4];
    let mut numbers = pieces(text, b'.');
    for place in &mut address {
        let digits = numbers.next()?;
        if digits.len() > 1 && digits.starts_with(b"0") {
            return None;
        }
        *place = u8::try_from(number(digits, 10)?).ok()?;
    }
    numbers.next().is_none().then_some(address)
}

/// Reads the text of an IPv6 address, without a zone.
pub(super) fn ipv6(text: &[u8]) -> Option<[u8; 16]> {
    let mut address = [0; 16];
    match text.windows(2).position(|pair| pair == b"::") {
        None => (groups(text, true, &mut address)? == 16).then_some(address),
        Some(gap) => {
            // It stands for one group at least.
            let (before, after) = (text.get(..gap)?, text.get(gap.saturating_add(2)..)?);
            let front = if before.is_empty() { 0 } else { groups(before, false, address.get_mut(..14)?)? };
            let rest = address.get_mut(front.saturating_add(2)..)?;
            let length = if after.is_empty() { 0 } else { groups(after, true, rest)? };
            rest.rotate_right(rest.len().saturating_sub(length));
            Some(address)
        }
    }
}

/// Reads groups, the last two of them perhaps as an IPv4 address, to the beginning of `out`; how many bytes they are.
fn groups(text: &[u8], ends: bool, out: &mut [u8]) -> Option<usize> {
    let mut length: usize = 0;
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (group, after) = halves(text, b':').map_or((text, None), |(group, after)| (group, Some(after)));
        let place = out.get_mut(length..)?;
        if ends && after.is_none() && group.contains(&b'.') {
            place.get_mut(..4)?.copy_from_slice(&ipv4(group)?);
            length = length.saturating_add(4);
        } else {
            place.get_mut(..2)?.copy_from_slice(&number(group, 16)?.to_be_bytes());
            length = length.saturating_add(2);
        }
        rest = after;
    }
    Some(length)
}

/// The value of one to four digits.
fn number(digits: &[u8], radix: u32) -> Option<u16> {
    if !matches!(digits.len(), 1..=4) {
        return None;
    }
    let value = digits
        .iter()
        .try_fold(0_u32, |value, digit| value.wrapping_mul(radix).checked_add(char::from(*digit).to_digit(radix)?))?;
    u16::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::net::{Ipv4Addr, Ipv6Addr};
    use std::string::{String, ToString};

    fn compare(text: &str) {
        assert_eq!(ipv4(text.as_bytes()), text.parse().ok().map(|address: Ipv4Addr| address.octets()), "{text}");
        assert_eq!(ipv6(text.as_bytes()), text.parse().ok().map(|address: Ipv6Addr| address.octets()), "{text}");
    }

    #[test]
    fn reads_what_core_reads() {
        for text in [
            "",
            ".",
            ":",
            "::",
            ":::",
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.4.",
            "1..2.3",
            "+1.2.3.4",
            "1.2.3.0004",
            "::1",
            "1::",
            "::1.2.3.4",
            "1.2.3.4::",
            "::1.2.3.4:5",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:",
            ":1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8",
            "1:2:3:4::5:6:7:8",
            "1:2:3::5:6:7:8",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1::2::3",
            "2001:DB8::a",
            "00001::",
            "g::",
            "fe80::1%eth0",
            "::ffff:1.2.3.256",
        ] {
            compare(text);
        }
    }

    /// Texts of all that addresses consist of, by a small generator.
    #[test]
    fn reads_what_core_reads_of_made_up_texts() {
        let mut state = 1_u32;
        let mut next = |most: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % most
        };
        for _ in 0..200_000 {
            let mut text = String::new();
            let (count, wanted) = (next(10), next(2));
            for index in 0..count {
                if index > 0 {
                    text += [":", "::", ".", ":", "."][next(5).min(2 + wanted) as usize];
                }
                text += &match next(8) {
                    0 => String::new(),
                    1 => "1.2.3.4".to_string(),
                    2 => next(300).to_string(),
                    3 => std::format!("{:x}", next(70_000)),
                    _ => next(10).to_string(),
                };
            }
            compare(&text);
        }
    }
}
