//! QEMU's mps2-an500 (Cortex-M7): start-up, memory for Mbed TLS, output and the instruction count.

use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr::{NonNull, null_mut};
use cortex_m::interrupt::{self, Mutex};
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
use linked_list_allocator::Heap;

/// Prints a line on QEMU's console.
#[macro_export]
macro_rules! say {
    ($($argument:tt)*) => { cortex_m_semihosting::hprintln!("{}", format_args!($($argument)*)) };
}

#[cortex_m_rt::entry]
fn main() -> ! {
    start_timer();
    debug::exit(if crate::run() { EXIT_SUCCESS } else { EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    say!("{info}");
    debug::exit(EXIT_FAILURE);
    loop {
        cortex_m::asm::wfi();
    }
}

/// CMSDK timer 0: counts down at 25 MHz (Arm DUI 0479, section 4.5).
const TIMER: *mut u32 = 0x4000_0000 as *mut u32;

fn start_timer() {
    // SAFETY: CTRL (enable), VALUE at +4, RELOAD at +8 of a timer that nobody else uses.
    unsafe {
        TIMER.add(2).write_volatile(u32::MAX);
        TIMER.add(1).write_volatile(u32::MAX);
        TIMER.write_volatile(1);
    }
}

/// Instructions since the start, to 40: one a nanosecond under `-icount shift=0`, and 40 of these a tick. Wraps.
pub(crate) fn instructions() -> u32 {
    // SAFETY: reads VALUE.
    (u32::MAX - unsafe { TIMER.add(1).read_volatile() }).wrapping_mul(40)
}

static HEAP: Mutex<core::cell::RefCell<Heap>> = Mutex::new(core::cell::RefCell::new(Heap::empty()));

/// Before each block, its size: `free` is not told.
const HEADER: usize = 8;

#[unsafe(no_mangle)]
extern "C" fn camtls_engine_calloc(count: usize, size: usize) -> *mut c_void {
    static mut MEMORY: [MaybeUninit<u8>; 1 << 20] = [MaybeUninit::uninit(); 1 << 20];
    let bytes = count * size + HEADER;
    interrupt::free(|token| {
        let mut heap = HEAP.borrow(token).borrow_mut();
        if heap.size() == 0 {
            // SAFETY: given away once, here.
            unsafe { heap.init((&raw mut MEMORY).cast(), 1 << 20) };
        }
        let Ok(start) = heap.allocate_first_fit(layout(bytes)) else { return null_mut() };
        // SAFETY: a fresh block of `bytes` bytes, aligned to 8.
        unsafe {
            start.as_ptr().write_bytes(0, bytes);
            start.cast::<usize>().write(bytes);
            start.as_ptr().add(HEADER).cast()
        }
    })
}

#[unsafe(no_mangle)]
extern "C" fn camtls_engine_calloc_lasting(count: usize, size: usize) -> *mut c_void {
    camtls_engine_calloc(count, size)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn camtls_engine_free(block: *mut c_void) {
    let Some(block) = NonNull::new(block.cast::<u8>()) else { return };
    interrupt::free(|token| {
        // SAFETY: a block of `calloc`'s, whose header holds its size.
        unsafe {
            let start = block.sub(HEADER);
            let bytes = start.cast::<usize>().read();
            HEAP.borrow(token).borrow_mut().deallocate(start, layout(bytes));
        }
    });
}

fn layout(bytes: usize) -> core::alloc::Layout {
    core::alloc::Layout::from_size_align(bytes, HEADER).expect("sizes here are small")
}
