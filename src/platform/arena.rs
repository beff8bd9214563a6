//! The library's heap: blocks of the firmware's heap, taken when needed and given back when empty.
//!
//! Mbed TLS makes hundreds of small, short-lived allocations in a handshake. From MicroPython's garbage-collected heap each
//! costs a search and sooner or later a collection; from here they cost a list walk in a 4 KB region. Regions are rooted by
//! the port, and a conservative collector reads them like all memory: what is freed is wiped, whatever it was, and what lasts
//! has no unwritten bytes, in which an old address would keep what nobody uses any more.
//!
//! What lasts as long as a connection lies in small regions of its own: among what a handshake needs for a moment it would keep
//! whole regions from being given back.

use super::block::zero;
use super::port;
use core::alloc::Layout;
use core::ptr::NonNull;
use linked_list_allocator::Heap;

/// How long an allocation is likely to live. It only decides where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    /// As long as a connection, or longer.
    Lasting,
    /// No longer than a handshake, or a record's way.
    Passing,
}

impl Life {
    /// A region's usual size, its header included: small enough for a fragmented heap of a small camera. Under a fuzzer each
    /// allocation has a region of its own, so that what reaches beyond it is seen.
    const fn region(self) -> usize {
        match self {
            _ if cfg!(fuzzing) => 0,
            Self::Lasting => 1024,
            Self::Passing => 4096,
        }
    }
}

/// The smallest region that is asked for when the firmware has no larger block.
const REGION_SMALLEST: usize = if cfg!(fuzzing) { 0 } else { 512 };
/// Alignment of each allocation and of the firmware's blocks, in bytes.
const ALIGN: usize = 8;
/// Before each allocation stands its size, for C's `free` does not tell it.
const PREFIX: usize = ALIGN;

/// What stands at the start of each block of the firmware.
struct Region {
    next: Option<NonNull<Region>>,
    size: usize,
    heap: Heap,
}

/// What is held of the firmware's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Bytes taken from the firmware now.
    pub held: usize,
    /// The most bytes ever taken at once.
    pub peak: usize,
    /// Blocks taken from the firmware now.
    pub blocks: usize,
    /// Allocations refused since the start.
    pub refused: usize,
}

pub(super) struct Arena {
    lasting: Option<NonNull<Region>>,
    passing: Option<NonNull<Region>>,
    usage: Usage,
    /// Bytes that are allocated, and how many may be.
    used: usize,
    most: usize,
}

impl Arena {
    pub(super) const fn new() -> Self {
        let usage = Usage { held: 0, peak: 0, blocks: 0, refused: 0 };
        Self { lasting: None, passing: None, usage, used: 0, most: usize::MAX }
    }

    /// Lets no more than `left` bytes be allocated from now on; answers how many are.
    pub(super) const fn bound(&mut self, left: usize) -> usize {
        self.most = self.used.saturating_add(left);
        self.used
    }

    pub(super) const fn usage(&self) -> Usage {
        self.usage
    }

    /// Counts a want of memory that could not be helped.
    pub(super) const fn count_refusal(&mut self) {
        self.usage.refused = self.usage.refused.saturating_add(1);
    }

    /// `size` zeroed bytes, 8-byte aligned, or `None`.
    pub(super) fn allocate(&mut self, size: usize, life: Life) -> Option<NonNull<u8>> {
        let layout = layout(size)?;
        let used = self.used.checked_add(layout.size()).filter(|used| *used <= self.most)?;
        let start = find(*self.list(life), layout).or_else(|| self.grow(layout, life))?;
        self.used = used;
        // SAFETY: `start` is a fresh allocation of PREFIX + size bytes, 8-byte aligned.
        unsafe {
            start.cast::<usize>().write(size);
            let bytes = start.add(PREFIX);
            zero(bytes, layout.size().saturating_sub(PREFIX));
            Some(bytes)
        }
    }

