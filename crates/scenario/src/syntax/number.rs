//! Numbers as RON writes them.

use super::lexer::Token;

/// Reads a number as RON writes it: signs, `_`, `0x`, exponents, suffixes such as `u8`.
pub(super) fn parse_number(written: &str) -> Option<Token> {
    let (negative, digits) = match written.as_bytes().first()? {
        b'-' => (true, &written[1..]),
        b'+' => (false, &written[1..]),
        _ => (false, written),
    };
    let sign = |value: i128| if negative { -value } else { value };
    match digits {
        "inf" => return Some(Token::Real(if negative { f64::NEG_INFINITY } else { f64::INFINITY })),
        "NaN" => return Some(Token::Real(f64::NAN)),
        _ => {}
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let plain = digits.replace('_', "");
    for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8)] {
        if let Some(rest) = plain.strip_prefix(prefix) {
            return i128::from_str_radix(without_suffix(rest), radix)
                .ok()
                .map(|value| Token::Whole(sign(value)));
        }
    }
    let whole = without_suffix(&plain);
    if whole.bytes().all(|byte| byte.is_ascii_digit()) && !whole.is_empty() {
        return whole.parse().ok().map(|value| Token::Whole(sign(value)));
    }
    let real = plain.strip_suffix("f64").or_else(|| plain.strip_suffix("f32")).unwrap_or(&plain);
    if !real.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: f64 = real.parse().ok()?;
    Some(Token::Real(if negative { -value } else { value }))
}

fn without_suffix(digits: &str) -> &str {
    let suffixes = ["i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128"];
    suffixes.iter().find_map(|suffix| digits.strip_suffix(suffix)).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_number_are_read() {
        let whole = [
            ("52", 52),
            ("5_2", 52),
            ("+52", 52),
            ("-7", -7),
            ("0x34", 52),
            ("0b101", 5),
            ("0o17", 15),
            ("8u8", 8),
        ];
        for (written, value) in whole {
            assert_eq!(parse_number(written), Some(Token::Whole(value)), "{written}");
        }
        let real =
            [("2e3", 2000.0), ("2.5", 2.5), ("2.", 2.0), (".5", 0.5), ("-1_0.5E-1", -1.05), ("1.5f64", 1.5)];
        for (written, value) in real {
            assert_eq!(parse_number(written), Some(Token::Real(value)), "{written}");
        }
        for written in ["1.2.3", "1e", "-", "12x", "0x", ".", "1-2"] {
            assert_eq!(parse_number(written), None, "{written}");
        }
    }
}
