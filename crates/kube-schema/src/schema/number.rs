//! Numbers as Go spells them where a string or JSON is wanted.

/// `strconv.FormatFloat(f, 'g', -1, 32)`: what sigs.k8s.io/yaml makes of a float where a string belongs.
pub(super) fn float_text(f: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "sigs.k8s.io/yaml formats with 32 bits")]
    let single = f as f32;
    if single.is_infinite() {
        return if single > 0.0 { "+Inf".to_owned() } else { "-Inf".to_owned() };
    }
    if single.is_nan() {
        return "NaN".to_owned();
    }
    let spelled = format!("{single:e}");
    let (_, exponent) = parts(&spelled);
    if (-4..6).contains(&exponent) { format!("{single}") } else { scientific(&spelled) }
}

/// A float as `encoding/json` writes it.
pub(super) fn json_number(f: f64) -> String {
    let size = f.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let spelled = format!("{f:e}");
        let (mantissa, exponent) = parts(&spelled);
        let sign = if exponent < 0 { "" } else { "+" };
        return format!("{mantissa}e{sign}{exponent}");
    }
    format!("{f}")
}

/// The integer a float is when written as JSON; `None` when its JSON has a fraction or an exponent.
pub(super) fn integral(f: f64) -> Option<i128> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and far inside the range")]
    let whole = (f.fract() == 0.0 && f.abs() < 1e21).then_some(f as i128);
    whole
}

fn parts(spelled: &str) -> (&str, i32) {
    let (mantissa, exponent) = spelled.split_once('e').unwrap_or((spelled, "0"));
    (mantissa, exponent.parse().unwrap_or(0))
}

/// Go's exponent has a sign and at least two digits.
fn scientific(spelled: &str) -> String {
    let (mantissa, exponent) = parts(spelled);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_for_strings_have_single_precision() {
        let cases = [
            (1.5, "1.5"),
            (0.1, "0.1"),
            (1.0, "1"),
            (100_000.0, "100000"),
            (1e6, "1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (1.234_567_89, "1.2345679"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e300, "+Inf"),
            (-2.5e-10, "-2.5e-10"),
        ];
        for (f, want) in cases {
            assert_eq!(float_text(f), want);
        }
    }

    #[test]
    fn json_numbers_change_to_exponents_where_go_does() {
        assert_eq!(json_number(1e20), "100000000000000000000");
        assert_eq!(json_number(1e21), "1e+21");
        assert_eq!(json_number(1e-7), "1e-7");
        assert_eq!(json_number(0.000_001), "0.000001");
    }
}
