"""Write docs/schemas/, the JSON Schemas of reports and of lines, from the classes of values."""

from __future__ import annotations

import json
from pathlib import Path

from consensus.cli.run import LineOutcome
from consensus.reports.json import json_schema
from consensus.working_group.reports.writing import REPORTS

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

FOLDER = Path(__file__).parent / "schemas"


def schemas() -> dict[str, str]:
    """The name of each file to what is in it."""
    kinds = {f"report {report.name}": report.value for report in REPORTS.values()}
    made = {
        name.removeprefix("report "): json_schema(kind, f"consensus {name}")
        for name, kind in (kinds | {"run": LineOutcome}).items()
    }
    return {
        f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in (made | {"error": ERROR}).items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
