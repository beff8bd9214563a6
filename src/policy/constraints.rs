//! Name constraints: which names a certification authority may certify.
//!
//! Source: RFC 5280 sections 4.2.1.10 and 6.1.4 (g), read defensively: a wildcard that may stand for a name outside is
//! outside, a constraint on a form of names that is not understood refuses all names of that form, and a constraint that is
//! not well-formed refuses everything.

use super::certificate::Certificate;
use super::fields::{Fields, Malformed, Part, tag};
use super::general_name::GeneralName;
use super::hostname::{PresentedName, ReferenceIdentity, is_dns_name};
use super::pieces::halves;
use super::text::Name;

/// Why a certificate is not within the constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Violation<'a> {
    /// This name of it is outside.
    Name(Name<'a>),
    /// The names of it are not well-formed.
    MalformedNames,
    /// Comparing would take more work than is left.
    Budget,
}

/// The constraints of one authority.
#[derive(Clone)]
pub(super) struct NameConstraints<'a> {
    permitted: Option<Fields<'a>>,
    excluded: Option<Fields<'a>>,
}

const PART: Part = Part::NameConstraints;

impl<'a> NameConstraints<'a> {
    /// Reads the value of the extension, to its last subtree.
    pub(super) fn read(value: &'a [u8]) -> Result<Self, Malformed> {
        let mut fields = Fields::new(value, PART).sequence()?;
        let permitted = fields.optional(tag::constructed(0))?.present().map(|field| fields.within(field, PART));
        let excluded = fields.optional(tag::constructed(1))?.present().map(|field| fields.within(field, PART));
        fields.finish()?;
        if permitted.is_none() && excluded.is_none() {
            return Err(fields.malformed());
        }
        for mut subtrees in [&permitted, &excluded].into_iter().flatten().cloned() {
            // At least one subtree, so that an empty list cannot be taken for "all" by one and "none" by another.
            loop {
                let at = subtrees.malformed();
                if !is_well_formed(subtree(&mut subtrees)?) {
                    return Err(at);
                }
                if subtrees.is_finished() {
                    break;
                }
            }
        }
        Ok(Self { permitted, excluded })
    }

    /// Whether all names of `certificate` are within. Each comparison takes one unit of `work`.
    ///
    /// With `common_name` a common name counts as a DNS name or an address where there are no alternative names, since it
    /// would be compared with the host name too.
    pub(super) fn admit(
        &self,
        certificate: &Certificate<'a>,
        common_name: bool,
        work: &mut u32,
    ) -> Result<(), Violation<'a>> {
        for name in certificate.alternative_names() {
            let name = name.map_err(|_| Violation::MalformedNames)?;
            self.admit_name(name, work)?;
        }
        if !certificate.subject.is_empty() {
            self.admit_name(GeneralName::Directory(certificate.subject), work)?;
        }
        if certificate.extensions.subject_alternative_name.is_none() {
            for address in certificate.subject.email_addresses() {
                self.admit_name(GeneralName::Email(address), work)?;
            }
            if let Some(name) = certificate.subject.common_name().filter(|_| common_name) {
                self.admit_common_name(name, work)?;
            }
        }
        Ok(())
    }

    fn admit_common_name(&self, name: &'a [u8], work: &mut u32) -> Result<(), Violation<'a>> {
        // What no host name can equal needs no permission.
        match ReferenceIdentity::parse(name) {
            // The text of an address, where addresses are constrained: refused rather than converted.
            Ok(identity) if identity.address().is_some() => {
                if self.mentions(GeneralName::Ip(&[])) {
                    Err(Violation::Name(Name::Text(name)))
                } else {
                    Ok(())
                }
            }
            _ if PresentedName::read(name).is_some() => self.admit_name(GeneralName::Dns(name), work),
            _ => Ok(()),
        }
    }

    /// Whether any subtree is of the same form as `name`.
    fn mentions(&self, name: GeneralName<'_>) -> bool {
        [&self.permitted, &self.excluded]
            .into_iter()
            .flatten()
            .any(|subtrees| Subtrees(subtrees.clone()).any(|base| same_form(base, name)))
    }

    fn admit_name(&self, name: GeneralName<'a>, work: &mut u32) -> Result<(), Violation<'a>> {
        let outside = Err(Violation::Name(shown(name)));
        for base in self.excluded.iter().cloned().flat_map(Subtrees) {
            *work = work.checked_sub(1).ok_or(Violation::Budget)?;
            if same_form(base, name) && touches(base, name, Extent::Some) {
                return outside;
            }
        }
        let mut constrained = false;
        for base in self.permitted.iter().cloned().flat_map(Subtrees) {
            *work = work.checked_sub(1).ok_or(Violation::Budget)?;
            if same_form(base, name) {
                if touches(base, name, Extent::All) {
                    return Ok(());
                }
                constrained = true;
            }
        }
        if constrained { outside } else { Ok(()) }
    }
}

/// The bases of subtrees that have been read once already.
struct Subtrees<'a>(Fields<'a>);

