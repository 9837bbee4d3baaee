//! RDF: terms, the graph, reading and writing.

mod contexts;
mod format;
mod graph;
mod guard;
mod ntriples;
mod read;
mod term;
mod write;

pub use contexts::ContextError;
pub(crate) use contexts::Contexts;
pub use format::RdfFormat;
pub use graph::Graph;
pub use read::{BaseIriError, RdfReader, ReadGraph};
pub use term::{Object, Subject, TripleSink};
pub use write::{PointDatatype, RdfOptions, RdfWriter};
