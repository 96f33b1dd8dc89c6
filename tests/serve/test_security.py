"""Who comes in: tokens, hosts, origins and limits; and what is noted of those who do not."""

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
from urllib.parse import quote, urljoin, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar

from consensus.errors import Rejected
from consensus.serve.security import LogFormatter, Role, Sessions
from consensus.serve.settings import Settings, validate_settings
from tests.serve.conftest import FACILITATOR_TOKEN, TOKEN, Client, run, served

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
                "refused GET /issued/{draft}/{name} from 127.0.0.1: nothing is issued there",
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
