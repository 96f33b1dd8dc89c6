"""The laws of combining, for proposals that nobody would think of."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain, combinations, product
from typing import NamedTuple
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from consensus.text.combination import Combination
from consensus.text.combine import combine, index_proposals
from consensus.text.hunk import (
    Change,
    Conflict,
    InOrder,
    KeepBase,
    Kept,
    Settlement,
    Take,
    bits,
)
from consensus.text.merge import merge
from consensus.text.region import RegionKind, find_regions
from consensus.text.tokens import tokenise
from tests.text.strategies import amended, amended_prose, balanced_only, is_balanced, layout, plain

Case = tuple[str, dict[str, str]]
CASES = st.one_of(amended(), amended_prose())


def settlements(data: st.DataObject, combination: Combination) -> dict[int, Settlement | str]:
    """Draw a settlement for every conflict, by proposals alone."""
    drawn: dict[int, Settlement | str] = {}
    for number, conflict in enumerate(combination.conflicts, 1):
        ways: list[Settlement | str] = [KeepBase(), *conflict.by]
        ways += (Take(*sorted(keys)) for keys in conflict.compatible)
        if conflict.kind == "order":
            ways += (InOrder(*conflict.by), InOrder(*reversed(conflict.by)))
        drawn[number] = data.draw(st.sampled_from(ways))
    return drawn


def contending(combination: Combination) -> set[tuple[str, str]]:
    """Give the pairs with different options in a conflict, or with edits that clash."""
    pairs = {
        pair
        for conflict in combination.conflicts
        for one, other in combinations(conflict.options[1:], 2)
        for pair in product(one.by, other.by)
    }
    index = index_proposals(combination.base, combination.proposals)
    for clash in find_regions(index)[1]:
        one, other = (
            [k for at in bits(index.holders[part]) for k in index.voices[at].keys] for part in clash
        )
        pairs |= {*product(one, other)}
    return pairs | {(other, one) for one, other in pairs}


def doubled(text: str, apart: str | None = None) -> set[str]:
    """Give the words that stand twice in a row, with nothing but such white space between them."""
    found = set()
    before = ""
    for token in tokenise(text):
        if token.strip(apart):
            if token == before and token.isalnum():
                found.add(token)
            before = token
    return found


@given(CASES, st.randoms(use_true_random=False))
def test_order_never_matters(case: Case, random: object) -> None:
    """The same proposals in any order give the same combination."""
    base, proposals = case
    items = list(proposals.items())
    random.shuffle(items)  # type: ignore[attr-defined]  # what st.randoms draws is not public
    expected = combine(base, proposals)
    assert expected == combine(base, dict(items))


@given(CASES)
def test_nothing_proposed_changes_nothing(case: Case) -> None:
    """Without proposals the text is the base, and so it is with none of them taken."""
    base, proposals = case
    assert base == combine(base, {}).text()
    assert base == merge(combine(base, proposals), take=()).text


@given(CASES)
def test_one_proposal_gives_exactly_its_text(case: Case) -> None:
    """A proposal alone is never in conflict, and nothing of it is lost."""
    base, proposals = case
    for text in proposals.values():
        combination = combine(base, {"A": text})
        assert normalize("NFC", text) == normalize("NFC", combination.text())


@given(CASES)
def test_equal_proposals_never_conflict(case: Case) -> None:
    """However many make the same proposal, it is made once, in the name of all."""
    base, proposals = case
    text = min(proposals.values())
    combination = combine(base, dict.fromkeys("ABC", text))
    assert text == combination.text()
    assert all(change.by == ("A", "B", "C") for change in combination.changes)


@given(CASES)
def test_projection_gives_exactly_the_proposal(case: Case) -> None:
    """All in favour of one, the others' changes left out: that is its text, layout aside."""
    base, proposals = case
    combination = combine(base, proposals)
    for key, text in proposals.items():
        assert plain(text) == plain(combination.project(key))


@given(CASES, st.data())
def test_settling_every_conflict_leaves_none(case: Case, data: st.DataObject) -> None:
    """A settled combination is clean, and its projections are what they were."""
    base, proposals = case
    combination = combine(base, proposals)
    settled = combination.settle(settlements(data, combination))
    assert settled.is_clean
    for key, text in proposals.items():
        assert plain(text) == plain(settled.project(key))


@given(CASES, st.data())
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
    assert doubled(text, " ") <= {word for source in sources for word in doubled(source)}


