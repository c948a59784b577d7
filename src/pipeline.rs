//! One document through all stages.

mod replace;

use std::io::{self, Read};

use crate::compat;
use crate::kinds::{self, Workload};
use crate::object::treat_all;
use crate::processed::{Processed, Source};
use crate::records::comment;
use crate::report::Outcome;
use crate::settings::{Compat, Settings};
use kube_schema as schema;
use kube_yaml::split::{self, Document};
use kube_yaml::writeback::{self, DocStyle};
use kube_yaml::{Node, Result};

/// The documents of a stream.
pub fn documents<R>(compat: Compat, reader: R) -> Box<dyn Iterator<Item = io::Result<Document>> + Send>
where
    R: Read + Send + 'static,
{
    match compat {
        Compat::Off => Box::new(split::documents(reader)),
        Compat::Istioctl => Box::new(compat::documents(reader)),
    }
}

/// Injects one document of `file`.
///
/// One that carries the comment of an earlier injection is taken back by it first.
///
/// # Errors
/// When the document, or what the template makes of it, is not valid.
pub fn process(settings: &Settings, file: &str, document: &Document) -> Result<Processed> {
    let first_line = document.first_line;
    let text = document.text().map_err(|error| error.in_text(file, first_line, ""))?;
    let source = Source { file, first_line, text };
    match settings.compat() {
        Compat::Off => replace::inject(settings, &source, document.separator),
        Compat::Istioctl => compat::process(settings, &source),
    }
}

/// A document that has been read, its workloads, and what injection makes of it.
struct Edited<'a> {
    source: Source<'a>,
    read: Node,
    workloads: Vec<Workload>,
    tree: Node,
    done: Processed,
}

impl<'a> Edited<'a> {
    /// Injects the workloads of a text that reads as `read`.
    fn new(
        settings: &Settings,
        source: Source<'a>,
        read: Node,
        mut workloads: Vec<Workload>,
    ) -> Result<Self> {
        let mut tree = read.clone();
        let mut done = treat_all(settings, &source, &mut tree, &mut workloads)?;
        for (object, workload) in done.objects.iter_mut().zip(&workloads) {
            let (Some(before), now) =
                (kinds::object(&read, &workload.route), kinds::object_mut(&mut tree, &workload.route))
            else {
                continue;
            };
            // It was read as its type to decide; that is no reason to write it so.
            match object.outcome {
                Outcome::Skipped(_) => now.clone_from(before),
                _ => schema::restore_keys(now, before),
            }
            object.changed = before != now;
        }
        Ok(Edited { source, read, workloads, tree, done })
    }

    /// Works what changed into the text, whose first `separator` bytes are no part of the document.
    fn write(self, separator: usize, style: DocStyle) -> Processed {
        let Edited { source, read, tree, mut done, .. } = self;
        let edits = writeback::edits_like(source.text, style, &read, &tree);
        if edits.is_empty() {
            return done;
        }
        let written = writeback::written(source.text, edits.clone(), &tree);
        if !writeback::is_json(source.text, &read) {
            done.undo = comment::comment(source.text, &edits, &written, separator);
        }
        done.text = Some(written);
        done
    }
}
