"""Write docs/schemas/, the JSON Schemas of reports and of lines, from the classes of values."""

from __future__ import annotations

import json
from pathlib import Path

from consensus.cli.run import LineOutcome
from consensus.reports.json import json_schema
from consensus.working_group.reports.writing import REPORTS

FOLDER = Path(__file__).parent / "schemas"


def schemas() -> dict[str, str]:
    """The name of each file to what is in it."""
    kinds = {f"report {report.name}": report.value for report in REPORTS.values()}
    return {
        f"{name.removeprefix('report ')}.json": json.dumps(
            json_schema(kind, f"consensus {name}"), ensure_ascii=False, indent=2
        )
        + "\n"
        for name, kind in (kinds | {"run": LineOutcome}).items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
