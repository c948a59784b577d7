//! The Go types of the metadata every object carries, field by field in declaration order (k8s.io/apimachinery v0.35.3).

use crate::schema::Type::{Bool, Int64, List, Map, One, Pointer, Raw, Str, Time};
use crate::schema::{STRING, Struct, keep, omit, omitzero};

/// `meta/v1.TypeMeta`
pub static TYPE_META: Struct =
    Struct::new("v1.TypeMeta", &[omit("Kind", "kind", STRING), omit("APIVersion", "apiVersion", STRING)]);

/// `meta/v1.ObjectMeta`
pub static OBJECT_META: Struct = Struct::new(
    "v1.ObjectMeta",
    &[
        omit("Name", "name", STRING),
        omit("GenerateName", "generateName", STRING),
        omit("Namespace", "namespace", STRING),
        omit("SelfLink", "selfLink", STRING),
        omit("UID", "uid", Str("types.UID")),
        omit("ResourceVersion", "resourceVersion", STRING),
        omit("Generation", "generation", Int64),
        omitzero("CreationTimestamp", "creationTimestamp", Time),
        omit("DeletionTimestamp", "deletionTimestamp", Pointer("*v1.Time", &Time)),
        omit("DeletionGracePeriodSeconds", "deletionGracePeriodSeconds", Pointer("*int64", &Int64)),
        omit("Labels", "labels", Map("map[string]string", &STRING)),
        omit("Annotations", "annotations", Map("map[string]string", &STRING)),
        omit("OwnerReferences", "ownerReferences", List(&One(&OWNER_REFERENCE))),
        omit("Finalizers", "finalizers", List(&STRING)),
        omit("ManagedFields", "managedFields", List(&One(&MANAGED_FIELDS_ENTRY))),
    ],
);

/// `meta/v1.OwnerReference`
pub static OWNER_REFERENCE: Struct = Struct::new(
    "v1.OwnerReference",
    &[
        keep("APIVersion", "apiVersion", STRING),
        keep("Kind", "kind", STRING),
        keep("Name", "name", STRING),
        keep("UID", "uid", Str("types.UID")),
        omit("Controller", "controller", Pointer("*bool", &Bool)),
        omit("BlockOwnerDeletion", "blockOwnerDeletion", Pointer("*bool", &Bool)),
    ],
);

/// `meta/v1.ManagedFieldsEntry`
pub static MANAGED_FIELDS_ENTRY: Struct = Struct::new(
    "v1.ManagedFieldsEntry",
    &[
        omit("Manager", "manager", STRING),
        omit("Operation", "operation", Str("v1.ManagedFieldsOperationType")),
        omit("APIVersion", "apiVersion", STRING),
        omit("Time", "time", Pointer("*v1.Time", &Time)),
        omit("FieldsType", "fieldsType", STRING),
        omit("FieldsV1", "fieldsV1", Pointer("*v1.FieldsV1", &Raw("v1.FieldsV1"))),
        omit("Subresource", "subresource", STRING),
    ],
);

/// `meta/v1.LabelSelector`
pub static LABEL_SELECTOR: Struct = Struct::new(
    "v1.LabelSelector",
    &[
        omit("MatchLabels", "matchLabels", Map("map[string]string", &STRING)),
        omit("MatchExpressions", "matchExpressions", List(&One(&LABEL_SELECTOR_REQUIREMENT))),
    ],
);

/// `meta/v1.LabelSelectorRequirement`
pub static LABEL_SELECTOR_REQUIREMENT: Struct = Struct::new(
    "v1.LabelSelectorRequirement",
    &[
        keep("Key", "key", STRING),
        keep("Operator", "operator", Str("v1.LabelSelectorOperator")),
        omit("Values", "values", List(&STRING)),
    ],
);

/// `meta/v1.ListMeta`
pub static LIST_META: Struct = Struct::new(
    "v1.ListMeta",
    &[
        omit("SelfLink", "selfLink", STRING),
        omit("ResourceVersion", "resourceVersion", STRING),
        omit("Continue", "continue", STRING),
        omit("RemainingItemCount", "remainingItemCount", Pointer("*int64", &Int64)),
    ],
);

/// `core/v1.LocalObjectReference`
pub static LOCAL_OBJECT_REFERENCE: Struct =
    Struct::new("v1.LocalObjectReference", &[omit("Name", "name", STRING)]);
