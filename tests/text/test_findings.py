"""Findings: what a merge without conflicts may have got wrong."""

from __future__ import annotations

from consensus.text.combine import combine
from consensus.text.document import combine_documents

BASE = "The review panel meets in May. The review panel reports in June. Members vote."


def test_a_term_that_one_renames_and_another_still_uses_is_found() -> None:
    """A voice renames every occurrence; the words of another still hold the old term."""
    found = combine(
        BASE,
        {
            "A9": BASE.replace("review panel", "audit board"),
            "A4": f"{BASE} The review panel publishes its votes.",
        },
    )
    assert found.is_clean
    (finding,) = found.findings
    assert finding.kind == "leftover term"
    assert finding.message == ("“review panel” is renamed by A9 and still used in the words of A4")
    assert (finding.words, finding.replacement, finding.by) == (
        "review panel",
        "audit board",
        ("A4", "A9"),
    )


def test_a_term_that_stands_once_or_is_a_number_is_none() -> None:
    """What the base uses once, what is renamed in part, and bare numbers are not reported."""
    once = combine(
        BASE, {"A": BASE.replace("Members", "States"), "B": f"{BASE} Members may also speak."}
    )
    part = combine(
        BASE,
        {
            "A": BASE.replace("review panel", "audit board", 1),
            "B": f"{BASE} The review panel publishes its votes.",
        },
    )
    numbers = "It has 7 seats. It meets 7 times. It rests."
    bare = combine(
        numbers, {"A": numbers.replace("7", "9"), "B": f"{numbers} It has 7 members of staff."}
    )
    assert once.findings == part.findings == bare.findings == ()


def test_two_items_inserted_under_one_number_are_found() -> None:
    """Two list items put in by different voices carry the same number."""
    base = "1. One item here.\n2. Two items there.\n\nThe end of all.\n"
    found = combine_documents(
        base,
        {
            "A": base.replace("there.\n", "there.\n3. Apples are red fruit.\n"),
            "B": base.replace("The end of all.\n", "The end of all.\n\n3. Votes stay secret.\n"),
        },
    )
    assert [each.message for each in found.findings] == ["two items are inserted as 3., by A, B"]


def test_a_reference_to_a_number_that_changes_is_found() -> None:
    """Where a heading gets another number, references to the old one are named with the new."""
    base = "# Article 4\n\nMembers vote.\n\n# Article 5\n\nArticle 4 binds all.\n"
    found = combine_documents(base, {"A": base.replace("# Article 4", "# Article 6")})
    (finding,) = found.findings
    assert (finding.kind, finding.words, finding.replacement) == (
        "changed number",
        "Article 4",
        "Article 6",
    )


def test_a_term_is_found_in_the_singular_and_in_the_plural() -> None:
    """One who renames all members renames a member; what stands for that form is offered."""
    base = "All members meet. The members vote. Every member speaks."
    found = combine(
        base,
        {
            "A": "All States meet. The States vote. Every State speaks.",
            "B": f"{base} A member may also write.",
        },
    )
    (finding,) = found.findings
    assert (finding.words, finding.replacement) == ("member", "State")


def test_a_reference_that_another_adds_to_a_changed_number_is_found() -> None:
    """Who adds words with a reference does not know that another numbers on."""
    base = "1. Tea is free.\n\n2. Cake is sold at the door.\n"
    found = combine_documents(
        base,
        {
            "A": "1. Tea is free.\n\n2. Rooms stay open.\n\n3. Cake is sold at the door.\n",
            "B": base.replace("free.", "free. See section 2 for cake."),
        },
    )
    (finding,) = found.findings
    assert (finding.kind, finding.words, finding.replacement) == (
        "changed number",
        "section 2",
        "section 3",
    )
