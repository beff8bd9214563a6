//! A case through the library's path search, as a handshake does it.

use crate::case::{Case, Kind, NameKind, seconds};
use camtls::engine::verify_signature;
use camtls::policy::Refusal;
use camtls::policy::hostname::ReferenceIdentity;
use camtls::policy::path::{Certificates, PathSearch, Request, Step};
use camtls::policy::profile::{Profile, Revocation};
use camtls::policy::usage::Purpose;
use std::time::{SystemTime, UNIX_EPOCH};

/// Signatures that one search may verify: more than in a handshake, since cases have odd graphs.
const SIGNATURES: u8 = 20;

/// What came of a case.
pub enum Verdict {
    Accepted,
    /// With the name of the error, its text and the depth.
    Refused(String),
    /// The case cannot be run, and why.
    Skipped(&'static str),
}

struct Documents(Vec<Vec<u8>>);

impl Certificates for Documents {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index).map(Vec::as_slice)
    }
}

/// Runs a case.
pub fn run(case: &Case, strict: bool) -> Verdict {
    let chain = std::iter::once(&case.peer_certificate).chain(&case.untrusted_intermediates);
    let (Some(chain), Some(anchors), Some(crls)) =
        (documents(chain), documents(&case.trusted_certs), documents(&case.crls))
    else {
        return Verdict::Skipped("PEM that cannot be read");
    };
    let now = match &case.validation_time {
        Some(time) => seconds(time),
        None => SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| since.as_secs().try_into().ok()),
    };
    if now.is_none() {
        return Verdict::Skipped("a validation time that cannot be read");
    }
    let name = match &case.expected_peer_name {
        Some(name) if name.kind == NameKind::Email => return Verdict::Skipped("TLS compares no email addresses"),
        Some(name) => match ReferenceIdentity::parse(name.value.as_str()) {
            Ok(name) => Some(name),
            Err(refusal) => return told(refusal, None),
        },
        None => None,
    };
    let request = Request {
        chain: &chain,
        anchors: &anchors,
        crls: &crls,
        now,
        purpose: match case.validation_kind {
            Kind::Server => Purpose::ServerAuth,
            Kind::Client => Purpose::ClientAuth,
        },
        reference: name,
        profile: Profile {
            strict,
            revocation: if case.crls.is_empty() { Revocation::Ignored } else { Revocation::Leaf },
            signatures: SIGNATURES,
            intermediates: case.max_chain_depth.map(|depth| depth.try_into().unwrap_or(u8::MAX)),
            public_suffix: if strict { Some(is_public_suffix) } else { None },
            ..Profile::DEFAULT
        },
    };
    let mut search = PathSearch::new();
    let mut answer = None;
    loop {
        match search.step(&request, answer.take()) {
            Step::Continue => {}
            Step::Verify(check) => match verify_signature(&check) {
                Ok(good) => answer = Some(good),
                Err(_) => return Verdict::Skipped("the engine has no memory"),
            },
            Step::Accepted => return Verdict::Accepted,
            Step::Refused(refusal, depth) => return told(refusal, depth),
        }
    }
}

fn told(refusal: Refusal<'_>, depth: Option<u8>) -> Verdict {
    let depth = depth.map_or(String::new(), |depth| format!(" at depth {depth}"));
    Verdict::Refused(format!("{}{depth}: {}", refusal.code().name(), refusal.report(None).text))
}

fn documents<'a>(texts: impl IntoIterator<Item = &'a String>) -> Option<Documents> {
    texts
        .into_iter()
        .map(|text| pem::parse(text).ok().map(pem::Pem::into_contents))
        .collect::<Option<_>>()
        .map(Documents)
}

/// Asks the public suffix list, its private domains included.
fn is_public_suffix(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    psl::suffix(&name).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == name)
}
