use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::OnceLock;

use indexmap::IndexSet;

use super::term::{Object, Subject, Term, TripleSink};
use crate::namespace::{rdf, xsd};

/// Datatypes that are kept without a copy.
pub(super) const COMMON_DATATYPES: [&str; 7] =
    [xsd::STRING, xsd::ANY_URI, xsd::DATE_TIME, xsd::NON_NEGATIVE_INTEGER, xsd::BOOLEAN, xsd::INTEGER, xsd::DOUBLE];

/// A set of triples, each term kept once; subjects are in the order in which they first occurred.
///
/// ```
/// use ql_elm::{Graph, Object, Subject, TripleSink};
/// let mut graph = Graph::new();
/// let title = "http://purl.org/dc/terms/title";
/// let course = Subject::Iri("https://cat.example.edu/BIO-101");
/// graph.triple(course, title, Object::Text { value: "Marine Biology", language: "en" })?;
/// graph.triple(course, title, Object::Text { value: "Marine Biology", language: "en" })?;
/// assert_eq!(graph.len(), 1);
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Hashed with a seed of its own, but faster than the standard library does: IRIs are looked up all the time.
    terms: IndexSet<Term, foldhash::fast::RandomState>,
    /// In the order subject, predicate, object once [`Graph::sort`] has run.
    triples: Vec<[u32; 3]>,
    sorted: bool,
    blanks: u32,
    /// Places in `triples` in the order object, predicate, subject; made when somebody asks for subjects.
    by_object: OnceLock<Vec<u32>>,
    /// Where in `triples` the statements of each term begin, with one more at the end.
    starts: OnceLock<Vec<u32>>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many triples there are.
    pub fn len(&self) -> usize {
        if self.sorted {
            return self.triples.len();
        }
        let mut triples = self.triples.clone();
        triples.sort_unstable();
        triples.dedup();
        triples.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// Sorts the triples and removes repeated ones; reading from the graph is fast afterwards.
    pub fn sort(&mut self) {
        if !self.sorted {
            // What is added to a sorted graph stands behind it: two runs, which this sort only has to merge.
            #[expect(clippy::stable_sort_primitive, reason = "the unstable one does not see the two runs")]
            self.triples.sort();
            self.triples.dedup();
            self.sorted = true;
            self.forget_indexes();
        }
    }

    /// The graph itself if it is sorted, else a sorted copy.
    pub(crate) fn in_order(&self) -> Cow<'_, Self> {
        if self.sorted {
            return Cow::Borrowed(self);
        }
        let mut copy = self.clone();
        copy.sort();
        Cow::Owned(copy)
    }

    /// Keeps the triples that `keep` says, by the numbers of their terms.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut([u32; 3]) -> bool) {
        self.triples.retain(|triple| keep(*triple));
        self.forget_indexes();
    }

    /// Adds a triple of terms that the graph knows.
    pub(crate) fn push(&mut self, triple: [u32; 3]) {
        self.triples.push(triple);
        self.sorted = false;
        self.forget_indexes();
    }

    fn forget_indexes(&mut self) {
        self.by_object = OnceLock::new();
        self.starts = OnceLock::new();
    }

    /// The IRIs of the properties that occur, each once.
    pub(crate) fn predicates(&self) -> impl Iterator<Item = &str> {
        let mut seen = vec![false; self.terms.len()];
        let firsts = self.triples.iter().filter(move |triple| !std::mem::replace(&mut seen[triple[1] as usize], true));
        firsts.filter_map(|triple| match self.term(triple[1]) {
            Object::Iri(iri) => Some(iri),
            _ => None,
        })
    }

    /// All triples by the numbers of their terms.
    pub(crate) fn id_triples(&self) -> &[[u32; 3]] {
        &self.triples
    }

    /// The triples of a subject in a sorted graph.
    pub(crate) fn of(&self, subject: u32) -> &[[u32; 3]] {
        debug_assert!(self.sorted, "a graph that is not sorted");
        let starts = self.starts.get_or_init(|| {
            let mut starts = vec![0_u32; self.terms.len() + 1];
            self.triples.iter().for_each(|triple| starts[triple[0] as usize + 1] += 1);
            let mut sum = 0;
            starts.iter_mut().for_each(|start| {
                sum += *start;
                *start = sum;
            });
            starts
        });
        // A term that came later has no statements yet.
        match starts.get(subject as usize..subject as usize + 2) {
            Some([start, end]) => &self.triples[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The triples of a sorted graph that have this predicate and object.
    pub(crate) fn pointing(&self, predicate: u32, object: u32) -> impl Iterator<Item = &[u32; 3]> {
        debug_assert!(self.sorted, "a graph that is not sorted");
        let key = |at: &u32| {
            let [subject, predicate, object] = self.triples[*at as usize];
            [object, predicate, subject]
        };
        let index = self.by_object.get_or_init(|| {
            let mut index: Vec<u32> = (0..u32::try_from(self.triples.len()).unwrap_or(u32::MAX)).collect();
            index.sort_unstable_by_key(key);
            index
        });
        let start = index.partition_point(|at| key(at) < [object, predicate, 0]);
        let rest = index[start..].iter().map(|at| &self.triples[*at as usize]);
        rest.take_while(move |triple| triple[1] == predicate && triple[2] == object)
    }

    pub(crate) fn intern(&mut self, object: Object<'_>) -> u32 {
        let index = match self.terms.get_index_of(&object) {
            Some(index) => index,
            None => self.terms.insert_full(Term::new(object)).0,
        };
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    pub(crate) fn id(&self, object: Object<'_>) -> Option<u32> {
        self.terms.get_index_of(&object).and_then(|index| u32::try_from(index).ok())
    }

    pub(crate) fn term(&self, id: u32) -> Object<'_> {
        // Every id in a triple is an index of `terms`.
        self.terms.get_index(id as usize).map_or(Object::Blank(u32::MAX), Term::as_object)
    }

    fn of_subject(&self, subject: u32) -> impl Iterator<Item = &[u32; 3]> {
        let (slice, all) = if self.sorted { (self.of(subject), true) } else { (&self.triples[..], false) };
        slice.iter().filter(move |triple| all || triple[0] == subject)
    }

    /// All triples: subject, predicate, object.
    pub fn triples(&self) -> impl Iterator<Item = (Subject<'_>, &str, Object<'_>)> {
        self.triples.iter().filter_map(|[subject, predicate, object]| {
            let Object::Iri(predicate) = self.term(*predicate) else { return None };
            Some((as_subject(self.term(*subject))?, predicate, self.term(*object)))
        })
    }

    /// The predicates and objects of a subject.
    pub fn properties<'g>(&'g self, subject: Subject<'_>) -> impl Iterator<Item = (&'g str, Object<'g>)> {
        let id = self.id(subject.into());
        id.into_iter().flat_map(|id| self.of_subject(id)).filter_map(|[_, predicate, object]| {
            let Object::Iri(predicate) = self.term(*predicate) else { return None };
            Some((predicate, self.term(*object)))
        })
    }

    /// The objects of a subject and predicate.
    pub fn objects<'g>(&'g self, subject: Subject<'_>, predicate: &str) -> impl Iterator<Item = Object<'g>> {
        let ids = self.id(subject.into()).zip(self.id(Object::Iri(predicate)));
        ids.into_iter().flat_map(move |(subject, predicate)| {
            self.of_subject(subject).filter(move |triple| triple[1] == predicate).map(|triple| self.term(triple[2]))
        })
    }

    /// The subjects that point to an object by a predicate.
    pub fn subjects<'g>(&'g self, predicate: &str, object: Object<'_>) -> impl Iterator<Item = Subject<'g>> {
        let ids = self.id(Object::Iri(predicate)).zip(self.id(object));
        let (indexed, all) = match (self.sorted, ids) {
            (true, Some((predicate, object))) => (Some(self.pointing(predicate, object)), &[][..]),
            (_, None) => (None, &[][..]),
            (false, Some(_)) => (None, &self.triples[..]),
        };
        let scanned = all.iter().filter(move |triple| ids == Some((triple[1], triple[2])));
        indexed.into_iter().flatten().chain(scanned).filter_map(|triple| as_subject(self.term(triple[0])))
    }

    /// Whether the graph says anything of this subject.
    pub fn describes(&self, subject: Subject<'_>) -> bool {
        self.properties(subject).next().is_some()
    }

    /// The IRIs of the learning opportunity specifications, in the order of their first occurrence.
    pub fn specifications(&self) -> Vec<&str> {
        self.iris_of_type(crate::map::SPECIFICATION_TYPES)
    }

    /// The IRIs of the learning opportunity instances, in the order of their first occurrence.
    pub fn instances(&self) -> Vec<&str> {
        self.iris_of_type(crate::map::INSTANCE_TYPES)
    }

    /// The IRIs that have one of these types, in the order of their first occurrence.
    pub fn iris_of_type<'g>(&'g self, types: &[&str]) -> Vec<&'g str> {
        let mut subjects: Vec<u32> = Vec::new();
        let Some(predicate) = self.id(Object::Iri(rdf::TYPE)) else { return Vec::new() };
        let types: Vec<u32> = types.iter().filter_map(|iri| self.id(Object::Iri(iri))).collect();
        subjects
            .extend(self.triples.iter().filter(|t| t[1] == predicate && types.contains(&t[2])).map(|triple| triple[0]));
        subjects.sort_unstable();
        subjects.dedup();
        subjects
            .into_iter()
            .filter_map(|id| match self.term(id) {
                Object::Iri(iri) => Some(iri),
                _ => None,
            })
            .collect()
    }

    /// Gives all triples to another sink, where the blank nodes get numbers of their own.
    pub fn write_to<S: TripleSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut blanks = std::collections::HashMap::new();
        for (subject, predicate, object) in self.triples() {
            let mut rename = |number: u32| *blanks.entry(number).or_insert_with(|| sink.fresh_blank());
            let subject = match subject {
                Subject::Blank(number) => Subject::Blank(rename(number)),
                Subject::Iri(iri) => Subject::Iri(iri),
            };
            let object = match object {
                Object::Blank(number) => Object::Blank(rename(number)),
                other => other,
            };
            sink.triple(subject, predicate, object)?;
        }
        Ok(())
    }
}

fn as_subject(object: Object<'_>) -> Option<Subject<'_>> {
    match object {
        Object::Iri(iri) => Some(Subject::Iri(iri)),
        Object::Blank(number) => Some(Subject::Blank(number)),
        _ => None,
    }
}

impl TripleSink for Graph {
    type Error = Infallible;

    fn triple(&mut self, subject: Subject<'_>, predicate: &str, object: Object<'_>) -> Result<(), Infallible> {
        let triple = [self.intern(subject.into()), self.intern(Object::Iri(predicate)), self.intern(object)];
        for node in [Object::from(subject), object] {
            if let Object::Blank(number) = node {
                self.blanks = self.blanks.max(number + 1);
            }
        }
        self.push(triple);
        Ok(())
    }

    fn fresh_blank(&mut self) -> u32 {
        self.blanks += 1;
        self.blanks - 1
    }
}
