//! The attributes of an element that tell what it is, read in one go: looking one up costs a
//! search.

use scraper::ElementRef;

/// The attributes of one element that tell what it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attributes<'a> {
    pub align: Option<&'a str>,
    pub class: Option<&'a str>,
    pub content: Option<&'a str>,
    pub href: Option<&'a str>,
    pub http_equiv: Option<&'a str>,
    pub itemprop: Option<&'a str>,
    /// Whether the element has `itemscope`: it begins a thing of microdata.
    pub is_thing: bool,
    pub itemtype: Option<&'a str>,
    pub lang: Option<&'a str>,
    pub name: Option<&'a str>,
    pub property: Option<&'a str>,
    pub rel: Option<&'a str>,
    pub style: Option<&'a str>,
    pub type_of: Option<&'a str>,
}

impl<'a> Attributes<'a> {
    /// Reads the attributes of `element`.
    #[must_use]
    pub fn of(element: ElementRef<'a>) -> Self {
        let mut attributes = Self::default();
        for (name, value) in element.value().attrs() {
            let place = match name {
                "align" => &mut attributes.align,
                "class" => &mut attributes.class,
                "content" => &mut attributes.content,
                "href" => &mut attributes.href,
                "http-equiv" => &mut attributes.http_equiv,
                "itemprop" => &mut attributes.itemprop,
                "itemtype" => &mut attributes.itemtype,
                "lang" => &mut attributes.lang,
                "name" => &mut attributes.name,
                "property" => &mut attributes.property,
                "rel" => &mut attributes.rel,
                "style" => &mut attributes.style,
                "typeof" => &mut attributes.type_of,
                "itemscope" => {
                    attributes.is_thing = true;
                    continue;
                }
                "xml:lang" if attributes.lang.is_none() => &mut attributes.lang,
                _ => continue,
            };
            *place = Some(value);
        }
        attributes
    }
}
