//! The bits of the event word: what a connection waits for, what it has, how it ended.

/// The handshake is not complete: call advance again, after serving what it wants.
pub const HANDSHAKING: u32 = 1;
/// Bytes from the peer are needed.
pub const WANT_READ: u32 = 2;
/// Bytes wait to be sent.
pub const WANT_WRITE: u32 = 4;
/// Advance is due after some milliseconds, whatever happens until then: the handshake's time is limited.
pub const WANT_TIMER: u32 = 8;
/// The script is to be asked about a certificate.
pub const WANT_CALLBACK: u32 = 16;
/// Decrypted bytes can be read without more input.
pub const HAS_PLAINTEXT: u32 = 32;
/// The peer said that it sends nothing more.
pub const PEER_CLOSED: u32 = 64;
/// The peer's bytes ended without that.
pub const TRUNCATED: u32 = 128;
/// The connection has failed, for good.
pub const FAILED: u32 = 256;
/// It was closed at this end.
pub const CLOSED: u32 = 512;
