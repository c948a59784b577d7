//! Floats at their shortest, as Go's strconv and encoding/json spell them.

/// `strconv.FormatFloat(v, 'g', -1, bits)`: the digits that read back, with an exponent below 1e-4 and from 1e6.
///
/// `single` is for 32 bits, to which `v` is rounded; otherwise they are 64.
#[must_use]
pub fn general(v: f64, single: bool) -> String {
    let text = rust_scientific(v, single);
    match text.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok()) {
        Some(-4..6) => decimal(v, single),
        Some(_) => respelled(&text, 2),
        None => not_finite(&text).to_owned(),
    }
}

/// `strconv.FormatFloat(v, 'e', -1, bits)` of a finite float.
#[must_use]
pub fn scientific(v: f64, single: bool) -> String {
    respelled(&rust_scientific(v, single), 2)
}

/// `strconv.FormatFloat(v, 'f', -1, bits)` of a finite float.
#[must_use]
pub fn decimal(v: f64, single: bool) -> String {
    if single { narrow(v).to_string() } else { v.to_string() }
}

/// A finite float as `encoding/json` writes it: with an exponent below 1e-6 and from 1e21, and no zeros before it.
#[must_use]
pub fn json(v: f64) -> String {
    let size = v.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        respelled(&rust_scientific(v, false), 1)
    } else {
        decimal(v, false)
    }
}

/// The integer that [`json`] writes; `None` where it writes a fraction or an exponent.
#[must_use]
pub fn integral(v: f64) -> Option<i128> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and far inside the range")]
    let whole = (v.fract() == 0.0 && v.abs() < 1e21).then_some(v as i128);
    whole
}

/// Rust's `1.5e7` in Go's spelling, `1.5e+07`: a sign, and at least `width` digits of exponent.
#[must_use]
pub fn respelled(scientific: &str, width: usize) -> String {
    let (digits, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |e| ('-', e));
    format!("{digits}e{sign}{exponent:0>width$}")
}

fn rust_scientific(v: f64, single: bool) -> String {
    if single { format!("{:e}", narrow(v)) } else { format!("{v:e}") }
}

/// Go's word for what Rust writes of an infinity or NaN.
fn not_finite(text: &str) -> &'static str {
    match text {
        "inf" => "+Inf",
        "-inf" => "-Inf",
        _ => "NaN",
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounding is the point")]
fn narrow(v: f64) -> f32 {
    v as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_spelled_as_go_spells_them() {
        let spelled = |f: f64| [general(f, false), scientific(f, false), decimal(f, false), json(f)];
        assert_eq!(spelled(1e6), ["1e+06", "1e+06", "1000000", "1000000"]);
        assert_eq!(spelled(123_456.5), ["123456.5", "1.234565e+05", "123456.5", "123456.5"]);
        let digits = "100000000000000000000";
        assert_eq!(spelled(1e20), ["1e+20", "1e+20", digits, digits]);
        assert_eq!(spelled(1e21)[3], "1e+21");
        assert_eq!(spelled(1e-5), ["1e-05", "1e-05", "0.00001", "0.00001"]);
        assert_eq!(spelled(1e-6)[3], "0.000001");
        assert_eq!(spelled(1.5e-7), ["1.5e-07", "1.5e-07", "0.00000015", "1.5e-7"]);
        assert_eq!(spelled(-0.0), ["-0", "-0e+00", "-0", "-0"]);
    }

    #[test]
    fn floats_of_32_bits_have_fewer_digits() {
        let cases = [
            (1.5, "1.5"),
            (0.1, "0.1"),
            (100_000.0, "100000"),
            (1_234_567.0, "1.234567e+06"),
            (1.234_567_89, "1.2345679"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e300, "+Inf"),
            (-1e300, "-Inf"),
            (f64::NAN, "NaN"),
            (-2.5e-10, "-2.5e-10"),
        ];
        for (f, want) in cases {
            assert_eq!(general(f, true), want);
        }
    }

    #[test]
    fn integral_floats_are_those_json_writes_as_integers() {
        assert_eq!(integral(1e20), Some(100_000_000_000_000_000_000));
        assert_eq!((integral(1e21), integral(0.5), integral(f64::INFINITY)), (None, None, None));
    }
}
