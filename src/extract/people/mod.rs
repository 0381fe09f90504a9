//! Who wrote the article on a page.
//!
//! What the page declares comes first, then what it prints where authors are printed: elements that
//! are named for it, links to authors' pages, the lines behind the headline.
//!
//! # Limits
//! Where several authors are declared and only one is printed, all are taken; who is only thanked
//! in the text is not.

mod joined;
mod scene;
mod declared;
mod printed;
mod profiles;
mod witness;
mod full_names;

use self::scene::Scene;
use self::witness::Witness;
use crate::extract::declared::Declared;
use crate::extract::layout::blocks;
use crate::extract::phrases::byline::{self, Credited, Trust};
use crate::extract::phrases::credits::push_credit;
use crate::extract::phrases::names::push_new;
use crate::source::ArticleRules;

/// Names that are taken, and elements of one kind that are read for them.
const PEOPLE: usize = 40;

/// The people who wrote the article, and the agencies, outlets and desks that are named as its
/// author.
///
/// What a site's rules find is final. Else the witnesses are asked one after the other, until one
/// names a person.
#[must_use]
pub fn of(
    page: &Declared<'_>,
    rules: Option<&ArticleRules>,
    site_name: Option<&str>,
    headline: Option<&str>,
) -> Credited {
    let ruled = by_rules(page, rules);
    if !ruled.is_empty() {
        return ruled;
    }
    let scene = Scene::of(page, site_name, headline);
    let mut names = Credited::default();
    for (place, witness) in Witness::ALL.iter().enumerate() {
        hear(*witness, &scene, &mut names);
        if !names.people.is_empty() {
            full_names::complete(&mut names.people, &scene, &Witness::ALL[place + 1..]);
            break;
        }
    }
    names.people.truncate(PEOPLE);
    names.credits.truncate(PEOPLE);
    names
}

/// The names in the by-line that a site's rules select.
fn by_rules(page: &Declared<'_>, rules: Option<&ArticleRules>) -> Credited {
    let Some(selector) = rules.and_then(|rules| rules.byline.as_ref()) else {
        return Credited::default();
    };
    let lines = page.page.html.select(selector).take(PEOPLE).map(blocks::line);
    joined::all(lines.map(|line| byline::read(&line, Trust::Printed)))
}

