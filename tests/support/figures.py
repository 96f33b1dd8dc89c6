"""The figures on the pages that reports and commands write, to compare with each other."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import msgspec
from attrs import frozen

from consensus.model.counting import Standpoint
from consensus.model.drafts import ItemKind
from consensus.model.lookup import targets_in_order
from consensus.model.state import State
from consensus.reports.audience import Audience
from consensus.reports.paper_names import PaperNames, Place
from consensus.reports.wall import slide_of
from consensus.reports.words import target_name
from consensus.working_group import WorkingGroup
from consensus.working_group.reports.report import Form, Wanted
from consensus.working_group.reports.writing import write_report
from tests.cli.conftest import run_command

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
    r"(\d+) open amendments?$": "amendments by members to",
    r".* of (\d+) undecided amendments?\b": "amendments by members to",
    r"(\d+) undecided amendments? by members": "amendments by members to",
    r"(\d+) brackets?\b": "brackets in",
    r"(\d+) objections?$": "object on",
    r"(\d+) members? against$": "disagree on",
    r"(\d+) positions? reserved$": "hold on",
    r"(?:no objection; )?\d+ of (\d+) in favour": "eligible on",
    r"no position can change it yet:.* decide the (\d+) amendments": "amendments to decide on",
}
"""What reasons, and the phrases of the reference document, count of a text."""

_UNDECIDED = r"(\d+) amendments? by (?:a )?members? (?:is|are) undecided(?:, and (\d+) more)?"

_NAMED = {
    r"(.*) objects?(?:, so that .*|\.)?$": "object on",
    r"(.*) reserves? (?:its|their) positions?(?:, so that .*|\.)?$": "hold on",
}
"""What reasons say of members by name, by the class that these are all the members of."""

COUNTED = {
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
    yield "hold or conditional on", about, sum(numbers.get(e, 0) for e in ("hold", "conditional"))
    yield "in favour, also on conditions, on", about, _also_on_conditions(numbers)
    in_the_way = ("object", "hold", "conditional")
    yield "in the way of", about, sum(numbers.get(each, 0) for each in in_the_way)
    yield "eligible on", about, sum(numbers.get(each, 0) for each in _CLASSES)


def _each_stance(about: str, numbers: Mapping[str, int]) -> Figures:
    """What is counted by stance, where whoever sets a condition reserves its position."""
    alike = ("support", "accept", "abstain", "disagree", "object", "recuse")
    yield from ((f"{each} on", about, numbers[each]) for each in alike)
    yield "hold or conditional on", about, numbers["hold"]


def _each_standing(numbers: Mapping[str, int]) -> Figures:
    for name, statuses in _STANDING.items():
        yield f"items {name}", "", sum(numbers.get(each, 0) for each in statuses)
    every = sum(numbers.values())
    yield "items", "", every
    yield "items retained", "", every - sum(numbers.get(e, 0) for e in _STANDING["not retained"])


def in_sentences(about: str, sentences: Iterable[str]) -> Figures:
    """What sentences count of a text."""
    named: dict[str, set[str]] = {}
    for sentence in sentences:
        words = re.sub(r"\bone\b", "1", sentence, flags=re.IGNORECASE)
        for pattern, what in _SENTENCES.items():
            if found := re.match(pattern, words, re.IGNORECASE):
                yield what, about, int(found[1])
        if found := re.match(_UNDECIDED, words, re.IGNORECASE):
            yield "amendments to decide on", about, int(found[1])
            yield "amendments by members to", about, int(found[1]) + int(found[2] or 0)
        bare = re.sub(r" \((?![A-Z]+\d)[^)]*\)", "", sentence)  # but for what is said of others
        for pattern, what in _NAMED.items():
            names = re.split(", | and ", found[1]) if (found := re.match(pattern, bare)) else []
            if names and all(re.fullmatch("[A-Z]{3,5}", each) for each in names):
                named.setdefault(what, set()).update(names)
    yield from ((what, about, len(names)) for what, names in named.items())


def _ruled(text: str) -> Figures:
    found = re.search(r"(\d+) of the agreed declared by the Chair, objections stated", text)
    yield "items declared by the Chair", "", int(found[1]) if found else 0


def _brackets_counted(text: str, status: str) -> int:
    """How many brackets a text has that count: those of what is given up count nowhere."""
    is_out = status in ("rejected", "withdrawn", "no consensus")
    return 0 if is_out else text.count("[") - text.count("[^")


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
        yield from _each_stance(about, each["counts"])
        yield "brackets in", about, each["brackets"]
        yield "amendments by members to", about, each["open_amendments"]
        yield from in_sentences(about, each["reasons"])


_COLUMNS = {
    "object": "object on",
    "against": "disagree on",
    "aside": "abstain on",
    "reserved": "hold on",
    "cond.": "conditional on",
    "reconf.": "to be reconfirmed on",
    "none": "no position on",
    "[ ]": "brackets in",
    "amdts": "amendments by members to",
}


def _status_table(text: str) -> Figures:
    _, header, *lines = filter(None, text.splitlines())
    rows = [each for each in lines if re.match(r"\S? .*\d+/\d+", each)]
    statuses, items, *ruled = lines[len(rows)].split("; ")
    yield from _each_standing(_numbers(statuses))
    yield from _ruled("; ".join(ruled))
    yield "items", "", int(items.split()[0])
    yield "items", "", len(rows)
    for row in rows:
        found = re.search(r" ([A-Z]\d+) .* (\d+)/(\d+)", row)
        assert found
        yield "in favour on", found[1], int(found[2])
        yield "eligible on", found[1], int(found[3])
        for name, what in _COLUMNS.items():
            number = re.search(r"\d+$", row.ljust(len(header))[: header.index(name) + len(name)])
            yield what, found[1], int(number[0]) if number else 0


def _check(data: Any) -> Figures:
    yield "items", "", data["checked"]
    yield "items agreed", "", data["checked"] - len(data["short"])
    yield "items short of agreed", "", len(data["short"])
    for each in data["short"]:
        yield from in_sentences(each["handle"], each["reasons"])


def _check_text(text: str) -> Figures:
    """Of what falls short, one a line."""
    yield "items short of agreed", "", len(text.splitlines())


def _comparison(data: Any) -> Figures:
    yield from _each_standing(data["totals"][0])
    yield "items", "", len(data["items"])
    yield "items that depend on the rule", "", data["differing"]
    yield "items that depend on the rule", "", sum(each["differs"] for each in data["items"])
    for rule, totals in zip(data["rules"], data["totals"], strict=True):
        statuses = Counter(
            by["status"] for each in data["items"] for by in each["by_rule"] if by["rule"] == rule
        )
        for status, number in totals.items():
            yield f"items {status} by {rule}", "", number
            yield f"items {status} by {rule}", "", statuses[status]


def _comparison_text(text: str) -> Figures:
    for rule, totals in re.findall(r"^\(\d\) (\w+\(\)): (.*)$", text, re.MULTILINE):
        for status, number in _numbers(totals).items():
            yield f"items {status} by {rule}", "", number
    found = re.search(r"^(\d+) of (\d+) items? ", text, re.MULTILINE)
    assert found
    yield "items that depend on the rule", "", int(found[1])
    yield "items", "", int(found[2])


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
        yield from _each_stance(about, each["counts"])
        yield "brackets in", about, each["brackets"]
        yield "brackets in", about, _brackets_counted(each["text"], each["status"])
        yield "amendments by members to", about, each["open_amendments"]
        yield "undecided amendments below", about, len(each["amendments"])
        yield from in_sentences(about, each["reasons"])


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
        about = re.search(r"(?:\(|^)([A-Z]+\d+)\)?:", part)
        assert about
        yield from _counted_line(about[1], part)
        yield from in_sentences(about[1], re.findall(r"^- (.*)", part, re.MULTILINE))


def _counted_line(about: str, text: str) -> Figures:
    """What `Of 40 members (1 recused): 2 in favour (2 support), …` says."""
    (line,) = re.findall(r"Of (\d+) members?(?: \((\d+) recused\))?: (.*(?:\n {2}.*)*)", text)
    yield "eligible on", about, int(line[0])
    yield "recuse on", about, int(line[1] or 0)
    numbers = _numbers(line[2])
    yield "in favour on", about, numbers.pop("in favour", 0)
    yield from _each_class(about, {COUNTED.get(each, each): n for each, n in numbers.items()})


def _open_page(text: str) -> Figures:
    for part in ("Agreed", "Agreed ad referendum", "Deferred", "Not retained"):
        found = re.search(rf">{part} \((\d+)\)", text)
        yield f"items {part.lower()}", "", int(found[1]) if found else 0
    for words, about, more in re.findall(
        r"<summary>(\d+ undecided[^<]*) to [^<]*\((\w+)\)(?:, and (\d+)[^<]*)?<", text
    ):
        yield from in_sentences(about, [words])
        yield "undecided amendments below", about, int(words.split()[0]) + int(more or 0)
    for items, among, what in re.findall(r"(\d+) items against (\d+) (\w+)", text):
        yield "items", "", int(items)
        yield what, "", int(among)
    for drawn in re.findall(r"(\d+) squares", text):
        yield "items", "", int(drawn)
    totals = text.partition('class="totals"')[2].partition("</ul>")[0]
    yield "items", "", sum(map(int, re.findall(r"<b>(\d+)</b>", totals)))
    yield from _ruled(text.partition('class="totals"')[2].partition("</ul>")[0])
    for bars in re.findall(r"at the end (\d+) agreed, (\d+) agreed ad .*? of (\d+)", text):
        yield "items agreed", "", int(bars[0])
        yield "items agreed ad referendum", "", int(bars[1])
        yield "items", "", int(bars[2])


def _dossier(data: Any) -> Figures:
    subject = data.get("subject", data)  # of `why`, its fields stand beside the rest
    about = subject["handle"]
    yield from _each_class(about, {each: len(codes) for each, codes in data["classes"].items()})
    yield "eligible on", about, data["eligible"]
    if data["status"] != "deleted":  # of what is gone nobody is listed to be asked
        yield "no position on", about, len(data["no_position"])
    recused = data["counted"].get("recuse", ())
    yield from _each_stance(about, data["counts"])
    yield "recuse on", about, len(recused)
    for name, codes in (*data["classes"].items(), ("recused", recused)):
        yield from ((f"class of {code} on", about, name) for code in codes)
    yield "brackets in", about, _brackets_counted(subject["text"], data["status"])
    yield "amendments ever to", about, len(data["amendments"])
    yield "decisions on", about, len(data["decisions"])
    yield from in_sentences(about, data["sentences"] if "subject" in data else data["reasons"])


def _dossier_text(text: str) -> Figures:
    found = re.search(r"^(?:# )?(?:.*\()?([A-Z]+\d+)\b", text)
    assert found
    about = found[1]
    if re.search(r"^- Of \d+ member", text, re.MULTILINE):
        yield from _counted_line(about, text)
    yield from in_sentences(about, re.findall(r"^- (.*)", text, re.MULTILINE))
    if text.partition("\n")[0].endswith(": deleted"):
        return  # nobody's position on what is gone is listed
    said = dict.fromkeys(_CLASSES, 0) | {"recused": 0}
    for name, number, entitled, names in re.findall(
        r"^- ([a-z ]+) \((\d+)(?: of (\d+))?\)(.*(?:\n {2,}.*)*)", text, re.MULTILINE
    ):
        said[COUNTED.get(name, name)] = int(number)
        if entitled:
            yield "eligible on", about, int(entitled)
        if name == "no position":
            assert len(names.split(", ")) == int(number)
    yield "recuse on", about, said["recused"]
    yield from _each_class(about, said)


def _groups(data: Any) -> Figures:
    for row in data["rows"]:
        about, numbers = row["target"]["handle"], Counter[str]()
        for group, cell in zip(data["groups"], row["cells"], strict=False):
            numbers.update(cell["classes"])
            yield from _in_favour_of(group, about, cell["classes"])
        yield from _each_class(about, numbers)
        members = sum(cell["members"] for cell in row["cells"])
        yield "recuse on", about, members - numbers.total()


def _in_favour_of(group: str, about: str, classes: Mapping[str, int]) -> Figures:
    yield f"in favour, also on conditions, of {group} on", about, _also_on_conditions(classes)


def _also_on_conditions(classes: Mapping[str, int]) -> int:
    return sum(classes.get(each, 0) for each in ("support", "accept", "conditional"))


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
    names = re.findall(r'class="axis end">[^<]*?(\w+)\)?</text>', text)
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
    every = {each["handle"]: each for item in data["items"] for each in item["amendments"]}
    yield "amendments ever", "", len(every)
    yield "amendments open", "", sum(each["state"] == "open" for each in every.values())
    for each in data["items"]:
        if not each["handle"].startswith("D"):
            yield "amendments ever to", each["handle"], len(each["amendments"])


def _amendments_text(text: str) -> Figures:
    found = dict(re.findall(r"^### (\w+)(?: \(.*\))?, .*\b(\w+)$", text, re.MULTILINE))
    yield "amendments ever", "", len(found)
    yield "amendments open", "", sum(each == "open" for each in found.values())


def _member_list(data: Any) -> Figures:
    yield "members", "", sum(each["counts"] for each in data["members"])
    yield "observers", "", sum(each["observer"] for each in data["members"])


def _attendance(data: Any) -> Figures:
    yield "members", "", data["members"]
    yield "members", "", sum(each["counts"] for each in data["attendants"])
    yield "observers", "", sum(each["is_observer"] for each in data["attendants"])
    yield "present now", "", data["present"]
    yield "present remotely now", "", data["remote"]
    yield "observing now", "", data["observers"]


def _attendance_text(text: str) -> Figures:
    found = re.search(r"^(?:Present: (\d+) of )?(\d+) members?[,;]", text, re.MULTILINE)
    assert found
    yield "members", "", int(found[2])
    yield "members", "", text.count("| member |")
    yield "observers", "", text.count("| observer |")
    if found[1]:
        (there,) = re.findall(r"(\d+) of them remotely; (\d+) observers?\.", text)
        yield "present now", "", int(found[1])
        yield "present now", "", len(re.findall(r"\| member \| (?:in person|remote) \|", text))
        yield "present remotely now", "", int(there[0])
        yield "observing now", "", int(there[1])


def _decisions(data: Any) -> Figures:
    yield "decisions", "", len(data["decisions"])


def _decisions_text(text: str) -> Figures:
    found = re.search(r"^(\d+) decisions?\.$", text, re.MULTILINE)
    yield "decisions", "", int(found[1]) if found else 0
    yield "decisions", "", _decision_rows(text)


def _decision_rows(text: str) -> int:
    """How many rows the table of decisions has; none where there is no such table."""
    table = text.partition("| on | declared | when | notes |\n")[2].partition("\n\n")[0]
    return max(0, len(table.splitlines()) - 1)


def _ballots(data: Any) -> Figures:
    yield "ballots", "", len(data["ballots"])
    yield "ballots open", "", sum(each["closed"] is None for each in data["ballots"])
    for each in data["ballots"]:
        about = each["handle"]
        yield "entitled in", about, each["entitled"]
        yield "took part in", about, each["took_part"]
        yield "took part in", about, len(each["voters"])
        if each["missing"] or not each["secret"]:
            yield "entitled in", about, len(each["voters"]) + len(each["missing"])
        if each["votes"]:
            yield "took part in", about, len(each["votes"])
        if each["kind"] in ("text", "yes-no", "scale") and not each["secret"]:
            yield "took part in", about, sum(each["totals"].values())


def _ballots_text(text: str) -> Figures:
    found = re.search(r"^(\d+) ballots?: (\d+) open\.$", text, re.MULTILINE)
    assert found
    yield "ballots", "", int(found[1])
    yield "ballots open", "", int(found[2])
    for about, there, entitled in re.findall(
        r"^## (BAL\d+)(?:.*\n)*?- Took part: (\d+) of (\d+) members?", text, re.MULTILINE
    ):
        yield "took part in", about, int(there)
        yield "entitled in", about, int(entitled)


def _ballots_table(text: str) -> Figures:
    rows = _rows(text)
    yield "ballots", "", len(rows)
    yield "ballots open", "", sum(not each["closed"] for each in rows)
    for each in rows:
        yield "took part in", each["handle"], int(each["took_part"])
        yield "entitled in", each["handle"], int(each["entitled"])


def _lines(what: str, done: str, *names: str) -> Callable[[Any], Figures]:
    """Reads a list of what can be done with, of which a field tells since when it is."""

    def read_lines(data: Any) -> Figures:
        yield what, "", len(data[what])
        yield f"{what} done", "", sum(each[done] is not None for each in data[what])
        for name in names:
            yield f"{what} {name}", "", sum(each[f"is_{name}"] for each in data[what])

    return read_lines


def _lines_text(what: str, words: str) -> Callable[[str], Figures]:
    """Reads the sentence that counts them; words tell which number is which."""

    def read_sentence(text: str) -> Figures:
        found = re.search(rf"^(\d+) {what}?: (.*)\.$", text, re.MULTILINE)
        assert found
        yield what, "", int(found[1])
        for number, name in re.findall(r"(\d+) ([a-z ]+)", found[2]):
            if name == "not reported back":
                yield f"{what} done", "", int(found[1]) - int(number)
            else:
                yield f"{what} {'done' if name in words else name}", "", int(number)

    return read_sentence


def _contributions(data: Any) -> Figures:
    yield from _questions(data)
    for each in data["questions"]:
        yield "answers to", each["handle"], sum(len(group["answers"]) for group in each["groups"])
    stand = [each for each in data["contributions"] if not each["replaced_by"]]
    yield "contributions", "", len(stand)
    yield "contributions", "", sum(each["contributions"] for each in data["groups"])
    for each in data["groups"]:
        own = [line for line in stand if line["group"] == each["group"]]
        yield "contributions of", each["group"], each["contributions"]
        yield "contributions of", each["group"], len(own)
        yield "contributors of", each["group"], each["contributors"]
        yield "contributors of", each["group"], len({line["contributor"] for line in own})
        yield "late of", each["group"], each["late"]
        yield "late of", each["group"], sum(line["is_late"] for line in own)


def _contributions_text(text: str) -> Figures:
    yield "contributions received", "", int(re.findall(r"What was received \((\d+)\)", text)[0])
    for number, (answers, missing, members) in enumerate(
        re.findall(r"^(\d+) answers?[^;]*; (\d+) of (\d+) members? ha\w+ not", text, re.MULTILINE),
        1,
    ):
        yield "answers to", f"Q{number}", int(answers)
        yield "members without an answer to", f"Q{number}", int(missing)
        yield "members", "", int(members)


def _questions(data: Any) -> Figures:
    for each in data["questions"]:
        yield "answers to", each["handle"], each["answered"]
        yield "members without an answer to", each["handle"], each["missing"]
        yield "members", "", each["members"]


def _missing_answers(data: Any) -> Figures:
    counted = Counter(each["question"] for line in data["missing"] for each in line["missing"])
    for question, number in counted.items():
        yield "members without an answer to", question, number


def _draft_list(data: Any) -> Figures:
    yield "items", "", sum(each["items"] for each in data["drafts"])


def _brackets(data: Any) -> Figures:
    there = [each for each in data["items"] + data["left"] if each["handle"][0] not in "ST"]
    yield "items", "", data["clean"] + len(there)
    for each in data["items"]:
        yield "brackets in", each["handle"], each["counts"]["brackets"]
    yield "brackets", "", data["total"]["brackets"]
    yield "brackets", "", sum(each["counts"]["brackets"] for each in data["items"])


def _meeting(data: Any) -> Figures:
    about, there = data["handle"], data["participants"]
    yield "present at", about, there["present"]
    yield "present at", about, len(there["in_person"]) + len(there["remote"])
    yield "members at", about, there["members"]
    if there["is_noted"]:
        yield "members at", about, there["present"] + len(there["absent"])
    yield "observers at", about, there["observing"]
    yield "observers at", about, len(there["observers"])
    yield "decisions at", about, len(data["decisions"])


def _meeting_text(text: str) -> Figures:
    about = re.findall(r"^# .*\((M\d+)\)$", text, re.MULTILINE)[0]
    yield "decisions at", about, _decision_rows(text)
    found = re.search(r"^Present: (\d+) of (\d+) members?(?:, (\d+) obs)?", text, re.MULTILINE)
    assert found or "Who was present was not noted." in text
    if found:
        yield "present at", about, int(found[1])
        yield "members at", about, int(found[2])
        yield "observers at", about, int(found[3] or 0)


def _progress(data: Any) -> Figures:
    for point in data["points"]:
        day = point["day"]
        yield "agreed by", day, point["agreed"]
        yield "agreed ad referendum by", day, point["ad_ref"]
        yield "declared by the Chair by", day, point["ruled"]
        yield "not retained by", day, point["closed"] - point["no_consensus"]
        settled = point["agreed"] + point["ad_ref"] + point["closed"]
        yield "left by", day, point["items"] - settled
    yield from _last_progress(data["points"])


def _last_progress(points: Any) -> Figures:
    for last in points[-1:]:
        yield "items", "", last["items"]
        yield "items agreed", "", last["agreed"]
        yield "items agreed ad referendum", "", last["ad_ref"]
        yield "items declared by the Chair", "", last["ruled"]
        yield "items not retained", "", last["closed"] - last["no_consensus"]


def _progress_text(text: str) -> Figures:
    found = re.search(
        r"of (\d+) items?: (\d+) agreed, (\d+) agreed ad ref\w+, (\d+) withdrawn or rej", text
    )
    if found is None:
        assert "Nothing has been decided yet." in text
        return
    yield from _ruled(text)
    names = ("", " agreed", " agreed ad referendum", " not retained")
    yield from ((f"items{name}", "", int(n)) for name, n in zip(names, found.groups(), strict=True))
    header, _, *rows = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
    for row in rows:
        cells = dict(zip(header.split(" | "), row.split(" | "), strict=True))
        yield from _progress_row(cells, ("ad referendum", "withdrawn or rejected"))
        ruled = int(cells.get("declared by the Chair", 0))
        yield "declared by the Chair by", cells["day"], ruled


def _progress_row(cells: Mapping[str, str], names: Sequence[str]) -> Figures:
    yield "agreed by", cells["day"], int(cells["agreed"])
    yield "agreed ad referendum by", cells["day"], int(cells[names[0]])
    yield "not retained by", cells["day"], int(cells[names[1]])
    yield "left by", cells["day"], int(cells["left"])
    yield "items", "", int(cells["items"])


def _reference(data: Any) -> Figures:
    kinds = ("uncontested", "apart", "contested", "carried_over")
    shown = [each for kind in kinds for each in data[kind]]
    yield "items not retained", "", data["left_out"]
    yield "items", "", len(shown) + data["left_out"]
    yield "items declared by the Chair", "", _by_the_chair(shown)
    for each in shown:
        yield from in_sentences(each["handle"], each["contested"])
    for each in data["contested"]:
        if not each["status"]:
            counted = {what for what, _, _ in in_sentences("", each["contested"])}
            for what in {"object on", "disagree on", "hold on", "amendments by members to"}:
                if what not in counted:
                    yield what, each["handle"], 0


def _analysis(data: Any) -> Figures:
    yield from _conflicts(data["conflicts"])
    yield from _last_progress(data["progress"])  # it is counted by meetings
    yield from _calls(data["calls"])
    for each in data["bridges"]["targets"]:
        for group, camp in each["camps"].items():
            about, agree = each["target"], camp["agree"]
            yield f"in favour, also on conditions, of {group} on", about, agree


def _conflicts(data: Any) -> Figures:
    yield "amendments open", "", data["amendments"]
    for cluster in data["clusters"]:
        for each in cluster["choices"]:
            yield "in favour, also on conditions, on", each["amendment"], each["support"]


def _next(data: Any) -> Figures:
    for each in data["next"]:
        yield from in_sentences(each["handle"], each["reason"].split("; "))


def _conflicts_text(text: str) -> Figures:
    yield "amendments open", "", int(re.findall(r"(\d+) amendments? (?:is|are) undecided", text)[0])


def _amendments_table(text: str) -> Figures:
    rows = _rows(text)
    every = {each["amendment"]: each for each in rows}
    yield "amendments ever", "", len(every)
    yield "amendments open", "", sum(each["state"] == "open" for each in every.values())
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
    rows = _rows(text)
    for cells in rows:
        yield from _progress_row(cells, ("agreed_ad_referendum", "withdrawn_or_rejected"))
        yield "declared by the Chair by", cells["day"], int(cells["declared_by_the_chair"])
    for last in rows[-1:]:
        yield "items agreed", "", int(last["agreed"])
        yield "items agreed ad referendum", "", int(last["agreed_ad_referendum"])
        yield "items declared by the Chair", "", int(last["declared_by_the_chair"])
        yield "items not retained", "", int(last["withdrawn_or_rejected"])


def _reference_text(text: str) -> Figures:
    found = re.search(r"left out: (\d+) items?", text)
    left_out = int(found[1]) if found else 0
    yield "items not retained", "", left_out
    yield "items", "", len(re.findall(r"^#### ", text, re.MULTILINE)) + left_out
    for about, contested in re.findall(r"\((\w+)\).*\n\n>.*\n\n- contested: (.*)", text):
        yield from in_sentences(about, contested.split(", "))


def _wordings(data: Any) -> Figures:
    """Of amendments, who takes which side; those who count for nothing are in no other class."""
    for each in data["alternatives"]:
        if re.fullmatch(r"A\d+", each["key"]):
            for name, side in (
                ("support", "holders"),
                ("accept", "accepting"),
                ("object", "objecting"),
            ):
                for word in each[side]:
                    if not (word["is_stale"] or word["conditions"]):
                        yield f"class of {word['member']} on", each["key"], name


def _position_list(data: Any) -> Figures:
    for each in data["positions"]:
        if each["stance"] == "recuse":
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
    yield "items retained", "", totals["agreed"] + totals["open"] + totals["no_consensus"]
    counted, _, ruled = data["lines"][0].rpartition(": ")[2].partition("; ")
    line = _numbers(re.sub(r"no consensus on (\d+)", r"\1 no consensus", counted))
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
    yield "items retained", "", totals["agreed"] + totals["open"] + totals["no_consensus"]


def _summary(data: Any) -> Figures:
    words = " ".join(each["text"] for part in data["paragraphs"] for each in part["sentences"])
    for present, members in re.findall(r"(\d+) of the (\d+) members took part", words):
        yield "present at", data["meeting"], int(present)
        yield "members at", data["meeting"], int(members)


READERS: dict[str, Callable[[Any], Figures]] = {
    "status --json": _status,
    "status": _status_table,
    "status --require agreed --json": _check,
    "status --require agreed": _check_text,
    "status --progress --json": _progress,
    "status --progress": _progress_text,
    "rule compare no_objection() consent() --json": _comparison,
    "rule compare no_objection() consent()": _comparison_text,
    "next --json": _next,
    "next --consult --json": _calls,
    "amendment list --json": _amendment_list,
    "member list --json": _member_list,
    "decision list --json": _decisions,
    "analyse conflicts --json": _conflicts,
    "position list --json": _position_list,
    "draft list --json": _draft_list,
    "draft brackets --json": _brackets,
    "contribution question list --json": _questions,
    "contribution missing --json": _missing_answers,
    "why --json": _dossier,
    "why": _dossier_text,
    "why --wordings --json": _wordings,
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
    "amendments markdown": _amendments_text,
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
    "ballots json": _ballots,
    "ballots csv": _ballots_table,
    "ballots markdown": _ballots_text,
    "consultations json": _lines("consultations", "reported"),
    "consultations markdown": _lines_text("consultations", "reported back"),
    "undertakings json": _lines("undertakings", "done", "overdue"),
    "undertakings markdown": _lines_text("undertakings", "done"),
    "milestones json": _lines("milestones", "reached"),
    "milestones markdown": _lines_text("milestones", "reached"),
    "contributions json": _contributions,
    "contributions markdown": _contributions_text,
    "wall": _wall,
    "wall of a draft": _wall_of_draft,
}
"""What reads the figures of each report and command."""


_FOR_ALL = Wanted(Audience.SECRETARIAT)


def written(group: WorkingGroup, path: Path, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What each report and command writes of a record, with the name of its reader.

    `texts` are what `why` is asked about; the dossiers are of all texts.
    """
    state = group.state
    about = {
        "dossier": [state.handle_of(each) for each in targets_in_order(state, list(state.drafts))],
        "member": list(state.members),
        "meeting": [each.handle for each in state.meetings.values()],
    }
    about["summary"] = about["meeting"]
    yield "wall", msgspec.json.encode(slide_of(state, group.judgement(), "")).decode()
    for draft in state.drafts:
        yield (
            "wall of a draft",
            msgspec.json.encode(slide_of(state, group.judgement(), draft)).decode(),
        )
    for name in READERS:
        what, _, form = name.partition(" ")
        if form in tuple(Form):
            for subject in about.get(what, [""]):
                wanted = attrs.evolve(_FOR_ALL, subject=subject)
                yield name, typed(state, "".join(write_report(group, what, form, wanted)), subject)
        elif what == "why":
            asked = [each for each in texts if form != "--wordings --json" or "PKG" not in each]
            yield from ((name, _answer(path, what, each, *form.split())) for each in asked)
        elif what != "wall":
            yield name, _answer(path, *name.split())


