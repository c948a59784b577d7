//! The man pages: clap_mangen's sections, and what people look for in a man page besides.

use super::print;
use crate::args::Program;
use crate::args::help::{ENVIRONMENT, EXAMPLES, EXIT_CODES, FILES};
use crate::failure::Failure;
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::{self, Write};

/// Prints the page of the program, or of the command that is named.
///
/// # Errors
/// When there is no such command, or the page cannot be written.
pub(super) fn page(program: Program, path: &[String]) -> Result<(), Failure> {
    let mut root = program.command();
    root.build();
    let mut command = &root;
    for name in path {
        let found = command.find_subcommand(name);
        let missing = || Failure::usage(format!("there is no command {}", path.join(" ")));
        command = found.ok_or_else(missing)?;
    }
    let command = command.clone();
    print(|out| if path.is_empty() { whole(command, out) } else { Man::new(command).render(out) })
}

/// The page of the program itself.
fn whole(command: Command, out: &mut dyn Write) -> io::Result<()> {
    let man = Man::new(command);
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    man.render_subcommands_section(out)?;
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]).control("nf", []);
    for example in EXAMPLES {
        roff.text([roman(example)]);
    }
    roff.control("fi", []);
    for (title, table) in [("EXIT STATUS", &EXIT_CODES[..]), ("FILES", &FILES), ("ENVIRONMENT", &ENVIRONMENT)]
    {
        roff.control("SH", [title]);
        for (name, meaning) in table {
            roff.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
        }
    }
    roff.to_writer(out)?;
    man.render_version_section(out)
}
