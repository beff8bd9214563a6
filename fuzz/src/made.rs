//! Certificates of a given content, with signatures that nobody checks, and searches among them.

use camtls::policy::hostname::ReferenceIdentity;
use camtls::policy::path::{PathEntry, PathSearch, Request, SignatureCheck, Step};
use camtls::policy::profile::Profile;
use camtls::policy::usage::Purpose;
use limbo::own::der::{bits, integer, octets, oid, sequence, time, value};
use limbo::own::issue::{AUTHORITY_KEY, P256, SUBJECT_KEY, ec_key};

/// 2026-06-01, a moment at which the certificates are valid.
pub const NOW: i64 = 1_780_272_000;

/// The key that [`CAMERA_KEY`] is.
pub const CAMERA: u8 = 0;
/// A private key as SEC1 has it: 1, on P-256.
pub const CAMERA_KEY: &[u8] = b"\x30\x31\x02\x01\x01\x04\x20\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\
    \xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
/// Its public key: the point that generates the curve.
pub const CAMERA_POINT: [u8; 65] = *b"\x04\
    \x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\
    \x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96\
    \x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\
    \x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";

/// What a certificate is to say.
pub struct Content<'a> {
    /// Names in DER.
    pub subject: &'a [u8],
    pub issuer: &'a [u8],
    /// Whose key it carries, and whose signed it: any byte stands for a key.
    pub key: u8,
    pub signer: u8,
    pub until: &'a str,
    /// Arc under id-ce, criticality, value.
    pub extensions: &'a [(u8, bool, Vec<u8>)],
}

/// The certificate; its signature consists of the byte that stands for the signer.
pub fn certificate(content: &Content<'_>) -> Vec<u8> {
    let algorithm = sequence(&[&oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
    let extension = |arc: u8, critical: bool, content: &[u8]| {
        let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
        sequence(&[&oid(&[0x55, 0x1d, arc]), flag, &octets(content)])
    };
    let mut extensions: Vec<_> =
        content.extensions.iter().map(|(arc, critical, value)| extension(*arc, *critical, value)).collect();
    extensions.push(extension(SUBJECT_KEY, false, &octets(&[content.key])));
    extensions.push(extension(AUTHORITY_KEY, false, &sequence(&[&value(0x80, &[&[content.signer]])])));
    let extensions: Vec<_> = extensions.iter().map(Vec::as_slice).collect();
    let mut point = [content.key; 65];
    point[0] = 4;
    if content.key == CAMERA {
        point = CAMERA_POINT;
    }
    let tbs = sequence(&[
        &value(0xa0, &[&integer(&[2])]),
        &integer(&[1]),
        &algorithm,
        content.issuer,
        &sequence(&[&time("260101000000Z"), &time(content.until)]),
        content.subject,
        &ec_key(&oid(P256), &point),
        &value(0xa3, &[&sequence(&extensions)]),
    ]);
    sequence(&[&tbs, &algorithm, &bits(&[content.signer])])
}

/// Whether the key that is to have signed is the one that the signature stands for.
pub fn is_signed(check: &SignatureCheck<'_>) -> bool {
    check.signature.first() == check.issuer_key.last()
}

/// What came of a search: the path, or the name of the error.
pub type Outcome = Result<Vec<PathEntry>, &'static str>;

/// Searches to the end; the work must be bounded.
pub fn search(request: &Request<'_>, mut is_signed: impl FnMut(&SignatureCheck<'_>) -> bool) -> Outcome {
    let mut search = PathSearch::new();
    let mut answer = None;
    for _ in 0..100_000 {
        match search.step(request, answer.take()) {
            Step::Continue => {}
            Step::Verify(check) => answer = Some(is_signed(&check)),
            Step::Accepted => {
                assert!(!search.accepted_path().is_empty());
                return Ok(search.accepted_path().to_vec());
            }
            Step::Refused(refusal, depth) => {
                assert!(search.accepted_path().is_empty());
                assert!(!refusal.report(depth).text.is_empty());
                return Err(refusal.code().name());
            }
        }
        assert!(search.signatures() <= usize::from(request.profile.signatures));
    }
    panic!("the search has no end");
}

/// A request for a server.
pub fn request<'a>(
    chain: &'a &'a [&'a [u8]],
    anchors: &'a &'a [&'a [u8]],
    wanted: Option<ReferenceIdentity<'a>>,
) -> Request<'a> {
    const NONE: &[&[u8]] = &[];
    Request {
        chain,
        anchors,
        crls: &NONE,
        now: Some(NOW),
        purpose: Purpose::ServerAuth,
        reference: wanted,
        profile: Profile::DEFAULT,
    }
}

/// The two parts of the data: the length of the first, in two bytes, stands before it.
pub fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    match data {
        [high, low, rest @ ..] => rest.split_at(usize::from(u16::from_be_bytes([*high, *low])).min(rest.len())),
        _ => (&[], &[]),
    }
}
