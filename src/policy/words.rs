//! The texts of the catalogue, packed: common words and placeholders become one byte each.
//!
//! The catalogue is written in plain sentences; the compiler packs them to half their size, so that all texts and words take
//! 4.6 KB of flash. A packed text is made of pieces, cause and remedy of each row in turn, then the names of the alerts, each ended
//! by a 0; of its bytes, 1 to 31 are placeholders, 128 and above are words, and the rest is ASCII.

/// The placeholders: what the catalogue calls them, and their byte.
macro_rules! placeholders {
    ($($name:literal $placeholder:ident = $byte:literal;)+) => {
        /// What a text leaves open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Placeholder {
            $( $placeholder, )+
        }

        impl Placeholder {
            const NAMES: &[(&str, u8)] = &[$(($name, $byte)),+];

            const fn from_byte(byte: u8) -> Option<Self> {
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

/// The words: as a list for the packer, which leaves no trace in the firmware, and each ended by a 0 for the firmware.
macro_rules! words {
    ($($word:literal)+) => {
        const LIST: &[&str] = &[$($word),+];
        static WORDS: &str = concat!($($word, "\0"),+);
    };
}

// Whatever saves bytes, 128 at most; a word in a word of the list is fine, the longest one is taken. Their order means nothing.
words! {
    " (" ", " ", or " " -in FILE" " -noout" " -outform DER -out FILE.der" "a " " again" "allow" "ame" "an " " and "
    "anything else " "are " "at" "at byte " " bits" "but " "CA " "ca" "cadata=" "camera" "cert" "CERT_" "certificate"
    "chain" "check" "cipher suite" "clock" "common" "compare " "con" "critical" "curve" "do " "documentation" "e "
    "ecparam -" "ed" "ed " "en" "er" "er " "file" "from " "get_ciphers()" "ha" "handshake" "have " "ic" "in"
    " in common" "ion" " is " "is" " it" "it" "it " "it must allow " "it refused " "itself" "key" "kind " "load" "load "
    "load_verify_locations(" "maximum_" " may " "message" "name" "new " "no" "no " "not " " ntptime" " of " " on " "on"
    "one" "only" "openssl " " or " "or" "or " "P-256" "P-384" "peer" "PKCS#" "port" " prime256v1 -" "private " "re"
    "reissue it" "revocation list" "RSA" "s " "se" "see its log" "see set_alpn_protocols()" "see ssl in " " sent "
    "server_hostname" "set " "socket?" "supported" "th" "that " " the " "the " "the camera's clock" "the key" "this"
    "TLS " " to " "together" "too long" "trust" "ts " "un" "update " "use " " UTC" "verify" "version" "which " " with"
    " with " "with "
}

/// No word, in the chains of [`CHAINS`].
const END: usize = 128;

/// The words by their first letter: for each letter the first word, and for each word the next one with the same letter.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const CHAINS: ([usize; 128], [usize; LIST.len()]) = {
    assert!(LIST.len() <= 128, "a word is one byte, 128 to 255");
    let mut first = [END; 128];
    let mut next = [END; LIST.len()];
    let mut index = 0;
    while index < LIST.len() {
        let letter = LIST[index].as_bytes()[0] as usize;
        next[index] = first[letter];
        first[letter] = index;
        index += 1;
    }
    (first, next)
};

/// Packs `text` into the beginning of an array; answers how much of it is used.
///
/// What does not fit the rules (an unknown placeholder, a character that is not ASCII) does not compile.
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "runs in the compiler only, where a mistake is an error"
)]
const fn pack<const N: usize>(text: &[u8]) -> ([u8; N], usize) {
    let mut packed = [0; N];
    let (mut read, mut written) = (0, 0);
    while read < text.len() {
        let mut byte = text[read];
        let mut length = 1;
        if byte == b'{' {
            let mut index = 0;
            while !begins(text, read + 1, Placeholder::NAMES[index].0.as_bytes()) {
                index += 1;
            }
            length = Placeholder::NAMES[index].0.len() + 2;
            byte = Placeholder::NAMES[index].1;
            assert!(text[read + length - 1] == b'}', "an unknown placeholder");
        } else {
            // The longest word that stands here.
            let mut index = CHAINS.0[byte as usize];
            while index != END {
                let word = LIST[index].as_bytes();
                if word.len() > length && begins(text, read, word) {
                    length = word.len();
                    byte = 128 + index as u8;
                }
                index = CHAINS.1[index];
            }
        }
        packed[written] = byte;
        written += 1;
        read += length;
    }
    (packed, written)
}

