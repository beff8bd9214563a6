//! Where Mbed TLS asks for a curve operation: functions of its own names, defined here instead of there.
//!
//! Two seams catch everything:
//! - `mbedtls_ecdsa_sign` and `mbedtls_ecdsa_verify`, by its `ALT` macros: all ECDSA; with `mbedtls_ecdsa_read_signature`,
//!   which is stricter here;
//! - `mbedtls_ecp_mul` and `mbedtls_ecp_mul_restartable`, by renaming its own at compile time: the key shares of TLS 1.2
//!   (ecdh.c) and of TLS 1.3 (`psa`), and public keys made from private ones; with
//!   `mbedtls_ecp_check_pub_priv`, which multiplies behind their back, `mbedtls_ecp_check_pubkey` and `mbedtls_ecp_point_read_binary`.
//!
//! What no backend takes is for `otherwise`: on Cortex-M other code of ours, elsewhere Mbed TLS's, which is compiled under the
//! names `camtls_stock_…`.

use super::p256::{self, P256, Point, Scalar, Signature, Words};
use super::p384;
use super::route::{self, Curve, Operation, Route};
use super::signature;
use super::signer::{KEY_MAX, Outcome, SIGNATURE_MAX, Signer};
use core::ffi::{c_int, c_uchar, c_void};
use core::ptr::{self, null_mut};
use core::slice;
use mbedtls as ffi;

mod encoding;
mod otherwise;

/// Mbed TLS's shape of a random generator: fills `length` bytes, 0 on success.
type Generator = Option<unsafe extern "C" fn(*mut c_void, *mut c_uchar, usize) -> c_int>;

/// How many nonces are drawn before a signature is given up. A nonce fails with probability 2^-32.
const NONCES: usize = 10;

/// Signs with the signer if there is one, else with the backend if there is one for the curve. Mbed TLS's contract:
/// `mbedtls/ecdsa.h`; the generator's state is NULL or a [`Signer`] here, for it is the one thing that a configuration's own
/// signatures come with.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecdsa_sign(
    group: *mut ffi::mbedtls_ecp_group,
    r: *mut ffi::mbedtls_mpi,
    s: *mut ffi::mbedtls_mpi,
    key: *const ffi::mbedtls_mpi,
    hash: *const c_uchar,
    length: usize,
    generator: Generator,
    generator_state: *mut c_void,
) -> c_int {
    // SAFETY: the function's contract: the state, the caller's numbers, and its `length` bytes.
    let elsewhere = unsafe {
        let signer = generator_state.cast::<Signer>().as_ref();
        signer.and_then(|signer| sign_elsewhere(signer, r, s, key, bytes(hash, length)))
    };
    if let Some(code) = elsewhere {
        return code;
    }
    // SAFETY: the caller's group is loaded.
    let backend = unsafe { backend(p256::get(), Curve::P256, group, Operation::Sign) };
    let (Some(backend), Some(random)) = (backend, generator) else {
        // SAFETY: the arguments as they came.
        return unsafe { otherwise::sign(group, r, s, key, hash, length, generator, generator_state) };
    };
    // SAFETY: `key` is the caller's number and `hash` its `length` bytes.
    let (key, hash) = unsafe { (scalar(key), bytes(hash, length)) };
    let Some(key) = key else {
        return ffi::MBEDTLS_ERR_ECP_INVALID_KEY;
    };
    let draw = |nonce: &mut Words| {
        // SAFETY: the caller's generator with its state, and room for the 32 bytes asked for.
        unsafe { random(generator_state, nonce.as_mut_ptr().cast(), size_of::<Words>()) }
    };
    match sign(backend, hash, &key, draw) {
        // SAFETY: `r` and `s` are the caller's numbers.
        Ok(signature) => unsafe { first_failure(store(r, &signature.r), || store(s, &signature.s)) },
        Err(code) => code,
    }
}

