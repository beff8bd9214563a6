//! What the C compiler is told about the processor.

use crate::{Result, setting, variable};

/// A target as Cargo names it, with GCC's flags for it.
pub(crate) struct Target {
    pub(crate) triple: String,
    /// Flags of the processor; empty on hosts, where the compiler's own defaults are right.
    pub(crate) flags: Vec<String>,
    pub(crate) bare_metal: bool,
}

impl Target {
    /// Reads the target that Cargo builds for, and `CAMTLS_CPU` and `CAMTLS_FPU`.
    pub(crate) fn from_environment() -> Result<Self> {
        let triple = variable("TARGET")?;
        let Some(arch) = triple.strip_suffix("-none-eabihf").or_else(|| triple.strip_suffix("-none-eabi")) else {
            return Ok(Self { triple, flags: Vec::new(), bare_metal: false });
        };
        let default_cpu = match arch {
            "thumbv7m" => "cortex-m3",
            "thumbv7em" => "cortex-m7",
            // Without its vector unit: one archive serves M33, the N6 (built without MVE) and the AE3.
            "thumbv8m.main" => "cortex-m55+nomve",
            _ => return Err(format!("no C flags are known for the target {triple}")),
        };
        let cpu = setting("CAMTLS_CPU").unwrap_or_else(|| default_cpu.to_owned());
        let mut flags = vec!["-mthumb".to_owned(), format!("-mcpu={cpu}")];
        if triple.ends_with("eabihf") {
            let fpu = setting("CAMTLS_FPU").unwrap_or_else(|| "fpv5-d16".to_owned());
            flags.push("-mfloat-abi=hard".to_owned());
            flags.push(format!("-mfpu={fpu}"));
        } else {
            flags.push("-mfloat-abi=soft".to_owned());
        }
        Ok(Self { triple, flags, bare_metal: true })
    }
}
