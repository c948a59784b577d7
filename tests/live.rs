//! What was injected and has been through a cluster is up to date: the API server's defaults and spellings say nothing else.

mod oracle;

use kube_inject::Outcome;
use kube_inject::Settings;
use kube_inject::kinds::{self, Kinds};
use kube_schema::{self as schema, ZeroTime};
use kube_yaml::split::{self, Document};
use kube_yaml::{self as yaml, Map, Node, json};
use oracle::{Oracle, tell};
use std::io::Write;
use std::process::Stdio;

/// What the API server sets in every container where nothing is said.
const CONTAINER: [(&str, &str); 2] =
    [("terminationMessagePath", "/dev/termination-log"), ("terminationMessagePolicy", "File")];
const POD: [(&str, &str); 3] =
    [("dnsPolicy", "ClusterFirst"), ("restartPolicy", "Always"), ("schedulerName", "default-scheduler")];
const PROBE: [(&str, i64); 4] =
    [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)];

#[test]
fn injected_objects_from_a_cluster_are_up_to_date() {
    let Some(oracle) = Oracle::find() else { return };
    let (mut count, mut wrong) = (0, Vec::new());
    for (config, native) in
        [("1.31-default", false), ("1.30-default", true), ("1.30-cni", false), ("1.20-default", false)]
    {
        let settings = oracle.settings(config, None, native);
        for case in oracle.cases(&["features", "upstream", "random"]) {
            let input = case.input();
            // An author's own proxy, or one from before, is not what this is about; a custom template either.
            if case.config() != "1.30-default"
                || input.contains("istio-proxy")
                || input.contains("templates:")
            {
                continue;
            }
            for document in split::documents(input.as_bytes()) {
                let document = document.expect("memory can be read");
                let Some(live) = injected(&settings, &document).and_then(|text| from_cluster(&text)) else {
                    continue;
                };
                count += 1;
                if let Err(why) = check(&settings, &live) {
                    wrong.push(format!("{} {config}#{}: {why}", case.name(), document.index));
                }
            }
        }
    }
    tell(&format!("{count} objects from a cluster"));
    assert!(wrong.is_empty(), "{} are not up to date:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 500);
}

/// One object of each kind, with probes, ports and resources.
fn of_each_kind() -> String {
    let pod = "metadata: {labels: {app: a}}, spec: {restartPolicy: RESTART, containers: [{name: web, image: 'web:1', ports: [{containerPort: 80, name: http}], \
               resources: {limits: {cpu: 0.5, memory: 1024Mi}}, readinessProbe: {httpGet: {path: /r, port: http}}, livenessProbe: {grpc: {port: 7}}, \
               env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}], volumes: [{name: c, configMap: {name: c}}]}";
    let always = pod.replace("RESTART", "Always");
    let never = pod.replace("RESTART", "Never");
    let selected = |version: &str, kind: &str| {
        format!(
            "{{apiVersion: {version}, kind: {kind}, metadata: {{name: a}}, spec: {{selector: {{matchLabels: {{app: a}}}}, template: {{{always}}}}}}}"
        )
    };
    let mut objects: Vec<String> = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]
        .iter()
        .map(|kind| selected("apps/v1", kind))
        .collect();
    objects.push(format!("{{apiVersion: v1, kind: ReplicationController, metadata: {{name: a}}, spec: {{template: {{{always}}}}}}}"));
    objects.push(format!(
        "{{apiVersion: batch/v1, kind: Job, metadata: {{name: a}}, spec: {{template: {{{never}}}}}}}"
    ));
    objects.push(format!(
        "{{apiVersion: batch/v1, kind: CronJob, metadata: {{name: a}}, spec: {{schedule: '* * * * *', jobTemplate: {{spec: {{template: {{{never}}}}}}}}}}}"
    ));
    objects.push(format!("{{apiVersion: v1, kind: Pod, {}}}", always.replace("labels:", "name: a, labels:")));
    objects.join("\n---\n") + "\n"
}

