"""Writes RDF graphs for the comparison of SHACL engines: catalogues without mistakes, and what is wrong with data.

Arguments: the folder. Every run writes the same N-Triples files; each says in its first line what it is.
"""

import hashlib
import random
import re
import sys
from pathlib import Path

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "clv": "http://data.europa.eu/m8g/",
    "dcterms": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/ontology/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "ql": "http://data.quality-link.eu/ontology/v1#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rov": "http://www.w3.org/ns/regorg#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # Concepts.
    "activity": "http://data.europa.eu/snb/learning-activity/",
    "assessment": "http://data.europa.eu/snb/assessment/",
    "country": "http://publications.europa.eu/resource/authority/country/",
    "credit": "http://data.europa.eu/snb/education-credit/",
    "currency": "http://publications.europa.eu/resource/authority/currency/",
    "eqf": "http://data.europa.eu/snb/eqf/",
    "isced": "http://data.europa.eu/snb/isced-f/",
    "lang": "http://publications.europa.eu/resource/authority/language/",
    "mode": "http://data.europa.eu/snb/learning-assessment/",
    "nqf": "http://data.europa.eu/snb/qdr/",
    "opportunity": "http://data.europa.eu/snb/learning-opportunity/",
    "schedule": "http://data.europa.eu/snb/learning-schedule/",
    "setting": "http://data.europa.eu/snb/learning-setting/",
    "target": "http://data.europa.eu/snb/target-group/",
}

# A concept of each vocabulary, one that is not in it, and one of another.
CONCEPTS = {
    "activity": ("3c8bd58d62", "0000000000", "mode:729f3bed4b"),
    "assessment": ("19a2e5e671", "0000000000", "activity:3c8bd58d62"),
    "country": ("NOR", "NOWHERE", "lang:NOR"),
    "credit": ("6fcec5c5af", "ECTS", "currency:EUR"),
    "currency": ("EUR", "ECU", "credit:6fcec5c5af"),
    "eqf": ("6", "9", "nqf:c_009d9566"),
    "isced": ("0511", "4711", "eqf:5"),
    "lang": ("ENG", "XYZ", "country:GBR"),
    "mode": ("920fbb3cbe", "online", "schedule:72a0ab92fa"),
    "nqf": ("c_009d9566", "c_ffffffff", "eqf:6"),
    "opportunity": ("05053c1cbe", "course", "target:022beab85a"),
    "schedule": ("72a0ab92fa", "0000000000", "mode:920fbb3cbe"),
    "setting": ("6fd4685715", "0000000000", "opportunity:05053c1cbe"),
    "target": ("022beab85a", "everybody", "setting:6fd4685715"),
}

# Lexical forms that are in the lexical space of a datatype, and such that are not. Only those on which all agree:
# pySHACL leaves the question to Python, which reads `1_000` as an integer, and no year before 1.
RIGHT = {
    "xsd:boolean": ["false", "0", "1"],
    "xsd:nonNegativeInteger": ["0", "007", "+5", "-0", "99999999999999999999"],
    "xsd:positiveInteger": ["1", "01", "+7"],
    "xsd:integer": ["-5", "+5", "0"],
    "xsd:decimal": [".5", "5.", "+7.50", "-0"],
    "xsd:double": ["7.5", "1e5", "1E-5", "INF", "-INF", "NaN"],
    "xsd:date": ["2026-09-01Z", "2026-09-01+02:00", "2028-02-29"],
    "xsd:dateTime": ["2026-09-01T08:00:00", "2026-09-01T08:00:00.5Z", "2026-09-01T08:00:00+02:00"],
    "xsd:duration": ["P1Y", "PT90M", "-P1D", "P1Y2M3DT4H5M6.7S"],
    "xsd:anyURI": ["https://cat.example.edu/größe", "http://cat.example.edu", "HTTPS://CAT.EXAMPLE.EDU/A?B#C"],
}
WRONG = {
    "xsd:boolean": ["maybe", "", "TRUE", "yes", "2"],
    "xsd:nonNegativeInteger": ["abc", "-1", "5.0", "", "1e3"],
    "xsd:positiveInteger": ["0", "-1", "one", "", "12.5"],
    "xsd:integer": ["abc", "5.0", "", "1e3"],
    "xsd:decimal": ["7,5", "abc", "", "1 000"],
    "xsd:double": ["7,5", "abc", "", "1e"],
    "xsd:date": ["2026-13-01", "2026-02-30", "2026-9-1", "20260901", "", "today"],
    "xsd:dateTime": [
        "2026-13-45",
        "2026-02-30T00:00:00Z",
        "2026-09-01T25:00:00",
        "2026-09-01T08:00:60",
        "",
        "tomorrow",
    ],
    "xsd:duration": ["30 hours", "P", "P1Q", "P1D2H", "p1y", "P-1Y", ""],
}
# Texts where a URL is expected; what IRI they would be is no matter of SHACL.
URLS = [
    "ftp://cat.example.edu/",
    "mailto:info@example.edu",
    "cat.example.edu",
    "https://",
    "http:/cat.example.edu",
    "https://a b",
    "https://example.edu/a b",
    "https:///path",
    "",
    "javascript:alert(1)",
    "urn:example:1",
]
NOTATIONS = {
    "ql:OrgRegIdentifier": [
        "AT0005",
        "INT9001",
        "at0005",
        "AT005",
        "AT00055",
        "AUT0005",
        "INT",
        "",
        "AT-0005",
        " AT0005",
        "XAT0005",
        "INTX0001",
        "ÄT0005",
        "AT\u0660\u0660\u0660\u0665",
    ],
    "ql:SchacIdentifier": [
        "tuwien.ac.at",
        "TUWIEN.AC.AT",
        "example",
        "example.edu.",
        ".example.edu",
        "exa mple.edu",
        "",
        "-example.edu",
        "example..edu",
        "exämple.edu",
        "https://example.edu",
        "a_b.edu",
        "xn--exmple-cua.edu",
    ],
}
CLASSES = [
    "ql:LearningOpportunitySpecification",
    "ql:LearningOpportunityInstance",
    "elm:Qualification",
    "elm:LearningOpportunity",
    "elm:LearningAchievementSpecification",
    "elm:LearningOutcome",
    "elm:Note",
    "elm:Identifier",
    "ql:SchacIdentifier",
    "ql:OrgRegIdentifier",
    "ql:HigherEducationInstitution",
    "elm:Organisation",
    "elm:Group",
    "ql:GroupOfHEIs",
    "ql:EuropeanUniversityAlliance",
    "ql:LearnerGroup",
    "ql:LearnerGroupConditions",
    "ql:LearningOpportunitySpecificationReference",
    "ql:LearningOpportunityInstanceReference",
    "elm:GradingScheme",
    "elm:ResultDistribution",
    "elm:ResultCategory",
    "elm:CreditPoint",
    "elm:WebResource",
    "elm:MediaObject",
    "dcterms:Location",
    "elm:Address",
    "dcterms:PeriodOfTime",
    "elm:PriceDetail",
    "elm:Amount",
    "elm:Grant",
    "elm:Agent",
    "skos:Concept",
    "owl:Thing",
]

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
COURSE = "<urn:schac:uniqueCourseId:example.edu:BIO-101>"
OFFERING = "<https://cat.example.edu/course/BIO-101/2026s>"
TIDES = "<https://data.deqar.eu/institution/9001>"
COAST = "<https://data.deqar.eu/institution/9002>"
ALLIANCE = "<http://data.quality-link.eu/alliance/INT9001>"


