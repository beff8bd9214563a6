//! AES-GCM, ChaCha20-Poly1305 and SHA-256 by Mbed TLS's names, as everything in the firmware calls them.

use crate::check::Tally;
use core::mem::zeroed;
use core::ptr::null_mut;
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

/// Whether the ciphertext opens to the plaintext, and the plaintext is sealed to the ciphertext.
pub(crate) fn opens_gcm(key: &[u8], associated: &[u8], texts: &[u8]) -> bool {
    let size = (texts.len() - 16) / 2;
    let ((plain, cipher), tag) = (texts[..2 * size].split_at(size), &texts[2 * size..]);
    let (mut opened, mut sealed, mut made) = ([0; ROOM], [0; ROOM], [0; 16]);
    let (key, nonce) = key.split_at(key.len() - 12);
    // SAFETY: init before use; slices, and room for more than any vector has.
    unsafe {
        let mut context = gcm(key);
        let code = ffi::mbedtls_gcm_auth_decrypt(
            &raw mut context,
            size,
            nonce.as_ptr(),
            nonce.len(),
            associated.as_ptr(),
            associated.len(),
            tag.as_ptr(),
            tag.len(),
            cipher.as_ptr(),
            opened.as_mut_ptr(),
        ) | ffi::mbedtls_gcm_crypt_and_tag(
            &raw mut context,
            ffi::MBEDTLS_GCM_ENCRYPT,
            size,
            nonce.as_ptr(),
            nonce.len(),
            associated.as_ptr(),
            associated.len(),
            plain.as_ptr(),
            sealed.as_mut_ptr(),
            made.len(),
            made.as_mut_ptr(),
        );
        ffi::mbedtls_gcm_free(&raw mut context);
        code == 0 && opened[..size] == *plain && sealed[..size] == *cipher && made == *tag
    }
}

fn gcm(key: &[u8]) -> ffi::mbedtls_gcm_context {
    // SAFETY: init before use, and a slice.
    unsafe {
        let mut context = zeroed();
        ffi::mbedtls_gcm_init(&raw mut context);
        let bits = 8 * key.len() as u32;
        assert_eq!(ffi::mbedtls_gcm_setkey(&raw mut context, ffi::MBEDTLS_CIPHER_ID_AES, key.as_ptr(), bits), 0);
        context
    }
}

/// AES-GCM in one piece and in all ways of two and three, associated data likewise, is the same and opens again.
pub(crate) fn gcm_pieces(tally: &mut Tally) {
    let message: [u8; 100] = core::array::from_fn(|index| index as u8);
    let whole = sealed(ffi::MBEDTLS_GCM_ENCRYPT, &message, &[100]);
    let mut cipher = [0; 100];
    cipher.copy_from_slice(&whole[1..101]);
    for first in 0..=100 {
        for second in [0, 1, 15, 16, 17, 100 - first].into_iter().filter(|second| first + second <= 100) {
            let pieces = [first, second, 100 - first - second];
            let opened = sealed(ffi::MBEDTLS_GCM_DECRYPT, &cipher, &pieces);
            let right = sealed(ffi::MBEDTLS_GCM_ENCRYPT, &message, &pieces) == whole
                && opened[1..101] == message
                && opened[101..] == whole[101..];
            if !tally.count(right) {
                say!("AES-GCM in pieces of {first} and {second} bytes differs");
            }
        }
    }
}

/// The message in place at an odd address, with its tag behind; each piece is associated data before.
fn sealed(mode: i32, message: &[u8; 100], pieces: &[usize]) -> [u8; 117] {
    let mut output = [0; 117];
    output[1..101].copy_from_slice(message);
    let mut context = gcm(&[0x5A; 32]);
    let (mut code, mut at, mut length) = (0, 0, 0);
    // SAFETY: pieces that together are as long as the message.
    unsafe {
        code |= ffi::mbedtls_gcm_starts(&raw mut context, mode, [0xC3; 12].as_ptr(), 12);
        for piece in pieces {
            code |= ffi::mbedtls_gcm_update_ad(&raw mut context, [0x99; 200].as_ptr().add(at), *piece);
            at += piece;
        }
        at = 1;
        for piece in pieces {
            let place = output.as_mut_ptr().add(at);
            code |= ffi::mbedtls_gcm_update(&raw mut context, place, *piece, place, *piece, &raw mut length);
            at += piece;
        }
        let tag = output.as_mut_ptr().add(101);
        code |= ffi::mbedtls_gcm_finish(&raw mut context, null_mut(), 0, &raw mut length, tag, 16);
        ffi::mbedtls_gcm_free(&raw mut context);
    }
    assert_eq!(code, 0);
    output
}

/// Poly1305 in one piece and in all ways of two and three is the same.
pub(crate) fn tag_pieces(tally: &mut Tally) {
    let message: [u8; 100] = core::array::from_fn(|index| 0xFF - index as u8);
    let tag = |pieces: &[usize]| {
        let (mut tag, mut at) = ([0; 16], 0);
        // SAFETY: init before use, and pieces that together are as long as the message.
        unsafe {
            let mut context = zeroed();
            ffi::mbedtls_poly1305_init(&raw mut context);
            let mut code = ffi::mbedtls_poly1305_starts(&raw mut context, [0xFF; 32].as_ptr());
            for piece in pieces {
                code |= ffi::mbedtls_poly1305_update(&raw mut context, message.as_ptr().add(at), *piece);
                at += piece;
            }
            code |= ffi::mbedtls_poly1305_finish(&raw mut context, tag.as_mut_ptr());
            ffi::mbedtls_poly1305_free(&raw mut context);
            assert_eq!(code, 0);
        }
        tag
    };
    let whole = tag(&[100]);
    for first in 0..=100 {
        for second in [0, 1, 15, 16, 17, 100 - first].into_iter().filter(|second| first + second <= 100) {
            if !tally.count(tag(&[first, second, 100 - first - second]) == whole) {
                say!("Poly1305 in pieces of {first} and {second} bytes differs");
            }
        }
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
