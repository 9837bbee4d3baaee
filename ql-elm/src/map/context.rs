//! What other records of a data source say that matters for one: names of terms, what belongs to what, who is who.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use indexmap::IndexSet;
use ql_core::{Country, LanguageTag, MultilingualText};

use super::concept::Level;
use super::hierarchy::Hierarchy;
use super::json::Json;
use crate::{Identifier, LearningOutcome};

/// A course or a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Course,
    Programme,
}

/// What is known of the other records of the data source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(super) organisations: HashMap<String, Organisation>,
    pub(super) sessions: HashMap<String, Session>,
    pub(super) outcomes: HashMap<String, LearningOutcome>,
    pub(super) education_specifications: HashMap<String, Json<'static>>,
    pub(super) known: HashMap<(Kind, String), Known>,
    /// Hashes of the ids of all courses: a programme with the id of one has another IRI.
    pub(super) course_ids: HashSet<u64>,
    /// The parts of each programme, as its parts say.
    pub(super) parts: HashMap<String, IndexSet<(Kind, String)>>,
    /// How many courses and programmes have this code.
    codes: HashMap<u64, u32>,
    /// The components of each course.
    pub(super) components: HashMap<String, Vec<Json<'static>>>,
    /// The programme of each of its offerings.
    pub(super) programme_offerings: HashMap<String, String>,
    /// The instances that are part of an offering of a programme, by the id of that.
    pub(super) offering_parts: HashMap<String, Vec<String>>,
    pub(super) hierarchy: OnceLock<Hierarchy>,
}

/// What is known of a course or programme that others refer to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(super) id: String,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) label: MultilingualText,
    /// Programmes that it says it is a part of.
    pub(super) parents: Vec<String>,
    /// Programmes that it says are parts of it.
    pub(super) children: Vec<String>,
    pub(super) level: Option<Level>,
    /// Instances that are parts of others, by the ids of those.
    pub(super) offering_parts: Vec<(String, String)>,
    /// Whether it only groups others and is left out itself.
    pub(super) is_group: bool,
}

/// A term or another academic session.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub(super) label: MultilingualText,
    /// What it is called where it has no name.
    pub(super) code: Option<String>,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) parent: Option<String>,
}

impl Session {
    /// Its name, or its code in the language of whoever names it.
    pub(super) fn named(self, language: &LanguageTag) -> MultilingualText {
        match self.code {
            Some(code) if self.label.is_empty() => MultilingualText::single(language.clone(), code),
            _ => self.label,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Organisation {
    pub(super) parent: Option<String>,
    /// Every code, in lower case.
    pub(super) codes: Vec<String>,
    pub(super) country: Option<Country>,
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// How far from an organisation its root may be.
const MAX_DEPTH: usize = 20;

impl Context {
    pub(super) fn learn(&mut self, kind: Kind, known: Known) {
        // A programme that comes again, as an item of another list, is not another programme with the same code.
        let key = (kind, known.id.clone());
        if self.known.contains_key(&key) {
            return;
        }
        if kind == Kind::Programme && !(known.parents.is_empty() && known.children.is_empty()) {
            self.hierarchy = OnceLock::new();
        }
        for parent in &known.parents {
            let part = (kind, known.id.clone());
            self.parts.entry(parent.clone()).or_default().insert(part);
        }
        for child in &known.children {
            let part = (Kind::Programme, child.clone());
            self.parts.entry(known.id.clone()).or_default().insert(part);
        }
        if kind == Kind::Programme || self.course_ids.insert(hash(&known.id)) {
            self.count_code(&known);
        }
        self.known.insert(key, known);
    }

    /// Remembers what a record has become. Most courses name no programme; of those only the id is kept.
    pub(super) fn remember(&mut self, kind: Kind, known: &Known) {
        if kind == Kind::Programme || !known.parents.is_empty() {
            self.learn(kind, known.clone());
        } else if self.course_ids.insert(hash(&known.id)) {
            self.count_code(known);
        }
    }

    fn count_code(&mut self, known: &Known) {
        if let Some(code) = known.identifiers.first() {
            *self.codes.entry(hash(&code.notation)).or_default() += 1;
        }
    }

    /// Whether no other course or programme has this code.
    pub(super) fn is_unique(&self, code: &str) -> bool {
        self.codes.get(&hash(code)).is_none_or(|count| *count <= 1)
    }

    pub(super) fn has_course(&self, id: &str) -> bool {
        self.get(Kind::Course, id).is_some() || self.course_ids.contains(&hash(id))
    }

    pub(super) fn get(&self, kind: Kind, id: &str) -> Option<&Known> {
        self.known.get(&(kind, id.to_owned()))
    }

    /// What is a part of what among the programmes, without loops.
    pub(super) fn hierarchy(&self) -> &Hierarchy {
        self.hierarchy.get_or_init(|| {
            let programmes = self.known.iter().filter(|((kind, _), _)| *kind == Kind::Programme);
            let edges = programmes.flat_map(|((_, id), known)| {
                let up = known.parents.iter().map(move |parent| (id.clone(), parent.clone()));
                up.chain(known.children.iter().map(move |child| (child.clone(), id.clone())))
            });
            Hierarchy::new(edges)
        })
    }

    /// An organisation with those above it, the lowest first.
    pub(super) fn organisations_above<'c>(&'c self, id: &'c str) -> Vec<(&'c str, &'c Organisation)> {
        let mut chain: Vec<(&str, &Organisation)> = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|id| chain.len() < MAX_DEPTH && !chain.iter().any(|(seen, _)| seen == id)) {
            let Some(organisation) = self.organisations.get(id) else { break };
            chain.push((id, organisation));
            next = organisation.parent.as_deref();
        }
        chain
    }

    /// A session, with what it lacks from those above it.
    pub(super) fn session(&self, id: &str) -> Option<Session> {
        let mut session = self.sessions.get(id)?.clone();
        let mut seen = vec![id];
        let mut next = session.parent.clone();
        while (session.start.is_none() || session.end.is_none()) && seen.len() < MAX_DEPTH {
            let Some((id, above)) = next.as_ref().and_then(|id| self.sessions.get_key_value(id)) else { break };
            if seen.contains(&id.as_str()) {
                break;
            }
            seen.push(id);
            session.start = session.start.or_else(|| above.start.clone());
            session.end = session.end.or_else(|| above.end.clone());
            next.clone_from(&above.parent);
        }
        Some(session)
    }
}
