"""A kind of report: how its value is built, and the forms in which it can be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar, cast

import attrs
from attrs import field, frozen

from consensus.arguments import OnProgress, check_of
from consensus.reports.audience import Audience, effective_audience
from consensus.reports.html.element import Element
from consensus.reports.outline import Outline, Sheet, Table
from consensus.reports.progress import By
from consensus.working_group.queries import Queries

Value = TypeVar("Value", bound=attrs.AttrsInstance)


class Form(StrEnum):
    """A format in which a report is written."""

    TEXT = "text"
    """Plain text for a terminal."""
    MARKDOWN = "markdown"
    JSON = "json"
    """One object, whose schema is published."""
    CSV = "csv"
    HTML = "html"
    """One page with everything in it, that needs no network."""
    DOCX = "docx"
    """A Word document."""

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return {Form.TEXT: ".txt", Form.MARKDOWN: ".md"}.get(self, f".{self.value}")


class Subject(StrEnum):
    """The kind of target that a report is about."""

    DRAFTS = "drafts"
    DRAFT = "draft"
    REVISIONS = "revisions"
    REVISION = "revision"
    TARGET = "target"
    TEXTS = "texts"
    AMENDMENT = "amendment"
    MEMBER = "member"
    MEETING = "meeting"
    MEETINGS = "meetings"
    VOTED = "voted"
    QUESTIONS = "questions"
    EVERYTHING = "everything"


def _audience(given: Audience | str) -> Audience:
    return cast(Audience, check_of(Audience).convert("audience", given))


def _names(given: tuple[str, ...] | list[str] | str) -> tuple[str, ...]:
    named = [given] * bool(given) if isinstance(given, str) else given
    return tuple(named) if isinstance(named, list) else named


def _by(given: By | str) -> By:
    return cast(By, check_of(By).convert("by", given))


@frozen
class Wanted:
    """Options of a report, with names as people write them; it reads those that concern it."""

    audience: Audience = field(default=Audience.PUBLIC, converter=_audience)  # who it is for
    # for whom it says that it is, where the policy of the group has others read it so
    named: Audience | None = None
    subject: str = ""  # the name of the item, amendment, package, member or meeting it is about
    texts: tuple[str, ...] = field(default=(), converter=_names)  # likewise, of texts and drafts
    drafts: tuple[str, ...] = field(default=(), converter=_names)  # names, or one; empty for all
    questions: tuple[str, ...] = field(default=(), converter=_names)  # likewise
    old: str = ""  # the earlier state of a draft: a revision, or `first`
    new: str = ""  # the later one; empty for the present text
    agreed_only: bool = False  # whether what is not agreed is left out, and counted
    open_only: bool = False  # whether what is done with is left out
    by: By = field(default=By.DAY, converter=_by)  # whether progress is counted by days or meetings
    attributed: bool = False  # whether a summary names members, where that is allowed
    dated: date | None = None  # the day on which a summary is drawn up; None for today
    trace: bool = False  # whether what each sentence of a summary rests on stands with it
    with_amendments: bool = False  # in a matrix, and in Word as tracked changes of a draft
    by_group: bool = False  # whether a roll call has each stakeholder group apart
    kept: bool = False  # whether what stayed as it was is shown too
    symbol: str = ""  # the symbol of a Word document; empty for none
    under: str = "group"  # whose a final report is: the group's, or its chair's own, `chair`
    with_unagreed: bool = True  # whether texts without consensus are stated in it
    on_progress: OnProgress | None = None  # called with how much is done, and of how much in all

    def under_policy_of(self, group: Queries) -> Wanted:
        """Returns the same for the audience as which it is read under the policy of the group."""
        seen_by, named = effective_audience(group.state, self.audience), self.named or self.audience
        return attrs.evolve(self, audience=seen_by, named=named)


def sheet_of(group: Queries, wanted: Wanted) -> Sheet:
    """Returns what the pages and documents of a report say about the record."""
    named = wanted.named or wanted.audience
    return Sheet(group.title, group.now(), named, group.state.settings[""].language)


Writer: TypeAlias = Callable[[Queries, Wanted, Value], Iterable[str]]


@frozen
class Report(Generic[Value]):
    """One kind of report."""

    name: str  # what it is called in commands
    title: str  # what it is called where one is chosen
    about: Subject  # what it is about
    value: type[Value]  # the class of its value, which is what it is as JSON
    make: Callable[[Queries, Wanted], Value]  # makes its value
    outline: Callable[[Value], Outline] | None = None  # for text, Markdown, pages and Word
    table: Callable[[Value], Table] | None = None  # rows of cells for CSV; None without any
    figures: Callable[[Value], Iterator[Element]] | None = None  # draws pictures for its page
    own: Mapping[Form, Writer[Value]] = field(factory=dict)  # writes a form in another way
    docx: Callable[[Queries, Wanted, Value], bytes] | None = None  # writes its own Word document
    has_docx: bool = True  # whether a Word document of it makes sense

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms in which it can be written."""
        left_out = {
            *([Form.CSV] if self.table is None else []),
            *([] if self.has_docx else [Form.DOCX]),
        }
        return tuple(form for form in Form if form not in left_out)
