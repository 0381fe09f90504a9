//! The digits of the scripts in which dates are printed.

/// The zeros of Latin, Arabic, Persian, Devanagari, Bengali, Tamil, Thai and of full width.
const ZEROS: [u32; 8] = [0x30, 0x660, PERSIAN, 0x966, 0x9e6, 0xbe6, 0xe50, 0xff10];
const PERSIAN: u32 = 0x6f0;

/// The value of a digit of any of these scripts, 0 to 9.
pub fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10))
}

/// Whether a digit is one of those that Persian has of its own.
pub fn is_persian(c: char) -> bool {
    (PERSIAN..PERSIAN + 10).contains(&u32::from(c))
}

/// The value of a character of `二〇二四` or `二十`: ten for 十.
pub fn han(c: char) -> Option<u32> {
    let numerals = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let c = if c == '零' { '〇' } else { c };
    numerals.iter().position(|numeral| *numeral == c).and_then(|value| u32::try_from(value).ok())
}

/// The number that Han numerals make and how many digits it has: `二〇二四`, `十`, `二十`, `二十三`.
pub fn number_of_han(text: &str) -> Option<(u32, usize)> {
    let values: Option<Vec<u32>> = text.chars().map(han).collect();
    match values?.as_slice() {
        [] => None,
        [10] => Some((10, 2)),
        [10, ones @ 1..10] => Some((10 + ones, 2)),
        [tens @ 1..10, 10] => Some((tens * 10, 2)),
        [tens @ 1..10, 10, ones @ 1..10] => Some((tens * 10 + ones, 2)),
        values if values.len() <= 4 && values.iter().all(|value| *value < 10) => {
            Some((values.iter().fold(0, |number, value| number * 10 + value), values.len()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_have_values() {
        for (text, number) in [
            ("2024", 2024),
            ("٢٠٢٤", 2024),
            ("۱۴۰۳", 1403),
            ("२०२४", 2024),
            ("২০২৪", 2024),
            ("๒๕๖๗", 2567),
            ("２０２４", 2024),
        ] {
            let read = text.chars().try_fold(0, |number, c| Some(number * 10 + digit(c)?));
            assert_eq!(read, Some(number), "{text}");
        }
        assert_eq!(digit('x'), None);
        assert!(is_persian('۴') && !is_persian('٤'));
    }

    #[test]
    fn numbers_are_written_in_han() {
        for (text, number) in [
            ("二〇二四", (2024, 4)),
            ("六", (6, 1)),
            ("十", (10, 2)),
            ("二十", (20, 2)),
            ("三十一", (31, 2)),
            ("十二", (12, 2)),
        ] {
            assert_eq!(number_of_han(text), Some(number), "{text}");
        }
        for text in ["", "十十", "百", "一十〇"] {
            assert_eq!(number_of_han(text), None, "{text}");
        }
    }
}