/// Asks the signer; `None` if it leaves this key to the library.
///
/// # Safety
/// `r`, `s` and `key` point to initialised numbers.
#[inline(never)]
unsafe fn sign_elsewhere(
    signer: &Signer,
    r: *mut ffi::mbedtls_mpi,
    s: *mut ffi::mbedtls_mpi,
    key: *const ffi::mbedtls_mpi,
    hash: &[u8],
) -> Option<c_int> {
    let (mut room, mut signature) = ([0; KEY_MAX], [0; SIGNATURE_MAX]);
    // SAFETY: the function's contract, and room for as many bytes.
    let (length, code) = unsafe {
        let length = ffi::mbedtls_mpi_size(key).min(KEY_MAX);
        (length, ffi::mbedtls_mpi_write_binary(key, room.as_mut_ptr(), length))
    };
    let (0, Some(bytes)) = (code, room.get_mut(..length)) else {
        return Some(ffi::MBEDTLS_ERR_ECP_INVALID_KEY);
    };
    let written = match signer.ask(bytes, hash, &mut signature) {
        Outcome::Declined => return None,
        Outcome::Failed => None,
        Outcome::Signed(length) => signature.get(..length).and_then(signature::integers),
    };
    let Some((r_bytes, s_bytes)) = written else {
        signer.fail();
        return Some(ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA);
    };
    // SAFETY: the function's contract; the slices.
    Some(unsafe {
        first_failure(ffi::mbedtls_mpi_read_binary(r, r_bytes.as_ptr(), r_bytes.len()), || {
            ffi::mbedtls_mpi_read_binary(s, s_bytes.as_ptr(), s_bytes.len())
        })
    })
}

/// Draws nonces until one makes a signature.
fn sign(
    backend: &dyn P256,
    hash: &[u8],
    key: &Scalar,
    mut draw: impl FnMut(&mut Words) -> c_int,
) -> Result<Signature, c_int> {
    for _ in 0..NONCES {
        let mut nonce = Scalar([0; 8]);
        let code = draw(&mut nonce.0);
        if code != 0 {
            return Err(code);
        }
        if let Some(signature) = backend.sign(hash, key, &nonce) {
            return Ok(signature);
        }
    }
    // Ten refusals are no accident: the key is out of range, or the generator is broken.
    Err(ffi::MBEDTLS_ERR_ECP_RANDOM_FAILED)
}

/// Verifies with the backend if there is one for the curve. Mbed TLS's contract: `mbedtls/ecdsa.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecdsa_verify(
    group: *mut ffi::mbedtls_ecp_group,
    hash: *const c_uchar,
    length: usize,
    key: *const ffi::mbedtls_ecp_point,
    r: *const ffi::mbedtls_mpi,
    s: *const ffi::mbedtls_mpi,
) -> c_int {
    // SAFETY: the caller's group is loaded.
    if let Some(verify) = unsafe { backend(p384::get(), Curve::P384, group, Operation::Verify) } {
        // SAFETY: the caller's point, numbers and `length` bytes.
        let (key, r, s, hash) = unsafe { (coordinates(key), words(r), words(s), bytes(hash, length)) };
        let Some((x, y)) = key else {
            return ffi::MBEDTLS_ERR_ECP_INVALID_KEY;
        };
        return match (r, s) {
            (Some(r), Some(s)) if verify(hash, &p384::Key { x, y }, &p384::Signature { r, s }) => 0,
            _ => ffi::MBEDTLS_ERR_ECP_VERIFY_FAILED,
        };
    }
    // SAFETY: the caller's group is loaded.
    let Some(backend) = (unsafe { backend(p256::get(), Curve::P256, group, Operation::Verify) }) else {
        // SAFETY: the arguments as they came.
        return unsafe { otherwise::verify(group, hash, length, key, r, s) };
    };
    // SAFETY: the caller's point, numbers and `length` bytes.
    let (key, r, s, hash) = unsafe { (point(key), words(r), words(s), bytes(hash, length)) };
    let Some(key) = key else {
        return ffi::MBEDTLS_ERR_ECP_INVALID_KEY;
    };
    match (r, s) {
        (Some(r), Some(s)) if backend.verify(hash, &key, &Signature { r, s }) => 0,
        _ => ffi::MBEDTLS_ERR_ECP_VERIFY_FAILED,
    }
}

/// Reads a DER signature and verifies it. Mbed TLS's contract: `mbedtls/ecdsa.h`; unlike its own, this takes DER alone.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecdsa_read_signature(
    context: *mut ffi::mbedtls_ecdsa_context,
    hash: *const c_uchar,
    hash_length: usize,
    signature: *const c_uchar,
    length: usize,
) -> c_int {
    // SAFETY: the caller's `length` bytes.
    let signature = unsafe { bytes(signature, length) };
    let Some((r_bytes, s_bytes)) = signature::integers(signature) else {
        return ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
    };
    let mut r = ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
    let mut s = ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
    // SAFETY: two numbers as init leaves them, freed below; the slices; the caller's loaded key and hash.
    unsafe {
        let code = first_failure(ffi::mbedtls_mpi_read_binary(&raw mut r, r_bytes.as_ptr(), r_bytes.len()), || {
            first_failure(ffi::mbedtls_mpi_read_binary(&raw mut s, s_bytes.as_ptr(), s_bytes.len()), || {
                let (group, key) = (&raw mut (*context).grp, &raw const (*context).Q);
                mbedtls_ecdsa_verify(group, hash, hash_length, key, &raw const r, &raw const s)
            })
        });
        ffi::mbedtls_mpi_free(&raw mut r);
        ffi::mbedtls_mpi_free(&raw mut s);
        code
    }
}

