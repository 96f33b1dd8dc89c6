"""The gate: what is refused before anything is looked up, and what every answer says of itself."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from consensus.serve.sessions import Role, Sessions, Visitor
from consensus.serve.settings import Settings
from consensus.text.control_signs import made_visible

COOKIE = "consensus"
_LONGEST_PATH = 80
_LONGEST_NAME = 80
_SAFE_METHODS = frozenset({"GET", "HEAD"})
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
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Gate:
    """Lets in who may come in, and notes who was refused without what they sent.

    Args:
        settings: how the record is served.
        sessions: who came in.
    """

    def __init__(self, settings: Settings, sessions: Sessions) -> None:
        self._settings = settings
        self._sessions = sessions
        public = urlsplit(settings.public_url)
        self._public_host = (public.hostname or "").lower()
        self._is_secure = public.scheme == "https"
        self._own_names = {"localhost", socket.gethostname().lower(), socket.getfqdn().lower()}

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse foreign hosts and origins, let tokens in, and give every answer its headers."""
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
        if "token" in request.query:
            return self.enter(request, request.query["token"], request.query.get("by", ""))
        request[VISITOR] = self._sessions.visitor(request.cookies.get(COOKIE, ""))
        return await handler(request)

    def enter(self, request: web.Request, token: str, name: str) -> web.Response:
        """Let somebody in who shows a token, and send them on without it in the address.

        Raises:
            HTTPTooManyRequests: too many wrong ones came from there.
            HTTPUnauthorized: it is wrong.
        """
        address = request.remote or ""
        if not self._sessions.may_try(address):
            raise self.refused(request, web.HTTPTooManyRequests, "too many wrong tokens")
        role = self._sessions.role_of(token)
        if role is Role.NOBODY:
            self._sessions.was_wrong(address)
            raise self.refused(request, web.HTTPUnauthorized, "wrong token")
        shown = " ".join(made_visible(name).split())[:_LONGEST_NAME]
        cookie = self._sessions.come_in(Visitor(role, shown))
        path = request.path if request.method in _SAFE_METHODS else _home(role)
        response = web.Response(status=303, headers={"Location": path})
        response.set_cookie(
            COOKIE, cookie, httponly=True, samesite="Lax", secure=self._is_secure, path="/"
        )
        return response

    def needs(self, request: web.Request, role: Role) -> None:
        """Refuse who may not do this.

        Raises:
            HTTPUnauthorized: they have to show a token first.
        """
        if request[VISITOR].role < role:
            raise self.refused(request, web.HTTPUnauthorized, "no token")

    def refused(self, request: web.Request, kind: type[web.HTTPError], why: str) -> web.HTTPError:
        """An answer that refuses, once it has been noted; words that came with it are not."""
        path = made_visible(request.path)[:_LONGEST_PATH]
        _log.warning("refused %s %s from %s: %s", request.method, path, request.remote, why)
        return kind(text=f"Refused: {why}.\n")

    def _is_own_host(self, host: str) -> bool:
        """Whether the browser asked for this server, and for no name that was led here."""
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


def _home(role: Role) -> str:
    return "/terminal" if role is Role.FACILITATOR else "/"


def _is_link(request: web.Request) -> bool:
    """Whether somebody followed a link here, which any site may have."""
    return (
        request.method in _SAFE_METHODS and request.headers.get("Sec-Fetch-Mode", "") == "navigate"
    )
