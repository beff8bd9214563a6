//! A case's chain offered in a real handshake, and whether that ends as the verdict on the chain alone says.

use crate::case::{Case, Kind};
use crate::own::issue::Draft;
use crate::pair::{Pair, blob, context, demand};
use crate::verify::{Documents, Terms, Verdict, run, time, unsupported};
use camtls::engine::Role;
use camtls::platform::host::set_clock;
use camtls::tls::connection::Connection;
use camtls::tls::context::{Context, flags};

/// What came of an offer.
pub enum Offer {
    /// The handshake came to the same verdict as the path search, and told it to the peer by the verdict's alert.
    Same,
    /// It did not.
    Differs(String),
    /// The chain cannot be offered by this library, and why.
    Impossible(&'static str),
}

/// Offers the chain of `case` in a handshake of `version`.
pub fn offer(case: &Case, strict: bool, version: u16) -> Offer {
    if let Some(why) = unsupported(case) {
        return Offer::Impossible(why);
    }
    if case.max_chain_depth.is_some() {
        return Offer::Impossible("a context has no bound on the depth");
    }
    let role = if case.validation_kind == Kind::Client { "clientAuth" } else { "serverAuth" };
    let more = case.extended_key_usage.iter().any(|usage| usage != role);
    if more || case.key_usage.iter().any(|usage| usage != "digitalSignature") {
        return Offer::Impossible("a context demands no other usages than TLS does");
    }
    let key = case.peer_certificate_key.as_ref().and_then(|key| pem::parse(key).ok());
    let Some(key) = key else {
        return Offer::Impossible("no key");
    };
    set_clock(time(case));
    let answer = with_clock(case, strict, version, key.contents());
    set_clock(None);
    answer
}

fn with_clock(case: &Case, strict: bool, version: u16, key: &[u8]) -> Offer {
    let (presents, judges) = match case.validation_kind {
        Kind::Client => (Role::Client, Role::Server),
        _ => (Role::Server, Role::Client),
    };
    let chain = std::iter::once(&case.peer_certificate).chain(&case.untrusted_intermediates);
    let (Some(chain), Some(anchors), Some(lists)) =
        (Documents::read(chain), Documents::read(&case.trusted_certs), Documents::read(&case.crls))
    else {
        return Offer::Impossible("PEM that cannot be read");
    };
    let mut presenter = context(presents, version);
    if presenter.load_identity(blob(&chain.0.concat()), key).is_err() {
        return Offer::Impossible("the chain cannot be loaded");
    }
    let mut judge = context(judges, version);
    if !demand(&mut judge, &anchors.0) {
        return Offer::Impossible("the anchors cannot be loaded");
    }
    if !lists.0.is_empty() && judge.load_crls(blob(&lists.0.concat())).is_err() {
        return Offer::Impossible("the revocation lists cannot be loaded");
    }
    if judges == Role::Server {
        // What it shows itself is of no interest to the client.
        let own = Draft::leaf(&["judge.example"]).self_signed();
        if judge.load_identity(blob(&own.der), &own.private_key()).is_err() {
            return Offer::Differs("the judge cannot have an identity".to_owned());
        }
    }
    let checks = if lists.0.is_empty() { 0 } else { flags::CRL_CHECK_LEAF };
    let strictness = if strict { flags::X509_STRICT } else { 0 };
    if judge.set_verify_flags(checks | strictness).is_err() {
        return Offer::Impossible("the rules are not built in");
    }
    let name = case.expected_peer_name.as_ref().map(|name| name.value.as_bytes());
    judge.set_check_hostname(name.is_some());
    shake_hands(case, strict, (&mut presenter, presents), (&mut judge, judges, name))
}

fn shake_hands(
    case: &Case,
    strict: bool,
    (presenter, presents): (&mut Context, Role),
    (judge, judges, name): (&mut Context, Role, Option<&[u8]>),
) -> Offer {
    let expected = match run(case, Terms::of_handshake(strict)) {
        Verdict::Accepted => None,
        Verdict::Refused(_, report) => Some(report),
        Verdict::Skipped(why) => return Offer::Impossible(why),
    };
    if presents == Role::Server {
        presenter.set_check_hostname(false);
    }
    // A client's own name for its server is of no interest here.
    let judging = match Connection::new(judge, judges, name) {
        Ok(connection) => connection,
        Err(trouble) => {
            let same = expected.is_some_and(|expected| expected.code == trouble.code());
            return if same { Offer::Same } else { Offer::Differs("the connection cannot begin".to_owned()) };
        }
    };
    let Ok(presenting) = Connection::new(presenter, presents, None) else {
        return Offer::Impossible("the connection cannot begin");
    };
    let (mut pair, judge) = match judges {
        Role::Client => (Pair::new(judging, presenting), 0),
        Role::Server => (Pair::new(presenting, judging), 1),
    };
    pair.run(&mut |_, record| record);
    let (own, peer) = (pair.failure(judge), pair.failure(1 - judge));
    let fault = match (expected, own, peer) {
        (None, None, None) if pair.is_open(0) && pair.is_open(1) && pair.ends[judge].verify_result() == 0 => None,
        (None, own, peer) => {
            let text = own.or(peer).map_or("no end".to_owned(), |report| report.text.to_string());
            Some(format!("accepted, but the handshake came to: {text}"))
        }
        (Some(expected), None, _) => Some(format!("accepted, but refused alone: {}", expected.text)),
        (Some(expected), Some(own), _)
            if (own.code, &own.text, own.alert) != (expected.code, &expected.text, expected.alert) =>
        {
            Some(format!("refused otherwise: {} (alone: {})", own.text, expected.text))
        }
        (Some(expected), _, Some(peer)) if peer.alert_received && peer.alert == expected.alert => None,
        (Some(expected), _, peer) => {
            let got = peer.map_or("nothing".to_owned(), |peer| format!("{:?}, {}", peer.alert, peer.text));
            Some(format!("the peer was to get {:?}, and got {got}", expected.alert))
        }
    };
    fault.map_or(Offer::Same, Offer::Differs)
}
