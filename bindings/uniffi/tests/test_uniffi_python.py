"""The Python module that UniFFI makes: proof that languages without a runner of their own get the same behaviour.

Run with `PYTHONPATH` at the folder of `quality_link_uniffi.py`, and the library in it. Those who write Python want the
package `quality_link` instead. All vectors are run from Kotlin; here they are those of some files of each kind.
"""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

# On a developer's machine a test may be skipped for want of something; where all is meant to run it may not.
REQUIRED = os.environ.get("QL_REQUIRE_PEERS") == "1"
if not REQUIRED:
    pytest.importorskip("quality_link_uniffi")

import quality_link_uniffi as ql  # noqa: E402
from uniffi_vectors import outcome  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[3]
VECTORS = REPOSITORY / "tests" / "vectors"
FOLDERS = ("ident", "manifest", "discovery", "map-ooapi5")
FILES = ("formats/elm.json",)


def listed():
    index = json.loads((VECTORS / "index.json").read_text(encoding="utf-8"))["files"]
    return [one for one in index if one["file"] in FILES or one["file"].split("/")[0] in FOLDERS]


@pytest.mark.parametrize("line", listed(), ids=lambda line: line["file"])
def test_vectors(line):
    file = json.loads((VECTORS / line["file"]).read_text(encoding="utf-8"))
    assert (file["op"], len(file["cases"])) == (line["op"], line["cases"]) and file["cases"]
    for case in file["cases"]:
        actual = outcome(line["file"].split("/")[0], line["op"], case["in"], case["out"])
        # As JSON: `7`, `7.0` and `true` are three things there.
        assert json.dumps(actual, sort_keys=True) == json.dumps(case["out"], sort_keys=True), case["id"]


def test_records_and_errors():
    assert ql.Provider(schac="example.edu") == ql.Provider(schac="example.edu") != ql.Provider()
    with pytest.raises(ql.QualityLinkError.Identifier) as info:
        ql.parse_schac("ex ample.edu")
    told = info.value.report
    assert (told.kind, told.part, told.start, told.end) == (ql.ErrorKind.IDENTIFIER, "domain", 2, 3)
    assert told.message and told.code.startswith("ident.")


class Bar(ql.ProgressListener):
    def __init__(self):
        self.records = []

    def on_progress(self, progress):
        self.records.append(progress.records)


async def search_and_harvest(options):
    client = ql.Client(options)
    meridian = ql.Provider(schac="meridian.example")
    report = await client.discover(meridian)
    assert report.verdict == ql.Verdict.FOUND
    bar = Bar()
    harvest = client.harvest(report.manifest.sources[0], ql.MapOptions(provider=meridian), progress=bar)
    courses = 0
    while (piece := await harvest.next()) is not None:
        courses += piece.course_count()
    summary = await harvest.finish()
    assert (summary.status, summary.specifications, courses) == (ql.HarvestStatus.COMPLETE, 40.0, 40)
    assert bar.records and bar.records[-1] >= 40
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(client.probe("https://api.meridian.example/ooapi/v5"), 0.001)
    with pytest.raises(ql.QualityLinkError.Argument):
        await client.fetch_manifest("no url")


def test_network():
    command = shutil.which(os.environ.get("QL_COMMAND") or str(REPOSITORY / "target" / "debug" / "ql"))
    if command is None:
        problem = "no command `ql`; QL_COMMAND says where it is"
        pytest.fail(problem) if REQUIRED else pytest.skip(problem)
    arguments = [command, "demo", "--serve", "--courses", "40"]
    # The demo lives as long as its input is open.
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as demo:
        place = json.loads(demo.stdout.readline())
        options = ql.ClientOptions(
            name_servers=[place["nameServer"]],
            authorities=[place["authority"]],
            default_port=place["httpsPort"],
            allow_loopback=True,
        )
        asyncio.run(asyncio.wait_for(search_and_harvest(options), 60))
