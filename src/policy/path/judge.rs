//! What is said of a certificate at its place in a path, short of its signature.

use super::{PathEntry, Request, get, read};
use crate::policy::algorithm::Algorithm;
use crate::policy::certificate::Certificate;
use crate::policy::constraints::{NameConstraints, Violation};
use crate::policy::general_name::GeneralName;
use crate::policy::hostname::ReferenceIdentity;
use crate::policy::profile::{self, Place, Profile};
use crate::policy::refusal::Refusal;
use crate::policy::revocation::RevocationList;
use crate::policy::text::{Name, Offered};
use crate::policy::usage;
use crate::policy::validity::Timeliness;

/// Comparisons of names with constraints that one search may make.
pub(super) const COMPARISONS: u32 = 50_000;

type Verdict<'a> = Result<(), Refusal<'a>>;

/// Everything that can be said of the leaf alone: name, dates, rules, usage.
pub(super) fn judge_leaf<'a>(request: &Request<'a>, der: &'a [u8], pinned: bool) -> Verdict<'a> {
    let leaf = Certificate::parse(der)?;
    if let Some(reference) = &request.reference {
        check_name(&leaf, reference, &request.profile)?;
    }
    check_dates(&leaf, request.now)?;
    if pinned {
        profile::told(profile::check_serial(&leaf, Place::Anchor), &leaf)?;
        profile::check_key(&leaf)?;
        return usage::allows(&leaf, request.purpose);
    }
    profile::check_rules(&leaf, Place::Leaf)?;
    profile::check_key(&leaf)?;
    usage::allows(&leaf, request.purpose)?;
    usage::may_sign_handshakes(&leaf)?;
    profile::check_signature_algorithm(&leaf)?;
    check_strict(request, &leaf, Place::Leaf)
}

#[cfg(feature = "strict")]
fn check_strict<'a>(request: &Request<'a>, certificate: &Certificate<'a>, place: Place) -> Verdict<'a> {
    if request.profile.is_strict() {
        profile::told(crate::policy::strict::check(certificate, place, request.purpose), certificate)
    } else {
        Ok(())
    }
}

#[cfg(not(feature = "strict"))]
fn check_strict<'a>(_: &Request<'a>, _: &Certificate<'a>, _: Place) -> Verdict<'a> {
    Ok(())
}

/// Whether the leaf carries the name that was asked for.
fn check_name<'a>(leaf: &Certificate<'a>, reference: &ReferenceIdentity<'a>, profile: &Profile) -> Verdict<'a> {
    let wanted = reference.name();
    let suffix = profile.public_suffix;
    if leaf.extensions.subject_alternative_name.is_none() {
        let common_name = leaf.subject.common_name();
        let matches = common_name.is_some_and(|name| reference.is_common_name(name, suffix));
        let offered = || common_name.filter(|_| profile.common_name).into_iter().map(Name::Text).collect();
        return match (matches, profile.common_name) {
            (true, true) => Ok(()),
            (true, false) => {
                let kind = if reference.address().is_some() { "IP" } else { "DNS" };
                Err(Refusal::NameOnlyCommon { wanted, kind })
            }
            (false, _) => Err(Refusal::NameMismatch { wanted, offered: offered() }),
        };
    }
    match reference.is_among(leaf.alternative_names(), suffix) {
        Ok(true) => Ok(()),
        Ok(false) if reference.address().is_some() && names_address_as_dns(leaf, reference) => {
            Err(Refusal::CertNonconforming { subject: leaf.title(), rule: "it carries the IP address as a DNS name" })
        }
        Ok(false) => Err(Refusal::NameMismatch { wanted, offered: offered(leaf) }),
        Err(_) => Err(Refusal::CertNonconforming { subject: leaf.title(), rule: "its subjectAltName is malformed" }),
    }
}

/// Whether the address that is wanted is there, but as the text of a DNS name.
fn names_address_as_dns(leaf: &Certificate<'_>, reference: &ReferenceIdentity<'_>) -> bool {
    leaf.alternative_names().any(|name| match name {
        Ok(GeneralName::Dns(name)) => reference.is_common_name(name, None),
        _ => false,
    })
}

/// The DNS names and addresses of the alternative names.
fn offered<'a>(leaf: &Certificate<'a>) -> Offered<'a> {
    leaf.alternative_names()
        .filter_map(|name| match name {
            Ok(GeneralName::Dns(name)) => Some(Name::Text(name)),
            Ok(GeneralName::Ip(address)) => Some(Name::Address(address)),
            _ => None,
        })
        .collect()
}

fn check_dates<'a>(certificate: &Certificate<'a>, now: Option<i64>) -> Verdict<'a> {
    let now = now.ok_or(Refusal::ClockNotSet)?;
    let subject = || certificate.title();
    let validity = certificate.validity;
    match validity.at(now) {
        Timeliness::Valid => Ok(()),
        Timeliness::TooEarly => {
            Err(Refusal::CertNotYetValid { subject: subject(), not_before: validity.not_before, now })
        }
        Timeliness::TooLate => Err(Refusal::CertExpired { subject: subject(), not_after: validity.not_after, now }),
    }
}