def term(text):
    """N-Triples of a term that may be written with a prefix."""
    if text[0] in "<_":
        return text
    literal = re.fullmatch(r'(".*")\^\^(\w+:\w+)', text, re.DOTALL)
    if literal:
        return f"{literal[1]}^^{term(literal[2])}"
    if text[0] == '"':
        return text
    prefix, _, name = text.partition(":")
    return f"<{PREFIXES[prefix]}{name}>"


def short(text):
    """The last part of a term, for names of files and comments."""
    return re.sub(r"\W+", "-", re.split(r"[/#]", text.rstrip(">"))[-1].lstrip("_:<")).strip("-") or "empty"


class Catalogue:
    """Triples, as N-Triples has their terms."""

    def __init__(self, triples=()):
        self.triples = list(triples)
        self.blanks = 0

    def fresh(self):
        self.blanks += 1
        return f"_:b{self.blanks}"

    def node(self, kind, *pairs, iri=None):
        """Adds a node; each pair is a predicate with one or more objects."""
        subject = term(iri) if iri else self.fresh()
        if kind:
            self.add(subject, TYPE, kind)
        for predicate, *objects in pairs:
            for value in objects:
                self.add(subject, predicate, value)
        return subject

    def add(self, subject, predicate, value):
        self.triples.append((subject, term(predicate), term(value)))


# Catalogues without mistakes.


def identifier(c, code="BIO-101"):
    return c.node("elm:Identifier", ("skos:notation", f'"{code}"'))


def note(c, text="A swimming badge"):
    return c.node("elm:Note", ("elm:noteLiteral", f'"{text}"@en'))


def outcome(c, text="Identify common plankton groups"):
    return c.node("elm:LearningOutcome", ("dcterms:title", f'"{text}"@en'))


def web(c, url="https://cat.example.edu/bio101"):
    return c.node("elm:WebResource", ("elm:contentUrl", f'"{url}"^^xsd:anyURI'))


def media(c):
    return c.node(
        "elm:MediaObject",
        ("elm:content", '"AAAA"'),
        ("elm:contentEncoding", "<http://data.europa.eu/snb/encoding/6146cde7dd>"),
        ("elm:contentType", "<http://publications.europa.eu/resource/authority/file-type/PNG>"),
        ("dcterms:title", '"A whale"@en'),
        ("elm:contentSize", '"3"^^xsd:integer'),
    )


def location(c):
    address = c.node("elm:Address", ("elm:countryCode", "country:NOR"), ("elm:fullAddress", note(c, "Quay 1")))
    geometry = c.node("locn:Geometry", ("clv:latitude", '"58.1"'), ("clv:longitude", '"7.9"'))
    return c.node(
        "dcterms:Location",
        ("elm:address", address),
        ("elm:geographicName", '"Harbour"@en', '"Havn"@nb'),
        ("locn:geometry", geometry),
        ("adms:identifier", identifier(c, "H1")),
    )


def price(c):
    amount = c.node("elm:Amount", ("elm:unit", "currency:EUR"), ("rdf:value", '"120.50"^^xsd:decimal'))
    return c.node(
        "elm:PriceDetail",
        ("elm:amount", amount),
        ("skos:prefLabel", '"Fee"@en'),
        ("elm:additionalNote", note(c, "Per term")),
    )


def reference(c, kind="ql:LearningOpportunitySpecificationReference", code="BIO-100"):
    return c.node(kind, ("elm:providedBy", TIDES), ("adms:identifier", identifier(c, code)))


def schac(c, domain="example.edu"):
    return c.node("ql:SchacIdentifier", ("elm:schemeId", "ql:Schac"), ("skos:notation", f'"{domain}"'))


def orgreg(c, code="NO9001"):
    return c.node("ql:OrgRegIdentifier", ("elm:schemeId", "ql:OrgReg"), ("skos:notation", f'"{code}"'))


def provider(c, iri=TIDES, code="NO9001"):
    return c.node(
        "ql:HigherEducationInstitution",
        ("adms:identifier", orgreg(c, code)),
        ("rov:legalName", '"University of the Tides"@en'),
        ("elm:location", location(c)),
        iri=iri,
    )


def required(c, code="BIO-101"):
    return [
        ("adms:identifier", identifier(c, code)),
        ("dcterms:title", '"Marine Biology"@en'),
        ("elm:learningOutcome", outcome(c)),
        ("dcterms:language", "lang:ENG"),
        ("elm:ISCEDFCode", "isced:0511"),
        ("elm:EQFLevel", "eqf:6"),
    ]


def specification(c, *pairs, iri=COURSE, kind="ql:LearningOpportunitySpecification"):
    return c.node(kind, *required(c), *pairs, iri=iri)


def minimum(c):
    specification(c)


def course(c):
    provider(c)
    assessment = c.node(
        "elm:LearningAssessmentSpecification",
        ("dcterms:title", '"Oral examination"@en'),
        ("dcterms:type", "assessment:19a2e5e671"),
        ("elm:mode", "mode:9191af2ed9"),
        ("dcterms:language", "lang:NOR"),
        ("elm:additionalNote", note(c, "Half an hour")),
    )
    credit = c.node("elm:CreditPoint", ("elm:framework", "credit:6fcec5c5af"), ("elm:point", '"7.5"'))
    specification(
        c,
        ("dcterms:title", '"Meeresbiologie"@de', '"Meeresbiologie für Anfängerinnen"@de-AT'),
        ("dcterms:publisher", TIDES),
        ("elm:qualificationCode", "<https://cat.example.edu/register/4711>"),
        ("skos:altLabel", '"Life in the Sea"@en', '"Ocean Life"@en'),
        ("dcterms:description", '"From plankton to whales"@en', '"Vom Plankton zum Wal"@de'),
        ("elm:additionalNote", note(c, "Bring boots")),
        ("foaf:homepage", web(c)),
        ("elm:learningOutcomeSummary", note(c, "Boats and life")),
        ("ql:ISCEDFBroadField", "isced:05"),
        ("ql:ISCEDFNarrowField", "isced:051"),
        ("elm:educationSubject", "<https://cat.example.edu/subjects/sea>"),
        ("elm:isPartialQualification", '"true"^^xsd:boolean'),
        ("elm:NQFLevel", "nqf:c_009d9566"),
        ("elm:creditPoint", credit),
        ("elm:volumeOfLearning", '"PT200H"^^xsd:duration'),
        ("dcterms:type", "opportunity:05053c1cbe"),
        ("elm:category", '"Natural sciences"@en', '"Field work"@en'),
        ("elm:targetGroup", "target:022beab85a"),
        ("elm:entryRequirement", note(c)),
        ("ql:entryRequirementLearningOpportunity", reference(c)),
        ("ql:entryRequirementLearningOutcome", outcome(c, "Swim")),
        ("elm:provenBy", assessment),
        ("ql:passingRate", '"85"^^xsd:nonNegativeInteger'),
        ("ql:isActive", '"true"^^xsd:boolean'),
        ("ql:version", '"2.1"'),
        ("ql:superseded", reference(c, code="BIO-1")),
        ("elm:isPartOf", reference(c, code="BSC-1")),
        ("elm:hasPart", reference(c, code="BIO-101-A")),
        ("elm:specialisationOf", reference(c, code="BIO")),
        ("elm:learningOpportunity", OFFERING),
        ("elm:bannerImage", media(c)),
        ("dcterms:modified", '"2026-09-01T08:00:00Z"^^xsd:dateTime'),
        ("elm:mode", "mode:920fbb3cbe"),
        ("elm:learningSetting", "setting:6fd4685715"),
        ("elm:supplementaryDocument", web(c, "https://cat.example.edu/bio101.pdf")),
    )
    c.node(
        "ql:LearningOpportunityInstance",
        ("elm:learningAchievementSpecification", COURSE),
        ("elm:providedBy", TIDES),
        ("elm:defaultLanguage", "lang:ENG"),
        iri=OFFERING,
    )