    /// Wipes and frees what `allocate` gave.
    ///
    /// # Safety
    /// `bytes` came from `allocate` of this arena, was not freed since, and nothing refers to it.
    pub(super) unsafe fn free(&mut self, bytes: NonNull<u8>) {
        // SAFETY: `allocate` put the size PREFIX bytes before `bytes`.
        let (start, size) = unsafe {
            let start = bytes.sub(PREFIX);
            (start, start.cast::<usize>().read())
        };
        let Some(layout) = layout(size) else { return };
        self.used = self.used.saturating_sub(layout.size());
        // SAFETY: the allocation's bytes, and nothing refers to them any more.
        unsafe { zero(start, layout.size()) };
        // SAFETY: as the caller promises.
        let _there =
            unsafe { self.free_in(Life::Passing, start, layout) || self.free_in(Life::Lasting, start, layout) };
    }

    /// Frees `start` if it lies in one of these regions.
    ///
    /// # Safety
    /// As for [`Self::free`]; `layout` is that of the allocation.
    unsafe fn free_in(&mut self, life: Life, start: NonNull<u8>, layout: Layout) -> bool {
        let mut link = self.list(life);
        while let Some(region) = *link {
            // SAFETY: regions of the list are live and reached only through this arena.
            let region_ref = unsafe { &mut *region.as_ptr() };
            let base = region.as_ptr() as usize;
            if (start.as_ptr() as usize).wrapping_sub(base) < region_ref.size {
                // SAFETY: `start` was allocated from this region's heap with the same layout.
                unsafe { region_ref.heap.deallocate(start, layout) };
                if region_ref.heap.used() == 0 {
                    *link = region_ref.next;
                    self.give_back(region);
                }
                return true;
            }
            link = &mut region_ref.next;
        }
        false
    }

    const fn list(&mut self, life: Life) -> &mut Option<NonNull<Region>> {
        match life {
            Life::Lasting => &mut self.lasting,
            Life::Passing => &mut self.passing,
        }
    }

    /// Wipes every region and gives it back: all allocations are dead.
    pub(super) fn clear(&mut self) {
        for life in [Life::Lasting, Life::Passing] {
            while let Some(region) = *self.list(life) {
                // SAFETY: regions of the list are live.
                let size = unsafe {
                    *self.list(life) = region.as_ref().next;
                    region.as_ref().size
                };
                let header = header_size();
                // SAFETY: what lies behind the header, and nothing refers to it any more.
                unsafe { zero(region.cast::<u8>().add(header), size.saturating_sub(header) & !(ALIGN - 1)) };
                self.give_back(region);
            }
        }
        self.used = 0;
    }

    /// Forgets every region without touching it: the heap it lay in is gone.
    pub(super) fn forget(&mut self) {
        *self = Self::new();
    }

    /// Takes one more block that has room for `layout`: a whole region where the firmware has it, else just what is needed.
    fn grow(&mut self, layout: Layout, life: Life) -> Option<NonNull<u8>> {
        let header = header_size();
        // The allocator keeps its list in the free space: some room beyond the allocation itself.
        let needed = header.checked_add(layout.size())?.checked_add(4 * ALIGN)?.next_multiple_of(ALIGN);
        let mut size = needed.max(life.region());
        let block = loop {
            // SAFETY: the port answers a block of `size` bytes or NULL and does not raise.
            let block = unsafe { port::camtls_port_memory_take(size) };
            if let Some(block) = NonNull::new(block) {
                break block;
            }
            if size <= needed.max(REGION_SMALLEST) {
                return None;
            }
            size = (size / 2).max(needed).max(REGION_SMALLEST).next_multiple_of(ALIGN);
        };
        let region = block.cast::<Region>();
        // SAFETY: the block has `size` bytes from `block`, 8-byte aligned; the heap gets what lies behind the header.
        let found = unsafe {
            let heap = Heap::new(block.cast::<u8>().add(header).as_ptr(), size.saturating_sub(header));
            region.write(Region { next: *self.list(life), size, heap });
            (*region.as_ptr()).heap.allocate_first_fit(layout)
        };
        *self.list(life) = Some(region);
        self.usage.blocks = self.usage.blocks.saturating_add(1);
        self.usage.held = self.usage.held.saturating_add(size);
        self.usage.peak = self.usage.peak.max(self.usage.held);
        found.ok()
    }