/// Adds whom `witness` names to `names`. A person with the name of the site, or of an agency that
/// is named already, is a credit.
fn hear(witness: Witness, scene: &Scene<'_>, names: &mut Credited) {
    let heard = witness.names(scene);
    let is_credit = |name: &String| {
        scene.is_site(name) || names.credits.iter().any(|credit| credit.eq_ignore_ascii_case(name))
    };
    let (sites, people): (Vec<String>, Vec<String>) = heard.people.into_iter().partition(is_credit);
    if !witness.is_guess() {
        let credits = heard.credits.into_iter().chain(sites);
        credits.for_each(|name| push_credit(&mut names.credits, name));
    }
    people.into_iter().for_each(|name| push_new(&mut names.people, name));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    #[track_caller]
    fn check(source: &str, people: &[&str], credits: &[&str]) {
        let page = Page::parse(
            format!("<title>Pact signed</title>{source}"),
            "https://harbour.example/world/pact".parse().unwrap(),
        );
        let names = of(&Declared::of(&page), None, Some("Harbour Times"), Some("Pact signed"));
        assert_eq!((names.people, names.credits), (owned(people), owned(credits)), "{source}");
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn json(author: &str) -> String {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\
                \"headline\":\"Pact signed\",\"author\":{author}}}</script>"
        )
    }

    #[test]
    fn declared_authors_come_first() {
        check(
            &json("[{\"@type\":\"Person\",\"name\":\"By Ana Roe and Lee Doe\"}]"),
            &["Ana Roe", "Lee Doe"],
            &[],
        );
        check(&json("\"Ana Roe (roe)\""), &["Ana Roe"], &[]);
        check(
            &json("{\"@type\":\"Organization\",\"name\":\"Associated Press\"}"),
            &[],
            &["Associated Press"],
        );
        check(&json("{\"@type\":\"Person\",\"name\":\"Harbour Times\"}"), &[], &["Harbour Times"]);
        check("<meta name=author content='The Harbour'>", &[], &["The Harbour"]);
        check("<meta name=author content='HT'>", &[], &["HT"]);
        check("<meta name=author content='Yonhap News Agency'>", &[], &["Yonhap News Agency"]);
        let both = format!(
            "{}<meta name=author content='Ana Roe'>",
            json("{\"@type\":\"Organization\",\"name\":\"Harbour Times\"}")
        );
        check(&both, &["Ana Roe"], &["Harbour Times"]);
        check(
            "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ana \
                Roe'>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<meta name=twitter:label1 content='Price'><meta name=twitter:data1 content='Ten \
                Crowns'>",
            &[],
            &[],
        );
        check(
            "<meta property=article:author content='https://social.example/ana'><meta name=byl \
                content='By ANA ROE'>",
            &["ANA ROE"],
            &[],
        );
    }

    #[test]
    fn authors_are_printed_in_elements_of_that_name() {
        check(
            "<h1>Pact signed</h1><span class='author vcard'><a class='url fn n' \
                href=/author/cat>harbourcat</a></span>",
            &["harbourcat"],
            &[],
        );
        check(
            "<p><a rel=author href=/x>Ana Roe</a> <a rel=author href=/y>Lee Doe</a></p>",
            &["Ana Roe", "Lee Doe"],
            &[],
        );
        check("<p class=c-byline>By Ana Roe | 19 June 2024</p>", &["Ana Roe"], &[]);
        check("<div class='article__author-name'>Ana Roe</div>", &["Ana Roe"], &[]);
        check(
            "<div class=author><h4>Ana Roe</h4><p>Ana Roe has written about the sea and the \
                fleets of the north for eleven years, and lives in the harbour with a \
                cat.</p></div>",
            &["Ana Roe"],
            &[],
        );
        check("<div class=byline>by harbourcat</div>", &["harbourcat"], &[]);
        check("<div class=author>Harbour Staff</div>", &[], &["Harbour Staff"]);
        check("<div class=author>Share</div><div class=author>Ana Roe</div>", &["Ana Roe"], &[]);
    }

    #[test]
    fn a_first_name_is_completed() {
        check(
            "<meta name=author content=Ana><h1>Pact signed</h1><p>By Ana Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<meta name=author content=anaroe><h1>Pact signed</h1><p>By Ana Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<meta name=author content=harbouradm1n><h1>Pact signed</h1><p class=byline>By Ana \
                Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check("<meta name=author content=Lee><h1>Pact signed</h1><p>By Ana Roe</p>", &["Lee"], &[]);
    }

    #[test]
    fn authors_of_comments_and_of_other_articles_are_not_the_articles() {
        check("<ol class=comment-list><li><b class='fn author'>Max Doe</b></li></ol>", &[], &[]);
        check("<div class='related-posts'><a rel=author href=/x>Max Doe</a></div>", &[], &[]);
        check(
            "<div itemscope itemtype='//schema.org/Review'><b itemprop=author>Max Doe</b></div>",
            &[],
            &[],
        );
        check("<aside><span class=author>Max Doe</span></aside>", &[], &[]);
    }

    #[test]
    fn a_blogger_is_the_only_person_of_the_page() {
        let ana = "{\"@type\":\"Person\",\"name\":\"Ana Roe\"}";
        let described = |author: &str| {
            format!(
                "{{\"@type\":\"BlogPosting\",\"headline\":\"Pact\",\"publisher\":{ana}{author}}}"
            )
        };
        check(
            &format!(
                "<script type='application/ld+json'>{}</script>",
                described(&format!(",\"author\":{ana}"))
            ),
            &["Ana Roe"],
            &[],
        );
        check(
            &format!(
                "<script type='application/ld+json'>[{{\"@type\":\"WebSite\",\"name\":\"Pacts\"}},\
                    {ana}]</script>"
            ),
            &["Ana Roe"],
            &[],
        );
    }

    #[test]
    fn a_page_of_authors_is_answered() {
        for open in [
            "<div class=author>",
            "<div rel=author>",
            "<div itemprop=author>",
            "<div style='text-align:right'>",
            "<a href=/author/x>x y</a>",
        ] {
            check(&format!("{}{}", open.repeat(20_000), "it was ".repeat(20_000)), &[], &[]);
        }
    }

    #[test]
    fn authors_have_pages_of_their_own() {
        check("<p><a href=/autoren/name/ana-roe>Ana Roe</a></p>", &["Ana Roe"], &[]);
        check(
            "<p><a href=https://harbour.example/reporters/ana>Ana Roe</a></p>",
            &["Ana Roe"],
            &[],
        );
        check("<p><a href=/ships/ana-roe>Ana Roe</a></p>", &[], &[]);
        let sentence = "who had waited for the pact for eleven years and had never thought that \
            it would be signed in the old customs house of the harbour";
        check(
            &format!(
                "<p>The minister met <a href=/profile/ana-roe>Ana Roe</a>, {sentence}, \
                    {sentence}.</p>"
            ),
            &[],
            &[],
        );
    }

    #[test]
    fn an_authors_address_is_a_last_resort() {
        let meta =
            "<meta property=article:author content='https://harbour.example/author/ana-roe/'>";
        check(meta, &["Ana Roe"], &[]);
        check(&format!("{meta}<h1>Pact signed</h1><p>By Lee Doe</p>"), &["Lee Doe"], &[]);
        check("<meta property=article:author content='https://social.example/ana-roe'>", &[], &[]);
    }

    #[test]
    fn an_article_may_be_signed_at_the_right() {
        check(
            "<h1>Pact signed</h1><p>It was signed.</p><p style='text-align: right;'><b>Ana \
                Roe</b></p>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<h1>Pact signed</h1><p style='text-align:right'>It was signed in the old harbour.</p>",
            &[],
            &[],
        );
    }

    #[test]
    fn a_line_behind_the_headline_may_name_them() {
        check(
            "<h1>Pact signed</h1><p>Von Ana Roe, Brod</p><p>It was signed.</p>",
            &["Ana Roe"],
            &[],
        );
        check("<h1>Pact signed</h1><p>Por Ana Roe / EFE</p>", &["Ana Roe"], &["EFE"]);
        check(
            "<h1>Pact signed</h1><p>World</p><p>Posted on 19 June 2024 by Ana Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check("<h1>Pact signed</h1><p>Auteur</p><p>Ana Roe</p>", &["Ana Roe"], &[]);
        check(
            "<h1>Pact signed</h1><img src=/a alt=\"Ana Roe\"><p>Ana Roe</p><p>19 June 2024</p>",
            &["Ana Roe"],
            &[],
        );
        check("<h1>Pact signed</h1><p>Deep Water</p><p>19 June 2024</p>", &[], &[]);
        check("<h1>Pact signed</h1><p>Old Harbour</p><p>It was signed.</p>", &[], &[]);
    }
}
