//! The seam with a backend in it, on a host: a stand-in that counts, and computes by Mbed TLS's own code.

use super::*;
use core::cell::Cell;
use core::mem::zeroed;

std::thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
    static REFUSED_NONCES: Cell<u32> = const { Cell::new(0) };
}

struct StandIn;

impl P256 for StandIn {
    fn has_point(&self, point: &Point) -> bool {
        CALLS.set(CALLS.get() + 1);
        let (curve, point) = (Curve::load(ffi::MBEDTLS_ECP_DP_SECP256R1), Owned::point(point));
        // SAFETY: initialised arguments.
        unsafe { ffi::camtls_stock_ecp_check_pubkey(&raw const curve.group, &raw const point.0) == 0 }
    }

    fn multiply_base(&self, scalar: &Scalar) -> Option<Point> {
        let mut curve = Curve::load(ffi::MBEDTLS_ECP_DP_SECP256R1);
        let base = &raw const curve.group.G;
        curve.stock_product(scalar, base)
    }

    fn multiply(&self, scalar: &Scalar, point: &Point) -> Option<Point> {
        let mut curve = Curve::load(ffi::MBEDTLS_ECP_DP_SECP256R1);
        let factor = Owned::point(point);
        curve.stock_product(scalar, &raw const factor.0)
    }

    fn sign(&self, _: &[u8], key: &Scalar, nonce: &Scalar) -> Option<Signature> {
        CALLS.set(CALLS.get() + 1);
        let refuse = REFUSED_NONCES.get();
        REFUSED_NONCES.set(refuse.saturating_sub(1));
        // Shows what came through the seam instead of signing.
        (refuse == 0).then_some(Signature { r: key.0, s: nonce.0 })
    }

    fn verify(&self, hash: &[u8], _: &Point, signature: &Signature) -> bool {
        CALLS.set(CALLS.get() + 1);
        hash == HASH && signature.r[0] == 0x0304_0506 && signature.s[0] == 9
    }
}

const HASH: &[u8] = &[7; 32];

/// Runs `test` with the stand-in and answers how often it was called.
fn calls_of(test: impl FnOnce()) -> u32 {
    CALLS.set(0);
    p256::STAND_IN.set(Some(&StandIn));
    test();
    p256::STAND_IN.set(None);
    CALLS.get()
}

/// A loaded group.
struct Curve {
    group: ffi::mbedtls_ecp_group,
}

impl Curve {
    fn load(id: ffi::mbedtls_ecp_group_id) -> Self {
        // SAFETY: init before use.
        unsafe {
            let mut group = zeroed();
            ffi::mbedtls_ecp_group_init(&raw mut group);
            assert_eq!(ffi::mbedtls_ecp_group_load(&raw mut group, id), 0);
            Self { group }
        }
    }

    fn stock_product(&mut self, scalar: &Scalar, point: *const ffi::mbedtls_ecp_point) -> Option<Point> {
        CALLS.set(CALLS.get() + 1);
        let (mut product, scalar) = (Owned::empty(), Number::new(&scalar.0));
        // SAFETY: initialised arguments.
        let code = unsafe {
            let (group, product, scalar) = (&raw mut self.group, &raw mut product.0, &raw const scalar.0);
            let restart = null_mut();
            ffi::camtls_stock_ecp_mul_restartable(group, product, scalar, point, Some(count_up), null_mut(), restart)
        };
        // SAFETY: an initialised point.
        if code == 0 { unsafe { super::point(&raw const product.0) } } else { None }
    }
}

impl Drop for Curve {
    fn drop(&mut self) {
        // SAFETY: loaded by `load`.
        unsafe { ffi::mbedtls_ecp_group_free(&raw mut self.group) };
    }
}

struct Owned(ffi::mbedtls_ecp_point);

impl Owned {
    fn empty() -> Self {
        // SAFETY: init before use.
        unsafe {
            let mut point = zeroed();
            ffi::mbedtls_ecp_point_init(&raw mut point);
            Self(point)
        }
    }

    fn point(point: &Point) -> Self {
        let mut owned = Self::empty();
        // SAFETY: an initialised point.
        assert_eq!(unsafe { store_point(&raw mut owned.0, point) }, 0);
        owned
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: initialised by `empty`.
        unsafe { ffi::mbedtls_ecp_point_free(&raw mut self.0) };
    }
}

struct Number(ffi::mbedtls_mpi);

