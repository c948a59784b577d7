//! A directory with a small configuration to run the binary in.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_kube-inject");

const INJECT_CONFIG: &str = "\
templates:
  sidecar: |
    spec:
      containers:
      - name: istio-proxy
        image: example.com/proxyv2:1
";

pub(crate) struct Shop(TempDir);

/// What the binary did.
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Shop {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        Shop(directory).with("inject-config.yaml", INJECT_CONFIG)
    }

    /// The same with another file.
    pub(crate) fn with(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is below the directory"))
            .expect("directories can be made");
        fs::write(path, text).expect("files can be written");
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("the file is there")
    }

    /// Every file, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        fn below(directory: &Path, root: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(directory).expect("directories can be listed") {
                let path = entry.expect("directories can be listed").path();
                if path.is_dir() {
                    below(&path, root, files);
                } else {
                    files.push(path.strip_prefix(root).expect("it is below").display().to_string());
                }
            }
        }
        let mut files = Vec::new();
        below(self.0.path(), self.0.path(), &mut files);
        files.sort();
        files
    }

    /// Runs the binary with the configuration.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        self.run_with(args, "")
    }

    /// The same with something on standard input.
    pub(crate) fn run_with(&self, args: &[&str], input: &str) -> Done {
        let mut command = Command::new(BINARY);
        command.args(args).args(["--injectConfigFile", "inject-config.yaml"]);
        self.finish(command, input)
    }

    /// Runs the binary with nothing but the arguments.
    pub(crate) fn plain(&self, args: &[&str]) -> Done {
        self.plain_with(args, "")
    }

    /// The same with something on standard input.
    pub(crate) fn plain_with(&self, args: &[&str], input: &str) -> Done {
        let mut command = Command::new(BINARY);
        command.args(args);
        self.finish(command, input)
    }

    /// Runs the binary as kustomize runs a plugin whose configuration is `string`.
    pub(crate) fn run_as_plugin(&self, args: &[&str], input: &str, string: Option<&str>) -> Done {
        let mut command = Command::new(BINARY);
        command.args(args).args(["--injectConfigFile", "inject-config.yaml"]);
        if let Some(string) = string {
            command.env("KUSTOMIZE_PLUGIN_CONFIG_STRING", string);
        }
        self.finish(command, input)
    }

    /// Runs a shell command in which `$BIN` is the binary with the configuration.
    pub(crate) fn shell(&self, script: &str) -> Done {
        let mut command = Command::new("sh");
        command.args(["-c", script]).env("BIN", format!("{BINARY} --injectConfigFile inject-config.yaml"));
        self.finish(command, "")
    }

    fn finish(&self, mut command: Command, input: &str) -> Done {
        command.current_dir(self.0.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // It may end before it reads everything.
        let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
        let Output { status, stdout, stderr } = child.wait_with_output().expect("the binary ends");
        let text = |bytes| String::from_utf8(bytes).expect("it writes text");
        Done { status: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
    }
}
