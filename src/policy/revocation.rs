//! Certificate revocation lists.
//!
//! Complete and direct ones: deltas, lists by reason and lists on behalf of others are told apart and refused, since they
//! do not say that a certificate is still good.
//!
//! Source: RFC 5280 sections 5 and 6.3.

use super::algorithm::{self, Algorithm};
use super::certificate::{Certificate, is_minimal_integer};
use super::extensions::read_extension;
use super::fields::{Field, Fields, Malformed, Part, tag};
use super::name::DistinguishedName;
use super::refusal::Refusal;
use super::validity;

/// A revocation list, read without its entries.
#[derive(Clone)]
pub struct RevocationList<'a> {
    /// Who issued it.
    pub issuer: DistinguishedName<'a>,
    /// When, in seconds since 1970.
    pub this_update: i64,
    /// When there will be a newer one at the latest, in seconds since 1970.
    pub next_update: Option<i64>,
    /// The part that is signed.
    pub tbs: &'a [u8],
    /// How it is signed.
    pub signature_algorithm: Algorithm,
    /// The signature over `tbs`.
    pub signature: &'a [u8],
    /// The entries, one after the other.
    revoked: &'a [u8],
    /// The first thing found that is not supported.
    unsupported: Option<&'static str>,
}

const PART: Part = Part::RevocationList;

impl<'a> RevocationList<'a> {
    /// Reads one list, from its first byte to its last.
    ///
    /// # Errors
    /// `ERR_CRL_MALFORMED` for what is not DER or not a revocation list.
    pub fn parse(der: &'a [u8]) -> Result<Self, Refusal<'a>> {
        Self::read(der)
            .map_err(|malformed| Refusal::CrlMalformed { offset: malformed.offset(), what: malformed.part() })
    }

    /// Reads one list; the part at fault as the error.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Fields::new(der, PART).sequence()?;
        let tbs = outer.expect(tag::SEQUENCE)?;
        let outer_algorithm = outer.expect(tag::SEQUENCE)?;
        let signature = outer.bytes()?;
        outer.finish()?;

        let mut fields = outer.within(tbs, PART);
        let version = fields.optional(tag::INTEGER)?;
        let inner_algorithm = fields.expect(tag::SEQUENCE)?;
        if inner_algorithm.whole != outer_algorithm.whole {
            return Err(fields.malformed_at(inner_algorithm.content(), Part::SignatureAlgorithms));
        }
        let (_, signature_algorithm) =
            algorithm::signature_algorithm(fields.within(inner_algorithm, Part::SignatureAlgorithm))?;
        let issuer = DistinguishedName::next(&mut fields)?;
        let this_update = validity::time(&mut fields)?;
        let next_update = match fields.rest().first() {
            Some(&(tag::UTC_TIME | tag::GENERALIZED_TIME)) => Some(validity::time(&mut fields)?),
            _ => None,
        };
        let revoked = fields.optional(tag::SEQUENCE)?.present().map_or(&[][..], Field::content);
        let extensions = fields.optional(tag::constructed(0))?;
        fields.finish()?;

        let unsupported = match (version.whole, extensions.present()) {
            ([_, 1, 1], Some(extensions)) => read_extensions(fields.within(extensions, PART).sequence()?)?,
            _ => Some("without extensions"),
        };
        Ok(Self {
            issuer,
            this_update,
            next_update,
            tbs: tbs.whole,
            signature_algorithm,
            signature,
            revoked,
            unsupported,
        })
    }

    /// Whether the list may be relied on now, and `authority`, which has the issuer's name, may sign it: everything but the
    /// signature.
    pub(super) fn judge<'b>(&self, authority: &Certificate<'b>, now: Option<i64>) -> Result<(), Refusal<'b>> {
        let issuer = authority.title();
        let now = now.ok_or(Refusal::ClockNotSet)?;
        if now < self.this_update {
            return Err(Refusal::CrlNotYetValid { issuer, this_update: self.this_update, now });
        }
        match self.next_update {
            Some(next_update) if now > next_update => return Err(Refusal::CrlExpired { issuer, next_update, now }),
            Some(_) => {}
            None => return Err(Refusal::CrlUnsupported { issuer, what: "without nextUpdate" }),
        }
        if let Some(what) = self.unsupported {
            return Err(Refusal::CrlUnsupported { issuer, what });
        }
        if authority.extensions.key_usage.is_some_and(|usage| !usage.crl_signing()) {
            return Err(Refusal::CrlWrongIssuer { issuer });
        }
        match self.signature_algorithm {
            Algorithm::Supported(algorithm) if algorithm.fits(authority.public_key) => Ok(()),
            Algorithm::Supported(_) => Err(Refusal::CrlBadSignature { issuer }),
            Algorithm::Weak(what) => Err(Refusal::CrlUnsupported { issuer, what }),
            Algorithm::Unsupported => Err(Refusal::CrlUnsupported { issuer, what: "its signature algorithm" }),
        }
    }

    /// Since when the certificate is revoked, in seconds since 1970; `None` if it is not on the list.
    pub(super) fn revokes(&self, certificate: &Certificate<'_>) -> Result<Option<i64>, Malformed> {
        let mut entries = Fields::new(self.revoked, PART);
        let mut since = None;
        while !entries.is_finished() {
            let mut entry = entries.inside(tag::SEQUENCE, PART)?;
            let serial = entry.content(tag::INTEGER)?;
            if !is_minimal_integer(serial) {
                return Err(entry.malformed());
            }
            let date = validity::time(&mut entry)?;
            if serial == certificate.serial {
                since = Some(date);
            }
            if let Some(extensions) = entry.optional(tag::SEQUENCE)?.present() {
                // An entry may say that it speaks of another issuer's certificate, always critically.
                let mut extensions = entry.within(extensions, PART);
                while !extensions.is_finished() {
                    if read_extension(&mut extensions)?.1.critical {
                        return Err(extensions.malformed());
                    }
                }
            }
            entry.finish()?;
        }
        Ok(since)
    }
}