#[test]
fn check_of_what_kubectl_gets_is_silent_for_each_kind() {
    let manifests = of_each_kind();
    for flags in
        [&["--native-sidecars=false"][..], &["--native-sidecars"], &["--set", "pilot.cni.enabled=true"]]
    {
        let injected = kube_inject(&[&["-q"], flags].concat(), &manifests);
        let live =
            split::documents(injected.1.as_bytes()).map(|document| document.expect("memory can be read"));
        let items: Vec<String> = live
            .map(|document| from_cluster(document.text().expect("it is text")).expect("it is of a kind"))
            .collect();
        assert_eq!(items.len(), 8);
        let list = format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, items.join(","));
        let check = kube_inject(&[&["--check"], flags].concat(), &list);
        assert_eq!((check.0, check.1.as_str()), (0, ""), "{flags:?}");
        // What is not the same is found in each of them.
        let other = kube_inject(&[&["--check", "--tag", "1.31.9"], flags].concat(), &list);
        assert_eq!(
            other.1.matches(": outdated: 1.31.0, the configuration is 1.31.9\n").count(),
            8,
            "{}",
            other.1
        );
    }
}

/// Runs the binary: its exit code and standard output.
fn kube_inject(args: &[&str], input: &str) -> (i32, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kube-inject"));
    command.args(args).args(["--no-config", "-f", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(input.as_bytes()).expect("it reads everything");
    drop(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).expect("it writes text"))
}

fn document(text: &str) -> Document {
    split::documents(text.as_bytes()).next().expect("there is one").expect("memory can be read")
}

fn injected(settings: &Settings, document: &Document) -> Option<String> {
    let done = kube_inject::process(settings, "-", document).ok()?;
    done.objects.iter().all(|object| object.outcome == Outcome::Injected).then_some(done.text)?
}

fn check(settings: &Settings, live: &str) -> Result<(), String> {
    let done = kube_inject::process(settings, "-", &document(live)).map_err(|e| e.to_string())?;
    let changed = done.objects.iter().any(|object| object.changed);
    match done.text.filter(|text| changed || text != live) {
        None => Ok(()),
        Some(text) => {
            Err(first_difference(&yaml::parse(&text).ok().flatten(), &yaml::parse(live).ok().flatten()))
        }
    }
}

/// What a test that fails shows: the first line that differs.
fn first_difference(got: &Option<Node>, want: &Option<Node>) -> String {
    let lines = |node: &Option<Node>| -> Vec<String> {
        let text = node.as_ref().map(yaml::spell::json_to_yaml).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    };
    let (got, want) = (lines(got), lines(want));
    let differs = got.iter().zip(&want).find(|(got, want)| got != want);
    differs.map(|(got, want)| format!("{got:?}, want {want:?}")).unwrap_or_default()
}

/// The object as `kubectl get -o json` shows it; `None` of a List, or of what Go's type does not hold.
fn from_cluster(text: &str) -> Option<String> {
    let tree = yaml::parse(text).ok()??;
    let workload = kinds::find(&tree, &Kinds::default()).ok()?.into_iter().find(|w| w.route.is_empty())?;
    let mut object = tree;
    schema::read(&mut object, workload.ty, &mut Vec::new()).ok()?;
    let mut object = schema::marshal(&object, workload.ty, ZeroTime::Omit);
    let meta = map(object.get_mut("metadata")?);
    meta.set("uid", Node::made("b7b5a1ff-6a2f-4d3c-9a0f-0d6c6d5b7a11"));
    meta.set("resourceVersion", Node::made("4711"));
    meta.set("creationTimestamp", Node::made("2025-11-26T09:00:00Z"));
    let (_, path) = workload.pod_path.paths();
    let is_pod = workload.kind == "Pod";
    let spec = path.iter().try_fold(&mut object, |node, key| node.get_mut(key))?;
    complete_pod(spec);
    if is_pod {
        run_pod(spec);
    }
    Some(json::to_json_sorted(&object))
}

fn map(node: &mut Node) -> &mut Map {
    node.as_map_mut().expect("Go's types have a map there")
}

fn fill(map: &mut Map, key: &str, value: impl Into<yaml::Value>) {
    if !map.contains(key) {
        map.set(key, Node::made(value));
    }
}

fn items<'n>(node: &'n mut Node, key: &str) -> impl Iterator<Item = &'n mut Node> {
    node.get_mut(key).and_then(Node::as_seq_mut).into_iter().flatten()
}

