"""What can be done with a catalogue."""

from __future__ import annotations

import json
from typing import Any

import pytest
import quality_link as ql

BIO = "urn:schac:uniqueCourseId:example.edu:BIO-101"
ALGEBRA = "urn:schac:uniqueCourseId:example.edu:ALG-1"


@pytest.fixture
def newer(options: ql.MapOptions) -> ql.Catalogue:
    """The page later: Biology has another title, Algebra is gone, and there is something new."""
    page = """{"items": [{"courseId": "BIO-101", "name": "Life in the Sea"}, {"courseId": "NEW-1", "name": "New"}]}"""
    return ql.read_catalogue(page, options=options)


def test_courses(catalogue: ql.Catalogue) -> None:
    assert len(catalogue) == catalogue.course_count == 2
    assert list(catalogue) == catalogue.courses()
    bio = next(course for course in catalogue if course.iri == BIO)
    assert (bio.title, bio.titles) == ("Marine Biology", {"en": "Marine Biology", "de": "Meeresbiologie"})
    assert (bio.ects, bio.eqf_level, bio.isced_f, bio.languages) == (7.5, "7", ["0511"], ["en"])
    assert bio.homepages == ["https://example.edu/bio"] and bio.publishers == ["https://data.deqar.eu/institution/1"]
    assert bio.instances == []


def test_diagnostics(catalogue: ql.Catalogue) -> None:
    finding = next(finding for finding in catalogue.diagnostics if finding.pointer == "/level")
    assert finding.code.startswith("map.") and finding.severity in ("info", "warning")
    assert finding.item == "ALG-1" and "no such level" in finding.message


def test_one_course(catalogue: ql.Catalogue) -> None:
    one = catalogue.course(BIO)
    assert [course.iri for course in one] == [BIO]
    assert len(catalogue.course("urn:x:unknown")) == 0
    assert len(catalogue) == 2, "the catalogue itself stays as it is"


def test_merge(catalogue: ql.Catalogue, newer: ql.Catalogue) -> None:
    both = ql.Catalogue.merge([catalogue, newer])
    assert {course.iri for course in both} == {BIO, ALGEBRA, "urn:schac:uniqueCourseId:example.edu:NEW-1"}
    assert len(both.diagnostics) == len(catalogue.diagnostics) + len(newer.diagnostics)
    assert ql.Catalogue.merge([catalogue]).to_rdf("turtle") == catalogue.to_rdf("turtle")
    assert len(ql.Catalogue.merge([])) == 0


@pytest.mark.parametrize("format", ["turtle", "n-triples", "rdf-xml", "json-ld", "n-quads"])
@pytest.mark.parametrize("namespace", ["v3.3", "v3.2"])
def test_rdf_comes_back(format: Any, namespace: Any, catalogue: ql.Catalogue) -> None:
    written = catalogue.to_rdf(format, namespace)
    assert type(written) is bytes
    assert (b"http://data.europa.eu/snb/model/elm/" in written) == (namespace == "v3.2")
    again = ql.read_catalogue(written)
    assert catalogue.diff(again) == ql.ChangeSet(unchanged=sorted([BIO, ALGEBRA]))


def test_documents(catalogue: ql.Catalogue) -> None:
    documents = {document["uri"]: document for document in catalogue.documents()}
    assert documents.keys() == {BIO, ALGEBRA}
    assert documents[BIO]["dcterms:title"] == "Marine Biology"
    german = catalogue.documents(ql.DocumentOptions(languages=["de"]))
    assert {document["dcterms:title"] for document in german} == {"Meeresbiologie", "Größen und Zahlen"}
    assert all(document["id"] for document in catalogue.documents(ql.DocumentOptions(rendering="reference")))
    with pytest.raises(ql.DocumentError):
        catalogue.documents(institutions="<urn:x:1> nonsense")


def test_validation(catalogue: ql.Catalogue) -> None:
    report = catalogue.validate()
    assert not report.conforms and report.courses == 2
    # As the documentation of the field has it.
    assert {result.severity for result in report.results} <= {"violation", "warning", "info"}
    assert {rule.severity for rule in report.rules} <= {"violation", "warning", "info"}
    assert [result.severity for result in report.results].count("violation") == report.violations > 0
    assert [result.severity for result in report.results].count("warning") == report.warnings
    assert sum(rule.results for rule in report.rules) == len(report.results)
    assert len(catalogue.validate("elm-strict").results) >= len(report.results)


def test_shapes(catalogue: ql.Catalogue) -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:x:shape> a sh:NodeShape ; sh:targetNode <%s> ; sh:property <urn:x:homepage> .
        <urn:x:homepage> sh:path <http://xmlns.com/foaf/0.1/homepage> ; sh:minCount 1 ."""
    assert catalogue.validate_with(shapes % BIO).conforms
    report = catalogue.validate_with(shapes % ALGEBRA)
    assert (report.conforms, report.violations, len(report.results)) == (False, 1, 1)
    assert (report.results[0].focus, report.results[0].component) == (ALGEBRA, "MinCountConstraintComponent")
    with pytest.raises(ql.DocumentError):
        catalogue.validate_with("these are no shapes")


def test_completeness(catalogue: ql.Catalogue) -> None:
    report = catalogue.completeness()
    assert report.courses == len(report.results) == 2 and 0 < report.share < 1
    counts = {element.name: element.courses for element in report.required}
    assert (counts["title"], counts["credits"], counts["learning-outcomes"]) == (2, 1, 0)
    lacking = {result.course: result.missing for result in report.results}
    assert "credits" in lacking[ALGEBRA] and "credits" not in lacking[BIO]


def test_enrichment(catalogue: ql.Catalogue) -> None:
    options = ql.EnrichOptions(provider="https://data.deqar.eu/institution/1", ingested_at="2026-09-01T08:00:00Z")
    enriched = catalogue.enrich(options)
    assert enriched.enrich(options).to_rdf("turtle") == enriched.to_rdf("turtle")
    assert set(catalogue.diff(enriched).changed) == {BIO, ALGEBRA}
    assert {course.iri: course.uuid for course in enriched} == {course.iri: course.uuid for course in catalogue}
    with pytest.raises(ql.ArgumentError, match="isced-fields"):
        catalogue.enrich(ql.EnrichOptions(only=["no such rule"]))


def test_differences(catalogue: ql.Catalogue, newer: ql.Catalogue) -> None:
    new = "urn:schac:uniqueCourseId:example.edu:NEW-1"
    changes = catalogue.diff(newer)
    assert changes == ql.ChangeSet(added=[new], changed=[BIO], removed=[ALGEBRA])
    updates = catalogue.updates(newer)
    assert updates and any(ALGEBRA in update for update in updates)
    assert all("<urn:x:graph>" in update for update in catalogue.updates(newer, graph="urn:x:graph"))
    assert catalogue.updates(catalogue) == []

    documents = catalogue.document_changes(newer)
    assert {json.loads(document)["uri"] for document in documents.put} == {new, BIO}
    gone = next(course.uuid for course in catalogue if course.iri == ALGEBRA)
    assert documents.delete == [gone]


def test_repr(catalogue: ql.Catalogue) -> None:
    assert "2" in repr(catalogue) and "Catalogue" in repr(catalogue)


def test_catalogues_are_made_by_reading() -> None:
    with pytest.raises(TypeError):
        ql.Catalogue()
