"""Who comes in, how long they stay, how they leave, and what is noted of those who do not."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, WSServerHandshakeError

from consensus.errors import Rejected
from consensus.serve.security import (
    COOKIES,
    LogFormatter,
    Role,
    Sessions,
    WrongTokens,
    client_address,
)
from consensus.serve.settings import Settings, validate_settings
from tests.serve.conftest import (
    FACILITATOR_TOKEN,
    PATIENCE,
    TOKEN,
    Client,
    Clock,
    another,
    run,
    served,
)

pytestmark = pytest.mark.waits

# Sessions: who is counted for wrong tokens, how long browsers stay in, and how they leave.

PROXY = "203.0.113.1"
READER, FACILITATOR = COOKIES[Role.READER], COOKIES[Role.FACILITATOR]
BOTH: dict[str, Any] = {
    "host": "0.0.0.0",
    "terminal": True,
    "token": TOKEN,
    "facilitator_token": FACILITATOR_TOKEN,
}


async def guess(client: Client, times: int = 12) -> list[int]:
    """The statuses that wrong tokens get."""
    return [(await show(client, f"a wrong token {number}")).status for number in range(times)]


async def show(client: Client, token: str, path: str = "/terminal") -> ClientResponse:
    """Opens a link with a token, and does not go where it leads."""
    return await client.get(path, params={"token": token}, allow_redirects=False)


class TestLockOut:
    def test_wrong_tokens_are_refused_and_soon_not_even_looked_at(self, record: Path) -> None:
        """The eleventh within a minute is refused, and so is the right one then."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                assert await guess(client) == [401] * 10 + [429] * 2
                answer = await show(client, FACILITATOR_TOKEN)
                assert answer.status == 429
                assert answer.headers["Retry-After"] == "60"
                assert "try again in a minute" in await answer.text()

        run(story)

    def test_client_that_guessed_may_try_again_a_minute_later(self, record: Path) -> None:
        """Trying while locked out makes it no longer."""

        async def story() -> None:
            clock = Clock()
            async with served(record, clock, **BOTH) as client:
                await guess(client)
                clock.now += 59
                assert (await show(client, FACILITATOR_TOKEN)).status == 429
                clock.now += 2
                assert (await show(client, FACILITATOR_TOKEN)).status == 303

        run(story)

    def test_one_client_locks_no_other_out(self, record: Path) -> None:
        """A facilitator enters from another address meanwhile."""

        async def story() -> None:
            async with (
                served(record, **BOTH) as client,
                another(client, peer="192.0.2.9") as stranger,
                another(client, peer="192.0.2.10") as facilitator,
            ):
                assert await guess(stranger) == [401] * 10 + [429] * 2
                assert (await show(facilitator, FACILITATOR_TOKEN)).status == 303
                assert (await facilitator.get("/terminal")).status == 200
                assert (await show(stranger, FACILITATOR_TOKEN)).status == 429

        run(story)

    def test_behind_a_trusted_proxy_its_clients_are_told_apart(self, record: Path) -> None:
        """By the address that the proxy appended, whatever a client wrote before it."""

        async def story() -> None:
            async with (
                served(record, trusted_proxies=(PROXY,), **BOTH) as client,
                another(client, PROXY, "198.51.100.7, 192.0.2.9") as stranger,
                another(client, PROXY, "198.51.100.8, 192.0.2.9") as disguised,
                another(client, PROXY, "192.0.2.10") as facilitator,
            ):
                assert await guess(stranger) == [401] * 10 + [429] * 2
                assert (await show(disguised, FACILITATOR_TOKEN)).status == 429
                assert (await show(facilitator, FACILITATOR_TOKEN)).status == 303

        run(story)

    def test_stranger_cannot_lock_out_an_address_it_claims(self, record: Path) -> None:
        """What is forwarded is believed of the proxy alone."""

        async def story() -> None:
            async with (
                served(record, trusted_proxies=(PROXY,), **BOTH) as client,
                another(client, "192.0.2.9", "192.0.2.10") as liar,
                another(client, PROXY, "192.0.2.10, 192.0.2.9") as liar_behind_proxy,
                another(client, PROXY, "192.0.2.10") as facilitator,
            ):
                assert (await guess(liar, 6)) + (await guess(liar_behind_proxy, 6)) == (
                    [401] * 10 + [429] * 2
                )
                assert (await show(facilitator, FACILITATOR_TOKEN)).status == 303

        run(story)

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
    def test_without_the_option_no_header_changes_who_is_counted(
        self, record: Path, header: str
    ) -> None:
        """A client that claims another address with every guess is locked out all the same."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                statuses = [
                    (
                        await client.get(
                            "/",
                            params={"token": f"a wrong token {number}"},
                            headers={header: f"192.0.2.{number}"},
                        )
                    ).status
                    for number in range(12)
                ]
                assert statuses == [401] * 10 + [429] * 2

        run(story)

    def test_without_the_option_clients_of_a_proxy_share_a_count(self, record: Path) -> None:
        """They look like one; whoever entered before stays in, and may open the link again."""

        async def story() -> None:
            async with (
                served(record, public_url="https://wg.example.org", **BOTH) as client,
                another(client, PROXY, "192.0.2.9") as stranger,
                another(client, PROXY, "192.0.2.10") as late,
            ):
                cookies = {}
                for token, name in ((FACILITATOR_TOKEN, FACILITATOR), (TOKEN, READER)):
                    answer = await show(client, token)
                    cookies[name] = answer.cookies[name].value
                assert (await guess(stranger))[-1] == 429
                assert (await show(late, FACILITATOR_TOKEN)).status == 429
                for name, token, page in (
                    (FACILITATOR, FACILITATOR_TOKEN, "/terminal"),
                    (READER, TOKEN, "/"),
                ):
                    kept = {"Cookie": f"{name}={cookies[name]}"}
                    assert (await late.get(page, headers=kept)).status == 200
                    again = await late.get(
                        page, params={"token": token}, headers=kept, allow_redirects=False
                    )
                    assert (again.status, again.headers["Location"]) == (303, page)

        run(story)

    def test_facilitator_is_not_counted(self, record: Path) -> None:
        """A page that makes its browser show wrong tokens keeps it from nothing."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                assert (await show(client, FACILITATOR_TOKEN)).status == 303
                assert await guess(client) == [401] * 12
                async with another(client) as second:
                    assert (await show(second, FACILITATOR_TOKEN)).status == 303

        run(story)

    def test_reader_has_no_guesses_more_than_others(self, record: Path) -> None:
        """A session of a reader is no way to guess the token of facilitators."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                assert (await show(client, TOKEN, "/")).status == 303
                assert await guess(client, 10) == [401] * 10
                assert (await show(client, FACILITATOR_TOKEN)).status == 429
                assert (await client.post("/enter", data={"token": "another one"})).status == 429

        run(story)


class TestCount:
    def test_ipv6_is_counted_by_network(self) -> None:
        """One machine may use every address of its /64."""
        wrong = WrongTokens(Clock())
        for number in range(10):
            wrong.add(f"2001:db8:1:2::{number:x}")
        assert wrong.is_locked_out("2001:db8:1:2:ffff::1")
        assert not wrong.is_locked_out("2001:db8:1:3::1")

    def test_ipv4_written_as_ipv6_is_the_same_client(self) -> None:
        """A socket for both kinds writes it so."""
        wrong = WrongTokens(Clock())
        for _ in range(10):
            wrong.add("::ffff:192.0.2.1")
        assert wrong.is_locked_out("192.0.2.1")
        assert not wrong.is_locked_out("::ffff:192.0.2.2")

    def test_table_is_bounded_and_empties(self) -> None:
        """Any number of clients needs no more memory, and a minute later none."""
        clock = Clock()
        wrong = WrongTokens(clock)
        for number in range(30_000):
            wrong.add(f"10.0.{number >> 8}.{number & 255}")
        assert len(wrong) == 20_000
        clock.now += 61
        wrong.add("192.0.2.1")
        assert len(wrong) == 1

    @pytest.mark.parametrize(
        ("peer", "forwarded", "expected"),
        [
            (PROXY, "192.0.2.9", "192.0.2.9"),
            (PROXY, "192.0.2.8, 192.0.2.9", "192.0.2.9"),
            (PROXY, "192.0.2.9, 10.0.0.7", "192.0.2.9"),
            (PROXY, "10.0.0.8, 10.0.0.7", "10.0.0.8"),
            (PROXY, " 192.0.2.9:4711 ", "192.0.2.9"),
            (PROXY, "[2001:db8::9]:4711", "2001:db8::9"),
            (PROXY, "2001:DB8:0::9", "2001:db8::9"),
            (PROXY, "::ffff:192.0.2.9", "192.0.2.9"),
            (f"::ffff:{PROXY}", "192.0.2.9", "192.0.2.9"),
            (PROXY, "", PROXY),
            (PROXY, "unknown", PROXY),
            (PROXY, "192.0.2.9, unknown", PROXY),
            (PROXY, "192.0.2.9, unknown, 10.0.0.7", "10.0.0.7"),
            (PROXY, "fe80::1%planted words", PROXY),
            (PROXY, "192.0.2.9,", PROXY),
            ("192.0.2.5", "192.0.2.9", "192.0.2.5"),
            ("", "192.0.2.9", ""),
        ],
    )
    def test_client_is_the_last_address_that_is_no_trusted_proxy(
        self, peer: str, forwarded: str, expected: str
    ) -> None:
        """Names of proxies, ports and words are no clients."""
        proxies = Settings("x", trusted_proxies=(PROXY, "10.0.0.0/24")).proxy_networks
        assert client_address(peer, forwarded, proxies) == expected

    @pytest.mark.parametrize(
        ("proxy", "peer"),
        [("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.0/120", "::ffff:192.0.2.7")],
    )
    def test_proxy_written_as_mapped_address_is_the_one_of_ipv4(
        self, proxy: str, peer: str
    ) -> None:
        """As the addresses of connections are, however they are written."""
        proxies = validate_settings(Settings("x", trusted_proxies=(proxy,))).proxy_networks
        assert client_address(peer, "192.0.2.9, 198.51.100.4", proxies) == "198.51.100.4"
        assert client_address("198.51.100.1", "192.0.2.9", proxies) == "198.51.100.1"

    @pytest.mark.parametrize("proxy", ["proxy.example", "192.0.2.1/33", ""])
    def test_proxy_that_is_no_address_is_refused(self, proxy: str) -> None:
        """The message says how one is written."""
        with pytest.raises(Rejected, match=r"--trusted-proxy .*: no address or network; write"):
            validate_settings(Settings("x", trusted_proxies=(proxy,)))

    @pytest.mark.parametrize("proxy", ["0.0.0.0/0", "::/0", "::ffff:0:0/96"])
    def test_network_of_every_address_is_refused(self, proxy: str) -> None:
        """The reason is said: what every client claims would be believed."""
        with pytest.raises(Rejected, match="with every address trusted, a client could claim any"):
            validate_settings(Settings("x", trusted_proxies=(proxy,)))

    def test_server_behind_a_proxy_is_not_of_this_machine_alone(self) -> None:
        """Readers show a token."""
        assert validate_settings(Settings("x", trusted_proxies=("127.0.0.1",))).token


class TestExpiry:
    @pytest.mark.parametrize(("hours", "given"), [(12, {}), (4, {"session_hours": 4})])
    def test_session_expires(self, record: Path, hours: int, given: dict[str, int]) -> None:
        """After 12 hours unless it is said, on the server as in the browser, used or not."""

        async def story() -> None:
            clock = Clock()
            async with served(record, clock, **BOTH, **given) as client:
                for token in (TOKEN, FACILITATOR_TOKEN):
                    answer = await show(client, token)
                    (cookie,) = answer.cookies.values()
                    assert cookie["max-age"] == str(hours * 3600)
                clock.pass_hours(hours * 0.99)
                for page in ("/", "/issued", "/terminal"):
                    assert (await client.get(page)).status == 200
                clock.pass_hours(hours * 0.01)
                for page in ("/", "/issued", "/terminal", "/terminal/socket"):
                    assert (await client.get(page)).status == 401

        run(story)

    def test_page_that_is_open_ends_with_its_session(self, record: Path) -> None:
        """What is on the wall afterwards is not sent."""

        async def story() -> None:
            clock = Clock()
            async with served(record, clock, **BOTH) as client:
                await show(client, TOKEN)
                async with client.get("/live") as answer:
                    assert answer.status == 200
                    clock.pass_hours(12)
                    async with asyncio.timeout(PATIENCE):
                        await answer.content.read()

        run(story)

    def test_screens_that_are_open_end_with_their_session(self, record: Path) -> None:
        """Even if no key is pressed."""

        async def story() -> None:
            clock = Clock()
            async with served(record, clock, **BOTH) as client:
                await show(client, FACILITATOR_TOKEN)
                own = {"Origin": f"http://127.0.0.1:{client.port}"}
                async with client.ws_connect("/terminal/socket", headers=own) as socket:
                    clock.pass_hours(12)
                    async with asyncio.timeout(PATIENCE):
                        async for _ in socket:
                            pass
                    assert socket.close_code == 1008

        run(story)

    def test_expired_sessions_are_forgotten(self) -> None:
        """The next to enter finds the table without them."""
        clock = Clock()
        sessions = Sessions(Settings("x", token=TOKEN), clock)
        first = sessions.enter(Role.READER, "")
        clock.pass_hours(12)
        sessions.enter(Role.READER, "")
        clock.pass_hours(-1)
        assert sessions.visitor({READER: first}).role is Role.NOBODY


class TestLeaving:
    def test_browser_that_leaves_is_out(self, record: Path) -> None:
        """Its cookies go, and would no longer do if somebody had kept them."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                kept = {}
                for token, name in ((TOKEN, READER), (FACILITATOR_TOKEN, FACILITATOR)):
                    kept[name] = (await show(client, token)).cookies[name].value
                assert 'action="/leave"' in await (await client.get("/terminal")).text()
                answer = await client.post("/leave", allow_redirects=False)
                assert (answer.status, answer.headers["Location"]) == (303, "/")
                assert {each.value for each in answer.cookies.values()} == {""}
                assert [(await client.get(each)).status for each in ("/", "/terminal")] == [401] * 2
                cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
                for page in ("/", "/issued", "/terminal"):
                    assert (await client.get(page, headers={"Cookie": cookies})).status == 401

        run(story)

    def test_button_is_there_for_who_entered(self, record: Path) -> None:
        """Where no token is asked for there is nothing to leave."""

        async def story() -> None:
            async with served(record) as client:
                assert (
                    '<form method="post" action="/leave" hidden>'
                    in await (await client.get("/")).text()
                )
            async with served(record, **BOTH) as client:
                await show(client, TOKEN)
                assert (
                    '<form method="post" action="/leave" >' in await (await client.get("/")).text()
                )

        run(story)

    def test_others_stay(self, record: Path) -> None:
        """Also those who showed the same token."""

        async def story() -> None:
            async with served(record, **BOTH) as client, another(client) as other:
                for each in (client, other):
                    await show(each, FACILITATOR_TOKEN)
                await client.post("/leave")
                assert (await other.get("/terminal")).status == 200

        run(story)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
        ],
    )
    def test_another_site_makes_no_browser_leave(
        self, record: Path, headers: dict[str, str]
    ) -> None:
        """Neither by a form nor by a link."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                cookie = (await show(client, FACILITATOR_TOKEN)).cookies[FACILITATOR]
                assert cookie["samesite"] == "Lax"
                assert (await client.post("/leave", headers=headers)).status == 403
                assert (await client.get("/leave")).status == 405
                assert (await client.get("/terminal")).status == 200

        run(story)

    def test_open_page_and_screens_end_when_their_browser_leaves(self, record: Path) -> None:
        """As when the session expires."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                await show(client, FACILITATOR_TOKEN)
                own = {"Origin": f"http://127.0.0.1:{client.port}"}
                async with (
                    # The answer to a close, for which no server waits, may replace its code.
                    client.ws_connect("/terminal/socket", headers=own, autoclose=False) as socket,
                    client.get("/live") as page,
                ):
                    await client.post("/leave")
                    async with asyncio.timeout(PATIENCE):
                        await page.content.read()
                        async for _ in socket:
                            pass
                    assert socket.close_code == 1008
                with pytest.raises(WSServerHandshakeError):
                    await client.ws_connect("/terminal/socket", headers=own)

        run(story)


