//! Where sentences end: a full stop, unless an abbreviation, an initial or a number says otherwise,
//! with the quotes and brackets that close behind it.

use std::ops::Range;

/// Words whose full stop does not end a sentence, lower case.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "art", "aug", "av", "bzw", "capt", "cf", "cmdr", "co", "col", "corp", "dec", "dept", "dr", "dra", "eg", "est", "etc", "feb", "fig",
    "ft", "gen", "gov", "hon", "ie", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "mlle", "mm", "mme", "mr", "mrs", "ms", "mt", "no",
    "nos", "nov", "oct", "op", "pp", "pres", "prof", "rep", "reps", "rev", "sec", "sen", "sens", "sep", "sept", "sgt", "sr", "sra", "st", "vol",
    "vs", "г", "гг", "им", "млн", "млрд", "руб", "стр", "тыс", "ул",
];

/// The sentences of `source[paragraph]`, in order, trimmed.
pub fn of(source: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = paragraph.start;
    let mut chars = source[paragraph.clone()].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = paragraph.start + offset;
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((offset, next)) = chars.peek().copied() {
            if !closes(next) {
                break;
            }
            end = paragraph.start + offset + next.len_utf8();
            chars.next();
        }
        let full_width = matches!(c, '。' | '！' | '？');
        if full_width || ends(source, start..at, c, &source[end..paragraph.end]) {
            push(source, start..end, &mut sentences);
            start = end;
        }
    }
    push(source, start..paragraph.end, &mut sentences);
    sentences
}

fn closes(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '。' | '！' | '？')
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
    let last = source[before].rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '-' | '–')).next().unwrap_or_default();
    let is_initial = last.chars().count() == 1 && last.chars().all(char::is_uppercase);
    let is_dotted = last.contains('.') && last.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
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
