"""Who came in: browsers that have shown a token."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from enum import IntEnum

from attrs import frozen

from consensus.serve.settings import Settings

_REMEMBERED = 20_000
_TRIES, _WITHIN = 10, 60.0


class Role(IntEnum):
    """What somebody may do; each may do what those before may."""

    NOBODY = 0
    READER = 1
    FACILITATOR = 2


@frozen
class Visitor:
    """Somebody who came in.

    Attributes:
        role: what they may do.
        name: who they say they are; empty where they did not.
    """

    role: Role
    name: str = ""


class Sessions:
    """Tells who a browser is: by a token when it comes, by a cookie from then on.

    Args:
        settings: which tokens there are.
        clock: tells seconds.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._known: OrderedDict[str, Visitor] = OrderedDict()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def visitor(self, cookie: str) -> Visitor:
        """Who a browser with this cookie is; on this machine alone everybody may read."""
        known = self._known.get(cookie)
        if known is not None:
            return known
        return Visitor(Role.NOBODY if self._settings.token else Role.READER)

    def role_of(self, token: str) -> Role:
        """What somebody may do who shows this token; how long it takes tells nothing of it."""
        given = token.encode("utf-8", "surrogatepass")
        role = Role.NOBODY
        for known, gives in (
            (self._settings.token, Role.READER),
            (self._settings.facilitator_token, Role.FACILITATOR),
        ):
            if known and hmac.compare_digest(known.encode(), given):
                role = gives
        return role

    def come_in(self, visitor: Visitor) -> str:
        """Remember somebody, and give the cookie to know them by."""
        cookie = secrets.token_urlsafe()
        self._known[cookie] = visitor
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return cookie

    def may_try(self, address: str) -> bool:
        """Whether an address may show a token; not after many wrong ones within a minute."""
        return len(self._recent(address)) < _TRIES

    def was_wrong(self, address: str) -> None:
        """Remember that an address showed a wrong token."""
        self._recent(address).append(self._clock())

    def _recent(self, address: str) -> deque[float]:
        tries = self._wrong.setdefault(address, deque())
        self._wrong.move_to_end(address)
        while len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)
        while tries and tries[0] < self._clock() - _WITHIN:
            tries.popleft()
        return tries
