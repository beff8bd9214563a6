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
    /// Ends in a NUL for the C ABI.
    pub(super) name: &'static str,
    #[cfg(feature = "error-text")]
    pub(super) cause: &'static str,
    #[cfg(feature = "error-text")]
    pub(super) remedy: &'static str,
    #[cfg(any(test, feature = "host", feature = "header"))]
    pub(super) meaning: &'static str,
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
            name: concat!($name, "\0"),
            #[cfg(feature = "error-text")]
            cause: $cause,
            #[cfg(feature = "error-text")]
            remedy: $remedy,
            #[cfg(any(test, feature = "host", feature = "header"))]
            meaning: concat!($($meaning),+),
        }),+];
    };
}

pub(super) use {catalogue, sends};
