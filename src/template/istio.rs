//! Istio's own functions (1.31, with those of older releases that are still called).

mod maps;
mod network;
mod otel;

use go_template::functions::{
    Context, Cost, Effect, Function, Library, Param, arg, builtin, dict, int, shared, sprig, text,
};
use go_template::value::{Object, Value};
use go_template::{Sparse, format};
use kube_schema::suggest::nearest;
use kube_yaml::{Error, json, spell};

const ANY: Param = Param::Any;
const STR: Param = Param::Str;
const MAP: Param = Param::StrMap;
const CONTAINERS: Param = Param::Named("[]v1.Container");

/// The error with the function that was probably meant, when it is about one that is not there.
pub(crate) fn with_suggestion(error: Error) -> Error {
    let name =
        error.cause().split_once("function \"").and_then(|(_, rest)| rest.split_once("\" not defined"));
    match name.and_then(|(name, _)| nearest(name, LIBRARY.functions().map(|function| function.name))) {
        Some(meant) => error.help(format!("did you mean {meant}?")),
        None => error,
    }
}

/// Istio's functions, those of Sprig and of text/template.
pub(crate) const LIBRARY: Library =
    Library::new(&[FUNCTIONS, sprig::FUNCTIONS, builtin::FUNCTIONS]).with_render();

/// The fields of the data that the run's settings alone decide, for most pods.
pub(crate) const SETTLED: [&str; 12] = [
    "Values",
    "ProxyConfig",
    "MeshConfig",
    "Revision",
    "NativeSidecars",
    "ProxyImage",
    "ProxyInitImage",
    "ProxyUID",
    "ProxyGID",
    "InboundTrafficPolicyMode",
    "CompliancePolicy",
    "IstioRelease",
];

/// The maps of the data that mostly lack the entries which templates ask for.
pub(crate) const SPARSE: [Sparse; 2] = [["ObjectMeta", "Annotations"], ["ObjectMeta", "Labels"]];

/// The same with those that did something else up to 1.22.
const LIBRARY_OF_1_22: Library =
    Library::new(&[FUNCTIONS_OF_1_22, FUNCTIONS, sprig::FUNCTIONS, builtin::FUNCTIONS]).with_render();

const FUNCTIONS_OF_1_22: &[Function] =
    &[Function::new("appendMultusNetwork", &[STR, STR], network::append_multus_whole)];

/// The functions, with the one that splits the name of a Multus network or that of Istio up to 1.22, which did not.
pub(crate) fn library(splits_network: bool) -> Library {
    if splits_network { LIBRARY } else { LIBRARY_OF_1_22 }
}

/// The functions by their names.
pub(crate) const FUNCTIONS: &[Function] = &[
    Function::new("annotation", &[Param::Named("v1.ObjectMeta"), STR, ANY], annotation)
        .picks(&["Annotations"]),
    Function::new("appendMultusNetwork", &[STR, STR], network::append_multus),
    Function::new("applicationPorts", &[CONTAINERS], network::application_ports),
    Function::new("contains", &[STR, STR], contains),
    Function::new("directory", &[STR], directory),
    Function::new("env", &[STR, STR], env).with(Effect::Reads),
    Function::new("excludeInboundPort", &[ANY, STR], network::exclude_inbound_port),
    Function::new("excludeInterfaces", &[STR], identity),
    Function::new("formatDuration", &[Param::Named("*durationpb.Duration")], format_duration),
    Function::new("fromJSON", &[STR], from_json),
    Function::new("includeInboundPorts", &[CONTAINERS], network::include_inbound_ports),
    Function::new("indent", &[Param::Int, STR], indent),
    Function::new("isset", &[MAP, STR], |_, args| Ok(dict(args, 0)?.contains(text(args, 1)?).into()))
        .picks(&[]),
    Function::new("kubevirtInterfaces", &[STR], identity),
    Function::variadic("mergeMaps", &[], MAP, maps::merge),
    Function::variadic("omit", &[MAP], STR, maps::omit),
    Function::new("omitNil", &[ANY], maps::omit_nil),
    Function::new(
        "otelResourceAttributes",
        &[Param::Named("*v1alpha1.MeshConfig"), MAP, MAP, STR, CONTAINERS],
        otel::resource_attributes,
    ),
    Function::new("protoToJSON", &[Param::Message], proto_to_json),
    Function::variadic("strdict", &[], STR, maps::strdict),
    Function::new("structToJSON", &[ANY], struct_to_json),
    Function::new("toJSON", &[MAP], to_json),
    Function::variadic("toJsonMap", &[], MAP, maps::to_json_map),
    Function::new("toLower", &[STR], |_, args| Ok(text(args, 0)?.to_lowercase().into())),
    Function::new("toYaml", &[ANY], to_yaml),
    Function::new("valueOrDefault", &[ANY, ANY], value_or_default).costs(Cost::Pick),
];

