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
}
