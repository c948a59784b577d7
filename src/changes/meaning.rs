//! Changes that mean something to people who know what a sidecar is.

use crate::pod::List;
use kube_yaml::Node;
use std::fmt;

/// A change that is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A container becomes an init container that stays: a native sidecar.
    NativeSidecar,
    /// A native sidecar becomes an ordinary container.
    OrdinaryContainer,
    /// A container is in the other list.
    OtherList,
    /// Containers start in another order.
    Order,
    /// The kubelet asks the sidecar's agent in place of the application.
    ProbeRewritten,
    /// The kubelet asks the application itself.
    ProbeRestored,
}

impl Meaning {
    /// A stable word for it, as `--report json` has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Meaning::NativeSidecar => "native-sidecar",
            Meaning::OrdinaryContainer => "ordinary-container",
            Meaning::OtherList => "moved",
            Meaning::Order => "order",
            Meaning::ProbeRewritten => "probe-rewritten",
            Meaning::ProbeRestored => "probe-restored",
        }
    }

    /// Whether there is nothing to say of the change but what it means.
    #[must_use]
    pub fn tells_all(self) -> bool {
        matches!(self, Meaning::NativeSidecar | Meaning::OrdinaryContainer | Meaning::OtherList)
    }

    /// What it means that a container is in the list `to` now.
    pub(super) fn of_move(container: Option<&Node>, to: List) -> Self {
        let stays = container.and_then(|container| container.str_at("restartPolicy")) == Some("Always");
        match to {
            List::Init if stays => Meaning::NativeSidecar,
            List::Init => Meaning::OtherList,
            List::Containers => Meaning::OrdinaryContainer,
        }
    }

    /// What it means that a probe or hook does something else.
    pub(super) fn of_handlers(from: &Node, to: &Node) -> Option<Self> {
        match (asks_agent(from), asks_agent(to)) {
            (false, true) => Some(Meaning::ProbeRewritten),
            (true, false) => Some(Meaning::ProbeRestored),
            _ => None,
        }
    }
}

/// Whether the agent's paths for the application's probes and hooks are asked for.
fn asks_agent(handler: &Node) -> bool {
    let path = handler.get("httpGet").and_then(|get| get.str_at("path")).unwrap_or_default();
    ["/app-health/", "/app-lifecycle/"].iter().any(|prefix| path.starts_with(prefix))
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Meaning::NativeSidecar => "runs as a native sidecar",
            Meaning::OrdinaryContainer => "no longer runs as a native sidecar",
            Meaning::OtherList => "is in the other list of containers",
            Meaning::Order => "start order",
            Meaning::ProbeRewritten => "answered by the sidecar's agent, which asks the application",
            Meaning::ProbeRestored => "answered by the application itself",
        })
    }
}
