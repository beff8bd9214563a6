//! Which names an authority may certify.

use super::der::{integer, sequence, value};
use super::issue::{ALTERNATIVE_NAME, Draft, Holder, NAME_CONSTRAINTS, alternative_names, name_constraints};
use super::{Cases, Failure, Success, server};

pub fn add(cases: &mut Cases) {
    // Permitted, excluded, names of the leaf.
    type Row =
        (&'static str, super::Outcome, &'static [&'static str], &'static [&'static str], &'static [&'static str]);
    let rows: &[Row] = &[
        ("dns", Success, &["example.com"], &[], &["www.example.com"]),
        ("dns-itself", Success, &["www.example.com"], &[], &["www.example.com"]),
        ("dns-case", Success, &["EXAMPLE.com"], &[], &["www.example.com"]),
        ("dns-everything", Success, &["dns:"], &[], &["www.example.com"]),
        ("dns-nothing", Failure, &[], &["dns:"], &["www.example.com"]),
        ("dns-another", Failure, &["example.org"], &[], &["www.example.com"]),
        ("dns-end-of-a-label", Failure, &["ample.com"], &[], &["www.example.com"]),
        ("dns-one-of-two", Success, &["example.org", "example.com"], &[], &["www.example.com"]),
        ("dns-second-name", Failure, &["example.com"], &[], &["www.example.com", "www.example.org"]),
        ("dns-excluded", Failure, &[], &["example.com"], &["www.example.com"]),
        ("dns-excluded-below", Success, &[], &["mail.www.example.com"], &["www.example.com"]),
        ("dns-excluded-in-permitted", Failure, &["example.com"], &["www.example.com"], &["www.example.com"]),
        ("dns-leading-dot", Failure, &[".example.com"], &[], &["www.example.com"]),
        ("dns-wildcard", Failure, &["*.example.com"], &[], &["www.example.com"]),
        ("wildcard-permitted", Success, &["example.com"], &[], &["*.example.com"]),
        ("wildcard-wider-than-permitted", Failure, &["www.example.com"], &[], &["*.example.com"]),
        ("wildcard-over-excluded", Failure, &[], &["mail.example.com"], &["*.example.com"]),
        ("wildcard-beside-excluded", Success, &[], &["a.mail.example.com"], &["*.example.com"]),
        ("ip-only", Success, &["ip:c0000200ffffff00"], &[], &["www.example.com"]),
        ("ip", Success, &["ip:c0000200ffffff00"], &[], &["www.example.com", "ip:c00002fe"]),
        ("ip-another", Failure, &["ip:c0000200ffffff00"], &[], &["www.example.com", "ip:c00003fe"]),
        ("ip-all", Success, &["ip:0000000000000000"], &[], &["www.example.com", "ip:c00003fe"]),
        ("ip-excluded", Failure, &[], &["ip:c0000000fffc0000"], &["www.example.com", "ip:c00303fe"]),
        ("ip-excluded-neighbour", Success, &[], &["ip:c0000000fffc0000"], &["www.example.com", "ip:c00403fe"]),
        ("ip-holes-in-mask", Failure, &["ip:c0000200ff00ff00"], &[], &["www.example.com", "ip:c00002fe"]),
        ("ip-without-mask", Failure, &["ip:c0000200"], &[], &["www.example.com"]),
        (
            "ipv6",
            Success,
            &["ip:20010db8000000000000000000000000ffffffff000000000000000000000000"],
            &[],
            &["www.example.com", "ip:20010db8000000000000000000000001"],
        ),
        (
            "ipv6-under-ipv4",
            Success,
            &["ip:c0000200ffffff00"],
            &[],
            &["www.example.com", "ip:20010db8000000000000000000000001"],
        ),
        ("dn", Success, &["dn:C=US,O=Example"], &[], &["www.example.com", "dn:C=US,O=Example,CN=leaf"]),
        ("dn-another", Failure, &["dn:C=US,O=Example"], &[], &["www.example.com", "dn:C=US,O=Other,CN=leaf"]),
        ("dn-shorter", Failure, &["dn:C=US,O=Example"], &[], &["www.example.com", "dn:C=US"]),
        ("dn-excluded", Failure, &[], &["dn:C=US,O=Example"], &["www.example.com", "dn:C=US,O=example,CN=leaf"]),
        ("dn-not-excluded", Success, &[], &["dn:O=Example"], &["www.example.com", "dn:O=Other,CN=leaf"]),
        (
            "dn-excluded-in-another-script",
            Failure,
            &[],
            &["dn:O=Example"],
            &["www.example.com", "dn:O16=Example,CN=leaf"],
        ),
        ("email-host", Success, &["email:example.com"], &[], &["www.example.com", "email:me@example.com"]),
        (
            "email-subdomain-of-host",
            Failure,
            &["email:example.com"],
            &[],
            &["www.example.com", "email:me@a.example.com"],
        ),
        ("email-subdomains", Success, &["email:.example.com"], &[], &["www.example.com", "email:me@a.example.com"]),
        ("email-not-the-domain", Failure, &["email:.example.com"], &[], &["www.example.com", "email:me@example.com"]),
        ("email-mailbox", Success, &["email:me@example.com"], &[], &["www.example.com", "email:me@EXAMPLE.com"]),
        ("email-mailbox-case", Failure, &["email:me@example.com"], &[], &["www.example.com", "email:Me@example.com"]),
        ("email-malformed", Failure, &["email:a@b@example.com"], &[], &["www.example.com"]),
        ("uri-without-uri", Success, &["uri:example.com"], &[], &["www.example.com"]),
        ("uri-with-uri", Failure, &["uri:example.com"], &[], &["www.example.com", "uri:https://example.com/"]),
        ("other-without-other", Success, &[], &["other:x"], &["www.example.com"]),
        ("other-with-other", Failure, &[], &["other:x"], &["www.example.com", "other:y"]),
    ];
    for (id, expected, permitted, excluded, names) in rows {
        let root = cases.root.clone();
        let authority = limited(&root, "Authority", permitted, excluded);
        let mut leaf = Draft::leaf(names);
        if permitted.iter().any(|name| name.starts_with("dn:")) {
            "C=US,O=Example,CN=leaf".clone_into(&mut leaf.subject);
        }
        let leaf = leaf.issued_by(&authority);
        let wanted = names.iter().find(|name| !name.contains(':')).map_or("www.example.com", |name| *name);
        let wanted = if wanted.starts_with('*') { "www.example.com" } else { wanted };
        cases.add(&format!("constraint::{id}"), *expected, &[&root], &[&leaf, &authority]).named(wanted);
    }
    nested(cases);
    malformed(cases);
}

fn limited(issuer: &Holder, name: &str, permitted: &[&str], excluded: &[&str]) -> Holder {
    Draft::ca(name).with(NAME_CONSTRAINTS, true, &name_constraints(permitted, excluded)).issued_by(issuer)
}

fn nested(cases: &mut Cases) {
    let root = cases.root.clone();
    let wide = limited(&root, "Wide", &["example.com"], &[]);
    let narrow = limited(&wide, "Narrow", &["www.example.com"], &[]);
    let elsewhere = limited(&wide, "Elsewhere", &["mail.example.com"], &[]);
    for (id, expected, authority) in [("both-permit", Success, &narrow), ("lower-forbids", Failure, &elsewhere)] {
        let leaf = server().issued_by(authority);
        cases.add(&format!("constraint::{id}"), expected, &[&root], &[&leaf, authority, &wide]);
    }
    let wider = limited(&narrow, "Wider", &["example.com"], &[]);
    let leaf = Draft::leaf(&["mail.example.com"]).issued_by(&wider);
    cases
        .add("constraint::upper-forbids", Failure, &[&root], &[&leaf, &wider, &narrow, &wide])
        .named("mail.example.com");
    // The names of authorities count too, unless they are issued to themselves.
    let outside = || Draft::ca("Outside").with(ALTERNATIVE_NAME, false, &alternative_names(&["ca.example.org"]));
    let authority = outside().issued_by(&wide);
    let leaf = server().issued_by(&authority);
    cases.add("constraint::name-of-an-authority", Failure, &[&root], &[&leaf, &authority, &wide]);
    let mut rolled = outside();
    "CN=Wide".clone_into(&mut rolled.subject);
    let rolled = rolled.issued_by(&wide);
    let leaf = server().issued_by(&rolled);
    cases.add("constraint::self-issued-is-exempt", Success, &[&root], &[&leaf, &rolled, &wide]);
    let anchor =
        Draft::ca("Limited root").with(NAME_CONSTRAINTS, true, &name_constraints(&["example.org"], &[])).self_signed();
    let leaf = server().issued_by(&anchor);
    cases.add("constraint::of-an-anchor", Failure, &[&anchor], &[&leaf]);
    let lax = Draft::ca("Lax").with(NAME_CONSTRAINTS, false, &name_constraints(&["example.org"], &[])).issued_by(&root);
    let leaf = server().issued_by(&lax);
    cases.add("constraint::not-critical-counts-too", Failure, &[&root], &[&leaf, &lax]);
    // Only that one authority is constrained: the other way is open.
    let free = Draft::ca("Lax").keyed(&lax).issued_by(&root);
    cases.add("constraint::the-other-way", Success, &[&root], &[&leaf, &lax, &free]);
    cases.leaf(
        "constraint::in-a-leaf",
        Failure,
        server().with(NAME_CONSTRAINTS, true, &name_constraints(&["example.com"], &[])),
    );
    // Thousands of names against thousands of constraints.
    let bases: Vec<_> = (0..1500).map(|number| format!("x{number}.example")).collect();
    let bases: Vec<_> = bases.iter().map(String::as_str).collect();
    let authority = limited(&root, "Lawyer", &[], &bases);
    let mut names = vec!["www.example.com"];
    names.extend(std::iter::repeat_n("www.example.com", 1500));
    let leaf = Draft::leaf(&names).issued_by(&authority);
    cases.add("constraint::more-comparisons-than-allowed", Failure, &[&root], &[&leaf, &authority]);
}

fn malformed(cases: &mut Cases) {
    let base = value(0x82, &[b"example.com"]);
    for (id, content) in [
        ("empty", sequence(&[])),
        ("no-permitted-name", sequence(&[&value(0xa0, &[])])),
        ("null", sequence(&[&value(0xa0, &[&[5, 0]])])),
        ("minimum", sequence(&[&value(0xa0, &[&sequence(&[&base, &value(0x80, &[&[1]])])])])),
        ("no-sequence", integer(&[1])),
        ("trailing", sequence(&[&value(0xa0, &[&sequence(&[&base])]), &[5, 0]])),
    ] {
        let draft = Draft::ca("Authority").with(NAME_CONSTRAINTS, true, &content);
        cases.authority(&format!("constraint::malformed-{id}"), Failure, draft);
    }
}