/// Multiplies with the backend if there is one for the curve. Mbed TLS's contract: `mbedtls/ecp.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecp_mul(
    group: *mut ffi::mbedtls_ecp_group,
    product: *mut ffi::mbedtls_ecp_point,
    scalar: *const ffi::mbedtls_mpi,
    point: *const ffi::mbedtls_ecp_point,
    generator: Generator,
    generator_state: *mut c_void,
) -> c_int {
    // SAFETY: the arguments as they came; NULL says that no operation is to be resumed.
    unsafe { mbedtls_ecp_mul_restartable(group, product, scalar, point, generator, generator_state, null_mut()) }
}

/// The same; nothing is ever restarted here (`MBEDTLS_ECP_RESTARTABLE` is off).
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecp_mul_restartable(
    group: *mut ffi::mbedtls_ecp_group,
    product: *mut ffi::mbedtls_ecp_point,
    factor: *const ffi::mbedtls_mpi,
    factor_point: *const ffi::mbedtls_ecp_point,
    generator: Generator,
    generator_state: *mut c_void,
    _restart: *mut ffi::mbedtls_ecp_restart_ctx,
) -> c_int {
    // SAFETY: the caller's group is loaded.
    let base = unsafe { &raw const (*group).G };
    let is_base = ptr::eq(base, factor_point);
    let operation = if is_base { Operation::MultiplyBase } else { Operation::MultiplyPoint };
    // SAFETY: as above.
    let Some(backend) = (unsafe { backend(p256::get(), Curve::P256, group, operation) }) else {
        // SAFETY: the arguments as they came.
        return unsafe { otherwise::multiply(group, product, factor, factor_point, generator, generator_state) };
    };
    // SAFETY: `factor` is the caller's number.
    let Some(factor) = (unsafe { scalar(factor) }) else {
        return ffi::MBEDTLS_ERR_ECP_INVALID_KEY;
    };
    let answer = if is_base {
        backend.multiply_base(&factor)
    } else {
        // SAFETY: the caller's point.
        unsafe { point(factor_point) }.and_then(|point| backend.multiply(&factor, &point))
    };
    match answer {
        // SAFETY: `product` is the caller's point; `factor_point`, which may be the same, is no longer needed.
        Some(answer) => unsafe { store_point(product, &answer) },
        None => ffi::MBEDTLS_ERR_ECP_INVALID_KEY,
    }
}

/// Whether a key's public half is the other key's and belongs to its private half. Mbed TLS's contract: `mbedtls/ecp.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecp_check_pub_priv(
    public_key: *const ffi::mbedtls_ecp_keypair,
    key: *const ffi::mbedtls_ecp_keypair,
    generator: Generator,
    generator_state: *mut c_void,
) -> c_int {
    // SAFETY: the caller's loaded keys, nothing but read.
    unsafe {
        let group = &raw const (*key).grp;
        let Some(backend) = backend(p256::get(), Curve::P256, group, Operation::MultiplyBase) else {
            return otherwise::check_pair(public_key, key, generator, generator_state);
        };
        let expected = if (*public_key).grp.id == (*group).id { point(&raw const (*public_key).Q) } else { None };
        let (claimed, made) = (point(&raw const (*key).Q), scalar(&raw const (*key).d));
        let made = made.and_then(|private| backend.multiply_base(&private));
        if expected.is_some() && expected == claimed && expected == made {
            0
        } else {
            ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA
        }
    }
}

/// Whether a point can be a public key: 0 if it is one of the curve. Mbed TLS's contract: `mbedtls/ecp.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_ecp_check_pubkey(
    group: *const ffi::mbedtls_ecp_group,
    public_key: *const ffi::mbedtls_ecp_point,
) -> c_int {
    // SAFETY: the caller's loaded group and point.
    unsafe {
        let Some(backend) = backend(p256::get(), Curve::P256, group, Operation::MultiplyPoint) else {
            return otherwise::check_public(group, public_key);
        };
        if point(public_key).is_some_and(|point| backend.has_point(&point)) {
            0
        } else {
            ffi::MBEDTLS_ERR_ECP_INVALID_KEY
        }
    }
}

