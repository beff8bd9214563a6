//! The sentence of a report: cause and remedy with their values.

use heapless::String;

use super::super::error::Code;
use super::super::refusal::Values;
use super::super::text::{NAME_BYTES, Name, TEXT_BYTES, Text};
use super::super::words::{Place, Placeholder};

const SEPARATOR: &str = ": ";

/// Writes cause and remedy. The remedy is measured first: a long cause is cut, the remedy never is.
pub(super) fn render(out: &mut String<TEXT_BYTES>, code: Code, values: &Values<'_>) {
    let cause = Place::of(usize::from(code as u8).saturating_mul(2));
    let remedy = cause.next();
    expand(&mut Text::new(out, TEXT_BYTES), remedy, values);
    let limit = TEXT_BYTES.saturating_sub(out.len()).saturating_sub(SEPARATOR.len());
    out.clear();
    let mut text = Text::new(out, limit);
    expand(&mut text, cause, values);
    let mut text = Text::new(out, TEXT_BYTES);
    text.str(SEPARATOR);
    expand(&mut text, remedy, values);
}

/// Appends a text of the catalogue with its placeholders filled in.
fn expand(text: &mut Text<'_>, place: Place, values: &Values<'_>) {
    place.unpack(|byte| match Placeholder::from_byte(byte) {
        Some(placeholder) => fill(text, placeholder, values),
        None => text.char(char::from(byte)),
    });
}

// Not inlined: what it looks at is looked up once for each placeholder, not for each character.
#[inline(never)]
fn fill(text: &mut Text<'_>, placeholder: Placeholder, values: &Values<'_>) {
    let date = *values.not_after.or(values.not_before).unwrap_or(&0);
    let now = *values.now.unwrap_or(&date);
    match placeholder {
        Placeholder::Subject => values.subject.write(text),
        Placeholder::Issuer => values.issuer.write(text),
        Placeholder::Wanted => values.wanted.write(text),
        Placeholder::Host => values.wanted.write_bare(text, NAME_BYTES),
        Placeholder::Offered => values.offered.write(text),
        Placeholder::Date => text.date(date),
        Placeholder::Now => text.date(now),
        Placeholder::Apart => text.span(now.abs_diff(date)),
        Placeholder::Number => text.number(values.number),
        Placeholder::Limit => text.number(values.limit),
        Placeholder::What if values.object.is_empty() => text.str(values.what),
        Placeholder::What => object(text, values.object),
        Placeholder::Own => own_certificate(text, values),
        Placeholder::Validity => validity(text, values),
    }
}

/// Appends which certificate of its own this camera has shown.
fn own_certificate(text: &mut Text<'_>, values: &Values<'_>) {
    text.str("this camera's certificate");
    if *values.subject != Name::Absent {
        text.char(' ');
        values.subject.write(text);
    }
}

/// Appends what the dates of this camera's own certificate say by the camera's clock.
fn validity(text: &mut Text<'_>, values: &Values<'_>) {
    match (values.not_before, values.not_after, values.now) {
        (_, Some(not_after), Some(now)) if now > not_after => {
            text.str("expired ");
            text.span(now.abs_diff(*not_after));
            text.str(" ago");
        }
        (Some(not_before), _, Some(now)) if now < not_before => {
            text.str("is not valid for another ");
            text.span(now.abs_diff(*not_before));
        }
        (_, Some(not_after), _) => {
            text.str("is valid until ");
            text.date(*not_after);
        }
        _ => text.str("is not known"),
    }
}

/// Appends an object identifier by the name that people know it by, if it has one.
fn object(text: &mut Text<'_>, object: &[u8]) {
    let name = match object {
        [0x2b, 0x81, 0x04, 0, 0x0a] => "secp256k1",
        [0x2b, 0x81, 0x04, 0, 0x23] => "P-521",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a] => "RSA-PSS",
        _ => return Name::Object(object).write_bare(text, NAME_BYTES),
    };
    text.str(name);
}
