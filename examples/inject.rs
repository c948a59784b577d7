//! Injects the manifests on standard input with the embedded default and writes them to standard output:
//!
//! ```text
//! cargo run --example inject < examples/tea-shop.yaml
//! ```

#![expect(clippy::print_stderr, reason = "a program may speak to its user")]

use kube_inject::{Compat, Settings, Sources, documents, process};
use std::error::Error;
use std::io::{self, Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = inject(io::stdin()).and_then(|out| Ok(io::stdout().write_all(&out)?));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
    }
}

/// The stream with the sidecar in it; all of it or an error, so that nothing half done is written.
pub(crate) fn inject(input: impl Read + Send + 'static) -> Result<Vec<u8>, Box<dyn Error>> {
    let settings = Settings::load(Sources::default())?;
    let mut out = Vec::new();
    for document in documents(Compat::Off, input) {
        let document = document?;
        let done = process(&settings, "stdin", &document)?.with_undo_comment();
        for object in &done.objects {
            eprintln!("{object}");
        }
        for warning in &done.warnings {
            eprintln!("warning: {warning}");
        }
        // No text means that nothing has changed.
        out.extend_from_slice(done.text.as_deref().map_or(&document.bytes, str::as_bytes));
    }
    Ok(out)
}
