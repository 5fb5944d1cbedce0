//! Which backups stay: the newest, one a day of the last week, one a week of the last two months.

/// This many of the newest stay, however close together.
const NEWEST: usize = 5;
/// One of each of the last days.
const DAYS: i64 = 7;
/// One of each of the last weeks.
const WEEKS: i64 = 9;

/// The positions of those that may go, of backups made on these days (days since 1970-01-01, oldest backup first).
///
/// ```text
/// weeks ago   8 7 6 5 4 3 2 1 | days ago 6 5 4 3 2 1 | the last five
///             × × × × × × × × |          × × × × × × | × × × × ×
/// ```
pub(super) fn superseded(days: &[i64], today: i64) -> Vec<usize> {
    let newest_of = |part: i64, at: usize| {
        let later = days.get(at + 1..).unwrap_or_default();
        days.get(at).is_some_and(|day| {
            later
                .iter()
                .all(|other| other.div_euclid(part) != day.div_euclid(part))
        })
    };
    let stays = |at: usize, day: i64| {
        at + NEWEST >= days.len()
            || (today - day < DAYS && newest_of(1, at))
            || (today.div_euclid(7) - day.div_euclid(7) < WEEKS && newest_of(7, at))
    };
    days.iter()
        .enumerate()
        .filter(|&(at, &day)| !stays(at, day))
        .map(|(at, _)| at)
        .collect()
}

/// Days since 1970-01-01 of a date, `YYYY-MM-DD` with anything behind it; `None` for anything else.
///
/// After H. Hinnant, "chrono-compatible low-level date algorithms": years begin in March, and 400 of them have 146,097 days.
pub(super) fn day(date: &str) -> Option<i64> {
    let number = |from: usize, to: usize| date.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || date.get(4..5)? != "-"
        || date.get(7..8)? != "-"
    {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        for (date, expected) in [
            ("1970-01-01", 0),
            ("1970-01-02T10:00", 1),
            ("2000-03-01", 11_017),
            ("2024-02-29", 19_782),
            ("2026-11-21-234005-12.emic", 20_778),
        ] {
            assert_eq!(day(date), Some(expected), "{date}");
        }
        for wrong in [
            "",
            "2026",
            "2026-13-01",
            "2026/11/21",
            "٢٠٢٦-11-21",
            "notes-of-ward",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    /// A project that is worked on every day, eight backups a day, for half a year.
    #[test]
    fn half_a_year_of_work_leaves_a_few_and_the_oldest_is_of_two_months_ago() {
        let mut kept: Vec<i64> = Vec::new();
        for today in 1_000..1_180 {
            for _ in 0..8 {
                kept.push(today);
                for at in superseded(&kept, today).into_iter().rev() {
                    kept.remove(at);
                }
            }
        }
        assert!((15..=22).contains(&kept.len()), "{kept:?}");
        assert!(
            (1_179 - kept[0] >= 49) && (1_179 - kept[0] < 70),
            "{kept:?}"
        );
        assert_eq!(kept.iter().filter(|day| **day == 1_179).count(), 5);
        for day in 1_173..1_179 {
            assert!(kept.contains(&day), "{day}");
        }
    }

    #[test]
    fn what_was_left_for_a_year_keeps_its_newest() {
        assert!(superseded(&[1, 2, 3, 4, 5], 400).is_empty());
        assert_eq!(superseded(&[1, 2, 3, 4, 5, 400], 400), [0]);
        assert!(superseded(&[], 400).is_empty());
    }
}
