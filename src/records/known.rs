//! What is known of an injection besides its records.

use crate::pod::{INIT, PROXY, Pod, VALIDATION};
use crate::settings::Release;

/// What is known of the injection besides its records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// The name of the workload, which is its canonical name unless a label says another.
    pub(crate) workload: &'a str,
    /// The network and the cluster that values name; `None` where there are no values.
    pub(crate) values: Option<[&'a str; 2]>,
}

/// The release that the proxy's image names, or that of its init container.
pub(super) fn release_of(pod: &Pod) -> Option<Release> {
    let tag = |name| Some(pod.any_container(name)?.str_at("image")?.rsplit_once(':')?.1);
    [PROXY, INIT, VALIDATION].into_iter().find_map(|name| tag(name)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxys_image_names_the_release_or_else_its_init_containers() {
        let minor = |spec: &str| release_of(&Pod::of_text(&format!("{{spec: {spec}}}"))).map(Release::minor);
        let init = "initContainers: [{name: istio-init, image: 'h/proxyv2:1.9.1'}]";
        let proxy = |image| format!("{{containers: [{{name: istio-proxy, image: '{image}'}}], {init}}}");
        assert_eq!(minor(&proxy("h:5000/proxyv2:1.20.8-distroless")), Some(20));
        assert_eq!(minor(&proxy("h/proxyv2:latest")), Some(9));
        assert_eq!(minor("{containers: [{name: a, image: 'a:1.2'}]}"), None);
    }
}
