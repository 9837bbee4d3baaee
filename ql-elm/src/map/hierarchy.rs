//! What is a part of what among programmes, although sources say that things are parts of themselves.

use std::collections::{BTreeMap, BTreeSet};

/// Programmes with the programmes that they are parts of, without loops (tricky input 8).
#[derive(Clone, Debug, Default)]
pub(crate) struct Hierarchy {
    /// The programmes that a programme is a part of.
    parents: BTreeMap<String, BTreeSet<String>>,
    /// The programmes that are parts of a programme.
    children: BTreeMap<String, BTreeSet<String>>,
    /// Links that are left out, by the part, with the whole and the reason.
    dropped: BTreeMap<String, Vec<(String, &'static str)>>,
}

const TO_ITSELF: &str = "it says that it is a part of itself";
const BOTH_WAYS: &str = "each says that it is a part of the other";
const LOOP: &str = "the link closes a loop of programmes that are parts of each other";

impl Hierarchy {
    /// From pairs of part and whole.
    pub(super) fn new(edges: impl Iterator<Item = (String, String)>) -> Self {
        let mut hierarchy = Self::default();
        let edges: BTreeSet<(String, String)> = edges.collect();
        for (part, whole) in &edges {
            if part == whole {
                hierarchy.drop_link(part, whole, TO_ITSELF);
            } else if edges.contains(&(whole.clone(), part.clone())) {
                hierarchy.drop_link(part, whole, BOTH_WAYS);
            } else {
                hierarchy.parents.entry(part.clone()).or_default().insert(whole.clone());
                hierarchy.children.entry(whole.clone()).or_default().insert(part.clone());
            }
        }
        for (part, whole) in hierarchy.closing_links() {
            hierarchy.parents.get_mut(&part).map(|parents| parents.remove(&whole));
            hierarchy.children.get_mut(&whole).map(|children| children.remove(&part));
            hierarchy.drop_link(&part, &whole, LOOP);
        }
        hierarchy
    }

    fn drop_link(&mut self, part: &str, whole: &str, why: &'static str) {
        self.dropped.entry(part.to_owned()).or_default().push((whole.to_owned(), why));
    }

    /// The links that close a loop, walking from the roots in the order of their ids; without recursion, since a chain may be
    /// as long as a catalogue.
    fn closing_links(&self) -> Vec<(String, String)> {
        let roots = self.children.keys().filter(|id| self.parents.get(*id).is_none_or(BTreeSet::is_empty));
        // What no root leads to consists of loops.
        let starts = roots.chain(self.children.keys());
        let mut closing = Vec::new();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        let mut open: BTreeSet<&str> = BTreeSet::new();
        for start in starts {
            let mut stack = vec![(start.as_str(), false)];
            while let Some((id, leaving)) = stack.pop() {
                if leaving {
                    open.remove(id);
                    done.insert(id);
                    continue;
                }
                if done.contains(id) || !open.insert(id) {
                    continue;
                }
                stack.push((id, true));
                for child in self.children.get(id).into_iter().flatten().rev() {
                    if open.contains(child.as_str()) {
                        closing.push((child.clone(), id.to_owned()));
                    } else if !done.contains(child.as_str()) {
                        stack.push((child, false));
                    }
                }
            }
        }
        closing
    }

    pub(super) fn parents<'h>(&'h self, id: &str) -> impl Iterator<Item = &'h str> {
        self.parents.get(id).into_iter().flatten().map(String::as_str)
    }

    /// Whether one is a part of the other.
    pub(super) fn is_part(&self, part: &str, whole: &str) -> bool {
        self.children.get(whole).is_some_and(|parts| parts.contains(part))
    }

    /// The links of a part that are left out: the whole and the reason.
    pub(super) fn dropped(&self, id: &str) -> &[(String, &'static str)] {
        self.dropped.get(id).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::Hierarchy;

    fn hierarchy(edges: &[(&str, &str)]) -> Hierarchy {
        Hierarchy::new(edges.iter().map(|(part, whole)| ((*part).to_owned(), (*whole).to_owned())))
    }

    fn parents(hierarchy: &Hierarchy, id: &str) -> Vec<String> {
        hierarchy.parents(id).map(str::to_owned).collect()
    }

    #[test]
    fn loops_are_cut() {
        let both = hierarchy(&[("a", "b"), ("b", "a"), ("c", "c"), ("d", "a")]);
        assert!(parents(&both, "a").is_empty() && parents(&both, "b").is_empty() && parents(&both, "c").is_empty());
        assert_eq!(parents(&both, "d"), ["a"]);
        assert_eq!(both.dropped("a").len(), 1);
        let three = hierarchy(&[("b", "a"), ("c", "b"), ("a", "c"), ("x", "a")]);
        // The walk begins at `a` and finds that its way down leads back to it.
        assert!(parents(&three, "a").is_empty());
        assert_eq!(parents(&three, "c"), ["b"]);
        let rooted = hierarchy(&[("b", "root"), ("a", "b"), ("b", "a")]);
        assert_eq!(parents(&rooted, "b"), ["root"]);
    }

    #[test]
    fn long_chains_do_not_overflow() {
        let edges = (0..100_000).map(|n| (format!("{:06}", n + 1), format!("{n:06}")));
        let hierarchy = Hierarchy::new(edges.chain([("000000".to_owned(), "100000".to_owned())]));
        assert_eq!(hierarchy.dropped("000000").len(), 1);
        assert_eq!(hierarchy.parents("100000").count(), 1);
    }
}
