//! Volumes, and the files that are projected into them.

use super::names::Names;
use super::place::At;
use super::{Refusal, text};
use kube_schema::quantity::Quantity;
use kube_yaml::Node;

/// What a volume has besides its name and one source.
const NO_SOURCES: [&str; 1] = ["name"];
/// The modes that files may have.
const MODES: std::ops::RangeInclusive<i64> = 0..=0o777;
/// What a path of the host may be.
const HOST_PATHS: [&str; 7] =
    ["BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];
/// The shortest life of a token, in seconds.
const SHORTEST_TOKEN: i64 = 600;

pub(super) fn check(spec: At<'_>, found: &mut Vec<Refusal>) {
    let Some(volumes) = spec.get("volumes") else { return };
    let mut names = Names::default();
    for volume in volumes.items() {
        let name = volume.text("name");
        match text::dns_label(name) {
            Some(rule) => volume.refuse(rule, found),
            None if !names.insert(name, ()) => volume.refuse(format!("Duplicate value: {name:?}"), found),
            None => {}
        }
        volume.ask("volume", found, check_sources);
    }
}

fn check_sources(volume: &At<'_>, found: &mut Vec<Refusal>) {
    let mut sources = 0;
    for (kind, source) in volume.fields().filter(|(kind, _)| !NO_SOURCES.contains(kind)) {
        if source.node.is_null() {
            continue;
        }
        sources += 1;
        check_source(kind, source, found);
    }
    if sources > 1 {
        volume.refuse("may not specify more than 1 volume type", found);
    }
}

fn check_source(kind: &str, source: At<'_>, found: &mut Vec<Refusal>) {
    if let Some(mode) = source.int("defaultMode").filter(|mode| !MODES.contains(mode)) {
        source.refuse(format!("defaultMode {mode} must be a number between 0 and 0777 (octal)"), found);
    }
    let needs = match kind {
        "hostPath" => "path",
        "secret" => "secretName",
        "configMap" => "name",
        "persistentVolumeClaim" => "claimName",
        "csi" => "driver",
        _ => "",
    };
    if !needs.is_empty() && source.text(needs).is_empty() {
        source.refuse(format!("{needs}: Required value"), found);
    }
    match kind {
        "hostPath" => check_host_path(source, found),
        "nfs" if !source.text("path").starts_with('/') => {
            source.refuse("path: must be an absolute path", found)
        }
        "emptyDir" if source.get("sizeLimit").is_some_and(is_negative) => {
            source.refuse("sizeLimit: SizeLimit field must be a valid resource quantity", found);
        }
        _ => {}
    }
    check_items(source, kind == "downwardAPI", found);
    let Some(projected) = source.get("sources").filter(|_| kind == "projected") else { return };
    for each in projected.items() {
        let mut kinds = 0;
        for (kind, part) in each.fields().filter(|(_, part)| !part.node.is_null()) {
            kinds += 1;
            check_items(part, kind == "downwardAPI", found);
            if kind == "serviceAccountToken" {
                check_path(part, "path", found);
                if part.int("expirationSeconds").is_some_and(|seconds| seconds < SHORTEST_TOKEN) {
                    part.refuse("may not specify a duration less than 10 minutes", found);
                }
            }
        }
        if kinds > 1 {
            each.refuse("may not specify more than 1 volume type", found);
        }
    }
}

fn is_negative(amount: At<'_>) -> bool {
    amount.node.as_str().and_then(|text| Quantity::parse(text).ok()).is_some_and(|amount| amount.sign() < 0)
}

fn check_host_path(source: At<'_>, found: &mut Vec<Refusal>) {
    if source.text("path").split('/').any(|part| part == "..") {
        source.refuse("path: must not contain '..'", found);
    }
    let kind = source.text("type");
    if !kind.is_empty() && !HOST_PATHS.contains(&kind) {
        source.refuse(format!("type: Unsupported value: {kind:?}"), found);
    }
}

fn check_items(source: At<'_>, downward: bool, found: &mut Vec<Refusal>) {
    let Some(items) = source.get("items") else { return };
    for item in items.items() {
        if !downward && item.text("key").is_empty() {
            item.refuse("key: Required value", found);
        }
        if downward {
            let given = |key| item.get(key).is_some();
            match (given("fieldRef"), given("resourceFieldRef")) {
                (true, true) => {
                    item.refuse("fieldRef and resourceFieldRef can not be specified simultaneously", found)
                }
                (false, false) => item.refuse("one of fieldRef and resourceFieldRef is required", found),
                _ => {}
            }
        }
        if let Some(mode) = item.int("mode").filter(|mode| !MODES.contains(mode)) {
            item.refuse(format!("mode {mode} must be a number between 0 and 0777 (octal)"), found);
        }
        check_path(item, "path", found);
    }
}

/// A path below the volume.
pub(super) fn check_path(item: At<'_>, key: &str, found: &mut Vec<Refusal>) {
    let path = item.node.get(key).and_then(Node::as_str).unwrap_or_default();
    let rule = match path {
        "" => "Required value",
        _ if path.starts_with('/') => "must be a relative path",
        _ if path.split('/').any(|part| part == "..") => "must not contain '..'",
        _ if path.starts_with("..") => "must not start with '..'",
        _ => return,
    };
    match item.get(key) {
        Some(path) => path.refuse(rule, found),
        None => item.refuse(format!("{key}: {rule}"), found),
    }
}