fn complete_pod(spec: &mut Node) {
    for (key, value) in POD {
        fill(map(spec), key, value);
    }
    fill(map(spec), "terminationGracePeriodSeconds", 30);
    fill(map(spec), "securityContext", Map::default());
    for list in ["containers", "initContainers"] {
        items(spec, list).for_each(complete_container);
    }
    for volume in items(spec, "volumes") {
        for source in ["secret", "configMap", "downwardAPI", "projected"] {
            if let Some(source) = volume.get_mut(source) {
                fill(map(source), "defaultMode", 420);
                items(source, "items").for_each(complete_field);
                for source in items(source, "sources") {
                    if let Some(downward) = source.get_mut("downwardAPI") {
                        items(downward, "items").for_each(complete_field);
                    }
                    if let Some(token) = source.get_mut("serviceAccountToken") {
                        fill(map(token), "expirationSeconds", 3600);
                    }
                }
            }
        }
        if let Some(path) = volume.get_mut("hostPath") {
            fill(map(path), "type", "");
        }
    }
}

/// What a pod gets when it is admitted and scheduled: a service account, whose token each container mounts, and a node.
fn run_pod(spec: &mut Node) {
    let volume = "{name: kube-api-access-x7k2p, projected: {defaultMode: 420, sources: [{serviceAccountToken: {expirationSeconds: 3607, path: token}}]}}";
    let mount = "{name: kube-api-access-x7k2p, readOnly: true, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}";
    let made = |text: &str| yaml::parse(text).ok().flatten().expect("it is YAML").detach();
    for list in ["containers", "initContainers"] {
        for container in items(spec, list) {
            fill(map(container), "volumeMounts", Vec::new());
            let mounts = container.get_mut("volumeMounts").and_then(Node::as_seq_mut);
            mounts.expect("it is a list").push(made(mount));
        }
    }
    fill(map(spec), "volumes", Vec::new());
    spec.get_mut("volumes").and_then(Node::as_seq_mut).expect("it is a list").push(made(volume));
    for (key, text) in [
        ("serviceAccountName", "default"),
        ("serviceAccount", "default"),
        ("nodeName", "node-1"),
        ("priority", "0"),
        ("preemptionPolicy", "PreemptLowerPriority"),
        ("enableServiceLinks", "true"),
        (
            "tolerations",
            "[{effect: NoExecute, key: node.kubernetes.io/not-ready, operator: Exists, tolerationSeconds: 300}]",
        ),
    ] {
        fill(map(spec), key, made(text).value);
    }
}

fn complete_field(holder: &mut Node) {
    if let Some(field) = holder.get_mut("fieldRef") {
        fill(map(field), "apiVersion", "v1");
    }
    if let Some(field) = holder.get_mut("resourceFieldRef") {
        fill(map(field), "divisor", "0");
    }
}

fn complete_container(container: &mut Node) {
    for (key, value) in CONTAINER {
        fill(map(container), key, value);
    }
    let image = container.str_at("image").unwrap_or_default().to_owned();
    let tagged =
        image.rsplit('/').next().is_some_and(|name| name.contains([':', '@']) && !name.ends_with(":latest"));
    fill(map(container), "imagePullPolicy", if tagged { "IfNotPresent" } else { "Always" });
    items(container, "ports").for_each(|port| fill(map(port), "protocol", "TCP"));
    for variable in items(container, "env") {
        variable.get_mut("valueFrom").into_iter().for_each(complete_field);
    }
    let limits = container.get("resources").and_then(|r| r.get("limits")).and_then(Node::as_map).cloned();
    if let (Some(limits), Some(resources)) = (limits, container.get_mut("resources")) {
        fill(map(resources), "requests", Map::default());
        for (name, amount) in limits.iter() {
            resources.get_mut("requests").into_iter().for_each(|requests| {
                fill(map(requests), name, amount.value.clone());
            });
        }
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let Some(probe) = container.get_mut(probe) else { continue };
        for (key, value) in PROBE {
            fill(map(probe), key, value);
        }
        complete_handler(probe);
    }
    for hook in ["preStop", "postStart"] {
        let hook = container.get_mut("lifecycle").and_then(|lifecycle| lifecycle.get_mut(hook));
        hook.into_iter().for_each(complete_handler);
    }
}

fn complete_handler(handler: &mut Node) {
    if let Some(get) = handler.get_mut("httpGet") {
        fill(map(get), "path", "/");
        fill(map(get), "scheme", "HTTP");
    }
    if let Some(grpc) = handler.get_mut("grpc") {
        fill(map(grpc), "service", "");
    }
}
