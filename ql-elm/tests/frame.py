"""Catalogue documents as the reference aggregator makes them, by a JSON-LD processor: what `Rendering::Reference` is
compared with. Needs rdflib and PyLD (2.0.4, 3.0.0 and 3.3.0 give the same for every vector).

    frame.py [FILE …]         reads JSON lines, prints a document (or null) for each
    frame.py --check FILE …   fails if `out` of a case of a vector file is not what this program makes of its `in`
    frame.py --bless FILE …   writes `out` of every case

A line, and `in` of a vector, is an object. Before each text of a vector come the `prefixes` of its file.

    turtle        the store of courses, enriched; ELM in the namespace of 3.0 to 3.2, the only one the reference knows
    institutions  the store of institutions and alliances (optional)
    labels        the store of concepts; without it the labels are those of our tables, each as
                  `<concept> a skos:Concept ; skos:prefLabel "…"@en`, a language without one called as in ISO 639
    root          the IRI of the course
    stats         the store of statistics (optional)
    normalize     whether rdflib may rewrite literals, as it does on the reference's way into its store: `Z` becomes
                  `+00:00`, `"7.50"^^xsd:decimal` becomes `7.5`. That is no matter of the rendering (default: no)

RULES, complete but for the limits below. They were compared with the processor on random graphs.

Graph. All stores are one graph; a blank node label means another node in each. From the root, every triple of a node is
taken and its object entered, unless the predicate is blocked (BLOCKED): then the triple is taken, the object not
entered. Added are, of the objects of the root's own DISPLAYED links: dcterms:title; adms:identifier with the triples
of the identifier (not of nodes below it, and no identifier that has no triple); ql:uuid, a text, for every
`urn:uuid:X owl:sameAs OBJECT`. Nothing else is known of such a node, unless another way leads to it.

Values. xsd:boolean, xsd:integer and xsd:double are native. Language tags are in lower case. Of values that are equal
by then (also 5 and 5.0) the first is kept.

Order. SPARQL, the store and JSON-LD leave open which of several values of a property comes first: in the reference all
arrays are in the order of its store's hashes. Ours: IRIs by code points; blank nodes; texts with a language, by (text,
tag); other literals, by (lexical form, datatype). A blank node goes by the sorted list of what is said of it
(predicate, value; see `rank`), whatever its label. This is the order of all arrays (also `type`), and of framing, which
matters where a node occurs twice. A comparison may take arrays with blank nodes as sets, and must not look at the
numbers in `_:b0`; everything else is exact.

Frame. A node is framed at a property. A frame has two flags, explicit and always, and a list of wanted properties.
 1. The frame at property P is what the parent's frame wants at P. If that does not mention P, the frame wants nothing
    and has the flags of the parent's. A flag that a written frame does not mention is off, whatever it is above.
 2. A node that has none of the properties that its frame wants disappears; one is enough, and whether the value of that
    property disappears does not matter. A frame that wants nothing takes every node. Literals are always taken.
    The root is taken in any case.
 3. A node is only named (`id` and nothing else) if it is an ancestor of itself, its own parent not counted, or if not
    always and it has been embedded before: anywhere in the document, with whatever frame.
 4. Otherwise it is embedded: id, type, then its properties in the order of the code points of their IRIs. (Old and new
    namespace of ELM sort alike: elm < ql < dcterms < skos < adms < regorg < foaf. So offerings, in
    elm:learningOpportunity, are framed before elm:mode and all of dcterms.) With explicit, only those wanted. Values in
    the order above, depth first: that is the "before" of 3. Then every wanted property that got no value is null.
 5. `id` of a blank node is left out, unless 3 and 4 have met the node more than once.

Keys. Each value of a property finds its key by itself, so that a property may have two.
 a. TEXTS: a text in `en` → short key, plain text. Any other value, also null → full IRI (here and below: that of the
    old namespace).
 b. TYPED: literal of just that datatype → short key, lexical form. Others → `ql:` + name; dcterms:modified: full IRI.
 c. IDS: nodes and null → short key; a node that is named only, or of which nothing is said → its id as a string.
    Literals → full IRI; ISCEDFBroadField and ISCEDFNarrowField: `ql:` + name.
 d. SETS: always the short key and an array; null is [].
 e. Others: ql → the name alone (but `ql:` + name for id, type, the PREFIXES and the names without colon in b and c);
    other PREFIXES → prefix:name; else the full IRI.
One value is itself, several are an array. A literal is a JSON string, number or boolean if neither language nor
datatype is left, else {"@language", "@value"} or {"type", "@value"}. `id`: prefix:name (`ql:` included), else the IRI;
types and datatypes: the same, but ql as in e.

Document. The framed root, with `uri` = its `id`, then `id` = its UUID, `instanceCount` = length of
elm:learningOpportunity unless 0, `studentStaffRatio` if the statistics have one.

LIMITS. What no vector asks for, as the reference's own answer is an accident:
 - literals that are not of their datatype ("7,5"^^xsd:double, "INF"), "-5"^^xsd:integer and "1"^^xsd:boolean: versions
   of PyLD differ, and the reference normalises literals before
 - rdf:List ({"@list": […]}), rdf:JSON, blank nodes as types, the text "@null" (null), IRIs that begin like a prefix of
   the context, such as `ql:x` (no document), blank nodes in circles
 - backslash before `n` in a text, and U+2028 and the like: the reference's reader of N-Triples breaks them; here a text
   is its characters, as pyld is given the graph in memory
"""

