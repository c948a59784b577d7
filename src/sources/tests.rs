//! What directories and files become.

use super::*;
use std::fs;

const SEARCH: Search<'_> = Search { exclude: &[], kustomize: Kustomize::Leave };

fn inputs(named: Vec<PathBuf>) -> Vec<Input> {
    let inputs = expand(named, SEARCH).unwrap().inputs;
    inputs.into_iter().filter(|input| !input.is_left_alone()).collect()
}

fn names(root: &Path, named: &[&str]) -> Vec<String> {
    let inputs = inputs(named.iter().map(|name| root.join(name)).collect());
    inputs.iter().map(|i| i.path().unwrap().strip_prefix(root).unwrap().display().to_string()).collect()
}

fn tree(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    root
}

#[test]
fn directories_yield_sorted_manifests_and_skip_hidden_ones() {
    let files = [
        "app/b.yml",
        "app/a.yaml",
        "app/z.json",
        "app/n.txt",
        "app/sub/c.YAML",
        "app/.h.yaml",
        "app/.git/d.yaml",
    ];
    let root = tree(&files);
    assert_eq!(names(root.path(), &["app"]), ["app/a.yaml", "app/b.yml", "app/sub/c.YAML", "app/z.json"]);
}

#[test]
fn files_count_whatever_their_name_and_only_once() {
    let root = tree(&["a.yaml", "x.txt"]);
    assert_eq!(names(root.path(), &["x.txt", "a.yaml", "./a.yaml", "."]), ["x.txt", "a.yaml"]);
}

#[test]
fn relative_path_is_below_what_was_named() {
    let root = tree(&["app/sub/c.yaml"]);
    let inputs = inputs(vec![root.path().join("app")]);
    assert_eq!(inputs[0].relative(), Some(Path::new("sub/c.yaml")));
    let inputs = super::tests::inputs(vec![root.path().join("app/sub/c.yaml")]);
    assert_eq!(inputs[0].relative(), Some(Path::new("c.yaml")));
}

#[test]
fn err_directory_without_manifests() {
    let root = tree(&["x.txt"]);
    assert!(matches!(expand(vec![root.path().to_owned()], SEARCH), Err(Failure::Invalid(_))));
}

#[test]
fn err_missing_file_and_url() {
    assert!(matches!(expand(vec!["no/such.yaml".into()], SEARCH), Err(Failure::Io(_))));
    assert!(matches!(expand(vec!["https://example.com/a.yaml".into()], SEARCH), Err(Failure::Usage(_))));
}

#[test]
fn ignored_files_and_templates_of_charts_are_passed_over() {
    let files =
        ["a.yaml", "out/b.yaml", "c/Chart.yaml", "c/values.yaml", "c/templates/t.yaml", "c/crds/d.yaml"];
    let root = tree(&files);
    fs::write(root.path().join(".gitignore"), "out/\n").unwrap();
    let found = expand(vec![root.path().to_owned()], SEARCH).unwrap();
    let chart = root.path().join("c");
    assert!(matches!(&found.left_alone[..], [LeftAlone::Chart(at)] if *at == chart), "{found:?}");
    assert_eq!(names(root.path(), &["."]), ["a.yaml", "c/Chart.yaml", "c/crds/d.yaml", "c/values.yaml"]);
    let search = Search { exclude: &["c/**".to_owned()], ..SEARCH };
    let inputs = expand(vec![root.path().to_owned()], search).unwrap().inputs;
    assert_eq!(inputs.len(), 1, "{inputs:?}");
}

#[test]
fn files_of_a_kustomization_are_left_alone_also_when_it_is_above() {
    let root = tree(&["k/kustomization.yaml", "k/base/a.yaml", "k/base/b.yaml", ".git/x"]);
    fs::write(root.path().join("k/kustomization.yaml"), "resources: [base/a.yaml]\n").unwrap();
    fs::write(root.path().join("k/base/a.yaml"), "kind: Pod\n").unwrap();
    for named in [".", "k/base"] {
        let found = expand(vec![root.path().join(named)], SEARCH).unwrap();
        let left: Vec<String> = found.left_alone.iter().map(|what| what.words(false)).collect();
        assert!(left.len() == 1 && left[0].contains("kustomize build"), "{left:?}");
        assert_eq!(names(root.path(), &[named]), ["k/base/b.yaml"]);
    }
    let search = Search { kustomize: Kustomize::Inject, ..SEARCH };
    assert!(expand(vec![root.path().to_owned()], search).unwrap().left_alone.is_empty());
}

#[cfg(unix)]
#[test]
fn links_to_files_count_and_links_to_directories_do_not() {
    let root = tree(&["app/real.yaml", "data/x.yaml"]);
    let link =
        |to: &str, from: &str| std::os::unix::fs::symlink(root.path().join(to), root.path().join(from));
    link("data/x.yaml", "app/linked.yaml").unwrap();
    link("app", "app/loop").unwrap();
    assert_eq!(names(root.path(), &["app"]), ["app/linked.yaml", "app/real.yaml"]);
}
