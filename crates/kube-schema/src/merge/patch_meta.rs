//! Which lists of a pod merge, and by which key: the `patchStrategy` and `patchMergeKey` tags of k8s.io/api v0.35.3.

use crate::schema::folds_to;

/// What the merge needs to know of a Kubernetes type: its fields that hold maps or lists.
#[derive(Debug)]
pub struct Type {
    /// The fields, or `None` when nothing at or below this type has a merge key and any field will do.
    fields: Option<&'static [Field]>,
}

/// A field by its JSON name.
type Field = (&'static str, Shape);

/// How the value of a field merges.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// An object: field by field.
    Object(&'static Type),
    /// A map of names to scalars, as labels are.
    Names,
    /// A list that the patch replaces.
    Replaced(&'static Type),
    /// A list of objects whose items merge where the named field is equal.
    By(&'static str, &'static Type),
    /// A list of scalars that is a set.
    Set,
}

use Shape::{By, Names, Object, Replaced, Set};

/// `corev1.Pod`.
pub static POD: Type = Type::of(&[
    ("metadata", Object(&OBJECT_META)),
    ("spec", Object(&POD_SPEC)),
    ("status", Object(&POD_STATUS)),
]);

/// A workload whose pod is its template, such as `appsv1.Deployment`.
pub static TEMPLATED: Type = Type::of(&[
    ("metadata", Object(&OBJECT_META)),
    ("spec", Object(&TEMPLATED_SPEC)),
    ("status", Object(&ANY)),
]);

/// `batchv1.CronJob`.
pub static CRON_JOB: Type = Type::of(&[
    ("metadata", Object(&OBJECT_META)),
    ("spec", Object(&CRON_JOB_SPEC)),
    ("status", Object(&ANY)),
]);

static TEMPLATED_SPEC: Type = Type::of(&[("template", Object(&POD))]);

static CRON_JOB_SPEC: Type = Type::of(&[("jobTemplate", Object(&TEMPLATED))]);

/// `metav1.ObjectMeta`.
pub static OBJECT_META: Type = Type::of(&[
    ("labels", Names),
    ("annotations", Names),
    ("ownerReferences", By("uid", &ANY)),
    ("finalizers", Set),
    ("managedFields", Replaced(&ANY)),
]);

/// `corev1.PodSpec`.
pub static POD_SPEC: Type = Type::of(&[
    ("volumes", By("name", &ANY)),
    ("initContainers", By("name", &CONTAINER)),
    ("containers", By("name", &CONTAINER)),
    ("ephemeralContainers", By("name", &CONTAINER)),
    ("nodeSelector", Names),
    ("securityContext", Object(&ANY)),
    ("imagePullSecrets", By("name", &ANY)),
    ("affinity", Object(&ANY)),
    ("tolerations", Replaced(&ANY)),
    ("hostAliases", By("ip", &ANY)),
    ("dnsConfig", Object(&ANY)),
    ("readinessGates", Replaced(&ANY)),
    ("overhead", Names),
    ("topologySpreadConstraints", By("topologyKey", &ANY)),
    ("os", Object(&ANY)),
    ("schedulingGates", By("name", &ANY)),
    ("resourceClaims", By("name", &ANY)),
    ("resources", Object(&ANY)),
    ("workloadRef", Object(&ANY)),
]);

/// `corev1.Container` and, as it adds only a string, `corev1.EphemeralContainer`.
pub static CONTAINER: Type = Type::of(&[
    ("command", Replaced(&ANY)),
    ("args", Replaced(&ANY)),
    ("ports", By("containerPort", &ANY)),
    ("envFrom", Replaced(&ANY)),
    ("env", By("name", &ANY)),
    ("resources", Object(&ANY)),
    ("resizePolicy", Replaced(&ANY)),
    ("restartPolicyRules", Replaced(&ANY)),
    ("volumeMounts", By("mountPath", &ANY)),
    ("volumeDevices", By("devicePath", &ANY)),
    ("livenessProbe", Object(&ANY)),
    ("readinessProbe", Object(&ANY)),
    ("startupProbe", Object(&ANY)),
    ("lifecycle", Object(&ANY)),
    ("securityContext", Object(&ANY)),
]);

/// `corev1.PodStatus`. Its container statuses have keys of their own, but stand in lists that are replaced.
static POD_STATUS: Type = Type::of(&[
    ("conditions", By("type", &ANY)),
    ("hostIPs", By("ip", &ANY)),
    ("podIPs", By("ip", &ANY)),
    ("initContainerStatuses", Replaced(&ANY)),
    ("containerStatuses", Replaced(&ANY)),
    ("ephemeralContainerStatuses", Replaced(&ANY)),
    ("resourceClaimStatuses", By("name", &ANY)),
    ("extendedResourceClaimStatus", Object(&ANY)),
    ("allocatedResources", Names),
    ("resources", Object(&ANY)),
]);

/// Any type below which nothing merges by key: maps merge field by field, lists are replaced.
pub static ANY: Type = Type { fields: None };

/// A type with nothing in it that can merge, as a scalar.
pub(super) static SCALAR: Type = Type::of(&[]);

impl Type {
    const fn of(fields: &'static [Field]) -> Self {
        Type { fields: Some(fields) }
    }

    /// Whether any field may hold anything.
    pub(super) fn is_open(&self) -> bool {
        self.fields.is_none()
    }

    /// How the field `name` merges; names match as Go's JSON reader matches them, the case aside when nothing matches
    /// exactly.
    pub(super) fn shape(&self, name: &str) -> Option<Shape> {
        let fields = self.fields?;
        let exact = fields.iter().find(|(n, _)| *n == name);
        exact.or_else(|| fields.iter().find(|(n, _)| folds_to(name, n))).map(|(_, shape)| *shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_merge_by_name_in_any_case() {
        for name in ["containers", "Containers", "containerſ"] {
            assert!(matches!(POD_SPEC.shape(name), Some(By("name", _))), "{name}");
        }
        assert!(POD_SPEC.shape("container").is_none());
    }
}
