//! What only a page needs of a run, kept as it comes.

use super::drawing::Drawing;
use super::row::Details;
use crate::sinks::Diffs;
use kube_inject::{Explanation, Totals};
use std::collections::BTreeSet;

/// What only a page needs of a run.
#[derive(Default)]
pub(crate) struct Kept {
    /// Where each part of the configuration comes from.
    pub(in crate::cli) configuration: Vec<(&'static str, String)>,
    /// The name of each setting, its value, and what sets it.
    pub(in crate::cli) given: Vec<[String; 3]>,
    /// What of directories is not injected.
    pub(in crate::cli) left_alone: Vec<String>,
    /// What changes in each file.
    pub(in crate::cli) diffs: Diffs,
    /// What there is to say of the objects, in their order.
    pub(super) details: Vec<Option<Details>>,
    pub(super) drawings: Vec<Drawing>,
    pub(super) totals: Totals,
    /// The tags of the sidecars' images.
    pub(super) versions: BTreeSet<String>,
}

impl Kept {
    /// Takes what there is to say of the last of so many objects.
    pub(in crate::cli) fn explained(&mut self, objects: usize, explained: &[Explanation]) {
        self.details.resize_with(objects.saturating_sub(explained.len()), || None);
        for object in explained {
            self.totals.count(object);
            let sidecar = object.injected.as_ref().and_then(|injected| injected.sidecar.as_ref());
            self.versions.extend(sidecar.and_then(|sidecar| tag(&sidecar.image)));
            let mut details = Details::of(object);
            details.drawing = details.drawing.take().map(|drawing| self.named(drawing));
            self.details.push(Some(details));
        }
    }

    /// The drawing with its name in the page, which has equal ones once.
    fn named(&mut self, mut drawing: Drawing) -> Drawing {
        if let Some(same) = self.drawings.iter().find(|known| known.is_like(&drawing)) {
            return same.reference();
        }
        drawing.id = format!("traffic-{}", self.drawings.len() + 1);
        let reference = drawing.reference();
        self.drawings.push(drawing);
        reference
    }
}

/// The tag of an image, without what it may have behind it.
fn tag(image: &str) -> Option<String> {
    let (name, _) = image.split_once('@').unwrap_or((image, ""));
    let (_, tag) = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'))?;
    Some(tag.to_owned())
}