@given(CASES, st.data())
def test_no_word_is_repeated_or_dropped_beyond_what_was_proposed(
    case: Case, data: st.DataObject
) -> None:
    """A result holds each word as often as the proposals together can account for.

    Where all goes in, by what each has more and less of, but for what several delete or insert
    alike; where it is settled, by what each inserts and deletes, since of a move with other words
    one end may be taken without the other.
    """
    base, proposals = case
    combination = combine(base, proposals)
    text = combination.settle(settlements(data, combination)).text()
    count, result = Counter(plain(base)), Counter(plain(text))
    index = index_proposals(base, proposals)
    shared = {
        edit
        for part, holders in zip(index.parts, index.holders, strict=True)
        for edit in part.edits
        if holders.bit_count() > 1
    }
    more, less = [], []
    for voice in index.voices:
        inserted, deleted = Counter[str](), Counter[str]()
        own_inserted, own_deleted = Counter[str](), Counter[str]()
        for edit, start in zip(voice.edits, voice.new_starts, strict=True):
            new = Counter(plain(voice.spell(start, start + len(edit.text))))
            old = Counter(plain(index.base.slice(edit.start, edit.end)))
            inserted, deleted = inserted + new, deleted + old
            if combination.is_clean and edit not in shared:
                own_inserted, own_deleted = own_inserted + new, own_deleted + old
        more.append(inserted - own_deleted)
        less.append(deleted - own_inserted)
    for token in {*count, *result}:
        assert result[token] <= count[token] + sum(each[token] for each in more)
        assert result[token] >= count[token] - sum(each[token] for each in less)


@given(CASES.filter(balanced_only), st.data())
def test_brackets_stay_balanced(case: Case, data: st.DataObject) -> None:
    """Whatever is taken, left and settled, the result and all remainders are balanced."""
    base, proposals = case
    combination = combine(base, proposals)
    take = data.draw(st.sets(st.sampled_from(range(len(combination.changes) or 1))))
    merged = merge(
        combination,
        take=take & set(range(len(combination.changes))),
        settle={at - 1: way for at, way in settlements(data, combination).items()},
    )
    assert is_balanced(merged.text)
    assert all(is_balanced(outcome.next_text or "") for outcome in merged.outcomes)


@given(CASES)
def test_hunks_cover_the_base_once(case: Case) -> None:
    """What is kept, replaced and disputed makes up the base, in order and without a gap."""
    base, proposals = case
    hunks = combine(base, proposals).hunks
    assert base == "".join(getattr(hunk, "replaces", getattr(hunk, "text", "")) for hunk in hunks)


@given(CASES)
def test_every_option_has_its_own_text(case: Case) -> None:
    """The options of a conflict differ, the base comes first, and each proposal is in one."""
    base, proposals = case
    for conflict in combine(base, proposals).conflicts:
        texts = [option.text for option in conflict.options]
        assert len(set(texts)) == len(texts) >= 2
        assert (conflict.replaces, ()) == (conflict.options[0].text, conflict.options[0].by)
        assert len(set(conflict.by)) == len(conflict.by)


@given(amended_prose(), st.data())
def test_other_layout_is_never_in_conflict(case: Case, data: st.DataObject) -> None:
    """The same wording with other white space and quotes is one voice."""
    base, proposals = case
    text = min(proposals.values())
    combination = combine(base, {"A": text, "B": layout(data.draw, text)})
    assert combination.is_clean
    assert plain(text) == plain(combination.text())


@given(CASES)
def test_no_claim_is_taken_in_part(case: Case) -> None:
    """Of a claim in question only what an uncontended claim holds too goes in by default."""
    index = index_proposals(*case)
    regions, _ = find_regions(index)
    taken = {at for each in regions if each.kind is RegionKind.CHANGE for at in each.parts}
    whole = {at for claim in index.claims if taken.issuperset(claim.parts) for at in claim.parts}
    assert taken - index.layout <= whole


@given(CASES, st.data())
def test_settled_for_one_nothing_of_its_rivals_goes_in(case: Case, data: st.DataObject) -> None:
    """All settled for one, each change is its own, or of a claim that contends with no other."""
    base, proposals = case
    combination = combine(base, proposals)
    key = data.draw(st.sampled_from(sorted(proposals)))
    settled = combination.settle(
        {at: key for at, conflict in enumerate(combination.conflicts, 1) if key in conflict.by}
    )
    for hunk, result in zip(combination.hunks, settled.hunks, strict=True):
        if isinstance(hunk, Conflict) and isinstance(result, Change):
            assert key in result.by
        elif isinstance(hunk, Conflict):
            assert key not in hunk.by or result == Kept(hunk.replaces)
    assert all(key not in conflict.by for conflict in settled.conflicts)


def excluding(combination: Combination) -> set[tuple[str, str]]:
    """Give the pairs of proposals that cannot be taken together in a conflict."""
    pairs = {pair for conflict in combination.conflicts for pair in conflict.excluding}
    return pairs | {(other, one) for one, other in pairs}


def side_by_side(settled: Combination) -> set[tuple[str, str]]:
    """Give the pairs of proposals whose open conflicts have no word between them."""
    found: set[tuple[str, str]] = set()
    beside: set[str] = set()
    for hunk in settled.hunks:
        if isinstance(hunk, Conflict):
            found |= {*product(beside, hunk.by), *product(hunk.by, beside)}
            beside |= {*hunk.by}
        if (hunk.replaces if isinstance(hunk, Conflict) else hunk.text).strip():
            beside = {*hunk.by} if isinstance(hunk, Conflict) else set()
    return found