/// What was `present` for a curve, if this is its group and it takes this operation.
///
/// # Safety
/// `group` points to an initialised group.
unsafe fn backend<T>(
    present: Option<T>,
    curve: Curve,
    group: *const ffi::mbedtls_ecp_group,
    operation: Operation,
) -> Option<T> {
    // SAFETY: the function's contract.
    let found = match unsafe { (*group).id } {
        ffi::MBEDTLS_ECP_DP_SECP256R1 => Curve::P256,
        ffi::MBEDTLS_ECP_DP_SECP384R1 => Curve::P384,
        _ => Curve::Other,
    };
    match route::curve(found, operation, present.is_some()) {
        Route::Backend if found == curve => present,
        _ => None,
    }
}

/// The caller's bytes; no bytes at all may come as NULL.
///
/// # Safety
/// `start` points to `length` bytes that live and stay unchanged as long as the slice is used.
unsafe fn bytes<'a>(start: *const c_uchar, length: usize) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    // SAFETY: the function's contract.
    unsafe { slice::from_raw_parts(start, length) }
}

/// A number of at most 32 · N bits, `None` for a negative or a larger one.
///
/// # Safety
/// `number` points to an initialised number.
unsafe fn words<const N: usize>(number: *const ffi::mbedtls_mpi) -> Option<[u32; N]> {
    let mut words = [0u32; N];
    // SAFETY: the function's contract, and room for as many bytes.
    let (sign, code) = unsafe {
        ((*number).s, ffi::mbedtls_mpi_write_binary_le(number, words.as_mut_ptr().cast(), size_of_val(&words)))
    };
    words.iter_mut().for_each(|word| *word = u32::from_le(*word));
    (code == 0 && sign > 0).then_some(words)
}

/// The same for a secret: no copy of it stays behind.
///
/// # Safety
/// `number` points to an initialised number.
unsafe fn scalar(number: *const ffi::mbedtls_mpi) -> Option<Scalar> {
    let mut scalar = Scalar([0; 8]);
    // SAFETY: the function's contract, and room for 32 bytes.
    let (sign, code) = unsafe {
        ((*number).s, ffi::mbedtls_mpi_write_binary_le(number, scalar.0.as_mut_ptr().cast(), size_of::<Words>()))
    };
    scalar.0.iter_mut().for_each(|word| *word = u32::from_le(*word));
    if code == 0 && sign > 0 { Some(scalar) } else { None }
}

/// A point with affine coordinates, `None` for infinity and for coordinates that do not fit.
///
/// # Safety
/// `point` points to an initialised point.
unsafe fn point(point: *const ffi::mbedtls_ecp_point) -> Option<Point> {
    // SAFETY: the function's contract.
    let (x, y) = unsafe { coordinates(point)? };
    Some(Point { x, y })
}

/// The same for a curve of any size.
///
/// # Safety
/// `point` points to an initialised point.
unsafe fn coordinates<const N: usize>(point: *const ffi::mbedtls_ecp_point) -> Option<([u32; N], [u32; N])> {
    // SAFETY: the function's contract.
    unsafe {
        if ffi::mbedtls_mpi_cmp_int(&raw const (*point).Z, 1) != 0 {
            return None;
        }
        Some((words(&raw const (*point).X)?, words(&raw const (*point).Y)?))
    }
}

/// Writes a number; 0, or Mbed TLS's code when there is no memory.
///
/// # Safety
/// `number` points to an initialised number.
unsafe fn store(number: *mut ffi::mbedtls_mpi, words: &[u32]) -> c_int {
    const { assert!(cfg!(target_endian = "little")) };
    // SAFETY: the function's contract, and the words' bytes.
    unsafe { ffi::mbedtls_mpi_read_binary_le(number, words.as_ptr().cast(), size_of_val(words)) }
}

/// Writes a point; 0, or Mbed TLS's code when there is no memory.
///
/// # Safety
/// `target` points to an initialised point.
unsafe fn store_point(target: *mut ffi::mbedtls_ecp_point, point: &Point) -> c_int {
    // SAFETY: the function's contract.
    unsafe {
        first_failure(store(&raw mut (*target).X, &point.x), || {
            first_failure(store(&raw mut (*target).Y, &point.y), || ffi::mbedtls_mpi_lset(&raw mut (*target).Z, 1))
        })
    }
}

/// `code` if it is a failure, else what `next` answers.
fn first_failure(code: c_int, next: impl FnOnce() -> c_int) -> c_int {
    if code == 0 { next() } else { code }
}

#[cfg(test)]
mod tests;
