"""Make rows of amendments to the drafts beside this file, with the flaws that such rows have.

`python -m tests.formats.corpus.make_rows` writes `rows.jsonl`. Each row is made from the paragraph
that it is about, so where it belongs is known and not worked out. The same seed makes the same
rows. README.md says what the fields and the flaws mean.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

from attrs import field, frozen

FOLDER = Path(__file__).parent
ROWS = FOLDER / "rows.jsonl"
SEED = 1848

NUMBERS = {
    "clean": 80,
    "typo": 60,
    "quotation marks": 50,
    "dropped words": 60,
    "ellipsis": 60,
    "dashes": 40,
    "hyphenation": 50,
    "case": 40,
    "spaces": 30,
    "two misquotations": 30,
    "misquoted, no citation": 50,
    "off by one": 70,
    "past the end": 30,
    "citation above": 40,
    "quotation elsewhere": 50,
    "number twice": 45,
    "whole article": 40,
    "unnumbered": 40,
    "quotation twice": 45,
    "no citation": 25,
    "no quotation": 25,
    "quotation nowhere": 20,
    "neither there": 20,
}
"""How many rows there are of each flaw."""

# The kinds of labels in each draft, headings first, and the depth of each: a label ends all of its
# depth and below.
LABELS = {
    "regulation": (
        ("whereas", 0, r"## (Whereas)(?P<rest>)"),
        ("article", 0, r"## Article (\d+) (?P<rest>.+)"),
        ("recital", 1, r"\((\d+)\) (?P<rest>.+)"),
        ("paragraph", 1, r"(\d+)\. (?P<rest>.+)"),
        ("point", 2, r"\(([a-z])\) (?P<rest>.+)"),
    ),
    "resolution": (
        ("preambular", 0, r"PP(\d+)\. (?P<rest>.+)"),
        ("operative", 0, r"OP(\d+)\. (?P<rest>.+)"),
        ("point", 1, r"\(([a-z])\) (?P<rest>.+)"),
    ),
    "standard": (
        ("clause", 0, r"#+ ([\d.]+) (?P<rest>.+)"),
        ("item", 1, r"([a-z])\) (?P<rest>.+)"),
        ("note", 1, r"NOTE (\d+) (?P<rest>.+)"),
    ),
    "act": (
        ("section", 0, r"## SEC\. (\d+)\. (?P<rest>.+)"),
        ("subsection", 1, r"\(([a-h])\) (?P<rest>.+)"),
        ("paragraph", 2, r"\((\d)\) (?P<rest>.+)"),
        ("subparagraph", 3, r"\(([A-H])\) (?P<rest>.+)"),
        ("clause", 4, r"\((i+)\) (?P<rest>.+)"),
    ),
    "gesetz": (
        ("paragraf", 0, r"## § (\d+) (?P<rest>.+)"),
        ("absatz", 1, r"\((\d+)\) (?P<rest>.+)"),
        ("nummer", 2, r"(\d+)\. (?P<rest>.+)"),
    ),
}

# How each kind of place is cited, by the labels it has. "first" is the only paragraph of its
# article, which has no number; "place" is its number in a clause with several.
CITATIONS = {
    "regulation": {
        "whereas recital": ("Recital {recital}", "recital ({recital})", "Rec. {recital}"),
        "article": ("Article {article}", "Art. {article}", "article {article}"),
        "article first": (
            "Article {article}(1)",
            "Article {article}, sole paragraph",
            "Article {article} – paragraph 1",
            "Art. {article} para. 1",
            "Article {article}",
        ),
        "article paragraph": (
            "Article {article}({paragraph})",
            "Article {article}, paragraph {paragraph}",
            "Article {article} – paragraph {paragraph}",
            "Art. {article} para. {paragraph}",
            "paragraph {paragraph} of Article {article}",
        ),
        "article paragraph point": (
            "Article {article}({paragraph})({point})",
            "Article {article}, paragraph {paragraph}, point ({point})",
            "Article {article} – paragraph {paragraph} – point {point}",
            "Art. {article} para. {paragraph} lit. {point}",
            "point ({point}) of Article {article}({paragraph})",
        ),
        "article point": (
            "Article {article}({point})",
            "Article {article}, point ({point})",
            "Article {article} – paragraph 1 – point {point}",
        ),
    },
    "resolution": {
        "preambular": ("PP{preambular}", "PP {preambular}", "preambular paragraph {preambular}"),
        "operative": (
            "OP{operative}",
            "OP {operative}",
            "operative paragraph {operative}",
            "Op. para. {operative}",
        ),
        "operative point": (
            "OP{operative}({point})",
            "OP{operative} ({point})",
            "operative paragraph {operative} ({point})",
            "subparagraph ({point}) of OP{operative}",
        ),
    },
    "standard": {
        "clause": ("{clause}", "Clause {clause}", "cl. {clause}"),
        "clause first": ("{clause}", "Clause {clause}", "{clause}, paragraph 1"),
        "clause place": ("{clause}, paragraph {place}", "{clause}, para. {place}"),
        "clause item": ("{clause} {item})", "{clause}, item {item})", "Clause {clause}, {item})"),
        "clause note": ("{clause}, NOTE {note}", "{clause} Note {note}", "NOTE {note} to {clause}"),
    },
    "act": {
        "section": ("Section {section}", "Sec. {section}", "section {section}"),
        "section first": ("Section {section}", "Sec. {section}", "§ {section}"),
        "section paragraph": ("Section {section}({paragraph})", "Sec. {section}({paragraph})"),
        "section subsection": (
            "Section {section}({subsection})",
            "Sec. {section}({subsection})",
            "§ {section}({subsection})",
            "subsection ({subsection}) of section {section}",
        ),
        "section subsection paragraph": (
            "Section {section}({subsection})({paragraph})",
            "Sec. {section}({subsection})({paragraph})",
            "paragraph ({paragraph}) of section {section}({subsection})",
        ),
        "section subsection paragraph subparagraph": (
            "Section {section}({subsection})({paragraph})({subparagraph})",
            "sec. {section}({subsection})({paragraph})({subparagraph})",
        ),
        "section subsection paragraph subparagraph clause": (
            "Section {section}({subsection})({paragraph})({subparagraph})({clause})",
            "§ {section}({subsection})({paragraph})({subparagraph})({clause})",
        ),
    },
    "gesetz": {
        "paragraf": ("§ {paragraf}", "§{paragraf}"),
        "paragraf first": ("§ {paragraf}", "§ {paragraf} Abs. 1", "§ {paragraf} Absatz 1"),
        "paragraf absatz": (
            "§ {paragraf} Abs. {absatz}",
            "§ {paragraf} Absatz {absatz}",
            "§ {paragraf} ({absatz})",
            "§{paragraf} Abs.{absatz}",
        ),
        "paragraf absatz nummer": (
            "§ {paragraf} Abs. {absatz} Nr. {nummer}",
            "§ {paragraf} Absatz {absatz} Nummer {nummer}",
            "§ {paragraf} Abs. {absatz} Ziff. {nummer}",
        ),
    },
}

NOWHERE = {
    "regulation": ("Article 41(3)", "Article 19", "Annex VII, point 2"),
    "resolution": ("OP31", "PP22", "operative paragraph 40"),
    "standard": ("9.3.1", "Clause 12", "Annex F"),
    "act": ("Section 31(b)", "Sec. 44", "section 20(c)(4)"),
    "gesetz": ("§ 31 Abs. 2", "§ 27", "§ 40 Absatz 1 Nummer 3"),
}
"""Places that the drafts do not have."""

EARLIER = {
    "regulation": (
        "Harbours which levy a tax on passengers shall say so on a board at the entrance.",
        "The crane and the slipway may be used from sunrise until sunset only.",
        "Cargo that stays on the quay overnight is at the risk of its owner.",
        "Winter storage is assigned by lot among the residents of the town.",
    ),
    "resolution": (
        "Condemns the burning of manuscripts and the looting of archives in times of war;",
        "Expresses its gratitude to the host city for the warm welcome given to delegates;",
        "Proclaims a decade of canal bridges, beginning on the first of May;",
        "Deplores the delay in the payment of pensions to retired ferrymen;",
    ),
    "standard": (
        "The bell of the gate shall be audible at 200 m against the wind.",
        "Ropes shall be replaced when a strand is broken or worn flat.",
        "Valves shall be greased before winter with fat that contains no salt.",
        "The ladder shall have rungs on both sides and a rail above the coping.",
    ),
    "act": (
        "The Treasurer shall mint a medal for ferrymen who save a life from drowning.",
        "Any ferry that carries cattle shall be washed down before it takes on passengers.",
        "A fishing license is valid on both banks and on the islands between them.",
        "No bridge tender may leave the post unless relieved by another.",
    ),
    "gesetz": (
        "Fährleute erhalten auf Antrag ein Dienstabzeichen aus Messing.",
        "Das Treideln mit Pferden ist auf dem linken Ufer gestattet, sofern der Weg trocken ist.",
        "Angelscheine gelten nicht in der Laichzeit und nicht bei Eisgang.",
        "Brückenwärter dürfen ihren Posten erst nach Ablösung verlassen.",
    ),
}
"""What an earlier draft may have said, and the draft does not."""

TWICE = {
    "regulation": (
        "The harbour shall keep the data for five years.",
        "with fewer than thirty berths",
        "publish the number of free berths",
    ),
    "resolution": (
        "report on the use of the list at the next session",
        "as far as possible",
        "boats, buses and",
    ),
    "standard": (
        "be legible from the tow-path in daylight",
        "the year in which it was made",
        "the keeper shall read the gauge",
    ),
    "act": (
        "such other information as the Board may require.",
        "The decision shall be in writing.",
        "if work is needed within ten years",
    ),
    "gesetz": ("Das Nähere regelt die Satzung.", "binnen drei Werktagen", "zweimal im Jahr"),
}
"""Words that stand in two paragraphs of a draft."""

STRANGE_TEXT = "Harbours on rivers may follow these rules as well."
"""A new text that has nothing of an old one."""

NEW_WORDS = {
    "shall": "should",
    "may": "shall",
    "each": "every",
    "within": "not later than",
    "two": "three",
    "three": "four",
    "ten": "twelve",
    "thirty": "forty",
    "year": "season",
    "hour": "day",
    "books": "books and maps",
    "harbour": "port",
    "boats": "vessels",
    "level": "height",
    "gauge": "staff gauge",
    "levee": "dike",
    "Board": "Commission",
    "data": "records",
    "number": "count",
    "published": "made public",
    "vessels": "ships",
    "library": "reading room",
    "libraries": "reading rooms",
    "Encourages": "Urges",
    "Requests": "Invites",
    "Invites": "Requests",
    "binnen": "innerhalb von",
    "Bücherei": "Bibliothek",
    "Büchereien": "Bibliotheken",
    "Fahrzeuge": "Schiffe",
    "zweimal": "dreimal",
    "Pegel": "Wasserstand",
    "Verband": "Wasserverband",
    "Gemeinde": "Stadt",
    "Buches": "Werkes",
    "Deich": "Damm",
    "werden": "sollen",
}
"""What is put for a word, in this order of preference."""


@frozen
class Place:
    """A paragraph or heading of a draft."""

    draft: str
    line: int
    labels: Mapping[str, str] = field(hash=False)
    printed: tuple[str, ...]
    text: str
    is_heading: bool

    @property
    def shape(self) -> str:
        """The kinds of its labels, by which it is cited."""
        return " ".join(self.labels)

    @property
    def head(self) -> str:
        """The label of its article, clause or section."""
        return self.printed[0] if self.printed else ""

    def expected(self) -> dict[str, Any]:
        """Where a row on it belongs."""
        starts = " ".join(self.text.split()[:4])
        return {"line": self.line, "path": "/".join(self.printed), "starts": starts}


@cache
def places(draft: str) -> tuple[Place, ...]:
    """Read a draft: each block of a line is a heading or a paragraph."""
    found: list[Place] = []
    under: list[tuple[int, str, str, str]] = []
    for line, block in enumerate(
        (FOLDER / "drafts" / f"{draft}.md").read_text("utf-8").split("\n")
    ):
        if not block or block.startswith("# "):
            continue
        kind, depth, label, text = _split(draft, block)
        if kind:
            printed = block.removesuffix(text).strip("# ").removesuffix(".")
            under = [*(above for above in under if above[0] < depth), (depth, kind, label, printed)]
        else:
            under = [above for above in under if above[0] == 0]
        labels = {kind: label for _, kind, label, _ in under}
        names = tuple(printed for *_, printed in under)
        found.append(Place(draft, line + 1, labels, names, text, block.startswith("#")))
    return tuple(_with_unnumbered(found))


def _split(draft: str, block: str) -> tuple[str, int, str, str]:
    """The kind, depth and label of a block, and its words."""
    for kind, depth, pattern in LABELS[draft]:
        if found := re.fullmatch(pattern, block):
            return kind, depth, found[1], found["rest"]
    return "", 0, "", block


def _with_unnumbered(found: Sequence[Place]) -> Iterator[Place]:
    """Say of paragraphs without a label whether they are the only one below their heading."""
    for place in found:
        alike = [
            other
            for other in found
            if other.printed == place.printed and not other.is_heading and len(place.printed) == 1
        ]
        if place not in alike or place.draft == "resolution":
            yield place
        elif len(alike) == 1:
            labels = {**place.labels, "first": "1"}
            yield Place(place.draft, place.line, labels, place.printed, place.text, False)
        else:
            number = str(alike.index(place) + 1)
            labels = {**place.labels, "place": number}
            printed = (*place.printed, f"paragraph {number}")
            yield Place(place.draft, place.line, labels, printed, place.text, False)


def paragraphs(draft: str) -> list[Place]:
    """The paragraphs of a draft, but for those of the article whose number it has twice."""
    return [place for place in _all_paragraphs(draft) if not _has_number_twice(place)]


def _all_paragraphs(draft: str) -> list[Place]:
    return [place for place in places(draft) if not place.is_heading]


def _has_number_twice(place: Place) -> bool:
    return place.draft == "regulation" and place.labels.get("article") == "7"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _standing(draft: str, words: str) -> list[Place]:
    """The paragraphs of a draft in which words stand, whatever their signs and case."""
    sought = f" {_plain(words)} "
    return [place for place in _all_paragraphs(draft) if sought in f" {_plain(place.text)} "]


# Misquoting


def typo(text: str, chance: random.Random) -> str:
    """Two letters in the wrong order, one missing, or one written twice."""
    word = _choose_word(text, chance, 6)
    if word is None:
        return text
    at = chance.randrange(word.start() + 1, word.end() - 2)
    wrong = chance.choice((text[at + 1] + text[at], text[at + 1], text[at] * 2 + text[at + 1]))
    return text[:at] + wrong + text[at + 2 :]


def quotation_marks(text: str, chance: random.Random) -> str:
    """Straight quotation marks for curly ones, or marks of another language."""
    straight = str.maketrans("‘’“”„", '\'\'"""')
    other = str.maketrans({"“": "«", "”": "»", "„": "»", "‘": "“", "’": "´"})
    return text.translate(chance.choice((straight, straight, other)))


