//! The library's one generator: HMAC-DRBG with SHA-256 (NIST SP 800-90A, 10.1.2), seeded from the firmware.
//!
//! Seeded with 256 bits of entropy and a 128-bit nonce, reseeded every 10,000 requests. When the firmware gives no randomness,
//! nothing is generated: every user of this gets the error, PSA included.

use super::error::Error;
use crate::platform::lock::Global;
use crate::platform::{device, memory, random};
use core::ffi::{c_int, c_uchar, c_void};
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, Ordering};
use mbedtls as ffi;

struct Generator {
    context: MaybeUninit<ffi::mbedtls_hmac_drbg_context>,
    seeded: bool,
}

static GENERATOR: Global<Generator> = Global::new(Generator { context: MaybeUninit::uninit(), seeded: false });
/// Whether the firmware gave the same byte again and again, when it was last asked in vain.
static STUCK: AtomicBool = AtomicBool::new(false);

/// Fills `out`.
///
/// # Errors
/// [`Error::NO_RANDOMNESS`], or out of memory; `out` is then zeroed.
pub(super) fn fill(out: &mut [u8]) -> Result<(), Error> {
    // SAFETY: who drives the engine holds the library, and nothing below calls back into this function.
    let generator = unsafe { &mut *GENERATOR.as_ptr() };
    let answer = generate(generator, out);
    if answer.is_err() {
        out.fill(0);
    }
    answer
}

/// Whether the firmware's generator was stuck, when it was last asked in vain.
pub(super) fn is_stuck() -> bool {
    STUCK.load(Ordering::Relaxed)
}

/// Forgets the state; the next use seeds anew.
pub(super) fn reset() {
    // SAFETY: as in `fill`.
    let generator = unsafe { &mut *GENERATOR.as_ptr() };
    if core::mem::take(&mut generator.seeded) {
        // SAFETY: a seeded context is initialised.
        unsafe { ffi::mbedtls_hmac_drbg_free(generator.context.as_mut_ptr()) };
    }
}

fn generate(generator: &mut Generator, out: &mut [u8]) -> Result<(), Error> {
    if !generator.seeded {
        seed(generator)?;
    }
    for part in out.chunks_mut(ffi::MBEDTLS_HMAC_DRBG_MAX_REQUEST as usize) {
        // SAFETY: the context is seeded, `part` is valid for its length.
        let answer = unsafe {
            ffi::mbedtls_hmac_drbg_random(generator.context.as_mut_ptr().cast(), part.as_mut_ptr(), part.len())
        };
        Error::check(answer)?;
    }
    Ok(())
}

fn seed(generator: &mut Generator) -> Result<(), Error> {
    let mut room = [0; device::UNIQUE_ID_MAX];
    // Two cameras whose generators start alike still differ by this; it adds no entropy and needs none.
    let personalization = device::unique_id(&mut room).unwrap_or(b"camtls");
    let context = generator.context.as_mut_ptr();
    // SAFETY: init writes the whole context; seed keeps no pointer to `personalization`.
    let answer = memory::while_lasting(|| unsafe {
        ffi::mbedtls_hmac_drbg_init(context);
        ffi::mbedtls_hmac_drbg_seed(
            context,
            ffi::mbedtls_md_info_from_type(ffi::MBEDTLS_MD_SHA256),
            Some(entropy),
            core::ptr::null_mut(),
            personalization.as_ptr(),
            personalization.len(),
        )
    });
    if answer != 0 {
        // SAFETY: the context was initialised above.
        unsafe { ffi::mbedtls_hmac_drbg_free(context) };
        return Err(Error::of(answer));
    }
    generator.seeded = true;
    Ok(())
}

extern "C" fn entropy(_: *mut c_void, out: *mut c_uchar, length: usize) -> c_int {
    // SAFETY: the generator asks for `length` bytes into its own buffer.
    let out = unsafe { core::slice::from_raw_parts_mut(out, length) };
    match seed_material(out) {
        Ok(()) => 0,
        Err(why) => {
            STUCK.store(why == random::NoRandomness::Stuck, Ordering::Relaxed);
            ffi::MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED
        }
    }
}

/// From the chip's generator where the library drives it, else from the firmware's.
fn seed_material(out: &mut [u8]) -> Result<(), random::NoRandomness> {
    #[cfg(chip)]
    return crate::crypto::chip::entropy::fill(out, |bytes, digest| {
        // SAFETY: the slice and room for a digest.
        unsafe { ffi::mbedtls_sha256(bytes.as_ptr(), bytes.len(), digest.as_mut_ptr(), 0) == 0 }
    });
    #[cfg(not(chip))]
    random::fill(out)
}

/// The generator as Mbed TLS's functions take it.
pub(super) unsafe extern "C" fn callback(_: *mut c_void, out: *mut c_uchar, length: usize) -> c_int {
    // SAFETY: Mbed TLS passes a buffer of `length` bytes.
    let out = unsafe { core::slice::from_raw_parts_mut(out, length) };
    fill(out).map_or_else(Error::number, |()| 0)
}

#[cfg(feature = "tls13")]
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_psa_external_get_random(
    _: *mut ffi::mbedtls_psa_external_random_context_t,
    out: *mut u8,
    size: usize,
    length: *mut usize,
) -> ffi::psa_status_t {
    // SAFETY: PSA passes a buffer of `size` bytes and a valid place for the length.
    unsafe {
        let room = core::slice::from_raw_parts_mut(out, size);
        match fill(room) {
            Ok(()) => {
                length.write(size);
                ffi::PSA_SUCCESS
            }
            Err(_) => {
                length.write(0);
                PSA_ERROR_INSUFFICIENT_ENTROPY
            }
        }
    }
}

/// `PSA_ERROR_INSUFFICIENT_ENTROPY` (a cast in C, which bindgen does not read).
#[cfg(feature = "tls13")]
const PSA_ERROR_INSUFFICIENT_ENTROPY: ffi::psa_status_t = -148;
