//! `include/camtls.h`: cbindgen reads the C ABI, the catalogue gives the enum of errors.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use camtls::policy::Code;

use crate::Result;

/// Where the ABI is written down: the exports, and the imports from the firmware.
const SOURCES: [&str; 2] = ["src/ffi", "src/platform/port.rs"];

/// The place in the header's frame (cbindgen.toml) that the errors replace.
const MARK: &str = "/* camtls: errors */";

/// The header's text. `root` is the root of the tree.
pub(crate) fn text(root: &Path) -> Result<String> {
    let config = cbindgen::Config::from_file(root.join("tools/generate/cbindgen.toml"))?;
    let mut builder = cbindgen::Builder::new().with_config(config);
    for file in files(root)? {
        builder = builder.with_src(file);
    }
    let mut bytes = Vec::new();
    builder.generate()?.write(&mut bytes);
    let header = String::from_utf8(bytes)?;
    if !header.contains(MARK) {
        return Err(format!("cbindgen.toml does not say where the errors go: {MARK}").into());
    }
    Ok(header.replace(MARK, errors().trim_end()))
}

/// The files of [`SOURCES`], in a stable order.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for source in SOURCES {
        let path = root.join(source);
        if path.is_file() {
            files.push(path);
            continue;
        }
        for entry in std::fs::read_dir(&path)? {
            files.push(entry?.path());
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    Ok(files)
}

/// The catalogue as an enum, each row with its meaning.
fn errors() -> String {
    let mut text = String::from(
        "/* The codes of this library: never renumbered, never reused. docs/errors.md tells what to do about each. */\nenum {\n",
    );
    for code in Code::ALL {
        let meaning = code.meaning().replace("*/", "* /");
        let number = code.number().unsigned_abs();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    /* {meaning} */\n    CAMTLS_{} = -0x{number:04x},", code.name());
    }
    text.push_str("};\n");
    text
}