class TestBothAtOnce:
    @pytest.mark.parametrize("order", [(TOKEN, FACILITATOR_TOKEN), (FACILITATOR_TOKEN, TOKEN)])
    def test_reader_and_facilitator_in_one_browser(
        self, record: Path, order: tuple[str, str]
    ) -> None:
        """Whichever link was opened last, the screens stay open to it."""

        async def story() -> None:
            async with served(record, **BOTH) as client:
                for token in order:
                    assert (await show(client, token, "/")).status == 303
                held = {each.key for each in client.session.cookie_jar}
                assert held == {READER, FACILITATOR}
                for page in ("/", "/issued", "/terminal"):
                    assert (await client.get(page)).status == 200

        run(story)

    def test_form_of_readers_displaces_no_facilitator(self, record: Path) -> None:
        """The name for the record stays as well."""
        sessions = Sessions(Settings("x", token=TOKEN, facilitator_token=FACILITATOR_TOKEN))
        cookies = {
            FACILITATOR: sessions.enter(Role.FACILITATOR, "Ana"),
            READER: sessions.enter(Role.READER, "Eve"),
        }
        visitor = sessions.visitor(cookies)
        assert (visitor.role, visitor.name) == (Role.FACILITATOR, "Ana")

    def test_any_number_of_readers_displaces_no_facilitator(self) -> None:
        """Sessions are bounded, each role by itself."""
        sessions = Sessions(Settings("x", token=TOKEN, facilitator_token=FACILITATOR_TOKEN))
        facilitator = sessions.enter(Role.FACILITATOR, "Ana")
        first = sessions.enter(Role.READER, "")
        for _ in range(20_000):
            last = sessions.enter(Role.READER, "")
        assert sessions.visitor({FACILITATOR: facilitator}).role is Role.FACILITATOR
        assert sessions.visitor({READER: last}).role is Role.READER
        assert sessions.visitor({READER: first}).role is Role.NOBODY

    def test_cookie_of_one_role_is_none_of_the_other(self) -> None:
        """A reader's cookie under the facilitators' name gives nothing."""
        sessions = Sessions(Settings("x", token=TOKEN, facilitator_token=FACILITATOR_TOKEN))
        cookie = sessions.enter(Role.READER, "")
        assert sessions.visitor({FACILITATOR: cookie}).role is Role.NOBODY
        assert sessions.visitor({READER: cookie + "x"}).role is Role.NOBODY


