//! `urlParse` and `urlJoin`: a URL as a map of its parts, and back.

use super::Answer;
use super::url_parts::{Url, User};
use crate::functions::{Context, Cost, Function, Param, dict, text};
use crate::value::{Dict, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("urlParse", &[Param::Str], url_parse).costs(Cost::Whole(20)),
    Function::new("urlJoin", &[Param::Dict], url_join).costs(Cost::Whole(20)),
];

fn url_parse<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let url = text(args, 0)?;
    let url = Url::parse(url).map_err(|e| format!("unable to parse url: {e}"))?;
    let hostname = url.hostname().to_owned();
    let userinfo = url.user.as_ref().map(User::encoded).unwrap_or_default();
    Ok(Value::Dict(Dict::new([
        ("scheme", Value::from(url.scheme)),
        ("host", Value::from(url.host)),
        ("hostname", Value::from(hostname)),
        ("path", Value::from(url.path)),
        ("query", Value::from(url.query)),
        ("opaque", Value::from(url.opaque)),
        ("fragment", Value::from(url.fragment)),
        ("userinfo", Value::from(userinfo)),
    ])))
}

fn url_join<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let parts = dict(args, 0)?;
    let part = |key: &str| match parts.get(key) {
        None => Ok(String::new()),
        Some(Value::Str(text)) => Ok(text.to_string()),
        Some(other) => {
            Err(format!("unable to parse {key} key, must be of type string, but {} found", other.kind_name()))
        }
    };
    let mut url = Url {
        scheme: part("scheme")?,
        host: part("host")?,
        path: part("path")?,
        query: part("query")?,
        opaque: part("opaque")?,
        fragment: part("fragment")?,
        user: None,
    };
    let userinfo = part("userinfo")?;
    if !userinfo.is_empty() {
        let with_user = Url::parse(&format!("proto://{userinfo}@host"));
        url.user = with_user.map_err(|e| format!("unable to parse userinfo in dict: {e}"))?.user;
    }
    Ok(url.spelled().into())
}