class ReadEdit(NamedTuple):
    """An edit in a claim, as it was read."""

    words: tuple[tuple[str, ...], tuple[str, ...]]  # those deleted and inserted
    is_rewriting: bool
    is_between: bool  # whether it inserts whole sentences
    # Where it stands and, if it is between sentences, where those beside it begin and end.
    places: tuple[int, ...]


def claims_read(base: str, proposals: dict[str, str]) -> dict[str, list[list[ReadEdit]]]:
    """Give the claims of each proposal."""
    index, found = index_proposals(base, proposals), defaultdict(list)
    sentences, offsets = index.sentences, index.base.offsets
    for claim in index.claims:
        rewriting = {*chain.from_iterable(claim.rewrites)}
        edits = []
        for at, edit in [(n, each) for n in claim.parts for each in index.parts[n].edits]:
            stands = [offsets[edit.start]]
            for each in sentences.beside(edit.start) if at in index.between else ():
                stands += (offsets[sentences.starts[each]], offsets[sentences.ends[each]])
            gone, new = index.base.slice(edit.start, edit.end), index.vocabulary.spell(edit.text)
            words = (*plain(gone),), (*plain(new),)
            edits.append(ReadEdit(words, at in rewriting, at in index.between, (*stands,)))
        for key in index.voices[claim.voice].keys:
            found[key].append(edits)
    return found


def new_places(combination: Combination, settled: Combination) -> dict[int, set[int]]:
    """Give where each place of the base stands in the new text, before and behind insertions."""
    found: dict[int, set[int]] = defaultdict(set)
    place = new = 0
    for hunk, result in zip(combination.hunks, settled.hunks, strict=True):
        text = result.replaces if isinstance(result, Conflict) else result.text
        if text == hunk.replaces:
            for at in range(len(text)):
                found[place + at].add(new + at)
        found[place].add(new)
        place, new = place + len(hunk.replaces), new + len(text)
        found[place].add(new)
    return found


def read_otherwise(
    combination: Combination, settled: Combination, rest: dict[str, str]
) -> set[str]:
    """Give the proposals of which what is left, compared with the new text, makes other claims.

    A remainder is a text and holds no claims. So its words may be matched with others of a text
    that repeats them; it may rewrite a sentence only now, since that became shorter; and what was
    a sentence between two others stands in one of them now, or beside another, where a full stop
    or the like went or came.
    """
    before = claims_read(combination.base, dict(combination.proposals))
    places = new_places(combination, settled)
    text = "".join(e.replaces if isinstance(e, Conflict) else e.text for e in settled.hunks)

    def is_part(claim: list[ReadEdit], of: list[ReadEdit]) -> bool:
        known = list(of)
        for edit in claim:
            for its in known:
                if (*edit[:3], len(edit.places)) == (*its[:3], len(its.places)) and all(
                    new in places[old] for new, old in zip(edit.places, its.places, strict=True)
                ):
                    known.remove(its)
                    break
            else:
                return False
        return True

    return {
        key
        for key, claims in claims_read(text, rest).items()
        if not all(any(is_part(claim, each) for each in before[key]) for claim in claims)
    }


@given(CASES, st.data())
def test_what_is_left_brings_no_new_conflict(case: Case, data: st.DataObject) -> None:
    """What is left of each proposal, combined again, excludes no other with which it agreed.

    But where all between two places was deleted they are one, and what is inserted there meets.
    Two places of a question may be written as one, with options that can be taken together. And
    where what is left of one reads otherwise than before, more may be asked, and nothing is lost.
    """
    base, proposals = case
    combination = combine(base, proposals)
    chosen = settlements(data, combination)
    settle = {at: way for at, way in chosen.items() if data.draw(st.booleans())}
    merged = merge(combination, settle={number - 1: way for number, way in settle.items()})
    rest = {each.key: each.next_text for each in merged.outcomes if each.next_text is not None}
    again = combine(merged.text, rest)
    settled = combination.settle(settle)
    new = excluding(again) - contending(combination) - side_by_side(settled)
    otherwise = read_otherwise(combination, settled, rest) if new else set()
    assert all(otherwise.intersection(pair) for pair in new)
    for key, text in rest.items():
        assert plain(text) == plain(again.project(key))


@given(CASES, st.data())
def test_settled_for_one_its_words_stand(case: Case, data: st.DataObject) -> None:
    """With all settled for one, every conflict in which it has an option holds its option."""
    base, proposals = case
    combination = combine(base, proposals)
    key = data.draw(st.sampled_from(sorted(proposals)))
    settled = combination.settle(
        {
            at: key if key in conflict.by else KeepBase()
            for at, conflict in enumerate(combination.conflicts, 1)
        }
    )
    assert settled.is_clean
    for hunk, result in zip(combination.hunks, settled.hunks, strict=True):
        if isinstance(hunk, Conflict):
            assert not isinstance(result, Conflict)
            assert hunk.wording(key) == result.text
