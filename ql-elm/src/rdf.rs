//! RDF: terms, the graph, reading and writing.

mod contexts;
mod format;
mod graph;
mod guard;
pub(crate) mod lexical;
pub(crate) mod ntriples;
mod read;
mod term;
mod turtle;
mod write;

pub use contexts::ContextError;
pub(crate) use contexts::Contexts;
pub use format::RdfFormat;
pub use graph::Graph;
pub use read::{BaseIriError, RdfReader, ReadGraph};
pub(crate) use term::Term;
pub use term::{Object, Subject, TripleSink};
pub(crate) use turtle::Colours;
pub use turtle::pretty_turtle;
pub use write::{PointDatatype, RdfOptions, RdfWriter};
