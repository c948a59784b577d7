//! What to say when the arguments ask for a cluster, which is never contacted: the commands that export the pieces.

use super::files::Files;
use crate::args::Cluster;
use crate::options::Options;
use kube_inject::code;
use kube_yaml::Error;

/// A piece of configuration that a cluster holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Piece {
    InjectConfig,
    Values,
    MeshConfig,
}

/// The answer to arguments that want a piece of the configuration from a cluster, if they do.
///
/// A piece is wanted from there when a flag names the ConfigMap or the cluster and no file holds the piece. A legacy
/// inject-config brings no use for values. The Istio namespace alone asks for nothing: with `--from` it chooses.
pub(crate) fn cluster_required(cluster: &Cluster, options: &Options, files: &Files) -> Option<Error> {
    let any = cluster.names_a_cluster() || (options.istio_namespace.is_some() && options.from.is_empty());
    let wanted = [
        (Piece::InjectConfig, any || cluster.inject_config_map.is_some() || cluster.webhook_config.is_some()),
        (Piece::Values, any || cluster.inject_config_map.is_some() || cluster.webhook_config.is_some()),
        (Piece::MeshConfig, any || cluster.mesh_config_map.is_some()),
    ];
    let missing: Vec<Piece> = wanted
        .into_iter()
        .filter(|(piece, wanted)| *wanted && !piece.is_given(files))
        .map(|(piece, _)| piece)
        .collect();
    let flags: Vec<String> =
        missing.iter().map(|piece| format!("{} {}", piece.flag(), piece.file())).collect();
    let commands: Vec<String> = missing.iter().map(|piece| piece.export(cluster, options)).collect();
    (!missing.is_empty()).then(|| {
        let words: Vec<&str> = missing.iter().map(|piece| piece.words()).collect();
        Error::new(
            code::CLUSTER,
            format!("{} not given, and kube-inject never contacts a cluster", words.join(", ")),
        )
        .help(match missing.len() {
            // Everything at once is one command and one flag.
            3 => {
                format!(
                    "export it to a file once, and add --from {EXPORT}:\n{}",
                    everything(cluster, options)
                )
            }
            _ => format!("export to files once, and add {}:\n{}", flags.join(" "), commands.join("\n")),
        })
    })
}

/// The file that holds an export of everything.
const EXPORT: &str = "istio-config.yaml";

/// The command that exports all pieces.
fn everything(cluster: &Cluster, options: &Options) -> String {
    let namespace = options.istio_namespace.as_deref().unwrap_or("istio-system");
    let names =
        [Piece::InjectConfig, Piece::MeshConfig].map(|piece| quoted(&piece.config_map(cluster, options)));
    let kubectl = cluster.kubectl();
    format!("{kubectl} -n {} get configmap {} -o yaml > {EXPORT}", quoted(namespace), names.join(" "))
}

impl Cluster {
    fn names_a_cluster(&self) -> bool {
        let named = [&self.kubeconfig, &self.context, &self.as_user, &self.as_uid, &self.xds_address];
        named.into_iter().any(Option::is_some) || !self.as_group.is_empty()
    }

    /// `kubectl` with what leads it to the same cluster as the same user.
    fn kubectl(&self) -> String {
        let flags = [
            ("--kubeconfig", &self.kubeconfig),
            ("--context", &self.context),
            ("--as", &self.as_user),
            ("--as-uid", &self.as_uid),
        ];
        let mut command = "kubectl".to_owned();
        let groups = self.as_group.iter().map(|group| ("--as-group", group));
        for (flag, value) in flags.into_iter().filter_map(|(f, v)| Some((f, v.as_ref()?))).chain(groups) {
            command.push_str(&format!(" {flag} {}", quoted(value)));
        }
        command
    }
}

impl Piece {
    fn is_given(self, files: &Files) -> bool {
        let operator = files.operator.is_some();
        match self {
            Piece::InjectConfig => files.inject_config.is_some(),
            Piece::Values => files.values.is_some() || operator || files.is_legacy(),
            Piece::MeshConfig => files.mesh_config.is_some() || operator,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Piece::InjectConfig => "the inject-config",
            Piece::Values => "the values",
            Piece::MeshConfig => "the mesh-config",
        }
    }