impl<'a> Iterator for Subtrees<'a> {
    type Item = GeneralName<'a>;

    fn next(&mut self) -> Option<GeneralName<'a>> {
        if self.0.is_finished() { None } else { subtree(&mut self.0).ok() }
    }
}

/// Reads one `GeneralSubtree`; its distances have one value only in certificates, the default.
fn subtree<'a>(fields: &mut Fields<'a>) -> Result<GeneralName<'a>, Malformed> {
    let mut subtree = fields.inside(tag::SEQUENCE, PART)?;
    let base = GeneralName::next(&mut subtree)?;
    subtree.finish()?;
    Ok(base)
}

fn is_well_formed(base: GeneralName<'_>) -> bool {
    match base {
        // Neither wildcards nor leading dots: subdomains are always meant.
        GeneralName::Dns(base) => base.is_empty() || is_dns_name(base),
        GeneralName::Ip(base) => base.split_at_checked(base.len() / 2).is_some_and(|(_, mask)| is_mask(mask)),
        GeneralName::Email(base) => match mailbox(base) {
            Some((_, host)) => is_dns_name(host),
            None => !base.contains(&b'@') && is_dns_name(base.strip_prefix(b".").unwrap_or(base)),
        },
        GeneralName::Directory(_) | GeneralName::Uri(_) | GeneralName::Other(..) => true,
    }
}

/// Whether `mask` is 4 or 16 bytes of ones followed by zeros.
fn is_mask(mask: &[u8]) -> bool {
    let mut bytes = mask.iter().skip_while(|byte| **byte == 0xff);
    let partial = bytes.next().is_none_or(|byte| byte.leading_ones().saturating_add(byte.trailing_zeros()) == 8);
    matches!(mask.len(), 4 | 16) && partial && bytes.all(|byte| *byte == 0)
}

fn same_form(base: GeneralName<'_>, name: GeneralName<'_>) -> bool {
    match (base, name) {
        // An IPv4 constraint says nothing about IPv6 addresses, and the reverse; odd lengths are of every form.
        (GeneralName::Ip(base), GeneralName::Ip(name)) => !matches!(name.len(), 4 | 16) || base.len() / 2 == name.len(),
        (GeneralName::Other(base, _), GeneralName::Other(name, _)) => base == name,
        _ => core::mem::discriminant(&base) == core::mem::discriminant(&name),
    }
}

/// Which part of what a name stands for must lie in a subtree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Everything: to be permitted.
    All,
    /// Anything: to be excluded.
    Some,
}

