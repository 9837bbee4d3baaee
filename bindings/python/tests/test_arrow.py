"""Catalogues as tables of Arrow, for each of the libraries that take them, and as graphs of rdflib."""

from __future__ import annotations

from typing import Any

import pytest
import quality_link as ql
from support import CHOICES, RECORDS, peer

# What a table is made of: the fields of a record, in their order; instances have a table of their own.
TABLES = {
    "courses_table": {name: kind for name, kind in RECORDS["Course"].items() if name != "instances"},
    "instances_table": RECORDS["Instance"],
    "diagnostics_table": RECORDS["Diagnostic"],
}

every_table = pytest.mark.parametrize("name", TABLES)

WITH_INSTANCES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix elm: <http://data.europa.eu/snb/model/ontology/> .
@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:x:bio> a ql:LearningOpportunitySpecification ; ql:isActive true ;
    dcterms:title "Marine Biology"@en , "Meeresbiologie"@de .
<urn:x:bio1> a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification <urn:x:bio> ;
    ql:enrolmentCapacity "40"^^xsd:nonNegativeInteger ;
    dcterms:temporal [ a dcterms:PeriodOfTime ; elm:startDate "2027-02-01T00:00:00Z"^^xsd:dateTime ] .
<urn:x:bio2> a ql:LearningOpportunityInstance ; elm:learningAchievementSpecification <urn:x:bio> .
"""


@pytest.fixture(scope="module")
def pa() -> Any:
    return peer("pyarrow")


@pytest.fixture(scope="module")
def rich(catalogue: ql.Catalogue) -> ql.Catalogue:
    """Three courses, two instances, and what is wrong with the courses of the page."""
    return ql.Catalogue.merge([catalogue, ql.read_catalogue(WITH_INSTANCES, media_type="text/turtle")])


def rows(catalogue: ql.Catalogue, name: str) -> list[Any]:
    """The records that a table has to have."""
    if name == "diagnostics_table":
        return catalogue.diagnostics
    courses = catalogue.courses()
    return courses if name == "courses_table" else [one for course in courses for one in course.instances]


def arrow_type(pa: Any, kind: str) -> Any:
    kind = kind.removeprefix("Option<").rstrip(">") if kind.startswith("Option<") else kind
    simple = {"String": pa.string(), "f64": pa.float64(), "u32": pa.uint32(), "bool": pa.bool_()}
    if kind == "Vec<String>":
        return pa.list_(pa.string())
    if kind == "HashMap<String, String>":
        return pa.map_(pa.string(), pa.string())
    return pa.string() if kind in CHOICES else simple[kind]


def is_like(pa: Any, found: Any, wanted: Any) -> bool:
    """Whether a type is the one that is wanted; how the parts of lists and maps are called does not matter."""
    if pa.types.is_list(wanted):
        return bool(pa.types.is_list(found) and found.value_type == wanted.value_type)
    if pa.types.is_map(wanted):
        parts = (wanted.key_type, wanted.item_type)
        return bool(pa.types.is_map(found) and (found.key_type, found.item_type) == parts)
    return bool(found == wanted)


@every_table
def test_columns(name: str, rich: ql.Catalogue, pa: Any) -> None:
    table = pa.table(getattr(rich, name)())
    assert table.column_names == list(TABLES[name])
    for field, kind in TABLES[name].items():
        found = table.schema.field(field).type
        assert is_like(pa, found, arrow_type(pa, kind)), f"{field}: {found}"


@every_table
def test_rows(name: str, rich: ql.Catalogue, pa: Any) -> None:
    expected = [{field: getattr(row, field) for field in TABLES[name]} for row in rows(rich, name)]
    actual = pa.table(getattr(rich, name)()).to_pylist(maps_as_pydicts="strict")
    assert expected and actual == expected
    assert any(value is None for row in actual for value in row.values()), "what is not known is null"


@every_table
def test_an_empty_catalogue_has_the_same_columns(name: str, rich: ql.Catalogue, pa: Any) -> None:
    empty = pa.table(getattr(ql.Catalogue.merge([]), name)())
    assert empty.num_rows == 0
    assert empty.schema.equals(pa.table(getattr(rich, name)()).schema)


@every_table
def test_tables_can_be_asked_twice(name: str, rich: ql.Catalogue, pa: Any) -> None:
    table = getattr(rich, name)()
    assert pa.table(table).equals(pa.table(table))
    assert pa.schema(table).equals(pa.table(table).schema)


def test_a_table_outlives_its_catalogue(pa: Any) -> None:
    table = ql.read_catalogue(WITH_INSTANCES, media_type="text/turtle").courses_table()
    reader = pa.RecordBatchReader.from_stream(table)
    del table
    assert reader.read_all().column("iri").to_pylist() == ["urn:x:bio"]


def test_a_stream_that_nobody_reads() -> None:
    """What is in a capsule that is dropped is freed; here it is enough that nothing breaks."""
    table = ql.Catalogue.merge([]).courses_table()
    for _ in range(100):
        table.__arrow_c_stream__()
        table.__arrow_c_schema__()


@every_table
def test_polars(name: str, rich: ql.Catalogue) -> None:
    polars = peer("polars")
    frame = polars.DataFrame(getattr(rich, name)())
    assert frame.columns == list(TABLES[name])
    assert frame.height == len(rows(rich, name))


def test_polars_calculates(rich: ql.Catalogue) -> None:
    polars = peer("polars")
    frame = polars.DataFrame(rich.courses_table())
    assert frame["ects"].sum() == 7.5
    assert frame.filter(polars.col("isced_f").list.contains("0511")).height == 1


@every_table
def test_pandas(name: str, rich: ql.Catalogue, pa: Any) -> None:
    pandas = peer("pandas")
    table = getattr(rich, name)()
    frame = pa.table(table).to_pandas()
    assert list(frame.columns) == list(TABLES[name])
    assert len(frame) == len(rows(rich, name))
    if hasattr(pandas.DataFrame, "from_arrow"):
        assert pandas.DataFrame.from_arrow(table).shape == frame.shape


def test_duckdb(rich: ql.Catalogue, pa: Any) -> None:
    duckdb = peer("duckdb")
    connection = duckdb.connect()
    connection.register("courses", pa.table(rich.courses_table()))
    connection.register("instances", pa.table(rich.instances_table()))
    query = """SELECT courses.title, courses.titles['de'], count(instances.iri)
        FROM courses JOIN instances ON instances.course = courses.iri GROUP BY ALL"""
    assert connection.execute(query).fetchall() == [("Marine Biology", "Meeresbiologie", 2)]


def test_duckdb_takes_the_table_itself(rich: ql.Catalogue) -> None:
    duckdb = peer("duckdb")
    courses = rich.courses_table()
    for _ in range(2):
        assert duckdb.sql("SELECT count(*) FROM courses").fetchall() == [(3,)]
    # DuckDB finds variables by their names.
    del courses


def test_rdflib(rich: ql.Catalogue) -> None:
    rdflib = peer("rdflib")
    from rdflib.compare import isomorphic

    graph = rich.to_rdflib()
    assert isinstance(graph, rdflib.Graph) and len(graph) > 0
    catalogue: Any = rich
    for format, name in (("turtle", "turtle"), ("rdf-xml", "xml"), ("json-ld", "json-ld"), ("n-triples", "nt")):
        assert isomorphic(graph, rdflib.Graph().parse(data=catalogue.to_rdf(format), format=name)), format
    assert len(ql.Catalogue.merge([]).to_rdflib()) == 0
