"""Who comes in: tokens, hosts, origins and limits; and what is noted of those who do not."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from consensus.errors import Rejected
from consensus.serve.sessions import Role, Sessions, Visitor
from consensus.serve.settings import Settings, checked
from tests.serve.conftest import FACILITATOR_TOKEN, TOKEN, run, served

PATHS = ("/", "/live", "/issued", "/issued/D1/Rev.1")


class TestTokens:
    def test_on_this_machine_readers_need_none(self, record: Path) -> None:
        async def story() -> None:
            async with served(record) as client:
                assert (await client.get("/")).status == 200
                assert (await client.get("/issued")).status == 200

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

    def test_wrong_tokens_are_refused_and_soon_not_even_looked_at(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                found = [
                    (await client.get("/", params={"token": f"{TOKEN}{number}"})).status
                    for number in range(12)
                ]
                assert found == [401] * 10 + [429] * 2
                assert (await client.get("/", params={"token": TOKEN})).status == 429

        run(story)

    def test_who_guessed_may_try_again_a_minute_later(self) -> None:
        now = 0.0
        sessions = Sessions(Settings("x", token=TOKEN), lambda: now)
        for _ in range(10):
            sessions.was_wrong("192.0.2.1")
        assert not sessions.may_try("192.0.2.1")
        assert sessions.may_try("192.0.2.2")
        now = 60.5
        assert sessions.may_try("192.0.2.1")

    def test_each_token_gives_its_own_role(self) -> None:
        sessions = Sessions(
            Settings("x", token=TOKEN, facilitator_token=FACILITATOR_TOKEN, terminal=True)
        )
        roles = [sessions.role_of(each) for each in (TOKEN, FACILITATOR_TOKEN, "", "\udcff")]
        assert roles == [Role.READER, Role.FACILITATOR, Role.NOBODY, Role.NOBODY]

    def test_cookie_that_nobody_was_given_is_nobody(self) -> None:
        sessions = Sessions(Settings("x", token=TOKEN))
        cookie = sessions.come_in(Visitor(Role.READER, "Ana"))
        assert sessions.visitor(cookie) == Visitor(Role.READER, "Ana")
        assert sessions.visitor(cookie + "x").role is Role.NOBODY

    def test_token_that_could_be_guessed_is_refused(self) -> None:
        with pytest.raises(Rejected, match="could be guessed"):
            checked(Settings("x", token="short"))

    def test_readers_and_facilitators_may_not_share_one(self) -> None:
        with pytest.raises(Rejected, match="tokens of their own"):
            checked(Settings("x", token=TOKEN, facilitator_token=TOKEN, terminal=True))

    def test_tokens_are_made_up_where_they_are_needed(self) -> None:
        local = checked(Settings("x"))
        assert (local.token, local.facilitator_token) == ("", "")
        wide = checked(Settings("x", host="0.0.0.0", terminal=True))
        assert len(wide.token) >= 32
        assert len(wide.facilitator_token) >= 32
        assert checked(Settings("x", public_url="https://a.example")).token
        assert not checked(Settings("x", host="::1")).token
        assert checked(Settings("x", host="machine.example")).token

    @pytest.mark.parametrize("url", ["wg.example.org", "ftp://a.example", "https://a.example/x"])
    def test_address_that_is_no_site_is_refused(self, url: str) -> None:
        with pytest.raises(Rejected, match="no address of a site"):
            checked(Settings("x", public_url=url))


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

    def test_large_form_is_refused(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                answer = await client.post("/enter", data={"token": "x" * 100_000})
                assert answer.status == 413

        run(story)

    def test_file_is_no_token(self, record: Path) -> None:
        async def story() -> None:
            async with served(record, host="0.0.0.0", token=TOKEN) as client:
                with Path(__file__).open("rb") as file:
                    answer = await client.post("/enter", data={"token": file})
                assert answer.status in (400, 413)

        run(story)


def test_refusals_are_noted_without_what_was_sent(
    record: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where and why, and no token, query, text or raw control sign."""

    async def story() -> None:
        async with served(record, host="0.0.0.0", token=TOKEN) as client:
            await client.get("/issued", params={"token": "guessed-words", "by": "somebody"})
            await client.get("/issued/%1b%5b31mred/x")

    with caplog.at_level(logging.WARNING, "consensus.serve"):
        run(story)
    assert "refused GET /issued from 127.0.0.1: wrong token" in caplog.messages
    assert any("\\u001b" in each for each in caplog.messages)
    for message in caplog.messages:
        assert "guessed-words" not in message
        assert "somebody" not in message
        assert message.isprintable()


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