import json
import logging
import sys
import uuid
from pathlib import Path

import rdflib
from pyld import jsonld
from rdflib import BNode, Literal, URIRef

logging.getLogger("rdflib.term").setLevel(logging.ERROR)

ADMS = "http://www.w3.org/ns/adms#"
DCTERMS = "http://purl.org/dc/terms/"
ELM = "http://data.europa.eu/snb/model/elm/"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
QL = "http://data.quality-link.eu/ontology/v1#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
REGORG = "http://www.w3.org/ns/regorg#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {"ql": QL, "elm": ELM, "dcterms": DCTERMS, "adms": ADMS, "skos": SKOS, "regorg": REGORG, "foaf": FOAF}
TEXTS = ["dcterms:title", "dcterms:description", "skos:prefLabel", "elm:noteLiteral"]
TYPED = {
    "dcterms:modified": "dateTime",
    "ingestedAt": "dateTime",
    "ingestedDate": "date",
    "enrolmentCapacity": "nonNegativeInteger",
    "enrolledLearnerCount": "nonNegativeInteger",
    "enrolmentMinimum": "nonNegativeInteger",
}
IDS = ["elm:schemeId", "elm:EQFLevel", "elm:ISCEDFCode", "dcterms:language", "ISCEDFBroadField", "ISCEDFNarrowField"]
SETS = ["elm:learningOutcome", "elm:learningOpportunity", "adms:identifier", "elm:location"]

DISPLAYED = [ELM + name for name in ("isPartOf", "hasPart", "specialisationOf", "generalisationOf")]
BLOCKED = {
    *DISPLAYED,
    QL + "superseded",
    QL + "entryRequirementLearningOpportunity",
    QL + "limitLearningOpportunity",
    FOAF + "member",
    *(SKOS + name for name in ("broader", "narrower", "related", "inScheme")),
}
ROOT_TYPES = ["ql:LearningOpportunitySpecification", "elm:Qualification", "elm:LearningAchievementSpecification"]
UUID_URN = "urn:uuid:"


def context():
    terms = {"@vocab": QL, "id": "@id", "type": "@type", **PREFIXES}
    terms |= {name: {"@language": "en"} for name in TEXTS}
    terms |= {name: {"@type": XSD + datatype} for name, datatype in TYPED.items()}
    terms |= {name: {"@type": "@id"} for name in IDS}
    terms |= {name: {"@container": "@set"} for name in SETS}
    return terms


def wanting(*names, explicit=False, always=False, **framed):
    """A frame; `framed` has names with `_` for `:`."""
    frame = {name: {} for name in names}
    frame |= {name.replace("_", ":", 1): value for name, value in framed.items()}
    if explicit:
        frame["@explicit"] = True
    if always:
        frame["@embed"] = "@always"
    return frame


def frame(root):
    concept = wanting("skos:prefLabel", explicit=True)
    everywhere = wanting("skos:prefLabel", explicit=True, always=True)
    neighbour = wanting("dcterms:title", "adms:identifier", "uuid", explicit=True, always=True)
    place = wanting("elm:geographicName", elm_address=wanting(elm_countryCode=everywhere))
    alliance = wanting("skos:prefLabel", "adms:identifier", explicit=True)
    publisher = wanting(
        "skos:prefLabel",
        "regorg:legalName",
        "adms:identifier",
        foaf_homepage=wanting(always=True),
        elm_location=place,
        isMemberOf=alliance,
        explicit=True,
        always=True,
    )
    outcome = wanting("dcterms:title", "elm:additionalNote", "elm:relatedESCOSkill", explicit=True)
    instance = dict.fromkeys(["dcterms:language", "elm:providedBy", "elm:isPartOf", "elm:hasPart"], everywhere)
    return {
        "@context": context(),
        "id": root,
        "@type": ROOT_TYPES,
        **dict.fromkeys(["elm:EQFLevel", "elm:ISCEDFCode", "dcterms:type"], concept),
        **dict.fromkeys(["ISCEDFBroadField", "ISCEDFNarrowField"], concept),
        # The third name is a slip of the reference, so that specialisations have the implicit frame.
        **dict.fromkeys(["elm:isPartOf", "elm:hasPart", "elm:specialisationf", "elm:generalisationOf"], neighbour),
        "elm:learningOutcome": outcome,
        "elm:learningOutcomeSummary": wanting("elm:noteLiteral", explicit=True),
        "dcterms:language": everywhere,
        "dcterms:publisher": publisher,
        "elm:learningOpportunity": instance,
    }


