//! Name constraints: what is accepted lies within them as a plain reading of them says.

use crate::made::{Content, certificate, halves, is_signed, request, search};
use der::Decode;
use limbo::own::der::name;
use limbo::own::issue::{ALTERNATIVE_NAME, BASIC_CONSTRAINTS, NAME_CONSTRAINTS, authority};
use x509_cert::ext::pkix::constraints::name::GeneralSubtrees;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};

pub fn run(data: &[u8]) {
    let (constraints, names) = halves(data);
    let root = certificate(&Content {
        subject: &name("CN=root"),
        issuer: &name("CN=root"),
        key: 1,
        signer: 1,
        until: "270101000000Z",
        extensions: &[(BASIC_CONSTRAINTS, true, authority(None)), (NAME_CONSTRAINTS, true, constraints.to_vec())],
    });
    let leaf = certificate(&Content {
        subject: &name("O=camera,CN=leaf"),
        issuer: &name("CN=root"),
        key: 2,
        signer: 1,
        until: "270101000000Z",
        extensions: &[(ALTERNATIVE_NAME, false, names.to_vec())],
    });
    if search(&request(&&[&leaf[..]][..], &&[&root[..]][..], None), is_signed).is_err() {
        return;
    }
    let (Ok(constraints), Ok(SubjectAltName(names))) =
        (NameConstraints::from_der(constraints), SubjectAltName::from_der(names))
    else {
        return;
    };
    for name in &names {
        assert!(!within(&constraints.excluded_subtrees, name).contains(&true), "{name:?} is excluded");
        let permitted = within(&constraints.permitted_subtrees, name);
        assert!(permitted.is_empty() || permitted.contains(&true), "{name:?} is not permitted");
    }
}

/// For each subtree of the name's form: whether the name lies in it.
fn within(subtrees: &Option<GeneralSubtrees>, name: &GeneralName) -> Vec<bool> {
    let bases = subtrees.iter().flatten().map(|subtree| &subtree.base);
    bases
        .filter_map(|base| match (base, name) {
            (GeneralName::DnsName(base), GeneralName::DnsName(name)) => {
                let (base, name) = (base.as_str().to_ascii_lowercase(), name.as_str().to_ascii_lowercase());
                let name = name.strip_prefix("*.").unwrap_or(&name);
                Some(base.is_empty() || name == base || name.ends_with(&format!(".{base}")))
            }
            (GeneralName::IpAddress(base), GeneralName::IpAddress(name)) => {
                let (base, name) = (base.as_bytes(), name.as_bytes());
                let (network, mask) = base.split_at(base.len() / 2);
                (network.len() == name.len()).then(|| {
                    network.iter().zip(mask).zip(name).all(|((network, mask), name)| network & mask == name & mask)
                })
            }
            (GeneralName::DirectoryName(base), GeneralName::DirectoryName(name)) => {
                // Equal beginnings are within; unequal ones may be, in other letters.
                let is_beginning = base.iter_rdn().zip(name.iter_rdn()).all(|(base, name)| base == name);
                (is_beginning && base.len() <= name.len()).then_some(true)
            }
            (GeneralName::UniformResourceIdentifier(_), GeneralName::UniformResourceIdentifier(_))
            | (GeneralName::OtherName(_), GeneralName::OtherName(_))
            | (GeneralName::RegisteredId(_), GeneralName::RegisteredId(_)) => Some(false),
            _ => None,
        })
        .collect()
}
