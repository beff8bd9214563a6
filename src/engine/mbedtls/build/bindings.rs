//! Generates the Rust bindings from the same headers, macros and target as the C files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Build, Result};

/// Writes `bindings.rs` into Cargo's output directory.
pub(crate) fn generate(build: &Build, header: &Path) -> Result<()> {
    let mut builder = bindgen::Builder::default()
        .header(header.to_string_lossy())
        .use_core()
        .rust_edition(bindgen::RustEdition::Edition2024)
        .allowlist_item("(mbedtls|MBEDTLS|psa|PSA|camtls)_.*")
        // It returns a pointer to an array, whose wrapper bindgen 0.72 spells wrong.
        .blocklist_function("mbedtls_ssl_session_get_id")
        // Mbed TLS's inline functions, as functions that can be linked: compile.rs compiles them.
        .wrap_static_fns(true)
        .wrap_static_fns_path(build.inline_functions())
        // PSA's constants are casts, which only a compiler can evaluate.
        .clang_macro_fallback()
        .clang_macro_fallback_build_dir(&build.out_dir)
        // Mbed TLS's functions take int, and int its constants are.
        .default_macro_constant_type(bindgen::MacroTypeVariation::Signed)
        .prepend_enum_name(false)
        .derive_default(false)
        .derive_debug(false)
        .generate_comments(false)
        .layout_tests(std::env::var("PROFILE").is_ok_and(|profile| profile == "debug"))
        // The engine reads the record buffers' state, which Mbed TLS keeps in private fields.
        .clang_arg("-DMBEDTLS_ALLOW_PRIVATE_ACCESS");
    for directory in &build.includes {
        builder = builder.clang_arg(format!("-I{}", directory.display()));
    }
    for (name, value) in &build.definitions {
        builder = builder.clang_arg(match value {
            Some(value) => format!("-D{name}={value}"),
            None => format!("-D{name}"),
        });
    }
    if build.target.bare_metal {
        // The C compiler's defaults, spelled out for clang: enums are as small as their values allow (AAPCS).
        builder = builder.clang_arg(format!("--target={}", build.target.triple)).clang_arg("-fshort-enums");
        for directory in c_library_headers(build)? {
            builder = builder.clang_arg("-isystem").clang_arg(directory.to_string_lossy());
        }
    }
    let bindings = builder.generate().map_err(|error| format!("bindgen cannot read Mbed TLS's headers: {error}"))?;
    bindings
        .write_to_file(build.out_dir.join("bindings.rs"))
        .map_err(|error| format!("the bindings cannot be written: {error}"))
}

/// The C library's headers as the cross compiler finds them; its own built-in headers stay out, clang has others.
fn c_library_headers(build: &Build) -> Result<Vec<PathBuf>> {
    let compiler = cc::Build::new().cargo_warnings(false).no_default_flags(true).get_compiler();
    let output = Command::new(compiler.path())
        .args(&build.target.flags)
        .args(["-E", "-Wp,-v", "-xc", "-"])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            format!(
                "{}: {error} (Debian: apt install gcc-arm-none-eabi libnewlib-arm-none-eabi)",
                compiler.path().display()
            )
        })?;
    let listing = String::from_utf8_lossy(&output.stderr);
    Ok(listing.lines().map(|line| PathBuf::from(line.trim())).filter(|path| path.join("stdlib.h").is_file()).collect())
}
