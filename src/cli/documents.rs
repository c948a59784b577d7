//! Documents one by one: what is found in each, and which are none of ours.

use super::messages::Messages;
use crate::failure::Failure;
use crate::sources::Input;
use kube_inject::{Code, Compat, Document, code};
use kube_yaml::Error;
use memchr::memmem;

/// What the work finds in each document of the inputs, in order, and how it went: what is wrong is told, and the rest goes on.
///
/// # Errors
/// When an input cannot be read, or a warning is to be an error.
pub(super) fn examined<T>(
    inputs: &[Input],
    compat: Compat,
    messages: &mut Messages,
    work: impl Fn(&str, &Document) -> Result<Vec<T>, Error>,
) -> Result<(Vec<T>, Result<(), Failure>), Failure> {
    let (mut found, mut result) = (Vec::new(), Ok(()));
    for input in inputs.iter().filter(|input| !input.is_left_alone()) {
        for document in input.documents(compat)? {
            let document = document.map_err(|cause| input.unreadable(cause))?;
            match work(input.name(), &document) {
                Ok(more) => found.extend(more),
                Err(error) => match passed_over(input, &document, error) {
                    Ok(warning) => warning.iter().try_for_each(|warning| messages.warning(warning))?,
                    Err(error) => {
                        error.into_all().for_each(|error| messages.error(&error));
                        result = Err(Failure::Reported);
                    }
                },
            }
        }
    }
    Ok((found, result))
}

/// Whether a document that cannot be read is none of ours: found in a directory, and no manifest, or one only once it is
/// rendered, which is worth a warning.
///
/// # Errors
/// When it is a manifest, or was named as one.
pub(super) fn passed_over(input: &Input, document: &Document, error: Error) -> Result<Option<Error>, Error> {
    // What is wrong with an object is wrong with a manifest.
    if error.object_name().is_some() {
        return Err(error);
    }
    match (memmem::find(&document.bytes, b"{{").is_some(), input.is_found()) {
        (true, true) => Ok(Some(Code::Template.given(template(error.context("not injected"))))),
        (true, false) => Err(template(error)),
        (false, true) if !is_manifest(document) => Ok(None),
        (false, _) => Err(error),
    }
}

/// Whether the document seems to be for a cluster; one without content says nothing else.
pub(super) fn is_manifest(document: &Document) -> bool {
    !has_content(document) || document.seems_to_have(&["apiVersion", "kind"])
}

fn template(error: Error) -> Error {
    error
        .recoded(code::UNRENDERED)
        .better_help("this looks like a template; render it first: helm template … | kube-inject -f -")
}

/// Whether there is more than blank lines, comments and end marks.
pub(super) fn has_content(document: &Document) -> bool {
    document.bytes[document.separator..].split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).any(|line| {
        let empty = line.is_empty() || line.starts_with(b"#") || line == b"...";
        !empty
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_comments_and_end_marks_are_no_content() {
        let content = |text: &str| {
            kube_yaml::split::documents(text.as_bytes()).any(|document| has_content(&document.unwrap()))
        };
        assert!(!content(" # x\n\n  # y\r\n...\n"));
        assert!(content(" {a: 1}\n"));
        assert!(content("\n- x\n"));
    }
}
