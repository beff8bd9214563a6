//! The part of PSA that TLS 1.3 calls, defined here instead of in Mbed TLS: its files of PSA's core take ten times the flash.
//!
//! These are functions of PSA's names (`psa/crypto.h` has their contracts), for the callers in `ssl_tls13_*.c` and no other: the key
//! schedule (HKDF in its halves, HMAC, hashes) and the key shares. A key is its bytes in a list; what a caller may do with it is
//! not asked, since each caller made its key itself.

use core::cell::UnsafeCell;
use core::ffi::c_int;
use core::ptr::null_mut;
use mbedtls as ffi;

type Status = ffi::psa_status_t;

// Casts in C, which bindgen does not read everywhere.
const INVALID_ARGUMENT: Status = -135;
const INVALID_HANDLE: Status = -136;
const INSUFFICIENT_MEMORY: Status = -141;
const BUFFER_TOO_SMALL: Status = -138;

/// The longest key: a scalar of P-384, a hash of SHA-384.
const LONGEST: usize = 48;

/// A key: a link of the list.
struct Key {
    next: *mut Key,
    id: u32,
    bits: u16,
    length: usize,
    bytes: [u8; LONGEST],
}

struct Keys {
    first: *mut Key,
    last_id: u32,
}

struct Store(UnsafeCell<Keys>);

// SAFETY: reached by who holds the library, and by one call at a time: nothing here calls back.
unsafe impl Sync for Store {}

/// All keys.
static KEYS: Store = Store(UnsafeCell::new(Keys { first: null_mut(), last_id: 0 }));

/// The list.
///
/// # Safety
/// The library is held, and no other borrow of the list is alive.
unsafe fn keys() -> &'static mut Keys {
    // SAFETY: the function's contract.
    unsafe { &mut *KEYS.0.get() }
}

/// The key with this number.
///
/// # Safety
/// The library is held; the key is not destroyed while it is borrowed.
unsafe fn find<'a>(id: u32) -> Option<&'a mut Key> {
    // SAFETY: the list's links are live keys.
    unsafe {
        let mut at = keys().first;
        while let Some(key) = at.as_mut() {
            if key.id == id {
                return Some(key);
            }
            at = key.next;
        }
        None
    }
}

/// Puts a key of `length` bytes, still zero, into the list, and says its number.
///
/// # Safety
/// The library is held.
unsafe fn add<'a>(bits: u16, length: usize, id: *mut u32) -> Result<&'a mut Key, Status> {
    if length > LONGEST {
        return Err(INVALID_ARGUMENT);
    }
    // SAFETY: zeroed memory of the size of a key is one; the caller has a place for its number.
    unsafe {
        let Some(key) = ffi::camtls_engine_calloc(1, size_of::<Key>()).cast::<Key>().as_mut() else {
            return Err(INSUFFICIENT_MEMORY);
        };
        let keys = keys();
        keys.last_id = keys.last_id.wrapping_add(1).max(1);
        (key.next, key.id, key.bits, key.length) = (keys.first, keys.last_id, bits, length);
        keys.first = key;
        id.write(key.id);
        Ok(key)
    }
}

/// What Mbed TLS's number is in PSA.
fn status(number: c_int) -> Status {
    match number {
        0 => ffi::PSA_SUCCESS,
        ffi::MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED => ffi::PSA_ERROR_INSUFFICIENT_ENTROPY,
        ffi::MBEDTLS_ERR_MPI_ALLOC_FAILED | ffi::MBEDTLS_ERR_ECP_ALLOC_FAILED | ffi::MBEDTLS_ERR_MD_ALLOC_FAILED => {
            INSUFFICIENT_MEMORY
        }
        _ => INVALID_ARGUMENT,
    }
}

#[unsafe(no_mangle)]
extern "C" fn psa_crypto_init() -> Status {
    ffi::PSA_SUCCESS
}