    /// Gives a region back in which everything was freed, and so wiped.
    fn give_back(&mut self, region: NonNull<Region>) {
        // SAFETY: the region is out of the list; its header is still whole.
        let size = unsafe { region.as_ref() }.size;
        self.usage.blocks = self.usage.blocks.saturating_sub(1);
        self.usage.held = self.usage.held.saturating_sub(size);
        // SAFETY: the block came from `camtls_port_memory_take` and nothing refers to it any more.
        unsafe { port::camtls_port_memory_give(region.as_ptr().cast()) };
    }
}

/// Room for `layout` in one of these regions.
fn find(first: Option<NonNull<Region>>, layout: Layout) -> Option<NonNull<u8>> {
    let mut next = first;
    while let Some(mut region) = next {
        // SAFETY: regions of the list are live and reached only through their arena.
        let region = unsafe { region.as_mut() };
        if let Ok(start) = region.heap.allocate_first_fit(layout) {
            return Some(start);
        }
        next = region.next;
    }
    None
}

fn header_size() -> usize {
    size_of::<Region>().next_multiple_of(ALIGN)
}

fn layout(size: usize) -> Option<Layout> {
    let whole = size.max(1).checked_add(PREFIX)?.checked_next_multiple_of(ALIGN)?;
    Layout::from_size_align(whole, ALIGN).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_it_took() {
        let _held = crate::platform::lock::enter().unwrap();
        let mut arena = Arena::new();
        let blocks: Vec<_> = (0..200)
            .map(|n| arena.allocate(n * 7, if n % 3 == 0 { Life::Lasting } else { Life::Passing }).unwrap())
            .collect();
        assert!(arena.usage().blocks > 1);
        for (n, block) in blocks.iter().enumerate() {
            // SAFETY: the arena gave as many bytes.
            let bytes = unsafe { core::slice::from_raw_parts_mut(block.as_ptr(), n * 7) };
            assert!(bytes.iter().all(|byte| *byte == 0));
            bytes.fill(0xA5);
        }
        for block in blocks.iter().step_by(2).chain(blocks.iter().skip(1).step_by(2)) {
            // SAFETY: each block is given back once.
            unsafe { arena.free(*block) };
        }
        assert_eq!((arena.usage().held, arena.usage().blocks), (0, 0));
    }

    #[test]
    fn serves_a_request_larger_than_a_region() {
        let _held = crate::platform::lock::enter().unwrap();
        let mut arena = Arena::new();
        let block = arena.allocate(20_000, Life::Lasting).unwrap();
        assert!(arena.usage().held >= 20_000);
        // SAFETY: as above.
        unsafe { arena.free(block) };
        assert_eq!(arena.usage().held, 0);
    }

    #[test]
    fn keeps_within_its_bound() {
        let _held = crate::platform::lock::enter().unwrap();
        let mut arena = Arena::new();
        assert_eq!(arena.bound(256), 0);
        let block = arena.allocate(200, Life::Passing).unwrap();
        assert!(arena.allocate(200, Life::Passing).is_none());
        // SAFETY: it is given back once.
        unsafe { arena.free(block) };
        let block = arena.allocate(240, Life::Passing).unwrap();
        assert_eq!(arena.bound(usize::MAX), 248);
        let other = arena.allocate(1000, Life::Lasting).unwrap();
        for block in [block, other] {
            // SAFETY: as above.
            unsafe { arena.free(block) };
        }
        assert_eq!(arena.bound(0), 0);
    }

    #[test]
    fn refuses_sizes_that_overflow() {
        let _held = crate::platform::lock::enter().unwrap();
        let mut arena = Arena::new();
        assert!(arena.allocate(usize::MAX, Life::Lasting).is_none());
        assert!(arena.allocate(usize::MAX / 2, Life::Passing).is_none());
        assert_eq!(arena.usage().held, 0);
    }
}
