"""What type checkers need to know beside the classes."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union

if TYPE_CHECKING:
    from ._quality_link import HarvestProgress


class Readable(Protocol):
    """An open file, binary or text."""

    def read(self) -> bytes | str: ...


Content: TypeAlias = Union[bytes, bytearray, memoryview, str, "os.PathLike[str]", Readable]
"""The content of a document: as it is, in the file at a path, or in an open file. A `str` is the content itself."""

Json: TypeAlias = dict[str, Any]
"""An object of JSON."""

Progress: TypeAlias = Callable[["HarvestProgress"], object]
"""Somebody who wants to know how far a harvest is."""
