//! Results as sentences for people.

use ql_core::excerpt;

use super::check::Raw;
use super::report::RULES;
use super::{Component, Constraint, Path, Shape, Shapes, TermId};
use crate::namespace::prefixed;
use crate::rdf::{Graph, Object, Term};
use crate::vocabulary::Vocabulary;

/// What the nodes are that the rules of an area are about.
const AREAS: &[(&str, &str)] = &[
    ("los", "the course"),
    ("loi", "the offering"),
    ("outcome", "the learning outcome"),
    ("hei", "the institution"),
    ("note", "the note"),
    ("identifier", "the identifier"),
    ("reference", "the reference"),
    ("group", "the group"),
    ("alliance", "the alliance"),
    ("hei-group", "the alliance"),
    ("content-url", "the page"),
];

/// What is wrong.
pub(super) fn of(shapes: &Shapes, graph: &Graph, raw: &Raw, path: Option<&str>) -> String {
    let shape = &shapes.shapes[raw.shape];
    let focus = subject(shape, graph, raw.focus);
    let property = match (&shape.name, path) {
        (Some(name), _) if raw.path.is_none() => name.clone(),
        (_, Some(path)) => format!("`{}`", prefixed(path)),
        (_, None) => "value".into(),
    };
    let value = raw.value.map(|value| shown(graph.term(value))).unwrap_or_default();
    let of_constraint =
        |wanted: fn(&Constraint) -> Option<u64>| shape.constraints.iter().find_map(wanted).unwrap_or_default();
    let is_ours = shape.iri.as_deref().is_some_and(|iri| iri.starts_with(RULES));
    if let Some((message, _)) = shape.message.as_ref().filter(|_| !is_ours) {
        return message.clone();
    }
    let own_message = shape.message.as_ref().map(|(message, _)| message).filter(|_| {
        !matches!(
            raw.component,
            Component::MinCount
                | Component::MaxCount
                | Component::UniqueLang
                | Component::Vocabulary
                | Component::Closed
        ) || shape.name.is_none()
    });
    if let Some(message) = own_message {
        return match value.is_empty() || message.contains(value.as_str()) {
            true => format!("{focus}: {message}"),
            false => format!("{focus}: {message}: {value}"),
        };
    }
    match raw.component {
        Component::MinCount => {
            let min =
                of_constraint(|constraint| if let Constraint::MinCount(min) = constraint { Some(*min) } else { None });
            match (raw.count, min) {
                (0, 0 | 1) => format!("{focus} has no {property}"),
                (0, min) => format!("{focus} has no {property}, and needs at least {min}"),
                (count, min) => format!("{focus} has {count} × {property}, and needs at least {min}"),
            }
        }
        Component::MaxCount => {
            let max =
                of_constraint(|constraint| if let Constraint::MaxCount(max) = constraint { Some(*max) } else { None });
            match max {
                0 => format!("{focus} must not have `{}`", path.map(prefixed).unwrap_or_default()),
                max => format!("{focus} has {} × {property}, at most {max} allowed", raw.count),
            }
        }
        Component::UniqueLang => {
            let language = match u32::try_from(raw.count).map(|id| graph.term(id)) {
                Ok(Object::Text { language, .. }) => language,
                _ => "",
            };
            format!("{focus} has several × {property} in the language `{language}`, one allowed")
        }
        Component::Datatype => {
            format!("{focus}: {property} {value} is not of the datatype {}", wanted(shapes, raw, shape))
        }
        Component::Class => format!("{focus}: {property} {value} is not of the class {}", wanted(shapes, raw, shape)),
        Component::NodeKind => {
            let is_literal = raw.value.is_some_and(|id| !matches!(graph.term(id), Object::Iri(_) | Object::Blank(_)));
            let is_blank = raw.value.is_some_and(|id| matches!(graph.term(id), Object::Blank(_)));
            let what = match (is_literal, is_blank) {
                (true, _) => "is a text, where an IRI or a node is expected",
                (_, true) => "has no IRI, where one is expected",
                _ => "is an IRI, where something else is expected",
            };
            format!("{focus}: {property} {value} {what}")
        }
        Component::Vocabulary => {
            let names = shape.constraints.iter().find_map(|constraint| match constraint {
                Constraint::Vocabulary(vocabularies) => vocabularies.first(),
                _ => None,
            });
            let list = names.copied().map(Vocabulary::title).unwrap_or_default();
            let iri = raw.value.map(|value| graph.term(value));
            match iri {
                Some(Object::Iri(iri)) if Vocabulary::of_uri(iri).is_some() => {
                    format!("{focus}: {property} {value} is not in the list of {list}")
                }
                _ => format!("{focus}: {property} {value} is none of the list of {list}, so it can't be checked"),
            }
        }
        Component::Closed => format!("{focus} must not have {property}"),
        Component::Pattern => format!("{focus}: {property} {value} is not written as it should be"),
        Component::MinInclusive | Component::MinExclusive => format!("{focus}: {property} {value} is too small"),
        Component::MaxInclusive | Component::MaxExclusive => format!("{focus}: {property} {value} is too large"),
        Component::MinLength => format!("{focus}: {property} {value} is too short"),
        Component::MaxLength => format!("{focus}: {property} {value} is too long"),
        Component::LanguageIn => format!("{focus}: {property} {value} is in a language that is not expected"),
        Component::HasValue => format!("{focus} lacks the expected {property}"),
        Component::In => format!("{focus}: {property} {value} is none of the expected values"),
        Component::Equals | Component::Disjoint | Component::LessThan | Component::LessThanOrEquals => {
            let other = shape.constraints.iter().find_map(|constraint| match constraint {
                Constraint::Pair(component, other) if *component == raw.component => Some(name(shapes, *other)),
                _ => None,
            });
            let other = other.unwrap_or_default();
            let what = match raw.component {
                Component::Equals => "is not the same as",
                Component::Disjoint => "must not be the same as",
                Component::LessThan => "is not before",
                _ => "is behind",
            };
            format!("{focus}: {property} {value} {what} {other}")
        }
        Component::QualifiedMinCount | Component::QualifiedMaxCount => {
            format!("{focus} has {} × {property} of the expected kind", raw.count)
        }
        Component::Not | Component::And | Component::Or | Component::Xone | Component::Node => {
            format!("{focus}: {property} {value} is not as expected")
        }
    }
}

