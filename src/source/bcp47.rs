//! The language tags of feeds and files: <https://www.rfc-editor.org/info/bcp47>.

/// The primary tag of a language tag, lower case, as `pt` of `pt-BR`; none for what is no tag.
pub(super) fn primary_tag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase()))
        .then_some(primary)
}
