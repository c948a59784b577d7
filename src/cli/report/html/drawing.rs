//! The traffic of an injected pod as a drawing: what comes from the left to the containers on the right and back, through the proxy
//! or past it.

use crate::cli::words::is_all;
use kube_inject::{InjectedPod, RedirectedBy, Traffic};
use serde::Serialize;

/// A drawing in units of pixels, with the words for who cannot see it.
#[derive(Serialize, Clone, PartialEq, Debug)]
pub(super) struct Drawing {
    /// Its name in the page; empty until it has one.
    pub(super) id: String,
    width: i32,
    height: i32,
    pub(super) label: String,
    shapes: Vec<Shape>,
}

/// A part of a drawing: a box, a path or a text.
#[derive(Serialize, Clone, PartialEq, Debug, Default)]
struct Shape {
    class: &'static str,
    /// Left, top, width and height.
    #[serde(rename = "box")]
    rect: Option<[i32; 4]>,
    path: Option<String>,
    /// Where the text begins, or its middle.
    at: Option<[i32; 2]>,
    text: String,
}

/// A way that traffic takes.
struct Lane {
    words: String,
    inbound: bool,
    to: Through,
    port: Option<String>,
}

/// Where a way leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Through {
    /// Through the proxy to the containers, or back.
    Proxy,
    /// To the proxy, which answers.
    ToProxy,
    /// Past the proxy.
    Past,
}

const WIDTH: i32 = 560;
const LANE: i32 = 42;
const HEAD: i32 = 30;
const POD: i32 = 214;
const PROXY: [i32; 2] = [240, 116];
const APP: [i32; 2] = [416, 130];
/// So many characters fit beside the pod, and in the box of a container.
const BESIDE: usize = 32;
const WITHIN: usize = 19;
/// So many containers are named.
const NAMED: usize = 4;
/// The ports on which the proxy and its agent answer themselves: metrics, health and what both merge (istio.io: ports used by Istio).
const OWN: [&str; 3] = ["15020", "15021", "15090"];

/// The drawing of a pod.
pub(super) fn of(pod: &InjectedPod) -> Drawing {
    let proxy = pod.sidecar.as_ref();
    let lanes = lanes(pod.traffic.as_ref(), proxy.is_some());
    let apps: Vec<[String; 2]> =
        pod.containers.iter().map(|container| [container.name.clone(), container.ports.join(", ")]).collect();
    let lines = apps.len().min(NAMED) * 2 + usize::from(apps.len() > NAMED);
    let body = (LANE * lanes.len() as i32).max(lines as i32 * 16 + 16);
    let height = HEAD + body + 12;
    let mut drawing =
        Drawing { id: String::new(), width: WIDTH, height, label: String::new(), shapes: Vec::new() };
    drawing.rect("box", [POD, 1, WIDTH - POD - 1, height - 2]);
    drawing.text("t2", [POD + 12, 20], &head(pod));
    let top = |index: usize| HEAD + LANE * index as i32;
    let at_proxy: Vec<usize> = (0..lanes.len()).filter(|index| lanes[*index].to != Through::Past).collect();
    if let (Some(first), Some(last), Some(proxy)) = (at_proxy.first(), at_proxy.last(), proxy) {
        let (y, bottom) = (top(*first), top(*last) + LANE);
        drawing.rect("proxy", [PROXY[0], y, PROXY[1], bottom - y]);
        drawing.proxy(proxy.native, y, bottom);
    }
    drawing.rect("app", [APP[0], HEAD, APP[1], body]);
    drawing.apps(&apps, HEAD + 20);
    for (index, lane) in lanes.iter().enumerate() {
        drawing.lane(lane, top(index) + LANE / 2 + 6);
    }
    drawing.label = label(&lanes, &apps);
    drawing
}

fn head(pod: &InjectedPod) -> String {
    match &pod.traffic {
        None => "pod, no traffic is redirected".to_owned(),
        Some(traffic) => match traffic.by {
            RedirectedBy::InitContainer => format!("pod, redirected by istio-init ({})", traffic.mode),
            RedirectedBy::Cni => format!("pod, redirected by the CNI plugin ({})", traffic.mode),
        },
    }
}

/// The ways in and out, from top to bottom; those through the proxy are beside each other.
fn lanes(traffic: Option<&Traffic>, has_proxy: bool) -> Vec<Lane> {
    let lane =
        |words: String, inbound, to, port: Option<&String>| Lane { words, inbound, to, port: port.cloned() };
    let Some(traffic) = traffic.filter(|_| has_proxy) else {
        return vec![
            lane("all inbound".to_owned(), true, Through::Past, None),
            lane("all outbound".to_owned(), false, Through::Past, None),
        ];
    };
    let mut lanes = Vec::new();
    let all_in = is_all(&traffic.inbound_ports);
    let (own, excluded): (Vec<&String>, Vec<&String>) =
        traffic.excluded_inbound_ports.iter().partition(|port| OWN.contains(&port.as_str()));
    let past = match (all_in, traffic.inbound_ports.is_empty()) {
        (true, _) => listed("ports", &excluded),
        (false, true) => Some("all inbound".to_owned()),
        (false, false) => Some("other ports".to_owned()),
    };
    lanes.extend(past.map(|words| lane(words, true, Through::Past, None)));
    if all_in && let Some(words) = listed("the proxy's own", &own) {
        lanes.push(lane(words, true, Through::ToProxy, None));
    }
    let [out_port, in_port] = &traffic.proxy_ports;
    match (all_in, listed("ports", &traffic.inbound_ports.iter().collect::<Vec<_>>())) {
        (true, _) => lanes.push(lane("all inbound ports".to_owned(), true, Through::Proxy, Some(in_port))),
        (false, Some(words)) => lanes.push(lane(words, true, Through::Proxy, Some(in_port))),
        (false, None) => {}
    }
    let (through, past) = outbound(traffic);
    lanes.extend(through.map(|words| lane(words, false, Through::Proxy, Some(out_port))));
    lanes.extend(past.map(|words| lane(words, false, Through::Past, None)));
    lanes
}