def typed(state: State, paper: str, subject: str) -> str:
    """A paper with the handles behind its names that readers tell texts, and what else, apart by.

    Names come from the record alone. The paper is of a `subject`, or of everything.
    """
    names = PaperNames(state)
    cells, said = {}, {}
    for target in targets_in_order(state, list(state.drafts)):
        if target not in state.amendments:
            name, handle = target_name(state, target), state.handle_of(target)
            cells[names.words(name, Place.CELL)] = name
            cells[handle] = name
            for place in (Place.SENTENCE, Place.HEADING):
                said[names.words(name, place)] = name
                said[names.words(handle, place)] = name
    wholes = [each for each in said if " " in each or "“" in each]
    pattern = "|".join(map(re.escape, sorted(wholes, key=len, reverse=True)))
    if wholes:
        paper = re.sub(rf"(?<!\w)(?:{pattern})(?![\w(])", lambda each: said[each[0]], paper)
    for start, end in ((r"^\| ", r" \|"), (r'class="axis end">', "</text>")):
        for cell, name in cells.items():
            pattern = rf"({start}){re.escape(escape(cell, quote=False))}(?={end})"
            paper = re.sub(pattern, lambda each, name=name: each[1] + name, paper, flags=re.M)
    if subject and paper.startswith("# ") and f"({subject})" not in paper.partition("\n")[0]:
        title, rest = paper.split("\n", 1)
        paper = f"{title} ({subject})\n{rest}"
    for each in state.ballots.values():
        paper = re.sub(f"^## {re.escape(each.question)}$", f"## {each.handle}", paper, flags=re.M)
    return paper


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


def read(name: str, text: str) -> set[tuple[str, str, object]]:
    """The figures in what a report or command wrote."""
    as_data = name.endswith("json") or name.startswith("wall")
    return set(READERS[name](json.loads(text) if as_data else text))


def contradictions(*pages: set[tuple[str, str, object]]) -> dict[str, set[object]]:
    """Whatever is said to be several numbers at once."""
    found: dict[str, set[object]] = {}
    for what, about, number in chain.from_iterable(pages):
        found.setdefault(f"{what} {about}".strip(), set()).add(number)
    return {what: numbers for what, numbers in found.items() if len(numbers) > 1}
