//! Injection from the inputs to the sinks: every document through the pipeline, in order, all or nothing.

use super::load;
use super::messages::Messages;
use crate::args::Inject;
use crate::failure::Failure;
use crate::sinks::{self, Done, Sink};
use crate::sources::{self, Input};
use kube_inject::Compat;
use kube_inject::Processed;
use kube_inject::pool::{self, Ended, Spread};
use kube_yaml::Error;
use kube_yaml::split::Document;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Documents go to the workers in batches of about this many bytes, so that handing over costs less than the work.
const BATCH: usize = 64 << 10;

/// Injects the objects of all inputs into the sink.
///
/// # Errors
/// When anything is wrong; unless it streams, nothing has been written then.
pub(crate) fn run(args: Inject, messages: &mut Messages) -> Result<(), Failure> {
    let named = args.inputs.named();
    let first = named.first().cloned();
    let mut inputs = sources::expand(named)?;
    let loaded = load::for_run(args.config, &args.cluster, first.as_deref(), &mut inputs, messages)?;
    let (settings, inputs): (_, Arc<[Input]>) = (loaded.settings, inputs.into());
    let sink = sinks::open(&args.output, Some(&args.form), &inputs)?;
    let compat = settings.compat();
    let undo = !args.form.no_undo_comment && compat == Compat::Off;
    let form = args.form.patches();
    let work = move |file: &str, document: &Document| {
        let done = kube_inject::process(&settings, file, document)?;
        match form {
            Some(form) => kube_inject::patches(done, document, form),
            None if undo => Ok(done.with_undo_comment()),
            None => Ok(done),
        }
    };
    each(Run { inputs, compat, stream: args.output.stream }, sink, messages, work)
}

/// What is read, and how.
pub(super) struct Run {
    pub(super) inputs: Arc<[Input]>,
    pub(super) compat: Compat,
    /// Whether each document is written as soon as it is done.
    pub(super) stream: bool,
}

/// Does the work on every document and writes what comes of it, in order, all or nothing.
///
/// # Errors
/// When anything is wrong; unless it streams, nothing has been written then.
pub(super) fn each(
    run: Run,
    mut sink: Box<dyn Sink>,
    messages: &mut Messages,
    work: impl Fn(&str, &Document) -> Result<Processed, Error> + Send + Sync + 'static,
) -> Result<(), Failure> {
    let Run { inputs, compat, stream } = run;
    let spread = Spread {
        workers: std::thread::available_parallelism().map_or(1, usize::from),
        batch: if stream { 0 } else { BATCH },
    };
    messages.show_progress(|| inputs.iter().map(Input::size).sum(), stream);
    let names = Arc::clone(&inputs);
    let work = move |item: WorkItem| match item {
        WorkItem::Begin(index) => Step::Begin(index),
        WorkItem::Failed(failure) => Step::Failed(failure),
        WorkItem::Document(index, document) => match work(names[index].name(), &document) {
            Ok(processed) => Step::Done(document, processed),
            Err(error) => Step::Invalid(error),
        },
    };
    let mut writing = Writing { sink: &mut *sink, messages, stop_at_first: stream, result: Ok(()) };
    let ended =
        pool::run(items(&inputs, compat), spread, WorkItem::weight, work, |step| writing.take(step, &inputs));
    let result = writing.result;
    match ended {
        Err(Ended::Lost) => return Err(Failure::Invalid(lost())),
        Ok(()) | Err(Ended::Stopped) => result?,
    }
    messages.end_progress();
    sink.commit()
}

/// What the reader hands to the workers.
enum WorkItem {
    /// The input of this index begins.
    Begin(usize),
    /// One of its documents.
    Document(usize, Document),
    /// It cannot be read.
    Failed(Failure),
}

/// What the workers hand to the writer.
enum Step {
    Begin(usize),
    Done(Document, Processed),
    Invalid(Error),
    Failed(Failure),
}

impl WorkItem {
    fn weight(&self) -> usize {
        match self {
            WorkItem::Document(_, document) => document.bytes.len(),
            WorkItem::Begin(_) | WorkItem::Failed(_) => 0,
        }
    }
}

/// Every input's beginning and documents, each file opened when its turn comes.
fn items(inputs: &Arc<[Input]>, compat: Compat) -> impl Iterator<Item = WorkItem> + Send + 'static {
    let inputs = Arc::clone(inputs);
    (0..inputs.len()).flat_map(move |index| {
        let input = &inputs[index];
        let failed = input.clone();
        let (documents, refused) = match input.open() {
            Ok(reader) => (Some(kube_inject::documents(compat, reader)), None),
            Err(failure) => (None, Some(WorkItem::Failed(failure))),
        };
        let documents = documents.into_iter().flatten().map(move |read| match read {
            Ok(document) => WorkItem::Document(index, document),
            Err(cause) => WorkItem::Failed(failed.unreadable(cause)),
        });
        std::iter::once(WorkItem::Begin(index)).chain(refused).chain(documents)
    })
}

/// Where the steps go.
struct Writing<'a> {
    sink: &'a mut dyn Sink,
    messages: &'a mut Messages,
    stop_at_first: bool,
    result: Result<(), Failure>,
}

impl Writing<'_> {
    fn take(&mut self, step: Step, inputs: &[Input]) -> ControlFlow<()> {
        let done = match step {
            Step::Begin(index) => self.sink.begin(&inputs[index]),
            Step::Done(document, processed) => self.write(&document, &processed),
            Step::Failed(failure) => Err(failure),
            Step::Invalid(error) => {
                self.messages.error(&error);
                self.result = Err(Failure::Reported);
                // The other documents are still read for their errors, so that one run names them all.
                return if self.stop_at_first { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            }
        };
        match done {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.result = Err(failure);
                ControlFlow::Break(())
            }
        }
    }

    fn write(&mut self, document: &Document, processed: &Processed) -> Result<(), Failure> {
        self.messages.step(document.bytes.len());
        for object in &processed.objects {
            self.messages.object(object);
        }
        if processed.objects.is_empty() && has_content(&document.bytes[document.separator..]) {
            self.messages.passed_through();
        }
        for warning in &processed.warnings {
            self.messages.warning(warning);
        }
        if self.result.is_err() {
            return Ok(());
        }
        let text = processed.text.as_ref().map_or(&*document.bytes, String::as_bytes);
        self.sink.write(Done { read: &document.bytes, text, objects: &processed.objects })
    }
}

/// Whether there is more than blank lines, comments and end marks.
fn has_content(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).any(|line| {
        let empty = line.is_empty() || line.starts_with(b"#") || line == b"...";
        !empty
    })
}

/// The answer to a dead worker. Nothing is known to cause one.
fn lost() -> Error {
    Error::new("a worker thread failed; the output would be incomplete").help("please report this as a bug")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_comments_and_end_marks_are_no_content() {
        assert!(!has_content(b" # x\n\n  # y\r\n...\n"));
        assert!(has_content(b" {a: 1}\n"));
        assert!(has_content(b"\n- x\n"));
    }
}
