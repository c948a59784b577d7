//! Work with the configuration itself: checks it, writes the embedded one out, and prints schemas.

mod check;

use super::messages::Messages;
use super::print;
use crate::args::{ConfigCommand, SchemaOf};
use crate::failure::Failure;
use kube_inject::code;
use kube_inject::config;
use kube_yaml::Error;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Does what is asked.
///
/// # Errors
/// When a file cannot be written, and [`Failure::Found`] when there is something wrong with what is checked.
pub(crate) fn run(command: ConfigCommand, messages: &mut Messages) -> Result<(), Failure> {
    match command {
        ConfigCommand::Export { directory } => export(&directory),
        ConfigCommand::Check(arguments) => check::run(*arguments, messages),
        ConfigCommand::Schema { of } => print(|out| out.write_all(schema(of).as_bytes())),
    }
}

/// The schema, as the repository has it.
fn schema(of: SchemaOf) -> &'static str {
    match of {
        SchemaOf::Settings => include_str!("../../kube-inject.schema.json"),
        SchemaOf::Report => include_str!("../../report.schema.json"),
    }
}

/// Writes the three files, and none when one of them is there already.
fn export(directory: &Path) -> Result<(), Failure> {
    let files = [
        ("inject-config.yaml", config::inject_config_text()),
        ("mesh-config.yaml", config::MESH_CONFIG.1.to_owned()),
        ("values.yaml", config::VALUES.1.to_owned()),
    ];
    fs::create_dir_all(directory).map_err(|cause| Failure::writing(directory, cause))?;
    if let Some((name, _)) = files.iter().find(|(name, _)| directory.join(name).exists()) {
        let cause = format!("{} already exists", directory.join(name).display());
        return Err(Failure::Invalid(
            Error::new(code::EXISTS, cause).help("choose another directory, or move the file"),
        ));
    }
    for (name, text) in files {
        let path = directory.join(name);
        write(&path, &text).map_err(|cause| Failure::writing(&path, cause))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
