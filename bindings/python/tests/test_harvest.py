"""Harvests: their pieces, how they end, and what is told on the way."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
import quality_link as ql
from support import in_time, provider

COURSES = 40


def test_an_api(client: ql.Client, meridian: ql.DiscoveryReport, of_meridian: ql.MapOptions) -> None:
    assert meridian.manifest is not None
    harvest = client.harvest(meridian.manifest.sources[0], options=of_meridian)
    pieces = list(harvest)
    assert all(type(piece) is ql.Catalogue for piece in pieces)
    summary = harvest.finish()
    assert (summary.status, summary.reason) == ("complete", None)
    assert sum(len(piece) for piece in pieces) == summary.specifications == COURSES
    courses = ql.Catalogue.merge(pieces).courses()
    assert sum(len(course.instances) for course in courses) == summary.instances > COURSES
    assert len({course.iri for course in courses}) == COURSES
    assert {course.iri.startswith("urn:schac:uniqueCourseId:meridian.example:") for course in courses} == {True}
    findings = [finding.severity for piece in pieces for finding in piece.diagnostics]
    assert findings.count("warning") == summary.warnings
    assert (summary.changes, summary.state) == (None, None), "nobody asked"
    assert summary.progress.requests > 1 and summary.progress.bytes > 10_000 and summary.progress.duration_ms > 0


def test_a_file_behind_a_key(client: ql.Client, littoral: ql.DiscoveryReport) -> None:
    assert littoral.manifest is not None
    harvest = client.harvest(littoral.manifest.sources[0])
    (catalogue,) = harvest
    assert {course.title for course in catalogue} >= {"Tides and Currents", "Reef Ecology"}
    assert (harvest.finish().status, harvest.finish().specifications) == ("complete", 4)


def test_a_file_without_the_key(demo: dict[str, Any], littoral: ql.DiscoveryReport) -> None:
    assert littoral.manifest is not None
    harvest = ql.Client(**{**demo, "private_keys": []}).harvest(littoral.manifest.sources[0])
    assert list(harvest) == []
    summary = harvest.finish()
    assert summary.status == "failed" and summary.reason
    assert "exchange.secret" in {finding.code for finding in summary.diagnostics}


def test_it_ends_once(harvest: ql.Harvest) -> None:
    assert iter(harvest) is harvest
    pieces = list(harvest)
    assert len(pieces) > 1
    assert next(harvest, None) is None
    assert harvest.finish() == harvest.finish()


def test_an_early_end_is_incomplete(harvest: ql.Harvest) -> None:
    first = next(harvest)
    summary = harvest.finish()
    assert summary.status == "incomplete" and summary.reason
    assert len(first) <= summary.specifications < COURSES
    assert next(harvest, None) is None


def test_it_may_end_before_it_begins(harvest: ql.Harvest) -> None:
    assert harvest.finish().status in ("incomplete", "failed")


def test_nobody_asks_for_the_end(client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions) -> None:
    for _ in client.harvest(small_pages, options=of_meridian):
        break
    assert client.probe(small_pages.path).found is not None, "the client is as good as before"


def test_state(client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions) -> None:
    first = client.harvest(small_pages, options=of_meridian, state="")
    iris = sorted(course.iri for piece in first for course in piece)
    summary = first.finish()
    assert summary.changes is not None and summary.state is not None
    assert sorted(summary.changes.added) == iris
    assert not summary.changes.changed and not summary.changes.removed and not summary.changes.unchanged
    assert isinstance(json.loads(summary.state), dict)

    second = client.harvest(small_pages, options=of_meridian, state=summary.state)
    for _ in second:
        pass
    again = second.finish()
    assert again.status in ("complete", "not-modified")
    assert again.changes is not None and again.state is not None
    assert not again.changes.added and not again.changes.changed and not again.changes.removed
    assert sorted(again.changes.unchanged) == iris


def test_progress(client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions) -> None:
    seen: list[ql.HarvestProgress] = []
    harvest = client.harvest(small_pages, options=of_meridian, progress=seen.append)
    pieces = list(harvest)
    summary = harvest.finish()
    assert len(seen) == len(pieces)
    assert all(type(progress) is ql.HarvestProgress for progress in seen)
    for name in ("requests", "bytes", "pages", "records", "duration_ms"):
        numbers = [getattr(progress, name) for progress in [*seen, summary.progress]]
        assert numbers == sorted(numbers), name
    assert summary.progress.records >= COURSES


def test_a_progress_bar_that_fails(
    client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends the harvest or is told elsewhere; nothing hangs, and nothing is lost silently."""
    told: list[BaseException] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(unraisable.exc_value))

    def fail(progress: ql.HarvestProgress) -> None:
        raise RuntimeError("no terminal")

    def run() -> None:
        harvest = client.harvest(small_pages, options=of_meridian, progress=fail)
        try:
            for _ in harvest:
                pass
            assert harvest.finish().status == "complete"
        except RuntimeError as error:
            told.append(error)

    in_time(run)
    assert told and all(isinstance(error, RuntimeError) for error in told)


def test_wrong_sources(client: ql.Client) -> None:
    with pytest.raises(ql.ManifestError):
        client.harvest(ql.DataSource(source_type="elm", path="no url"))
    unknown = client.harvest(ql.DataSource(source_type="elm", path="https://nobody.example/c.ttl"))
    assert list(unknown) == []
    summary = unknown.finish()
    assert summary.status == "failed" and summary.reason
    assert [finding.code for finding in summary.diagnostics] == ["exchange.unreachable"]
    with pytest.raises(TypeError):
        client.harvest("https://example.edu/c.ttl")  # type: ignore[arg-type]


def test_providers_make_the_iris(client: ql.Client, small_pages: ql.DataSource) -> None:
    minting = ql.Minting(scheme="did", schac="meridian.example")
    harvest = client.harvest(small_pages, options=ql.MapOptions(provider=provider("meridian"), minting=minting))
    assert next(harvest).courses()[0].iri.startswith("did:web:meridian.example:courseId:")
    harvest.finish()
