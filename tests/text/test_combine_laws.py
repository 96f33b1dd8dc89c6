"""The laws of combining, for proposals that nobody would think of."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from consensus.text.combination import Combination
from consensus.text.combine import Touching, combine
from consensus.text.merging import merge
from consensus.text.settlement import KeepBase, Settlement, Take
from consensus.text.tokens import tokenise
from tests.text.strategies import amended, balanced_only, is_balanced

Case = tuple[str, dict[str, str]]
TOUCHING = st.sampled_from(Touching)


def settlements(data: st.DataObject, combination: Combination) -> dict[int, Settlement | str]:
    """Draw a settlement for every conflict, by proposals alone."""
    return {
        index: data.draw(
            st.sampled_from(
                [
                    KeepBase(),
                    *conflict.by,
                    *(Take(*sorted(keys)) for keys in conflict.compatible),
                ]
            )
        )
        for index, conflict in enumerate(combination.conflicts)
    }


def doubled(text: str) -> set[str]:
    """Give the words that stand twice in a row."""
    found = set()
    before = ""
    for token in tokenise(text):
        if token.strip(" "):
            if token == before and token.isalnum():
                found.add(token)
            before = token
    return found


@given(amended(), st.randoms(use_true_random=False), TOUCHING)
def test_order_never_matters(case: Case, random: object, touching: Touching) -> None:
    """The same proposals in any order give the same combination."""
    base, proposals = case
    items = list(proposals.items())
    random.shuffle(items)  # type: ignore[attr-defined]  # what st.randoms draws is not public
    expected = combine(base, proposals, touching=touching)
    assert expected == combine(base, dict(items), touching=touching)


@given(amended())
def test_nothing_proposed_changes_nothing(case: Case) -> None:
    """Without proposals the text is the base, and so it is with none of them taken."""
    base, proposals = case
    assert base == combine(base, {}).text()
    assert base == merge(combine(base, proposals), take=()).text


@given(amended())
def test_one_proposal_gives_exactly_its_text(case: Case) -> None:
    """A proposal alone is never in conflict, and nothing of it is lost."""
    base, proposals = case
    for text in proposals.values():
        assert text == combine(base, {"A": text}).text()


@given(amended(), TOUCHING)
def test_equal_proposals_never_conflict(case: Case, touching: Touching) -> None:
    """However many make the same proposal, it is made once, in the name of all."""
    base, proposals = case
    text = proposals["A"]
    combination = combine(base, dict.fromkeys("ABC", text), touching=touching)
    assert text == combination.text()
    assert all(change.by == ("A", "B", "C") for change in combination.changes)


@given(amended(), TOUCHING)
def test_projection_gives_exactly_the_proposal(case: Case, touching: Touching) -> None:
    """All in favour of one, the others' changes left out: that is its text, to the last sign."""
    base, proposals = case
    combination = combine(base, proposals, touching=touching)
    assert proposals == {key: combination.project(key) for key in proposals}


@given(amended(), st.data(), TOUCHING)
def test_settling_every_conflict_leaves_none(
    case: Case, data: st.DataObject, touching: Touching
) -> None:
    """A settled combination is clean, and its projections are what they were."""
    base, proposals = case
    combination = combine(base, proposals, touching=touching)
    settled = combination.settle(settlements(data, combination))
    assert settled.is_clean
    assert proposals == {key: settled.project(key) for key in proposals}


@given(amended(), st.data())
def test_no_word_is_glued_or_doubled_that_nobody_glued_or_doubled(
    case: Case, data: st.DataObject
) -> None:
    """Every token of a result is in the base or a proposal, and so is every doubled word."""
    base, proposals = case
    combination = combine(base, proposals)
    text = combination.settle(settlements(data, combination)).text()
    sources = (base, *proposals.values())
    known = {token for source in sources for token in tokenise(source)}
    assert {token for token in tokenise(text) if token.strip()} <= known
    assert doubled(text) <= {word for source in sources for word in doubled(source)}


@given(amended())
def test_no_word_is_repeated_or_dropped_beyond_what_was_proposed(case: Case) -> None:
    """A clean result holds each word as often as the proposals together can account for."""
    base, proposals = case
    combination = combine(base, proposals)
    if not combination.is_clean:
        return
    count, result = Counter(tokenise(base)), Counter(tokenise(combination.text()))
    counts = [Counter(tokenise(text)) for text in proposals.values()]
    for token in {*count, *result}:
        if token.strip():
            most = count[token] + sum(max(0, each[token] - count[token]) for each in counts)
            least = count[token] - sum(max(0, count[token] - each[token]) for each in counts)
            assert least <= result[token] <= most


@given(amended().filter(balanced_only), st.data(), TOUCHING)
def test_brackets_stay_balanced(case: Case, data: st.DataObject, touching: Touching) -> None:
    """Whatever is taken, left and settled, the result and all remainders are balanced."""
    base, proposals = case
    combination = combine(base, proposals, touching=touching)
    take = data.draw(st.sets(st.sampled_from(range(len(combination.changes) or 1))))
    merged = merge(
        combination,
        take=take & set(range(len(combination.changes))),
        settle=settlements(data, combination),
    )
    assert is_balanced(merged.text)
    assert all(is_balanced(outcome.next_text or "") for outcome in merged.outcomes)


@given(amended(), TOUCHING)
def test_hunks_cover_the_base_once(case: Case, touching: Touching) -> None:
    """What is kept, replaced and disputed makes up the base, in order and without a gap."""
    base, proposals = case
    hunks = combine(base, proposals, touching=touching).hunks
    assert base == "".join(getattr(hunk, "replaces", getattr(hunk, "text", "")) for hunk in hunks)


@given(amended(), TOUCHING)
def test_every_option_has_its_own_text(case: Case, touching: Touching) -> None:
    """The options of a conflict differ, the base comes first, and each proposal is in one."""
    base, proposals = case
    for conflict in combine(base, proposals, touching=touching).conflicts:
        texts = [option.text for option in conflict.options]
        assert len(set(texts)) == len(texts) >= 3
        assert (conflict.replaces, ()) == (conflict.options[0].text, conflict.options[0].by)
        assert len(set(conflict.by)) == len(conflict.by)
