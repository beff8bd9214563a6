//! The firmware's services from std, for `cargo test` and the tools that run on a host.
//!
//! The clock can be set and unset, and allocations made to fail, per process: what a test needs to see every refusal.

use core::ffi::c_void;
use std::alloc::{Layout, alloc, dealloc};
use std::cell::Cell;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread::ThreadId;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The host's own time.
const CLOCK_OF_HOST: i64 = i64::MIN;
/// No time at all.
const CLOCK_UNSET: i64 = i64::MAX;

static CLOCK: AtomicI64 = AtomicI64::new(CLOCK_OF_HOST);
static TAKES_UNTIL_FAILURE: AtomicUsize = AtomicUsize::new(usize::MAX);
static OWNER: Mutex<Option<(ThreadId, usize)>> = Mutex::new(None);
static RELEASED: Condvar = Condvar::new();

/// Sets the clock of this process, in seconds since 1970; `None` unsets it. Its floor is forgotten: each test has a time of its own.
pub fn set_clock(seconds: Option<i64>) {
    super::clock::forget_floor();
    CLOCK.store(seconds.unwrap_or(CLOCK_UNSET), Ordering::Relaxed);
}

/// Makes the `n`-th block asked for from now on fail, and all after it; `None` ends that.
pub fn fail_memory_after(n: Option<usize>) {
    TAKES_UNTIL_FAILURE.store(n.unwrap_or(usize::MAX), Ordering::Relaxed);
}

/// Keeps other threads out of the arena.
pub(super) fn alone() -> impl Drop {
    struct Alone;
    impl Drop for Alone {
        fn drop(&mut self) {
            camtls_port_unlock();
        }
    }
    camtls_port_lock();
    Alone
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_random(out: *mut u8, length: usize) -> i32 {
    use std::io::Read;
    // SAFETY: the library passes a buffer of `length` bytes.
    let out = unsafe { core::slice::from_raw_parts_mut(out, length) };
    match std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(out)) {
        Ok(()) => 0,
        Err(_) => -1,
    }
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_clock(seconds: *mut i64) -> i32 {
    let now = match CLOCK.load(Ordering::Relaxed) {
        CLOCK_UNSET => return super::ABSENT,
        CLOCK_OF_HOST => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs() as i64),
        set => set,
    };
    // SAFETY: the library passes a valid pointer.
    unsafe { seconds.write(now) };
    0
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_milliseconds() -> u32 {
    static START: Mutex<Option<Instant>> = Mutex::new(None);
    let Ok(mut start) = START.lock() else { return 0 };
    start.get_or_insert_with(Instant::now).elapsed().as_millis() as u32
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_memory_take(size: usize) -> *mut c_void {
    let allowed = TAKES_UNTIL_FAILURE.load(Ordering::Relaxed);
    if allowed == 0 {
        return core::ptr::null_mut();
    }
    if allowed != usize::MAX {
        TAKES_UNTIL_FAILURE.store(allowed.saturating_sub(1), Ordering::Relaxed);
    }
    let Some(layout) = size.checked_add(16).and_then(|whole| Layout::from_size_align(whole, 16).ok()) else {
        return core::ptr::null_mut();
    };
    // SAFETY: the layout is not empty; the size is kept in front for `give`.
    unsafe {
        let block = alloc(layout);
        if block.is_null() {
            return core::ptr::null_mut();
        }
        block.cast::<usize>().write(size);
        block.add(16).cast()
    }
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_memory_give(block: *mut c_void) {
    // SAFETY: `block` came from `take`, which put the size 16 bytes before it.
    unsafe {
        let start = block.cast::<u8>().sub(16);
        let size = start.cast::<usize>().read();
        if let Ok(layout) = Layout::from_size_align(size.saturating_add(16), 16) {
            dealloc(start, layout);
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_lock() {
    let me = std::thread::current().id();
    let Ok(mut owner) = OWNER.lock() else { return };
    loop {
        match *owner {
            None => break *owner = Some((me, 1)),
            Some((thread, depth)) if thread == me => break *owner = Some((me, depth.saturating_add(1))),
            Some(_) => match RELEASED.wait(owner) {
                Ok(again) => owner = again,
                Err(_) => return,
            },
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_unlock() {
    let Ok(mut owner) = OWNER.lock() else { return };
    *owner = match *owner {
        Some((thread, depth)) if depth > 1 => Some((thread, depth.saturating_sub(1))),
        _ => None,
    };
    RELEASED.notify_one();
}

thread_local!(static INTERRUPTS_OFF: Cell<u32> = const { Cell::new(0) });

#[unsafe(no_mangle)]
extern "C" fn camtls_port_interrupts_off() -> u32 {
    camtls_port_lock();
    INTERRUPTS_OFF.replace(1)
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_interrupts_restore(state: u32) {
    INTERRUPTS_OFF.set(state);
    camtls_port_unlock();
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_device_key(_out: *mut u8) -> i32 {
    super::ABSENT
}

#[unsafe(no_mangle)]
extern "C" fn camtls_port_unique_id(_out: *mut u8, _length: *mut usize) -> i32 {
    super::ABSENT
}
