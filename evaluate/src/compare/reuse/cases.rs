//! Makes the cases that copies are measured on: texts in, labelled cases out, the same in every
//! run.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use dateline::text::analyse;
use serde::Deserialize;

use super::draft::{Draft, Draw, VARIANTS, noisy};

/// The number that all draws begin with.
pub const SEED: u64 = 20_261_125;

/// An item beside a seed, and what is right to say of them.
pub struct Case {
    /// What was done, as the table names it.
    pub kind: &'static str,
    /// The seed's name, and what was done with it.
    pub name: String,
    /// The file of the seed.
    pub seed: String,
    /// The file of the item.
    pub item: String,
    /// The names of the copies that are right: more than one where the definition is at its border.
    pub expected: Vec<&'static str>,
    /// The bytes of the item and of the seed that hold the same words.
    pub shared: Vec<(Range<usize>, Range<usize>)>,
}

/// A news text that cases are made from: a headline, an empty line, paragraphs.
pub struct Source {
    /// The name of its file, without the ending.
    pub name: String,
    /// What its name begins with, as `en`.
    pub language: String,
    /// The whole text, of which the spans are bytes.
    pub file: String,
    headline: Range<usize>,
    paragraphs: Vec<Range<usize>>,
    /// The sentences of each paragraph.
    sentences: Vec<Vec<Range<usize>>>,
}

/// The phrases that news share without copying, by language: those of `shared.toml`.
#[derive(Deserialize)]
struct SharedPhrases {
    formulas: BTreeMap<String, Vec<String>>,
    footers: BTreeMap<String, Vec<String>>,
    titles: BTreeMap<String, Vec<String>>,
    /// The sentences that hold a title, at `{}`.
    carriers: BTreeMap<String, Vec<String>>,
    quotations: BTreeMap<String, Vec<String>>,
    /// The sentences that hold a quotation, at `{}`.
    speakers: BTreeMap<String, Vec<String>>,
}

/// The templates of `templates.toml`.
#[derive(Deserialize)]
struct Templates {
    template: Vec<Template>,
}

/// A text that is filled in anew for each story, as reports of weather or of matches are.
#[derive(Deserialize)]
struct Template {
    name: String,
    /// The text with its slots: `{town}`, `{town2}` for another word of that list, `{1-9}` for a
    /// number.
    text: String,
    /// The words that fill a slot, by its name.
    slots: BTreeMap<String, Vec<String>>,
}

impl Source {
    /// Reads a text whose first line is its headline and whose name begins with its language:
    /// `en-ferry`.
    pub fn new(name: &str, file: &str) -> Option<Self> {
        let analysed = analyse(file);
        let (headline, paragraphs) = analysed.paragraphs.split_first()?;
        let inside = |outer: &Range<usize>| {
            analysed
                .sentences
                .iter()
                .filter(|sentence| outer.start <= sentence.start && sentence.end <= outer.end)
                .cloned()
                .collect::<Vec<_>>()
        };
        Some(Self {
            name: name.to_owned(),
            language: name.split('-').next().unwrap_or_default().to_owned(),
            file: file.to_owned(),
            headline: headline.clone(),
            sentences: paragraphs.iter().map(inside).collect(),
            paragraphs: paragraphs.to_vec(),
        })
    }

    /// The sources that the `.txt` files of a folder make, by name: those of three paragraphs at
    /// least, in a language that has two of them.
    pub fn folder(folder: &Path) -> anyhow::Result<Vec<Self>> {
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .with_context(|| folder.display().to_string())?
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
        files.sort();
        let mut sources = Vec::new();
        for file in files {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            sources.extend(
                Self::new(&name, &std::fs::read_to_string(&file)?)
                    .filter(|source| source.paragraphs.len() >= 3),
            );
        }
        // Cases are made of two texts in one language.
        let languages: Vec<String> = sources.iter().map(|source| source.language.clone()).collect();
        sources.retain(|source| {
            languages.iter().filter(|language| **language == source.language).count() > 1
        });
        Ok(sources)
    }

    fn headline(&self) -> &str {
        &self.file[self.headline.clone()]
    }

