"""`consensus revision`: published states of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft, complete_revision
from consensus.cli.context import reading, recording
from consensus.cli.reporting import tell_step
from consensus.cli.why import AUDIENCES
from consensus.cli.word import deliver_docx, output_option, symbol_option

if TYPE_CHECKING:
    from consensus.model.drafts import Revision
    from consensus.model.state import State


@click.group("revision", cls=Noun)
def revision() -> None:
    """Publish the present text, and compare.

    \b
    Examples:
      consensus revision publish Rev.1 --standing "without prejudice"
      consensus revision concordance Rev.1
    """


@revision.command("publish", python="group.publish('Rev.1', standing='without prejudice')")
@click.argument("name")
@click.option("--standing", default="", help="Such as: without prejudice.")
@click.option("--language", default="", help="The original language.")
@click.option("--no-renumber", is_flag=True, help="Leave the labels as they are.")
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft.")
def publish(name: str, standing: str, language: str, no_renumber: bool, draft: str) -> None:
    """Publish the present state of a draft; its labels become continuous.

    \b
    Examples:
      consensus revision publish Rev.1
      consensus revision publish "Chair's text" --standing "without prejudice" --no-renumber
    """
    with recording() as group:
        step = group.publish(
            name, draft=draft, standing=standing, language=language, renumber=not no_renumber
        )
        made = find_revision(group.state, name)
        moved = sum(1 for line in made.concordance if line.old != line.new)
        tell_step(step, f"{name} is published; {moved} labels changed")


@revision.command("list", python="group.state.revisions")
@as_json
def list_(as_json: bool) -> None:
    """List the revisions.

    \b
    Examples:
      consensus revision list
      consensus revision list --json
    """
    with reading() as group:
        state = group.state
        rows: list[dict[str, Any]] = [
            {
                "name": each.name,
                "draft": state.drafts[each.draft].handle,
                "issued": each.issued,
                "standing": each.standing,
                "language": each.language,
                "items": len(each.items),
            }
            for each in state.revisions.values()
        ]
    if as_json:
        output.write_json({"revisions": rows})
        return
    output.write_table(
        ("revision", "draft", "issued", "standing", "language", "items"),
        [
            (
                row["name"],
                row["draft"],
                f"{row['issued']:%Y-%m-%d %H:%M}",
                row["standing"],
                row["language"],
                str(row["items"]),
            )
            for row in rows
        ],
        "nothing is published yet",
    )


@revision.command(
    "show",
    python="write_docx(group.state, draft, DocxKind.TRACKED, revision='Rev.1', against='first')",
)
@click.argument("name", shell_complete=complete_revision)
@click.option(
    "--to",
    "notation",
    type=click.Choice(["brackets", "docx"]),
    default="brackets",
    show_default=True,
    help="How it is written; docx has what changed as tracked changes of the secretariat.",
)
@click.option(
    "--against",
    default="",
    metavar="PREVIOUS",
    shell_complete=complete_revision,
    help="With --to docx, the revision it is compared with, or: first. The one before it if not"
    " given.",
)
@click.option("--no-changes", is_flag=True, help="With --to docx, leave the changes out.")
@click.option(
    "--concordance", is_flag=True, help="With --to docx, add the table of old and new labels."
)
@symbol_option
@output_option
@as_json
def show(
    name: str,
    notation: str,
    against: str,
    no_changes: bool,
    concordance: bool,
    symbol: str,
    path: str,
    as_json: bool,
) -> None:
    """Show the text of a revision as it was published.

    \b
    Examples:
      consensus revision show Rev.1
      consensus revision show Rev.1 --to docx --symbol A/AC.9/L.4/Rev.1 -o rev1.docx
      consensus revision show Rev.2 --to docx --against first --concordance -o rev2.docx
    """
    from consensus.working_group.write_text import write_text

    if notation != "docx" and (against or no_changes or concordance or symbol):
        raise click.UsageError(
            "--against, --no-changes, --concordance and --symbol go with --to docx"
        )
    if against and no_changes:
        raise click.UsageError("--against and --no-changes exclude each other")
    with reading() as group:
        found = find_revision(group.state, name)
        past = group.as_of(found.name)
        then = past.state
        if notation == "docx" and not as_json:
            deliver_docx(
                past,
                found.draft,
                path,
                "rolling" if no_changes else "tracked",
                revision=found.name,
                against=against,
                symbol=symbol,
                with_concordance=concordance,
            )
            return
        if not as_json:
            output.deliver(write_text(then, found.draft), path)
            return
        labels = {line.item: line.new for line in found.concordance}
        output.write_json(
            {
                "name": found.name,
                "issued": found.issued,
                "standing": found.standing,
                "language": found.language,
                "items": [
                    {
                        "handle": then.items[item].handle,
                        "label": labels.get(item, ""),
                        "text": then.versions[version].wording.notation(names=False),
                    }
                    for item, version in zip(found.items, found.versions, strict=True)
                ],
            }
        )


@revision.command("compare", python="compare_revisions(group.state, draft, 'first', 'Rev.1')")
@click.argument("old", shell_complete=complete_revision)
@click.argument("new", default="", shell_complete=complete_revision)
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft.")
@click.option(
    "--audience", type=AUDIENCES, default="public", show_default=True, help="Who is to see it."
)
@click.option("--kept", is_flag=True, help="Also show the items that stay as they were.")
@as_json
def compare(old: str, new: str, draft: str, audience: str, kept: bool, as_json: bool) -> None:
    """Show what changed between two revisions.

    OLD is the name of a revision, or: first, for the draft as it was taken in. Without NEW it is
    compared with the present text. As a file in any form it is: consensus report changes.

    \b
    Examples:
      consensus revision compare first
      consensus revision compare Rev.1 Rev.2 --json
    """
    from consensus.cli.report_output import deliver_report

    drafts = (draft,) if draft else ()
    deliver_report(
        "changes", audience=audience, as_json=as_json, drafts=drafts, old=old, new=new, kept=kept
    )


@revision.command("concordance", python="revision.concordance")
@click.argument("name", shell_complete=complete_revision)
@as_json
def concordance(name: str, as_json: bool) -> None:
    """Show which label became which.

    \b
    Examples:
      consensus revision concordance Rev.1
      consensus revision concordance Rev.1 --json
    """
    with reading() as group:
        state = group.state
        rows: list[dict[str, Any]] = [
            {"handle": state.handle_of(line.item), "old": line.old, "new": line.new}
            for line in find_revision(state, name).concordance
            if line.old or line.new
        ]
    if as_json:
        output.write_json({"revision": name, "rows": rows})
        return
    output.write_table(
        ("was", "is", "item"),
        [(row["old"] or "(new)", row["new"] or "(gone)", row["handle"]) for row in rows],
    )


def find_revision(state: State, name: str) -> Revision:
    """The revision of that name; the last one where several drafts have it.

    Raises:
        NotFound: there is none.
    """
    from consensus.errors import NotFound

    found = [each for each in state.revisions.values() if each.name == name]
    if not found:
        known = ", ".join(each.name for each in state.revisions.values()) or "none"
        raise NotFound(f"no revision is called {name}; there are: {known}")
    return found[-1]
