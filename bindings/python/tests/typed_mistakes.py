"""Mistakes that type checkers have to find: each line with `# wrong` is one."""

from __future__ import annotations

import quality_link as ql

ql.parse_schac(7)  # wrong
ql.Provider("example.edu")  # wrong
ql.Provider(shac="example.edu")  # wrong
ql.Provider(schac=7)  # wrong
ql.Minting(scheme="urm")  # wrong
ql.read_catalogue(None)  # wrong
ql.read_catalogue(b"", "text/turtle")  # wrong
ql.read_catalogue(b"").to_rdf("turtel")  # wrong
ql.read_catalogue(b"").courses()[0].tittle  # wrong
ql.Provider().schac = "example.edu"  # wrong
ql.Client(time_out=10)  # wrong
ql.Client().discover("example.edu")  # wrong
