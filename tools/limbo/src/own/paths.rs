//! Which paths are found, and which are not there.

use super::issue::{BASIC_CONSTRAINTS, Draft, EXTENDED_KEY_USAGE, Holder, authority, purposes};
use super::{Cases, Failure, Success, server};

pub fn add(cases: &mut Cases) {
    let (root, authority) = (cases.root.clone(), cases.authority.clone());
    let leaf = server().issued_by(&authority);
    let stranger = Draft::ca("Stranger").self_signed();

    cases.add("path::root-leaf", Success, &[&root], &[&server().issued_by(&root)]);
    cases.add("path::root-authority-leaf", Success, &[&root], &[&leaf, &authority]);
    cases.add("path::root-is-sent-too", Success, &[&root], &[&leaf, &root, &authority]);
    cases.add("path::authority-is-missing", Failure, &[&root], &[&leaf]);
    cases.add("path::no-anchor", Failure, &[], &[&leaf, &authority, &root]);
    cases.add("path::another-anchor", Failure, &[&stranger], &[&leaf, &authority, &root]);
    cases.add("path::authority-is-anchor", Success, &[&authority], &[&leaf]);
    cases.add("path::anchor-among-many", Success, &[&stranger, &stranger, &root, &stranger], &[&leaf, &authority]);
    cases.add("path::leaf-is-sent-twice", Success, &[&root], &[&leaf, &leaf, &authority]);

    let mut line = vec![root.clone()];
    for level in 1..=9 {
        line.push(Draft::ca(&format!("Level {level}")).issued_by(&line[level - 1]));
    }
    let below = |level: usize| server().issued_by(&line[level]);
    let upward = |leaf: &Holder, levels: usize| {
        let mut chain = vec![leaf.clone()];
        chain.extend(line[1..=levels].iter().rev().cloned());
        chain
    };
    let with = |cases: &mut Cases, id, expected, anchors: &[&Holder], chain: Vec<Holder>| {
        cases.add(id, expected, anchors, &chain.iter().collect::<Vec<_>>());
    };
    let leaf4 = below(4);
    with(cases, "path::four-authorities", Success, &[&root], upward(&leaf4, 4));
    let mut reversed = upward(&leaf4, 4);
    reversed[1..].reverse();
    with(cases, "path::in-reverse-order", Success, &[&root], reversed);
    let mut shuffled = upward(&leaf4, 4);
    shuffled.swap(1, 3);
    shuffled.insert(2, stranger.clone());
    with(cases, "path::shuffled-with-a-stranger", Success, &[&root], shuffled);
    let leaf8 = below(8);
    with(cases, "path::eight-authorities", Success, &[&root], upward(&leaf8, 8));
    let leaf9 = below(9);
    with(cases, "path::nine-authorities", Failure, &[&root], upward(&leaf9, 9));
    let mut long = upward(&leaf9, 9);
    let short = Draft::ca("Level 9").keyed(&line[9]).issued_by(&root);
    long.push(short);
    with(cases, "path::short-way-after-a-long-one", Success, &[&root], long);

    let mut broken = authority.clone();
    broken.der = vec![0x30, 0x03, 2, 1, 7];
    cases.add("path::unrelated-garbage", Success, &[&root], &[&leaf, &broken, &authority]);
    cases.add("path::leaf-is-garbage", Failure, &[&root], &[&broken, &authority]);
    cases.add("path::junk-after-the-leaf", Failure, &[&root], &[&leaf.with_junk(), &authority]);
    cases.add("path::tampered-leaf", Failure, &[&root], &[&leaf.tampered(), &authority]);
    cases.add("path::tampered-authority", Failure, &[&root], &[&leaf, &authority.tampered()]);
    cases.add("path::tampered-beside-good", Success, &[&root], &[&leaf, &authority.tampered(), &authority]);

    // Pinned: the very leaf is trusted.
    let own = server().self_signed();
    let other = server().with(BASIC_CONSTRAINTS, true, &super::issue::authority(None)).self_signed();
    cases.add("pinned::self-signed", Success, &[&own], &[&own]);
    cases.add("pinned::self-signed-authority", Success, &[&other], &[&other]);
    cases.add("pinned::issued-by-a-stranger", Success, &[&leaf], &[&leaf]);
    cases.add("pinned::another-of-the-same-name", Failure, &[&other], &[&own]);
    cases.add("pinned::tampered", Failure, &[&own], &[&own.tampered()]);
    cases.add("pinned::wrong-name", Failure, &[&own], &[&own]).named("mail.example.com");
    cases.add("pinned::expired", Failure, &[&own], &[&own]).at("2027-06-01T00:00:00+00:00");
    cases.add("pinned::not-yet-valid", Failure, &[&own], &[&own]).at("2025-06-01T00:00:00+00:00");
    cases.add("pinned::for-servers-only", Failure, &[&own], &[&own]).client();
    cases.add("path::self-signed-and-unknown", Failure, &[&root], &[&own]);

    backtracking(cases, &root, &authority);
    authorities(cases, &root);
}

