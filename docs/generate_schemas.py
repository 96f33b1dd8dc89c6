"""Write docs/schemas/, the JSON Schema of every report, from the classes of their values."""

from __future__ import annotations

import json
from pathlib import Path

from consensus.reports.json import json_schema
from consensus.working_group.reports.writing import REPORTS

FOLDER = Path(__file__).parent / "schemas"


def schemas() -> dict[str, str]:
    """The name of each file to what is in it."""
    return {
        f"{report.name}.json": json.dumps(
            json_schema(report.value, f"consensus report {report.name}"),
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
        for report in REPORTS.values()
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
