//! How many threads a proxy is likely to run, which templates of 1.10 to 1.17 ask to set GOMAXPROCS.

use crate::pod::Pod;
use crate::settings::{ProxyConfig, Values};
use kube_schema::quantity::Quantity;

const CPU_LIMIT: &str = "sidecar.istio.io/proxyCPULimit";
const CPU_REQUEST: &str = "sidecar.istio.io/proxyCPU";
/// Where nothing says otherwise.
const USUAL: i64 = 2;

/// The number (inject.go: estimateConcurrency): as many as the proxy config says; when that says 0, which means all of
/// them, as many as the cpu the proxy is given.
pub(super) fn estimated(config: &ProxyConfig, pod: &Pod, values: &Values) -> i64 {
    match config.concurrency() {
        Some(threads) if threads > 0 => threads,
        Some(_) => cpu(pod, values).unwrap_or(USUAL),
        None => USUAL,
    }
}

/// The cpu: the pod's annotations, of which the limit hides the request; without them the values'.
fn cpu(pod: &Pod, values: &Values) -> Option<i64> {
    if let Some(text) = pod.annotation(CPU_LIMIT).or_else(|| pod.annotation(CPU_REQUEST)) {
        return whole(text);
    }
    ["limits", "requests"].into_iter().find_map(|kind| {
        let amount = values.get(&["global", "proxy", "resources", kind, "cpu"])?;
        match amount.as_str() {
            Some(text) => whole(text),
            None => amount.as_i64(),
        }
    })
}

/// Rounded up to whole ones.
fn whole(text: &str) -> Option<i64> {
    Some(Quantity::parse(text).ok()?.whole_threads())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pod::empty_map;
    use kube_yaml::parse;

    fn threads(config: &str, annotations: &str, values: &str) -> i64 {
        let meta = parse(&format!("annotations: {annotations}")).unwrap().unwrap();
        let config = ProxyConfig::default_for(10).overlaid(Some(config)).unwrap();
        let values = Values::load(values, "values").unwrap();
        estimated(&config, &Pod { meta, spec: empty_map() }, &values)
    }

    #[test]
    fn proxy_config_is_believed_unless_it_says_all() {
        assert_eq!(threads("{}", "{}", "{}"), 2);
        assert_eq!(threads("concurrency: 5", "{}", "{}"), 5);
        assert_eq!(threads("concurrency: 0", "{}", "{}"), 2);
    }

    #[test]
    fn cpu_counts_rounded_up_limit_first() {
        let both = "{sidecar.istio.io/proxyCPULimit: 1500m, sidecar.istio.io/proxyCPU: 100m}";
        assert_eq!(threads("concurrency: 0", both, "{}"), 2);
        assert_eq!(threads("concurrency: 0", "{sidecar.istio.io/proxyCPU: 100m}", "{}"), 1);
        let values = "global: {proxy: {resources: {limits: {cpu: 3100m}, requests: {cpu: '1'}}}}";
        assert_eq!(threads("concurrency: 0", "{}", values), 4);
    }
}