def read(turtle, normalize):
    rdflib.NORMALIZE_LITERALS = normalize
    graph = rdflib.Graph()
    graph.parse(data=turtle, format="turtle", publicID="https://base.example.edu/")
    return graph


def closure(graph, root):
    """What the document is made of."""
    root = URIRef(root)
    found = rdflib.Graph()
    visited, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if node in visited:
            continue
        visited.add(node)
        for predicate, value in graph.predicate_objects(node):
            found.add((node, predicate, value))
            if str(predicate) not in BLOCKED and not isinstance(value, Literal):
                waiting.append(value)
    for link in DISPLAYED:
        for neighbour in graph.objects(root, URIRef(link)):
            if isinstance(neighbour, Literal):
                continue
            for title in graph.objects(neighbour, URIRef(DCTERMS + "title")):
                found.add((neighbour, URIRef(DCTERMS + "title"), title))
            for identifier in graph.objects(neighbour, URIRef(ADMS + "identifier")):
                for predicate, value in graph.predicate_objects(identifier):
                    found.add((neighbour, URIRef(ADMS + "identifier"), identifier))
                    found.add((identifier, predicate, value))
            for alias in graph.subjects(URIRef(OWL + "sameAs"), neighbour):
                if isinstance(alias, URIRef) and alias.startswith(UUID_URN):
                    found.add((neighbour, URIRef(QL + "uuid"), Literal(alias.removeprefix(UUID_URN))))
    return found


def datatype(literal):
    return str(literal.datatype or XSD + "string")


def rank(graph, term, way=()):
    """What values are sorted by. A blank node that leads back to itself ends there."""
    if isinstance(term, URIRef):
        return (0, str(term), "")
    if isinstance(term, BNode):
        facts = () if term in way else graph.predicate_objects(term)
        return (1, sorted((str(predicate), rank(graph, value, (*way, term))) for predicate, value in facts))
    if term.language:
        return (2, str(term), term.language)
    return (3, str(term), datatype(term))


def dataset(graph):
    """The graph as pyld has it in memory, in our order."""
    terms = {node: rank(graph, node) for triple in graph for node in triple}
    # Blank nodes of one rank are alike, or go in circles: either way any order will do.
    blank = sorted((node for node in terms if isinstance(node, BNode)), key=lambda node: (terms[node], node))
    names = {node: f"_:c{at:09}" for at, node in enumerate(blank)}

    def value(term):
        if isinstance(term, BNode):
            return {"type": "blank node", "value": names[term]}
        if isinstance(term, URIRef):
            return {"type": "IRI", "value": str(term)}
        if term.language:
            return {"type": "literal", "value": str(term), "datatype": RDF + "langString", "language": term.language}
        return {"type": "literal", "value": str(term), "datatype": datatype(term)}

    terms |= {node: (1, name) for node, name in names.items()}
    triples = sorted(graph, key=lambda triple: [terms[term] for term in triple])
    return {"@default": [{"subject": value(s), "predicate": value(p), "object": value(o)} for s, p, o in triples]}


def tables():
    """IRI → English label of our vocabularies; a language that has none is called as in ISO 639."""
    crates = Path(__file__).resolve().parents[2]
    files = [*sorted((crates / "ql-elm/vocabularies").glob("*.tsv")), crates / "ql-core/data/countries.tsv"]
    labels = {}
    for path in files:
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        columns = header.split("\t")
        for row in rows:
            cells = dict(zip(columns, row.split("\t"), strict=False))
            label = cells["label_en"] or cells.get("iso_name")
            if label:
                labels[cells["uri"]] = label
    return labels


TABLES = tables()


def label_store(graph):
    """Our labels of the concepts that the graph names."""
    store = rdflib.Graph()
    for term in set(graph.objects()):
        label = TABLES.get(str(term)) if isinstance(term, URIRef) else None
        if label:
            store.add((term, URIRef(RDF + "type"), URIRef(SKOS + "Concept")))
            store.add((term, URIRef(SKOS + "prefLabel"), Literal(label, lang="en")))
    return store


def uuid_of(graph, root):
    """The UUID in the root's own IRI, or the least of its aliases, or that of its name."""
    aliases = [root, *(str(alias) for alias in graph.subjects(URIRef(OWL + "sameAs"), URIRef(root)))]
    valid = []
    for alias in aliases:
        try:
            valid.append(str(uuid.UUID(alias.removeprefix(UUID_URN))) if alias.startswith(UUID_URN) else None)
        except ValueError:
            valid.append(None)
    return valid[0] or min(filter(None, valid), default=None) or str(uuid.uuid5(uuid.NAMESPACE_URL, root))


