//! Microdata and RDFa: which properties are the article's.
//!
//! A comment, a related article or a person on the page have names, authors and dates of their own.
//! <https://html.spec.whatwg.org/multipage/microdata.html>, <https://www.w3.org/TR/rdfa-lite/>

use scraper::ElementRef;

use crate::extract::layout::attributes::Attributes;

/// Properties and things that are looked at.
const ENTRIES: usize = 2_000;

/// Microdata and RDFa, each property with the thing that it is of.
#[derive(Default)]
pub struct Properties<'a> {
    all: Vec<Property<'a>>,
    things: Vec<Thing>,
    /// The elements that hold what comes next and are things, with the places of these.
    open: Vec<(ElementRef<'a>, usize)>,
    /// The thing that is the article.
    article: Option<usize>,
}

struct Property<'a> {
    /// Lower case, without a vocabulary's prefix.
    name: String,
    element: ElementRef<'a>,
    /// The place of the thing that it is of.
    of: Option<usize>,
}

/// Something with properties of its own.
struct Thing {
    /// What its `itemtype` or `typeof` names, lower case, without its vocabulary.
    kind: String,
}

/// How near a property is to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Article,
    Page,
    Other,
    Foreign,
}

/// Things with authors and dates of their own.
const FOREIGN: &[&str] = &[
    "comment",
    "usercomments",
    "person",
    "organization",
    "newsmediaorganization",
    "listitem",
    "imageobject",
    "useraccount",
    "rating",
    "review",
];
const PAGES: &[&str] = &[
    "webpage",
    "itempage",
    "blog",
    "creativework",
    "thing",
    "mediaobject",
    "item",
    "document",
    "qapage",
];

impl<'a> Properties<'a> {
    /// Takes note of an element that begins. Elements come in the order of the page.
    pub fn enter(&mut self, element: ElementRef<'a>, attributes: &Attributes<'a>) {
        let names = attributes.itemprop.or(attributes.property);
        let creator = attributes.rel.filter(|rel| rel.ends_with(":has_creator")).map(|_| "author");
        if let Some(names) = names.or(creator).filter(|_| self.all.len() < ENTRIES) {
            let of = self.open.last().map(|(_, thing)| *thing);
            for name in names.split_whitespace().take(4) {
                let name = name.rsplit([':', '/', '#']).next().unwrap_or_default().to_lowercase();
                if let Some(thing) = of.filter(|_| self.article.is_none() && name == "articlebody")
                {
                    self.article =
                        Some(thing).filter(|thing| is_article(&self.things[*thing].kind));
                }
                self.all.push(Property { name, element, of });
            }
        }
        let kind = attributes.itemtype.or(attributes.type_of);
        if (attributes.is_thing || kind.is_some()) && self.things.len() < ENTRIES {
            let kind = kind.and_then(|kind| kind.split_whitespace().next()).unwrap_or_default();
            let kind = kind
                .trim_end_matches('/')
                .rsplit([':', '/', '#'])
                .next()
                .unwrap_or_default()
                .to_lowercase();
            self.open.push((element, self.things.len()));
            self.things.push(Thing { kind });
        }
    }

    /// Takes note of an element that ends.
    pub fn leave(&mut self, element: ElementRef<'a>) {
        self.open.pop_if(|(open, _)| open.id() == element.id());
    }

    /// Chooses the article where no text is marked as its: of the things that are articles the one
    /// with the page's heading, or the only one.
    pub fn settle(&mut self) {
        if self.article.is_some() {
            return;
        }
        let heads = |property: &Property<'_>| {
            let is_h1 = |element: ElementRef<'_>| element.value().name() == "h1";
            let outer = || property.element.ancestors().take(3).filter_map(ElementRef::wrap);
            property.name == "headline" && (is_h1(property.element) || outer().any(is_h1))
        };
        let mut articles =
            (0..self.things.len()).filter(|thing| is_article(&self.things[*thing].kind));
        let only = articles.next().filter(|_| articles.next().is_none());
        let headed =
            self.all.iter().filter(|property| heads(property)).find_map(|property| property.of);
        self.article = headed.filter(|thing| is_article(&self.things[*thing].kind)).or(only);
    }

    /// The elements with this property that belong to the article, else to its page, else to
    /// nothing that is known to be something else.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<ElementRef<'a>> {
        let of = |wanted: Tier| {
            let is_it = |property: &&Property<'_>| {
                property.name.eq_ignore_ascii_case(name) && self.tier(property) == wanted
            };
            self.all.iter().filter(is_it).map(|property| property.element).collect::<Vec<_>>()
        };
        let tiers = [Tier::Article, Tier::Page, Tier::Other].map(of);
        tiers.into_iter().find(|elements| !elements.is_empty()).unwrap_or_default()
    }

    /// All properties that are not another thing's, by name.
    pub fn of_article(&self) -> impl Iterator<Item = (&str, ElementRef<'a>)> {
        self.all
            .iter()
            .filter(|property| self.tier(property) < Tier::Foreign)
            .map(|property| (property.name.as_str(), property.element))
    }

    fn tier(&self, property: &Property<'_>) -> Tier {
        let Some(thing) = property.of else { return Tier::Page };
        let kind = self.things[thing].kind.as_str();
        match kind {
            _ if self.article == Some(thing) => Tier::Article,
            kind if PAGES.contains(&kind) => Tier::Page,
            kind if is_article(kind) || FOREIGN.contains(&kind) => Tier::Foreign,
            _ => Tier::Other,
        }
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("article")
        || kind.ends_with("posting")
        || matches!(kind, "report" | "recipe" | "howto" | "post")
}

#[cfg(test)]
mod tests {
    use super::super::{Declared, value};
    use crate::page::Page;

    #[track_caller]
    fn check_authors(source: &str, authors: &[&str]) {
        let page = Page::parse(source.to_owned(), "https://x.example/news/pact".parse().unwrap());
        let read: Vec<String> = Declared::of(&page).microdata("author").map(value).collect();
        assert_eq!(read, authors, "{source}");
    }

    #[test]
    fn the_author_of_a_comment_or_of_another_article_is_not_the_articles() {
        let scope = |kind: &str, inner: &str| {
            format!("<div itemscope itemtype='https://schema.org/{kind}'>{inner}</div>")
        };
        let author = |name: &str| format!("<span itemprop=author>{name}</span>");
        let comment = scope("Comment", &author("Max"));
        check_authors(&scope("NewsArticle", &format!("{comment}{}", author("Ana"))), &["Ana"]);
        let teaser = scope("Article", &author("Lee"));
        let article =
            scope("Article", &format!("<p itemprop=articleBody>It was.</p>{}", author("Ana")));
        check_authors(&format!("{teaser}{article}{comment}"), &["Ana"]);
        check_authors(&comment, &[]);
        check_authors(&author("Ana"), &["Ana"]);
        check_authors(&scope("WebPage", &author("Ana")), &["Ana"]);
        check_authors(
            &scope(
                "NewsArticle",
                "<div itemprop=author itemscope itemtype='http://schema.org/Person'>Ana</div>",
            ),
            &["Ana"],
        );
    }

    #[test]
    fn rdfa_says_the_same_in_other_words() {
        check_authors(
            "<div typeof='schema:Article'><span property='schema:author'>Ana</span></div>",
            &["Ana"],
        );
        check_authors(
            "<div typeof='sioc:Post'><span rel='sioc:has_creator'><a typeof='sioc:UserAccount' \
                property='foaf:name'>Ana</a></span></div>",
            &["Ana"],
        );
    }
}
