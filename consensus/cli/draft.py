"""`consensus draft`, `revision`, `translation`, `carry-over` and `convert`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from consensus.cli import output
from consensus.cli.completion import (
    complete_draft,
    complete_member,
    complete_revision,
    complete_target,
)
from consensus.cli.context import (
    STDIN,
    content_of,
    given_text,
    reading,
    reading_with_commands,
    split_values,
    text_or_docx,
)
from consensus.cli.framework import (
    AUDIENCES,
    Command,
    Noun,
    as_json,
    audience_option,
    symbol_option,
)
from consensus.cli.output import output_option
from consensus.cli.recording import created_handle, print_import, print_step, recording
from consensus.errors import NotFound, UnreadableInput
from consensus.finding import Finding
from consensus.model.drafts import Revision
from consensus.model.lookup import find_draft
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.json import plain
from consensus.reports.translations import language_versions
from consensus.working_group.write_text import write_text, write_translation

if TYPE_CHECKING:
    from consensus.formats.conversion import Form
    from consensus.reports.draft_comparison import DraftComparison
    from consensus.working_group import WorkingGroup
    from consensus.working_group.import_base import ImportReport
    from consensus.working_group.queries import Queries

# What reads or writes files, compares or counts is imported where it is called: it is a third more
# code than showing a draft needs.


NOTATIONS = ("brackets", "clean", "markdown", "critic", "docx")


@click.group("draft", cls=Noun, elsewhere={"edit": "merge:edit", "bracket": "merge:bracket"})
def draft() -> None:
    """Drafts and their revisions.

    Examples:
      consensus draft import zero-draft.md
      consensus draft show
    """


@draft.command(
    "import", records=True, python="group.import_draft(read_source(Path('zero-draft.md')))"
)
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
def import_draft(
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
    """Import a draft, roll calls or a poll.

    A Word file is taken in as it was before its tracked changes; see 'consensus amendment import'
    for those. Compared, it is taken with all of them accepted.

    With --compare nothing is recorded. With --as-amendments a later version or counter-draft
    becomes amendments, in one step: of words, and of items inserted, deleted, moved, split or
    joined. The same file again adds nothing.

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
                by=split_values(sponsors),
                cosponsors=split_values(cosponsor),
                rationale=rationale,
                draft=compare or "",
                alternatives=alternatives,
            )
            _print_amendments(group, report, as_json)
        return
    if compare is not None:
        with reading_with_commands() as group:
            comparison, findings = group.compare_draft(
                text_or_docx(file), compare, alternatives=alternatives
            )
        _show_comparison(comparison, findings, kept, as_json)
        return
    with recording() as group:
        before = set(group.state.drafts)
        report = group.import_draft(text_or_docx(file), revision, alternatives=alternatives)
        if as_json:
            print_import(report)
            return
        output.echo_findings(report.findings)
        for each in group.state.drafts.values():
            if each.id not in before:
                output.write(each.handle)
                output.echo_status(f"{each.title or each.handle}: {report.taken} items")
        if report.resembles:
            output.echo_status(
                f"to see what it changes: consensus undo, then consensus draft import {file}"
                f" --compare {report.resembles}"
            )


def _show_comparison(
    comparison: DraftComparison, findings: tuple[Finding, ...], kept: bool, as_json: bool
) -> None:
    from consensus.cli.report import show_outline
    from consensus.reports.draft_comparison import draft_comparison_outline

    if as_json:
        output.write_json({**plain(comparison), "totals": comparison.totals, "findings": findings})
        return
    output.echo_findings(findings)
    show_outline(draft_comparison_outline(comparison, kept))


