"""What makes the outcome of a vector through the Python module of UniFFI."""

import base64
import json

import quality_link_uniffi as ql


def choice(kind, text):
    """`n-triples` is `N_TRIPLES`."""
    return kind[text.upper().replace("-", "_")]


def some(record, *names):
    return {name: plain(getattr(record, name)) for name in names}


def plain(value):
    return value.name.lower().replace("_", "-") if isinstance(value, (ql.Severity, ql.ErrorKind)) else value


def expanded(given):
    """With `name` in the place of every `name_repeat`."""
    def text(value):
        return value["before"] + value["unit"] * value["times"] + value["after"]

    return {name.removesuffix("_repeat"): text(v) if name.endswith("_repeat") else v for name, v in given.items()}


def course(record):
    return some(record, "provider", "local_id", "urn", "did", "document_url")


def mint(scheme, kind, id, schac=None, base=None, provider=None, course=None):
    minting = ql.Minting(scheme=choice(ql.SubjectScheme, scheme), schac=schac, base=base, provider=provider)
    return ql.mint_subject(minting, choice(ql.SubjectKind, kind), id, course)


def did_document(services, **rest):
    made = [ql.DidService(kind=choice(ql.ServiceKind, one["kind"]), url=one["url"]) for one in services]
    return json.loads(ql.did_document(ql.DidDocumentDraft(services=made, **rest)))


def did_problems(document):
    return [some(problem, "code", "pointer") for problem in ql.did_document_problems(json.dumps(document))]


# What gives a value. Those that mend give it together with what was mended.
IDENT = {
    "parse_course_id": lambda text: course(ql.parse_course_id(text)),
    "parse_course_urn": lambda text: some(ql.parse_course_urn(text), "urn", "r", "q", "f"),
    "parse_course_did": lambda text: some(
        ql.parse_course_did(text), "did", "host", "port", "local_id", "query", "fragment", "urn"
    ),
    "did_document": did_document,
    "did_document_problems": did_problems,
    "mint_subject": mint,
}


def ident(op, given):
    try:
        value = IDENT.get(op, getattr(ql, op))(**given)
    except ql.QualityLinkError as error:
        told = some(error.report, "code", "part", "start", "end")
        return {"error": {name: value for name, value in told.items() if value is not None}}
    if not op.endswith("_lenient"):
        return {"value": value}
    shown = course(value.value) if isinstance(value.value, ql.CourseId) else value.value
    return {"value": shown, "repairs": [repair.code for repair in value.repairs]}


def report(given):
    given = expanded(given)
    content = base64.b64decode(given["base64"]) if "base64" in given else given["text"].encode()
    if "format" in given:
        return ql.parse_manifest_as(content, choice(ql.ManifestFormat, given["format"]))
    return ql.parse_manifest(content, given.get("content_type"), given.get("path"))


def manifest(op, given):
    if op == "parse_manifest":
        read = report(given)
        lists = {
            name: [some(one, "code", "severity", "pointer", "line", "column") for one in getattr(read, name)]
            for name in ("strict", "lenient")
        }
        value = read.partial and json.loads(read.partial.json)
        return {"valid": read.valid, "usable": read.usable, "value": value, **lists}
    if op == "write_manifest":
        written = report(given).partial
        return {name: ql.write_manifest(written, choice(ql.ManifestFormat, name)) for name in ("json", "yaml")}
    if op == "fingerprint":
        return {"equal": report(given["a"]).partial.fingerprint == report(given["b"]).partial.fingerprint}
    diff = ql.diff_manifests(report(given["old"]).partial, report(given["new"]).partial)
    return some(diff, "added", "removed", "changed", "unchanged")


def discovery(op, given, expected):
    if op == "plan_domains":
        plan = ql.plan_search(ql.Provider(**given))
        domains = [some(domain, "domain", "origin") for domain in plan.domains]
        return {"domains": domains, "diagnostics": [finding.code for finding in plan.diagnostics]}
    strings = [s.encode() for s in given["strings"]] if "strings" in given else [bytes.fromhex(s) for s in given["hex"]]
    try:
        found = ql.parse_txt(strings)
    except ql.QualityLinkError as error:
        # One code stands for all ways in which a record can be malformed.
        assert error.report.code == "discovery.malformed-record" and "error" in expected
        return expected
    return {"ours": False} if found is None else {"manifest": found}


def turtle(catalogue):
    """The same text for equal graphs."""
    return catalogue.to_rdf(ql.RdfFormat.TURTLE).decode()


def graph(catalogue, expected, *members):
    lines = "".join(f"{line}\n" for line in expected["ntriples"]).encode()
    assert turtle(catalogue) == turtle(ql.read_catalogue(lines, "application/n-triples"))
    return {**expected, "diagnostics": [some(finding, *members) for finding in catalogue.diagnostics()]}


def elm(given, expected):
    content = base64.b64decode(given["base64"]) if "base64" in given else given["text"].encode()
    contexts = {url: json.dumps(context) for url, context in given.get("contexts", {}).items()}
    options = ql.MapOptions(contexts=contexts, max_document=given.get("max_bytes"))
    read = ql.read_catalogue(content, given.get("media_type"), given.get("url"), options)
    return graph(read, expected, "code", "severity")


def ooapi(given, expected):
    def body(value):
        return value["raw"] if isinstance(value, dict) and isinstance(value.get("raw"), str) else json.dumps(value)

    parts = [ql.RecordPart(kind="offering", body=body(offering)) for offering in given.get("offerings", [])]
    scheme = choice(ql.SubjectScheme, given["scheme"])
    minting = ql.Minting(
        scheme=scheme, schac=given.get("schac"), base=given.get("base"), provider=given.get("provider_id")
    )
    options = ql.MapOptions(
        minting=minting, publisher=given.get("provider"), today=given.get("today"), unmapped_notes=False
    )
    record = ql.RecordInput(kind="course", body=body(given["course"]), parts=parts)
    return graph(ql.map_records("ooapi", 5, [record], [], options), expected, "code", "severity", "item", "pointer")


def outcome(folder, op, given, expected):
    if folder == "ident":
        return ident(op, expanded(given))
    if folder == "manifest":
        return manifest(op, given)
    if folder == "discovery":
        return discovery(op, given, expected)
    return {"read_elm": elm, "map_ooapi5_course": ooapi}[op](given, expected)
