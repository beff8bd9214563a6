//! A report: what the script is told, owned and bounded.

use heapless::String;

use super::alert::Alert;
use super::error::Code;
use super::refusal::Values;
use super::text::{SUBJECT_BYTES, TEXT_BYTES, Text};

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
    /// Cause and remedy; empty without feature `error-text`.
    pub text: String<TEXT_BYTES>,
}

impl Report {
    pub(super) fn new(code: Code, values: &Values<'_>, depth: Option<u8>) -> Self {
        let mut report = Self {
            alert: values.alert_received.or(code.alert()),
            alert_received: values.alert_received.is_some(),
            depth,
            now: values.now.copied(),
            not_before: values.not_before.copied(),
            not_after: values.not_after.copied(),
            ..Self::bare(code.number())
        };
        values.subject.write_bare(&mut Text::new(&mut report.subject, SUBJECT_BYTES), SUBJECT_BYTES);
        render(&mut report.text, code, values);
        report
    }

    /// What to tell about a failure that has its code from elsewhere and happened to nobody in particular: an errno with `text`.
    #[must_use]
    pub fn of_errno(code: i32, text: &str) -> Self {
        let mut report = Self::bare(code);
        Text::new(&mut report.text, TEXT_BYTES).str(text);
        report
    }

    /// What to tell about a failure inside Mbed TLS for which the catalogue has no row; `number` as Mbed TLS gives it, negative.
    #[must_use]
    pub fn of_engine(number: i32) -> Self {
        let mut report = Self::bare(number);
        let mut text = Text::new(&mut report.text, TEXT_BYTES);
        text.str("Mbed TLS failed with -0x");
        for byte in number.unsigned_abs().to_be_bytes().iter().skip(2) {
            text.hexadecimal(*byte);
        }
        report
    }

    fn bare(code: i32) -> Self {
        Self {
            code,
            alert: None,
            alert_received: false,
            depth: None,
            now: None,
            not_before: None,
            not_after: None,
            subject: String::new(),
            text: String::new(),
        }
    }
}

#[cfg(feature = "error-text")]
mod sentence;

#[cfg(feature = "error-text")]
use sentence::render;

