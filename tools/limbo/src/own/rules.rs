//! Dates, usage, keys, and the rules on the certificate itself.

use super::der::{integer, oid, sequence, value};
use super::issue::{
    AUTHORITY_KEY, BASIC_CONSTRAINTS, CRL_SIGN, DIGITAL_SIGNATURE, Draft, EXTENDED_KEY_USAGE, KEY_CERT_SIGN, KEY_USAGE,
    P256, POLICY_CONSTRAINTS, SUBJECT_KEY, ec_key, key_usage, purposes, rsa_key,
};
use super::{Cases, Failure, Success, server};

pub fn add(cases: &mut Cases) {
    dates(cases);
    usage(cases);
    keys(cases);
    rules(cases);
    web_pki(cases);
}

fn dates(cases: &mut Cases) {
    for (id, expected, not_before, not_after, now) in [
        ("first-second", Success, "260301000000Z", "270101000000Z", "2026-03-01T00:00:00+00:00"),
        ("second-before", Failure, "260301000000Z", "270101000000Z", "2026-02-28T23:59:59+00:00"),
        ("last-second", Success, "260101000000Z", "260401000000Z", "2026-04-01T00:00:00+00:00"),
        ("within-last-second", Success, "260101000000Z", "260401000000Z", "2026-04-01T00:00:00.999+00:00"),
        ("second-after", Failure, "260101000000Z", "260401000000Z", "2026-04-01T00:00:01+00:00"),
        ("leap-day", Success, "240229000000Z", "280229235959Z", "2028-02-29T23:59:59+00:00"),
        ("no-end", Success, "260101000000Z", "99991231235959Z", "2026-06-01T00:00:00+00:00"),
        ("generalized-before-2050", Success, "20260101000000Z", "20270101000000Z", "2026-06-01T00:00:00+00:00"),
        ("reversed", Failure, "270101000000Z", "260101000000Z", "2026-06-01T00:00:00+00:00"),
        ("no-leap-day", Failure, "260101000000Z", "270229000000Z", "2026-06-01T00:00:00+00:00"),
        ("fraction", Failure, "20260101000000.5Z", "20270101000000Z", "2026-06-01T00:00:00+00:00"),
        ("offset", Failure, "260101000000Z", "270101000000+0000", "2026-06-01T00:00:00+00:00"),
        ("no-seconds", Failure, "260101000000Z", "2701010000Z", "2026-06-01T00:00:00+00:00"),
    ] {
        // Only the leaf's dates matter here: everyone above is always valid.
        let root = Draft::ca("Old root").valid("20000101000000Z", "99991231235959Z").self_signed();
        let leaf = server().valid(not_before, not_after).issued_by(&root);
        cases.add(&format!("date::{id}"), expected, &[&root], &[&leaf]).at(now);
    }
    let expired = Draft::ca("Authority").valid("200101000000Z", "210101000000Z");
    cases.authority("date::expired-authority", Failure, expired);
    let root = Draft::ca("Old root").valid("200101000000Z", "210101000000Z").self_signed();
    let leaf = server().issued_by(&root);
    cases.add("date::expired-root", Failure, &[&root], &[&leaf]);
    let root = Draft::ca("New root").valid("280101000000Z", "290101000000Z").self_signed();
    let leaf = server().issued_by(&root);
    cases.add("date::root-not-yet-valid", Failure, &[&root], &[&leaf]);
}

