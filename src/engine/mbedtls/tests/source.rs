//! Which trees of Mbed TLS are built: the build script's own code, on trees that have nothing but the header with their version.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's helpers")]

#[path = "../build/source.rs"]
mod source;

use source::{Source, find};
use std::fs;
use std::path::{Path, PathBuf};

/// A directory of this test alone, removed with everything in it.
struct Tree(PathBuf);

impl Tree {
    fn new(name: &str) -> Self {
        let tree = Self(std::env::temp_dir().join(format!("camtls-{}-{name}", std::process::id())));
        fs::create_dir_all(tree.0.join("include/mbedtls")).unwrap();
        tree
    }

    /// A tree of a release, which names itself in `header` as that series does.
    fn of(header: &str, version: [u32; 3]) -> Self {
        let [major, minor, patch] = version;
        let tree = Self::new(&format!("{major}.{minor}.{patch}"));
        let text = format!(
            "/* {major}.{minor}.{patch} */\n#ifndef MBEDTLS_BUILD_INFO_H\n#define MBEDTLS_BUILD_INFO_H\n\n\
             #define MBEDTLS_VERSION_MAJOR  {major}\n#define MBEDTLS_VERSION_MINOR  {minor}\n\
             #define MBEDTLS_VERSION_PATCH  {patch}\n#define MBEDTLS_VERSION_STRING \"{major}.{minor}.{patch}\"\n#endif\n"
        );
        fs::write(tree.0.join("include/mbedtls").join(header), text).unwrap();
        tree
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What is said of the tree: nothing, a warning, or why it is refused.
fn verdict(directory: &Path) -> Result<Option<String>, String> {
    find(directory).map(|Source { directory: found, warning }| {
        assert_eq!(found, directory.canonicalize().unwrap());
        warning
    })
}

fn refusal(directory: &Path) -> String {
    let why = verdict(directory).expect_err("the tree is accepted");
    let name = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    assert!(!why.contains('\n') && why.contains(&name.display().to_string()), "{why}");
    why.replace(&name.display().to_string(), "DIR")
}

#[test]
fn the_good_release_and_later_ones_of_its_series_are_built_silently() {
    for patch in [7, 8, 12] {
        assert_eq!(verdict(&Tree::of("build_info.h", [3, 6, patch]).0), Ok(None), "3.6.{patch}");
    }
}

#[test]
fn earlier_ones_are_built_with_a_warning_that_names_what_they_lack() {
    for patch in 0..7 {
        let warning = verdict(&Tree::of("build_info.h", [3, 6, patch]).0).unwrap().expect("silent");
        assert!(!warning.contains('\n'), "cargo shows a line of it alone: {warning}");
        assert!(warning.starts_with(&format!("Mbed TLS 3.6.{patch} lacks what came with 3.6.")), "{warning}");
        assert!(warning.ends_with(": use 3.6.7"), "{warning}");
        // With which patch it came, and that it is named for the releases before that one alone.
        for (came, what) in [
            (3, "CVE-2025-27810"),
            (3, "several records"),
            (5, "CVE-2025-54764"),
            (6, "CVE-2026-25834"),
            (7, "CVE-2026-49300"),
            (7, "RSA-PSS"),
        ] {
            assert_eq!(warning.contains(what), patch < came, "{what}: {warning}");
            assert_eq!(warning.contains(&format!("3.6.{came} (")), patch < came, "{came}: {warning}");
        }
    }
}

#[test]
fn other_series_are_refused_by_name() {
    let tree = Tree::of("version.h", [2, 28, 9]);
    assert_eq!(
        refusal(&tree.0),
        "Mbed TLS 2.28.9 in DIR is not supported: camtls needs 3.6 (2.28 is without security fixes since March 2025)"
    );
    for version in [[4, 0, 0], [4, 1, 0]] {
        let tree = Tree::of("build_info.h", version);
        let [major, minor, patch] = version;
        assert_eq!(
            refusal(&tree.0),
            format!(
                "Mbed TLS {major}.{minor}.{patch} in DIR is not supported: camtls needs 3.6 (4.x has another crypto API)"
            )
        );
    }
    for version in [[3, 0, 0], [3, 5, 2], [3, 7, 0], [5, 0, 0]] {
        let tree = Tree::of("build_info.h", version);
        let [major, minor, patch] = version;
        assert_eq!(
            refusal(&tree.0),
            format!("Mbed TLS {major}.{minor}.{patch} in DIR is not supported: camtls needs 3.6.7")
        );
    }
}

#[test]
fn what_is_no_tree_is_refused_with_how_to_get_one() {
    let why = "no Mbed TLS source in DIR: run `make deps`, or set MBEDTLS_DIR to a tree of Mbed TLS 3.6";
    let empty = Tree::new("empty");
    assert_eq!(refusal(&empty.0), why);
    assert_eq!(refusal(&empty.0.join("missing")), why);
    // Headers of that name, but not Mbed TLS's.
    fs::write(empty.0.join("include/mbedtls/version.h"), "#define VERSION 3\n").unwrap();
    assert_eq!(refusal(&empty.0), "Mbed TLS 0.0.0 in DIR is not supported: camtls needs 3.6.7");
}
