//! The flags of istioctl that are about a cluster: they are understood, and nothing is asked or connected to.

use clap::Args;

/// The flags by which istioctl finds a cluster. They are understood, but a cluster is never asked.
#[derive(Args, Debug, Default)]
pub(crate) struct Cluster {
    #[arg(long = "injectConfigMapName", alias = "inject-config-map-name", hide = true)]
    pub(crate) inject_config_map: Option<String>,
    #[arg(long = "meshConfigMapName", alias = "mesh-config-map-name", hide = true)]
    pub(crate) mesh_config_map: Option<String>,
    #[arg(long = "webhookConfig", alias = "webhook-config", hide = true)]
    pub(crate) webhook_config: Option<String>,
    #[arg(short = 'c', long, hide = true)]
    pub(crate) kubeconfig: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) context: Option<String>,
    #[arg(long = "as", hide = true)]
    pub(crate) as_user: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) as_group: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) as_uid: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) xds_address: Option<String>,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

/// The flags by which istioctl connects to a control plane. They are understood, and nothing is connected to.
#[derive(Args, Debug, Default)]
pub(crate) struct Connection {
    #[arg(long, hide = true)]
    authority: Option<String>,
    #[arg(long, hide = true)]
    cert_dir: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    insecure: Option<String>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    plaintext: Option<String>,
    #[arg(long, hide = true)]
    timeout: Option<String>,
    #[arg(long, hide = true)]
    xds_label: Option<String>,
    #[arg(long, hide = true)]
    xds_port: Option<String>,
}

impl Connection {
    /// The flags that are given.
    pub(crate) fn given(&self) -> Vec<&'static str> {
        let flags = [
            ("--authority", &self.authority),
            ("--cert-dir", &self.cert_dir),
            ("--insecure", &self.insecure),
            ("--plaintext", &self.plaintext),
            ("--timeout", &self.timeout),
            ("--xds-label", &self.xds_label),
            ("--xds-port", &self.xds_port),
        ];
        flags.into_iter().filter_map(|(flag, value)| value.as_ref().map(|_| flag)).collect()
    }
}
