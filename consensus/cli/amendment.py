"""`consensus amendment`: proposals to change the text, and what becomes of them."""

from __future__ import annotations

import click

from consensus.cli import output
from consensus.cli.columns_view import chosen_columns, tell_columns
from consensus.cli.command import Noun, as_json
from consensus.cli.completing import (
    complete_amendment,
    complete_draft,
    complete_member,
    complete_target,
)
from consensus.cli.context import (
    given_start,
    given_text,
    listed,
    progress,
    reading,
    recording,
    text_or_docx,
)
from consensus.cli.reporting import made_by, tell_import, tell_step
from consensus.cli.reviewed import check_files, import_reviewed, is_docx
from consensus.cli.rows_view import as_rows, write_amendment_rows

KINDS = ("modify", "insert", "delete", "move", "split", "join")
STATES = ("open", "merged", "closed", "withdrawn", "retired")


@click.group("amendment", cls=Noun)
def amendment() -> None:
    """Propose amendments and follow them.

    \b
    Examples:
      consensus amendment import amendments.csv
      consensus amendment propose 3 --old shall --text should --by ALV
    """


@amendment.command(
    "import",
    python="group.import_amendments(read_source(Path('amendments.csv')))"
    " or group.import_docx_amendments(read_docx(Path('a.docx')), authors={'Ana Lopes': 'ALV'})",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--add-members", is_flag=True, help="Make members of sponsors nobody knows.")
@click.option("--strict", is_flag=True, help="Take nothing in when one row is bad.")
@click.option(
    "--draft",
    "--against",
    "draft",
    default="",
    shell_complete=complete_draft,
    help="Which draft is amended.",
)
@click.option(
    "--author",
    "author",
    multiple=True,
    metavar="NAME=CODE",
    help="In Word files, whose changes those by NAME are; NAME= for nobody's.",
)
@click.option(
    "--authors", default="", metavar="FILE", help="The same as a table of author and code."
)
@click.option(
    "--columns",
    default="",
    metavar="FILE",
    help="Which columns of a table hold what, in TOML; or 'guess', as --show-columns shows.",
)
@click.option(
    "--show-columns", is_flag=True, help="Show which columns hold what, and record nothing."
)
@click.option(
    "--circulated",
    default="",
    metavar="TIME",
    help="When they were sent to the members, where a row does not say it, if not now.",
)
@as_json
def import_(
    files: tuple[str, ...],
    add_members: bool,
    strict: bool,
    draft: str,
    author: tuple[str, ...],
    authors: str,
    columns: str,
    show_columns: bool,
    circulated: str,
    as_json: bool,
) -> None:
    """Take amendments in from CSV or JSON Lines, or from tracked changes in Word files.

    A row goes where it says, or where the words stand that it quotes. What fits nowhere waits in
    the tray. The same file again adds nothing. Places may be cited in words, as "Article 5 -
    paragraph 1 - point a" or "Recital 12 a (new)"; a text of "deleted" deletes.

    In Word files each author's changes are that member's amendments, to the text as it was before
    anybody's, and comments are rationales or notes. An author whose name is no member's code or
    name is said with --author; until then what they changed stays out, with the numbers.

    \b
    Examples:
      consensus amendment import amendments.jsonl
      consensus amendment import amendments.csv --add-members --json
      consensus amendment import amendments.csv --circulated 2026-05-04T09:00
      consensus amendment import list.csv --show-columns > columns.toml
      consensus amendment import list.csv --columns columns.toml
      consensus amendment import ana.docx ben.docx --author "Ana Lopes=ALV" --author "Ben Okri=BKV"
    """
    sent = given_start(circulated) if circulated else None
    sources = [text_or_docx(file, guess=True) for file in files]
    reviewed = [source for source in sources if is_docx(source)]
    check_files(
        sources, reviewed, add_members, bool(author or authors), bool(columns or show_columns)
    )
    if show_columns:
        tell_columns(sources[0], columns, as_json)
        return
    if reviewed:
        import_reviewed(reviewed, draft, strict, author, authors, sent, as_json)
        return
    with recording() as group, progress("amendments") as show:
        report = group.import_amendments(
            sources[0],
            columns=chosen_columns(columns, sources[0]),
            draft=draft,
            add_members=add_members,
            strict=strict,
            circulated=sent,
            progress=show,
        )
    tell_import(report, as_json)


@amendment.command("propose", python="group.propose('3', 'should', old='shall', by=['ALV'])")
@click.argument("target", default="", shell_complete=complete_target)
@click.option("--text", default="", help="The new words, whole or in place of --old; - is stdin.")
@click.option("--old", default="", help="The passage that is replaced, quoted.")
@click.option(
    "--by",
    "--sponsor",
    "sponsors",
    multiple=True,
    shell_complete=complete_member,
    help="A sponsor's code.",
)
@click.option(
    "--cosponsor", multiple=True, shell_complete=complete_member, help="A co-sponsor's code."
)
@click.option("--kind", type=click.Choice(KINDS), default="modify", show_default=True)
@click.option("--after", default="", help="What an insertion or move follows: a label or a quote.")
@click.option("--parent", default="", help="The section an insertion or move goes under.")
@click.option("--label", default="", help="The label proposed for an insertion.")
@click.option("--part", multiple=True, help="For a split, the text of each later part.")
@click.option("--other", multiple=True, help="For a join, what is joined to the target.")
@click.option("--rationale", default="", help="Why.")
@click.option("--draft", default="", shell_complete=complete_draft, help="Which draft is amended.")
@click.option(
    "--circulated",
    default="",
    metavar="TIME",
    help="When it was sent to the members, if not now.",
)
def propose(
    target: str,
    text: str,
    old: str,
    sponsors: tuple[str, ...],
    cosponsor: tuple[str, ...],
    kind: str,
    after: str,
    parent: str,
    label: str,
    part: tuple[str, ...],
    other: tuple[str, ...],
    rationale: str,
    draft: str,
    circulated: str,
) -> None:
    """Record an amendment; without --by it is the chair's own proposal.

    \b
    Examples:
      consensus amendment propose 3 --old shall --text should --by ALV
      consensus amendment propose --kind insert --after 3 --text "Reports are public." --by OWC
      consensus amendment propose 7 --kind delete --by MER,DOL
      consensus amendment propose 5 --text "…" --by KEL --circulated 2026-05-04T09:00
    """
    from consensus.errors import Rejected

    if kind == "modify" and target and not (text or old):
        raise Rejected(
            f"say with --text how {target} would read, or with --old and --text what it replaces;"
            " --kind delete takes an item out"
        )
    sent = given_start(circulated) if circulated else None
    with recording() as group:
        step = group.propose(
            target,
            given_text(text),
            old=old,
            by=listed(sponsors),
            cosponsors=listed(cosponsor),
            kind=kind,
            after=after,
            parent=parent,
            label=label,
            parts=part,
            others=listed(other),
            rationale=rationale,
            draft=draft,
            circulated=sent,
        )
        handle = made_by(group, step)
        tell_step(step, f"{handle} is proposed by {_names(listed(sponsors))}", handle)


@amendment.command("present", python="group.present(['A17', '3'])")
@click.argument("texts", nargs=-1, required=True, shell_complete=complete_target)
def present(texts: tuple[str, ...]) -> None:
    """Record that amendments or items were put before the members in the present meeting.

    What was presented is introduced, so it can be ready without waiting for the notice period.

    \b
    Examples:
      consensus amendment present A17
      consensus amendment present A17 A18 3
    """
    names = listed(texts)
    with recording() as group:
        tell_step(group.present(names), f"presented: {', '.join(names)}")


@amendment.command("revise", python="group.revise('A3', 'the whole text')")
@click.argument("amendment", shell_complete=complete_amendment)
@click.argument("text")
@click.option("--reason", default="", help="Why.")
def revise(amendment: str, text: str, reason: str) -> None:
    """Record another wording that the sponsors put forward; - reads it from stdin.

    \b
    Examples:
      consensus amendment revise A3 "Members shall report twice a year."
      consensus amendment revise A3 - < new-wording.txt
    """
    with recording() as group:
        tell_step(group.revise(amendment, given_text(text), reason), f"{amendment} is reworded")


@amendment.command("withdraw", python="group.withdraw('A3', ['ALV'])")
@click.argument("amendment", shell_complete=complete_amendment)
@click.argument("members", nargs=-1, shell_complete=complete_member)
@click.option("--reason", default="", help="Why.")
def withdraw(amendment: str, members: tuple[str, ...], reason: str) -> None:
    """Record that sponsors withdraw; all of them where none is named.

    \b
    Examples:
      consensus amendment withdraw A3
      consensus amendment withdraw A3 ALV --reason "covered by A7"
    """
    with recording() as group:
        step = group.withdraw(amendment, listed(members), reason)
        tell_step(step, f"withdrawn from {amendment}: {_names(listed(members), 'all sponsors')}")


@amendment.command("take-up", python="group.take_up('A3', ['MER'])")
@click.argument("amendment", shell_complete=complete_amendment)
@click.argument("members", nargs=-1, required=True, shell_complete=complete_member)
def take_up(amendment: str, members: tuple[str, ...]) -> None:
    """Record that others take up a withdrawn amendment.

    \b
    Examples:
      consensus amendment take-up A3 MER
    """
    with recording() as group:
        step = group.take_up(amendment, listed(members))
        tell_step(step, f"{amendment} is taken up by {_names(listed(members))}")


@amendment.command("cosponsor", python="group.cosponsor('A3', ['DOL'])")
@click.argument("amendment", shell_complete=complete_amendment)
@click.argument("members", nargs=-1, required=True, shell_complete=complete_member)
def cosponsor(amendment: str, members: tuple[str, ...]) -> None:
    """Record that members join an amendment.

    \b
    Examples:
      consensus amendment cosponsor A3 DOL KEL
    """
    with recording() as group:
        step = group.cosponsor(amendment, listed(members))
        tell_step(step, f"{amendment} is joined by {_names(listed(members))}")


@amendment.command(
    "consolidate", python="group.consolidate(['A3', 'A8'], 'one wording', consenting=['ALV'])"
)
@click.argument("amendments", nargs=-1, required=True, shell_complete=complete_amendment)
@click.option("--text", required=True, help="The consolidated text; - is stdin.")
@click.option(
    "--by",
    "--sponsor",
    "sponsors",
    multiple=True,
    shell_complete=complete_member,
    help="A member that proposes it; none for a facilitator's text.",
)
@click.option(
    "--consenting",
    multiple=True,
    shell_complete=complete_member,
    help="A sponsor that lets its own amendment go.",
)
@click.option("--rationale", default="", help="Why.")
def consolidate(
    amendments: tuple[str, ...],
    text: str,
    sponsors: tuple[str, ...],
    consenting: tuple[str, ...],
    rationale: str,
) -> None:
    """Set one wording beside several amendments.

    A source retires only when its sponsors consent. Words found in no source are listed.

    \b
    Examples:
      consensus amendment consolidate A3 A8 A11 --text "One wording." --consenting ALV,MER
    """
    with recording() as group:
        step = group.consolidate(
            listed(amendments),
            given_text(text),
            by=listed(sponsors),
            consenting=listed(consenting),
            rationale=rationale,
        )
        handle = made_by(group, step)
        made = group.state.amendments[group.state.handles[handle]]
        tell_step(step, f"{handle} draws {', '.join(listed(amendments))} together", handle)
        if made.new_words:
            output.say(f"in none of them: {', '.join(made.new_words)}")


@amendment.command("list", python="group.state.amendments")
@click.option("--target", default="", shell_complete=complete_target, help="Only those to this.")
@click.option("--state", "wanted", type=click.Choice(STATES), help="Only those in this state.")
@click.option(
    "--by",
    "sponsor",
    default="",
    shell_complete=complete_member,
    help="Only those that this member stands behind.",
)
@as_rows
@as_json
def list_(
    target: str, wanted: str | None, sponsor: str, form: str | None, path: str, as_json: bool
) -> None:
    """List amendments with their sponsors and state.

    \b
    Examples:
      consensus amendment list --state open
      consensus amendment list --target 3 --json
      consensus amendment list --to csv -o amendments.csv
    """
    from collections import Counter

    from consensus.model.lookup import find_member, find_target
    from consensus.reports.amendments import amendment_line
    from consensus.reports.audience import Audience

    with reading() as group:
        state, judgement = group.state, group.judgement()
        to = find_target(state, target) if target else ""
        member = find_member(state, sponsor) if sponsor else ""
        chosen = [
            each
            for each in state.amendments.values()
            if (not to or each.target == to)
            and (wanted is None or each.state == wanted)
            and (not member or member in each.backers)
        ]
        if form:
            write_amendment_rows(state, chosen, form, path)
            return
        lines = [
            amendment_line(state, judgement, each.id, Audience.SECRETARIAT, Counter())
            for each in chosen
        ]
    if as_json:
        output.write_json({"amendments": lines})
        return
    output.write_table(
        ("amendment", "to", "state", "status", "by", "what it would do"),
        [
            (
                line.handle,
                line.target,
                line.state,
                line.status,
                _names([*line.sponsors, *line.cosponsors]),
                line.summary,
            )
            for line in lines
        ],
        "there is no such amendment",
    )


@amendment.command(
    "show", python="dossier(group.state, group.judgement(), amendment, Audience.SECRETARIAT)"
)
@click.argument("amendment", shell_complete=complete_amendment)
@as_json
def show(amendment: str, as_json: bool) -> None:
    """Show one amendment: its words, who stands behind it, and where it stands.

    \b
    Examples:
      consensus amendment show A3
      consensus amendment show A3 --json
    """
    from consensus.cli.dossier_view import tell_dossier
    from consensus.model.lookup import find_amendment
    from consensus.reports.audience import Audience
    from consensus.reports.dossier import dossier

    with reading() as group:
        found = find_amendment(group.state, amendment)
        shown = dossier(group.state, group.judgement(), found, Audience.SECRETARIAT)
        tell_dossier(shown, as_json)


def _names(codes: list[str], nobody: str = "the chair") -> str:
    return ", ".join(codes) or nobody
