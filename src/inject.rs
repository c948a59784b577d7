//! One pod through the stages: validate, strip, render, merge, override, finish.

use crate::code;
use crate::warning::Code;
use std::borrow::Cow;

use crate::annotations;
use crate::check;
use crate::context::{Context, Owner};
use crate::incomplete;
use crate::legacy;
use crate::overrides::{self, merge_onto};
use crate::pod::{Pod, TEMPLATES};
use crate::post_process::{self, PostProcess, cluster};
use crate::records::{self, Status};
use crate::rendered::{self, forget_restarts, read_as_pod, settle};
use crate::settings::keys;
use crate::settings::proto::tables::PROXY_CONFIG as PROXY_MESSAGE;
use crate::settings::proxy_resources::ProxyResource;
use crate::settings::{Compat, MeshConfig, ProxyConfig, Rule, Settings};
use go_template::value::Value;
use kube_schema::{self as schema, Type};
use kube_yaml::{self as yaml, Error, Node, Result, Span};

/// The pod annotation that overlays the mesh's proxy config.
pub(crate) const PROXY_CONFIG: &str = "proxy.istio.io/config";
/// What a template renders.
static PATCH: Type = Type::One(&schema::POD);
const NATIVE_SIDECAR: &str = "sidecar.istio.io/nativeSidecar";

/// The mesh config as one pod of `namespace` sees it.
///
/// For the cluster's webhook, ProxyConfig resources count as well: the root namespace's, the namespace's, and over the pod's own
/// annotation the one that selects the pod (pilot/pkg/model/proxy_config.go: EffectiveProxyConfig).
///
/// # Errors
/// When the pod's `proxy.istio.io/config` is not a ProxyConfig, or a resource has a field of the wrong type.
pub(crate) fn mesh_of<'s>(settings: &'s Settings, pod: &Pod, namespace: &str) -> Result<Cow<'s, MeshConfig>> {
    let mesh = settings.mesh();
    let annotation = pod.annotations().and_then(|a| a.get(PROXY_CONFIG));
    let annotation = annotation.filter(|_| settings.release().has(Rule::PodConfig));
    let resources = settings.webhook().filter(|_| settings.release().has(Rule::ProxyResources));
    let resources = resources.map(|webhook| &webhook.proxies);
    let root = mesh.root_namespace();
    let everywhere = resources.and_then(|all| all.of_namespace(root));
    let here = resources.and_then(|all| all.of_namespace(namespace)).filter(|_| namespace != root);
    let own = resources.and_then(|all| all.of_pod(namespace, |key| pod.label(key)));
    if annotation.is_none() && [everywhere, here, own].iter().all(Option::is_none) {
        return Ok(Cow::Borrowed(mesh));
    }
    let lay = |config: ProxyConfig, resource: Option<&ProxyResource>| match resource {
        None => Ok(config),
        Some(resource) => config.overlaid(Some(resource.config())).map_err(|e| e.context(resource.title())),
    };
    let mut config = lay(lay(mesh.default_config().clone(), everywhere)?, here)?;
    if let Some(node) = annotation {
        config = config.overlaid(Some(node.as_str().unwrap_or_default())).map_err(|e| {
            Error::new(code::ANNOTATION, format!("annotation {PROXY_CONFIG}: {}", e.cause()))
                .at(node.span)
                .help("a ProxyConfig as YAML or JSON, such as `concurrency: 2`")
        })?;
    }
    Ok(Cow::Owned(mesh.with_default_config(lay(config, own)?)))
}

/// Checks the annotations that steer injection.
///
/// # Errors
/// When one is not valid; the error names all that are not.
pub(crate) fn validate(settings: &Settings, pod: &Pod) -> Result<()> {
    let Some(annotations) = pod.annotations() else { return Ok(()) };
    let release = settings.release().minor();
    let check = |text: &str| ProxyConfig::check_annotation(text, release).map_err(|e| e.cause().to_owned());
    annotations::validate(annotations, release, check)?;
    // Istio takes whatever it can read of these for a volume, and logs the rest.
    match settings.compat() {
        Compat::Off => annotations::check_volumes(annotations),
        Compat::Istioctl => Ok(()),
    }
}

