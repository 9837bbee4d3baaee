"""Fixtures: the demo universities, clients of theirs, and a small catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import quality_link as ql
from support import provider, universities

PAGE = """{"pageNumber": 1, "items": [
  {"courseId": "BIO-101",
   "name": [{"language": "en", "value": "Marine Biology"}, {"language": "de", "value": "Meeresbiologie"}],
   "level": "master", "studyLoad": {"studyLoadUnit": "ects", "value": 7.5}, "fieldsOfStudy": "0511",
   "teachingLanguage": "eng", "link": "https://example.edu/bio"},
  {"courseId": "ALG-1", "name": "Größen und Zahlen", "level": "no such level"}
]}"""


@pytest.fixture(scope="session")
def options() -> ql.MapOptions:
    """What has to be known to read `page`."""
    return ql.MapOptions(provider=ql.Provider(schac="example.edu", iri="https://data.deqar.eu/institution/1"))


@pytest.fixture(scope="session")
def page() -> str:
    """A saved page of an API with two courses; the level of the second can't be read."""
    return PAGE


@pytest.fixture(scope="session")
def catalogue(options: ql.MapOptions) -> ql.Catalogue:
    return ql.read_catalogue(PAGE, options=options)


@pytest.fixture(scope="session")
def demo() -> Iterator[dict[str, Any]]:
    """The universities, the first of them with 40 courses."""
    with universities("--courses", "40") as place:
        yield place


@pytest.fixture(scope="session")
def slow_demo() -> Iterator[dict[str, Any]]:
    """The same, but every answer takes a second and a half: nothing is over before it is interrupted."""
    with universities("--courses", "40", "--latency", "1500") as place:
        yield place


@pytest.fixture(scope="session")
def client(demo: dict[str, Any]) -> ql.Client:
    return ql.Client(**demo)


@pytest.fixture(scope="session")
def meridian(client: ql.Client) -> ql.DiscoveryReport:
    """The university with an OOAPI server, found."""
    return client.discover(provider("meridian"))


@pytest.fixture(scope="session")
def littoral(client: ql.Client) -> ql.DiscoveryReport:
    """The university with an ELM file behind an access key, found."""
    return client.discover(provider("littoral"))


@pytest.fixture(scope="session")
def small_pages() -> ql.DataSource:
    """The data source of Meridian in four pages, so that there is something between the beginning and the end."""
    return ql.DataSource(
        source_type="ooapi", version="5", path="https://api.meridian.example/ooapi/v5", page_size=10
    )


@pytest.fixture(scope="session")
def of_meridian() -> ql.MapOptions:
    return ql.MapOptions(provider=provider("meridian"))


@pytest.fixture
def harvest(client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions) -> ql.Harvest:
    """A new harvest of 40 courses in four pages."""
    return client.harvest(small_pages, options=of_meridian)
