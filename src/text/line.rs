//! The words of a page, made fit for one line of a mail or a terminal: no control characters, no
//! line breaks, no signs that turn the direction of what stands around them, no more than a bound.

/// The form of `text` that fits on one line: at most `limit` characters, with `…` where it was cut.
#[must_use]
pub fn line(text: &str, limit: usize) -> String {
    let mut plain = String::new();
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = true;
            continue;
        }
        if is_unseen(c) {
            continue;
        }
        let needed = if gap && length > 0 { 2 } else { 1 };
        if length + needed > limit {
            plain.truncate(
                plain.char_indices().nth(limit.saturating_sub(1)).map_or(plain.len(), |(at, _)| at),
            );
            plain.truncate(plain.trim_end().len());
            plain.push('…');
            return plain;
        }
        if needed == 2 {
            plain.push(' ');
        }
        gap = false;
        plain.push(c);
        length += needed;
    }
    plain
}

/// Signs without a shape of their own that can hide or reorder text. The joiners U+200C and U+200D
/// stay: Persian and the scripts of India are misspelt without them.
/// <https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, limit: usize, expected: &str) {
        assert_eq!(line(text, limit), expected);
    }

    #[test]
    fn a_line_has_no_breaks_and_no_unseen_signs() {
        check("  Treaty\r\nBcc: all@example.org\u{2028}x ", 80, "Treaty Bcc: all@example.org x");
        check("evil\u{202e}gpj.exe\u{1b}[31m\u{0}", 80, "evilgpj.exe [31m");
        check("می\u{200c}خواهم", 80, "می\u{200c}خواهم");
        check("\n\t", 80, "");
    }

    #[test]
    fn a_long_line_is_cut_with_a_sign() {
        check("one two three", 8, "one two…");
        check("one two three", 7, "one tw…");
        check("abc", 3, "abc");
        check("abcd", 3, "ab…");
        check("条約条約条約", 4, "条約条…");
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_short_line(
            text in "\\PC{0,60}|[\\x00-\\x20a-z\u{202e}]{0,60}",
            limit in 1_usize..40,
        ) {
            let line = line(&text, limit);
            prop_assert!(line.chars().count() <= limit);
            prop_assert!(line.chars().all(|c| !c.is_control() && !is_unseen(c)));
            prop_assert_eq!(line.trim(), line.as_str());
        }
    }
}
