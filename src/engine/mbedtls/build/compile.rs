//! Compiles the C files that camtls needs into one archive.

use std::path::PathBuf;

use crate::{Build, Result};

/// Every file by itself takes part in each build; what the configuration leaves out compiles to nothing. PSA's own files are not
/// among them: src/crypto/psa.rs stands for them.
const FILES: [&str; 22] = [
    "asn1parse",
    "asn1write",
    "bignum",
    "constant_time",
    "ecdh",
    "hmac_drbg",
    "md",
    "mps_reader",
    "pk",
    "pk_ecc",
    "pkparse",
    "platform",
    "platform_util",
    "psa_crypto_client",
    "psa_util",
    "rsa_alt_helpers",
    "ssl_client",
    "ssl_cookie",
    "ssl_ticket",
    "ssl_tls12_server",
    "ssl_tls13_client",
    "ssl_tls13_server",
];

/// Files that allocate what lasts as long as a connection, or longer: cipher contexts.
const LASTING: [&str; 1] = ["cipher_wrap"];

/// Certificates as Mbed TLS reads them: our own parser calls parts of it.
const X509: [&str; 2] = ["x509", "x509_crt"];

/// What every record, hash and multiplication goes through: on the camera src/crypto's functions stand before these.
const GIVES_WAY: [&str; 9] =
    ["aesni", "bignum_core", "chacha20", "chachapoly", "cipher", "gcm", "poly1305", "sha256", "sha512"];

/// The files that read and judge a peer's chain: the names by which they do are redirected to the engine.
const SEAM: [&str; 2] = ["ssl_tls", "ssl_tls13_generic"];

/// Files with a header of ours before them, which says why.
const PREFACED: [(&str, &str); 5] = [
    ("ecp_curves", "camtls_ecp_curves.h"),
    ("pk_wrap", "camtls_pk_wrap.h"),
    ("rsa", "camtls_rsa.h"),
    ("ssl_tls12_client", "camtls_tls12_client.h"),
    ("ssl_tls13_keys", "camtls_tls13_keys.h"),
];

/// The functions that src/crypto stands in front of: `mbedtls_<name>` becomes `camtls_stock_<name>`, and whoever calls the
/// old name finds src/crypto's.
const STOCK: [(&str, &[&str]); 5] = [
    ("bignum_core", &["mpi_core_exp_mod_unsafe", "mpi_core_get_mont_r2_unsafe"]),
    ("ecp", &["ecp_check_pub_priv", "ecp_check_pubkey", "ecp_mul", "ecp_mul_restartable", "ecp_point_read_binary"]),
    ("oid", &["oid_get_oid_by_md"]),
    ("ssl_ciphersuites", &["ssl_ciphersuite_from_id"]),
    // Compiled a second time for these: its first compilation lacks what the `ALT` macros leave out.
    (
        "ecdsa",
        &[
            "ecdsa_can_do",
            "ecdsa_free",
            "ecdsa_from_keypair",
            "ecdsa_genkey",
            "ecdsa_init",
            "ecdsa_read_signature",
            "ecdsa_read_signature_restartable",
            "ecdsa_sign",
            "ecdsa_sign_restartable",
            "ecdsa_verify",
            "ecdsa_verify_restartable",
            "ecdsa_write_signature",
            "ecdsa_write_signature_restartable",
        ],
    ),
];

/// MicroPython's hashlib and cryptolib use these; TLS does not know them.
const PRIMITIVES: [&str; 3] = ["aes", "md5", "sha1"];