/// The field of a struct, nil when it has none of that name.
fn field<'a>(object: &(dyn Object<'a> + 'a), name: &str) -> Value<'a> {
    object.field(name).unwrap_or(Value::Nil)
}

/// The text of a string or of a named string type.
fn string_of(value: &Value<'_>) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Object(object) => object.underlying().map(|value| string_of(&value)).unwrap_or_default(),
        _ => String::new(),
    }
}

fn annotation<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    if let Value::Object(meta) = arg(args, 0)
        && let Value::Dict(annotations) = field(meta.as_ref(), "Annotations")
        && let Some(value) = annotations.get(text(args, 1)?)
    {
        return Ok(value);
    }
    match arg(args, 2) {
        Value::Str(default) => Ok(Value::Str(default.clone())),
        default => {
            context.budget.look(default, 1)?;
            let printed = format::sprint(std::slice::from_ref(default));
            context.budget.spend(printed.len())?;
            Ok(printed.into())
        }
    }
}

/// The needle comes first, other than in Sprig's function of that name before 3.0.
fn contains<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(text(args, 1)?.contains(text(args, 0)?).into())
}

fn directory<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let path = text(args, 0)?;
    Ok(Value::from(path.rfind('/').map_or("", |slash| &path[..=slash])))
}

/// Reads only what was allowed; an empty variable counts as unset.
fn env<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let name = text(args, 0)?;
    let found = context.environment.iter().find(|(key, value)| key == name && !value.is_empty());
    Ok(match found {
        Some((_, value)) => Value::from(value.as_str()),
        None => Value::Str(shared(args, 1)?),
    })
}

fn identity<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(arg(args, 0).clone())
}

fn format_duration<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let duration = match arg(args, 0) {
        Value::Object(object) => object.call("AsDuration", &[]),
        _ => None,
    };
    match duration {
        Some(duration) => Ok(format::sprint(&[duration?]).into()),
        None => Ok(Value::from("0s")),
    }
}

fn from_json<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(match json::from_json(text(args, 0)?) {
        Ok(node) => Value::of_owned_node(node),
        Err(_) => Value::from("{}"),
    })
}

/// Indents every line but the first.
fn indent<'a>(context: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let spaces = usize::try_from(int(args, 0)?.unsigned_abs()).unwrap_or(usize::MAX);
    let source = text(args, 1)?;
    let lines = source.bytes().filter(|b| *b == b'\n').count();
    context.budget.afford(source.len().saturating_add(lines.saturating_mul(spaces)))?;
    Ok(source.replace('\n', &format!("\n{}", " ".repeat(if lines == 0 { 0 } else { spaces }))).into())
}

fn value_or_default<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(match arg(args, 0) {
        Value::Nil => arg(args, 1).clone(),
        Value::Str(text) if text.is_empty() => arg(args, 1).clone(),
        value => value.clone(),
    })
}

fn to_json<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    let map = arg(args, 0);
    Ok(if map.is_nil() { Value::from("{}") } else { marshalled(map).into() })
}

fn struct_to_json<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(match arg(args, 0) {
        Value::Nil => Value::from("{}"),
        value => marshalled(value).into(),
    })
}

/// The JSON text; what cannot be marshalled is an empty object, as Istio only logs the error.
pub(crate) fn marshalled(value: &Value<'_>) -> String {
    value.to_json().map_or_else(|_| "{}".to_owned(), |node| json::to_json(&node))
}

fn proto_to_json<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(match arg(args, 0) {
        Value::Object(message) => message.proto_json().unwrap_or_else(|| "{}".to_owned()).into(),
        _ => Value::from("{}"),
    })
}

/// The YAML text; what cannot be marshalled is nothing, as Istio only logs the error.
fn to_yaml<'a>(_: &mut Context<'a>, args: &[Value<'a>]) -> Result<Value<'a>, String> {
    Ok(arg(args, 0).to_json().map(|node| spell::go_yaml(&node)).unwrap_or_default().into())
}

#[cfg(test)]
mod tests;
