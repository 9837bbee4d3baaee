"""A program as people write it, for type checkers: every name has the type that is said here."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import quality_link as ql
from quality_link import Catalogue, Client, Course, DataSource, MapOptions, Provider


def identifiers() -> None:
    code: str = ql.parse_schac("example.edu")
    course: ql.CourseId = ql.parse_course_id("urn:schac:uniqueCourseId:example.edu:BIO-101")
    local: str = course.local_id
    repairs: list[ql.Repair] = ql.parse_schac_lenient(code).repairs
    iri: str = ql.mint_subject(ql.Minting(scheme="urn", schac=code), "course", local)
    document: dict[str, Any] = ql.did_document(ql.DidDocumentDraft(course=iri))
    print(repairs, document)


def manifests(content: bytes) -> ql.Manifest | None:
    report: ql.ManifestReport = ql.parse_manifest(content, content_type="application/json")
    for finding in report.lenient:
        place: int | None = finding.line
        print(finding.code, finding.severity.upper(), place)
    source = DataSource(source_type="elm", path="https://example.edu/c.ttl", headers={"X-A": "1"})
    built: ql.Manifest = ql.build_manifest(None, [source])
    text: str = ql.write_manifest(built, "yaml")
    print(text)
    return report.manifest


def documents(path: Path) -> Catalogue:
    options = MapOptions(provider=Provider(schac="example.edu"), keep_regions=True, max_title=100)
    catalogue: Catalogue = ql.read_catalogue(path, media_type="text/turtle", options=options)
    for in_memory in (ql.read_catalogue(b""), ql.read_catalogue(bytearray()), ql.read_catalogue(memoryview(b""))):
        print(in_memory.diagnostics)
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        for from_file in (ql.read_catalogue(binary), ql.read_catalogue(text), ql.read_catalogue(io.BytesIO())):
            print(from_file.diagnostics)
    courses: list[Course] = catalogue.courses()
    titles: dict[str, str] = courses[0].titles
    credits: float | None = courses[0].ects
    starts: list[str | None] = [instance.start for course in catalogue for instance in course.instances]
    turtle: bytes = catalogue.to_rdf("turtle", namespace="v3.3")
    records: list[dict[str, Any]] = catalogue.documents(ql.DocumentOptions(languages=["en"]), institutions=turtle)
    share: float = catalogue.completeness().share
    report: ql.ValidationReport = catalogue.validate("elm-strict")
    changes: ql.ChangeSet = catalogue.diff(catalogue.enrich(ql.EnrichOptions(trust="drop")))
    updates: list[str] = catalogue.updates(catalogue, graph="urn:x:graph")
    table: ql.Table = catalogue.courses_table()
    count: int = len(catalogue) + catalogue.course_count
    print(titles, credits, starts, records, share, report.conforms, changes.added, updates, table, count)
    return Catalogue.merge([catalogue, catalogue])


def network(client: Client) -> None:
    report: ql.DiscoveryReport = client.discover(Provider(schac="example.edu"))
    reports: Iterator[ql.DiscoveryReport] = client.discover_all([report.provider])
    for other in reports:
        verdict: str = other.verdict
        print(verdict)
    if report.manifest is not None:

        def progress(so_far: ql.HarvestProgress) -> None:
            print(so_far.requests)

        harvest = client.harvest(report.manifest.sources[0], options=MapOptions(), state="", progress=progress)
        pieces: Iterator[Catalogue] = iter(harvest)
        print([len(piece) for piece in pieces])
        summary: ql.HarvestSummary = harvest.finish()
        state: str | None = summary.state
        print(state, summary.changes and summary.changes.removed)


async def asynchronous(client: Client) -> None:
    report: ql.DiscoveryReport = await client.discover_async(Provider(schac="example.edu"))
    fetched: ql.FetchedManifest = await client.fetch_manifest_async(report.manifest_url or "")
    probe: ql.SourceProbe = await client.probe_async("https://example.edu/")
    reports: AsyncIterator[ql.DiscoveryReport] = client.discover_all([report.provider])
    async for other in reports:
        print(other.text, fetched.attempt.status, probe.found)
    harvest = client.harvest(DataSource(source_type="elm", path="https://example.edu/c.ttl"))
    pieces: AsyncIterator[Catalogue] = harvest
    async for piece in pieces:
        print(len(piece))
    summary: ql.HarvestSummary = await harvest.finish_async()
    print(summary.status)


def errors() -> str | None:
    try:
        ql.parse_schac("")
    except ql.IdentifierError as error:
        code: str = error.code
        place: tuple[int | None, int | None] = (error.start, error.end)
        findings: list[ql.Diagnostic] = error.diagnostics
        print(code, place, findings)
        return error.hint
    return None


def options_of_clients() -> Client:
    return Client(timeout=10, name_servers=["192.0.2.1"], scope="courses", allow_private=True)