/// What to do about it.
pub(super) fn hint(shape: &Shape, component: Component) -> Option<String> {
    if component == Component::Closed {
        return Some("the class has a fixed list of properties; leave this one out, or use another class".into());
    }
    shape.description.clone()
}

/// What a result is about.
fn subject(shape: &Shape, graph: &Graph, focus: u32) -> String {
    let rule = shape.iri.as_deref().and_then(|iri| iri.strip_prefix(RULES)).unwrap_or_default();
    let area = rule.split('.').next().unwrap_or_default();
    if let Some((_, name)) = AREAS.iter().find(|(name, _)| *name == area) {
        return (*name).to_owned();
    }
    if !area.is_empty() {
        return format!("the {}", area.replace('-', " "));
    }
    match graph.term(focus) {
        Object::Iri(iri) => format!("`{}`", excerpt(&prefixed(iri))),
        _ => "a node".into(),
    }
}

fn shown(object: Object<'_>) -> String {
    match object {
        Object::Iri(iri) => format!("`{}`", excerpt(&prefixed(iri))),
        Object::Blank(_) => String::new(),
        Object::Text { value, language } => format!("\"{}\"@{}", excerpt(value), excerpt(language)),
        Object::Typed { value, .. } => format!("\"{}\"", excerpt(value)),
    }
}

fn name(shapes: &Shapes, term: TermId) -> String {
    match shapes.terms.get_index(term).map(Term::as_object) {
        Some(Object::Iri(iri)) => format!("`{}`", prefixed(iri)),
        Some(other) => shown(other),
        None => String::new(),
    }
}

/// The class or datatype that a constraint asks for.
fn wanted(shapes: &Shapes, raw: &Raw, shape: &Shape) -> String {
    match shape.constraints.get(raw.count) {
        Some(Constraint::Class(term) | Constraint::Datatype(term)) => name(shapes, *term),
        _ => String::new(),
    }
}

/// A path: an IRI if it is one, else as SPARQL writes it.
pub(super) fn path(shapes: &Shapes, path: &Path) -> String {
    fn inner(shapes: &Shapes, path: &Path) -> String {
        let join = |paths: &[Path], by: &str| {
            let texts: Vec<String> = paths.iter().map(|path| inner(shapes, path)).collect();
            format!("({})", texts.join(by))
        };
        match path {
            Path::Predicate(term) => match shapes.terms.get_index(*term).map(Term::as_object) {
                Some(Object::Iri(iri)) => format!("<{iri}>"),
                _ => String::new(),
            },
            Path::Inverse(path) => format!("^{}", inner(shapes, path)),
            Path::Sequence(paths) => join(paths, "/"),
            Path::Alternative(paths) => join(paths, "|"),
            Path::Repeated { path, at_least_once, once_only } => {
                let mark = match (at_least_once, once_only) {
                    (true, _) => '+',
                    (_, true) => '?',
                    _ => '*',
                };
                format!("{}{mark}", inner(shapes, path))
            }
        }
    }
    let text = inner(shapes, path);
    match path {
        Path::Predicate(_) => text.trim_matches(['<', '>']).to_owned(),
        _ => text,
    }
}
