//! Whether the mesh's locality load balancing makes sense.

use std::collections::{HashMap, HashSet};

use super::proto::{Datum, Message};

/// Checks weights, wildcards and overlaps.
///
/// # Errors
/// The first thing Istio refuses.
pub(super) fn check(setting: &Message) -> Result<(), String> {
    let (distribute, failover) = (setting.list("Distribute"), setting.list("Failover"));
    if !distribute.is_empty() && !failover.is_empty() {
        return Err("can not simultaneously specify 'distribute' and 'failover'".to_owned());
    }
    let priorities = setting.list("FailoverPriority").iter().filter_map(Datum::as_str);
    for label in priorities.filter(|_| !failover.is_empty()) {
        if ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"]
            .contains(&label)
        {
            return Err(format!("can not simultaneously set 'failover' and the topology label '{label}'"));
        }
    }
    let mut sources = Vec::with_capacity(distribute.len());
    for locality in distribute.iter().filter_map(Datum::as_message) {
        sources.push(locality.str("From"));
        let mut total = 0_u64;
        let weights = locality.map("To");
        for (_, weight) in weights {
            let Datum::Uint(weight @ 1..=100) = weight else {
                return Err("locality weight must be in range [1, 100]".to_owned());
            };
            total += weight;
        }
        if total != 100 {
            return Err(format!("total locality weight {total} != 100"));
        }
        distinct(weights.iter().map(|(to, _)| to.as_str()))?;
    }
    distinct(sources)?;
    for regions in failover.iter().filter_map(Datum::as_message) {
        let (from, to) = (regions.str("From"), regions.str("To"));
        if from == to {
            return Err("locality lb failover settings must specify different regions".to_owned());
        }
        if [from, to].iter().any(|region| region.contains(['/', '*'])) {
            return Err("locality lb failover names plain regions".to_owned());
        }
    }
    Ok(())
}

/// What was named below a region or a zone: all of it, or single names.
#[derive(Default)]
struct Named<'l> {
    all: bool,
    zones: HashMap<&'l str, (bool, HashSet<&'l str>)>,
}

/// No locality may stand twice or lie inside another: `region`, `region/zone`, `region/zone/subzone`.
fn distinct<'l>(localities: impl IntoIterator<Item = &'l str>) -> Result<(), String> {
    let mut regions: HashMap<&str, Named<'_>> = HashMap::new();
    for locality in localities {
        let wildcards = locality.matches('*').count();
        if wildcards > 1 || (wildcards == 1 && !locality.ends_with('*')) {
            return Err(format!("locality {locality} may have one '*', at its end"));
        }
        let overlap = || Err(format!("locality {locality} overlaps with previous specified ones"));
        let parts: Vec<&str> = locality.splitn(3, '/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return Err(format!("locality {locality} must not contain empty region/zone/subzone info"));
        }
        if regions.contains_key("*") {
            return overlap();
        }
        let seen = regions.contains_key(parts[0]);
        let region = regions.entry(parts[0]).or_default();
        match parts.as_slice() {
            [_] if seen => return overlap(),
            [_] => region.all = true,
            [_, zone, rest @ ..] => {
                if region.all || region.zones.contains_key("*") {
                    return overlap();
                }
                let known = region.zones.contains_key(zone);
                let (all, subzones) = region.zones.entry(zone).or_default();
                match rest {
                    [] if known => return overlap(),
                    [] => *all = true,
                    [subzone, ..] if *all || subzones.contains("*") || !subzones.insert(subzone) => {
                        return overlap();
                    }
                    _ => {}
                }
            }
            [] => {}
        }
    }
    Ok(())
}
