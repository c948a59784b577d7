//! Injection from the inputs to the sinks: every document through the pipeline, in order, all or nothing.

use super::call::Call;
use super::documents::{has_content, is_manifest, passed_over};
use super::load::{self, Purpose};
use super::messages::Messages;
use crate::args::Inject;
use crate::failure::Failure;
use crate::sinks::{self, Done, Keeper, Sink, Text};
use crate::sources::Input;
use kube_inject::code;
use kube_inject::pool::{self, Crew, Ended, Spread, Threads};
use kube_inject::{Code, Compat, Settings};
use kube_inject::{Explanation, Outlet, Processed};
use kube_yaml::Error;
use kube_yaml::split::Document;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Documents go to the workers in batches of up to about this many bytes, so that handing over costs little beside the work.
const BATCH: usize = 64 << 10;

/// What becomes of a List of so many bytes or more is not held in memory as a whole.
const LARGE: usize = 256 << 10;

/// Injects the objects of all inputs into the sink.
///
/// # Errors
/// When anything is wrong; unless it streams, nothing has been written then.
pub(crate) fn run(args: Inject, call: &Call, messages: &mut Messages) -> Result<(), Failure> {
    let purpose = if args.output.check { Purpose::Check } else { Purpose::Inject };
    let named = args.inputs.named();
    let loaded = load::for_run(args.config, &args.cluster, named, purpose, call, messages)?;
    let mirrored = args.output.output_dir.is_some() && args.form.patches().is_none();
    let inputs = to_read(loaded.inputs, mirrored);
    args.output.output.iter().try_for_each(|path| messages.spare(path))?;
    let sink = sinks::open(&args.output, Some(&args.form), &inputs)?;
    let compat = loaded.settings.compat();
    let form = args.form.patches();
    let check = args.output.check;
    // What is streamed needs no temporary file.
    let passes_on = form.is_none() && !args.output.stream;
    let explains = messages.explains();
    // Nobody reads the text of what is checked, but who shows it on a page.
    let forgets = check && !explains;
    let jobs = args.jobs.threads();
    let crew = Crew::new(jobs);
    // kustomize writes what a plugin gives it anew: the comment would not fit it.
    let asked = !args.form.no_undo_comment && form.is_none() && !check && !call.is_plugins();
    let undo = asked && compat == Compat::Off;
    let settings = match form {
        Some(_) => loaded.settings.for_patches(),
        None if undo => loaded.settings,
        None => loaded.settings.without_undo_comments(),
    };
    // They are needed until the process ends, and need not be taken apart then.
    let settings: &'static Settings = Box::leak(Box::new(settings));
    let work = move |file: &str, document: &Document| {
        let mut kept = Keeper::default();
        let mut keep = |piece: &str| {
            if !forgets {
                kept.add(piece);
            }
        };
        let outlet: Option<Outlet<'_>> =
            if passes_on && document.bytes.len() >= LARGE { Some(&mut keep) } else { None };
        let mut done = kube_inject::process_passing_on(settings, &crew, file, document, outlet)?;
        if check {
            let unknown = done.objects.iter().filter(|object| object.is_unknown());
            done.warnings.extend(unknown.map(|object| Code::UnknownKind.warn(object.to_string())));
        }
        // What has been injected can be explained.
        let explained = match explains {
            true => kube_inject::explain(settings, file, document).unwrap_or_default(),
            false => Vec::new(),
        };
        let done = match form {
            Some(form) => kube_inject::patches(done, document, form)?,
            None => done.with_undo_comment(),
        };
        let kept = done.passed_on.map(|_| Box::new(kept));
        Ok(Worked { done: done.compact(), explained, kept })
    };
    each(Run { inputs, compat, jobs, stream: args.output.stream }, sink, messages, work)
}

/// The inputs to read: what is left alone goes nowhere but into a directory that mirrors the input.
pub(super) fn to_read(mut inputs: Vec<Input>, mirrored: bool) -> Arc<[Input]> {
    if !mirrored {
        inputs.retain(|input| !input.is_left_alone());
    }
    inputs.into()
}

/// What is read, and how.
pub(super) struct Run {
    pub(super) inputs: Arc<[Input]>,
    pub(super) compat: Compat,
    /// How many documents, or objects of a List, are worked on at once.
    pub(super) jobs: Threads,
    /// Whether each document is written as soon as it is done.
    pub(super) stream: bool,
}

/// What comes of a document.
#[derive(Default)]
pub(super) struct Worked {
    pub(super) done: Processed,
    /// What there is to say of its objects, where that is asked for.
    pub(super) explained: Vec<Explanation>,
    /// The new text, where it has been passed on.
    pub(super) kept: Option<Box<Keeper>>,
}

impl From<Processed> for Worked {
    fn from(done: Processed) -> Self {
        Worked { done, ..Worked::default() }
    }
}