fn usage(cases: &mut Cases) {
    let with = |arcs: &[u8]| server().with(EXTENDED_KEY_USAGE, false, &purposes(arcs));
    let under = |arcs: &[u8]| Draft::ca("Authority").with(EXTENDED_KEY_USAGE, false, &purposes(arcs));
    cases.leaf("usage::server", Success, with(&[1]));
    cases.leaf("usage::server-and-client", Success, with(&[2, 1]));
    cases.leaf("usage::client-as-server", Failure, with(&[2]));
    cases.leaf("usage::code-signing-as-server", Failure, with(&[3]));
    cases.leaf("usage::none-listed", Failure, with(&[]));
    cases.leaf("usage::client", Success, with(&[2])).client();
    cases.leaf("usage::server-as-client", Failure, with(&[1])).client();
    cases.leaf("usage::unlimited-client", Success, server().without(EXTENDED_KEY_USAGE)).client().default_only();
    cases.authority("usage::authority-for-servers", Success, under(&[1]));
    cases.authority("usage::authority-for-anything", Success, under(&[0]));
    cases.authority("usage::authority-for-clients", Failure, under(&[2]));
    let signing = |bits| server().with(KEY_USAGE, true, &key_usage(bits));
    cases.leaf("usage::key-for-agreement-only", Failure, signing(0x08));
    cases.leaf("usage::key-for-signatures-too", Success, signing(DIGITAL_SIGNATURE | 0x08));
    cases.leaf("usage::key-without-limits", Success, server().without(KEY_USAGE));
    cases.leaf("usage::leaf-that-signs-certificates", Failure, signing(DIGITAL_SIGNATURE | KEY_CERT_SIGN));
    let signing = |bits| Draft::ca("Authority").with(KEY_USAGE, true, &key_usage(bits));
    cases.authority("usage::authority-that-signs-lists-only", Failure, signing(CRL_SIGN));
    cases.authority("usage::authority-without-limits", Success, Draft::ca("Authority").without(KEY_USAGE));
    cases.leaf("usage::nothing-at-all", Failure, server().with(KEY_USAGE, true, &[3, 1, 0]));
}

fn keys(cases: &mut Cases) {
    let with = |public_key| Draft { public_key: Some(public_key), ..server() };
    let curve = |content: &[u8], size: usize| ec_key(&oid(content), &[&[4], vec![7; 2 * size].as_slice()].concat());
    cases.leaf("key::rsa-2048", Success, with(rsa_key(2048)));
    cases.leaf("key::rsa-4096", Success, with(rsa_key(4096)));
    cases.leaf("key::rsa-1024", Failure, with(rsa_key(1024)));
    cases.leaf("key::rsa-2047", Failure, with(rsa_key(2047)));
    cases.leaf("key::rsa-8192", Failure, with(rsa_key(8192)));
    cases.leaf("key::p384", Success, with(curve(&[0x2b, 0x81, 4, 0, 0x22], 48)));
    cases.leaf("key::p521", Failure, with(curve(&[0x2b, 0x81, 4, 0, 0x23], 66)));
    cases.leaf("key::p224", Failure, with(curve(&[0x2b, 0x81, 4, 0, 0x21], 28)));
    cases.leaf("key::secp256k1", Failure, with(curve(&[0x2b, 0x81, 4, 0, 0x0a], 32)));
    cases.leaf("key::compressed", Failure, with(ec_key(&oid(P256), &[&[2], [7; 32].as_slice()].concat())));
    cases.leaf("key::short-point", Failure, with(ec_key(&oid(P256), &[&[4], [7; 63].as_slice()].concat())));
    cases.leaf("key::explicit-curve", Failure, with(ec_key(&sequence(&[&integer(&[1])]), &[4; 65])));
    let ed25519 = sequence(&[&sequence(&[&oid(&[0x2b, 0x65, 0x70])]), &super::der::bits(&[7; 32])]);
    cases.leaf("key::ed25519", Failure, with(ed25519));

    let algorithm = |content: &[u8]| sequence(&[&oid(content)]);
    let ecdsa = |arcs: &[u8]| algorithm(&[&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4], arcs].concat());
    let signed = |algorithm| Draft { algorithm, ..server() };
    cases.leaf("signature::sha1", Failure, signed(ecdsa(&[1])));
    cases.leaf("signature::sha224", Failure, signed(ecdsa(&[3, 1])));
    cases.leaf("signature::other-hash-than-stated", Failure, signed(ecdsa(&[3, 3])));
    cases.leaf("signature::unknown", Failure, signed(algorithm(&[0x2a, 3, 4])));
    cases.leaf("signature::rsa-by-an-ec-key", Failure, {
        let rsa = oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]);
        signed(sequence(&[&rsa, &[5, 0]]))
    });
    let twice = Draft { stated_algorithm: Some(ecdsa(&[3, 3])), ..server() };
    cases.leaf("signature::stated-twice-differently", Failure, twice);
}