/// Finds the keys of a pod's `proxy.istio.io/config` that nobody reads.
pub(crate) fn unread_proxy_config(settings: &Settings, pod: &Pod) -> Vec<Error> {
    let annotation = pod.annotations().and_then(|a| a.get(PROXY_CONFIG));
    let Some(node) = annotation.filter(|_| settings.release().has(Rule::PodConfig)) else {
        return Vec::new();
    };
    let Ok(Some(config)) = yaml::parse(node.as_str().unwrap_or_default()) else { return Vec::new() };
    let mut errors = Vec::new();
    keys::message(&config, &PROXY_MESSAGE, Some(settings.release().minor()), &mut errors);
    let placed = errors.into_iter().map(|error| {
        let cause = format!("annotation {PROXY_CONFIG}: {}", error.cause());
        let told = Code::WithoutEffect.warn(cause).at(node.span);
        told.help(error.help_text().unwrap_or_default())
    });
    placed.collect()
}

/// Injects the sidecar: the pod as it came in, the pod with the sidecar out.
///
/// What an earlier injection left is merged onto, as istioctl does. What templates rendered although something was missing is
/// told in `warnings`.
///
/// # Errors
/// When a template fails, or what it renders does not fit a pod.
pub(crate) fn inject(
    settings: &Settings,
    mesh: &MeshConfig,
    pod: &Pod,
    owner: &Owner,
    warnings: &mut Vec<Error>,
) -> Result<Pod> {
    let injected = match settings.release().has(Rule::Appends) {
        true => legacy::inject(settings, mesh, pod, owner, warnings)?,
        false => merge(settings, mesh, pod, owner, warnings)?,
    };
    check::is_pod(&injected, pod)?;
    Ok(injected)
}

/// Merges what the templates render onto the pod, and what follows from that.
fn merge(
    settings: &Settings,
    mesh: &MeshConfig,
    pod: &Pod,
    owner: &Owner,
    warnings: &mut Vec<Error>,
) -> Result<Pod> {
    let proxy_config = mesh.default_config();
    let plain = match settings.release().has(Rule::PodConfigEverywhere) {
        true => mesh,
        false => settings.mesh(),
    };
    let status_port = i64::from(plain.default_config().status_port());
    let (stripped, recorded) = records::strip(pod, status_port, settings.release())?;
    let context = Context { owner, pod: stripped.pod(), proxy_config, mesh, settings }.value();
    let (template, merged) = render(settings, pod, &context, warnings)?;
    let release = settings.release();
    let status = Status::of(pod).filter(|_| release.has(Rule::RefreshesContainers));
    let mut merged = overrides::reapply(merged, pod, &template, &recorded, status.as_ref(), settings)?;
    if release.has(Rule::CarriesProxyUser) {
        overrides::adjust_init_user(&mut merged, pod, proxy_config);
    }
    let network = cluster::network(pod, settings.values().network());
    post_process::run(
        &mut merged,
        PostProcess { settings, mesh: plain, pods_mesh: mesh, template: &template, network },
    )?;
    Ok(merged)
}

/// Renders the pod's templates and merges each onto nothing and onto the pod.
fn render<'a>(
    settings: &'a Settings,
    pod: &Pod,
    context: &Value<'a>,
    warnings: &mut Vec<Error>,
) -> Result<(Pod, Pod)> {
    let mut template = Pod::empty();
    let mut merged = pod.clone();
    let wish = pod.annotations().and_then(|a| a.get(TEMPLATES));
    let place = wish.map_or(Span::NONE, |node| node.span);
    let engines = settings
        .templates_for(wish.map(|node| node.as_str().unwrap_or_default()))
        .map_err(|e| e.at(place))?;
    for engine in &engines {
        let name = engine.name();
        let rendered = settings.execute(engine, context.clone())?;
        let blamed = |error| settings.blame(error, engine, &rendered, context.clone());
        let read = |mut patch: Node| {
            let incomplete = incomplete::values(name, &rendered, &patch);
            // Old templates set fields at places where Kubernetes has none (fsGroup of a container, up to 1.11).
            schema::prune(&mut patch, &PATCH);
            read_as_pod(&mut patch)?;
            Ok((patch, incomplete))
        };
        let (mut patch, told) = rendered::read(engine.reader(), &rendered, read).map_err(blamed)?;
        warnings.extend(told);
        if !settings.release().has(Rule::ContainersRestart) {
            patch.get_mut("spec").map(forget_restarts);
        }
        template = merge_onto(template, patch.clone()).map_err(|e| e.context(format!("template {name}")))?;
        if is_native(settings, &merged) {
            overrides::follow_native_sidecar(&mut merged, &template);
        }
        merged = merge_onto(merged, patch).map_err(|e| e.context(format!("template {name}")))?;
        settle(&mut merged);
    }
    let names: Vec<&str> = engines.iter().map(|engine| engine.name()).collect();
    warnings.extend(incomplete::containers(&names, &template, &merged));
    Ok((template, merged))
}

