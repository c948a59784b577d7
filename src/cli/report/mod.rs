//! Reports: what there is to tell of a run, in forms that programs read, on standard error or in files.

mod fingerprints;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod record;
mod rule;
mod sarif;

pub(super) use html::upgrade;
pub(super) use json::error_json;
pub(super) use record::{Examines, Level};

use crate::args::{Format, ReportTo};
use crate::failure::Failure;
use crate::sinks::Beside;
use html::Kept;
use json::Json;
use kube_inject::{Explanation, ObjectReport, Summary};
use kube_yaml::Error;
use record::{Finding, Record};
use std::io::Write as _;
use std::path::Path;

/// The reports of a run.
pub(super) struct Reports {
    open: Vec<Open>,
    /// What reports that are written at the end are made of, where there are any.
    record: Option<Record>,
    /// What a page shows besides, where there is one.
    page: Option<Box<Kept>>,
    examines: Examines,
}

/// A report that is being written.
struct Open {
    form: Form,
    place: Place,
}

/// How far a report is written as things happen.
enum Form {
    /// The lines for people, as they come.
    Text,
    /// Objects as they come, and the rest at the end.
    Json(Box<Json>),
    /// Commands as findings come.
    Github,
    /// All at the end.
    AtEnd(fn(&Record) -> String),
    /// The same, with what only a page shows.
    Page,
}

/// Where a report goes.
enum Place {
    Stderr,
    File(Box<Beside>),
}

impl Reports {
    /// The reports that were asked for, of a run that examines something or not.
    ///
    /// # Errors
    /// When one would be written to a directory.
    pub(super) fn open(asked: &[ReportTo], examines: Examines) -> Result<Self, Failure> {
        let mut reports = Reports { open: Vec::new(), record: None, page: None, examines };
        for ReportTo { format, file } in asked {
            let form = match format {
                // Standard error has them anyway.
                Format::Text if file.is_none() => continue,
                Format::Text => Form::Text,
                Format::Json => Form::Json(Box::default()),
                Format::Github => Form::Github,
                Format::Sarif => Form::AtEnd(sarif::write),
                Format::Junit => Form::AtEnd(junit::write),
                Format::Gitlab => Form::AtEnd(gitlab::write),
                Format::Html => Form::Page,
            };
            if let Form::Page = form {
                reports.page.get_or_insert_default();
            }
            if let Form::AtEnd(_) | Form::Page = form {
                reports.record.get_or_insert_with(|| Record::of(examines));
            }
            let place = match file {
                Some(file) => Place::File(Box::new(Beside::open(file)?)),
                None => Place::Stderr,
            };
            reports.open.push(Open { form, place });
        }
        Ok(reports)
    }

    /// Whether standard error has one of them in place of messages.
    pub(super) fn on_stderr(&self) -> bool {
        self.open.iter().any(|open| matches!(open.place, Place::Stderr))
    }

    /// Sees to it that none of them takes the place of a file.
    ///
    /// # Errors
    /// When one would.
    pub(super) fn spare(&self, path: &Path) -> Result<(), Failure> {
        self.open.iter().try_for_each(|open| match &open.place {
            Place::File(file) => file.spare(path),
            Place::Stderr => Ok(()),
        })
    }

    /// Whether one of them has the lines for people.
    pub(super) fn has_text(&self) -> bool {
        self.open.iter().any(|open| matches!(open.form, Form::Text))
    }

    /// Takes a line for people.
    pub(super) fn line(&mut self, line: &str) {
        for open in self.open.iter_mut().filter(|open| matches!(open.form, Form::Text)) {
            open.place.add(&anstream::adapter::strip_str(line).to_string());
        }
    }

    /// Takes what became of an object.
    pub(super) fn object(&mut self, object: &ObjectReport) {
        for open in &mut self.open {
            if let Form::Json(json) = &mut open.form {
                open.place.add(&json.object(object));
            }
        }
        let finding = (self.examines == Examines::Objects).then(|| Finding::of_object(object)).flatten();
        if let Some(finding) = &finding {
            self.annotate(finding);
        }
        if let Some(record) = &mut self.record {
            record.objects.push(object.clone());
            record.findings.extend(finding);
        }
    }

    /// Takes an error, or a warning that is told.
    pub(super) fn finding(&mut self, level: Level, error: &Error) {
        for open in &mut self.open {
            if let Form::Json(json) = &mut open.form {
                json.finding(level, error);
            }
        }
        let finding = Finding::of(level, error);
        self.annotate(&finding);
        if let Some(record) = &mut self.record {
            record.findings.push(finding);
        }
    }

    fn annotate(&mut self, finding: &Finding) {
        for open in self.open.iter_mut().filter(|open| matches!(open.form, Form::Github)) {
            open.place.add(&format!("{}\n", github::command(finding)));
        }
    }

    /// Whether one shows what there is to say of objects.
    pub(super) fn explains(&self) -> bool {
        self.page.is_some()
    }

    /// What only a page shows, where there is one.
    pub(super) fn page(&mut self) -> Option<&mut Kept> {
        self.page.as_deref_mut()
    }

    /// Takes what there is to say of the last objects.
    pub(super) fn explained(&mut self, explained: &[Explanation]) {
        if let (Some(page), Some(record)) = (&mut self.page, &self.record) {
            page.explained(record.objects.len(), explained);
        }
    }

    /// Takes what of a directory is not injected.
    pub(super) fn left_alone(&mut self, words: &str) {
        if let Some(page) = &mut self.page {
            page.left_alone.push(words.to_owned());
        }
        self.each_json(|json| json.left_alone.push(words.to_owned()));
    }

    /// Takes the parts of the configuration, and where each comes from.
    pub(super) fn configuration(&mut self, parts: &[(&'static str, String)]) {
        if let Some(page) = &mut self.page {
            page.configuration = parts.to_vec();
        }
        self.each_json(|json| json.configuration = parts.to_vec());
    }

    fn each_json(&mut self, take: impl Fn(&mut Json)) {
        for open in &mut self.open {
            if let Form::Json(json) = &mut open.form {
                take(json);
            }
        }
    }

    /// Ends the reports of a run, and puts them in their places.
    ///
    /// # Errors
    /// When one cannot be written; the others are.
    pub(super) fn close(
        mut self,
        settings: Option<&str>,
        summary: Summary,
        exit_code: u8,
    ) -> Result<(), Failure> {
        let record = self.record.map(|record| Record { exit_code, ..record });
        let mut result = Ok(());
        for Open { form, mut place } in self.open {
            match (form, &record) {
                (Form::Json(json), _) => place.add(&json.end(settings, summary)),
                (Form::AtEnd(write), Some(record)) => place.add(&write(record)),
                (Form::Page, Some(record)) => {
                    let kept = self.page.take().map(|page| *page).unwrap_or_default();
                    match html::write(record, kept) {
                        Ok(page) => place.add(&page),
                        Err(failure) => result = Failure::both(result, Err(failure)),
                    }
                }
                (Form::Text | Form::Github | Form::AtEnd(_) | Form::Page, _) => {}
            }
            if let Place::File(file) = place {
                result = Failure::both(result, file.put());
            }
        }
        result
    }
}

impl Place {
    fn add(&mut self, text: &str) {
        match self {
            // A closed one is nobody to tell.
            Place::Stderr => drop(anstream::stderr().lock().write_all(text.as_bytes())),
            Place::File(file) => file.add(text),
        }
    }
}
