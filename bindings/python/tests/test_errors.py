"""Exceptions: their classes, and what they say."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import quality_link as ql
from support import untyped

NO_URL = ql.DataSource(source_type="elm", path="courses.ttl")


def wrong_manifest() -> Any:
    return ql.build_manifest(None, [NO_URL, ql.DataSource(source_type="ooapy", path="https://example.edu/")])


RAISED: dict[str, tuple[type[ql.QualityLinkError], str, Callable[[], Any]]] = {
    "identifier": (ql.IdentifierError, "ident.domain-character", lambda: ql.parse_schac("ex ample.edu")),
    "argument": (ql.ArgumentError, "argument", lambda: untyped.Minting(scheme="urm")),
    "argument of a client": (ql.ArgumentError, "argument", lambda: ql.Client(default_port=70_000)),
    "manifest": (ql.ManifestError, "manifest.", wrong_manifest),
    "secret": (ql.SecretError, "secret.", lambda: ql.encrypt_secret("no key", "secret")),
    "document": (ql.DocumentError, "discovery.malformed-record", lambda: ql.parse_txt([b"v=qldiscover1; m=x"])),
    "network": (ql.NetworkError, "client", lambda: ql.Client(client_certificate="none")),
}


def caught(name: str) -> ql.QualityLinkError:
    kind, _, run = RAISED[name]
    with pytest.raises(kind) as info:
        run()
    return info.value


@pytest.mark.parametrize("name", RAISED)
def test_class_and_code(name: str) -> None:
    error = caught(name)
    kind, code, _ = RAISED[name]
    assert type(error) is kind
    assert isinstance(error, ql.QualityLinkError) and isinstance(error, ValueError)
    assert error.code.startswith(code)
    assert error.kind == name.split()[0]
    assert str(error) and str(error)[0] != "<"
    assert "\n" not in str(error)


def test_hierarchy() -> None:
    classes = [
        ql.ArgumentError, ql.DocumentError, ql.IdentifierError, ql.ManifestError, ql.NetworkError, ql.SecretError
    ]  # fmt: skip
    for one in classes:
        assert issubclass(one, ql.QualityLinkError)
        assert not any(issubclass(one, other) for other in classes if other is not one)
    assert issubclass(ql.QualityLinkError, ValueError)


def test_place_within_an_identifier() -> None:
    error = caught("identifier")
    assert (error.part, error.start, error.end) == ("domain", 2, 3)
    assert error.diagnostics == []
    with pytest.raises(ql.IdentifierError) as info:
        ql.parse_course_id("urn:schac:uniqueCourseId:example.edu:aéz")
    # Bytes of UTF-8, not characters.
    assert (info.value.part, info.value.start, info.value.end) == ("id", 38, 40)


def test_what_does_not_apply_is_none() -> None:
    error = caught("argument")
    assert (error.part, error.start, error.end, error.hint) == (None, None, None, None)


def test_all_that_is_wrong() -> None:
    error = caught("manifest")
    codes = {finding.code for finding in error.diagnostics}
    assert {"manifest.source-path-invalid", "manifest.source-type-unknown"} <= codes
    assert all(isinstance(finding, ql.Diagnostic) for finding in error.diagnostics)
    assert {finding.severity for finding in error.diagnostics} <= {"info", "warning", "error", "fatal"}


def test_hints() -> None:
    assert "v=qldiscover1" in (caught("document").hint or "")


def test_they_are_value_errors() -> None:
    try:
        ql.parse_eter("no id")
    except ValueError as error:
        assert isinstance(error, ql.IdentifierError)
    else:
        pytest.fail("nothing was raised")


@pytest.mark.parametrize("name", RAISED)
def test_pickle_and_copy(name: str) -> None:
    error = caught(name)
    others = [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for other in [*others, copy.copy(error), copy.deepcopy(error)]:
        assert type(other) is type(error)
        assert str(other) == str(error)
        for member in ("code", "kind", "hint", "part", "start", "end", "diagnostics"):
            assert getattr(other, member) == getattr(error, member), member


@pytest.mark.parametrize(
    "run",
    [
        lambda: untyped.parse_schac(7),
        lambda: untyped.parse_schac(None),
        lambda: untyped.parse_schac(),
        lambda: untyped.parse_schac(b"example.edu"),
        lambda: untyped.same_course("urn:x:1"),
        lambda: untyped.plan_search("example.edu"),
        lambda: untyped.build_manifest(None, [{"type": "elm"}]),
        lambda: untyped.map_records("ooapi", 5, ["{}"]),
        lambda: untyped.Client(no_such_option=True),
        lambda: untyped.Client(timeout="long"),
        lambda: untyped.Catalogue.merge([1]),
        lambda: untyped.parse_txt("v=qldiscover1"),
    ],
)
def test_wrong_types_are_type_errors(run: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        run()


def test_a_page_without_a_provider(page: str) -> None:
    with pytest.raises(ql.ArgumentError, match="SCHAC"):
        ql.read_catalogue(page)


def test_an_error_within_options() -> None:
    options = ql.MapOptions(provider=ql.Provider(schac="not a domain"))
    with pytest.raises(ql.IdentifierError):
        ql.read_catalogue("", media_type="text/turtle", options=options)


def test_secrets() -> None:
    keys = ql.generate_keys()
    secret = ql.encrypt_secret(keys.public_key, "Bearer 4711")
    assert "4711" not in secret
    assert ql.decrypt_secret([ql.generate_keys().private_key, keys.private_key], secret) == "Bearer 4711"
    for private_keys, ciphertext in (([], secret), ([keys.private_key], "AAAA"), (["no key"], secret)):
        with pytest.raises(ql.SecretError):
            ql.decrypt_secret(private_keys, ciphertext)
