//! Tells the library when it was built (a clock earlier than that was never set), what the processor can do, and what the catalogue
//! says, packed.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the files of the library that are read here are written for it"
)]

use std::time::{SystemTime, UNIX_EPOCH};

#[path = "tools/texts.rs"]
mod texts;

// The catalogue, of which only the texts matter here: what else its rows name stands for nothing.
#[path = "src/policy/error.rs"]
mod error;
#[path = "src/policy/placeholder.rs"]
mod placeholder;
mod alert {
    pub struct Alert;
}
mod refusal {
    pub struct Refusal;
}
mod report {
    pub struct Report;
}
mod row {
    pub struct Rank;

    macro_rules! catalogue {
        ($(
            $(#[doc = $meaning:literal])+
            $variant:ident = $number:literal $name:literal $rank:ident sends $alert:ident,
            $cause:literal => $remedy:literal;
        )+) => {
            /// Name, cause and remedy of each row.
            pub const TEXTS: &[[&str; 3]] = &[$([$name, $cause, $remedy]),+];
        };
    }

    pub(super) use catalogue;
}

/// Writes the catalogue's texts, packed, for src/policy/words.rs: cause and remedy of each row. The cause of an alert begins with its
/// standard name, which is the name of its code in small letters; some names say it all.
fn pack_texts() {
    let open = |text: &str| {
        let mut text = text.to_owned();
        for (name, byte) in placeholder::Placeholder::NAMES {
            text = text.replace(&format!("{{{name}}}"), &char::from(*byte).to_string());
        }
        assert!(!text.contains('{'), "an unknown placeholder: {text}");
        text.into_bytes()
    };
    let cause = |name: &str, cause: &str| match name.strip_prefix("ERR_ALERT_") {
        Some(alert) => {
            let separator = if cause.is_empty() { "" } else { ": " };
            format!("the peer sent alert {}{separator}{cause}", alert.to_lowercase())
        }
        None => cause.to_owned(),
    };
    let rows = error::TEXTS.iter();
    let texts: Vec<_> = rows.flat_map(|[name, text, remedy]| [open(&cause(name, text)), open(remedy)]).collect();
    let directory = std::env::var_os("OUT_DIR").map(std::path::PathBuf::from).unwrap_or_default();
    if let Err(error) = std::fs::write(directory.join("texts.rs"), texts::pack(&texts)) {
        println!("cargo:warning=the texts cannot be written: {error}");
    }
}

fn main() {
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    for file in ["build.rs", "tools/texts.rs", "src/policy/error.rs", "src/policy/placeholder.rs"] {
        println!("cargo:rerun-if-changed={file}");
    }
    pack_texts();
    let day = 86_400;
    let epoch =
        std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse::<u64>().ok()).or_else(|| {
            // A day's grain keeps builds of one day alike.
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .map(|now| now.as_secs().next_multiple_of(day).saturating_sub(day))
        });
    println!("cargo:rustc-env=CAMTLS_BUILD_TIME={}", epoch.unwrap_or(0));

    // Rust names no feature for it: UMAAL, on which the P-256 assembly lives, came with the DSP extension.
    println!("cargo:rustc-check-cfg=cfg(cortex_m_dsp)");
    let target = std::env::var("TARGET").unwrap_or_default();
    if ["thumbv7em-", "thumbv8m.main-"].iter().any(|family| target.starts_with(family)) {
        println!("cargo:rustc-cfg=cortex_m_dsp");
    }

    // `chip`: there is a chip's backend, whichever; `chip_gcm`: one that computes AES-GCM in a piece; `wraps`: one that seals with
    // a key of the device; `chip_tests`: what can be tested of the drivers on a host.
    println!("cargo:rustc-check-cfg=cfg(chip, chip_gcm, wraps, chip_tests)");
    if std::env::var_os("CARGO_FEATURE_HOST").is_some() {
        println!("cargo:rustc-cfg=chip_tests");
    }
    let has = |chip: &str| std::env::var_os(format!("CARGO_FEATURE_CHIP_{chip}")).is_some();
    if ["STM32N6", "STM32H7", "IMXRT1062", "ALIF", "TRIAL"].into_iter().any(has) {
        println!("cargo:rustc-cfg=chip");
    }
    if ["STM32N6", "TRIAL"].into_iter().any(has) {
        println!("cargo:rustc-cfg=chip_gcm");
        if std::env::var_os("CARGO_FEATURE_OPERATIONS").is_some() {
            println!("cargo:rustc-cfg=wraps");
        }
    }
}
