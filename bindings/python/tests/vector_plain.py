"""Vectors of identifiers, manifests and discovery."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import quality_link as ql
from vector_files import Case, expanded, findings, only, same


def outcome(value: Callable[[], Any]) -> dict[str, Any]:
    """The value; or the code of the error, and the place if it has one."""
    try:
        return {"value": value()}
    except ql.QualityLinkError as error:
        told = {"code": error.code, "part": error.part, "start": error.start, "end": error.end}
        return {"error": {name: value for name, value in told.items() if value is not None}}


def strict(parse: Callable[[str], Any], shown: Callable[[Any], Any] = str) -> Callable[[Case], None]:
    def run(case: Case) -> None:
        only(case.given, "text")
        same(case.expected, outcome(lambda: shown(parse(case.given["text"]))))

    return run


def lenient(parse: Callable[[str], Any], shown: Callable[[Any], Any] = str) -> Callable[[Case], None]:
    def run(case: Case) -> None:
        only(case.given, "text")
        actual = outcome(lambda: parse(case.given["text"]))
        if "value" in actual:
            read = actual["value"]
            actual = {"value": shown(read.value), "repairs": [repair.code for repair in read.repairs]}
        same(case.expected, actual)

    return run


def some(*members: str) -> Callable[[Any], dict[str, Any]]:
    """Some members of a record."""
    return lambda record: {member: getattr(record, member) for member in members}


COURSE = some("provider", "local_id", "urn", "did", "document_url")

parse_schac = strict(ql.parse_schac)
parse_schac_lenient = lenient(ql.parse_schac_lenient)
parse_eter = strict(ql.parse_eter)
parse_eter_lenient = lenient(ql.parse_eter_lenient)
parse_deqar = strict(ql.parse_deqar)
parse_deqar_lenient = lenient(ql.parse_deqar_lenient)
parse_course_id = strict(ql.parse_course_id, COURSE)
parse_course_id_lenient = lenient(ql.parse_course_id_lenient, COURSE)
parse_course_urn = strict(ql.parse_course_urn, some("urn", "r", "q", "f"))
parse_course_did = strict(
    ql.parse_course_did, some("did", "host", "port", "local_id", "query", "fragment", "urn")
)


def same_course(case: Case) -> None:
    only(case.given, "a", "b")
    same(case.expected, {"value": ql.same_course(case.given["a"], case.given["b"])})


def same_eter(case: Case) -> None:
    only(case.given, "a", "b")
    same(case.expected, {"value": ql.same_eter(case.given["a"], case.given["b"])})


def course_uuid(case: Case) -> None:
    only(case.given, "source_id", "subject")
    same(case.expected, {"value": ql.course_uuid(case.given["source_id"], case.given["subject"])})


def mint_subject(case: Case) -> None:
    given = case.given
    only(given, "scheme", "schac", "base", "provider", "kind", "id", "course")
    place = {name: given.get(name) for name in ("schac", "base", "provider")}
    minting = ql.Minting(scheme=given["scheme"], **place)
    same(case.expected, outcome(lambda: ql.mint_subject(minting, given["kind"], given["id"], given.get("course"))))


def did_document(case: Case) -> None:
    services = [ql.DidService(**service) for service in case.given["services"]]
    draft = ql.DidDocumentDraft(**{**case.given, "services": services})
    same(case.expected, {"value": ql.did_document(draft)})


def did_document_problems(case: Case) -> None:
    only(case.given, "document")
    problems = ql.did_document_problems(json.dumps(case.given["document"]))
    same(case.expected, {"value": [some("code", "pointer")(problem) for problem in problems]})


def did_file_path(case: Case) -> None:
    only(case.given, "course")
    same(case.expected, outcome(lambda: ql.did_file_path(case.given["course"])))


def report(given: dict[str, Any]) -> ql.ManifestReport:
    """The document is a text, or Base64 of bytes that are none; without a format it is told by what there is."""
    given = expanded(given)
    only(given, "text", "base64", "format", "content_type", "path")
    content = base64.b64decode(given["base64"]) if "base64" in given else given["text"].encode()
    if "format" in given:
        return ql.parse_manifest_as(content, given["format"])
    return ql.parse_manifest(content, content_type=given.get("content_type"), path=given.get("path"))


def manifest(given: dict[str, Any]) -> ql.Manifest:
    """What could be read, unusable sources and all."""
    partial = report(given).partial
    assert partial is not None, "no manifest"
    return partial


def parse_manifest(case: Case) -> None:
    read = report(case.given)
    shown = ("code", "severity", "pointer", "line", "column")
    actual = {
        "valid": read.valid,
        "usable": read.usable,
        "value": read.partial and json.loads(read.partial.json),
        "strict": findings(read.strict, *shown),
        "lenient": findings(read.lenient, *shown),
    }
    same(case.expected, actual)


def write_manifest(case: Case) -> None:
    read = manifest(case.given)
    same(case.expected, {name: ql.write_manifest(read, name) for name in ("json", "yaml")})


def fingerprint(case: Case) -> None:
    only(case.given, "a", "b")
    a, b = manifest(case.given["a"]), manifest(case.given["b"])
    same(case.expected, {"equal": a.fingerprint == b.fingerprint})


def diff_manifests(case: Case) -> None:
    only(case.given, "old", "new")
    diff = ql.diff_manifests(manifest(case.given["old"]), manifest(case.given["new"]))
    same(case.expected, some("added", "removed", "changed", "unchanged")(diff))


def plan_domains(case: Case) -> None:
    plan = ql.plan_search(ql.Provider(**case.given))
    domains = [some("domain", "origin")(domain) for domain in plan.domains]
    same(case.expected, {"domains": domains, "diagnostics": [finding.code for finding in plan.diagnostics]})


def parse_txt(case: Case) -> None:
    given, expected = case.given, case.expected
    only(given, "strings", "hex")
    strings = [bytes.fromhex(text) for text in given["hex"]] if "hex" in given else given["strings"]
    try:
        manifest_url = ql.parse_txt([text.encode() if isinstance(text, str) else text for text in strings])
    except ql.DocumentError as error:
        # One code stands for all ways in which a record can be malformed.
        assert "error" in expected and error.code == "discovery.malformed-record", error.code
    else:
        same(expected, {"ours": False} if manifest_url is None else {"manifest": manifest_url})
