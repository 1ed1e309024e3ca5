//! Mutations of an input: the same from the same seed, on every machine.

/// A small generator (splitmix64); nothing hangs on its quality.
#[derive(Clone, Debug)]
pub struct Luck(u64);

impl Luck {
    /// Begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A number under `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// One of some things.
    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// Numbers at limits, and words that mean something to a reader, a spreadsheet, a browser or a file system.
const WORDS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1e308",
    "-1e308",
    "1e309",
    "5e-324",
    "NaN",
    "inf",
    "-inf",
    "0.1",
    "1e15",
    "1e-9",
    "255",
    "256",
    "65535",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740992",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0x7fffffff",
    "1_000",
    "\"9999-12-31\"",
    "\"-9999-01-01\"",
    "\"2025-02-29\"",
    "\"0000-00-00\"",
    "None",
    "Some(1)",
    "true",
    "()",
    "[]",
    "{}",
    "\"\"",
    "((((((((",
    "[[[[[[[[",
    "/*",
    "//",
    "*/",
    "r#\"",
    "\\u{0}",
    "\\u{202e}",
    "\u{202e}",
    "\u{feff}",
    "\u{1f9f2}",
    "é",
    "\0",
    "\n",
    "\r\n",
    ",",
    "\"",
    "'",
    "../",
    "/etc/passwd",
    "C:\\",
    "<script>alert(1)</script>",
    "=1+1",
    "@SUM(A1)",
    "%n",
    "CN",
    "US",
    "All",
    "Only([\"CN\"])",
    "Except([])",
    "base: \"fuzz.ron\",",
    "set: {},",
];

/// Longest input that mutations make.
const LONGEST: usize = 1 << 20;

/// An input like `from`, changed in one to four places; `other` gives parts to splice in.
#[must_use]
pub fn mutated(from: &[u8], other: &[u8], luck: &mut Luck) -> Vec<u8> {
    let mut bytes = from.to_vec();
    for _ in 0..=luck.below(4) {
        once(&mut bytes, other, luck);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn once(bytes: &mut Vec<u8>, other: &[u8], luck: &mut Luck) {
    let at = luck.below(bytes.len() + 1);
    let most = 1 << luck.below(10);
    let end = (at + 1 + luck.below(most)).min(bytes.len());
    match luck.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << luck.below(8),
        1 if at < bytes.len() => bytes[at] = luck.next() as u8,
        2 if at < end => drop(bytes.drain(at..end)),
        3 => bytes.truncate(at),
        4 if at < end => {
            let part = bytes[at..end].repeat(1 + luck.below(8));
            drop(bytes.splice(at..at, part));
        }
        5 => {
            let first = luck.below(other.len());
            let last = (first + 1 + luck.below(200)).min(other.len());
            drop(bytes.splice(at..end.max(at), other[first.min(last)..last].iter().copied()));
        }
        6 => drop(bytes.splice(at..at, luck.pick(WORDS).bytes())),
        7 if at + 8 <= bytes.len() => {
            let limit = [0, 1, u64::MAX, i64::MAX as u64, 1 << 32, f64::NAN.to_bits(), f64::MAX.to_bits()];
            let value = limit[luck.below(limit.len())].to_le_bytes();
            let width = 1 << luck.below(4);
            bytes[at..at + width].copy_from_slice(&value[..width]);
        }
        _ => number(bytes, at, luck),
    }
}

/// Puts a word for the first number behind `at`.
fn number(bytes: &mut Vec<u8>, at: usize, luck: &mut Luck) {
    let Some(first) = bytes[at..].iter().position(u8::is_ascii_digit).map(|n| at + n) else { return };
    let is_part = |byte: &u8| byte.is_ascii_digit() || b".e-_".contains(byte);
    let length = bytes[first..].iter().take_while(|byte| is_part(byte)).count();
    drop(bytes.splice(first..first + length, luck.pick(WORDS).bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_input_and_inputs_differ() {
        let from = b"(run: (ticks: 52, firms: 3, seed: 1), title: \"a\")";
        let of = |seed| mutated(from, b"other: [1, 2]", &mut Luck::new(seed));
        assert!((0..200).all(|seed| of(seed) == of(seed)));
        let distinct: std::collections::BTreeSet<Vec<u8>> = (0..200).map(of).collect();
        assert!(distinct.len() > 150, "{} of 200", distinct.len());
    }
}
