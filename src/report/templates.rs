//! The texts of mails: `alert` and `digest`, each as `.txt` and `.html`, compiled in; a file of the
//! same name in the configuration's `templates/` takes its place.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use serde::Serialize;
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

use super::MessageKind;
use crate::settings::{Fault, RawFile};

/// The columns of a text mail.
const COLUMNS: usize = 72;

/// The templates of messages, by the names of their files.
const COMPILED_IN: [(&str, &str); 4] = [
    ("alert.txt", include_str!("templates/alert.txt")),
    ("alert.html", include_str!("templates/alert.html")),
    ("digest.txt", include_str!("templates/digest.txt")),
    ("digest.html", include_str!("templates/digest.html")),
];

/// Macros that the templates import, an override too if it likes.
const PARTS: [(&str, &str); 2] = [
    ("parts.txt", include_str!("templates/parts.txt")),
    ("parts.html", include_str!("templates/parts.html")),
];

/// The templates of all messages. What they are given is in `Message::data`, under the same names.
///
/// Beside minijinja's own filters there are `wrap(first, rest)`, which breaks a text into lines of
/// 72 columns behind the two given beginnings, `tagged(first, rest, tag)`, which sets `tag` at the
/// right end of the last one, and `quoted`.
#[derive(Debug)]
pub struct Templates {
    compiled_in: Environment<'static>,
    own: Environment<'static>,
}

impl Templates {
    /// The compiled-in templates, with `overrides` in the place of those of the same name.
    ///
    /// # Errors
    /// When a file has another name, does not parse, or does not render the examples.
    ///
    /// # Panics
    /// Never: compiled-in templates are tested to parse.
    pub fn new(overrides: &[RawFile]) -> Result<Self, Fault> {
        let mut compiled_in = environment();
        for (name, source) in COMPILED_IN {
            compiled_in
                .add_template(name, source)
                .expect("compiled-in templates are tested to parse");
        }
        let mut templates = Self { compiled_in, own: environment() };
        if overrides.is_empty() {
            return Ok(templates);
        }
        let examples = super::example::messages(&templates);
        for file in overrides {
            let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
            if COMPILED_IN.iter().all(|(known, _)| *known != name) {
                return Err(file.fault(
                    None,
                    "no message has this template; there are alert.txt, \
                    alert.html, digest.txt and digest.html",
                ));
            }
            let source = file.text()?.to_owned();
            templates
                .own
                .add_template_owned(name.clone(), source)
                .map_err(|error| fault(file, &error))?;
            let template =
                templates.own.get_template(&name).map_err(|error| fault(file, &error))?;
            for example in examples.iter().filter(|example| name.starts_with(base(example.kind))) {
                template
                    .render(Value::from(Serde(&example.data)))
                    .map_err(|error| fault(file, &error))?;
            }
        }
        Ok(templates)
    }

    /// The text and the HTML of a message.
    ///
    /// An override rendered the examples when it was taken over; should it fail on something else,
    /// the compiled-in template steps in, so that the mail still goes out.
    pub(super) fn render(&self, kind: MessageKind, facts: &impl Serialize) -> (String, String) {
        let name = base(kind);
        let facts = Value::from(Serde(facts));
        let render = |name: String| {
            let own =
                self.own.get_template(&name).and_then(|template| template.render(facts.clone()));
            let rendered =
                own.or_else(|_| self.compiled_in.get_template(&name)?.render(facts.clone()));
            rendered
                .unwrap_or_else(|error| format!("This message could not be printed ({error}).\n"))
        };
        (render(format!("{name}.txt")), render(format!("{name}.html")))
    }
}

/// The name of the templates of a kind of messages, without its ending.
fn base(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Alert => "alert",
        MessageKind::Digest => "digest",
    }
}

/// An environment without templates of messages, but with the parts and the filters that they use.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    environment.set_syntax(syntax.expect("the usual delimiters are distinct"));
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with("txt") { AutoEscape::None } else { AutoEscape::Html }
    });
    for (name, source) in PARTS {
        environment.add_template(name, source).expect("compiled-in templates are tested to parse");
    }
    environment.add_filter("quoted", |text: String| quoted(&text));
    environment
        .add_filter("wrap", |text: String, first: String, rest: String| wrap(&text, &first, &rest));
    environment.add_filter("tagged", |text: String, first: String, rest: String, tag: String| {
        tagged(&text, &first, &rest, &tag)
    });
    environment
}

