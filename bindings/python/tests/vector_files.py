"""The language-neutral vectors: the list of them, their cases, and how outcomes are compared."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import quality_link as ql
from support import REPOSITORY

ROOT = Path(os.environ.get("QL_VECTORS", REPOSITORY / "tests" / "vectors"))
EXPECTED_FAILURES = REPOSITORY / "bindings" / "expected-failures" / "python.txt"


@dataclass(frozen=True)
class Case:
    """A case, with what its file says of all."""

    id: str
    given: dict[str, Any]
    expected: Any
    file: dict[str, Any]

    def turtle(self, name: str) -> bytes | None:
        """A Turtle text of the case, if it has one of that name."""
        text = self.given.get(name)
        return None if text is None else (self.file["prefixes"] + text).encode()


@dataclass(frozen=True)
class Listed:
    """A line of the index."""

    file: str
    op: str
    cases: int
    not_in: tuple[str, ...] = ()


def index() -> list[Listed]:
    lines = json.loads((ROOT / "index.json").read_text(encoding="utf-8"))["files"]
    return [Listed(**{**line, "not_in": tuple(line.get("not_in", []))}) for line in lines]


def cases_of(listed: Listed) -> list[Case]:
    """The cases of a file, which has to be as the index says."""
    file = json.loads((ROOT / listed.file).read_text(encoding="utf-8"))
    assert file["op"] == listed.op, f"{listed.file} is about {file['op']}"
    assert file["cases"], f"{listed.file} has no case"
    assert len(file["cases"]) == listed.cases, f"{listed.file} has {len(file['cases'])} cases"
    return [case_of(listed, file, whole) for whole in file["cases"]]


def case_of(listed: Listed, file: dict[str, Any], whole: dict[str, Any]) -> Case:
    # Those of registries are written in another way: by a name, and with the input beside it.
    if "name" in whole:
        return Case(f"{listed.file.removesuffix('.json')}/{whole['name']}", whole, whole["expect"], file)
    return Case(whole["id"], expanded(whole["in"]), whole["out"], file)


def expanded(members: dict[str, Any]) -> dict[str, Any]:
    """With `name` in the place of every `name_repeat`, which spares the files texts of thousands of letters."""
    made = {}
    for name, value in members.items():
        if name.endswith("_repeat"):
            name = name.removesuffix("_repeat")
            value = value["before"] + value["unit"] * value["times"] + value["after"]
        made[name] = value
    return made


def only(members: dict[str, Any], *known: str) -> None:
    """A member that nothing reads would make a case that checks less than it seems to."""
    unknown = members.keys() - set(known)
    assert not unknown, f"unknown members {sorted(unknown)}"


def expected_failures() -> set[str]:
    """The ids of cases that are known to fail: one a line; what is behind `#` says why."""
    text = EXPECTED_FAILURES.read_text(encoding="utf-8") if EXPECTED_FAILURES.exists() else ""
    return {line.split("#")[0].strip() for line in text.splitlines()} - {""}


def exact(value: Any) -> str:
    """A text that is equal for equal JSON: `7`, `7.0` and `true` are three things there."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def same(expected: Any, actual: Any) -> None:
    """Both are the same JSON."""
    assert exact(expected) == exact(actual), f"expected {exact(expected)}\n  actual   {exact(actual)}"


def same_lines(expected: Iterable[str], actual: Iterable[str]) -> None:
    """Both are the same texts; else only what differs is told."""
    expected, actual = list(expected), list(actual)
    if expected != actual:
        difference = [line for line in difflib.ndiff(expected, actual) if line[0] in "+-"]
        raise AssertionError("missing (-) or too much (+):\n    " + "\n    ".join(difference))


def findings(diagnostics: list[ql.Diagnostic], *members: str) -> list[dict[str, Any]]:
    """What counts of findings: never the sentences."""
    return [{member: getattr(finding, member) for member in members} for finding in diagnostics]


def failure(run: Callable[[Case], None], case: Case) -> str | None:
    """What is wrong with a case. A panic, too, is a failure of its case, and must not hide others."""
    try:
        run(case)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # noqa: BLE001 - panics of Rust are no `Exception`
        return f"{type(problem).__name__}: {problem}"
    return None
