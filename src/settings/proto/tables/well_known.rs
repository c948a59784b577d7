//! The table of the messages of google.protobuf that have a JSON form of their own.

use crate::settings::proto::descriptor::Kind::{Bool, Double, Int32, Int64, Message, Str};
use crate::settings::proto::descriptor::{Form, MessageType, many, map, message, one};

pub(crate) static DURATION: MessageType = message("*durationpb.Duration", &[
    one("Seconds", "seconds", "seconds", 1, Int64),
    one("Nanos", "nanos", "nanos", 2, Int32),
]).form(Form::Duration);

pub(crate) static BOOL_VALUE: MessageType = message("*wrapperspb.BoolValue", &[
    one("Value", "value", "value", 1, Bool),
]).form(Form::Wrapper);

pub(crate) static INT32_VALUE: MessageType = message("*wrapperspb.Int32Value", &[
    one("Value", "value", "value", 1, Int32),
]).form(Form::Wrapper);

pub(crate) static INT64_VALUE: MessageType = message("*wrapperspb.Int64Value", &[
    one("Value", "value", "value", 1, Int64),
]).form(Form::Wrapper);

pub(crate) static STRING_VALUE: MessageType = message("*wrapperspb.StringValue", &[
    one("Value", "value", "value", 1, Str),
]).form(Form::Wrapper);

pub(crate) static STRUCT: MessageType = message("*structpb.Struct", &[
    map("Fields", "fields", "fields", 1, Message(&VALUE)),
]).form(Form::Struct);

pub(crate) static LIST_VALUE: MessageType = message("*structpb.ListValue", &[
    many("Values", "values", "values", 1, Message(&VALUE)),
]).form(Form::ListValue);

pub(crate) static VALUE: MessageType = message("*structpb.Value", &[
    one("NullValue", "nullValue", "null_value", 1, Int32).of("Kind", "*structpb.Value_NullValue"),
    one("NumberValue", "numberValue", "number_value", 2, Double).of("Kind", "*structpb.Value_NumberValue"),
    one("StringValue", "stringValue", "string_value", 3, Str).of("Kind", "*structpb.Value_StringValue"),
    one("BoolValue", "boolValue", "bool_value", 4, Bool).of("Kind", "*structpb.Value_BoolValue"),
    one("StructValue", "structValue", "struct_value", 5, Message(&STRUCT)).of("Kind", "*structpb.Value_StructValue"),
    one("ListValue", "listValue", "list_value", 6, Message(&LIST_VALUE)).of("Kind", "*structpb.Value_ListValue"),
]).form(Form::Value);
