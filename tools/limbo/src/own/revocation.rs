//! Revocation lists.

use super::issue::{CRL_NUMBER, CRL_SIGN, DELTA, Draft, KEY_CERT_SIGN, KEY_USAGE, key_usage};
use super::{Cases, Failure, Success, server};

pub fn add(cases: &mut Cases) {
    const FROM: &str = "260501000000Z";
    const UNTIL: &str = "260701000000Z";
    const NUMBERED: &[(u8, bool)] = &[(CRL_NUMBER, false)];
    let (root, authority) = (cases.root.clone(), cases.authority.clone());
    let leaf = server().issued_by(&authority);
    let other = server().issued_by(&authority);
    let mut add = |id: &str, expected, lists: &[Vec<u8>]| {
        cases.add(&format!("revocation::{id}"), expected, &[&root], &[&leaf, &authority]).lists(lists);
    };
    let good = authority.list(&[], FROM, UNTIL, NUMBERED);
    let expired = authority.list(&[], "260401000000Z", FROM, NUMBERED);
    let revoking = authority.list(&[&other, &leaf], FROM, UNTIL, NUMBERED);
    add("empty-list", Success, std::slice::from_ref(&good));
    add("another-is-revoked", Success, &[authority.list(&[&other], FROM, UNTIL, NUMBERED)]);
    add("revoked", Failure, std::slice::from_ref(&revoking));
    add("revoked-by-the-second-list", Failure, &[good.clone(), revoking]);
    add("list-of-another-issuer", Failure, &[root.list(&[], FROM, UNTIL, NUMBERED)]);
    add("list-of-another-issuer-too", Success, &[root.list(&[&leaf], FROM, UNTIL, NUMBERED), good.clone()]);
    add("expired-list", Failure, std::slice::from_ref(&expired));
    add("expired-list-beside-a-new-one", Success, &[expired, good]);
    add("list-of-the-future", Failure, &[authority.list(&[], UNTIL, "260801000000Z", NUMBERED)]);
    let forger = Draft::ca("Authority").self_signed();
    add("forged-list", Failure, &[forger.list(&[], FROM, UNTIL, NUMBERED)]);
    add("no-number", Failure, &[authority.list(&[], FROM, UNTIL, &[])]);
    add("critical-number", Failure, &[authority.list(&[], FROM, UNTIL, &[(CRL_NUMBER, true)])]);
    add("delta", Failure, &[authority.list(&[], FROM, UNTIL, &[(CRL_NUMBER, false), (DELTA, true)])]);
    add("unknown-critical", Failure, &[authority.list(&[], FROM, UNTIL, &[(CRL_NUMBER, false), (99, true)])]);
    add("garbage", Failure, &[vec![0x30, 0]]);

    let signer = |bits| Draft::ca("Signer").with(KEY_USAGE, true, &key_usage(bits)).issued_by(&root);
    for (id, expected, bits) in [
        ("issuer-may-sign-lists", Success, KEY_CERT_SIGN | CRL_SIGN),
        ("issuer-may-not-sign-lists", Failure, KEY_CERT_SIGN),
    ] {
        let signer = signer(bits);
        let leaf = server().issued_by(&signer);
        let list = signer.list(&[], FROM, UNTIL, NUMBERED);
        cases.add(&format!("revocation::{id}"), expected, &[&root], &[&leaf, &signer]).lists(&[list]);
    }
}
