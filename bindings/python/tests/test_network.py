"""Discovery over the network: real servers on loopback."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import quality_link as ql
from support import provider

VERDICTS = {"meridian.example": "found", "littoral.example": "found", "umbra.example": "unusable"}
THREE = ("meridian", "littoral", "umbra")


def test_a_manifest_that_is_announced(meridian: ql.DiscoveryReport) -> None:
    assert meridian.verdict == "found"
    assert meridian.provider.schac == "meridian.example"
    assert meridian.manifest_url == "https://www.meridian.example/opendata/courses-manifest"
    assert meridian.manifest is not None and meridian.manifest.meta is not None
    assert meridian.manifest.meta.schac == "meridian.example"
    (source,) = meridian.manifest.sources
    assert (source.source_type, source.version, source.page_size) == ("ooapi", "5", 50)
    first = meridian.probes[0]
    assert (first.domain, first.mechanism, first.outcome) == ("meridian.example", "dns-txt", "found")
    assert first.duration_ms > 0 and first.attempts[0].status == 200
    assert "meridian.example" in meridian.text


def test_a_manifest_at_a_well_known_place(littoral: ql.DiscoveryReport) -> None:
    assert littoral.verdict == "found"
    assert (littoral.manifest_url or "").endswith("/.well-known/quality-link-manifest.json")
    assert littoral.manifest is not None
    (source,) = littoral.manifest.sources
    assert source.auth is not None
    assert (source.auth.method, source.auth.field) == ("httpheader", "X-Api-Key")


def test_a_manifest_that_is_broken(client: ql.Client) -> None:
    report = client.discover(provider("umbra"))
    assert (report.verdict, report.manifest, report.manifest_url) == ("unusable", None, None)
    findings = [finding for probe in report.probes for attempt in probe.attempts for finding in attempt.diagnostics]
    assert "manifest.source-type-unknown" in {finding.code for finding in findings}
    assert all(finding.line for finding in findings if finding.pointer)


def test_nobody_at_home(client: ql.Client) -> None:
    report = client.discover(ql.Provider(schac="nobody.example"))
    assert (report.verdict, report.manifest) == ("not-found", None)


def test_a_provider_without_a_domain(client: ql.Client) -> None:
    report = client.discover(ql.Provider(name="No domain"))
    assert report.verdict != "found"
    assert "discovery.no-domain" in {finding.code for finding in report.diagnostics}


def test_many(client: ql.Client) -> None:
    reports = client.discover_all([provider(name) for name in THREE])
    assert iter(reports) is reports
    assert {report.provider.schac: report.verdict for report in reports} == VERDICTS
    assert list(reports) == [], "it is over"
    assert list(client.discover_all([])) == []


def test_many_are_given_up(client: ql.Client) -> None:
    reports = client.discover_all([provider(name) for name in THREE] * 20)
    assert next(reports).provider.schac in VERDICTS
    del reports
    assert client.discover(provider("meridian")).verdict == "found"


def test_a_wrong_provider_among_many(client: ql.Client) -> None:
    with pytest.raises(ql.IdentifierError):
        client.discover_all([provider("meridian"), ql.Provider(schac="not a domain")])


def test_fetch_manifest(client: ql.Client, meridian: ql.DiscoveryReport) -> None:
    fetched = client.fetch_manifest(meridian.manifest_url or "")
    assert fetched.manifest == meridian.manifest
    assert (fetched.attempt.status, fetched.attempt.outcome) == (200, "found")
    missing = client.fetch_manifest("https://www.meridian.example/nothing")
    assert (missing.manifest, missing.attempt.status, missing.attempt.outcome) == (None, 404, "not-found")
    with pytest.raises(ql.ArgumentError, match="no url"):
        client.fetch_manifest("no url")


def test_probe(client: ql.Client) -> None:
    probe = client.probe("https://api.meridian.example/ooapi/v5")
    assert probe.found is not None
    assert (probe.found.source_type, probe.found.version) == ("ooapi", "5")
    assert probe.found.path.startswith("https://api.meridian.example/ooapi/v5")
    assert [attempt.status for attempt in probe.attempts][-1] == 200
    nothing = client.probe("https://umbra.example/")
    assert nothing.found is None and all(attempt.finding for attempt in nothing.attempts)


def test_addresses_that_are_refused(demo: dict[str, Any]) -> None:
    """Without permission nobody is led to the machine itself, and the report says so."""
    report = ql.Client(**{**demo, "allow_loopback": False}).discover(provider("meridian"))
    assert report.verdict == "failed"
    outcomes = {attempt.outcome for probe in report.probes for attempt in probe.attempts}
    assert "refused" in outcomes
    assert "loopback" in report.text


def test_an_authority_that_is_not_trusted(demo: dict[str, Any]) -> None:
    report = ql.Client(**{**demo, "authorities": []}).discover(provider("meridian"))
    assert report.verdict == "failed"
    assert "unreachable" in {attempt.outcome for probe in report.probes for attempt in probe.attempts}


def test_other_threads_go_on(slow_demo: dict[str, Any]) -> None:
    """The lock of the interpreter is not held while a server is waited for."""
    client = ql.Client(**slow_demo)
    done = threading.Event()
    turns = 0

    def count() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = turns
    client.discover(provider("meridian"))
    after = turns
    done.set()
    thread.join()
    # With the lock held it would be one turn or two.
    assert after - before > 20


def test_threads_share_a_client(client: ql.Client) -> None:
    verdicts: list[str] = []
    threads = [
        threading.Thread(target=lambda name=name: verdicts.append(client.discover(provider(name)).verdict))
        for name in THREE * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdicts) == ["found"] * 6 + ["unusable"] * 3
