"""All records, as the source of the types has them: constructors, equality, text, pickle, documentation."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest
import quality_link as ql
from support import CHOICES, PUBLIC, RECORDS, untyped


def sample(kind: str, other: bool = False) -> Any:
    """A value of a type of the source; `other` gives another one."""
    if kind.startswith("Option<"):
        return sample(kind[7:-1], other)
    if kind.startswith("Vec<"):
        return [sample(kind[4:-1], other)] * (2 if other else 1)
    if kind.startswith("HashMap<String, "):
        return {"en": sample(kind.removeprefix("HashMap<String, ")[:-1], other)}
    if kind in CHOICES:
        return CHOICES[kind][-1 if other else 0]
    if kind in RECORDS:
        return record(kind, other)
    return {"String": ("Zoë's “text”\n", "other"), "bool": (True, False), "u32": (7, 8), "f64": (7.5, 8.0)}[kind][other]


def record(name: str, other: bool = False) -> Any:
    """A record with all its fields."""
    return getattr(ql, name)(**{field: sample(kind, other) for field, kind in RECORDS[name].items()})


every_record = pytest.mark.parametrize("name", RECORDS)


@every_record
def test_what_goes_in_comes_out(name: str) -> None:
    made = record(name)
    for field, kind in RECORDS[name].items():
        assert getattr(made, field) == sample(kind), field
        assert type(getattr(made, field)) is type(sample(kind)), field


@every_record
def test_equality(name: str) -> None:
    made, fields = record(name), RECORDS[name]
    assert made == record(name)
    assert not made != record(name)
    assert made != record(name, other=True)
    assert made != "something else" and made is not None
    for field, kind in fields.items():
        values = {other: sample(type_of, other == field) for other, type_of in fields.items()}
        assert (getattr(ql, name)(**values) == made) == (sample(kind, True) == sample(kind)), field


@every_record
def test_all_fields_may_be_left_out(name: str) -> None:
    empty = getattr(ql, name)()
    for field, kind in RECORDS[name].items():
        if kind.startswith("Option<"):
            assert getattr(empty, field) is None
        elif kind in CHOICES:
            assert getattr(empty, field) == CHOICES[kind][0]
        elif kind.startswith(("Vec<", "HashMap<")):
            assert not getattr(empty, field)


@every_record
def test_records_stay_as_they_are(name: str) -> None:
    made = record(name)
    for field in RECORDS[name]:
        with pytest.raises(AttributeError):
            setattr(made, field, getattr(made, field))
        with pytest.raises(AttributeError):
            delattr(made, field)
    with pytest.raises(AttributeError):
        made.something_new = 1
    assert made == record(name)


@every_record
def test_repr_is_what_makes_it(name: str) -> None:
    made = record(name)
    assert repr(made).startswith(f"{name}(")
    assert eval(repr(made), dict(vars(ql))) == made


def test_repr_shows_what_is_set() -> None:
    assert repr(ql.Provider(schac="example.edu")) == "Provider(schac='example.edu')"


@every_record
def test_pickle_and_copy(name: str) -> None:
    made = record(name)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(made, protocol)) == made
    assert copy.copy(made) == made
    assert copy.deepcopy(made) == made


@every_record
def test_dictionary(name: str) -> None:
    made = record(name).to_dict()
    assert list(made) == list(RECORDS[name])

    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(plain(item) for item in value.values())
        if isinstance(value, list):
            return all(plain(item) for item in value)
        return value is None or isinstance(value, (str, bool, int, float))

    assert plain(made), "a dictionary has no records in it"


def test_dictionary_of_records_within_records() -> None:
    course = ql.Course(iri="urn:x:1", instances=[ql.Instance(iri="urn:x:2", titles={"en": "Two"})])
    assert course.to_dict()["instances"][0]["titles"] == {"en": "Two"}


@every_record
def test_wrong_arguments(name: str) -> None:
    kind = getattr(ql, name)
    with pytest.raises(TypeError):
        kind(something_new=1)
    for field, type_of in RECORDS[name].items():
        with pytest.raises(TypeError):
            kind(sample(type_of))
        with pytest.raises(TypeError):
            kind(**{field: object()})
        if not type_of.startswith("Option<"):
            with pytest.raises(TypeError):
                kind(**{field: None})


@pytest.mark.parametrize(
    "value, error",
    [("404", TypeError), (1.5, TypeError), (-1, OverflowError), (2**32, OverflowError)],
)
def test_numbers(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        ql.Attempt(status=value)
    assert ql.Attempt(status=2**32 - 1).status == 2**32 - 1


CHOSEN = [
    (name, field, kind.removeprefix("Option<").removesuffix(">"))
    for name, fields in RECORDS.items()
    for field, kind in fields.items()
    if kind.removeprefix("Option<").removesuffix(">") in CHOICES
]


@pytest.mark.parametrize("name, field, choice", CHOSEN)
def test_choices_are_texts(name: str, field: str, choice: str) -> None:
    for text in CHOICES[choice]:
        value = getattr(getattr(ql, name)(**{field: text}), field)
        assert value == text and type(value) is str
    with pytest.raises(ql.ArgumentError) as caught:
        getattr(ql, name)(**{field: "no-such-thing"})
    assert all(text in str(caught.value) for text in ("no-such-thing", *CHOICES[choice]))
    with pytest.raises(TypeError):
        getattr(ql, name)(**{field: 1})


def test_choices_of_functions(catalogue: Any) -> None:
    for format in CHOICES["RdfFormat"]:
        for namespace in CHOICES["ElmNamespace"]:
            assert catalogue.to_rdf(format, namespace)
    for level in CHOICES["ProfileLevel"]:
        assert catalogue.validate(level).courses == 2
    for format in CHOICES["RegistryFormat"]:
        assert untyped.read_registry(b"", format).entries == []
    with pytest.raises(ql.ArgumentError, match="turtle, n-triples, rdf-xml, json-ld, n-quads"):
        catalogue.to_rdf("turtel")
    with pytest.raises(ql.ArgumentError, match="v3.3, v3.2"):
        catalogue.to_rdf("turtle", namespace="4")
    with pytest.raises(TypeError):
        catalogue.to_rdf(None)


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_is_documented(name: str) -> None:
    thing = PUBLIC[name]
    assert (inspect.getdoc(thing) or "").strip(), f"{name} is not documented"
    if inspect.isclass(thing):
        for attribute in vars(thing):
            if not attribute.startswith("_"):
                assert (getattr(thing, attribute).__doc__ or "").strip(), f"{name}.{attribute} is not documented"


def test_records_are_classes_of_the_package() -> None:
    assert RECORDS.keys() <= PUBLIC.keys()
    assert all(getattr(ql, name).__module__ == "quality_link" for name in RECORDS)
