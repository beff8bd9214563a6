//! Does the peer speak TLS? What its first bytes say.

use super::refusal::Refusal;

/// How many of the peer's first bytes are worth looking at.
pub const GREETING_BYTES: usize = 8;

/// Looks at the first bytes that a peer ever sent over a stream: `None` if they may begin a TLS record.
///
/// Fewer bytes than [`GREETING_BYTES`] are judged as far as they go; five make sure.
#[must_use]
pub fn refused(bytes: &[u8]) -> Option<Refusal<'static>> {
    if is_record(bytes) {
        return None;
    }
    let begins = |text: &[u8]| bytes.starts_with(text);
    let what = if begins(b"HTTP") || begins(b"<") {
        "but HTTP"
    } else if begins(b"GET ") || begins(b"POST") || begins(b"HEAD") || begins(b"PUT ") || begins(b"OPTI") {
        "but asks for a page in plain HTTP"
    } else if begins(b"SSH-") {
        "but SSH"
    } else if begins(b"220") {
        "but SMTP or FTP"
    } else if begins(b"* OK") {
        "but IMAP"
    } else if begins(b"+OK") {
        "but POP3"
    } else if begins(b"RTSP") {
        "but RTSP"
    } else if matches!(bytes, [0x80..=0xff, _, 1, 0 | 2 | 3, ..]) {
        "but SSL 2.0"
    } else if matches!(bytes, [0x10, _, 0, 4, b'M', ..] | [0x20, 2, _, _, ..]) {
        "but MQTT"
    } else if bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t')) {
        "but plain text"
    } else {
        "but something unknown"
    };
    Some(Refusal::NotTls { what })
}

/// Whether `bytes` may be the header of a TLS record: a type, SSL 3.0 to TLS 1.3 as version, a length.
///
/// Source: RFC 8446 section 5.1.
fn is_record(bytes: &[u8]) -> bool {
    bytes.first().is_none_or(|kind| matches!(kind, 20..=24))
        && bytes.get(1).is_none_or(|major| *major == 3)
        && bytes.get(2).is_none_or(|minor| *minor <= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_pass() {
        for bytes in [
            &b""[..],
            b"\x16",
            b"\x16\x03",
            b"\x16\x03\x01\x02\x00",
            b"\x15\x03\x03\x00\x02\x02\x28",
            b"\x17\x03\x03\x40\x00",
        ] {
            assert_eq!(refused(bytes), None, "{bytes:02x?}");
        }
    }

    #[test]
    fn others_are_named() {
        for (bytes, what) in [
            (&b"HTTP/1.1"[..], "but HTTP"),
            (b"<html>", "but HTTP"),
            (b"GET / HT", "but asks for a page in plain HTTP"),
            (b"SSH-2.0-", "but SSH"),
            (b"220 mail", "but SMTP or FTP"),
            (b"* OK IMA", "but IMAP"),
            (b"\x80\x2e\x01\x00\x02", "but SSL 2.0"),
            (b"\x20\x02\x00\x05", "but MQTT"),
            (b"hello", "but plain text"),
            (b"\x16\x02\x00", "but something unknown"),
            (b"\0\0\0\0\0", "but something unknown"),
        ] {
            assert_eq!(refused(bytes), Some(Refusal::NotTls { what }), "{bytes:02x?}");
        }
    }
}
