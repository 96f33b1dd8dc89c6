"""Make the second rows of amendments: other drafts, and flaws that the first do not have.

`python -m tests.formats.corpus.make_rows_2` writes the drafts in `drafts_2` and `rows_2.jsonl`.
Each block of a draft stands here with the ways in which people cite it. README.md says what the
fields and the flaws mean.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from attrs import frozen

from tests.formats.corpus.make_rows import MISQUOTATIONS

FOLDER = Path(__file__).parent
ROWS = FOLDER / "rows_2.jsonl"
DRAFTS = FOLDER / "drafts_2"
SEED = 1866

BLOCKS: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]] = {
    "ferries": (
        ("# Regulation on ferries and water buses (draft)", ()),
        ("## Whereas", ()),
        (
            "(1) Ferries join what rivers part, and many villages have no other road.",
            ("Recital 1", "Recital (1)", "1st recital"),
        ),
        (
            "(2) Timetables differ from bank to bank, which strands those who change boats.",
            ("Recital 2", "second recital", "recital (2)"),
        ),
        ("## CHAPTER I GENERAL PROVISIONS", ()),
        ("### Article 1 Scope", ()),
        (
            "This Regulation applies to ferries that cross a river at fixed times and carry persons"
            " for a fare.",
            ("Article 1", "Art. 1(1)", "Article 1, sole paragraph"),
        ),
        ("### Article 2 Timetables", ()),
        (
            "1. Each operator shall publish a timetable, for every landing, not later than"
            " the first"
            " day of March.",
            (
                "Article 2(1)",
                "Art 2 para 1",
                "Article 2 – paragraph 1",
                "first paragraph of Article 2",
            ),
        ),
        (
            "2. A timetable may be changed during the season only where the level of the"
            " water makes"
            " a crossing unsafe.",
            ("Article 2(2)", "Article 2, second paragraph", "Chapter I, Article 2(2)"),
        ),
        ("### Article 3 Information on board", ()),
        ("1. Each ferry shall display:", ("Article 3(1), introductory part", "Art. 3(1), chapeau")),
        (
            "(a) the name of the operator and a number at which it answers by day and by night;",
            ("Article 3(1)(a)", "Article 3, paragraph 1, point (a)", "point (a) of Article 3(1)"),
        ),
        (
            "(b) the number of persons, bicycles and carts that it may carry;",
            ("Article 3(1)(b)", "Art. 3 para. 1 lit. b", "Article 3 – paragraph 1 – point b"),
        ),
        (
            "2. Signs shall be legible at dusk.",
            ("Article 3(2)", "Art. 3(2)", "paragraph 2 of Article 3"),
        ),
        ("## CHAPTER II FARES", ()),
        ("### Article 4 Fares", ()),
        (
            "1. Fares shall be the same in both directions and shall not depend on the hour.",
            ("Article 4(1)", "Art. 4.1", "Article 4 paragraph 1"),
        ),
        (
            "2. Children below the age of six years, and the dogs that guide the blind, travel free"
            " of charge.",
            ("Article 4(2)", "Article 4, para. 2", "Chapter II, Article 4, paragraph 2"),
        ),
    ),
    "levees": (
        ("# Levee Safety Act (bill)", ()),
        ("## SEC. 1. SHORT TITLE", ()),
        ("This Act may be cited as the Levee Safety Act.", ("Section 1", "Sec. 1", "§ 1")),
        ("## SEC. 2. INSPECTION", ()),
        (
            "(a) Each levee district shall inspect its levees on foot after every flood and at"
            " least once in each calendar year.",
            ("Section 2(a)", "sec. 2(a)", "subsection (a) of section 2", "§ 2(a)"),
        ),
        (
            "(b) The report on an inspection shall state—",
            ("Section 2(b), matter preceding paragraph (1)", "sec. 2(b)"),
        ),
        (
            "(1) the place and depth of each burrow, crack and seep;",
            ("Section 2(b)(1)", "paragraph (1) of section 2(b)", "Sec. 2(b)(1)"),
        ),
        (
            "(2) the trees that were felled, and the reason for which each of them was felled.",
            ("Section 2(b)(2)", "paragraph (2) of subsection (b) of section 2", "§ 2(b)(2)"),
        ),
        ("## SEC. 3. FUND", ()),
        (
            "(a) There is established a fund, to be known as the Levee Repair Fund, for"
            " repairs that"
            " cannot wait for the next appropriation.",
            ("Section 3(a)", "Sec. 3(a)", "sec. 3, subsection (a)"),
        ),
        (
            "(b) No district may draw from the fund in two consecutive years unless the Governor"
            " has declared an emergency.",
            ("Section 3(b)", "Sec. 3(b)", "section 3, subsection (b)"),
        ),
        ("## SEC. 4. RIGHT OF ENTRY", ()),
        (
            "An inspector may enter upon private land between sunrise and sunset, after notice to"
            " the person who lives there.",
            ("Section 4", "Sec. 4", "section 4"),
        ),
    ),
    "lakes": (
        ("# Declaration on the great lakes (draft)", ()),
        (
            "PP1. Recalling the charter of the lakes and the duties of those who live on their"
            " shores,",
            ("PP1", "PP 1", "first preambular paragraph", "preambular para 1"),
        ),
        (
            "PP2. Alarmed by the spread of water hyacinth, which chokes harbours and drives fish"
            " into deep water,",
            ("PP2", "preambular paragraph 2", "PP.2"),
        ),
        (
            "PP3. Noting that nets of fine mesh take the young fish on which the catch of the next"
            " year depends,",
            ("PP3", "preambular paragraph 3", "third preambular paragraph"),
        ),
        (
            "OP1. Decides to set up a joint patrol of the lakes, with boats from every"
            " shore State;",
            ("OP1", "operative para. 1", "Operative paragraph 1", "OP 1"),
        ),
        ("OP2. Calls upon the shore States:", ("OP2, chapeau", "OP2")),
        (
            "(a) to agree on one size of mesh before the next season;",
            ("OP2(a)", "OP 2 (a)", "subparagraph (a) of OP2", "operative paragraph 2(a)"),
        ),
        (
            "(b) to buy back nets of a finer mesh at a price that was announced in advance;",
            ("OP2(b)", "OP2 (b)", "operative paragraph 2 (b)"),
        ),
        (
            "OP3. Requests the secretariat to publish the catch of each shore, by species and by"
            " month;",
            ("OP3", "operative paragraph 3", "Op. 3"),
        ),
        (
            "OP4. Decides to review the size of mesh in five years, in the light of the"
            " catches that"
            " were published.",
            ("OP4", "OP 4", "operative paragraph 4"),
        ),
    ),
    "tiles": (
        ("# The tide tile protocol", ()),
        ("## 1 Introduction", ()),
        (
            "A tide tile is a small table of water levels that a client can fetch, keep and join"
            " with its neighbours.",
            ("Section 1", "§1", "Sec. 1", "1"),
        ),
        ("## 2 Requests", ()),
        ("### 2.1 Names of tiles", ()),
        (
            "The name of a tile consists of its zoom, its column and its row, separated"
            " by slashes.",
            ("Section 2.1", "2.1", "Sect. 2.1", "§ 2.1"),
        ),
        ("### 2.2 Errors", ()),
        (
            "A server that has no such tile answers with an error; it never redirects to a tile of"
            " another zoom.",
            ("Section 2.2", "sec 2.2", "2.2"),
        ),
        ("## 3 Caching", ()),
        (
            "Tiles of the past never change and may be kept for ever.",
            ("Section 3, paragraph 1", "Section 3, first paragraph", "3, para. 1"),
        ),
        (
            "Tiles of the future are forecasts; a client asks again when the hour that is"
            " printed in"
            " the tile has passed.",
            ("Section 3, paragraph 2", "Section 3, 2nd paragraph", "Section 3, last paragraph"),
        ),
        ("## 4 Security considerations", ()),
        (
            "A false tile can run a vessel aground, so tiles are signed and a client discards those"
            " whose signature is wrong.",
            ("Section 4", "4", "§4"),
        ),
    ),
    "scales": (
        ("# Grain scales for mills – Requirements (draft)", ()),
        ("## 1 Scope", ()),
        (
            "This document specifies how scales for grain are built, tested and sealed in water"
            " mills.",
            ("Clause 1", "1", "cl. 1"),
        ),
        ("## 4 Construction", ()),
        ("### 4.1 Beam", ()),
        (
            "The beam shall be forged in one piece and shall not bend under twice the"
            " greatest load.",
            ("4.1", "Clause 4.1", "subclause 4.1"),
        ),
        ("### 4.2 Pans", ()),
        ("Each pan shall", ("4.2, introductory sentence", "4.2")),
        (
            "a) hang from three chains of equal length;",
            ("4.2 a)", "4.2, item a)", "4.2, list item a)"),
        ),
        (
            "b) have a rim which keeps the grain from spilling when the mill shakes.",
            ("4.2 b)", "4.2, item b)", "Clause 4.2 b)"),
        ),
        (
            "NOTE 1 Pans of copper turn green and are hard to clean.",
            ("4.2, NOTE 1", "4.2 Note 1", "NOTE 1 to 4.2"),
        ),
        ("## 5 Tests", ()),
        (
            "A scale shall be tested when it is new, after each repair, and whenever a customer"
            " doubts it.",
            ("Clause 5", "5", "clause 5"),
        ),
    ),
    "bibliotheque": (
        ("# Loi sur les bibliothèques de halage (projet)", ()),
        ("## Article 1 Objet", ()),
        (
            "Les bibliothèques installées sur des péniches prêtent des livres aux riverains et aux"
            " éclusiers.",
            ("Article 1", "article 1er", "art. 1"),
        ),
        ("## Article 2 Prêt", ()),
        (
            "1. Le prêt est gratuit pour les élèves, pour les retraités et pour les équipages.",
            ("Article 2, paragraphe 1", "article 2 § 1", "paragraphe 1 de l’article 2"),
        ),
        (
            "2. Un livre abîmé est réparé aux frais de la péniche, sauf s’il est tombé à l’eau.",
            ("Article 2, paragraphe 2", "art. 2, par. 2", "paragraphe 2 de l’article 2"),
        ),
        ("## Article 3 Escales", ()),
        (
            "1. La péniche fait escale dans chaque commune au moins une fois par mois, même"
            " en hiver.",
            ("Article 3, paragraphe 1", "article 3, premier paragraphe", "art. 3 par. 1"),
        ),
        (
            "2. Le maire publie :",
            ("Article 3, paragraphe 2", "article 3, paragraphe 2, phrase introductive"),
        ),
        (
            "a) la date et l’heure de chaque escale ;",
            ("Article 3, paragraphe 2, point a)", "point a) du paragraphe 2 de l’article 3"),
        ),
        (
            "b) la liste des livres récemment arrivés.",
            ("Article 3, paragraphe 2, point b)", "article 3, par. 2, lettre b)"),
        ),
    ),
    "puerto": (
        ("# Ley de los puertos fluviales (proyecto)", ()),
        ("## Artículo 1 Objeto", ()),
        (
            "Esta ley regula el uso de los muelles, las grúas y los almacenes de los puertos"
            " fluviales.",
            ("Artículo 1", "art. 1", "artículo 1"),
        ),
        ("## Artículo 2 Muelles", ()),
        (
            "1. Los muelles son de uso público, salvo los que se destinen a la construcción de"
            " barcos.",
            ("Artículo 2, apartado 1", "art. 2, apartado 1", "apartado 1 del artículo 2"),
        ),
        (
            "2. Nadie podrá amarrar más de tres días seguidos sin la autorización del capitán.",
            ("Artículo 2, apartado 2", "artículo 2.2", "apartado 2 del artículo 2"),
        ),
        ("## Artículo 3 Tarifas", ()),
        ("1. Las tarifas dependen:", ("Artículo 3, apartado 1", "artículo 3.1")),
        (
            "a) del tonelaje del barco y del número de noches;",
            ("Artículo 3, apartado 1, letra a)", "letra a) del apartado 1 del artículo 3"),
        ),
        (
            "b) de la estación del año, según el calendario que apruebe la junta.",
            ("Artículo 3, apartado 1, letra b)", "art. 3.1, letra b)"),
        ),
        (
            "2. La junta publicará las tarifas en el tablón y en su página antes de cada estación.",
            ("Artículo 3, apartado 2", "artículo 3, apartado 2", "apartado 2 del artículo 3"),
        ),
    ),
}

EARLIER = (
    "Lamp oil is sold to members at the price that the co-operative paid for it.",
    "The bell is rung three times when a raft with timber comes round the bend.",
    "Oxen that pull barges rest for an hour at noon in the shade of the poplars.",
    "Les hérons sont comptés deux fois par an, au printemps et à l’automne.",
    "El molinero guardará la llave de la compuerta durante la noche.",
    "Skaters keep to the right where the canal is narrow.",
)
"""What none of the drafts says."""

NUMBERS = {
    "none": 40,
    "label": 20,
    "heading": 10,
    "markdown": 12,
    "remark": 10,
    "accents": 16,
    "ligatures": 10,
    "part of a sentence": 18,
    "footnote": 8,
    "off by one": 20,
    "quotation elsewhere": 24,
    "quotation nowhere": 14,
    "words twice": 16,
    "no citation": 20,
    "no quotation": 20,
    "two misquotations": 42,
}
"""How many rows there are of each flaw."""


@frozen
class Place:
    """A paragraph of a draft."""

    draft: str
    line: int
    block: str
    text: str
    citations: tuple[str, ...]
    head: str
    label: str

    def expected(self) -> dict[str, Any]:
        """Where a row on it belongs."""
        return {"line": self.line, "path": self.head, "starts": " ".join(self.text.split()[:4])}


_LABEL = re.compile(r"(?:\(\w{1,2}\)|\d\.|[a-z]\)|(?:PP|OP)\d\.|NOTE \d) ")


@cache
def places(draft: str) -> tuple[Place, ...]:
    """The paragraphs of a draft."""
    found, head = [], ""
    for number, (block, citations) in enumerate(BLOCKS[draft]):
        if block.startswith("#"):
            head = block.lstrip("# ")
        label = _LABEL.match(block)
        text = block[label.end() :] if label else block
        if citations:
            said = label[0].strip() if label else ""
            found.append(Place(draft, 2 * number + 1, block, text, citations, head, said))
    return tuple(found)


def without_accents(text: str, _chance: random.Random) -> str:
    """As keyboards without accents write it."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(each for each in letters if not unicodedata.combining(each))


