"""Vectors of registries."""

from __future__ import annotations

import json
from typing import Any

import quality_link as ql
from vector_files import Case, exact, expanded, findings, only

EWP = "https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1"


def document(holder: dict[str, Any], name: str) -> bytes:
    """`NAME` is a text or JSON, `NAME_hex` bytes, `NAME_hei` institutions of an EWP catalogue."""
    holder = expanded(holder)
    if f"{name}_hex" in holder:
        return bytes.fromhex(holder[f"{name}_hex"])
    if f"{name}_hei" in holder:
        institutions = holder[f"{name}_hei"]
        return f'<catalogue xmlns="{EWP}"><institutions>{institutions}</institutions></catalogue>'.encode()
    value = holder[name]
    return (value if isinstance(value, str) else json.dumps(value)).encode()


def read(holder: dict[str, Any], name: str, format: Any) -> ql.RegistryRead:
    return ql.read_registry(document(holder, name), None if format == "detect" else format)


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def shown(value: Any) -> Any:
    """A record as registries are compared: without what says nothing, and with names as JSON has them."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {camel(name): shown(item) for name, item in value.items() if item not in (None, False, [])}
    return value


def entry(entry: ql.RegistryEntry) -> dict[str, Any]:
    """Who says so is left out where it is the registry itself."""
    made = shown(entry.provider.to_dict())
    for item in made.get("names", []) + made.get("identifiers", []):
        if item["source"] == entry.registry:
            del item["source"]
    wholes = [part.deqar for part in entry.part_of]
    lists = {"schacs": entry.schacs, "formerSchacs": entry.former_schacs, "partOf": wholes}
    return {**made, "id": entry.id, **{name: items for name, items in lists.items() if items}}


def told(diagnostics: list[ql.Diagnostic]) -> list[dict[str, Any]]:
    return findings(diagnostics, "code", "severity", "item", "pointer", "line")


def read_registry(case: Case) -> None:
    given = case.given
    only(given, "name", "clause", "expect", "format", "input", "input_hex", "input_hei", "input_repeat")
    expected = {"complete": True, "diagnostics": [], **case.expected}
    # The format that was found out has no name in the API, but what is of a format is read as such.
    if detected := expected.pop("detected", None):
        assert read(given, "input", "detect") == read(given, "input", detected), f"not detected as {detected}"
    done = read(given, "input", given.get("format", case.file["format"]))
    entries = [entry(one) for one in done.entries]
    fits(expected, {"complete": done.complete, "entries": entries, "diagnostics": told(done.diagnostics)})


def merge_registries(case: Case) -> None:
    only(case.given, "name", "clause", "expect", "options", "input", "old")
    reads = [read(one, "data", one["format"]) for one in case.given["input"]]
    given = case.given.get("options", {})
    only(given, "today", "byWebsite", "countries")
    options = ql.MergeOptions(
        matching_by_website=given.get("byWebsite", False),
        today=given.get("today"),
        countries=given.get("countries", []),
    )
    merged = ql.merge_registries([entry for read in reads for entry in read.entries], options)
    expected = {"reading": [], "conflicts": [], **case.expected}
    # The API does not compare lists of providers.
    expected.pop("diff", None)
    actual = {
        "providers": [
            {**shown(one.to_dict()), "key": key(one), "subject": one.iri} for one in merged.providers
        ],
        "conflicts": told(merged.conflicts),
        "reading": [finding for read in reads for finding in told(read.diagnostics)],
    }
    fits(expected, actual)


def key(provider: ql.Provider) -> str | None:
    """What a provider is listed under."""
    named = {"": provider.schac, "deqar:": provider.deqar, "orgreg:": provider.eter, "website:": provider.website}
    return next((prefix + value.strip() for prefix, value in named.items() if value), None)


def fits(expected: Any, actual: Any, place: str = "", whole: bool = False) -> None:
    """Whether an outcome is as expected.

    Of an object only the members named count, unless it is below `entries`; a member that is `null` must be missing or
    empty. `"any"` fits everything, `"some"` every list that is not empty, and a text an object with it as `code`.
    """
    if expected == "any" or (expected == "some" and isinstance(actual, list) and actual):
        return
    if expected is None and actual == []:
        return
    if isinstance(expected, str) and isinstance(actual, dict):
        actual = actual.get("code")
    if isinstance(expected, dict) and isinstance(actual, dict):
        assert not whole or actual.keys() <= expected.keys(), f"{place}: too much: {actual.keys() - expected.keys()}"
        for name, value in expected.items():
            fits(value, actual.get(name), f"{place}/{name}", whole or (not place and name == "entries"))
    elif isinstance(expected, list) and isinstance(actual, list):
        assert len(expected) == len(actual), f"{place}: {len(expected)} expected, not {len(actual)}: {exact(actual)}"
        for at, (one, other) in enumerate(zip(expected, actual)):
            fits(one, other, f"{place}/{at}", whole)
    else:
        assert exact(expected) == exact(actual), f"{place}: {exact(expected)} expected, not {exact(actual)}"