def dropped_words(text: str, chance: random.Random) -> str:
    """One or two words missing, but neither the first nor the last."""
    words = text.split()
    if len(words) < 8:
        return text
    for _ in range(chance.choice((1, 1, 2))):
        del words[chance.randrange(1, len(words) - 1)]
    return " ".join(words)


def ellipsis(text: str, chance: random.Random) -> str:
    """The middle left out, or the end."""
    words = text.split()
    if len(words) < 11:
        return text
    sign = chance.choice(("[...]", "[…]", "...", "(…)"))
    if chance.random() < 0.25:
        return " ".join([*words[: chance.randrange(7, len(words) - 2)], sign])
    return " ".join([*words[: chance.randint(4, 5)], sign, *words[-chance.randint(3, 5) :]])


def dashes(text: str, chance: random.Random) -> str:
    """Another dash than the draft has."""
    if " – " in text:
        return text.replace(" – ", chance.choice((" - ", " — ", "—", " -- ")))
    if "—" in text:
        return text.replace("—", chance.choice(("-", " – ", "--", " - ")))
    return re.sub(r"(?<=\w)-(?=\w)", chance.choice(("‑", "–", "\u00ad-")), text)


def hyphenation(text: str, chance: random.Random) -> str:
    """One or two words broken as at the end of a printed line."""
    for _ in range(chance.choice((1, 1, 2))):
        word = _choose_word(text, chance, 7)
        if word is not None:
            at = chance.randrange(word.start() + 3, word.end() - 3)
            text = text[:at] + chance.choice(("-\n", "- ", "-", "\u00ad")) + text[at:]
    return text


