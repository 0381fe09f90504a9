//! First names and accounts, and the full names behind them.

use super::scene::Scene;
use super::witness::Witness;
use crate::extract::phrases::names;

/// Replaces first names, family names and accounts by the full names that one of `lesser`, the
/// witnesses that were not asked yet, has for them. Where the only name is an account that none of
/// them has, the people that the first of them names take its place.
pub(super) fn complete(people: &mut Vec<String>, scene: &Scene<'_>, lesser: &[Witness]) {
    if !people.iter().any(|name| is_short(name)) {
        return;
    }
    let full: Vec<(Witness, Vec<String>)> =
        lesser.iter().map(|witness| (*witness, full_names(*witness, scene))).collect();
    for short in people.iter_mut().filter(|name| is_short(name)) {
        let mut known = full.iter().flat_map(|(_, names)| names);
        if let Some(full) = known.find(|full| is_short_for(short, full)) {
            short.clone_from(full);
        }
    }
    if let [only] = people.as_slice()
        && is_account(only)
        && let Some((_, printed)) =
            full.iter().find(|(witness, names)| !witness.is_guess() && !names.is_empty())
    {
        people.clone_from(printed);
    }
}

fn full_names(witness: Witness, scene: &Scene<'_>) -> Vec<String> {
    let names = witness.names(scene).people.into_iter();
    names.filter(|name| names::is_full(name)).collect()
}

fn is_short(name: &str) -> bool {
    !names::is_full(name) && name.chars().count() > 2
}

/// Whether `short` is the first or the last name of `full`, or all of it in one word.
fn is_short_for(short: &str, full: &str) -> bool {
    let (short, full) = (short.to_lowercase(), full.to_lowercase());
    full.split_once(' ').is_some_and(|(first, last)| first == short || last == short)
        || full.replace(' ', "") == short
}

/// Whether a name is that of an account: a short one without a capital.
fn is_account(name: &str) -> bool {
    is_short(name) && !name.chars().any(char::is_uppercase)
}
