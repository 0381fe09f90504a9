//! The forms of a word with an apostrophe in it: with what was cut off before it (`dell’Ucraina`),
//! and without what was put on behind it (`Putin’in`).

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::characters::is_apostrophe;
use super::fold::{fold_into, folded};
use super::making::Making;

/// What loses its last vowel before another: articles, prepositions, pronouns of Romance languages,
/// folded.
static ELIDED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let elided = "agl all altr alcun anch ann b bell ben buon c cent ch ciascun coll com cos d \
        dagl dall degl dell di dogn dov entr f gl grand infr j jusqu l lorsqu m mezz n \
        negl nell nessun nient null ognun oltr pell poc pover presqu prim puisqu qu \
        quand quant quattr quell quelqu quest quoiqu s sant senz sott sugl sull t trent \
        tropp tutt un v vent vers verr x";
    elided.split_whitespace().collect()
});

/// What Turkish, Azerbaijani, Polish, Finnish and Estonian put on to a name, folded.
static PUT_ON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let turkish = "a e i u ya ye yi yu da de ta te dan den tan ten in un nin nun im um la le yla \
        yle li lu si su lar ler lari leri larin lerin larda lerde lardan lerden ca ce ki dir dur \
        tir tur deki daki teki taki sa se ken ydi ydu ti di tu du ti mis mus na ne nda nde ndan \
        nden ni nu sinda sinde sini sinin lik luk siz suz den dendi nindir daydi deydi";
    let polish = "a ego emu em owi ie iem u om ach ami ow owa owie owy owych";
    let finnic = "n ssa sta lla lta lle ksi iin hin een tta is isse iga ist ile ilt ga st";
    let all = [turkish, polish, finnic];
    all.into_iter().flat_map(str::split_whitespace).collect()
});

/// Reads `making.source[span]`, a word with an apostrophe between two letters, or a number with one
/// between its groups.
pub(super) fn read(making: &mut Making<'_>, span: Range<usize>) {
    let word = &making.source[span.clone()];
    if word.starts_with(char::is_numeric) {
        making.push(span, Kind::Number);
        return;
    }
    let Some((place, sign)) = word.char_indices().find(|(_, c)| is_apostrophe(*c)) else {
        making.push(span, Kind::Word);
        return;
    };
    let behind = place + sign.len_utf8();
    let rest = &word[behind..];
    let before = folded(&word[..place]);
    let is_more = rest.chars().count() >= 2 || !rest.is_ascii();
    if is_more && !is_possessive(rest) && ELIDED.contains(before.as_str()) {
        // The word behind is what is meant; the whole is its other form.
        let place = making.text.tokens.len();
        making.push(span.start + behind..span.end, Kind::Word);
        if making.text.tokens.len() > place {
            let mut whole = String::new();
            fold_into(word, &mut whole);
            making.text.push_other_at(&whole, span, place);
        }
        return;
    }
    let after = folded(rest);
    let (stem, name) = (span.start..span.start + place, span.start + behind..span.end);
    let at = making.text.tokens.len();
    making.push(span, Kind::Word);
    if making.text.tokens.len() == at {
        return;
    }
    if before == "o" {
        making.text.push_other_at(&after, name, at);
    } else if before.chars().count() >= 2 && PUT_ON.contains(after.as_str()) {
        making.text.push_other_at(&before, stem, at);
    }
}

fn is_possessive(rest: &str) -> bool {
    rest.eq_ignore_ascii_case("s")
}
