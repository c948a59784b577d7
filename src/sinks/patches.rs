//! Patches of all inputs in one stream: documents of their own, or where there are JSON patches among them, the entries of
//! one kustomize Component.

use super::replace::Target;
use super::spool::{Spool, spool, spool_failed, whole};
use super::{Done, Sink};
use crate::failure::Failure;
use crate::sources::Input;
use kube_inject::PatchForm;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Seek, Write};

/// What a Component begins with.
const COMPONENT: &str = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n";
/// What stands between two patches that are documents.
const BETWEEN: &str = "---\n";

/// Holds the patches back until they are committed.
pub(crate) struct Patches {
    target: Target,
    /// The patches as they are, and in front of each one its form: a byte that no line of a patch begins with.
    spool: Spool,
    is_component: bool,
}

impl Patches {
    pub(crate) fn new(target: Target) -> Self {
        Patches { target, spool: spool(), is_component: false }
    }

    /// Puts the patches together.
    fn together(self) -> io::Result<(Target, Spool)> {
        let mut written = whole(self.spool)?;
        written.rewind()?;
        let mut together = spool();
        if self.is_component {
            together.write_all(COMPONENT.as_bytes())?;
        }
        let mut patches = BufReader::new(written);
        let (mut line, mut indented, mut any) = (Vec::new(), false, false);
        while patches.read_until(b'\n', &mut line)? > 0 {
            let form = FORMS.into_iter().find(|(_, mark)| line.first() == Some(mark));
            if let Some((form, _)) = form {
                line.remove(0);
                indented = self.is_component && form == PatchForm::Strategic;
                let before = match (indented, self.is_component) {
                    (true, _) => "- patch: |-\n",
                    (false, false) if any => BETWEEN,
                    _ => "",
                };
                together.write_all(before.as_bytes())?;
                any = true;
            }
            if indented {
                together.write_all(b"    ")?;
            }
            together.write_all(&line)?;
            line.clear();
        }
        Ok((self.target, together))
    }
}

/// The forms, and the byte in the spool that tells of each; text has none below a tab.
const FORMS: [(PatchForm, u8); 2] = [(PatchForm::Strategic, 1), (PatchForm::Json6902, 2)];

impl Sink for Patches {
    fn begin(&mut self, _input: &Input) -> Result<(), Failure> {
        Ok(())
    }

    fn write(&mut self, done: Done<'_>) -> Result<(), Failure> {
        for patch in done.patches {
            self.is_component |= patch.form == PatchForm::Json6902;
            let text = match patch.form {
                PatchForm::Strategic => Cow::Borrowed(&*patch.text),
                PatchForm::Json6902 => Cow::Owned(patch.entry(None)),
            };
            let mark = FORMS.into_iter().filter(|(of, _)| *of == patch.form).map(|(_, mark)| mark);
            let framed: Vec<u8> = mark.chain(text.bytes()).collect();
            self.spool.write_all(&framed).map_err(spool_failed)?;
        }
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), Failure> {
        let (target, together) = self.together().map_err(spool_failed)?;
        target.fill(together)
    }
}