/// The fault in an override that minijinja does not take.
fn fault(file: &RawFile, error: &minijinja::Error) -> Fault {
    let what = error
        .detail()
        .map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
    file.fault(error.line(), format!("{what}; the compiled-in template shows what there is"))
}

/// `text` in quotation marks, unless it begins with one of its own.
fn quoted(text: &str) -> String {
    if text.starts_with(['“', '"', '«', '„', '「', '『']) {
        text.to_owned()
    } else {
        format!("“{text}”")
    }
}

/// `text` in lines of at most 72 columns, where wide characters count two and a long word may stand
/// out.
fn wrap(text: &str, first: &str, rest: &str) -> String {
    let options = Options::new(COLUMNS).initial_indent(first).subsequent_indent(rest);
    let options = options
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(text, options)
}

/// Like [`wrap`], with `tag` at the right end of the last line, or of one more line.
fn tagged(text: &str, first: &str, rest: &str, tag: &str) -> String {
    let mut lines = wrap(text, first, rest);
    if tag.is_empty() {
        return lines;
    }
    let last = display_width(lines.rsplit('\n').next().unwrap_or_default());
    let tag_width = display_width(tag);
    let mut used = last;
    if last + 2 + tag_width > COLUMNS {
        lines.push('\n');
        used = 0;
    }
    lines.push_str(&" ".repeat(COLUMNS.saturating_sub(used + tag_width)));
    lines.push_str(tag);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> RawFile {
        let stem = name.split('.').next().unwrap_or_default().to_owned();
        RawFile { path: format!("templates/{name}"), stem, bytes: text.into() }
    }

    #[test]
    fn the_compiled_in_templates_render_the_examples() {
        let templates = Templates::new(&[]).unwrap();
        let messages = super::super::example::messages(&templates);
        assert_eq!(messages.len(), 4);
        for message in messages {
            for text in [&message.text, &message.html] {
                assert!(text.len() > 300 && !text.contains("could not be printed"), "{text}");
            }
        }
    }

    #[track_caller]
    fn check(name: &str, text: &str, expected: &str) {
        let fault = Templates::new(&[file(name, text)]).unwrap_err().to_string();
        assert!(fault.starts_with(expected), "{fault}");
    }

    #[test]
    fn a_broken_override_is_named_with_its_line() {
        check("alert.txt", "one\n{% for %}\n", "templates/alert.txt:2: syntax error");
        check("digest.html", "{{ storys }}\n", "templates/digest.html:1: undefined value");
        check("alert.txt", "\n\n{{ reader | shout }}\n", "templates/alert.txt:3: unknown filter");
        check("welcome.txt", "", "templates/welcome.txt: no message has this template");
    }

    #[test]
    fn an_override_takes_the_place_of_the_compiled_in_template() {
        let templates = Templates::new(&[
            file("alert.txt", "{{ reader }}: <{{ instance }}>"),
            file("alert.html", "<p>{{ instance }}"),
        ])
        .unwrap();
        let facts = serde_json::json!({ "reader": "desk", "instance": "<b>" });
        assert_eq!(
            templates.render(MessageKind::Alert, &facts),
            ("desk: <<b>>".to_owned(), "<p>&lt;b&gt;".to_owned())
        );
    }

    #[test]
    fn text_is_wrapped_by_width() {
        let wrapped = wrap(&"条約の締結 ".repeat(12), "  + ", "    ");
        assert!(wrapped.lines().all(|line| display_width(line) <= COLUMNS), "{wrapped}");
        assert!(wrapped.lines().skip(1).all(|line| line.starts_with("    ")), "{wrapped}");
        let long = "x".repeat(100);
        assert_eq!(wrap(&long, "  ", "  "), format!("  {long}"));
    }

    #[test]
    fn a_tag_stands_at_the_right_end() {
        assert_eq!(
            tagged("Short.", "  + ", "    ", "[date]"),
            format!("  + Short.{}[date]", " ".repeat(56))
        );
        let full = "x".repeat(66);
        assert_eq!(tagged(&full, "", "", "[date]"), format!("{full}\n{}[date]", " ".repeat(66)));
    }
}
