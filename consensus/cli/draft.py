"""`consensus draft`: take drafts in, and show them."""

from __future__ import annotations

from typing import Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft
from consensus.cli.reporting import tell_import
from consensus.cli.target import reading, recording, source_of

NOTATIONS = ("brackets", "clean", "markdown", "critic")


@click.group(cls=Noun)
def draft() -> None:
    """Take a draft in, and show it.

    \b
    Examples:
      consensus draft import zero-draft.md
      consensus draft show
    """


@draft.command("import", python="group.import_draft(read_source(Path('zero-draft.md')))")
@click.argument("file")
@click.option(
    "--revision", default="zero draft", show_default=True, help="What this state is called."
)
@as_json
def import_(file: str, revision: str, as_json: bool) -> None:
    """Take a draft in from Markdown or plain text.

    \b
    Examples:
      consensus draft import zero-draft.md
      consensus draft import text.txt --revision "Chair's draft"
    """
    with recording() as group:
        before = set(group.state.drafts)
        report = group.import_draft(source_of(file), revision)
        if as_json:
            tell_import(report, as_json)
            return
        for finding in report.findings:
            output.say(str(finding))
        for each in group.state.drafts.values():
            if each.id not in before:
                output.write(each.handle)
                output.say(f"{each.title}: {report.taken} items")


@draft.command(python="write_text(group.state, find_draft(group.state), 'brackets')")
@click.argument("draft", default="", shell_complete=complete_draft)
@click.option(
    "--to",
    "notation",
    type=click.Choice(NOTATIONS),
    default="brackets",
    show_default=True,
    help="How it is written; critic shows what open amendments would change.",
)
@click.option("--names", is_flag=True, help="Print who holds which option, and who proposes what.")
@as_json
def show(draft: str, notation: str, names: bool, as_json: bool) -> None:
    """Show the present text of a draft.

    \b
    Examples:
      consensus draft show
      consensus --as-of Rev.1 draft show D1 --to clean
    """
    from consensus.model.naming import find_draft
    from consensus.working_group.writing import write_text

    with reading() as group:
        state = group.state
        found = find_draft(state, draft)
        if not as_json:
            output.write_exactly(write_text(state, found, notation, names))
            return
        items = [
            {
                "handle": item.handle,
                "label": item.label,
                "kind": item.kind,
                "depth": state.depth(item.id),
                "version": state.version(item.id).number,
                "brackets": state.version(item.id).wording.count,
                "text": state.version(item.id).wording.notation(names),
            }
            for item in state.walk(found)
        ]
        draft_ = state.drafts[found]
        output.write_json(
            {
                "draft": draft_.handle,
                "title": draft_.title,
                "revision": draft_.revision,
                "items": items,
            }
        )


@draft.command("list", python="group.state.drafts")
@as_json
def list_(as_json: bool) -> None:
    """List the drafts.

    \b
    Examples:
      consensus draft list
      consensus draft list --json
    """
    with reading() as group:
        state = group.state
        rows: list[dict[str, Any]] = [
            {
                "handle": each.handle,
                "title": each.title,
                "revision": each.revision,
                "items": sum(1 for _ in state.walk(each.id)),
                "rule": each.rule or state.settings[""].rule,
                "all_or_nothing": each.all_or_nothing,
            }
            for each in state.drafts.values()
        ]
    if as_json:
        output.write_json({"drafts": rows})
        return
    output.write_table(
        ("draft", "title", "revision", "items", "rule"),
        [(r["handle"], r["title"], r["revision"], r["items"], r["rule"]) for r in rows],
        "there is no draft yet",
    )
