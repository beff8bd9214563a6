//! `include/camtls.h`: cbindgen reads the C ABI, the catalogue gives the enum of errors.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use camtls::policy::Code;

use crate::Result;

/// Where the exports are written down, in the order in which the header tells them.
const EXPORTS: [&str; 10] =
    ["library", "error", "context", "rotation", "connection", "session", "certificate", "slot", "clock", "operations"];

/// The imports from the firmware.
const IMPORTS: &str = "src/platform/port.rs";

/// Where the library has the sum of the structs' sizes.
const SIZES: &str = "src/ffi/library.rs";

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
    let header = for_c(&header);
    let made = errors() + "\n" + &struct_sizes(&header, &std::fs::read_to_string(root.join(SIZES))?)?;
    Ok(header.replace(MARK, made.trim_end()))
}

/// The macro that tells the library how a firmware's compiler lays out the header's structs. One that `library`, the library's
/// own sum of them, does not know is a mistake.
fn struct_sizes(header: &str, library: &str) -> Result<String> {
    let mut text = String::from(
        "// What `camtls_init` compares with the library's own: the sizes of all structs, each times its place here.\n\
         #define CAMTLS_STRUCT_SIZES (0",
    );
    let structs = header.lines().filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(" {"));
    for (name, place) in structs.zip(1..) {
        if !library.contains(name) {
            return Err(
                format!("{name} is the {place}th struct of the header: add it to STRUCT_SIZES in {SIZES}").into()
            );
        }
        let _ = write!(text, " \\\n    + {place} * sizeof({name})");
    }
    text.push_str(")\n");
    Ok(text)
}

/// The files that say what the header says. A file of src/ffi that exports something and is not listed is a mistake.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("src/ffi");
    let mut files: Vec<_> = EXPORTS.iter().map(|name| folder.join(name).with_extension("rs")).collect();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if !files.contains(&path) && std::fs::read_to_string(&path)?.contains("no_mangle") {
            return Err(format!("{} exports functions: name it in tools/generate/header.rs", path.display()).into());
        }
    }
    files.push(root.join(IMPORTS));
    Ok(files)
}

/// Rust's comments as C's: a `# Safety` section repeats what the text above says of pointers, links are Rust's.
fn for_c(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut unsafe_section = false;
    for line in header.lines() {
        let comment = line.trim_start().strip_prefix("//");
        unsafe_section = match comment.map(str::trim) {
            Some("# Safety") => {
                // The empty comment line before it goes too.
                if let Some(rest) = text.strip_suffix("//\n") {
                    text.truncate(rest.trim_end_matches(' ').len());
                }
                true
            }
            Some(_) => unsafe_section,
            None => false,
        };
        if !unsafe_section {
            match comment {
                Some(_) => text.push_str(line.replace("[`", "`").replace("`]", "`").trim_end()),
                // cbindgen avoids a C++ keyword that self is not.
                None if line.starts_with(" *") || line.starts_with("/*") => text.push_str(line.trim_end()),
                None => text.push_str(&wrapped(&line.replace("self_", "self"))),
            }
            text.push('\n');
        }
    }
    text
}

/// A declaration of at most 120 columns a line.
fn wrapped(declaration: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for piece in declaration.trim_end().split_inclusive(", ") {
        if column > 0 && column + piece.trim_end().len() > 120 {
            text.truncate(text.trim_end().len());
            text.push_str("\n    ");
            column = 4;
        }
        text.push_str(piece);
        column += piece.len();
    }
    text
}

/// The catalogue as an enum, each row with its meaning, and as a list.
fn errors() -> String {
    let mut text = String::from(
        "// The codes of this library: never renumbered, never reused. docs/errors.md tells what to do about each.\nenum {\n",
    );
    for code in Code::ALL {
        let number = code.number().unsigned_abs();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    // {}\n    CAMTLS_{} = -0x{number:04x},", code.meaning(), code.name());
    }
    text.push_str("};\n");
    text.push_str("\n// The same as a list, for tables: ROW is a macro that takes a name without CAMTLS_.\n#define CAMTLS_ERRORS(ROW)");
    for code in Code::ALL {
        let _ = write!(text, " \\\n    ROW({})", code.name());
    }
    text.push('\n');
    text
}
