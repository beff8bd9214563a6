//! The texts of the catalogue, packed.
//!
//! The catalogue is written in plain sentences; build.rs packs them (tools/texts.rs) to four tenths of their size, so that all of them
//! take 4 KB of flash. A stream of bits has the rules first, two symbols each, then the texts: cause and remedy of each row in turn. A
//! symbol is a character or a rule; in the texts it has a canonical Huffman code. A text is unpacked from its beginning, character by
//! character, with a few symbols waiting; where it begins is found by passing over those before it.

pub(super) use super::placeholder::Placeholder;
use heapless::Vec;

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The symbol that ends each text; its code consists of zeros alone.
const END: usize = 0;

/// A place in the stream.
#[derive(Clone, Copy)]
pub(super) struct Place(usize);

impl Place {
    /// Where the `index`-th text begins.
    pub(super) fn of(index: usize) -> Self {
        let mut place = Self(TEXTS);
        for _ in 0..index {
            place = place.next();
        }
        place
    }

    /// Where the text behind the one that begins here does.
    pub(super) fn next(mut self) -> Self {
        while self.symbol() != END {}
        self
    }

    /// Gives the text's characters and placeholders to `take`.
    pub(super) fn unpack(mut self, mut take: impl FnMut(u8)) {
        let mut waiting = Vec::<u16, DEPTH>::new();
        loop {
            let mut symbol = waiting.pop().map_or_else(|| self.symbol(), usize::from);
            while let Some(rule) = symbol.checked_sub(CHARACTERS.len()) {
                let mut parts = Self(rule.wrapping_mul(2 * RULE_BITS));
                symbol = parts.bits(RULE_BITS);
                let _ = waiting.push(parts.bits(RULE_BITS) as u16);
            }
            match CHARACTERS.get(symbol) {
                Some(byte) if symbol != END => take(*byte),
                _ => return,
            }
        }
    }

    /// Takes `count` bits; behind the end there are zeros.
    fn bits(&mut self, count: usize) -> usize {
        let mut value = 0;
        for _ in 0..count {
            let byte = STREAM.get(self.0 >> 3).copied().unwrap_or(0);
            value = value << 1 | usize::from(byte >> (!self.0 & 7) & 1);
            self.0 = self.0.wrapping_add(1);
        }
        value
    }

    /// Takes a symbol: of each length there are so many codes of characters, then so many of rules.
    fn symbol(&mut self) -> usize {
        let (mut code, mut first) = (0_usize, 0_usize);
        let mut symbols = [0, CHARACTERS.len()];
        for counts in &COUNTS {
            code = code << 1 | self.bits(1);
            first <<= 1;
            for (symbol, count) in symbols.iter_mut().zip(counts) {
                let (count, offset) = (usize::from(*count), code.wrapping_sub(first));
                if offset < count {
                    return symbol.wrapping_add(offset);
                }
                first = first.wrapping_add(count);
                *symbol = symbol.wrapping_add(count);
            }
        }
        END
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::Code;
    use super::*;

    fn unpacked(index: usize) -> String {
        let mut text = String::new();
        Place::of(index).unpack(|byte| match Placeholder::from_byte(byte) {
            Some(_) => {
                let (name, _) = Placeholder::NAMES.iter().find(|(_, known)| *known == byte).unwrap();
                text += &format!("{{{name}}}");
            }
            None => text.push(char::from(byte)),
        });
        text
    }

    #[test]
    fn packed_texts_are_the_catalogues() {
        for (row, code) in Code::ALL.iter().enumerate() {
            let cause = match code.name().strip_prefix("ERR_ALERT_") {
                Some(name) if code.cause().is_empty() => format!("the peer sent alert {}", name.to_lowercase()),
                Some(name) => format!("the peer sent alert {}: {}", name.to_lowercase(), code.cause()),
                None => code.cause().to_owned(),
            };
            assert_eq!((unpacked(2 * row), unpacked(2 * row + 1)), (cause, code.remedy().to_owned()));
        }
    }

    #[test]
    fn beyond_the_last_there_is_nothing() {
        assert_eq!(unpacked(5_000), "");
    }

    #[test]
    fn texts_are_small() {
        // 6 KB is what they may cost, with the code that is there for them alone: 1.8 KB.
        let bytes = STREAM.len() + CHARACTERS.len() + 2 * COUNTS.len();
        assert!(bytes <= 4_300, "{bytes} bytes of texts and tables");
    }
}
