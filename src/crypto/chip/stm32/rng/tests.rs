//! The driver's decisions, over registers that answer what a test wrote down.

use super::*;
use core::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// Answers one status after another, the last one for ever; counts words from 1.
struct Script<const CONDITIONS: bool> {
    status: RefCell<VecDeque<u32>>,
    control: Cell<u32>,
    words: Cell<u32>,
    written: RefCell<Vec<(&'static str, u32)>>,
}

impl<const CONDITIONS: bool> Script<CONDITIONS> {
    fn new(status: &[u32]) -> Self {
        let status = RefCell::new(status.iter().copied().collect());
        Self { status, control: Cell::new(RNGEN), words: Cell::new(0), written: RefCell::default() }
    }
}

impl<const CONDITIONS: bool> Registers for Script<CONDITIONS> {
    const CONDITIONS: bool = CONDITIONS;

    fn control(&self) -> u32 {
        self.control.get()
    }
    fn set_control(&self, value: u32) {
        self.control.set(value);
        self.written.borrow_mut().push(("CR", value));
    }
    fn status(&self) -> u32 {
        let mut status = self.status.borrow_mut();
        if status.len() > 1 { status.pop_front().unwrap() } else { status[0] }
    }
    fn set_status(&self, value: u32) {
        self.written.borrow_mut().push(("SR", value));
    }
    fn data(&self) -> u32 {
        self.words.set(self.words.get() + 1);
        self.words.get()
    }
}

#[test]
fn a_word_is_read_when_there_is_one() {
    let rng = Script::<false>::new(&[0, 0, 0, 0, DRDY, DRDY]);
    assert_eq!(word(&rng), Ok(1));
    assert!(rng.written.borrow().is_empty());
}

#[test]
fn a_word_read_as_the_source_fails_is_thrown_away() {
    let rng = Script::<true>::new(&[DRDY, DRDY | SEIS, DRDY | SEIS, DRDY]);
    assert_eq!(word(&rng), Ok(2));
    assert_eq!(*rng.written.borrow(), [("SR", CEIS)]);
}

#[test]
fn the_earlier_version_is_switched_off_and_on_and_its_buffer_emptied() {
    let rng = Script::<false>::new(&[SECS | SEIS, DRDY, DRDY, 0, 0, DRDY]);
    assert_eq!(word(&rng), Ok(3));
    assert_eq!(*rng.written.borrow(), [("SR", CEIS), ("CR", 0), ("CR", RNGEN)]);
}

#[test]
fn the_later_version_resets_its_conditioning() {
    let rng = Script::<true>::new(&[SECS | SEIS, SECS, 0, DRDY]);
    assert_eq!(word(&rng), Ok(1));
    assert_eq!(*rng.written.borrow(), [("CR", RNGEN | CONDRST), ("CR", RNGEN), ("SR", CEIS)]);
}

#[test]
fn a_source_that_stays_faulty_is_given_up() {
    assert_eq!(word(&Script::<false>::new(&[SEIS])), Err(Fault::Seed));
    assert_eq!(word(&Script::<true>::new(&[SEIS])), Err(Fault::Seed));
}

#[test]
fn the_configuration_is_written_only_where_it_may_be() {
    for (control, first) in [(0x0080_0D00, Some(CONFIG_A | CONDRST)), (CONFIGLOCK, None)] {
        let rng = Script::<true>::new(&[DRDY]);
        rng.control.set(control);
        assert_eq!(start(&rng), Ok(true));
        let written = rng.written.borrow();
        assert_eq!(written.first().filter(|(_, value)| value & CONDRST != 0).map(|(_, value)| *value), first);
        assert_eq!(rng.control.get() & (RNGEN | CONDRST), RNGEN);
    }
    let rng = Script::<true>::new(&[DRDY]);
    assert_eq!(start(&rng), Ok(false));
    assert!(rng.written.borrow().is_empty());
}