/// Whether `word` stands at `start` of `text`.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn begins(text: &[u8], start: usize, word: &[u8]) -> bool {
    let mut index = 0;
    while index < word.len() {
        if start + index >= text.len() || text[start + index] != word[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// `texts`, then the standard's names of the alerts, which are the names of their codes in small letters.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn with_alert_names<const N: usize>(texts: &[u8], names: &[u8]) -> ([u8; N], usize) {
    const ALERT: &[u8] = b"ERR_ALERT_";
    let mut all = [0; N];
    let (mut read, mut written) = (0, 0);
    while written < texts.len() {
        all[written] = texts[written];
        written += 1;
    }
    let mut is_alert = false;
    while read < names.len() {
        if begins(names, read, ALERT) {
            is_alert = true;
            read += ALERT.len();
        }
        if is_alert {
            all[written] = names[read].to_ascii_lowercase();
            written += 1;
        }
        is_alert &= names[read] != 0;
        read += 1;
    }
    (all, written)
}

/// All texts of the catalogue.
const TEXTS: &[u8] = super::error::TEXTS.as_bytes();
const NAMES: &[u8] = super::error::NAMES.as_bytes();
const ALL: ([u8; TEXTS.len() + NAMES.len()], usize) = with_alert_names(TEXTS, NAMES);
const ROOMY: ([u8; ALL.0.len()], usize) = pack(ALL.0.split_at(ALL.1).0);
static PACKED: [u8; ROOMY.1] = {
    let mut packed = [0; ROOMY.1];
    let (used, _) = ROOMY.0.split_at(packed.len());
    packed.copy_from_slice(used);
    packed
};

/// A part of an unpacked text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text as it is.
    Words(&'static [u8]),
    /// To be filled in.
    Open(Placeholder),
}

/// The parts of the `index`-th piece.
pub(super) fn parts(index: usize) -> impl Iterator<Item = Part> {
    piece(&PACKED, index).iter().map(|byte| match (*byte, Placeholder::from_byte(*byte)) {
        (_, Some(placeholder)) => Part::Open(placeholder),
        (128.., _) => Part::Words(piece(WORDS.as_bytes(), usize::from(byte & 127))),
        _ => Part::Words(core::slice::from_ref(byte)),
    })
}

/// Whether the `index`-th piece says nothing.
pub(super) fn is_empty(index: usize) -> bool {
    piece(&PACKED, index).is_empty()
}

/// The `index`-th of the pieces that are each ended by a 0.
fn piece(pieces: &'static [u8], index: usize) -> &'static [u8] {
    pieces.split(|byte| *byte == 0).nth(index).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::error::Code;
    use super::*;

    #[test]
    fn packed_texts_are_the_catalogues() {
        for (row, code) in Code::ALL.iter().enumerate() {
            for (piece, text) in [(2 * row, code.cause()), (2 * row + 1, code.remedy())] {
                let mut unpacked = Vec::new();
                for part in parts(piece) {
                    match part {
                        Part::Words(words) => unpacked.extend(words),
                        Part::Open(placeholder) => {
                            let (name, _) = Placeholder::NAMES
                                .iter()
                                .find(|(_, byte)| Placeholder::from_byte(*byte) == Some(placeholder))
                                .unwrap();
                            unpacked.extend(format!("{{{name}}}").bytes());
                        }
                    }
                }
                assert_eq!(String::from_utf8(unpacked).unwrap(), text);
            }
        }
    }

    #[test]
    fn alert_names_follow() {
        let alerts = Code::ALL.iter().filter(|code| code.is_alert());
        for (place, code) in alerts.enumerate() {
            let name: Vec<u8> = parts(2 * Code::ALL.len() + place)
                .flat_map(|part| match part {
                    Part::Words(words) => words.to_vec(),
                    Part::Open(_) => panic!("{code:?}"),
                })
                .collect();
            assert_eq!(String::from_utf8(name).unwrap(), code.name()["ERR_ALERT_".len()..].to_lowercase());
        }
    }

    #[test]
    fn texts_are_small() {
        // 6 KB is what those of TLS may cost, with the code that is there for them alone; those of operations come on top.
        let bytes = PACKED.len() + WORDS.len();
        assert!(bytes <= 5_000, "{bytes} bytes of texts and words");
    }

    #[test]
    fn each_word_is_used() {
        for (index, word) in LIST.iter().enumerate() {
            assert!(!word.contains('{') && word.len() > 1, "{word:?}");
            assert!(PACKED.iter().any(|byte| usize::from(*byte) == 128 + index), "{word:?} is not used");
        }
    }
}
