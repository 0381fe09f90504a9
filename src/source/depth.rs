//! The bound on how deep a snippet of HTML nests. Whole pages go through [`crate::page::Page`].

/// How many elements may be open at once. Browsers stop at 512; the parser's time grows with the
/// square of the depth.
const DEEPEST: usize = 512;
/// Elements without an end, or whose end may be left out.
const UNCOUNTED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "path", "rect", "source", "tbody", "td", "th", "thead", "tr", "track",
    "use", "wbr",
];

/// The beginning of `html` up to where elements nest deeper than a browser follows. Scripts may
/// count as elements; one that hides five hundred open tags in one is cut there.
pub(super) fn shallow(html: &str) -> &str {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found;
        let rest = &html[at + 1..];
        let closes = rest.starts_with('/');
        let name = &rest[usize::from(closes)..];
        let name =
            &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len()).min(12)];
        at += 1;
        if name.is_empty() {
            continue;
        }
        if UNCOUNTED.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
        } else if !is_self_closing(rest) {
            depth += 1;
        }
        if depth > DEEPEST {
            return &html[..at - 1];
        }
    }
    html
}

fn is_self_closing(rest: &str) -> bool {
    let head = &rest.as_bytes()[..rest.len().min(400)];
    head.iter().position(|byte| *byte == b'>').is_some_and(|end| end > 0 && head[end - 1] == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_where_no_browser_follows() {
        let deep = "<div>".repeat(100_000);
        assert_eq!(shallow(&deep).len(), DEEPEST * 5);
        let wide = "<div><svg><path/></svg><p>x<br><li>y</div>".repeat(2000);
        assert_eq!(shallow(&wide), wide);
    }
}
