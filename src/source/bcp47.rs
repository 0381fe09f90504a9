//! Language tags: <https://www.rfc-editor.org/info/bcp47>.

/// `pt-BR` → `pt`; none for what is no tag.
pub(super) fn primary_tag(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase()))
        .then_some(primary)
}
