//! What each row of the catalogue can be asked.

use super::alert::Alert;
use super::error::{Code, HASHES, NAMES, ROWS};
use super::row::{self, Rank, Row};

/// Where the codes of alerts received from the peer start: 0x8400 plus the alert's number.
const ALERT_BASE: u16 = 0x8400;

impl Code {
    fn row(self) -> Option<&'static Row> {
        ROWS.get(usize::from(self as u8))
    }

    /// The number that Python and C see: −0x8001 to −0x8FFF.
    #[must_use]
    pub fn number(self) -> i32 {
        self.row().map_or(0, |row| i32::from(row.number).saturating_neg())
    }

    /// The code with this (negative) number.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }

    /// The code for an alert received from the peer; numbers that no standard names share one code.
    #[must_use]
    pub fn from_alert(alert: Alert) -> Self {
        let number = i32::from(ALERT_BASE).saturating_add(i32::from(alert.0));
        Self::from_number(number.saturating_neg()).unwrap_or(Self::AlertUnassigned)
    }

    /// The code with this name in Python. A name that no code has is not found either, but for one in thirty million, and then only
    /// if it begins like a code's.
    #[must_use]
    pub fn from_name(name: &[u8]) -> Option<Self> {
        let hash = row::hash(name.starts_with(b"ERR_").then_some(name)?);
        Self::ALL.iter().zip(HASHES).find(|(_, own)| **own == hash).map(|(code, _)| *code)
    }

    /// The name in Python, `ERR_CERT_EXPIRED`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let name = self.name_with_nul();
        name.get(..name.len().saturating_sub(1)).unwrap_or("")
    }

    /// The name with a NUL at its end, for C.
    #[must_use]
    pub fn name_with_nul(self) -> &'static str {
        let mut rest = NAMES;
        for _ in 0..self as u8 {
            rest = after_nul(rest);
        }
        let length = rest.len().saturating_sub(after_nul(rest).len());
        rest.get(..length).unwrap_or("\0")
    }

    /// What it means, as documentation says it: one or more sentences; empty in firmware, which does not carry them.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        #[cfg(any(test, feature = "host", feature = "header"))]
        return self.row().map_or("", |row| row.documented.meaning.trim_ascii());
        #[cfg(not(any(test, feature = "host", feature = "header")))]
        ""
    }

    /// The cause with its placeholders, for documentation; empty in firmware.
    #[must_use]
    pub fn cause(self) -> &'static str {
        #[cfg(any(test, feature = "host", feature = "header"))]
        return self.row().map_or("", |row| row.documented.cause);
        #[cfg(not(any(test, feature = "host", feature = "header")))]
        ""
    }

    /// What to do, with its placeholders, for documentation; empty in firmware.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        #[cfg(any(test, feature = "host", feature = "header"))]
        return self.row().map_or("", |row| row.documented.remedy);
        #[cfg(not(any(test, feature = "host", feature = "header")))]
        ""
    }

    /// The alert that the peer is sent, if the connection is still able to.
    #[must_use]
    pub fn alert(self) -> Option<Alert> {
        self.row().and_then(|row| row.alert)
    }

    /// How useful this code is as the cause of a failed path search.
    #[must_use]
    pub fn rank(self) -> Rank {
        self.row().map_or(Rank::None, |row| row.rank)
    }

    /// Whether this is an alert received from the peer.
    #[must_use]
    pub fn is_alert(self) -> bool {
        self.row().is_some_and(|row| row.number & 0xff00 == ALERT_BASE)
    }
}

