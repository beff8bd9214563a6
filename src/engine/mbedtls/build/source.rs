//! Where Mbed TLS's source is, and whether its version will do.

use std::path::{Path, PathBuf};

use crate::{Result, setting};

/// The first patch release of 3.6 without a published advisory that touches what camtls compiles.
const GOOD_PATCH: u32 = 7;

/// What the releases before it lack, from Mbed TLS's ChangeLog, reduced to what a TLS camera meets.
const LACKING: [(u32, &str); 2] = [
    (
        6,
        "3.6.6 (TLS 1.3 to 1.2 resumption downgrade that bypasses client certificates, CVE-2026-25834 signature algorithm check of TLS 1.2 clients)",
    ),
    (
        7,
        "3.6.7 (CVE-2026-49300 basicConstraints, CVE-2026-50581 extended master secret, CVE-2026-25832 HelloRetryRequest, CVE-2026-54435 ECC side channel)",
    ),
];

/// The tree named by `MBEDTLS_DIR`, else the one that `make deps` unpacks.
pub(crate) fn find(crate_dir: &Path) -> Result<PathBuf> {
    let directory = match setting("MBEDTLS_DIR") {
        Some(directory) => PathBuf::from(directory),
        // src/engine/mbedtls is three levels below the workspace.
        None => crate_dir.join("../../../build/src/mbedtls"),
    };
    let header = directory.join("include/mbedtls/build_info.h");
    println!("cargo::rerun-if-changed={}", header.display());
    let directory = directory.canonicalize().unwrap_or(directory);
    let text = std::fs::read_to_string(&header).or_else(|_| {
        // 2.28 has no build_info.h: name the version instead of the missing file.
        std::fs::read_to_string(directory.join("include/mbedtls/version.h"))
    });
    let Ok(text) = text else {
        return Err(format!(
            "no Mbed TLS source in {}: run `make deps`, or set MBEDTLS_DIR to a tree of Mbed TLS 3.6",
            directory.display()
        ));
    };
    check(&directory, &text)?;
    Ok(directory)
}

/// Accepts 3.6, warns about its releases with known faults, refuses the rest by name; of 3.6.0 its TLS 1.3.
fn check(directory: &Path, header: &str) -> Result<()> {
    let number = |part: &str| {
        let macro_name = format!("MBEDTLS_VERSION_{part}");
        header
            .lines()
            .find_map(|line| line.trim().strip_prefix("#define")?.trim().strip_prefix(&macro_name)?.trim().parse().ok())
            .unwrap_or(0u32)
    };
    let (major, minor, patch) = (number("MAJOR"), number("MINOR"), number("PATCH"));
    match (major, minor) {
        (3, 6) if patch >= GOOD_PATCH => Ok(()),
        // Its clients of TLS 1.3 take no other verdict than that of its own verification.
        (3, 6) if patch == 0 && std::env::var_os("CARGO_FEATURE_TLS13").is_some() => Err(format!(
            "Mbed TLS 3.6.0 in {} has no TLS 1.3 that camtls can use: take a later 3.6, or leave the feature tls13 out",
            directory.display()
        )),
        (3, 6) => {
            let lacking: Vec<_> = LACKING.iter().filter(|(fixed, _)| patch < *fixed).map(|(_, what)| *what).collect();
            println!(
                "cargo::warning=Mbed TLS 3.6.{patch} lacks the security fixes of {}: use 3.6.7",
                lacking.join(" and of ")
            );
            Ok(())
        }
        (4, _) => Err(format!(
            "Mbed TLS {major}.{minor}.{patch} in {} is not supported: camtls needs 3.6 (4.x has another crypto API)",
            directory.display()
        )),
        (2, _) => Err(format!(
            "Mbed TLS {major}.{minor}.{patch} in {} is not supported: camtls needs 3.6 (2.28 is without security fixes since March 2025)",
            directory.display()
        )),
        _ => Err(format!(
            "Mbed TLS {major}.{minor}.{patch} in {} is not supported: camtls needs 3.6.7",
            directory.display()
        )),
    }
}
