//! A context: what connections share. Underneath it is immutable: loading replaces shared parts, connections pin those they began with.

use super::limits::{Limits, Load, Share};
use super::trouble::Trouble;
use super::trust::{Documented, Pins};
use super::verdict::{self, Offered};
#[cfg(feature = "dtls")]
use crate::engine::Cookies;
use crate::engine::{
    Alpn, Config, GroupList, Identity, Role, SUITES, Signer, SuiteList, Terms, Version, Versions, group_named,
};
use crate::platform::clock;
use crate::platform::memory::{Blob, Shared};
use crate::policy::certificate::Certificate;
use crate::policy::der::{self, Documents};
use crate::policy::pieces::pieces;
use crate::policy::revocation::RevocationList;
use crate::policy::text::Name;
use crate::policy::usage::Purpose;
use crate::policy::validity::Timeliness;
use crate::policy::{Refusal, Report, key};
use core::ffi::CStr;

/// How strictly the peer is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyMode {
    /// Not at all.
    None,
    /// The handshake goes on whatever the verdict, which can be asked for.
    Optional,
    /// Only a trusted peer gets a connection.
    Required,
}

/// What a context is for, as MicroPython numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// Which end.
    pub role: Role,
    /// Datagrams instead of a stream.
    pub datagram: bool,
}

impl Protocol {
    /// The newest version: there is no DTLS 1.3 here.
    fn newest(self) -> Version {
        if cfg!(feature = "dtls") && self.datagram { Version::Tls12 } else { Version::NEWEST }
    }
}

/// How many public keys can be pinned.
pub const PINS_MAX: usize = 8;

/// The most certificates of one identity.
const CHAIN_MAX: usize = 10;
/// The most bytes of an identity's certificates: they go into one message of 4096 bytes, with three bytes (TLS 1.2) or five (1.3)
/// for each and the message's own header.
const CHAIN_BYTES_MAX: usize = 4096 - 64;

const NO_SUCH_GROUP: Refusal<'static> = Refusal::BadArgument { what: "curves are prime256v1, secp384r1 and X25519" };

/// Checks certificate lists like CPython's `verify_flags`.
pub mod flags {
    use crate::policy::Refusal;

    /// The leaf is checked against a revocation list.
    pub const CRL_CHECK_LEAF: u32 = 0x4;
    /// Every certificate of the path is.
    pub const CRL_CHECK_CHAIN: u32 = 0xC;
    /// The web PKI's rules too (feature `strict`).
    pub const X509_STRICT: u32 = 0x20;
    /// All that are known.
    pub const ALL: u32 = CRL_CHECK_CHAIN | X509_STRICT;

    /// The flags, if all of them can be kept: one that is ignored would accept what it is to refuse.
    ///
    /// # Errors
    /// `ERR_BAD_VALUE` for one that is not known, `ERR_UNSUPPORTED` for one that is not built in.
    pub const fn checked(flags: u32) -> Result<u32, Refusal<'static>> {
        if flags & !ALL != 0 {
            return Err(Refusal::BadValue { what: "verify_flags", value: flags as i64 });
        }
        if flags & X509_STRICT != 0 && !cfg!(feature = "strict") {
            return Err(Refusal::Unsupported { what: "VERIFY_X509_STRICT" });
        }
        Ok(flags)
    }
}

/// What connections are made from.
pub struct Context {
    /// Which end it is for; `wrap_socket` may choose the other one where the protocol is generic.
    pub protocol: Protocol,
    /// What was asked for; `None` is decided by what was loaded.
    verify_mode: Option<VerifyMode>,
    check_hostname: bool,
    /// Whether a common name may stand in for a missing SAN.
    pub accepts_common_name: bool,
    /// Whether each certificate of the accepted path is shown to the script.
    pub asks_script: bool,
    /// Whether a server gives its clients tickets to resume with.
    tickets: bool,
    verify_flags: u32,
    pub(super) identity: Option<Shared<Identity>>,
    signer: Signer,
    pub(super) anchors: Option<Shared<Documented>>,
    pub(super) crls: Option<Shared<Documented>>,
    pub(super) pins: Option<Shared<Pins>>,
    suites: Option<SuiteList>,
    groups: Option<GroupList>,
    alpn: Option<Shared<Alpn>>,
    versions: Versions,
    /// What a server's clients prove their addresses with: for as long as the context lives, whatever is changed.
    #[cfg(feature = "dtls")]
    cookies: Option<Shared<Cookies>>,
    /// What handshakes may take.
    pub limits: Limits,
    load: Option<Shared<Load>>,
    /// The terms for each end, made at the first connection and again after a change.
    configs: [Option<Shared<Config>>; 2],
}

