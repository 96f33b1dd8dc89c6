"""`consensus report`: reports for an audience."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import PurePath
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import attrs
import click

from consensus.cli import context, options, output
from consensus.cli.context import given_start, reading, source_of
from consensus.cli.framework import Noun, report_options
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.outline import Outline
from consensus.reports.outline_text import outline_markdown, outline_text
from consensus.text.display import count_noun, list_phrase
from consensus.working_group.queries import Queries
from consensus.working_group.reports.report import Form, Wanted

if TYPE_CHECKING:
    from consensus.reports.summary.markup import EditedSummary

# The reports themselves are imported when one is written: all of them load at once, for every form.
_ENDINGS = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".htm": "html"} | {
    f".{form}": form for form in ("json", "csv", "jsonl", "html", "docx")
}
_ROWS = "jsonl"  # the rows of the table, an object on each line


def deliver_report(
    name: str,
    *,
    form: str | None = None,
    audience: str | None,
    path: str = "",
    piped: str = "markdown",
    label: str = "",
    **wanted: Any,
) -> None:
    """Writes a report, for the public by default, in its form or that of the file, or to stdout.

    There it is `text` on a terminal and `piped` elsewhere. A `label` shows how much is done.
    """
    chosen = "json" if output.is_json() else form or _form_for(path, piped)
    from consensus.working_group.reports.writing import checked_form, find_report

    report = find_report(name)
    checked_form(report, Form.CSV if chosen == _ROWS else chosen)
    with reading() as group:
        with context.progress(label) if label else nullcontext() as on_progress:
            asked = Wanted(Audience(audience or "public"), on_progress=on_progress, **wanted)
            asked = asked.under_policy_of(group)
            value = report.make(group, asked)
        deliver_value(group, name, value, chosen, asked, path)


def deliver_list(name: str, own: Mapping[str, Any], **delivery: Any) -> None:
    """Writes the report that lists the same, with those options of the list that it has."""
    known = {each.name for each in attrs.fields(Wanted)}
    if wrong := [each for each, value in own.items() if value and each not in known]:
        raise click.UsageError(f"--{wrong[0]} goes without --to, -o and --audience")
    deliver_report(name, **{each: own[each] for each in known.intersection(own)}, **delivery)


def deliver_value(
    group: Queries, name: str, value: Any, form: str, wanted: Wanted, path: str
) -> None:
    """Writes the value of a report to a file, or to stdout for an empty path or `-`."""
    from consensus.working_group.reports.writing import find_report, write_value, write_value_docx

    report = find_report(name)
    if form == Form.DOCX:
        output.deliver(write_value_docx(group, report, value, wanted), path)
    elif form == _ROWS and report.table:
        table = report.table(value)
        rows = (dict(zip(table.headings, row, strict=True)) for row in table.rows)
        output.deliver((json.dumps(row, ensure_ascii=False) + "\n" for row in rows), path)
    else:
        output.deliver(write_value(group, report, value, Form(form), wanted, _width()), path)


def print_reminders(
    group: Queries, remind: Callable[[State, Any, datetime], str], about: Iterable[Any]
) -> None:
    """Writes reminders of what has a handle, to be sent; none for an empty text."""
    state, now = group.state, group.now()
    sent = {each.handle: text for each in about if (text := remind(state, each, now))}
    if output.is_json():
        mails = [{"about": about, "mail": text} for about, text in sent.items()]
        output.write_json({"reminders": mails})
    elif sent:
        output.write("\n".join(sent.values()), end="")
    else:
        output.echo_status("nobody is to be reminded")


def show_outline(outline: Outline) -> None:
    """Writes an outline to stdout: as text for a terminal, and as Markdown elsewhere."""
    shown = outline_text(outline, _width()) if output.is_shown() else outline_markdown(outline)
    output.deliver(shown, "")


def _form_for(path: str, piped: str) -> str:
    if output.is_file(path):
        ending = PurePath(path).suffix.lower()
        if ending and ending not in _ENDINGS:
            raise click.UsageError(f"-o ends in {', '.join(_ENDINGS)}; with {ending}, add --to")
        return _ENDINGS.get(ending, "markdown")
    return "text" if output.is_shown() else piped


def _width() -> int:
    return max(40, shutil.get_terminal_size().columns)


@click.group("report", cls=Noun, elsewhere={"graph": "analyse:graph"})
def report() -> None:
    """Documents for an audience.

    By default a report is for the public. It has what was public in the room, but no position and
    no reason, and it says what it leaves out (see 'consensus rule audience'). The extension of FILE
    decides the format: .md, .json, .csv, .html or .docx.
    """


@report.shows("open [DRAFT]", "write_report(group, 'open', 'html', Wanted(agreed_only=True))")
@options.flag("--agreed-only", help="Show only agreed items, and count the other items.")
@report_options()
def open_(draft: str, agreed_only: bool, **delivery: Any) -> None:
    """What is agreed and what is open.

    consensus report open --agreed-only --to csv -o agreed.csv
    consensus report open -o open.html
    """
    deliver_report("open", drafts=draft, agreed_only=agreed_only, **delivery)


@report.shows("dossier", "write_report(group, 'dossier', 'html', Wanted(subject='5'))")
@click.argument("target", metavar="TEXT", shell_complete=options.complete_target)
@report_options("text", "markdown", "json", "html", "docx")
def dossier(target: str, **delivery: Any) -> None:
    """All about one text.

    'report history' has the same in the order in which it happened.

      consensus report dossier A17 --audience members -o a17.json
      consensus report dossier 5 -o item-5.html
    """
    deliver_report("dossier", subject=target, **delivery)


@report.shows("history", "write_report(group, 'history', 'html', Wanted(subject='5'))")
@click.argument("target", metavar="TEXT", shell_complete=options.complete_target)
@report_options()
def history(target: str, **delivery: Any) -> None:
    """Who said what on a text, in the order it happened.

    The report has each position, amendment, objection and its answer, statement, contribution,
    consultation and decision, under its meeting and revision, and how the text changed. The version
    for the public has no positions and no names. 'report dossier' has what is true today.

      consensus report history 5 --audience members
      consensus report history A17 --audience secretariat -o a17.docx
    """
    deliver_report("history", subject=target, **delivery)


@report.shows("compilation [DRAFT]", "write_report(group, 'amendments', 'csv')")
@options.flag("--open", "open_only", help="Only amendments that are still open.")
@report_options()
def amendments(draft: str, open_only: bool, **delivery: Any) -> None:
    """All amendments, item by item.

    consensus report compilation -o amendments.docx
    consensus report compilation --open --audience members --to csv
    """
    deliver_report("amendments", drafts=draft, open_only=open_only, **delivery)


@report.shows("side-by-side", "write_report(group, 'side-by-side', 'html', Wanted(texts=('3',)))")
@click.argument(
    "texts", metavar="[TEXT | DRAFT]...", nargs=-1, shell_complete=options.complete_target
)
@report_options()
def side_by_side(texts: tuple[str, ...], **delivery: Any) -> None:
    """Texts beside all wordings proposed for them, in columns.

    The first column has the text as it stands, and the last column has the proposal of the Chair.
    Each column between them has the text with one amendment: words it takes out are struck, words
    it puts in are underlined. Amendments with the same words share a column. If there are too many
    columns, there are more tables. Each table repeats the first column and the last column.

    Without TEXT, the report has every text that has undecided amendments.

      consensus report side-by-side 3 7 --audience members
      consensus report side-by-side --audience members -o side-by-side.docx
      consensus report side-by-side D2 -o side-by-side.html
    """
    deliver_report("side-by-side", texts=texts, **delivery)


@report.shows("positions [DRAFT]", "write_report(group, 'matrix', 'csv', Wanted('members'))")
@options.flag("--with-amendments", help="Also show positions on amendments and packages.")
@options.flag("--by-group", help="Show stakeholder groups instead of members.")
@report_options()
def positions(draft: str, with_amendments: bool, by_group: bool, **delivery: Any) -> None:
    """Positions of members, or of groups, on each item.

    --by-group is not available for the public.

      consensus report positions --audience members -o positions.html
      consensus report positions --audience secretariat --with-amendments --to csv
      consensus report positions --by-group --audience members -o groups.docx
    """
    if by_group and with_amendments:
        raise click.UsageError("--by-group goes without --with-amendments")
    name = "groups" if by_group else "matrix"
    deliver_report(name, drafts=draft, with_amendments=with_amendments, **delivery)


@report.shows("member", "write_report(group, 'member', wanted=Wanted(Audience.MEMBERS, 'ALV'))")
@click.argument("code", shell_complete=options.complete_member)
@report_options()
def member(code: str, **delivery: Any) -> None:
    """All about one member.

    consensus report member ALV --audience secretariat -o alvora.docx
    """
    deliver_report("member", subject=code, **delivery)


@report.shows("contributions [QUESTIONS...]", "write_report(group, 'contributions', 'csv')")
@report_options()
def contributions(questions: list[str], **delivery: Any) -> None:
    """All replies to the questions.

    Contributions are public documents, unless they are confidential.

      consensus report contributions -o compilation.md
      consensus report contributions Q1 --to csv
    """
    deliver_report("contributions", questions=questions, **delivery)


@report.shows("comments [DRAFT]", "write_report(group, 'comments', 'docx', Wanted('members'))")
@report_options()
def comments(draft: str, **delivery: Any) -> None:
    """Comments, and what was decided on each.

    A comment is an amendment with its reason, or a passage of a contribution that was highlighted
    for a text, or an entry of the inbox that is no amendment yet. The report says who made it, what
    it asks for, and what the result is: merged, merged in part, not retained, withdrawn or
    undecided, when and why. Members do not see mails in the inbox. The public does not see the
    inbox, sponsors and reasons.

      consensus report comments --audience members -o comments.docx
      consensus report comments D1 --audience secretariat --to csv
    """
    deliver_report("comments", drafts=draft, **delivery)


@report.shows("meeting [MEETING]", "write_report(group, 'meeting', wanted=Wanted(subject='M1'))")
@report_options()
def meeting(meeting: str, **delivery: Any) -> None:
    """Record of a meeting.

    The report has attendance, agenda, notes, decisions, undertakings and speakers. With --to csv,
    it has only the speakers.

      consensus report meeting M1 --audience members -o first-meeting.docx
    """
    deliver_report("meeting", subject=meeting, **delivery)


@report.shows(
    "participants [MEETING]", "write_report(group, 'participants', wanted=Wanted(subject='M1'))"
)
@report_options()
def participants(meeting: str, **delivery: Any) -> None:
    """List of participants.

    Members are in alphabetical order, then observers, then others; heads of delegations come first.
    Without MEETING, it is of all meetings held. 'meeting participants import' reads the persons.

      consensus report participants M1 -o participants.docx
      consensus report participants --to csv
    """
    deliver_report("participants", subject=meeting, **delivery)


@report.shows("roll-call", "write_report(group, 'roll-call', wanted=Wanted(subject='5'))")
@click.argument("subject", metavar="TEXT-OR-BALLOT", shell_complete=options.complete_target)
@options.flag("--by-group", help="Each stakeholder group apart.")
@report_options()
def roll_call(subject: str, **options: Any) -> None:
    """Sheet for a roll call, to be ticked in the room.

    Of a ballot, and of a text from 'draft import --as roll-call', the sheet shows the votes, the
    totals and the result. The sheet of a secret ballot has no names.

      consensus report roll-call 5 -o roll-call.docx
      consensus report roll-call BAL1 --audience members --by-group -o votes.html
    """
    deliver_report("roll-call", **options, subject=subject)


@report.shows("statements [MEETING]", "write_report(group, 'statements', wanted=Wanted('members'))")
@report_options()
def statements(meeting: str, **delivery: Any) -> None:
    """Explanations of vote, and other statements.

    The statements are in the words of their authors, decision by decision ('decision statement').
    Statements that were made before the vote come first. The public reads none.

      consensus report statements --audience members -o statements.docx
      consensus report statements M1 --audience members
    """
    deliver_report("statements", subject=meeting, **delivery)


@report.shows("analysis [DRAFT]", "group.analysis.report('secretariat')")
@report_options("text", "markdown", "json", "html", "docx")
def analysis(draft: str, **delivery: Any) -> None:
    """Analysis as a document.

    The secretariat sees everything. Members see results that are based on open statements. They do
    not see coalitions or whom to consult. The public sees only progress.

      consensus report analysis --audience secretariat -o analysis.html
      consensus report analysis D1 --audience members -o analysis.md
    """
    deliver_report("analysis", label="analysing", drafts=draft, **delivery)


@report.shows("summary", "group.summary('M1', Audience.MEMBERS)")
@click.argument(
    "subject", default="", metavar="[MEETING | FILE]", shell_complete=options.complete_meeting
)
@options.flag("--check", help="Check the edited summary in FILE.")
@options.flag("--names", help="Name members, but not of a meeting under the Chatham House rule.")
@options.flag("--trace", help="Also name the steps, handles and numbers behind each sentence.")
@report_options("text", "markdown", "json", "html", "docx")
def summary(subject: str, check: bool, names: bool, trace: bool, **delivery: Any) -> None:
    """The summary of the Chair; --check tests an edited summary.

    Without MEETING, the summary is about the last meeting. It does not name members. It counts them
    with words such as "most members" (see 'consensus rule counting-words'). The public version has
    what was public in the room. The version for members also has what single members said, how
    many members had which position, and reasons (see 'consensus rule audience'). Under the Chatham
    House rule, no version has names or offices. --at sets the date of the summary.

    --check reads a summary that '--to markdown' wrote and that you edited. You can change, move,
    delete and add words. Keep the marks after the sentences: they name the steps on which a
    sentence is based. --check says which sentences that you did not edit are still true. It does
    not check what edited and added sentences say: read those. But it says which numbers an edited
    sentence has lost, if its steps were undone ("gone"), and if its original is not true today
    ("outdated"). In these cases, and if a sentence that you did not edit is not true today, the
    exit code is 1. With --to, the command also writes the summary.

      consensus report summary M1 --audience members --trace
      consensus report summary M1 --audience members --to markdown -o summary.md
      consensus report summary --check summary.md
      consensus report summary --check summary.md --to docx -o summary.docx
    """
    at = context.record_context().at
    day = given_start(at).date() if at else None
    if check:
        whose = click.get_current_context().get_parameter_source("audience")
        if names or whose is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError("--check goes with neither --names nor --audience")
        if not subject:
            raise click.UsageError("--check needs the FILE of the edited summary")
        _check_edited(subject, day, trace, **delivery)
        return
    deliver_report(
        "summary",
        # Only a file is to be edited; piped output is to be read.
        piped="text",
        subject=subject,
        attributed=names,
        trace=trace,
        dated=day,
        **delivery,
    )


def _check_edited(
    file: str, day: date | None, trace: bool, form: str | None, path: str, symbol: str, **_: Any
) -> None:
    """Says how an edited summary stands, exit 1 if it does not; with a form, writes it."""
    form = form or (
        "" if output.is_json() or not output.is_file(path) else _form_for(path, "markdown")
    )
    with reading() as group:
        found = group.edited_summary(source_of(file), day)
        if form:
            wanted = Wanted(found.summary.audience, trace=trace, symbol=symbol)
            deliver_value(group, "summary", found.summary, form, wanted, path)
            return
    if output.is_json():
        told = output.json_of(output.picked(found, "stands", "sentences"))
        output.deliver(told + "\n", path)
    else:
        _print_edited(found)
    if not found.stands:
        click.get_current_context().exit(1)


def _print_edited(found: EditedSummary) -> None:
    rows = [
        (
            *(each.paragraph or "", each.key, each.footing, each.missing),
            shorten(each.text or each.made, 70, placeholder="…"),
        )
        for each in found.sentences
    ]
    output.write_table(
        ("paragraph", "rests on", "stands", "missing", "sentence"), rows, "it has no sentence"
    )
    counts = Counter(each.footing.value for each in found.sentences)
    unchecked = [
        count_noun(counts[kind], f"{kind} sentence", f"{kind} sentences")
        for kind in ("edited", "added")
        if counts[kind]
    ]
    which = "every sentence that was not edited" if unchecked else "every sentence"
    told = f"{which if found.stands else 'not every sentence'} is still true"
    if unchecked:
        is_one = counts["edited"] + counts["added"] == 1
        told += f"; {list_phrase(unchecked)} " + (
            "is not checked: read it" if is_one else "are not checked: read them"
        )
    output.echo_status(told)


@report.shows("reference [DRAFTS...]", "write_report(group, 'reference', 'markdown')")
@report_options("text", "markdown", "json", "html", "docx")
def reference(drafts: list[str], **delivery: Any) -> None:
    """Reference document: agreed and contested texts.

    A text is contested if it has brackets or open amendments. In the version for members, a text is
    also contested if a member objects, is against it or reserves its position. A separate section
    has texts that were agreed although the rule was not met, and texts that some members did not
    join. If a text was carried over, the document names the other group, and says whether the text
    was reconfirmed.

      consensus report reference -o reference.md
      consensus report reference D2 --audience members -o reference.docx
    """
    deliver_report("reference", drafts=drafts, **delivery)


@report.records_itself("final [DRAFTS...]", "write_report(group, 'final', 'docx')")
@options.choice("--under", of=("group", "chair"), default="group", help="Whose report it is.")
@options.flag("--omit-unagreed", "omits", help="Leave out texts without consensus.")
@options.flag("--as-draft", help="Record its paragraphs as a draft, to be adopted one by one.")
@report_options()
def final(drafts: list[str], under: str, omits: bool, as_draft: bool, **delivery: Any) -> None:
    """Final report of the group, or of its chair.

    The report says what was agreed, with reservations and levels of agreement, and on what there
    was no consensus. Annexes have the proposals to these texts and who made them, the statements
    whose authors agreed to it (decision statement --annex), attendance, documents and questions.
    The version for the public has no positions, reasons and statements. It has names only in the
    record of attendance, where the policy of the group shows them.

    A report under the chair is the chair's own, and says so. The report of the group can become a
    draft: its paragraphs, as the public reads them, are adopted like those of any other draft. The
    annexes are not in the draft, since nobody edits them.

      consensus report final --audience members -o report.docx
      consensus report final D1 --under chair --omit-unagreed -o report.html
      consensus report final --as-draft
    """
    if not as_draft:
        deliver_report("final", drafts=drafts, under=under, with_unagreed=not omits, **delivery)
        return
    if under == "chair":
        raise click.UsageError("a chair's report is not adopted; leave --as-draft or --under out")
    if delivery["form"] or delivery["path"] or delivery["symbol"]:
        raise click.UsageError("--as-draft goes without --to, -o and --symbol")
    from consensus.cli.recording import print_step, recording

    with recording() as group:
        found = group.draft_report(drafts, delivery["audience"], with_unagreed=not omits)
        (handle,) = (each for each in found.handles if each.startswith("D"))
        count = count_noun(found.taken, "item", "items")
        assert found.step is not None
        print_step(found.step, f"{handle} is the report of the group: {count}", handle)
