//! The Go types of volumes and the claims behind them, field by field in declaration order (k8s.io/api v0.35.3).

use super::container::{OBJECT_FIELD_SELECTOR, RESOURCE_FIELD_SELECTOR};
use super::meta::{LABEL_SELECTOR, LOCAL_OBJECT_REFERENCE, OBJECT_META, TYPE_META};
use crate::schema::Type::{Bool, Int32, Int64, List, Map, Nullable, One, Pointer, Quantity, Str, Time};
use crate::schema::{STRING, Struct, embed, keep, omit};

/// `core/v1.Volume`
pub static VOLUME: Struct =
    Struct::new("v1.Volume", &[keep("Name", "name", STRING), embed("VolumeSource", "", &VOLUME_SOURCE)]);

/// `core/v1.VolumeSource`
pub static VOLUME_SOURCE: Struct = Struct::new(
    "v1.VolumeSource",
    &[
        omit("HostPath", "hostPath", Nullable(&HOST_PATH_VOLUME_SOURCE)),
        omit("EmptyDir", "emptyDir", Nullable(&EMPTY_DIR_VOLUME_SOURCE)),
        omit("GCEPersistentDisk", "gcePersistentDisk", Nullable(&GCE_PERSISTENT_DISK_VOLUME_SOURCE)),
        omit(
            "AWSElasticBlockStore",
            "awsElasticBlockStore",
            Nullable(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE),
        ),
        omit("GitRepo", "gitRepo", Nullable(&GIT_REPO_VOLUME_SOURCE)),
        omit("Secret", "secret", Nullable(&SECRET_VOLUME_SOURCE)),
        omit("NFS", "nfs", Nullable(&NFS_VOLUME_SOURCE)),
        omit("ISCSI", "iscsi", Nullable(&ISCSI_VOLUME_SOURCE)),
        omit("Glusterfs", "glusterfs", Nullable(&GLUSTERFS_VOLUME_SOURCE)),
        omit(
            "PersistentVolumeClaim",
            "persistentVolumeClaim",
            Nullable(&PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE),
        ),
        omit("RBD", "rbd", Nullable(&RBD_VOLUME_SOURCE)),
        omit("FlexVolume", "flexVolume", Nullable(&FLEX_VOLUME_SOURCE)),
        omit("Cinder", "cinder", Nullable(&CINDER_VOLUME_SOURCE)),
        omit("CephFS", "cephfs", Nullable(&CEPH_FS_VOLUME_SOURCE)),
        omit("Flocker", "flocker", Nullable(&FLOCKER_VOLUME_SOURCE)),
        omit("DownwardAPI", "downwardAPI", Nullable(&DOWNWARD_API_VOLUME_SOURCE)),
        omit("FC", "fc", Nullable(&FC_VOLUME_SOURCE)),
        omit("AzureFile", "azureFile", Nullable(&AZURE_FILE_VOLUME_SOURCE)),
        omit("ConfigMap", "configMap", Nullable(&CONFIG_MAP_VOLUME_SOURCE)),
        omit("VsphereVolume", "vsphereVolume", Nullable(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE)),
        omit("Quobyte", "quobyte", Nullable(&QUOBYTE_VOLUME_SOURCE)),
        omit("AzureDisk", "azureDisk", Nullable(&AZURE_DISK_VOLUME_SOURCE)),
        omit("PhotonPersistentDisk", "photonPersistentDisk", Nullable(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE)),
        omit("Projected", "projected", Nullable(&PROJECTED_VOLUME_SOURCE)),
        omit("PortworxVolume", "portworxVolume", Nullable(&PORTWORX_VOLUME_SOURCE)),
        omit("ScaleIO", "scaleIO", Nullable(&SCALE_IO_VOLUME_SOURCE)),
        omit("StorageOS", "storageos", Nullable(&STORAGE_OS_VOLUME_SOURCE)),
        omit("CSI", "csi", Nullable(&CSI_VOLUME_SOURCE)),
        omit("Ephemeral", "ephemeral", Nullable(&EPHEMERAL_VOLUME_SOURCE)),
        omit("Image", "image", Nullable(&IMAGE_VOLUME_SOURCE)),
    ],
);

