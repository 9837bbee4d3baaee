"""Repairs an official OpenAPI document so that Prism can mock it.

    python3 repair.py DOCUMENT REPAIRED BASE [json-only]

BASE is the origin at which the mock will listen: the links of OCCAPI lead there. With `json-only` the mock refuses the media
type of OEAPI 6, which its document does not have.

Whatever the repaired document admits the published one admits, too, but for what is said at the repair; each says which
obstacle it takes out of the way.
"""

import json
import re
import sys

# The ids that the documents' own examples use, so that a link that is followed and one that is generated agree.
HEI = "domain.tld"
IDS = {
    "ounit": "11223344-5566-7788-9900-aabbccddeeff",
    "programme": "abcdef12-3456-7890-abcd-ef1234567890",
    "course": "aabbccdd-eeff-1122-3344-556677889900",
    "instance": "00112233-4455-6677-8899-aabbccddeeff",
}


def schemas_in(node, visit):
    """Calls `visit` for every object of a document that is not an example: examples are data, not schemas."""
    if isinstance(node, dict):
        visit(node)
        for name, child in node.items():
            if name not in ("example", "examples"):
                schemas_in(child, visit)
    elif isinstance(node, list):
        for child in node:
            schemas_in(child, visit)


def close_extensions(document):
    """`ext` may hold anything or nothing: the generator fails with a TypeError when it cleans up an empty object within a list,
    and the answer is status 500. With one member that is always there, it is neither.
    """
    schemas = document["components"]["schemas"]
    if "Ext" in schemas:
        note = {"note": {"type": "string"}}
        schemas["Ext"].update(additionalProperties=False, properties=note, required=["note"])


def is_reference(schema, name):
    return isinstance(schema, dict) and schema.get("$ref") == f"#/components/schemas/{name}"


def expand_once(document):
    """In OOAPI 5 what another resource is named by is its id or the whole resource, which names others. To the generator such a
    schema has no end: it stops after some levels, with members of wrong types. Here a resource within another names others by
    their ids alone.
    """
    schemas = document["components"]["schemas"]

    def is_expandable(schema):
        return any(is_reference(one, "Identifier") for one in schema.get("oneOf", []))

    def flat(node):
        if isinstance(node, list):
            return [flat(child) for child in node]
        if not isinstance(node, dict):
            return node
        if is_expandable(node):
            return {"$ref": "#/components/schemas/Identifier"}
        reference = node.get("$ref")
        if isinstance(reference, str):
            return {"$ref": f"{reference}WithIds"}
        return {name: flat(child) for name, child in node.items()}

    within = {f"{name}WithIds": flat(schema) for name, schema in schemas.items()}

    def visit(schema):
        if is_expandable(schema):
            for one in schema["oneOf"]:
                if not is_reference(one, "Identifier"):
                    one["$ref"] += "WithIds"

    schemas_in(schemas, visit)
    schemas.update(within)


def expand_nothing(document):
    """OEAPI 6 has two members for it, such as `parentId` and `parent`. The second is for clients that ask for it with `expand`;
    generated, it leads from resource to resource until the stack overflows.
    """
    schemas = document["components"]["schemas"]
    resources = {name for name in schemas if f"/{name.lower()}s" in paths_in_lower_case(document)}

    def targets(schema):
        if isinstance(schema, dict):
            yield schema.get("$ref", "").rpartition("/")[2]
            for child in [schema.get("items"), *schema.get("allOf", [])]:
                yield from targets(child)

    def visit(schema):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            for name in [name for name, child in properties.items() if resources.intersection(targets(child))]:
                # The list of a page is what was asked for.
                if name != "items":
                    del properties[name]

    schemas_in(schemas, visit)


def paths_in_lower_case(document):
    return {f"/{path.split('/')[1]}".replace("-", "").lower() for path in document["paths"]}


def name_values(document):
    """An enumeration that may be extended is a free text to the generator. Its known values are what a mapper has to know."""

    def visit(schema):
        if schema.get("type") == "string" and "x-ooapi-extensible-enum" in schema:
            schema["enum"] = schema["x-ooapi-extensible-enum"]

    schemas_in(document["components"]["schemas"], visit)