/// What goes out through the proxy, and what past it.
fn outbound(traffic: &Traffic) -> (Option<String>, Option<String>) {
    let list = |what: &str, items: &[String]| listed(what, &items.iter().collect::<Vec<_>>());
    let ports = list("ports", &traffic.outbound_ports);
    let excluded = joined([
        list("", &traffic.excluded_outbound_ranges),
        list("ports", &traffic.excluded_outbound_ports),
        list("interfaces", &traffic.excluded_interfaces),
    ]);
    match (is_all(&traffic.outbound_ranges), list("", &traffic.outbound_ranges)) {
        (true, _) => (Some("all outbound".to_owned()), excluded),
        (false, None) if ports.is_none() => (None, Some("all outbound".to_owned())),
        (false, ranges) => (joined([ranges, ports, None]), Some("all other outbound".to_owned())),
    }
}

fn joined(parts: [Option<String>; 3]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn listed(what: &str, items: &[&String]) -> Option<String> {
    let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
    let words = format!("{what} {}", items.join(", "));
    (!items.is_empty()).then(|| words.trim_start().to_owned())
}

/// The drawing in a sentence.
fn label(lanes: &[Lane], apps: &[[String; 2]]) -> String {
    let ways = lanes.iter().map(|lane| {
        let way = match (lane.to, lane.inbound) {
            (Through::Proxy, true) => "in through the proxy",
            (Through::Proxy, false) => "out through the proxy",
            (Through::ToProxy, _) => "to the proxy itself",
            (Through::Past, true) => "in past the proxy",
            (Through::Past, false) => "out past the proxy",
        };
        format!("{way}: {}", lane.words)
    });
    let names: Vec<&str> = apps.iter().map(|[name, _]| name.as_str()).collect();
    let names = if names.is_empty() { String::new() } else { format!(" of {}", names.join(", ")) };
    format!("Traffic{names}; {}", ways.collect::<Vec<_>>().join("; "))
}

/// At most so many characters.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

impl Drawing {
    /// Whether both look and say the same.
    pub(super) fn is_like(&self, other: &Drawing) -> bool {
        self.label == other.label && self.shapes == other.shapes
    }

    /// The same without what is drawn.
    pub(super) fn reference(&self) -> Drawing {
        Drawing { shapes: Vec::new(), ..self.clone() }
    }

    fn rect(&mut self, class: &'static str, rect: [i32; 4]) {
        self.shapes.push(Shape { class, rect: Some(rect), ..Shape::default() });
    }

    fn path(&mut self, class: &'static str, path: String) {
        self.shapes.push(Shape { class, path: Some(path), ..Shape::default() });
    }

    fn text(&mut self, class: &'static str, at: [i32; 2], text: &str) {
        self.shapes.push(Shape { class, at: Some(at), text: text.to_owned(), ..Shape::default() });
    }

    /// What is in the proxy's box, from one height to another: its name between the last ways.
    fn proxy(&mut self, native: bool, top: i32, bottom: i32) {
        let middle = PROXY[0] + PROXY[1] / 2;
        let y = (bottom - LANE + 4).max(top + 17);
        self.text("t1 tm", [middle, y], "istio-proxy");
        if bottom - top > LANE {
            self.text("t2 tm", [middle, y + 14], if native { "native sidecar" } else { "sidecar" });
        }
    }

    /// The containers' names and ports.
    fn apps(&mut self, apps: &[[String; 2]], mut y: i32) {
        let middle = APP[0] + APP[1] / 2;
        for [name, ports] in apps.iter().take(NAMED) {
            self.text("t1 tm", [middle, y], &short(name, WITHIN - 2));
            let ports = if ports.is_empty() { "no ports named" } else { ports };
            self.text("t2 tm", [middle, y + 14], &short(ports, WITHIN));
            y += 32;
        }
        if apps.len() > NAMED {
            self.text("t2 tm", [middle, y], &format!("and {} more", apps.len() - NAMED));
        }
    }

    /// A way at a height, with its words above it.
    fn lane(&mut self, lane: &Lane, y: i32) {
        let (way, tip) = if lane.to == Through::Proxy { ("way", "tip") } else { ("past", "past-tip") };
        let proxy_right = PROXY[0] + PROXY[1];
        let parts = match lane.to {
            Through::Proxy => vec![[1, PROXY[0]], [proxy_right, APP[0]]],
            Through::ToProxy => vec![[1, PROXY[0]]],
            Through::Past => vec![[1, APP[0]]],
        };
        for [from, to] in parts {
            let (from, to, back) = if lane.inbound { (from, to, -7) } else { (to, from, 7) };
            self.path(way, format!("M{from} {y}H{}", to + back / 2));
            self.path(tip, format!("M{to} {y}l{back} -4v8z"));
        }
        self.text("", [1, y - 7], &short(&lane.words, BESIDE));
        if let Some(port) = &lane.port {
            self.text("t2", [PROXY[0] + 7, y + 4], port);
        }
    }
}
