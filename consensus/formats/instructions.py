"""Parser for amendment instructions such as "in OP4 replace … by …", by their table of forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from attrs import evolve, frozen

from consensus.formats.citations import (
    Citation,
    Level,
    Part,
    Relation,
    is_inserted,
    is_new,
    match_citation,
    parse_citation,
)
from consensus.formats.instruction_forms import (
    BULLET,
    HANDLE,
    IN,
    LEAD_WORDS,
    NEW_BEHIND,
    NEW_WORDS,
    NTHS,
    QUOTES,
    Act,
    Form,
    Where,
    compiled_forms,
    phrases,
    scanner,
)
from consensus.text.anchor import Anchor, normalize_text
from consensus.text.diff import diff
from consensus.text.edit import apply


@frozen
class Instruction:
    """One change requested in words."""

    words: str  # the sentence that asks for it
    act: Act  # what it asks for
    cited: str = ""  # what it says is changed, as it is written; empty where it does not say
    # the words that go and those that come, in each way that the sentence can be read, the
    # likeliest first. For insertions, the first are those beside which the others come
    readings: tuple[tuple[str, str], ...] = (("", ""),)
    where: Where = Where.AFTER  # for insertions and moves, where
    everywhere: bool = False  # whether every occurrence of the words is meant
    times: int = 0  # how often they are said to stand there; 0 where it is not said
    occurrence: int = 0  # which one is meant, counted from 1, -1 for the last; 0 where it is open
    beside: str = ""  # for moves and joins, what the cited goes beside, or is joined with
    rationale: str = ""  # why, where the sentence says it behind what it asks for
    is_quoted: bool = True  # whether its words stand in quotation marks, or are all of the rest
    lines: str = ""  # the page and line that it names, as it is written
    form: str = ""  # the form in the table by which it was read; empty where it was by none
    problem: str = ""  # why it cannot be followed as it stands


def without_quotes(quote: str) -> str:
    """Returns the words within quotation marks."""
    found = QUOTES.fullmatch(quote)
    return next(each for each in found.groups() if each is not None) if found else quote


# A sentence as letters: what each of its words is in the vocabulary.


@frozen
class _Token:
    kind: str
    start: int
    end: int


_A_NEW = re.compile(rf",?\s+(?=(?:an?|the|une?|eine?|un|el)\s){NEW_WORDS}", re.IGNORECASE)


def _citation_at(
    text: str, start: int, is_first: bool, is_after_verb: bool = False
) -> tuple[str, int]:
    """Returns `c` for a place, as in `in OP4`, `C` for a citation alone, and where it ends."""
    lead = re.compile(IN, re.IGNORECASE).match(text, start)
    begin = lead.end() if lead else start
    if not (text[begin : begin + 1].isalnum() or text[begin : begin + 1] in ("§", "(")):
        return "", start
    if new := _A_NEW.search(text, begin):
        text = text[: new.start()]
    citation, end = match_citation(text, begin)
    if citation is None:
        handle = HANDLE.match(text, begin)
        return ("c" if lead else "C", handle.end()) if handle else ("", start)
    # The article behind a number is no letter of it: `to paragraph 4 a new sentence`.
    article = re.search(r"(?<=[\d)])[,:;.]?\s+[aeyoiAEI]$", text[begin:end])
    if article and re.match(r"\s+\w\w", text[end:]):
        end = begin + article.start()
        citation, _ = match_citation(text[:end], begin)
    if citation is None or citation.relation is not Relation.AT:
        return "", start
    has_lead = lead is not None or is_after_verb
    if not _is_place(citation, text[begin:end], text[end:], has_lead, is_first or is_after_verb):
        return "", start
    return ("c" if lead else "C"), end


def _is_place(citation: Citation, written: str, rest: str, has_lead: bool, is_first: bool) -> bool:
    """Returns whether a citation is meant as one, and is not just a number or letter."""
    if any(level.part is not None and level.number for level in citation.levels):
        return True
    last = citation.levels[-1].part
    if citation.levels[0].part is not None:
        whole = (Part.TITLE, Part.INTRODUCTION, Part.PREAMBLE)
        return citation.is_new or (has_lead and last in whole)
    number = written.strip(" .")
    if not is_first or re.fullmatch(r"\d{4}", number):
        return False
    if number[:1].isdigit():
        return has_lead or rest[:1] in (":", ",", ")") or bool(re.match(r"\s*[-–—:,]?\s", rest))
    return has_lead and number[-1:] == ")"


_AS_IT_IS = re.compile(r"as(?! (?:\w+ed|follows|set|in|is|it|an?|new|well|per|to|shown)\b)\s", re.I)
_KINDS = {"quote": "q", "arrow": ">", "lines": "l", "nths": "o", "whichs": "o", "times": "E"}
_KINDS |= {"word": "w"}


# A proposal is read as a whole and sentence by sentence, and each of them is asked several things.
@lru_cache(64)
def _tokens(text: str) -> tuple[_Token, ...]:
    scan, kinds = scanner()
    new_words, new_behind = (re.compile(each, re.I) for each in (NEW_WORDS, NEW_BEHIND))
    tokens: list[_Token] = []
    plain = text.replace("’", "'")
    place = 0
    quotes = [each.start() for each in QUOTES.finditer(text)]
    while found := scan.search(text, place):
        start = found.start()
        before = tokens[-1].kind if tokens else ""
        is_first = all(each.kind in "xw&,b" for each in tokens[-2:]) and len(tokens) < 3
        known = kinds.get(" ".join(found[0].casefold().split()), "") if found["known"] else ""
        kind, end = "", start
        unquoted = text[: next((each for each in quotes if each >= start), len(text))]
        if not found["quote"] and not found["lines"]:
            new, behind = new_words.match(text, start), new_behind.match(plain, start)
            if new or behind:
                citation, end = match_citation(unquoted, new.end() if new else start)
                end = max(end, behind.end()) if behind else end
                if citation is not None and any(level.part for level in citation.levels):
                    kind = "n"
            if not kind and known not in tuple("APZY") and not found["nths"]:
                is_after_verb = before != "" and before in "RDIMXJAPZ"
                kind, end = _citation_at(unquoted, start, is_first, is_after_verb)
                kind = "c" if kind == "C" and before == "Z" else kind
        if kind:
            tokens.append(_Token(kind, start, end))
            place = end
            continue
        kind = known or _KINDS.get(found.lastgroup or "", "")
        kind = "b" if before == "," and _AS_IT_IS.match(text, start) else kind
        if not kind:
            kind = "," if found[0] in ",;:" else "-" if found[0] in "-–—" else found[0]
        tokens.append(_Token(kind, start, found.end()))
        place = found.end()
    return tuple(tokens)


_SIGNS = {
    **dict.fromkeys(("period", "full stop", "Punkt", "point final", "punto final"), "."),
    **dict.fromkeys(("semicolon", "Semikolon", "point-virgule", "punto y coma"), ";"),
    **dict.fromkeys(("comma", "Komma", "virgule", "coma"), ","),
    "colon": ":",
}
# A sign that is called by its name, the words `should be` before a quotation, and what a form has
# before the sentence; quotations stay as they are.
_WRITTEN = re.compile(
    rf"(?P<quote>{QUOTES.pattern})|(?P<be>\b(?:should|must|shall|to) be)(?=\s[“„«\"'‘`])"
    rf"|(?<!before )\b(?:the|an?|ein(?:en)?|das|une?|la|le)\s(?P<sign>{'|'.join(_SIGNS)})"
    r"(?P<end> at the end(?! of\b))?(?![\w-])"
    r"|\A\W*(?:proposed|suggested|requested) (?:change|amendment|modification|action|edit)s?\s*:",
    re.IGNORECASE,
)


def _as_written(found: re.Match[str]) -> str:
    if found["sign"]:
        sign = {name.casefold(): each for name, each in _SIGNS.items()}[found["sign"].casefold()]
        return f"“{sign}”{found['end'] or ''}"
    return found["quote"] or (found["be"] and f"{found['be'][:-2]}read") or ""


_VERBS = "RSDIMJKXVGHhLu>n"
_LONGEST = 6000  # characters of a sentence
_MOST_CLAUSES = 8
_OPPOSED = re.compile(
    r"\b(?:oppos|object\b|objects\b|reject|disagree|cannot (?:support|accept|agree)"
    r"|do(?:es)? not (?:support|accept|agree|want))",
    re.IGNORECASE,
)
_POLITE = re.compile(r"\W*(?:could|can|would|may|might|please|pourriez|könnten)\b", re.IGNORECASE)
NOT_UNDERSTOOD = "it reads as an instruction that is not understood"
# What asks for a change and has no words for it.
_WISH = re.compile(
    r"\W*(?:keep\W*$|not acceptable|moved? to|revert|restore|prefer|please|either"
    r"|we (?:do not|don't|cannot|could not|oppose|object)|improve|correct"
    r"|fix|update|adjust|adapt|align|harmoni[sz]e|check|consider (?:\w+ing|whether|to|if)"
    r"|clarify|explain|reword|rephrase|rewrite|redraft|simplify|shorten|reconsider|revise"
    r"|split|suggest(?:ed)?|we (?:would )?(?:propose|suggest|prefer|want|like|ask|request"
    r"|recommend|think)|(?:we )?(?:support|oppose)s? the|no change|why |what |see |editorial"
    r"|as (?:above|before)|same as|idem|ditto|tbd|to be (?:\w+ed|discussed)|veuillez|bitte"
    r"|nous proposons|wir schlagen|proponemos|prière)\b|.*\b(?:this|the|ce|cette|dieser?|este"
    r"|esta) (?:\w+ )?(?:paragraph|sentence|article|clause|wording|text|point|recital|section"
    r"|paragraphe|phrase|absatz|satz|párrafo|frase)s? (?:should|could|must|needs? to|has to"
    r"|is to|to) be (?:\w+ )?(?:re\w+ed|delet\w+|clarified|moved|split|simplified|aligned"
    r"|shortened|removed|merged|dropped|changed|amended|bracketed|kept)\b",
    re.IGNORECASE | re.DOTALL,
)


class _Sentence:
    """Reads one sentence; `context` is what was cited before it."""

    def __init__(self, text: str, context: str) -> None:
        bullet = BULLET.match(text)
        text = text[bullet.end() :] if bullet else text
        self._text = _WRITTEN.sub(_as_written, text)
        self._words = text.strip()
        self._context = context
        self._quoted = False

    def read(self, opened: bool = False) -> tuple[Instruction, ...]:
        """Returns what the sentence asks for; nothing where it asks for nothing, or unclearly.

        If only `opened`, as one that ends with the words that come, behind a colon.
        """
        text = self._text
        if len(text) > _LONGEST or not self.asks or text.rstrip().endswith(":"):
            return ()
        question = text.rstrip().endswith("?")
        if question and not _POLITE.match(text):
            return ()
        tokens = self._significant(list(_tokens(text)))
        self._quoted = any(each.kind == "q" for each in tokens)
        return self._opened(tokens) or (() if opened else self._clauses(tokens))

    @property
    def asks(self) -> bool:
        """Whether there is a word of an instruction outside quotations, and none that denies it."""
        tokens = _tokens(self._text)
        kinds = "".join(each.kind for each in tokens)
        verb = re.search(f"[{_VERBS}]", kinds)
        if verb is None:
            return any(each.kind == "C" and _comes_in(self._of(each)) for each in tokens[:2])
        return not set("!pO") & set(kinds[: verb.start()])

    def begins(self) -> bool:
        """Whether it begins as an instruction, or has quotations and a word of one."""
        tokens = self._significant(list(_tokens(self._text)))
        kinds = "".join(each.kind for each in tokens)
        if re.match(r"[cCl,x]*L[^q]*[cC]", kinds):
            return True
        first = kinds.lstrip("cCl,:-x")[:1]
        if re.match(r"[cCl,xNEo-]*q", kinds) and re.search(r"[RSDIXVGu>]", kinds):
            return True
        if kinds.count("q") > 1 and "!" not in kinds and re.search(r"[RSDIX]q", kinds):
            return True
        return first in ("R", "S", "D", "I", "V") or (
            first in tuple("MJXunKGH") and bool(set("Cq") & set(kinds))
        )

    def is_choice(self) -> bool:
        """Whether it asks for something in a case, or instead."""
        kinds = {each.kind for each in _tokens(self._text)}
        return bool(kinds & set("!O")) and bool(kinds & set("RSDIMJX"))

    def _of(self, token: _Token) -> str:
        return self._text[token.start : token.end]

    def _significant(self, tokens: list[_Token]) -> list[_Token]:
        """Returns the tokens without what leads in and without the sign at the end."""
        while tokens and self._of(tokens[-1]) in (".", "?", "!"):
            tokens = tokens[:-1]
        name = "".join(each.kind for each in tokens[:5])
        if found := re.match(r"([cC],)?([wb]{1,3},)(?=[cCRSDIVMXFGAPq])", name):
            is_colon = self._of(tokens[found.end() - 1]) == ":"
            tokens = tokens[: found.start(2)] + tokens[found.end() :] if is_colon else tokens
        while tokens and self._leads_in(tokens[0]):
            tokens = tokens[1:]
        return tokens

    def _leads_in(self, token: _Token) -> bool:
        word = self._of(token)
        if token.kind not in "wxbT&i!":
            return token.kind in ",-."
        return LEAD_WORDS.issuperset(word.casefold().split()) or bool(
            re.fullmatch(r"[A-Z]{2,4}", word)
        )

    def _opened(self, tokens: list[_Token]) -> tuple[Instruction, ...]:
        """Reads `OP1 should read: …`, with all that follows the colon as the words that come."""
        for at, each in enumerate(tokens):
            if self._of(each) != ":" or each.kind != "," or at + 1 == len(tokens):
                continue
            tail = tokens[at + 1 :]
            if any(other.kind == "q" for other in tail):
                return ()
            head = "".join(other.kind for other in tokens[:at])
            is_added = head == "C" and _comes_in(self._of(tokens[0]))
            if not (is_added or re.search(f"[{_VERBS}B]", head)) or head[-1:] in "D":
                continue
            whole = _Token("q", tail[0].start, len(self._text.rstrip()))
            return self._clauses([*tokens[: at + 1], whole])
        return ()

    def _clauses(self, tokens: list[_Token], depth: int = 0) -> tuple[Instruction, ...]:
        """Reads the tokens as one clause, or as several that `and` or a comma joins."""
        if found := self._clause(tokens):
            return (found,)
        if depth > _MOST_CLAUSES:
            return ()
        if listed := self._listed(tokens):
            return listed
        for at in range(1, len(tokens) - 1):
            if tokens[at].kind not in ",&":
                continue
            rest = tokens[at + 1 :]
            while (rest and rest[0].kind in ",&") or (
                rest and self._of(rest[0]).casefold() in LEAD_WORDS
            ):
                rest = rest[1:]
            if not rest or rest[0].kind in ",&":
                continue
            left = self._clause(tokens[:at])
            if left is None:
                continue
            context = self._context
            self._context = left.cited or context
            right = self._clauses(rest, depth + 1)
            if not right and rest[0].kind in "qN":
                verb = next((each for each in tokens if each.kind in "RD"), None)
                right = self._clauses([verb, *rest], depth + 1) if verb else ()
            self._context = context
            if right:
                return (left, *right)
        return ()

    def _listed(self, tokens: list[_Token]) -> tuple[Instruction, ...]:
        """Reads one clause for each of several quotations: `the words "a" and "b" are deleted`."""
        kinds = "".join(each.kind for each in tokens)
        run = re.search(r"q(?:[,&N]+q)+", kinds)
        if run is None or not set("DX") & set(kinds) or set("RSIMV") & set(kinds):
            return ()
        start, end = run.span()
        quotes = [each for each in tokens[start:end] if each.kind == "q"]
        read = [self._clause([*tokens[:start], each, *tokens[end:]]) for each in quotes]
        return tuple(each for each in read if each) if all(read) else ()

    def _clause(self, tokens: list[_Token]) -> Instruction | None:
        """Reads one clause, with the reason behind it if there is one."""
        has_quotes = any(each.kind == "q" for each in tokens)
        # Beside quotations, words without marks are none of the text.
        if found := self._matched(tokens, "", has_quotes):
            return found
        for at in range(1, len(tokens)):
            kind, rest = tokens[at].kind, "".join(each.kind for each in tokens[at:])
            words = self._text[tokens[at].start : tokens[-1].end]
            if not _may_be_reason(kind, rest) or _OPPOSED.search(words):
                continue
            # Of words without marks, a comma alone ends nothing.
            is_clear = not (has_quotes or self._quoted) and (kind == "b" or rest[1:2] == "b")
            if found := self._matched(tokens[:at], _reason(words), has_quotes or is_clear):
                return found
        return None if has_quotes or self._quoted else self._matched(tokens, "", True)

    def _matched(
        self, tokens: list[_Token], rationale: str, takes_words: bool
    ) -> Instruction | None:
        if not tokens:
            return None
        # A citation at the front may say where, or be what is changed.
        leads = not any(each.kind == "q" for each in tokens)
        return self._matched_as(tokens, rationale, leads, takes_words) or self._matched_as(
            tokens, rationale, not leads, takes_words
        )

    def _matched_as(
        self, tokens: list[_Token], rationale: str, leads: bool, takes_words: bool
    ) -> Instruction | None:
        has_quotes = any(each.kind == "q" for each in tokens)
        places, kept = self._without_places(tokens, has_quotes, leads)
        kept = _bare(self._text, kept, has_quotes)
        kinds = "".join(each.kind for each in kept)
        if by := _AMENDED_BY.match(kinds):
            kinds, kept = kinds[by.end() :], kept[by.end() :]
        for form, pattern in compiled_forms(has_quotes):
            if "~" in form.letters and not takes_words:
                continue
            if (found := pattern.fullmatch(kinds)) and (
                made := self._made(form, found, kept, tokens, places, has_quotes)
            ):
                return evolve(made, rationale=rationale, form=form.letters)
        return None

    def _without_places(
        self, tokens: list[_Token], has_quotes: bool, leads: bool
    ) -> tuple[list[str], list[_Token]]:
        """Returns what tokens say of the place, and the other tokens."""
        kept, places = list(tokens), []
        if leads and "".join(each.kind for each in kept[:2]) == "FC":
            kept = kept[1:]
        at = 0
        while at < len(kept) and kept[at].kind in "clC,-E":
            if kept[at].kind in "cl" or (kept[at].kind == "C" and leads):
                places.append(kept[at])
                kept = kept[:at] + kept[at + 1 :]
                while at < len(kept) and self._leads_in(kept[at]):
                    kept = kept[:at] + kept[at + 1 :]
            else:
                at += 1

        def is_place(at: int) -> bool:
            if kept[at].kind == "C" and at and kept[at - 1].kind in "ZYE":
                return True
            if kept[at].kind != "c":
                return False
            if has_quotes:
                return True
            last = all(each.kind in "c,El" for each in kept[at:])
            return last or (at > 0 and kept[at - 1].kind in "RDISM")

        taken = [at for at in range(len(kept)) if is_place(at)]
        places += [kept[at] for at in taken]
        kept = [each for at, each in enumerate(kept) if at not in taken]
        if not has_quotes:
            while kept and kept[-1].kind in "El,":
                kept = kept[:-1]
            while kept and kept[0].kind in "E":
                kept = kept[1:]
        written = [
            re.sub(rf"^{IN}(?:the\s+)?", "", self._of(each), flags=re.IGNORECASE).strip(" .,")
            for each in places
            if each.kind != "l"
        ]
        return written, kept

    def _made(
        self,
        form: Form,
        found: re.Match[str],
        kept: list[_Token],
        tokens: list[_Token],
        places: list[str],
        has_quotes: bool,
    ) -> Instruction | None:
        groups = found.groupdict()

        def said(name: str) -> str:
            if groups.get(name) is None:
                return ""
            first, last = kept[found.start(name)], kept[found.end(name) - 1]
            return self._text[first.start : last.end]

        act, where, cited = form.act, form.where, said("cited").strip(" .,")
        is_named = "cited" in groups and "cited:n" in form.letters
        if is_named:
            cited = re.sub(
                r"^(?:an?|the|une?|le|la|l'|un|eine?[nmrs]?|el)\s+", "", cited, flags=re.I
            )
            if _is_sentence(cited):
                act, where, cited = Act.INSERT, Where.END, ""
            elif not any(level.number for level in _levels(cited)):
                where, cited = Where.END, ""
        elif any(each.kind == "n" and _is_sentence(self._of(each)) for each in kept):
            act = Act.INSERT
        if form.letters == "I? cited:C I? new:q" and found[0][0] != "I" and not _comes_in(cited):
            return None
        if act is Act.INSERT and form.letters == "I new:q" and not self._has_aim(tokens):
            return None
        if form.letters == "I? cited:C I? new:q" and not _comes_in(cited):
            cited = f"{cited} (new)"
        if act is Act.NEW_ITEM and set("AP") & set(form.letters.split()) and cited:
            cited = re.split(r"\s+(?:and|et|und|y)\s+", cited)[0]
            around = [each for each in places if not _comes_in(each)]
            cited = f"{where} {', '.join([*around, cited])}"
        elif act is Act.NEW_ITEM and where is Where.END:
            cited = _joined([*places, *filter(None, (cited,))])
        elif cited and act is not Act.NEW_ITEM:
            cited = _joined([*places, cited])
        elif cited and is_named:
            cited = ", ".join([*places, cited])
        if " t beside:q" in form.letters:
            span = f"{_term(said('old'))} […] {_term(said('beside'))}"
            readings: tuple[tuple[str, str], ...] = ((span, _term(said("new"))),)
        elif "beside:q" in form.letters:
            # Between two words, others come where the first stands before the second.
            aside = next(each for each in kept if each.kind == "A")
            if self._of(aside).casefold() not in ("between", "zwischen", "entre"):
                return None
            old, new, last = _term(said("old")), _term(said("new")), _term(said("beside"))
            readings = ((f"{old} {last}", f"{old} {new} {last}"),)
            act = Act.REPLACE
        else:
            readings = self._readings(form, found, kept, said("old"), said("new"))
        at_end = "Z" in form.letters and act in (Act.DELETE, Act.REPLACE) and "Z" in found[0]
        everywhere = any(each.kind == "E" for each in tokens)
        if not cited:
            cited = _joined(places) or ("" if everywhere and not has_quotes else self._context)
            if everywhere and not places:
                cited = ""
        if act is Act.REWRITE and not has_quotes and parse_citation(said("new").strip(" .")):
            return None  # `replace Article 2 with Article 3` names no text
        made = Instruction(
            self._words,
            act,
            cited,
            readings,
            where,
            everywhere,
            next(
                (
                    int(count[0])
                    for each in tokens
                    if each.kind == "E" and (count := re.search(r"\d+", self._of(each)))
                ),
                0,
            ),
            next((self._nth(each) for each in tokens if each.kind == "o"), -1 if at_end else 0),
            said("beside").strip(" .,"),
            is_quoted=has_quotes,
            lines=" ".join(self._of(each).strip(" ,") for each in tokens if each.kind == "l"),
        )
        return (
            made
            if readings and all(old or new or act not in _WORDED for old, new in made.readings)
            else None
        )

    def _has_aim(self, tokens: list[_Token]) -> bool:
        """Whether `add "b"` says to what: `add to OP3: "b"`."""
        aims = (self._of(each) for each in tokens if each.kind == "c")
        return any(re.match(r"(?:to|à|au|aux|zu|a|al)\s", each, re.IGNORECASE) for each in aims)

    def _nth(self, token: _Token) -> int:
        return NTHS[next(word for word in self._of(token).casefold().split() if word in NTHS)]

    def _readings(
        self, form: Form, found: re.Match[str], kept: list[_Token], old: str, new: str
    ) -> tuple[tuple[str, str], ...]:
        if form.letters == "R old:~ [BTi] new:~":
            return tuple(self._splits(kept))[:_MOST_READINGS]
        is_text = form.act in (Act.REWRITE, Act.NEW_ITEM)
        return ((_term(old), _whole(new) if is_text else _term(new)),)

    def _splits(self, kept: list[_Token]) -> Iterator[tuple[str, str]]:
        """Yields the ways to split `old by new`, at each word that may separate them."""
        verb = next(at for at, each in enumerate(kept) if each.kind == "R")
        changes = re.match(r"chang|amend|modif|änder|cambia", self._of(kept[verb]), re.IGNORECASE)
        for parting in ("T", "B", "i") if changes else ("B", "T"):
            for at in range(verb + 2, len(kept) - 1):
                if kept[at].kind == parting:
                    old = self._text[kept[verb + 1].start : kept[at - 1].end]
                    new = self._text[kept[at + 1].start : kept[-1].end]
                    if _term(old) and _term(new) and not parse_citation(_term(old)):
                        yield _term(old), _term(new)


_MOST_READINGS = 4
_WORDED = (Act.REPLACE, Act.INSERT, Act.NEW_ITEM, Act.REWRITE)


def split_reason(text: str, known: str = "") -> tuple[str, str]:
    """Splits off the reason that stands behind a proposed text; empty for none.

    Such as `… Rationale: …`, or `… — to align with Article 3` after a full stop. What is `known`
    to have such a word, as a text of reasons does, is left whole.
    """
    for found in _REASON.finditer(text):
        marker = found["marker"] or found["dash"]
        if QUOTES.search(text[found.start() :]) or marker.casefold() in known.casefold():
            continue
        if found["dash"] and not phrases("b").match(text, found.end()):
            continue
        before, behind = text[: found.start()].rstrip(), text[found.end() :]
        if found["open"]:
            behind = behind.rstrip(" .").removesuffix(")").removesuffix("]")
        return before, _reason(" ".join(behind.split()))
    return text, ""


_REASON = re.compile(
    r"(?:^|(?<=[.;:!?”»\"'’\n])|\s[–—-])\s*(?P<open>[(\[])?[*_]*(?P<marker>(?:rationale|justification"
    r"|reasons?|explanation|comment|begründung|motif|motivation|justificación|motivo)[*_]*\s*"
    r"(?::|\n|[–—-]\s))[*_]*\s*(?=\S)|(?<=[.;!?”»])\s+(?P<dash>[–—])\s+",
    re.IGNORECASE,
)


def asks_more(text: str) -> bool:
    """Returns whether words that come in ask for something themselves, behind the first of them."""
    begun, *sentences = _sentences(text) if len(text) > _FEWEST else (text,)
    if any(_Sentence(each, "").begins() for each in sentences):
        return True
    for part in re.finditer(
        r"(?:[,;]\s*(?:and\s+|et\s+|und\s+|y\s+)?|\s(?:and|et|und|y)\s+)", begun
    ):
        read = _Sentence(begun[part.end() :], "").read()
        if any(each.cited or QUOTES.search(each.words) for each in read):
            return True
    return False


_FEWEST = 3  # characters of a sentence


def _reason(words: str) -> str:
    """Returns why something is asked for, without what leads to it and the stop at its end."""
    words = _AROUND_REASONS.sub("", words).removesuffix(".")
    return _LEADS_TO.sub("", words, count=1).strip() if _LEADS_TO.match(words) else words


_AROUND_REASONS = re.compile(
    r"\W*\b(?:please|thanks|thank you)[\s.!]*$|[\s,;:–—()-]*$|^[\s,;:–—(-]*", re.IGNORECASE
)
_LEADS_TO = re.compile(
    r"(?:because|since|as|car|da|weil|denn|porque|ya que|puesto que|parce que|puisque"
    r"|(?:rationale|reason|justification|comment|begründung|justificación)\s*:)\s+",
    re.IGNORECASE,
)


def _may_be_reason(kind: str, rest: str) -> bool:
    """Returns whether what begins with such letters may be why, and asks for nothing more."""
    asks = re.search("[RSDIMJ>].*q|q.*[RSDIMJ>]", rest) is not None
    if kind in "bv(":
        return not asks and not (kind == "(" and re.match(r"\([^b]*[oEZYlqcC]", rest))
    if kind in ",-":
        return not asks and not re.match(rf".[^b]*[{_VERBS}qoEZYlc&O]", rest)
    return False


# `is amended by` before what is done: `is amended by striking …`.
_AMENDED_BY = re.compile(r"x*Rx*[Bi]x*(?=[DIRS])|Bx*(?=[DIRS])")


def _bare(text: str, tokens: list[_Token], has_quotes: bool) -> list[_Token]:
    """Returns the tokens without punctuation, and what only introduces another."""
    kept = [each for each in tokens if each.kind not in ",-f"]
    if has_quotes:
        kept = [each for each in kept if each.kind not in "NEol"]
    bare: list[_Token] = []
    for at, each in enumerate(kept):
        before = kept[at - 1].kind if at else ""
        after = kept[at + 1].kind if at + 1 < len(kept) else ""
        if each.kind == "x":
            drops = has_quotes or before in tuple("CnWD") or after in tuple("CnW")
        else:
            drops = each.kind == "N" and before in tuple("RDIB")
            drops = drops or (each.kind == "W" and before in tuple("ZY"))
        if not drops:
            bare.append(each)
    return bare


def _levels(cited: str) -> Sequence[Level]:
    found, _ = match_citation(cited)
    return found.levels if found else ()


def _is_sentence(cited: str) -> bool:
    levels = _levels(re.sub(rf"^{NEW_WORDS}", "", cited, flags=re.IGNORECASE))
    return bool(levels) and levels[-1].part is Part.SENTENCE


def _comes_in(cited: str) -> bool:
    return is_new(cited) or is_inserted(cited)


def _joined(places: Sequence[str]) -> str:
    """Returns places as one citation, the outermost first."""

    def is_inner(place: str) -> bool:
        levels = _levels(place)
        return not (levels and levels[0].part is not None and levels[0].part.is_heading)

    return ", ".join(sorted(places, key=is_inner))


def _term(words: str) -> str:
    """Returns words of the text, without quotation marks."""
    whole = words.strip(" ,;:")
    within = without_quotes(whole)
    return within.strip() if within != whole else whole.rstrip("?!").removesuffix(".")


def _whole(words: str) -> str:
    """Returns words that are a whole text, with the stop at their end."""
    whole = words.strip()
    bare = without_quotes(whole.rstrip("."))
    return bare if bare != whole.rstrip(".") else whole


def leading_citation(sentence: str) -> tuple[str, int]:
    """Returns the citation that a sentence begins with, and its end; 0 for none."""
    bullet = BULLET.match(sentence)
    start = bullet.end() if bullet else 0
    lead = re.compile(r"(?:(?:also|and|please|similarly|aussi|auch|también)\W+)?", re.IGNORECASE)
    found = lead.match(sentence, start)
    begin = found.end() if found else start
    kind, end = _citation_at(sentence, begin, is_first=True)
    cited = re.sub(f"^{IN}", "", sentence[begin:end], flags=re.IGNORECASE).strip()
    return (cited, end) if kind else ("", 0)


def sole_citation(sentence: str) -> str:
    """Returns the citation if a sentence is nothing else; empty otherwise."""
    cited, end = leading_citation(sentence)
    return cited if end and not sentence[end:].strip(" .,;:–—-*") else ""


LONGEST_SENTENCE = 4000
_MOST_SENTENCES = 2000
_MOST_PLACES = 100
_ABBREVIATED = re.compile(
    r"\b(?:arts?|paras?|par|sec|no|nos|nr|abs|buchst|bst|lit|ziff|pts?|pp?|op|chap|cap|fig|subpara"
    r"|uabs|ll?|num|párr|apdo|inc|al|e\.g|i\.e|mrs?|ms|dr|prof|st|vs|approx|cf|rev|ch|cl|ann|app)\.$",
    re.IGNORECASE,
)
# `1. März` ends no sentence.
_MONTHS = (
    r"(?:Jan|Feb|März|April|Mai|Juni|Juli|August|Sept|Okt|Nov|Dez|Tag|Monat|Quartal|Halbjahr|Jahr)"
)
# `OLD: … NEW: …`, and `s/old/new/`.
_HEAD = r"(?:[ \t]+text)?[ \t]*:?[ \t]*(?:\n[-=]+)?\n?"
_BLOCKS = re.compile(
    rf"^[ \t]*(?:old|original|current){_HEAD}(?P<old>.+?)\n\s*(?:new|proposed|corrected){_HEAD}"
    r"(?P<new>.+?)(?=\n[ \t]*\n|\Z|\n[ \t]*(?:OLD|END)\b)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
# In one line, and as errata have it.
_IN_LINE = re.compile(
    rf"\b(?:old|current)\s*:\s*(?P<old>{QUOTES.pattern})\W*\b(?:new|proposed)\s*:\s*"
    rf"(?P<new>{QUOTES.pattern})",
    re.IGNORECASE,
)
_ERRATUM = re.compile(
    r"(?<=\w)[ \t]says:?[ \t]*\n(?P<old>.+?)\n[ \t]*it should say:?[ \t]*\n(?P<new>.+?)"
    r"(?=\n[ \t]*\n|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_IN_PLACE = re.compile(rf"\s*{IN}", re.IGNORECASE)
_SED = re.compile(
    r"(?<![\w/])s([/|#])(?P<old>(?:(?!\1).)+)\1(?P<new>(?:(?!\1).)*)\1(?P<all>g?)(?!\w)"
)


def read_proposal(text: str) -> tuple[Instruction, ...]:
    """Parses a proposed change that may be an instruction; nothing where it is a text.

    What reads as an instruction and is not understood, or leaves words over, has a `problem`.
    """
    text = text.strip()
    cited, end = leading_citation(text)
    if (said := _QUOTED.fullmatch(text, end)) and not (cited and _comes_in(cited)):
        # A quotation alone, or behind a citation.
        return (Instruction(text, Act.REWRITE, cited, (("", _whole(said[1])),), form="C q"),)
    whole = _Sentence(" ".join(text.split()), "")
    if opened := whole.read(opened=True):
        return tuple(each for found in opened for each in _each(found))
    found = _with_reasons(text, tuple(read_instructions(text, is_whole=True)))
    if not found and _WISH.match(text):
        return (Instruction(text, Act.RETAIN, problem=NOT_UNDERSTOOD, is_quoted=False),)
    if all(each.problem and not each.is_quoted for each in found):
        return found if whole.begins() else ()
    return found


_QUOTED = re.compile(rf"(?:\A|\s*[:–—-]\s*)((?:{QUOTES.pattern})\.?)\s*")


def requests_of(text: str, context: str = "") -> Iterator[tuple[str, str]]:
    """Yields the parts of a paragraph that each begin with an instruction, and where that is.

    That is the `context`, or what the part before it cites, where a part cites nothing itself.
    Nothing is yielded where it asks for nothing.
    """
    flat = " ".join(text.split())
    begins: dict[int, str] = {}
    for each in read_proposal(text):
        found = flat.find(" ".join(each.words.split()), max(begins, default=0))
        begins.setdefault(found if begins and found > 0 else 0, each.cited)
    for begin, end in pairwise((*begins, len(flat))):
        part = flat[begin:end].strip()
        has_place = any(each.cited for each in read_proposal(part))
        yield part, context if has_place else begins[begin] or context


def seems_to_ask(text: str) -> bool:
    """Returns whether some words may ask for a change, also where it is not clear for which."""
    return bool(_WISH.match(text)) or any(_Sentence(each, "").asks for each in _sentences(text))


def _with_reasons(text: str, found: tuple[Instruction, ...]) -> tuple[Instruction, ...]:
    """Adds to the last instruction of a proposal what the sentences behind it say."""
    last = " ".join(found[-1].words.split()) if found else ""
    flat = " ".join(text.split())
    rest = flat[flat.rfind(last) + len(last) :] if last and last in flat else ""
    behind = " ".join(_reason(each) for each in _sentences(rest.strip(" .;")) if each.strip())
    if not behind or found[-1].problem or found[-1].act is Act.NEW_ITEM:
        return found
    why = " ".join(filter(None, (found[-1].rationale, behind)))
    return (*found[:-1], evolve(found[-1], rationale=why))


def read_instructions(text: str, is_whole: bool = False) -> Iterator[Instruction]:
    """Parses the changes that a text requests, sentence by sentence; its lines may be wrapped.

    What a line cites alone (`OP4:`), or a sentence begins with, holds until something else is cited
    or a paragraph without any instruction comes. What is asked for in several places at once is an
    instruction for each. Of a proposal as a `whole`, what reads as an instruction and is none that
    is understood has a `problem`.
    """
    cited = announced = ""
    text, blocks = _blocks(_unlisted(text))
    for block in blocks:
        yield from _each(block)
    for paragraph in paragraphs_of(text):
        if announced:
            yield _new_item(announced, paragraph)
            cited = announced = ""
            continue
        asked = False
        for number, line in enumerate(paragraph):
            for sentence in _sentences(line):
                if alone := sole_citation(sentence):
                    cited, asked = alone, True
                    announced = alone if is_new(alone) else ""
                    continue
                reader = _Sentence(sentence, cited)
                read = reader.read()
                for found in read:
                    cited = found.cited or cited
                    asked = True
                    yield from _each(found)
                if is_whole and not read and (reader.begins() or (asked and reader.is_choice())):
                    is_quoted = bool(QUOTES.search(sentence))
                    yield Instruction(
                        sentence, Act.RETAIN, problem=NOT_UNDERSTOOD, is_quoted=is_quoted
                    )
            following = paragraph[number + 1 :]
            if announced and "".join(following).strip():
                yield _new_item(announced, following)
                cited = announced = ""
                break
        if not asked:
            cited = ""


_LISTED = re.compile(
    r"^(?P<head>(?P<cited>.{3,80}?) (?:is|are)(?: further)? amended)\s*"
    r"(?:—|–|-|:|,? as follows:)\s*(?=\((?:1|A|i)\)\s)",
    re.MULTILINE,
)
_HEADED = re.compile(
    r"^(?P<cited>.{3,80}?) (?:(?:is|are|shall be) amended as follows|wird wie folgt geändert"
    r"|est modifié comme suit|se modifica como sigue)\s*:\s*(?=[^\W\d])",
    re.MULTILINE | re.IGNORECASE,
)


def _unlisted(text: str) -> str:
    """Returns a text with `Section 3 is amended— (1) by …; and (2) by …` as sentences."""
    text = _HEADED.sub(lambda found: f"{found['cited']}: ", text)
    listed = _LISTED.search(text)
    if listed is None:
        return text
    parts = re.split(
        r"[;,.]?\s*(?:\band)?\s*\((?:\d+|[A-Z]|[ivx]+)\)\s+(?=by\b|in\b)", text[listed.end() :]
    )
    whole = [f"{listed['head']} {each.strip().rstrip(';.')}." for each in parts if each.strip()]
    return "\n\n".join((text[: listed.start()], *whole)).strip()


def without_blocks(text: str) -> str:
    """Returns a text without what stands in `OLD: … NEW: …` and `s/old/new/`."""
    return _blocks(text)[0]


def _blocks(text: str) -> tuple[str, list[Instruction]]:
    """Returns a text without its `OLD: … NEW: …` and `s/old/new/`, and what these ask for."""
    found: list[Instruction] = []
    for pattern in (_BLOCKS, _IN_LINE, _ERRATUM, _SED):
        while block := pattern.search(text):
            before = [line for line in text[: block.start()].split("\n") if line.strip()]
            cited = leading_citation(before[-1].strip())[0] if before else ""
            old, new = (" ".join(block[name].split()) for name in ("old", "new"))
            reading = (without_quotes(old).strip(), without_quotes(new).strip())
            everywhere = pattern is _SED and bool(block["all"])
            found.append(
                Instruction(block[0], Act.REPLACE, cited, (reading,), everywhere=everywhere)
            )
            behind = text[block.end() :]
            if not cited and pattern is _SED and (_IN_PLACE.match(behind)):
                cited, end = leading_citation(behind.lstrip())
                behind = behind.lstrip()[end:]
                words = f"{block[0]} {text[block.end() :].lstrip()[:end]}"
                found[-1] = evolve(found[-1], cited=cited, words=words)
            rest = text[: block.start()].rstrip().removesuffix("nit:").rstrip()
            if before and sole_citation(before[-1].strip()) and pattern is not _BLOCKS:
                rest = rest[: rest.rfind(before[-1])]
            text = rest + "\n\n" + behind.lstrip(" .;,")
    return text, found


def _each(found: Instruction) -> Iterator[Instruction]:
    several = found.act not in (Act.NEW_ITEM, Act.JOIN)
    citation = parse_citation(found.cited) if several else None
    if citation is None or not citation.is_several:
        yield found
        return
    for each in citation.each()[:_MOST_PLACES]:
        yield evolve(found, cited=str(each))


def _new_item(cited: str, lines: Sequence[str]) -> Instruction:
    """Returns the instruction to insert the text under `OP3 bis (new)`."""
    words = " ".join(lines)
    return Instruction(words, Act.NEW_ITEM, cited, (("", without_quotes(words)),))


def paragraphs_of(text: str) -> Iterator[list[str]]:
    """Yields the paragraphs of a text as lists of lines, wrapped lines joined."""
    for chunk in re.split(r"\n[ \t]*\n", text):
        lines: list[str] = []
        for line in chunk.split("\n"):
            begins = BULLET.match(line) or leading_citation(line)[1]
            if lines and lines[-1].endswith((":", "—")) and QUOTES.match(line.strip()):
                lines[-1] = f"{lines[-1]} {line.strip()}"
            elif not lines or begins or _ends(lines[-1]):
                lines.append(line.strip())
            else:
                lines[-1] = f"{lines[-1]} {line.strip()}"
        if any(lines):
            yield lines


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Yields the sentences of a text, each with where it begins; none ends after `Art.`."""
    start = 0
    for found in re.finditer(rf"[.!?](?=\s)(?!(?<=\d\.)\s{_MONTHS})", text):
        if not _ABBREVIATED.search(text[: found.end()]):
            yield start, text[start : found.end()]
            start = found.end()
    if text[start:].strip():
        yield start, text[start:]