    fn paragraph(&self, place: usize) -> &str {
        &self.file[self.paragraphs[place].clone()]
    }

    /// The number of letters and digits under the headline, of which shares are told.
    fn length(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| letters(&self.file[paragraph.clone()])).sum()
    }

    /// The sentences that are long enough to be quoted, each with the place of its paragraph.
    fn quotable(&self) -> Vec<(usize, Range<usize>)> {
        let all = self.sentences.iter().enumerate().flat_map(|(paragraph, sentences)| {
            sentences.iter().map(move |sentence| (paragraph, sentence))
        });
        all.filter(|(_, sentence)| words(&self.file[(*sentence).clone()]) >= 13.0)
            .map(|(paragraph, sentence)| (paragraph, sentence.clone()))
            .collect()
    }
}

/// The number of letters and digits of a text.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// About how many words a text has: five signs of Han or Kana make three, ten of Hangul four.
fn words(text: &str) -> f32 {
    let analysed = analyse(text);
    let words = analysed.words().map(|word| match word.chars().next() {
        Some('\u{ac00}'..='\u{d7a3}') => 0.4,
        Some('\u{3041}'..='\u{9fff}') => 0.6,
        _ => 1.0,
    });
    words.sum()
}

/// Every case over these sources. `files` is the folder with `shared.toml` and `templates.toml`.
pub fn cases(sources: &[Source], files: &Path) -> anyhow::Result<Vec<Case>> {
    let phrases: SharedPhrases =
        toml::from_str(&std::fs::read_to_string(files.join("shared.toml"))?)?;
    let templates: Templates =
        toml::from_str(&std::fs::read_to_string(files.join("templates.toml"))?)?;
    let mut made = Making { sources, draw: Draw::new(SEED), cases: Vec::new() };
    for round in 0..2 {
        for (place, source) in sources.iter().enumerate() {
            made.abridged(source, &[70, 30, 50, 15][(place % 2) * 2..][..2], round == 1);
        }
    }
    for (place, source) in sources.iter().enumerate() {
        made.rearranged(source);
        made.misread(source, &[10, 50, 20, 80, 30, 100, 10, 100][(place % 4) * 2..][..2]);
        made.varied(source, place);
        made.quoted(source, place % 5 + 1);
        made.filled(source);
        made.combined(source, place);
        made.unrelated(source);
        made.phrases(source, &phrases);
    }
    for template in &templates.template {
        for _ in 0..8 {
            made.templated(template);
        }
    }
    Ok(made.cases)
}

/// The cases in the making, and what they are drawn from.
struct Making<'a> {
    sources: &'a [Source],
    draw: Draw,
    cases: Vec<Case>,
}

