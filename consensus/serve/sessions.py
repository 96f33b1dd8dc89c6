"""Sessions of browsers, their clients, and the count of wrong tokens."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum

from attrs import field, frozen

from consensus.serve.settings import Network, Settings

_MOST_SESSIONS = 20_000
_MOST_CLIENTS = 20_000
_TRIES, WITHIN_SECONDS = 10, 60.0
_IPV6_PREFIX = 64


class Role(IntEnum):
    """What a browser may do; each role may do what those before may."""

    NOBODY = 0
    READER = 1
    FACILITATOR = 2


# One for each role, so that entering as one leaves the session of the other as it is.
COOKIES = {Role.FACILITATOR: "consensus-facilitator", Role.READER: "consensus-reader"}


@frozen
class Visitor:
    """A browser as the server knows it.

    Attributes:
        role: what it may do.
        name: who its user says they are; empty where they did not.
        cookie: the cookie of its session; empty where it has none.
        expires: when its session ends, in seconds of the clock.
    """

    role: Role
    name: str = ""
    cookie: str = field(default="", repr=False)
    expires: float = float("inf")


class Sessions:
    """Knows browsers by a token when they enter and by a cookie from then on.

    Args:
        settings: which tokens there are, and how long sessions last.
        clock: tells seconds.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        # Apart, so that any number of readers displaces no facilitator.
        self._sessions: dict[Role, OrderedDict[str, Visitor]] = {
            role: OrderedDict() for role in COOKIES
        }

    def visitor(self, cookies: Mapping[str, str]) -> Visitor:
        """The browser with these cookies; on this machine alone every browser may read."""
        for role, name in COOKIES.items():
            known = self._sessions[role].get(cookies.get(name, ""))
            if known is not None and self._clock() < known.expires:
                return known
        return Visitor(Role.NOBODY if self._settings.token else Role.READER)

    def is_current(self, visitor: Visitor) -> bool:
        """Whether the session of a browser goes on: it neither expired nor was left."""
        if not visitor.cookie:
            return True
        return visitor.cookie in self._sessions[visitor.role] and self._clock() < visitor.expires

    def role_of(self, token: str) -> Role:
        """The role that a token gives; how long it takes tells nothing of the token."""
        given = token.encode("utf-8", "surrogatepass")
        role = Role.NOBODY
        for known, gives in (
            (self._settings.token, Role.READER),
            (self._settings.facilitator_token, Role.FACILITATOR),
        ):
            if known and hmac.compare_digest(known.encode(), given):
                role = gives
        return role

    def enter(self, role: Role, name: str) -> str:
        """Begins a session and returns its cookie."""
        now = self._clock()
        sessions = self._sessions[role]
        # They all last equally long, so the first began first and expires first.
        while sessions and (
            len(sessions) >= _MOST_SESSIONS or next(iter(sessions.values())).expires <= now
        ):
            sessions.popitem(last=False)
        cookie = secrets.token_urlsafe()
        sessions[cookie] = Visitor(role, name, cookie, now + self._settings.session_seconds)
        return cookie

    def leave(self, cookies: Mapping[str, str]) -> None:
        """Ends every session of a browser."""
        for role, name in COOKIES.items():
            self._sessions[role].pop(cookies.get(name, ""), None)


class WrongTokens:
    """Counts the wrong tokens of each client over the last minute.

    The table is bounded; of too many clients the first to have shown its last one is forgotten.

    Args:
        clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def is_locked_out(self, address: str) -> bool:
        """Whether a client showed so many wrong tokens within a minute that it has to wait."""
        times = self._times.get(_client(address), ())
        return sum(each > self._clock() - WITHIN_SECONDS for each in times) >= _TRIES

    def add(self, address: str) -> None:
        """Counts a wrong token of a client."""
        now = self._clock()
        times = self._times.setdefault(_client(address), deque(maxlen=_TRIES))
        times.append(now)
        self._times.move_to_end(_client(address))
        while (
            len(self._times) > _MOST_CLIENTS
            or next(iter(self._times.values()))[-1] <= now - WITHIN_SECONDS
        ):
            self._times.popitem(last=False)

    def __len__(self) -> int:
        return len(self._times)


def client_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """The address of the client of a request.

    Each proxy appends the address that connected to it, so the right-most one that is no trusted
    proxy is the client's, and everything left of it is what the client claims.

    Args:
        peer: the address of the connection.
        forwarded: what `X-Forwarded-For` says; used only where the connection is from a proxy.
        proxies: the trusted proxies.
    """
    hops = forwarded.split(",")
    while _is_in(peer, proxies) and hops:
        address = _address(hops.pop())
        if not address:
            break
        peer = address
    return peer


def _address(hop: str) -> str:
    """An address of `X-Forwarded-For` without its port; empty where it is none."""
    host = hop.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    # A scope may be any words.
    return "" if "%" in host or _parsed(host) is None else str(_parsed(host))


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in each for each in networks)


def _client(address: str) -> str:
    """What a client is counted by: its address, of IPv6 the network that one machine may have."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), _IPV6_PREFIX), strict=False))
    return address if parsed is None else str(parsed)