def speak_real_languages(document):
    """The patterns of languages admit words like `vwr-Swzu`. That a mapper does not know them is no fault; that it does not know
    these would be one.
    """
    candidates = ["en", "nl", "eng", "nld", "dut", "en-GB", "es-419", "sr-Latn", "sr-Latn-RS", "zh-hant"]

    def visit(schema):
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and pattern.startswith(("^[a-z]{", "^([a-z]{")):
            schema["enum"] = [one for one in candidates if re.search(pattern, one)]
            # The generator looks at the pattern first.
            del schema["pattern"]

    schemas_in(document["components"]["schemas"], visit)
    # OCCAPI has no pattern.
    lang = document["components"]["schemas"].get("Lang")
    if lang is not None:
        lang.update(type=["string", "null"], enum=["en", "el-Latn", None])
    instruction = document["components"]["schemas"].get("LanguageOfInstruction")
    if instruction is not None:
        instruction["items"]["enum"] = ["en", "el-Latn-CY", "de-AT"]


# What texts are by their descriptions where no pattern says so, rare forms among them.
VALUES = {
    "fieldsOfStudy": ["0613", "061", "05", "0110"],
    "iscedCode": ["0613", "061", "05", "0110"],
    "languageOfInstruction": ["en", "pt-PT", "el-Latn"],
    # The pattern of version 2 admits `1/1`, `1//` and `1/9` only, and not its own examples.
    "academicTerm": ["1/2", "2/2", "1/1", "3/4"],
    "countryCode": ["NL", "DE", "GR"],
    "iso3166-1-alpha2": ["NL"],
    "iso3166-1-alpha3": ["NLD"],
    "iso3166-2": ["NL-UT"],
    "iso3166-3": [],
    "currency": ["EUR", "GBP", "SEK"],
    "enrolmentUrl": ["https://university.example/enrol"],
    "paceOfStudy": ["100", "50%", "37.5"],
    "duration": ["P6M", "PT120H", "P10W", "PT1H30M", "PT0.5S", "P1Y2M3D"],
}


def tame_values(document):
    """To the generator a number is any of nine digits, an end comes before its start as often as not, and a field of study is a
    word of Latin. Here they are what their descriptions say, so that a mapper has no reason to complain.
    """

    def types_of(schema):
        types = schema.get("type")
        return types if isinstance(types, list) else [types]

    def tame(name, schema):
        types = types_of(schema)
        values = None
        if name in VALUES:
            values = VALUES[name]
        elif schema.get("format") in ("date", "date-time"):
            day = "2027-01-31" if re.search("end|to$|until", name.lower()) else "2026-09-01"
            times = ["T08:30:00+01:00", "T08:30:00Z", "T08:30:00.250Z"]
            values = [day] if schema["format"] == "date" else [day + time for time in times]
        elif schema.get("format") in ("uri", "uri-reference"):
            values = ["https://university.example/a?b=c#d", "http://www.university.example"]
        elif name in ("latitude", "longitude"):
            schema.update(minimum=-80, maximum=80)
        elif ("number" in types or "integer" in types) and "maximum" not in schema:
            schema["minimum"] = max(0, schema.get("minimum", 0))
            schema["maximum"] = schema["minimum"] + 300
            if schema.get("format") == "int32":
                schema["type"] = ["integer" if one == "number" else one for one in types]
        if values is not None and "string" in types:
            schema["enum"] = values + ([None] if "null" in types else [])
            # The generator would prefer a pattern, and write a date anew.
            for other in ("pattern", "format", "minLength", "maxLength"):
                schema.pop(other, None)

    def visit(schema):
        properties = schema.get("properties")
        for name, child in properties.items() if isinstance(properties, dict) else ():
            if isinstance(child, dict) and "$ref" not in child and "enum" not in child:
                tame(name, child)
                if isinstance(child.get("items"), dict) and "$ref" not in child["items"]:
                    tame(name, child["items"])

    schemas_in(document["components"]["schemas"], visit)
    length = document["components"]["schemas"].get("ProgrammeLength")
    if length is not None:
        del length["pattern"]
        length["enum"] = ["3/2", "4/1", "10/4"]


def end_lists(document):
    """A mock gives the same page whatever number is asked for, and says at random whether another follows. The one true thing it
    can say is that this is all; and a page without any item tests nothing.
    """
    page = document["components"]["schemas"].get("Pagination", {}).get("properties", {})
    for name, value in (("hasNextPage", False), ("hasPreviousPage", False), ("pageNumber", 1), ("totalPages", 1)):
        if name in page:
            page[name].update(enum=[value], example=value)
    for _, operation, answers in operations(document):
        for answer in answers.values():
            schema = answer.get("schema", {})
            for part in [schema, *schema.get("allOf", [])]:
                items = part.get("properties", {}).get("items", part)
                if items.get("type") == "array":
                    items["minItems"] = 1
                    items["maxItems"] = 5
        # How many items a list of Edu-API has in all is a random number, too.
        operation["responses"]["200"].pop("headers", None)


