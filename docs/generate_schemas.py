"""Write docs/schemas/, the JSON Schemas of reports and commands, from the classes of values.

`reports/NAME.json` is of a report, `commands/NAME.json` of what a command writes with `--json`.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from consensus.working_group.reports.writing import REPORTS

sys.path.insert(0, str(Path(__file__).parent))
import command_shapes as shapes
from json_schema import json_schema

ERROR = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "consensus, an error on stderr",
    "type": "object",
    "required": ["schema", "kind", "reasons", "try"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "kind": {"enum": ["usage", "refused", "storage", "unexpected", "interrupted"]},
        "reasons": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "try": {"type": "string", "description": "what to do; empty if there is nothing"},
    },
}

RECORDED = {
    "step": "the id of the last step that it recorded; null where nothing stays recorded",
    "handles": "what it created; null where --dry-run does not work that out, as in sync",
    "changed": "which results are others; null where --dry-run does not work that out, as in sync",
}
"""What fields mean that every command has that records."""

FOLDER = Path(__file__).parent / "schemas"


def file_of(command: str) -> str:
    """The name of the file with the schema of what a command writes."""
    return f"commands/{command.replace(' --', '--').replace(' ', '-')}.json"


def describe_recorded(properties: dict[str, Any]) -> None:
    """Say what the fields of a command that records mean, and which may be null."""
    if properties.keys() >= RECORDED.keys():
        for name, words in RECORDED.items():
            found = properties[name]
            kinds = found if "anyOf" in found else {"anyOf": [found, {"type": "null"}]}
            properties[name] = {**kinds, "description": words}


def schemas() -> dict[str, str]:
    """The name of each file to what is in it."""
    kinds: dict[str, tuple[str, Any]] = {
        f"reports/{report.name}.json": (f"report {report.name}", report.value)
        for report in REPORTS.values()
    }
    commands = {"recorded": shapes.RECORDED} | shapes.SHAPES
    for command, shape in commands.items():
        kinds[file_of(command)] = (command, shape)
    made = {file: json_schema(kind, f"consensus {name}") for file, (name, kind) in kinds.items()}
    for schema in made.values():
        describe_recorded(schema["properties"])
    return {
        file: json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for file, schema in (made | {"commands/error.json": ERROR}).items()
    }


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, text in schemas().items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, encoding="utf-8")
