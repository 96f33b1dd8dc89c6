"""The laws of combining whole documents."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from consensus.text.blocks import split_blocks
from consensus.text.combination import Combination
from consensus.text.document import combine_documents
from consensus.text.hunk import InBrackets, KeepBase, Kept, Settlement
from consensus.text.tokens import tokenise
from tests.text.document_strategies import NEW_PARAGRAPHS, amended_documents, moved_documents

Case = tuple[str, dict[str, str]]


def composed(text: str) -> str:
    """Spell a text in NFC: a combination keeps the spelling of the base."""
    return unicodedata.normalize("NFC", text)


def settlements(data: st.DataObject, combination: Combination) -> dict[int, Settlement | str]:
    """Draw a settlement for every conflict, one for all that are linked."""
    drawn: dict[int, Settlement | str] = {}
    links: dict[int, Settlement | str] = {}
    for index, conflict in enumerate(combination.conflicts):
        if conflict.linked not in links or not conflict.linked:
            choices: list[Settlement | str] = [KeepBase(), InBrackets(), *conflict.by]
            links[conflict.linked] = data.draw(st.sampled_from(choices))
        drawn[index] = links[conflict.linked]
    return drawn


@given(amended_documents(), st.booleans())
def test_blocks_lose_nothing(case: Case, markdown: bool) -> None:
    """The blocks of any document joined together are the document."""
    for text in (case[0], *case[1].values()):
        blocks = split_blocks(text, markdown)
        assert text == "".join(block.text for block in blocks)
        assert all(block.text for block in blocks)


@given(amended_documents(), st.randoms(use_true_random=False))
def test_order_never_matters(case: Case, random: object) -> None:
    """The same proposals in any order give the same combination."""
    base, proposals = case
    items = list(proposals.items())
    random.shuffle(items)  # type: ignore[attr-defined]  # what st.randoms draws is not public
    expected = combine_documents(base, proposals)
    found = combine_documents(base, dict(items))
    assert expected == found
    assert expected.render("brackets") == found.render("brackets")


@given(amended_documents())
def test_nothing_proposed_changes_nothing(case: Case) -> None:
    """Without proposals the text is the base."""
    assert case[0] == combine_documents(case[0], {}).text()


@given(amended_documents(), st.booleans())
def test_one_proposal_gives_exactly_its_text(case: Case, markdown: bool) -> None:
    """A proposal alone is never in conflict, and nothing of it is lost."""
    base, proposals = case
    for text in proposals.values():
        combination = combine_documents(base, {"A": text, "B": text}, markdown=markdown)
        assert combination.is_clean
        assert text == combination.text()
        assert composed(text) == composed(combination.render("clean"))


@given(amended_documents(), st.booleans())
def test_projection_gives_exactly_the_proposal(case: Case, markdown: bool) -> None:
    """All in favour of one, the others' changes left out: that is its text, to the last sign."""
    base, proposals = case
    combination = combine_documents(base, proposals, markdown=markdown)
    assert proposals == {key: combination.project(key) for key in proposals}


@given(amended_documents(), st.data())
def test_settling_every_conflict_leaves_none(case: Case, data: st.DataObject) -> None:
    """A settled combination is clean, and its projections are what they were."""
    base, proposals = case
    combination = combine_documents(base, proposals)
    settled = combination.settle(settlements(data, combination))
    assert settled.is_clean
    assert settled.text() == "".join(hunk.text for hunk in settled.hunks)  # type: ignore[union-attr]  # no conflict is left
    assert proposals == {key: settled.project(key) for key in proposals}


@given(amended_documents())
def test_rejecting_everything_gives_the_base(case: Case) -> None:
    """With no change made and every conflict settled for the base, the base is there again."""
    base, proposals = case
    arrangement = combine_documents(base, proposals).arrangement
    assert arrangement is not None
    hunks = (placed.hunk for placed in arrangement.hunks(for_critic=True))
    kept = (hunk.text if isinstance(hunk, Kept) else hunk.replaces for hunk in hunks)
    assert base == "".join(kept)


@given(amended_documents(), st.data())
def test_no_word_is_glued_that_nobody_glued(case: Case, data: st.DataObject) -> None:
    """Every token of a result is in the base or in a proposal."""
    base, proposals = case
    combination = combine_documents(base, proposals)
    settlement = settlements(data, combination)
    settled = combination.settle(
        {at: KeepBase() if one == InBrackets() else one for at, one in settlement.items()}
    )
    known = {token for source in (base, *proposals.values()) for token in tokenise(source)}
    found = {token for token in tokenise(settled.text()) if token.strip()}
    assert {*map(composed, found)} <= {*map(composed, known)}


@given(amended_documents())
def test_every_notation_can_write_it(case: Case) -> None:
    """What is combined can be written down, whatever is in conflict."""
    base, proposals = case
    combination = combine_documents(base, proposals)
    for notation in ("brackets", "markers", "critic"):
        assert isinstance(combination.render(notation), str)
    assert all(len(each.by) > 1 for each in combination.neighbours)


@given(moved_documents(), st.data(), st.sampled_from(["", "\n"]))
def test_no_block_is_doubled_or_dropped_that_nobody_doubled_or_dropped(
    case: tuple[list[str], dict[str, list[str]]], data: st.DataObject, end: str
) -> None:
    """However moves, deletions and insertions are settled, each block stands once or was struck."""
    base, blocks = case
    proposals = {key: "\n\n".join(each) + end for key, each in blocks.items()}
    combination = combine_documents("\n\n".join(base) + end, proposals)
    assert proposals == {key: combination.project(key) for key in proposals}
    chosen = settlements(data, combination)
    text = combination.settle(
        {at: KeepBase() if one == InBrackets() else one for at, one in chosen.items()}
    ).text()
    found = [block.content for block in split_blocks(text) if block.content]
    assert len(found) == len(set(found))
    assert set(found) <= {*base, *NEW_PARAGRAPHS}
    kept = set(base).intersection(*blocks.values())
    assert kept <= set(found)


TERMS = tuple(
    f"- {name}: {name.lower()}wood, {name.lower()}bark and {name.lower()}leaf."
    for name in ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Yew")
)
LISTED = st.sets(st.sampled_from(TERMS))


@given(LISTED, st.lists(LISTED, min_size=1, max_size=5), st.sampled_from(["", "Trees:\n\n"]))
def test_a_sorted_list_stays_sorted(base: set[str], added: list[set[str]], heading: str) -> None:
    """Whatever items several insert, a list of four or more goes on in its order, unasked."""

    def written(items: set[str]) -> str:
        return heading + "".join(f"{item}\n" for item in sorted(items))

    proposals = {str(key): written(base | more) for key, more in enumerate(added)}
    found = combine_documents(written(base), proposals)
    assert proposals == {key: found.project(key) for key in proposals}
    if len(base) >= 4:
        assert found.text() == written(base.union(*added))