impl<'a> Making<'a> {
    /// Another text in the same language.
    fn other(&mut self, than: &Source) -> &'a Source {
        let others: Vec<&Source> = self
            .sources
            .iter()
            .filter(|other| other.language == than.language && other.name != than.name)
            .collect();
        others[self.draw.below(others.len())]
    }

    /// Adds a case whose item is `draft`; the copy that is right follows from what it shares.
    fn add(&mut self, kind: &'static str, what: &str, seed: &Source, draft: Draft) {
        let held: usize =
            draft.shared.iter().map(|(_, there)| letters(&seed.file[there.clone()])).sum();
        let body = draft.text.split_once('\n').map_or("", |(_, body)| body);
        let own: usize =
            draft.shared.iter().map(|(here, _)| letters(&draft.text[here.clone()])).sum();
        let shares = [own as f32 / letters(body).max(1) as f32, held as f32 / seed.length() as f32];
        let mut expected = if draft.has_same_words { vec!["duplicate"] } else { relations(shares) };
        // A misreading may leave every word as it was, and not every text has a word of two
        // spellings.
        if matches!(kind, "1-3 % noise" | "spelling") && !draft.has_same_words {
            expected.push("duplicate");
        }
        self.cases.push(Case {
            kind,
            name: format!("{} {what}", seed.name),
            seed: seed.file.clone(),
            item: draft.text,
            expected,
            shared: draft.shared,
        });
    }

    /// Adds a case of two texts of which neither copies the other.
    fn none(&mut self, kind: &'static str, name: String, seed: String, item: String) {
        self.cases.push(Case {
            kind,
            name,
            seed,
            item,
            expected: vec!["none"],
            shared: Vec::new(),
        });
    }

    /// Adds items that hold the first sentences of a text, or some from all over it, up to shares
    /// of its length.
    fn abridged(&mut self, source: &Source, percents: &[usize], scattered: bool) {
        for percent in percents {
            let mut all: Vec<(usize, Range<usize>)> = Vec::new();
            for (paragraph, sentences) in source.sentences.iter().enumerate() {
                all.extend(sentences.iter().map(|sentence| (paragraph, sentence.clone())));
            }
            let mut order: Vec<usize> = (0..all.len()).collect();
            if scattered {
                self.draw.shuffle(&mut order);
            }
            let wanted = source.length() * percent / 100;
            let mut kept: Vec<usize> = Vec::new();
            let mut length = 0;
            for place in order {
                if length >= wanted {
                    break;
                }
                length += letters(&source.file[all[place].1.clone()]);
                kept.push(place);
            }
            kept.sort_unstable();
            let mut draft = titled(source.headline());
            for (number, place) in kept.iter().enumerate() {
                let (paragraph, sentence) = &all[*place];
                let before = number.checked_sub(1).map(|before| &all[kept[before]]);
                let follows = before.is_some_and(|(before, _)| before == paragraph);
                draft.write(if number == 0 {
                    ""
                } else if follows {
                    " "
                } else {
                    "\n\n"
                });
                draft.take(&source.file, sentence.clone());
            }
            draft.write("\n");
            let kind = [
                "abridged to 70 %",
                "abridged to 50 %",
                "abridged to 30 %",
                "abridged to 15 %",
            ][[70, 50, 30, 15].iter().position(|known| known == percent).unwrap_or_default()];
            self.add(kind, if scattered { "scattered" } else { "head" }, source, draft);
        }
    }

    /// Adds a text under another's headline and lead, and one with its paragraphs in another order.
    fn rearranged(&mut self, source: &Source) {
        let other = self.other(source);
        let mut draft = titled(other.headline());
        draft.write(other.paragraph(1));
        copy_paragraphs(&mut draft, source, 1..source.paragraphs.len());
        self.add("new lead", &other.name, source, draft);

        let mut order: Vec<usize> = (0..source.paragraphs.len()).collect();
        self.draw.shuffle(&mut order);
        if order.is_sorted() {
            order.reverse();
        }
        let mut draft = titled(source.headline());
        for (number, place) in order.into_iter().enumerate() {
            draft
                .write(if number == 0 { "" } else { "\n\n" })
                .take(&source.file, source.paragraphs[place].clone());
        }
        self.add("reordered", "", source, draft);
    }

    /// Adds a text as a reading machine would have it, with so many characters in a thousand wrong.
    fn misread(&mut self, source: &Source, per_milles: &[usize]) {
        for per_mille in per_milles {
            let draft = rewritten(source, |text| noisy(text, *per_mille, &mut self.draw));
            let kind = if *per_mille < 50 { "1-3 % noise" } else { "5-10 % noise" };
            self.add(kind, &format!("{per_mille} per mille"), source, draft);
        }
    }

    /// Adds a text written in two of the [`VARIANTS`].
    fn varied(&mut self, source: &Source, place: usize) {
        for offset in 0..2 {
            let (name, same_words, write) = VARIANTS[(place * 2 + offset) % VARIANTS.len()];
            let mut draft = rewritten(source, write);
            draft.has_same_words = same_words;
            self.add("spelling", name, source, draft);
        }
    }

    /// Adds a text about something else that holds so many sentences from all over this one.
    fn quoted(&mut self, source: &Source, count: usize) {
        let other = self.other(source);
        let mut quotable = source.quotable();
        if quotable.is_empty() {
            return;
        }
        self.draw.shuffle(&mut quotable);
        quotable.truncate(count);
        let mut draft = titled(other.headline());
        let mut quotable = quotable.into_iter().peekable();
        for place in 0..other.paragraphs.len() {
            draft.write(if place == 0 { "" } else { "\n\n" }).write(other.paragraph(place));
            if place >= 1
                && let Some((_, sentence)) = quotable.next()
            {
                draft
                    .write(if self.draw.percent(50) { "\n\n" } else { " " })
                    .take(&source.file, sentence);
            }
        }
        for (_, sentence) in quotable {
            draft.write("\n\n").take(&source.file, sentence);
        }
        self.add("quoted sentences", &format!("{count} in {}", other.name), source, draft);
    }

    /// Adds a text with background from elsewhere in its middle, and one with the whole of another
    /// text before, behind or in between.
    fn filled(&mut self, source: &Source) {
        let other = self.other(source);
        let mut draft = titled(source.headline());
        let middle = source.paragraphs.len() / 2;
        copy_paragraphs(&mut draft, source, 0..middle);
        for place in 0..2.min(other.paragraphs.len()) {
            draft.write("\n\n").write(other.paragraph(place));
        }
        copy_paragraphs(&mut draft, source, middle..source.paragraphs.len());
        self.add("inserted background", &other.name, source, draft);

        let other = self.other(source);
        let mut draft = titled(other.headline());
        let order = self.draw.below(3);
        let mut theirs = 0..other.paragraphs.len();
        if order == 0 {
            copy_paragraphs(&mut draft, source, 0..source.paragraphs.len());
        }
        for place in 0..source.paragraphs.len().max(other.paragraphs.len()) {
            if let Some(other_place) = theirs.next() {
                draft
                    .write(if place == 0 && order != 0 { "" } else { "\n\n" })
                    .write(other.paragraph(other_place));
            }
            if order == 2 && place < source.paragraphs.len() {
                draft.write("\n\n").take(&source.file, source.paragraphs[place].clone());
            }
        }
        if order == 1 {
            copy_paragraphs(&mut draft, source, 0..source.paragraphs.len());
        }
        self.add("merged", &format!("{} {order}", other.name), source, draft);
    }

    /// Adds half of a text: reordered, under a new lead, misread and written otherwise.
    fn combined(&mut self, source: &Source, place: usize) {
        let other = self.other(source);
        let (_, _, write) = VARIANTS[(place * 3 + 1) % VARIANTS.len()];
        let mut order: Vec<usize> = (0..source.paragraphs.len()).collect();
        self.draw.shuffle(&mut order);
        order.truncate(source.paragraphs.len().div_ceil(2));
        let mut draft = titled(other.headline());
        draft.write(other.paragraph(0));
        for place in order {
            let span = source.paragraphs[place].clone();
            let edited = noisy(&write(&source.file[span.clone()]), 20, &mut self.draw);
            draft.write("\n\n").copy(span, &edited);
        }
        self.add("several at once", &other.name, source, draft);
    }

    /// Adds two texts as they are.
    fn unrelated(&mut self, source: &Source) {
        let other = self.other(source);
        self.none(
            "unrelated",
            format!("{} {}", source.name, other.name),
            source.file.clone(),
            other.file.clone(),
        );
    }

    /// Adds pairs of texts that share a formula, a footer, a title or a short quotation.
    fn phrases(&mut self, source: &Source, phrases: &SharedPhrases) {
        let other = self.other(source);
        let language = source.language.as_str();
        if let Some(formulas) = phrases.formulas.get(language) {
            let formula = self.draw.among(formulas).clone();
            let (one, two) = (self.inserted(source, &formula), self.inserted(other, &formula));
            self.none("formula", format!("{} {} {formula}", source.name, other.name), one, two);
        }
        if let Some(footers) = phrases.footers.get(language) {
            let footer = self.draw.among(footers).clone();
            let [one, two] =
                [source, other].map(|text| format!("{}\n\n{footer}\n", text.file.trim_end()));
            self.none("legal footer", format!("{} {} {footer}", source.name, other.name), one, two);
        }
        for (kind, what, carriers) in [
            ("title of office", &phrases.titles, &phrases.carriers),
            ("short quotation", &phrases.quotations, &phrases.speakers),
        ] {
            let (Some(whats), Some(carriers)) = (what.get(language), carriers.get(language)) else {
                continue;
            };
            let what = self.draw.among(whats).clone();
            let first = self.draw.below(carriers.len());
            let second = (first + 1 + self.draw.below(carriers.len() - 1)) % carriers.len();
            let [one, two] = [(source, first), (other, second)]
                .map(|(text, carrier)| (text, carriers[carrier].replace("{}", &what)));
            let (one, two) = (self.inserted(one.0, &one.1), self.inserted(two.0, &two.1));
            self.none(kind, format!("{} {} {what}", source.name, other.name), one, two);
        }
    }

    /// A text with a sentence in or behind one of its paragraphs.
    fn inserted(&mut self, source: &Source, sentence: &str) -> String {
        let place = self.draw.below(source.paragraphs.len());
        let end = source.paragraphs[place].end;
        let gap = if self.draw.percent(50) { "\n\n" } else { " " };
        format!("{}{gap}{sentence}{}", &source.file[..end], &source.file[end..])
    }

    /// Adds two texts that one template makes.
    fn templated(&mut self, template: &Template) {
        let one = self.filled_in(template);
        let two = self.filled_in(template);
        self.none("template", template.name.clone(), one, two);
    }

    /// A template with every slot filled. The same name is the same word within a story.
    fn filled_in(&mut self, template: &Template) -> String {
        let mut drawn: BTreeMap<&str, &str> = BTreeMap::new();
        let mut parts = template.text.split(['{', '}']);
        let mut text = String::new();
        while let Some(literal) = parts.next() {
            text.push_str(literal);
            let Some(slot) = parts.next() else { break };
            let list = slot.trim_end_matches(|c: char| c.is_ascii_digit());
            match (template.slots.get(list), slot.rsplit_once('-')) {
                (Some(words), _) => {
                    let taken: Vec<&str> = drawn
                        .iter()
                        .filter(|(other, _)| other.starts_with(list))
                        .map(|(_, word)| *word)
                        .collect();
                    let free: Vec<&String> =
                        words.iter().filter(|word| !taken.contains(&word.as_str())).collect();
                    let word = drawn.entry(slot).or_insert_with(|| self.draw.among(&free).as_str());
                    text.push_str(word);
                }
                (None, Some((low, high))) => {
                    let (low, high): (i64, i64) =
                        (low.parse().unwrap_or(0), high.parse().unwrap_or(9));
                    text.push_str(
                        &(low + self.draw.below((high - low + 1) as usize) as i64).to_string(),
                    );
                }
                (None, None) => text.push_str(slot),
            }
        }
        format!("{}\n{text}", text.trim().split(['.', '。']).next().unwrap_or_default())
    }
}

