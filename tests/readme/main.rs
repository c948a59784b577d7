//! Holds README.md and the pages of docs/ to what is so: commands and their output, flags, links, YAML, and that nothing is left out.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test readme` writes what the commands shown in them print now.

mod commands;
mod errors;
mod pages;

use pages::{Page, ROOT};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn shown_output_is_real() {
    for page in pages::all().into_iter().filter(|page| page.name != errors::PAGE) {
        let real = commands::with_real_output(&page.text, Path::new(ROOT));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(Path::new(ROOT).join(&page.name), real).expect("a page can be written");
        } else {
            let diff = similar::TextDiff::from_lines(&page.text, &real);
            assert!(page.text == real, "{}", diff.unified_diff().header(&page.name, "now"));
        }
    }
}

#[test]
fn commands_on_the_examples_succeed() {
    let shown = pages::all().into_iter().flat_map(|page| {
        let blocks = page.blocks().into_iter().filter(|block| block.language == "sh");
        blocks.map(|block| block.text).collect::<Vec<_>>()
    });
    let commands: Vec<String> = shown.flat_map(|text| commands::on_examples(&text)).collect();
    assert!(commands.len() > 4, "they are not found: {commands:?}");
    for command in commands {
        let (status, told) = commands::in_copy_of_examples(&command);
        let finds = ["--check", "--diff"].iter().any(|flag| command.contains(flag));
        assert!(status == Some(0) || finds && status == Some(1), "{command}: {status:?}\n{told}");
    }
}

#[test]
fn commands_shown_are_understood() {
    let mut seen = 0;
    for page in pages::all() {
        let blocks = page.blocks().into_iter().filter(|block| ["sh", "console"].contains(&&*block.language));
        for line in blocks.flat_map(|block| pages::commands_of(&block.text)) {
            for arguments in commands::arguments(&line) {
                seen += 1;
                assert_eq!(commands::misunderstanding(&arguments), None, "{}: {line}", page.name);
            }
        }
    }
    assert!(seen > 30, "they are not found: {seen}");
}

#[test]
fn flags_named_are_flags() {
    let mut named: BTreeSet<String> = BTreeSet::new();
    for page in pages::all() {
        named.extend(page.code().iter().flat_map(|code| commands::flags_of_ours(code)));
        named.extend(commands::flags(&page.prose()).map(str::to_owned));
    }
    let listed = commands::options();
    for flag in named.into_iter().filter(|flag| !listed.contains(flag)) {
        let told = commands::told(&[&flag, "--help"]);
        assert!(!told.contains("unexpected argument"), "{flag}: {told}");
    }
}

#[test]
fn every_option_and_setting_is_mentioned() {
    let words: BTreeSet<String> =
        pages::all().iter().flat_map(Page::code).flat_map(|code| commands::words(&code)).collect();
    for option in commands::options() {
        assert!(words.contains(&option), "no page mentions {option}");
    }
    for key in settings() {
        assert!(words.contains(&key), "no page mentions {key} of kube-inject.yaml");
    }
}

#[test]
fn links_lead_somewhere() {
    let more = ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "RELEASES.md"].map(Page::read);
    for page in pages::all().into_iter().chain(more) {
        for link in page.links() {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let here = Path::new(&page.name).parent().unwrap_or(Path::new(""));
            let file = if path.is_empty() { page.name.clone().into() } else { here.join(path) };
            assert!(Path::new(ROOT).join(&file).exists(), "{}: {link} leads nowhere", page.name);
            if !anchor.is_empty() {
                let anchors = Page::read(&file.to_string_lossy()).anchors();
                assert!(anchors.iter().any(|known| known == anchor), "{}: {link}: {anchors:?}", page.name);
            }
        }
    }
}

#[test]
fn summary_lists_every_page() {
    let mut listed: Vec<String> =
        Page::read("docs/SUMMARY.md").links().into_iter().map(|link| format!("docs/{link}")).collect();
    listed.sort();
    let pages = pages::all().into_iter().map(|page| page.name);
    let pages: Vec<String> = pages.filter(|name| name != "README.md" && name != "docs/SUMMARY.md").collect();
    assert_eq!(listed, pages, "docs/SUMMARY.md does not list the pages of docs/, each once");
}

#[test]
fn yaml_shown_is_yaml() {
    for (page, text) in shown_in("yaml") {
        for document in kube_yaml::split::documents(text.as_bytes()) {
            let document = document.expect("text is read");
            let read = kube_yaml::parse(document.text().expect("it is text"));
            assert!(read.is_ok(), "{page}: {read:?}\n{text}");
        }
    }
}

#[test]
fn settings_shown_are_settings() {
    let known = settings();
    let files = shown_in("yaml").into_iter().filter(|(_, text)| text.starts_with("# kube-inject.yaml\n"));
    let mut seen = 0;
    for (page, text) in files {
        let read = kube_yaml::parse(&text).expect("it is YAML").expect("it says something");
        for (key, _) in read.as_map().expect("settings are a map").iter() {
            assert!(known.iter().any(|setting| setting == key), "{page}: {key}");
            seen += 1;
        }
    }
    assert!(seen > 0, "no settings are shown");
}

#[test]
fn inject_configs_shown_pass_the_check() {
    let configs = shown_in("yaml").into_iter().filter(|(_, text)| text.contains("\ntemplates:\n"));
    let checked = configs.map(|(page, text)| (page, "inject-config.yaml", text));
    let bare = shown_in("jinja").into_iter().map(|(page, text)| (page, "inject-config.jinja", text));
    let all: Vec<_> = checked.chain(bare).collect();
    assert!(all.len() > 1, "they are not found");
    for (page, name, text) in all {
        let (status, told) = commands::check_of_config(name, &text);
        assert_eq!(status, Some(0), "{page}: {told}\n{text}");
    }
}

#[test]
fn warnings_are_listed_with_their_meaning() {
    let text = Page::read("docs/warnings.md").text;
    for code in kube_inject::Code::all() {
        let row = format!("| `{code}` | {} |\n", code.meaning());
        assert!(text.contains(&row), "missing: {row}");
    }
}

/// The blocks of code in a language, each with the name of its page.
fn shown_in(language: &str) -> Vec<(String, String)> {
    let mut shown = Vec::new();
    for page in pages::all() {
        let blocks = page.blocks().into_iter().filter(|block| block.language == language);
        shown.extend(blocks.map(|block| (page.name.clone(), block.text)));
    }
    shown
}

/// The keys of kube-inject.yaml.
fn settings() -> Vec<String> {
    let schema = fs::read_to_string(Path::new(ROOT).join("kube-inject.schema.json")).expect("it is there");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("it is JSON");
    schema["properties"].as_object().expect("it has properties").keys().cloned().collect()
}
