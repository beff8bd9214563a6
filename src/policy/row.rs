//! The shape of the catalogue's rows, and the macro that makes types of them.

use super::alert::Alert;

/// How useful a cause is to a person when a path search fails in more than one way: the greatest of the deepest candidate wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// Not a verdict on a candidate path.
    None,
    /// No issuer was found.
    UnknownIssuer,
    /// A signature is wrong or cannot be checked.
    Signature,
    /// A certificate may not be used like this.
    Usage,
    /// A certificate was revoked, or that is unknown.
    Revoked,
    /// A certificate is not valid at this time.
    Dates,
    /// The name does not match.
    Name,
}

/// One row of the table.
pub(super) struct Row {
    pub(super) number: u16,
    pub(super) rank: Rank,
    pub(super) alert: Option<Alert>,
    /// For documentation: the firmware's texts are those of [`super::words`].
    #[cfg(any(test, feature = "host", feature = "header"))]
    pub(super) documented: Documented,
}

/// What a row says in plain words.
#[cfg(any(test, feature = "host", feature = "header"))]
pub(super) struct Documented {
    pub(super) meaning: &'static str,
    pub(super) cause: &'static str,
    pub(super) remedy: &'static str,
}

/// FNV-1a (draft-eastlake-fnv), 32 bits.
pub(super) const fn hash(name: &[u8]) -> u32 {
    let (mut hash, mut rest) = (0x811c_9dc5_u32, name);
    while let [byte, after @ ..] = rest {
        hash = (hash ^ *byte as u32).wrapping_mul(0x0100_0193);
        rest = after;
    }
    hash
}

macro_rules! sends {
    (nothing) => {
        None
    };
    ($alert:ident) => {
        Some($crate::policy::alert::Alert::$alert)
    };
}

macro_rules! catalogue {
    ($(
        $(#[doc = $meaning:literal])+
        $variant:ident = $number:literal $name:literal $rank:ident sends $alert:ident,
        $cause:literal => $remedy:literal;
    )+) => {
        /// A way to fail: the stable identity of an `OSError` of ours.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Code {
            $( $(#[doc = $meaning])+ $variant, )+
        }

        impl Code {
            /// All codes, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        pub(super) static ROWS: &[$crate::policy::row::Row] = &[$($crate::policy::row::Row {
            number: $number,
            rank: $crate::policy::row::Rank::$rank,
            alert: $crate::policy::row::sends!($alert),
            #[cfg(any(test, feature = "host", feature = "header"))]
            documented: $crate::policy::row::Documented {
                meaning: concat!($($meaning),+),
                cause: $cause,
                remedy: $remedy,
            },
        }),+];

        /// What the names of all rows hash to: with them names are found, without the names themselves in the flash.
        pub(super) static HASHES: &[u32] = &[$($crate::policy::row::hash($name.as_bytes())),+];

        /// The names of all rows, each ended by a NUL as the C ABI wants it.
        pub(super) static NAMES: &str = concat!($($name, "\0"),+);
    };
}

pub(super) use {catalogue, sends};