def with_ligatures(text: str, _chance: random.Random) -> str:
    """As a PDF copies it."""
    return text.replace("fi", "ﬁ").replace("fl", "ﬂ")


def with_marks(text: str, chance: random.Random) -> str:
    """Some words in bold or italics, as in Markdown."""
    words = text.split()
    at = chance.randrange(len(words) - 1)
    sign = chance.choice(("**", "_", "*"))
    words[at], words[at + 1] = f"{sign}{words[at]}", f"{words[at + 1]}{sign}"
    return " ".join(words)


def with_remark(text: str, chance: random.Random) -> str:
    """With what the sender remarks in it."""
    words = text.split()
    words.insert(chance.randrange(2, len(words)), chance.choice(("[sic]", "[sic!]", "(sic)")))
    return " ".join(words)


def with_footnote(text: str, chance: random.Random) -> str:
    """With the sign of a footnote behind a word."""
    words = text.split()
    words[chance.randrange(2, len(words) - 1)] += chance.choice(("¹", "[1]", "²"))
    return " ".join(words)


def as_sentence(text: str, chance: random.Random) -> str:
    """A part of it, written as a sentence of its own."""
    words = text.split()
    start = chance.randrange(1, max(2, len(words) - 6))
    part = " ".join(words[start : start + chance.randint(5, 9)]).rstrip(".,;:")
    return f"{part[:1].upper()}{part[1:]}."


