"""Vectors of what becomes RDF: records of APIs, ELM files, enrichment."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from typing import Any

import quality_link as ql
from vector_files import Case, exact, findings, only, same, same_lines

POINTS = re.compile(r'(<http://data.europa.eu/snb/model/ontology/point> "[^"]*")(\^\^<[^>]*>)?')
DOUBLE = r"\1^^<http://www.w3.org/2001/XMLSchema#double>"


def graph(content: str | bytes, media_type: str = "application/n-triples") -> ql.Catalogue:
    """Reads RDF that has no mistake in it: a graph that is lost on both sides would be equal."""
    catalogue = ql.read_catalogue(content, media_type=media_type)
    assert not [finding for finding in catalogue.diagnostics if finding.code.startswith("rdf.")]
    return catalogue


def same_graph(expected: Iterable[str], actual: ql.Catalogue) -> None:
    """Compares Turtle, which is the same text for equal graphs, however blank nodes are called."""
    texts = [catalogue.to_rdf("turtle").decode() for catalogue in (graph("\n".join(expected)), actual)]
    same_lines(*(text.split("\n") for text in texts))


def body(value: Any) -> str:
    """Any JSON, or the text of a document that is broken or can't be written as a value."""
    is_raw = isinstance(value, dict) and isinstance(value.get("raw"), str)
    return value["raw"] if is_raw else json.dumps(value, sort_keys=True)


def told(catalogue: ql.Catalogue) -> list[dict[str, Any]]:
    return findings(catalogue.diagnostics, "code", "severity", "item", "pointer")


def as_set(diagnostics: list[dict[str, Any]]) -> list[str]:
    """A finding that several records share is written once; what is not said of it, or an empty place, is left out."""
    for finding in diagnostics:
        only(finding, "code", "severity", "item", "pointer")
    return sorted({exact({name: value for name, value in finding.items() if value}) for finding in diagnostics})


def map_ooapi5_course(case: Case) -> None:
    given = case.given
    only(given, "course", "offerings", "scheme", "schac", "base", "provider_id", "provider", "today")
    parts = [ql.RecordPart(kind="offering", body=body(offering)) for offering in given.get("offerings", [])]
    course = ql.RecordInput(kind="course", body=body(given["course"]), parts=parts)
    minting = ql.Minting(
        scheme=given["scheme"], schac=given.get("schac"), base=given.get("base"), provider=given.get("provider_id")
    )
    # That a value is kept as a note has cases of its own among the formats.
    options = ql.MapOptions(
        minting=minting, publisher=given.get("provider"), today=given.get("today"), unmapped_notes=False
    )
    mapped = ql.map_records("ooapi", 5, [course], options=options)
    same_graph(case.expected["ntriples"], mapped)
    same(case.expected["diagnostics"], told(mapped))


def record(given: dict[str, Any]) -> ql.RecordInput:
    only(given, "kind", "body", "parts")
    parts = [ql.RecordPart(kind=part["kind"], body=body(part["body"])) for part in given.get("parts", [])]
    return ql.RecordInput(kind=given["kind"], body=body(given["body"]), parts=parts)


# Settings that have another name in the vectors.
RENAMED = {"plain_numbers_are_ects": "plain_credits", "synthesise_instances": "instances_of_year"}


def settings(given: dict[str, Any]) -> ql.MapOptions:
    rest = dict(given)
    rest.pop("points", None)
    minting = ql.Minting(
        scheme=rest.pop("scheme", "urn"),
        schac=rest.pop("schac", "example.edu"),
        base=rest.pop("base", None),
        provider=rest.pop("provider_id", None),
    )
    intensive, full = rest.pop("pace", (None, None))
    return ql.MapOptions(
        minting=minting,
        provider=ql.Provider(country=rest.pop("country", None)),
        publisher=rest.pop("provider", "https://data.deqar.eu/institution/9001"),
        today=rest.pop("today", "2026-11-25"),
        keep_regions=rest.pop("regions", None) == "full",
        unmapped_notes=rest.pop("unmapped_notes", False),
        pace_intensive=intensive,
        pace_full=full,
        # A setting that nobody knows is refused here.
        **{RENAMED.get(name, name): value for name, value in rest.items()},
    )


