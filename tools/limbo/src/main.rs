//! `limbo [FILE] --profile default|strict [--handshakes] [--exceptions FILE] [--write FILE]`: certificate-verification cases in the format
//! of x509-limbo, through the same path search as a handshake.
//!
//! Without FILE it runs the cases that the project makes itself; `--write` writes them to a file instead. Each case that is
//! answered otherwise than expected is named with the text of the refusal and, if it is listed in the exceptions, with the
//! reason. The exit status is 0 if all of them are listed.

use limbo::case::{Outcome, Suite};
use limbo::offer::{Offer, offer};
use limbo::own;
use limbo::verify::{self, Terms, Verdict};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

/// How the cases of a namespace, or all, were answered.
#[derive(Default)]
struct Count {
    agree: usize,
    false_accept: usize,
    false_reject: usize,
    skipped: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { agree, false_accept, false_reject, skipped } = self;
        write!(f, "agree={agree} false_accept={false_accept} false_reject={false_reject} skipped={skipped}")
    }
}

struct Arguments {
    file: Option<String>,
    strict: bool,
    handshakes: bool,
    exceptions: Option<String>,
    write: Option<String>,
}

fn arguments() -> Option<Arguments> {
    let mut parsed = Arguments { file: None, strict: false, handshakes: false, exceptions: None, write: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--profile" => {
                parsed.strict = match arguments.next()?.as_str() {
                    "default" => false,
                    "strict" => true,
                    _ => return None,
                };
            }
            "--handshakes" => parsed.handshakes = true,
            "--exceptions" => parsed.exceptions = Some(arguments.next()?),
            "--write" => parsed.write = Some(arguments.next()?),
            option if option.starts_with('-') => return None,
            _ => parsed.file = Some(argument),
        }
    }
    Some(parsed)
}

/// Reasons by profile, `default` and `strict`, and id.
type Exceptions = BTreeMap<String, BTreeMap<String, String>>;

fn exceptions(file: Option<&str>) -> Result<Exceptions, String> {
    let text = match file {
        Some(file) => std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?,
        None => include_str!("../exceptions.json").to_owned(),
    };
    serde_json::from_str(&text).map_err(|error| format!("exceptions: {error}"))
}

/// The cases, and how many of the file's have a form that is not known: each of these is named.
fn suite(file: Option<&str>) -> Result<(Suite, usize), String> {
    #[derive(serde::Deserialize)]
    struct Unread {
        version: u32,
        testcases: Vec<serde_json::Value>,
    }
    let Some(file) = file else {
        return Ok((own::suite(), 0));
    };
    let text = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let Unread { version, testcases } = serde_json::from_slice(&text).map_err(|error| format!("{file}: {error}"))?;
    let mut suite = Suite { version, testcases: Vec::with_capacity(testcases.len()) };
    let mut unreadable = 0;
    for value in testcases {
        let id = value.get("id").map_or("a case without id".to_owned(), ToString::to_string);
        match serde_json::from_value(value) {
            Ok(case) => suite.testcases.push(case),
            Err(error) => {
                println!("skipped {id}: {error}");
                unreadable += 1;
            }
        }
    }
    Ok((suite, unreadable))
}

/// What is said of a verdict.
fn text_of(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accepted => "accepted".to_owned(),
        Verdict::Refused(name, report) => {
            let depth = report.depth.map_or(String::new(), |depth| format!(" at depth {depth}"));
            format!("{name}{depth}: {}", report.text)
        }
        Verdict::Skipped(why) => (*why).to_owned(),
    }
}

/// Offers the chain of each case in handshakes of both versions; whether each came to the verdict on the chain alone.
fn shake_hands(suite: &Suite, strict: bool) -> bool {
    let (mut same, mut differs, mut impossible) = (0, 0, BTreeMap::<_, usize>::new());
    for case in &suite.testcases {
        let strict = strict || case.features.iter().any(|feature| feature == own::STRICT_ONLY);
        for (version, name) in [(0x0303, "1.2"), (0x0304, "1.3")] {
            match offer(case, strict, version) {
                Offer::Same => same += 1,
                Offer::Differs(how) => {
                    differs += 1;
                    println!("{} in TLS {name}: {how}", case.id);
                }
                Offer::Impossible(why) => *impossible.entry(why).or_default() += 1,
            }
        }
    }
    for (why, count) in impossible {
        println!("{count} not offered: {why}");
    }
    println!("{same} passed, {differs} failed");
    differs == 0 && same > 0
}

