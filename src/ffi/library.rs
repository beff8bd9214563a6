//! The library as a whole: its start, its end, what it is and what it holds.

use super::certificate::{camtls_certificate_entry, camtls_certificate_info, camtls_certificate_list};
use super::entry::{self, ENOENT, null, put, run, set_initialised};
use super::error::{camtls_error_entry, camtls_failure, remember};
use super::object;
use super::slot::camtls_slot_info;
use crate::platform::{clock, memory, service};
use crate::policy::Refusal;
use crate::tls::trouble::Trouble;
use crate::{VERSION, engine};
use core::ffi::c_char;

/// The version of this ABI: it changes when a struct, a signature or a meaning does.
pub const CAMTLS_ABI_VERSION: u32 = 1;

/// The answer of a `camtls_port_*` service that the port lacks.
pub const CAMTLS_ABSENT: i32 = 1;
const _: () = assert!(CAMTLS_ABSENT == crate::platform::ABSENT, "the header's number is the platform's");

/// `camtls_port_services`: SHA-256.
pub const CAMTLS_SERVICE_SHA256: u32 = 1;
/// `camtls_port_services`: AES-GCM.
pub const CAMTLS_SERVICE_AES_GCM: u32 = 2;

/// A firmware refers to this symbol, so that one made for another ABI does not link.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "a C symbol")]
pub static camtls_abi_1: u32 = CAMTLS_ABI_VERSION;

/// What `CAMTLS_STRUCT_SIZES` is here: the sizes of the header's structs, each times its place there; the last one is
/// `camtls_service_message`.
const STRUCT_SIZES: usize = size_of::<camtls_failure>()
    + 2 * size_of::<camtls_error_entry>()
    + 3 * size_of::<camtls_certificate_list>()
    + 4 * size_of::<camtls_certificate_info>()
    + 5 * size_of::<camtls_certificate_entry>()
    + 6 * size_of::<camtls_slot_info>()
    + 7 * service::MESSAGE_SIZE;

/// What a caller in Rust, on a host, tells [`camtls_init`].
#[cfg(feature = "host")]
#[must_use]
pub const fn struct_sizes() -> usize {
    STRUCT_SIZES
}

/// Makes a fresh start: forgets all earlier state without touching it. `struct_sizes` is the caller's `CAMTLS_STRUCT_SIZES`: how
/// its compiler lays out what both write and read.
///
/// Errors: `ERR_ABI_MISMATCH`.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_init(abi_version: u32, struct_sizes: usize) -> i32 {
    let mut call = match entry::enter_uninitialised() {
        Ok(call) => call,
        Err(code) => return code,
    };
    if abi_version != CAMTLS_ABI_VERSION || struct_sizes != STRUCT_SIZES {
        let trouble = Trouble::from(Refusal::AbiMismatch);
        remember(&mut call.0, &trouble.report());
        return trouble.code();
    }
    if !entry::is_initialised(&mut call) {
        object::forget_all(&mut call.0);
        // SAFETY: nothing of an earlier start is live: `camtls_deinit` ended it, or there was none.
        unsafe { memory::forget() };
        clock::forget_floor();
        memory::set_reclaim(object::reclaim);
        set_initialised(&mut call, true);
    }
    0
}

/// Wipes everything and gives all memory back: at a soft reset, before the firmware's heap goes.
///
/// Every context and connection is dead afterwards; `_free` on one does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_deinit() {
    let Ok(mut call) = entry::enter() else { return };
    set_initialised(&mut call, false);
    object::forget_all(&mut call.0);
    engine::reset();
    // SAFETY: contexts and connections are reached through this ABI alone, which refuses calls from here on.
    unsafe { memory::clear() };
}

/// The library's name and version, for ever.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_version() -> *const c_char {
    VERSION.as_ptr()
}

/// The engine's name and version, for ever.
#[unsafe(no_mangle)]
pub extern "C" fn camtls_engine_version() -> *const c_char {
    engine::VERSION.as_ptr()
}

/// Tells who does a kind of work: its name, that of a unit of the chip or "software" or "firmware", and how often software had
/// to step in for the unit since the start. Rows are numbered from 0. The names are static. May be called at any time.
///
/// Errors: `ENOENT` beyond the last row; `ERR_BAD_ARGUMENT` for NULL.
///
/// # Safety
/// The pointers are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_hardware(
    row: u32,
    work: *mut *const c_char,
    by: *mut *const c_char,
    faults: *mut u32,
) -> i32 {
    if work.is_null() || by.is_null() || faults.is_null() {
        return null("a NULL output").code();
    }
    let Some(served) = crate::crypto::served::row(row) else { return ENOENT };
    // SAFETY: not NULL, and as the caller promises.
    unsafe {
        work.write(served.work.as_ptr());
        by.write(served.by.as_ptr());
        faults.write(served.faults);
    }
    0
}

/// Writes what the library holds of the firmware's memory: bytes now, bytes at the peak, blocks now.
///
/// Errors: `ERR_BAD_ARGUMENT` for NULL.
///
/// # Safety
/// The pointers are NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn camtls_memory_usage(held: *mut usize, peak: *mut usize, blocks: *mut usize) -> i32 {
    run(|_| {
        if held.is_null() || peak.is_null() || blocks.is_null() {
            return Err(null("a NULL output"));
        }
        let usage = memory::usage();
        // SAFETY: as the caller promises.
        unsafe {
            put(held, usage.held, "held")?;
            put(peak, usage.peak, "peak")?;
            put(blocks, usage.blocks, "blocks")
        }
    })
}
