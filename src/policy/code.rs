//! What each row of the catalogue can be asked.

use super::alert::Alert;
use super::error::{Code, ROWS, Rank, Row};

/// Where the codes of alerts received from the peer start: 0x8400 plus the alert's number.
pub const ALERT_BASE: u16 = 0x8400;

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

    /// The name in Python, `ERR_CERT_EXPIRED`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let name = self.name_with_nul();
        name.get(..name.len().saturating_sub(1)).unwrap_or("")
    }

    /// The name with a NUL at its end, for C.
    #[must_use]
    pub fn name_with_nul(self) -> &'static str {
        self.row().map_or("\0", |row| row.name)
    }

    /// What it means, as documentation says it: one or more sentences; empty in firmware, which does not carry them.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        #[cfg(any(test, feature = "host", feature = "header"))]
        return self.row().map_or("", |row| row.meaning.trim_ascii());
        #[cfg(not(any(test, feature = "host", feature = "header")))]
        ""
    }

    /// The cause with its placeholders; empty without feature `error-text`.
    #[must_use]
    pub fn cause(self) -> &'static str {
        #[cfg(feature = "error-text")]
        return self.row().map_or("", |row| row.cause);
        #[cfg(not(feature = "error-text"))]
        ""
    }

    /// What to do, with its placeholders; empty without feature `error-text`.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        #[cfg(feature = "error-text")]
        return self.row().map_or("", |row| row.remedy);
        #[cfg(not(feature = "error-text"))]
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
