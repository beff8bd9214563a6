//! Packs the catalogue's texts, for build.rs; src/policy/words.rs unpacks them.
//!
//! A symbol is a character or a rule; a rule stands for two symbols that often follow each other. A text is a sequence of symbols with
//! a Huffman code, the more frequent the shorter.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "runs while the library is compiled, where a mistake is an error"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::fmt::Write;

/// The end of each text: it must be the most frequent symbol.
const END: usize = 0;
/// Symbols below it are characters.
const RULES: usize = 128;
/// How many symbols there can be: what a rule consists of is written in so many bits.
const RULE_BITS: usize = 9;

/// Packs `texts`, which consist of ASCII; answers the source of the tables that words.rs includes.
pub(crate) fn pack(texts: &[Vec<u8>]) -> String {
    let mut texts: Vec<Vec<usize>> =
        texts.iter().map(|text| text.iter().map(|byte| usize::from(*byte)).chain([END]).collect()).collect();
    assert!(texts.iter().flatten().all(|symbol| *symbol < RULES), "a text is not ASCII");
    let plain = texts.clone();
    let rules = rules_of(&mut texts);
    for _ in 0..3 {
        let lengths = lengths_of(&texts);
        texts = plain.iter().map(|text| shortest(text, &rules, &lengths)).collect();
    }
    source(&texts, &rules)
}

/// Finds the rules: the most frequent pair becomes one, again and again.
fn rules_of(texts: &mut [Vec<usize>]) -> Vec<[usize; 2]> {
    let characters = texts.iter().flatten().collect::<std::collections::BTreeSet<_>>().len();
    let mut rules = Vec::new();
    while characters + rules.len() < 1 << RULE_BITS {
        let mut counts = HashMap::<[usize; 2], usize>::new();
        for text in texts.iter() {
            let mut last = None;
            for pair in text.windows(2).map(|pair| [pair[0], pair[1]]).filter(|pair| pair[1] != END) {
                // Of three alike one pair can be made.
                last = (last != Some(pair) || pair[0] != pair[1]).then_some(pair);
                *counts.entry(pair).or_default() += usize::from(last.is_some());
            }
        }
        let Some((pair, _)) = counts.into_iter().max_by_key(|(pair, count)| (*count, Reverse(*pair))) else { break };
        for text in texts.iter_mut() {
            let mut at = 0;
            while at + 1 < text.len() {
                if text[at..at + 2] == pair {
                    text.splice(at..at + 2, [RULES + rules.len()]);
                }
                at += 1;
            }
        }
        rules.push(pair);
    }
    rules
}

/// The lengths of the symbols' Huffman codes.
fn lengths_of(texts: &[Vec<usize>]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::<usize, usize>::new();
    texts.iter().flatten().for_each(|symbol| *counts.entry(*symbol).or_default() += 1);
    let mut lengths: BTreeMap<usize, usize> = counts.keys().map(|symbol| (*symbol, 0)).collect();
    let mut trees: BinaryHeap<_> =
        counts.iter().map(|(symbol, count)| Reverse((*count, *symbol, vec![*symbol]))).collect();
    while let (Some(Reverse(one)), Some(Reverse(other))) = (trees.pop(), trees.pop()) {
        let leaves = [one.2, other.2].concat();
        leaves.iter().for_each(|leaf| *lengths.entry(*leaf).or_default() += 1);
        if !trees.is_empty() {
            trees.push(Reverse((one.0 + other.0, one.1.max(other.1), leaves)));
        }
    }
    lengths
}

/// The characters that a symbol stands for.
fn characters(symbol: usize, rules: &[[usize; 2]]) -> Vec<usize> {
    match symbol.checked_sub(RULES) {
        Some(rule) => rules[rule].iter().flat_map(|part| characters(*part, rules)).collect(),
        None => vec![symbol],
    }
}

/// How many symbols wait at most while `symbol` is taken apart.
fn depth(symbol: usize, rules: &[[usize; 2]]) -> usize {
    let Some(rule) = symbol.checked_sub(RULES) else { return 0 };
    let [left, right] = rules[rule];
    (1 + depth(left, rules)).max(depth(right, rules))
}

