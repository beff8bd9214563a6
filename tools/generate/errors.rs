//! `docs/errors.md`: the catalogue as a page.

use std::fmt::Write as _;

use camtls::policy::{Alert, Code};

/// The ranges of the numbers and what each is about; the first number of each.
const RANGES: [(u16, &str, &str); 6] = [
    (0x8001, "Usage and configuration", "The script asked for something that cannot be; nothing was sent."),
    (0x8100, "Loading", "A certificate, key or list that was given to a context is not what it should be."),
    (0x8200, "Verdicts", "The peer's certificates were read and are not trusted."),
    (0x8300, "Protocol", "What the peer sent, or did not send, is not the protocol that was expected."),
    (
        0x8400,
        "Alerts received",
        "The peer ended the connection and said why: it is the peer's opinion, explained with what is known here.",
    ),
    (0x8500, "Clock, randomness and platform", "The firmware could not give what TLS needs."),
];

/// The page's text.
pub(crate) fn text() -> String {
    let mut page = String::from(
        "# Errors\n\
         \n\
         Every failure of TLS is an `OSError` whose first argument is a number and whose second is a sentence that says what is\n\
         wrong and what to do. Positive numbers are errno, as for any socket; −1 to −0x7FFF are Mbed TLS's own; those of this page\n\
         are camtls's, in both modules: `ssl.ERR_…` and `tls.ERR_…`. They are never renumbered and never reused.\n\
         \n\
         ```python\n\
         try:\n    s = ssl.wrap_socket(s, server_hostname=\"broker.local\", cadata=ca)\n\
         except OSError as e:\n    if e.errno == ssl.ERR_CLOCK_NOT_SET:\n        ntptime.settime()\n\
         ```\n\
         \n\
         In the sentences below the words in braces stand for the values in conflict. This page is made from the catalogue\n\
         (`src/policy/error.rs`) by `make docs`.\n",
    );
    let mut ranges = RANGES.iter().peekable();
    for code in Code::ALL {
        let number = code.number().unsigned_abs();
        // Writing to a String cannot fail.
        while let Some((_, title, about)) = ranges.next_if(|(first, ..)| u32::from(*first) <= number) {
            let _ = write!(page, "\n## {title}\n\n{about}\n");
        }
        let _ = write!(page, "\n### `{}` (−0x{number:04X})\n\n{}\n", code.name(), code.meaning());
        let _ = writeln!(page, "\n> {}", sentence(*code));
        if let Some(alert) = code.alert() {
            let _ = write!(page, "\nThe peer is told {}.\n", told(alert));
        }
    }
    page
}

/// What the script reads: for an alert received, its name comes first, and may say it all.
fn sentence(code: Code) -> String {
    let name = code.name().trim_start_matches("ERR_ALERT_").to_lowercase();
    let alert = if code.is_alert() { format!("the peer sent alert {name}") } else { String::new() };
    let parts = [alert.as_str(), code.cause(), code.remedy()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// An alert as the standards name it: the codes of the alerts received carry the names.
fn told(alert: Alert) -> String {
    let name = Code::from_alert(alert).name().trim_start_matches("ERR_ALERT_").to_lowercase();
    format!("`{name}` (alert {})", alert.number())
}
