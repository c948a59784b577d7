//! A KRM function: a ResourceList on standard input, and on standard output the same with its items injected, and results.

use super::call::Call;
use super::load::{self, Purpose};
use super::messages::Messages;
use super::{documents, inject, print};
use crate::args::{Cluster, Config, Function};
use crate::failure::Failure;
use kube_inject::{Compat, ResourceList, ResultSeverity, code};
use kube_yaml::Error;
use std::io::Write;

/// Runs as a function because it is asked to: anything else than a ResourceList is an error.
///
/// # Errors
/// As [`run`].
pub(crate) fn explicit(args: Function, messages: &mut Messages) -> Result<(), Failure> {
    run(Call::begin(&[])?, args.config, &args.cluster, messages)
}

/// Injects the items of the ResourceList that the call has. When that fails, the list goes out as it came in, with the errors
/// among its results.
///
/// # Errors
/// When there is no ResourceList, or anything is wrong with its items or the configuration.
pub(crate) fn run(
    call: Call,
    config: Config,
    cluster: &Cluster,
    messages: &mut Messages,
) -> Result<(), Failure> {
    let Some(list) = call.list() else { return Err(Failure::Invalid(no_list())) };
    messages.results().collect();
    let injected = injected(&call, list, config, cluster, messages);
    let failed = injected.as_ref().err();
    for error in failed.map(Failure::errors).into_iter().flatten() {
        messages.results().add(ResultSeverity::Error, &error);
    }
    for error in failed.map(Failure::usage_errors).into_iter().flatten() {
        let words = error.to_string();
        let cause = words.lines().next().unwrap_or_default();
        let error = Error::new(code::SETTINGS, cause.strip_prefix("error: ").unwrap_or(cause));
        messages.results().add(ResultSeverity::Error, &error);
    }
    let text = match &injected {
        Ok(Some(text)) => text,
        Ok(None) | Err(_) => list.document().text().map_err(Failure::Invalid)?,
    };
    let answer = list.with_results(text, &messages.results().take()).map_err(Failure::Invalid)?;
    print(|out| out.write_all(answer.as_bytes()))?;
    injected.map(drop)
}

/// The text of the list once its items are injected; `None` where nothing changes.
fn injected(
    call: &Call,
    list: &ResourceList,
    config: Config,
    cluster: &Cluster,
    messages: &mut Messages,
) -> Result<Option<String>, Failure> {
    let loaded = load::for_run(config, cluster, Vec::new(), Purpose::Inject, call, messages)?;
    if loaded.settings.compat() == Compat::Istioctl {
        return Err(Failure::Invalid(
            Error::new(
                code::ISTIOCTL,
                "istioctl is no KRM function, so there is nothing to be compatible with",
            )
            .help("run without --compat"),
        ));
    }
    for input in &loaded.inputs {
        for document in input.documents(Compat::Off)?.skip(1) {
            let document = document.map_err(|cause| input.unreadable(cause))?;
            if documents::has_content(&document) {
                let error = Error::new(
                    code::FUNCTION,
                    format!("line {}: another document follows the ResourceList", document.first_line),
                );
                return Err(Failure::Invalid(error));
            }
        }
    }
    let done = kube_inject::process(&loaded.settings, "-", list.document()).map_err(Failure::Invalid)?;
    inject::tell(messages, &done)?;
    Ok(done.text)
}

fn no_list() -> Error {
    Error::new(code::FUNCTION, "standard input is no ResourceList of config.kubernetes.io")
        .help("kustomize and kpt give one to a function; manifests go to kube-inject -f -")
}
