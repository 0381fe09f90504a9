//! Prints days and moments as the outlets do: in Spanish, which `strftime` does not speak, and in
//! the form of RFC 3339.

use jiff::ZonedDateTime;
use jiff::civil::Date;

/// A day without its year: `12 de noviembre`.
pub(super) fn spanish_day(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let month = usize::try_from(day.month() - 1)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or_default();
    format!("{} de {month}", day.day())
}

/// The name of a day of the week: `martes`.
pub(super) fn spanish_weekday(day: Date) -> &'static str {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match day.weekday() {
        Monday => "lunes",
        Tuesday => "martes",
        Wednesday => "miércoles",
        Thursday => "jueves",
        Friday => "viernes",
        Saturday => "sábado",
        Sunday => "domingo",
    }
}

/// A moment in the form of RFC 3339, in its own offset: `2026-11-24T17:20:00+02:00`.
pub(super) fn rfc3339(moment: &ZonedDateTime) -> String {
    moment.timestamp().display_with_offset(moment.offset()).to_string()
}
