//! DER, written.

/// One value of `tag` around the parts.
pub fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut der = vec![tag];
    match content.len() {
        0..=0x7f => der.push(content.len() as u8),
        _ => {
            der.push(0x80 | length.len() as u8);
            der.extend(length);
        }
    }
    der.extend(content);
    der
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    value(0x30, parts)
}

/// An OID from its content octets.
pub fn oid(content: &[u8]) -> Vec<u8> {
    value(6, &[content])
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    value(4, &[content])
}

/// A BIT STRING of whole bytes.
pub fn bits(content: &[u8]) -> Vec<u8> {
    value(3, &[&[0], content])
}

pub fn integer(content: &[u8]) -> Vec<u8> {
    value(2, &[content])
}

/// UTCTime for text that starts with a year of two digits, else GeneralizedTime.
pub fn time(text: &str) -> Vec<u8> {
    value(if text.len() > 13 { 0x18 } else { 0x17 }, &[text.as_bytes()])
}

/// A distinguished name: one attribute for each `KEY=value`, separated by commas; empty text is the empty name. `O16` is an O whose
/// string is a BMPString.
pub fn name(text: &str) -> Vec<u8> {
    let attributes: Vec<_> = text
        .split(',')
        .filter_map(|attribute| attribute.split_once('='))
        .map(|(key, text)| {
            let (kind, tag): (&[u8], _) = match key {
                "CN" => (&[0x55, 4, 3], 0x0c),
                "O" => (&[0x55, 4, 10], 0x0c),
                "O16" => (&[0x55, 4, 10], 0x1e),
                "E" => (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], 0x16),
                _ => (&[0x55, 4, 6], 0x13),
            };
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let text = if tag == 0x1e { units.as_slice() } else { text.as_bytes() };
            value(0x31, &[&sequence(&[&oid(kind), &value(tag, &[text])])])
        })
        .collect();
    let attributes: Vec<_> = attributes.iter().map(Vec::as_slice).collect();
    sequence(&attributes)
}

/// A general name: `dns:`, `ip:` with hexadecimal digits, `email:`, `uri:`, `dn:`, `other:`.
pub fn general_name(text: &str) -> Vec<u8> {
    let (kind, text) = text.split_once(':').unwrap_or(("dns", text));
    match kind {
        "email" => value(0x81, &[text.as_bytes()]),
        "dn" => value(0xa4, &[&name(text)]),
        "uri" => value(0x86, &[text.as_bytes()]),
        "ip" => value(0x87, &[&hexadecimal(text)]),
        "other" => value(0xa0, &[&oid(&[0x2a, 3, 4]), &value(0xa0, &[&value(0x0c, &[text.as_bytes()])])]),
        _ => value(0x82, &[text.as_bytes()]),
    }
}

fn hexadecimal(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8)).collect()
}