def case(text: str, chance: random.Random) -> str:
    """All in capitals, or none."""
    changed = chance.choice((text.upper(), text.lower()))
    return changed if changed != text else text.upper()


def spaces(text: str, chance: random.Random) -> str:
    """Lines broken where the page ended, two spaces, or spaces that do not break."""
    words = text.split(" ")
    for at in chance.sample(range(1, len(words)), min(3, len(words) - 1)):
        words[at] = chance.choice(("\n", " ", "\u00a0", "\t")) + words[at]
    return " ".join(words).replace(" \n", "\n").replace(" \u00a0", "\u00a0").replace(" \t", "\t")


MISQUOTATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "typo": typo,
    "quotation marks": quotation_marks,
    "dropped words": dropped_words,
    "ellipsis": ellipsis,
    "dashes": dashes,
    "hyphenation": hyphenation,
    "case": case,
    "spaces": spaces,
}


def _choose_word(text: str, chance: random.Random, least: int) -> re.Match[str] | None:
    words = list(re.finditer(rf"[^\W\d_]{{{least},}}", text))
    return chance.choice(words) if words else None


# Rows


@frozen
class Row:
    """A row before it has a number; without a place it must wait, and `why` says for what."""

    draft: str
    citation: str
    quotation: str
    old: str
    new: str
    flaws: tuple[str, ...]
    place: Place | None = field(hash=False)
    why: str = ""
    may_wait: bool = False

    def written(self, number: int) -> dict[str, Any]:
        """As it stands in the file."""
        row: dict[str, Any] = {"id": f"r{number:04}", "draft": self.draft}
        row |= {"citation": self.citation, "quotation": self.quotation}
        row |= {"old": self.old, "new": self.new, "flaws": list(self.flaws)}
        row["place"] = self.place.expected() if self.place else None
        if self.why:
            row["why"] = self.why
        if self.may_wait:
            row["may_wait"] = True
        return row


