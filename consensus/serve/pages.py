"""The files that browsers are given, with the package."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from aiohttp import web

_BESIDE = {"live.css": "text/css", "live.js": "text/javascript"}


def page(name: str, status: int = 200, **filled_in: str) -> web.Response:
    """One of the pages.

    Args:
        name: such as `live`.
        status: the status of HTTP.
        filled_in: what is written for `{{name}}`, for each name.
    """
    text = words(f"{name}.html")
    for field, value in filled_in.items():
        text = text.replace(f"{{{{{field}}}}}", value)
    return web.Response(text=text, content_type="text/html", status=status)


def beside() -> Iterator[web.RouteDef]:
    """Where the style and the script of the pages are found."""

    async def give(request: web.Request) -> web.Response:
        name = request.path[1:]
        return web.Response(text=words(name), content_type=_BESIDE[name])

    for name in _BESIDE:
        yield web.get(f"/{name}", give)


@cache
def words(name: str) -> str:
    """The words of a file."""
    return (files("consensus.serve") / "static" / name).read_text("utf-8")
