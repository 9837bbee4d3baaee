"""The blocks of the README run in their order, as one program, and print what their comments say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import BINDING, command, peer

README = (BINDING / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
# What stands behind a `print`, where it is the whole line that is printed.
PROMISES = re.findall(r"^ *print\(.*?\)  # (\S.*:.*|\S+ \S+ \d+ \d+)$", "".join(BLOCKS), re.MULTILINE)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    for library in ("pyarrow", "polars", "pandas", "duckdb", "rdflib"):
        peer(library)
    folder = tmp_path_factory.mktemp("readme")
    program = folder / "readme.py"
    # What goes wrong is told with the number of its block.
    blocks = [f"print('--- block {number}', flush=True)\n{block}" for number, block in enumerate(BLOCKS, 1)]
    program.write_text("\n".join(blocks), encoding="utf-8")
    # The README calls the command by its name.
    path = os.pathsep.join([str(Path(command()).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "the harvest has ended" in done.stderr, "the last block logs"
    return done.stdout


def test_there_are_blocks() -> None:
    assert len(BLOCKS) > 10


@pytest.mark.parametrize("promise", PROMISES)
def test_what_is_promised_is_printed(promise: str, output: str) -> None:
    assert promise in output.splitlines()


def test_every_block_has_run(output: str) -> None:
    assert output.count("--- block ") == len(BLOCKS)
    assert "complete 300 courses" in output
    assert "300 complete" in output
