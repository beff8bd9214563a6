//! Files of slots: only what was written whole is read, and it is what was written.

use crate::made::halves;
use camtls::engine::sha256;
use camtls::policy::slot::{DIGEST, Slot};
use camtls::tls::operations::{read_slot, write_slot};

pub fn run(data: &[u8]) {
    let read = Slot::parse(data);
    let right = data.split_last_chunk::<DIGEST>().is_some_and(|(covered, digest)| sha256(covered) == *digest);
    assert_eq!(read_slot(data).is_some(), right && read.is_some());
    if let Some(slot) = read {
        let mut again = vec![0; data.len()];
        assert_eq!(Slot::length(slot.key.len(), slot.chain.len()), data.len());
        let written = Slot::write(slot.generation, slot.key, slot.chain, &mut again);
        assert!(written.is_some_and(|(covered, _)| covered == slot.covered));
    }
    whole(data);
    identity(data);
}

/// The same bytes with the digest that they should have, and then with one bit changed.
fn whole(data: &[u8]) {
    let mut file = [data, &sha256(data)].concat();
    let Some(slot) = read_slot(&file) else { return };
    assert!(!slot.key.is_empty() && !slot.chain.is_empty() && slot.covered == data);
    let bit = data.iter().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)))
        % (8 * file.len());
    file[bit / 8] ^= 1 << (bit % 8);
    assert!(read_slot(&file).is_none());
}

/// A key and certificates: what is written is what a context would load.
fn identity(data: &[u8]) {
    let (key, chain) = halves(data);
    let generation = data.len() as u32;
    let mut out = vec![0; Slot::length(key.len(), chain.len())];
    match write_slot(generation, chain, key, &mut out) {
        Ok(length) => {
            assert_eq!(length, out.len());
            let read = read_slot(&out).map(|slot| (slot.generation, slot.key, slot.chain));
            assert_eq!(read, Some((generation, key, chain)));
            let short = out.len() - 1;
            assert!(write_slot(generation, chain, key, &mut out[..short]).is_err());
        }
        Err(trouble) => assert!(!trouble.report().text.is_empty()),
    }
}