/// Compiles everything and tells Cargo to link it.
pub(crate) fn library(build: &Build) -> Result<()> {
    let mut objects = Vec::new();

    objects.extend(group(build, "common", FILES.iter().chain(&X509), |_| ())?);
    let renamed = |file: &&str| STOCK.iter().any(|(name, _)| name == file);
    let files = GIVES_WAY.iter().filter(|file| !renamed(file));
    objects.extend(group(build, "gives_way", files, |cc| give_way(build, cc))?);
    objects.extend(group(build, "records", &["ssl_msg"], |cc| {
        if build.target.bare_metal {
            cc.flag("-include").flag("camtls_copy.h");
        }
    })?);
    objects.extend(group(build, "lasting", &LASTING, |cc| {
        cc.define("CAMTLS_LASTING", None);
    })?);
    objects.extend(group(build, "seam", &SEAM, |cc| {
        cc.define("CAMTLS_LASTING", None);
        cc.flag("-include").flag("camtls_seam_names.h");
    })?);
    for (file, header) in PREFACED {
        objects.extend(group(build, file, &[file], |cc| {
            if file.starts_with("ssl_") {
                cc.define("CAMTLS_LASTING", None);
            }
            cc.flag("-include").flag(header);
        })?);
    }
    objects.extend(group(build, "ecdsa", &["ecdsa"], |cc| {
        // src/crypto reads signatures by stricter rules, and writes them without a library for it.
        for verb in ["read", "write"] {
            for end in ["", "_restartable"] {
                let name = format!("ecdsa_{verb}_signature{end}");
                cc.define(&format!("mbedtls_{name}"), format!("camtls_lenient_{name}").as_str());
            }
        }
    })?);
    for (file, names) in STOCK {
        objects.extend(group(build, &format!("stock_{file}"), &[file], |cc| {
            cc.define("CAMTLS_STOCK", None);
            if GIVES_WAY.contains(&file) {
                give_way(build, cc);
            }
            for name in names {
                cc.define(&format!("mbedtls_{name}"), format!("camtls_stock_{name}").as_str());
            }
        })?);
    }
    objects.extend(group(build, "primitives", &PRIMITIVES, |cc| {
        cc.define("CAMTLS_PRIMITIVES", None);
        give_way(build, cc);
    })?);

    objects.extend(group(build, "inline", &[], |cc| {
        cc.define("MBEDTLS_ALLOW_PRIVATE_ACCESS", None).file(build.inline_functions());
    })?);

    cc::Build::new()
        .cargo_warnings(false)
        .objects(objects)
        .try_compile("camtls_mbedtls")
        .map_err(|error| format!("Mbed TLS's archive could not be made: {error}"))
}

/// Compiles one group of files, each group in a directory of its own, with `adjust` on top of the common flags.
fn group<'a>(
    build: &Build,
    name: &str,
    files: impl IntoIterator<Item = &'a &'a str>,
    adjust: impl FnOnce(&mut cc::Build),
) -> Result<Vec<PathBuf>> {
    let mut cc = cc::Build::new();
    let directory = build.out_dir.join(name);
    std::fs::create_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    cc.out_dir(directory).includes(&build.includes).warnings(false);
    for (name, value) in &build.definitions {
        cc.define(name, *value);
    }
    if build.target.bare_metal {
        // cc's own idea of these targets is a Cortex-M4.
        cc.no_default_flags(true).opt_level_str("s").flags(&build.target.flags);
        cc.flag("-ffunction-sections").flag("-fdata-sections").flag("-fno-common").flag("-std=c99");
        // Small functions that many call stay functions, equal constants become one.
        cc.flag("-Os").flag("-fno-inline-small-functions").flag("-fmerge-all-constants");
    }
    for file in files {
        cc.file(build.source.join("library").join(format!("{file}.c")));
    }
    adjust(&mut cc);
    cc.try_compile_intermediates().map_err(|error| format!("Mbed TLS ({name}) does not compile: {error}"))
}

/// Lets src/crypto's functions stand before the file's own on a camera. For size like all the others: what takes time is src/crypto's.
fn give_way(build: &Build, cc: &mut cc::Build) {
    if build.target.bare_metal {
        cc.flag("-include").flag("camtls_weak.h");
    }
}
