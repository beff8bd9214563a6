//! One verification case, in the format of x509-limbo.

use serde::{Deserialize, Serialize};

/// A file of cases.
#[derive(Deserialize, Serialize)]
pub struct Suite {
    pub version: u32,
    pub testcases: Vec<Case>,
}

/// A case: certificates in PEM, who is asking, and what should come of it.
#[derive(Clone, Deserialize, Serialize)]
pub struct Case {
    pub id: String,
    pub description: String,
    #[serde(default)]
    pub features: Vec<String>,
    pub validation_kind: Kind,
    pub trusted_certs: Vec<String>,
    #[serde(default)]
    pub untrusted_intermediates: Vec<String>,
    pub peer_certificate: String,
    /// The private key of the peer's certificate, in PEM.
    #[serde(default)]
    pub peer_certificate_key: Option<String>,
    #[serde(default)]
    pub crls: Vec<String>,
    #[serde(default)]
    pub validation_time: Option<String>,
    pub expected_result: Outcome,
    #[serde(default)]
    pub expected_peer_name: Option<PeerName>,
    #[serde(default)]
    pub max_chain_depth: Option<u32>,
    /// What else is asked for; empty where nothing is.
    #[serde(default)]
    pub signature_algorithms: Vec<String>,
    #[serde(default)]
    pub key_usage: Vec<String>,
    #[serde(default)]
    pub extended_key_usage: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    Server,
    Client,
    #[serde(other)]
    Other,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Success,
    Failure,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct PeerName {
    pub kind: NameKind,
    pub value: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub enum NameKind {
    #[serde(rename = "DNS")]
    Dns,
    #[serde(rename = "IP")]
    Ip,
    #[serde(rename = "RFC822")]
    Email,
    #[serde(other)]
    Other,
}

impl Case {
    /// The part of the id before the last `::`.
    pub fn namespace(&self) -> &str {
        self.id.rsplit_once("::").map_or(self.id.as_str(), |(namespace, _)| namespace)
    }
}

/// Seconds since 1970 of `2024-03-01T00:00:00.999+00:00`; the fraction is cut off. Only UTC is understood.
pub fn seconds(time: &str) -> Option<i64> {
    let time = time.strip_suffix("+00:00").or_else(|| time.strip_suffix('Z'))?;
    let (date, clock) = time.split_once('T')?;
    let clock = clock.split('.').next()?;
    let mut date = date.splitn(3, '-').map(str::parse::<i64>);
    let mut clock = clock.splitn(3, ':').map(str::parse::<i64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let (hour, minute, second) = (clock.next()?.ok()?, clock.next()?.ok()?, clock.next()?.ok()?);
    // Years begin in March, so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    #[test]
    fn times() {
        for (text, seconds) in [
            ("1970-01-01T00:00:03+00:00", Some(3)),
            ("2024-02-29T23:59:59.999+00:00", Some(1_709_251_199)),
            ("2024-03-01T00:00:00Z", Some(1_709_251_200)),
            ("2024-03-01T00:00:00+01:00", None),
            ("2024-03-01", None),
        ] {
            assert_eq!(super::seconds(text), seconds, "{text}");
        }
    }
}