/// Whether the subtree at `base` covers `name` to that extent; both are of one form. A name that is not well-formed is in
/// every excluded and in no permitted subtree, and so is a name of a form that is not understood, or text that cannot be compared.
fn touches(base: GeneralName<'_>, name: GeneralName<'_>, extent: Extent) -> bool {
    let unclear = extent == Extent::Some;
    match (base, name) {
        (GeneralName::Dns(base), GeneralName::Dns(name)) => match PresentedName::read(name) {
            Some(name) => {
                // A wildcard stands for names that are one label longer than what follows it.
                is_under(name.base, base) || (unclear && name.wildcard && is_parent(name.base, base))
            }
            None => unclear,
        },
        (GeneralName::Ip(base), GeneralName::Ip(name)) => match base.split_at_checked(base.len() / 2) {
            Some((address, mask)) if address.len() == name.len() => {
                let in_network = |((address, mask), name): ((&u8, &u8), &u8)| address & mask == name & mask;
                address.iter().zip(mask).zip(name).all(in_network)
            }
            _ => unclear,
        },
        (GeneralName::Email(base), GeneralName::Email(name)) => match mailbox(name) {
            Some((local, host)) if is_dns_name(host) => match (mailbox(base), base.strip_prefix(b".")) {
                (Some((base_local, base_host)), _) => base_local == local && base_host.eq_ignore_ascii_case(host),
                (None, Some(parent)) => host.len() > parent.len() && is_under(host, parent),
                (None, None) => base.eq_ignore_ascii_case(host),
            },
            _ => unclear,
        },
        (GeneralName::Directory(base), GeneralName::Directory(name)) => {
            name.is_within(base) || (unclear && name.may_be_within(base))
        }
        _ => unclear,
    }
}

/// Whether `name` is `base` or has more labels in front of it.
fn is_under(name: &[u8], base: &[u8]) -> bool {
    let Some((front, end)) = name.len().checked_sub(base.len()).and_then(|length| name.split_at_checked(length)) else {
        return false;
    };
    end.eq_ignore_ascii_case(base) && (base.is_empty() || front.is_empty() || front.ends_with(b"."))
}

