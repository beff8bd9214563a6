//! A report: what the script is told, owned and bounded.

use heapless::String;

use super::alert::Alert;
use super::error::Code;
use super::refusal::Values;
use super::text::{Name, SUBJECT_BYTES, TEXT_BYTES, Text};

/// The detail of one failure, as `camtls_failure` carries it through the C ABI.
///
/// Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Negative: −0x8001 to −0x8FFF.
    pub code: i32,
    /// The alert to send, or the one received.
    pub alert: Option<Alert>,
    /// Whether the alert came from the peer.
    pub alert_received: bool,
    /// The certificate's place in the chain, 0 for the leaf.
    pub depth: Option<u8>,
    /// The camera's clock when it mattered.
    pub now: Option<i64>,
    /// The first date in conflict.
    pub not_before: Option<i64>,
    /// The last date in conflict.
    pub not_after: Option<i64>,
    /// The certificate's subject, escaped.
    pub subject: String<SUBJECT_BYTES>,
    /// Cause and remedy; only the code's name without feature `error-text`.
    pub text: String<TEXT_BYTES>,
}

impl Report {
    pub(super) fn new(code: Code, values: &Values<'_>, depth: Option<u8>) -> Self {
        let mut report = Self {
            code: code.number(),
            alert: values.alert_received.or(code.alert()),
            alert_received: values.alert_received.is_some(),
            depth,
            now: values.now,
            not_before: values.not_before,
            not_after: values.not_after,
            subject: String::new(),
            text: String::new(),
        };
        values.subject.write_bare(
            &mut Text::new(&mut report.subject, SUBJECT_BYTES),
            SUBJECT_BYTES,
        );
        render(&mut report.text, code, values);
        report
    }
}

/// Writes cause and remedy. The remedy is measured first: a long cause is cut, the remedy never is.
fn render(out: &mut String<TEXT_BYTES>, code: Code, values: &Values<'_>) {
    if code.cause().is_empty() {
        Text::new(out, TEXT_BYTES).str(code.name());
        return;
    }
    expand(&mut Text::new(out, TEXT_BYTES), code.remedy(), code, values);
    let limit = TEXT_BYTES
        .saturating_sub(out.len())
        .saturating_sub(SEPARATOR.len());
    out.clear();
    let mut text = Text::new(out, limit);
    if code.is_alert() {
        text.str("the peer sent alert ");
        alert_name(&mut text, code);
        text.str(", ");
    }
    expand(&mut text, code.cause(), code, values);
    let mut text = Text::new(out, TEXT_BYTES);
    text.str(SEPARATOR);
    expand(&mut text, code.remedy(), code, values);
}

const SEPARATOR: &str = ": ";

/// Appends `template` with its placeholders filled in.
fn expand(text: &mut Text<'_, TEXT_BYTES>, template: &str, code: Code, values: &Values<'_>) {
    let mut rest = template;
    while let Some((plain, tail)) = rest.split_once('{') {
        text.str(plain);
        let Some((placeholder, tail)) = tail.split_once('}') else {
            return;
        };
        fill(text, placeholder, code, values);
        rest = tail;
    }
    text.str(rest);
}

fn fill(text: &mut Text<'_, TEXT_BYTES>, placeholder: &str, code: Code, values: &Values<'_>) {
    let date = values.not_after.or(values.not_before).unwrap_or(0);
    let now = values.now.unwrap_or(0);
    match placeholder {
        "subject" => values.subject.write(text),
        "issuer" => values.issuer.write(text),
        "wanted" => values.wanted.write(text),
        "offered" => values.offered.write(text),
        "date" => text.date(date),
        "now" => text.date(now),
        "apart" => text.span(now.abs_diff(date)),
        "number" => text.number(values.number),
        "limit" => text.number(values.limit),
        "alert" => alert_name(text, code),
        // "what"
        _ if values.oid.is_empty() => text.escaped(values.what.as_bytes(), super::text::NAME_BYTES),
        _ => Name::Object(values.oid).write_bare(text, super::text::NAME_BYTES),
    }
}

/// Appends the standard's name of an alert, which is the code's name in small letters.
fn alert_name(text: &mut Text<'_, TEXT_BYTES>, code: Code) {
    for character in code.name().chars().skip("ERR_ALERT_".len()) {
        text.char(character.to_ascii_lowercase());
    }
}