/// Wrong turns that must be taken back.
fn backtracking(cases: &mut Cases, root: &Holder, authority: &Holder) {
    let leaf = server().issued_by(authority);
    let stranger = Draft::ca("Stranger").self_signed();
    let again = || Draft::ca("Authority").keyed(authority);

    let crossed = again().issued_by(&stranger);
    cases.add("cross::stranger-first", Success, &[root], &[&leaf, &crossed, authority]);
    cases.add("cross::stranger-last", Success, &[root], &[&leaf, authority, &crossed]);
    cases.add("cross::stranger-only", Failure, &[root], &[&leaf, &crossed]);
    cases.add("cross::both-trusted", Success, &[&stranger, root], &[&leaf, &crossed, authority]);
    let expired = again().valid("200101000000Z", "210101000000Z").issued_by(root);
    cases.add("cross::expired-first", Success, &[root], &[&leaf, &expired, authority]);
    cases.add("cross::expired-only", Failure, &[root], &[&leaf, &expired]);
    let critical = again().with(99, true, &[5, 0]).issued_by(root);
    cases.add("cross::unknown-critical-first", Success, &[root], &[&leaf, &critical, authority]);
    let narrow = again().with(EXTENDED_KEY_USAGE, false, &purposes(&[2])).issued_by(root);
    cases.add("cross::other-purpose-first", Success, &[root], &[&leaf, &narrow, authority]);
    let no_authority = again().without(BASIC_CONSTRAINTS).issued_by(root);
    cases.add("cross::no-authority-first", Success, &[root], &[&leaf, &no_authority, authority]);
    let old_root = Draft::ca("Root").keyed(root).valid("200101000000Z", "210101000000Z").self_signed();
    cases.add("cross::expired-root-first", Success, &[&old_root, root], &[&leaf, authority]);

    // Other keys of the same name and identifier: only the signature tells who signed.
    let impostor = || Draft::ca("Authority").posing_as(authority);
    let impostors: Vec<_> = (0..5).map(|_| impostor().issued_by(root)).collect();
    let mut chain = vec![&leaf];
    chain.extend(&impostors);
    chain.push(authority);
    cases.add("cross::five-other-keys-first", Success, &[root], &chain);
    cases.add("cross::five-other-keys-only", Failure, &[root], &chain[..6]);
    let impostors: Vec<_> = (0..25).map(|_| impostor().issued_by(root)).collect();
    let mut chain = vec![&leaf];
    chain.extend(&impostors);
    chain.push(authority);
    cases.add("cross::more-signatures-than-allowed", Failure, &[root], &chain);
    let other_root = Draft::ca("Root").posing_as(root).self_signed();
    cases.add("cross::other-root-of-the-name-first", Success, &[&other_root, root], &[&leaf, authority]);
    cases.add("cross::other-root-of-the-name-only", Failure, &[&other_root], &[&leaf, authority]);

    // Circles.
    let (one, two) = (Draft::ca("One").self_signed(), Draft::ca("Two").self_signed());
    let one_by_two = Draft::ca("One").keyed(&one).issued_by(&two);
    let two_by_one = Draft::ca("Two").keyed(&two).issued_by(&one);
    let circling = server().issued_by(&one);
    cases.add("cross::circle", Failure, &[root], &[&circling, &one_by_two, &two_by_one]);
    let way_out = Draft::ca("Two").keyed(&two).issued_by(root);
    cases.add("cross::circle-with-a-way-out", Success, &[root], &[&circling, &one_by_two, &two_by_one, &way_out]);
}

/// What makes an authority.
fn authorities(cases: &mut Cases, root: &Holder) {
    let ca = || Draft::ca("Authority");
    cases.authority("authority::leaf-issues", Failure, server());
    cases.authority("authority::without-basic-constraints", Failure, ca().without(BASIC_CONSTRAINTS));
    cases.authority("authority::not-a-ca", Failure, ca().with(BASIC_CONSTRAINTS, true, &super::der::sequence(&[])));
    cases.authority("authority::path-length-0", Success, ca().with(BASIC_CONSTRAINTS, true, &authority(Some(0))));
    let limited = ca().with(BASIC_CONSTRAINTS, true, &authority(Some(0))).issued_by(root);
    let below = Draft::ca("Below").issued_by(&limited);
    let leaf = server().issued_by(&below);
    cases.add("authority::path-length-0-exceeded", Failure, &[root], &[&leaf, &below, &limited]);
    cases.add("authority::path-length-of-an-anchor", Failure, &[&limited], &[&leaf, &below]);
    let rolled = ca().issued_by(&limited);
    let leaf = server().issued_by(&rolled);
    cases.add("authority::self-issued-is-not-counted", Success, &[root], &[&leaf, &rolled, &limited]);
    let leaf = server().issued_by(&limited);
    cases.add("authority::depth-0", Failure, &[root], &[&leaf, &limited]).max_chain_depth = Some(0);
    cases.add("authority::depth-1", Success, &[root], &[&leaf, &limited]).max_chain_depth = Some(1);
}
