//! Ports, booleans and CIDR blocks as Go reads them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Go's `strconv.ParseBool`.
#[must_use]
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A comma separated list of ports, blanks aside; nothing is no ports.
///
/// # Errors
/// Which item is not a port.
pub(crate) fn parse_ports(text: &str) -> Result<Vec<u16>, String> {
    match text.trim() {
        "" => Ok(Vec::new()),
        text => text.split(',').map(parse_port).collect(),
    }
}

/// A port in decimal digits, blanks around it aside.
///
/// # Errors
/// That it is not a port.
pub(crate) fn parse_port(text: &str) -> Result<u16, String> {
    let port = digits(text.trim()).and_then(|d| d.parse().ok());
    port.ok_or_else(|| format!("{} is not a port", shown(text)))
}

/// The text, if it is nothing but digits: Rust's own parser would take a `+`.
pub(super) fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

/// Whether Go's `netip.ParsePrefix` takes it: an address without a zone, a slash, and a length without leading zeros.
pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.rsplit_once('/') else { return false };
    let longest = match address.parse::<Ipv4Addr>() {
        Ok(_) => 32,
        Err(_) if address.parse::<Ipv6Addr>().is_ok() => 128,
        Err(_) => return false,
    };
    let padded = length.len() > 1 && length.starts_with('0');
    !padded && digits(length).and_then(|d| d.parse::<u8>().ok()).is_some_and(|n| n <= longest)
}

/// An item of a list as messages show it: cut, and in quotes when one could not see it.
pub(super) fn shown(item: &str) -> String {
    match item.chars().count() {
        0 => "an empty item".to_owned(),
        n if n > 40 || item.chars().any(|c| c.is_whitespace() || c.is_control()) => super::quoted(item),
        _ => item.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_digits_with_blanks_around_them() {
        assert_eq!(parse_ports(" 80 ,0443"), Ok(vec![80, 443]));
        assert_eq!(parse_ports("  "), Ok(vec![]));
        for bad in ["*", "80,", ",", "+80", "-1", "65536", "8_0", "http", "0x50", "99999999999999999999"] {
            assert!(parse_ports(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn blocks_are_what_netip_takes() {
        for good in ["10.0.0.0/8", "10.1.2.3/0", "::/0", "::ffff:1.2.3.4/128", "2001:db8::1/64"] {
            assert!(is_cidr(good), "{good}");
        }
        let bad = [
            "10.0.0.0",
            "010.0.0.0/8",
            "10.0.0.0/33",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "10.0.0/8",
            "fe80::1%eth0/64",
        ];
        for bad in bad.into_iter().chain(["", "/", "*", " 10.0.0.0/8", "10.0.0.0/8 ", "10.0.0.0/", "::/129"])
        {
            assert!(!is_cidr(bad), "{bad}");
        }
    }

    #[test]
    fn booleans_are_those_of_go() {
        assert_eq!((parse_bool("T"), parse_bool("False")), (Some(true), Some(false)));
        assert_eq!((parse_bool("yes"), parse_bool("")), (None, None));
    }
}
