//! The Cortex-M7's data cache, by address (Armv7-M Architecture Reference Manual, B2.2.7 and B3.2.2): another master reads and
//! writes what lies behind it.

/// Bytes of a line (Cortex-M7 Technical Reference Manual, 5.2).
pub(super) const LINE: usize = 32;

/// CCR, whose bit DC says whether the cache is on.
const CCR: *const u32 = 0xE000_ED14 as *const u32;
const DC: u32 = 1 << 16;
/// DCIMVAC: forgets the line at an address.
const FORGET: *mut u32 = 0xE000_EF5C as *mut u32;
/// DCCIMVAC: writes it out and forgets it.
const FLUSH: *mut u32 = 0xE000_EF70 as *mut u32;

fn barrier() {
    #[cfg(target_arch = "arm")]
    // SAFETY: orders accesses, and is a barrier for the compiler too.
    unsafe {
        core::arch::asm!("dsb sy", "isb sy", options(nostack, preserves_flags));
    }
    #[cfg(not(target_arch = "arm"))]
    core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst);
}

fn each_line(of: &[u8], register: *mut u32) {
    barrier();
    // SAFETY: registers of the processor.
    unsafe {
        if CCR.read_volatile() & DC != 0 {
            let start = of.as_ptr().addr();
            for line in (start..start.saturating_add(of.len())).step_by(LINE) {
                #[allow(clippy::cast_possible_truncation, reason = "addresses have 32 bits on this chip")]
                register.write_volatile(line as u32);
            }
        }
    }
    barrier();
}

/// Before another master reads or writes `what`, which begins with a line and has the last one to itself.
pub(super) fn hand_over(what: &[u8]) {
    each_line(what, FLUSH);
}

/// After it wrote.
pub(super) fn take_back(what: &[u8]) {
    each_line(what, FORGET);
}