def instance(c):
    provider(c)
    specification(c, ("elm:learningOpportunity", OFFERING))
    period = c.node(
        "dcterms:PeriodOfTime",
        ("elm:startDate", '"2026-09-01T08:00:00Z"^^xsd:dateTime'),
        ("elm:endDate", '"2026-12-20T16:00:00Z"^^xsd:dateTime'),
        ("skos:prefLabel", '"Autumn 2026"@en'),
    )
    grant = c.node(
        "elm:Grant",
        ("dcterms:title", '"Tide grant"@en'),
        ("elm:contentUrl", '"https://cat.example.edu/grant"^^xsd:anyURI'),
    )
    lessons = c.node(
        "elm:LearningActivitySpecification",
        ("dcterms:title", '"Lectures and excursions"@en'),
        ("dcterms:type", "activity:3c8bd58d62"),
        ("elm:mode", "mode:9191af2ed9"),
        ("elm:contactHour", '"40"'),
        ("elm:volumeOfLearning", '"PT60H"^^xsd:duration'),
        ("dcterms:description", '"By boat"@en'),
    )
    group = c.node("ql:LearnerGroup", ("dcterms:title", '"Guests"@en'))
    conditions = c.node(
        "ql:LearnerGroupConditions", ("ql:learnerGroup", group), ("ql:enrolmentCapacity", '"5"^^xsd:nonNegativeInteger')
    )
    c.node(
        "ql:LearningOpportunityInstance",
        ("elm:learningAchievementSpecification", COURSE),
        ("elm:providedBy", TIDES),
        ("elm:defaultLanguage", "lang:ENG"),
        ("adms:identifier", identifier(c, "2026s")),
        ("dcterms:title", '"Marine Biology, autumn"@en'),
        ("dcterms:description", '"With a boat"@en', '"Mit Boot"@de'),
        ("elm:additionalNote", note(c, "Boots")),
        ("foaf:homepage", web(c)),
        ("ql:registrationPortal", '"https://cat.example.edu/enrol"^^xsd:anyURI'),
        ("elm:supplementaryDocument", web(c, "https://cat.example.edu/plan.pdf")),
        ("ql:learnerGroupConditions", conditions),
        ("elm:mode", "mode:920fbb3cbe"),
        ("elm:location", location(c)),
        ("elm:learningSchedule", "schedule:72a0ab92fa"),
        ("dcterms:temporal", period),
        ("elm:scheduleInformation", note(c, "Mondays")),
        ("elm:duration", '"P4M"^^xsd:duration'),
        ("elm:admissionProcedure", note(c, "Write to us")),
        ("elm:applicationDeadline", '"2026-08-01T00:00:00Z"^^xsd:dateTime'),
        ("ql:enrolmentCapacity", '"30"^^xsd:nonNegativeInteger'),
        ("ql:enrolledLearnerCount", '"12"^^xsd:nonNegativeInteger'),
        ("ql:enrolmentMinimum", '"0"^^xsd:nonNegativeInteger'),
        ("elm:priceDetail", price(c)),
        ("elm:grant", grant),
        ("elm:learningActivitySpecification", lessons),
        ("ql:virtualLearningEnvironment", "<https://cat.example.edu/platforms/moodle>"),
        ("elm:bannerImage", media(c)),
        ("dcterms:modified", '"2026-09-01T08:00:00Z"^^xsd:dateTime'),
        iri=OFFERING,
    )


def groups(c):
    provider(c)
    group = c.node(
        "ql:LearnerGroup",
        ("dcterms:title", '"Bachelor students"@en', '"Bachelorstudierende"@de'),
        ("dcterms:description", '"Of the alliance"@en'),
        ("adms:identifier", identifier(c, "G1")),
        ("ql:studentsOf", TIDES, ALLIANCE),
        ("ql:isOpenToNonEnrolled", '"false"^^xsd:boolean'),
        ("ql:limitLearningOpportunity", reference(c), reference(c, "ql:LearningOpportunityInstanceReference", "2026s")),
        ("elm:limitField", "isced:051"),
        ("ql:minimumEQFLevel", "eqf:5"),
        ("elm:additionalNote", note(c, "Second year")),
    )
    c.node(
        "ql:LearnerGroupConditions",
        ("ql:learnerGroup", group),
        ("ql:registrationPortal", '"https://cat.example.edu/enrol"^^xsd:anyURI'),
        ("elm:priceDetail", price(c)),
        ("ql:enrolmentCapacity", '"5"^^xsd:nonNegativeInteger'),
        ("ql:enrolledLearnerCount", '"5"^^xsd:nonNegativeInteger'),
        ("ql:enrolmentMinimum", '"1"^^xsd:nonNegativeInteger'),
        ("elm:admissionProcedure", note(c, "Write")),
        ("elm:entryRequirement", note(c)),
    )
    alliance(c)


def alliance(c):
    c.node(
        "ql:EuropeanUniversityAlliance",
        ("adms:identifier", orgreg(c, "INT9001")),
        ("skos:prefLabel", '"Alliance of the Tides"@en'),
        ("foaf:member", TIDES, COAST),
        iri=ALLIANCE,
    )
    provider(c, COAST, "NO9002")


def grading(c):
    categories = [
        c.node(
            "elm:ResultCategory",
            ("elm:label", f'"{label}"'),
            ("ql:gradeOrder", f'"{order}"^^xsd:positiveInteger'),
            ("ql:gradePercentage", f'"{share}"^^xsd:positiveInteger'),
        )
        for label, order, share in [("A", 3, 20), ("B", 2, 70), ("C", 1, 10)]
    ]
    cohort = c.node("ql:LearnerGroup", ("dcterms:title", '"Cohort of 2025"@en'))
    distribution = c.node("elm:ResultDistribution", ("elm:resultCategory", *categories), ("ql:referenceGroup", cohort))
    scheme = c.node(
        "elm:GradingScheme",
        ("adms:identifier", identifier(c, "A-F")),
        ("dcterms:title", '"Letters"@en'),
        ("dcterms:description", '"From A to F"@en'),
        ("elm:supplementaryDocument", web(c)),
        ("elm:resultDistribution", distribution),
    )
    specification(c, ("elm:gradingScheme", scheme))