/// The sequence of symbols for `text` whose code is the shortest.
fn shortest(text: &[usize], rules: &[[usize; 2]], lengths: &BTreeMap<usize, usize>) -> Vec<usize> {
    const RARE: usize = 14;
    let mut by_first = vec![Vec::new(); RULES];
    for (symbol, length) in lengths.iter().filter(|(symbol, _)| **symbol >= RULES) {
        let characters = characters(*symbol, rules);
        by_first[characters[0]].push((characters, *symbol, *length));
    }
    let mut best = vec![(usize::MAX, 0, END); text.len() + 1];
    best[0].0 = 0;
    for at in 0..text.len() {
        let so_far = best[at].0;
        let mut offer = |end: usize, symbol, length| {
            if so_far + length < best[end].0 {
                best[end] = (so_far + length, at, symbol);
            }
        };
        offer(at + 1, text[at], lengths.get(&text[at]).copied().unwrap_or(RARE));
        for (characters, symbol, length) in &by_first[text[at]] {
            if text[at..].starts_with(characters) {
                offer(at + characters.len(), *symbol, *length);
            }
        }
    }
    let mut symbols = Vec::new();
    let mut at = text.len();
    while at > 0 {
        symbols.push(best[at].2);
        at = best[at].1;
    }
    symbols.reverse();
    symbols
}

/// Bits, the most significant of each byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    fn put(&mut self, value: usize, count: usize) {
        for bit in (0..count).rev() {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= ((value >> bit & 1) as u8) << (7 - self.length % 8);
            self.length += 1;
        }
    }
}

/// The tables as Rust has them.
fn source(texts: &[Vec<usize>], rules: &[[usize; 2]]) -> String {
    let lengths = lengths_of(texts);
    // Characters, then rules, each by the lengths of their codes; behind them those that are used in rules alone, which have no code.
    let mut used: Vec<usize> = lengths.keys().copied().collect();
    let mut seen = 0;
    while let Some(symbol) = used.get(seen).copied() {
        seen += 1;
        for part in symbol.checked_sub(RULES).map(|rule| rules[rule]).into_iter().flatten() {
            if !used.contains(&part) {
                used.push(part);
            }
        }
    }
    let length_of = |symbol: &usize| lengths.get(symbol).copied().unwrap_or(usize::MAX);
    used.sort_by_key(|symbol| (*symbol >= RULES, length_of(symbol), *symbol));
    let number = |symbol: usize| used.iter().position(|one| *one == symbol).expect("a symbol that is used");

    // The canonical code: of each length the characters, then the rules.
    let longest = lengths.values().max().copied().unwrap_or(0);
    let mut codes = BTreeMap::new();
    let mut counts = Vec::new();
    let mut next = 0;
    for length in 1..=longest {
        next *= 2;
        let of_kind =
            |rule: bool| used.iter().filter(move |symbol| (**symbol >= RULES) == rule && length_of(symbol) == length);
        for symbol in of_kind(false).chain(of_kind(true)) {
            codes.insert(*symbol, next);
            next += 1;
        }
        counts.push([of_kind(false).count(), of_kind(true).count()]);
    }
    assert!(codes[&END] == 0 && number(END) == 0, "the end is the most frequent symbol");
    assert!(counts.iter().flatten().all(|count| *count < 256), "a count is a byte");

    let mut bits = Bits::default();
    for rule in used.iter().filter_map(|symbol| symbol.checked_sub(RULES)) {
        rules[rule].iter().for_each(|part| bits.put(number(*part), RULE_BITS));
    }
    let texts_at = bits.length;
    texts.iter().flatten().for_each(|symbol| bits.put(codes[symbol], lengths[symbol]));

    let characters: Vec<_> = used.iter().filter(|symbol| **symbol < RULES).collect();
    let depth = used.iter().map(|symbol| depth(*symbol, rules)).max().unwrap_or(0);
    let mut source = String::new();
    let stream = &bits.bytes;
    write!(
        source,
        "static STREAM: [u8; {}] = {stream:?};\nconst TEXTS: usize = {texts_at};\nconst RULE_BITS: usize = {RULE_BITS};\n\
         static CHARACTERS: [u8; {}] = {characters:?};\nstatic COUNTS: [[u8; 2]; {longest}] = {counts:?};\n\
         const DEPTH: usize = {depth};\n",
        stream.len(),
        characters.len(),
    )
    .expect("a string takes all");
    source
}
