//! The messages of istio/api that configuration is made of, a row a field, over all releases since 1.0.

#[rustfmt::skip]
pub(crate) mod mesh;
#[rustfmt::skip]
pub(crate) mod providers;
#[rustfmt::skip]
pub(crate) mod proxy;
#[rustfmt::skip]
pub(crate) mod networking;
#[rustfmt::skip]
pub(crate) mod values;
#[rustfmt::skip]
pub(crate) mod well_known;
