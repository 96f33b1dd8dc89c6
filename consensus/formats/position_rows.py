"""Rows of tables of positions, ratings and votes, and the words for stances and choices."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from consensus.arguments import check_of
from consensus.errors import NotFound, WrongValue
from consensus.finding import Finding, Severity
from consensus.formats.rows import (
    BadRowError,
    Cell,
    Columns,
    Row,
    TableRow,
    bad_row_finding,
    convert_rows,
    is_json,
    normalize_name,
    quote_input,
    read_rows,
    read_table,
    read_table_rows,
    sort_findings,
)
from consensus.formats.source import Source
from consensus.model import ballots
from consensus.model.lookup import find_target
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State

VOCABULARIES: Mapping[str, Mapping[Stance, Sequence[str]]] = {
    "consensus": {
        Stance.SUPPORT: ("support", "supports", "in support"),
        Stance.ACCEPT: (
            *("accept", "accepts", "can live with it", "can live with", "can live"),
            "can join consensus",
        ),
        Stance.ABSTAIN: (
            *("abstain", "stands aside", "stand aside", "aside", "abstains"),
            "does not stand in the way",
        ),
        Stance.HOLD: (
            *("hold", "holds", "reserves its position", "reserves position", "reserve position"),
            *("awaits instructions", "awaiting instructions", "under instruction", "reserved"),
        ),
        Stance.DISAGREE: (
            *("disagree", "disagrees", "does not block", "opposed", "is against"),
            *("is against, without blocking", "against, without blocking"),
        ),
        Stance.OBJECT: ("object", "objects", "objection", "blocks", "opposes"),
        Stance.RECUSE: ("recuse", "recuses", "recused", "takes no part", "leaves the count"),
    },
    # A vote against does not block by itself: the majority required decides.
    "roll calls (United Nations General Assembly and other plenaries)": {
        Stance.SUPPORT: ("for", "in favour", "in favor", "yes", "yea", "aye"),
        Stance.DISAGREE: ("against", "no", "nay"),
        Stance.ABSTAIN: ("abstention", "abstaining", "abstained", "abstain"),
    },
    # `No objection` lets a document pass without supporting it.
    "ballots of the IETF (Datatracker)": {
        Stance.SUPPORT: ("yes",),
        Stance.ACCEPT: ("noobj", "no objection"),
        Stance.OBJECT: ("discuss", "block"),
        Stance.HOLD: ("moretime", "need more time"),
        Stance.ABSTAIN: ("abstain",),
        Stance.RECUSE: ("recuse",),
    },
    "proposals of Loomio": {
        Stance.SUPPORT: ("agree", "agreement", "consent"),
        Stance.ACCEPT: ("agreement with reservations",),
        Stance.ABSTAIN: ("abstain",),
        Stance.DISAGREE: ("disagree", "disagreement"),
        Stance.OBJECT: ("block",),
    },
    # Only by word: the numbers 1, 0 and -1 mean the opposite in some of its exports.
    "statements of Pol.is": {
        Stance.SUPPORT: ("agree",),
        Stance.ABSTAIN: ("pass",),
        Stance.DISAGREE: ("disagree",),
    },
    "ballots of standards bodies (ISO, W3C)": {
        Stance.SUPPORT: ("approve", "approval", "approved"),
        Stance.ACCEPT: ("approve with comments", "approval with comments"),
        Stance.DISAGREE: ("disapprove", "disapproval"),
        Stance.OBJECT: ("formal objection",),
    },
}
"""The words for each stance, by vocabulary; no word stands for different stances in two of them."""

NO_STANCE = frozenset(
    {"no record", "norecord", "none", "n/a", "", "absent", "non voting", "not voting", "no answer"}
    | {"did not vote", "no position", "?", "–", "—"}
)
"""Words for a position that was not taken."""

_STANCES = {
    word: stance
    for vocabulary in VOCABULARIES.values()
    for stance, words in vocabulary.items()
    for word in words
}


def read_stance(word: str) -> Stance:
    """Returns the stance that a word of any vocabulary means; raises ValueError with near words."""
    known = _STANCES.get(normalize_name(word))
    if known is not None:
        return known
    near = _near(word)
    hint = f"did you mean {' or '.join(near)}?" if near else f"it can be {', '.join(Stance)}"
    raise ValueError(f"{quote_input(word)} is no position; {hint}")


def stance_given(name: str, value: object) -> Stance:
    """Returns a stance given as itself, its value, or its word in any vocabulary."""
    try:
        return Stance(check_of(Stance).convert(name, value))
    except WrongValue as wrong:
        word = str(value)
        if (known := _STANCES.get(normalize_name(word))) is None:
            near = _near(word)
            advice = f"did you mean {near[0]!r}?" if near else wrong.advice
            raise WrongValue(name, wrong.given, wrong.expected, advice) from None
        return known


def _near(word: str) -> list[str]:
    return difflib.get_close_matches(normalize_name(word), _STANCES, n=3, cutoff=0.8)


def is_no_stance(word: str) -> bool:
    """Returns whether a word means that no position was taken, as `no record` and `absent` do."""
    return normalize_name(word) in NO_STANCE


COLUMNS = Columns(
    {
        "target": ("item", "paragraph", "para", "label", "amendment", "provision"),
        "member": ("code", "delegation", "country", "country code", "by", "participant"),
        "stance": ("position", "vote", "ballot", "opinion"),
        "reason": ("rationale", "comment", "comments", "explanation", "statement"),
        "conditions": ("condition", "provided", "provided that"),
        "otherwise": ("else",),
        "reservation": ("reservations",),
        "source": (),
        "document": ("doc", "reference", "url"),
        "via": ("on behalf of", "through"),
        "date": ("day", "when", "happened"),
        "stale": (),
        "words": (),
    }
)
SOURCES = {
    **{source.value: source.value for source in StatedBy},
    **dict.fromkeys(("from the floor", "oral", "spoken", "in the room"), StatedBy.FLOOR),
    **dict.fromkeys(("in writing", "letter", "mail", "e mail", "email"), StatedBy.WRITTEN),
    **dict.fromkeys(("via group", "via a group"), StatedBy.GROUP),
    **dict.fromkeys(("in confidence", "confidential"), StatedBy.CONFIDENCE),
    **dict.fromkeys(("secretariat's reading", "reading"), StatedBy.SECRETARIAT),
}
"""The words for each source of a position."""

_BESIDE_A_GRID = frozenset({"name", "group", "stakeholder group", "kind", "text", "title"})


@frozen
class PositionRow:
    """One position as it was imported."""

    line: int  # where it begins in the file, counted from 1
    target: str  # the label or handle of the item or amendment
    member: str  # the member's code
    stance: Stance  # what the member says
    reason: str = ""  # why, in the member's words
    # the labels or handles of what must be agreed for the stance to hold
    conditions: tuple[str, ...] = ()
    otherwise: Stance | None = None  # what counts once a condition has failed; None if not said
    reservation: str = ""  # a reservation on record
    source: StatedBy | None = None  # where the position comes from; None when not said
    document: str = ""  # the written source
    via: str = ""  # the code of the negotiating group that spoke for the member
    date: datetime.date | None = None  # the day the stance was taken, or the moment if known
    stale: bool = False  # whether it was taken on words that are no longer there
    words: str = ""  # the words of an amendment's change that it is about; empty for all of them
    place: int = 0  # where it stands among those of its row in a grid, counted from 0

    @property
    def key(self) -> str:
        """What tells it from all others of its file; the first of a row has that of the row."""
        return f"{self.line} {self.place}" if self.place else f"{self.line}"


def read_positions(source: Source) -> tuple[tuple[PositionRow, ...], tuple[Finding, ...]]:
    """Parses positions from JSON Lines, or from a table with named columns or a grid.

    In a grid members stand down the side and a target in each other column, or the other way round.
    Empty cells, and words like `no record`, are no positions; rows marked as stale are left out.
    """
    table, problems = ((), ()) if is_json(source) else read_table(source)
    header = table[0].cells if table else ()
    side = COLUMNS.field_named(header[0].text) if header else ""
    if side in ("target", "member") and _has_grid(table, side):
        rows, refused = _grid(table, side, source.name)
        return tuple(rows), sort_findings(problems, refused)
    raw_rows, findings = read_rows(source, COLUMNS, needed=("target", "member", "stance"))
    raw_rows, silent = _stated_rows(raw_rows, source.name)
    return convert_rows(raw_rows, _position, source.name, findings, silent)


def _stated_rows(rows: Iterable[Row], file: str) -> tuple[list[Row], list[Finding]]:
    """Separates the rows that state a position from those that say there is none."""
    taken: list[Row] = []
    silent: list[Finding] = []
    for row in rows:
        word = row.word("stance")
        if word and is_no_stance(word):
            message = (
                f"The position is {quote_input(word)}, which is none; the row was passed over."
            )
            silent.append(Finding(message, Severity.NOTE, file, row.line))
        elif row.word("stale").casefold() in ("yes", "true"):
            message = "It needs to be reconfirmed; the row was passed over."
            silent.append(Finding(message, Severity.NOTE, file, row.line))
        else:
            taken.append(row)
    return taken, silent


def _position(row: Row) -> PositionRow:
    target, member = _target_and_member(row)
    word = row.required("stance", f"it can be {', '.join(Stance)}")
    source = row.choice("source", SOURCES, "")
    return PositionRow(
        line=row.line,
        target=target,
        member=member,
        stance=_stance(word, "stance"),
        reason=row.text("reason"),
        conditions=row.codes("conditions"),
        otherwise=_stance(row.word("otherwise"), "otherwise") if row.word("otherwise") else None,
        reservation=row.text("reservation"),
        source=StatedBy(source) if source else None,
        document=row.word("document"),
        via=row.word("via"),
        date=row.moment("date"),
        words=row.text("words"),
    )


def _target_and_member(row: Row) -> tuple[str, str]:
    target = row.required("target", "give the label or handle of an item")
    return target, row.required("member", "give its code")


def _stance(word: str, name: str) -> Stance:
    try:
        return read_stance(word)
    except ValueError as error:
        raise BadRowError(str(error), name) from None


def _grid(
    table: Iterable[TableRow], side: str, file: str
) -> tuple[list[PositionRow], list[Finding]]:
    header, *body = table
    names = [cell.text.strip() for cell in header.cells]
    rows: list[PositionRow] = []
    findings: list[Finding] = []
    for place, name in enumerate(names):
        if place and (not name or name in names[1:place]):
            message = f"The column {quote_input(name)} has no name or one that came before"
            findings.append(_at(header.cells[place], f"{message}; it was passed over.", file))
            names[place] = ""
    for row in body:
        first = row.cells[0].text.strip()
        if not first:
            findings.append(_at(row.cells[0], f"The {side} is missing; give one.", file))
            continue
        if len(row.cells) > len(names):
            findings.append(_at(row.cells[len(names)], "This cell stands under no name.", file))
        place = 0
        for name, cell in zip(names[1:], row.cells[1:], strict=False):
            if not name or normalize_name(name) in _BESIDE_A_GRID or is_no_stance(cell.text):
                continue
            target, member = (first, name) if side == "target" else (name, first)
            try:
                stance = _stance(cell.text, "stance")
            except BadRowError as error:
                places = {"stance": (cell.line, cell.column)}
                findings.append(bad_row_finding(error, file, cell.line, places))
            else:
                rows.append(PositionRow(row.line, target, member, stance, place=place))
                place += 1
    return rows, findings


def _has_grid(table: Sequence[TableRow], side: str) -> bool:
    """Returns whether the columns beside the first one stand for the other side of a grid."""
    # In a list that lacks its stances, a column for the other side holds no stance, as `target`
    # does not; a member may have a code, such as `BY`, that is the name of a column too.
    other = "member" if side == "target" else "target"
    stood_for = False
    for place, cell in enumerate(table[0].cells[1:], 1):
        name = normalize_name(cell.text)
        field = COLUMNS.field_named(name)
        below = [row.cells[place].text for row in table[1:] if place < len(row.cells)]
        is_other = other in (field, COLUMNS.resembled(name))
        said = (is_no_stance(word) or normalize_name(word) in _STANCES for word in below)
        if field == "stance" or (is_other and not any(said)):
            return False
        stood_for = stood_for or name not in _BESIDE_A_GRID
    return stood_for


def _at(cell: Cell, message: str, file: str) -> Finding:
    return Finding(message, Severity.ERROR, file, cell.line, cell.column)


RATING_COLUMNS = Columns(
    {
        "target": ("item", "paragraph", "label", "statement", "outcome", "amendment"),
        "member": ("code", "panellist", "panelist", "participant", "by"),
        "rating": ("score", "value"),
        "round": (),
        "date": ("day", "when", "happened"),
    }
)


@frozen
class RatingRow:
    """One rating as it was imported; `target` is the label or handle of what was rated."""

    line: int
    target: str
    member: str
    rating: str  # a number, or the word of the rule for who cannot judge
    round: int | None = None
    date: datetime.date | None = None


def read_ratings(source: Source) -> tuple[tuple[RatingRow, ...], tuple[Finding, ...]]:
    """Parses ratings; rows without one are passed over, as a panellist may skip a statement."""
    raw_rows, findings = read_table_rows(
        source, RATING_COLUMNS, needed=("target", "member", "rating")
    )
    rated = [row for row in raw_rows if row.word("rating")]
    return convert_rows(rated, _rating, source.name, findings)


def _rating(row: Row) -> RatingRow:
    target, member = _target_and_member(row)
    return RatingRow(
        line=row.line,
        target=target,
        member=member,
        rating=row.word("rating"),
        round=_whole_number(row, "round"),
        date=row.day("date"),
    )


def _whole_number(row: Row, name: str) -> int | None:
    word = row.word(name)
    if not word:
        return None
    # Python reads digits of every script and underlines; a typing error is more likely than those.
    if not (word.isascii() and word.isdigit()):
        raise BadRowError(f"{quote_input(word)} is no whole number", name)
    return int(word)


BALLOT_COLUMNS = Columns(
    {
        "member": ("code", "member body", "delegation", "country", "by", "participant"),
        "vote": ("choice", "ballot", "answer", "stance", "position", "ranking", "rating"),
        "comment": ("comments", "reason", "reasons", "explanation", "statement"),
    }
)


@frozen
class BallotRow:
    """One row of a file of votes: a vote, or who took part in a secret ballot."""

    line: int
    member: str = ""  # the member's code; empty on a paper of a secret ballot
    vote: str = ""  # what it chose, as it was written
    comment: str = ""


def read_ballot(
    source: Source, *needed: str, choices: Iterable[str] = ()
) -> tuple[tuple[BallotRow, ...], tuple[Finding, ...]]:
    """Parses rows of a ballot from a table with the columns that are `needed`.

    An empty row is an empty paper where no member is needed. `choices` are votes though the words
    mean elsewhere that there is none.
    """
    is_papers = needed == ("vote",)
    raw_rows, findings = read_table_rows(source, BALLOT_COLUMNS, needed, is_papers)
    said = set(map(normalize_name, choices))
    voted: list[Row] = []
    notes: list[Finding] = []
    for row in raw_rows:
        word = row.word("vote")
        is_named = "vote" in needed and row.word("member")
        if is_named and is_no_stance(word) and normalize_name(word) not in said:
            message = "No vote was cast; the row was passed over."
            notes.append(Finding(message, Severity.NOTE, source.name, row.line))
        else:
            voted.append(row)
    return convert_rows(voted, lambda row: _ballot(row, needed), source.name, findings, notes)


def _ballot(row: Row, needed: Sequence[str]) -> BallotRow:
    if "member" in needed:
        row.required("member", "give its code")
    return BallotRow(row.line, row.word("member"), row.text("vote"), row.text("comment"))


# Votes in words.

_WORDS = {
    ballots.BallotKind.TEXT: {
        **dict.fromkeys(("approval", "approved", "yes"), ballots.APPROVE),
        **dict.fromkeys(("approval with comments", "yes with comments"), ballots.WITH_COMMENTS),
        **dict.fromkeys(("disapproval", "disapproval of the draft", "no"), ballots.DISAPPROVE),
        **dict.fromkeys(("abstention", "abstained"), ballots.ABSTAIN),
    },
    ballots.BallotKind.YES_NO: {
        **dict.fromkeys(("for", "in favour", "in favor", "aye", "yea"), ballots.YES),
        **dict.fromkeys(("against", "nay"), ballots.NO),
        **dict.fromkeys(("abstain", "abstention", ""), ballots.BLANK),
    },
    ballots.BallotKind.SCALE: {"": ballots.BLANK},
}


def read_choice(state: State, ballot: ballots.BallotFields, written: str) -> ballots.Ranks:
    """Returns a choice as it is written in a ballot; the operation refuses what is none.

    It is an answer, such as `yes`, options with commas between them, or in the order of preference,
    such as `A3 > A5 = A7`, or `none` of them, or nothing.
    """
    words = {each.casefold(): each for each in ballot.answers} | _WORDS.get(ballot.kind, {})

    def named(word: str) -> str:
        plain = " ".join(word.split())
        return words.get(plain.casefold()) or option_named(state, ballot.options, plain) or '""'

    is_none = written.strip().casefold() in (ballots.NONE, "")
    if ballot.kind is ballots.BallotKind.RANKED:
        places = () if is_none else (place.split("=") for place in written.split(">"))
        return tuple(tuple(map(named, place)) for place in places)
    if ballot.kind is ballots.BallotKind.APPROVAL:
        marked = [] if is_none else [named(each) for each in written.split(",") if each.strip()]
        return (tuple(marked),) if marked else ()
    return ((named(written),),)


def option_named(state: State, options: Sequence[ballots.BallotOption], name: str) -> str:
    """Returns the option that a name means, as typed or as that of its text; else the name."""
    if exact := [each.name for each in options if each.name.casefold() == name.casefold()]:
        return exact[0]
    if not (name and any(each.target for each in options)):
        return name
    try:
        target = find_target(state, name)
    except NotFound:
        return name
    return next((each.name for each in options if each.target == target), name)
