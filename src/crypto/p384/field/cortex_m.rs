//! The field's operations on a processor with UMAAL.

use super::Element;
use core::mem::MaybeUninit;

core::arch::global_asm!(include_str!("cortex_m.s"), options(raw));

/// An operation of the assembly: twelve words from twice twelve, which may be the same.
type Operation = unsafe extern "C" fn(*mut u32, *const u32, *const u32);

unsafe extern "C" {
    fn camtls_p384_add(sum: *mut u32, a: *const u32, b: *const u32);
    fn camtls_p384_subtract(difference: *mut u32, a: *const u32, b: *const u32);
    fn camtls_p384_multiply(product: *mut u32, a: *const u32, b: *const u32);
}

#[inline(always)]
fn apply(operation: Operation, a: &Element, b: &Element) -> Element {
    let mut answer = MaybeUninit::<Element>::uninit();
    // SAFETY: twelve words each; all of the answer is written.
    unsafe {
        operation(answer.as_mut_ptr().cast(), a.0.as_ptr(), b.0.as_ptr());
        answer.assume_init()
    }
}

impl Element {
    #[inline(always)]
    pub(in super::super) fn plus(&self, other: &Self) -> Self {
        apply(camtls_p384_add, self, other)
    }

    #[inline(always)]
    pub(in super::super) fn minus(&self, other: &Self) -> Self {
        apply(camtls_p384_subtract, self, other)
    }

    #[inline(always)]
    pub(in super::super) fn times(&self, other: &Self) -> Self {
        apply(camtls_p384_multiply, self, other)
    }
}