def _ends(line: str) -> bool:
    return line.endswith((".", ";", ":", "!", "?")) or len(line) < 50


def _sentences(line: str) -> Iterator[str]:
    """Yields the sentences of a line; a stop in a quotation or after `Art` ends none."""
    quotes = [found.span() for found in QUOTES.finditer(line)]
    start = count = 0
    for found in re.finditer(r"[.;!?][”\"»’']?\s+(?=\S)", line):
        stop = found.start() + 1
        if any(begin < found.start() < end - 2 for begin, end in quotes):
            continue
        if line[found.start()] == ";" and re.match(r"(?:it|they) should\b", line[found.end() :]):
            continue
        if line[found.start()] == "." and _ABBREVIATED.search(line[:stop]):
            continue
        if any(begin < found.start() < end for begin, end in quotes) and (
            line[found.end() : found.end() + 1].islower()
        ):
            continue
        if 3 < found.end() - start <= LONGEST_SENTENCE and (count := count + 1) < _MOST_SENTENCES:
            yield line[start : found.end()].rstrip()
        start = found.end()
    if 3 < len(line) - start <= LONGEST_SENTENCE:
        yield line[start:]


_REMARKS = re.compile(
    r"\b(?:unclear|clearer|clarif\w+|too (?:short|long|vague|broad|narrow|strong|weak|early|late)"
    r"|better|redundant|superfluous|duplicate|typo|misspel\w+|not needed|belongs? in|should read"
    r"|should be in|instead of|not \w+ but|reservation|withdrawn|stet|(?:dis)?agree[ds]?"
    r"|consistency|comments?|wording|(?:must|should|could|can|needs? to|to) (?:be|go|say) (?:\w+ )?"
    r"(?:replaced|deleted|removed|moved|defined|aligned|corrected|discussed|split|merged|shortened"
    r"|clarified|read|kept)|(?:we|i) (?:propose|suggest|prefer|would|request|ask|recommend|think)"
    r"|(?:page|lines?|pp?\.|ligne|zeile|línea) \d+|voir|siehe|véase|unklar|klarstell\w+|aclarar"
    r"|mejorar|einwand|d'accord|please|thank(?:s| you)|merci|gracias|danke|verifiable|awaiting"
    r"|ready for publication|well written|(?:technical|conforming) changes|could use"
    r"|secretariat (?:is|to|should|may|could)"
    r"|(?:we|wir|nous) \w+ (?:the|das|le) s[eé][ck]r[eé]tariat"
    r"|(?:my|our|notre|nuestra|unsere) d[ée]l[ée]ga\w+|(?:we|i|d[ée]l[ée]ga\w+)(?: \w+)?"
    r" (?:support|welcome|reserve|thank|object|oppose|accept)s?(?! (?:to|that))"
    r"|(?:support|accept|like|welcome|oppose|apoya|acepta|appuie|soutient|unterstützt|begrüßt)s?"
    r" (?:this|este|esta|cet?|cette|diese[nrs]?) \w+)\b|[?=→+]|->",
    re.IGNORECASE,
)
# Who speaks to the meeting, and writes no text.
_SPEAKS = re.compile(
    r"\A\W*(?:thanks?|thank you|(?:i|we)['’]\w+"
    r"|(?:i|we) (?:rise|thank|support|welcome|agree|found|see|have no|can|could)"
    r"|(?:my|our|notre|nuestra|unsere) d[ée]l[ée]ga\w+)\b"
    r"|\b(?:abstains?|scrutiny reservation|réserve d['’]examen|reserva de estudio|prüfvorbehalt"
    r"|(?:could|can|would) (?:you|the (?:secretariat|chair|editor|author)s?)|our position|can go"
    r"|(?:first|second|third|last) (?:occurrence|instance) of|reserved? (?:my|our|its) position"
    r"|behalten uns|see also [a-z]{2,5}[- ]\d+)\b"
    r"|\b(?:should|could|can|to|that .*) be (?:\w+ly )?(?:deleted|removed|dropped|replaced|moved"
    r"|bracketed|reworded|redrafted|merged|split|shortened|clarified)\W*\Z",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:ok|n/a|none|out|supports?|discussion|singular|plural|original|comentarios)\b", re.I
)
_ANSWER = 5  # words of an answer
_SHORT = 8  # words of a remark, and letters that two forms of a word share below
_REMARKED = 16  # words of a text that may still be a remark


