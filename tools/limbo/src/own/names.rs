//! Which names a certificate is for.

use super::issue::{ALTERNATIVE_NAME, Draft, alternative_names};
use super::{Cases, Failure, Success, server};

pub fn add(cases: &mut Cases) {
    for (id, expected, presented, wanted) in [
        ("exact", Success, "www.example.com", "www.example.com"),
        ("another", Failure, "www.example.com", "mail.example.com"),
        ("case", Success, "WWW.Example.Com", "www.example.com"),
        ("final-dot-wanted", Success, "www.example.com", "www.example.com."),
        ("final-dot-presented", Failure, "www.example.com.", "www.example.com"),
        ("single-label", Success, "camera", "camera"),
        ("a-label", Success, "xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("u-label", Failure, "bücher.example", "xn--bcher-kva.example"),
        ("wildcard", Success, "*.example.com", "www.example.com"),
        ("wildcard-for-two-labels", Failure, "*.example.com", "a.www.example.com"),
        ("wildcard-for-none", Failure, "*.example.com", "example.com"),
        ("wildcard-in-the-middle", Failure, "www.*.com", "www.example.com"),
        ("wildcard-in-a-label", Failure, "w*.example.com", "www.example.com"),
        ("wildcard-twice", Failure, "*.*.com", "www.example.com"),
        ("wildcard-under-one-label", Failure, "*.local", "camera.local"),
        ("wildcard-alone", Failure, "*", "camera"),
        ("nul", Failure, "www.example.com\0.evil.org", "www.example.com"),
        ("space", Failure, "www.example.com ", "www.example.com"),
        ("underscore", Failure, "my_camera.local", "my_camera.local"),
        ("ipv4", Success, "ip:c0000201", "192.0.2.1"),
        ("ipv4-another", Failure, "ip:c0000202", "192.0.2.1"),
        ("ipv4-as-dns", Failure, "192.0.2.1", "192.0.2.1"),
        ("ipv4-with-mask", Failure, "ip:c0000201ffffffff", "192.0.2.1"),
        ("ipv6", Success, "ip:20010db8000000000000000000000001", "2001:db8::1"),
        ("ipv4-in-ipv6", Failure, "ip:00000000000000000000ffffc0000201", "192.0.2.1"),
        ("uri-is-no-host", Failure, "uri:https://www.example.com/", "www.example.com"),
        ("email-is-no-host", Failure, "email:root@www.example.com", "www.example.com"),
    ] {
        cases.leaf(&format!("name::{id}"), expected, Draft::leaf(&[presented])).named(wanted);
    }
    cases.leaf("name::second", Success, Draft::leaf(&["example.com", "ip:c0000201", "www.example.com"]));
    cases.leaf("name::common-name-only", Failure, server().without(ALTERNATIVE_NAME));
    let empty = server().with(ALTERNATIVE_NAME, false, &alternative_names(&[]));
    cases.leaf("name::no-alternative", Failure, empty);
    cases.leaf("name::malformed", Failure, server().with(ALTERNATIVE_NAME, false, b"www.example.com"));
    let anonymous = |critical| {
        let mut draft = server().with(ALTERNATIVE_NAME, critical, &alternative_names(&["www.example.com"]));
        draft.subject = String::new();
        draft
    };
    cases.leaf("name::critical-without-subject", Success, anonymous(true));
    cases.leaf("name::not-critical-without-subject", Failure, anonymous(false));
    let suffix = Draft::leaf(&["*.co.uk"]);
    cases.leaf("name::wildcard-under-a-public-suffix", Failure, suffix).named("example.co.uk").strict_only();
}
