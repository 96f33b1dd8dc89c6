"""`consensus amendment` and `inbox`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from consensus.cli import context, options, output
from consensus.cli.framework import Noun, report_options
from consensus.cli.output import as_rows, picked
from consensus.cli.recording import named, print_import, print_step, recording, say_closed, sponsors
from consensus.errors import Rejected
from consensus.formats.amendment_rows import AmendmentRow, read_amendments, read_column_map
from consensus.formats.export_rows import amendment_row, export
from consensus.formats.guess_columns import ColumnGuess, guess_columns
from consensus.formats.member_rows import given_sender, read_authors, read_senders
from consensus.formats.source import Source
from consensus.model.amendments import AmendmentKind, AmendmentState
from consensus.model.lookup import find_amendment, find_member, find_target, find_tray_entry
from consensus.reports.amendments import amendment_line, change_summary, text_summary
from consensus.reports.audience import Audience, Viewer
from consensus.text.diff import words_of
from consensus.text.display import count_noun, one_line, shortened

if TYPE_CHECKING:
    from consensus.working_group import Queries, WorkingGroup

GUESS = "guess"
_ROWS_SHOWN = 3
_FIELDS_SHOWN = ("id", "target", "kind", "old", "text", "by", "cosponsors", "group", "rationale")


def chosen_columns(given: str, source: Source) -> ColumnGuess:
    """Returns the columns that `--columns` names in a file, or guesses them and warns of doubts."""
    if given != GUESS:
        return ColumnGuess(read_column_map(context.source_of(given)), {}, ())
    guess = guess_columns(source)
    for doubt in guess.doubts:
        context.warn(doubt)
    return guess


def print_columns(source: Source, given: str) -> None:
    """Prints the column map, given or guessed, as `--columns` takes it, and the first rows."""
    guess = chosen_columns(given or GUESS, source)
    rows, findings = read_amendments(source, columns=guess.columns)
    shown = [
        {
            name: "; ".join(value) if isinstance(value, tuple) else value
            for name, value in picked(row, *_FIELDS_SHOWN).items()
            if value
        }
        for row in rows[:_ROWS_SHOWN]
    ]
    told = {"heading_row": guess.columns.heading_row, "columns": guess.columns.fields}
    told |= picked(guess, "reasons", "left") | {"rows": shown, "findings": findings}
    if output.wrote_json(told):
        return
    output.write(guess.columns.toml(guess.reasons).rstrip("\n"))
    if guess.left:
        output.write(f"# kept as they are: {', '.join(map(one_line, guess.left))}")
    for row in shown:
        output.write("")
        for name, value in row.items():
            output.write(f"# {name}: {one_line(str(value))}")
    output.echo_findings(findings)
    output.echo_status(
        f"{count_noun(len(rows), 'row', 'rows')} can be read so; nothing was recorded. Keep this as"
        f" a file and give it with --columns, or import the table with --columns {GUESS}"
    )


def _codes_of_authors(author: Sequence[str], authors: str) -> dict[str, str]:
    # A name may contain the sign, a code never does.
    rows, findings = read_authors(context.source_of(authors)) if authors else ({}, ())
    output.echo_findings(findings)
    return {**dict(rows), **options.paired(author, "NAME=[CODE]", str.rpartition)}


amendment = Noun("amendment", help="Amendments to the text.")


@amendment.records_itself(
    "import",
    "group.import_amendments(read_source(path)), group.import_docx_amendments(read_docx(path))",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@options.flag("--add-members", help="Add each sponsor that is not a member yet.")
@options.strict
@options.draft
@options.several(
    "--author", metavar="NAME=[CODE]", help="In Word files: who an author is; NAME= is no member."
)
@options.file("--authors", help="A table instead of --author, with columns author and code.")
@options.members("--sponsor", "by", help="Who proposes what a paper asks for in words.")
@options.file("--columns", help="A TOML file that explains the columns, or 'guess'.")
@options.flag("--show-columns", help="Show how the columns are read. Record nothing.")
@options.start(
    "--circulated",
    help="When they were sent to members, if the row does not say it. By default now.",
)
def import_(
    files: tuple[str, ...],
    add_members: bool,
    author: tuple[str, ...],
    authors: str,
    by: list[str],
    columns: str,
    show_columns: bool,
    **given: Any,
) -> None:
    """Import amendments from Word, tables or the ISO form.

    A table has the columns target, by, old (the words to replace), text, kind, after, rationale, id
    and others. A row names its text by a label, or in words such as "Article 5 - paragraph 1 -
    point a" or "Recital 12 a (new)". The text "deleted" means a deletion, and a text such as
    'Replace "six" with "nine"' is done. If the command cannot find the place of a row, or do what
    it asks for, the row waits in the inbox. If you import the same file again, nothing is added.

    A Word file without tracked changes can have such tables, with heads such as Article, Present
    text, Proposed amendment and Reason, or the comment table of ISO, IEC, CEN and ITU: see
    'amendment resolve'. In any other Word file, the tracked changes of each author become
    amendments by that member. These amendments are to the text without tracked changes. Comments
    become rationales or notes. If an author has another name than the member, say with --author
    which member it is. Without --author, the command does not import the changes of that author. A
    warning says how many changes were left out. What the same members proposed already is known,
    also in a file from 'draft show'. Other Word files, Markdown and plain text are read as requests
    in words, of whom a line such as "Proposals by Alvara" or --sponsor names.

      consensus amendment import letter.txt --sponsor ALV
      consensus amendment import amendments.csv --add-members --json
      consensus amendment import comments.docx --circulated 2026-05-04T09:00
      consensus amendment import paper.docx
      consensus amendment import list.csv --show-columns > columns.toml
      consensus amendment import list.csv --columns columns.toml
      consensus amendment import ana.docx ben.docx --author "Ana Lopes=ALV" --author "Ben Okri=BKV"
    """
    from consensus.formats.comment_table import read_comments
    from consensus.formats.contributions import is_paper
    from consensus.formats.draft_docx import DocxSource
    from consensus.formats.guess_columns import amendment_table

    read = [context.text_or_docx(file, guess=True) for file in files]
    sources = [amendment_table(each)[0] for each in read]
    paper = len(sources) == 1 and is_paper(sources[0])
    reviewed = [e for e in sources if isinstance(e, DocxSource) and read_comments(e) is None]
    reviewed = [] if paper else reviewed
    tables = len(sources) - len(reviewed) - paper
    context.check_options(
        (by and not paper, "--sponsor goes with one paper in words"),
        (reviewed and tables, "import Word files and tables one after the other"),
        (tables > 1, "several files at once are Word files; import tables one by one"),
        (reviewed and add_members, "names in Word files are no codes; say who with --author"),
        (tables and (author or authors), "--author and --authors go with Word files"),
        (not tables and (columns or show_columns), "--columns and --show-columns go with tables"),
    )
    if show_columns:
        print_columns(sources[0], columns)
        return
    with recording() as group, context.progress("amendments") as show:
        who = _codes_of_authors(author, authors)
        if paper:
            given |= {"by": by, "authors": who, "add_members": add_members}
            report = group.import_worded_amendments(sources[0], **given)
        elif reviewed:
            report = group.import_docx_amendments(*reviewed, authors=who, progress=show, **given)
        else:
            held = chosen_columns(columns, sources[0]).columns if columns else None
            given |= {"columns": held, "add_members": add_members, "progress": show}
            report = group.import_amendments(read[0], **given)
        state = group.state
        made = filter(None, (state.amendments.get(each.id) for each in report.operations))
        rows = [(e.handle, e.sponsors, e.kind, change_summary(state, e.id)) for e in made]
        if rows and not (tables or output.is_json()):
            output.write_table(("amendment", "by", "kind", "what it would do"), rows)
        print_import(report)


@amendment.records_itself("add [TARGET]", "group.propose('3', 'should', old='shall', by=['ALV'])")
@click.option("--text", help="The new words: of the whole text, or in place of --old; - is stdin.")
@options.text("--old", help="The words to replace, exactly as in the text.")
@sponsors("The sponsors, such as ALV,MER. A second --sponsor gives co-sponsors.")
@options.choice("--kind", of=AmendmentKind, default="modify")
@options.text("--after", help="Insert or move the item after this one: a label or a quote.")
@options.text("--parent", help="Insert or move the item into this section.")
@options.text("--label", help="The proposed label of a new item.")
@options.several(
    "--part",
    "parts",
    help="For a split: the words of a part after the first. The first part is --text. By default"
    " it is all words before the second part.",
)
@options.listed("--other", "others", help="For a join: the item that is joined to TARGET.")
@options.text("--reason", "rationale", help="Why.")
@options.draft
@options.start("--circulated", help="When it was sent to members. By default now.")
def propose(
    target: str, text: str | None, old: str, kind: str, after: str, parent: str, **more: Any
) -> None:
    """Propose an amendment; without --sponsor, the Chair proposes.

    'consensus draft show' prints brackets without the names of members. If the new words have such
    a bracket with the same options, the names stay in it.

      consensus amendment add 3 --old shall --text should --sponsor ALV --sponsor KEL
      consensus amendment add --kind insert --after 3 --text "Reports are public." --sponsor OWC
      consensus amendment add 7 --kind delete --sponsor MER,DOL
    """
    if kind == "modify" and target and not (text or old):
        raise Rejected(
            f"say with --text how {target} would read, or with --old and --text what it replaces;"
            " --kind delete takes an item out"
        )
    if kind == "modify" and old and text is None:
        raise Rejected(f"say with --text what replaces “{old}”; --text '' takes the words out")
    if kind == "delete" and text:
        raise Rejected(
            "--kind delete takes the whole item out, so it has no --text; to take words out, leave"
            " --kind out and give --old with --text ''"
        )
    if kind == "move" and not (after or parent):
        raise Rejected("say with --after or --parent where the item goes")
    with recording() as group:
        words = context.given_text(text or "")
        more |= {"after": after, "parent": parent, "nameless": True}
        step = group.propose(target, words, old=old, kind=kind, **more)
        made = step.made
        at_end = kind == "insert" and not (target or after or parent)
        where = ", to be inserted at the end; --after names another place" if at_end else ""
        by, others = made.sponsors, made.cosponsors
        who = (", ".join(by) or "the chair") + (f" with {', '.join(others)}" if others else "")
        print_step(step, f"{step.handle} is proposed by {who}{where}", step.handle)
        if kind == "modify" and target and not old:
            from consensus.formats.placing import Placer

            placer = Placer(group.state, made.draft)
            if note := placer.find_clause_text(target, placer.find_target(target), words)[1]:
                context.say(note)
        if kind == "split":
            whole, parts = group.state.text(made.target), (group.state.text(made.id), *made.parts)
            if words_of(whole) != words_of(" ".join(parts)):
                told = text_summary(whole, " ".join(parts))
                context.warn(f"beside the split, it would {told} in {target}")
        if group.state.amendments[made.id].late:
            say_closed(group, made.target)
        if by and all(group.state.members[code].observer for code in by):
            context.warn(f"{', '.join(by)} observes: no member has proposed it yet")


@amendment.records("present", "group.present(['A17', '3'])")
@options.text_arguments("texts", callback=options.split)
def present(group: WorkingGroup, texts: list[str]) -> None:
    """Record that texts were presented in the meeting.

    TEXTS are amendments or items. A text that was presented needs no notice period before it is
    ready.

      consensus amendment present A17 A18 3
    """
    print_step(group.present(texts), f"presented: {named(group, *texts)}")


@amendment.records("edit AMENDMENT TEXT", "group.revise('A3', 'the whole text')")
@options.text("--reason", help="Why.")
def revise(group: WorkingGroup, amendment: str, text: str, reason: str) -> None:
    """Record the sponsors' new wording.

    consensus amendment edit A3 "Members shall report twice a year."
    consensus amendment edit A3 - < new-wording.txt
    """
    step = group.revise(amendment, context.given_text(text), reason, nameless=True)
    print_step(step, f"{amendment} is reworded")


@amendment.records("withdraw AMENDMENT [MEMBERS...]", "group.withdraw('A3', ['ALV'])")
@options.text("--reason", help="Why.")
def withdraw(group: WorkingGroup, amendment: str, members: list[str], reason: str) -> None:
    """Record that sponsors withdraw an amendment.

    consensus amendment withdraw A3 ALV --reason "covered by A7"
    """
    step = group.withdraw(amendment, members, reason)
    print_step(step, f"withdrawn from {amendment}: {', '.join(members) or 'all sponsors'}")


@amendment.records("take-over AMENDMENT MEMBERS...", "group.take_up('A3', ['MER'])")
def take_up(group: WorkingGroup, amendment: str, members: list[str]) -> None:
    """Record that other members take over an amendment.

    consensus amendment take-over A3 MER
    """
    step = group.take_up(amendment, members)
    print_step(step, f"{amendment} is taken over by {', '.join(members)}")


@amendment.records("cosponsor AMENDMENT MEMBERS...", "group.cosponsor('A3', ['DOL'])")
def cosponsor(group: WorkingGroup, amendment: str, members: list[str]) -> None:
    """Record co-sponsors of an amendment.

    consensus amendment cosponsor A3 DOL KEL
    """
    step = group.cosponsor(amendment, members)
    print_step(step, f"{amendment} is joined by {', '.join(members)}")


@amendment.records("consolidate AMENDMENTS...", "group.consolidate(['A3', 'A8'], 'wording')")
@click.option("--text", required=True, help="The consolidated text; - is stdin.")
@options.members("--sponsor", "by", help="The sponsors. A facilitator's text has none.")
@options.members("--consenting", help="A sponsor that agrees, and withdraws its amendment.")
@options.text("--reason", "rationale", help="Why.")
def consolidate(group: WorkingGroup, amendments: list[str], text: str, **more: Any) -> None:
    """Propose one wording for several amendments.

    The new amendment replaces an original only if the sponsors of the original consent. The command
    lists the words that no original has.

      consensus amendment consolidate A3 A8 A11 --text "One wording." --consenting ALV,MER
    """
    step = group.consolidate(amendments, context.given_text(text), nameless=True, **more)
    print_step(step, f"{step.handle} draws {', '.join(amendments)} together", step.handle)
    if step.made.new_words:
        output.echo_status(f"in none of them: {', '.join(step.made.new_words)}")


@amendment.reads("list", "group.state.amendments")
@options.target("--on", help="Only amendments to this text.")
@options.choice("--state", "wanted", of=AmendmentState, help="Only amendments in this state.")
@options.member("--sponsor", help="Only amendments that this member proposes or co-sponsors.")
@options.flag("--comments", help="List the comments of comment tables, and what became of each.")
@options.text("--table", help="Only comments of the comment table in a file with this name.")
@partial(as_rows, others=("docx", "xlsx"))
def list_amendments(
    group: Queries, comments: bool, table: str, form: str | None, path: str, **only: Any
) -> None:
    """List amendments, or the comments of comment tables.

    With --to docx or xlsx, the command writes the comment table back, with the observations of the
    secretariat. This is refused while it is not known what became of a comment.

      consensus amendment list --on 3 --json
      consensus amendment list --to csv -o amendments.csv
      consensus amendment list --to docx -o observations.docx
    """
    if comments or table or form in ("docx", "xlsx"):
        from consensus.reports.contributions import comment_lines
        from consensus.working_group.comment_tables import write_comment_table

        context.check_options((any(only.values()), "--on, --state, --sponsor are of amendments"))
        if form:
            output.deliver(write_comment_table(group.state, form, source=table), path)
            return
        output.write_list(
            "comments",
            comment_lines(group.state, source=table),
            "comment=number,on=clause,type=kind,words=comment,amendments,inbox=entry,disposition",
            "no comment came in a table",
            words=lambda line: shortened(one_line(line.comment), _SHOWN // 2),
            disposition=lambda line: f"{line.disposition} {line.see}".strip(),
        )
        return
    state, judgement, wanted = group.state, group.judgement(), only["wanted"]
    to = only["on"] and find_target(state, only["on"])
    member = only["sponsor"] and find_member(state, only["sponsor"])
    chosen = [
        each
        for each in state.amendments.values()
        if (not to or each.target == to)
        and (wanted is None or state.state_of(each) == wanted)
        and (not member or member in each.backers)
    ]
    if form:
        output.deliver(export(AmendmentRow, [amendment_row(state, e) for e in chosen], form), path)
        return
    viewer = Viewer(Audience.SECRETARIAT)
    lines = [amendment_line(state, judgement, each.id, viewer) for each in chosen]
    output.write_list(
        "amendments",
        lines,
        "amendment=handle,to=target,state,status=standing,by,what_it_would_do=summary",
        "there is no such amendment",
        by=lambda line: line.attribution or "the chair",
    )


@amendment.records("resolve COMMENTS... DISPOSITION", "group.resolve_comments('DE-1', 'noted')")
@options.text("--reason", help="Why. Needed if the comment is not accepted.")
@options.text("--wording", help="The words that are in the text now.")
def resolve(group: Any, comments: list[str], disposition: str, **words: Any) -> None:
    """Say what became of comments of a comment table.

    DISPOSITION is accepted, "accepted in principle", "partially accepted", "not accepted", noted,
    withdrawn, or "see" and the number of another comment. If nobody says it, it follows from the
    amendments that were made of the comment. A proposed change in the inbox is dismissed.

      consensus amendment resolve FR-001 noted
      consensus amendment resolve DE-012 JP-002 "not accepted" --reason "Out of scope."
      consensus amendment resolve US-004 "accepted in principle" --wording "nine seconds"
      consensus amendment resolve KR-003 "see FR-003"
    """
    said, is_see, see = disposition.partition("see ")
    step = group.resolve_comments(comments, "see" if is_see else said, see=see, **words)
    print_step(step, f"{', '.join(comments)}: {disposition}")


@amendment.shows("show AMENDMENT", "dossier(group.state, group.judgement(), amendment, audience)")
@options.flag("--sources", help="Show where each word of a consolidated wording comes from.")
@report_options(audience=None)
def show_amendment(amendment: str, sources: bool, **delivery: Any) -> None:
    """Show an amendment or comment; --sources: whose its words are.

    consensus amendment show A3
    consensus amendment show DE-012
    consensus amendment show A9 --sources --audience members -o sources.docx
    """
    from consensus.cli.report import deliver_report
    from consensus.cli.status import print_dossier
    from consensus.reports.dossier import dossier

    if sources or any(delivery.values()):
        deliver_report("sources" if sources else "dossier", subject=amendment, **delivery)
        return
    with context.reading() as group:
        if comment := group.state.comments.get(group.state.handles.get(amendment.upper(), "")):
            from consensus.reports.contributions import comment_line

            line = attrs.asdict(comment_line(group.state, comment))
            if not output.wrote_json(line):
                _write_fields({**line, "amendments": ", ".join(line["amendments"])})
            return
        found = find_amendment(group.state, amendment)
        print_dossier(dossier(group.state, group.judgement(), found, Audience.SECRETARIAT))


_SHOWN = 80  # characters of the words in a list; JSON has them all


inbox = Noun("inbox", help="Mails and proposals that have no place in the text yet.")


@inbox.records_itself("import", "group.import_mail(Path('a.eml'), senders={'a@b.example': 'ALV'})")
@click.argument("paths", nargs=-1, required=True, metavar="FILE-OR-FOLDER...")
@options.several(
    "--sender", "given", metavar="ADDRESS=CODE", help="The member of ADDRESS, or of @its.domain."
)
@options.file("--senders", help="A table instead of --sender, with columns address and code.")
@options.text("--question", shell_complete=options.complete_question, help="The question asked.")
@options.draft
@options.time("--due", "deadline", help="The deadline; later mails are marked as late.")
@options.strict
def import_mails(paths: tuple[str, ...], given: tuple[str, ...], senders: str, **more: Any) -> None:
    """Import mails or a folder of them.

    With --question, the mails become contributions. Without --question, or if the sender is not
    known, a mail waits unchanged in the inbox. 'inbox show --suggest' lists the amendments that the
    mail seems to propose. The command records only the name, size and SHA-256 of an attachment. If
    a mail was imported before, it is added only if its sender was not known, and you name the
    sender now.

      consensus inbox import late.eml --sender "delegate@mission.example=ALV"
      consensus inbox import replies.mbox --senders addresses.csv --question Q1
    """
    known = read_senders(context.source_of(senders)) if senders else {}
    try:
        known |= dict(map(given_sender, given))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with recording() as group:
        files = (sys.stdin.buffer if each == context.STDIN else Path(each) for each in paths)
        print_import(group.import_mail(*files, name="stdin", senders=known, **more))


@inbox.reads("list", "group.state.tray")
@options.flag("--all", "everything", help="Also list entries that were placed or dismissed.")
def list_tray(group: Queries, everything: bool) -> None:
    """List entries, and why they wait.

    consensus inbox list --all --json
    """
    rows: list[dict[str, Any]] = [
        {
            **picked(each, "handle", "state", "problem", "source", "line", "fields"),
            "became": group.state.handle_of(each.became) if each.became else "",
            "reason": each.reason,
        }
        for each in group.state.tray.values()
        if everything or each.state == "waiting"
    ]
    output.write_list(
        "tray",
        rows,
        "entry=handle,state,by,why=problem,words",
        "the inbox is empty",
        by=lambda row: row["fields"].get("by"),
        words=lambda row: shortened(one_line(row["fields"].get("text", "")), _SHOWN),
    )


@inbox.shows("show ENTRY", "group.state.tray or group.offers('TR1')")
@options.flag("--suggest", help="Only list the amendments that the mail seems to propose.")
def show_tray_entry(entry: str, suggest: bool) -> None:
    """Show an entry; --suggest: the amendments it may propose.

    Each suggestion has a number for 'inbox place'. A percentage says how certain it is.

      consensus inbox show TR1
      consensus inbox show TR1 --suggest
    """
    if suggest:
        from consensus.working_group.import_mail import suggestion_lines

        with context.reading_with_commands() as group:
            rows = suggestion_lines(group.state, group.offers(entry))
        output.write_list(
            "offers",
            rows,
            "number,to,sure,taken_as=taken,what_it_would_do=summary,asked_for_in",
            f"no suggestion for {entry}; place it with 'consensus inbox place {entry} TEXT'",
            to=lambda row: row["target"] + (" (closed)" if row["reopens"] else ""),
            sure=lambda row: f"{row['score']:.0%}",
            asked_for_in=lambda row: shortened(one_line(row["words"]), _SHOWN),
        )
        return
    with context.reading() as group:
        found = find_tray_entry(group.state, entry)
    if not output.wrote_json(found):
        output.write(f"{found.handle}: {found.problem}", bold=True)
        if found.source:
            output.write(f"{found.source}:{found.line}" if found.line else found.source)
        _write_fields(found.fields)


def _write_fields(fields: Mapping[str, str]) -> None:
    for name, text in fields.items():
        if words := text.strip():
            output.write(f"\n{name}:\n{words}\n" if "\n" in words else f"{name}: {words}")


@inbox.records_itself("place ENTRY [TARGET]", "group.place('TR1', '7'), group.take_offers('TR1')")
@click.option("--old", help="Words to replace. Default: those of the entry. Empty: the whole text.")
@click.option("--text", help="The new words. By default those of the entry.")
@options.listed("--suggestion", "numbers", metavar="NUMBER", help="A suggestion, or all.")
@options.members("--sponsor", "sponsors", help="The sponsor, if the mail does not name one.")
def place(entry: str, target: str, numbers: list[str], sponsors: list[str], **words: Any) -> None:
    """Make an amendment from an entry.

    consensus inbox place TR1 7
    consensus inbox place TR2 14 --old "every year"
    consensus inbox place TR3 --suggestion 1 --suggestion 3
    """
    has_words, takes_all = {*words.values()} != {None}, numbers == ["all"]
    is_wrong = not takes_all and not all(each.isdecimal() for each in numbers)
    context.check_options(
        (bool(target) == bool(numbers), "name a text, or a suggested amendment with --suggestion"),
        (sponsors and not numbers, "--sponsor goes with --suggestion"),
        (numbers and has_words, "--old and --text go with a text"),
        (is_wrong, "a suggestion is a number, or all"),
    )
    with recording() as group:
        if not numbers:
            placed = group.place(entry, target, **words)
            told = f"{entry} is placed on {named(group, target)} as {placed.handle}"
            print_step(placed, told, placed.handle)
            return
        known = group.offers(entry)
        step = group.take_offers(entry, [] if takes_all else [*map(int, numbers)], by=sponsors)
        handles = [each.handle for each in step.made]
        print_step(step, f"{entry} is placed as {', '.join(handles)}", "\n".join(handles))
        for amendment in step.made:
            if amendment.late:
                of = group.state.name_of(amendment.target)
                output.echo_status(f"{amendment.handle} requests reopening {of}, which stays")
        left = len([each for each in known if not each.taken]) - len(step.made)
        if left:
            more = f"consensus inbox show {entry} --suggest"
            output.echo_status(f"{count_noun(left, 'more is', 'more are')} suggested; see '{more}'")


@inbox.records("dismiss ENTRY REASON", "group.dismiss('TR1', 'a remark, no amendment')")
def set_aside(group: WorkingGroup, entry: str, reason: str) -> None:
    """Record that an entry needs no amendment.

    consensus inbox dismiss TR1 "a remark, no amendment"
    """
    print_step(group.dismiss(entry, reason), f"{entry} is dismissed")