def outcomes(c):
    rich = c.node(
        "elm:LearningOutcome",
        ("dcterms:title", '"Handle a boat"@en', '"Ein Boot führen"@de'),
        ("adms:identifier", identifier(c, "LO-1")),
        ("dcterms:type", "<http://data.europa.eu/snb/skill-type/a6eb27db16>"),
        ("elm:additionalNote", note(c, "A small one")),
        ("elm:relatedESCOSkill", "<http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab>"),
        ("elm:relatedSkill", "<https://cat.example.edu/skills/boat>"),
        ("elm:reusabilityLevel", "<http://data.europa.eu/snb/skill-reuse-level/0c1a7eb0bf>"),
    )
    specification(c, ("elm:learningOutcome", rich))


def institutions(c):
    alliance(c)
    register = c.node("elm:LegalIdentifier", ("skos:notation", '"974 000 000"'), ("dcterms:spatial", "country:NOR"))
    point = c.node(
        "elm:ContactPoint",
        ("elm:address", c.node("elm:Address", ("elm:countryCode", "country:NOR"))),
        ("elm:emailAddress", c.node("elm:Mailbox", iri="<mailto:info@example.edu>")),
        ("elm:phone", c.node("elm:Phone", ("elm:phoneNumber", '"+47 00 00 00"'), ("elm:countryDialing", '"47"'))),
        ("elm:contactForm", web(c, "https://example.edu/ask")),
        ("dcterms:description", '"Office"@en'),
    )
    scheme = c.node(
        "elm:Identifier",
        ("skos:notation", '"999999999"'),
        ("elm:schemeName", '"PIC"'),
        ("elm:schemeVersion", '"1"'),
        ("dcterms:creator", "<https://ec.europa.eu/>"),
        ("adms:schemeAgency", '"European Commission"@en'),
        ("dcterms:issued", '"2020-01-01T00:00:00Z"^^xsd:dateTime'),
        ("dcterms:type", "<https://cat.example.edu/types/pic>"),
    )
    c.node(
        "ql:HigherEducationInstitution",
        ("adms:identifier", schac(c), orgreg(c), scheme),
        ("rov:legalName", '"University of the Tides"@en'),
        ("elm:location", location(c)),
        ("ql:isMemberOf", ALLIANCE),
        ("foaf:homepage", web(c, "https://example.edu/")),
        ("skos:altLabel", '"Tides"@en'),
        ("elm:contactPoint", point),
        ("elm:eidasLegalIdentifier", register),
        ("elm:logo", media(c)),
        ("org:subOrganizationOf", COAST),
        ("dcterms:modified", '"2026-09-01T08:00:00Z"^^xsd:dateTime'),
        iri=TIDES,
    )
    c.node(
        "ql:GroupOfHEIs",
        ("adms:identifier", orgreg(c, "INT9002")),
        ("skos:prefLabel", '"Coasts"@en'),
        ("foaf:member", TIDES, COAST),
        ("elm:location", location(c)),
        ("elm:additionalNote", note(c, "Founded at sea")),
        iri="<http://data.quality-link.eu/alliance/INT9002>",
    )


def qualification(c):
    agency = c.node(
        "elm:Organisation",
        ("rov:legalName", '"Agency"@en'),
        ("elm:location", location(c)),
        iri="<https://agency.example.edu/>",
    )
    body = c.node(
        "elm:Agent",
        ("skos:prefLabel", '"Board"@en'),
        ("skos:altLabel", '"The board"@en'),
        ("adms:identifier", identifier(c, "B")),
    )
    award = c.node(
        "elm:AwardingOpportunity",
        ("elm:awardingBody", body, agency),
        ("elm:learningAchievementSpecification", COURSE),
        ("elm:location", location(c)),
        ("adms:identifier", identifier(c, "AW")),
    )
    quality = c.node(
        "elm:Accreditation",
        ("dcterms:title", '"Programme accreditation"@en'),
        ("dcterms:type", "<http://data.europa.eu/snb/accreditation/e57dddfdb3>"),
        ("elm:accreditingAgent", agency),
        ("elm:organisation", agency),
        ("elm:expiryDate", '"2030-01-01T00:00:00Z"^^xsd:dateTime'),
        ("elm:limitField", "isced:0511"),
        ("elm:limitEQFLevel", "eqf:6"),
        ("elm:landingPage", web(c)),
        ("elm:status", '"released"'),
    )
    right = c.node(
        "elm:LearningEntitlementSpecification",
        ("dcterms:title", '"Doctoral studies"@en'),
        ("dcterms:type", "<https://cat.example.edu/types/study>"),
        ("elm:entitlementStatus", "<https://cat.example.edu/status/prospective>"),
        ("elm:limitOrganisation", agency),
    )
    named = c.node("elm:QualificationReference", ("adms:identifier", identifier(c, "Q-2")))
    specification(
        c,
        ("elm:NQFLevel", "nqf:c_009d9566"),
        ("elm:isPartialQualification", '"false"^^xsd:boolean'),
        ("elm:awardingOpportunity", award),
        ("elm:accreditation", quality),
        ("elm:entitlesTo", right),
        ("elm:isPartOf", named),
        ("elm:maximumDuration", '"P2Y"^^xsd:duration'),
        ("elm:status", '"released"'),
        ("elm:educationLevel", "<https://cat.example.edu/levels/first-cycle>"),
        kind="elm:Qualification",
    )
    c.node(
        "skos:Concept",
        ("skos:prefLabel", '"First cycle"@en'),
        ("skos:altLabel", '"Bachelor"@en'),
        ("skos:notation", '"1"'),
        ("skos:inScheme", "<https://cat.example.edu/levels>"),
        iri="<https://cat.example.edu/levels/first-cycle>",
    )


def older(c):
    """What today's aggregator and older files say."""
    provider(c)
    c.node(
        "elm:LearningAchievementSpecification",
        ("dcterms:title", '"Marine Biology"@en'),
        (
            "adms:identifier",
            c.node("elm:Identifier", ("skos:notation", '"BIO-101"'), ("elm:schemeName", '"course code"')),
        ),
        ("dcterms:language", "lang:ENG"),
        ("elm:ISCEDFCode", "isced:0511"),
        ("elm:EQFLevel", "eqf:6"),
        ("elm:learningOutcome", outcome(c)),
        ("elm:creditPoint", c.node(None, ("elm:framework", "credit:6fcec5c5af"), ("elm:point", '"7.5"^^xsd:double'))),
        ("elm:volumeOfLearning", '"PT200H"^^xsd:duration', '"200"^^xsd:decimal'),
        ("elm:bannerImage", c.node("elm:MediaObject", ("elm:contentUrl", '"https://cat.example.edu/whale.png"'))),
        (
            "elm:provenBy",
            c.node("elm:LearningAssessmentSpecification", ("dcterms:description", '"Oral examination"@en')),
        ),
        ("ql:sourceType", "ql:ELMSource"),
        ("ql:uuid", '"4f3c"'),
        ("elm:hasPart", "<https://cat.example.edu/BIO-101-A>"),
        ("ql:isActive", '"true"^^xsd:boolean'),
        ("dcterms:modified", '"2026-09-01"^^xsd:date'),
        iri=COURSE,
    )
    c.node(
        "elm:LearningOpportunity",
        ("elm:learningAchievementSpecification", COURSE),
        ("elm:providedBy", TIDES),
        ("dcterms:language", "lang:ENG"),
        ("elm:defaultLanguage", "lang:ENG"),
        ("foaf:homepage", '"https://cat.example.edu/bio101"'),
        ("ql:isActive", '"true"^^xsd:boolean'),
        (
            "dcterms:temporal",
            c.node("dcterms:PeriodOfTime", ("elm:startDate", '"2026-09-01"^^xsd:date'), ("skos:prefLabel", '"Autumn"')),
        ),
        (
            "elm:priceDetail",
            c.node(
                "elm:PriceDetail",
                ("elm:amount", c.node("elm:Amount", ("elm:value", '"12"'), ("elm:unit", "currency:EUR"))),
            ),
        ),
        ("elm:location", c.node("dcterms:Location", ("elm:geographicName", '"Harbour"'))),
        ("elm:applicationDeadline", '"2026-08-01"^^xsd:date'),
        ("ql:enrolmentCapacity", '"30"^^xsd:integer'),
        iri=OFFERING,
    )


