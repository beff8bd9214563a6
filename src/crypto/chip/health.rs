//! The continuous health tests of NIST SP 800-90B, section 4.4, on a generator's words. Pure.
//!
//! They are for sources that broke, not for measuring good ones: of each word of 32 bits no more than 8 bits of entropy are
//! claimed, and the seed is made of as many words as that asks for. A sound source fails once in 2^20 windows at that claim, and
//! practically never at what it really has.

/// Entropy claimed of a word, in bits. Those who make seeds count on it.
pub(crate) const BITS_OF_WORD: usize = 8;

/// So many equal words in a row are a stuck source: 1 + ⌈20 / 8⌉ (4.4.1, α = 2^-20).
const REPETITIONS: u32 = 4;

/// Words of a window (4.4.2, for samples of more than one bit).
const WINDOW: u32 = 512;

/// So often the window's first word in the window is a source that lost its entropy: 1 + the smallest number of hits that a
/// binomial distribution (512, 2^-8) exceeds with a probability below 2^-20.
const OCCURRENCES: u32 = 13;

/// The two tests, between words.
#[derive(Debug)]
pub(crate) struct Health {
    last: u32,
    run: u32,
    counted: u32,
    hits: u32,
    left: u32,
}

impl Health {
    /// Nothing seen yet.
    pub(crate) const fn new() -> Self {
        Self { last: 0, run: 0, counted: 0, hits: 0, left: 0 }
    }

    /// Takes a word; whether the source still counts as sound.
    #[must_use]
    pub(crate) fn takes(&mut self, word: u32) -> bool {
        self.run = if self.run != 0 && word == self.last { self.run.saturating_add(1) } else { 1 };
        self.last = word;
        if self.left == 0 {
            self.counted = word;
            self.hits = 0;
            self.left = WINDOW;
        }
        self.left = self.left.saturating_sub(1);
        if word == self.counted {
            self.hits = self.hits.saturating_add(1);
        }
        self.run < REPETITIONS && self.hits < OCCURRENCES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sound source, near enough: Marsaglia's xorshift.
    fn noise() -> impl Iterator<Item = u32> {
        let mut state = 0x9E37_79B9_u32;
        core::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        })
    }

    fn words_until_refused(words: impl Iterator<Item = u32>) -> Option<usize> {
        let mut health = Health::new();
        words.take(1 << 20).position(|word| !health.takes(word)).map(|index| index + 1)
    }

    #[test]
    fn noise_passes() {
        assert_eq!(words_until_refused(noise()), None);
    }

    #[test]
    fn a_word_that_repeats_is_refused_at_the_fourth() {
        assert_eq!(words_until_refused(core::iter::repeat(0)), Some(4));
        assert_eq!(words_until_refused(core::iter::repeat(u32::MAX)), Some(4));
        assert_eq!(words_until_refused(noise().take(100).chain(core::iter::repeat(7))), Some(104));
        // Three in a row happen.
        assert_eq!(words_until_refused(noise().flat_map(|word| [word; 3]).take(1000)), None);
    }

    #[test]
    fn two_words_that_alternate_are_refused() {
        assert_eq!(words_until_refused([5, 6].into_iter().cycle()), Some(25));
    }

    #[test]
    fn few_different_words_are_refused_and_many_are_not() {
        assert!(words_until_refused((0..16_u32).cycle()).is_some_and(|words| words <= 512));
        // Eight bits of entropy a word are what is claimed: 256 words in equal parts pass.
        assert_eq!(words_until_refused((0..256_u32).cycle()), None);
    }
}