/// Reads the list's extensions; what is not supported, if anything.
fn read_extensions(mut extensions: Fields<'_>) -> Result<Option<&'static str>, Malformed> {
    let mut number = false;
    let mut unsupported = None;
    while !extensions.is_finished() {
        let (oid, extension) = read_extension(&mut extensions)?;
        let what = match oid {
            [0x55, 0x1d, 20] => {
                extensions.over(extension.value, PART).single(tag::INTEGER)?;
                number = true;
                extension.critical.then_some("a critical cRLNumber")
            }
            [0x55, 0x1d, 27] => Some("a delta"),
            [0x55, 0x1d, 28] => Some("a partial or indirect one"),
            _ => extension.critical.then_some("an unknown critical extension"),
        };
        unsupported = unsupported.or(what);
    }
    Ok(unsupported.or(if number { None } else { Some("without cRLNumber") }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::Desk;
    use std::format;
    use std::vec::Vec;

    const CONFIGURATION: &str = "[ca]\ndefault_ca=a\n[a]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\n\
        crl_extensions=e\ndefault_crl_days=30\n[e]\nauthorityKeyIdentifier=keyid\n";

    /// A certificate and its own CA's list, with `index` as openssl's database of issued certificates.
    fn made(serial: &str, index: &str, configuration: &str) -> (Vec<u8>, Vec<u8>) {
        let desk = Desk::new();
        desk.write("index", index.as_bytes());
        desk.write("number", b"01\n");
        desk.write("configuration", configuration.as_bytes());
        desk.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=ca -keyout key.pem -out ca.pem \
             -set_serial 0x{serial}"
        ));
        desk.openssl("ca -config configuration -gencrl -keyfile key.pem -cert ca.pem -out list.pem");
        (desk.make("x509 -in ca.pem -outform DER"), desk.make("crl -in list.pem -outform DER"))
    }

    const REVOKED: &str = "R\t400101000000Z\t260201000000Z\t77\tunknown\t/CN=other\n\
        R\t400101000000Z\t260301000000Z,keyCompromise\t5A\tunknown\t/CN=ca\n";

    #[test]
    fn certificates_are_looked_up() {
        let (certificate, list) = made("5a", REVOKED, CONFIGURATION);
        let (other, _) = made("5b", "", CONFIGURATION);
        let list = RevocationList::parse(&list).unwrap();
        let (certificate, other) = (Certificate::parse(&certificate).unwrap(), Certificate::parse(&other).unwrap());
        assert!(list.issuer.matches(certificate.issuer));
        assert_eq!(list.revokes(&certificate), Ok(Some(1_772_323_200)));
        assert_eq!(list.revokes(&other), Ok(None));
    }

    #[test]
    fn lists_have_dates_and_a_number() {
        let (certificate, list) = made("5a", "", CONFIGURATION);
        let authority = Certificate::parse(&certificate).unwrap();
        let list = RevocationList::parse(&list).unwrap();
        let code = |now| list.judge(&authority, now).map_err(|refusal| refusal.code().name());
        let until = list.next_update.unwrap();
        assert_eq!(until, list.this_update + 30 * 86_400);
        assert_eq!(code(Some(list.this_update)), Ok(()));
        assert_eq!(code(Some(until)), Ok(()));
        assert_eq!(code(Some(until + 1)), Err("ERR_CRL_EXPIRED"));
        assert_eq!(code(Some(list.this_update - 1)), Err("ERR_CRL_NOT_YET_VALID"));
        assert_eq!(code(None), Err("ERR_CLOCK_NOT_SET"));

        let partial = CONFIGURATION.to_owned() + "issuingDistributionPoint=critical,@p\n[p]\nonlyuser=TRUE\n";
        let (_, list) = made("5a", "", &partial);
        let list = RevocationList::parse(&list).unwrap();
        let refusal = list.judge(&authority, Some(list.this_update)).unwrap_err();
        assert_eq!(refusal, Refusal::CrlUnsupported { issuer: authority.title(), what: "a partial or indirect one" });
        let (_, list) =
            made("5a", "", &CONFIGURATION.replace("crlnumber=number\n", "").replace("crl_extensions=e\n", ""));
        let list = RevocationList::parse(&list).unwrap();
        let refusal = list.judge(&authority, Some(list.this_update)).unwrap_err();
        assert_eq!(refusal, Refusal::CrlUnsupported { issuer: authority.title(), what: "without extensions" });
    }

    #[test]
    fn lists_are_read_to_their_ends() {
        let (certificate, list) = made("5a", REVOKED, CONFIGURATION);
        for length in 0..list.len() {
            assert!(RevocationList::read(&list[..length]).is_err());
        }
        assert!(RevocationList::read(&[list.as_slice(), &[0]].concat()).is_err());
        assert!(RevocationList::read(&certificate).is_err());
        let certificate = Certificate::parse(&certificate).unwrap();
        for place in 0..list.len() {
            let mut changed = list.clone();
            changed[place] ^= 0x20;
            if let Ok(list) = RevocationList::read(&changed) {
                let _ = (list.revokes(&certificate), list.judge(&certificate, Some(0)));
            }
        }
    }
}
