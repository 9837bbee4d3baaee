//! Statements as lines: the one syntax that has to be fast, since whole catalogues stream through it.

use std::io::{self, Write};

use super::lexical::{push_blank, push_iri, push_language, push_string};
use super::{Object, Subject};
use crate::ElmNamespace;
use crate::namespace::xsd;

/// Appends a statement to a line buffer, and writes that; `graph` is the name of its graph in N-Quads.
pub(super) fn write_triple<W: Write>(
    output: &mut W,
    line: &mut Vec<u8>,
    namespace: ElmNamespace,
    (subject, predicate, object): (Subject<'_>, &str, Object<'_>),
    graph: Option<&str>,
) -> io::Result<()> {
    line.clear();
    push_statement(line, namespace, subject, predicate, object);
    if let Some(graph) = graph {
        push_iri(line, graph);
        line.push(b' ');
    }
    line.extend_from_slice(b".\n");
    output.write_all(line)
}

/// Appends subject, predicate and object, each with a space behind it.
pub(crate) fn push_statement(
    line: &mut Vec<u8>,
    namespace: ElmNamespace,
    subject: Subject<'_>,
    predicate: &str,
    object: Object<'_>,
) {
    match subject {
        Subject::Iri(iri) => push_iri(line, &namespace.write(iri)),
        Subject::Blank(number) => push_blank(line, number),
    }
    line.push(b' ');
    push_iri(line, &namespace.write(predicate));
    line.push(b' ');
    match object {
        Object::Iri(iri) => push_iri(line, &namespace.write(iri)),
        Object::Blank(number) => push_blank(line, number),
        Object::Text { value, language } => {
            push_string(line, value);
            push_language(line, language);
        }
        Object::Typed { value, datatype } => {
            push_string(line, value);
            if datatype != xsd::STRING {
                line.extend_from_slice(b"^^");
                push_iri(line, datatype);
            }
        }
    }
    line.push(b' ');
}