def answer_to_media_type(document):
    """OEAPI 6 is asked for with a media type of its own, which its document leaves to the text: Prism answers 406."""
    if document["info"]["version"].startswith("6") and "Identifier" in document["components"]["schemas"]:
        for _, _, answers in operations(document):
            if "application/json" in answers:
                answers["application/vnd.oeapi+json"] = answers["application/json"]


def repair_types(document):
    """`null` without quotes is no type, and neither is `float`; nothing can be generated for either."""

    def visit(schema):
        kind = schema.get("type")
        if isinstance(kind, list):
            schema["type"] = ["null" if one is None else one for one in kind]
        elif kind == "float":
            schema["type"] = "number"

    schemas_in(document["components"], visit)
    schemas_in(document["paths"], visit)


def repair_lengths(document):
    """`minItems` of a text is `minLength`: else an empty code is generated, which nobody means."""

    def visit(schema):
        if schema.get("type") == "string":
            for wrong, right in (("minItems", "minLength"), ("maxItems", "maxLength")):
                if wrong in schema:
                    schema[right] = schema.pop(wrong)

    schemas_in(document["components"], visit)


def open_access(document):
    """Edu-API wants OAuth 2; how tokens are got is tested elsewhere, and Prism answers 401 without one."""
    document.pop("security", None)
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)


def lead_home(document, base):
    """The links of OCCAPI lead to a server of its examples, or when they are generated to anywhere. Here they lead to the mock,
    to ids that it takes; and what is generated belongs to the one institution that there is.
    """
    schemas = document["components"]["schemas"]
    if "InstitutionResource" not in schemas:
        return

    def link(url):
        href = {"type": "string", "format": "uri", "enum": [url]}
        return {"type": "object", "required": ["href"], "properties": {"href": href}}

    def visit(node, folder):
        if isinstance(node, list):
            for child in node:
                visit(child, folder)
        elif isinstance(node, dict):
            links = node.get("links")
            if isinstance(links, dict) and "properties" in links:
                for name in links["properties"]:
                    links["properties"][name] = link(folder if name == "self" else f"{folder}/{name}")
                links["required"] = list(links["properties"])
            if "heiId" in node:
                node["heiId"] = {"type": "string", "enum": [HEI]}
            for child in node.values():
                visit(child, folder)

    for name, schema in schemas.items():
        for kind in ("Institution", "Ounit", "Programme", "CourseInstance", "Course"):
            if name in (f"{kind}Resource", f"{kind}Collection"):
                kind = {"Institution": "hei", "CourseInstance": "instance"}.get(kind, kind.lower())
                visit(schema["properties"], f"{base}/hei/{HEI}" + (f"/{kind}/{IDS[kind]}" if kind in IDS else ""))

    def visit_example(node):
        if isinstance(node, list):
            for child in node:
                visit_example(child)
        elif isinstance(node, dict):
            href = node.get("href")
            if isinstance(href, str):
                node["href"] = re.sub(r"^https?://example\.com/occapi/v\d+", base, href)
            for child in node.values():
                visit_example(child)

    for _, _, answers in operations(document):
        for answer in answers.values():
            visit_example(answer.get("example"))


def operations(document):
    for path, item in document["paths"].items():
        answer = item.get("get", {}).get("responses", {}).get("200", {})
        if "content" in answer:
            yield path, item["get"], answer["content"]


def main():
    source, target, base = sys.argv[1:4]
    with open(source, encoding="utf-8") as file:
        document = json.load(file)
    repairs = [close_extensions, repair_types, repair_lengths, open_access, name_values, speak_real_languages]
    repairs += [tame_values, end_lists]
    if "json-only" not in sys.argv[4:]:
        repairs.append(answer_to_media_type)
    if "Identifier" in document["components"]["schemas"]:
        repairs.append(expand_once if document["info"]["version"].startswith("5") else expand_nothing)
    for repair in repairs:
        repair(document)
    lead_home(document, base)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file)


if __name__ == "__main__":
    main()