/// Does the work on every document and writes what comes of it, in order, all or nothing.
///
/// # Errors
/// When anything is wrong; unless it streams, nothing has been written then.
pub(super) fn each(
    run: Run,
    mut sink: Box<dyn Sink>,
    messages: &mut Messages,
    work: impl Fn(&str, &Document) -> Result<Worked, Error> + Send + Sync + 'static,
) -> Result<(), Failure> {
    let Run { inputs, compat, jobs, stream } = run;
    let spread = Spread { workers: jobs, batch: if stream { 0 } else { BATCH } };
    messages.show_progress(|| inputs.iter().map(Input::size).sum(), stream);
    let names = Arc::clone(&inputs);
    let work = move |item: WorkItem| match item {
        WorkItem::Begin(index) => Step::Begin(index),
        WorkItem::Failed(failure) => Step::Failed(failure),
        WorkItem::Document(index, document) => step(&names[index], document, &work),
    };
    let mut writing = Writing {
        sink: &mut *sink,
        messages,
        stop_at_first: stream,
        result: Ok(()),
        current: String::new(),
        seen: false,
    };
    let ended =
        pool::run(items(&inputs, compat), spread, WorkItem::weight, work, |step| writing.take(step, &inputs));
    let Writing { result, seen, .. } = writing;
    match ended {
        Err(Ended::Lost) => return Err(Failure::Invalid(lost())),
        Ok(()) | Err(Ended::Stopped) => {}
    }
    if result.is_err() {
        messages.end_progress();
        let abandoned = sink.abandon();
        return result.and(abandoned);
    }
    if !seen && inputs.iter().any(|input| input.path().is_none()) {
        messages.warning(&Code::EmptyInput.warn("standard input is empty"))?;
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
    Done(Document, Worked),
    /// The document is no manifest, and none was promised; a warning when it would be one once rendered.
    PassedOver(Document, Option<Error>),
    Invalid(Error),
    Failed(Failure),
}

/// Does the work on a document of an input.
fn step(input: &Input, document: Document, work: &impl Fn(&str, &Document) -> Result<Worked, Error>) -> Step {
    if input.is_left_alone() {
        return Step::Done(document, Worked::default());
    }
    match work(input.name(), &document) {
        Ok(worked) if input.is_found() && worked.done.objects.is_empty() && !is_manifest(&document) => {
            Step::PassedOver(document, None)
        }
        Ok(worked) => Step::Done(document, worked),
        Err(error) => match passed_over(input, &document, error) {
            Ok(warning) => Step::PassedOver(document, warning),
            Err(error) => Step::Invalid(error),
        },
    }
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
        let (documents, refused) = match input.documents(compat) {
            Ok(documents) => (Some(documents), None),
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
    /// The name of the input whose documents come.
    current: String,
    /// Whether there was a document with anything in it.
    seen: bool,
}

impl Writing<'_> {
    fn take(&mut self, step: Step, inputs: &[Input]) -> ControlFlow<()> {
        let done = match step {
            Step::Begin(index) => {
                inputs[index].name().clone_into(&mut self.current);
                let begun = self.messages.begin(inputs[index].name());
                begun.and_then(|()| self.sink.begin(&inputs[index]))
            }
            Step::Done(document, worked) => self.write(&document, worked),
            Step::PassedOver(document, warning) => self.pass_over(&document, warning),
            Step::Failed(failure) => {
                self.note_failure(Err(failure));
                return if self.stop_at_first { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            }
            Step::Invalid(error) => {
                for error in error.into_all() {
                    self.messages.error(&error);
                    let told = self.sink.refused(&error);
                    self.note_failure(told);
                }
                self.note_failure(Err(Failure::Reported));
                // The other documents are still read for their errors, so that one run names them all.
                return if self.stop_at_first { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            }
        };
        match done {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.note_failure(Err(failure));
                ControlFlow::Break(())
            }
        }
    }

    /// Keeps that something went wrong; the other documents are still read for their errors.
    fn note_failure(&mut self, told: Result<(), Failure>) {
        let known = std::mem::replace(&mut self.result, Ok(()));
        self.result = Failure::both(known, told);
    }

    fn write(&mut self, document: &Document, worked: Worked) -> Result<(), Failure> {
        let Worked { done: processed, explained, kept } = worked;
        self.messages.step(document.bytes.len());
        self.seen |= has_content(document);
        if processed.objects.is_empty() && has_content(document) {
            self.messages.passed_through();
        }
        let told = tell(self.messages, &processed);
        self.note_failure(told);
        self.messages.explained(&explained);
        let kept = kept.map(|kept| kept.finish()).transpose()?;
        let text = match &kept {
            Some(kept) => kept.text(),
            None => Text::Here(processed.text.as_ref().map_or(&*document.bytes, String::as_bytes)),
        };
        let Processed { objects, patches, changes, .. } = &processed;
        let done = Done { read: &document.bytes, text, changes, patches, objects, manifest: true };
        self.messages.done(done)?;
        if self.result.is_err() && !self.sink.takes_all() {
            return Ok(());
        }
        self.sink.write(done)
    }

    fn pass_over(&mut self, document: &Document, warning: Option<Error>) -> Result<(), Failure> {
        self.messages.step(document.bytes.len());
        match warning {
            Some(warning) => {
                let told = self.messages.warning(&warning);
                self.note_failure(told);
            }
            None => self.messages.note(&format!(
                "passed over: {}:{}: no Kubernetes object",
                self.current, document.first_line
            )),
        }
        let done = Done { read: &document.bytes, text: Text::Here(&document.bytes), ..Done::default() };
        self.messages.done(done)?;
        if self.result.is_err() && !self.sink.takes_all() {
            return Ok(());
        }
        self.sink.write(done)
    }
}

/// Tells what became of a document.
///
/// # Errors
/// When something of it is told as an error.
pub(super) fn tell(messages: &mut Messages, done: &Processed) -> Result<(), Failure> {
    let mut result = Ok(());
    for object in &done.objects {
        result = messages.object(object).and(result);
    }
    for warning in &done.warnings {
        result = messages.warning(warning).and(result);
    }
    result
}

/// The answer to a dead worker. Nothing is known to cause one.
fn lost() -> Error {
    Error::new(code::BUG, "a worker thread failed; the output would be incomplete")
        .help("please report this as a bug")
}
