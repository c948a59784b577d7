//! The messages of istio/api that configuration is made of, a row a field, over all releases since 1.0.

#[rustfmt::skip]
pub mod mesh;
#[rustfmt::skip]
pub mod providers;
#[rustfmt::skip]
pub mod proxy;
#[rustfmt::skip]
pub mod networking;
#[rustfmt::skip]
pub mod values;
#[rustfmt::skip]
pub mod well_known;
