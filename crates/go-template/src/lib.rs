//! Go's `text/template`, with the functions of Sprig: the same language, output and errors.
//!
//! A [`Template`] is parsed once and executed on any [`Value`](value::Value): numbers with their Go types, strings, slices, maps with typed
//! elements, and structs with fields and methods, which are [`Object`](value::Object)s. Functions are tables of
//! [`Function`](functions::Function)s with their Go signatures, so that arity and types are checked as Go checks them;
//! [`Library::SPRIG`] has Sprig's, and anybody can put a table in front.
//!
//! What would make the same input give other output is refused: clocks, randomness, the network, and environment variables
//! that are not allowed. What a template may cost is bounded by its [`Budget`].
//!
//! ```
//! use go_template::value::{List, Value};
//! use go_template::{Context, Options, Template};
//!
//! let text = r#"{{ range $i, $word := . }}{{ if $i }}, {{ end }}{{ $word | upper | quote }}{{ end }}"#;
//! let template = Template::parse("menu", text, Options::default())?;
//! let words = Value::List(List::strings(["tea", "cake"]));
//! assert_eq!(template.execute(words, Context::default())?, r#""TEA", "CAKE""#);
//!
//! let error = Template::parse("menu", "{{ .name | uper }}", Options::default()).unwrap_err();
//! assert_eq!(error.to_string(), r#"template menu:1:12: function "uper" not defined"#);
//! # Ok::<(), go_template::TemplateError>(())
//! ```

#![deny(missing_docs)]

pub mod code;
pub mod duration;
pub mod float;
pub mod format;
pub mod functions;
mod go;
mod number;
pub mod quote;
pub mod time;
pub mod value;

pub use functions::{Budget, Context, Library};
pub use go::{Action, Options, Sparse, Template, TemplateError};
