//! Where a page asks for its readers' consent, in a box that has no name for it.
//!
//! For pages whose article is shorter than what they say of cookies and partners: readers take the
//! longest prose. The sentences are known by what they say, in `config/known/consent.toml`; what
//! stands with them in one box, "We value your privacy" and its buttons, goes with them.
//!
//! # Limits
//! A page about itself is not read: a text in which a site speaks of its own cookies is left out.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::pieces;
use super::printed::Printed;
use crate::extract::phrases::prose::Or;
use crate::known;
use crate::text::folded_words;

/// Bytes of a line that may ask.
const LONGEST: usize = 1_200;
/// Lines that ask.
const LINES: usize = 100;

/// Whether each line asks for consent or stands where a page does; `head` is the line of the
/// headline.
#[must_use]
pub fn asked(printed: &Printed<'_>, head: Option<usize>) -> Vec<bool> {
    let lines = &printed.lines;
    let asking: HashSet<usize> =
        (0..lines.len()).filter(|at| is_asking(&lines[*at].text)).take(LINES).collect();
    let mut asked: Vec<bool> = (0..lines.len()).map(|at| asking.contains(&at)).collect();
    if asking.is_empty() {
        return asked;
    }
    let is_of_page = |name: &str| matches!(name, "html" | "body" | "main" | "article");
    let around = |at: usize| {
        pieces::around(lines[at].block)
            .take_while(|element| !is_of_page(element.value().name()))
            .map(|element| element.id())
    };
    // sentences that ask in each element around one, and others
    let mut boxes: HashMap<_, (usize, usize)> =
        asking.iter().flat_map(|at| around(*at)).map(|id| (id, (0, 0))).collect();
    for (at, line) in lines.iter().enumerate() {
        let is_headline = head == Some(at) || line.block.value().name() == "h1";
        for id in around(at) {
            let Some((asking_lines, others)) = boxes.get_mut(&id) else { continue };
            if asking.contains(&at) {
                *asking_lines += 1;
            } else if is_headline {
                *others = usize::MAX;
            } else if line.is_prose(Or::Label) {
                *others = others.saturating_add(1);
            }
        }
    }
    let is_box = |(asking, others): &(usize, usize)| *others <= asking / 2;
    for (at, asked) in asked.iter_mut().enumerate() {
        *asked |= around(at).any(|id| boxes.get(&id).is_some_and(is_box));
    }
    asked
}

/// Whether a line asks for consent.
#[must_use]
pub fn is_asking(line: &str) -> bool {
    line.len() <= LONGEST && KNOWN.stems.iter().any(|stem| line.contains(stem.as_str())) && {
        let key = folded_words(line);
        KNOWN.phrases.iter().any(|phrase| key.contains(phrase.as_str()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    stems: Vec<String>,
    phrases: Vec<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let known: Known =
        toml::from_str(known::CONSENT).expect("config/known/consent.toml is tested to parse");
    Known { phrases: known.phrases.iter().map(|phrase| folded_words(phrase)).collect(), ..known }
});

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;
    use crate::page::Page;

    const BANNER: &str = "<div class=x1><h2>We value your privacy</h2><p>We use cookies and the \
        like to make our pages better.</p>\
        <p>Our partners show you what you may want to see.</p><p>By clicking here you agree that \
        we and our partners process your data.</p>\
        <a href=#>Accept all</a></div>";

    /// What is left of a page behind `head`.
    #[track_caller]
    fn check(page: &str, left: &[&str]) {
        let page = Page::parse(page.to_owned(), "https://harbour.example/pact".parse().unwrap());
        let lines = blocks::lines(page.html.root_element());
        let printed = Printed::of(&lines);
        let head = printed.lines.iter().position(|line| line.text == "Pact signed");
        let asked = asked(&printed, head);
        let lines: Vec<&str> = printed
            .lines
            .iter()
            .zip(asked)
            .filter(|(_, asked)| !asked)
            .map(|(line, _)| line.text.as_str())
            .collect();
        assert_eq!(lines, left);
    }

    #[test]
    fn a_box_that_asks_goes_whole() {
        let text = "The ministers signed the pact on Wednesday.";
        check(
            &format!("<div>{BANNER}<div><h1>Pact signed</h1><p>{text}</p></div></div>"),
            &["Pact signed", text],
        );
        // without a headline of its own
        check(&format!("<div>{BANNER}<div><p>{text}</p><p>{text}</p></div></div>"), &[text, text]);
    }

    #[test]
    fn reports_about_consent_stay() {
        let report = "The court fined the company for its use of cookies, and for passing \
            personal data to its partners without consent.";
        check(&format!("<h1>Pact signed</h1><p>{report}</p>"), &["Pact signed", report]);
        // a sentence that asks, in the column of an article
        let said = "<p>We use cookies to make our pages better.</p>";
        check(
            &format!("<div><h1>Pact signed</h1><p>{report}</p>{said}<p>{report}</p></div>"),
            &["Pact signed", report, report],
        );
    }

    #[test]
    fn sites_ask_in_many_languages() {
        for line in [
            "Wir und unsere 214 Partner speichern Informationen auf Ihrem Gerät, um Anzeigen auf \
                Sie abzustimmen.",
            "Utilizamos cookies propias y de terceros para mejorar nuestros servicios.",
            "Este site utiliza cookies para melhorar a sua experiência.",
            "Nous utilisons des cookies pour améliorer votre expérience.",
            "Utilizziamo i cookie per offrirti la migliore esperienza.",
            "Мы используем файлы cookie, чтобы сайт работал лучше.",
            "Ми використовуємо файли cookie, щоб сайт працював краще.",
            "Deneyiminizi geliştirmek için çerezleri kullanıyoruz.",
            "Situs ini menggunakan cookie.",
            "Chúng tôi sử dụng cookie để cải thiện trang web.",
            "当サイトではクッキーを使用しています。",
            "저희는 쿠키를 사용합니다.",
            "本网站使用cookie。",
            "نستخدم ملفات تعريف الارتباط لتحسين تجربتك.",
            "Ta strona używa plików cookie.",
            "Wij gebruiken cookies om deze site te verbeteren.",
        ] {
            assert!(is_asking(line), "{line}");
        }
    }
}
