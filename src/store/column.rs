//! How values stand in the columns of the database: times as microseconds since 1970 in UTC, words
//! as serde writes them, whole values as JSON, texts without NUL (`PostgreSQL` takes none, and
//! `SQLite`'s own functions stop at it).

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{QueryBuilder, Sqlite};

use super::StoreError;
use crate::clock::Timestamp;

pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

pub(super) fn moment(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros)
        .map_err(|error| StoreError::Broken(format!("{micros} is no time: {error}")))
}

pub(super) fn moment_if(micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    micros.map(moment).transpose()
}

pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "")) } else { Cow::Borrowed(text) }
}

pub(super) fn text_if(value: Option<&str>) -> Option<Cow<'_, str>> {
    value.map(text)
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    let wrong = |error: serde_json::Error| {
        StoreError::Broken(format!("a value that JSON cannot hold: {error}"))
    };
    let written = serde_json::to_string(value).map_err(wrong)?;
    // `\\u0000` is a backslash and five letters, not a NUL; only a look at the value can tell.
    if !written.contains("\\u0000") {
        return Ok(written);
    }
    let mut value: Value = serde_json::from_str(&written).map_err(wrong)?;
    strip_nul(&mut value);
    serde_json::to_string(&value).map_err(wrong)
}

/// Takes every NUL out of the strings and field names of a JSON value. The recursion is as deep as
/// the value: as our own types are, and `serde_json` refuses what is deeper than 128.
fn strip_nul(value: &mut Value) {
    match value {
        Value::String(string) => string.retain(|character| character != '\0'),
        Value::Array(values) => values.iter_mut().for_each(strip_nul),
        Value::Object(fields) => {
            let stripped = std::mem::take(fields).into_iter().map(|(name, mut value)| {
                strip_nul(&mut value);
                (name.replace('\0', ""), value)
            });
            *fields = stripped.collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A value that was stored as JSON, parsed; `what` names the column and the row in the message of
/// the error.
pub(super) fn from_json<T: DeserializeOwned>(
    written: &str,
    what: impl FnOnce() -> String,
) -> Result<T, StoreError> {
    serde_json::from_str(written)
        .map_err(|error| StoreError::Broken(format!("{} cannot be read: {error}", what())))
}

/// The word for a unit variant, as serde names it.
pub(super) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(word),
        _ => Err(StoreError::Broken("a value that is no word".to_owned())),
    }
}

pub(super) fn from_word<'w, T: Deserialize<'w>>(word: &'w str) -> Result<T, StoreError> {
    T::deserialize(StrDeserializer::<WordError>::new(word))
        .map_err(|error| StoreError::Broken(error.to_string()))
}

/// A count as it stands in a column, kept within `u32`: what is below zero is zero.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX })
}

/// Appends `$1, $2, …` to a query, with a value bound to each.
pub(super) fn list<'q, T>(query: &mut QueryBuilder<Sqlite>, values: impl Iterator<Item = T>)
where
    T: sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite> + 'q,
{
    let mut listed = query.separated(", ");
    for value in values {
        listed.push_bind(value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_keeps_no_nul() {
        let value = json!({"a\0b": ["c\0d", "a real \\u0000"], "e": 1.5});
        let kept: Value = serde_json::from_str(&json(&value).unwrap()).unwrap();
        assert_eq!(kept, json!({"ab": ["cd", "a real \\u0000"], "e": 1.5}));
        assert_eq!(text("a\0b"), "ab");
    }

    #[test]
    fn times_keep_their_microseconds() {
        let at: Timestamp = "2026-11-25T01:02:03.000456Z".parse().unwrap();
        assert_eq!(moment(micros(at)).unwrap(), at);
        assert!(moment(i64::MAX).is_err());
    }
}
