//! JSON as Go's `encoding/json` reads and writes it.

mod read;
mod write;

pub use read::from_json;
pub use write::{Spelling, spelled, to_json, to_json_sorted};
pub(crate) use write::{is_escaped, write_string};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::location::Span;

    #[test]
    fn prints_as_go_does() {
        let node =
            from_json(r#"{"b":"<a>&\u2028\u0001\b","a":[1.0,1e21,1e-7,18446744073709551615,null,true]}"#)
                .unwrap();
        let list = "[1,1e+21,1e-7,18446744073709551615,null,true]";
        let text = "\"\\u003ca\\u003e\\u0026\\u2028\\u0001\\b\"";
        assert_eq!(to_json(&node), format!("{{\"b\":{text},\"a\":{list}}}"));
        assert_eq!(to_json_sorted(&node), format!("{{\"a\":{list},\"b\":{text}}}"));
    }

    #[test]
    fn lines_and_html_are_spelled_as_asked() {
        let node = from_json(r#"{"a":[1,[],{}],"<":"&\u2028"}"#).unwrap();
        let lines = "{\n  \"a\": [\n    1,\n    [],\n    {}\n  ],\n  \"\\u003c\": \"\\u0026\\u2028\"\n}";
        assert_eq!(spelled(&node, Spelling::Indented), lines);
        assert_eq!(spelled(&node, Spelling::Raw), "{\"a\":[1,[],{}],\"<\":\"&\\u2028\"}");
    }

    #[test]
    fn zero_may_be_negative() {
        assert_eq!(to_json(&from_json("[-0,0]").unwrap()), "[-0,0]");
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        let node = from_json(r#""\ud83d\ude00 \ud83dx \ude00""#).unwrap();
        assert_eq!(node.as_str(), Some("\u{1F600} \u{FFFD}x \u{FFFD}"));
    }

    #[test]
    fn the_last_of_equal_keys_wins() {
        assert_eq!(from_json(r#"{"a":1,"a":2}"#).unwrap(), from_json(r#"{"a":2}"#).unwrap());
    }

    #[test]
    fn err_what_go_refuses() {
        for text in [
            "",
            " ",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "1.",
            "-",
            ".5",
            "+1",
            "tru",
            "nul",
            "'a'",
            "\"\n\"",
            "\"\\x41\"",
            "\"\\u12\"",
            "1 2",
            "1e400",
            "\u{FEFF}1",
            "NaN",
        ] {
            assert!(from_json(text).is_err(), "{text}");
        }
        assert!(from_json(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn err_names_the_place() {
        let error = from_json("{\"a\": x}").unwrap_err();
        assert_eq!(error.cause(), "invalid character 'x' looking for beginning of value");
        assert_eq!(error.span(), Some(Span::new(6, 7)));
    }
}