def staff_ratio(statistics, document):
    """Students by staff: of the broad fields that have a figure, else of the institution; the latest year of each."""

    def iris(value):
        values = value if isinstance(value, list) else [value]
        named = [one.get("id") if isinstance(one, dict) else one for one in values]
        return [one for one in named if isinstance(one, str)]

    publishers = iris(document.get("dcterms:publisher"))
    if not publishers:
        return None
    latest = {}
    of_publisher = statistics.subjects(URIRef(QL + "aboutOrganisation"), URIRef(publishers[0]))
    for observation in of_publisher:
        if (observation, URIRef(RDF + "type"), URIRef(QL + "StudentStaffRatio")) not in statistics:
            continue
        figure = statistics.value(observation, URIRef(QL + "ratioValue"))
        year = statistics.value(observation, URIRef(QL + "referenceYear"))
        field = statistics.value(observation, URIRef(QL + "ISCEDFBroadField"))
        year, key = int(str(year)[:4]), field and str(field)
        if key not in latest or year > latest[key][1]:
            latest[key] = (float(figure), year)
    fields = [field for field in dict.fromkeys(iris(document.get("ISCEDFBroadField"))) if field in latest]
    if fields:
        figures = [latest[field] for field in fields]
        return {
            "value": round(sum(figure for figure, _ in figures) / len(figures), 2),
            "scope": "ISCED-F broad field",
            "fields": fields,
            "referenceYear": max(year for _, year in figures),
            "averaged": len(fields) > 1,
            "source": "EHESO",
        }
    if None not in latest:
        return None
    figure, year = latest[None]
    return {"value": round(figure, 2), "scope": "institution-wide", "referenceYear": year, "source": "EHESO"}


def document(case):
    root, normalize = case["root"], case.get("normalize", False)
    graph = read(case["turtle"], normalize)
    if case.get("institutions"):
        graph += read(case["institutions"], normalize)
    if "labels" in case:
        graph += read(case["labels"], normalize)
    else:
        graph += label_store(graph)
    nodes = jsonld.from_rdf(dataset(closure(graph, root)), {"useNativeTypes": True})
    framed = jsonld.frame(nodes, frame(root))
    if "@graph" in framed or "id" not in framed:
        return None
    framed.pop("@context", None)
    framed["uri"] = framed["id"]
    framed["id"] = uuid_of(graph, root)
    instances = framed.get("elm:learningOpportunity")
    if isinstance(instances, list) and instances:
        framed["instanceCount"] = len(instances)
    if case.get("stats"):
        ratio = staff_ratio(read(case["stats"], normalize), framed)
        if ratio:
            framed["studentStaffRatio"] = ratio
    return framed


def written(text):
    """A vector file as it is kept: a case has a line for each store and for each key of the document."""

    def line(value):
        return json.dumps(value, ensure_ascii=False)

    def block(members, indent):
        lines = [f"{indent}  {line(key)}: {line(value)}" for key, value in members.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"

    head = [f"  {line(key)}: {line(value)}" for key, value in text.items() if key != "cases"]
    cases = []
    for case in text["cases"]:
        members = [
            f"      {line(key)}: {block(value, '      ') if isinstance(value, dict) else line(value)}"
            for key, value in case.items()
        ]
        cases.append("    {\n" + ",\n".join(members) + "\n    }")
    return "{\n" + ",\n".join(head) + ',\n  "cases": [\n' + ",\n".join(cases) + "\n  ]\n}\n"


def with_prefixes(case, prefixes):
    stores = ("turtle", "institutions", "labels", "stats")
    return {key: prefixes + value if key in stores and value else value for key, value in case.items()}


def vectors(paths, bless):
    failures = 0
    for path in map(Path, paths):
        file = json.loads(path.read_text(encoding="utf-8"))
        for case in file["cases"]:
            made = document(with_prefixes(case["in"], file.get("prefixes", "")))
            if bless:
                case["out"] = made
            elif case["out"] != made:
                print(f"{case['id']}\n  in the file: {json.dumps(case['out'])}\n  made:        {json.dumps(made)}")
                failures += 1
        if bless:
            path.write_text(written(file), encoding="utf-8")
        print(f"{path}: {len(file['cases'])} cases, {failures} failures")
    return min(failures, 1)


def main(arguments):
    if arguments[:1] in (["--check"], ["--bless"]):
        return vectors(arguments[1:], arguments[0] == "--bless")
    files = [Path(path).open(encoding="utf-8") for path in arguments] or [sys.stdin]
    for file in files:
        for line in filter(str.strip, file):
            print(json.dumps(document(json.loads(line)), ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
