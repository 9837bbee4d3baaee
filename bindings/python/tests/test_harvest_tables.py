"""Harvests as tables of Arrow, filled while they go on."""

from __future__ import annotations

import pytest
import quality_link as ql
from support import in_time, peer

COURSES = 40


@pytest.mark.parametrize("name", ["courses_table", "instances_table", "diagnostics_table"])
def test_tables(name: str, harvest: ql.Harvest) -> None:
    """A table is filled while the harvest goes on."""
    pyarrow = peer("pyarrow")
    reader = pyarrow.RecordBatchReader.from_stream(getattr(harvest, name)())
    sizes = [batch.num_rows for batch in reader]
    summary = harvest.finish()
    assert summary.status == "complete"
    if name != "diagnostics_table":
        assert len(sizes) > 1, "a batch for every piece"
        assert sum(sizes) == {"courses_table": summary.specifications, "instances_table": summary.instances}[name]


def test_tables_with_progress(
    client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions
) -> None:
    """Those who read a table do so without the interpreter's lock, which the callback needs."""
    polars = peer("polars")
    seen: list[ql.HarvestProgress] = []

    def run() -> None:
        harvest = client.harvest(small_pages, options=of_meridian, progress=seen.append)
        assert polars.DataFrame(harvest.courses_table()).height == COURSES

    in_time(run)
    assert len(seen) > 1


def test_a_table_that_is_given_up(harvest: ql.Harvest) -> None:
    pyarrow = peer("pyarrow")
    reader = pyarrow.RecordBatchReader.from_stream(harvest.courses_table())
    assert reader.read_next_batch().num_rows > 0
    del reader
    assert harvest.finish().status == "incomplete"
