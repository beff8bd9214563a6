//! A case through the library's path search, as a handshake does it.

use crate::case::{Case, Kind, NameKind, seconds};
use crate::demands;
use camtls::engine::verify_signature;
use camtls::policy::hostname::{PublicSuffix, ReferenceIdentity};
use camtls::policy::path::{Certificates, PathSearch, Request, Step};
use camtls::policy::profile::{Profile, Revocation};
use camtls::policy::usage::Purpose;
use camtls::policy::{Refusal, Report};
use std::time::{SystemTime, UNIX_EPOCH};

/// How cases are judged.
#[derive(Clone, Copy)]
pub struct Terms {
    /// By the web PKI's rules too.
    pub strict: bool,
    /// How many signatures one search may verify.
    pub signatures: u8,
    /// Under which names anybody may register.
    pub public_suffix: Option<PublicSuffix>,
}

impl Terms {
    /// As the runner judges: more signatures than in a handshake, since cases have odd graphs.
    #[must_use]
    pub fn of_runner(strict: bool) -> Self {
        Self { strict, signatures: 20, public_suffix: public_suffixes().filter(|_| strict) }
    }

    /// As a handshake judges.
    #[must_use]
    pub fn of_handshake(strict: bool) -> Self {
        Self { strict, signatures: Profile::DEFAULT.signatures, public_suffix: None }
    }
}

/// What came of a case.
pub enum Verdict {
    Accepted,
    /// With the name of the error, and what a script is told.
    Refused(&'static str, Box<Report>),
    /// The case cannot be run, and why.
    Skipped(&'static str),
}

/// DER documents.
pub struct Documents(pub Vec<Vec<u8>>);

impl Certificates for Documents {
    fn get(&self, index: usize) -> Option<&[u8]> {
        self.0.get(index).map(Vec::as_slice)
    }
}

impl Documents {
    /// What `texts` hold in PEM; `None` if one of them cannot be read.
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a String>) -> Option<Self> {
        texts
            .into_iter()
            .map(|text| pem::parse(text).ok().map(pem::Pem::into_contents))
            .collect::<Option<_>>()
            .map(Self)
    }
}

/// When a case takes place; now, if it does not say.
pub fn time(case: &Case) -> Option<i64> {
    match &case.validation_time {
        Some(time) => seconds(time),
        None => SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| since.as_secs().try_into().ok()),
    }
}

/// What a case asks for that is not done here, if anything.
pub fn unsupported(case: &Case) -> Option<&'static str> {
    if case.validation_kind == Kind::Other {
        return Some("a kind of validation that is not known");
    }
    if case.expected_peer_name.as_ref().is_some_and(|name| matches!(name.kind, NameKind::Email | NameKind::Other)) {
        return Some("TLS compares DNS names and addresses only");
    }
    if case.extended_key_usage.iter().any(|usage| demands::purpose(usage).is_none()) {
        return Some("an extended key usage that is not known");
    }
    if case.key_usage.iter().any(|usage| demands::usage(usage).is_none()) {
        return Some("a key usage that is not known");
    }
    if !case.signature_algorithms.is_empty() {
        return Some("a choice of signature algorithms, of which the library has its own");
    }
    None
}

/// Runs a case.
pub fn run(case: &Case, terms: Terms) -> Verdict {
    if let Some(why) = unsupported(case) {
        return Verdict::Skipped(why);
    }
    let chain = std::iter::once(&case.peer_certificate).chain(&case.untrusted_intermediates);
    let (Some(chain), Some(anchors), Some(crls)) =
        (Documents::read(chain), Documents::read(&case.trusted_certs), Documents::read(&case.crls))
    else {
        return Verdict::Skipped("PEM that cannot be read");
    };
    let Some(now) = time(case) else {
        return Verdict::Skipped("a validation time that cannot be read");
    };
    let reference = case.expected_peer_name.as_ref().map(|name| ReferenceIdentity::parse(name.value.as_str()));
    let reference = match reference.transpose() {
        Ok(reference) => reference,
        Err(refusal) => return told(refusal, None),
    };
    let request = Request {
        chain: &chain,
        anchors: &anchors,
        crls: &crls,
        now: Some(now),
        purpose: if case.validation_kind == Kind::Client { Purpose::ClientAuth } else { Purpose::ServerAuth },
        reference,
        profile: Profile {
            strict: terms.strict,
            revocation: if case.crls.is_empty() { Revocation::Ignored } else { Revocation::Leaf },
            signatures: terms.signatures,
            intermediates: case.max_chain_depth.map(|depth| depth.try_into().unwrap_or(u8::MAX)),
            public_suffix: terms.public_suffix,
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
            Step::Accepted => match demands::unmet(case, &request, search.accepted_path()) {
                None => return Verdict::Accepted,
                Some((refusal, depth)) => return told(refusal, Some(depth)),
            },
            Step::Refused(refusal, depth) => return told(refusal, depth),
        }
    }
}

fn told(refusal: Refusal<'_>, depth: Option<u8>) -> Verdict {
    Verdict::Refused(refusal.code().name(), Box::new(refusal.report(depth)))
}

/// The public suffix list, its private domains included, where it is built in.
#[cfg(feature = "suffixes")]
fn public_suffixes() -> Option<PublicSuffix> {
    fn is_public_suffix(name: &[u8]) -> bool {
        let name = name.to_ascii_lowercase();
        psl::suffix(&name).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == name)
    }
    Some(is_public_suffix)
}

#[cfg(not(feature = "suffixes"))]
fn public_suffixes() -> Option<PublicSuffix> {
    None
}
