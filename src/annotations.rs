//! The pod annotations that steer injection, checked before a template sees them.

mod doubts;
mod names;
#[cfg(test)]
mod reference_tests;
mod rules;
mod syntax;
mod volumes;

use crate::code;
use std::borrow::Cow;

use kube_yaml::Map;
use kube_yaml::{Error, Result, Span};
use rules::{Rule, rule};

pub(crate) use doubts::doubts;
#[cfg(test)]
pub(crate) use names::known;
pub(crate) use names::{Spoken, beside_the_pod, is_istios, unknown};
pub(crate) use syntax::parse_bool;
pub(crate) use volumes::check as check_volumes;

/// Checks the annotations of a pod as Istio 1.`release` checks them; `proxy_config` checks the text of
/// `proxy.istio.io/config`.
///
/// # Errors
/// One error that names every bad annotation, in written order, with the place of the first.
pub(crate) fn validate(
    annotations: &Map,
    release: u16,
    proxy_config: impl Fn(&str) -> Result<(), String>,
) -> Result<()> {
    let mut bad: Vec<Bad> = Vec::new();
    for (name, node) in annotations.iter() {
        let Some(rule) = rule(name, release) else { continue };
        let text = match node.scalar_text() {
            None if node.is_null() => Cow::Borrowed(""),
            // A scalar that should have been quoted counts as what it becomes.
            Some(text) => text,
            None => continue,
        };
        let outcome = match rule {
            Rule::ProxyConfig => proxy_config(&text),
            _ => rule.check(&text, release),
        };
        if let Err(cause) = outcome {
            let shown =
                if rule == Rule::ProxyConfig { String::new() } else { format!(" {}:", quoted(&text)) };
            bad.push(Bad {
                cause: format!("annotation {name}:{shown} {cause}"),
                help: rule.help(),
                span: node.span,
            });
        }
    }
    let Some(first) = bad.first() else { return Ok(()) };
    let causes: Vec<_> = bad.iter().map(|b| b.cause.as_str()).collect();
    let mut helps: Vec<_> = Vec::new();
    for one in &bad {
        if !helps.contains(&one.help) {
            helps.push(one.help);
        }
    }
    Err(Error::new(code::ANNOTATION, causes.join("; ")).at(first.span).help(helps.join("; ")))
}

/// An annotation with a value that its rule rejects.
struct Bad {
    cause: String,
    help: &'static str,
    span: Span,
}

/// The value in quotes, cut where it gets long.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::{Node, Value};

    const LATEST: u16 = 30;

    fn check(pairs: &[(&str, &str)], release: u16) -> Result<()> {
        let map = pairs.iter().map(|(k, v)| (*k, Node::made(*v))).collect();
        validate(&map, release, |text| if text == "bad" { Err("no".to_owned()) } else { Ok(()) })
    }

    #[test]
    fn every_bad_annotation_is_named_in_written_order() {
        let error = check(
            &[
                ("traffic.sidecar.istio.io/includeInboundPorts", "80,x"),
                ("sidecar.istio.io/inject", "perhaps"),
                ("sidecar.istio.io/interceptionMode", "TPROXY"),
                ("prometheus.istio.io/merge-metrics", "yes"),
                ("proxy.istio.io/config", "bad"),
            ],
            LATEST,
        )
        .unwrap_err();
        assert_eq!(
            error.cause(),
            "annotation traffic.sidecar.istio.io/includeInboundPorts: \"80,x\": x is not a port; \
             annotation prometheus.istio.io/merge-metrics: \"yes\": not a boolean; \
             annotation proxy.istio.io/config: no"
        );
        assert!(
            error.help_text().unwrap().starts_with("a comma separated list of ports 0–65535, or \"*\"; ")
        );
    }

    #[test]
    fn the_place_is_the_first_bad_value() {
        let mut map: Map = [
            ("a", "x"),
            ("status.sidecar.istio.io/port", "65536"),
            ("prometheus.istio.io/merge-metrics", ""),
        ]
        .into_iter()
        .map(|(k, v)| (k, Node::made(v)))
        .collect();
        for (entry, start) in map.entries.iter_mut().zip([10, 20, 30]) {
            entry.value.span = Span::new(start, start + 1);
        }
        assert_eq!(validate(&map, LATEST, |_| Ok(())).unwrap_err().span(), Some(Span::new(20, 21)));
    }

    #[test]
    fn each_release_checks_what_it_knew() {
        let cases = [
            (("sidecar.istio.io/enableCoreDump", "x"), 5, 24),
            (("readiness.status.sidecar.istio.io/applicationPorts", "x"), 1, 4),
            (("traffic.sidecar.istio.io/excludeOutboundPorts", "x"), 2, 30),
            (("proxy.istio.io/config", "bad"), 6, 30),
            (("sidecar.istio.io/proxyCPU", "x"), 27, 30),
            (("istio.io/reroute-virtual-interfaces", "1x"), 30, 30),
            (("sidecar.istio.io/interceptionMode", "NONE"), 0, 0),
            (("traffic.sidecar.istio.io/includeInboundPorts", "40000"), 0, 0),
        ];
        for (pair, since, until) in cases {
            for release in 0..=30 {
                let refused = check(&[pair], release).is_err();
                assert_eq!(refused, (since..=until).contains(&release), "{pair:?} in 1.{release}");
            }
        }
    }

    #[test]
    fn an_unquoted_port_is_its_text() {
        let port =
            |n| [("status.sidecar.istio.io/port", Node::made(Value::Int(n)))].into_iter().collect::<Map>();
        assert!(validate(&port(15020), LATEST, |_| Ok(())).is_ok());
        assert!(validate(&port(-1), LATEST, |_| Ok(())).is_err());
    }
}