/// What follows the first NUL.
fn after_nul(names: &str) -> &str {
    let end = names.bytes().position(|byte| byte == 0).map_or(names.len(), |position| position.saturating_add(1));
    names.get(end..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::refusal::{Refusal, samples};
    use super::super::text::TEXT_BYTES;
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_are_complete_and_in_order() {
        assert!(Code::ALL.len() >= 45);
        let mut last = 0x8000;
        let mut names = HashSet::new();
        for (index, code) in Code::ALL.iter().enumerate() {
            let row = &ROWS[index];
            let name = code.name();
            assert!(row.number > last && row.number <= 0x8fff, "{name}: numbers are unique, in order and in range");
            last = row.number;
            assert!(matches!(row.number >> 8, 0x80..=0x86), "{name}: the ranges");
            assert_ne!(row.number & 0xfff, 0, "{name}");
            assert_eq!(code.number(), -i32::from(row.number));
            assert_eq!(Code::from_number(code.number()), Some(*code));
            assert!(names.insert(name), "{name} is there twice");
            assert_eq!(
                Code::from_name(name.as_bytes()),
                Some(*code),
                "{name} has another one's hash: choose another name"
            );
            assert_eq!(Code::from_name(&name.as_bytes()[1..]), None);
            assert_eq!(Code::from_name(&name.as_bytes()[..name.len() - 1]), None);
            assert_eq!(Code::from_name(format!("{name}_").as_bytes()), None);
            assert!(name.starts_with("ERR_") && !name.contains('\0') && code.name_with_nul().ends_with('\0'), "{name}");
            assert!(
                name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'),
                "{name}"
            );
            assert_eq!(name.starts_with("ERR_ALERT_"), code.is_alert(), "{name}");
            assert!(code.meaning().ends_with('.') && !code.meaning().contains("  "), "{name}: {}", code.meaning());
            assert_eq!(
                code.rank() != Rank::None && row.number >> 8 != 0x85,
                row.number >> 8 == 0x82 && code.rank() != Rank::None
            );
            if let Some(alert) = code.alert() {
                assert_ne!(Code::from_alert(alert), Code::AlertUnassigned, "{name} sends an alert that exists");
                assert!(!code.is_alert(), "{name}: an alert is not answered with one");
            }
        }
        assert_eq!(Code::from_number(-0x8fff), None);
        assert_eq!(Code::from_number(0x8001), None);
        for name in ["", "ERR_", "ERR_NOTHING_OF_THE_KIND", "err_internal", "__name__"] {
            assert_eq!(Code::from_name(name.as_bytes()), None);
        }
    }

    #[test]
    fn numbers_are_never_changed() {
        // One of each range: that whoever inserts a row in the middle hears of it.
        for (code, number) in [
            (Code::Internal, 0x8001),
            (Code::HostnameRequired, 0x8004),
            (Code::PemNotDer, 0x8101),
            (Code::CertExpired, 0x8201),
            (Code::CertMalformed, 0x8220),
            (Code::NotTls, 0x8301),
            (Code::AlertHandshakeFailure, 0x8428),
            (Code::ClockNotSet, 0x8501),
        ] {
            assert_eq!(code.number(), -number);
        }
    }

    #[test]
    fn alerts_have_their_own_number() {
        for number in 0..=255 {
            let code = Code::from_alert(Alert(number));
            assert!(code.is_alert());
            if code != Code::AlertUnassigned {
                assert_eq!(code.number(), -(0x8400 + i32::from(number)));
            }
        }
        assert_eq!(Code::from_alert(Alert::UNKNOWN_CA).name(), "ERR_ALERT_UNKNOWN_CA");
        assert_eq!(Code::from_alert(Alert(200)), Code::AlertUnassigned);
    }

    #[test]
    fn each_row_can_be_reported() {
        let reached: HashSet<Code> = samples::all(false).iter().map(Refusal::code).collect();
        for code in Code::ALL {
            assert!(reached.contains(code), "no refusal has the code {}", code.name());
        }
    }

    #[test]
    fn the_rank_decides_what_is_told() {
        let order = [
            Code::NameMismatch,
            Code::CertExpired,
            Code::CertRevoked,
            Code::WrongPurpose,
            Code::BadSignature,
            Code::UnknownIssuer,
            Code::PathBudget,
        ];
        assert!(order.is_sorted_by(|one, other| one.rank() > other.rank()));
    }

    #[test]
    fn texts_are_ascii_and_no_sentences() {
        for code in Code::ALL {
            // An alert's name may say it all.
            assert!(code.is_alert() || !code.cause().is_empty(), "{}", code.name());
            assert!(!code.remedy().is_empty(), "{}", code.name());
            for text in [code.cause(), code.remedy()] {
                assert!(text.is_ascii() && !text.ends_with('.'), "{}: {text}", code.name());
            }
        }
    }

    #[test]
    fn every_report_fits() {
        for refusal in samples::all(false).iter().chain(&samples::all(true)) {
            let report = refusal.report(Some(1));
            let text = report.text.as_str();
            assert_eq!(report.code, refusal.code().number());
            if cfg!(not(feature = "error-text")) {
                assert_eq!(text, "");
                continue;
            }
            assert!(!text.is_empty() && text.len() <= TEXT_BYTES, "{text}");
            assert!(text.chars().all(|character| character == '…' || (' '..='~').contains(&character)), "{text}");
            assert!(!text.contains(['{', '}']), "{text}");
            // The remedy is whole, up to its first value.
            let remedy = refusal.code().remedy().split('{').next().unwrap();
            assert!(text.contains(remedy), "{text} lacks {remedy}");
        }
        for refusal in samples::all(false) {
            let text = refusal.report(None).text;
            assert!(!text.contains('…'), "{text}");
        }
    }
}
