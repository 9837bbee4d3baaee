"""What several tests share: where things are, what has to be installed, and what the source says of the types."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import quality_link as ql

BINDING = Path(__file__).resolve().parents[1]
REPOSITORY = BINDING.parents[1]

# On a developer's machine a test may be skipped for want of a library or of the command; where all is meant to run it
# may not.
REQUIRED = os.environ.get("QL_REQUIRE_PEERS") == "1"


# The package without its types, for what is wrong on purpose and for texts that are made up on the way.
untyped: Any = ql


def peer(name: str) -> ModuleType:
    """A library that only the tests need."""
    return importlib.import_module(name) if REQUIRED else pytest.importorskip(name)


def command() -> str:
    """The command `ql`."""
    name = "ql.exe" if os.name == "nt" else "ql"
    path = os.environ.get("QL_COMMAND") or str(REPOSITORY / "target" / "debug" / name)
    found = shutil.which(path)
    if found is not None:
        return str(Path(found).resolve())
    problem = f"no command at {path}; QL_COMMAND says where it is"
    if REQUIRED:
        pytest.fail(problem)
    pytest.skip(problem)


@contextmanager
def universities(*arguments: str) -> Iterator[dict[str, Any]]:
    """Three universities on loopback while the context lasts; yields the keywords of a client that reaches them."""
    process = subprocess.Popen(
        [command(), "demo", "--serve", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    # A demo that says nothing must not hold up the tests for ever.
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        line = process.stdout.readline()
        watchdog.cancel()
        assert line, f"the demo ended with {process.wait()}"
        place = json.loads(line)
        yield {
            "name_servers": [place["nameServer"]],
            "default_port": place["httpsPort"],
            "authorities": [place["authority"]],
            "private_keys": [place["privateKey"]],
            "allow_loopback": True,
        }
    finally:
        watchdog.cancel()
        # The demo lives as long as its input is open.
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def provider(name: str) -> ql.Provider:
    """One of the three, as an aggregator knows it."""
    number = {"meridian": 9001, "littoral": 9002, "umbra": 9003}[name]
    return ql.Provider(
        schac=f"{name}.example",
        website=f"https://www.{name}.example/",
        iri=f"https://data.deqar.eu/institution/{number}",
    )


def in_time(run: Callable[[], None], seconds: float = 60) -> None:
    """Runs something that must not hang; a deadlock fails the test and not the whole run."""
    problems: list[BaseException] = []

    def guarded() -> None:
        try:
            run()
        except BaseException as problem:  # noqa: BLE001 - it is raised again below
            problems.append(problem)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    thread.join(seconds)
    assert not thread.is_alive(), "it hangs"
    if problems:
        raise problems[0]


def types_of_source() -> tuple[dict[str, list[str]], dict[str, dict[str, str]]]:
    """The choices with their texts, and the records with the types of their fields, as all bindings have them."""
    source = (REPOSITORY / "ql" / "src" / "plain" / "types.rs").read_text(encoding="utf-8")
    choices: dict[str, list[str]] = {}
    records: dict[str, dict[str, str]] = {}
    name = ""
    for line in source.splitlines():
        if opening := re.fullmatch(r"\s+([A-Z]\w+) \{", line):
            name = opening[1]
        elif variant := re.fullmatch(r'\s+[A-Z]\w* = "(.+)",', line):
            choices.setdefault(name, []).append(variant[1])
        elif field := re.fullmatch(r"\s+([a-z]\w*): (.+),", line):
            records.setdefault(name, {})[field[1]] = field[2]
    assert len(choices) > 15 and len(records) > 50, "the source of the types has another form now"
    return choices, records


CHOICES, RECORDS = types_of_source()

# Modules are there, too, but nobody is meant to use them.
PUBLIC = {
    name: thing for name, thing in vars(ql).items() if not name.startswith("_") and not isinstance(thing, ModuleType)
}