def is_remark(text: str, whole: str, is_whole: bool) -> bool:
    """Returns whether words are likelier a remark on a text than that text in new words.

    They are if they judge it, with words that it does not have itself; or if they do not end as it
    does, and share no word with it or are far shorter. Few words of a text may become any.
    """
    words, others = text.split(), whole.split()
    said = [each[0].casefold().split()[-1] for each in _REMARKS.finditer(text)]
    there = re.findall(r"[\w'’-]+", whole.casefold())
    stems, known = (
        {each[:4] for each in re.findall(r"[^\W\d_]{4,}", one.casefold())} for one in (text, whole)
    )
    is_other = 2 * len(stems & known) <= len(stems)
    is_question = text.rstrip().endswith("?") and "?" not in whole
    if is_question or (is_other and _SPEAKS.search(text) and not _SPEAKS.search(whole)):
        return True
    if is_other and len(words) < _REMARKED and any(each not in there for each in said):
        return True
    ends = text.rstrip()[-1:] in _STOPS
    if len(words) <= _ANSWER and not ends and _ANSWERS.search(text) and not stems & known:
        return True
    is_open = whole.rstrip()[-1:] in _STOPS and not ends
    is_strange = known and not stems & known and (is_whole or len(others) >= _SHORT)
    return bool(is_open and (is_strange or 2 * len(words) < len(others)))


