//! Names from several places in one list, each once.

use crate::extract::phrases::byline::Credited;
use crate::extract::phrases::credits::push_credit;
use crate::extract::phrases::names::push_new;

/// The names of all of `found` in their order.
pub(super) fn all(found: impl Iterator<Item = Credited>) -> Credited {
    let mut names = Credited::default();
    found.for_each(|more| join(&mut names, more));
    names
}

/// Adds the names of `more` that `names` does not have.
pub(super) fn join(names: &mut Credited, more: Credited) {
    more.people.into_iter().for_each(|name| push_new(&mut names.people, name));
    more.credits.into_iter().for_each(|name| push_credit(&mut names.credits, name));
}
