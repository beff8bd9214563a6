//! PKCS#7 that holds nothing but certificates: what a CA answers to a request (RFC 8551 section 3.8, RFC 7030 section 4.2.3).

use super::fields::{Fields, Malformed, Part, tag};

/// signedData, RFC 5652.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];

/// The certificates in `der`, one behind the other: for [`super::der::certificates`].
///
/// # Errors
/// Where it is no such container.
pub fn certificates(der: &[u8]) -> Result<&[u8], Malformed> {
    let mut outer = Fields::new(der, Part::Container).sequence()?;
    let kind = outer.content(tag::OID)?;
    if kind != SIGNED_DATA {
        return Err(outer.malformed_at(kind, Part::Container));
    }
    let content = outer.expect(tag::constructed(0))?;
    outer.finish()?;
    let mut data = outer.within(content, Part::Container).sequence()?;
    data.expect(tag::INTEGER)?;
    data.expect(tag::SET)?;
    data.expect(tag::SEQUENCE)?;
    let certificates = data.content(tag::constructed(0))?;
    // Revocation lists, if any; nobody signed.
    data.optional(tag::constructed(1))?;
    data.expect(tag::SET)?;
    data.finish()?;
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::Desk;

    #[test]
    fn certificates_of_openssl() {
        let desk = Desk::new();
        desk.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -out c.pem -subj /CN=a");
        let one = desk.make("x509 -in c.pem -outform DER");
        let container = desk.make("crl2pkcs7 -nocrl -certfile c.pem -outform DER");
        assert_eq!(certificates(&container), Ok(&one[..]));
        for length in 0..container.len() {
            assert!(certificates(&container[..length]).is_err(), "{length}");
        }
        for place in 0..container.len() {
            for bit in [0, 6] {
                let mut other = container.clone();
                other[place] ^= 1 << bit;
                // Whatever it makes of it, it reads nothing beyond.
                let _ = certificates(&other).map(|found| assert!(found.len() < other.len()));
            }
        }
        assert!(certificates(&one).is_err());
    }
}
