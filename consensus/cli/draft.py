"""`consensus draft` and `convert`."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter, itemgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click
from attrs import astuple

from consensus.cli import context, options, output
from consensus.cli.framework import Noun, audience_option, command, report_options, symbol_option
from consensus.cli.output import output_option, picked
from consensus.cli.recording import (
    confirm,
    end_import,
    named,
    print_import,
    print_step,
    recording,
    sponsors,
    tried,
)
from consensus.errors import NotFound
from consensus.finding import Finding
from consensus.formats.draft_writer import write_text, write_translation
from consensus.model.drafts import LineNumbers, Revision
from consensus.model.lookup import find_draft
from consensus.model.state import State
from consensus.reports.audience import Audience, effective_audience
from consensus.reports.json import plain
from consensus.reports.translations import language_versions
from consensus.text.display import count_noun

if TYPE_CHECKING:
    from consensus.formats.conversion import Form
    from consensus.formats.source import Source
    from consensus.reports.comparison import DraftComparison
    from consensus.reports.progress import BracketChanges
    from consensus.working_group import Queries, WorkingGroup
    from consensus.working_group.import_base import ImportReport

NOTATIONS = ("brackets", "clean", "markdown", "critic", "numbered", "docx")
_DOCUMENTS = ("text", "json", "csv", "html")


@click.group("draft", cls=Noun, elsewhere={"edit": "merge:edit", "bracket": "merge:bracket"})
def draft() -> None:
    """Drafts and their revisions."""


@draft.records_itself("import", "group.import_draft(read_source(Path('zero-draft.md')))")
@click.argument("files", nargs=-1, metavar="FILE...")
@options.text("--revision", default="zero draft", show_default=True, help="Name of this version.")
@options.flag(
    "--alternatives",
    help="These are options: brackets side by side, words with / between them in brackets,"
    " paragraphs that begin with 'Option 1:' or 'alt'.",
)
@options.optional(
    "--compare", metavar="[DRAFT]", shell_complete=options.complete_draft, help="Show what changes."
)
@options.flag("--include-unchanged", help="With --compare, show every item.")
@options.flag("--state", "with_state", help="Record what FILE says of the state of its items.")
@options.flag("--as-amendments", help="Record the changes in FILE as amendments.")
@sponsors("With --as-amendments: the sponsors. A second --sponsor gives co-sponsors.")
@options.text("--reason", help="With --as-amendments: the reason of every amendment.")
@options.flag("--anyway", help="With --as-amendments: however little of the draft is in FILE.")
@options.choice("--as", "kind", of=["roll-call", "poll", "proposals"], help="The kind of votes.")
@options.file("--votes", help="With --as: the file that has the votes.")
@options.file("--titles", help="With --as roll-call: the file that has the titles.")
@options.text("--title", help="With --as: the title of the new draft.")
@options.flag("--accepted-only", help="With --as poll, leave out what moderators rejected.")
@options.target("--on", metavar="TEXT", help="With --as proposals: the text that was voted on.")
@options.flag("--strict", help="With --as: if something is refused, import nothing.")
@options.text("--draft", shell_complete=options.complete_draft, help="With --state: of a table.")
def import_draft(
    files: tuple[str, ...],
    revision: str,
    alternatives: bool,
    compare: str | None,
    include_unchanged: bool,
    with_state: bool,
    as_amendments: bool,
    by: list[str],
    cosponsors: list[str],
    reason: str,
    anyway: bool,
    kind: str | None,
    draft: str,
    **of_votes: Any,
) -> None:
    """Import a draft, roll calls or a poll.

    If a Word file has tracked changes, the command imports the text without them. To import the
    tracked changes, use 'consensus amendment import'. With --compare, the command reads the text
    with all tracked changes accepted.

    With --compare, the command records nothing. If there is only one draft, you need not name it.
    With --as-amendments, FILE is a later version or a counter-draft, and its changes become
    amendments, in one step. Changes are new words, and items that were inserted, deleted, moved,
    split or joined. A file with less than a quarter of the draft's paragraphs is refused. If you
    import the same file again, nothing is added. Without --as-amendments, the same file is refused.

    With --state, words such as (agreed), [agreed ad ref], (agreed 12 May, in informals), alt or
    Chair's proposal, before or behind the text of an item, are taken out of it and recorded in the
    same step. The command lists them and asks once; words that it does not understand stay in the
    text. Without a day, that of --at or today counts. A table (CSV, JSON, Word) with the
    columns label, status, date and forum does the same for a draft that was imported before.

    With --as, the command imports votes as positions of members, in one step. The texts of the
    votes become a new draft. The files are tables (CSV):

      roll-call   Each row of --votes is a vote. Its columns are rcid (the roll call), country_code
                  or country (the member), vote (yes, no, abstain), since and until (the days of
                  membership). The columns of --titles are rcid, unres, short, descr and date. Both
                  can have result (adopted, rejected) and majority (two-thirds, or a rule).
      poll        Both files come from Pol.is: FILE has the comments, and --votes has the votes.
                  "Agree" is support, "pass" is abstain. Opinion groups become groups of members.
      proposals   Each FILE comes from Loomio and has one proposal, with the votes and reasons.
                  "Block" is object. With --on, the votes are about a text of a draft. The command
                  then makes no new draft.

      consensus draft import zero-draft.docx
      consensus draft import rolling-text.txt --alternatives
      consensus draft import rolling-text.docx --state
      consensus draft import statuses.csv --state --draft D1
      consensus draft import counter-draft.md --compare
      consensus draft import counter-draft.md --as-amendments --sponsor ALV --sponsor MER
      consensus draft import --as roll-call --votes votes.csv --titles resolutions.csv
      consensus draft import comments.csv --as poll --votes participants-votes.csv
      consensus draft import lights.csv --as proposals --on 3
    """
    is_compared = compare is not None
    if kind:
        wrong = f"what is imported --as {kind} is no draft to be compared"
        context.check_options((alternatives or as_amendments or with_state or is_compared, wrong))
        _import_votes(kind, files, **of_votes)
        return
    said: dict[str, Any] = {"by": by, "cosponsors": cosponsors, "rationale": reason}
    context.check_options(
        *((given, f"--{e.replace('_', '-')} goes with --as") for e, given in of_votes.items()),
        (len(files) != 1, "name one FILE"),
        (not as_amendments and any(said.values()), "sponsors and a reason go with --as-amendments"),
        (not as_amendments and anyway, "--anyway goes with --as-amendments"),
        (draft and not with_state, "--draft goes with --state"),
        (with_state and (as_amendments or is_compared), "--state goes with a new draft or a table"),
    )
    (file,), source = files, context.text_or_docx(files[0])
    if compare is not None and not as_amendments:
        with context.reading_with_commands() as group:
            comparison, findings = group.compare_draft(source, compare, alternatives=alternatives)
        _show_comparison(comparison, findings, include_unchanged)
        return
    with recording() as group:
        if as_amendments:
            said |= {"draft": compare or "", "alternatives": alternatives, "anyway": anyway}
            report = group.import_counter_draft(source, **said)
            _print_amendments(group, report)
            return
        before = set(group.state.drafts)
        if with_state:
            report = _import_state(group, source, revision, alternatives, draft)
        else:
            report = group.import_draft(source, revision, alternatives=alternatives)
        made = [each for each in group.state.drafts.values() if each.id not in before]
        if output.is_json() or not made:
            print_import(report)
            return
        output.echo_findings(report.findings)
        for each in made:
            _print_handle(each.handle)
            items = sum(item.kind.can_be_agreed for item in group.state.walk(each.id))
            output.echo_status(f"{each.title or each.handle}: {count_noun(items, 'item', 'items')}")
        if report.resembles:
            output.echo_status(
                f"to see what it changes: consensus undo, then consensus draft import {file}"
                f" --compare {report.resembles}"
            )


def _import_state(
    group: WorkingGroup, source: Source, revision: str, alternatives: bool, draft: str
) -> ImportReport:
    """Imports a draft or a table with what it says of its items, once that was agreed to."""
    from consensus.working_group.import_state import status_table

    def record() -> ImportReport:
        if status_table(source):
            return group.import_statuses(source, draft)
        return group.import_draft(source, revision, alternatives=alternatives, statuses=True)

    with tried(group):
        found = record().statuses
    for each in found if not output.is_json() else ():
        output.echo_status(f"{each.label}: {each.sentence}")
    count = count_noun(sum(bool(each.status) for each in found), "status", "statuses")
    confirm(f"Import this with {count}?")
    report = record()
    context.add_fields({"statuses": [plain(e) | picked(e, "status") for e in report.statuses]})
    return report


def _print_handle(handle: str) -> None:
    """Writes the handle of a draft that was made, but not of one that was only tried."""
    if not context.record_context().is_dry_run:
        output.write(handle)


def _import_votes(
    kind: str, files: tuple[str, ...], votes: str, titles: str, accepted_only: bool, **more: Any
) -> None:
    on = more.pop("on")
    places = (*files, votes) if votes else files
    count = len(places)
    context.check_options(
        (titles and kind != "roll-call", "--titles goes with --as roll-call"),
        (accepted_only and kind != "poll", "--accepted-only goes with --as poll"),
        (on and kind != "proposals", "--on goes with --as proposals"),
        (kind == "roll-call" and count != 1, "roll calls are in one file: --votes FILE"),
        (kind == "poll" and count != 2, "a poll is in two files: FILE --votes FILE"),
        (not count, "name the FILE of each proposal"),
        (on and (count > 1 or more["title"]), "--on goes with one file, without --title"),
    )
    with recording() as group:
        known = set(group.state.drafts)
        sources = [context.source_of(each) for each in places]
        if kind == "roll-call":
            sources += [context.source_of(titles)] if titles else []
            report = group.import_roll_calls(*sources, **more)
        elif kind == "poll":
            report = group.import_poll(*sources, rejected=not accepted_only, **more)
        else:
            report = group.import_proposals(*sources, on=on, **more)
        if on:
            print_import(report)
        else:
            _print_positions(group, known, report)


def _print_positions(group: WorkingGroup, known: set[str], report: ImportReport) -> None:
    from consensus.history.operations import AddMember, ImportDraft, TakePosition

    (draft,) = (each for each in group.state.drafts.values() if each.id not in known)
    items = sum(len(each.items) for each in report.operations if isinstance(each, ImportDraft))
    joined = sum(isinstance(each, AddMember) for each in report.operations)
    stances = Counter(each.stance for each in report.operations if isinstance(each, TakePosition))
    end_import(report)
    made = {"draft": draft.handle, "items": items, "members": joined}
    told = picked(report, "rows", "taken", "duplicates", "refused", "findings")
    context.add_fields(made | {"positions": dict(sorted(stances.items()))} | told)
    if output.is_json():
        return
    output.echo_findings(report.findings)
    _print_handle(draft.handle)
    counted = ", ".join(f"{count} {stance}" for stance, count in stances.most_common())
    output.echo_status(
        f"{draft.title}: {items} items, {joined} new members, {stances.total()} positions"
        f"{f' ({counted})' if counted else ''}; {report.duplicates} said twice,"
        f" {report.refused} refused"
    )


def _show_comparison(
    comparison: DraftComparison, findings: tuple[Finding, ...], include_unchanged: bool
) -> None:
    from consensus.cli.report import show_outline
    from consensus.reports.comparison import draft_comparison_outline

    told = {"totals": comparison.totals, "findings": findings}
    if not output.wrote_json({**plain(comparison), **told}):
        output.echo_findings(findings)
        show_outline(draft_comparison_outline(comparison, include_unchanged))


def _print_amendments(group: WorkingGroup, report: ImportReport) -> None:
    from consensus.reports.amendments import change_summary

    state = group.state
    made = [state.amendments[each.id] for each in report.operations]
    names = ("handle", "kind", "sponsors", "cosponsors", "rationale")
    lines = [picked(each, *names) for each in made]
    for line, each in zip(lines, made, strict=True):
        line |= {"target": state.handle_of(each.target), "summary": change_summary(state, each.id)}
    if output.is_json():
        context.add_fields({"amendments": lines, **picked(report, "duplicates", "findings")})
        return
    output.echo_findings(report.findings)
    output.write_table(
        ("amendment", "kind", "what it would do"),
        [*map(itemgetter("handle", "kind", "summary"), lines)],
        "nothing was added",
    )


@draft.shows("show [DRAFT]", "write_text(group.state, find_draft(group.state), 'brackets')")
@options.optional(
    "--revision", metavar="NAME", shell_complete=options.complete_revision, help="This revision."
)
@options.choice(
    *("--to", "form"),
    of=(*NOTATIONS, *_DOCUMENTS),
    help="The format. By default brackets; critic shows what open amendments would change,"
    " also items that are inserted, deleted or moved; numbered shows a revision in numbered lines.",
)
@options.flag("--names", help="Print who supports which option, and who proposes changes.")
@options.flag("--amendments", help="With --to docx: open amendments are tracked changes.")
@options.flag("--no-brackets", help="With --to docx: refuse if the text still has brackets.")
@options.text(
    "--against",
    metavar="PREVIOUS",
    shell_complete=options.complete_revision,
    help="With --revision and --to docx: compare with this revision. 'first' is the imported"
    " draft. By default: the previous revision.",
)
@options.flag("--no-changes", help="With --revision and --to docx: show no tracked changes.")
@options.flag(
    "--concordance",
    "with_concordance",
    help="With --revision and --to docx: old and new labels.",
)
@audience_option(None)
@symbol_option
@output_option(help="Write to this file.")
def show_draft(
    draft: str,
    revision: str | None,
    form: str | None,
    names: bool,
    amendments: bool,
    no_brackets: bool,
    no_changes: bool,
    audience: str | None,
    path: str,
    **more: Any,
) -> None:
    """Show a draft, or a revision of it.

    The extension of FILE decides the format. If you give --audience, or the format is text, csv or
    html, the output is a dated document. It says what is left out. Without --audience, it is for
    the public.

    Items that were rejected or withdrawn are struck out. The clean text and revisions leave them
    out, and say so. A Word document has the rolling text with its brackets. In a revision, the
    changes since the previous revision are tracked changes by the secretariat, unless you give
    --audience.

    With --amendments, the open amendments are tracked changes in the document. To read one
    amendment, accept the changes of its sponsors, and reject all others. If several amendments make
    the same change, that change has the names of all sponsors.

      consensus draft show
      consensus draft show D1 --to clean
      consensus draft show --revision Rev.1 --to docx --symbol A/AC.9/L.4/Rev.1 -o rev1.docx
      consensus draft show --revision Rev.1 --to numbered -o rev1.txt
      consensus draft show --to docx --amendments --audience members -o amendments.docx
      consensus draft show --audience members -o rolling.html
    """
    # 'revision show' had options before the name.
    revision, draft = (draft, "") if revision == "" else (revision or "", draft)
    chosen = "json" if output.is_json() else form or _form_for(path, audience)
    is_docx = chosen == "docx" or output.is_json()
    is_set = amendments or no_brackets or more["symbol"]
    is_compared = more["against"] or no_changes or more["with_concordance"]
    of_revisions = "--against, --no-changes and --concordance go with --revision and --to docx"
    context.check_options(
        (is_set and not is_docx, "--amendments, --no-brackets and --symbol go with --to docx"),
        (is_compared and not (is_docx and revision), of_revisions),
        (amendments and no_brackets, "give --amendments or --no-brackets, not both"),
        (more["against"] and no_changes, "give --against or --no-changes, not both"),
    )
    if chosen in ("", "text", "csv", "html") or (chosen == "markdown" and audience):
        from consensus.cli.report import deliver_report

        deliver_report(
            "draft", form=chosen, audience=audience, path=path, drafts=draft, new=revision
        )
        return
    if chosen == "docx" and not path:
        raise click.UsageError("a Word document goes to a file; name it with -o FILE.docx")
    with context.reading() as group:
        seen_by = effective_audience(group.state, Audience(audience or Audience.PUBLIC))
        named = names or (seen_by.sees_names and not amendments)
        found = find_draft(group.state, draft) if draft or not revision else ""
        if revision:
            published = find_revision(group.state, revision, found)
            group, found = group.as_of(published.name), published.draft
        if chosen == "json":
            fields = _draft_fields(group.state, found, revision, seen_by, audience, names)
            output.deliver(output.json_of(fields) + "\n", path)
        elif chosen == "docx":
            from consensus.formats.docx.writer import write_document
            from consensus.working_group.write_docx import DocxKind, last_recorded, set_docx

            kind = "amendments" if amendments else "clean" if no_brackets else "rolling"
            if revision and kind == "rolling" and not (no_changes or audience):
                kind = "tracked"
            more |= {"names": named, "audience": seen_by, "issued": last_recorded(group)}
            made = set_docx(group.state, found, DocxKind(kind), revision=revision, **more)
            output.echo_findings(made.findings)
            output.deliver(write_document(made.document, made.title_block), path)
        else:
            state = group.state
            if revision:
                from consensus.reports.revisions import as_published

                state = as_published(state, published)
            output.deliver(write_text(state, found, chosen, named), path)
            if revision or chosen == "clean":
                _echo_left_out(group.state, found, revision)


def _echo_left_out(state: State, draft: str, revision: str = "") -> None:
    from consensus.reports.revisions import find_issue, left_out_sentence

    if sentence := left_out_sentence(state, find_issue(state, draft, revision)):
        output.echo_status(sentence)


def _form_for(path: str, audience: str | None) -> str:
    ending = PurePath(path).suffix.lower().removeprefix(".")
    form = {"md": "markdown", "markdown": "markdown", "htm": "html"}.get(ending, ending)
    if form in (*NOTATIONS, *_DOCUMENTS):
        return form
    if form not in ("", "txt"):
        known = ".txt, .md, .json, .csv, .html, .docx"
        raise click.UsageError(f"-o ends in {known}; with .{ending}, add --to")
    return "" if audience else "brackets"


def _draft_fields(
    state: State, draft: str, revision: str, seen_by: Audience, audience: str | None, names: bool
) -> dict[str, Any]:
    """Returns a draft as data; without an audience its words are as recorded, with `names`."""
    from consensus.reports.revisions import find_issue, revision_document

    issue = find_issue(state, draft, revision)
    document = revision_document(state, draft, revision, seen_by)
    items = []
    for each, item in zip(issue.items, document.items, strict=True):
        version = state.versions[issue.versions[each]]
        fields = plain(item) | {"version": version.number, "brackets": state.brackets_in(each)}
        own = {} if audience else {"text": version.wording.notation(names)}
        items.append(fields | own)
    told = {"draft": state.handle_of(draft), "revision": revision or state.drafts[draft].revision}
    return {**told, **plain(document), "items": items}


@draft.reads("list", "group.state.drafts")
@options.flag("--revisions", help="List the revisions that were published.")
@options.flag("--carried-over", help="List texts from other groups, and if each was reconfirmed.")
def list_drafts(group: Queries, revisions: bool, carried_over: bool) -> None:
    """List drafts, revisions, or texts that were carried over.

    consensus draft list --revisions --json
    """
    both = "give --revisions or --carried-over, not both"
    context.check_options((revisions and carried_over, both))
    state = group.state
    if revisions or carried_over:
        (_list_revisions if revisions else _list_carried_over)(state)
        return
    rows: list[dict[str, Any]] = []
    for each in state.drafts.values():
        rows.append(picked(each, "handle", "title", "revision", "all_or_nothing"))
        items = sum(item.kind.can_be_agreed for item in state.walk(each.id))
        rows[-1] |= {"items": items, "rule": each.rule or state.settings[""].rule}
    fields = "draft=handle,title,revision,items,rule"
    output.write_list("drafts", rows, fields, "there is no draft yet")


def _list_revisions(state: State) -> None:
    rows: list[dict[str, Any]] = [
        {
            "draft": state.handle_of(each.draft),
            **picked(each, "name", "issued", "standing", "language"),
            "items": sum(state.items[item].kind.can_be_agreed for item in each.items),
        }
        for each in state.revisions.values()
    ]
    fields = "revision=name,draft,issued,standing,language,items"
    output.write_list("revisions", rows, fields, "nothing is published yet")


def _list_carried_over(state: State) -> None:
    from consensus.reports.texts import origin_lines, origin_phrase

    output.write_list(
        "carried_over",
        origin_lines(state),
        "item,label,standing,changed,comes_from",
        "nothing was carried over",
        changed=lambda each: "yes" * each.is_changed,
        comes_from=lambda each: origin_phrase(each.origins),
    )


@draft.records("set DRAFT", "group.record(SetAllOrNothing(draft=find_draft(state), holds=True))")
@click.argument("holds", metavar="[on|off]", required=False, type=click.Choice(["on", "off"]))
@click.option("--statements-due", "due", metavar="TIME", help="When statements for the annex end.")
def all_or_nothing(group: WorkingGroup, draft: str, holds: str | None, due: str | None) -> None:
    """Set "nothing is agreed until everything is", or a deadline.

    Members can make statements for the annex of the final report until the time of
    --statements-due. The word none removes the deadline.

      consensus draft set D1 on
      consensus draft set D1 --statements-due 2018-01-15T18:00
    """
    from consensus.history.operations import SetAllOrNothing
    from consensus.reports.outline import moment

    if (holds is None) == (due is None):
        raise click.UsageError("give on or off, or --statements-due")
    found = find_draft(group.state, draft)
    if due is not None:
        end = None if due == "none" else context.given_time(due)
        step = group.set_statements_due(end, draft)
        print_step(step, f"{draft}: statements for the annex until {moment(end) or 'any time'}")
        return
    until = "nothing is agreed until everything is" if holds == "on" else "item by item"
    if group.state.drafts[found].all_or_nothing == (holds == "on"):
        output.echo_status(f"{draft}: {until}, as before; nothing is recorded")
    else:
        step = group.record(SetAllOrNothing(draft=found, holds=holds == "on"))
        print_step(step, f"{draft}: {until}")


@draft.reads("brackets [DRAFT]", "bracket_statistics(group.state, find_draft(group.state))")
@options.text(
    "--since",
    metavar="REVISION",
    shell_complete=options.complete_revision,
    help="What became of brackets since this revision. 'first' is the imported draft.",
)
@audience_option("secretariat")
def brackets(group: Queries, draft: str, since: str, audience: str) -> None:
    """Count the square brackets.

    A bracket over several items counts once, at the item where it opens.

    With --since, the output says by item, and by member that brackets name, how many were open in
    each text, and became lifted (the words stayed), deleted (they went), new, unnamed (the member
    is not named any more), or left (without consensus). The public gets no names.

    consensus draft brackets --since Rev.1
    """
    from consensus.reports.progress import bracket_changes, bracket_statistics

    drafted = find_draft(group.state, draft)
    if since:
        seen_by = effective_audience(group.state, Audience(audience))
        _echo_bracket_changes(bracket_changes(group.state, drafted, since, seen_by))
        return
    found = bracket_statistics(group.state, drafted)
    if output.wrote_json(found):
        return
    header = (
        *("item", "brackets", "depth", "options", "with names", "without names", "alternatives?"),
        *("words", "words in brackets"),
    )
    rows = [(each.label or each.handle, *astuple(each.counts)) for each in found.items]
    rows += [("in all", *astuple(found.total))] if rows else []
    output.write_table(header, rows, "there are no brackets")
    if rows:
        have = "item has" if found.clean == 1 else "items have"
        output.echo_status(f"{found.clean} {have} none")
    for over in found.spanning:
        output.echo_status(f"{over.handle}: from {over.first} to {over.last}")
    for each in found.left:
        count = count_noun(each.counts.brackets, "bracket", "brackets")
        output.echo_status(f"{each.label or each.handle}: {count} left without consensus")


def _echo_bracket_changes(found: BracketChanges) -> None:
    if output.wrote_json(found):
        return
    for of, each in ("item", [*found.items, found.total]), ("named in them", found.members):
        rare = [name for name in ("unnamed", "left") if any(getattr(e.whole, name) for e in each)]
        told = ("lifted", "deleted", "new", *rare)
        numbers = attrgetter("open", *told)
        rows = [
            (e.label or e.name or "in all", *(s.before for s in e.steps), *numbers(e.whole))
            for e in each
        ]
        if rows:
            output.write_table((of, *found.texts[:-1], "now", *told), rows)
    if found.withheld.counts:
        output.echo_status(found.withheld.sentence())


@draft.records("publish NAME", "group.publish('Rev.1', standing='without prejudice')")
@options.text("--standing", help="A formal status to print, such as 'without prejudice'.")
@options.text("--language", help="The original language.")
@options.flag("--no-renumber", help="Leave the labels as they are.")
@options.choice("--line-numbers", of=["page", "document"], help="Where lines begin with number 1.")
@options.draft
def publish(group: WorkingGroup, name: str, no_renumber: bool, **more: Any) -> None:
    """Publish a revision, such as Rev.1.

    With --line-numbers, amendments and comments can cite the pages and lines of what 'draft show
    --to numbered' writes. The numbers that Word counts depend on fonts, and cannot be cited.

      consensus draft publish "Chair's text" --standing "without prejudice" --no-renumber
      consensus draft publish Rev.1 --line-numbers page
    """
    if lines := more["line_numbers"]:
        more["line_numbers"] = LineNumbers(restarts=lines == "page")
    step = group.publish(name, renumber=not no_renumber, **more)
    moved = sum(1 for line in step.made.concordance if line.old != line.new)
    told = f"{count_noun(moved, 'label', 'labels')} changed" if moved else "numbering unchanged"
    print_step(step, f"{name} published; {told}")
    _echo_left_out(group.state, step.made.draft)


@draft.shows("compare", "write_report(group, 'changes', 'html', Wanted(old='first', new='Rev.1'))")
@click.argument("old", shell_complete=options.complete_revision)
@click.argument("new", default="", shell_complete=options.complete_revision)
@options.flag("--labels", help="Show which labels changed in the revision OLD.")
@options.draft
@options.flag("--include-unchanged", help="Also show items that did not change.")
@report_options()
def compare(
    old: str, new: str, labels: bool, draft: str, include_unchanged: bool, **delivery: Any
) -> None:
    """Compare two revisions; --labels: only how labels changed.

    OLD is a revision. The word 'first' is the draft that was imported. Without NEW, OLD is compared
    with the present text. A Word document has tracked changes.

      consensus draft compare first
      consensus draft compare Rev.1 Rev.2 -o changes.html
      consensus draft compare Rev.1 --labels
    """
    from consensus.cli.report import deliver_report
    from consensus.reports.revisions import concordance

    if not labels:
        delivery["kept"] = include_unchanged
        deliver_report("changes", drafts=draft, old=old, new=new, **delivery)
        return
    one = "--labels shows what one revision, OLD, did to the labels"
    context.check_options((new or include_unchanged, one))
    if not (output.is_json() or delivery["form"] == "json"):
        deliver_report("concordance", drafts=draft, new=old, **delivery)
        return
    with context.reading() as group:
        state = group.state
        made = find_revision(state, old, find_draft(state, draft) if draft else "")
        lines = [each for each in made.concordance if each.old or each.new]
        rows = [{"handle": state.handle_of(e.item), **picked(e, "old", "new")} for e in lines]
        fields = {**plain(concordance(state, made.draft, old)), "revision": old, "rows": rows}
        output.deliver(output.json_of(fields) + "\n", delivery["path"])


def find_revision(state: State, name: str, draft: str = "") -> Revision:
    """Returns the revision of a name; the last one where several drafts have it."""
    every = state.revisions.values()
    found = [each for each in every if each.name == name and draft in ("", each.draft)]
    if not found:
        known = ", ".join(each.name for each in state.revisions.values()) or "none"
        raise NotFound(f"no revision is called {name}; there are: {known}")
    return found[-1]


@draft.records("carry-over", "group.carry_over(WorkingGroup.open('earlier.consensus'), ['3'])")
@click.argument("file", metavar="FILE")
@click.argument("items", nargs=-1, callback=options.split)
@options.text("--draft", help="Only this draft of the other group.")
@options.flag("--everything", help="All items, even if the other group did not agree them.")
@options.text("--title", help="The title of the new draft.")
def carry_over(group: WorkingGroup, file: str, items: list[str], **more: Any) -> None:
    """Carry over agreed text from another group.

    Without ITEMS, the command carries over all items that the other group agreed. They are not yet
    agreed here: each text is "not reconfirmed" until this working group decides it. The command
    does not change the other file. It refuses a file whose history was altered. It does not carry
    over the names in brackets.

      consensus draft carry-over earlier-group.consensus 3 12(a) --title "Agreed earlier"
    """
    from consensus.working_group import WorkingGroup

    context.check_options((items and more["everything"], "name items, or say --everything"))
    with WorkingGroup.open(file) as other:
        step = group.carry_over(other, items, **more)
        carried = getattr(step.operation(1), "items", ())
        count = sum(each.kind.can_be_agreed for each in carried)
        of_items = f"{count_noun(count, 'item', 'items')} of {other.title}"
        sentence = f"{of_items} {'is' if count == 1 else 'are'} carried over, not reconfirmed"
        print_step(step, sentence, step.handle)


@draft.noun("translation")
def translation() -> None:
    """Drafts in other languages.

    Each translation names the version of the original that it translates. So the command can list
    outdated translations.
    """


@translation.records("add", "group.translate('3', 'fr', 'Convenir que ...')")
@click.argument("item", shell_complete=options.complete_target)
@click.argument("language")
@click.argument("text")
def add(group: WorkingGroup, item: str, language: str, text: str) -> None:
    """Record the translation of one paragraph.

    consensus draft translation add 3 fr "Convenir que la coopération est ouverte."
    consensus draft translation add 3 fr - < paragraph-3.fr.txt
    """
    step = group.translate(item, language, context.given_text(text))
    print_step(step, f"{named(group, item)} in {language}")


@translation.records("import FILE", "group.import_translation(read_source(path), 'fr')")
@click.option("--language", required=True, metavar="TAG", help="A tag such as fr or zh-Hans.")
@options.draft
@options.flag("--strict", help="If a paragraph has no matching item, import nothing.")
def import_translation(group: WorkingGroup, file: str, **more: Any) -> None:
    """Import a translation of a draft.

    Paragraphs are matched by their label. If a paragraph has no label, it is matched by its place
    between two paragraphs that have one. A Word file is read without its tracked changes.

      consensus draft translation import draft.fr.md --language fr --draft D1 --strict
    """
    print_import(group.import_translation(context.text_or_docx(file), **more))


@translation.reads("list", "language_versions(group.state, list(group.state.drafts))")
@options.text("--language", metavar="TAG", help="Only this language, item by item.")
def list_translations(group: Queries, language: str) -> None:
    """List translations, and how many paragraphs are outdated.

    consensus draft translation list --language fr --json
    """
    found = language_versions(group.state, list(group.state.drafts), language)
    told = [plain(each) | picked(each, "behind", "missing") for each in found]
    if output.wrote_json({"languages": told}):
        return
    for each in found:
        output.write(f"{each.draft} {each.sentence}", bold=bool(language))
        if language:
            rows = [
                (
                    item.label or item.handle,
                    item.rendered or "",
                    item.current,
                    "outdated" if item.is_behind else "" if item.rendered else "not translated",
                )
                for item in each.items
            ]
            output.write_table(("item", "renders", "now", ""), rows)
    if not found:
        output.echo_status(
            "no draft has been translated; see 'consensus draft translation import --help'"
        )


@translation.reads("show", "write_translation(group.state, find_draft(group.state), 'fr')")
@click.argument("language", metavar="TAG")
@click.argument("draft", default="", shell_complete=options.complete_draft)
def show_translation(group: Queries, language: str, draft: str) -> None:
    """Show a translation of a draft.

    A paragraph without a translation is shown in the original language, in braces. A line on stderr
    says how many translations are outdated.

      consensus draft translation show fr D1
    """
    found = find_draft(group.state, draft)
    text = write_translation(group.state, found, language)
    (version,) = language_versions(group.state, [found], language)
    if not output.wrote_json({**plain(version), "text": text}):
        output.write(text, end="")
        output.echo_status(version.sentence)


FORMS = ("markdown", "brackets", "critic", "docx")
TARGETS = (*FORMS, "clean", "html")


@command("convert", "convert(content, 'a.docx', Form.DOCX, Form.CRITIC).content")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT", default="")
@options.choice("--from", "from_", of=FORMS, help="The format of IN. By default its name decides.")
@options.choice("--to", of=TARGETS, help="The format of OUT. By default its name decides.")
@click.option(
    "--changes",
    default="keep",
    show_default=True,
    metavar="keep|accept|reject|AUTHOR,…",
    help="Keep, accept or reject all changes. If you name authors, their changes are accepted,"
    " and all other changes are rejected.",
)
@options.text("--language", help="For docx and html: the language of the text, such as en.")
def convert(
    source: str, target: str, from_: str | None, to: str | None, changes: str, language: str
) -> None:
    """Convert between Word, CriticMarkup and brackets.

    The extension of a file says its format:

      .md          Markdown; undecided words are in square brackets
      .txt         plain text; undecided words are in square brackets
      .critic.md   CriticMarkup
      .docx        a Word document with tracked changes
      .html        a complete web page; it can only be written

    Tracked changes become CriticMarkup or brackets, with the names of their authors. If IN is -,
    the command reads from stdin. If OUT is - or is not given, it writes to stdout. It reports on
    stderr what it could not convert. With --json, stdout has the report, and also the text if you
    do not give OUT.

      consensus convert draft.md draft.docx
      consensus convert review.docx review.critic.md
      consensus convert review.docx --to brackets
      consensus convert review.docx clean.txt --to clean --changes accept
    """
    from consensus.formats.conversion import Form, convert

    read = _form(from_, source, "--from")
    wanted = _form(to, target or context.STDIN, "--to")
    to_file = "a Word document goes to a file; name it as OUT, or - to write it into a pipe"
    in_json = "--json writes to stdout; leave OUT out, or name a file"
    context.check_options(
        (not read.is_read, f"{source}: {read} is only written, and not read"),
        (wanted is Form.DOCX and not target, to_file),
        (output.is_json() and target == context.STDIN, in_json),
    )
    ways = {"keep": None, "accept": "accept", "reject": "reject"}
    accepting = ways.get(changes, frozenset(context.split_values([changes])))
    named = "stdin" if source == context.STDIN else source
    found = convert(context.content_of(source), named, read, wanted, accepting, language)
    if output.is_json():
        fields = {"from": read, "to": wanted, "written": target, "findings": found.findings}
        output.write_json(fields if target else {**fields, "text": found.content.decode()})
    else:
        output.echo_findings(found.findings)
    if target and (target != context.STDIN or wanted is Form.DOCX):
        output.deliver(found.content, target)
    elif not output.is_json():
        output.write(found.content.decode(), end="")


def _form(given: str | None, name: str, option: str) -> Form:
    from consensus.formats.conversion import Form, form_of

    found = Form(given) if given else form_of(name)
    if found is None:
        stream = "stdin" if option == "--from" else "stdout"
        what = stream if name == context.STDIN else "the name of the file"
        raise click.UsageError(f"{what} does not say what it is; say it with {option}")
    return found
