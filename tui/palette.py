"""The palette: go to an item, amendment or member, or do what can be done here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from consensus.errors import ConsensusError
from tui.actions.action import Action
from tui.actions.everywhere import EVERYWHERE
from tui.actions.registry import actions_of
from tui.views.targets import MemberLine, TargetLine, members_view, targets_view

if TYPE_CHECKING:
    from tui.app import ConsensusApp


_EXACT = 1_000.0
"""The score of what is called just as was typed; more than any likeness gets."""


class Actions(Provider):
    """What can be done on the screen beneath the palette, and everywhere."""

    async def discover(self) -> Hits:
        """List everything, before anything is typed."""
        for action, run in self._actions():
            yield DiscoveryHit(_title(action), run, help=action.help)

    async def search(self, query: str) -> Hits:
        """Find actions by their words."""
        matcher = self.matcher(query)
        for action, run in self._actions():
            title = _title(action)
            score = matcher.match(f"{title} {action.help}")
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=action.help)

    def _actions(self) -> Iterator[tuple[Action, IgnoreReturnCallbackType]]:
        places = ((actions_of(self.screen), self.screen), (EVERYWHERE, self.app))
        for actions, place in places:
            for action in actions:
                if action.listed:
                    yield action, partial(self.app.run_action, action.does, place)


class Places(Provider):
    """Items, amendments, packages and members, by label, handle, code, name or words."""

    async def startup(self) -> None:
        """Read what there is to go to."""
        app = cast("ConsensusApp", self.app)
        self._targets: tuple[TargetLine, ...] = ()
        self._members: tuple[MemberLine, ...] = ()
        try:
            self._targets = await app.desk.look(targets_view)
            self._members = await app.desk.look(members_view)
        except ConsensusError as error:
            app.tell(str(error), is_problem=True)

    async def search(self, query: str) -> Hits:
        """Find targets and members; those so called come first."""
        app = cast("ConsensusApp", self.app)
        matcher = self.matcher(query)
        for line in self._targets:
            title = f"{line.label or line.handle}  {line.handle}  {line.beginning}"
            score = matcher.match(title)
            if query.casefold() in (line.label.casefold(), line.handle.casefold()):
                score = _EXACT
            if score > 0:
                yield Hit(
                    score, matcher.highlight(title), partial(app.go_to, line.id), help="go to it"
                )
        for member in self._members:
            title = f"{member.code}  {member.name}"
            score = matcher.match(title)
            if query.casefold() == member.code.casefold():
                score = _EXACT
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(title),
                    partial(app.go_to_member, member.code),
                    help="its positions",
                )


def _title(action: Action) -> str:
    return f"{action.label}  ({action.key.split(',')[0]})"
