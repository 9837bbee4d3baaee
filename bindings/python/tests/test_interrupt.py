"""Ctrl-C ends what waits for the network. In a process of its own, for it would end the tests, too."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

# What is interrupted would take minutes: 40 courses of a server that takes a second and a half for each of their lists.
SCRIPT = """
import asyncio, json, sys
import quality_link as ql

verb, place = sys.argv[1], json.load(sys.stdin)
client = ql.Client(**place, concurrency=1)
source = ql.DataSource(source_type="ooapi", version="5", path="https://api.meridian.example/ooapi/v5", page_size=10)
provider = ql.Provider(schac="meridian.example")
harvest = client.harvest(source, options=ql.MapOptions(provider=provider))

async def collect():
    async for _ in harvest:
        pass

verbs = {
    "for": lambda: list(harvest),
    "async for": lambda: asyncio.run(collect()),
    "discover": lambda: [client.discover(provider) for _ in range(100)],
    "discover_all": lambda: list(client.discover_all([provider] * 1000)),
    "probe": lambda: [client.probe("https://api.meridian.example/") for _ in range(100)],
}
print("begun", flush=True)
try:
    verbs[verb]()
except KeyboardInterrupt:
    print("interrupted", flush=True)
else:
    print("nobody noticed", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows can't send Ctrl-C to one process")
@pytest.mark.parametrize("verb", ["for", "async for", "discover", "discover_all", "probe"])
def test_ctrl_c(verb: str, slow_demo: dict[str, Any], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, verb], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(slow_demo))
        process.stdin.close()
        assert process.stdout.readline() == "begun\n"
        # It should be waiting by now; if it is not yet, it is interrupted all the same.
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stdout.read() == "interrupted\n"
    finally:
        process.kill()
        process.stdout.close()
