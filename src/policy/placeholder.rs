//! What the catalogue's texts leave open, each a byte of the packed texts. build.rs, which packs them, reads this file too.

/// The placeholders: what the catalogue calls them, and their byte.
macro_rules! placeholders {
    ($($name:literal $placeholder:ident = $byte:literal;)+) => {
        /// What a text leaves open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Placeholder {
            $( $placeholder, )+
        }

        impl Placeholder {
            /// Their names, for who packs.
            #[allow(dead_code, reason = "the library does not carry them")]
            pub(super) const NAMES: &[(&str, u8)] = &[$(($name, $byte)),+];

            pub(super) const fn from_byte(byte: u8) -> Option<Self> {
                match byte {
                    $( $byte => Some(Self::$placeholder), )+
                    _ => None,
                }
            }
        }
    };
}

placeholders! {
    "subject" Subject = 1;
    "issuer" Issuer = 2;
    "wanted" Wanted = 3;
    "host" Host = 4;
    "offered" Offered = 5;
    "date" Date = 6;
    "now" Now = 7;
    "apart" Apart = 8;
    "number" Number = 9;
    "limit" Limit = 10;
    "what" What = 11;
    "own" Own = 12;
    "validity" Validity = 13;
}