    fn flag(self) -> &'static str {
        match self {
            Piece::InjectConfig => "--injectConfigFile",
            Piece::Values => "--valuesFile",
            Piece::MeshConfig => "--meshConfigFile",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Piece::InjectConfig => "inject-config.yaml",
            Piece::Values => "values.json",
            Piece::MeshConfig => "mesh-config.yaml",
        }
    }

    /// The ConfigMap that holds the piece. As in istioctl a revision is part of the default names, and not of others.
    fn config_map(self, cluster: &Cluster, options: &Options) -> String {
        let (given, default) = match self {
            Piece::InjectConfig | Piece::Values => (&cluster.inject_config_map, "istio-sidecar-injector"),
            Piece::MeshConfig => (&cluster.mesh_config_map, "istio"),
        };
        match (given.as_deref().unwrap_or(default), options.revision.as_deref()) {
            (name, Some(revision)) if name == default && !matches!(revision, "" | "default") => {
                format!("{name}-{revision}")
            }
            (name, _) => name.to_owned(),
        }
    }

    /// The command that exports the piece.
    fn export(self, cluster: &Cluster, options: &Options) -> String {
        let key = match self {
            Piece::InjectConfig => "config",
            Piece::Values => "values",
            Piece::MeshConfig => "mesh",
        };
        let name = self.config_map(cluster, options);
        let namespace = options.istio_namespace.as_deref().unwrap_or("istio-system");
        format!(
            "{} -n {} get configmap {} -o jsonpath='{{.data.{key}}}' > {}",
            cluster.kubectl(),
            quoted(namespace),
            quoted(&name),
            self.file()
        )
    }
}

/// The text as a word of a shell command.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    fn answer(args: &[&str]) -> Option<String> {
        let args = Cli::parse_from(std::iter::once(&"kube-inject").chain(args)).inject;
        let given = |path: &Option<crate::options::ConfigPath>| path.as_ref().map(|_| Default::default());
        let files = Files {
            inject_config: given(&args.config.options.inject_config_file),
            mesh_config: given(&args.config.options.mesh_config_file),
            values: given(&args.config.options.values_file),
            operator: given(&args.config.options.operator_file_name),
            ..Files::default()
        };
        cluster_required(&args.cluster, &args.config.options, &files)
            .and_then(|e| e.help_text().map(str::to_owned))
    }

    #[test]
    fn nothing_to_refuse_without_cluster_flags() {
        assert_eq!(answer(&["-f", "x"]), None);
    }

    #[test]
    fn nothing_to_refuse_when_files_hold_all_pieces() {
        let files = ["--injectConfigFile", "i", "--meshConfigFile", "m", "--valuesFile", "v"];
        let cluster = ["--context", "c", "--meshConfigMapName", "x", "--injectConfigMapName", "y"];
        assert_eq!(answer(&[&files[..], &cluster].concat()), None);
    }

    #[test]
    fn named_config_map_is_exported_by_its_name() {
        let help =
            answer(&["--injectConfigMapName", "mine", "--valuesFile", "v", "--revision", "canary"]).unwrap();
        assert_eq!(
            help,
            "export to files once, and add --injectConfigFile inject-config.yaml:\n\
             kubectl -n istio-system get configmap mine -o jsonpath='{.data.config}' > inject-config.yaml"
        );
    }

    #[test]
    fn revision_is_part_of_the_default_names() {
        let help = answer(&["--context", "my ctx", "-i", "mesh", "-r", "canary"]).unwrap();
        assert_eq!(
            help,
            "export it to a file once, and add --from istio-config.yaml:\n\
             kubectl --context 'my ctx' -n mesh get configmap istio-sidecar-injector-canary istio-canary -o yaml > istio-config.yaml"
        );
        let help = answer(&["--context", "c", "-r", "canary", "--meshConfigFile", "m"]).unwrap();
        let lines: Vec<&str> = help.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "kubectl --context c -n istio-system get configmap istio-sidecar-injector-canary -o jsonpath='{.data.config}' > inject-config.yaml",
                "kubectl --context c -n istio-system get configmap istio-sidecar-injector-canary -o jsonpath='{.data.values}' > values.json",
            ]
        );
    }

    #[test]
    fn operator_holds_values_and_mesh_config() {
        let args = ["--context", "c", "--injectConfigFile", "i", "--operatorFileName", "o"];
        assert_eq!(answer(&args), None);
    }

    #[test]
    fn istio_namespace_alone_asks_for_a_cluster_unless_it_chooses() {
        assert!(answer(&["-i", "mesh"]).is_some());
        assert_eq!(answer(&["-i", "mesh", "--from", "x"]), None);
    }
}
