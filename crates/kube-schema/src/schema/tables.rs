//! The Go structs of Kubernetes and OpenShift, a static each, as `build.rs` makes them of `structs.txt`.

pub use made::{
    apps_v1_DaemonSet as DAEMON_SET, apps_v1_Deployment as DEPLOYMENT, apps_v1_ReplicaSet as REPLICA_SET,
    apps_v1_StatefulSet as STATEFUL_SET, batch_v1_CronJob as CRON_JOB, batch_v1_Job as JOB,
    core_v1_Container as CONTAINER, core_v1_ContainerPort as CONTAINER_PORT,
    core_v1_GRPCAction as GRPC_ACTION, core_v1_HTTPGetAction as HTTP_GET_ACTION, core_v1_List as LIST,
    core_v1_Pod as POD, core_v1_PodSpec as POD_SPEC, core_v1_PodTemplate as POD_TEMPLATE,
    core_v1_PodTemplateSpec as POD_TEMPLATE_SPEC, core_v1_ReplicationController as REPLICATION_CONTROLLER,
    core_v1_TCPSocketAction as TCP_SOCKET_ACTION, meta_v1_ObjectMeta as OBJECT_META,
    meta_v1_TypeMeta as TYPE_META, openshift_apps_v1_DeploymentConfig as DEPLOYMENT_CONFIG,
};

#[allow(non_upper_case_globals, unreachable_pub, reason = "they have the names of their Go types")]
mod made {
    use crate::schema::Type::{
        Bool, Int32, Int64, IntOrString, List, Map, Nullable, One, Pointer, Quantity, Raw, Str, Time,
    };
    use crate::schema::{Field, Merge, Omit, Struct};

    include!(concat!(env!("OUT_DIR"), "/structs.rs"));
}
