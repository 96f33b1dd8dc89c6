"""`consensus draft`: take drafts in, and show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import complete_draft, complete_member
from consensus.cli.context import listed, reading, reading_with_acts, recording, text_or_docx
from consensus.cli.reporting import tell_import, tell_step
from consensus.cli.why import AUDIENCES
from consensus.cli.word import deliver_docx, output_option, symbol_option

if TYPE_CHECKING:
    from consensus.finding import Finding
    from consensus.reports.draft_comparison import DraftComparison
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport

NOTATIONS = ("brackets", "clean", "markdown", "critic", "docx")


@click.group("draft", cls=Noun)
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
@click.option(
    "--alternatives",
    is_flag=True,
    help="Read neighbouring brackets, slashes in brackets, 'Option 1:' and 'alt' paragraphs as"
    " choices.",
)
@click.option(
    "--compare",
    metavar="[DRAFT]",
    is_flag=False,
    flag_value="",
    shell_complete=complete_draft,
    help="Only show what FILE changes in a draft; DRAFT may be left out where there is one.",
)
@click.option(
    "--as-amendments", is_flag=True, help="Make amendments of what FILE changes in the draft."
)
@click.option(
    "--by",
    "--sponsor",
    "sponsors",
    multiple=True,
    shell_complete=complete_member,
    help="With --as-amendments, a sponsor's code.",
)
@click.option(
    "--cosponsor",
    multiple=True,
    shell_complete=complete_member,
    help="With --as-amendments, a co-sponsor's code.",
)
@click.option("--rationale", default="", help="With --as-amendments, why, for each of them.")
@click.option("--kept", is_flag=True, help="With --compare, also show what stays as it is.")
@as_json
def import_(
    file: str,
    revision: str,
    alternatives: bool,
    compare: str | None,
    as_amendments: bool,
    sponsors: tuple[str, ...],
    cosponsor: tuple[str, ...],
    rationale: str,
    kept: bool,
    as_json: bool,
) -> None:
    """Take a draft in from Word, Markdown or plain text, or compare it with one that is there.

    A Word file is taken in as it was before its tracked changes; see 'consensus amendment import'
    for those. Compared, it is taken with all of them accepted.

    With --compare nothing is recorded. With --as-amendments a later version or counter-draft
    becomes amendments, in one step: of words, and of items inserted, deleted, moved, split or
    joined. The same file again adds nothing.

    \b
    Examples:
      consensus draft import zero-draft.md
      consensus draft import zero-draft.docx
      consensus draft import rolling-text.txt --alternatives
      consensus draft import counter-draft.md --compare
      consensus draft import counter-draft.md --compare D1 --as-amendments --by ALV --by MER
    """
    if (sponsors or cosponsor or rationale) and not as_amendments:
        raise click.UsageError("sponsors and a rationale go with --as-amendments")
    if as_amendments:
        with recording() as group:
            report = group.import_counter_draft(
                text_or_docx(file),
                by=listed(sponsors),
                cosponsors=listed(cosponsor),
                rationale=rationale,
                draft=compare or "",
                alternatives=alternatives,
            )
            _tell_amendments(group, report, as_json)
        return
    if compare is not None:
        with reading_with_acts() as group:
            comparison, findings = group.compare_draft(
                text_or_docx(file), compare, alternatives=alternatives
            )
        _show_comparison(comparison, findings, kept, as_json)
        return
    with recording() as group:
        before = set(group.state.drafts)
        report = group.import_draft(text_or_docx(file), revision, alternatives=alternatives)
        if as_json:
            tell_import(report, as_json)
            return
        for finding in report.findings:
            output.say(str(finding))
        for each in group.state.drafts.values():
            if each.id not in before:
                output.write(each.handle)
                output.say(f"{each.title}: {report.taken} items")
        if report.resembles:
            output.say(
                f"to see what it changes: consensus undo, then consensus draft import {file}"
                f" --compare {report.resembles}"
            )


def _show_comparison(
    comparison: DraftComparison, findings: tuple[Finding, ...], kept: bool, as_json: bool
) -> None:
    from consensus.cli.report_output import show_outline
    from consensus.reports.draft_comparison import draft_comparison_outline

    if as_json:
        output.write_json(
            {
                **output.plain(comparison),
                "totals": comparison.totals,
                "findings": findings,
            }
        )
        return
    for finding in findings:
        output.say(str(finding))
    show_outline(draft_comparison_outline(comparison, kept))


def _tell_amendments(group: WorkingGroup, report: ImportReport, as_json: bool) -> None:
    from consensus.reports.amendments import change_summary

    state = group.state
    made = [state.amendments[each.id] for each in report.operations]
    if as_json:
        output.write_json(
            {
                "amendments": [
                    {
                        "handle": each.handle,
                        "kind": each.kind,
                        "target": state.handle_of(each.target),
                        "sponsors": each.sponsors,
                        "cosponsors": each.cosponsors,
                        "rationale": each.rationale,
                        "summary": change_summary(state, each.id),
                    }
                    for each in made
                ],
                "duplicates": report.duplicates,
                "findings": report.findings,
            }
        )
        return
    for finding in report.findings:
        output.say(str(finding))
    output.write_table(
        ("amendment", "kind", "what it would do"),
        [(each.handle, each.kind, change_summary(state, each.id)) for each in made],
        "nothing was added",
    )


@draft.command("show", python="write_text(group.state, find_draft(group.state), 'brackets')")
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
@click.option(
    "--amendments",
    is_flag=True,
    help="With --to docx, show what open amendments would change as tracked changes by sponsor.",
)
@click.option("--no-brackets", is_flag=True, help="With --to docx, refuse if brackets are left.")
@click.option(
    "--audience",
    type=AUDIENCES,
    default="public",
    show_default=True,
    help="With --amendments, who is to see it; not the public.",
)
@symbol_option
@output_option
@as_json
def show(
    draft: str,
    notation: str,
    names: bool,
    amendments: bool,
    no_brackets: bool,
    audience: str,
    symbol: str,
    path: str,
    as_json: bool,
) -> None:
    """Show the present text of a draft.

    A Word document has the rolling text with its brackets. With --amendments each open amendment
    is in it as tracked changes: accept the changes of its sponsors and reject the others to read
    what they propose. Where several want the same change, it has all their names.

    \b
    Examples:
      consensus draft show
      consensus --as-of Rev.1 draft show D1 --to clean
      consensus draft show --to docx -o rolling.docx
      consensus draft show --to docx --amendments --audience members -o amendments.docx
    """
    if notation != "docx" and (amendments or no_brackets or symbol):
        raise click.UsageError("--amendments, --no-brackets and --symbol go with --to docx")
    if amendments and no_brackets:
        raise click.UsageError("--amendments and --no-brackets exclude each other")
    from consensus.model.lookup import find_draft
    from consensus.reports.audience import Audience
    from consensus.working_group.write_text import write_text

    with reading() as group:
        state = group.state
        found = find_draft(state, draft)
        if notation == "docx" and not as_json:
            kind = "amendments" if amendments else "clean" if no_brackets else "rolling"
            deliver_docx(
                group,
                found,
                path,
                kind,
                names=names,
                audience=Audience(audience),
                symbol=symbol,
            )
            return
        if not as_json:
            output.deliver(write_text(state, found, notation, names), path)
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


@draft.command(
    "all-or-nothing", python="group.record(SetAllOrNothing(draft=find_draft(state), holds=True))"
)
@click.argument("draft", shell_complete=complete_draft)
@click.argument("holds", metavar="on|off", type=click.Choice(["on", "off"]))
def all_or_nothing(draft: str, holds: str) -> None:
    """Say whether nothing in a draft is agreed until everything is agreed.

    \b
    Examples:
      consensus draft all-or-nothing D1 on
      consensus draft all-or-nothing D1 off
    """
    from consensus.history.operations import SetAllOrNothing
    from consensus.model.lookup import find_draft

    with recording() as group:
        found = find_draft(group.state, draft)
        step = group.record(SetAllOrNothing(draft=found, holds=holds == "on"))
        until = "nothing is agreed until everything is" if holds == "on" else "item by item"
        tell_step(step, f"{draft}: {until}")


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
        [(r["handle"], r["title"], r["revision"], str(r["items"]), r["rule"]) for r in rows],
        "there is no draft yet",
    )


@draft.command("brackets", python="bracket_statistics(group.state, find_draft(group.state))")
@click.argument("draft", default="", shell_complete=complete_draft)
@as_json
def brackets(draft: str, as_json: bool) -> None:
    """Count what stands in brackets, item by item and in all.

    \b
    Examples:
      consensus draft brackets
      consensus draft brackets D1 --json
    """
    from consensus.model.lookup import find_draft
    from consensus.reports.texts import bracket_statistics

    with reading() as group:
        found = bracket_statistics(group.state, find_draft(group.state, draft))
    if as_json:
        output.write_json(output.plain(found))
        return
    rows = [(each.label or each.handle, each.counts) for each in found.items]
    output.write_table(
        (
            *("item", "brackets", "depth", "options", "attributed", "held by nobody"),
            *("alternatives?", "words in brackets", "words"),
        ),
        [
            (
                name,
                str(counts.brackets),
                str(counts.depth),
                str(counts.options),
                str(counts.attributed),
                str(counts.held_by_nobody),
                str(counts.alternatives),
                str(counts.words_in_brackets),
                str(counts.words),
            )
            for name, counts in (*rows, ("in all", found.total))
        ]
        if rows
        else [],
        "there are no brackets",
    )
    if rows:
        output.say(f"{found.clean} items have none")
