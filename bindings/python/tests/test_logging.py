"""What the library has to say goes to `logging`."""

from __future__ import annotations

import logging

import pytest
import quality_link as ql


class Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_logging(harvest: ql.Harvest, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever sets up the logger `quality_link` gets what the library has to say."""
    own = Listener()
    logger = logging.getLogger("quality_link")
    logger.addHandler(own)
    try:
        with caplog.at_level(logging.DEBUG, logger="quality_link"):
            for _ in harvest:
                pass
            harvest.finish()
    finally:
        logger.removeHandler(own)
    assert any("harvest has ended" in record.getMessage() for record in own.records)
    assert any("harvest has ended" in record.getMessage() for record in caplog.records)


def test_logging_is_quiet_unless_asked(harvest: ql.Harvest, caplog: pytest.LogCaptureFixture) -> None:
    for _ in harvest:
        pass
    harvest.finish()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
