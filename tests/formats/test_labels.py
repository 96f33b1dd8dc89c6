"""Labels: recognised, taken off, set again, and renumbered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.formats.draft import LabelNesting
from consensus.formats.labels import (
    join_label,
    kind_of,
    parts_of,
    renumber,
    split_label,
)
from consensus.model.drafts import ItemKind

LABELS = (
    *("1", "12", "12(a)", "12 (b)", "3 bis", "4)", "(a)", "(iv)", "(aa)", "(2)", "b)", "iv", "c"),
    *("OP7", "OP7 ter", "PP6 alt bis", "PP 3", "OP7(a)", "R3", "Recommendation 4", "A.1", "A.1.2"),
    *("5.1", "(a) bis", "(a bis)", "12(a)(i)", "OP3 alt 2"),
)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_taken_off_as_it_was_set(label: str) -> None:
    """Every known label is recognised before a text, and alone."""
    assert (label, "Members report.") == split_label(join_label(label, "Members report."))
    assert (label, "") == split_label(join_label(label, ""))
    assert parts_of(label) is not None


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("OP7 ter Decides", "OP7 ter", "Decides"),
        ("PP2: Noting", "PP2", "Noting"),
        ("Recommendation 4 – Members", "Recommendation 4", "Members"),
        ("5.1 Members report", "5.1", "Members report"),
        ("12 (a) to report", "12 (a)", "to report"),
    ],
)
def test_printed_variants(text: str, label: str, rest: str) -> None:
    """What stands between label and text may be a stop, a colon, a dash or nothing."""
    assert (label, rest) == split_label(text)


@pytest.mark.parametrize(
    "text",
    [
        *("12 delegations agreed", "1.5 degrees at most", "2016. A year", "(see annex)", "(civil)"),
        *("Recommendation 4 of the report", "R3x", "RFC 7", "OPEN", "A Member", "I. e. not", ""),
        "\\(a) protected",
    ],
)
def test_what_is_no_label(text: str) -> None:
    """Numbers, years, brackets and words that begin a sentence are no labels."""
    assert ("", text) == split_label(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [("A. Scope", "A"), ("IV. Scope", "IV"), ("3 Scope", "3"), ("5.1 Scope", "5.1"), ("Scope", "")],
)
def test_labels_of_headings(text: str, label: str) -> None:
    """Headings are labelled with capitals, Roman numerals and bare numbers too."""
    assert (label, "Scope") == split_label(text, heading=True)


def test_a_term_in_small_letters_is_labelled_as_one_in_capitals() -> None:
    """The clause of terms of a standard has the numbers of its terms as headings."""
    assert split_label("3.1 whistle", heading=True) == ("3.1", "whistle")
    assert split_label("3 whistles", heading=True) == ("", "3 whistles")
    assert split_label("1.5 million ships") == ("", "1.5 million ships")


@given(st.text(max_size=40))
def test_splitting_loses_nothing(text: str) -> None:
    """The label and the rest are the beginning and the end of the text."""
    label, rest = split_label(text)
    assert text.startswith(label)
    assert text.endswith(rest)


@pytest.mark.parametrize(
    ("label", "recommendations", "nested", "kind"),
    [
        ("PP1", False, False, ItemKind.PREAMBULAR),
        ("OP7 bis", True, False, ItemKind.OPERATIVE),
        ("R3", False, False, ItemKind.RECOMMENDATION),
        ("Recommendation 4", False, True, ItemKind.RECOMMENDATION),
        ("3", True, False, ItemKind.RECOMMENDATION),
        ("A.1", True, False, ItemKind.RECOMMENDATION),
        ("3", False, False, ItemKind.PARAGRAPH),
        ("(a)", True, True, ItemKind.SUBPARAGRAPH),
        ("(a)", False, False, ItemKind.PARAGRAPH),
        ("12(a)", False, False, ItemKind.SUBPARAGRAPH),
        ("", True, False, ItemKind.PARAGRAPH),
    ],
)
def test_kinds(label: str, recommendations: bool, nested: bool, kind: ItemKind) -> None:
    """The kind of an item follows from its label and its place."""
    assert kind is kind_of(label, recommendations=recommendations, nested=nested)


def depths(*items: tuple[str, str]) -> list[int]:
    """Place items one after the other."""
    nesting = LabelNesting(0)
    found = []
    for label, text in items:
        found.append(nesting.depth_of(label))
        nesting.add(label, text, found[-1])
    return found


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("1:", "(a)", "(b)", "(i)", "(ii)", "(c)", "2"), [0, 1, 1, 2, 2, 1, 0]),
        (("1", "(g)", "(h)", "(i)", "(j)"), [0, 1, 1, 1, 1]),
        ((":", "1", "2", "", "3"), [0, 1, 1, 0, 0]),
        (("(1)", "1", "2", "(2)"), [0, 1, 1, 0]),
        (("OP7:", "OP7(a)", "OP7(b)", "OP8"), [0, 1, 1, 0]),
        (("PP8", "1", "2"), [0, 0, 0]),
        (("12(a)", "12(b)"), [0, 0]),
        (("", "(c)"), [0, 0]),
        ((":", "(1)", "(2)"), [0, 1, 1]),
    ],
)
def test_depth_follows_from_labels(labels: tuple[str, ...], expected: list[int]) -> None:
    """A series goes on at its depth, and letters go under what came before; `:` announces."""
    items = [(label.rstrip(":"), "text:" if label.endswith(":") else "text") for label in labels]
    assert expected == depths(*items)


P, S, N = ItemKind.PARAGRAPH, ItemKind.SECTION, ItemKind.FOOTNOTE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("OP1, OP7, OP7 bis, OP8", "OP1, OP2, OP3, OP4"),
        ("PP1, PP1 bis, OP2, OP3", "PP1, PP2, OP1, OP2"),
        ("OP1, OP2, OP2 alt, OP2 alt bis, OP3", "OP1, OP2, OP2 alt, OP2 alt bis, OP3"),
        ("OP1, OP1 bis, OP2 alt", "OP1, OP2, OP3"),
        ("2., 3.", "1., 2."),
        ("1), 3)", "1), 2)"),
        ("R2, R3", "R1, R2"),
        ("35, 36 bis, 37", "35, 36, 37"),
        ("Recommendation 1, Recommendation 3", "Recommendation 1, Recommendation 2"),
        ("1, >(b), >(c), >>(i), >>(iv), 3, >(a)", "1, >(a), >(b), >>(i), >>(ii), 2, >(a)"),
        ("12, >12(a), >12(c), 12 bis, 13", "12, >12(a), >12(b), 13, 14"),
        ("2(a), 2(b), 4(a)", "1(a), 1(b), 2(a)"),
        ("#A, >A.1, >A.1 bis, #C, >C.1", "#A, >A.1, >A.2, #B, >B.1"),
        ("#5, >#5.1, >>#5.1.2, >#5.3, #6", "#1, >#1.1, >>#1.1.1, >#1.2, #2"),
        ("#, >1, >2, #, >1, >1 bis, >2", "#, >1, >2, #, >1, >2, >3"),
        ("#, >1, >2, #, >3, >5", "#, >1, >2, #, >3, >4"),
        ("#I, #III, #IV", "#I, #II, #III"),
        ("(y), (z), (aa)", "(y), (z), (aa)"),
        ("1, 1, 1", "1, 2, 3"),
        ("2, Annex, , !1, 4", "1, Annex, , !1, 2"),
    ],
)
def test_renumbering(old: str, new: str) -> None:
    """Each series becomes continuous in its own style; `>` is a level, `#` a heading."""

    def items(written: str) -> list[tuple[int, ItemKind, str]]:
        found = []
        for each in written.split(","):
            label = each.strip(" ")
            depth = len(label) - len(label.lstrip(">"))
            label = label[depth:]
            kind = S if label.startswith("#") else N if label.startswith("!") else P
            found.append((depth, kind, label.lstrip("#!")))
        return found

    assert tuple(label for _, _, label in items(new)) == renumber(items(old))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from((P, S, N)),
            st.sampled_from((*LABELS, "", "Annex")) | st.text(max_size=5),
        ),
        max_size=12,
    )
)
def test_renumbering_is_stable(items: list[tuple[int, ItemKind, str]]) -> None:
    """Every item gets a label, and no label appears out of nothing."""
    labels = renumber(items)
    assert len(items) == len(labels)
    assert [bool(label) for _, _, label in items] == [bool(label) for label in labels]
