"""Sessions, rate limiting of wrong tokens, and the policy for every request."""

from __future__ import annotations

import hmac
import ipaddress
import logging
import secrets
import socket
import time
import traceback
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import IntEnum
from http import HTTPMethod
from urllib.parse import urlsplit

from aiohttp import web
from attrs import field, frozen

from consensus.serve.settings import Network, Settings
from consensus.text.display import escape_control_characters

_MOST_SESSIONS = 20_000
_MOST_CLIENTS = 20_000
_TRIES, WITHIN_SECONDS = 10, 60.0
_IPV6_PREFIX = 64


class Role(IntEnum):
    """What a browser may do; each role includes those before."""

    NOBODY = 0
    READER = 1
    FACILITATOR = 2


# One for each role, so that entering as one leaves the session of the other as it is.
COOKIES = {Role.FACILITATOR: "consensus-facilitator", Role.READER: "consensus-reader"}


@frozen
class Visitor:
    """A browser as the server knows it."""

    role: Role  # what it may do
    name: str = ""  # who its user says they are; empty where they did not
    # the cookie of its session; empty where it has none
    cookie: str = field(default="", repr=False)
    expires: float = float("inf")  # when its session ends, in seconds of the clock


class Sessions:
    """Authenticates browsers by a token at login and a cookie afterwards.

    Args:
        settings: which tokens there are, and how long sessions last.
        clock: returns seconds.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        # Apart, so that any number of readers displaces no facilitator.
        self._sessions: dict[Role, OrderedDict[str, Visitor]] = {
            role: OrderedDict() for role in COOKIES
        }

    def visitor(self, cookies: Mapping[str, str]) -> Visitor:
        """Returns the visitor whose session cookie is valid, otherwise an anonymous one.

        An anonymous visitor may read where no reader token is set.
        """
        for role, name in COOKIES.items():
            known = self._sessions[role].get(cookies.get(name, ""))
            if known is not None and self._clock() < known.expires:
                return known
        return Visitor(Role.NOBODY if self._settings.token else Role.READER)

    def is_current(self, visitor: Visitor) -> bool:
        """Returns whether the session of a browser has neither expired nor ended."""
        if not visitor.cookie:
            return True
        return visitor.cookie in self._sessions[visitor.role] and self._clock() < visitor.expires

    def role_of(self, token: str) -> Role:
        """Returns the role of a token, `NOBODY` if it is unknown; compares in constant time."""
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

    The table is bounded; the client with the oldest last attempt is dropped first.

    Args:
        clock: returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def is_locked_out(self, address: str) -> bool:
        """Returns whether a client showed too many wrong tokens within a minute."""
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
    """Returns the address of the client of a request.

    Each proxy appends the address that connected to it, so the right-most one that is no trusted
    proxy is the client's; everything left of it is only claimed. `X-Forwarded-For` is used only if
    the connection is from a trusted proxy.
    """
    hops = forwarded.split(",")
    while _is_in(peer, proxies) and hops:
        address = _address(hops.pop())
        if not address:
            break
        peer = address
    return peer


def _address(hop: str) -> str:
    """Returns an address of `X-Forwarded-For` without its port; empty if it is none."""
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
    """Returns the key by which a client is counted: its IPv4 address, or its IPv6 network."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), _IPV6_PREFIX), strict=False))
    return address if parsed is None else str(parsed)


_LONGEST_NAME = 80
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_METHODS = frozenset(HTTPMethod)
_log = logging.getLogger("consensus.serve")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

