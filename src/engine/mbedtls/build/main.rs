//! Builds Mbed TLS with camtls's configuration and generates its bindings. `lib.rs` tells what may be set from outside.

mod bindings;
mod compile;
mod source;
mod target;

use std::path::PathBuf;
use std::process::ExitCode;

/// What went wrong, in one line for the person who runs `cargo build`.
pub(crate) type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("cargo::error={why}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<()> {
    let crate_dir = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out_dir = PathBuf::from(variable("OUT_DIR")?);
    // The tree named by a person, else the one that `make deps` unpacks: src/engine/mbedtls is three levels below the workspace.
    let named = setting("MBEDTLS_DIR").map_or_else(|| crate_dir.join("../../../build/src/mbedtls"), PathBuf::from);
    println!("cargo::rerun-if-changed={}", source::version_header(&named).display());
    let source = source::find(&named)?;
    if let Some(warning) = source.warning {
        println!("cargo::warning={warning}");
    }
    let source = source.directory;
    let target = target::Target::from_environment()?;

    // Our headers first: nothing of Mbed TLS's own may shadow them.
    let include = crate_dir.join("include");
    let build = Build {
        definitions: definitions(),
        includes: vec![include.clone(), source.join("include"), source.join("library")],
        source,
        target,
        out_dir,
    };
    bindings::generate(&build, &crate_dir.join("bindings.h"))?;
    compile::library(&build)?;

    println!("cargo::rustc-check-cfg=cfg(collects_fragments)");
    if std::fs::read_to_string(build.source.join("include/mbedtls/ssl.h"))
        .is_ok_and(|text| text.contains("in_hsfraglen"))
    {
        println!("cargo::rustc-cfg=collects_fragments");
    }

    println!("cargo::rustc-check-cfg=cfg(checks_chacha20_counter)");
    if build.source.join("library/chacha20_internal.h").is_file() {
        println!("cargo::rustc-cfg=checks_chacha20_counter");
    }

    println!("cargo::metadata=include={}", include.display());
    println!("cargo::metadata=source={}", build.source.display());
    for changed in ["build", "include", "bindings.h"] {
        println!("cargo::rerun-if-changed={}", crate_dir.join(changed).display());
    }
    Ok(())
}

/// One build of the library: everything that C files and bindings must agree on.
pub(crate) struct Build {
    /// Mbed TLS's tree.
    pub(crate) source: PathBuf,
    pub(crate) includes: Vec<PathBuf>,
    /// Macros and their values, in the order in which they are given to the compilers.
    pub(crate) definitions: Vec<(&'static str, Option<&'static str>)>,
    pub(crate) target: target::Target,
    pub(crate) out_dir: PathBuf,
}

impl Build {
    /// The C file in which bindgen makes functions of Mbed TLS's inline ones.
    pub(crate) fn inline_functions(&self) -> PathBuf {
        self.out_dir.join("inline.c")
    }
}

/// The configuration header, and its switches as Cargo features set them.
fn definitions() -> Vec<(&'static str, Option<&'static str>)> {
    let mut definitions = vec![("MBEDTLS_CONFIG_FILE", Some("\"camtls_mbedtls_config.h\""))];
    for (feature, switch) in [
        ("TLS13", "CAMTLS_TLS13"),
        ("DTLS", "CAMTLS_DTLS"),
        ("PSK", "CAMTLS_PSK"),
        ("STOCK_CURVES", "CAMTLS_STOCK_CURVES"),
    ] {
        if std::env::var_os(format!("CARGO_FEATURE_{feature}")).is_some() {
            definitions.push((switch, None));
        }
    }
    definitions
}

/// A variable that Cargo always sets.
pub(crate) fn variable(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("{name} is not set: run this through cargo"))
}

/// A variable that a person may set, and whose change asks for a new build.
pub(crate) fn setting(name: &str) -> Option<String> {
    println!("cargo::rerun-if-env-changed={name}");
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