/// Runs all cases; whether each deviation is an exception.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let (suite, unreadable) = suite(arguments.file.as_deref())?;
    if arguments.handshakes {
        return Ok(shake_hands(&suite, arguments.strict));
    }
    if let Some(file) = &arguments.write {
        let text = serde_json::to_vec_pretty(&suite).map_err(|error| error.to_string())?;
        return std::fs::write(file, text).map(|()| true).map_err(|error| format!("{file}: {error}"));
    }
    let profile = if arguments.strict { "strict" } else { "default" };
    let reasons = exceptions(arguments.exceptions.as_deref())?.remove(profile).unwrap_or_default();
    let start = Instant::now();
    let mut total = Count { skipped: unreadable, ..Count::default() };
    let mut namespaces = BTreeMap::<&str, Count>::new();
    let mut unexplained: usize = 0;
    for case in &suite.testcases {
        let count = namespaces.entry(case.namespace()).or_default();
        let other_profile = if arguments.strict { own::DEFAULT_ONLY } else { own::STRICT_ONLY };
        let verdict = if case.features.iter().any(|feature| feature == other_profile) {
            Verdict::Skipped("a case of the other profile")
        } else {
            verify::run(case, Terms::of_runner(arguments.strict))
        };
        let deviation = match (&verdict, case.expected_result) {
            (Verdict::Accepted, Outcome::Success) | (Verdict::Refused(..), Outcome::Failure) => {
                count.agree += 1;
                total.agree += 1;
                if std::env::var_os("LIMBO_VERBOSE").is_some() {
                    println!("agree {}: {}", case.id, text_of(&verdict));
                }
                continue;
            }
            (Verdict::Accepted, Outcome::Failure) => {
                count.false_accept += 1;
                total.false_accept += 1;
                "false accept"
            }
            (Verdict::Refused(..), Outcome::Success) => {
                count.false_reject += 1;
                total.false_reject += 1;
                "false reject"
            }
            (Verdict::Skipped(_), _) => {
                count.skipped += 1;
                total.skipped += 1;
                "skipped"
            }
        };
        let text = text_of(&verdict);
        match reasons.get(&case.id) {
            Some(reason) => println!("{deviation} {}: {text} [exception: {reason}]", case.id),
            None => {
                println!("{deviation} {}: {text}", case.id);
                unexplained += usize::from(!matches!(verdict, Verdict::Skipped(_)));
            }
        }
    }
    for (namespace, count) in &namespaces {
        println!("{namespace} {count}");
    }
    println!(
        "{} cases, profile {profile}, {:.1} s; {unexplained} not listed as exceptions",
        suite.testcases.len(),
        start.elapsed().as_secs_f64()
    );
    println!("total {total}");
    Ok(unexplained == 0)
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        eprintln!("usage: limbo [FILE] --profile default|strict [--handshakes] [--exceptions FILE] [--write FILE]");
        return ExitCode::from(2);
    };
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("limbo: {error}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limbo::case::Case;
    use std::sync::{Mutex, PoisonError};

    /// The library serves one thread at a time.
    static LIBRARY: Mutex<()> = Mutex::new(());

    fn answer(case: &Case, strict: bool) -> bool {
        let _one = LIBRARY.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(verify::run(case, Terms::of_runner(strict)), Verdict::Accepted)
    }

    #[test]
    fn every_case_of_our_own_is_answered_as_expected() {
        for case in own::suite().testcases {
            let strict = case.features.iter().any(|feature| feature == own::STRICT_ONLY);
            let expected = case.expected_result == Outcome::Success;
            assert_eq!(answer(&case, strict), expected, "{}", case.id);
        }
    }
}