_STOPS = (".", ",", ";", ":")


# What a mail pastes: paragraphs with words marked, and one after the other.

_MARKED = re.compile(r"\{(?P<kind>--|\+\+)(?P<words>.*?)(?:--|\+\+)\}", re.DOTALL)
_STRUCK = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~", re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1", re.DOTALL)


def is_marked(paragraph: str) -> bool:
    """Returns whether a paragraph has marks for deleted or inserted words."""
    return bool(_MARKED.search(paragraph))


def with_marks(text: str) -> str:
    """Marks words struck out in Markdown, and bold ones beside them, as changes of a text."""
    if not _STRUCK.search(text):
        return text
    return _BOLD.sub(r"{++\2++}", _STRUCK.sub(r"{--\1--}", text))


def split_at_labels(paragraph: str) -> Iterator[str]:
    """Yields the parts of a paragraph, split before each label such as `OP4.`, each on one line."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if lines and _is_labelled(line.strip()):
            yield " ".join(" ".join(lines).split())
            lines = []
        lines.append(line)
    yield " ".join(" ".join(lines).split())


def _is_labelled(line: str) -> bool:
    citation, end = match_citation(line)
    if citation is None:
        return False
    return line[:end].endswith((".", ")", ":")) or line[end:].lstrip()[:1] in ("", ":", "–", "—")


def before_and_after(paragraph: str) -> tuple[str, str]:
    """Returns the text of a paragraph with marks before and after the marked changes."""
    old = _MARKED.sub(lambda found: found["words"] if found["kind"] == "--" else "", paragraph)
    new = _MARKED.sub(lambda found: "" if found["kind"] == "--" else found["words"], paragraph)
    return " ".join(old.split()), re.sub(r" (?=[.,;:])", "", " ".join(new.split()))


# Fitting words of a mail into a text.


def in_printed_typography(whole: str, text: str) -> str:
    """Returns a new version of a text with the quotes, dashes and spaces of the text.

    Text copied through a mail comes back in another typography, which is no proposed change.
    """
    edits = [
        edit
        for edit in diff(whole, text)
        if not _printed_alike(whole[edit.start : edit.end], edit.text)
    ]
    return apply(whole, tuple(edits))


def _printed_alike(one: str, other: str) -> bool:
    """Returns whether two passages differ in typography alone; capitals are more than that."""
    letters = ["".join(sign for sign in each if sign.isalnum()) for each in (one, other)]
    return (
        letters[0] == letters[1]
        and normalize_text(one).text.strip() == normalize_text(other).text.strip()
    )


def insert_before(whole: str, found: Anchor, text: str) -> str:
    """Returns a text with words inserted before a passage."""
    gap = "" if text[-1:].isspace() else " "
    return whole[: found.start] + text + gap + whole[found.start :]


def insert_at_end(whole: str, text: str) -> str:
    """Returns a text with words added before its last stop, or after it if they are a sentence."""
    bare = whole.rstrip()
    stop = bare[-1:] if bare[-1:] in (".", ";", ",", ":") else ""
    if stop and not (text[:1].isupper() and text.rstrip()[-1:] in (".", ";", ",")):
        gap = "" if text[:1] in (",", ";", ".", ":") else " "
        return f"{bare[:-1]}{gap}{text.rstrip('.;,')}{stop}"
    return f"{bare} {text}"