/// `core/v1.HostPathVolumeSource`
pub static HOST_PATH_VOLUME_SOURCE: Struct = Struct::new(
    "v1.HostPathVolumeSource",
    &[
        keep("Path", "path", STRING),
        omit("Type", "type", Pointer("*v1.HostPathType", &Str("v1.HostPathType"))),
    ],
);

/// `core/v1.EmptyDirVolumeSource`
pub static EMPTY_DIR_VOLUME_SOURCE: Struct = Struct::new(
    "v1.EmptyDirVolumeSource",
    &[
        omit("Medium", "medium", Str("v1.StorageMedium")),
        omit("SizeLimit", "sizeLimit", Pointer("*resource.Quantity", &Quantity)),
    ],
);

/// `core/v1.GCEPersistentDiskVolumeSource`
pub static GCE_PERSISTENT_DISK_VOLUME_SOURCE: Struct = Struct::new(
    "v1.GCEPersistentDiskVolumeSource",
    &[
        keep("PDName", "pdName", STRING),
        omit("FSType", "fsType", STRING),
        omit("Partition", "partition", Int32),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.AWSElasticBlockStoreVolumeSource`
pub static AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE: Struct = Struct::new(
    "v1.AWSElasticBlockStoreVolumeSource",
    &[
        keep("VolumeID", "volumeID", STRING),
        omit("FSType", "fsType", STRING),
        omit("Partition", "partition", Int32),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.GitRepoVolumeSource`
pub static GIT_REPO_VOLUME_SOURCE: Struct = Struct::new(
    "v1.GitRepoVolumeSource",
    &[
        keep("Repository", "repository", STRING),
        omit("Revision", "revision", STRING),
        omit("Directory", "directory", STRING),
    ],
);

/// `core/v1.SecretVolumeSource`
pub static SECRET_VOLUME_SOURCE: Struct = Struct::new(
    "v1.SecretVolumeSource",
    &[
        omit("SecretName", "secretName", STRING),
        omit("Items", "items", List(&One(&KEY_TO_PATH))),
        omit("DefaultMode", "defaultMode", Pointer("*int32", &Int32)),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.KeyToPath`
pub static KEY_TO_PATH: Struct = Struct::new(
    "v1.KeyToPath",
    &[
        keep("Key", "key", STRING),
        keep("Path", "path", STRING),
        omit("Mode", "mode", Pointer("*int32", &Int32)),
    ],
);

/// `core/v1.NFSVolumeSource`
pub static NFS_VOLUME_SOURCE: Struct = Struct::new(
    "v1.NFSVolumeSource",
    &[keep("Server", "server", STRING), keep("Path", "path", STRING), omit("ReadOnly", "readOnly", Bool)],
);

/// `core/v1.ISCSIVolumeSource`
pub static ISCSI_VOLUME_SOURCE: Struct = Struct::new(
    "v1.ISCSIVolumeSource",
    &[
        keep("TargetPortal", "targetPortal", STRING),
        keep("IQN", "iqn", STRING),
        keep("Lun", "lun", Int32),
        omit("ISCSIInterface", "iscsiInterface", STRING),
        omit("FSType", "fsType", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit("Portals", "portals", List(&STRING)),
        omit("DiscoveryCHAPAuth", "chapAuthDiscovery", Bool),
        omit("SessionCHAPAuth", "chapAuthSession", Bool),
        omit("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
        omit("InitiatorName", "initiatorName", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.GlusterfsVolumeSource`
pub static GLUSTERFS_VOLUME_SOURCE: Struct = Struct::new(
    "v1.GlusterfsVolumeSource",
    &[
        keep("EndpointsName", "endpoints", STRING),
        keep("Path", "path", STRING),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.PersistentVolumeClaimVolumeSource`
pub static PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE: Struct = Struct::new(
    "v1.PersistentVolumeClaimVolumeSource",
    &[keep("ClaimName", "claimName", STRING), omit("ReadOnly", "readOnly", Bool)],
);

/// `core/v1.RBDVolumeSource`
pub static RBD_VOLUME_SOURCE: Struct = Struct::new(
    "v1.RBDVolumeSource",
    &[
        keep("CephMonitors", "monitors", List(&STRING)),
        keep("RBDImage", "image", STRING),
        omit("FSType", "fsType", STRING),
        omit("RBDPool", "pool", STRING),
        omit("RadosUser", "user", STRING),
        omit("Keyring", "keyring", STRING),
        omit("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.FlexVolumeSource`
pub static FLEX_VOLUME_SOURCE: Struct = Struct::new(
    "v1.FlexVolumeSource",
    &[
        keep("Driver", "driver", STRING),
        omit("FSType", "fsType", STRING),
        omit("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
        omit("ReadOnly", "readOnly", Bool),
        omit("Options", "options", Map("map[string]string", &STRING)),
    ],
);

/// `core/v1.CinderVolumeSource`
pub static CINDER_VOLUME_SOURCE: Struct = Struct::new(
    "v1.CinderVolumeSource",
    &[
        keep("VolumeID", "volumeID", STRING),
        omit("FSType", "fsType", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
    ],
);

/// `core/v1.CephFSVolumeSource`
pub static CEPH_FS_VOLUME_SOURCE: Struct = Struct::new(
    "v1.CephFSVolumeSource",
    &[
        keep("Monitors", "monitors", List(&STRING)),
        omit("Path", "path", STRING),
        omit("User", "user", STRING),
        omit("SecretFile", "secretFile", STRING),
        omit("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.FlockerVolumeSource`
pub static FLOCKER_VOLUME_SOURCE: Struct = Struct::new(
    "v1.FlockerVolumeSource",
    &[omit("DatasetName", "datasetName", STRING), omit("DatasetUUID", "datasetUUID", STRING)],
);

/// `core/v1.DownwardAPIVolumeSource`
pub static DOWNWARD_API_VOLUME_SOURCE: Struct = Struct::new(
    "v1.DownwardAPIVolumeSource",
    &[
        omit("Items", "items", List(&One(&DOWNWARD_API_VOLUME_FILE))),
        omit("DefaultMode", "defaultMode", Pointer("*int32", &Int32)),
    ],
);

/// `core/v1.DownwardAPIVolumeFile`
pub static DOWNWARD_API_VOLUME_FILE: Struct = Struct::new(
    "v1.DownwardAPIVolumeFile",
    &[
        keep("Path", "path", STRING),
        omit("FieldRef", "fieldRef", Nullable(&OBJECT_FIELD_SELECTOR)),
        omit("ResourceFieldRef", "resourceFieldRef", Nullable(&RESOURCE_FIELD_SELECTOR)),
        omit("Mode", "mode", Pointer("*int32", &Int32)),
    ],
);

/// `core/v1.FCVolumeSource`
pub static FC_VOLUME_SOURCE: Struct = Struct::new(
    "v1.FCVolumeSource",
    &[
        omit("TargetWWNs", "targetWWNs", List(&STRING)),
        omit("Lun", "lun", Pointer("*int32", &Int32)),
        omit("FSType", "fsType", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit("WWIDs", "wwids", List(&STRING)),
    ],
);

/// `core/v1.AzureFileVolumeSource`
pub static AZURE_FILE_VOLUME_SOURCE: Struct = Struct::new(
    "v1.AzureFileVolumeSource",
    &[
        keep("SecretName", "secretName", STRING),
        keep("ShareName", "shareName", STRING),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.ConfigMapVolumeSource`
pub static CONFIG_MAP_VOLUME_SOURCE: Struct = Struct::new(
    "v1.ConfigMapVolumeSource",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        omit("Items", "items", List(&One(&KEY_TO_PATH))),
        omit("DefaultMode", "defaultMode", Pointer("*int32", &Int32)),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.VsphereVirtualDiskVolumeSource`
pub static VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE: Struct = Struct::new(
    "v1.VsphereVirtualDiskVolumeSource",
    &[
        keep("VolumePath", "volumePath", STRING),
        omit("FSType", "fsType", STRING),
        omit("StoragePolicyName", "storagePolicyName", STRING),
        omit("StoragePolicyID", "storagePolicyID", STRING),
    ],
);

/// `core/v1.QuobyteVolumeSource`
pub static QUOBYTE_VOLUME_SOURCE: Struct = Struct::new(
    "v1.QuobyteVolumeSource",
    &[
        keep("Registry", "registry", STRING),
        keep("Volume", "volume", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit("User", "user", STRING),
        omit("Group", "group", STRING),
        omit("Tenant", "tenant", STRING),
    ],
);

/// `core/v1.AzureDiskVolumeSource`
pub static AZURE_DISK_VOLUME_SOURCE: Struct = Struct::new(
    "v1.AzureDiskVolumeSource",
    &[
        keep("DiskName", "diskName", STRING),
        keep("DataDiskURI", "diskURI", STRING),
        omit(
            "CachingMode",
            "cachingMode",
            Pointer("*v1.AzureDataDiskCachingMode", &Str("v1.AzureDataDiskCachingMode")),
        ),
        omit("FSType", "fsType", Pointer("*string", &STRING)),
        omit("ReadOnly", "readOnly", Pointer("*bool", &Bool)),
        omit("Kind", "kind", Pointer("*v1.AzureDataDiskKind", &Str("v1.AzureDataDiskKind"))),
    ],
);

/// `core/v1.PhotonPersistentDiskVolumeSource`
pub static PHOTON_PERSISTENT_DISK_VOLUME_SOURCE: Struct = Struct::new(
    "v1.PhotonPersistentDiskVolumeSource",
    &[keep("PdID", "pdID", STRING), omit("FSType", "fsType", STRING)],
);

/// `core/v1.ProjectedVolumeSource`
pub static PROJECTED_VOLUME_SOURCE: Struct = Struct::new(
    "v1.ProjectedVolumeSource",
    &[
        keep("Sources", "sources", List(&One(&VOLUME_PROJECTION))),
        omit("DefaultMode", "defaultMode", Pointer("*int32", &Int32)),
    ],
);

/// `core/v1.VolumeProjection`
pub static VOLUME_PROJECTION: Struct = Struct::new(
    "v1.VolumeProjection",
    &[
        omit("Secret", "secret", Nullable(&SECRET_PROJECTION)),
        omit("DownwardAPI", "downwardAPI", Nullable(&DOWNWARD_API_PROJECTION)),
        omit("ConfigMap", "configMap", Nullable(&CONFIG_MAP_PROJECTION)),
        omit("ServiceAccountToken", "serviceAccountToken", Nullable(&SERVICE_ACCOUNT_TOKEN_PROJECTION)),
        omit("ClusterTrustBundle", "clusterTrustBundle", Nullable(&CLUSTER_TRUST_BUNDLE_PROJECTION)),
        omit("PodCertificate", "podCertificate", Nullable(&POD_CERTIFICATE_PROJECTION)),
    ],
);

/// `core/v1.SecretProjection`
pub static SECRET_PROJECTION: Struct = Struct::new(
    "v1.SecretProjection",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        omit("Items", "items", List(&One(&KEY_TO_PATH))),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.DownwardAPIProjection`
pub static DOWNWARD_API_PROJECTION: Struct =
    Struct::new("v1.DownwardAPIProjection", &[omit("Items", "items", List(&One(&DOWNWARD_API_VOLUME_FILE)))]);

/// `core/v1.ConfigMapProjection`
pub static CONFIG_MAP_PROJECTION: Struct = Struct::new(
    "v1.ConfigMapProjection",
    &[
        embed("LocalObjectReference", "", &LOCAL_OBJECT_REFERENCE),
        omit("Items", "items", List(&One(&KEY_TO_PATH))),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
    ],
);

/// `core/v1.ServiceAccountTokenProjection`
pub static SERVICE_ACCOUNT_TOKEN_PROJECTION: Struct = Struct::new(
    "v1.ServiceAccountTokenProjection",
    &[
        omit("Audience", "audience", STRING),
        omit("ExpirationSeconds", "expirationSeconds", Pointer("*int64", &Int64)),
        keep("Path", "path", STRING),
    ],
);

/// `core/v1.ClusterTrustBundleProjection`
pub static CLUSTER_TRUST_BUNDLE_PROJECTION: Struct = Struct::new(
    "v1.ClusterTrustBundleProjection",
    &[
        omit("Name", "name", Pointer("*string", &STRING)),
        omit("SignerName", "signerName", Pointer("*string", &STRING)),
        omit("LabelSelector", "labelSelector", Nullable(&LABEL_SELECTOR)),
        omit("Optional", "optional", Pointer("*bool", &Bool)),
        keep("Path", "path", STRING),
    ],
);

/// `core/v1.PodCertificateProjection`
pub static POD_CERTIFICATE_PROJECTION: Struct = Struct::new(
    "v1.PodCertificateProjection",
    &[
        omit("SignerName", "signerName", STRING),
        omit("KeyType", "keyType", STRING),
        omit("MaxExpirationSeconds", "maxExpirationSeconds", Pointer("*int32", &Int32)),
        omit("CredentialBundlePath", "credentialBundlePath", STRING),
        omit("KeyPath", "keyPath", STRING),
        omit("CertificateChainPath", "certificateChainPath", STRING),
        omit("UserAnnotations", "userAnnotations", Map("map[string]string", &STRING)),
    ],
);

/// `core/v1.PortworxVolumeSource`
pub static PORTWORX_VOLUME_SOURCE: Struct = Struct::new(
    "v1.PortworxVolumeSource",
    &[
        keep("VolumeID", "volumeID", STRING),
        omit("FSType", "fsType", STRING),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.ScaleIOVolumeSource`
pub static SCALE_IO_VOLUME_SOURCE: Struct = Struct::new(
    "v1.ScaleIOVolumeSource",
    &[
        keep("Gateway", "gateway", STRING),
        keep("System", "system", STRING),
        keep("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
        omit("SSLEnabled", "sslEnabled", Bool),
        omit("ProtectionDomain", "protectionDomain", STRING),
        omit("StoragePool", "storagePool", STRING),
        omit("StorageMode", "storageMode", STRING),
        omit("VolumeName", "volumeName", STRING),
        omit("FSType", "fsType", STRING),
        omit("ReadOnly", "readOnly", Bool),
    ],
);

/// `core/v1.StorageOSVolumeSource`
pub static STORAGE_OS_VOLUME_SOURCE: Struct = Struct::new(
    "v1.StorageOSVolumeSource",
    &[
        omit("VolumeName", "volumeName", STRING),
        omit("VolumeNamespace", "volumeNamespace", STRING),
        omit("FSType", "fsType", STRING),
        omit("ReadOnly", "readOnly", Bool),
        omit("SecretRef", "secretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
    ],
);

/// `core/v1.CSIVolumeSource`
pub static CSI_VOLUME_SOURCE: Struct = Struct::new(
    "v1.CSIVolumeSource",
    &[
        keep("Driver", "driver", STRING),
        omit("ReadOnly", "readOnly", Pointer("*bool", &Bool)),
        omit("FSType", "fsType", Pointer("*string", &STRING)),
        omit("VolumeAttributes", "volumeAttributes", Map("map[string]string", &STRING)),
        omit("NodePublishSecretRef", "nodePublishSecretRef", Nullable(&LOCAL_OBJECT_REFERENCE)),
    ],
);

/// `core/v1.EphemeralVolumeSource`
pub static EPHEMERAL_VOLUME_SOURCE: Struct = Struct::new(
    "v1.EphemeralVolumeSource",
    &[omit("VolumeClaimTemplate", "volumeClaimTemplate", Nullable(&PERSISTENT_VOLUME_CLAIM_TEMPLATE))],
);

/// `core/v1.PersistentVolumeClaimTemplate`
pub static PERSISTENT_VOLUME_CLAIM_TEMPLATE: Struct = Struct::new(
    "v1.PersistentVolumeClaimTemplate",
    &[
        embed("ObjectMeta", "metadata", &OBJECT_META),
        keep("Spec", "spec", One(&PERSISTENT_VOLUME_CLAIM_SPEC)),
    ],
);

/// `core/v1.PersistentVolumeClaimSpec`
pub static PERSISTENT_VOLUME_CLAIM_SPEC: Struct = Struct::new(
    "v1.PersistentVolumeClaimSpec",
    &[
        omit("AccessModes", "accessModes", List(&Str("v1.PersistentVolumeAccessMode"))),
        omit("Selector", "selector", Nullable(&LABEL_SELECTOR)),
        omit("Resources", "resources", One(&VOLUME_RESOURCE_REQUIREMENTS)),
        omit("VolumeName", "volumeName", STRING),
        omit("StorageClassName", "storageClassName", Pointer("*string", &STRING)),
        omit(
            "VolumeMode",
            "volumeMode",
            Pointer("*v1.PersistentVolumeMode", &Str("v1.PersistentVolumeMode")),
        ),
        omit("DataSource", "dataSource", Nullable(&TYPED_LOCAL_OBJECT_REFERENCE)),
        omit("DataSourceRef", "dataSourceRef", Nullable(&TYPED_OBJECT_REFERENCE)),
        omit("VolumeAttributesClassName", "volumeAttributesClassName", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.VolumeResourceRequirements`
pub static VOLUME_RESOURCE_REQUIREMENTS: Struct = Struct::new(
    "v1.VolumeResourceRequirements",
    &[
        omit("Limits", "limits", Map("v1.ResourceList", &Quantity)),
        omit("Requests", "requests", Map("v1.ResourceList", &Quantity)),
    ],
);

/// `core/v1.TypedLocalObjectReference`
pub static TYPED_LOCAL_OBJECT_REFERENCE: Struct = Struct::new(
    "v1.TypedLocalObjectReference",
    &[
        keep("APIGroup", "apiGroup", Pointer("*string", &STRING)),
        keep("Kind", "kind", STRING),
        keep("Name", "name", STRING),
    ],
);

/// `core/v1.TypedObjectReference`
pub static TYPED_OBJECT_REFERENCE: Struct = Struct::new(
    "v1.TypedObjectReference",
    &[
        keep("APIGroup", "apiGroup", Pointer("*string", &STRING)),
        keep("Kind", "kind", STRING),
        keep("Name", "name", STRING),
        omit("Namespace", "namespace", Pointer("*string", &STRING)),
    ],
);

/// `core/v1.ImageVolumeSource`
pub static IMAGE_VOLUME_SOURCE: Struct = Struct::new(
    "v1.ImageVolumeSource",
    &[omit("Reference", "reference", STRING), omit("PullPolicy", "pullPolicy", Str("v1.PullPolicy"))],
);

/// `core/v1.PersistentVolumeClaim`
pub static PERSISTENT_VOLUME_CLAIM: Struct = Struct::new(
    "v1.PersistentVolumeClaim",
    &[
        embed("TypeMeta", "", &TYPE_META),
        embed("ObjectMeta", "metadata", &OBJECT_META),
        omit("Spec", "spec", One(&PERSISTENT_VOLUME_CLAIM_SPEC)),
        omit("Status", "status", One(&PERSISTENT_VOLUME_CLAIM_STATUS)),
    ],
);

/// `core/v1.PersistentVolumeClaimStatus`
pub static PERSISTENT_VOLUME_CLAIM_STATUS: Struct = Struct::new(
    "v1.PersistentVolumeClaimStatus",
    &[
        omit("Phase", "phase", Str("v1.PersistentVolumeClaimPhase")),
        omit("AccessModes", "accessModes", List(&Str("v1.PersistentVolumeAccessMode"))),
        omit("Capacity", "capacity", Map("v1.ResourceList", &Quantity)),
        omit("Conditions", "conditions", List(&One(&PERSISTENT_VOLUME_CLAIM_CONDITION))),
        omit("AllocatedResources", "allocatedResources", Map("v1.ResourceList", &Quantity)),
        omit(
            "AllocatedResourceStatuses",
            "allocatedResourceStatuses",
            Map("map[v1.ResourceName]v1.ClaimResourceStatus", &Str("v1.ClaimResourceStatus")),
        ),
        omit(
            "CurrentVolumeAttributesClassName",
            "currentVolumeAttributesClassName",
            Pointer("*string", &STRING),
        ),
        omit("ModifyVolumeStatus", "modifyVolumeStatus", Nullable(&MODIFY_VOLUME_STATUS)),
    ],
);

/// `core/v1.PersistentVolumeClaimCondition`
pub static PERSISTENT_VOLUME_CLAIM_CONDITION: Struct = Struct::new(
    "v1.PersistentVolumeClaimCondition",
    &[
        keep("Type", "type", Str("v1.PersistentVolumeClaimConditionType")),
        keep("Status", "status", Str("v1.ConditionStatus")),
        omit("LastProbeTime", "lastProbeTime", Time),
        omit("LastTransitionTime", "lastTransitionTime", Time),
        omit("Reason", "reason", STRING),
        omit("Message", "message", STRING),
    ],
);

/// `core/v1.ModifyVolumeStatus`
pub static MODIFY_VOLUME_STATUS: Struct = Struct::new(
    "v1.ModifyVolumeStatus",
    &[
        omit("TargetVolumeAttributesClassName", "targetVolumeAttributesClassName", STRING),
        keep("Status", "status", Str("v1.PersistentVolumeClaimModifyVolumeStatus")),
    ],
);