impl Context {
    /// An empty context: no identity, no anchors.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            verify_mode: None,
            check_hostname: true,
            accepts_common_name: false,
            asks_script: false,
            tickets: true,
            verify_flags: 0,
            identity: None,
            signer: Signer::none(),
            anchors: None,
            crls: None,
            pins: None,
            suites: None,
            groups: None,
            alpn: None,
            versions: Versions { minimum: Version::Tls12, maximum: protocol.newest() },
            #[cfg(feature = "dtls")]
            cookies: None,
            limits: Limits::USUAL,
            load: None,
            configs: [None, None],
        }
    }

    /// Asks for a mode; `None` leaves it to intent: a client that was given anchors requires, all else does not verify.
    pub fn set_verify_mode(&mut self, mode: Option<VerifyMode>) {
        self.verify_mode = mode;
        self.forget_configs();
    }

    /// The effective mode at this end.
    #[must_use]
    pub fn verify_mode(&self, role: Role) -> VerifyMode {
        let by_intent = role == Role::Client && self.anchors.is_some();
        self.verify_mode.unwrap_or(if by_intent { VerifyMode::Required } else { VerifyMode::None })
    }

    /// Whether a client checks the server's name.
    #[must_use]
    pub const fn check_hostname(&self) -> bool {
        self.check_hostname
    }

    /// Says whether a client checks the server's name.
    pub const fn set_check_hostname(&mut self, on: bool) {
        self.check_hostname = on;
    }

    /// The flags of [`flags`].
    #[must_use]
    pub const fn verify_flags(&self) -> u32 {
        self.verify_flags
    }

    /// Sets the flags.
    ///
    /// # Errors
    /// `ERR_BAD_VALUE` for one that is not known, `ERR_UNSUPPORTED` for one that is not built in.
    pub fn set_verify_flags(&mut self, flags: u32) -> Result<(), Trouble<'static>> {
        self.verify_flags = flags::checked(flags)?;
        Ok(())
    }

    /// Loads what this end presents: certificates (leaf first) and the key, which is copied. Connections that are open keep theirs.
    ///
    /// Answers what is to be said about the certificate's dates, if anything: an expired certificate is loaded all the same, for
    /// the peer's clock decides.
    ///
    /// # Errors
    /// What cannot be loaded, and why; nothing is changed then.
    pub fn load_identity<'a>(&mut self, certificates: Blob, key: &'a [u8]) -> Result<Option<Report>, Trouble<'a>> {
        let documents = der::certificates(&certificates)?;
        let count = documents.count();
        if count > CHAIN_MAX {
            return Err(Refusal::TooManyCerts { most: CHAIN_MAX }.into());
        }
        if certificates.len() > CHAIN_BYTES_MAX {
            return Err(Refusal::LimitReached { most: CHAIN_BYTES_MAX, what: "bytes of own chain" }.into());
        }
        let leaf = documents.get(0).unwrap_or_default();
        let opened = super::wrapped::opened(key)?;
        if opened.is_none() {
            key::private_key(key)?;
        }
        let key = opened.as_ref().map_or(key, |(_, der)| der);
        let warning = dates_warning(leaf).map_err(owned)?;
        let identity = Identity::new(certificates, place_of, key, self.signer.is_some())?;
        self.identity = Some(Shared::new(identity)?);
        self.forget_configs();
        Ok(warning)
    }

    /// Says who signs with EC keys in the place of the library: of those that are loaded from then on it has the private half.
    pub fn set_signer(&mut self, signer: Signer) {
        self.signer = signer;
        self.forget_configs();
    }

    /// Whether peers can accept this as the identity now: its leaf is in date, and with `anchors` (DER, concatenated) there is a path
    /// to one of them.
    ///
    /// # Errors
    /// What a peer would say of it.
    #[allow(clippy::result_large_err, reason = "a report is what the caller asks for")]
    pub fn would_be_accepted(&self, certificates: &[u8], anchors: Option<&[u8]>) -> Result<(), Report> {
        let told = |refusal: Refusal<'_>| refusal.report(None);
        clock::read().map_err(told)?;
        if let Some(anchors) = anchors {
            let purpose = match self.protocol.role {
                Role::Client => Purpose::ClientAuth,
                Role::Server => Purpose::ServerAuth,
            };
            return verdict::judge(&Offered { chain: certificates, anchors, crls: &[], name: None, purpose, flags: 0 });
        }
        let leaf = der::certificates(certificates).map_err(told)?.get(0).unwrap_or_default();
        dates_warning(leaf).map_err(told)?.map_or(Ok(()), Err)
    }

    /// Adds trust anchors, one or more concatenated.
    ///
    /// # Errors
    /// What cannot be loaded, and why; nothing is changed then.
    pub fn load_anchors(&mut self, certificates: Blob) -> Result<(), Trouble<'static>> {
        let documents = der::certificates(&certificates)?;
        let mut count = 0_usize;
        for document in documents {
            Certificate::parse(document).map_err(owned)?;
            count = count.saturating_add(1);
        }
        self.anchors = Some(Documented::with(self.anchors.clone(), certificates, count)?);
        Ok(())
    }

    /// Loads trust anchors in the place of those that were loaded before.
    ///
    /// # Errors
    /// What cannot be loaded, and why; nothing is changed then.
    pub fn replace_anchors(&mut self, certificates: Blob) -> Result<(), Trouble<'static>> {
        let before = self.anchors.take();
        self.load_anchors(certificates).inspect_err(|_| self.anchors = before)
    }

    /// How many anchors there are.
    #[must_use]
    pub fn anchor_count(&self) -> usize {
        self.anchors.as_ref().map_or(0, |anchors| anchors.len())
    }

    /// Adds revocation lists, one or more concatenated.
    ///
    /// # Errors
    /// What cannot be loaded, and why; nothing is changed then.
    pub fn load_crls(&mut self, lists: Blob) -> Result<(), Trouble<'static>> {
        let mut count = 0_usize;
        for document in der::revocation_lists(&lists)? {
            RevocationList::parse(document).map_err(owned)?;
            count = count.saturating_add(1);
        }
        self.crls = Some(Documented::with(self.crls.clone(), lists, count)?);
        Ok(())
    }

    /// Loads revocation lists in the place of those that were loaded before.
    ///
    /// # Errors
    /// What cannot be loaded, and why; nothing is changed then.
    pub fn replace_crls(&mut self, lists: Blob) -> Result<(), Trouble<'static>> {
        let before = self.crls.take();
        self.load_crls(lists).inspect_err(|_| self.crls = before)
    }

    /// Pins a public key: the SHA-256 of a SubjectPublicKeyInfo (RFC 7469 section 2.4). Any of several serves.
    ///
    /// # Errors
    /// `ERR_LIMIT_REACHED` for more than [`PINS_MAX`].
    pub fn pin(&mut self, sha256: [u8; 32]) -> Result<(), Trouble<'static>> {
        self.pins = Some(Pins::with(self.pins.as_ref(), sha256, PINS_MAX)?);
        self.forget_configs();
        Ok(())
    }

    /// Chooses suites by their IANA names, with commas between them, in the order of preference.
    ///
    /// # Errors
    /// `ERR_CIPHER_UNKNOWN`, `ERR_NO_CIPHERS`.
    pub fn set_suites<'a>(&mut self, names: &'a [u8]) -> Result<(), Trouble<'a>> {
        let mut list = SuiteList::new();
        for name in pieces(names, b',').map(<[u8]>::trim_ascii).filter(|name| !name.is_empty()) {
            let suite = SUITES.iter().find(|suite| suite.name.to_bytes() == name);
            let number = suite.ok_or(Refusal::CipherUnknown { wanted: Name::Text(name) })?.number;
            if !list.contains(&number) {
                // There is room for all that are known, and each is taken once.
                let _fits = list.push(number);
            }
        }
        if list.is_empty() {
            return Err(Refusal::NoCiphers.into());
        }
        self.suites = Some(list);
        self.forget_configs();
        Ok(())
    }

    /// The name of the `index`-th suite that is offered.
    #[must_use]
    pub fn suite(&self, index: usize) -> Option<&'static CStr> {
        match &self.suites {
            None => {
                let newest = self.protocol.newest();
                let mut fitting = SUITES.iter().filter(|suite| Version::of_suite(suite.number) <= newest);
                fitting.nth(index).map(|suite| suite.name)
            }
            Some(list) => {
                let number = list.get(index)?;
                SUITES.iter().find(|suite| suite.number == *number).map(|suite| suite.name)
            }
        }
    }

    /// Says whether a server gives tickets.
    pub fn set_tickets(&mut self, on: bool) {
        self.tickets = on;
        self.forget_configs();
    }

    /// Chooses the groups of the key exchange by their names, with colons between them, in the order of preference.
    ///
    /// # Errors
    /// `ERR_BAD_ARGUMENT` for a name that is none, or no name at all.
    pub fn set_groups(&mut self, names: &[u8]) -> Result<(), Trouble<'static>> {
        let mut list = GroupList::new();
        for name in pieces(names, b':') {
            let number = group_named(name).ok_or(NO_SUCH_GROUP)?;
            if !list.contains(&number) {
                // There is room for all that are known, and each is taken once.
                let _fits = list.push(number);
            }
        }
        if list.is_empty() {
            return Err(NO_SUCH_GROUP.into());
        }
        self.groups = Some(list);
        self.forget_configs();
        Ok(())
    }

    /// Sets the application protocols, each behind a byte with its length; none for none to be spoken of.
    ///
    /// # Errors
    /// `ERR_BAD_ARGUMENT` for what is no such list; out of memory.
    pub fn set_alpn(&mut self, wire: &[u8]) -> Result<(), Trouble<'static>> {
        self.alpn = if wire.is_empty() {
            None
        } else {
            let what = "ALPN takes 1 to 8 names of 1 to 255 bytes, without NUL";
            Some(Shared::new(Alpn::new(wire)?.ok_or(Refusal::BadArgument { what })?)?)
        };
        self.forget_configs();
        Ok(())
    }

    /// Bounds the versions; 0 is the library's own bound.
    ///
    /// # Errors
    /// `ERR_BAD_VALUE`, `ERR_VERSION_RANGE`.
    pub fn set_versions(&mut self, minimum: u16, maximum: u16) -> Result<(), Trouble<'static>> {
        let read = |what, number: u16, own| match number {
            0 => Ok(own),
            _ => Version::from_wire(number).ok_or(Refusal::BadValue { what, value: i64::from(number) }),
        };
        let minimum = read("minimum_version", minimum, Version::Tls12)?;
        let newest = self.protocol.newest();
        let maximum = read("maximum_version", maximum, newest)?;
        if minimum.max(maximum) > newest {
            return Err(Refusal::Unsupported { what: "DTLS 1.3" }.into());
        }
        if minimum > maximum {
            return Err(Refusal::VersionRange.into());
        }
        self.versions = Versions { minimum, maximum };
        self.forget_configs();
        Ok(())
    }

    /// The share of one more connection in what handshakes may take.
    pub(super) fn share(&mut self, role: Role) -> Result<Share, Trouble<'static>> {
        let load = match &self.load {
            Some(load) => load.clone(),
            None => self.load.insert(Shared::new(Load::default())?).clone(),
        };
        Share::new(load, self.limits, role, !self.protocol.datagram)
    }

    /// The terms for connections at this end, made when they are first needed.
    pub(super) fn config(&mut self, role: Role) -> Result<Shared<Config>, Trouble<'static>> {
        let ask_peer = self.verify_mode(role) != VerifyMode::None || self.pins.is_some();
        let versions = self.versions_with_suites()?;
        #[cfg(feature = "dtls")]
        let cookies = self.cookies(role)?;
        let [client, server] = &mut self.configs;
        let place = if role == Role::Client { client } else { server };
        if let Some(config) = place {
            return Ok(config.clone());
        }
        let config = Config::new(Terms {
            role,
            datagram: self.protocol.datagram,
            versions,
            suites: self.suites.clone(),
            groups: self.groups.clone(),
            identity: self.identity.clone(),
            signer: self.signer.clone(),
            alpn: self.alpn.clone(),
            ask_peer,
            tickets: self.tickets,
            #[cfg(feature = "dtls")]
            cookies,
        })?;
        let config = Shared::new(config)?;
        *place = Some(config.clone());
        Ok(config)
    }

    /// The cookies of a server of datagrams.
    #[cfg(feature = "dtls")]
    fn cookies(&mut self, role: Role) -> Result<Option<Shared<Cookies>>, Trouble<'static>> {
        if self.cookies.is_none() && role == Role::Server && self.protocol.datagram {
            self.cookies = Some(Shared::new(Cookies::new()?)?);
        }
        Ok(self.cookies.clone())
    }

    /// The versions that have a suite: one without would be offered in vain, and the peer, which chooses it, would find nothing
    /// in common.
    fn versions_with_suites(&self) -> Result<Versions, Trouble<'static>> {
        let Versions { mut minimum, mut maximum } = self.versions;
        if let Some(list) = &self.suites {
            let has = |version| list.iter().any(|number| Version::of_suite(*number) == version);
            if !has(Version::Tls12) {
                minimum = minimum.max(Version::Tls13);
            }
            if !has(Version::Tls13) {
                maximum = maximum.min(Version::Tls12);
            }
        }
        if minimum > maximum { Err(Refusal::NoCiphers.into()) } else { Ok(Versions { minimum, maximum }) }
    }

    fn forget_configs(&mut self) {
        self.configs = [None, None];
    }
}