# Who comes in: tokens, hosts, origins and limits; and what is noted of those who do not.

PATHS = ("/", "/projector", "/live", "/issued", "/issued/D1/Rev.1")


class TestTokens:
    def test_on_this_machine_readers_need_none(self, record: Path) -> None:
        async def story() -> None:
            async with served(record) as client:
                assert (await client.get("/")).status == 200
                assert (await client.get("/issued")).status == 200

        run(story)

    def test_link_to_the_projector_keeps_its_colours(self, record: Path) -> None:
        """And leaves the token behind, and whatever else stood in it."""

        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                link = {"token": TOKEN, "dark": "", "other": "1"}
                answer = await client.get("/projector", params=link, allow_redirects=False)
                assert (answer.status, answer.headers["Location"]) == (303, "/projector?dark")

        run(story)

    @pytest.mark.parametrize("path", PATHS)
    def test_elsewhere_nothing_is_told_without_one(self, record: Path, path: str) -> None:
        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                answer = await client.get(path)
                assert answer.status == 401
                assert "Harbours" not in await answer.text()

        run(story)

    def test_link_with_a_token_lets_in_and_leaves_it_behind(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                answer = await client.get("/", params={"token": TOKEN}, allow_redirects=False)
                assert (answer.status, answer.headers["Location"]) == (303, "/")
                cookie = answer.headers["Set-Cookie"]
                assert "HttpOnly" in cookie
                assert "SameSite" in cookie
                assert TOKEN not in cookie
                assert (await client.get("/issued")).status == 200

        run(story)

    def test_form_lets_in_as_a_link_does(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                answer = await client.post("/enter", data={"token": TOKEN, "by": "Ana"})
                assert answer.status == 200
                assert answer.url.path == "/"

        run(story)

    def test_cookie_is_safe_only_where_the_address_is(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, public_url="https://wg.example.org", token=TOKEN) as client:
                answer = await client.get("/", params={"token": TOKEN}, allow_redirects=False)
                assert "Secure" in answer.headers["Set-Cookie"]

        run(story)

    def test_each_token_gives_its_own_role(self) -> None:
        sessions = Sessions(
            Settings("x", token=TOKEN, facilitator_token=FACILITATOR_TOKEN, terminal=True)
        )
        roles = [sessions.role_of(each) for each in (TOKEN, FACILITATOR_TOKEN, "", "\udcff")]
        assert roles == [Role.READER, Role.FACILITATOR, Role.NOBODY, Role.NOBODY]

    def test_token_that_could_be_guessed_is_refused(self) -> None:
        with pytest.raises(Rejected, match="could be guessed"):
            validate_settings(Settings("x", token="short"))

    def test_readers_and_facilitators_may_not_share_one(self) -> None:
        with pytest.raises(Rejected, match="tokens of their own"):
            validate_settings(Settings("x", token=TOKEN, facilitator_token=TOKEN, terminal=True))

    def test_tokens_are_made_up_where_they_are_needed(self) -> None:
        local = validate_settings(Settings("x"))
        assert (local.token, local.facilitator_token) == ("", "")
        wide = validate_settings(Settings("x", host="0.0.0.0", terminal=True))
        assert len(wide.token) >= 32
        assert len(wide.facilitator_token) >= 32
        assert validate_settings(Settings("x", public_url="https://a.example")).token
        assert not validate_settings(Settings("x", host="::1")).token
        assert validate_settings(Settings("x", host="machine.example")).token

    @pytest.mark.parametrize("url", ["wg.example.org", "ftp://a.example", "https://a.example/x"])
    def test_address_that_is_no_site_is_refused(self, url: str) -> None:
        with pytest.raises(Rejected, match="no address of a site"):
            validate_settings(Settings("x", public_url=url))


class TestStrangers:
    @pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "192.0.2.7", ""])
    def test_name_that_was_led_here_is_refused(self, record: Path, host: str) -> None:
        async def story() -> None:
            async with served(record) as client:
                answer = await client.get("/issued", headers={"Host": host})
                assert answer.status == 421

        run(story)

    @pytest.mark.parametrize(
        "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "file://", ""]
    )
    def test_foreign_origin_is_refused(self, record: Path, origin: str) -> None:
        async def story() -> None:
            async with served(record) as client:
                answer = await client.get("/issued", headers={"Origin": origin})
                assert answer.status == 403

        run(story)

    def test_own_origin_is_let_in(self, record: Path) -> None:
        async def story() -> None:
            async with served(record) as client:
                own = f"http://127.0.0.1:{client.port}"
                assert (await client.get("/issued", headers={"Origin": own})).status == 200

        run(story)

    def test_public_address_is_own_too(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, public_url="https://wg.example.org", token=TOKEN) as client:
                names = {"Host": "wg.example.org", "Origin": "https://wg.example.org"}
                answer = await client.post("/enter", data={"token": TOKEN}, headers=names)
                assert answer.status in (200, 401)
                assert answer.history[0].status == 303

        run(story)

    def test_link_on_another_site_may_lead_here_and_its_scripts_may_not(self, record: Path) -> None:
        async def story() -> None:
            async with served(record) as client:
                foreign = {"Sec-Fetch-Site": "cross-site"}
                assert (await client.get("/issued", headers=foreign)).status == 403
                followed = {**foreign, "Sec-Fetch-Mode": "navigate"}
                assert (await client.get("/", headers=followed)).status == 200

        run(story)

    @pytest.mark.parametrize(
        "path",
        [
            "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/issued/..%2f..%2fetc/passwd",
            "/issued/D1/..%2fservice.py",
            "/terminal/static/..%2f..%2fserver.py",
            "/terminal/static/%2e%2e/app_service.py",
            "/static/live.html",
            "/live.css/../enter.html",
        ],
    )
    def test_tricks_with_paths_find_nothing(self, record: Path, path: str) -> None:
        async def story() -> None:
            async with served(record, terminal=True) as client:
                answer = await client.get(path)
                assert answer.status in (403, 404)
                assert "import" not in await answer.text()

        run(story)


