"""Compares RDF files with rdflib: prints the pairs that are not the same graph, and fails if there is one.

Arguments: pairs of files, each as `format=path`, such as `turtle=in.ttl xml=out.rdf`.
"""

import logging
import sys

import rdflib
from rdflib.compare import graph_diff, isomorphic, to_isomorphic

# Literals are compared as they are written: `"7.50"^^xsd:double` is not `"7.5"^^xsd:double`.
rdflib.NORMALIZE_LITERALS = False
# Deliberately odd literals, such as `"7,5"^^xsd:double`, are no reason for a traceback each.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def parse(argument):
    syntax, path = argument.split("=", 1)
    graph = rdflib.Graph()
    # A base keeps relative IRIs from being resolved against the path of the file.
    graph.parse(path, format=syntax, publicID="https://base.example.edu/")
    return with_lower_case_tags(graph)


def with_lower_case_tags(graph):
    """Language tags mean the same in any case, but rdflib names blank nodes after them as they are."""
    result = rdflib.Graph()
    for subject, predicate, value in graph:
        if isinstance(value, rdflib.Literal) and value.language:
            value = rdflib.Literal(str(value), lang=value.language.lower())
        result.add((subject, predicate, value))
    return result


def main(arguments):
    if not arguments or len(arguments) % 2:
        sys.exit("expected pairs of files")
    failures = 0
    for left, right in zip(arguments[::2], arguments[1::2], strict=True):
        try:
            one, other = parse(left), parse(right)
        except Exception as error:  # noqa: BLE001: whatever a parser raises, the other pairs count too
            print(f"{left} and {right}: {type(error).__name__}: {error}")
            failures += 1
            continue
        if not len(one):
            print(f"{left} is empty")
            failures += 1
        elif not isomorphic(one, other):
            _, missing, surplus = graph_diff(to_isomorphic(one), to_isomorphic(other))
            print(f"{left} and {right} differ")
            print("".join(f"- {line}\n" for line in missing.serialize(format="nt").splitlines() if line), end="")
            print("".join(f"+ {line}\n" for line in surplus.serialize(format="nt").splitlines() if line), end="")
            failures += 1
    print(f"{len(arguments) // 2} pairs, {failures} failures")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
