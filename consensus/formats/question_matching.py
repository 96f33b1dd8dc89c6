"""Which question a heading, a line or a cell stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from consensus.model.question import Question
from consensus.text.blocks import ShingleIndex, contained, similarity

# People retype a question with a word or two changed; of two questions of one list that were
# compared, no two were more alike than 0.6.
_ALIKE = 0.75
# A question of few words is met by chance, give or take one.
_ALIKE_SHORT = 0.85
_SHORT = 6
# Two questions that a line is like to nearly the same degree are a matter for a human reader.
_CLEAR_LEAD = 0.02
# A heading that shortens a question keeps at least so many of its words.
_LEAST_KEPT = 3
_MOST_WORDS = 1.6  # times those of a question: anything longer holds more than the question

_MARKS = re.compile(r"^[\s>#*_]+|[\s*_#]+$")
_NUMBER = r"\(?(?P<number>[0-9]+(?:\.[0-9]+)*(?:\s?\([a-z]\)|[a-z]\b)?|[ivx]+\b)\)?"
_NAMED = re.compile(
    r"(?:(?:answer|reply|response)s?\s+(?:to\s+)?)?(?:question|q)\s*[.:]?\s*(?:no\.?|number|n°|#)?"
    rf"\s*{_NUMBER}(?P<end>\s*[:.)–—-]+\s*|\s*$|\s+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(rf"{_NUMBER}\s*[.):–—-]*\s+(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_LABEL_ALONE = re.compile(rf"{_NUMBER}\s*[.):]*", re.IGNORECASE)


@frozen
class Mark:
    """What a line says of the question whose answer follows.

    Attributes:
        question: the id of the question; empty where it names one that was not asked.
        rest: what stands on the line beside the question, which begins the answer.
        problem: why it is no question, or not just one; empty where it is.
        score: how much of the line is the question and nothing else, from 0 to 1.
    """

    question: str
    rest: str = ""
    problem: str = ""
    score: float = 1.0


class QuestionMatcher:
    """Finds questions by number, handle and words.

    Args:
        questions: those that were asked.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = tuple(questions)
        self._lettering = ShingleIndex()
        self._letters = {each.id: self._lettering.letters(each.text) for each in questions}

    def mark(self, line: str, *, heading: bool) -> Mark | None:
        """Say which question a line announces; None when it announces none.

        Args:
            line: a heading, or the first lines of a paragraph as one.
            heading: whether it is a heading, which may name a question more loosely.
        """
        words = _MARKS.sub("", line)
        if named := _NAMED.fullmatch(words):
            found = self._by_number(named["number"])
            parted = named["end"].strip() or not named["rest"]
            if found is None and (heading or parted):
                problem = f"no question is called {named['number']}"
                return Mark("", named["rest"] if not heading else "", problem)
            if found is not None and (heading or parted):
                return self._named(found, named["rest"], heading)
        return self._by_label_or_words(words, heading)

    def _named(self, question: Question, rest: str, heading: bool) -> Mark:
        """The mark of a question that is named, with or without its words behind the number."""
        if not rest or heading:
            return Mark(question.id)
        score = self._score(self._lettering.letters(rest), question, heading=False)
        return Mark(question.id, score=score) if score else Mark(question.id, rest, score=0.0)

    def find(self, cell: str) -> Mark:
        """Say which question a cell stands for: by number, handle or words."""
        words = _MARKS.sub("", cell)
        found = self._by_number(words.strip("().: "))
        if found is not None:
            return Mark(found.id)
        mark = self.mark(words, heading=True)
        return mark or Mark("", problem="it is no number of a question, and not like one")

    def _by_number(self, number: str) -> Question | None:
        folded = re.sub(r"\s", "", number).casefold().strip("().")
        numbers = {each.number.casefold().strip("()."): each for each in self._questions}
        handles = {each.handle.casefold(): each for each in self._questions}
        return numbers.get(folded) or handles.get(folded) or handles.get(f"q{folded}")

    def _by_label_or_words(self, words: str, heading: bool) -> Mark | None:
        if heading and (alone := _LABEL_ALONE.fullmatch(words)):
            found = self._by_number(alone["number"])
            return Mark(found.id) if found is not None else None
        if mark := self._by_words(words, heading):
            return mark
        labelled = _LABELLED.fullmatch(words)
        return self._by_words(labelled["rest"], heading) if labelled else None

    def _by_words(self, words: str, heading: bool) -> Mark | None:
        letters = self._lettering.letters(words)
        scores = sorted(
            ((self._score(letters, each, heading), each) for each in self._questions),
            key=lambda each: -each[0],
        )
        scores = [each for each in scores if each[0]]
        if not scores:
            return None
        best, found = scores[0]
        if len(scores) > 1 and best - scores[1][0] < _CLEAR_LEAD:
            other = scores[1][1]
            return Mark("", problem=f"it may be question {found.number} or {other.number}")
        return Mark(found.id, score=best)

    def _score(self, letters: str, question: Question, heading: bool) -> float:
        """How much a line is like a question; 0 where that is not enough."""
        asked = self._letters[question.id]
        if not letters or len(letters) > _MOST_WORDS * len(asked):
            return 0.0
        score = similarity(letters, asked)
        if score >= (_ALIKE if len(asked) >= _SHORT else _ALIKE_SHORT):
            return score
        # As much of the question as a heading has room for.
        if heading and len(letters) >= _LEAST_KEPT and contained(letters, asked) == 1:
            return score
        return 0.0
