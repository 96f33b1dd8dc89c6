"""One plain sentence for each kind of operation on questions and contributions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from consensus.history.operation import Operation
from consensus.history.operations import (
    AskQuestion,
    CarryOverItems,
    ExtendDeadline,
    HighlightPassage,
    ReceiveContribution,
)
from consensus.reports.audience import Audience
from consensus.reports.words import Voice, several


def _ask_question(operation: AskQuestion, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    until = f" until {_moment(operation.deadline)}" if operation.deadline else ""
    return f"{handle}: question {operation.number} asked{until}: {operation.text}"


def _extend_deadline(operation: ExtendDeadline, voice: Voice) -> str:
    question = voice.thing(operation.question)
    if operation.deadline is None:
        return f"{question} has no deadline any more"
    return f"{question} can be answered until {_moment(operation.deadline)}"


def _receive_contribution(operation: ReceiveContribution, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    if operation.confidential and voice.audience is not Audience.SECRETARIAT:
        return f"{handle}: a contribution was received"
    if operation.member:
        who = f" from {voice.members((operation.member,))}"
    else:
        who = voice.words(operation.name, " from ")
    answers = [each.question for each in operation.answers]
    to = f", to {voice.things(answers)}" if answers else ""
    came = several(len(operation.documents), "document", "documents")
    documents = f", with {came}" if operation.documents else ""
    place = f", in place of {voice.thing(operation.replaces)}" if operation.replaces else ""
    confidence = ", in confidence" if operation.confidential else ""
    return f"{handle}: a contribution was received{who}{confidence}{to}{documents}{place}"


def _highlight_passage(operation: HighlightPassage, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    contribution = voice.state.contributions.get(operation.contribution)
    told = contribution is None or not contribution.confidential
    if not told and voice.audience is not Audience.SECRETARIAT:
        return f"{handle}: a passage was highlighted"
    about = f" for {voice.things(operation.links)}" if operation.links else ""
    words = voice.words(operation.issue or operation.passage)
    return f"{handle}: a passage of {voice.thing(operation.contribution)} highlighted{about}{words}"


def _carry_over_items(operation: CarryOverItems, voice: Voice) -> str:
    items = several(len(operation.items), "item", "items")
    draft = voice.made(operation.id, operation.handle)
    return f"{items} carried over from {operation.source}, as draft {draft}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".rstrip()


CONTRIBUTION_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    AskQuestion: _ask_question,
    CarryOverItems: _carry_over_items,
    ExtendDeadline: _extend_deadline,
    ReceiveContribution: _receive_contribution,
    HighlightPassage: _highlight_passage,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""
