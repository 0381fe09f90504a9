//! The sentences of a text, and where each ends: a full stop, unless an abbreviation, an initial or
//! a number says otherwise, with the quotes and brackets that close behind it.

use std::ops::Range;

/// Words whose full stop does not end a sentence, lower case.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "art", "aug", "av", "bzw", "capt", "cf", "cmdr", "co", "col", "corp", "dec",
    "dept", "dr", "dra", "eg", "est", "etc", "feb", "fig", "ft", "gen", "gov", "hon", "ie", "inc",
    "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "mlle", "mm", "mme", "mr", "mrs", "ms",
    "mt", "no", "nos", "nov", "oct", "op", "pp", "pres", "prof", "rep", "reps", "rev", "sec",
    "sen", "sens", "sep", "sept", "sgt", "sr", "sra", "st", "vol", "vs", "г", "гг", "им", "млн",
    "млрд", "руб", "стр", "тыс", "ул",
];

/// The sentences of `source[paragraph]`, in order, trimmed.
pub fn of(source: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = paragraph.start;
    let mut at = paragraph.start;
    // Most letters are ASCII, and few bytes can end a sentence.
    while let Some(length) = source.as_bytes()[at..paragraph.end]
        .iter()
        .position(|byte| !byte.is_ascii() || matches!(byte, b'.' | b'!' | b'?'))
    {
        at += length;
        let Some(c) = source[at..paragraph.end].chars().next() else { break };
        let stop = at;
        at += c.len_utf8();
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।') {
            continue;
        }
        at = paragraph.end - source[at..paragraph.end].trim_start_matches(closes).len();
        let full_width = matches!(c, '。' | '！' | '？');
        if full_width || ends(source, start..stop, c, &source[at..paragraph.end]) {
            push(source, start..at, &mut sentences);
            start = at;
        }
    }
    push(source, start..paragraph.end, &mut sentences);
    sentences
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '"'
            | '\''
            | '”'
            | '’'
            | '»'
            | ')'
            | ']'
            | '」'
            | '』'
            | '。'
            | '！'
            | '？'
    )
}

fn ends(source: &str, before: Range<usize>, stop: char, after: &str) -> bool {
    if !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return false;
    }
    let Some(next) = after.trim_start().chars().next() else { return true };
    if next.is_lowercase() {
        return false;
    }
    if stop != '.' {
        return true;
    }
    let last = source[before]
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '-' | '–'))
        .next()
        .unwrap_or_default();
    let is_initial = last.chars().count() == 1 && last.chars().all(char::is_uppercase);
    let is_dotted = last.contains('.')
        && last
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    let is_abbreviation = ABBREVIATIONS.binary_search(&last.to_lowercase().as_str()).is_ok();
    let counts = next.is_numeric() || next.is_uppercase();
    !(is_initial || is_dotted || (is_abbreviation && counts))
}

fn push(source: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let text = &source[range.clone()];
    let trimmed = text.trim();
    if !trimmed.is_empty() {
        let start = range.start + text.len() - text.trim_start().len();
        sentences.push(start..start + trimmed.len());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn abbreviations_are_sorted() {
        assert!(super::ABBREVIATIONS.is_sorted());
    }
}
