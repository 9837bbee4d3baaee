"""How complete are the course data of three universities?

    python completeness.py [PATH_OF_QL]

starts the demo universities (`ql demo --serve`; the command is found by its path, or in PATH), looks for their
manifests, harvests what can be harvested, and writes what the courses have and what they lack: as a table, and as a
chart (`completeness.html`). The cells (`# %%`) are for notebooks and editors; as a script it runs from top to bottom.
"""

# %% What is needed: this library, and nothing else
import html
import json
import shutil
import subprocess
import sys
from pathlib import Path

import quality_link as ql

# %% The demo universities; they are there as long as their input is open
# In a notebook the arguments are not ours.
given = sys.argv[1] if len(sys.argv) == 2 and shutil.which(sys.argv[1]) else "ql"
command = shutil.which(given)
if command is None:
    sys.exit("the command `ql` is not in PATH; name it: python completeness.py target/debug/ql")
demo = subprocess.Popen(
    [command, "demo", "--serve", "--courses", "40"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
place = json.loads(demo.stdout.readline())

# %% A client: all that is special about the demo is its name server, its authority, its port and its key
client = ql.Client(
    name_servers=[place["nameServer"]],
    default_port=place["httpsPort"],
    authorities=[place["authority"]],
    private_keys=[place["privateKey"]],
    allow_loopback=True,
)
providers = [ql.Provider(schac=domain, website=f"https://www.{domain}/") for domain in place["providers"]]

# %% Where are their manifests?
reports = sorted(client.discover_all(providers), key=lambda report: place["providers"].index(report.provider.schac))
for report in reports:
    print(f"{report.provider.schac:<20} {report.verdict:<10} {report.manifest_url or ''}")
    if report.manifest is None:
        # Every finding has a code, a place and mostly a hint: what to write to the university.
        for attempt in (attempt for probe in report.probes for attempt in probe.attempts):
            for finding in attempt.diagnostics:
                print(f"    line {finding.line}: {finding.message}" + (f" ({finding.hint})" if finding.hint else ""))

# %% Harvest what was found; a harvest that is not complete says so
catalogues: dict[str, ql.Catalogue] = {}
for report in reports:
    pieces: list[ql.Catalogue] = []
    for source in report.manifest.sources if report.manifest else []:
        harvest = client.harvest(source, options=ql.MapOptions(provider=report.provider))
        pieces += harvest
        summary = harvest.finish()
        if summary.status != "complete":
            print(f"{source.path}: {summary.status}: {summary.reason}")
    if pieces:
        catalogues[report.provider.schac] = ql.Catalogue.merge(pieces)

# %% Nobody needs the servers any more
demo.stdin.close()
demo.wait()

# %% What the courses have of what they should have, and what the Council's Recommendation on micro-credentials asks for
completeness = {name: catalogue.completeness() for name, catalogue in catalogues.items()}
print(f"\n{'institution':<20} {'courses':>8} {'complete':>9} {'share':>6} {'micro-credentials':>18}")
for name, counts in completeness.items():
    ready = counts.micro_credential_ready
    print(f"{name:<20} {counts.courses:>8} {counts.complete:>9} {counts.share:>6.0%} {ready:>18}")


# %% The chart: a bar for each element and institution, drawn by hand
COLOURS = ("#1f5fa8", "#c8641e", "#3f7d3a")
ROW, LABEL, WIDTH = 18, 230, 400


def chart(title: str, bars: dict[str, dict[str, float]]) -> str:
    """Shares by label and institution, as an SVG that needs no style sheet, no script and no font."""
    lines = []
    y = 0
    for label, shares in bars.items():
        lines.append(f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{html.escape(label)}</text>')
        for (name, share), colour in zip(shares.items(), COLOURS):
            told = html.escape(f"{name}: {label}, {share:.0%}")
            size = f'width="{max(share * WIDTH, 1):.1f}" height="{ROW - 3}"'
            lines.append(f'<rect x="{LABEL}" y="{y}" {size} fill="{colour}"><title>{told}</title></rect>')
            lines.append(f'<text x="{LABEL + share * WIDTH + 6:.1f}" y="{y + 13}">{share:.0%}</text>')
            y += ROW
        y += ROW // 2
    size = f'width="{LABEL + WIDTH + 60}" height="{y}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="13" role="img">\n'
        f"<title>{html.escape(title)}</title>\n" + "\n".join(lines) + "\n</svg>"
    )


def shares(kind: str) -> dict[str, dict[str, float]]:
    """The share of courses that have an element, by its label and by institution; `kind` is `required` or `council`."""
    made: dict[str, dict[str, float]] = {}
    for name, counts in completeness.items():
        for element in getattr(counts, kind):
            made.setdefault(element.label, {})[name] = element.courses / max(counts.courses, 1)
    return made


legend = " ".join(
    f'<span style="color: {colour}">&#9632;</span> {html.escape(name)}' for name, colour in zip(completeness, COLOURS)
)
page = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Completeness of course data</title>
<body style="font-family: sans-serif; max-width: 50em; margin: 2em auto">
<h1>Completeness of course data</h1>
<p>The share of courses that have an element: {legend}</p>
<h2>What every course should have</h2>
{chart("What every course should have", shares("required"))}
<h2>What the Council's Recommendation on micro-credentials asks for</h2>
{chart("What the Council's Recommendation asks for", shares("council"))}
</body>
</html>
"""
output = Path("completeness.html")
output.write_text(page, encoding="utf-8")
print(f"\n{output} has the chart")