VISITOR = web.RequestKey("visitor", Visitor)

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With no referrer at all browsers send the forms of these pages without their origin.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class RequestPolicy:
    """Decides which requests are allowed, and logs refusals without request data.

    Args:
        settings: how the record is served.
        sessions: the browsers that entered.
        wrong_tokens: the count of wrong tokens of each client.
    """

    def __init__(self, settings: Settings, sessions: Sessions, wrong_tokens: WrongTokens) -> None:
        self._settings = settings
        self._sessions = sessions
        self._wrong_tokens = wrong_tokens
        self._proxies = settings.proxy_networks
        public = urlsplit(settings.public_url)
        self._public_host = (public.hostname or "").lower()
        self._is_secure = public.scheme == "https"
        self._own_names = {"localhost", socket.gethostname().lower(), socket.getfqdn().lower()}

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuses foreign hosts and origins, logs in by token, and adds headers to responses."""
        try:
            response = await self._answer(request, handler)
        except web.HTTPException as error:
            error.headers.update(_HEADERS)
            raise
        if not response.prepared:
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._is_own_host(request.host):
            raise self.refused(request, web.HTTPMisdirectedRequest, "foreign host")
        origin = request.headers.get("Origin")
        if origin is not None and not self._is_own_origin(origin, request.host):
            raise self.refused(request, web.HTTPForbidden, "foreign origin")
        if request.headers.get("Sec-Fetch-Site", "") == "cross-site" and not _is_link(request):
            raise self.refused(request, web.HTTPForbidden, "foreign site")
        request[VISITOR] = self._sessions.visitor(request.cookies)
        if "token" in request.query:
            return self.enter(request, request.query["token"], request.query.get("by", ""))
        return await handler(request)

    def enter(self, request: web.Request, token: str, name: str) -> web.Response:
        """Starts a session for a valid token, and redirects to an address without it.

        Raises HTTPTooManyRequests after too many wrong tokens, and HTTPUnauthorized for a wrong
        one.
        """
        client, visitor = self._client(request), request[VISITOR]
        is_facilitator = visitor.role is Role.FACILITATOR
        if not is_facilitator and self._wrong_tokens.is_locked_out(client):
            # A link that was kept goes on to open what its browser may see.
            if visitor.cookie and _needed(request) <= visitor.role:
                return web.Response(status=303, headers={"Location": _path(request, visitor.role)})
            error = self.refused(
                request,
                web.HTTPTooManyRequests,
                "too many wrong tokens came from this address; try again in a minute",
            )
            error.headers["Retry-After"] = f"{WITHIN_SECONDS:.0f}"
            raise error
        role = self._sessions.role_of(token)
        if role is Role.NOBODY:
            if not is_facilitator:
                self._wrong_tokens.add(client)
            raise self.refused(request, web.HTTPUnauthorized, "wrong token")
        shown = " ".join(escape_control_characters(name).split())[:_LONGEST_NAME]
        response = web.Response(status=303, headers={"Location": _path(request, role)})
        response.set_cookie(
            COOKIES[role],
            self._sessions.enter(role, shown),
            max_age=self._settings.session_seconds,
            httponly=True,
            samesite="Lax",
            secure=self._is_secure,
            path="/",
        )
        return response

    def leave(self, request: web.Request) -> web.Response:
        """Ends the sessions of a browser, and redirects it to the login page."""
        self._sessions.leave(request.cookies)
        response = web.Response(status=303, headers={"Location": "/"})
        for name in COOKIES.values():
            response.del_cookie(
                name, path="/", httponly=True, samesite="Lax", secure=self._is_secure
            )
        return response

    def is_current(self, request: web.Request) -> bool:
        """Returns whether the session of a request still being answered is valid."""
        return self._sessions.is_current(request[VISITOR])

    def needs(self, request: web.Request, role: Role) -> None:
        """Raises HTTPUnauthorized unless the browser has a role."""
        if request[VISITOR].role < role:
            raise self.refused(request, web.HTTPUnauthorized, "no token")

    def refused(self, request: web.Request, kind: type[web.HTTPError], why: str) -> web.HTTPError:
        """Logs a refusal and returns the error response."""
        self.log(request, "refused", why)
        return kind(text=f"Refused: {why}.\n")

    def log(self, request: web.Request, what: str, why: str) -> None:
        """Logs a refused or closed request as a warning: method, route, client address, reason.

        Path parameters, query and headers are left out.
        """
        resource = request.match_info.route.resource
        _log.warning(
            "%s %s %s from %s: %s",
            what,
            request.method if request.method in _METHODS else "another method",
            resource.canonical if resource else "an unknown address",
            self._client(request),
            why,
        )

    def _client(self, request: web.Request) -> str:
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", ()))
        return client_address(request.remote or "", forwarded, self._proxies)

    def _is_own_host(self, host: str) -> bool:
        """Returns whether the Host header names this server (against DNS rebinding)."""
        name = (urlsplit(f"//{host}").hostname or "").lower()
        if name and name == self._public_host:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name in self._own_names and (name == "localhost" or not self._settings.is_local)
        return address.is_loopback or not self._settings.is_local

    def _is_own_origin(self, origin: str, host: str) -> bool:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https"):
            return False
        public = urlsplit(self._settings.public_url)
        own = {host.lower(), public.netloc.lower()} - {""}
        return parts.netloc.lower() in own


class LogFormatter(logging.Formatter):
    """Formats log lines of the server without messages of other packages.

    Those and error texts may quote an invalid request; the code location and the kind of error do
    not.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line of a log record."""
        if record.name == _log.name:
            line = record.getMessage()
        else:
            line = f"{record.name}: {record.module}, line {record.lineno}"
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            places = "".join(
                f", {place.name} in line {place.lineno} of {place.filename}"
                for place in traceback.extract_tb(trace)[-1:]
            )
            line = f"{line}: {kind.__name__}{places}"
        return line


def _path(request: web.Request, role: Role) -> str:
    """Returns the path to redirect to: the page requested, or that of the role."""
    is_page = request.method in _SAFE_METHODS and request.match_info.http_exception is None
    # Two slashes would name another host.
    if is_page and not request.rel_url.raw_path.startswith("//"):
        return request.rel_url.raw_path + ("?dark" if "dark" in request.query else "")
    return "/terminal" if role is Role.FACILITATOR else "/"


def _needed(request: web.Request) -> Role:
    """Returns the role that the method and path of a request require."""
    is_page = request.method in _SAFE_METHODS and not request.path.startswith("/terminal")
    return Role.READER if is_page else Role.FACILITATOR


def _is_link(request: web.Request) -> bool:
    """Returns whether a request is a navigation by link, which may come from any site."""
    return (
        request.method in _SAFE_METHODS and request.headers.get("Sec-Fetch-Mode", "") == "navigate"
    )
