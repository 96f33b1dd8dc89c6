"""One plain sentence for each kind of operation by which work goes on between meetings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consensus.history.operation import Operation
from consensus.history.operations import BreakSilence, OpenConsultation, OpenSilence, ReportBack
from consensus.reports.words import Voice


def _open_silence(operation: OpenSilence, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    until = f"{operation.deadline:%Y-%m-%d %H:%M %Z}".rstrip()
    return f"{handle}: {voice.things(operation.targets)} under silence until {until}"


def _break_silence(operation: BreakSilence, voice: Voice) -> str:
    over = f" over {voice.things(operation.targets)}" if operation.targets else ""
    broken = f"{voice.thing(operation.silence)} broken{over}"
    return f"{broken} by {voice.members((operation.member,))}{voice.words(operation.reason)}"


def _open_consultation(operation: OpenConsultation, voice: Voice) -> str:
    handle = voice.made(operation.id, operation.handle)
    among = f" among {voice.members(operation.participants)}" if operation.participants else ""
    led = voice.words(operation.facilitator, ", led by ")
    purpose = voice.words(operation.purpose)
    return f"{handle}: consultation on {voice.things(operation.items)}{among}{led}{purpose}"


def _report_back(operation: ReportBack, voice: Voice) -> str:
    return f"{voice.thing(operation.consultation)} reported back{voice.words(operation.outcome)}"


BETWEEN_MEETINGS_SENTENCES: Mapping[type[Operation], Callable[[Any, Voice], str]] = {
    OpenSilence: _open_silence,
    BreakSilence: _break_silence,
    OpenConsultation: _open_consultation,
    ReportBack: _report_back,
}
"""The class of an operation to what says what it did, for the dispatch of `tell`."""
