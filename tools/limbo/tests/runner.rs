//! The runner as a program: what it says of cases that it cannot run, and of demands that cases make.

use limbo::own;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

/// What the program prints for a file of these cases, and whether it is content.
fn run(name: &str, cases: &[serde_json::Value]) -> (String, bool) {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
    let text = serde_json::json!({ "version": 1, "testcases": cases }).to_string();
    std::fs::write(&file, text).expect("a place for a file");
    let output = Command::new(env!("CARGO_BIN_EXE_limbo")).arg(&file).args(["--profile", "default"]).output();
    let output = output.expect("the program is built");
    (String::from_utf8(output.stdout).expect("text"), output.status.success())
}

/// A case of our own that is accepted.
fn good() -> serde_json::Value {
    static GOOD: LazyLock<serde_json::Value> = LazyLock::new(|| {
        let case = own::suite().testcases.into_iter().find(|case| case.id.ends_with("path::root-authority-leaf"));
        serde_json::to_value(case.expect("this case is there")).expect("cases can be written")
    });
    GOOD.clone()
}

/// That case under another id, with these fields changed.
fn with(id: &str, changes: serde_json::Value) -> serde_json::Value {
    let mut case = good();
    case["id"] = id.into();
    for (name, value) in changes.as_object().expect("fields") {
        case[name] = value.clone();
    }
    case
}

#[test]
fn what_cannot_be_run_is_skipped_with_its_reason() {
    let mut without_leaf = with("x::no-leaf", serde_json::json!({}));
    without_leaf.as_object_mut().expect("fields").remove("peer_certificate");
    let mut nameless = good();
    nameless.as_object_mut().expect("fields").remove("id");
    let (text, content) = run(
        "skipped",
        &[
            good(),
            without_leaf,
            nameless,
            serde_json::json!("a text"),
            with("x::odd-depth", serde_json::json!({ "max_chain_depth": "deep" })),
            with("x::no-pem", serde_json::json!({ "peer_certificate": "certificate" })),
            with("x::no-time", serde_json::json!({ "validation_time": "yesterday" })),
            with("x::kind", serde_json::json!({ "validation_kind": "CODE" })),
            with("x::email", serde_json::json!({ "expected_peer_name": { "kind": "RFC822", "value": "a@b.c" } })),
            with("x::algorithms", serde_json::json!({ "signature_algorithms": ["RSA_WITH_SHA256"] })),
            with("x::usage", serde_json::json!({ "key_usage": ["levitation"] })),
            with("x::purpose", serde_json::json!({ "extended_key_usage": ["levitation"] })),
            with("x::field", serde_json::json!({ "a_field_to_come": [1, 2, 3] })),
        ],
    );
    for line in [
        "skipped \"x::no-leaf\": missing field `peer_certificate`",
        "skipped a case without id: missing field `id`",
        "skipped a case without id: invalid type: string \"a text\"",
        "skipped \"x::odd-depth\": invalid type: string \"deep\", expected u32",
        "skipped x::no-pem: PEM that cannot be read",
        "skipped x::no-time: a validation time that cannot be read",
        "skipped x::kind: a kind of validation that is not known",
        "skipped x::email: TLS compares DNS names and addresses only",
        "skipped x::algorithms: a choice of signature algorithms, of which the library has its own",
        "skipped x::usage: a key usage that is not known",
        "skipped x::purpose: an extended key usage that is not known",
    ] {
        assert!(text.lines().any(|printed| printed.starts_with(line)), "{line:?} is not in\n{text}");
    }
    assert_eq!(text.lines().last(), Some("total agree=2 false_accept=0 false_reject=0 skipped=11"), "{text}");
    assert!(content, "what is skipped is no failure");
}

#[test]
fn usages_and_depths_are_demanded() {
    let mut cases = Vec::new();
    for (id, changes, expected) in [
        ("signature", serde_json::json!({ "key_usage": ["digitalSignature"] }), "SUCCESS"),
        ("agreement", serde_json::json!({ "key_usage": ["keyAgreement"] }), "FAILURE"),
        ("both", serde_json::json!({ "key_usage": ["digitalSignature", "keyEncipherment"] }), "FAILURE"),
        ("server", serde_json::json!({ "extended_key_usage": ["serverAuth"] }), "SUCCESS"),
        ("client", serde_json::json!({ "extended_key_usage": ["clientAuth"] }), "FAILURE"),
        ("server-and-code", serde_json::json!({ "extended_key_usage": ["serverAuth", "codeSigning"] }), "FAILURE"),
        ("depth-0", serde_json::json!({ "max_chain_depth": 0 }), "FAILURE"),
        ("depth-1", serde_json::json!({ "max_chain_depth": 1 }), "SUCCESS"),
        ("depth-many", serde_json::json!({ "max_chain_depth": 70000 }), "SUCCESS"),
    ] {
        let mut case = with(&format!("x::{id}"), changes);
        case["expected_result"] = expected.into();
        cases.push(case);
    }
    let (text, content) = run("demands", &cases);
    assert_eq!(text.lines().last(), Some("total agree=9 false_accept=0 false_reject=0 skipped=0"), "{text}");
    assert!(content);
    // A case that is answered otherwise is named, and the runner is not content.
    let wrong = with("x::wrong", serde_json::json!({ "expected_result": "FAILURE" }));
    let (text, content) = run("wrong", &[wrong]);
    assert!(text.lines().any(|line| line == "false accept x::wrong: accepted"), "{text}");
    assert!(!content);
}
