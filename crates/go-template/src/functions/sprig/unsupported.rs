//! What Sprig offers and this program refuses: the same input must give the same bytes, and secrets are made elsewhere.

use super::Answer;
use crate::functions::{Context, Effect, Function, Param, text};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("now", &[], needs_clock),
    Function::new("ago", &[Param::Any], needs_clock),
    Function::new("uuidv4", &[], needs_randomness),
    Function::new("shuffle", &[Param::Str], |context, args| {
        // Of one character or none there is but one order.
        if text(args, 0)?.chars().nth(1).is_none() {
            Ok(args[0].clone())
        } else {
            needs_randomness(context, args)
        }
    }),
    Function::new("randAlphaNum", &[Param::Int], needs_randomness),
    Function::new("randAlpha", &[Param::Int], needs_randomness),
    Function::new("randAscii", &[Param::Int], needs_randomness),
    Function::new("randNumeric", &[Param::Int], needs_randomness),
    Function::new("randBytes", &[Param::Int], needs_randomness),
    Function::new("randInt", &[Param::Int, Param::Int], needs_randomness),
    Function::new("bcrypt", &[Param::Str], needs_randomness),
    Function::new("htpasswd", &[Param::Str, Param::Str], |context, args| {
        let user = text(args, 0)?;
        if user.contains(':') {
            Ok(Value::from(format!("invalid username: {user}")))
        } else {
            needs_randomness(context, args)
        }
    }),
    Function::new("encryptAES", &[Param::Str, Param::Str], needs_cipher),
    Function::new("decryptAES", &[Param::Str, Param::Str], needs_cipher),
    Function::new(
        "derivePassword",
        &[Param::Uint32, Param::Str, Param::Str, Param::Str, Param::Str],
        needs_cipher,
    ),
    Function::new("genPrivateKey", &[Param::Str], |context, args| match text(args, 0)? {
        "" | "rsa" | "dsa" | "ecdsa" | "ed25519" => needs_randomness(context, args),
        other => Ok(Value::from(format!("Unknown type {other}"))),
    }),
    Function::new("genCA", &[Param::Str, Param::Int], needs_randomness),
    Function::new("genCAWithKey", &[Param::Str, Param::Int, Param::Str], needs_randomness),
    Function::new("genSelfSignedCert", &[Param::Str, Param::List, Param::List, Param::Int], needs_randomness),
    Function::new(
        "genSelfSignedCertWithKey",
        &[Param::Str, Param::List, Param::List, Param::Int, Param::Str],
        needs_randomness,
    ),
    Function::new(
        "genSignedCert",
        &[Param::Str, Param::List, Param::List, Param::Int, CERTIFICATE],
        needs_randomness,
    ),
    Function::new(
        "genSignedCertWithKey",
        &[Param::Str, Param::List, Param::List, Param::Int, CERTIFICATE, Param::Str],
        needs_randomness,
    ),
    Function::new("env", &[Param::Str], environment).with(Effect::Reads),
    Function::new("expandenv", &[Param::Str], expand_environment).with(Effect::Reads),
    Function::new("getHostByName", &[Param::Str], |_, _| {
        Err("needs the network: the same input must give the same bytes".to_owned())
    }),
];

const CERTIFICATE: Param = Param::Named("sprig.certificate");

fn needs_clock<'a>(_: &mut Context<'a>, _: &[Value<'a>]) -> Answer<'a> {
    Err("needs a clock: the same input must give the same bytes".to_owned())
}

fn needs_randomness<'a>(_: &mut Context<'a>, _: &[Value<'a>]) -> Answer<'a> {
    Err("needs randomness: the same input must give the same bytes".to_owned())
}

fn needs_cipher<'a>(_: &mut Context<'a>, _: &[Value<'a>]) -> Answer<'a> {
    Err("is not supported: passwords and ciphers have no place in a template for pods".to_owned())
}

fn needs_environment(name: &str) -> String {
    format!(
        "needs the environment variable {name:?}, which was not allowed: the same input must give the same bytes"
    )
}

fn environment<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let name = text(args, 0)?;
    allowed(context, name).map(Value::from)
}

fn allowed<'e>(context: &Context<'e>, name: &str) -> Result<&'e str, String> {
    let found = context.environment.iter().find(|(allowed, _)| allowed == name);
    found.map(|(_, value)| value.as_str()).ok_or_else(|| needs_environment(name))
}

/// `$NAME` and `${NAME}`; one-character specials such as `$1` are names too, as in Go's `os.Expand`.
fn expand_environment<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let mut rest = text(args, 0)?;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (name, size) = shell_name(after);
        match name {
            Some(name) => {
                out.push_str(allowed(context, name)?);
                context.budget.afford(out.len())?;
            }
            None if size == 0 => out.push('$'),
            None => {}
        }
        rest = &after[size..];
    }
    out.push_str(rest);
    Ok(out.into())
}

/// The name after a dollar sign, and how much it takes; bad syntax takes what Go eats of it.
fn shell_name(after: &str) -> (Option<&str>, usize) {
    let special = |c: char| "*#$@!?-0123456789".contains(c);
    let Some(first) = after.chars().next() else { return (None, 0) };
    if let Some(braced) = after.strip_prefix('{') {
        return match braced.find('}') {
            Some(0) => (None, 2),
            Some(end) => (Some(&braced[..end]), end + 2),
            None => (None, 1),
        };
    }
    if special(first) {
        return (Some(&after[..1]), 1);
    }
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
    if end == 0 { (None, 0) } else { (Some(&after[..end]), end) }
}