MISQUOTED = {
    "accents": without_accents,
    "ligatures": with_ligatures,
    "markdown": with_marks,
    "remark": with_remark,
    "footnote": with_footnote,
    "part of a sentence": as_sentence,
}


class RowMaker:
    """Makes rows of one flaw after the other, from each draft in turn."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def rows(self) -> list[dict[str, Any]]:
        """All rows, in an order that does not show their flaws."""
        made: list[dict[str, Any]] = []
        drafts = cycle(BLOCKS)
        for flaw, number in NUMBERS.items():
            wanted = len(made) + number
            while len(made) < wanted:
                row = self._row(flaw, next(drafts))
                if row is not None and row not in made:
                    made.append(row)
        self.chance.shuffle(made)
        return [{"id": f"s{number:03}", **row} for number, row in enumerate(made, 1)]

    def _row(self, flaw: str, draft: str) -> dict[str, Any] | None:
        place = self.chance.choice([each for each in places(draft) if len(each.text.split()) > 6])
        cited, quoted, flaws = self.chance.choice(place.citations), place.text, (flaw,)
        old = self._old(place.text)
        there: Place | None = place
        why, may_wait = "", False
        match flaw:
            case "none":
                flaws = ()
            case "label" if place.label:
                quoted = place.block
            case "heading" if (
                place.head[:1].isalnum() and not place.label and place.draft != "tiles"
            ):
                quoted = f"{place.head}\n{place.text}"
                may_wait = True
            case "off by one":
                beside = self._beside(place)
                if beside is None:
                    return None
                cited, may_wait = self.chance.choice(beside.citations), True
            case "quotation elsewhere":
                others = [each for each in places(draft) if each.head != place.head]
                if not others or not place.head or place.draft == "lakes":
                    return None
                cited = self.chance.choice(self.chance.choice(others).citations)
                there, why = None, "the quotation stands elsewhere"
            case "quotation nowhere":
                quoted = self.chance.choice(EARLIER)
                old = self._old(quoted)
                there, why = None, "the quotation is not there"
            case "words twice":
                twice = self._twice(place.text)
                if not twice:
                    return None
                quoted, old = "", twice
                there, why = None, "the words stand there twice"
            case "no citation":
                cited = ""
            case "no quotation":
                quoted = ""
            case "two misquotations":
                flaws = tuple(self.chance.sample(sorted(MISQUOTATIONS), 2))
                for each in flaws:
                    quoted = MISQUOTATIONS[each](quoted, self.chance)
                if quoted == place.text:
                    return None
            case _:
                if flaw not in MISQUOTED or len(place.text.split()) < 9:
                    return None
                quoted = MISQUOTED[flaw](quoted, self.chance)
                if quoted == place.text:
                    return None
        new = self.chance.choice(("the office", "every second week", "oak", ""))
        row: dict[str, Any] = {"draft": draft, "citation": cited, "quotation": quoted}
        row |= {"old": old, "new": new, "flaws": list(flaws)}
        row["place"] = there.expected() if there else None
        row |= {"why": why} if why else {}
        return row | ({"may_wait": True} if may_wait else {})

    def _old(self, text: str) -> str:
        """Some words that stand in a text once."""
        words = text.split()
        while True:
            at = self.chance.randrange(len(words))
            part = " ".join(words[at : at + self.chance.randint(1, 3)]).strip(".,;:—")
            if len(part) > 3 and len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text)) == 1:
                return part

    def _twice(self, text: str) -> str:
        words = [each.strip(".,;:") for each in text.split()]
        found = [
            each
            for each in dict.fromkeys(words)
            if len(re.findall(rf"(?<!\w){re.escape(each)}(?!\w)", text)) > 1
        ]
        return self.chance.choice(found) if found else ""

    def _beside(self, place: Place) -> Place | None:
        """A paragraph beside it of the same series."""
        kind = re.sub(r"\w+", "", place.label) if not place.label[:2].isalpha() else place.label[:2]
        series = [
            each
            for each in places(place.draft)
            if each.head == place.head
            and each.label
            and place.label
            and each is not place
            and (re.sub(r"\w+", "", each.label) if not each.label[:2].isalpha() else each.label[:2])
            == kind
        ]
        return self.chance.choice(series) if series else None


def written(rows: Sequence[Mapping[str, Any]]) -> str:
    """The lines of the file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def drafts() -> Iterator[tuple[str, str]]:
    """The name and the text of each draft."""
    for name, blocks in BLOCKS.items():
        yield name, "".join(f"{block}\n\n" for block, _ in blocks).rstrip() + "\n"


def main() -> None:
    """Write the drafts and the rows."""
    DRAFTS.mkdir(exist_ok=True)
    for name, text in drafts():
        (DRAFTS / f"{name}.md").write_text(text, encoding="utf-8")
    ROWS.write_text(written(RowMaker(SEED).rows()), encoding="utf-8")


if __name__ == "__main__":
    main()
