//! URLs as Go's net/url reads and writes them.

use std::net::Ipv6Addr;

/// The parts of a URL, decoded but for the query.
#[derive(Debug, Default)]
pub(super) struct Url {
    pub(super) scheme: String,
    pub(super) opaque: String,
    pub(super) user: Option<User>,
    pub(super) host: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) fragment: String,
}

/// A user name and, when there is a colon, a password.
#[derive(Debug)]
pub(super) struct User {
    name: String,
    password: Option<String>,
}

/// Where in a URL a character stands decides whether it is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    User,
    Host,
    Zone,
    Path,
    Fragment,
}

impl Url {
    /// `url.Parse`.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
        if rest.bytes().any(|b| b < b' ' || b == 0x7f) {
            return Err("invalid control character in URL".to_owned());
        }
        let mut parsed = Url { fragment: unescape(fragment, Place::Fragment)?, ..Url::default() };
        if rest == "*" {
            parsed.path = rest.to_owned();
            return Ok(parsed);
        }
        let (scheme, rest) = split_scheme(rest)?;
        parsed.scheme = scheme.to_ascii_lowercase();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        parsed.query = query.to_owned();
        if !rest.starts_with('/') {
            if !parsed.scheme.is_empty() {
                parsed.opaque = rest.to_owned();
                return Ok(parsed);
            }
            if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        let has_authority = rest.starts_with("//") && (!parsed.scheme.is_empty() || !rest.starts_with("///"));
        let path = if has_authority {
            let authority_end = rest[2..].find('/').map_or(rest.len(), |at| at + 2);
            parsed.authority(&rest[2..authority_end])?;
            &rest[authority_end..]
        } else {
            rest
        };
        parsed.path = unescape(path, Place::Path)?;
        Ok(parsed)
    }

    fn authority(&mut self, authority: &str) -> Result<(), String> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        self.host = parse_host(&self.scheme, host)?;
        let Some(user) = user else { return Ok(()) };
        if !user.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        let (name, password) = match user.split_once(':') {
            Some((name, password)) => (name, Some(unescape(password, Place::User)?)),
            None => (user, None),
        };
        self.user = Some(User { name: unescape(name, Place::User)?, password });
        Ok(())
    }

    /// The host without port and brackets.
    pub(super) fn hostname(&self) -> &str {
        let host = match self.host.rfind(':') {
            Some(colon) if is_port(&self.host[colon..]) => &self.host[..colon],
            _ => &self.host,
        };
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    /// `URL.String`.
    pub(super) fn spelled(&self) -> String {
        let mut out = String::new();
        if !self.scheme.is_empty() {
            out.push_str(&self.scheme);
            out.push(':');
        }
        if self.opaque.is_empty() {
            if !(self.host.is_empty()
                && self.user.is_none()
                && (self.path.is_empty() || self.scheme.is_empty()))
            {
                out.push_str("//");
            }
            if let Some(user) = &self.user {
                out.push_str(&user.encoded());
                out.push('@');
            }
            out.push_str(&escape(&self.host, Place::Host));
            let path = if self.path == "*" { "*".to_owned() } else { escape(&self.path, Place::Path) };
            if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
                out.push('/');
            }
            // A first segment with a colon would read as a scheme.
            if out.is_empty() && path.split('/').next().is_some_and(|segment| segment.contains(':')) {
                out.push_str("./");
            }
            out.push_str(&path);
        } else {
            out.push_str(&self.opaque);
        }
        if !self.query.is_empty() {
            out.push('?');
            out.push_str(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push('#');
            out.push_str(&escape(&self.fragment, Place::Fragment));
        }
        out
    }
}

impl User {
    /// As it stands in a URL.
    pub(super) fn encoded(&self) -> String {
        let mut out = escape(&self.name, Place::User);
        if let Some(password) = &self.password {
            out.push(':');
            out.push_str(&escape(password, Place::User));
        }
        out
    }
}

fn split_scheme(url: &str) -> Result<(&str, &str), String> {
    let end = url.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
    match end {
        Some(0) if url.starts_with(':') => Err("missing protocol scheme".to_owned()),
        Some(end) if url[end..].starts_with(':') && url.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            Ok((&url[..end], &url[end + 1..]))
        }
        _ => Ok(("", url)),
    }
}

/// `host`, `host:80`, `[::1]:80`, `[fe80::1%25eth0]`.
fn parse_host(scheme: &str, host: &str) -> Result<String, String> {
    if host.rfind('[').is_some_and(|at| at > 0) {
        return Err("invalid IP-literal".to_owned());
    }
    if let Some(literal) = host.strip_prefix('[') {
        let (address, port) = literal.rsplit_once(']').ok_or("missing ']' in host")?;
        if !is_port(port) {
            return Err(format!("invalid port {port:?} after host"));
        }
        let (address, zone) = match address.find("%25") {
            Some(at) => (&address[..at], unescape(&address[at..], Place::Zone)?),
            None => (address, String::new()),
        };
        let address = unescape(address, Place::Host)?;
        if address.parse::<Ipv6Addr>().is_err() || zone == "%" {
            return Err("invalid host: not an IPv6 address in brackets".to_owned());
        }
        return Ok(format!("[{address}{zone}]{port}"));
    }
    // Web hosts have one colon at most; for databases a list of hosts with ports is common.
    let web = scheme == "http" || scheme == "https";
    let colon = if web { host.find(':') } else { host.rfind(':') };
    let port = colon.map_or("", |at| &host[at..]);
    if !is_port(port) {
        return Err(format!("invalid port {port:?} after host"));
    }
    unescape(host, Place::Host)
}

/// Nothing, or a colon and digits.
fn is_port(port: &str) -> bool {
    port.is_empty() || port.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

fn must_escape(byte: u8, place: Place) -> bool {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => false,
        _ if matches!(place, Place::Host | Place::Zone) => !b"!$&'()*+,;=:[]<>\"".contains(&byte),
        b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@' => match place {
            Place::Path => byte == b'?',
            Place::User => b"@/?:".contains(&byte),
            _ => false,
        },
        b'!' | b'(' | b')' | b'*' => place != Place::Fragment,
        _ => true,
    }
}

fn escape(text: &str, place: Place) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() && !must_escape(c as u8, place) {
            out.push(c);
        } else {
            let mut room = [0; 4];
            for byte in c.encode_utf8(&mut room).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

fn unescape(text: &str, place: Place) -> Result<String, String> {
    let hosts = matches!(place, Place::Host | Place::Zone);
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'%' {
            let code = text.get(at + 1..at + 3).filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
            let decoded = code.and_then(|code| u8::from_str_radix(code, 16).ok());
            let decoded = decoded.ok_or_else(|| format!("invalid URL escape {:?}", &text[at..]))?;
            let refused = match place {
                // Only bytes outside ASCII may be escaped in a host, and the percent sign before a zone.
                Place::Host => decoded < 0x80 && decoded != b'%',
                Place::Zone => decoded != b'%' && decoded != b' ' && must_escape(decoded, Place::Host),
                _ => false,
            };
            if refused {
                return Err(format!("invalid URL escape {:?}", &text[at..at + 3]));
            }
            out.push(decoded);
            at += 3;
            continue;
        }
        if hosts && byte.is_ascii() && must_escape(byte, place) {
            return Err(format!("invalid character {:?} in host name", char::from(byte)));
        }
        out.push(byte);
        at += 1;
    }
    String::from_utf8(out).map_err(|_| "an escape in the URL is not UTF-8".to_owned())
}
