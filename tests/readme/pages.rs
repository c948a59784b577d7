//! The pages of the documentation, and what their Markdown has: blocks and spans of code, headings and links.

use regex::Regex;
use std::fs;
use std::path::Path;

/// The repository's root.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A page.
pub(crate) struct Page {
    /// Its path in the repository, with slashes.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

/// A fenced block of code.
pub(crate) struct Block {
    /// What stands behind the fence; empty when nothing does.
    pub(crate) language: String,
    /// The lines inside.
    pub(crate) text: String,
}

/// README.md and every page below docs/, sorted by name.
pub(crate) fn all() -> Vec<Page> {
    let mut names = vec!["README.md".to_owned()];
    let mut left = vec!["docs".to_owned()];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(Path::new(ROOT).join(&directory)).expect("docs is a directory") {
            let entry = entry.expect("docs can be read");
            let name = format!("{directory}/{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => left.push(name),
                false if name.ends_with(".md") => names.push(name),
                false => {}
            }
        }
    }
    names.sort();
    names.iter().map(|name| Page::read(name)).collect()
}

impl Page {
    /// The page of that name.
    pub(crate) fn read(name: &str) -> Self {
        let text = fs::read_to_string(Path::new(ROOT).join(name));
        Page { name: name.to_owned(), text: text.unwrap_or_else(|error| panic!("{name}: {error}")) }
    }

    /// The blocks of code.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut inside = false;
        for line in self.text.split_inclusive('\n') {
            match (line.trim_end().strip_prefix("```"), inside) {
                (Some(language), false) => {
                    blocks.push(Block { language: language.to_owned(), text: String::new() });
                    inside = true;
                }
                (Some(_), true) => inside = false,
                (None, true) => blocks.iter_mut().last().into_iter().for_each(|b| b.text.push_str(line)),
                (None, false) => {}
            }
        }
        assert!(!inside, "{}: a block of code has no end", self.name);
        blocks
    }

    /// Everything that is code: the lines of blocks, and the spans in the text.
    pub(crate) fn code(&self) -> Vec<String> {
        let span = Regex::new("`([^`]+)`").expect("it is right");
        let outside = self.outside();
        let spans = span.captures_iter(&outside).map(|found| found[1].to_owned());
        let lines = self.blocks().into_iter().flat_map(|block| commands_of(&block.text));
        spans.chain(lines).collect()
    }

    /// The text without any code.
    pub(crate) fn prose(&self) -> String {
        Regex::new("`[^`]+`").expect("it is right").replace_all(&self.outside(), "").into_owned()
    }

    /// The targets of links that stay in the repository.
    pub(crate) fn links(&self) -> Vec<String> {
        let link = Regex::new(r"\]\(([^)\s]+)\)").expect("it is right");
        let prose = self.prose();
        let targets = link.captures_iter(&prose).map(|found| found[1].to_owned());
        targets.filter(|target| !target.contains("://")).collect()
    }

    /// What links to headings end with, as GitHub and mdBook make it of them.
    pub(crate) fn anchors(&self) -> Vec<String> {
        let outside = self.outside();
        let headings = outside.lines().filter(|line| line.starts_with('#'));
        headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
    }

    /// The text outside of blocks.
    fn outside(&self) -> String {
        let mut inside = false;
        let mut outside = String::new();
        for line in self.text.split_inclusive('\n') {
            match line.starts_with("```") {
                true => inside = !inside,
                false if !inside => outside.push_str(line),
                false => {}
            }
        }
        outside
    }
}

fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The lines of a block, those that end in a backslash together with the next.
pub(crate) fn commands_of(text: &str) -> Vec<String> {
    text.replace("\\\n", " ").lines().map(str::to_owned).collect()
}

#[test]
fn markdown_is_read_as_it_is_shown() {
    let text = "# Of `a.b`: *x*\n[l](m.md#n) `[no](x)` `--one`\n```sh\nkube-inject \\\n  --two # [no](y)\n```\n--three\n";
    let page = Page { name: "p".to_owned(), text: text.to_owned() };
    assert_eq!(page.anchors(), ["of-ab-x"]);
    assert_eq!(page.links(), ["m.md#n"]);
    assert_eq!(page.code(), ["a.b", "[no](x)", "--one", "kube-inject    --two # [no](y)"]);
    assert!(page.prose().contains("--three") && !page.prose().contains("--one"));
}