/// Forgets every key.
#[unsafe(no_mangle)]
unsafe extern "C" fn mbedtls_psa_crypto_free() {
    // SAFETY: the library is held, the first key is live.
    unsafe {
        while let Some(key) = keys().first.as_ref() {
            psa_destroy_key(key.id);
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_destroy_key(id: u32) -> Status {
    // SAFETY: the library is held; the list's links are live keys, of which one is taken out and freed, which wipes it.
    unsafe {
        let mut link = &raw mut keys().first;
        while let Some(key) = (*link).as_mut() {
            if key.id == id {
                *link = key.next;
                ffi::camtls_engine_free((&raw mut *key).cast());
                return ffi::PSA_SUCCESS;
            }
            link = &raw mut key.next;
        }
    }
    // The number 0 is no key, and may be destroyed.
    if id == 0 { ffi::PSA_SUCCESS } else { INVALID_HANDLE }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_get_key_attributes(id: u32, attributes: *mut ffi::psa_key_attributes_t) -> Status {
    // SAFETY: the library is held; the caller's attributes.
    unsafe {
        let Some(key) = find(id) else { return INVALID_HANDLE };
        (*attributes).bits = key.bits;
    }
    ffi::PSA_SUCCESS
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_import_key(
    _attributes: *const ffi::psa_key_attributes_t,
    data: *const u8,
    length: usize,
    id: *mut u32,
) -> Status {
    // SAFETY: the library is held; the caller's `length` bytes, of which no more than fit.
    unsafe {
        match add(0, length, id) {
            Ok(key) => data.copy_to_nonoverlapping(key.bytes.as_mut_ptr(), length),
            Err(status) => return status,
        }
    }
    ffi::PSA_SUCCESS
}

// ---- hashes, HMAC, HKDF ----------------------------------------------------------------------------------------------

/// The hash of an algorithm of PSA, which is its last byte.
fn hash_of(algorithm: u32) -> *const ffi::mbedtls_md_info_t {
    let md = match algorithm & 0xFF {
        0x09 => ffi::MBEDTLS_MD_SHA256,
        0x0A => ffi::MBEDTLS_MD_SHA384,
        _ => ffi::MBEDTLS_MD_NONE,
    };
    // SAFETY: any number may be asked for; an unknown one answers NULL, which every function of `md.h` refuses.
    unsafe { ffi::mbedtls_md_info_from_type(md) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_hash_compute(
    algorithm: u32,
    input: *const u8,
    length: usize,
    hash: *mut u8,
    room: usize,
    hash_length: *mut usize,
) -> Status {
    let info = hash_of(algorithm);
    // SAFETY: the caller's input, and room that is compared with what is written.
    unsafe {
        let size = usize::from(ffi::mbedtls_md_get_size(info));
        if size > room {
            return BUFFER_TOO_SMALL;
        }
        hash_length.write(size);
        status(ffi::mbedtls_md(info, input, length, hash))
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_mac_compute(
    id: u32,
    algorithm: u32,
    input: *const u8,
    length: usize,
    mac: *mut u8,
    room: usize,
    mac_length: *mut usize,
) -> Status {
    let info = hash_of(algorithm);
    // SAFETY: the library is held; the caller's input, and room that is compared with what is written.
    unsafe {
        let Some(key) = find(id) else { return INVALID_HANDLE };
        let size = usize::from(ffi::mbedtls_md_get_size(info));
        if size > room {
            return BUFFER_TOO_SMALL;
        }
        mac_length.write(size);
        status(ffi::mbedtls_md_hmac(info, key.bytes.as_ptr(), key.length, input, length, mac))
    }
}

/// Notes one input of a half of HKDF. Its contract: `camtls_derivation.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_derivation_input(
    derivation: *mut ffi::camtls_derivation,
    step: u16,
    data: *const u8,
    length: usize,
) -> Status {
    // SAFETY: the caller's derivation.
    let derivation = unsafe { &mut *derivation };
    let is_key = (c_int::from(step) == ffi::PSA_KEY_DERIVATION_INPUT_SECRET) != is_extract(derivation.algorithm);
    if is_key {
        (derivation.key, derivation.key_length) = (data, length);
    } else {
        (derivation.input, derivation.input_length) = (data, length);
    }
    ffi::PSA_SUCCESS
}

/// Extract or Expand (RFC 5869 section 2): they differ in one bit of PSA's numbers.
const fn is_extract(algorithm: u32) -> bool {
    algorithm & 0x100 == 0
}

/// The output of a half of HKDF. Its contract: `camtls_derivation.h`.
#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_derivation_output(
    derivation: *const ffi::camtls_derivation,
    output: *mut u8,
    length: usize,
) -> Status {
    // SAFETY: the caller's derivation, its two inputs still being there; room of `length` bytes.
    unsafe { status(derive(&*derivation, output, length)) }
}

/// # Safety
/// The derivation's inputs are there, and room of `length` bytes.
unsafe fn derive(derivation: &ffi::camtls_derivation, output: *mut u8, length: usize) -> c_int {
    let info = hash_of(derivation.algorithm);
    let ffi::camtls_derivation { key, key_length, input, input_length, .. } = *derivation;
    let mut block = [0; LONGEST];
    let mut context = core::mem::MaybeUninit::uninit();
    let context = context.as_mut_ptr();
    let mut counter = 1_u8;
    let mut done = 0_usize;
    // SAFETY: the function's contract; init writes the whole context, which is freed at the end; a block has room for each hash.
    unsafe {
        let size = usize::from(ffi::mbedtls_md_get_size(info));
        ffi::mbedtls_md_init(context);
        let mut code = ffi::mbedtls_md_setup(context, info, 1);
        if code == 0 {
            code = ffi::mbedtls_md_hmac_starts(context, key, key_length);
        }
        while code == 0 && done < length {
            // Before the input the block before; behind it the number of the block: Expand's alone.
            let expand = !is_extract(derivation.algorithm);
            if expand && done > 0 {
                code |= ffi::mbedtls_md_hmac_update(context, block.as_ptr(), size);
            }
            code |= ffi::mbedtls_md_hmac_update(context, input, input_length);
            if expand {
                code |= ffi::mbedtls_md_hmac_update(context, &raw const counter, 1);
            }
            code |= ffi::mbedtls_md_hmac_finish(context, block.as_mut_ptr());
            code |= ffi::mbedtls_md_hmac_reset(context);
            let part = size.min(length.saturating_sub(done));
            block.as_ptr().copy_to_nonoverlapping(output.wrapping_add(done), part);
            done = done.saturating_add(part);
            counter = counter.wrapping_add(1);
        }
        ffi::mbedtls_md_free(context);
        ffi::mbedtls_platform_zeroize(block.as_mut_ptr().cast(), block.len());
        code
    }
}

// ---- key shares ------------------------------------------------------------------------------------------------------

/// What to do with a private key.
enum Task {
    /// Draw it.
    Generate,
    /// Write its public half to so much room.
    Public(*mut u8, usize, *mut usize),
    /// Agree with the public key in so many bytes; the secret is as long as the private key.
    Agree(*const u8, usize, *mut u8),
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_generate_key(attributes: *const ffi::psa_key_attributes_t, id: *mut u32) -> Status {
    // SAFETY: the library is held; the caller's attributes and place for the key's number.
    unsafe {
        let bits = (*attributes).bits;
        match add(bits, usize::from(bits.div_ceil(8)), id) {
            Ok(key) => {
                let code = on_curve(key, &Task::Generate);
                if code != 0 {
                    psa_destroy_key(key.id);
                    id.write(0);
                }
                status(code)
            }
            Err(status) => status,
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_export_public_key(id: u32, output: *mut u8, room: usize, length: *mut usize) -> Status {
    // SAFETY: the library is held; the caller's room.
    unsafe { find(id).map_or(INVALID_HANDLE, |key| status(on_curve(key, &Task::Public(output, room, length)))) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_raw_key_agreement(
    _algorithm: u32,
    id: u32,
    peer: *const u8,
    peer_length: usize,
    output: *mut u8,
    room: usize,
    length: *mut usize,
) -> Status {
    // SAFETY: the library is held; the caller's key of `peer_length` bytes, and room that is compared with what is written.
    unsafe {
        let Some(key) = find(id) else { return INVALID_HANDLE };
        if room < key.length {
            return BUFFER_TOO_SMALL;
        }
        length.write(key.length);
        status(on_curve(key, &Task::Agree(peer, peer_length, output)))
    }
}

/// Does `task`; 0, or Mbed TLS's number.
///
/// # Safety
/// The task's pointers are good for the lengths beside them.
unsafe fn on_curve(key: &mut Key, task: &Task) -> c_int {
    let curve = match key.bits {
        256 => ffi::MBEDTLS_ECP_DP_SECP256R1,
        384 => ffi::MBEDTLS_ECP_DP_SECP384R1,
        255 => ffi::MBEDTLS_ECP_DP_CURVE25519,
        _ => ffi::MBEDTLS_ECP_DP_NONE,
    };
    let mut pair = core::mem::MaybeUninit::uninit();
    // SAFETY: init writes the whole pair, which is freed at the end.
    unsafe {
        ffi::mbedtls_ecp_keypair_init(pair.as_mut_ptr());
        let mut pair = pair.assume_init();
        let mut code = ffi::mbedtls_ecp_group_load(&raw mut pair.grp, curve);
        if code == 0 {
            code = compute(key, &mut pair, task);
        }
        ffi::mbedtls_ecp_keypair_free(&raw mut pair);
        code
    }
}

/// # Safety
/// As for `on_curve`; the pair's group is loaded.
unsafe fn compute(key: &mut Key, pair: &mut ffi::mbedtls_ecp_keypair, task: &Task) -> c_int {
    let (group, scalar, point) = (&raw mut pair.grp, &raw mut pair.d, &raw mut pair.Q);
    let (bytes, length) = (key.bytes.as_mut_ptr(), key.length);
    let generator = Some(draw as unsafe extern "C" fn(_, _, _) -> _);
    let none = null_mut();
    // SAFETY: the function's contract; `bytes` has room for every scalar.
    unsafe {
        let code = match *task {
            Task::Generate => ffi::mbedtls_ecp_gen_privkey(group, scalar, generator, none),
            _ => ffi::mbedtls_mpi_read_binary(scalar, bytes, length),
        };
        if code != 0 {
            return code;
        }
        match *task {
            Task::Generate => ffi::mbedtls_mpi_write_binary(scalar, bytes, length),
            Task::Public(output, room, written) => {
                let code = ffi::mbedtls_ecp_mul(group, point, scalar, &raw const (*group).G, generator, none);
                if code != 0 {
                    return code;
                }
                let format = ffi::MBEDTLS_ECP_PF_UNCOMPRESSED;
                ffi::mbedtls_ecp_point_write_binary(group, point, format, written, output, room)
            }
            Task::Agree(peer, peer_length, output) => {
                let mut code = ffi::mbedtls_ecp_point_read_binary(group, point, peer, peer_length);
                if code == 0 {
                    code = ffi::mbedtls_ecp_check_pubkey(group, point);
                }
                if code == 0 {
                    // The scalar is no longer needed: the product's coordinate may take its place.
                    code = ffi::mbedtls_ecp_mul(group, point, scalar, point, generator, none);
                }
                if code != 0 {
                    return code;
                }
                let shared = &raw const (*point).X;
                // RFC 7748 writes numbers with their lowest byte first.
                if key.bits == 255 {
                    ffi::mbedtls_mpi_write_binary_le(shared, output, length)
                } else {
                    ffi::mbedtls_mpi_write_binary(shared, output, length)
                }
            }
        }
    }
}

/// The engine's generator, in the shape that Mbed TLS's functions take.
unsafe extern "C" fn draw(_: *mut core::ffi::c_void, output: *mut u8, length: usize) -> c_int {
    let mut written = 0;
    // SAFETY: the caller's room of `length` bytes.
    match unsafe { ffi::mbedtls_psa_external_get_random(null_mut(), output, length, &raw mut written) } {
        ffi::PSA_SUCCESS => 0,
        _ => ffi::MBEDTLS_ERR_HMAC_DRBG_ENTROPY_SOURCE_FAILED,
    }
}

// ---- what Mbed TLS's files name, and no firmware calls: a link that keeps unused sections wants it --------------------

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_export_key(_id: u32, _data: *mut u8, _room: usize, _length: *mut usize) -> Status {
    INVALID_HANDLE
}

#[unsafe(no_mangle)]
unsafe extern "C" fn psa_generate_random(output: *mut u8, length: usize) -> Status {
    // SAFETY: the caller's room of `length` bytes.
    status(unsafe { draw(null_mut(), output, length) })
}