/// Where the `index`-th certificate lies in what `der::certificates` has accepted.
fn place_of(certificates: &[u8], index: usize) -> Option<(usize, usize)> {
    let mut start = 0_usize;
    let mut documents = Documents::of_loaded(certificates);
    for _ in 0..index {
        start = start.saturating_add(documents.next()?.len());
    }
    Some((start, start.saturating_add(documents.next()?.len())))
}

/// What is to be said about the dates of an own certificate; nothing while the clock is unset.
#[inline(never)]
fn dates_warning(leaf: &[u8]) -> Result<Option<Report>, Refusal<'_>> {
    let certificate = Certificate::parse(leaf)?;
    let Some(now) = clock::now() else { return Ok(None) };
    let (subject, validity) = (certificate.title(), certificate.validity);
    let refusal = match validity.at(now) {
        Timeliness::Valid => return Ok(None),
        Timeliness::TooLate => Refusal::CertExpired { subject, not_after: validity.not_after, now },
        Timeliness::TooEarly => Refusal::CertNotYetValid { subject, not_before: validity.not_before, now },
    };
    Ok(Some(refusal.report(Some(0))))
}

/// A refusal of a certificate's form, without its borrows.
fn owned(refusal: Refusal<'_>) -> Refusal<'static> {
    match refusal {
        Refusal::CertMalformed { what, offset } => Refusal::CertMalformed { what, offset },
        Refusal::CrlMalformed { what, offset } => Refusal::CrlMalformed { what, offset },
        _ => Refusal::CertMalformed { what: "certificate", offset: 0 },
    }
}