def described(c):
    """A catalogue that brings its concepts along, and classes of its own."""
    specification(c, ("ql:minimumEQFLevel", "eqf:6"), kind="<https://cat.example.edu/terms#Course>")
    c.node(
        "owl:Class",
        ("rdfs:subClassOf", "<https://cat.example.edu/terms#Offer>"),
        iri="<https://cat.example.edu/terms#Course>",
    )
    c.node(
        "rdfs:Class",
        ("rdfs:subClassOf", "ql:LearningOpportunitySpecification", "<https://cat.example.edu/terms#Course>"),
        iri="<https://cat.example.edu/terms#Offer>",
    )
    c.node(None, ("rdfs:subClassOf", "elm:LearningAchievementSpecification"), iri="ql:LearningOpportunitySpecification")
    c.node(None, ("rdfs:subClassOf", "elm:Organisation"), iri="ql:HigherEducationInstitution")
    c.node(None, ("rdfs:subClassOf", "elm:Identifier"), iri="ql:SchacIdentifier")
    provider(c)
    for iri, scheme in [("eqf:6", "25831c2"), ("lang:ENG", "language"), ("isced:0511", "isced-f")]:
        c.node(
            "skos:Concept",
            ("skos:prefLabel", '"A concept"@en', '"Ein Begriff"@de'),
            ("skos:inScheme", f"<http://data.europa.eu/snb/{scheme}>"),
            iri=iri,
        )


def everything(c):
    for part in [course, instance, groups, grading, outcomes, institutions]:
        part(c)


BASES = [minimum, course, instance, groups, grading, outcomes, institutions, qualification, older, described]


# What can be wrong.


LOOPS = ("itself", "back")
# Of which some have to differ from others.
TEXTS = ("skos:altLabel", "skos:prefLabel", "dcterms:title", "rov:legalName")


class Mutator:
    """All changes of a catalogue."""

    def __init__(self, catalogue):
        self.triples = list(dict.fromkeys(catalogue.triples))
        self.blanks = catalogue.blanks
        self.classes = {}
        for subject, predicate, value in self.triples:
            if predicate == TYPE:
                self.classes.setdefault(subject, []).append(value)

    def kind(self, subject):
        return " ".join(sorted(self.classes.get(subject, ["-"])))

    def place(self, subject, predicate):
        """Two places of one name are alike for most shapes: those of nodes of the same class."""
        return f"{self.kind(subject)} {predicate}"

    def fresh(self):
        self.blanks += 1
        return f"_:b{self.blanks}"

    def copy(self, node):
        """The triples of a blank node and those below, with new names, and the new name."""
        names = {}

        def rename(name):
            if name not in names:
                names[name] = self.fresh()
                for subject, predicate, value in self.triples:
                    if subject == name:
                        copied.append((names[name], predicate, rename(value) if value.startswith("_:") else value))
            return names[name]

        copied = []
        return rename(node), copied

    def changes(self):
        """Each with its place, its name, the triples that go and those that come."""
        for subject, predicate, value in self.triples:
            place = self.place(subject, predicate)
            name = f"{short(self.kind(subject))}-{short(predicate)}"
            for change, remove, add in self.of_triple(subject, predicate, value):
                # What a loop leads to depends on the predicate, and not on where it starts.
                yield predicate if change in LOOPS else place, f"{change} {name}", remove, add

    def of_triple(self, subject, predicate, value):
        """Names of changes with the triples that go and those that come."""
        this = [(subject, predicate, value)]
        pick = Picker(f"{self.place(subject, predicate)}{value}")

        def instead(*values, more=()):
            return this, [(subject, predicate, term(other)) for other in values] + list(more)

        if predicate == TYPE:
            yield "untyped", this, []
            other = pick.of([kind for kind in CLASSES if term(kind) != value])
            yield f"typed-{short(other)}", *instead(other)
            # Two target classes at once.
            yield f"also-{short(other)}", *instead(value, other)
            return
        yield "drop", [t for t in self.triples if t[0] == subject and t[1] == predicate], []
        if value.startswith('"'):
            yield from self.of_literal(instead, pick, subject, predicate, value)
        elif value.startswith("_:"):
            copy, copied = self.copy(value)
            yield "double", *instead(value, copy, more=copied)
            others = ["<https://cat.example.edu/undescribed>", COURSE, '"a text"@en', '"5"^^xsd:integer', self.fresh()]
            yield "other", *instead(pick.of(others))
            # A node that holds itself, and one that is shared with the node above.
            yield "itself", *instead(subject)
            yield "back", *instead(value, more=[(value, predicate, subject)])
        else:
            yield "double", *instead(value, "<https://cat.example.edu/other>")
            others = [
                "<https://cat.example.edu/unknown>",
                f'"{value[1:-1]}"',
                f'"{value[1:-1]}"^^xsd:anyURI',
                self.fresh(),
            ]
            yield "other", *instead(pick.of(others))
            for prefix, (_, unknown, foreign) in CONCEPTS.items():
                if value.startswith(f"<{PREFIXES[prefix]}"):
                    yield "concept", *instead(*pick.of([[f"{prefix}:{unknown}"], [foreign], [foreign, value]]))

    def of_literal(self, instead, pick, subject, predicate, value):
        yield "other", *instead(pick.of(["<https://cat.example.edu/value>", self.fresh()]))
        if "^^" in value:
            datatype = f"xsd:{short(value.split('^^')[1])}"
            yield "double", *instead(value, f'"{pick.of(RIGHT[datatype])}"^^{datatype}')
            yield "right", *instead(f'"{pick.of(RIGHT[datatype], 1)}"^^{datatype}')
            if datatype in WRONG:
                yield "ill-typed", *instead(f'"{pick.of(WRONG[datatype])}"^^{datatype}')
            if datatype == "xsd:anyURI":
                yield "url", *instead(f'"{pick.of(URLS)}"^^{datatype}')
        elif "@" in value.rsplit('"', 1)[1]:
            text, tag = value.rsplit("@", 1)
            yield "plain", *instead(text)
            languages = [
                [value, f'"another"@{tag}'],
                [value, f'"another"@{tag.upper()}'],
                [value, f"{text}@{tag.upper()}"],
                [value, f'"another"@{tag.split("-")[0]}-x-other'],
                [value, f'"another"@{tag}', f'"and one"@{tag}', '"un"@fr', '"deux"@fr'],
                [value, '"another"', '"and one"'],
            ]
            for turn in range(2):
                yield f"languages-{turn}", *instead(*pick.of(languages, turn))
            # What has to differ from this does not.
            for twin in [text for text in TEXTS if term(text) != predicate]:
                if any(t[0] == subject and t[1] == term(twin) for t in self.triples):
                    yield f"as-{short(term(twin))}", *instead(value, more=[(subject, term(twin), value)])
        else:
            yield "double", *instead(value, '"another"')
            yield "text", *instead(pick.of([f"{value}@en", '""']))


