//! The methods that maps have in Jinja besides `get`.

use minijinja::{Error, Value as Shown};

/// Methods of maps besides `get`.
pub(super) const OF_MAPS: [&str; 3] = ["items", "keys", "values"];

/// What the methods of [`OF_MAPS`] give of a map.
pub(super) fn entries(map: &Shown, method: &str) -> Result<Shown, Error> {
    let entry = |key: Shown| -> Result<Shown, Error> {
        Ok(match method {
            "keys" => key,
            "values" => map.get_item(&key)?,
            _ => Shown::from(vec![key.clone(), map.get_item(&key)?]),
        })
    };
    let entries: Result<Vec<Shown>, Error> = map.try_iter()?.map(entry).collect();
    Ok(Shown::from(entries?))
}
