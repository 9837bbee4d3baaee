"""Validates RDF graphs with pySHACL and prints one line of JSON a graph: its file, whether it conforms, its results.

Arguments: a folder of N-Triples and Turtle files, a file of shapes in Turtle, and as options
`--old` (terms of the European Learning Model are brought to the namespace before 3.3 first),
`--every N` (only each N-th file), `--workers N` (processes; 2).

A result is a list: focus node, path, component, severity, shape, value. Blank nodes are `_`, literals are their lexical
form, paths that are no IRI are written as SPARQL has them. Within shapes a node conforms if there is no result, of
whatever severity, as SHACL says; the `conforms` of a graph is whether there is no result of severity sh:Violation.
"""

import argparse
import json
import logging
import multiprocessing
import sys
import warnings
from pathlib import Path

import pyshacl.shape
import rdflib
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, BNode, Graph, URIRef

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
RENAMED = [
    ("http://data.europa.eu/snb/model/ontology/", "http://data.europa.eu/snb/model/elm/"),
    ("http://data.europa.eu/snb/model/application-profile/", "http://data.europa.eu/snb/model/ap/"),
]
SUFFIXES = {".nt": "nt", ".ttl": "turtle"}
# The longest way through nested shapes; deeper, pySHACL gives up.
DEPTH = 200


def noted(component, _graph, focus, value_node=None, result_path=None, constraint_component=None, **_):
    """A result as it is, where pySHACL would describe it in words and copy all nodes around."""
    shape = component.shape
    if result_path is None and shape.is_property_shape:
        result_path = shape.path()
    result = (
        focus,
        result_path,
        constraint_component or component.shacl_constraint_component,
        shape.severity,
        shape.node,
        value_node,
    )
    return "", BNode(), [result]


class Peer(Validator):
    """Validates with shapes that are prepared once, and gives the results as they are."""

    @classmethod
    def create_validation_report(cls, sg, conforms, results):
        return [parts[0] for _, _, parts in results], ""


def text(node):
    if node is None:
        return ""
    return "_" if isinstance(node, BNode) else str(node)


def path_text(graph, path):
    """A path as SPARQL writes it, without the brackets around IRIs."""
    if path is None or isinstance(path, URIRef):
        return str(path or "")
    if graph.value(path, RDF.first) is not None:
        return "/".join(inner(graph, part) for part in graph.items(path))
    for predicate, before, after in [
        (SH.inversePath, "^", ""),
        (SH.zeroOrMorePath, "", "*"),
        (SH.oneOrMorePath, "", "+"),
        (SH.zeroOrOnePath, "", "?"),
    ]:
        part = graph.value(path, predicate)
        if part is not None:
            return f"{before}{inner(graph, part)}{after}"
    alternatives = graph.value(path, SH.alternativePath)
    return "|".join(inner(graph, part) for part in graph.items(alternatives))


def inner(graph, path):
    written = path_text(graph, path)
    return written if isinstance(path, URIRef) else f"({written})"


def read(path, is_old):
    content = path.read_text(encoding="utf-8")
    if is_old:
        for new, old in RENAMED:
            content = content.replace(new, old)
    graph = Graph(bind_namespaces="none")
    graph.parse(data=content, format=SUFFIXES[path.suffix], publicID="https://base.example.edu/")
    return graph


class Peers:
    """What a worker has prepared."""

    shapes = None
    is_old = False


def prepare(shapes, is_old):
    # Literals are compared as they are written, and deliberately odd ones are no reason for a traceback each.
    rdflib.NORMALIZE_LITERALS = False
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    ConstraintComponent.make_v_result = noted
    # pySHACL looks up every property of every shape in a list.
    pyshacl.shape.CONSTRAINT_PARAMS = (frozenset(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)
    graph = Graph()
    graph.parse(shapes, format="turtle", publicID="https://base.example.edu/")
    Peers.shapes = ShapesGraph(graph)
    Peers.is_old = is_old


def validate(path):
    try:
        data = read(path, Peers.is_old)
        options = {"inference": "none", "advanced": False, "inplace": True, "max_validation_depth": DEPTH}
        peer = Peer(DataGraph.from_rdflib(data), shacl_graph=Peers.shapes.graph, options=options)
        peer.shacl_graph = Peers.shapes
        _, found, _ = peer.run()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong, the other graphs count too
        return json.dumps({"file": path.name, "error": f"{type(error).__name__}: {error}"})
    shapes = Peers.shapes.graph
    results = []
    for focus, route, component, severity, shape, value in found:
        names = [str(name).rpartition("#")[2] for name in (component, severity)]
        source = "" if isinstance(shape, BNode) else str(shape)
        results.append([text(focus), path_text(shapes, route), *names, source, text(value)])
    conforms = not any(severity == SH.Violation for _, _, _, severity, _, _ in found)
    return json.dumps({"file": path.name, "conforms": conforms, "results": sorted(results)})


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("shapes", type=Path)
    parser.add_argument("--old", action="store_true")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    files = sorted(path for path in given.folder.iterdir() if path.suffix in SUFFIXES)[:: given.every]
    if not files:
        sys.exit(f"no graphs in {given.folder}")
    prepare(str(given.shapes), given.old)
    with multiprocessing.Pool(given.workers, prepare, (str(given.shapes), given.old)) as pool:
        for line in pool.imap(validate, files, chunksize=16):
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
