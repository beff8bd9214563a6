//! For tests: a desk with the `openssl` command, where throw-away keys and certificates are made as users make them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

/// A directory of its own, gone with the value.
pub(crate) struct Desk {
    directory: PathBuf,
}

impl Desk {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("camtls-desk-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let directory = env::temp_dir().join(name);
        fs::create_dir_all(&directory).unwrap();
        Self { directory }
    }

    /// Runs `openssl` with arguments that contain no spaces.
    pub(crate) fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl").args(arguments.split_whitespace()).current_dir(&self.directory).output();
        let output = output.expect("the openssl command is needed for tests");
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn write(&self, file: &str, content: &[u8]) {
        fs::write(self.directory.join(file), content).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.directory.join(file)).unwrap()
    }

    /// Runs `openssl` and reads the file `out` that it is to write.
    pub(crate) fn make(&self, arguments: &str) -> Vec<u8> {
        let (command, options) = arguments.split_once(' ').unwrap();
        self.openssl(&format!("{command} -out out {options}"));
        self.read("out")
    }

    /// Makes a P-256 key `key.pem` and the certificate `cert.pem`, self-signed.
    pub(crate) fn self_signed(&self) {
        self.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=camera.local -days 30 \
             -addext subjectAltName=DNS:camera.local -keyout key.pem -out cert.pem",
        );
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// One DER value of `tag` around `content`.
pub(crate) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        length @ 0..=0x7f => der.push(length as u8),
        length @ 0x80..=0xff => der.extend([0x81, length as u8]),
        length => der.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    der.extend(content);
    der
}