class RowMaker:
    """Makes rows of one flaw after the other; what one draft does not offer another may."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.drafts = cycle(LABELS)

    def rows(self) -> list[Row]:
        """All rows, in an order that does not show their flaws."""
        made: dict[Row, None] = {}
        for flaw, number in NUMBERS.items():
            wanted = len(made) + number
            while len(made) < wanted:
                row = self._row(flaw, next(self.drafts))
                if row is not None:
                    made[row] = None
        rows = list(made)
        self.chance.shuffle(rows)
        return rows

    def _row(self, flaw: str, draft: str) -> Row | None:
        make = {
            "clean": self._clean,
            "two misquotations": self._misquoted_twice,
            "misquoted, no citation": self._misquoted_without_citation,
            "off by one": self._off_by_one,
            "past the end": self._past_the_end,
            "citation above": self._citation_above,
            "quotation elsewhere": self._quotation_elsewhere,
            "number twice": self._number_twice,
            "whole article": self._whole_article,
            "unnumbered": self._unnumbered,
            "quotation twice": self._quotation_twice,
            "no citation": self._no_citation,
            "no quotation": self._no_quotation,
            "quotation nowhere": self._quotation_nowhere,
            "neither there": self._neither_there,
        }.get(flaw)
        return make(draft) if make else self._misquoted(draft, (flaw,))

    # Its parts

    def _paragraph(self, draft: str) -> Place:
        return self.chance.choice(paragraphs(draft))

    def _citation(self, place: Place, labels: Mapping[str, str] | None = None) -> str:
        patterns = CITATIONS[place.draft][place.shape]
        return self.chance.choice(patterns).format(**(labels or place.labels))

    def _quotation(self, place: Place, least: int = 5) -> str:
        """Its text or some words of it that stand nowhere else, or nothing if it is short."""
        words = place.text.split()
        if len(words) < least or len(_standing(place.draft, place.text)) > 1:
            return ""
        if len(words) > least + 4 and self.chance.random() < 0.5:
            length = self.chance.randint(least + 2, min(len(words) - 1, 16))
            first = self.chance.randint(0, len(words) - length)
            part = " ".join(words[first : first + length])
            if len(_standing(place.draft, part)) == 1:
                return part
        return place.text

    def _change(self, text: str, within: str = "") -> tuple[str, str]:
        """Words that stand once in a text and within some words of it, and what replaces them."""
        within = within or text
        known = [word for word in NEW_WORDS if _stands_once(word, text) and word in within]
        if known and self.chance.random() < 0.8:
            old = self.chance.choice(known[:4])
            return old, NEW_WORDS[old]
        words = within.split()
        pairs = [f"{one} {two}" for one, two in pairwise(words[1:])]
        pairs = [
            pair for pair in pairs if pair.replace(" ", "").isalpha() and text.count(pair) == 1
        ]
        return (self.chance.choice(pairs), "") if pairs else (within, "")

    def _change_to(self, place: Place) -> tuple[str, str]:
        """A change of some words of a paragraph or, of few, a new text for all of it."""
        old, new = self._change(place.text)
        if new and self.chance.random() < 0.06:
            return "", re.sub(rf"\b{old}\b", new, place.text)
        return old, new

    # A row of each flaw

    def _clean(self, draft: str) -> Row:
        place = self._paragraph(draft)
        quotation = self._quotation(place, 1) or place.text
        return Row(draft, self._citation(place), quotation, *self._change_to(place), (), place)

    def _misquoted(self, draft: str, flaws: tuple[str, ...], is_cited: bool = True) -> Row | None:
        place = self._paragraph(draft)
        quotation = self._quotation(place, 6)
        for flaw in flaws:
            misquoted = MISQUOTATIONS[flaw](quotation, self.chance)
            if not quotation or misquoted == quotation:
                return None
            quotation = misquoted
        citation = self._citation(place) if is_cited else ""
        said = flaws if is_cited else (*flaws, "no citation")
        return Row(draft, citation, quotation, *self._change_to(place), said, place)

    def _misquoted_twice(self, draft: str) -> Row | None:
        one, other = self.chance.sample(
            ("typo", "dropped words", "hyphenation", "case", "spaces"), 2
        )
        return self._misquoted(draft, (one, other))

    def _misquoted_without_citation(self, draft: str) -> Row | None:
        return self._misquoted(draft, (self.chance.choice(list(MISQUOTATIONS)),), is_cited=False)

    def _off_by_one(self, draft: str) -> Row | None:
        """The paragraph before or behind is cited, in the same article; the whole one is quoted."""
        place = self._paragraph(draft)
        beside = self._siblings(place)
        at = beside.index(place)
        others = [*beside[max(at - 1, 0) : at], *beside[at + 1 : at + 2]]
        if not others or len(place.text.split()) < 5 or len(_standing(draft, place.text)) > 1:
            return None
        cited = self.chance.choice(others)
        old, new = self._change(place.text)
        if old in cited.text:
            return None
        flaws = ("off by one",)
        return Row(draft, self._citation(cited), place.text, old, new, flaws, place, may_wait=True)

    def _past_the_end(self, draft: str) -> Row | None:
        """The last of its series is quoted, and one more than there are is cited."""
        place = self._paragraph(draft)
        kind, label = list(place.labels.items())[-1]
        quotation = self._quotation(place)
        series = self._siblings(place)
        if not quotation or len(series) < 2 or place != series[-1]:
            return None
        following = str(int(label) + 1) if label.isdigit() else chr(ord(label[0]) + 1)
        if label == "iii":
            following = "iv"
        citation = self._citation(place, {**place.labels, kind: following})
        return Row(draft, citation, quotation, *self._change(place.text), ("past the end",), place)

    def _citation_above(self, draft: str) -> Row | None:
        """A point is quoted, and only the paragraph it belongs to is cited."""
        place = self._paragraph(draft)
        quotation = self._quotation(place, 4)
        above = [
            other
            for other in places(draft)
            if other.printed == place.printed[:-1] and (other.is_heading or other.text[-1] in ":—")
        ]
        if not quotation or not above or set(place.labels) & {"first", "place", "recital"}:
            return None
        old, new = self._change(place.text)
        citation = self._citation(above[0])
        return Row(draft, citation, quotation, old, new, ("citation above",), place)

    def _quotation_elsewhere(self, draft: str) -> Row | None:
        """One paragraph is cited, and one of another article is quoted word for word."""
        cited, quoted = self._paragraph(draft), self._paragraph(draft)
        quotation = self._quotation(quoted, 6)
        is_near = draft == "resolution" and abs(cited.line - quoted.line) < 9
        if not quotation or cited.head == quoted.head or is_near:
            return None
        change = self._change(quoted.text)
        why = "citation and quotation disagree"
        flaws = ("quotation elsewhere",)
        return Row(draft, self._citation(cited), quotation, *change, flaws, None, why)

    def _number_twice(self, _draft: str) -> Row | None:
        """An article is cited whose number the draft has twice."""
        draft, flaws = "regulation", ("number twice",)
        place = self.chance.choice([p for p in _all_paragraphs(draft) if _has_number_twice(p)])
        citation, (old, new) = self._citation(place), self._change(place.text)
        form = self.chance.random()
        if form < 0.6:
            return Row(draft, citation, self._quotation(place), old, new, flaws, place)
        both = (*flaws, "no quotation")
        if form < 0.8:
            new = self.chance.choice((STRANGE_TEXT, ""))
            return Row(draft, citation, "", "", new, both, None, "two places have this number")
        if len(_standing(draft, old)) != 1:
            return None
        return Row(draft, citation, "", old, new, both, place, may_wait=True)

    def _whole_article(self, draft: str) -> Row | None:
        """An article is deleted, and its heading and all its paragraphs are quoted."""
        headings = [place for place in places(draft) if place.is_heading]
        articles = [place for place in headings if place.shape in CITATIONS[draft]]
        if not articles:
            return None
        place = self.chance.choice(articles)
        lines = (FOLDER / "drafts" / f"{draft}.md").read_text("utf-8").split("\n")
        ends = [other.line for other in headings if other.line > place.line]
        block = [line for line in lines[place.line - 1 : min(ends, default=len(lines)) - 1] if line]
        block[0] = block[0].lstrip("# ")
        if len(block) < 2 or sum(map(len, block)) > 900:
            return None
        quotation, flaws = "\n".join(block), ["whole article"]
        form = self.chance.random()
        if form < 0.25:
            quotation = f"{block[0]}\n{' '.join(block[1].split()[:8])} [...]"
            flaws.append("ellipsis")
        elif form < 0.5:
            quotation = " ".join(block)
        if _has_number_twice(place):
            flaws.append("number twice")
        return Row(draft, self._citation(place), quotation, "", "", tuple(flaws), place)

    def _unnumbered(self, draft: str) -> Row | None:
        """The only paragraph of an article, which has no number, is cited as its first."""
        place = self._paragraph(draft)
        quotation = self._quotation(place)
        if not set(place.labels) & {"first", "place"} or not quotation:
            return None
        flaws: tuple[str, ...] = ("unnumbered",)
        if "first" in place.labels and self.chance.random() < 0.3:
            quotation, flaws = "", (*flaws, "no quotation")
        return Row(draft, self._citation(place), quotation, *self._change(place.text), flaws, place)

    def _quotation_twice(self, draft: str) -> Row:
        """Words are quoted that stand in two paragraphs; only a citation tells which is meant."""
        quotation = self.chance.choice(TWICE[draft])
        standing = [p for p in _standing(draft, quotation) if not _has_number_twice(p)]
        place = self.chance.choice(standing)
        old, new = self._change(place.text, quotation)
        flaws, why = ("quotation twice",), "the quotation stands in two places"
        form = self.chance.random()
        if form < 0.6:
            return Row(draft, self._citation(place), quotation, old, new, flaws, place)
        if form < 0.85:
            return Row(draft, "", quotation, old, new, (*flaws, "no citation"), None, why)
        citation = self.chance.choice(NOWHERE[draft])
        return Row(draft, citation, quotation, old, new, (*flaws, "cited nowhere"), None, why)

    def _no_citation(self, draft: str) -> Row | None:
        place = self._paragraph(draft)
        quotation = self._quotation(place, 6)
        if not quotation:
            return None
        return Row(draft, "", quotation, *self._change(place.text), ("no citation",), place)

    def _no_quotation(self, draft: str) -> Row:
        place = self._paragraph(draft)
        change = self._change(place.text)
        return Row(draft, self._citation(place), "", *change, ("no quotation",), place)

    def _quotation_nowhere(self, draft: str) -> Row | None:
        """A paragraph is cited, and words of an earlier draft are quoted which it has no more."""
        place, strange = self._paragraph(draft), self.chance.choice(EARLIER[draft])
        old, new = self._change(strange)
        if old in place.text:
            return None
        flaws, why = ("quotation nowhere",), "the quotation stands nowhere"
        return Row(draft, self._citation(place), strange, old, new, flaws, None, why)

    def _neither_there(self, draft: str) -> Row:
        strange, citation = self.chance.choice(EARLIER[draft]), self.chance.choice(NOWHERE[draft])
        flaws, why = ("neither there",), "neither citation nor quotation is there"
        return Row(draft, citation, strange, *self._change(strange), flaws, None, why)

    def _siblings(self, place: Place) -> list[Place]:
        """The paragraphs of its series: those of one article, or the points of one paragraph."""
        if "first" in place.labels:
            return [place]
        return [
            other
            for other in paragraphs(place.draft)
            if other.shape == place.shape and other.printed[:-1] == place.printed[:-1]
        ]


def _stands_once(word: str, text: str) -> bool:
    return text.count(word) == 1 and len(re.findall(rf"\b{word}\b", text)) == 1


def written(rows: Iterable[Row]) -> str:
    """The rows as the file has them."""
    lines = [
        json.dumps(row.written(number), ensure_ascii=False) for number, row in enumerate(rows, 1)
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the rows."""
    ROWS.write_text(written(RowMaker(SEED).rows()), encoding="utf-8")


if __name__ == "__main__":
    main()
