//! Curves as Mbed TLS's callers ask for it: by its own names, which go through the seam, or straight to its own code.

use crate::record::Group;
use core::ffi::{c_int, c_uchar, c_void};
use core::ptr::null_mut;
use mbedtls as ffi;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Implementation {
    /// Mbed TLS's names, as everything in the firmware calls them: the assembly where the processor has it.
    Routed,
    /// Mbed TLS's own code.
    Stock,
}

/// A curve's parameters.
pub(crate) struct Curve(ffi::mbedtls_ecp_group);

impl Curve {
    pub(crate) fn new(group: Group) -> Self {
        let id = match group {
            Group::P256 => ffi::MBEDTLS_ECP_DP_SECP256R1,
            Group::P384 => ffi::MBEDTLS_ECP_DP_SECP384R1,
        };
        let mut group = zeroed();
        // SAFETY: init before use.
        unsafe {
            ffi::mbedtls_ecp_group_init(&raw mut group);
            assert_eq!(ffi::mbedtls_ecp_group_load(&raw mut group, id), 0);
        }
        Self(group)
    }

    /// The point encoded in `bytes`, if it is one of the curve.
    pub(crate) fn point(&self, bytes: &[u8]) -> Option<Point> {
        let mut point = Point::new();
        // SAFETY: initialised group and point, and the slice.
        let answer = unsafe {
            ffi::mbedtls_ecp_point_read_binary(&raw const self.0, &raw mut point.0, bytes.as_ptr(), bytes.len())
        };
        // SAFETY: as above.
        let valid = answer == 0 && unsafe { ffi::mbedtls_ecp_check_pubkey(&raw const self.0, &raw const point.0) } == 0;
        valid.then_some(point)
    }

    /// The base point.
    pub(crate) fn base(&self) -> *const ffi::mbedtls_ecp_point {
        &raw const self.0.G
    }

    /// `scalar` times `point`, or Mbed TLS's code.
    pub(crate) fn multiply(
        &mut self,
        implementation: Implementation,
        scalar: &Number,
        point: *const ffi::mbedtls_ecp_point,
    ) -> Result<Point, c_int> {
        let mut product = Point::new();
        let group = &raw mut self.0;
        let (target, scalar) = (&raw mut product.0, &raw const scalar.0);
        // SAFETY: initialised arguments, `point` among them by the callers in this program.
        let code = unsafe {
            match implementation {
                Implementation::Routed => {
                    ffi::mbedtls_ecp_mul(group, target, scalar, point, Some(generate), null_mut())
                }
                Implementation::Stock => ffi::camtls_stock_ecp_mul_restartable(
                    group,
                    target,
                    scalar,
                    point,
                    Some(generate),
                    null_mut(),
                    null_mut(),
                ),
            }
        };
        if code == 0 { Ok(product) } else { Err(code) }
    }

    /// Whether r and s are a signature.
    pub(crate) fn verify(
        &mut self,
        implementation: Implementation,
        key: &Point,
        hash: &[u8],
        r: &Number,
        s: &Number,
    ) -> bool {
        let group = &raw mut self.0;
        let (key, r, s) = (&raw const key.0, &raw const r.0, &raw const s.0);
        // SAFETY: initialised arguments and the slice.
        let code = unsafe {
            match implementation {
                Implementation::Routed => ffi::mbedtls_ecdsa_verify(group, hash.as_ptr(), hash.len(), key, r, s),
                Implementation::Stock => ffi::camtls_stock_ecdsa_verify(group, hash.as_ptr(), hash.len(), key, r, s),
            }
        };
        code == 0
    }

    /// Whether a DER signature, read by the firmware's reader, is `key`'s.
    pub(crate) fn verify_der(&self, key: &Point, hash: &[u8], signature: &[u8]) -> bool {
        let mut context = zeroed();
        // SAFETY: init before use, initialised arguments and the slices.
        unsafe {
            ffi::mbedtls_ecdsa_init(&raw mut context);
            let code = if ffi::mbedtls_ecp_group_copy(&raw mut context.grp, &raw const self.0) == 0
                && ffi::mbedtls_ecp_copy(&raw mut context.Q, &raw const key.0) == 0
            {
                let (hash_start, start) = (hash.as_ptr(), signature.as_ptr());
                ffi::mbedtls_ecdsa_read_signature(&raw mut context, hash_start, hash.len(), start, signature.len())
            } else {
                -1
            };
            ffi::mbedtls_ecdsa_free(&raw mut context);
            code == 0
        }
    }

