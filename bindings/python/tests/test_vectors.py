"""All language-neutral vectors (`tests/vectors`), through the public API."""

from __future__ import annotations

import os
from collections import Counter

import pytest
import vector_documents as documents
import vector_graphs as graphs
import vector_plain as plain
import vector_registries as registries
from vector_files import ROOT, Case, Listed, cases_of, exact, expected_failures, failure, index

LANGUAGE = "python"

# What to do for each `op` of a file: a function that fails if what comes of a case is not what it expects.
OPS = {
    "parse_schac": plain.parse_schac,
    "parse_schac_lenient": plain.parse_schac_lenient,
    "parse_eter": plain.parse_eter,
    "parse_eter_lenient": plain.parse_eter_lenient,
    "parse_deqar": plain.parse_deqar,
    "parse_deqar_lenient": plain.parse_deqar_lenient,
    "parse_course_id": plain.parse_course_id,
    "parse_course_id_lenient": plain.parse_course_id_lenient,
    "parse_course_urn": plain.parse_course_urn,
    "parse_course_did": plain.parse_course_did,
    "same_course": plain.same_course,
    "same_eter": plain.same_eter,
    "course_uuid": plain.course_uuid,
    "mint_subject": plain.mint_subject,
    "did_document": plain.did_document,
    "did_document_problems": plain.did_document_problems,
    "did_file_path": plain.did_file_path,
    "parse_manifest": plain.parse_manifest,
    "write_manifest": plain.write_manifest,
    "fingerprint": plain.fingerprint,
    "diff_manifests": plain.diff_manifests,
    "plan_domains": plain.plan_domains,
    "parse_txt": plain.parse_txt,
    "read_registry": registries.read_registry,
    "merge_registries": registries.merge_registries,
    "map_ooapi5_course": graphs.map_ooapi5_course,
    "map_records": graphs.map_records,
    "read_elm": graphs.read_elm,
    "enrich": graphs.enrich,
    "catalogue_reference_document": documents.catalogue_reference_document,
}

OURS = [listed for listed in index() if LANGUAGE not in listed.not_in]


@pytest.mark.parametrize("listed", OURS, ids=lambda listed: listed.file)
def test_file(listed: Listed) -> None:
    """Tells all cases of a file that fail; with a part of an id in `QL_CASE` only such cases run."""
    run = OPS[listed.op]
    known = expected_failures()
    problems = []
    cases = [case for case in cases_of(listed) if os.environ.get("QL_CASE", "") in case.id]
    for case in cases:
        problem = failure(run, case)
        if problem is not None and case.id not in known:
            problems.append(f"{case.id}\n  in: {exact(case.given)[:2_000]}\n  {problem}")
        elif problem is None and case.id in known:
            problems.append(f"{case.id}\n  passes now: take it out of the expected failures")
    assert not problems, f"{len(problems)} of {len(cases)} cases:\n" + "\n".join(problems)


def test_every_file_is_listed() -> None:
    files = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/*.json"))
    assert sorted(listed.file for listed in index()) == files


def test_there_are_thousands() -> None:
    assert sum(listed.cases for listed in OURS) > 2_000


def test_expected_failures_are_cases() -> None:
    ids = [case.id for listed in OURS for case in cases_of(listed)]
    assert len(ids) == len(set(ids)), "an id is used twice"
    assert expected_failures() <= set(ids)


def test_an_empty_file_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vector_files.json.loads", lambda _: {"op": "parse_schac", "cases": []})
    with pytest.raises(AssertionError, match="has no case"):
        cases_of(Listed("ident/parse_schac.json", "parse_schac", 0))


def test_another_number_of_cases_is_no_success() -> None:
    listed = next(listed for listed in OURS if listed.file == "ident/parse_schac.json")
    with pytest.raises(AssertionError, match="cases"):
        cases_of(Listed(listed.file, listed.op, listed.cases + 1))


@pytest.mark.parametrize("value, is_right", [("kth.se", True), ("kth.de", False)])
def test_what_is_wrong_is_found(value: str, is_right: bool) -> None:
    case = Case("x", {"text": "KTH.se"}, {"value": value}, {})
    assert (failure(plain.parse_schac, case) is None) == is_right


NUMBER = "^^<http://www.w3.org/2001/XMLSchema#integer>"


@pytest.mark.parametrize(
    "expected, actual, is_same",
    [
        (['_:a <urn:p:1> _:b .', '_:b <urn:p:2> "1" .'], ['_:b <urn:p:2> "1" .', '_:x <urn:p:1> _:b .'], True),
        (['_:a <urn:p:1> _:b .', '_:a <urn:p:1> _:a .'], ['_:a <urn:p:1> _:b .', '_:b <urn:p:1> _:b .'], False),
        (['<urn:a> <urn:p:1> "1" .'], ['<urn:a> <urn:p:1> "1"@en .'], False),
        (['<urn:a> <urn:p:1> "1" .'], [f'<urn:a> <urn:p:1> "1"{NUMBER} .'], False),
        (['<urn:a> <urn:p:1> _:a .'], ['<urn:a> <urn:p:1> _:a .', '<urn:a> <urn:p:1> _:b .'], False),
        ([], ['<urn:a> <urn:p:1> <urn:b> .'], False),
        ([], [], True),
    ],
)
def test_graphs_are_told_apart(expected: list[str], actual: list[str], is_same: bool) -> None:
    case = Case("x", {}, None, {})
    compare = lambda _: graphs.same_graph(expected, graphs.graph("\n".join(actual)))  # noqa: E731
    assert (failure(compare, case) is None) == is_same


def test_documents_are_told_apart() -> None:
    def comparable(document: object) -> str:
        return exact(documents.comparable(document, Counter()))

    assert comparable({"a": [{"x": 1}, {"x": 2}]}) == comparable({"a": [{"x": 2}, {"x": 1}]})
    assert comparable({"a": {"id": "_:b3"}}) == comparable({"a": {"id": "_:b0"}})
    assert comparable({"a": [{"id": "x"}, {"id": "y"}]}) != comparable({"a": [{"id": "y"}, {"id": "x"}]})
    assert comparable({"a": 7}) != comparable({"a": 7.0})
    assert comparable({"a": "x"}) != comparable({"a": ["x"]})
