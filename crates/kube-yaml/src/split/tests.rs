//! Streams and their documents.

use super::*;

fn split(text: &str) -> Vec<String> {
    let documents: Vec<Document> = documents(text.as_bytes()).map(|d| d.unwrap()).collect();
    for (index, document) in documents.iter().enumerate() {
        assert_eq!(document.index, index);
    }
    documents.iter().map(|d| d.text().unwrap().to_owned()).collect()
}

#[test]
fn separators_belong_to_the_document_they_begin() {
    assert_eq!(split("a: 1\n---\nb: 2\n---   # c\nc: 3"), ["a: 1\n", "---\nb: 2\n", "---   # c\nc: 3"]);
    assert_eq!(split("---\na\n"), ["---\na\n"]);
    assert_eq!(split("a\r\n---\r\nb\r\n"), ["a\r\n", "---\r\nb\r\n"]);
    assert_eq!(split("a\n--- {b: 1}\n---"), ["a\n", "--- {b: 1}\n", "---"]);
}

#[test]
fn other_dashes_do_not_separate() {
    for text in ["a\n----\nb", "a\n---b", "a: |\n  ---\n  b\n", "# ---------- x\na", "a ---\n", "--"] {
        assert_eq!(split(text), [text]);
    }
}

#[test]
fn empty_documents_count_and_empty_input_is_none() {
    assert_eq!(split("---\n---\n# c\n---\n"), ["---\n", "---\n# c\n", "---\n"]);
    assert!(split("").is_empty());
    assert_eq!(split("\n"), ["\n"]);
}

#[test]
fn byte_order_marks_may_stand_before_a_separator() {
    assert_eq!(split("\u{FEFF}---\na\n\u{FEFF}---\nb\n"), ["\u{FEFF}---\na\n", "\u{FEFF}---\nb\n"]);
}

#[test]
fn directives_belong_to_the_document_they_precede() {
    assert_eq!(split("%YAML 1.1\n# c\n---\na\n---\nb\n"), ["%YAML 1.1\n# c\n---\na\n", "---\nb\n"]);
    assert_eq!(split("a\n...\n\n%TAG ! x\n---\nb\n"), ["a\n...\n\n", "%TAG ! x\n---\nb\n"]);
    assert_eq!(split("a\n...\n---\n%b\n---\nc"), ["a\n...\n", "---\n%b\n", "---\nc"]);
}

#[test]
fn lines_and_separators_are_told() {
    let all: Vec<Document> = documents("a\nb\n---  # x\nc\n--- d\n".as_bytes()).map(|d| d.unwrap()).collect();
    let told: Vec<_> = all.iter().map(|d| (d.first_line, d.separator)).collect();
    assert_eq!(told, [(1, 0), (3, 9), (5, 3)]);
}

/// Gives one byte at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
        out[0] = *first;
        self.0 = rest;
        Ok(1)
    }
}

#[test]
fn the_size_of_reads_does_not_matter() {
    let document = format!("k: {}\n---\n", "-".repeat(CHUNK / 7));
    let text = document.repeat(40);
    let whole: Vec<Document> = documents(text.as_bytes()).map(|d| d.unwrap()).collect();
    let dripped: Vec<Document> = documents(Drip(text.as_bytes())).map(|d| d.unwrap()).collect();
    assert_eq!(whole, dripped);
    assert_eq!(whole.len(), 41);
    assert_eq!(whole.iter().flat_map(|d| d.bytes.clone()).collect::<Vec<u8>>(), text.as_bytes());
}

#[test]
fn err_not_utf8_names_the_line() {
    let document = documents(&b"a\nb\xFF\n"[..]).next().unwrap().unwrap();
    assert_eq!(document.text().unwrap_err().cause(), "line 2 is not UTF-8");
}

#[test]
fn json_objects_are_documents_of_their_own() {
    assert_eq!(split("{\"a\": 1}{\"b\": 2}"), ["{\"a\": 1}", "{\"b\": 2}"]);
    assert_eq!(split("{}\n{}\n---\n{} {}\n---\na\n"), ["{}\n", "{}\n", "---\n{} ", "{}\n", "---\na\n"]);
    assert_eq!(split("---\n{a: 1}{b: 2}\n"), ["---\n{a: 1}{b: 2}\n"]);
}

#[test]
fn long_json_streams_are_cut_whatever_the_size_of_reads() {
    let object = format!("{{\"k\": \"{}\"}}\n", "\\\"}{-".repeat(CHUNK / 11));
    let text = object.repeat(30);
    let whole: Vec<Document> = documents(text.as_bytes()).map(|d| d.unwrap()).collect();
    let dripped: Vec<Document> = documents(Drip(text.as_bytes())).map(|d| d.unwrap()).collect();
    assert_eq!(whole, dripped);
    assert!(whole.len() == 30 && whole.iter().all(|document| document.bytes == object.as_bytes()));
}

#[test]
fn err_what_begins_like_a_separator_and_is_none() {
    for text in ["---apiVersion: v1\n", "a: 1\n---b: 2\n", "----\n"] {
        let error = check_separators(text).unwrap_err();
        assert!(error.cause().starts_with("invalid document separator: ---"), "{text}");
    }
    for text in ["---\na", "--- a", "---", "a: |\n  ---x\n", "# ---x", "a: b---c", ""] {
        assert!(check_separators(text).is_ok(), "{text}");
    }
}

#[test]
fn other_encodings_are_called_by_their_names() {
    let encoded = |encode: fn(char) -> Vec<u8>, mark: &[u8]| {
        let bytes = [mark.to_vec(), "kind: Pod\n".chars().flat_map(encode).collect()].concat();
        let document = documents(bytes.as_slice()).next().unwrap().unwrap();
        document.text().unwrap_err().cause().to_owned()
    };
    let le32: fn(char) -> Vec<u8> = |c| u32::from(c).to_le_bytes().to_vec();
    let be32: fn(char) -> Vec<u8> = |c| u32::from(c).to_be_bytes().to_vec();
    let le16: fn(char) -> Vec<u8> = |c| u16::try_from(u32::from(c)).unwrap().to_le_bytes().to_vec();
    let be16: fn(char) -> Vec<u8> = |c| u16::try_from(u32::from(c)).unwrap().to_be_bytes().to_vec();
    for (encode, mark, name) in [
        (le32, &b"\xFF\xFE\0\0"[..], "UTF-32"),
        (be32, b"\0\0\xFE\xFF", "UTF-32"),
        (le32, b"", "UTF-32"),
        (be32, b"", "UTF-32"),
        (le16, b"\xFF\xFE", "UTF-16"),
        (be16, b"\xFE\xFF", "UTF-16"),
        (le16, b"", "UTF-16"),
        (be16, b"", "UTF-16"),
    ] {
        assert_eq!(encoded(encode, mark), format!("the document is {name}, not UTF-8"));
    }
}
