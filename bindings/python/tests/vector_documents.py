"""Vectors of catalogue documents in the form of the reference aggregator."""

from __future__ import annotations

from collections import Counter
from typing import Any

import quality_link as ql
from vector_files import Case, exact, only, same
from vector_graphs import graph


def is_name(value: Any) -> bool:
    """The name of a blank node, of which the number says nothing."""
    return isinstance(value, str) and value.startswith("_:")


def comparable(value: Any, names: Counter[str]) -> Any:
    """Blank nodes without their numbers, and lists with blank nodes, whose order is an accident, as sets."""
    if isinstance(value, list):
        made = [comparable(item, names) for item in value]
        is_node = [isinstance(item, dict) and "@value" not in item and is_name(item.get("id", "_:")) for item in value]
        return sorted(made, key=exact) if any(is_node) or any(map(is_name, value)) else made
    if isinstance(value, dict):
        return {name: comparable(item, names) for name, item in value.items()}
    if is_name(value):
        names[value] += 1
        return "_:"
    return value


def catalogue_reference_document(case: Case) -> None:
    only(case.given, "turtle", "institutions", "labels", "root")
    turtle = case.turtle("turtle")
    assert turtle is not None
    documents = graph(turtle, "text/turtle").documents(
        ql.DocumentOptions(rendering="reference"),
        institutions=case.turtle("institutions"),
        labels=case.turtle("labels"),
    )
    actual = next(document for document in documents if document["uri"] == case.given["root"])
    expected_names: Counter[str] = Counter()
    actual_names: Counter[str] = Counter()
    same(comparable(case.expected, expected_names), comparable(actual, actual_names))
    # How often each is named is what is left of their identity.
    assert sorted(expected_names.values()) == sorted(actual_names.values())
