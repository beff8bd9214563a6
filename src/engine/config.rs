//! What a handshake may agree on: role, versions, suites, groups, signature algorithms, identity.

use super::alpn::Alpn;
#[cfg(feature = "dtls")]
use super::datagram::{self, Cookies};
use super::key::Identity;
use super::session::Session;
use super::tickets::Tickets;
use super::{Error, random};
use crate::crypto::route;
use crate::crypto::signer::Signer;
use crate::platform::memory::{Owned, Shared};
use core::ffi::{CStr, c_int};
use core::mem::MaybeUninit;
use heapless::Vec;
use mbedtls as ffi;

/// Which end of the connection this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Connects.
    Client,
    /// Accepts.
    Server,
}

/// A protocol version, in the order of their ages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// TLS 1.2 (RFC 5246).
    Tls12,
    /// TLS 1.3 (RFC 8446).
    Tls13,
}

impl Version {
    /// The newest version that is built in.
    pub const NEWEST: Self = if cfg!(feature = "tls13") { Self::Tls13 } else { Self::Tls12 };

    /// The version with this number on the wire.
    #[must_use]
    pub const fn from_wire(number: u16) -> Option<Self> {
        match number {
            0x0303 => Some(Self::Tls12),
            0x0304 if cfg!(feature = "tls13") => Some(Self::Tls13),
            _ => None,
        }
    }

    /// The version that a suite belongs to (RFC 8446 appendix B.4: 0x13 is TLS 1.3's own range).
    #[must_use]
    pub const fn of_suite(number: u16) -> Self {
        if number >> 8 == 0x13 { Self::Tls13 } else { Self::Tls12 }
    }

    const fn number(self) -> ffi::mbedtls_ssl_protocol_version {
        match self {
            Self::Tls12 => ffi::MBEDTLS_SSL_VERSION_TLS1_2,
            Self::Tls13 => ffi::MBEDTLS_SSL_VERSION_TLS1_3,
        }
    }
}

/// The versions that are offered or accepted, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The oldest.
    pub minimum: Version,
    /// The newest.
    pub maximum: Version,
}

/// A cipher suite: its number in IANA's registry and its name there.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// The number.
    pub number: u16,
    /// The name.
    pub name: &'static CStr,
}

/// How many suites there are.
const SUITE_COUNT: usize = if cfg!(feature = "tls13") { 9 } else { 6 };

#[cfg(feature = "tls13")]
const CHACHA: Suite = Suite { number: 0x1303, name: c"TLS_CHACHA20_POLY1305_SHA256" };
#[cfg(feature = "tls13")]
const AES: Suite = Suite { number: 0x1301, name: c"TLS_AES_128_GCM_SHA256" };
const CHACHA_ECDSA: Suite = Suite { number: 0xCCA9, name: c"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256" };
const CHACHA_RSA: Suite = Suite { number: 0xCCA8, name: c"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" };
const AES_ECDSA: Suite = Suite { number: 0xC02B, name: c"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" };
const AES_RSA: Suite = Suite { number: 0xC02F, name: c"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" };

/// The preferred one of two suites.
const fn first(chacha: Suite, aes: Suite) -> Suite {
    if route::HAS_AES_GCM { aes } else { chacha }
}

/// The other one.
const fn second(chacha: Suite, aes: Suite) -> Suite {
    if route::HAS_AES_GCM { chacha } else { aes }
}