FORM = "application/x-www-form-urlencoded"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n' + TOKEN.encode()


class TestEntering:
    @pytest.mark.parametrize(
        ("body", "kind", "encoding"),
        [
            pytest.param(b"", FORM, "", id="nothing"),
            pytest.param(b"by=Ana", FORM, "", id="no token"),
            pytest.param(b"token=", FORM, "", id="empty token"),
            pytest.param(b"token=+++", FORM, "", id="blank token"),
            pytest.param(b"token=a&token=b", FORM, "", id="two tokens"),
            pytest.param(b"token=a&by=Ana&by=Eve", FORM, "", id="two names"),
            pytest.param(b"token", FORM, "", id="no value"),
            pytest.param(b"\xff\xfe\x00", FORM, "", id="bytes"),
            pytest.param(b"token=%ff%fe", FORM, "", id="escaped bytes"),
            pytest.param(b"token=caf\xe9", f"{FORM}; charset=latin-1", "", id="another encoding"),
            pytest.param(b"token=a", f"{FORM}; charset=none-such", "", id="unknown encoding"),
            pytest.param(b"&".join([b"token=a"] * 1000), FORM, "", id="many fields"),
            pytest.param(b"token=" + b"x" * 100_000, FORM, "", id="large"),
            pytest.param(b'{"token": "a"}', "application/json", "", id="JSON"),
            pytest.param(b"token=a", "text/plain", "", id="text"),
            pytest.param(b"token=a", "", "", id="no type"),
            pytest.param(b"token=a", ";;;=", "", id="no proper type"),
            pytest.param(MULTIPART, "multipart/form-data; boundary=x", "", id="multipart"),
            pytest.param(MULTIPART, "multipart/form-data", "", id="multipart without boundary"),
            pytest.param(b"no gzip", FORM, "gzip", id="no gzip"),
            pytest.param(gzip.compress(b"x" * 10_000_000), FORM, "gzip", id="bomb"),
            pytest.param(b"no deflate", FORM, "deflate", id="no deflate"),
        ],
    )
    def test_body_that_cannot_be_read_is_a_bad_request(
        self, record: Path, body: bytes, kind: str, encoding: str
    ) -> None:
        """The answer says what to do, and the next form is read."""

        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                headers = {"Content-Type": kind, "Content-Encoding": encoding}
                given = {name: value for name, value in headers.items() if value}
                given["Connection"] = "close"
                status, answer = await posted(client, given, body)
                assert status == 400
                assert "type its token into the page" in answer
                entered = await client.post("/enter", data={"token": TOKEN})
                assert (entered.status, entered.url.path) == (200, "/")

        run(story)

    def test_chunks_that_are_none_are_a_bad_request(self, record: Path) -> None:
        """The body breaks off in the middle of its encoding."""

        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                headers = {
                    "Content-Type": FORM,
                    "Transfer-Encoding": "chunked",
                    "Connection": "close",
                }
                status, _ = await posted(client, headers, b"5\r\ntoken\r\nzz\r\n")
                assert status == 400

        run(story)

    def test_unreadable_bodies_are_no_wrong_tokens(self, record: Path) -> None:
        """However many there were, the right token enters."""

        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                for _ in range(30):
                    assert (await client.post("/enter", data=b"token")).status == 400
                assert (await client.post("/enter", data={"token": TOKEN})).status == 200

        run(story)


