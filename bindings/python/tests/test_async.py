"""The same verbs for asyncio, and how they are given up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import quality_link as ql
from support import provider

THREE = ("meridian", "littoral", "umbra")


def test_one_at_a_time(client: ql.Client, small_pages: ql.DataSource) -> None:
    async def run() -> None:
        report = await client.discover_async(provider("meridian"))
        assert report == report and report.verdict == "found"
        fetched = await client.fetch_manifest_async(report.manifest_url or "")
        assert fetched.manifest == report.manifest
        assert (await client.probe_async(small_pages.path)).found is not None

    asyncio.run(run())


def test_several_at_a_time(client: ql.Client) -> None:
    async def run() -> list[str]:
        reports = await asyncio.gather(*(client.discover_async(provider(name)) for name in THREE))
        return [report.verdict for report in reports]

    assert asyncio.run(run()) == ["found", "found", "unusable"]


def test_many(client: ql.Client) -> None:
    async def run() -> dict[str | None, str]:
        reports = client.discover_all([provider(name) for name in THREE])
        return {report.provider.schac: report.verdict async for report in reports}

    verdicts = asyncio.run(run())
    assert sorted(verdicts.values()) == ["found", "found", "unusable"] and len(verdicts) == 3


def test_errors(client: ql.Client) -> None:
    async def run() -> None:
        with pytest.raises(ql.ArgumentError):
            await client.fetch_manifest_async("no url")
        with pytest.raises(ql.IdentifierError):
            await client.discover_async(ql.Provider(schac="not a domain"))

    asyncio.run(run())


def test_harvest(client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions) -> None:
    async def run() -> None:
        harvest = client.harvest(small_pages, options=of_meridian)
        courses = [course async for piece in harvest for course in piece]
        summary = await harvest.finish_async()
        assert summary.status == "complete" and summary.specifications == len(courses) == 40

    asyncio.run(run())


def test_early_end(client: ql.Client, small_pages: ql.DataSource, of_meridian: ql.MapOptions) -> None:
    async def run() -> str:
        harvest = client.harvest(small_pages, options=of_meridian)
        async for _ in harvest:
            break
        return (await harvest.finish_async()).status

    assert asyncio.run(run()) == "incomplete"


def test_the_loop_goes_on(slow_demo: dict[str, Any]) -> None:
    """Other tasks run while a slow server is waited for."""

    async def run() -> int:
        turns = 0
        task = asyncio.ensure_future(ql.Client(**slow_demo).discover_async(provider("meridian")))
        while not task.done():
            turns += 1
            await asyncio.sleep(0.01)
        assert task.result().verdict == "found"
        return turns

    assert asyncio.run(run()) > 10


@pytest.mark.parametrize("verb", ["discover", "fetch_manifest", "probe"])
def test_a_verb_is_cancelled(verb: str, slow_demo: dict[str, Any], small_pages: ql.DataSource) -> None:
    client = ql.Client(**slow_demo)

    async def run() -> None:
        call = getattr(client, f"{verb}_async")
        argument = provider("meridian") if verb == "discover" else small_pages.path
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(call(argument), 0.2)
        task = asyncio.ensure_future(call(argument))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # The client is as good as before.
        assert (await client.discover_async(provider("meridian"))).verdict == "found"

    asyncio.run(run())


def test_a_harvest_is_cancelled(slow_demo: dict[str, Any], small_pages: ql.DataSource) -> None:
    client = ql.Client(**slow_demo)

    async def run() -> None:
        harvest = client.harvest(small_pages, options=ql.MapOptions(provider=provider("meridian")))

        async def collect() -> None:
            async for _ in harvest:
                pass

        task = asyncio.create_task(collect())
        await asyncio.sleep(0.5)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # Who no longer listens may still ask how it ended.
        assert (await harvest.finish_async()).status in ("incomplete", "failed")

    asyncio.run(run())


def test_two_loops_one_client(client: ql.Client) -> None:
    """A client is bound to no loop."""
    for _ in range(2):
        report = asyncio.run(discover(client))
        assert report.verdict == "found"


async def discover(client: ql.Client) -> ql.DiscoveryReport:
    return await client.discover_async(provider("littoral"))
