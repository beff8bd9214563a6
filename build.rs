//! Tells the library when it was built (a clock earlier than that was never set), and what the processor can do.

use std::time::{SystemTime, UNIX_EPOCH};

fn main() {
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    println!("cargo:rerun-if-changed=build.rs");
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