async def posted(client: Client, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    """The status and the text that a body gets at `/enter`, sent as it is."""
    if "Transfer-Encoding" not in headers:
        headers = {**headers, "Content-Length": str(len(body))}
    lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
    head = f"POST /enter HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n{''.join(lines)}\r\n"
    answer = (await exchanged(client.port or 0, head.encode() + body)).decode()
    return int(answer.split()[1]), answer


async def exchanged(port: int, request: bytes) -> bytes:
    """What the server answers to these bytes until it closes or resets the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = b""
    # Where it refuses a request without reading all of it, the closing is a reset.
    with suppress(ConnectionResetError):
        while chunk := await reader.read(1 << 16):
            answer += chunk
    writer.close()
    return answer


class TestRedirects:
    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example",
            "//evil.example/issued",
            "///evil.example",
            "/%2fevil.example",
            "/%5cevil.example",
            "/\\evil.example",
            "//evil.example/%2e%2e",
            "/issued/%0d%0aSet-Cookie:%20a=b/x",
            "/issued/%0d%0aLocation:%20https:%2f%2fevil.example/x",
            "/issued//evil.example",
            "/nowhere",
        ],
    )
    def test_link_with_a_token_leads_to_a_page_of_this_host(
        self, record: Path, target: str
    ) -> None:
        """It may ask for anything, a browser is sent nowhere else."""

        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                query = f"token={quote(TOKEN)}&next=//evil.example"
                head = f"GET {target}?{query} HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n"
                answer = await exchanged(
                    client.port or 0, f"{head}Connection: close\r\n\r\n".encode()
                )
                status, *headers = answer.decode().partition("\r\n\r\n")[0].split("\r\n")
                assert " 303 " in status
                (location,) = [each for each in headers if each.startswith("Location:")]
                page = location.removeprefix("Location:").strip()
                assert urljoin("https://here.example/", page).startswith("https://here.example/")
                assert not page.startswith(("//", "/\\"))
                assert len([each for each in headers if each.startswith("Set-Cookie:")]) == 1

        run(story)

    @pytest.mark.parametrize("target", ["https://evil.example", "http://evil.example/issued"])
    def test_address_of_another_host_is_refused(self, record: Path, target: str) -> None:
        """It may stand in the first line of a request instead of the path."""

        async def story() -> None:
            async with served(record, host="127.0.0.1", token=TOKEN) as client:
                head = f"GET {target}?token={quote(TOKEN)} HTTP/1.1\r\n"
                host = f"Host: 127.0.0.1:{client.port}\r\nConnection: close\r\n\r\n"
                answer = await exchanged(client.port or 0, f"{head}{host}".encode())
                assert answer.split()[1] == b"421"
                assert b"evil" not in answer

        run(story)


PLANTED = "Plantedword"


class TestLog:
    def test_no_word_of_a_request_is_in_the_log(self, record: Path) -> None:
        """Neither of paths, queries, headers, bodies and messages, nor of what is no request."""

        async def story() -> None:
            async with process(record) as (server, port):
                for request in planted_requests(port):
                    await exchanged(port, request)
                await plant_in_screens(port)
                server.terminate()
                out, err = (each.decode() for each in await server.communicate())
            for line in (
                "refused GET /issued from 127.0.0.1: wrong token",
                "refused POST /enter from 127.0.0.1: the form cannot be read",
                "refused another method an unknown address from 127.0.0.1: foreign host",
                "refused GET /issued/{draft}/{name} from 192.0.2.77: no token",
                "refused GET /issued/{draft}/{name} from 127.0.0.1: nothing is published there",
                "closed GET /terminal/socket from 127.0.0.1: no message that is known here",
                "aiohttp.server: web_protocol, line",
            ):
                assert line in err
            assert PLANTED.lower() not in (out + err).lower()
            assert all(each.isprintable() for each in err.splitlines())

        run(story)

    def test_errors_of_other_packages_are_logged_by_kind_and_place(self) -> None:
        """Their messages may quote what they could not read."""
        try:
            int(PLANTED)
        except ValueError:
            caught = sys.exc_info()
        record = logging.LogRecord(
            "asyncio", logging.ERROR, "base_events.py", 12, f"future={PLANTED}", None, caught
        )
        assert LogFormatter().format(record) == (
            "asyncio: base_events, line 12: ValueError,"
            f" test_errors_of_other_packages_are_logged_by_kind_and_place in line"
            f" {caught[2].tb_lineno if caught[2] else 0} of {__file__}"
        )


def planted_requests(port: int) -> Iterator[bytes]:
    """Requests with a word wherever one can be, and some that are no requests."""
    word, own = PLANTED, f"127.0.0.1:{port}"
    token = quote(TOKEN)

    def request(
        first: str, host: str = own, body: str = "", kind: str = FORM, **headers: str
    ) -> bytes:
        given = {"Host": host, "Content-Type": kind, "Connection": "close", **headers}
        given.setdefault("Content-Length", str(len(body.encode())))
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
        return f"{first} HTTP/1.1\r\n{lines}\r\n{body}".encode()

    yield request(f"GET /issued?token={word}&by={word}&{word}={word}")
    yield request(f"GET /{word}/%1b%5b31m{word}?{word}")
    yield request(f"GET /?token={token}&by={word}")
    yield request("GET /", host=f"{word}.example")
    yield request(f"{word.upper()} /")
    yield request(f"PROPFIND /{word}", host=f"{word}.example")
    yield request("GET /issued", Origin=f"http://{word}.example")
    yield request("GET /issued", Cookie=f"consensus-reader={word}; {word}={word}")
    yield request(
        f"GET /issued/{word}/{word}?{word}",
        X_Forwarded_For=f"{word}, 192.0.2.77",
        Cookie=f"{word}={word}",
    )
    yield request("GET /issued", X_Forwarded_For=f"fe80::1%{word}", User_Agent=word)
    yield request("GET /live", Referer=f"http://{word}/", Last_Event_ID=word)
    yield request(f"GET /terminal/socket?width={word}")
    yield request("POST /enter", body=f"token={word}&by={word}")
    yield request("POST /enter", body=f"{word}")
    yield request("POST /enter", body=word, kind=f"text/{word}")
    yield request("POST /enter", body=f"token={word}", kind=f"{FORM}; charset={word}")
    yield request("POST /enter", body=word, Content_Encoding="gzip")
    yield request("POST /enter", body=word * 10_000)
    yield request("POST /leave", Origin=word)
    yield request("POST /enter", body=word, Expect=word)
    yield request("GET /", Content_Length=word)
    yield request("GET /", Transfer_Encoding=word)
    yield request("GET /", X=word * 10_000)
    yield request(f"GET /{word * 10_000}")
    yield request("GET /", **{f"{word} {word}": "x"})
    yield f"{word} {word} {word}\r\n\r\n".encode()
    yield f"GET / HTTP/{word}\r\n\r\n".encode()
    yield f"GET /\x00{word} HTTP/1.1\r\nHost: {own}\r\n\r\n".encode()
    yield b"\x16\x03\x01\x02\x00" + word.encode() + b"\r\n\r\n"


async def plant_in_screens(port: int) -> None:
    """Opens the screens under a planted name, and sends what is no message."""
    site = f"http://127.0.0.1:{port}"
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
        query = {"token": FACILITATOR_TOKEN, "by": f"{PLANTED}\n--{PLANTED}"}
        async with browser.get(f"{site}/terminal", params=query) as answer:
            assert answer.status == 200
        async with browser.get(f"{site}/issued/{PLANTED}/{PLANTED}") as answer:
            assert answer.status == 404
        for message in (f'["stdin", "{PLANTED}"]', PLANTED):
            async with browser.ws_connect(
                f"{site}/terminal/socket", headers={"Origin": site}
            ) as socket:
                await socket.send_str(message)
                await socket.send_str(f'["{PLANTED}"')
                async for _ in socket:
                    pass


@asynccontextmanager
async def process(record: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A server in a process of its own, and its port."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "consensus", "-f", str(record), "serve", "--port", "0", "--json"),
        *("--terminal", "--trusted-proxy", "127.0.0.1"),
        env={
            **os.environ,
            "CONSENSUS_TOKEN": TOKEN,
            "CONSENSUS_FACILITATOR_TOKEN": FACILITATOR_TOKEN,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    try:
        links = json.loads(await server.stdout.readuntil(b"}\n"))
        yield server, urlsplit(links["page"]).port or 0
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()


def test_every_answer_names_no_other_host(record: Path) -> None:
    """Pages, styles and scripts ask nothing of anybody else, and none may be framed."""

    async def story() -> None:
        async with served(record, terminal=True, facilitator_token=FACILITATOR_TOKEN) as client:
            await client.get("/terminal", params={"token": FACILITATOR_TOKEN})
            for path in ("/", "/live.css", "/live.js", "/terminal", "/nowhere"):
                answer = await client.get(path)
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy
                assert "frame-ancestors 'none'" in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert "https://" not in await answer.text()

    run(story)
