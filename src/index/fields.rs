//! An item as tantivy is given it: its fields, and their forms.

use std::ops::Range;

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{TantivyDocument, Term};

use crate::clock::Timestamp;
use crate::id::ItemId;
use crate::text::Text;
use crate::watch::hosts_above;

/// The version of the fields: another one whenever another index would be made of the same items.
pub(super) const VERSION: u32 = 1;

/// The name of the field [`Fields::item`].
pub(super) const ITEM: &str = "item";
/// The name of the field [`Fields::seen`].
pub(super) const SEEN: &str = "seen";

/// The most bytes of a form that are indexed. Longer ones are cut on both sides, in the index and
/// in queries: tantivy drops what is over 64 KiB.
const FORM_BYTES: usize = 1_000;

/// An item as it is to be indexed. Source, language and site are what
/// [`crate::watch::Document::of`] has.
#[derive(Debug, Clone, Copy)]
pub struct Doc<'a> {
    pub item: ItemId,
    pub headline_text: &'a Text,
    pub body_text: &'a Text,
    /// The id of the source.
    pub source: &'a str,
    pub language: Option<&'a str>,
    /// The host of the item's address.
    pub site: &'a str,
    /// When the item was published, as far as that is known.
    pub published: Timestamp,
    /// When the item was first seen.
    pub seen: Timestamp,
}

/// The fields of the index, as tantivy numbers them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub item: Field,
    pub title: Field,
    pub text: Field,
    pub source: Field,
    pub language: Field,
    /// The item's host and every host above it.
    pub site: Field,
    /// When the item was published, in microseconds since 1970.
    pub published: Field,
    /// When the item was first seen, in microseconds since 1970.
    pub seen: Field,
}

impl Fields {
    /// The schema of the index, and its fields.
    pub(super) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let words = || {
            let indexing = TextFieldIndexing::default()
                .set_index_option(IndexRecordOption::WithFreqsAndPositions)
                .set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing)
        };
        let fields = Self {
            item: schema.add_i64_field(ITEM, NumericOptions::from(INDEXED | FAST)),
            title: schema.add_text_field("title", words()),
            text: schema.add_text_field("text", words()),
            source: schema.add_text_field("source", STRING),
            language: schema.add_text_field("language", STRING),
            site: schema.add_text_field("site", STRING),
            published: schema.add_i64_field("published", FAST),
            seen: schema.add_i64_field(SEEN, FAST),
        };
        (schema.build(), fields)
    }

    /// What tantivy stores of `doc`.
    pub(super) fn document(self, doc: &Doc<'_>) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_i64(self.item, doc.item.0);
        document.add_pre_tokenized_text(self.title, tokens(doc.headline_text));
        document.add_pre_tokenized_text(self.text, tokens(doc.body_text));
        document.add_text(self.source, cut(&doc.source.to_lowercase()));
        if let Some(language) = doc.language {
            document.add_text(self.language, cut(&language.to_lowercase()));
        }
        for host in hosts_above(&doc.site.to_lowercase()) {
            document.add_text(self.site, cut(host));
        }
        document.add_i64(self.published, doc.published.as_microsecond());
        document.add_i64(self.seen, doc.seen.as_microsecond());
        document
    }

    /// The term by which the document of `item` is found.
    pub(super) fn term_of(self, item: ItemId) -> Term {
        Term::from_field_i64(self.item, item.0)
    }
}

/// `form` as far as it is indexed.
pub(super) fn cut(form: &str) -> &str {
    &form[..form.floor_char_boundary(FORM_BYTES)]
}

/// The most bytes of a form that is cut nowhere, whichever characters it has.
pub(super) const WHOLE_BYTES: usize = FORM_BYTES - 4;

/// What the form of several tokens begins with in the index: a phrase knows by it that the next
/// word does not stand at the next position.
pub(super) const JOINED: char = '\u{1}';

/// Tokens with the further forms that begin with each, at its position.
fn tokens(text: &Text) -> PreTokenizedString {
    let indexed = |form: &str, span: Range<usize>, position: u32| Token {
        offset_from: span.start,
        offset_to: span.end,
        position: position as usize,
        text: cut(form).to_owned(),
        position_length: 1,
    };
    let mut tokens: Vec<Token> = Vec::with_capacity(text.tokens.len() + text.others.len());
    let mut others = text.others.iter().peekable();
    for token in &text.tokens {
        tokens.push(indexed(text.folded(token), token.span(), token.position));
        while let Some(other) = others.next_if(|other| other.position == token.position) {
            let form = if other.length > 1 {
                &format!("{JOINED}{}", text.form(other))
            } else {
                text.form(other)
            };
            tokens.push(indexed(form, other.span(), other.position));
        }
    }
    PreTokenizedString { text: String::new(), tokens }
}
