"""The example runs, and its chart shows what its table says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support import REPOSITORY, command

SCRIPT = REPOSITORY / "examples" / "python" / "completeness.py"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example has run; `table.txt` is what it printed."""
    folder = tmp_path_factory.mktemp("example")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), command()], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    (folder / "table.txt").write_text(done.stdout, encoding="utf-8")
    return folder


def test_table(folder: Path) -> None:
    table = (folder / "table.txt").read_text(encoding="utf-8")
    assert re.search(r"^umbra\.example +unusable", table, re.MULTILINE)
    assert re.search(r"^ +line \d+: .*ooapy", table, re.MULTILINE), "what is wrong there is told"
    assert re.search(r"^meridian\.example +40 +40 +100% +\d+$", table, re.MULTILINE)
    assert re.search(r"^littoral\.example +4 +4 +100% +\d+$", table, re.MULTILINE)


def test_chart(folder: Path) -> None:
    page = (folder / "completeness.html").read_text(encoding="utf-8")
    charts = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert len(charts) == 2
    titles = [title.text or "" for svg in charts for title in svg.iterfind(f"{SVG}rect/{SVG}title")]
    assert len(titles) > 30
    assert {title.split(":")[0] for title in titles} == {"meridian.example", "littoral.example"}
    assert "meridian.example: type of assessment, 100%" in titles
    assert "littoral.example: type of assessment, 0%" in titles
    widths = [float(bar.attrib["width"]) for svg in charts for bar in svg.iter(f"{SVG}rect")]
    assert all(0 < width <= 400 for width in widths)


def test_the_page_needs_nothing_else(folder: Path) -> None:
    page = (folder / "completeness.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|iframe)\b|url\(|@import|\b(src|href)=", page)


def test_without_the_command_it_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "ql" in done.stderr and "Traceback" not in done.stderr