fn is_native(settings: &Settings, pod: &Pod) -> bool {
    let release = settings.release();
    match pod.annotation(NATIVE_SIDECAR).filter(|_| release.has(Rule::NativeByAnnotation)) {
        Some("true") => true,
        Some("false") => false,
        _ => settings.native_sidecars(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::owner_of;
    use crate::kinds::{self, Kinds};
    use crate::settings::Sources;
    use kube_yaml::{json, parse};

    fn settings(template: &str, native_sidecars: bool) -> Settings {
        let template = Some(("inject-config", template));
        Settings::load(Sources { inject_config: template, native_sidecars, ..Sources::default() }).unwrap()
    }

    /// What a template makes of `{metadata, spec}`.
    fn injected(settings: &Settings, pod: &str) -> Result<Pod> {
        let root = parse(&format!("{{apiVersion: v1, kind: Pod, {}", &pod[1..])).unwrap().unwrap();
        let workload = &kinds::find(&root, &Kinds::default()).unwrap()[0];
        let pod = Pod::of_text(pod);
        let mesh = mesh_of(settings, &pod, "")?;
        inject(settings, &mesh, &pod, &owner_of(workload, &pod, "", settings.release()), &mut Vec::new())
    }

    #[test]
    fn pods_config_is_laid_over_the_meshs_for_that_pod_alone() {
        let settings = settings("metadata: {}", false);
        let asking = |config: &str| {
            Pod::of_text(&format!("{{metadata: {{annotations: {{proxy.istio.io/config: '{config}'}}}}}}"))
        };
        let port = |pod: &Pod| mesh_of(&settings, pod, "").unwrap().default_config().status_port();
        assert_eq!((port(&asking("statusPort: 1")), port(&Pod::empty())), (1, 15020));
        assert!(mesh_of(&settings, &asking("statusPort: many"), "").is_err());
    }

    #[test]
    fn one_error_names_every_bad_annotation() {
        let settings = settings("metadata: {}", false);
        let pod = Pod::of_text(
            "{metadata: {annotations: {status.sidecar.istio.io/port: no, sidecar.istio.io/proxyCPU: much}}}",
        );
        let error = validate(&settings, &pod).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("status.sidecar.istio.io/port") && said.contains("proxyCPU"), "{said}");
        assert!(validate(&settings, &Pod::empty()).is_ok());
    }

    #[test]
    fn templates_are_merged_one_after_the_other() {
        let config = "templates: {sidecar: '{}', a: '{metadata: {labels: {v: a, w: a}}}', b: '{metadata: {labels: {w: {{ index .ObjectMeta.Labels `own` }}}}}'}";
        let pod = injected(
            &settings(config, false),
            "{metadata: {labels: {own: mine}, annotations: {inject.istio.io/templates: 'a, b'}}, spec: {containers: [{name: c}]}}",
        )
        .unwrap();
        assert_eq!(json::to_json(pod.meta.get("labels").unwrap()), r#"{"own":"mine","v":"a","w":"mine"}"#);
    }

    #[test]
    fn pod_says_whether_its_sidecar_is_native_before_the_run() {
        let template = "spec: {initContainers: [{name: istio-proxy}]}";
        for (run, annotation, moved) in [
            (false, "", false),
            (true, "", true),
            (false, "sidecar.istio.io/nativeSidecar: 'true'", true),
            (true, "sidecar.istio.io/nativeSidecar: 'false'", false),
            (true, "sidecar.istio.io/nativeSidecar: 'perhaps'", true),
        ] {
            let pod = format!(
                "{{metadata: {{annotations: {{{annotation}}}}}, spec: {{containers: [{{name: a}}, {{name: istio-proxy, image: auto}}]}}}}"
            );
            let pod = injected(&settings(template, run), &pod).unwrap();
            let stayed = pod.container(crate::pod::List::Containers, crate::pod::PROXY).is_some();
            assert_eq!(stayed, !moved, "{run} {annotation}");
        }
    }

    #[test]
    fn keys_of_a_template_match_without_regard_to_case() {
        let template = "spec: {Containers: [{name: p, volumeMounts: [{name: v, mountpath: /x, readonly: true}]}], \
                        volumes: [{name: v, configmap: {name: c}}]}";
        let pod = injected(&settings(template, false), "{spec: {containers: [{name: a}]}}").unwrap();
        let spec = json::to_json(&pod.spec);
        assert!(spec.contains(r#"{"name":"v","mountPath":"/x","readOnly":true}"#), "{spec}");
        assert!(spec.contains(r#""configMap":{"name":"c"}"#), "{spec}");
    }

    #[test]
    fn null_quantity_of_an_added_container_is_zero() {
        let template = "spec: {containers: [{name: p, resources: {limits: {cpu: null}}}]}";
        let pod = injected(&settings(template, false), "{spec: {containers: [{name: a}]}}").unwrap();
        assert!(json::to_json(&pod.spec).contains(r#"{"limits":{"cpu":"0"}}"#), "{pod:?}");
    }

    #[test]
    fn wrong_type_is_blamed_on_the_line_of_the_template() {
        let template = "spec:\n  containers:\n  - name: p\n    env:\n    - name: A\n      value: {{ 5 }}\n";
        let jinja = "engine: jinja\ntemplates:\n  sidecar: |\n    spec:\n      containers:\n      {% for n in ['p'] %}\n      - name: {{ n }}\n        ports: {{ 5 }}\n      {% endfor %}\n";
        for (minor, config, line) in [
            (30, jinja.to_owned(), 8),
            (30, format!("templates:\n  sidecar: |\n{}", indented(template)), 8),
            (
                5,
                "policy: enabled\ntemplate: |\n  containers:\n  - name: p\n    ports: {{ 5 }}\n".to_owned(),
                5,
            ),
        ] {
            let inject_config = Some(("f.yaml", config.as_str()));
            let release = Some(crate::settings::Release::new(minor));
            let settings = Settings::load(Sources { inject_config, release, ..Sources::default() }).unwrap();
            let error = injected(&settings, "{spec: {containers: [{name: a}]}}").unwrap_err();
            let at = error.location().map(|at| (at.file.as_str(), at.line));
            assert_eq!(at, Some(("f.yaml", line)), "{error}");
        }
    }

    fn indented(text: &str) -> String {
        text.lines().map(|line| format!("    {line}\n")).collect()
    }

    #[test]
    fn volumes_of_annotations_are_checked_unless_istioctls_quirks_are_asked_for() {
        for (compat, refused) in [(Compat::Off, true), (Compat::Istioctl, false)] {
            let template = Some(("inject-config", "metadata: {}"));
            let settings =
                Settings::load(Sources { inject_config: template, compat, ..Sources::default() }).unwrap();
            let pod = Pod::of_text(
                "{metadata: {annotations: {sidecar.istio.io/userVolume: '[{\"comfigMap\": {}}]'}}}",
            );
            assert_eq!(validate(&settings, &pod).is_err(), refused);
        }
    }

    #[test]
    fn err_what_a_template_renders_is_no_pod() {
        for template in [
            "metadata: {labels: {a: 1}}",
            "spec: {containers: {}}",
            "spec: {containers: [{image: nameless}]}",
            "{{ .ObjectMeta.Nonesuch }}",
            "[a]",
        ] {
            let result = injected(&settings(template, false), "{spec: {containers: [{name: a}]}}");
            assert!(result.is_err(), "{template}: {result:?}");
        }
    }
}
