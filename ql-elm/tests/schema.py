"""Validates documents with a JSON Schema by Python's jsonschema: prints what is wrong, and fails if anything is.

Argument: the schema. Standard input: JSON lines, each [name, document].
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match


def main(arguments):
    if len(arguments) != 1:
        sys.exit("expected a schema")
    schema = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    documents = failures = 0
    for line in filter(str.strip, sys.stdin):
        name, document = json.loads(line)
        documents += 1
        for error in validator.iter_errors(document):
            # Of alternatives, the one that comes closest says most.
            error = best_match([error])
            print(f"{name}: {error.json_path}: {error.message[:300]}")
            failures += 1
    print(f"{documents} documents, {failures} failures")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
