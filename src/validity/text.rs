//! What Kubernetes takes for names (apimachinery, pkg/util/validation): each answers with the rule that is broken.

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const QUALIFIED: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
/// The most characters of a name's part.
const LONGEST: usize = 63;
/// The most characters of a DNS subdomain.
const LONGEST_DOMAIN: usize = 253;
/// The most characters of a port's name.
const LONGEST_PORT: usize = 15;

/// A name of a container or a volume.
pub(super) fn dns_label(text: &str) -> Option<String> {
    let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    part(text, LABEL, |b| known(b) || b == b'-', known)
}

/// A label's value.
pub(super) fn label_value(text: &str) -> Option<String> {
    if text.is_empty() { None } else { part(text, VALUE, in_qualified, |b| b.is_ascii_alphanumeric()) }
}

/// A key of a label or an annotation.
pub(super) fn qualified_name(text: &str) -> Option<String> {
    let (prefix, name) = text.rsplit_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    let prefix = prefix.and_then(|prefix| match prefix {
        "" => Some("prefix part must be non-empty".to_owned()),
        _ if prefix.len() > LONGEST_DOMAIN => Some(no_more_than(LONGEST_DOMAIN)),
        _ => prefix.split('.').find_map(dns_label).filter(|rule| !rule.starts_with("must be no more")),
    });
    prefix.or_else(|| part(name, QUALIFIED, in_qualified, |b| b.is_ascii_alphanumeric()))
}

/// A port's name.
pub(super) fn port_name(text: &str) -> Option<String> {
    let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    match text {
        _ if text.len() > LONGEST_PORT => Some(no_more_than(LONGEST_PORT)),
        _ if !text.bytes().all(|b| known(b) || b == b'-') => {
            Some("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".to_owned())
        }
        _ if !text.bytes().any(|b| b.is_ascii_lowercase()) => {
            Some("must contain at least one letter (a-z)".to_owned())
        }
        _ if text.contains("--") => Some("must not contain consecutive hyphens".to_owned()),
        _ if text.starts_with('-') || text.ends_with('-') => {
            Some("must not begin or end with a hyphen".to_owned())
        }
        _ => None,
    }
}

/// The rule for what must have no more than so many characters.
fn no_more_than(most: usize) -> String {
    format!("must be no more than {most} characters")
}

fn in_qualified(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')
}

fn part(text: &str, rule: &str, inside: impl Fn(u8) -> bool, ends: impl Fn(u8) -> bool) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() > LONGEST {
        return Some(no_more_than(LONGEST));
    }
    let ended = |b: Option<&u8>| b.is_some_and(|b| ends(*b));
    (!(ended(bytes.first()) && ended(bytes.last()) && bytes.iter().all(|b| inside(*b))))
        .then(|| rule.to_owned())
}
