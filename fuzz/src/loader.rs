//! Files of any kind.

use camtls::policy::Refusal;
use camtls::policy::certificate::Certificate;
use camtls::policy::der::{certificates, classify, revocation_lists};
use camtls::policy::key::private_key;
use camtls::policy::revocation::RevocationList;

pub fn run(data: &[u8]) {
    let _known = classify(data);
    match certificates(data) {
        Ok(documents) => {
            // What was accepted consists of whole documents, all of it.
            let length: usize = documents.map(|document| told(Certificate::parse(document), document.len())).sum();
            assert_eq!(length, data.len());
        }
        Err(refusal) => drop(refusal.report(None)),
    }
    match revocation_lists(data) {
        Ok(documents) => {
            let length: usize = documents.map(|document| told(RevocationList::parse(document), document.len())).sum();
            assert_eq!(length, data.len());
        }
        Err(refusal) => drop(refusal.report(None)),
    }
    told(private_key(data), 0);
}

/// Tells a refusal, as the script would see it; answers `length`.
fn told<T>(answer: Result<T, Refusal<'_>>, length: usize) -> usize {
    if let Err(refusal) = answer {
        assert!(!refusal.report(Some(0)).text.is_empty());
    }
    length
}
