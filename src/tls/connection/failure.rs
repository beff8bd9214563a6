//! How a connection fails: once, for good, told in the words of the catalogue, and to the peer by an alert.

use super::{Connection, Stage};
use crate::engine::{self, Kind};
use crate::platform::clock;
use crate::platform::memory::{self, Owned};
use crate::policy::certificate::Certificate;
use crate::policy::refusal::OwnCertificate;
use crate::policy::{Alert, Name, Refusal, Report};
use crate::tls::trouble::{Trouble, no_randomness};

/// No failure at all but a turn that the handshake takes, under Mbed TLS's own number, which scripts know.
#[cfg(feature = "dtls")]
const HELLO_VERIFY: &str =
    "the client was sent a cookie (hello verify required): wrap the socket again, its next datagram shows it";

/// What is known of a failure: all of it, or its code where there was no memory for more.
pub(super) enum Failure {
    Told(Owned<Report>),
    Bare(i32),
}

impl Connection {
    /// Fails with what Mbed TLS reports, which has queued the alert itself.
    #[inline(never)]
    pub(super) fn fail_engine(&mut self, error: engine::Error) {
        let alert = self.engine.received_alert();
        let refusal = match (self.engine.kind(error), alert) {
            (Kind::OutOfMemory, _) => return self.fail_trouble(&Trouble::OutOfMemory),
            (Kind::NoRandomness, _) => no_randomness(),
            (Kind::AlertReceived, Some(number)) => {
                let report = self.explain_alert(Alert(number));
                return self.keep(report);
            }
            (Kind::EndOfFile, _) if matches!(self.stage, Stage::Open) => Refusal::ConnectionCut,
            (Kind::EndOfFile, _) => Refusal::HandshakeClosed,
            // Found by ourselves: nobody has told the peer.
            (Kind::RecordOverflow, _) => return self.fail(Refusal::RecordTooLong, None),
            (Kind::MessageOverflow, _) => return self.fail(Refusal::MessageTooLarge, None),
            (Kind::NoCommonVersion, _) => Refusal::NoCommonVersion,
            (Kind::NoCommonParameters, _) => Refusal::NoCommonCipher,
            (Kind::NoCommonProtocol, _) => Refusal::NoCommonAlpn,
            (Kind::NoCommonGroup, _) => Refusal::NoCommonGroup,
            (Kind::Downgraded, _) => Refusal::Downgraded,
            (Kind::WrongSignature, _) => Refusal::HandshakeSignature { subject: self.peer() },
            (Kind::Signer, _) => {
                // TLS 1.2 leaves the peer without a word.
                self.engine.send_fatal_alert(Alert::INTERNAL_ERROR.0);
                Refusal::BadArgument { what: "what ecdsa_sign_callback answered is no DER signature" }
            }
            (Kind::WrongFinished, _) => Refusal::FinishedWrong,
            (Kind::UnexpectedMessage, _) => Refusal::UnexpectedMessage,
            (Kind::RecordAuthentication, _) => Refusal::BadRecordMac,
            (Kind::Flooded, _) => Refusal::Flooded,
            (Kind::IllegalParameter, _) => Refusal::IllegalParameter,
            (Kind::Forbidden, _) => return self.fail(Refusal::IllegalParameter, None),
            (Kind::Malformed, _) if matches!(self.stage, Stage::Open) => Refusal::RecordMalformed,
            (Kind::Malformed, _) => Refusal::HandshakeMalformed,
            #[cfg(feature = "dtls")]
            (Kind::Timeout, _) => Refusal::HandshakeTimeout { milliseconds: engine::HANDSHAKE_PATIENCE },
            #[cfg(feature = "dtls")]
            (Kind::NotDtls, _) => Refusal::NotTls { what: "in datagrams" },
            #[cfg(feature = "dtls")]
            (Kind::HelloVerify, _) => return self.keep(Report::of_errno(error.number(), HELLO_VERIFY)),
            (Kind::AlertReceived | Kind::Other, _) => return self.fail_trouble(&Trouble::Engine(error)),
            #[cfg(not(feature = "dtls"))]
            (Kind::Timeout | Kind::NotDtls | Kind::HelloVerify, _) => {
                return self.fail_trouble(&Trouble::Engine(error));
            }
        };
        let report = refusal.report(None);
        self.keep(report);
    }

    /// The name of the peer's certificate.
    fn peer(&self) -> Name<'_> {
        let leaf = self.engine.peer_certificate(0).and_then(|der| Certificate::parse(der).ok());
        leaf.map(|leaf| leaf.title()).unwrap_or_default()
    }

    /// An alert from the peer, explained with this camera's own certificate where that is what it speaks of.
    fn explain_alert(&self, alert: Alert) -> Report {
        let leaf = self.identity.as_ref().map(|identity| identity.leaf());
        let own = leaf.and_then(|der| Certificate::parse(der).ok()).map(|certificate| OwnCertificate {
            subject: certificate.title(),
            issuer: certificate.issuer_title(),
            not_before: certificate.validity.not_before,
            not_after: certificate.validity.not_after,
        });
        let now = clock::now();
        Refusal::AlertReceived { alert, own, wanted: self.wanted(), now }.report(None)
    }

    fn wanted(&self) -> Name<'_> {
        self.trust.name.as_ref().map_or(Name::Absent, |name| Name::Text(name))
    }

    /// Fails with a refusal of ours and sends its alert.
    #[inline(never)]
    pub(super) fn fail(&mut self, refusal: Refusal<'static>, depth: Option<u8>) {
        self.fail_told(refusal.report(depth));
    }

    /// Fails with what is told already, and sends its alert.
    pub(super) fn fail_told(&mut self, mut report: Report) {
        // TLS 1.2 knows no certificate_required (RFC 8446 section 6).
        if report.alert == Some(Alert::CERTIFICATE_REQUIRED) && !self.engine.speaks_tls13() {
            report.alert = Some(Alert::HANDSHAKE_FAILURE);
        }
        if let Some(alert) = report.alert {
            self.engine.send_fatal_alert(alert.0);
        }
        self.keep(report);
    }

    /// Fails for a reason of this end's own.
    #[inline(never)]
    pub(super) fn fail_trouble(&mut self, trouble: &Trouble<'_>) {
        self.engine.send_fatal_alert(Alert::INTERNAL_ERROR.0);
        self.keep(trouble.report());
    }

    /// The first failure stays.
    fn keep(&mut self, report: Report) {
        let code = report.code;
        // The text must not fail for the limit that it tells of.
        memory::unbound();
        self.share.finish();
        self.stage = Stage::Handshaking;
        if self.failure.is_none() {
            self.failure = Some(Owned::new(report).map_or(Failure::Bare(code), Failure::Told));
        }
    }
}
