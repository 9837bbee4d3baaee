"""The exceptions of the library: one for each kind of error, all of them `QualityLinkError`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._quality_link import Diagnostic, ErrorReport


class QualityLinkError(ValueError):
    """Something could not be done; `code` says what, `hint` what to do about it."""

    def __init__(self, report: ErrorReport) -> None:
        super().__init__(report)
        self.report = report
        """All that is known of the error."""

    def __str__(self) -> str:
        return self.report.message

    @property
    def code(self) -> str:
        """The code, the same in all languages."""
        return self.report.code

    @property
    def kind(self) -> str:
        """What the error is about."""
        return self.report.kind

    @property
    def hint(self) -> str | None:
        """What to do."""
        return self.report.hint

    @property
    def part(self) -> str | None:
        """The part of an identifier that is wrong."""
        return self.report.part

    @property
    def start(self) -> int | None:
        """Where that part begins, in bytes of UTF-8."""
        return self.report.start

    @property
    def end(self) -> int | None:
        """Where it ends."""
        return self.report.end

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All that is wrong, if it is more than one thing."""
        return self.report.diagnostics


class ArgumentError(QualityLinkError):
    """A value that was given to the library can't be used."""


class IdentifierError(QualityLinkError):
    """An identifier is not valid."""


class ManifestError(QualityLinkError):
    """A manifest does not follow the specification."""


class SecretError(QualityLinkError):
    """A secret or a key can't be used."""


class DocumentError(QualityLinkError):
    """A document can't be read."""


class NetworkError(QualityLinkError):
    """The network can't be used."""


_BY_KIND: dict[str, type[QualityLinkError]] = {
    "argument": ArgumentError,
    "identifier": IdentifierError,
    "manifest": ManifestError,
    "secret": SecretError,
    "document": DocumentError,
    "network": NetworkError,
}


def exception_of(kind: str) -> type[QualityLinkError]:
    """The class for a kind of error."""
    return _BY_KIND.get(kind, QualityLinkError)
