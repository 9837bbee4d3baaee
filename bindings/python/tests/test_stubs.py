"""What type checkers and editors see is what there is."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import quality_link as ql
from support import PUBLIC, RECORDS, REQUIRED

HERE = Path(__file__).resolve().parent
PACKAGE = Path(ql.__file__).parent


def names_of(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """What a module or class of a stub defines."""
    names: dict[str, ast.stmt] = {}
    for statement in body:
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names[statement.name] = statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names[statement.target.id] = statement
        elif isinstance(statement, ast.Assign):
            names.update({target.id: statement for target in statement.targets if isinstance(target, ast.Name)})
    return names


def described() -> dict[str, ast.stmt]:
    """All that the stubs, and the modules in Python, define."""
    files = [*sorted(PACKAGE.glob("*.py")), *sorted(PACKAGE.glob("*.pyi"))]
    return {
        name: statement
        for file in files
        for name, statement in names_of(ast.parse(file.read_text(encoding="utf-8")).body).items()
    }


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()
    assert list(PACKAGE.glob("*.pyi"))


def test_every_name_is_described() -> None:
    assert PUBLIC.keys() <= described().keys()
    assert "__version__" in described() and ql.__version__


@pytest.mark.parametrize("name", [name for name, thing in PUBLIC.items() if inspect.isclass(thing)])
def test_every_member_is_described(name: str) -> None:
    statement = described()[name]
    assert isinstance(statement, ast.ClassDef)
    members = names_of(statement.body)
    public = {member for member in vars(getattr(ql, name)) if not member.startswith("_")}
    assert public <= members.keys(), f"not in the stub: {sorted(public - members.keys())}"
    invented = {member for member in members.keys() - public if not member.startswith("_")}
    assert not invented, f"only in the stub: {sorted(invented)}"


@pytest.mark.parametrize("name", RECORDS)
def test_constructors_take_the_fields_by_name(name: str) -> None:
    statement = described()[name]
    assert isinstance(statement, ast.ClassDef)
    members = names_of(statement.body)
    constructor = members.get("__new__", members.get("__init__"))
    assert isinstance(constructor, ast.FunctionDef)
    assert [argument.arg for argument in constructor.args.kwonlyargs] == list(RECORDS[name])
    assert len(constructor.args.args) + len(constructor.args.posonlyargs) == 1, "self or cls, and nothing else"


def checker(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        assert not REQUIRED, f"{name} is not installed"
        pytest.skip(f"{name} is not installed")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Not in the folder of the sources, which would be found in the place of what is installed.
    return subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=HERE, timeout=300, check=False
    )


def mistakes() -> set[int]:
    lines = (HERE / "typed_mistakes.py").read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}


def test_mypy(tmp_path: Path) -> None:
    checker("mypy")
    options = ["--strict", "--no-error-summary", "--cache-dir", str(tmp_path)]
    sample = run("mypy", *options, "typed_sample.py")
    assert sample.returncode == 0, sample.stdout + sample.stderr


def test_mypy_finds_mistakes(tmp_path: Path) -> None:
    checker("mypy")
    options = ["--strict", "--no-error-summary", "--no-warn-unused-ignores", "--cache-dir", str(tmp_path)]
    found = run("mypy", *options, "typed_mistakes.py")
    lines = {int(line.split(":")[1]) for line in found.stdout.splitlines() if ": error:" in line}
    assert lines == mistakes(), found.stdout + found.stderr


def pyright(file: str) -> list[dict[str, Any]]:
    done = run("pyright", "--outputjson", "--pythonpath", sys.executable, file)
    diagnostics: list[dict[str, Any]] = json.loads(done.stdout)["generalDiagnostics"]
    return [diagnostic for diagnostic in diagnostics if diagnostic["severity"] == "error"]


def test_pyright() -> None:
    checker("pyright")
    assert pyright("typed_sample.py") == []


def test_pyright_finds_mistakes() -> None:
    checker("pyright")
    lines = {diagnostic["range"]["start"]["line"] + 1 for diagnostic in pyright("typed_mistakes.py")}
    assert lines == mistakes()
