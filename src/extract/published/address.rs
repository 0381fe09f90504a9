//! Dates in addresses: of the page, and of the pictures that it shows.

use crate::clock::When;
use crate::dates;

/// The day in the path of an address: `/2024/06/20/`, `/2024-06-20-`, `/20240620/`,
/// `/news-20-06-2024`
pub fn in_path(path: &str) -> Option<When> {
    let mut pieces: Vec<&str> = path.split('/').filter(|piece| !piece.is_empty()).collect();
    // archives keep copies under the moment at which they made them: `/web/20240620081500/http://…`
    if let [_, copied, _, ..] = pieces.as_slice()
        && is_number(copied, 14)
    {
        pieces.drain(..2);
    }
    let parted = pieces.windows(3).find(|piece| {
        is_number(piece[0], 4) && is_short_number(piece[1]) && is_short_number(piece[2])
    });
    if let Some(when) = parted.and_then(|piece| dates::read(&piece.join("-"), None)) {
        return Some(when);
    }
    pieces.iter().find_map(|piece| in_piece(piece))
}

/// A date of eight digits, with or without signs between them, where no other digits touch it.
fn in_piece(piece: &str) -> Option<When> {
    let bytes = piece.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let found = match length {
            8 | 14 => dates::read(piece.get(start..start + 8)?, None),
            4 => parted(piece, start, [4, 2, 2]),
            2 => parted(piece, start, [2, 2, 4]),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        at = start + length;
    }
    None
}

/// Numbers of so many digits from `start`, with one sign between them and no digit behind.
fn parted(piece: &str, start: usize, digits: [usize; 3]) -> Option<When> {
    let length = digits.iter().sum::<usize>() + 2;
    let text = piece.get(start..start + length)?;
    let sign = text.as_bytes()[digits[0]];
    let numbers: Vec<&str> = text.split(char::from(sign)).collect();
    let is_date = matches!(sign, b'-' | b'_' | b'.')
        && numbers.len() == 3
        && numbers.iter().zip(digits).all(|(number, digits)| is_number(number, digits));
    if !is_date || piece.as_bytes().get(start + length).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let ordered = if digits[0] == 4 { numbers } else { numbers.into_iter().rev().collect() };
    dates::read(&ordered.join("-"), None)
}

fn is_number(piece: &str, digits: usize) -> bool {
    piece.len() == digits && piece.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_short_number(piece: &str) -> bool {
    is_number(piece, 1) || is_number(piece, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_dates_in_many_forms() {
        for path in [
            "/2024/06/20/treaty",
            "/news/2024/6/20/treaty.html",
            "/2024-06-20-treaty",
            "/news/20240620/treaty",
            "/treaty-2024-06-20",
            "/a_20240620_b.jpg",
            "/20-06-2024",
            "/20240620081500.html",
            "/web/20250101000000/https://news.example/2024/06/20/treaty",
        ] {
            assert_eq!(
                in_path(path).map(|when| when.to_string()).as_deref(),
                Some("2024-06-20"),
                "{path}"
            );
        }
        for path in [
            "/",
            "/2024/06/treaty",
            "/article-120240620",
            "/2024/13/45/",
            "/1718842500",
            "/31-02-2024",
            "/12345678/",
            "/web/20250101000000/https://news.example/treaty",
        ] {
            assert_eq!(in_path(path), None, "{path}");
        }
    }
}