/// Whether `name` is `parent` with one label in front.
fn is_parent(parent: &[u8], name: &[u8]) -> bool {
    halves(name, b'.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent))
}

/// The two sides of an email address that has exactly one `@`, neither of them empty.
fn mailbox(address: &[u8]) -> Option<(&[u8], &[u8])> {
    halves(address, b'@').filter(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains(&b'@'))
}

/// How a name is shown in a message.
fn shown(name: GeneralName<'_>) -> Name<'_> {
    match name {
        GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Uri(text) => Name::Text(text),
        GeneralName::Ip(address) => Name::Address(address),
        GeneralName::Directory(name) => name.title().map_or(Name::Absent, Name::Text),
        GeneralName::Other(..) => Name::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    fn covers(base: GeneralName<'_>, name: GeneralName<'_>) -> (bool, bool) {
        assert!(is_well_formed(base), "{base:?}");
        assert!(same_form(base, name));
        (touches(base, name, Extent::All), touches(base, name, Extent::Some))
    }

    /// Permitted by the subtree, excluded by it.
    const NEITHER: (bool, bool) = (false, false);
    const BOTH: (bool, bool) = (true, true);
    const PARTLY: (bool, bool) = (false, true);

    #[test]
    fn dns_subtrees() {
        for (base, name, expected) in [
            ("example.com", "example.com", BOTH),
            ("example.com", "a.b.Example.COM", BOTH),
            ("", "anything.example", BOTH),
            ("com", "example.com", BOTH),
            ("example.com", "badexample.com", NEITHER),
            ("www.example.com", "example.com", NEITHER),
            ("example.com", "*.example.com", BOTH),
            ("www.example.com", "*.example.com", PARTLY),
            ("a.www.example.com", "*.example.com", NEITHER),
            ("example.com", "*.com", PARTLY),
            // What is no DNS name is nowhere permitted and everywhere excluded.
            ("example.org", ".example.com", PARTLY),
            ("example.org", "example.com.", PARTLY),
            ("example.org", "exam ple.com", PARTLY),
            ("example.org", "", PARTLY),
        ] {
            let answer = covers(GeneralName::Dns(base.as_bytes()), GeneralName::Dns(name.as_bytes()));
            assert_eq!(answer, expected, "{base} {name}");
        }
    }

    #[test]
    fn networks() {
        let network = [192, 0, 2, 0, 255, 255, 255, 128];
        for (name, expected) in [
            (&[192, 0, 2, 127][..], BOTH),
            (&[192, 0, 2, 128], NEITHER),
            (&[192, 0, 3, 1], NEITHER),
            (&[192, 0, 2], PARTLY),
            (&[192, 0, 2, 0, 255, 255, 255, 255], PARTLY),
        ] {
            assert_eq!(covers(GeneralName::Ip(&network), GeneralName::Ip(name)), expected, "{name:?}");
        }
        assert!(!same_form(GeneralName::Ip(&network), GeneralName::Ip(&[0; 16])));
        assert!(covers(GeneralName::Ip(&[0; 32]), GeneralName::Ip(&[1; 16])).0);
    }

    #[test]
    fn mailboxes_hosts_and_domains() {
        for (base, name, expected) in [
            ("me@example.com", "me@EXAMPLE.com", BOTH),
            ("me@example.com", "Me@example.com", NEITHER),
            ("*@example.com", "me@example.com", NEITHER),
            ("example.com", "me@example.com", BOTH),
            ("example.com", "me@a.example.com", NEITHER),
            (".example.com", "me@a.b.example.com", BOTH),
            (".example.com", "me@example.com", NEITHER),
            ("example.com", "a@b@example.com", PARTLY),
            ("example.com", "example.com", PARTLY),
            ("example.com", "@example.com", PARTLY),
            ("example.com", "me@", PARTLY),
        ] {
            let answer = covers(GeneralName::Email(base.as_bytes()), GeneralName::Email(name.as_bytes()));
            assert_eq!(answer, expected, "{base} {name}");
        }
    }

    #[test]
    fn forms_that_are_not_understood() {
        let uri = GeneralName::Uri(b"example.com");
        assert_eq!(covers(uri, GeneralName::Uri(b"https://example.com/")), PARTLY);
        assert_eq!(covers(GeneralName::Other(0, b"a"), GeneralName::Other(0, b"b")), PARTLY);
        assert!(!same_form(GeneralName::Other(0, b""), GeneralName::Other(8, b"")));
        assert!(!same_form(uri, GeneralName::Dns(b"example.com")));
    }

    #[test]
    fn bases_are_well_formed() {
        for base in [
            GeneralName::Dns(b".example.com"),
            GeneralName::Dns(b"*.example.com"),
            GeneralName::Dns(b"192.0.2.1"),
            GeneralName::Ip(&[192, 0, 2, 1]),
            GeneralName::Ip(&[192, 0, 2, 1, 255, 0, 255, 0]),
            GeneralName::Ip(&[192, 0, 2, 1, 255, 253, 0, 0]),
            GeneralName::Ip(&[0; 6]),
            GeneralName::Ip(&[]),
            GeneralName::Email(b"a@b@c"),
            GeneralName::Email(b"@example.com"),
            GeneralName::Email(b""),
            GeneralName::Email(b".."),
        ] {
            assert!(!is_well_formed(base), "{base:?}");
        }
        assert!(is_mask(&[255, 255, 255, 255]) && is_mask(&[0; 16]) && is_mask(&[254, 0, 0, 0]));
    }

    #[test]
    fn values_are_read_to_their_ends() {
        let value = |parts: &[&[u8]]| crate::policy::desk::value(0x30, &parts.concat());
        let tree = value(&[&[0x82, 1, b'a']]);
        let list = |tag: u8, parts: &[&[u8]]| crate::policy::desk::value(tag, &parts.concat());
        assert!(NameConstraints::read(&value(&[&list(0xa0, &[&tree])])).is_ok());
        assert!(NameConstraints::read(&value(&[&list(0xa0, &[&tree]), &list(0xa1, &[&tree, &tree])])).is_ok());
        for bad in [
            vec![],
            value(&[]),
            value(&[&list(0xa0, &[])]),
            value(&[&list(0xa1, &[&tree]), &list(0xa0, &[&tree])]),
            value(&[&list(0xa2, &[&tree])]),
            value(&[&list(0xa0, &[&value(&[&[0x82, 1, b'a', 0x80, 1, 1]])])]),
            value(&[&list(0xa0, &[&tree, &[0x30]])]),
        ] {
            assert!(NameConstraints::read(&bad).is_err(), "{bad:02x?}");
        }
    }
}
