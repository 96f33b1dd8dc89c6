"""Every form of what is told of a meeting, and of what a group can refer to."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO

from consensus.reports.audience import Audience
from consensus.reports.html.reference_page import reference_page
from consensus.reports.html.summary_page import summary_page
from consensus.reports.json_form import to_json
from consensus.reports.reference import reference_document
from consensus.reports.reference_markdown import reference_markdown
from consensus.reports.summary.markup import summary_markdown
from consensus.reports.summary.text_form import summary_text
from consensus.working_group import WorkingGroup
from consensus.working_group.referencing import write_reference_docx
from consensus.working_group.summarising import write_summary_docx
from tests.reports.conftest import MORNING


def summaries(group: WorkingGroup, audience: Audience) -> Iterator[str]:
    """The chair's summary of the last meeting, if any, with its trace, names asked for or not."""
    if not group.state.meetings:
        return
    for attributed in (False, True):
        made = group.summary(audience=audience, attributed=attributed, dated=MORNING.date())
        yield summary_text(made, trace=True)
        yield summary_markdown(made, trace=True)
        yield json.dumps(to_json(made))
        yield "".join(summary_page(made, MORNING, trace=True))
        yield words_of(write_summary_docx(made, trace=True))


def references(group: WorkingGroup, audience: Audience) -> Iterator[str]:
    """The reference document of all drafts."""
    made = reference_document(group.state, group.judgement(), MORNING, audience)
    yield reference_markdown(made)
    yield json.dumps(to_json(made))
    yield "".join(reference_page(made))
    yield words_of(write_reference_docx(made))


def words_of(document: bytes) -> str:
    """Every part of a Word document, as it lies in the file."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        # Their styles name alignments and the like, and are the same for everybody.
        names = [each for each in archive.namelist() if not each.endswith("styles.xml")]
        return "\n".join(archive.read(each).decode() for each in names)