def _print_amendments(group: WorkingGroup, report: ImportReport, as_json: bool) -> None:
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
    output.echo_findings(report.findings)
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
def show_draft(
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
    """Show a draft, or a revision of it.

    A Word document has the rolling text with its brackets. With --amendments each open amendment
    is in it as tracked changes: accept the changes of its sponsors and reject the others to read
    what they propose. Where several want the same change, it has all their names.

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
    with reading() as group:
        state = group.state
        found = find_draft(state, draft)
        if notation == "docx" and not as_json:
            kind = "amendments" if amendments else "clean" if no_brackets else "rolling"
            _deliver_docx(
                group, found, path, kind, names=names, audience=Audience(audience), symbol=symbol
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


def _deliver_docx(group: Queries, draft: str, path: str, kind: str, **how: Any) -> None:
    """Writes a draft to a Word file of a `DocxKind`; the rest is passed on to `set_docx`."""
    if not path:
        raise click.UsageError("a Word document goes to a file; name it with -o FILE.docx")
    from consensus.formats.docx.writer import write_document
    from consensus.working_group.write_docx import DocxKind, last_recorded, set_docx

    found = set_docx(group.state, draft, DocxKind(kind), issued=last_recorded(group), **how)
    output.echo_findings(found.findings)
    output.deliver(write_document(found.document, found.title_block), path)


@draft.command(
    "set", records=True, python="group.record(SetAllOrNothing(draft=find_draft(state), holds=True))"
)
@click.argument("draft", shell_complete=complete_draft)
@click.argument("holds", metavar="on|off", type=click.Choice(["on", "off"]))
def all_or_nothing(draft: str, holds: str) -> None:
    """Set "nothing agreed until everything is".

    Examples:
      consensus draft set D1 on
      consensus draft set D1 off
    """
    from consensus.history.operations import SetAllOrNothing

    with recording() as group:
        found = find_draft(group.state, draft)
        until = "nothing is agreed until everything is" if holds == "on" else "item by item"
        if group.state.drafts[found].all_or_nothing == (holds == "on"):
            output.echo_status(f"{draft}: {until}, as before; nothing is recorded")
        else:
            step = group.record(SetAllOrNothing(draft=found, holds=holds == "on"))
            print_step(step, f"{draft}: {until}")


@draft.command("list", python="group.state.drafts")
@as_json
def list_drafts(as_json: bool) -> None:
    """List drafts; --revisions, --carried-over.

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
    output.write_list(
        "drafts",
        rows,
        as_json,
        ("draft", "title", "revision", "items", "rule"),
        lambda r: (r["handle"], r["title"], r["revision"], str(r["items"]), r["rule"]),
        "there is no draft yet",
    )


@draft.command("brackets", python="bracket_statistics(group.state, find_draft(group.state))")
@click.argument("draft", default="", shell_complete=complete_draft)
@as_json
def brackets(draft: str, as_json: bool) -> None:
    """Count the square brackets.

    Examples:
      consensus draft brackets
      consensus draft brackets D1 --json
    """
    from consensus.reports.texts import bracket_statistics

    with reading() as group:
        found = bracket_statistics(group.state, find_draft(group.state, draft))
    if as_json:
        output.write_json(found)
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
        output.echo_status(f"{found.clean} items have none")


@click.group("revision", cls=Noun)
def revision() -> None:
    """Publish the present text, and compare.

    Examples:
      consensus draft publish Rev.1 --standing "without prejudice"
      consensus revision concordance Rev.1
    """


@draft.command(
    "publish", records=True, python="group.publish('Rev.1', standing='without prejudice')"
)
@click.argument("name")
@click.option("--standing", default="", help="Such as: without prejudice.")
@click.option("--language", default="", help="The original language.")
@click.option("--no-renumber", is_flag=True, help="Leave the labels as they are.")
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft.")
def publish(name: str, standing: str, language: str, no_renumber: bool, draft: str) -> None:
    """Publish a revision such as Rev.1.

    Examples:
      consensus draft publish Rev.1
      consensus draft publish "Chair's text" --standing "without prejudice" --no-renumber
    """
    with recording() as group:
        step = group.publish(
            name, draft=draft, standing=standing, language=language, renumber=not no_renumber
        )
        made = find_revision(group.state, name)
        moved = sum(1 for line in made.concordance if line.old != line.new)
        print_step(step, f"{name} is published; {moved} labels changed")


@revision.command("list", python="group.state.revisions")
@as_json
def list_revisions(as_json: bool) -> None:
    """List the revisions.

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
    output.write_list(
        "revisions",
        rows,
        as_json,
        ("revision", "draft", "issued", "standing", "language", "items"),
        lambda row: (
            row["name"],
            row["draft"],
            f"{row['issued']:%Y-%m-%d %H:%M}",
            row["standing"],
            row["language"],
            str(row["items"]),
        ),
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
def show_revision(
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

    Examples:
      consensus revision show Rev.1
      consensus revision show Rev.1 --to docx --symbol A/AC.9/L.4/Rev.1 -o rev1.docx
      consensus revision show Rev.2 --to docx --against first --concordance -o rev2.docx
    """
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
            _deliver_docx(
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
@audience_option("public")
@click.option("--kept", is_flag=True, help="Also show the items that stay as they were.")
@as_json
def compare(old: str, new: str, draft: str, audience: str, kept: bool, as_json: bool) -> None:
    """Show what changed between two revisions.

    OLD is the name of a revision, or: first, for the draft as it was taken in. Without NEW it is
    compared with the present text. As a file in any form it is: consensus report changes.

    Examples:
      consensus draft compare first
      consensus draft compare Rev.1 Rev.2 --json
    """
    from consensus.cli.report import deliver_report

    drafts = (draft,) if draft else ()
    deliver_report(
        "changes", audience=audience, as_json=as_json, drafts=drafts, old=old, new=new, kept=kept
    )


@revision.command("concordance", python="revision.concordance")
@click.argument("name", shell_complete=complete_revision)
@as_json
def concordance(name: str, as_json: bool) -> None:
    """Show which label became which.

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
    """Returns the revision of a name; the last one where several drafts have it."""
    found = [each for each in state.revisions.values() if each.name == name]
    if not found:
        known = ", ".join(each.name for each in state.revisions.values()) or "none"
        raise NotFound(f"no revision is called {name}; there are: {known}")
    return found[-1]


@draft.group("translation", cls=Noun)
def translation() -> None:
    """Keep drafts in other languages, each paragraph tied to the version it renders.

    Examples:
      consensus draft translation import draft.fr.md --language fr
      consensus draft translation list
    """


@translation.command("add", records=True, python="group.translate('3', 'fr', 'Convenir que ...')")
@click.argument("item", shell_complete=complete_target)
@click.argument("language")
@click.argument("text")
def add(item: str, language: str, text: str) -> None:
    """Record one paragraph in a language.

    Examples:
      consensus draft translation add 3 fr "Convenir que la coopération est ouverte."
      consensus draft translation add 3 fr - < paragraph-3.fr.txt
    """
    with recording() as group:
        step = group.translate(item, language, given_text(text))
        print_step(step, f"{item} in {language}")


@translation.command(
    "import",
    records=True,
    python="group.import_translation(read_source(Path('draft.fr.md')), 'fr')",
)
@click.argument("file")
@click.option("--language", required=True, metavar="TAG", help="Such as fr or zh-Hans.")
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft it renders.")
@click.option("--strict", is_flag=True, help="Take nothing in when a paragraph finds no item.")
@as_json
def import_translation(file: str, language: str, draft: str, strict: bool, as_json: bool) -> None:
    """Import a language version.

    Paragraphs are matched by their labels; between two of them, those without a label by their
    order. Of a Word file the text without its tracked changes is taken.

    Examples:
      consensus draft translation import draft.fr.docx --language fr
      consensus draft translation import draft.fr.md --language fr --draft D1 --strict
    """
    with recording() as group:
        report = group.import_translation(text_or_docx(file), language, draft, strict)
        print_import(report)


@translation.command("list", python="language_versions(group.state, list(group.state.drafts))")
@click.option("--language", default="", metavar="TAG", help="Only this one, item by item.")
@as_json
def list_translations(language: str, as_json: bool) -> None:
    """List versions that are behind.

    Examples:
      consensus draft translation list
      consensus draft translation list --language fr --json
    """
    with reading() as group:
        found = language_versions(group.state, list(group.state.drafts), language)
        if as_json:
            output.write_json(
                {
                    "languages": [
                        {**plain(each), "behind": each.behind, "missing": each.missing}
                        for each in found
                    ]
                }
            )
            return
        for each in found:
            output.write(f"{each.draft} {each.sentence}", bold=bool(language))
            if language:
                rows = [
                    (
                        item.label or item.handle,
                        str(item.rendered or ""),
                        str(item.current),
                        "behind" if item.is_behind else "" if item.rendered else "not translated",
                    )
                    for item in each.items
                ]
                output.write_table(("item", "renders", "now", ""), rows)
        if not found:
            output.echo_status(
                "no draft has been translated; see 'consensus draft translation import --help'"
            )


@translation.command("show", python="write_translation(group.state, find_draft(group.state), 'fr')")
@click.argument("language", metavar="TAG")
@click.argument("draft", default="", shell_complete=complete_draft)
@as_json
def show_translation(language: str, draft: str, as_json: bool) -> None:
    """Show a language version.

    What is not translated is left in the language of the draft, in braces; what is behind is said
    on stderr.

    Examples:
      consensus draft translation show fr
      consensus draft translation show fr D1
    """
    with reading() as group:
        found = find_draft(group.state, draft)
        text = write_translation(group.state, found, language)
        (version,) = language_versions(group.state, [found], language)
        if as_json:
            output.write_json({**plain(version), "text": text})
            return
        output.write_exactly(text)
        output.echo_status(version.sentence)


@click.group("carry-over", cls=Noun)
def carry_over() -> None:
    """Carry over what another working group agreed, with where it comes from.

    It is not agreed here: each text is "not reconfirmed" until this working group decides it.

    Examples:
      consensus carry-over take earlier-group.consensus
      consensus carry-over list
      consensus decision add 3 agreed
    """


@carry_over.command(
    "take", records=True, python="group.carry_over(WorkingGroup.open('earlier.consensus'), ['3'])"
)
@click.argument("file", metavar="FILE")
@click.argument("items", nargs=-1)
@click.option("--draft", default="", help="Which of its drafts, if not all.")
@click.option("--everything", is_flag=True, help="All items, agreed there or not.")
@click.option("--title", default="", help="The title of the draft here.")
def take(file: str, items: tuple[str, ...], draft: str, everything: bool, title: str) -> None:
    """Take items of another working group's record over; those that it agreed if none is named.

    The other record is only read, and must be intact. Names in brackets stay behind.

    Examples:
      consensus carry-over take earlier-group.consensus
      consensus carry-over take earlier-group.consensus 3 12(a) --title "Agreed earlier"
    """
    from consensus.working_group import WorkingGroup

    if items and everything:
        raise click.UsageError("name items, or take everything")
    if not Path(file).is_file():
        raise UnreadableInput(f"there is no file {file}")
    with recording() as group, WorkingGroup.open(file) as other:
        step = group.carry_over(
            other, split_values(items), draft=draft, everything=everything, title=title
        )
        taken = step.operation(1)
        count = len(getattr(taken, "items", ()))
        sentence = f"{count} items of {other.title} are carried over, not reconfirmed"
        print_step(step, sentence, created_handle(group, step))


@carry_over.command("list", python="origin_lines(group.state)")
@as_json
def list_carried_over(as_json: bool) -> None:
    """List what was carried over: where it comes from, and whether it was reconfirmed.

    Examples:
      consensus carry-over list
      consensus carry-over list --json
    """
    from consensus.reports.reference import origin_lines, origin_phrase

    with reading() as group:
        lines = origin_lines(group.state)
    if as_json:
        output.write_json({"carried_over": lines})
        return
    rows = [
        (
            each.item,
            each.label,
            each.standing.value,
            "yes" if each.is_changed else "",
            origin_phrase(each.origins),
        )
        for each in lines
    ]
    output.write_table(
        ("item", "label", "standing", "changed", "comes from"), rows, "nothing was carried over"
    )


FORMS = ("markdown", "brackets", "critic", "docx")
TARGETS = (*FORMS, "clean", "html")


@click.command(
    "convert", cls=Command, python="convert(content, 'a.docx', Form.DOCX, Form.CRITIC).content"
)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT", default="")
@click.option(
    "--from", "from_", type=click.Choice(FORMS), help="What IN is, whatever its name ends in."
)
@click.option("--to", type=click.Choice(TARGETS), help="What OUT is, whatever its name ends in.")
@click.option(
    "--changes",
    default="keep",
    show_default=True,
    metavar="keep|accept|reject|AUTHOR,…",
    help="What becomes of changes: kept, all accepted, all rejected, or those that name some"
    " authors accepted and all others rejected.",
)
@click.option("--language", default="", help="What it is written in, for docx and html: en, fr.")
@as_json
def convert(
    source: str,
    target: str,
    from_: str | None,
    to: str | None,
    changes: str,
    language: str,
    as_json: bool,
) -> None:
    """Convert between Word, CriticMarkup and brackets.

    .md is Markdown and .txt plain text, both with what is not agreed in brackets; .critic.md is
    CriticMarkup, .docx a Word document with tracked changes, .html a page of its own. Tracked
    changes become CriticMarkup or brackets with the names of their authors. IN and OUT may be - for
    stdin and stdout; OUT is stdout if not given. What gets lost is said on stderr, or with --json
    on stdout, with the text if OUT is not given.

    Examples:
      consensus convert draft.md draft.docx
      consensus convert review.docx review.critic.md
      consensus convert review.docx --to brackets
      consensus convert review.docx clean.txt --to clean --changes accept
    """
    from consensus.formats.conversion import Form, convert, form_of

    read = Form(from_) if from_ else _known_form(form_of(source), source, "--from")
    wanted = Form(to) if to else _known_form(form_of(target or STDIN), target or STDIN, "--to")
    if not read.is_read:
        raise click.UsageError(f"{source}: {read} is only written, and not read")
    if wanted is Form.DOCX and not target:
        raise click.UsageError(
            "a Word document goes to a file; name it as OUT, or - to write it into a pipe"
        )
    if as_json and target == STDIN:
        raise click.UsageError("--json writes to stdout; leave OUT out, or name a file")
    accepting = None if changes == "keep" else _accepting(changes)
    named = "stdin" if source == STDIN else source
    found = convert(content_of(source), named, read, wanted, accepting, language)
    if as_json:
        fields = {"from": read, "to": wanted, "written": target, "findings": found.findings}
        output.write_json(fields if target else {**fields, "text": found.content.decode()})
    else:
        output.echo_findings(found.findings)
    if target and (target != STDIN or wanted is Form.DOCX):
        output.deliver(found.content, target)
    elif not as_json:
        output.write_exactly(found.content.decode())


def _known_form(found: Form | None, name: str, option: str) -> Form:
    if found is None:
        what = "stdin" if name == STDIN and option == "--from" else "the name of the file"
        what = "stdout" if name == STDIN and option == "--to" else what
        raise click.UsageError(f"{what} does not say what it is; say it with {option}")
    return found


def _accepting(changes: str) -> str | frozenset[str]:
    if changes in ("accept", "reject"):
        return changes
    return frozenset(filter(None, (each.strip() for each in changes.split(","))))
