"""Applies instructions of amendments: which texts change, and what these then say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

import attrs

from consensus.errors import NotFound
from consensus.formats.amendment_rows import AmendmentRow, CommentRow
from consensus.formats.citations import (
    Citation,
    ItemPosition,
    Part,
    children_of,
    match_citation,
    parse_citation,
)
from consensus.formats.instruction_forms import QUOTES, Act, Where, phrases
from consensus.formats.instructions import (
    Instruction,
    asks_more,
    in_printed_typography,
    insert_at_end,
    insert_before,
    is_remark,
    leading_citation,
    read_proposal,
    sentences_of,
    split_reason,
    without_blocks,
    without_quotes,
)
from consensus.formats.numbered_lines import NO_EDITION, LinePlace, LinePlacer
from consensus.formats.placing import (
    ELLIPSIS,
    UnplacedError,
    insert_after,
    placed,
    replace_at,
    shortened,
)
from consensus.model.amendments import AT_TARGET, AmendmentKind, Placing
from consensus.model.drafts import ItemKind
from consensus.model.state import State
from consensus.text.anchor import Anchor, AnchorKind, Passages, Placement, normalize_text
from consensus.text.diff import diff
from consensus.text.edit import apply

_SURE = 0.75  # how sure a row must be of what it asks for in words
_WORDED = (AmendmentKind.MODIFY, AmendmentKind.DELETE)
_FEWEST_WORDS = 4  # that a quote needs to find its place against the name it came with
_LEAD = 3  # words before what is asked for that can be no text
_MOST_PLACES = 8  # of words that are not said to stand in one item
_MOST_BELOW = 40  # items under a heading that go with it
_PARTS_TERMS = re.compile(r"\b(?:with|by|par|durch|por)\b", re.IGNORECASE)
_LABEL = re.compile(r"(\(\w{1,4}\)|\w{1,3}\)|\d{1,3}[a-z]{0,2}\.)\s+(?=\S)")
_BRACKETED = re.compile(r"\([^()]*\)\W*$")
_CONDITION = re.compile(r"\b(?:if|unless|when|why|whether|si)\b", re.IGNORECASE)
_NOTE = re.compile(r"(?:note|example|table|figure|tableau|tabelle)(?: \d+)?", re.IGNORECASE)


_OLD_FOLLOWS = re.compile(r"\b(?:rationale|justification|old text)\s*:", re.IGNORECASE)
# Words that stand for others.
_REFERS = re.compile(
    r"\W*(?:what|see|as (?:proposed|suggested|agreed|set out)|same"
    r"|(?:the )?(?:text|wording|language|version|proposal|definition|formulation)"
    r" (?:of|in|from|as|proposed|suggested|by|that|used))\b",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s[–—]\s(?:to (?:align|avoid|ensure|be|make|match|clarify)|for|in line)\b.*")
_ARTICLE = re.compile(r"\b(?:article|section|clause|artikel|artículo|§)", re.IGNORECASE)


def _check_request(row: AmendmentRow, asked: Sequence[Instruction]) -> None:
    """Raises UnplacedError where a row asks for more, for less, or for other than its words do."""
    if any(each.problem for each in asked):
        return
    bare = QUOTES.sub(" “ ” ", without_blocks(row.text))
    behind = _BRACKETED.search(bare)
    if behind and not (phrases("O", "limit").search(behind[0]) or _CONDITION.search(behind[0])):
        bare = bare[: behind.start()]  # such as `(term not used)`
    reason = phrases("b").search(bare, 1)
    request = bare[: reason.start()] if reason else bare
    limit = phrases("revoked").search(bare) or phrases("!", "O", "limit").search(request, 1)
    if limit:
        raise UnplacedError(f"it says “{limit[0]}”; say in full how the text is to read")
    flat, first = (" ".join(each.split()) for each in (row.text, asked[0].words))
    lead = flat[: max(0, flat.find(first))].strip()
    is_text = lead.endswith((".", ";")) and len(lead.split()) > _LEAD
    if is_text and not phrases("b").search(lead):
        raise UnplacedError(f"{shortened(lead)} may be a text; give the reason apart")
    for each in asked:
        _check_words(row, each, bare)


def _check_words(row: AmendmentRow, asked: Instruction, bare: str) -> None:
    """Raises UnplacedError where the words of an instruction may mean something else."""
    old, new = asked.readings[0]
    if not QUOTES.search(row.text):
        if _OLD_FOLLOWS.search(new):
            raise UnplacedError("it is not clear where its words end; give the reason apart")
        if asked.act is Act.REWRITE and _REFERS.match(new):
            raise UnplacedError("it refers to words that it does not have; write them in full")
        if asked.act is Act.REWRITE and asks_more(new):
            raise UnplacedError("it asks for more behind its words; make a row of each")
    if asked.everywhere and phrases("count").search(bare):
        raise UnplacedError("it counts places; say in full how the text is to read")
    if asked.everywhere and row.target and phrases("draft").search(bare):
        raise UnplacedError(f"it means the whole draft, and its row only {row.target}")
    says_words = "→" in bare or "->" in bare or phrases("word").search(bare)
    if not (asked.is_quoted or says_words) and (old or new):
        raise UnplacedError("it may be a text; put the words that it means in quotation marks")
    cited = parse_citation(asked.cited) if asked.act in (Act.MOVE, Act.NEW_ITEM) else None
    if cited and any(level.part is Part.SENTENCE for level in cited.levels):
        raise UnplacedError("it asks for a sentence; say in full how the text is to read")


def _is_fuzzy(row: AmendmentRow) -> bool:
    return row.placing is not None and row.placing.how == AnchorKind.FUZZY.value


class InstructionPlacer:
    """Applies instructions to one draft, in which a placer finds their targets."""

    def __init__(
        self, placer: LinePlacer, state: State, draft: str, is_import: bool = True
    ) -> None:
        self._placer = placer
        self._is_import = is_import  # whether no user has placed the rows
        self._state = state
        self._draft = draft

    def place(self, row: AmendmentRow) -> AmendmentRow:
        """Returns a row with its place, as `place_all`; raises UnplacedError for several."""
        placed, *others = self.place_all(row)
        if others:
            several = len(others) + 1
            raise UnplacedError(f"it asks for changes in {several} texts; make a row of each")
        return placed

    def place_all(self, row: AmendmentRow) -> tuple[AmendmentRow, ...]:
        """Returns a row with its place, and the whole text that it makes there; or several.

        There are several where it asks in words for changes in several texts, or takes out all that
        stands under a heading. Raises UnplacedError as `Placer.place` does, and where it reads as
        an instruction that cannot be followed.
        """
        is_of_record = row.state and row.circulated and row.id  # its text is a text already
        if row.doubt or is_of_record or row.kind not in (*_WORDED, AmendmentKind.INSERT):
            return (self._placer.place(row),)
        row = self._without_reason(row)
        own = re.match(rf"in\s+{re.escape(row.target)}\s*[,:]\s*", row.text, re.IGNORECASE)
        words = row.text[own.end() :] if own and row.target else row.text
        asked = read_proposal(words) if words.strip() else ()
        if asked and not (all(not each.is_quoted for each in asked) and self._is_order(row)):
            _check_request(row, asked)
            return self._rows_of(row, asked)
        run = self._run_of(row.old) if row.old and not row.text.strip() else ()
        placed = () if run else (self._placer.place(row),)
        if row.kind is not AmendmentKind.DELETE:
            self._check_text(row)
        gone = (self._placer.deletion(row, each, AT_TARGET, takes_all=True) for each in run)
        return placed or tuple(gone)

    def _without_reason(self, row: AmendmentRow) -> AmendmentRow:
        """Returns a row without the reason that stands in its text, which goes to its reasons."""
        whole = row.old
        with suppress(UnplacedError, KeyError):
            item = self._placer.find_target(row.target)
            whole = whole or " ".join(map(self._state.text, self._under(item)))
        text, reason = split_reason(row.text, whole)
        if not reason:
            if (dash := _DASHED.search(text)) and dash[0] not in whole and not QUOTES.search(text):
                raise UnplacedError("it is not clear where its words end; give the reason apart")
            return row
        if not text:
            raise UnplacedError("it gives a reason and no text")
        if row.old[-1:].isalnum():
            text = text.removesuffix(".")  # the stop of the sentence of the row
        why = "\n\n".join(filter(None, (row.rationale, reason)))
        return attrs.evolve(row, text=text, rationale=why)

    def _is_order(self, row: AmendmentRow) -> bool:
        """Whether what a row changes begins with the same word, so that its words may be a text."""
        if leading_citation(row.text)[1]:
            return False
        with suppress(UnplacedError, KeyError):
            whole = row.old or self._state.text(self._placer.find_target(row.target))
            first = [each.split()[:1] for each in (whole.casefold(), row.text.casefold())]
            return first[0] == first[1]
        return False

    def _check_text(self, row: AmendmentRow) -> None:
        """Raises UnplacedError where a text speaks of what it would change."""
        if about := self._is_about(row):
            raise UnplacedError(f"it speaks of {shortened(about)} and is no text; write it in full")
        if row.kind is not AmendmentKind.MODIFY or not row.text.strip():
            return
        cited, end = leading_citation(row.text)
        whole = row.old
        with suppress(UnplacedError, KeyError):
            item = self._placer.find_target(row.target)
            item, _ = self._placer.find_clause_text(row.target, item, row.text)
            text = self._placer.without_label(item, row.text)
            own = self._state.text(item)
            whole = whole or own
            if not row.old and self._state.items[item].kind in (ItemKind.SECTION, ItemKind.TITLE):
                whole = own[match_citation(own)[1] :]
            if end and text == row.text and not own.startswith(row.text[:end]):
                citation, above = parse_citation(cited), self._state.items[item].parent
                there = citation and (self._nested(citation, item) or self._nested(citation, above))
                there = there or self._placer.find_target(cited)
                if self._placer.is_below(item, there) or self._placer.is_below(there, item):
                    about = cited
        if about:
            raise UnplacedError(f"it begins with {about} and may be no text; write the text alone")
        if whole and self._is_import and is_remark(row.text, whole, not row.old):
            raise UnplacedError("it may be a remark and no text; write in full how the text reads")

    def _is_about(self, row: AmendmentRow) -> str:
        """Returns what a row quotes of the text that it changes, where it is quoted in it alone."""
        quotes = [without_quotes(found[0]).strip() for found in QUOTES.finditer(row.text)]
        if not quotes:
            return ""
        whole = row.old
        with suppress(UnplacedError, KeyError):
            item = self._placer.find_target(row.target)
            whole = " ".join([row.old, *map(self._state.text, self._under(item))])
        said = {without_quotes(found[0]).strip() for found in QUOTES.finditer(whole)}
        return next((each for each in quotes if each in whole and each not in said), "")

    def _rows_of(self, row: AmendmentRow, asked: Sequence[Instruction]) -> tuple[AmendmentRow, ...]:
        """Returns the rows that do what the words of a row ask for, one for each text."""
        rows: dict[tuple[str, ...], AmendmentRow] = {}
        for each in asked:
            found = self._only_sure(row, each)
            for made in found:
                key = (made.kind, made.target, made.parent, made.after, *made.others)
                known = rows.get(key)
                if known is not None:
                    if made.kind is not AmendmentKind.MODIFY:
                        raise UnplacedError("it asks for the same twice")
                    text = self._both(made.target, known.text, made.text)
                    made = attrs.evolve(made, text=text)
                rows[key] = made
        targets = [each.target for each in rows.values() if each.kind in _WORDED and each.target]
        if len(set(targets)) < len([each for each in targets if each != self._draft]) and (
            len(targets) == len(rows)
        ):
            raise UnplacedError("it asks for several things of one text")
        words = " ".join(dict.fromkeys(each.words for each in asked))
        why = "\n\n".join(
            dict.fromkeys(filter(None, (row.rationale, *(each.rationale for each in asked))))
        )
        return tuple(
            placed(
                attrs.evolve(row, rationale=why),
                made.kind,
                made.target,
                made.text,
                made.placing or AT_TARGET,
                parent=made.parent,
                after=made.after,
                others=made.others,
                item_kind=ItemKind(made.item_kind) if made.item_kind else None,
                label=made.label,
                note=made.note or f"what it asks for in words was done: {shortened(words)}",
            )
            for made in rows.values()
        )

    def _only_sure(self, row: AmendmentRow, asked: Instruction) -> Sequence[AmendmentRow]:
        """Returns the rows an instruction makes; raises UnplacedError if it is ambiguous."""
        if row.old and not asked.cited and (within := self._within_old(row, asked)) is not None:
            return (self._placer.place(within),)
        is_text = asked.act is Act.NEW_ITEM or asked.form == "C q"
        if row.kind is AmendmentKind.INSERT and is_text and not asked.cited:
            text = asked.readings[0][1]
            return (self._placer.place(attrs.evolve(row, text=text)),)
        if asked.act is Act.REWRITE and not row.old:
            self._check_whole(row, asked)
        if not asked.is_quoted and _PARTS_TERMS.search(asked.readings[0][1]):
            raise UnplacedError("it is not clear where its words end; put them in quotation marks")
        takes_all = asked.act in (Act.DELETE, Act.REWRITE) and not asked.readings[0][0]
        if row.old and takes_all:
            return self._all_of_old(row, asked)
        lines = row.line_number if isinstance(row, CommentRow) else ""
        made = list(self.apply(asked, row.target or row.after, lines))
        words = shortened(asked.readings[0][0])
        if not made:
            raise UnplacedError(f"it changes nothing: {shortened(asked.words)}")
        sure = [each for each, score in made if score >= _SURE and not _is_fuzzy(each)]
        if (
            (asked.everywhere and len(sure) == len(made))
            or len(made) == 1 == len(sure)
            or (asked.act is Act.DELETE and not (asked.readings[0][0]))
        ):
            return sure
        if len(made) == 1:
            raise UnplacedError(f"it quotes what is not there to the letter: {words}")
        there = ", ".join(dict.fromkeys(self._state.handle_of(each.target) for each, _ in made))
        known = asked.lines and not self._placer.editions
        why = f"; {NO_EDITION.format(asked.lines)}" if known else "; say which is meant"
        raise UnplacedError(f"{words} stands {len(made)} times, in {there}{why}")

    def _within_old(self, row: AmendmentRow, asked: Instruction) -> AmendmentRow | None:
        """Returns a row that quotes a passage, with what its words make of that passage."""
        old, new = asked.readings[0]
        if asked.act is Act.REWRITE:
            return attrs.evolve(row, text=new)
        if asked.act is Act.DELETE and not old:
            if phrases("text").search(asked.words):
                return None
            return attrs.evolve(row, kind=AmendmentKind.DELETE, text="")
        within = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)" if old else "(?!)")
        if asked.act is Act.REPLACE and len(within.findall(row.old)) == 1:
            return attrs.evolve(row, text=within.sub(lambda found: new, row.old))
        return None

    def _all_of_old(self, row: AmendmentRow, asked: Instruction) -> Sequence[AmendmentRow]:
        """Returns the rows that do to all of a text what is asked, where a row quotes all of it."""
        gone = self._run_of(row.old)
        if not gone:
            there = self._placer.place(attrs.evolve(row, kind=AmendmentKind.DELETE, text=""))
            gone = (there.target,) if there.kind is AmendmentKind.DELETE else ()
        above = self._state.items[gone[0]].parent if gone else ""
        if len(gone) == 1 and _ARTICLE.search(asked.words) and above in self._state.items:
            gone = (*gone, above)
        if asked.act is Act.REWRITE or (asked.cited and gone):
            made = [each for each, _ in self.apply(asked, row.target)]
        else:
            made = [self._placer.deletion(row, each, AT_TARGET, takes_all=True) for each in gone]
            if gone and {*gone} != {*self._with_all_below(gone[-1])}:
                gone = ()
        if not gone or not {each.target for each in made} <= {*gone}:
            raise UnplacedError("it quotes a passage, and asks for all of a text")
        return made

    def _check_whole(self, row: AmendmentRow, asked: Instruction) -> None:
        """Raises UnplacedError where few words may stand for a passage and not for a whole text."""
        if (asked.cited and asked.form != "C q") or not row.target:
            return
        new, item = asked.readings[0][1], self._scope(asked.cited, row.target)[0]
        item, _ = self._placer.find_clause_text("it", item, new)
        if asked.cited and new.rstrip(".") in self._state.text(item):
            raise UnplacedError(f"its words stand there already: {shortened(new)}")
        there = self._state.items.get(item)  # none for the text of an amendment
        is_heading = there is not None and there.kind is ItemKind.SECTION
        if is_heading or 2 * len(new.split()) < len(self._state.text(item).split()):
            raise UnplacedError(
                f"it may mean a passage of {row.target} or all of it; quote what is replaced"
            )

    def _both(self, target: str, one: str, other: str) -> str:
        """Returns a text with both of two changes; raises UnplacedError where they touch."""
        whole = self._state.text(target)
        edits = sorted((*diff(whole, one), *diff(whole, other)), key=lambda each: each.start)
        try:
            text = apply(whole, edits)
        except ValueError:
            raise UnplacedError("what it asks for in words touches itself") from None
        # Where one took brackets away and the other what stood in them, one space stays.
        return text if "  " in whole else re.sub(r" {2,}", " ", text)

    def apply(
        self, asked: Instruction, target: str = "", lines: str = ""
    ) -> Iterator[tuple[AmendmentRow, float]]:
        """Yields what an instruction may mean, each with how sure that is, from 0 to 1.

        Raises UnplacedError where it cannot be followed. `target` is the name of what it is on,
        `lines` are where its row says that this is.
        """
        if asked.problem:
            raise UnplacedError(asked.problem)
        if asked.act is Act.RETAIN:
            raise UnplacedError("it asks to keep the text as it is")
        if target and self._placer.cited_lines(target):
            target, lines = "", target
            asked = attrs.evolve(asked, lines=asked.lines or lines)
        if asked.lines and not asked.readings[0][0] and asked.act is not Act.REPLACE:
            if not self._placer.editions:
                raise UnplacedError(NO_EDITION.format(asked.lines))
            if asked.act in (Act.NEW_ITEM, Act.MOVE, Act.JOIN):
                raise UnplacedError(f"it names lines for more than their words: {asked.lines}")
        if asked.act is Act.RENUMBER:
            raise UnplacedError(
                "it only gives other numbers; the next revision renumbers its items"
            )
        if (
            asked.act is Act.INSERT
            and asked.where is Where.END
            and _LABEL.match(asked.readings[0][1])
        ):
            # What has a label of its own is no part of another text.
            asked = attrs.evolve(asked, act=Act.NEW_ITEM)
        if asked.act in (Act.NEW_ITEM, Act.MOVE, Act.JOIN):
            yield self._rearranged(asked, target), 1.0
            return
        old, new = asked.readings[0]
        try:
            item, place = self._scope(asked.cited, target)
        except UnplacedError:
            # A citation that leads nowhere does not matter where the words stand once.
            if not old or self._once(old) is None:
                raise
            item, place = "", None
        there: Sequence[LinePlace] = ()
        meant: Sequence[str] = ()
        if (asked.lines or lines) and self._placer.editions:
            of = item if asked.cited else ""
            there = self._placer.line_places(asked.lines or lines, item, of)
            if not (old or place):
                meant = self._all_on(there, item, asked)
                if not item:
                    item, *others = meant
                    asked = attrs.evolve(asked, cited="" if others else self._state.handle_of(item))
        if asked.act is Act.DELETE and not old and place is None:
            for each in meant or self._with_all_below(item):
                made = self._placer.deletion(AmendmentRow(), each, AT_TARGET, takes_all=True)
                yield made, 1.0
        elif asked.act is Act.REWRITE and place is None:
            yield from self._rewritten(asked.cited or "it", item, new)
        elif old and _NOTE.fullmatch(old) and asked.act is Act.DELETE:
            yield self._placer.deletion(AmendmentRow(), self._note(old, item), AT_TARGET), 1.0
        elif old:
            yield from self._words(item, place, asked, there)
        elif item:
            yield self._at_whole(item, place, asked), 1.0
        else:
            raise UnplacedError("it does not say which text it means")

    def _all_on(self, places: Sequence[LinePlace], item: str, asked: Instruction) -> Sequence[str]:
        """Returns what goes with all that stands on lines, or with the item that begins there."""
        meant = [item] if item else [*places[0].spans]
        meant = list(dict.fromkeys(each for one in meant for each in self._with_all_below(one)))
        is_all = all({*meant} == each.whole == {*each.spans} for each in places)
        if item and not asked.lines and all(item in each.begun for each in places):
            return meant
        if is_all and (len(meant) == 1 or asked.act is Act.DELETE):
            return meant
        if len({each for place in places for each in place.spans}) > 1 < len(places):
            raise UnplacedError(self._placer.offered(places, "say which"))
        of = ", ".join(map(self._state.handle_of, meant))
        raise UnplacedError(f"{places[0].name} is not all of {of}; quote the words that are meant")

    def _scope(self, cited: str, target: str) -> tuple[str, tuple[int, int] | None]:
        """Returns the item that is meant, and the span of a sentence in it if that is cited."""
        citation = parse_citation(cited) if cited else None
        sentence = 0
        if citation and citation.levels[-1].part is Part.SENTENCE and citation.levels[-1].number:
            sentence = int(citation.levels[-1].number.base)  # -1 for the last
            citation = attrs.evolve(citation, levels=citation.levels[:-1])
        above = self._placer.find_target(target) if target else ""
        item = above
        if citation and citation.levels:
            name = str(citation) if sentence else cited
            item = self._nested(citation, above) or self._placer.find_target(name)
        elif cited and not sentence:
            item = self._placer.find_target(cited)
        if (
            above
            and item != above
            and (above in self._state.items or above in self._state.amendments)
            and not (self._placer.is_below(item, above) or self._placer.is_below(above, item))
        ):
            one, other = self._state.handle_of(above), self._state.handle_of(item)
            raise UnplacedError(f"its row is on {one}, and its words name {other}; say which")
        if above and self._placer.is_below(above, item):
            item = above
        if not sentence:
            return item, None
        item = self._text_under(item)
        whole = self._state.text(item) if item else ""
        spans = [(begin, begin + len(each)) for begin, each in sentences_of(whole)]
        if not sentence <= len(spans) or not spans:
            raise UnplacedError(f"{cited} is not there")
        return item, spans[sentence - (sentence > 0)]

    def _nested(self, citation: Citation, above: str) -> str:
        if above not in self._state.items:
            return ""
        with suppress(NotFound):
            return self._placer.citations.find(citation, above)
        return ""

    def _with_all_below(self, item: str) -> Sequence[str]:
        """Returns the items that go with one: all under a heading, and the heading last."""
        if item not in self._state.items:
            raise UnplacedError("it does not say which text it means")
        if self._state.items[item].kind is not ItemKind.SECTION:
            return (item,)
        below = [each for each in self._under(item) if each != item]
        if len(below) > _MOST_BELOW:
            raise UnplacedError(f"{len(below)} texts stand under it; say which go")
        return (*below, item)

    def _under(self, item: str) -> Iterator[str]:
        yield item
        for child in children_of(self._state, item):
            yield from self._under(child)

    def _rearranged(self, asked: Instruction, target: str) -> AmendmentRow:
        """Returns the row of an instruction that makes an item, or moves or joins some."""
        (_, text), cited, label = asked.readings[0], asked.cited, ""
        if asked.act is Act.NEW_ITEM and (own := _LABEL.match(text)):
            label, text = own[1], text[own.end() :]
        if asked.act is Act.JOIN:
            citation = parse_citation(cited) if not asked.beside else None
            names = [str(each) for each in citation.each()] if citation else []
            named = names or [cited or target, asked.beside]
            first, *others = (self._text_under(self._placer.find_target(each)) for each in named)
            row = AmendmentRow(
                target=first, kind=AmendmentKind.JOIN, others=tuple(others), text=text
            )
            return self._placer.place(row)
        if asked.act is Act.MOVE:
            beside = parse_citation(f"{asked.where} {asked.beside}")
            if beside is None:
                raise UnplacedError(f"{asked.beside} is no place to move it to")
            item = self._scope(cited, target)[0]
            point = self._point(
                beside, self._state.items[item].parent if item in self._state.items else ""
            )
            item = self._placer.find_item(item, "moved")
            return placed(
                AmendmentRow(),
                AmendmentKind.MOVE,
                item,
                self._state.text(item),
                parent=point.parent,
                after=point.after,
            )
        if asked.where is Where.END:
            parent, _ = self._scope(cited, target)
            there = self._state.items.get(parent)
            is_above = there is not None and any(each != parent for each in self._under(parent))
            if there is None or not (is_above or there.kind is ItemKind.SECTION):
                raise UnplacedError("it does not say which heading the new text comes under")
            return placed(
                AmendmentRow(),
                AmendmentKind.INSERT,
                self._draft,
                text,
                parent=parent,
                item_kind=self._placer.kind_at(parent, ""),
                label=label,
            )
        citation = parse_citation(cited) if cited else None
        if citation is None:
            raise UnplacedError("it does not say what the new text follows")
        row = AmendmentRow(target=cited, kind=AmendmentKind.INSERT, text=text, label=label)
        return self._placer.insert_at_point(row, self._point(citation, target))

    def _point(self, citation: Citation, target: str) -> ItemPosition:
        """Returns the position that a citation names, under or beside a target or anywhere."""
        above = ""
        with suppress(UnplacedError):
            above = self._placer.find_target(target) if target else ""
        while above in self._state.items:
            with suppress(NotFound):
                return self._placer.citations.insertion_point(citation, above)
            above = self._state.items[above].parent
        try:
            return self._placer.citations.insertion_point(citation)
        except NotFound as error:
            raise UnplacedError(str(error)) from error

    def _at_whole(
        self, item: str, place: tuple[int, int] | None, asked: Instruction
    ) -> AmendmentRow:
        """Returns a row with words at the edge of a text, or all or a sentence of it changed."""
        item = self._text_under(item)
        whole, new = self._state.text(item), asked.readings[0][1]
        start, end = place or (0, len(whole))
        inner = whole[start:end].strip()
        start = whole.index(inner, start)
        found = Anchor(start, start + len(inner), 1.0, AnchorKind.EXACT)
        match asked.act:
            case Act.BRACKET:
                changed = f"[{inner}]"
            case Act.UNBRACKET:
                if (inner.count("["), inner.count("]")) != (1, 1):
                    raise UnplacedError("it does not say which brackets go")
                changed = inner.replace("[", "").replace("]", "")
            case Act.INSERT if asked.where is Where.END:
                changed = insert_at_end(inner, new)
            case Act.INSERT if asked.where is Where.BEGINNING:
                changed = insert_before(inner, Anchor.whole(inner), new)
            case Act.REWRITE | Act.DELETE:
                changed = new
            case _:
                raise UnplacedError(f"it is not understood: {shortened(asked.words)}")
        return _reworded(item, replace_at(whole, found, changed))

    def _text_under(self, item: str) -> str:
        """Returns an item, or the one text under it if it is a heading."""
        if item not in self._state.items or self._state.items[item].kind is not ItemKind.SECTION:
            return item
        texts = [each for each in self._under(item) if each != item]
        if len(texts) != 1:
            raise UnplacedError(f"{len(texts)} texts stand under it; say which is meant")
        return texts[0]

    def _once(self, quote: str) -> Placement | None:
        """Returns where words stand to the letter, if that is once and they are not too few."""
        placements = self._placer.passages.find(quote)
        found = [each for each in placements if each.anchor.how is not AnchorKind.FUZZY]
        return found[0] if len(found) == 1 and len(quote.split()) >= _FEWEST_WORDS else None

    def _words(
        self,
        item: str,
        place: tuple[int, int] | None,
        asked: Instruction,
        lines: Sequence[LinePlace] = (),
    ) -> Iterator[tuple[AmendmentRow, float]]:
        """Yields changes of words in the cited item, or else wherever they stand."""
        for old, new in asked.readings:
            found = self._stand(old, item, place)
            if lines and found:
                found = self._placer.on_lines(lines, old, found)
            if asked.everywhere and old[:1].islower():
                # Where they begin a sentence or a heading, they are the same words.
                capital = old[:1].upper() + old[1:]
                on_lines = (e.texts[key][slice(*at)] for e in lines for key, at in e.spans.items())
                if any(re.search(rf"{re.escape(capital)}(?!\w)", each) for each in on_lines):
                    raise UnplacedError(f"{shortened(capital)} stands there also; say which")
                capitals = {} if lines else self._stand(capital, item, place)
                for key, anchors in capitals.items():
                    known = {each.start for each in found.get(key, ())}
                    new_ones = [each for each in anchors if each.start not in known]
                    found.setdefault(key, []).extend(new_ones)
            if not found:
                continue
            if asked.times and asked.times != sum(map(len, found.values())):
                raise UnplacedError(
                    f"{shortened(old)} stands {sum(map(len, found.values()))} times, not"
                    f" {asked.times}"
                )
            if asked.everywhere:
                for key, anchors in found.items():
                    yield self._changed(key, anchors, old, new, asked), 0.95
                return
            # Words that stand in several places are offered for each, none of them surely meant.
            places = [(key, each) for key, anchors in found.items() for each in anchors]
            if asked.occurrence:
                places = self._nth(places, asked.occurrence)
            if len(places) > _MOST_PLACES:
                raise UnplacedError(f"{shortened(old)} stands {len(places)} times; say where")
            for key, anchored in places:
                sure = (1.0 if item or lines else 0.8) / len(places) * anchored.score
                yield self._changed(key, [anchored], old, new, asked), sure
            return
        old = asked.readings[0][0]
        there = f"{asked.cited or self._state.handle_of(item)} does not say" if item else ""
        elsewhere = self._once(old) if item else None
        if elsewhere is not None:
            there = f"that stands in {self._state.handle_of(elsewhere.key)}, and {there}"
        raise UnplacedError(f"{there or 'nothing in the draft says'}: {shortened(old)}")

    def _nth(self, places: list[tuple[str, Anchor]], number: int) -> list[tuple[str, Anchor]]:
        if len({key for key, _ in places}) > 1:
            raise UnplacedError("the words that it counts stand in several texts; say in which")
        places = sorted(places, key=lambda each: each[1].start)
        if number > len(places):
            raise UnplacedError(f"the words that it counts stand there {len(places)} times")
        return [places[number - 1 if number > 0 else -1]]

    def _stand(
        self, words: str, item: str, place: tuple[int, int] | None = None
    ) -> dict[str, list[Anchor]]:
        """Returns the positions of words in an item and those below it, or in the whole draft."""
        if item:
            texts = {each: self._state.text(each) for each in self._under(item)}
            placements = self._placer.find_quoted(Passages(texts), words, item)
        else:
            placements = self._placer.find_quoted(self._placer.passages, words)
        found: dict[str, list[Anchor]] = {}
        for each in placements:
            inside = place is None or (
                each.key == item and place[0] <= each.anchor.start and each.anchor.end <= place[1]
            )
            if inside and (each.anchor.how is not AnchorKind.FUZZY or not found):
                found.setdefault(each.key, []).append(each.anchor)
        return found

    def _changed(
        self, item: str, anchors: Sequence[Anchor], old: str, new: str, asked: Instruction
    ) -> AmendmentRow:
        text = self._state.text(item)
        for found in sorted(anchors, key=lambda each: -each.start):
            match asked.act:
                case Act.INSERT if asked.where is Where.BEFORE:
                    text = insert_before(text, found, new)
                case Act.INSERT:
                    text = insert_after(text, found, new)
                case Act.BRACKET:
                    text = replace_at(text, found, f"[{text[found.start : found.end]}]")
                case Act.UNBRACKET:
                    text = _without_brackets(text, found)
                case _:
                    text = replace_at(text, found, _cased(text, found, old, new))
        first = anchors[0]
        how = "target" if first.how is AnchorKind.EXACT else first.how.value
        if not text.strip():
            return self._placer.deletion(AmendmentRow(), item, Placing(how, first.score, old))
        return _reworded(item, text, Placing(how, first.score, old))

    def _rewritten(self, name: str, item: str, text: str) -> Iterator[tuple[AmendmentRow, float]]:
        if item not in self._state.items:
            raise UnplacedError("it does not say which text it replaces")
        item, _ = self._placer.find_clause_text(name, item, text)
        whole = self._state.text(item)
        text = in_printed_typography(whole, self._placer.without_label(item, text))
        if text[-1:].isalnum() and whole[-1:] in (".", ";", ","):
            text += whole[-1]
        if text.strip() and text.strip() != whole.strip():
            yield _reworded(item, text), 1.0

    def _note(self, name: str, item: str) -> str:
        """Returns the one item that is called a note or an example so."""
        begins = re.compile(rf"{re.escape(name)}(?!\w)", re.IGNORECASE)
        scope = self._under(item) if item else (each.id for each in self._state.walk(self._draft))
        found = [
            each
            for each in scope
            if begins.match(self._state.text(each)) or begins.match(self._state.items[each].label)
        ]
        if len(found) != 1:
            raise UnplacedError(f"{len(found) or 'none'} of the texts is called {name}")
        return found[0]

    def _run_of(self, quote: str) -> Sequence[str]:
        """Returns the items, the first last, whose texts in order are a quotation; none for one."""
        is_cut = bool(ELLIPSIS.search(quote[-8:]))
        letters = _letters(ELLIPSIS.sub("", quote) if is_cut else quote)
        items = [each for each in self._state.walk(self._draft) if not each.removed]
        for start, first in enumerate(items):
            rest = letters
            run: list[str] = []
            for item in items[start:]:
                text = _letters(self._state.text(item.id))
                labelled = _letters(item.label) + text
                begin = next(
                    (each for each in (labelled, text) if each and rest.startswith(each)), ""
                )
                if not begin:
                    is_head = first.kind is ItemKind.SECTION and run and item.parent == first.id
                    cut = is_cut and is_head and any(e.startswith(rest) for e in (text, labelled))
                    if cut:
                        return self._with_all_below(first.id)
                    break
                run.append(item.id)
                rest = rest[len(begin) :]
                if not rest and len(run) > 1:
                    return (*run[1:], first.id)
        return ()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, normalize_text(text).text))


def _reworded(target: str, text: str, placing: Placing = AT_TARGET) -> AmendmentRow:
    return AmendmentRow(target=target, text=text, placing=placing)


def _cased(text: str, found: Anchor, old: str, new: str) -> str:
    """Returns new words, capitalised where only the text capitalises those they replace."""
    there = text[found.start : found.start + 1]
    if there.isupper() and old[:1].islower() and new[:1].islower():
        return new[:1].upper() + new[1:]
    return new


def _without_brackets(text: str, found: Anchor) -> str:
    """Returns a text without the brackets that stand around a passage, or begin and end it."""
    before, inner, after = text[: found.start], text[found.start : found.end], text[found.end :]
    if inner[:1] == "[" and inner[-1:] == "]":
        return before + inner[1:-1] + after
    if before[-1:] == "[" and after[:1] == "]":
        return before[:-1] + inner + after[1:]
    raise UnplacedError(f"no brackets stand around {shortened(inner)}")
