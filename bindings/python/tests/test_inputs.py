"""Documents in every form that Python has for them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import quality_link as ql
from support import untyped

MANIFEST = """{"sources": [{"type": "elm", "path": "https://example.edu/c.ttl", "name": "Größe 7 – Ω"}]}"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<urn:x:shape> a sh:NodeShape ; sh:targetClass ql:LearningOpportunitySpecification ;
    sh:property [ sh:path dcterms:title ; sh:minCount 9 ; sh:message "Größe"@de ] ."""
INSTITUTIONS = """@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://data.deqar.eu/institution/1> a ql:HigherEducationInstitution ; skos:prefLabel "Universität"@de ."""


@contextmanager
def binary_file(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        yield file
        assert not file.closed and file.read() == b"", "a file is read to its end and stays open"


@contextmanager
def text_file(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def latin_file(path: Path) -> Iterator[Any]:
    """What the file is encoded in is a matter of the file object."""
    other = path.with_suffix(".utf16")
    other.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")
    with other.open(encoding="utf-16") as file:
        yield file


def value_of(make: Callable[[Path], Any]) -> Any:
    @contextmanager
    def given(path: Path) -> Iterator[Any]:
        yield make(path)

    return given


class Reader:
    """All that a file needs to have."""

    def __init__(self, content: bytes | str) -> None:
        self.content = content

    def read(self) -> bytes | str:
        return self.content


FORMS = {
    "bytes": value_of(lambda path: path.read_bytes()),
    "bytearray": value_of(lambda path: bytearray(path.read_bytes())),
    "memoryview": value_of(lambda path: memoryview(path.read_bytes())),
    "part of a memoryview": value_of(lambda path: memoryview(b"[" + path.read_bytes() + b"]")[1:-1]),
    "str": value_of(lambda path: path.read_text(encoding="utf-8")),
    "path": value_of(lambda path: path),
    "BytesIO": value_of(lambda path: io.BytesIO(path.read_bytes())),
    "StringIO": value_of(lambda path: io.StringIO(path.read_text(encoding="utf-8"))),
    "reader": value_of(lambda path: Reader(path.read_bytes())),
    "reader of text": value_of(lambda path: Reader(path.read_text(encoding="utf-8"))),
    "binary file": binary_file,
    "text file": text_file,
    "text file in UTF-16": latin_file,
}


def verbs(catalogue: ql.Catalogue, options: ql.MapOptions, page: str) -> dict[str, tuple[str, Callable[[Any], Any]]]:
    """Every verb that takes a document: one that it understands, and what comes of it."""
    return {
        "read_catalogue": (page, lambda content: ql.read_catalogue(content, options=options).to_rdf("turtle")),
        "parse_manifest": (MANIFEST, ql.parse_manifest),
        "parse_manifest_as": (MANIFEST, lambda content: ql.parse_manifest_as(content, "json")),
        "read_registry": ("a.example\nb.example\n", ql.read_registry),
        "parse_txt": ("v=qldiscover1; m=https://example.edu/m", lambda content: ql.parse_txt([content])),
        "validate_with": (SHAPES, catalogue.validate_with),
        "completeness": (INSTITUTIONS, lambda content: catalogue.completeness(institutions=content)),
        "documents": (INSTITUTIONS, lambda content: catalogue.documents(institutions=content)),
        "enrich": (INSTITUTIONS, lambda content: catalogue.enrich(institutions=content).to_rdf("turtle")),
    }


VERBS = (
    "read_catalogue", "parse_manifest", "parse_manifest_as", "read_registry", "parse_txt", "validate_with",
    "completeness", "documents", "enrich",
)  # fmt: skip


@pytest.fixture(params=VERBS)
def verb(
    request: pytest.FixtureRequest, catalogue: ql.Catalogue, options: ql.MapOptions, page: str
) -> tuple[str, Callable[[Any], Any]]:
    return verbs(catalogue, options, page)[request.param]


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, verb: tuple[str, Callable[[Any], Any]], tmp_path: Path) -> None:
    text, run = verb
    path = tmp_path / "document"
    path.write_text(text, encoding="utf-8", newline="")
    with FORMS[form](path) as content:
        assert run(content) == run(text.encode())


@pytest.mark.parametrize("wrong", [7, 7.5, object(), ["a"], {"a": 1}], ids=repr)
def test_no_documents(wrong: Any, verb: tuple[str, Callable[[Any], Any]]) -> None:
    with pytest.raises(TypeError):
        verb[1](wrong)


def test_nothing_is_no_document(catalogue: Any) -> None:
    for run in (untyped.read_catalogue, untyped.parse_manifest, untyped.read_registry, catalogue.validate_with):
        with pytest.raises(TypeError):
            run(None)


def test_files_that_are_not_there(verb: tuple[str, Callable[[Any], Any]], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verb[1](tmp_path / "missing.ttl")
    with pytest.raises(OSError):
        verb[1](tmp_path)


def test_a_text_is_the_document_and_no_path(tmp_path: Path, page: str, options: ql.MapOptions) -> None:
    path = tmp_path / "page.json"
    path.write_text(page, encoding="utf-8")
    assert len(ql.read_catalogue(path, options=options)) == 2
    assert len(ql.read_catalogue(str(path), options=options)) == 0


def test_files_that_break() -> None:
    class Broken:
        def read(self) -> bytes:
            raise OSError("the disk is gone")

    class Odd:
        def read(self) -> int:
            return 7

    with pytest.raises(OSError, match="the disk is gone"):
        untyped.read_catalogue(Broken())
    with pytest.raises(TypeError):
        untyped.read_catalogue(Odd())


def test_options_may_be_none() -> None:
    turtle = "<urn:x:1> a <http://data.quality-link.eu/ontology/v1#LearningOpportunitySpecification> ."
    assert len(untyped.read_catalogue(turtle, media_type=None, url=None, options=None)) == 1
