//! What scripts are shown of a certificate, through the C ABI: every walk ends, and what it points to is there.

use camtls::ffi::{
    CAMTLS_ABI_VERSION, CAMTLS_LIST_ALTERNATIVE_NAMES, CAMTLS_LIST_NAME, CAMTLS_VALUE_BYTES, CAMTLS_VALUE_NAME,
    CAMTLS_VALUE_NONE, CAMTLS_VALUE_TEXT, camtls_certificate_entry, camtls_certificate_info, camtls_certificate_list,
    camtls_certificate_next, camtls_certificate_read, camtls_init, struct_sizes,
};
use camtls::policy::certificate::Certificate;
use der::Decode;
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// The most entries that one byte each could make.
const NO_END: usize = 8192;

pub fn run(data: &[u8]) {
    assert_eq!(camtls_init(CAMTLS_ABI_VERSION, struct_sizes()), 0);
    let mut info = MaybeUninit::<camtls_certificate_info>::uninit();
    // SAFETY: both are valid.
    if unsafe { camtls_certificate_read(data.as_ptr(), data.len(), info.as_mut_ptr()) } == 0 {
        // SAFETY: written on success.
        let info = unsafe { info.assume_init() };
        assert!(Certificate::parse(data).is_ok());
        let names = [info.subject, info.issuer].map(|list| walk(data, list));
        walk(data, info.alternative_names);
        walk(data, info.purposes);
        if let Ok(theirs) = x509_cert::Certificate::from_der(data) {
            let theirs = theirs.tbs_certificate();
            for (ours, theirs) in names.iter().zip([theirs.subject(), theirs.issuer()]) {
                assert_eq!(*ours, Some(theirs.len()));
            }
        }
    }
    // A list of any bytes.
    if let [kind, rest @ ..] = data {
        let kind = i32::from(kind % 4);
        walk(rest, camtls_certificate_list { kind, bytes: rest.as_ptr(), length: rest.len() });
    }
}

/// The number of entries, where each can be read.
fn walk(der: &[u8], mut list: camtls_certificate_list) -> Option<usize> {
    let mut entry = MaybeUninit::<camtls_certificate_entry>::uninit();
    for count in 0..NO_END {
        let left = list.length;
        // SAFETY: both are valid, the list's bytes are in `der`.
        match unsafe { camtls_certificate_next(&raw mut list, entry.as_mut_ptr()) } {
            0 => {}
            2 => return Some(count),
            _ => return None,
        }
        assert!(list.length < left);
        // SAFETY: written on success, and stays where it is.
        let entry = unsafe { entry.assume_init_ref() };
        // SAFETY: a label ends with a NUL.
        let label = unsafe { CStr::from_ptr(entry.label) };
        assert!(label.to_str().is_ok());
        let within = |start: *const u8, length: usize| {
            let whole = start.addr()..start.addr() + length;
            whole.start <= entry.value.addr() && entry.value.addr() + entry.length <= whole.end
        };
        let in_der = entry.length == 0 || within(der.as_ptr(), der.len());
        match entry.form {
            CAMTLS_VALUE_NONE => assert!(entry.value.is_null() && entry.length == 0),
            CAMTLS_VALUE_TEXT => {
                // SAFETY: what is not there is what this looks for.
                let text = unsafe { std::slice::from_raw_parts(entry.value, entry.length) };
                let known = in_der || within(entry.text.as_ptr().cast(), entry.text.len()) || text == b"<unsupported>";
                assert!(known && std::str::from_utf8(text).is_ok());
            }
            CAMTLS_VALUE_BYTES => assert!(in_der),
            CAMTLS_VALUE_NAME => {
                assert!(in_der && list.kind == CAMTLS_LIST_ALTERNATIVE_NAMES);
                let (bytes, length) = (entry.value, entry.length);
                walk(der, camtls_certificate_list { kind: CAMTLS_LIST_NAME, bytes, length });
            }
            form => panic!("form {form}"),
        }
    }
    panic!("a list without end");
}
