//! The Go types behind Kubernetes objects that bear pods, as tables, and what follows from them.
//!
//! ```
//! use kube_schema::{POD, ZeroTime, marshal, read};
//! use kube_yaml::{json, parse};
//!
//! let mut pod = parse("{metadata: {name: a}, spec: {hostname: 5, containers: [{name: x, imagePulPolicy: Always}]}}")?.unwrap();
//! let mut noted = Vec::new();
//! read(&mut pod, &POD, &mut noted)?;
//! let said: Vec<String> = noted.iter().map(|noted| noted.warning().cause().to_owned()).collect();
//! assert_eq!(said, [
//!     "spec.hostname: 5 is not a string, quoted as \"5\"",
//!     "spec.containers[0].imagePulPolicy: unknown field imagePulPolicy",
//! ]);
//! let printed = json::to_json(&marshal(&pod, &POD, ZeroTime::Omit));
//! assert_eq!(
//!     printed,
//!     r#"{"metadata":{"name":"a"},"spec":{"containers":[{"name":"x","resources":{}}],"hostname":"5"},"status":{}}"#
//! );
//! # Ok::<(), kube_yaml::Error>(())
//! ```

#![deny(missing_docs)]

pub mod code;
pub mod merge;
mod schema;
pub mod suggest;

pub use schema::*;