# Properties that several classes have.
SHARED = {
    "elm:Identifier": """adms:schemeAgency dcterms:creator dcterms:issued dcterms:type elm:schemeId elm:schemeName
        elm:schemeVersion skos:notation""",
    "elm:Note": "dcterms:language dcterms:subject elm:noteFormat elm:noteLiteral elm:order",
    "elm:LearningAssessmentSpecification": """adms:identifier dcterms:description dcterms:language dcterms:modified
        dcterms:publisher dcterms:title dcterms:type elm:additionalNote elm:category elm:generalisationOf elm:hasPart
        elm:isPartOf elm:mode elm:specialisationOf elm:status elm:supplementaryDocument foaf:homepage skos:altLabel""",
    "elm:Organisation": """adms:identifier dcterms:modified dcterms:publisher dcterms:type elm:accreditation
        elm:additionalNote elm:contactPoint elm:eidasLegalIdentifier elm:groupMemberOf elm:location elm:logo elm:status
        elm:taxIdentifier elm:vatIdentifier foaf:homepage org:hasSubOrganization org:subOrganizationOf rov:legalName
        rov:registration skos:altLabel skos:prefLabel""",
    "ql:LearningOpportunitySpecificationReference": "adms:identifier elm:providedBy",
}
# The properties of each class in the tables of the profile, section 3; unknown ones count where a class is closed.
PROPERTIES = {
    "ql:LearningOpportunitySpecification": """adms:identifier dcterms:title elm:learningOutcome dcterms:language
        elm:ISCEDFCode elm:EQFLevel dcterms:publisher elm:qualificationCode skos:altLabel dcterms:description
        elm:additionalNote foaf:homepage elm:learningOutcomeSummary ql:ISCEDFBroadField ql:ISCEDFNarrowField
        elm:educationSubject elm:isPartialQualification elm:NQFLevel elm:creditPoint elm:volumeOfLearning dcterms:type
        elm:category elm:targetGroup elm:entryRequirement ql:entryRequirementLearningOpportunity
        ql:entryRequirementLearningOutcome elm:provenBy elm:gradingScheme ql:passingRate ql:isActive ql:version
        ql:superseded elm:isPartOf elm:hasPart elm:specialisationOf elm:learningOpportunity elm:bannerImage
        dcterms:modified elm:supplementaryDocument elm:awardingOpportunity""",
    "elm:Qualification": "elm:NQFLevel skos:altLabel foaf:homepage elm:supplementaryDocument elm:accreditation",
    "ql:LearningOpportunityInstance": """elm:learningAchievementSpecification elm:providedBy elm:defaultLanguage
        adms:identifier dcterms:title dcterms:description elm:additionalNote foaf:homepage ql:registrationPortal
        elm:supplementaryDocument ql:learnerGroupConditions elm:mode elm:location elm:learningSchedule dcterms:temporal
        elm:scheduleInformation elm:duration elm:admissionProcedure elm:applicationDeadline ql:enrolmentCapacity
        ql:enrolledLearnerCount ql:enrolmentMinimum elm:priceDetail elm:grant elm:learningActivitySpecification
        ql:virtualLearningEnvironment elm:bannerImage dcterms:modified ql:isActive""",
    "ql:LearningOpportunitySpecificationReference": SHARED["ql:LearningOpportunitySpecificationReference"],
    "ql:LearningOpportunityInstanceReference": SHARED["ql:LearningOpportunitySpecificationReference"],
    "elm:LearningOutcome": """dcterms:title adms:identifier dcterms:type elm:additionalNote elm:relatedESCOSkill
        elm:relatedSkill elm:reusabilityLevel""",
    "ql:LearnerGroupConditions": """ql:learnerGroup ql:registrationPortal elm:priceDetail ql:enrolmentCapacity
        ql:enrolledLearnerCount ql:enrolmentMinimum elm:admissionProcedure elm:entryRequirement""",
    "ql:LearnerGroup": """dcterms:title dcterms:description adms:identifier ql:studentsOf ql:isOpenToNonEnrolled
        ql:limitLearningOpportunity elm:limitField ql:minimumEQFLevel elm:additionalNote""",
    "elm:GradingScheme": """adms:identifier dcterms:title dcterms:description elm:supplementaryDocument
        elm:resultDistribution""",
    "elm:ResultDistribution": "elm:resultCategory ql:referenceGroup",
    "elm:ResultCategory": "elm:label ql:gradeOrder ql:gradePercentage",
    "ql:HigherEducationInstitution": SHARED["elm:Organisation"] + " ql:isMemberOf",
    "ql:GroupOfHEIs": "foaf:member adms:identifier",
    "ql:SchacIdentifier": SHARED["elm:Identifier"],
    "ql:OrgRegIdentifier": SHARED["elm:Identifier"],
    "elm:Identifier": SHARED["elm:Identifier"],
    "elm:LegalIdentifier": SHARED["elm:Identifier"] + " dcterms:spatial",
    "elm:Note": SHARED["elm:Note"],
    "elm:CreditPoint": "elm:framework elm:point",
    "elm:WebResource": "elm:contentUrl dcterms:language dcterms:title",
    "elm:MediaObject": """elm:content elm:contentEncoding elm:contentType elm:contentUrl dcterms:description
        dcterms:title elm:attachmentType elm:contentSize""",
    "dcterms:Location": """elm:address adms:identifier dcterms:description elm:geographicName elm:spatialCode
        locn:geometry""",
    "elm:Address": "elm:countryCode adms:identifier elm:fullAddress",
    "locn:Geometry": "clv:latitude clv:longitude",
    "dcterms:PeriodOfTime": "elm:endDate elm:startDate skos:prefLabel",
    "elm:PriceDetail": "adms:identifier dcterms:description elm:additionalNote elm:amount skos:prefLabel",
    "elm:Amount": "elm:unit rdf:value elm:value",
    "elm:Grant": "dcterms:title dcterms:description dcterms:type elm:contentUrl elm:supplementaryDocument",
    "elm:LearningAssessmentSpecification": SHARED["elm:LearningAssessmentSpecification"]
    + " elm:gradingScheme elm:proves",
    "elm:LearningActivitySpecification": SHARED["elm:LearningAssessmentSpecification"]
    + " elm:contactHour elm:influences elm:volumeOfLearning",
    "elm:LearningEntitlementSpecification": SHARED["elm:LearningAssessmentSpecification"]
    + """ elm:entitlementStatus elm:entitledBy elm:limitJurisdiction elm:limitNationalOccupation elm:limitOccupation
        elm:limitOrganisation""",
    "elm:AwardingOpportunity": """elm:awardingBody elm:learningAchievementSpecification adms:identifier dcterms:temporal
        elm:location""",
    "elm:Accreditation": """dcterms:title dcterms:type elm:accreditingAgent elm:organisation adms:identifier
        dcterms:description dcterms:issued dcterms:modified dcterms:publisher dcterms:valid elm:additionalNote
        elm:decision elm:expiryDate elm:landingPage elm:limitEQFLevel elm:limitField elm:limitJurisdiction
        elm:limitQualification elm:report elm:reviewDate elm:status elm:supplementaryDocument foaf:homepage""",
    "elm:Organisation": SHARED["elm:Organisation"],
    "elm:Group": """skos:prefLabel dcterms:type elm:additionalNote elm:contactPoint elm:location foaf:member
        skos:altLabel""",
    "elm:Agent": SHARED["elm:Organisation"],
    "elm:ContactPoint": """dcterms:description elm:additionalNote elm:address elm:contactForm elm:emailAddress
        elm:phone""",
    "elm:Phone": "elm:areaDialing elm:countryDialing elm:dialNumber elm:phoneNumber",
    "elm:Mailbox": "elm:phoneNumber",
    "elm:QualificationReference": "adms:identifier skos:prefLabel",
    "skos:Concept": "skos:altLabel skos:inScheme skos:notation skos:prefLabel",
}
# One value or several, of which most are wrong wherever they stand.
VALUES = {
    "plain": ['"a text"'],
    "plain-twice": ['"a text"', '"another"'],
    "text": ['"a text"@en'],
    "language-twice": ['"a text"@en', '"another"@EN', '"un"@fr'],
    "mixed": ['"a text"', '"a text"@en', "<https://cat.example.edu/thing>", '"7"^^xsd:integer'],
    "integer": ['"7"^^xsd:integer'],
    "negative": ['"-3"^^xsd:integer'],
    "zero": ['"0"^^xsd:integer'],
    "count-zero": ['"0"^^xsd:nonNegativeInteger'],
    "count-twice": ['"7"^^xsd:nonNegativeInteger', '"8"^^xsd:nonNegativeInteger'],
    "count-above-hundred": ['"101"^^xsd:positiveInteger', '"100"^^xsd:positiveInteger'],
    "count-ill-typed": ['"abc"^^xsd:nonNegativeInteger', '"0"^^xsd:positiveInteger'],
    "short": ['"7"^^xsd:short'],
    "decimal": ['"7.5"^^xsd:decimal', '"100.5"^^xsd:decimal', '"-1.5"^^xsd:decimal'],
    "double": ['"7.5"^^xsd:double', '"7.5"^^xsd:float'],
    "number-ill-typed": ['"7,5"^^xsd:decimal', '"7,5"^^xsd:double'],
    "date": ['"2026-09-01"^^xsd:date'],
    "time-twice": ['"2026-09-01T08:00:00Z"^^xsd:dateTime', '"2027-09-01T08:00:00Z"^^xsd:dateTime'],
    "time-ill-typed": ['"2026-13-45"^^xsd:dateTime', '"2026-13-45"^^xsd:date'],
    "duration": ['"P4M"^^xsd:duration', '"PT100H"^^xsd:duration'],
    "duration-ill-typed": ['"4 months"^^xsd:duration'],
    "boolean": ['"true"^^xsd:boolean', '"false"^^xsd:boolean'],
    "boolean-ill-typed": ['"maybe"^^xsd:boolean'],
    "url": ['"https://cat.example.edu/"^^xsd:anyURI', '"https://cat.example.edu/a"^^xsd:anyURI'],
    "no-url": ['"cat.example.edu"^^xsd:anyURI', '"ftp://cat.example.edu/"^^xsd:anyURI'],
    "own-datatype": ['"7"^^<https://cat.example.edu/terms#seven>'],
    "iri": ["<https://cat.example.edu/thing>"],
    "iri-twice": ["<https://cat.example.edu/thing>", "<https://cat.example.edu/other>"],
    "concepts": ["eqf:6", "isced:0511", "lang:ENG", "country:NOR"],
}


