//! Arguments of the proxy that Istio 1.1 to 1.8 read from what a template rendered, and the one they added.

use kube_schema::quantity::Quantity;
use kube_yaml::Node;

const CONCURRENCY: &str = "concurrency";

/// Adds `--concurrency` by the cpu the container is given, unless it has one (concurrency.go: applyConcurrency).
pub(super) fn set(proxy: &mut Node) {
    if argument(proxy, CONCURRENCY).is_some_and(|threads| threads > 0) {
        return;
    }
    let cpu = |kind: &str| {
        let amount = proxy.at(&["resources", kind, "cpu"])?;
        let text =
            amount.as_str().map_or_else(|| amount.as_i64().map(|n| n.to_string()), |t| Some(t.to_owned()));
        Some(Quantity::parse(&text?).ok()?.whole_threads()).filter(|threads| *threads > 0)
    };
    let Some(threads) = cpu("limits").or_else(|| cpu("requests")) else { return };
    let args = crate::pod::seq_at(proxy, "args");
    args.push(Node::made(format!("--{CONCURRENCY}")));
    args.push(Node::made(threads.to_string()));
}

/// The number of an argument, as `--name 1`, `-name 1` or `--name=1`; of several spellings the first counts.
pub(super) fn argument(container: &Node, name: &str) -> Option<i64> {
    let args = container.get("args").and_then(Node::as_seq)?;
    let text = |index: usize| args.get(index).and_then(Node::as_str);
    for index in 0..args.len() {
        let Some(rest) = text(index).and_then(|arg| flag(arg.trim(), name)) else { continue };
        return match rest {
            "" => text(index + 1)?.parse().ok(),
            value => value.strip_prefix('=')?.parse().ok(),
        };
    }
    None
}

/// What follows the flag's name: nothing, or `=` and digits.
fn flag<'t>(argument: &'t str, name: &str) -> Option<&'t str> {
    let bare = argument.strip_prefix("--").or_else(|| argument.strip_prefix('-'))?;
    let rest = bare.strip_prefix(name)?;
    let value = rest.strip_prefix('=');
    let digits = value.is_some_and(|v| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()));
    (rest.is_empty() || digits).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kube_yaml::parse;

    fn args(container: &str) -> Vec<String> {
        let mut container = parse(container).unwrap().unwrap();
        set(&mut container);
        let args = container.get("args").and_then(Node::as_seq).unwrap_or_default();
        args.iter().map(|a| a.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn threads_are_whole_cpus_limits_first() {
        assert_eq!(args("resources: {limits: {cpu: 1500m}, requests: {cpu: 1}}"), ["--concurrency", "2"]);
        assert_eq!(args("resources: {requests: {cpu: 100m}}"), ["--concurrency", "1"]);
        assert_eq!(args("resources: {limits: {memory: 1Gi}}"), [""; 0]);
    }

    #[test]
    fn threads_that_are_said_stay() {
        assert_eq!(args("{args: [--concurrency, '3'], resources: {limits: {cpu: 1}}}").len(), 2);
        assert_eq!(args("{args: [--concurrency=3], resources: {limits: {cpu: 1}}}").len(), 1);
        assert_eq!(args("{args: [--concurrency, '0'], resources: {limits: {cpu: 1}}}").len(), 4);
    }
}