/// The suites that are built in, in the order of preference.
///
/// ChaCha20-Poly1305 comes first where a chip has no AES hardware: it is the faster one there, and the only one whose software is
/// constant-time. SHA-256 comes before SHA-384, which costs a 32-bit core three times as much.
pub static SUITES: [Suite; SUITE_COUNT] = [
    #[cfg(feature = "tls13")]
    first(CHACHA, AES),
    #[cfg(feature = "tls13")]
    second(CHACHA, AES),
    #[cfg(feature = "tls13")]
    Suite { number: 0x1302, name: c"TLS_AES_256_GCM_SHA384" },
    first(CHACHA_ECDSA, AES_ECDSA),
    first(CHACHA_RSA, AES_RSA),
    second(CHACHA_ECDSA, AES_ECDSA),
    second(CHACHA_RSA, AES_RSA),
    Suite { number: 0xC02C, name: c"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
    Suite { number: 0xC030, name: c"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
];

/// A choice of [`SUITES`], in the order of preference.
pub type SuiteList = Vec<u16, SUITE_COUNT>;

/// How many groups there are.
const GROUP_COUNT: usize = 3;

/// Groups for the key exchange (RFC 8446 section 4.2.7): P-256 first, which has assembly on Cortex-M.
const GROUPS: [u16; GROUP_COUNT] = [0x0017, 0x001D, 0x0018];

/// A choice of groups, in the order of preference.
pub type GroupList = Vec<u16, GROUP_COUNT>;

/// The group of this name: that of OpenSSL, of SEC 2 or of RFC 7748.
#[must_use]
pub fn group_named(name: &[u8]) -> Option<u16> {
    match name {
        b"prime256v1" | b"secp256r1" => Some(0x0017),
        b"secp384r1" => Some(0x0018),
        b"X25519" => Some(0x001D),
        _ => None,
    }
}

/// Signature algorithms (RFC 8446 section 4.2.3), none with SHA-1. Ends in 0.
static SIGNATURE_ALGORITHMS: [u16; 9] = [
    0x0403, // ecdsa_secp256r1_sha256
    0x0503, // ecdsa_secp384r1_sha384
    0x0804, // rsa_pss_rsae_sha256
    0x0805, // rsa_pss_rsae_sha384
    0x0806, // rsa_pss_rsae_sha512
    0x0401, // rsa_pkcs1_sha256
    0x0501, // rsa_pkcs1_sha384
    0x0601, // rsa_pkcs1_sha512
    0,
];

/// The terms of a handshake, made once for a context and pinned by its connections.
pub struct Config {
    inner: Owned<Inner>,
    role: Role,
    versions: Versions,
}

/// What Mbed TLS points into: it must not move.
struct Inner {
    config: ffi::mbedtls_ssl_config,
    suites: [c_int; SUITE_COUNT + 1],
    groups: [u16; GROUP_COUNT + 1],
    identity: Option<Shared<Identity>>,
    signer: Signer,
    alpn: Option<Shared<Alpn>>,
    tickets: Option<Owned<Tickets>>,
    #[cfg(feature = "dtls")]
    cookies: Option<Shared<Cookies>>,
}

/// What a [`Config`] is made of.
pub struct Terms {
    /// Which end.
    pub role: Role,
    /// Datagrams (DTLS) instead of a stream.
    pub datagram: bool,
    /// The versions.
    pub versions: Versions,
    /// The suites, or all of [`SUITES`].
    pub suites: Option<SuiteList>,
    /// The groups of the key exchange, or all.
    pub groups: Option<GroupList>,
    /// What this end presents.
    pub identity: Option<Shared<Identity>>,
    /// Who signs for it, if not the library.
    pub signer: Signer,
    /// The application protocols, if any are spoken of.
    pub alpn: Option<Shared<Alpn>>,
    /// Whether a server asks for the client's certificate. A client always reads the server's.
    pub ask_peer: bool,
    /// Whether a server gives tickets. One that asks for certificates never does: what a client proved would have to be kept in
    /// them, and be judged again.
    pub tickets: bool,
    /// What a server makes its clients prove their addresses with (datagrams).
    #[cfg(feature = "dtls")]
    pub cookies: Option<Shared<Cookies>>,
}

impl Config {
    /// Makes the terms.
    ///
    /// # Errors
    /// Out of memory; whatever else Mbed TLS refuses.
    pub fn new(terms: Terms) -> Result<Self, Error> {
        Error::watching_memory(|| Self::make(terms))
    }

    fn make(terms: Terms) -> Result<Self, Error> {
        #[cfg(feature = "tls13")]
        // SAFETY: may be called again; TLS 1.3 needs it.
        if unsafe { ffi::psa_crypto_init() } != 0 {
            return Err(Error::NO_RANDOMNESS);
        }
        let mut config = MaybeUninit::uninit();
        // SAFETY: init writes the whole structure.
        let config = unsafe {
            ffi::mbedtls_ssl_config_init(config.as_mut_ptr());
            config.assume_init()
        };
        let role = terms.role;
        #[cfg(feature = "dtls")]
        let cookies = terms.cookies;
        let Terms { identity, signer, alpn, versions, .. } = terms;
        let gives_tickets = role == Role::Server && terms.tickets && !terms.ask_peer && !terms.datagram;
        let tickets = gives_tickets.then(Tickets::new).transpose()?;
        // Both lists end in 0.
        let (suites, groups) = ([0; SUITE_COUNT + 1], [0; GROUP_COUNT + 1]);
        let inner = Inner {
            config,
            suites,
            groups,
            identity,
            signer,
            alpn,
            tickets,
            #[cfg(feature = "dtls")]
            cookies,
        };
        let mut inner = Owned::new(inner).map_err(|_| Error::OUT_OF_MEMORY)?;
        let Inner {
            config,
            suites,
            groups,
            identity,
            signer,
            alpn,
            tickets,
            #[cfg(feature = "dtls")]
            cookies,
        } = &mut *inner;
        let chosen = SUITES.iter().map(|suite| suite.number);
        match terms.suites {
            Some(list) => suites.iter_mut().zip(list).for_each(|(place, number)| *place = c_int::from(number)),
            None => suites.iter_mut().zip(chosen).for_each(|(place, number)| *place = c_int::from(number)),
        }
        let chosen = terms.groups.as_deref().unwrap_or(&GROUPS);
        groups.iter_mut().zip(chosen).for_each(|(place, number)| *place = *number);
        let endpoint = match role {
            Role::Client => ffi::MBEDTLS_SSL_IS_CLIENT,
            Role::Server => ffi::MBEDTLS_SSL_IS_SERVER,
        };
        let transport =
            if terms.datagram { ffi::MBEDTLS_SSL_TRANSPORT_DATAGRAM } else { ffi::MBEDTLS_SSL_TRANSPORT_STREAM };
        // VERIFY_OPTIONAL whenever a certificate is read: the verdict is ours, see `seam`.
        let mode = match role {
            Role::Client if versions.minimum == Version::Tls13 => ffi::VERIFY_TLS13_CLIENT,
            Role::Server if !terms.ask_peer => ffi::MBEDTLS_SSL_VERIFY_NONE,
            _ => ffi::MBEDTLS_SSL_VERIFY_OPTIONAL,
        };
        // SAFETY: the configuration is initialised; what it keeps pointers to (lists, identity, protocols) lives as long.
        unsafe {
            Error::check(ffi::mbedtls_ssl_config_defaults(
                config,
                endpoint,
                transport,
                ffi::MBEDTLS_SSL_PRESET_DEFAULT,
            ))?;
            ffi::mbedtls_ssl_conf_authmode(config, mode);
            // The generator has no state: what stands for it is handed to each signature, see `crypto::seam`.
            let signer = if signer.is_some() { (&raw mut *signer).cast() } else { core::ptr::null_mut() };
            ffi::mbedtls_ssl_conf_rng(config, Some(random::callback), signer);
            ffi::mbedtls_ssl_conf_min_tls_version(config, versions.minimum.number());
            ffi::mbedtls_ssl_conf_max_tls_version(config, versions.maximum.number());
            ffi::mbedtls_ssl_conf_ciphersuites(config, suites.as_ptr());
            ffi::mbedtls_ssl_conf_groups(config, groups.as_ptr());
            ffi::mbedtls_ssl_conf_sig_algs(config, SIGNATURE_ALGORITHMS.as_ptr());
            #[cfg(feature = "tls13")]
            ffi::camtls_conf_tell_of_tickets(config);
            if let Some(identity) = identity {
                let (chain, key) = identity.as_ptrs();
                Error::check(ffi::mbedtls_ssl_conf_own_cert(config, chain, key))?;
            }
            if let Some(alpn) = alpn {
                Error::check(ffi::mbedtls_ssl_conf_alpn_protocols(config, alpn.as_ptr()))?;
            }
        }
        if let Some(tickets) = tickets {
            tickets.serve(config);
        }
        #[cfg(feature = "dtls")]
        datagram::configure(config, cookies.as_deref());
        Ok(Self { inner, role, versions })
    }

    /// Whether a client with these terms would agree to what the session agreed on.
    pub(super) fn allows(&self, session: &Session) -> bool {
        let version = session.version();
        let fits = version >= self.versions.minimum && version <= self.versions.maximum;
        fits && self.inner.suites.contains(&session.suite())
    }

    /// Whether the signer has just failed.
    pub(super) fn take_signer_failure(&self) -> bool {
        self.inner.signer.take_failure()
    }

    /// Which end it is for.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// For `mbedtls_ssl_setup`, which keeps the pointer and reads through it alone.
    pub(super) fn as_ptr(&self) -> *const ffi::mbedtls_ssl_config {
        &raw const self.inner.config
    }

    pub(super) fn is_datagram(&self) -> bool {
        cfg!(feature = "dtls") && c_int::from(self.inner.config.transport) == ffi::MBEDTLS_SSL_TRANSPORT_DATAGRAM
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`; frees its list of identities, not the identity, which goes after it.
        unsafe { ffi::mbedtls_ssl_config_free(&raw mut self.config) };
    }
}
