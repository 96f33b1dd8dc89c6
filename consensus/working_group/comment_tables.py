"""Comment tables: each comment is imported with what it proposes, and written back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import Any

from attrs import evolve

from consensus.errors import NotFound, Rejected
from consensus.finding import Severity
from consensus.formats.amendment_rows import AmendmentRow, CommentRow, known_members, says_nothing
from consensus.formats.comment_table import (
    Observation,
    read_observation,
    write_comments,
    write_observation,
)
from consensus.formats.docx.writer import TitleBlock
from consensus.formats.instructions import read_proposal
from consensus.formats.placing import UnplacedError
from consensus.history.operations import AddComment, ResolveComment
from consensus.model.amendments import AmendmentKind, Disposition, TableComment
from consensus.model.drafts import ItemKind
from consensus.model.lookup import find_comment
from consensus.model.state import State
from consensus.reports.contributions import CommentResolution, amendments_of, resolution_of
from consensus.text.diff import words_of
from consensus.text.display import count_noun
from consensus.working_group.import_amendments import AmendmentImporter
from consensus.working_group.import_base import digest_of
from consensus.working_group.proposing import proposal_of

# `DE-012`, `DE 012`, `US/ANSI 3`: the code of a body, and the number of its comment.
_NUMBERED = re.compile(r"(?P<code>[^\W\d_]{2,}(?:[/-][^\W\d_]+)*)[\s_#.–-]*(?P<number>\d{1,5})")
_NO_CODE = re.compile(r"[^\w-]+")
_WHOLE = re.compile(
    r"\W*(?:general|all|whole|entire|throughout|complete|document|n/?a|générale?s?|tout|ensemble"
    r"|allgemein(?:es)?|gesamte?s?|ganzes|todo|general comments?|document complet|dokument"
    r"|whole document|entire document|all clauses|ganzes dokument|todo el documento)?\W*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s*(?:[,;&\n]|\b(?:and|et|und|y|to|bis)\b|[–—])\s*")
_WORD_BEFORE = re.compile(r"(?:sub)?clause\s+|abschnitt\s+|§\s*", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|\.|º|er?|e)?", re.IGNORECASE)
_BARE_LINE = re.compile(r"^(?:ll?\.?|z\.?)?\s*(?=\d)", re.IGNORECASE)
_LEAST_ALIKE = 0.4
"""How much of a text a proposal has to keep to be its new wording, where it does not say so."""


class CommentImporter(AmendmentImporter):
    """Imports the rows of a comment table, each with the amendments that it proposes."""

    def __init__(self, state: State, draft: str, *given: Any) -> None:
        super().__init__(state, draft, *given)
        self._alike: Counter[str] = Counter()
        self._said: list[tuple[int, str, CommentRow]] = []

    def take_row(self, row: AmendmentRow) -> bool:
        """Imports a comment; what it proposes and cannot be applied waits in the inbox."""
        if not isinstance(row, CommentRow):
            raise TypeError("a comment table has rows of comments")
        sponsors, number = self._body(row)
        words = (row.line_number, row.clause, row.paragraph, row.rationale, row.text)
        content = digest_of("comment", self._draft, sponsors or row.body, *words)
        self._alike[content] += 1
        digest = content if self._alike[content] == 1 else digest_of(content, self._alike[content])
        if known := self.state.imported.get(digest):
            self._said.append((row.line, known, row))
            return self.pass_over()
        item, target, lines = self._place(row, number)
        if item is None:
            where = row.clause if not row.paragraph else f"{row.clause}, {row.paragraph}"
            self.find(row.line, f"{number}: no text is called {where}; it is on the whole draft")
        asked = evolve(row, id="", target=target, by=sponsors, line_number=lines)
        amendments, entry = self._propose(asked, number, digest, item or "")
        comment = AddComment(
            handle=number,
            draft=self._draft,
            body=row.body,
            member=sponsors[0] if sponsors else "",
            line=row.line_number,
            clause=row.clause,
            paragraph=row.paragraph,
            kind=row.comment_kind,
            comment=row.rationale,
            change=row.text,
            observations=row.observations,
            others=dict(row.other_cells),
            item=item or "",
            amendments=amendments,
            entry=entry,
            source=PurePath(self.source.name).name,
            language=row.language,
            digest=digest,
        )
        if not self.take(row.line, comment):
            return False
        self._said.append((row.line, self.operations[-1].id, row))
        return True

    def finish(self) -> None:
        """Records the dispositions that the secretariat wrote beside comments without one."""
        for line, key, row in self._said:
            said = read_observation(row.observations)
            known = resolution_of(self.state, self.state.comments[key])
            if said is None or (known is not None and known.disposition is said.disposition):
                continue
            try:
                see = find_comment(self.state, said.see).id if said.see else ""
            except NotFound as error:
                self.find(line, str(error))
                continue
            words = said.words
            went_in = said.disposition in (Disposition.IN_PRINCIPLE, Disposition.IN_PART)
            resolved = ResolveComment(
                comment=key,
                disposition=said.disposition,
                reason="" if went_in else words,
                wording=words if went_in else "",
                see=see,
            )
            try:
                self.try_out(resolved)
            except Rejected as rejected:
                self.find(line, str(rejected))
                continue
            comment = self.state.comments[key]
            if amendments_of(self.state, comment):
                why = "its amendments are undecided"
                if known is not None:
                    why = f"it was {known.disposition} by what became of its amendments"
                words = f"{comment.handle}: {said.disposition} is taken as said; {why}"
                self.find(line, words, Severity.NOTE if known is None else Severity.WARNING)

    def _body(self, row: CommentRow) -> tuple[tuple[str, ...], str]:
        """Returns the members that make a comment, and its number."""
        name, given = row.body, row.number.zfill(3) if row.number.isdecimal() else row.number
        known = known_members(self.state, name)
        if not known and (found := _NUMBERED.fullmatch(name)):
            name, given = found["code"], given or found["number"]
        first = name.partition("/")[0]
        known = known or known_members(self.state, name) or known_members(self.state, first)
        if not known and any(map(str.isalpha, name)):
            known = self._members(row, (first,))
        if given and not given.isdecimal():
            return known, given
        code = known[0] if known else _NO_CODE.sub("", first) or "CS"
        running = self.state.numbers.get(f"{code}-", 0) + 1
        return known, f"{code}-{given or f'{running:03}'}"

    def _place(self, row: CommentRow, number: str) -> tuple[str | None, str, str]:
        """Returns the item that a comment is at, and the place and lines its proposal names.

        The item is empty for a comment on the whole draft, and None where none was found.
        """
        lines = _BARE_LINE.sub("line ", row.line_number.strip(), count=1)
        lines = lines if self._names.cited_lines(lines) else ""
        if _WHOLE.fullmatch(row.clause):
            item, why = self._on_lines(lines) if lines else ("", "")
            if why and says_nothing(row.text):
                self.find(row.line, f"{number}: {why}; it is on the whole draft")
            return item, lines, ""
        for name, is_meant in self._places_named(row):
            try:
                found = self._names.find_target(name)
            except UnplacedError:
                continue
            if found in self.state.items:
                own = self._on_lines(lines, found)[0] if lines else ""
                return own or found, name if is_meant else row.clause, lines
        return None, row.clause, lines

    def _on_lines(self, lines: str, within: str = "") -> tuple[str, str]:
        """Returns the one item on lines, in an item if one is given; or else why there is none."""
        try:
            places = self._names.line_places(lines, within)
        except UnplacedError as error:
            return "", str(error)
        every = dict.fromkeys(item for each in places for item in each.spans)
        items = [each for each in every if not within or self._names.is_below(each, within)]
        return (items[0], "") if len(items) == 1 else ("", f"several texts stand on {lines}")

    def _places_named(self, row: CommentRow) -> Iterator[tuple[str, bool]]:
        """Yields what a comment may be at, the closest first, and whether it says just that."""
        clause = _WORD_BEFORE.sub("", row.clause.strip(" ."))
        if row.paragraph:
            is_bare = _ORDINAL.fullmatch(row.paragraph)
            within = f"paragraph {is_bare[1]}" if is_bare else row.paragraph
            yield f"{clause} – {within}", True
        yield row.clause, True
        yield clause, True
        titles = (each for each in self.state.walk(self._draft) if each.kind is ItemKind.SECTION)
        for each in titles:
            if self.state.text(each.id).casefold() == clause.casefold():
                yield each.id, True
        for part in _SEVERAL.split(clause):
            name = part.strip(" .()")
            while name:
                yield name, False
                name = name.rpartition(".")[0]

    def _propose(
        self, row: CommentRow, number: str, digest: str, item: str
    ) -> tuple[tuple[str, ...], str]:
        """Imports what a comment proposes; returns the amendments, or the entry of the inbox."""
        if says_nothing(row.text):
            return (), ""
        made: list[str] = []
        try:
            if row.line_number and item and self._names.editions:
                self._names.line_places(row.line_number, item)
            for count, each in enumerate(self._placer.place_all(row), 1):
                self._check_wording(row, each)
                placed = evolve(each, by=row.by, id="")
                operation = proposal_of(self.state, self._draft, placed, f"{digest} {count}")
                self.try_out(operation)
                made.append(self.operations[-1].id)
                self._placed[operation.placing.how] += 1
                if each.note:
                    self.find(row.line, f"{number}: {each.note}", Severity.NOTE)
        except (UnplacedError, NotFound, Rejected) as error:
            if made:
                self.find(row.line, f"{number}: only a part of it was applied; {error}")
                return tuple(made), ""
            fields = {"number": number, "target": row.target, "text": row.text}
            fields |= {"rationale": row.rationale, "by": "; ".join(row.by)}
            entry = self.put_in_tray(row.line, fields, str(error), f"{digest} inbox")
            if entry:
                why = f"{number}: {error}; its proposed change waits in the inbox as {entry}"
                self.find(row.line, why, Severity.NOTE)
            return (), self.state.handles.get(entry, "")
        return tuple(made), ""

    def _check_wording(self, row: CommentRow, placed: AmendmentRow) -> None:
        """Raises UnplacedError where words may be no new wording of a text but a wish about it."""
        if placed.kind is not AmendmentKind.MODIFY or read_proposal(row.text):
            return
        now, then = (words_of(each) for each in (self.state.text(placed.target), placed.text))
        if SequenceMatcher(None, now, then, autojunk=False).ratio() < _LEAST_ALIKE:
            name = self.state.name_of(placed.target)
            raise UnplacedError(f"it may be no new wording of {name}; say in full how that reads")


# Written back.

_MOST_NAMED = 20


def write_comment_table(state: State, form: str, draft: str = "", source: str = "") -> bytes:
    """Returns comments as a table; arguments and errors as `WorkingGroup.comment_table`."""
    if form not in ("docx", "xlsx", "csv"):
        raise Rejected(f"a comment table is written as docx, xlsx or csv, not as {form}")
    chosen = [
        each
        for each in state.comments.values()
        if draft in ("", each.draft) and source in ("", each.source)
    ]
    if not chosen:
        raise Rejected("no comment came in a table" + (f" called {source}" if source else ""))
    resolved = [(each, resolution_of(state, each)) for each in chosen]
    open_ones = [each.handle for each, found in resolved if found is None]
    if open_ones:
        more = len(open_ones) - _MOST_NAMED
        named = ", ".join(open_ones[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        count = count_noun(len(open_ones), "comment has", "comments have")
        raise Rejected(f"{count} no disposition yet: {named}; resolve comments")
    rows = [_row(each, found) for each, found in resolved if found is not None]
    titles = [state.drafts[each].title for each in dict.fromkeys(c.draft for c in chosen)]
    return write_comments(rows, form, TitleBlock(state.title, "; ".join(titles), ""))


def _row(comment: TableComment, found: CommentResolution) -> CommentRow:
    said = Observation(found.disposition, found.words, found.see, found.stays)
    return CommentRow(
        body=comment.handle,
        line_number=comment.line,
        clause=comment.clause,
        paragraph=comment.paragraph,
        comment_kind=comment.kind,
        rationale=comment.comment,
        text=comment.change,
        observations=write_observation(said, comment.language),
        other_cells=comment.others,
        language=comment.language,
    )
