//! ChaCha20-Poly1305 and SHA-256 by Mbed TLS's names, as everything in the firmware calls them.

use crate::check::Tally;
use core::mem::zeroed;
use mbedtls as ffi;

/// More than any vector's message.
const ROOM: usize = 1024;

/// Whether the ciphertext opens to the plaintext, and the plaintext is sealed to the ciphertext.
pub(crate) fn opens(key: &[u8], associated: &[u8], texts: &[u8]) -> bool {
    let size = (texts.len() - 16) / 2;
    let ((plain, cipher), tag) = (texts[..2 * size].split_at(size), &texts[2 * size..]);
    let (mut opened, mut sealed, mut made) = ([0; ROOM], [0; ROOM], [0; 16]);
    // SAFETY: init before use; slices, and room for more than any vector has.
    unsafe {
        let mut context = zeroed();
        ffi::mbedtls_chachapoly_init(&raw mut context);
        let nonce = key[32..].as_ptr();
        let code = ffi::mbedtls_chachapoly_setkey(&raw mut context, key.as_ptr())
            | ffi::mbedtls_chachapoly_auth_decrypt(
                &raw mut context,
                size,
                nonce,
                associated.as_ptr(),
                associated.len(),
                tag.as_ptr(),
                cipher.as_ptr(),
                opened.as_mut_ptr(),
            )
            | ffi::mbedtls_chachapoly_encrypt_and_tag(
                &raw mut context,
                size,
                nonce,
                associated.as_ptr(),
                associated.len(),
                plain.as_ptr(),
                sealed.as_mut_ptr(),
                made.as_mut_ptr(),
            );
        ffi::mbedtls_chachapoly_free(&raw mut context);
        code == 0 && opened[..size] == *plain && sealed[..size] == *cipher && made == *tag
    }
}

/// ChaCha20 in one piece and in all ways of two and three, in place and not, is the same, and stops where its counter ends.
pub(crate) fn pieces(tally: &mut Tally) {
    let message: [u8; 200] = core::array::from_fn(|index| index as u8);
    let whole = keystream(&message, &[200], 7);
    for first in 0..=200 {
        for second in [0, 1, 63, 64, 65, 200 - first].into_iter().filter(|second| first + second <= 200) {
            if !tally.count(keystream(&message, &[first, second, 200 - first - second], 7) == whole) {
                say!("ChaCha20 in pieces of {first} and {second} bytes differs");
            }
        }
    }
    for (counter, pieces, allowed) in [
        (u32::MAX - 2, &[192][..], true),
        (u32::MAX - 2, &[193], false),
        (u32::MAX - 2, &[192, 1], false),
        (u32::MAX - 2, &[10, 182], true),
        (u32::MAX - 2, &[10, 182, 1], false),
        (u32::MAX, &[60, 4], true),
        (u32::MAX, &[60, 5], false),
    ] {
        if !tally.count(keystream(&message, pieces, counter).is_some() == allowed) {
            say!("ChaCha20's counter goes on from {counter} for {pieces:?} bytes");
        }
    }
}

/// The message encrypted piece by piece, at odd addresses; `None` when the counter has ended.
fn keystream(message: &[u8; 200], pieces: &[usize], counter: u32) -> Option<[u8; 201]> {
    let mut output = [0; 201];
    output[1..].copy_from_slice(message);
    // SAFETY: init before use, and pieces that together are no longer than the message.
    unsafe {
        let mut context = zeroed();
        ffi::mbedtls_chacha20_init(&raw mut context);
        let mut code = ffi::mbedtls_chacha20_setkey(&raw mut context, [0x5A; 32].as_ptr())
            | ffi::mbedtls_chacha20_starts(&raw mut context, [0xC3; 12].as_ptr(), counter);
        let mut at = 1;
        for piece in pieces {
            let place = output.as_mut_ptr().add(at);
            code |= ffi::mbedtls_chacha20_update(&raw mut context, *piece, place, place);
            at += piece;
        }
        ffi::mbedtls_chacha20_free(&raw mut context);
        (code == 0).then_some(output)
    }
}

/// SHA-256 over the hashes of messages of all lengths up to 299, which another implementation made as well.
pub(crate) fn hashes(tally: &mut Tally) {
    let expected = include_bytes!(concat!(env!("OUT_DIR"), "/hash.bin"));
    let mut hash = [0; 32];
    // SAFETY: init before use, and slices.
    unsafe {
        let mut all = zeroed();
        ffi::mbedtls_sha256_init(&raw mut all);
        let mut code = ffi::mbedtls_sha256_starts(&raw mut all, 0);
        for length in 0..300 {
            let message = [length as u8; 301];
            // At an odd address.
            code |= ffi::mbedtls_sha256(message.as_ptr().add(1), length, hash.as_mut_ptr(), 0);
            code |= ffi::mbedtls_sha256_update(&raw mut all, hash.as_ptr(), hash.len());
        }
        code |= ffi::mbedtls_sha256_finish(&raw mut all, hash.as_mut_ptr());
        ffi::mbedtls_sha256_free(&raw mut all);
        if !tally.count(code == 0 && hash == *expected) {
            say!("SHA-256 is wrong");
        }
    }
}