def map_records(case: Case) -> None:
    given, expected = case.given, case.expected
    only(given, "format", "version", "settings", "context", "records")
    source_type = {"eduapi": "edu-api"}.get(given["format"], given["format"])
    records = [record(one) for one in given["records"]]
    context = [record(one) for one in given.get("context", [])]
    options = settings(given.get("settings", {}))
    mapped = ql.map_records(source_type, given.get("version"), records, context=context, options=options)
    lines = expected["ntriples"]
    if given.get("settings", {}).get("points") == "string":
        # Credits as texts are a setting of the RDF writer that bindings do not have: here they are numbers.
        lines = [POINTS.sub(DOUBLE, line) for line in lines]
    same_graph(lines, mapped)
    same_lines(as_set(expected["diagnostics"]), as_set(told(mapped)))


def read_elm(case: Case) -> None:
    given, expected = case.given, case.expected
    only(given, "format", "media_type", "url", "text", "base64", "contexts", "max_bytes")
    content = base64.b64decode(given["base64"]) if "base64" in given else given["text"]
    contexts = {url: json.dumps(context) for url, context in given.get("contexts", {}).items()}
    options = ql.MapOptions(contexts=contexts, max_document=given.get("max_bytes"))
    read = ql.read_catalogue(content, media_type=given.get("media_type"), url=given.get("url"), options=options)
    same_graph(expected["ntriples"], read)
    same(expected["diagnostics"], findings(read.diagnostics, "code", "severity"))


def statements(case: Case, turtle: str) -> set[str]:
    """The statements of a Turtle text, one a line, with blank nodes in the place of IRIs that begin with `blank:`."""
    read = graph((case.file["prefixes"] + turtle).encode(), "text/turtle")
    lines = read.to_rdf("n-triples").decode().split("\n")
    # No blank node of the text itself is called that.
    return {re.sub("<blank:([^>]*)>", r"_:named-\1", line) for line in lines if line}


def changed(case: Case, before: set[str], change: dict[str, Any]) -> set[str]:
    """The statements after a change that adds nothing that is there, and removes nothing that is not."""
    added, removed = statements(case, change.get("added", "")), statements(case, change.get("removed", ""))
    assert not added & before and removed <= before, "the case is wrong"
    return before - removed | added


def enrich(case: Case) -> None:
    given, expected = case.given, case.expected
    only(given, "turtle", "provider", "ingestedAt", "sourceType", "rules", "without", "institutions", "trust")
    only(expected, "added", "removed", "diagnostics", "again", "ids")
    names = {"ingestedAt": "ingested_at", "sourceType": "source_type", "rules": "only"}
    options = ql.EnrichOptions(
        **{names.get(name, name): given[name] for name in given if name not in ("turtle", "institutions")}
    )
    institutions = case.turtle("institutions")
    before = statements(case, given["turtle"])
    after = changed(case, before, expected)
    # What comes of it does not depend on the order of statements.
    for order in (sorted(before), sorted(before, reverse=True)):
        start = graph("\n".join(order))
        enriched = start.enrich(options, institutions=institutions)
        same_graph(after, enriched)
        same(expected["diagnostics"], sorted(finding.code for finding in enriched.diagnostics))
        courses = {course.iri for course in start}
        assert all(finding.severity == "warning" and finding.item in courses for finding in enriched.diagnostics)
        documents = {document["uri"]: document["id"] for document in enriched.documents()}
        uuids = {course.iri: course.uuid for course in enriched}
        for iri, uuid in expected.get("ids", {}).items():
            same({"document": uuid, "course": uuid}, {"document": documents[iri], "course": uuids[iri]})
        same_graph(changed(case, after, expected.get("again", {})), enriched.enrich(options, institutions=institutions))
