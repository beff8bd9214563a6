//! The cases that the project makes itself, with throw-away keys, at each run.

mod constraints;
pub mod der;
pub mod issue;
mod names;
mod paths;
mod revocation;
mod rules;

use crate::case::{Case, Kind, NameKind, Outcome, PeerName, Suite};
use Outcome::{Failure, Success};
use issue::{Draft, Holder};

/// The feature of cases that only the strict profile answers as expected.
pub const STRICT_ONLY: &str = "strict-only";
/// The feature of cases that only the default profile answers as expected.
pub const DEFAULT_ONLY: &str = "default-only";

/// All of them.
pub fn suite() -> Suite {
    let mut cases = Cases::new();
    paths::add(&mut cases);
    names::add(&mut cases);
    constraints::add(&mut cases);
    rules::add(&mut cases);
    revocation::add(&mut cases);
    Suite { version: 1, testcases: cases.cases }
}

/// The cases made so far, and what most of them start from.
struct Cases {
    cases: Vec<Case>,
    root: Holder,
    /// Issued by the root.
    authority: Holder,
}

impl Cases {
    fn new() -> Self {
        let root = Draft::ca("Root").self_signed();
        let authority = Draft::ca("Authority").issued_by(&root);
        Self { cases: Vec::new(), root, authority }
    }

    /// Adds a case: a server `www.example.com` in June 2026 that presents `chain`, leaf first.
    fn add(&mut self, id: &str, expected: Outcome, anchors: &[&Holder], chain: &[&Holder]) -> &mut Case {
        let documents = |holders: &[&Holder]| holders.iter().map(|holder| text("CERTIFICATE", &holder.der)).collect();
        self.cases.push(Case {
            id: format!("camtls::{id}"),
            description: String::new(),
            features: Vec::new(),
            validation_kind: Kind::Server,
            trusted_certs: documents(anchors),
            untrusted_intermediates: documents(chain.get(1..).unwrap_or_default()),
            peer_certificate: chain.first().map_or(String::new(), |leaf| text("CERTIFICATE", &leaf.der)),
            peer_certificate_key: chain.first().map(|leaf| text("EC PRIVATE KEY", &leaf.private_key())),
            crls: Vec::new(),
            validation_time: Some("2026-06-01T00:00:00+00:00".to_owned()),
            expected_result: expected,
            expected_peer_name: None,
            max_chain_depth: None,
            signature_algorithms: Vec::new(),
            key_usage: Vec::new(),
            extended_key_usage: Vec::new(),
        });
        let last = self.cases.len() - 1;
        self.cases[last].named("www.example.com")
    }

    /// Adds a case of a leaf issued by the authority under the root.
    fn leaf(&mut self, id: &str, expected: Outcome, leaf: Draft) -> &mut Case {
        let (root, authority) = (self.root.clone(), self.authority.clone());
        self.add(id, expected, &[&root], &[&leaf.issued_by(&authority), &authority])
    }

    /// Adds a case of a leaf for `www.example.com` issued by an authority under the root.
    fn authority(&mut self, id: &str, expected: Outcome, authority: Draft) -> &mut Case {
        let root = self.root.clone();
        let authority = authority.issued_by(&root);
        self.add(id, expected, &[&root], &[&server().issued_by(&authority), &authority])
    }
}

/// The everyday leaf.
fn server() -> Draft {
    Draft::leaf(&["www.example.com"])
}

fn text(tag: &str, der: &[u8]) -> String {
    pem::encode(&pem::Pem::new(tag, der))
}

impl Case {
    /// Who is expected to answer: a DNS name, or an IP address.
    fn named(&mut self, name: &str) -> &mut Self {
        let kind = if name.parse::<std::net::IpAddr>().is_ok() { NameKind::Ip } else { NameKind::Dns };
        self.expected_peer_name = Some(PeerName { kind, value: name.to_owned() });
        self
    }

    /// At `time` instead.
    fn at(&mut self, time: &str) -> &mut Self {
        self.validation_time = Some(time.to_owned());
        self
    }

    /// As a client's certificate, whose name is not compared.
    fn client(&mut self) -> &mut Self {
        self.validation_kind = Kind::Client;
        self.expected_peer_name = None;
        self
    }

    /// Only the strict profile refuses it.
    fn strict_only(&mut self) -> &mut Self {
        self.features.push(STRICT_ONLY.to_owned());
        self
    }

    /// Only the default profile accepts it.
    fn default_only(&mut self) -> &mut Self {
        self.features.push(DEFAULT_ONLY.to_owned());
        self
    }

    /// With revocation lists.
    fn lists(&mut self, lists: &[Vec<u8>]) -> &mut Self {
        self.crls = lists.iter().map(|list| text("X509 CRL", list)).collect();
        self
    }
}
