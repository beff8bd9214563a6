//! When a certificate is valid: both encodings of dates, as seconds since 1970.

use super::fields::{Fields, Malformed, Part, tag};

/// The period of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second of the period, in seconds since 1970-01-01 00:00:00 UTC.
    pub not_before: i64,
    /// The last second of the period, in seconds since 1970-01-01 00:00:00 UTC. 9999-12-31 23:59:59 means "no end".
    pub not_after: i64,
}

/// Where a moment lies as seen from a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// Within the period, both ends included.
    Valid,
    /// Before it.
    TooEarly,
    /// After it.
    TooLate,
}

impl Validity {
    /// Reads `Validity ::= SEQUENCE { notBefore Time, notAfter Time }`.
    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, Malformed> {
        let mut times = fields.inside(tag::SEQUENCE, Part::Validity)?;
        let not_before = time(&mut times)?;
        let not_after = time(&mut times)?;
        times.finish()?;
        Ok(Self { not_before, not_after })
    }

    /// Whether `now`, in seconds since 1970, lies in the period.
    ///
    /// Source: RFC 5280 section 4.1.2.5, both ends are included.
    #[must_use]
    pub const fn at(self, now: i64) -> Timeliness {
        if now < self.not_before {
            Timeliness::TooEarly
        } else if now > self.not_after {
            Timeliness::TooLate
        } else {
            Timeliness::Valid
        }
    }

    /// When it is time to renew: two thirds of the period have passed, or half of one under ten days.
    #[must_use]
    pub const fn renewal(self) -> i64 {
        let life = self.not_after.saturating_sub(self.not_before);
        let part = if life < 10 * 86_400 { life / 2 } else { (life / 3).saturating_mul(2) };
        self.not_before.saturating_add(part)
    }
}

/// Reads the `Time` that comes next in `fields`: UTCTime for 1950 to 2049, GeneralizedTime for 0000 to 9999.
///
/// Exactly the forms that RFC 5280 section 4.1.2.5 allows: seconds present, no fraction, `Z`. A GeneralizedTime before 2050
/// is read too, since it says the same.
pub(super) fn time(fields: &mut Fields<'_>) -> Result<i64, Malformed> {
    let field = fields.next()?;
    let (year, rest) = match (field.tag(), field.content()) {
        (tag::UTC_TIME, [y1, y0, rest @ ..]) => {
            let year = number(&[*y1, *y0]);
            (year.map(|year| if year < 50 { year.saturating_add(2000) } else { year.saturating_add(1900) }), rest)
        }
        (tag::GENERALIZED_TIME, [y3, y2, y1, y0, rest @ ..]) => (number(&[*y3, *y2, *y1, *y0]), rest),
        _ => (None, &[][..]),
    };
    let seconds = match (year, rest) {
        (Some(year), [m1, m0, d1, d0, h1, h0, n1, n0, s1, s0, b'Z']) => seconds_since_1970(
            year,
            [number(&[*m1, *m0]), number(&[*d1, *d0]), number(&[*h1, *h0]), number(&[*n1, *n0]), number(&[*s1, *s0])],
        ),
        _ => None,
    };
    seconds.ok_or(fields.malformed_at(field.content(), Part::Date))
}

/// The value of decimal digits, four at most.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0_i32, |value, digit| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        value.checked_mul(10)?.checked_add(i32::from(digit))
    })
}