    /// Signs with fresh randomness.
    pub(crate) fn sign(
        &mut self,
        implementation: Implementation,
        key: &Number,
        hash: &[u8],
    ) -> Result<(Number, Number), c_int> {
        let (mut r, mut s) = (Number::new(), Number::new());
        let group = &raw mut self.0;
        let (r_out, s_out, key) = (&raw mut r.0, &raw mut s.0, &raw const key.0);
        let sign = match implementation {
            Implementation::Routed => ffi::mbedtls_ecdsa_sign,
            Implementation::Stock => ffi::camtls_stock_ecdsa_sign,
        };
        // SAFETY: initialised arguments and the slice.
        let code = unsafe { sign(group, r_out, s_out, key, hash.as_ptr(), hash.len(), Some(generate), null_mut()) };
        if code == 0 { Ok((r, s)) } else { Err(code) }
    }
}

impl Drop for Curve {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`.
        unsafe { ffi::mbedtls_ecp_group_free(&raw mut self.0) };
    }
}

/// A point in Mbed TLS's form.
pub(crate) struct Point(pub(crate) ffi::mbedtls_ecp_point);

impl Point {
    fn new() -> Self {
        let mut point = zeroed();
        // SAFETY: init before use.
        unsafe { ffi::mbedtls_ecp_point_init(&raw mut point) };
        Self(point)
    }

    /// The x coordinate, most significant byte first.
    pub(crate) fn x(&self) -> [u8; 32] {
        coordinate(&self.0.X)
    }

    /// The y coordinate, most significant byte first.
    pub(crate) fn y(&self) -> [u8; 32] {
        coordinate(&self.0.Y)
    }
}

fn coordinate(number: &ffi::mbedtls_mpi) -> [u8; 32] {
    let mut bytes = [0; 32];
    // SAFETY: an initialised number, and room for 32 bytes.
    let code = unsafe { ffi::mbedtls_mpi_write_binary(number, bytes.as_mut_ptr(), bytes.len()) };
    assert_eq!(code, 0);
    bytes
}

impl Drop for Point {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`.
        unsafe { ffi::mbedtls_ecp_point_free(&raw mut self.0) };
    }
}

/// A number in Mbed TLS's form.
pub(crate) struct Number(pub(crate) ffi::mbedtls_mpi);

impl Number {
    pub(crate) fn new() -> Self {
        let mut number = zeroed();
        // SAFETY: init before use.
        unsafe { ffi::mbedtls_mpi_init(&raw mut number) };
        Self(number)
    }

    /// An unsigned number, most significant byte first.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut number = Self::new();
        // SAFETY: an initialised number and the slice.
        let code = unsafe { ffi::mbedtls_mpi_read_binary(&raw mut number.0, bytes.as_ptr(), bytes.len()) };
        assert_eq!(code, 0);
        number
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`.
        unsafe { ffi::mbedtls_mpi_free(&raw mut self.0) };
    }
}

/// The point in a SubjectPublicKeyInfo, if it is a P-256 key.
pub(crate) fn point_from_key_info(der: &[u8]) -> Option<Point> {
    let mut key: ffi::mbedtls_pk_context = zeroed();
    let mut point = Point::new();
    let range = der.as_ptr_range();
    let mut at = range.start.cast_mut();
    // SAFETY: init before use, `at` walks through `der`, and an EC key's context is a key pair.
    unsafe {
        ffi::mbedtls_pk_init(&raw mut key);
        let mut found = ffi::mbedtls_pk_parse_subpubkey(&raw mut at, range.end, &raw mut key) == 0
            && at.cast_const() == range.end
            && ffi::mbedtls_pk_can_do(&raw const key, ffi::MBEDTLS_PK_ECKEY) == 1;
        if found {
            let pair = ffi::mbedtls_pk_ec(key);
            found = (*pair).grp.id == ffi::MBEDTLS_ECP_DP_SECP256R1
                && ffi::mbedtls_ecp_copy(&raw mut point.0, &raw const (*pair).Q) == 0;
        }
        ffi::mbedtls_pk_free(&raw mut key);
        found.then_some(point)
    }
}

/// All zero bits, which Mbed TLS's init functions then make a value of.
fn zeroed<T>() -> T {
    // SAFETY: used with Mbed TLS's plain C structures only.
    unsafe { core::mem::zeroed() }
}

/// Not random: the same numbers on each run, so that a failure can be found again.
pub(crate) unsafe extern "C" fn generate(_: *mut c_void, output: *mut c_uchar, length: usize) -> c_int {
    use core::sync::atomic::{AtomicU32, Ordering};
    static STATE: AtomicU32 = AtomicU32::new(0x9E37_79B9);
    for index in 0..length {
        let mut state = STATE.load(Ordering::Relaxed);
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        STATE.store(state, Ordering::Relaxed);
        // SAFETY: the caller's room of `length` bytes.
        unsafe { output.add(index).write((state >> 11) as u8) };
    }
    0
}