/// Everything but the signature that decides whether `entry` may have issued `subject`, the last certificate of `path`.
pub(super) fn judge_candidate<'a>(
    request: &Request<'a>,
    path: &[PathEntry],
    subject: &Certificate<'a>,
    entry: PathEntry,
    comparisons: &mut u32,
) -> Verdict<'a> {
    let place = match entry {
        PathEntry::Chain(_) => Place::Intermediate,
        PathEntry::Anchor(_) => Place::Anchor,
    };
    let internal = Refusal::Internal { place: 1 };
    let candidate = Certificate::parse(get(request, entry).ok_or(internal)?)?;
    check_issuer_key(subject, &candidate)?;
    check_dates(&candidate, request.now)?;
    usage::may_issue(&candidate)?;
    profile::check_rules(&candidate, place)?;
    profile::check_key(&candidate)?;
    if place == Place::Intermediate {
        profile::check_signature_algorithm(&candidate)?;
    }
    usage::allows(&candidate, request.purpose)?;
    check_path_length(request, path, &candidate, place)?;
    check_strict(request, &candidate, place)?;
    check_name_constraints(request, path, &candidate, comparisons)
}

/// Whether the candidate's key can have made the subject's signature: of the right kind, and identified as the right one.
fn check_issuer_key<'a>(subject: &Certificate<'a>, candidate: &Certificate<'a>) -> Verdict<'a> {
    let wrong = || Err(Refusal::BadSignature { subject: subject.title(), issuer: candidate.title() });
    if let Algorithm::Supported(algorithm) = subject.signature_algorithm {
        // Keys that are not supported are told by name later.
        if candidate.public_key.bits() != 0 && !algorithm.fits(candidate.public_key) {
            return wrong();
        }
    }
    if profile::names_key_of(subject, candidate) { Ok(()) } else { wrong() }
}

/// Whether there are few enough CA certificates below; self-issued ones are not counted, nor is the leaf.
// Apart, for the sake of the stack, as the next one: each reads a certificate beside the candidate.
#[inline(never)]
fn check_path_length<'a>(
    request: &Request<'a>,
    path: &[PathEntry],
    candidate: &Certificate<'a>,
    place: Place,
) -> Verdict<'a> {
    let below = path
        .iter()
        .skip(1)
        .filter(|entry| read(request, **entry).is_some_and(|certificate| !certificate.is_self_issued()))
        .count();
    let below = u32::try_from(below).unwrap_or(u32::MAX);
    let too_many = |allowed| Err(Refusal::PathLength { subject: candidate.title(), allowed });
    if let Some(allowed) = candidate.extensions.basic_constraints.and_then(|constraints| constraints.path_length) {
        if below > allowed {
            return too_many(allowed);
        }
    }
    if let Some(allowed) = request.profile.intermediates.map(u32::from) {
        let one_more = u32::from(place == Place::Intermediate && !candidate.is_self_issued());
        if below.saturating_add(one_more) > allowed {
            return too_many(allowed);
        }
    }
    Ok(())
}

/// Whether the names of all certificates below are those that the candidate may certify.
#[inline(never)]
fn check_name_constraints<'a>(
    request: &Request<'a>,
    path: &[PathEntry],
    candidate: &Certificate<'a>,
    comparisons: &mut u32,
) -> Verdict<'a> {
    let Some(extension) = candidate.extensions.name_constraints else {
        return Ok(());
    };
    let issuer = candidate.title();
    let malformed = Refusal::CertNonconforming { subject: issuer, rule: "its nameConstraints are malformed" };
    let constraints = NameConstraints::read(extension.value).map_err(|_| malformed)?;
    for (level, entry) in path.iter().enumerate() {
        let Some(certificate) = read(request, *entry) else {
            return Err(Refusal::Internal { place: 2 });
        };
        // Self-issued certificates serve key rollover and are exempt, unless they are the leaf.
        if level > 0 && certificate.is_self_issued() {
            continue;
        }
        let common_name = level == 0 && request.profile.common_name;
        constraints.admit(&certificate, common_name, comparisons).map_err(|violation| match violation {
            Violation::Name(name) => Refusal::NameConstraint { issuer, name },
            Violation::MalformedNames => {
                Refusal::CertNonconforming { subject: certificate.title(), rule: "its subjectAltName is malformed" }
            }
            Violation::Budget => Refusal::PathBudget { signatures: u32::from(request.profile.signatures) },
        })?;
    }
    Ok(())
}

/// What is wrong with a list that failed, or with the certificate by it.
pub(super) fn judge_list<'a>(
    request: &Request<'a>,
    certificate: &Certificate<'a>,
    authority: &Certificate<'a>,
    list: Option<(u16, bool)>,
) -> Refusal<'a> {
    let issuer = authority.title();
    let Some((list, signed)) = list else {
        return Refusal::CrlMissing { issuer };
    };
    let Some(crl) = request.crls.get(usize::from(list)).and_then(|der| RevocationList::read(der).ok()) else {
        return Refusal::CrlMissing { issuer };
    };
    if let Err(refusal) = crl.judge(authority, request.now) {
        return refusal;
    }
    if !signed {
        return Refusal::CrlBadSignature { issuer };
    }
    match crl.revokes(certificate) {
        Ok(Some(since)) => Refusal::CertRevoked { subject: certificate.title(), since },
        Ok(None) | Err(_) => Refusal::CrlUnsupported { issuer, what: "malformed" },
    }
}