impl Number {
    fn new(words: &Words) -> Self {
        let mut number = ffi::mbedtls_mpi { p: null_mut(), s: 1, n: 0 };
        // SAFETY: an initialised number.
        assert_eq!(unsafe { store(&raw mut number, words) }, 0);
        Self(number)
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`.
        unsafe { ffi::mbedtls_mpi_free(&raw mut self.0) };
    }
}

/// A generator that gives 1, 2, 3, …
unsafe extern "C" fn count_up(_: *mut c_void, output: *mut c_uchar, length: usize) -> c_int {
    for index in 0..length {
        // SAFETY: the caller's room.
        unsafe { output.add(index).write(index as u8 + 1) };
    }
    0
}

/// A generator without randomness.
unsafe extern "C" fn fail(_: *mut c_void, _: *mut c_uchar, _: usize) -> c_int {
    -77
}

const TWO: Words = [2, 0, 0, 0, 0, 0, 0, 0];

#[test]
fn multiplication_goes_to_the_backend_on_its_curve() {
    let mut curve = Curve::load(ffi::MBEDTLS_ECP_DP_SECP256R1);
    let base = &raw const curve.group.G;
    let (two, mut double, mut quadruple) = (Number::new(&TWO), Owned::empty(), Owned::empty());
    let calls = calls_of(|| {
        // SAFETY: initialised arguments; the last product is written where its factor is read.
        unsafe {
            let (group, two) = (&raw mut curve.group, &raw const two.0);
            assert_eq!(mbedtls_ecp_mul(group, &raw mut double.0, two, base, Some(count_up), null_mut()), 0);
            let (product, factor) = (&raw mut quadruple.0, &raw const double.0);
            assert_eq!(mbedtls_ecp_mul(group, product, two, factor, Some(count_up), null_mut()), 0);
            let in_place = &raw mut double.0;
            assert_eq!(mbedtls_ecp_mul(group, in_place, two, in_place, Some(count_up), null_mut()), 0);
        }
    });
    assert_eq!(calls, 3);
    // SAFETY: initialised points.
    let (in_place, apart) = unsafe { (super::point(&raw const double.0), super::point(&raw const quadruple.0)) };
    assert!(in_place.is_some() && in_place == apart);
}

#[test]
fn other_curves_stay_with_mbedtls() {
    let mut curve = Curve::load(ffi::MBEDTLS_ECP_DP_SECP384R1);
    let base = &raw const curve.group.G;
    let (two, mut product) = (Number::new(&TWO), Owned::empty());
    let (mut r, mut s) = (Number::new(&TWO), Number::new(&TWO));
    let calls = calls_of(|| {
        // SAFETY: initialised arguments.
        unsafe {
            let (group, two) = (&raw mut curve.group, &raw const two.0);
            assert_eq!(mbedtls_ecp_mul(group, &raw mut product.0, two, base, Some(count_up), null_mut()), 0);
            let (r, s) = (&raw mut r.0, &raw mut s.0);
            let (hash, length) = (HASH.as_ptr(), HASH.len());
            assert_eq!(mbedtls_ecdsa_sign(group, r, s, two, hash, length, Some(count_up), null_mut()), 0);
            assert_eq!(mbedtls_ecdsa_verify(group, hash, length, &raw const product.0, r, s), 0);
        }
    });
    assert_eq!(calls, 0);
}

#[test]
fn signing_draws_another_nonce_when_one_is_refused() {
    let mut curve = Curve::load(ffi::MBEDTLS_ECP_DP_SECP256R1);
    let (key, mut r, mut s) = (Number::new(&TWO), Number::new(&[0; 8]), Number::new(&[0; 8]));
    let mut sign = |refused, generator| {
        REFUSED_NONCES.set(refused);
        // SAFETY: initialised arguments.
        let code = unsafe {
            let (group, key) = (&raw mut curve.group, &raw const key.0);
            mbedtls_ecdsa_sign(group, &raw mut r.0, &raw mut s.0, key, HASH.as_ptr(), HASH.len(), generator, null_mut())
        };
        // SAFETY: initialised numbers.
        (code, unsafe { (words::<8>(&raw const r.0), words::<8>(&raw const s.0)) })
    };
    let calls = calls_of(|| {
        let (code, (r, s)) = sign(2, Some(count_up as _));
        assert_eq!((code, r), (0, Some(TWO)));
        assert_eq!(s.and_then(|words| words.first().copied()), Some(u32::from_le_bytes([1, 2, 3, 4])));
    });
    assert_eq!(calls, 3);
    let calls = calls_of(|| assert_eq!(sign(99, Some(count_up as _)).0, ffi::MBEDTLS_ERR_ECP_RANDOM_FAILED));
    assert_eq!(calls, NONCES as u32);
    // Without randomness there is no signature, and the generator's own code says why.
    assert_eq!(calls_of(|| assert_eq!(sign(0, Some(fail as _)).0, -77)), 0);
    REFUSED_NONCES.set(0);
}

#[test]
fn verification_reads_der_and_asks_the_backend() {
    // SAFETY: init before use.
    let mut context: ffi::mbedtls_ecdsa_context = unsafe { zeroed() };
    // SAFETY: as above.
    unsafe {
        ffi::mbedtls_ecdsa_init(&raw mut context);
        assert_eq!(ffi::mbedtls_ecp_group_load(&raw mut context.grp, ffi::MBEDTLS_ECP_DP_SECP256R1), 0);
        assert_eq!(ffi::mbedtls_ecp_copy(&raw mut context.Q, &raw const context.grp.G), 0);
    }
    let mut verify = |signature: &[u8]| {
        // SAFETY: a loaded context and the slices.
        unsafe {
            let (hash, start) = (HASH.as_ptr(), signature.as_ptr());
            mbedtls_ecdsa_read_signature(&raw mut context, hash, HASH.len(), start, signature.len())
        }
    };
    let calls = calls_of(|| {
        assert_eq!(verify(&[0x30, 9, 2, 4, 3, 4, 5, 6, 2, 1, 9]), 0);
        assert_eq!(verify(&[0x30, 9, 2, 4, 3, 4, 5, 7, 2, 1, 9]), ffi::MBEDTLS_ERR_ECP_VERIFY_FAILED);
        // Not DER: nobody is asked.
        assert_eq!(verify(&[0x30, 10, 2, 5, 0, 3, 4, 5, 6, 2, 1, 9]), ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA);
    });
    assert_eq!(calls, 2);
    // SAFETY: loaded above.
    unsafe { ffi::mbedtls_ecdsa_free(&raw mut context) };
}

#[test]
fn key_pairs_are_checked_by_the_backend() {
    let mut curve = Curve::load(ffi::MBEDTLS_ECP_DP_SECP256R1);
    // SAFETY: init before use, initialised arguments, freed at the end.
    unsafe {
        let mut keys: [ffi::mbedtls_ecp_keypair; 2] = [zeroed(), zeroed()];
        let [public, key] = &mut keys;
        for pair in [&mut *public, &mut *key] {
            ffi::mbedtls_ecp_keypair_init(pair);
            assert_eq!(ffi::mbedtls_ecp_group_load(&raw mut pair.grp, ffi::MBEDTLS_ECP_DP_SECP256R1), 0);
        }
        let (group, base) = (&raw mut curve.group, &raw const curve.group.G);
        assert_eq!(store(&raw mut key.d, &TWO), 0);
        assert_eq!(mbedtls_ecp_mul(group, &raw mut key.Q, &raw const key.d, base, Some(count_up), null_mut()), 0);
        let check = |public: &ffi::mbedtls_ecp_keypair, key: &ffi::mbedtls_ecp_keypair| {
            mbedtls_ecp_check_pub_priv(public, key, Some(count_up), null_mut())
        };
        let calls = calls_of(|| {
            assert_eq!(ffi::mbedtls_ecp_copy(&raw mut public.Q, &raw const key.Q), 0);
            assert_eq!(check(public, key), 0);
            // Another private half, then another public one.
            assert_eq!(ffi::mbedtls_mpi_lset(&raw mut key.d, 3), 0);
            assert_eq!(check(public, key), ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA);
            assert_eq!(ffi::mbedtls_mpi_lset(&raw mut key.d, 2), 0);
            assert_eq!(ffi::mbedtls_ecp_copy(&raw mut public.Q, base), 0);
            assert_eq!(check(public, key), ffi::MBEDTLS_ERR_ECP_BAD_INPUT_DATA);
        });
        assert_eq!(calls, 3);
        keys.iter_mut().for_each(|pair| ffi::mbedtls_ecp_keypair_free(pair));
    }
}

#[test]
fn negative_and_oversized_numbers_are_no_scalars() {
    let mut number = Number::new(&TWO);
    number.0.s = -1;
    // SAFETY: an initialised number.
    assert!(unsafe { scalar(&raw const number.0) }.is_none());
    number.0.s = 1;
    // SAFETY: as above.
    unsafe { assert_eq!(ffi::mbedtls_mpi_shift_l(&raw mut number.0, 255), 0) };
    // SAFETY: as above.
    assert!(unsafe { scalar(&raw const number.0) }.is_none());
    // SAFETY: as above.
    assert!(unsafe { words::<8>(&raw const number.0) }.is_none());
}
