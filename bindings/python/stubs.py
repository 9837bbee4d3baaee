"""Mends what the generated stubs can't know: `python stubs.py FOLDER` reads them there and writes those of the package."""

import re
import sys
from pathlib import Path

STUBS = Path(__file__).parent / "python/quality_link/_quality_link.pyi"


def mended(text: str) -> str:
    # Python has the type from 3.13 on only; for type checkers it is always there.
    text = text.replace("from types import CapsuleType", "from typing_extensions import CapsuleType")
    # It is there for those who ask for a graph.
    text = text.replace(
        "from rdflib import Graph",
        "from rdflib import Graph  # type: ignore[import-not-found, unused-ignore]  # pyright: ignore[reportMissingImports]",
    )
    # Everything is there.
    text = re.sub(r"def __getattr__\(name: str\) -> Incomplete: \.\.\.\n?", "", text).replace("Incomplete, ", "")
    # `Client` hands its keywords on to the class of its options.
    keywords = re.search(r"class ClientOptions:.*?def __new__\(cls, /, (\*,.*?)\) ->", text, re.DOTALL)
    if keywords is None or "cls, /, **options)" not in text:
        raise SystemExit("the stubs are not what they were")
    return text.replace("cls, /, **options)", f"cls, /, {keywords[1]})")


if __name__ == "__main__":
    (generated,) = Path(sys.argv[1]).rglob("_quality_link.pyi")
    STUBS.write_text(mended(generated.read_text(encoding="utf-8")), encoding="utf-8")
