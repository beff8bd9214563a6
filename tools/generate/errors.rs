//! `docs/errors.md`: the catalogue as a page, with the lines that the tests of mpy-tests/errors recorded at the REPL.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Result;

use camtls::policy::{Alert, Code};

/// The ranges of the numbers and what each is about; the first number of each.
const RANGES: [(u16, &str, &str); 6] = [
    (0x8001, "Usage and configuration", "The script asked for something that cannot be; nothing was sent."),
    (0x8100, "Loading", "A certificate, key or list that was given to a context is not what it should be."),
    (0x8200, "Verdicts", "The peer's certificates were read and are not trusted."),
    (0x8300, "Protocol", "What the peer sent, or did not send, is not the protocol that was expected."),
    (
        0x8400,
        "Alerts received",
        "The peer ended the connection and said why: it is the peer's opinion, explained with what is known here.",
    ),
    (0x8500, "Clock, randomness and platform", "The firmware could not give what TLS needs."),
];

/// What was recorded: for the name of a code the lines that it was told with, and for those that no script can provoke, why not.
#[derive(Default)]
struct Recorded {
    lines: HashMap<String, Vec<String>>,
    unprovoked: HashMap<String, String>,
}

impl Recorded {
    fn read(folder: &Path) -> Result<Self> {
        let mut recorded = Self::default();
        let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        // The order in which several lines of one code are shown.
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "exp")) {
            let text = fs::read_to_string(file)?;
            let mut lines = text.lines();
            while let Some((name, line)) = lines.next().zip(lines.next()) {
                let known = recorded.lines.entry(name.into()).or_default();
                if !known.iter().any(|earlier| earlier == line) {
                    known.push(line.into());
                }
            }
        }
        for line in fs::read_to_string(folder.join("unprovoked.txt"))?.lines() {
            let (name, why) = line.split_once(": ").ok_or("unprovoked.txt: NAME: why")?;
            recorded.unprovoked.insert(name.into(), why.into());
        }
        let known = |name: &String| Code::ALL.iter().any(|code| code.name() == name);
        match recorded.lines.keys().chain(recorded.unprovoked.keys()).find(|name| !known(name)) {
            Some(name) => {
                Err(format!("{name} is recorded in {}, but no row of the catalogue", folder.display()).into())
            }
            None => Ok(recorded),
        }
    }

    /// What the page shows of a code.
    fn of(&self, code: Code) -> Result<String> {
        match (self.lines.get(code.name()), self.unprovoked.get(code.name())) {
            (Some(lines), None) => Ok(format!("```\n{}\n```\n", lines.join("\n"))),
            (None, Some(why)) => Ok(format!("> {}\n\nNot shown as printed: {why}.\n", sentence(code))),
            (Some(_), Some(_)) => Err(format!("{} is provoked: it has no place in unprovoked.txt", code.name()).into()),
            (None, None) => Err(format!(
                "{} is not provoked: add it to a script of mpy-tests/errors, record it with tools/run-tests.py --write-exp \
                 --board unix FILE, or say in unprovoked.txt why no script can",
                code.name()
            )
            .into()),
        }
    }
}

/// The page's text.
pub(crate) fn text(root: &Path) -> Result<String> {
    let recorded = Recorded::read(&root.join("mpy-tests/errors"))?;
    let mut page = String::from(
        "# Errors\n\
         \n\
         Every failure of TLS is an `OSError` whose first argument is a number and whose second is a sentence that says what is\n\
         wrong and what to do. Positive numbers are errno, as for any socket; −1 to −0x7FFF are Mbed TLS's own; those of this page\n\
         are camtls's, in both modules: `ssl.ERR_…` and `tls.ERR_…`. They are never renumbered and never reused.\n\
         \n\
         ```python\n\
         try:\n    s = ssl.wrap_socket(s, server_hostname=\"broker.local\", cadata=ca)\n\
         except OSError as e:\n    if e.errno == ssl.ERR_CLOCK_NOT_SET:\n        ntptime.settime()\n\
         ```\n\
         \n\
         Below each code stands what the REPL printed when a test provoked it (`mpy-tests/errors`), so that you can look for your line\n\
         here; names, dates and numbers will be others. This page is made from the catalogue (`src/policy/error.rs`) by `make docs`.\n",
    );
    let mut ranges = RANGES.iter().peekable();
    for code in Code::ALL {
        let number = code.number().unsigned_abs();
        // Writing to a String cannot fail.
        while let Some((_, title, about)) = ranges.next_if(|(first, ..)| u32::from(*first) <= number) {
            let _ = write!(page, "\n## {title}\n\n{about}\n");
        }
        let _ = write!(page, "\n### `{}` (−0x{number:04X})\n\n{}\n", code.name(), code.meaning());
        let _ = write!(page, "\n{}", recorded.of(*code)?);
        if let Some(alert) = code.alert() {
            let _ = write!(page, "\nThe peer is told {}.\n", told(alert));
        }
    }
    Ok(page)
}

/// What the script would read: for an alert received, its name comes first, and may say it all.
fn sentence(code: Code) -> String {
    let name = code.name().trim_start_matches("ERR_ALERT_").to_lowercase();
    let alert = if code.is_alert() { format!("the peer sent alert {name}") } else { String::new() };
    let parts = [alert.as_str(), code.cause(), code.remedy()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// An alert as the standards name it: the codes of the alerts received carry the names.
fn told(alert: Alert) -> String {
    let name = Code::from_alert(alert).name().trim_start_matches("ERR_ALERT_").to_lowercase();
    format!("`{name}` (alert {})", alert.number())
}