class Picker:
    """Takes one of a list, by a name: the same at every run, another one for another name."""

    def __init__(self, name):
        self.number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")

    def of(self, items, turn=0):
        return items[(self.number + turn) % len(items)]


def apply(triples, remove, add):
    """In the place of the first triple that goes, so that nothing else moves."""
    gone = set(remove)
    result = []
    for triple in triples:
        if triple not in gone:
            result.append(triple)
        elif triple == remove[0]:
            result.extend(add)
    return list(dict.fromkeys(result))


def single_changes(mutators):
    """Every change, once for each kind of place."""
    seen = set()
    for name, mutator in mutators.items():
        for place, change, remove, add in mutator.changes():
            kind = (place, change.split()[0])
            if kind not in seen:
                seen.add(kind)
                yield f"{name} {change}", apply(mutator.triples, remove, add)


def random_changes(mutators, counts):
    """Several changes at once; what one has removed, another leaves alone."""
    chance = random.Random(4711)
    names = list(mutators)
    changes = {name: list(mutator.changes()) for name, mutator in mutators.items()}
    for size, count in counts:
        for number in range(count):
            name = names[chance.randrange(len(names))]
            triples = mutators[name].triples
            for _ in range(size):
                _, _, remove, add = changes[name][chance.randrange(len(changes[name]))]
                if set(remove) <= set(triples):
                    triples = apply(triples, remove, add)
            yield f"{name} {size}-changes-{number}", triples


def notations():
    """Identifiers of institutions, right and wrong, as their class has them and as another class has them."""
    for kind, values in NOTATIONS.items():
        for number, value in enumerate(values):
            c = Catalogue()
            scheme = "ql:OrgReg" if "OrgReg" in kind else "ql:Schac"
            code = c.node(kind, ("elm:schemeId", scheme), ("skos:notation", f'"{value}"'))
            c.node("ql:HigherEducationInstitution", ("adms:identifier", code), iri=TIDES)
            yield f"{short(term(kind))}-{number}", c
    odd = {
        "scheme-swapped": ("ql:SchacIdentifier", "ql:OrgReg", '"NO9001"'),
        "scheme-literal": (
            "ql:SchacIdentifier",
            '"http://data.quality-link.eu/ontology/v1#Schac"^^xsd:anyURI',
            '"example.edu"',
        ),
        "scheme-blank": ("ql:OrgRegIdentifier", "_:scheme", '"NO9001"'),
        "notation-iri": ("ql:OrgRegIdentifier", "ql:OrgReg", "<https://example.edu/NO9001>"),
        "notation-blank": ("ql:OrgRegIdentifier", "ql:OrgReg", "_:notation"),
        "notation-text": ("ql:OrgRegIdentifier", "ql:OrgReg", '"NO9001"@en'),
        "notation-typed": ("ql:OrgRegIdentifier", "ql:OrgReg", '"NO9001"^^<https://example.edu/terms#code>'),
        "plain-identifier": ("elm:Identifier", "ql:OrgReg", '"NO9001"'),
        "legal-identifier": ("elm:LegalIdentifier", "ql:OrgReg", '"NO9001"'),
        "no-class": (None, "ql:OrgReg", '"NO9001"'),
    }
    for name, (kind, scheme, notation) in odd.items():
        c = Catalogue()
        code = c.node(kind, ("elm:schemeId", scheme), ("skos:notation", notation))
        c.node("ql:HigherEducationInstitution", ("adms:identifier", code), iri=TIDES)
        c.node("ql:GroupOfHEIs", ("adms:identifier", code), ("foaf:member", TIDES, COAST), iri=ALLIANCE)
        yield name, c


