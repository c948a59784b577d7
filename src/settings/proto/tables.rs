//! The messages that Istio's configuration is made of, a static each, as `build.rs` makes them of `messages.txt` and
//! `values.txt`.

pub(crate) use made::{
    apis_GlobalConfig as GLOBAL_CONFIG, apis_PilotConfig as PILOT_CONFIG, apis_Values as VALUES,
    structpb_ListValue as LIST_VALUE, structpb_Struct as STRUCT, v1alpha1_MeshConfig as MESH_CONFIG,
    v1alpha1_ProxyConfig as PROXY_CONFIG, wrapperspb_Int32Value as INT32_VALUE,
    wrapperspb_StringValue as STRING_VALUE,
};

#[allow(non_upper_case_globals, unreachable_pub, reason = "they have the names of their Go types")]
mod made {
    use crate::settings::proto::descriptor::{
        EnumType, EnumValue, Field, Form, Kind, MessageType, Minor, Oneof, Releases, Shape,
    };

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::proto::descriptor::{Kind, MessageType};
    use crate::settings::proto::parse::read_into;
    use crate::settings::proto::{Message, Minor, print};
    use kube_yaml::parse;

    /// What a release makes of a mesh-config, in proto3 JSON.
    fn mesh(text: &str, release: Minor) -> String {
        let mut message = Message::new(&MESH_CONFIG);
        read_into(&mut message, &parse(text).unwrap().unwrap(), release).unwrap();
        print::to_json(&message, release)
    }

    #[test]
    fn names_follow_from_those_of_the_proto_file() {
        let names = |kind: &'static MessageType, proto: &str| {
            let field = kind.fields.iter().find(|field| field.proto == proto).unwrap();
            let oneof = field.oneof.as_ref().map_or("", |oneof| oneof.wrapper);
            (field.go, field.json, oneof)
        };
        assert_eq!(names(&MESH_CONFIG, "sds_use_k8s_sa_jwt"), ("SdsUseK8SSaJwt", "sdsUseK8sSaJwt", ""));
        assert_eq!(names(&MESH_CONFIG, "mesh_mTLS"), ("MeshMTLS", "meshMTLS", ""));
        let wrapper = "*v1alpha1.ProxyConfig_TracingServiceName_";
        let tracing = ("TracingServiceName", "tracingServiceName", wrapper);
        assert_eq!(names(&PROXY_CONFIG, "tracing_service_name"), tracing);
        let Kind::Message(gateways) = VALUES.fields[1].kind else { panic!("gateways are a message") };
        let egress = ("IstioEgressgateway", "istio-egressgateway", "");
        assert_eq!(names(gateways, "istio_egressgateway"), egress);
    }

    #[test]
    fn a_field_is_of_its_releases() {
        let text = "defaultConfig: {connectionSettings: {profile: EDGE}}";
        assert_eq!(mesh(text, 31), r#"{"defaultConfig":{"connectionSettings":{"profile":"EDGE"}}}"#);
        assert_eq!(mesh(text, 30), r#"{"defaultConfig":{}}"#);
    }

    #[test]
    fn a_field_keeps_what_it_holds_when_its_type_moves() {
        let text = r#"{"discoverySelectors":[{"matchLabels":{"a":"b"}}]}"#;
        for release in [10, 22, 23, 32] {
            assert_eq!(mesh(text, release), text, "1.{release}");
        }
    }

    #[test]
    fn numbers_of_an_enum_are_those_of_the_release() {
        for (number, release, name) in [(1, 5, "DEFAULT"), (1, 6, "OFF"), (3, 30, "STRICT")] {
            let text = format!("ingressControllerMode: {number}");
            assert_eq!(mesh(&text, release), format!(r#"{{"ingressControllerMode":"{name}"}}"#));
        }
    }
}
