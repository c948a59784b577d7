//! Trees that know of no text.

use super::shared::Fate;
use super::tree::{Entry, Node, Source, Style, Value};
use crate::location::Span;

impl Node {
    /// The node as if the program had made it: no spans, no style, here and below.
    #[must_use]
    pub fn detach(self) -> Self {
        match self.detached() {
            Some(value) => Node::made(value),
            None => self,
        }
    }

    /// The value without places; `None` where the node has none.
    fn detached(&self) -> Option<Value> {
        let below = match &self.value {
            Value::Seq(items) => {
                let item = |item: &Node| item.detached().map(Node::made);
                items.changed(|node| Fate::of(item(node))).map(Value::Seq)
            }
            Value::Map(map) => map.changed(|entry| {
                let value = entry.value.detached();
                let is_made = entry.key_span == Span::NONE && entry.source == Source::Own;
                match (value, is_made) {
                    (None, true) => Fate::Stays,
                    (value, _) => {
                        let value = value.unwrap_or_else(|| entry.value.value.clone());
                        let made = Entry { key: entry.key.clone(), ..Entry::made("", Node::made(value)) };
                        Fate::Becomes(made)
                    }
                }
            }),
            _ => None,
        };
        let is_made = (self.span, self.outer, self.style) == (Span::NONE, Span::NONE.start, Style::Made);
        below.or_else(|| (!is_made).then(|| self.value.clone()))
    }
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    #[test]
    fn what_has_no_places_is_shared() {
        let plain = parse("a: [{b: &c 1}, *c]\n<<: {d: e}\n").unwrap().unwrap().detach();
        let again = plain.clone().detach();
        assert!(plain.as_map().unwrap().entries.is(&again.as_map().unwrap().entries));
        assert!(!format!("{plain:?}").contains("Merged"), "{plain:?}");
    }
}