/// A draft that holds a headline.
fn titled(headline: &str) -> Draft {
    Draft { text: format!("{headline}\n\n"), ..Draft::default() }
}

/// Adds some paragraphs of a source as they are.
fn copy_paragraphs(draft: &mut Draft, source: &Source, places: Range<usize>) {
    for place in places {
        draft
            .write(if draft.text.ends_with("\n\n") { "" } else { "\n\n" })
            .take(&source.file, source.paragraphs[place].clone());
    }
}

/// A draft of the whole source, each paragraph as `write` writes it.
fn rewritten(source: &Source, mut write: impl FnMut(&str) -> String) -> Draft {
    let mut draft = titled(&write(source.headline()));
    for (number, span) in source.paragraphs.iter().enumerate() {
        let edited = write(&source.file[span.clone()]);
        draft.write(if number == 0 { "" } else { "\n\n" }).copy(span.clone(), &edited);
    }
    draft
}

/// The copies that the definitions make of the shares that two texts have in common, of the item
/// and of the seed; those on both sides of a border that is near.
fn relations([item, seed]: [f32; 2]) -> Vec<&'static str> {
    let level = |item: f32, seed: f32| match (item.min(seed), item.max(seed)) {
        (least, _) if least >= 0.8 => "near-duplicate",
        (_, most) if most >= 0.5 => "reprint",
        _ => "excerpt",
    };
    let mut relations = Vec::new();
    for nudge in [0.0, -0.05, 0.05] {
        let relation = level(item + nudge, seed + nudge);
        if !relations.contains(&relation) {
            relations.push(relation);
        }
    }
    relations
}
