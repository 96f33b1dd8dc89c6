"""Sessions: who is counted for wrong tokens, how long browsers stay in, and how they leave."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, WSServerHandshakeError

from consensus.errors import Rejected
from consensus.serve.security import COOKIES, Role, Sessions, WrongTokens, client_address
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