/// Without texts, the code must do.
#[cfg(not(feature = "error-text"))]
const fn render(_: &mut String<TEXT_BYTES>, _: Code, _: &Values<'_>) {}

#[cfg(all(test, feature = "error-text"))]
mod tests {
    use super::super::der::{Blob, Content};
    use super::super::refusal::{OwnCertificate, Refusal};
    use super::super::text::{Name, Offered};
    use super::*;

    /// 2026-11-23 20:31 UTC.
    const NOW: i64 = 1_795_465_860;

    fn text(refusal: Refusal<'_>) -> std::string::String {
        refusal.report(None).text.as_str().into()
    }

    #[test]
    fn texts_as_a_person_reads_them() {
        let subject = Name::from("camera.local");
        for (refusal, expected) in [
            (
                Refusal::CertExpired { subject, not_after: 1_790_856_000, now: NOW },
                "certificate 'camera.local' expired on 2026-10-01 12:00 UTC, 53 days before the camera's clock \
                 (2026-11-23 20:31): renew it, or check the clock",
            ),
            (
                Refusal::CertNotYetValid { subject, not_before: NOW + 7_200, now: NOW },
                "certificate 'camera.local' is not valid for another 2 h, from 2026-11-23 22:31 UTC; the camera's clock \
                 says 2026-11-23 20:31: is the clock right?",
            ),
            (
                Refusal::ClockNotSet,
                "the camera's clock is not set, so no certificate date can be checked: import ntptime; ntptime.settime()",
            ),
            (
                Refusal::NameMismatch {
                    wanted: Name::from("broker.local"),
                    offered: Offered::new().with(Name::from("a.example")).with(Name::Address(&[192, 168, 4, 1])),
                },
                "the certificate is not for 'broker.local', but for 'a.example', '192.168.4.1': connect by a name it \
                 carries, or reissue it",
            ),
            (
                Refusal::NameOnlyCommon { wanted: subject, kind: "DNS" },
                "'camera.local' is only the certificate's common name: reissue it with -addext \
                 subjectAltName=DNS:camera.local, or set ctx.hostname_checks_common_name = True",
            ),
            (
                Refusal::UnknownIssuer { subject, issuer: Name::from("Workshop CA") },
                "certificate 'camera.local' is issued by 'Workshop CA', which is not among the CAs loaded: load it with \
                 cadata=, or have the peer send the chain",
            ),
            (
                Refusal::HostnameRequired,
                "no name to compare the server's certificate with: pass server_hostname=, or set check_hostname = False",
            ),
            (
                Refusal::HostnameInvalid { wanted: Name::Text(b"a\0b"), reason: "contains a NUL" },
                "server_hostname 'a\\x00b' contains a NUL: pass a DNS name or IP address alone",
            ),
            (
                Refusal::WrongContent { expected: Content::Certificate, found: Blob::Pem(Some(Content::Certificate)) },
                "this is PEM text, not DER: openssl x509 -in FILE -outform DER -out FILE.der",
            ),
            (
                Refusal::WrongContent { expected: Content::Key, found: Blob::Certificate },
                "this is a certificate, no private key: are the arguments swapped?",
            ),
            (
                Refusal::EdwardsKey { kind: "Ed25519" },
                "Ed25519 keys are not supported: openssl ecparam -name prime256v1 -genkey -noout -outform DER -out FILE.der",
            ),
            (
                Refusal::Truncated { content: Content::Certificate, present: 612, needed: 701 },
                "the certificate is cut off at byte 612 of 701: copy the file again",
            ),
            (Refusal::NotTls { what: "but HTTP" }, "the peer does not speak TLS but HTTP: check the port"),
            (
                Refusal::CriticalExtension { subject, oid: &[0x2a, 0x03, 0x04] },
                "certificate 'camera.local' has an unknown critical extension (1.2.3.4): reissue it without",
            ),
        ] {
            assert_eq!(text(refusal), expected);
        }
    }

    #[test]
    fn alerts_are_explained_with_our_own_certificate() {
        let own = Some(OwnCertificate {
            subject: Name::from("camera.local"),
            issuer: Name::from("Workshop CA"),
            not_before: 0,
            not_after: NOW - 3 * 86_400,
        });
        let alert = Alert::CERTIFICATE_EXPIRED;
        for (own, now, expected) in [
            (own, Some(NOW), "camera's certificate 'camera.local', which expired 3 days ago: renew"),
            (own, Some(0), "camera's certificate 'camera.local', which is valid until 2026-11-20 20:31: renew"),
            (own, Some(-7_200), "camera's certificate 'camera.local', which is not valid for another 2 h: renew"),
            (None, Some(NOW), "camera's certificate, which is not known: renew"),
        ] {
            let report = Refusal::AlertReceived { alert, wanted: Name::Absent, own, now }.report(None);
            assert!(
                report.text.starts_with("the peer sent alert certificate_expired: it refused this"),
                "{}",
                report.text
            );
            assert!(report.text.contains(expected), "{}", report.text);
            assert_eq!((report.alert, report.alert_received, report.code), (Some(alert), true, -0x842d));
        }
        let unknown =
            Refusal::AlertReceived { alert: Alert(200), wanted: Name::Absent, own: None, now: None }.report(None);
        assert_eq!((unknown.alert, unknown.code), (Some(Alert(200)), -0x84ff));
        assert_eq!(unknown.text.as_str(), "the peer sent alert unassigned: number 200: see its log");
        let terse = Refusal::AlertReceived { alert: Alert::DECODE_ERROR, wanted: Name::Absent, own: None, now: None };
        assert_eq!(text(terse), "the peer sent alert decode_error: see its log");
    }

    #[test]
    fn values_are_reported_beside_the_text() {
        let report = Refusal::CertExpired { subject: Name::Text(b"a\nb"), not_after: 5, now: 7 }.report(Some(2));
        assert_eq!(report.subject.as_str(), "a\\x0ab");
        assert_eq!((report.not_before, report.not_after, report.now, report.depth), (None, Some(5), Some(7), Some(2)));
        assert_eq!((report.alert, report.alert_received), (Some(Alert::CERTIFICATE_EXPIRED), false));
        let long = Refusal::SelfSigned { subject: Name::Text(&[b'a'; 300]) }.report(None);
        assert!(long.subject.len() <= SUBJECT_BYTES && long.subject.ends_with('…'));
    }

    #[test]
    fn codes_from_elsewhere() {
        let report = Report::of_errno(12, "out of memory");
        assert_eq!((report.code, report.text.as_str()), (12, "out of memory"));
        assert_eq!(Report::of_engine(-0x7200).text.as_str(), "Mbed TLS failed with -0x7200");
        assert_eq!(Report::of_engine(-0x7200).code, -0x7200);
    }
}