def tables():
    """A graph for each property of each class, in which every node of the class has other values."""
    for kind, properties in PROPERTIES.items():
        for predicate in properties.split():
            c = Catalogue()
            for name, values in VALUES.items():
                c.node(kind, (predicate, *values), iri=f"<https://cat.example.edu/nodes/{name}>")
            nodes = {
                "blank": c.node(None),
                "untyped": c.node(None, ("dcterms:title", '"Untyped"@en')),
                "thing": c.node("owl:Thing"),
                "described": c.node("owl:Thing", iri="<https://cat.example.edu/described>"),
                "note": note(c),
                "bad-page": web(c, "cat.example.edu"),
                "page": web(c),
                "same-class": c.node(kind),
            }
            for name, value in nodes.items():
                c.node(kind, (predicate, value), iri=f"<https://cat.example.edu/nodes/{name}>")
            c.node(kind, (predicate, *nodes.values()), iri="<https://cat.example.edu/nodes/all>")
            c.node(
                kind,
                (predicate, "<https://cat.example.edu/nodes/itself>"),
                iri="<https://cat.example.edu/nodes/itself>",
            )
            texts = [(twin, '"The same"@en') for twin in dict.fromkeys([predicate, *TEXTS])]
            c.node(kind, *texts, iri="<https://cat.example.edu/nodes/same-texts>")
            yield f"table-{short(term(kind))}-{short(term(predicate))}", c


def shapes_of_graphs():
    """Graphs that are odd as a whole."""
    yield "empty", Catalogue()
    c = Catalogue()
    c.add("<https://cat.example.edu/a>", "rdfs:seeAlso", "<https://cat.example.edu/b>")
    yield "nothing-known", c
    for kind in CLASSES:
        c = Catalogue()
        c.node(kind)
        c.node(kind, iri="<https://cat.example.edu/alone>")
        yield f"only-class-{short(term(kind))}", c
    c = Catalogue()
    shared = c.node("elm:Note", ("elm:noteLiteral", '"Shared"@en'))
    specification(
        c, ("elm:additionalNote", shared), ("elm:entryRequirement", shared), ("elm:learningOutcomeSummary", shared)
    )
    specification(c, ("elm:additionalNote", shared), iri="<urn:schac:uniqueCourseId:example.edu:BIO-102>")
    yield "shared-note", c
    c = Catalogue()
    shared = outcome(c)
    c.triples = [t for t in c.triples if t[1] != term("dcterms:title")]
    for code in range(4):
        specification(c, ("elm:learningOutcome", shared), iri=f"<urn:schac:uniqueCourseId:example.edu:BIO-{code}>")
    yield "shared-outcome-without-title", c
    c = Catalogue()
    one, other = (c.node("ql:LearningOpportunitySpecification", *required(c)) for _ in "12")
    c.add(one, "elm:hasPart", other)
    c.add(other, "elm:hasPart", one)
    c.add(one, "elm:isPartOf", one)
    yield "cycle-of-courses", c
    c = Catalogue()
    nodes = [c.node("ql:LearnerGroup", ("dcterms:title", '"A"@en')) for _ in range(6)]
    for number, node in enumerate(nodes):
        for other in nodes[:number] + nodes[number + 1 :]:
            c.add(node, "ql:studentsOf", other)
            c.add(node, "elm:additionalNote", other)
    yield "clique-of-groups", c
    c = Catalogue()
    node = c.node("elm:LearningAssessmentSpecification", ("dcterms:title", '"0"@en'))
    for depth in range(1, 40):
        node = c.node("elm:LearningAssessmentSpecification", ("dcterms:title", f'"{depth}"@en'), ("elm:hasPart", node))
    specification(c, ("elm:provenBy", node))
    yield "deep-chain", c
    c = Catalogue()
    specification(c, kind="ql:LearningOpportunitySpecification")
    for kind in (
        "elm:Qualification",
        "ql:LearningOpportunityInstance",
        "ql:LearningOpportunitySpecificationReference",
        "elm:LearningOpportunity",
    ):
        c.add(COURSE, TYPE, kind)
    yield "many-classes", c
    c = Catalogue()
    provider(c)
    for kind in ("elm:Organisation", "ql:GroupOfHEIs", "ql:EuropeanUniversityAlliance", "elm:Group", "elm:Agent"):
        c.add(TIDES, TYPE, kind)
    yield "institution-of-many-classes", c
    c = Catalogue()
    c.node(
        "ql:HigherEducationInstitution",
        ("adms:identifier", identifier(c, "PIC"), schac(c), identifier(c, "DEQAR")),
        iri=TIDES,
    )
    c.node("ql:HigherEducationInstitution", ("adms:identifier", identifier(c, "PIC")), iri=COAST)
    yield "other-identifiers", c
    c = Catalogue()
    c.node("ql:GroupOfHEIs", ("foaf:member", TIDES), iri=ALLIANCE)
    c.node("ql:HigherEducationInstitution", ("adms:identifier", orgreg(c)), ("ql:isMemberOf", ALLIANCE), iri=COAST)
    yield "members-from-both-sides", c
    c = Catalogue()
    c.node(None, ("rdfs:subClassOf", "<https://cat.example.edu/terms#B>"), iri="<https://cat.example.edu/terms#A>")
    c.node(
        None,
        ("rdfs:subClassOf", "<https://cat.example.edu/terms#A>", "elm:Note"),
        iri="<https://cat.example.edu/terms#B>",
    )
    loop = c.node("<https://cat.example.edu/terms#A>", ("elm:noteLiteral", '"In a circle of classes"@en'))
    specification(
        c, ("elm:additionalNote", loop), ("elm:entryRequirement", c.node("<https://cat.example.edu/terms#B>"))
    )
    yield "circle-of-classes", c
    c = Catalogue()
    for predicate in ("dcterms:title", "elm:EQFLevel", "ql:isActive", "dcterms:publisher"):
        specification(c, (predicate, *(f'"{number}"@l{"abcdefghij"[number]}' for number in range(10))))
    yield "many-values", c
    c = Catalogue()
    specification(c)
    c.add(term("ql:LearningOpportunitySpecification"), TYPE, "ql:LearningOpportunitySpecification")
    c.add(term("elm:Note"), TYPE, "elm:Note")
    yield "class-as-instance", c


def graphs():
    """Names and triples of all graphs."""
    mutators = {}
    for base in [*BASES, everything]:
        catalogue = Catalogue()
        base(catalogue)
        yield base.__name__, catalogue.triples
        if base is not everything:
            mutators[base.__name__] = Mutator(catalogue)
    for name, catalogue in [*shapes_of_graphs(), *notations(), *tables()]:
        yield name, catalogue.triples
    yield from single_changes(mutators)
    yield from random_changes(mutators, [(2, 60), (3, 60), (12, 30)])


def main(arguments):
    if len(arguments) != 1:
        sys.exit("expected a folder")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, triples in graphs():
        count += 1
        lines = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in dict.fromkeys(triples))
        path = folder / f"{count:04}-{'-'.join(name.split())}.nt"
        path.write_text(f"# {name}\n{lines}", encoding="utf-8", newline="\n")
    print(f"{count} graphs")


if __name__ == "__main__":
    main(sys.argv[1:])