/// Seconds since 1970 of a date of the proleptic Gregorian calendar; `None` if there is no such date. No leap seconds.
fn seconds_since_1970(year: i32, [month, day, hour, minute, second]: [Option<i32>; 5]) -> Option<i64> {
    let (month, day, hour, minute, second) = (month?, day?, hour?, minute?, second?);
    let leap = year.checked_rem(4)? == 0 && (year.checked_rem(100)? != 0 || year.checked_rem(400)? == 0);
    // Days before each month of a common year.
    let (before, length): (i32, i32) = match month {
        1 => (0, 31),
        2 => (31, if leap { 29 } else { 28 }),
        3 => (59, 31),
        4 => (90, 30),
        5 => (120, 31),
        6 => (151, 30),
        7 => (181, 31),
        8 => (212, 31),
        9 => (243, 30),
        10 => (273, 31),
        11 => (304, 30),
        12 => (334, 31),
        _ => return None,
    };
    if day < 1 || day > length || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Leap days of the years 0 to year - 1 (year 0 is one); 719,528 days lie between 0000-01-01 and 1970-01-01.
    let past = year.checked_sub(1)?;
    let leap_days =
        past.div_euclid(4).checked_sub(past.div_euclid(100))?.checked_add(past.div_euclid(400))?.checked_add(1)?;
    let in_year = before.checked_add(day)?.checked_sub(1)?.checked_add(i32::from(leap && month > 2))?;
    let days = year.checked_mul(365)?.checked_add(leap_days)?.checked_add(in_year)?.checked_sub(719_528)?;
    let seconds = hour.checked_mul(60)?.checked_add(minute)?.checked_mul(60)?.checked_add(second)?;
    // Seconds alone need more than 32 bits: a camera divides and multiplies longer numbers by library calls.
    i64::from(days).checked_mul(86_400)?.checked_add(i64::from(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::desk::value;

    #[test]
    fn renewal_is_due_while_there_is_time_for_it() {
        const DAY: i64 = 86_400;
        for (life, due) in [(90, 60), (47, 31), (10, 6), (9, 4), (1, 0), (0, 0)] {
            let validity = Validity { not_before: 1_000 * DAY, not_after: (1_000 + life) * DAY };
            assert_eq!((validity.renewal() - validity.not_before) / DAY, due, "{life} days");
        }
        // However odd the dates.
        let odd = Validity { not_before: i64::MIN, not_after: i64::MAX };
        assert!(odd.renewal() < odd.not_after);
        let backward = Validity { not_before: i64::MAX, not_after: i64::MIN };
        assert!(backward.renewal() < backward.not_before);
    }

    fn read(tag: u8, text: &str) -> Result<i64, Malformed> {
        let der = value(tag, text.as_bytes());
        time(&mut Fields::new(&der, Part::Validity))
    }

    #[test]
    fn both_encodings() {
        for (tag, text, seconds) in [
            (tag::UTC_TIME, "700101000000Z", 0),
            (tag::UTC_TIME, "691231235959Z", -1),
            (tag::UTC_TIME, "500101000000Z", -631_152_000),
            (tag::UTC_TIME, "491231235959Z", 2_524_607_999),
            (tag::UTC_TIME, "000229120000Z", 951_825_600),
            (tag::UTC_TIME, "240229235959Z", 1_709_251_199),
            (tag::UTC_TIME, "240301000000Z", 1_709_251_200),
            (tag::GENERALIZED_TIME, "20240301000000Z", 1_709_251_200),
            (tag::GENERALIZED_TIME, "20500101000000Z", 2_524_608_000),
            (tag::GENERALIZED_TIME, "21000301000000Z", 4_107_542_400),
            (tag::GENERALIZED_TIME, "99991231235959Z", 253_402_300_799),
            (tag::GENERALIZED_TIME, "00010101000000Z", -62_135_596_800),
            (tag::GENERALIZED_TIME, "00000101000000Z", -62_167_219_200),
            (tag::GENERALIZED_TIME, "00000301000000Z", -62_162_035_200),
        ] {
            assert_eq!(read(tag, text), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn no_other_form() {
        for (tag, text) in [
            (tag::UTC_TIME, ""),
            (tag::UTC_TIME, "7001010000Z"),
            (tag::UTC_TIME, "700101000000"),
            (tag::UTC_TIME, "700101000000z"),
            (tag::UTC_TIME, "700101000000+0000"),
            (tag::UTC_TIME, "19700101000000Z"),
            (tag::UTC_TIME, "7001010000 0Z"),
            (tag::UTC_TIME, "-00101000000Z"),
            (tag::UTC_TIME, "700100000000Z"),
            (tag::UTC_TIME, "700001000000Z"),
            (tag::UTC_TIME, "701301000000Z"),
            (tag::UTC_TIME, "700132000000Z"),
            (tag::UTC_TIME, "700431000000Z"),
            (tag::UTC_TIME, "230229000000Z"),
            (tag::UTC_TIME, "700101240000Z"),
            (tag::UTC_TIME, "700101006000Z"),
            (tag::UTC_TIME, "700101000060Z"),
            (tag::GENERALIZED_TIME, "20240101000000.5Z"),
            (tag::GENERALIZED_TIME, "20240101000000"),
            (tag::GENERALIZED_TIME, "202401010000Z"),
            (tag::GENERALIZED_TIME, "21000229000000Z"),
            (tag::GENERALIZED_TIME, "240101000000Z"),
            (tag::OCTET_STRING, "700101000000Z"),
        ] {
            assert_eq!(read(tag, text), Err(Malformed::new(Part::Date, 2)), "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = -62_167_219_200_i64;
        for year in 0..=9999_i32 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(seconds) = seconds_since_1970(year, [Some(month), Some(day), Some(0), Some(0), Some(0)])
                    {
                        assert_eq!(seconds, expected, "{year}-{month}-{day}");
                        expected += 86_400;
                    }
                }
            }
        }
        assert_eq!(expected, 253_402_300_800);
    }

    #[test]
    fn both_ends_are_included() {
        let validity = Validity { not_before: 10, not_after: 20 };
        for (now, verdict) in
            [(9, Timeliness::TooEarly), (10, Timeliness::Valid), (20, Timeliness::Valid), (21, Timeliness::TooLate)]
        {
            assert_eq!(validity.at(now), verdict);
        }
    }
}
