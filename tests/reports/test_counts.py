"""Counts add up: each member entitled to a position is in one class, wherever it is counted."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from consensus.model.counting import Standpoint
from consensus.model.drafts import ItemKind
from consensus.model.positions import Stance, StatedBy
from consensus.model.state import State
from consensus.reports.amendments import AmendmentLine
from consensus.reports.audience import Audience, number_hidden
from consensus.reports.dossier import dossier, dossier_sections
from consensus.reports.json import plain
from consensus.reports.matrix import cell_in_words, group_matrix
from consensus.reports.member_record import member_record, member_record_outline
from consensus.reports.open_items import counts_sentence, open_items_report
from consensus.reports.outline_text import outline_markdown
from consensus.reports.reference import reference_document
from consensus.reports.status import status_json
from consensus.reports.wall import encode_slide, overview_slide, slide_of
from consensus.rules.explain import explain_counts
from consensus.rules.judgement import Judgement
from consensus.rules.verdict import Status
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import write_report
from consensus.working_group.script import make_example
from tests.cli.conftest import run_command
from tests.conftest import at_most
from tests.working_group.test_any_commands import AnyActs, members, targets

_HEADING = re.compile(r"^(?P<what>[a-z ]+) \((?P<number>\d+) of (?P<entitled>\d+)\): ")


def add_up(line: str) -> int:
    """The sum of the numbers in a line of counts, without those in parentheses."""
    return sum(map(int, re.findall(r"(\d+) [a-z]", re.sub(r" \([^)]*\)", "", line))))


def check_target(group: WorkingGroup, judgement: Judgement, target: str) -> None:
    """Compare the verdict on a target with its dossier, as data and as text."""
    state, counts = group.state, judgement.verdict(target).counts
    assert sum(counts.classes.values()) == counts.eligible
    assert add_up(explain_counts(counts).partition(": ")[2]) == counts.eligible
    found = dossier(state, judgement, target, Audience.SECRETARIAT)
    data = plain(found)
    numbers = Counter({Standpoint(name): len(codes) for name, codes in data["classes"].items()})
    assert numbers == Counter(counts.classes)
    named = [code for codes in data["classes"].values() for code in codes]
    assert len(named) == len(set(named)) == data["eligible"] == counts.eligible
    assert not set(named) & set(data["counted"].get(Stance.RECUSE, ()))
    headings = [
        match
        for heading, lines in dossier_sections(found)
        if heading == "Positions"
        for each in lines
        if (match := _HEADING.match(each))
    ]
    if found.status is not Status.DELETED:
        assert sum(int(each["number"]) for each in headings) == counts.eligible
    for each in headings:
        assert (
            int(each["number"])
            == counts.classes[Standpoint(_COUNTED.get(each["what"], each["what"]))]
        )
        assert int(each["entitled"]) == counts.eligible


def by_members(state: State, lines: Iterable[AmendmentLine]) -> int:
    """How many amendments are to the item itself, and have a member behind them."""
    return sum(
        line.depth == 0 and not all(state.members[code].observer for code in line.backers)
        for line in lines
    )


def check_reference(group: WorkingGroup, judgement: Judgement) -> None:
    """Compare what the reference document says is contested with the verdicts."""
    found = reference_document(group.state, judgement, judgement.now, Audience.SECRETARIAT)
    for each in (*found.uncontested, *found.apart, *found.contested, *found.carried_over):
        target = group.state.handles[each.handle]
        classes = judgement.counts(target).classes
        expected = {f"{name} on": classes[name] for name in Standpoint}
        expected["brackets in"] = group.state.version(target).wording.count
        expected["amendments by members to"] = len(judgement.undecided_amendments(target))
        said = {what: number for what, _, number in _in_sentences("", each.contested)}
        is_agreed = each.status in (Status.AGREED, Status.AGREED_AD_REF, Status.ADOPTED)
        names = ("object on", "disagree on", "hold on", "brackets in")[: 1 if is_agreed else None]
        assert said.items() <= expected.items()
        assert [said.get(what, 0) for what in names] == [expected[what] for what in names]


def check_member(group: WorkingGroup, judgement: Judgement, member: str) -> None:
    """Compare the record of a member with the verdicts."""
    state, secretariat = group.state, Audience.SECRETARIAT
    drafts = list(state.drafts)
    record = member_record(state, judgement, member, drafts, judgement.now, secretariat)
    told = member_record(state, judgement, member, drafts, judgement.now, Audience.MEMBERS)
    assert record.not_shown == ()
    for page in (record, told):
        spoken_of = {each.target for each in page.positions}
        listed = [*page.silent_on, *page.not_shown, *page.to_reconfirm, *spoken_of]
        assert len(listed) == len({*listed})
        items = [e.handle for each in drafts for e in state.walk(each) if e.kind.can_be_agreed]
        assert [each for each in items if each not in listed] == []
        assert {*page.silent_on} <= {*record.silent_on}
        assert {*page.to_reconfirm} <= {*record.to_reconfirm}
    for standpoint, handles in (
        (Standpoint.NONE, record.silent_on),
        (Standpoint.RECONFIRM, record.to_reconfirm),
    ):
        for each in handles:
            assert member in judgement.counts(state.handles[each]).members()[standpoint]


def check_reports(group: WorkingGroup) -> None:
    """Compare what the reports count with the verdicts."""
    state, judgement = group.state, group.judgement()
    every = targets(state)
    for target in every:
        check_target(group, judgement, target)
    for item in status_json(group.status())["items"]:
        assert sum(item["classes"].values()) == item["eligible"]
        assert item["classes"][Standpoint.NONE] == item["no_position"]
    now, drafts = judgement.now, list(state.drafts)
    report = open_items_report(state, judgement, drafts, Audience.SECRETARIAT, now=now)
    for draft in report.drafts:
        for each in draft.items:
            counts = judgement.counts(state.handles[each.handle])
            assert sum(each.classes.values()) == each.eligible == counts.eligible
            assert add_up(counts_sentence(each).partition(": ")[2]) == counts.eligible
            assert each.open_amendments == by_members(state, each.amendments)
    check_reference(group, judgement)
    for member in judgement.electorate.groups:
        check_member(group, judgement, member)
    by_audience = {
        audience: group_matrix(state, judgement, every, audience).rows
        for audience in (Audience.SECRETARIAT, Audience.MEMBERS)
    }
    for audience, target, row in (
        (audience, *each)
        for audience, rows in by_audience.items()
        for each in zip(every, rows, strict=True)
    ):
        # Members are given no numbers where they may not see all that was said.
        assert bool(row.cells) == (number_hidden(state, target, audience) == 0)
        if not row.cells:
            continue
        total: Counter[Standpoint] = Counter()
        for cell in row.cells:
            total.update(cell.classes)
            entitled = int(cell_in_words(cell).split()[1].rstrip(":"))
            assert add_up(cell_in_words(cell).partition(": ")[2]) == entitled
            assert entitled == sum(cell.classes.values())
        assert total == Counter(judgement.counts(target).classes)


def test_a_deferred_amendment_is_as_undecided_on_the_list_as_in_the_status(
    busy: WorkingGroup,
) -> None:
    """It stands under its item, with its status, and is counted there."""
    busy.decide("A1", "deferred", reason="The hall is closed.")
    check_reports(busy)
    report = open_items_report(
        busy.state, busy.judgement(), list(busy.state.drafts), now=busy.now()
    )
    (item,) = (each for each in report.drafts[0].items if each.handle == "R2")
    assert ("A1", Status.DEFERRED) in [(each.handle, each.status) for each in item.amendments]
    assert item.open_amendments == 2


def test_who_is_to_reconfirm_has_not_no_position_in_its_record(market: WorkingGroup) -> None:
    """Who proposed what went into a text and said nothing since is asked for a position again."""
    market.propose("R2", "midday", old="noon", by=["ASP"])
    market.merge("R2", take=["A1"])
    record = member_record(
        market.state,
        market.judgement(),
        "ASP",
        list(market.state.drafts),
        market.now(),
        Audience.MEMBERS,
    )
    assert record.to_reconfirm == ("R2",)
    assert record.silent_on == ("R1", "R3", "R4", "R5")
    assert "## To be reconfirmed\n\n- R2\n" in "".join(
        outline_markdown(member_record_outline(record))
    )


def test_a_withdrawn_objection_is_none_in_the_reference_document(busy: WorkingGroup) -> None:
    """It counts what stands, and not what was said once."""
    busy.settle_objection("R3", "DOG", "withdrawn")
    check_reports(busy)
    found = reference_document(busy.state, busy.judgement(), busy.now(), Audience.MEMBERS)
    assert "R3" in [each.handle for each in found.uncontested]


class AnyReports(AnyActs):
    """Acts at random, after which every report is drawn up."""

    @rule(data=st.data(), member=members, stance=st.sampled_from(Stance))
    def whisper(self, data: st.DataObject, member: str, stance: Stance) -> None:
        """Something is said in confidence."""
        what, source = self.some(data, "items", "amendments", "packages"), StatedBy.CONFIDENCE
        self.attempt(lambda: self.panel.take_position(member, what, stance, source=source))

    def teardown(self) -> None:
        """Whatever happened, the counts add up."""
        check_reports(self.panel)


TestAnyReports = AnyReports.TestCase
TestAnyReports.settings = settings(at_most(20, share=0.4), stateful_step_count=6)


# Over the example, every figure that people or programs read agrees with every other that counts
# the same.

Figures = Iterator[tuple[str, str, object]]
"""What is counted, of what, and how many there are."""

_CLASSES = tuple(each.value for each in Standpoint)
_STANDING = {
    "agreed": ("agreed", "adopted"),
    "agreed ad referendum": ("agreed ad ref",),
    "deferred": ("deferred",),
    "not retained": ("withdrawn", "rejected", "deleted"),
}
_SENTENCES = {
    r"(\d+) amendments? by (?:a )?members? (?:is|are) undecided": "amendments by members to",
    r"(\d+) open amendments?$": "amendments by members to",
    r".* of (\d+) undecided amendments?\b": "amendments by members to",
    r"(\d+) undecided amendments? by members": "amendments by members to",
    r"(\d+) brackets?\b": "brackets in",
    r"(\d+) objections?$": "object on",
    r"(\d+) members? against$": "disagree on",
    r"(\d+) positions? reserved$": "hold on",
    r"(?:no objection; )?\d+ of (\d+) in favour": "eligible on",
}
"""What reasons, and the phrases of the reference document, count of a text."""

_NAMED = {
    r"(.*) objects?\.?$": "object on",
    r"(.*) reserves? (?:its|their) positions?\.?$": "hold on",
}
"""What reasons say of members by name, by the class that these are all the members of."""

_COUNTED = {
    "supports": "support",
    "can live with it": "accept",
    "objects": "object",
    "against": "disagree",
    "is against": "disagree",
    "reserves its position": "hold",
    "stands aside": "abstain",
    "stand aside": "abstain",
    "reserved": "hold",
}
"""What count lines call the classes that are called otherwise in the data."""


def _numbers(words: str) -> dict[str, int]:
    """The numbers in words such as `2 support, 38 no position`."""
    return {name.strip(): int(number) for number, name in re.findall(r"(\d+) ([a-z ]+)", words)}


def _each_class(about: str, numbers: Mapping[str, int]) -> Figures:
    yield from ((f"{each} on", about, numbers.get(each, 0)) for each in _CLASSES)
    yield "in favour on", about, sum(numbers.get(each, 0) for each in ("support", "accept"))
    in_the_way = ("object", "hold", "conditional")
    yield "in the way of", about, sum(numbers.get(each, 0) for each in in_the_way)
    yield "eligible on", about, sum(numbers.get(each, 0) for each in _CLASSES)


def _each_standing(numbers: Mapping[str, int]) -> Figures:
    for name, statuses in _STANDING.items():
        yield f"items {name}", "", sum(numbers.get(each, 0) for each in statuses)
    every = sum(numbers.values())
    yield "items", "", every
    yield "items retained", "", every - sum(numbers.get(e, 0) for e in _STANDING["not retained"])


def _in_sentences(about: str, sentences: Iterable[str]) -> Figures:
    for sentence in sentences:
        words = re.sub(r"\bone\b", "1", sentence, flags=re.IGNORECASE)
        for pattern, what in _SENTENCES.items():
            if found := re.match(pattern, words, re.IGNORECASE):
                yield what, about, int(found[1])
        bare = re.sub(r" \([^)]*\)", "", sentence)
        for pattern, what in _NAMED.items():
            names = re.split(", | and ", found[1]) if (found := re.match(pattern, bare)) else []
            if names and all(re.fullmatch("[A-Z]{3,5}", each) for each in names):
                yield what, about, len(names)


def _ruled(text: str) -> Figures:
    found = re.search(r"(\d+) of the agreed declared by the Chair, objections stated", text)
    yield "items declared by the Chair", "", int(found[1]) if found else 0


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def _by_the_chair(items: Iterable[Mapping[str, str]]) -> int:
    return sum(", declared by the Chair" in each["standing"] for each in items)


def _status(data: Any) -> Figures:
    items = [each for each in data["items"] if ItemKind(each["kind"]).can_be_agreed]
    yield from _each_standing(data["totals"])
    yield from _each_standing(Counter(each["status"] for each in items))
    yield "items declared by the Chair", "", data["ruled"]
    yield "items declared by the Chair", "", _by_the_chair(items)
    for each in items:
        about = each["handle"]
        yield from _each_class(about, each["classes"])
        yield "eligible on", about, each["eligible"]
        yield "no position on", about, each["no_position"]
        yield "recuse on", about, each["counts"]["recuse"]
        yield "brackets in", about, each["brackets"]
        yield "amendments by members to", about, each["open_amendments"]
        yield from _in_sentences(about, each["reasons"])


def _status_table(text: str) -> Figures:
    *rows, counted = filter(None, text.splitlines()[2:])
    statuses, items, ruled = counted.split("; ")
    yield from _each_standing(_numbers(statuses))
    yield from _ruled(ruled)
    yield "items", "", int(items.split()[0])
    yield "items", "", len(rows)
    for row in rows:
        found = re.search(r" ([A-Z]\d+) .* (\d+)/(\d+)", row)
        assert found
        yield "in favour on", found[1], int(found[2])
        yield "eligible on", found[1], int(found[3])


def _check(data: Any) -> Figures:
    yield "items", "", data["checked"]
    yield "items agreed", "", data["checked"] - len(data["short"])
    for each in data["short"]:
        yield from _in_sentences(each["handle"], each["reasons"])


def _comparison(data: Any) -> Figures:
    yield from _each_standing(data["totals"][0])
    yield "items", "", len(data["items"])


def _open(data: Any) -> Figures:
    for totals in (data["totals"], *(each["totals"] for each in data["drafts"])):
        yield "items", "", sum(totals.values())
        yield from ((f"items {each}", "", totals[each]) for each in _STANDING)
    items = [each for draft in data["drafts"] for each in draft["items"]]
    yield "items declared by the Chair", "", data["ruled"]
    yield "items declared by the Chair", "", sum(each["ruled"] for each in data["drafts"])
    yield "items declared by the Chair", "", _by_the_chair(items)
    yield from _each_standing(Counter(each["status"] for each in items))
    for each in items:
        about = each["handle"]
        yield from _each_class(about, each["classes"])
        yield "eligible on", about, each["eligible"]
        yield "recuse on", about, each["counts"]["recuse"]
        yield "brackets in", about, each["brackets"]
        yield "brackets in", about, each["text"].count("[") - each["text"].count("[^")
        yield "amendments by members to", about, each["open_amendments"]
        yield "undecided amendments below", about, len(each["amendments"])
        yield from _in_sentences(about, each["reasons"])


def _open_table(text: str) -> Figures:
    rows = _rows(text)
    yield from _each_standing(Counter(each["status"] for each in rows))
    yield "items declared by the Chair", "", _by_the_chair(rows)
    for each in rows:
        yield "brackets in", each["handle"], int(each["brackets"])
        yield "amendments by members to", each["handle"], int(each["open_amendments"])
        below = each["amendments"].split("; ") if each["amendments"] else []
        yield "undecided amendments below", each["handle"], len(below)


def _open_text(text: str) -> Figures:
    totals, _, ruled = re.findall(r"^Items: (.*)\.$", text, re.MULTILINE)[0].partition("; ")
    counted = _numbers(totals)
    yield from _ruled(ruled)
    yield "items", "", sum(counted.values())
    yield from ((f"items {each}", "", counted.get(each, 0)) for each in _STANDING)
    for part in text.split("\n#### ")[1:]:
        about = re.search(r"\((\w+)\):", part)
        assert about
        yield from _counted_line(about[1], part)
        yield from _in_sentences(about[1], re.findall(r"^- (.*)", part, re.MULTILINE))


def _counted_line(about: str, text: str) -> Figures:
    """What `Of 40 members (1 recused): 2 in favour (2 support), …` says."""
    (line,) = re.findall(r"Of (\d+) members(?: \((\d+) recused\))?: (.*(?:\n {2}.*)*)", text)
    yield "eligible on", about, int(line[0])
    yield "recuse on", about, int(line[1] or 0)
    numbers = _numbers(line[2])
    yield "in favour on", about, numbers.pop("in favour", 0)
    yield from _each_class(about, {_COUNTED.get(each, each): n for each, n in numbers.items()})


def _open_page(text: str) -> Figures:
    for part in ("Agreed", "Agreed ad referendum", "Deferred", "Not retained"):
        found = re.search(rf">{part} \((\d+)\)", text)
        yield f"items {part.lower()}", "", int(found[1]) if found else 0
    for words, about, more in re.findall(
        r"<summary>(\d+ undecided[^<]*) to [^<]*\((\w+)\)(?:, and (\d+)[^<]*)?<", text
    ):
        yield from _in_sentences(about, [words])
        yield "undecided amendments below", about, int(words.split()[0]) + int(more or 0)
    for items, among, what in re.findall(r"(\d+) items against (\d+) (\w+)", text):
        yield "items", "", int(items)
        yield what, "", int(among)
    yield "items", "", int(re.findall(r"(\d+) squares", text)[0])
    yield from _ruled(text.partition('class="totals"')[2].partition("</ul>")[0])
    (bars,) = re.findall(r"at the end (\d+) agreed, (\d+) agreed ad .*? of (\d+)", text)
    yield "items agreed", "", int(bars[0])
    yield "items agreed ad referendum", "", int(bars[1])
    yield "items", "", int(bars[2])


def _dossier(data: Any) -> Figures:
    subject = data.get("subject", data)  # of `why`, its fields stand beside the rest
    about = subject["handle"]
    yield from _each_class(about, {each: len(codes) for each, codes in data["classes"].items()})
    yield "eligible on", about, data["eligible"]
    yield "no position on", about, len(data["no_position"])
    recused = data["counted"].get("recuse", ())
    yield "recuse on", about, data["counts"]["recuse"]
    yield "recuse on", about, len(recused)
    for name, codes in (*data["classes"].items(), ("recused", recused)):
        yield from ((f"class of {code} on", about, name) for code in codes)
    yield "brackets in", about, subject["text"].count("[") - subject["text"].count("[^")
    yield "amendments ever to", about, len(data["amendments"])
    yield "decisions on", about, len(data["decisions"])
    yield from _in_sentences(about, data["sentences"] if "subject" in data else data["reasons"])


def _dossier_text(text: str) -> Figures:
    found = re.search(r"^(?:# )?(?:.*\()?([A-Z]+\d+)\b", text)
    assert found
    about = found[1]
    said = dict.fromkeys(_CLASSES, 0) | {"recused": 0}
    for name, number, entitled, names in re.findall(
        r"^- ([a-z ]+) \((\d+)(?: of (\d+))?\)(.*(?:\n {2,}.*)*)", text, re.MULTILINE
    ):
        said[_COUNTED.get(name, name)] = int(number)
        if entitled:
            yield "eligible on", about, int(entitled)
        if name == "no position":
            assert len(names.split(", ")) == int(number)
    yield "recuse on", about, said["recused"]
    yield from _each_class(about, said)


def _groups(data: Any) -> Figures:
    for row in data["rows"]:
        about, numbers = row["target"]["handle"], Counter[str]()
        for cell in row["cells"]:
            numbers.update(cell["classes"])
        yield from _each_class(about, numbers)
        members = sum(cell["members"] for cell in row["cells"])
        yield "recuse on", about, members - numbers.total()


def _groups_table(text: str) -> Figures:
    rows = _rows(text)
    for about in dict.fromkeys(each["target"] for each in rows):
        own = [each for each in rows if each["target"] == about]
        numbers = {each: sum(int(row[each]) for row in own) for each in _CLASSES}
        yield from _each_class(about, numbers)
        recused = sum(int(row["recused"]) for row in own)
        yield "recuse on", about, recused
        yield "eligible on", about, sum(int(row["members"]) for row in own) - recused


def _groups_text(text: str) -> Figures:
    for row in re.findall(r"^\| [^|]*?(\w+)\)? \| (of .*) \|$", text, re.MULTILINE):
        cells = re.findall(r"of (\d+)(?: \((\d+) recused\))?: ([^|]*)", row[1])
        numbers = Counter[str]()
        for _, _, said in cells:
            numbers.update(_numbers(said))
        yield from _each_class(row[0], numbers)
        yield "eligible on", row[0], sum(int(entitled) for entitled, _, _ in cells)
        yield "recuse on", row[0], sum(int(recused or 0) for _, recused, _ in cells)


def _groups_page(text: str) -> Figures:
    names = re.findall(r'class="axis end">[^<]*?(\w+)</text>', text)
    cells = re.findall(r">(\d+)/(\d+)(?: ✗\d+)?</text>", text)
    each = len(cells) // len(names)
    for number, about in enumerate(names):
        own = cells[number * each : (number + 1) * each]
        yield "in favour on", about, sum(int(favour) for favour, _ in own)
        yield "eligible on", about, sum(int(entitled) for _, entitled in own)


def _matrix(data: Any) -> Figures:
    yield "members", "", len(data["rows"])
    yield "items", "", len(data["targets"])
    for column, target in enumerate(data["targets"]):
        cells = [each["cells"][column] for each in data["rows"] if each["cells"][column]]
        recused = sum(each["stance"] == "recuse" for each in cells)
        yield "recuse on", target["handle"], recused
        yield "eligible on", target["handle"], len(data["rows"]) - recused


def _matrix_table(text: str) -> Figures:
    rows = _rows(text)
    yield "members", "", len(rows)
    for about in list(rows[0])[2:]:
        yield "recuse on", about, sum(each[about] == "recuse" for each in rows)


def _matrix_text(text: str) -> Figures:
    found = re.search(r"^(\d+) members, (\d+) texts\.$", text, re.MULTILINE)
    assert found
    yield "members", "", int(found[1])
    yield "items", "", int(found[2])


def _amendments(data: Any) -> Figures:
    yield "amendments ever", "", sum(len(each["amendments"]) for each in data["items"])
    for each in data["items"]:
        if not each["handle"].startswith("D"):
            yield "amendments ever to", each["handle"], len(each["amendments"])
    every = [amendment for each in data["items"] for amendment in each["amendments"]]
    yield "amendments open", "", sum(each["state"] == "open" for each in every)


def _member_list(data: Any) -> Figures:
    yield "members", "", sum(each["counts"] for each in data["members"])
    yield "observers", "", sum(each["observer"] for each in data["members"])


def _attendance(data: Any) -> Figures:
    yield "members", "", data["members"]
    yield "members", "", sum(each["counts"] for each in data["attendants"])
    yield "observers", "", sum(each["is_observer"] for each in data["attendants"])


def _attendance_text(text: str) -> Figures:
    found = re.search(r"^(\d+) members;", text, re.MULTILINE)
    assert found
    yield "members", "", int(found[1])
    yield "members", "", text.count("| member |")
    yield "observers", "", text.count("| observer |")


def _decisions(data: Any) -> Figures:
    yield "decisions", "", len(data["decisions"])


def _decisions_text(text: str) -> Figures:
    yield "decisions", "", int(re.findall(r"^(\d+) decisions\.$", text, re.MULTILINE)[0])
    yield "decisions", "", len(re.findall(r"^\| DEC\d+ ", text, re.MULTILINE))


def _meeting(data: Any) -> Figures:
    about, there = data["handle"], data["participants"]
    yield "present at", about, there["present"]
    yield "present at", about, len(there["in_person"]) + len(there["remote"])
    yield "members at", about, there["members"]
    yield "members at", about, there["present"] + len(there["absent"])
    yield "observers at", about, there["observing"]
    yield "observers at", about, len(there["observers"])
    yield "decisions at", about, len(data["decisions"])


def _meeting_text(text: str) -> Figures:
    found = re.search(r"\((M\d+)\)\n(?:.*\n)*Present: (\d+) of (\d+) members, (\d+) obs", text)
    assert found
    yield "present at", found[1], int(found[2])
    yield "members at", found[1], int(found[3])
    yield "observers at", found[1], int(found[4])
    yield "decisions at", found[1], len(re.findall(r"^\| DEC\d+ ", text, re.MULTILINE))


def _progress(data: Any) -> Figures:
    last = data["points"][-1]
    yield "items", "", last["items"]
    yield "items agreed", "", last["agreed"]
    yield "items agreed ad referendum", "", last["ad_ref"]
    yield "items declared by the Chair", "", last["ruled"]
    yield "items not retained", "", last["closed"]


def _progress_text(text: str) -> Figures:
    found = re.search(
        r"of (\d+) items: (\d+) agreed, (\d+) agreed ad ref\w+, (\d+) withdrawn or rej", text
    )
    assert found
    yield from _ruled(text)
    yield "items declared by the Chair", "", int(text.rstrip(" |\n").rpartition("| ")[2])
    names = ("", " agreed", " agreed ad referendum", " not retained")
    yield from ((f"items{name}", "", int(n)) for name, n in zip(names, found.groups(), strict=True))


def _reference(data: Any) -> Figures:
    shown = [*data["uncontested"], *data["contested"], *data["carried_over"]]
    yield "items not retained", "", data["left_out"]
    yield "items", "", len(shown) + data["left_out"]
    yield "items declared by the Chair", "", _by_the_chair(shown)
    for each in shown:
        yield from _in_sentences(each["handle"], each["contested"])
    for each in data["contested"]:
        if not each["status"]:
            counted = {what for what, _, _ in _in_sentences("", each["contested"])}
            for what in {"object on", "disagree on", "hold on", "amendments by members to"}:
                if what not in counted:
                    yield what, each["handle"], 0


def _analysis(data: Any) -> Figures:
    yield from _conflicts(data["conflicts"])
    yield from _progress({"points": data["progress"]})
    yield from _calls(data["calls"])


def _conflicts(data: Any) -> Figures:
    yield "amendments open", "", data["amendments"]
    for cluster in data["clusters"]:
        for each in cluster["choices"]:
            yield "in favour on", each["amendment"], each["support"]


def _next(data: Any) -> Figures:
    for each in data["next"]:
        yield from _in_sentences(each["handle"], each["reason"].split("; "))


def _conflicts_text(text: str) -> Figures:
    yield "amendments open", "", int(re.findall(r"(\d+) amendments are undecided", text)[0])


def _amendments_table(text: str) -> Figures:
    rows = _rows(text)
    yield "amendments ever", "", len(rows)
    yield "amendments open", "", sum(each["state"] == "open" for each in rows)
    for about, number in Counter(each["item"] for each in rows).items():
        if not about.startswith("D"):
            yield "amendments ever to", about, number


def _attendance_table(text: str) -> Figures:
    rows = _rows(text)
    yield "members", "", sum(each["counts"] == "yes" for each in rows)
    yield "observers", "", sum(each["observer"] == "yes" for each in rows)


def _decisions_table(text: str) -> Figures:
    yield "decisions", "", len(_rows(text))


def _progress_table(text: str) -> Figures:
    last = {each: int(number) for each, number in _rows(text)[-1].items() if number.isdecimal()}
    yield "items", "", last["items"]
    yield "items agreed", "", last["agreed"]
    yield "items agreed ad referendum", "", last["agreed_ad_referendum"]
    yield "items declared by the Chair", "", last["declared_by_the_chair"]
    yield "items not retained", "", last["withdrawn_or_rejected"]


def _reference_text(text: str) -> Figures:
    left_out = int(re.findall(r"left out: (\d+) items", text)[0])
    yield "items not retained", "", left_out
    yield "items", "", len(re.findall(r"^#### ", text, re.MULTILINE)) + left_out
    for about, contested in re.findall(r"\((\w+)\).*\n\n>.*\n\n- contested: (.*)", text):
        yield from _in_sentences(about, contested.split(", "))


def _holders(data: Any) -> Figures:
    for each in data["alternatives"]:
        if re.fullmatch(r"A\d+", each["key"]):
            favour = {word["member"] for word in (*each["holders"], *each["accepting"])}
            yield "in favour on", each["key"], len(favour - _NOT_COUNTED)
            objecting = {word["member"] for word in each["objecting"]}
            yield "object on", each["key"], len(objecting - _NOT_COUNTED)


_NOT_COUNTED = {"FDI", "KRV", "PSR", "TTC"}
"""Observers of the example, and who is no member any more."""


def _position_list(data: Any) -> Figures:
    for each in data["positions"]:
        if each["stance"] == "recuse" and each["member"] not in _NOT_COUNTED:
            yield f"class of {each['member']} on", each["target"], "recused"


def _calls(data: Any) -> Figures:
    for call in data["calls"]:
        for each in (*call["alone"], *call["shared"]):
            yield "in the way of", each["target"], 1 + each["others"]


def _member(data: Any) -> Figures:
    for about in data["silent_on"]:
        yield f"class of {data['member']} on", about, "no position"
    for each in data["positions"]:
        if each["position"]["stance"] == "recuse":
            yield f"class of {data['member']} on", each["target"], "recused"


def _amendment_list(data: Any) -> Figures:
    yield "amendments ever", "", len(data["amendments"])
    yield "amendments open", "", sum(each["state"] == "open" for each in data["amendments"])


def _wall(data: Any) -> Figures:
    totals = data["totals"]
    yield "items agreed", "", totals["agreed"]
    yield "items retained", "", totals["agreed"] + totals["open"]
    counted, _, ruled = data["lines"][0].rpartition(": ")[2].partition("; ")
    line = _numbers(counted)
    yield from _ruled(ruled)
    yield "items declared by the Chair", "", totals["ruled"]
    yield "items agreed", "", line["agreed"]
    yield "items retained", "", sum(line.values())


def _wall_of_draft(data: Any) -> Figures:
    totals = data["totals"]
    yield "items", "", len(data["lines"])
    yield "items agreed", "", totals["agreed"]
    yield "items declared by the Chair", "", totals["ruled"]
    yield "items declared by the Chair", "", str(data["lines"]).count(", declared by the Chair")
    yield "items retained", "", totals["agreed"] + totals["open"]


def _summary(data: Any) -> Figures:
    words = " ".join(each["text"] for part in data["paragraphs"] for each in part["sentences"])
    (found,) = re.findall(r"(\d+) of the (\d+) members took part", words)
    yield "present at", data["meeting"], int(found[0])
    yield "members at", data["meeting"], int(found[1])


_READERS: dict[str, Callable[[Any], Figures]] = {
    "status --json": _status,
    "status": _status_table,
    "check --require agreed --json": _check,
    "rule compare no_objection() consent() --json": _comparison,
    "next --json": _next,
    "amendment list --json": _amendment_list,
    "member list --json": _member_list,
    "decision list --json": _decisions,
    "analyse conflicts --json": _conflicts,
    "status --progress --json": _progress,
    "next --consult --json": _calls,
    "holders 3 --json": _holders,
    "holders 14 --json": _holders,
    "position list --json": _position_list,
    "why --json": _dossier,
    "why": _dossier_text,
    "open json": _open,
    "open csv": _open_table,
    "open markdown": _open_text,
    "open html": _open_page,
    "dossier json": _dossier,
    "dossier markdown": _dossier_text,
    "groups json": _groups,
    "groups csv": _groups_table,
    "groups markdown": _groups_text,
    "groups html": _groups_page,
    "matrix json": _matrix,
    "matrix csv": _matrix_table,
    "matrix markdown": _matrix_text,
    "member json": _member,
    "amendments json": _amendments,
    "amendments csv": _amendments_table,
    "attendance json": _attendance,
    "attendance csv": _attendance_table,
    "attendance markdown": _attendance_text,
    "decisions json": _decisions,
    "decisions csv": _decisions_table,
    "decisions markdown": _decisions_text,
    "meeting json": _meeting,
    "meeting markdown": _meeting_text,
    "summary json": _summary,
    "progress json": _progress,
    "progress csv": _progress_table,
    "progress markdown": _progress_text,
    "reference json": _reference,
    "reference markdown": _reference_text,
    "analysis json": _analysis,
    "analysis markdown": _conflicts_text,
    "wall": _wall,
    "wall of a draft": _wall_of_draft,
}
"""What reads the figures of each report and command."""


_FOR_ALL = Wanted(Audience.SECRETARIAT)
_WHY = ("3", "6", "14", "15", "A28")


def _written(group: WorkingGroup, path: Path) -> Iterator[tuple[str, str]]:
    """What each report and command writes of the example, with the name of its reader."""
    about = {
        "dossier": [group.state.handle_of(each) for each in targets(group.state)],
        "member": list(group.state.members),
        "meeting": [each.handle for each in group.state.meetings.values()],
    }
    about["summary"] = about["meeting"]
    yield "wall", encode_slide(overview_slide(group.state, group.judgement())).decode()
    for draft in group.state.drafts:
        slide = encode_slide(slide_of(group.state, group.judgement(), draft)).decode()
        yield "wall of a draft", slide
    for name in _READERS:
        what, _, form = name.partition(" ")
        if form in tuple(Form):
            for subject in about.get(what, [""]):
                wanted = attrs.evolve(_FOR_ALL, subject=subject)
                yield name, "".join(write_report(group, what, form, wanted))
        elif what == "why":
            yield from ((name, _answer(path, what, each, *form.split())) for each in _WHY)
        elif what != "wall":
            yield name, _answer(path, *name.split())


def _answer(path: Path, *arguments: str) -> str:
    answer = run_command("-f", str(path), *arguments)
    assert answer.code in (0, 1), answer.err
    return answer.out


@frozen
class Page:
    """What a report or command writes, and the figures in it."""

    name: str
    text: str
    figures: set[tuple[str, str, object]]


def _read(name: str, text: str) -> set[tuple[str, str, object]]:
    """The figures in what a report or command wrote."""
    as_data = name.endswith("json") or name.startswith("wall")
    return set(_READERS[name](json.loads(text) if as_data else text))


def _contradictions(*pages: set[tuple[str, str, object]]) -> dict[str, set[object]]:
    """Whatever is said to be several numbers at once."""
    found: dict[str, set[object]] = {}
    for what, about, number in chain.from_iterable(pages):
        found.setdefault(f"{what} {about}".strip(), set()).add(number)
    return {what: numbers for what, numbers in found.items() if len(numbers) > 1}


def _altered(text: str) -> Iterator[str]:
    """A text with one of its numbers raised, or the last of a list or of its lines left out."""
    for each in re.finditer(r"(?:(?<=[ ,(>])|(?<=\"[A-Z]))\d+(?=[ ,)/\n\"])", text):
        yield f"{text[: each.start()]}{int(each[0]) + 1}{text[each.end() :]}"
    if text.startswith("{"):
        data = json.loads(text)
        for name, listed in data.items():
            if isinstance(listed, list):
                yield json.dumps({**data, name: listed[:-1]})
    yield text.rstrip().rpartition("\n")[0]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    """What every report and command writes of the example, and the figures in it."""
    path = tmp_path_factory.mktemp("example") / "wgec.consensus"
    with make_example(path) as group:
        return [Page(name, text, _read(name, text)) for name, text in _written(group, path)]


def test_every_figure_of_the_example_agrees_with_every_other(pages: list[Page]) -> None:
    """Items, amendments, members and classes are the same on each page, as text and as data."""
    assert all(page.figures for page in pages)
    assert _contradictions(*(page.figures for page in pages)) == {}


@pytest.mark.parametrize("name", _READERS)
def test_a_page_that_counts_otherwise_is_found(pages: list[Page], name: str) -> None:
    """Whatever the page: it counts something that another counts too."""
    page = next(each for each in pages if each.name == name)
    others = {
        (what, about): number
        for each in pages
        if each is not page
        for what, about, number in each.figures
    }
    is_found = False
    for text in _altered(page.text):
        with suppress(AssertionError, IndexError, KeyError, ValueError):  # not read any more
            is_found = any(
                others.get((what, about), number) != number
                for what, about, number in _read(name, text)
            )
        if is_found:
            break
    assert is_found
