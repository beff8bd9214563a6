//! Where Mbed TLS's source is, and whether its version will do.

use std::path::{Path, PathBuf};

/// The first patch release of 3.6 without a published advisory that touches what camtls compiles.
const GOOD_PATCH: u32 = 7;

/// What the releases before it lack, from Mbed TLS's ChangeLog, reduced to what a TLS camera meets: with which patch it came, and
/// what it is.
const LACKING: [(u32, &str); 4] = [
    (3, "3.6.3 (handshake messages in several records; CVE-2025-27810 Finished of TLS 1.2 where memory ends)"),
    (5, "3.6.5 (CVE-2025-54764 side channel of RSA and ECDSA keys)"),
    (
        6,
        "3.6.6 (TLS 1.3 to 1.2 resumption downgrade that bypasses client certificates, CVE-2026-25834 signature algorithm check of TLS 1.2 clients)",
    ),
    (
        7,
        "3.6.7 (CVE-2026-49300 basicConstraints, CVE-2026-50581 extended master secret, CVE-2026-25832 HelloRetryRequest, CVE-2026-54435 ECC side channel; in TLS 1.2 clients of 3.6.6, servers that sign by RSA-PSS)",
    ),
];

/// A tree that can be built.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) directory: PathBuf,
    /// What a person has to know about it, in one line.
    pub(crate) warning: Option<String>,
}

/// The header that `directory` has its version in, where there is one.
pub(crate) fn version_header(directory: &Path) -> PathBuf {
    directory.join("include/mbedtls/build_info.h")
}

/// Looks whether the tree in `directory` is one of 3.6, by the version that its headers name.
pub(crate) fn find(directory: &Path) -> Result<Source, String> {
    let header = version_header(directory);
    let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let text = std::fs::read_to_string(header).or_else(|_| {
        // 2.28 has no build_info.h: name the version instead of the missing file.
        std::fs::read_to_string(directory.join("include/mbedtls/version.h"))
    });
    let Ok(text) = text else {
        return Err(format!(
            "no Mbed TLS source in {}: run `make deps`, or set MBEDTLS_DIR to a tree of Mbed TLS 3.6",
            directory.display()
        ));
    };
    let warning = check(&directory, &text)?;
    Ok(Source { directory, warning })
}

/// Accepts 3.6, with a warning about its releases with known faults, and refuses the rest by name.
fn check(directory: &Path, header: &str) -> Result<Option<String>, String> {
    let number = |part: &str| {
        let macro_name = format!("MBEDTLS_VERSION_{part}");
        header
            .lines()
            .find_map(|line| line.trim().strip_prefix("#define")?.trim().strip_prefix(&macro_name)?.trim().parse().ok())
            .unwrap_or(0u32)
    };
    let (major, minor, patch) = (number("MAJOR"), number("MINOR"), number("PATCH"));
    let why = match (major, minor) {
        (3, 6) if patch >= GOOD_PATCH => return Ok(None),
        (3, 6) => {
            let lacking: Vec<_> = LACKING.iter().filter(|(came, _)| patch < *came).map(|(_, what)| *what).collect();
            return Ok(Some(format!(
                "Mbed TLS 3.6.{patch} lacks what came with {}: use 3.6.7",
                lacking.join(" and with ")
            )));
        }
        (4, _) => "3.6 (4.x has another crypto API)",
        (2, _) => "3.6 (2.28 is without security fixes since March 2025)",
        _ => "3.6.7",
    };
    Err(format!("Mbed TLS {major}.{minor}.{patch} in {} is not supported: camtls needs {why}", directory.display()))
}