fn rules(cases: &mut Cases) {
    let serial = |serial: &[u8]| Draft { serial: serial.to_vec(), ..server() };
    cases.leaf("rule::serial-of-20-octets", Success, serial(&[0x7f; 20]));
    cases.leaf("rule::serial-of-21-octets", Failure, serial(&[0x7f; 21]));
    cases.leaf("rule::serial-zero", Failure, serial(&[0]));
    cases.leaf("rule::serial-negative", Failure, serial(&[0x80]));
    cases.leaf("rule::serial-not-minimal", Failure, serial(&[0, 1]));
    cases.leaf("rule::version-2", Failure, Draft { version: integer(&[1]), ..server() });
    cases.leaf("rule::version-4", Failure, Draft { version: integer(&[3]), ..server() });
    cases.leaf("rule::unknown-critical", Failure, server().with(99, true, &[5, 0]));
    cases.leaf("rule::unknown-not-critical", Success, server().with(99, false, &[5, 0]));
    let mut twice = server();
    twice.extensions.push(twice.extensions[0].clone());
    cases.leaf("rule::extension-twice", Failure, twice);
    let mut many = server();
    for arc in 100..127 {
        many = many.with(arc, false, &[5, 0]);
    }
    cases.leaf("rule::thirty-extensions", Success, many);
    cases.leaf("rule::path-length-of-a-leaf", Failure, {
        server().with(BASIC_CONSTRAINTS, true, &sequence(&[&integer(&[0])]))
    });
    let authority = || Draft::ca("Authority");
    cases.authority("rule::critical-subject-key-identifier", Failure, authority().with_critical_identifier());
    cases.authority("rule::no-subject-key-identifier", Failure, authority().without(SUBJECT_KEY));
    let lax = authority().with(BASIC_CONSTRAINTS, false, &super::issue::authority(None));
    cases.authority("rule::constraints-not-critical", Failure, lax);
    let (root, ca) = (cases.root.clone(), cases.authority.clone());
    let quiet = server().quietly_issued_by(&ca);
    cases.add("rule::no-authority-key-identifier", Failure, &[&root], &[&quiet, &ca]);
    let quiet = Draft::ca("Quiet").quietly_issued_by(&root);
    let leaf = server().issued_by(&quiet);
    cases.add("rule::no-authority-key-identifier-of-an-authority", Failure, &[&root], &[&leaf, &quiet]);
    cases.add("rule::no-authority-key-identifier-of-an-anchor", Success, &[&quiet], &[&leaf]);
    let identifier = |key: &[u8]| sequence(&[&value(0x80, &[key])]);
    cases.leaf("rule::another-key-identifier", Failure, server().with(AUTHORITY_KEY, false, &identifier(&[1; 20])));
    cases.leaf("rule::malformed-key-identifier", Failure, server().with(AUTHORITY_KEY, false, &[1; 20]));
    let policy = |critical| authority().with(POLICY_CONSTRAINTS, critical, &sequence(&[&value(0x80, &[&[0]])]));
    cases.authority("rule::policy-constraints", Failure, policy(true));
    cases.authority("rule::policy-constraints-not-critical", Failure, policy(false));
    cases.leaf(
        "rule::policies",
        Success,
        server().with(32, true, &sequence(&[&sequence(&[&oid(&[0x55, 0x1d, 32, 0])])])),
    );
}

/// What only the strict profile refuses.
fn web_pki(cases: &mut Cases) {
    cases.leaf("web-pki::no-purpose", Failure, server().without(EXTENDED_KEY_USAGE)).strict_only();
    let any = server().with(EXTENDED_KEY_USAGE, false, &purposes(&[1, 0]));
    cases.leaf("web-pki::any-purpose", Failure, any).strict_only();
    let critical = server().with(EXTENDED_KEY_USAGE, true, &purposes(&[1]));
    cases.leaf("web-pki::critical-purpose", Failure, critical).strict_only();
    cases.leaf("web-pki::rsa-2052", Failure, Draft { public_key: Some(rsa_key(2052)), ..server() }).strict_only();
    let mut spelled = server();
    "CN=WWW.example.com".clone_into(&mut spelled.subject);
    cases.leaf("web-pki::common-name-spelled-otherwise", Failure, spelled).strict_only();
    let lax = Draft::ca("Root").with(BASIC_CONSTRAINTS, false, &super::issue::authority(None)).self_signed();
    let leaf = server().issued_by(&lax);
    cases.add("web-pki::constraints-of-a-root-not-critical", Failure, &[&lax], &[&leaf]).strict_only();
    let root = Draft::ca("Root").with(EXTENDED_KEY_USAGE, false, &purposes(&[1])).self_signed();
    let leaf = server().issued_by(&root);
    cases.add("web-pki::purpose-of-a-root", Failure, &[&root], &[&leaf]).strict_only();
}
