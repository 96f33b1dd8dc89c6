"""The PostgreSQL store: its URL, roles, formats, neighbours and restarts."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import attrs
import pytest

from consensus import WorkingGroup
from consensus.errors import Damaged, StoreError, StoreLocked, StoreTooNew
from consensus.finding import Severity
from consensus.history.replay import replay
from consensus.history.snapshot import write_snapshot
from consensus.history.verify import SnapshotCheck, verify
from consensus.store.doctor import doctor
from consensus.store.opening import prepare_database
from consensus.working_group.wall import WallWindow
from tests.support.faults import each_fault
from tests.support.postgres import Server
from tests.support.recording import SECRET, chain, member, redaction, step

# The PostgreSQL store where it is more than a file: roles, formats, neighbours and restarts.

pytest.importorskip("psycopg")

import psycopg

from consensus.store import postgres_schema
from consensus.store.postgres import PostgresStore
from consensus.store.postgres_connection import parse_url, with_group
from tests.support.database_faults import ServerFault
from tests.support.files import whole

pytestmark = pytest.mark.waits

_DOCUMENTED = (Path(__file__).parents[2] / "docs" / "databases.md").read_text(encoding="utf-8")


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    """The URL of a working group with three steps in a database of its own."""
    with postgres.database("own") as database:
        found = f"{database}&group=panel"
        PostgresStore.create(found, steps=chain(3)).close()
        yield found


def run(url: str, *statements: str) -> None:
    """Do something in a database behind the back of the store."""
    with psycopg.connect(url.partition("&group")[0], autocommit=True) as connection:
        for each in statements:
            connection.execute(each)


class TestRoles:
    @pytest.fixture
    def role(self, url: str) -> Iterator[str]:
        """The URL as a user sees it who was given what the documentation says."""
        names = ("facilitator", "observer", "room")
        run(url, *(f"CREATE ROLE {each} LOGIN" for each in names))
        granted = re.findall(r"```sql\n(.*?)```", _DOCUMENTED, re.DOTALL)
        assert len(granted) == 3
        run(url, *granted)
        yield url.replace("postgres@", "{}@")
        for each in names:
            run(url, f"DROP OWNED BY {each}", f"DROP ROLE {each}")

    def test_a_facilitator_can_do_everything_but_make_tables(self, role: str) -> None:
        """Append, redact, show, keep snapshots, and begin other working groups."""
        place = role.format("facilitator")
        with closing(PostgresStore.open(place)) as store:
            steps = list(store.read())
            store.append(step(4, (steps[-1].hash,)), steps[-1].hash)
            store.keep_snapshot(b"kept", store.head)
            store.show_on_wall(b"shown", store.head)
            steps = list(store.read())
            last = redaction(5, steps[-1], of=steps[1])
            store.redact(last, store.head, [(steps[1].id, [1])])
            assert (store.length, store.snapshot(whole), store.on_wall()) == (5, None, b"")
            assert verify(store.read_stored()).is_intact
            with pytest.raises(StoreError, match="belong to postgres"):
                store.erase_traces()
        PostgresStore.create(place.replace("panel", "other"), steps=chain(2)).close()
        prepare_database(place)

    def test_an_observer_sees_everything_and_changes_nothing(self, role: str) -> None:
        """Reading and watching work, whatever changes is refused."""
        with (
            closing(PostgresStore.open(role.format("observer"))) as store,
            closing(PostgresStore.open(role.format("facilitator"))) as other,
        ):
            assert (store.is_writable, len(list(store.read()))) == (False, 3)
            new = step(4, (other.head,))
            other.append(new, other.head)
            assert store.watch(3600)
            for change in (
                lambda: store.append(step(5, (new.hash,)), new.hash),
                lambda: store.keep_snapshot(b"kept"),
                lambda: store.show_on_wall(b"shown"),
                store.drop_snapshots,
            ):
                with pytest.raises(StoreError, match="can only be read"):
                    change()
        with pytest.raises(StoreError, match="may not do that"):
            PostgresStore.create(role.format("observer").replace("panel", "other"))

    def test_the_room_sees_the_wall_alone(self, role: str) -> None:
        """Its screen works, and its user can read no step."""
        place = role.format("room")
        with WallWindow.open(place) as window:
            assert window.slide() is None
        with closing(PostgresStore.open(place)) as store:
            assert store.on_wall() == b""
            with pytest.raises(StoreError, match="may not do that"):
                list(store.read())


class TestFormats:
    @pytest.fixture
    def later(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Software with one format more than what made the tables."""
        formats = (
            *postgres_schema._FORMATS,
            (
                "ALTER TABLE consensus.steps ADD COLUMN size integer",
                "UPDATE consensus.steps SET size = length(content)",
            ),
        )
        monkeypatch.setattr(postgres_schema, "_FORMATS", formats)
        monkeypatch.setattr(postgres_schema, "FORMAT", len(formats))

    def test_tables_are_made_whole_or_not_at_all(
        self, postgres: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Wherever making them fails, the database is as empty as before."""
        with postgres.database("bare") as bare:
            fault = ServerFault(monkeypatch, "full")
            for _, failed in each_fault(fault, lambda _: prepare_database(bare)):
                if failed:
                    with pytest.raises(StoreError, match="holds no tables yet"):
                        PostgresStore.open(bare)
            prepare_database(bare)
            with pytest.raises(StoreError, match="no working group yet"):
                PostgresStore.open(bare)

    @pytest.mark.usefixtures("later")
    def test_tables_are_brought_up_to_date_whole_or_not_at_all(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Wherever it fails, they are of the format before, and can be tried again."""
        with pytest.raises(
            StoreError, match=r"format 1, this software needs 2; let .* create them"
        ):
            PostgresStore.open(url)
        fault = ServerFault(monkeypatch, "full")
        for _, failed in each_fault(fault, lambda _: prepare_database(url)):
            with psycopg.connect(url.partition("&group")[0]) as connection:
                (version,) = connection.execute("SELECT version FROM consensus.format").fetchone()
                columns = connection.execute("SELECT * FROM consensus.steps").description
            assert (version, len(columns)) == (1, 5) if failed else (2, 6)
        with closing(PostgresStore.open(url)) as store:
            assert verify(store.read_stored()).steps == 3

    def test_older_software_records_nothing_more_once_the_tables_are_newer(self, url: str) -> None:
        """Whoever has them open is told at the next change, and nobody can open them anew."""
        with closing(PostgresStore.open(url)) as store:
            steps = list(store.read())
            run(url, "UPDATE consensus.format SET version = 2")
            for change in (
                lambda: store.append(step(4, (steps[-1].hash,)), steps[-1].hash),
                lambda: store.keep_snapshot(b"kept"),
                lambda: store.show_on_wall(b"shown"),
            ):
                with pytest.raises(StoreTooNew, match="format 2, this one knows 1"):
                    change()
        for act in (PostgresStore.open, prepare_database, PostgresStore.create):
            with pytest.raises(StoreTooNew, match="bring the software up to date"):
                act(url)

    def test_a_schema_of_somebody_else_is_left_alone(self, postgres: Server) -> None:
        """A database that has a schema of that name for something else is refused."""
        with postgres.database("foreign_one") as foreign:
            run(foreign, "CREATE SCHEMA consensus", "CREATE TABLE consensus.mine (a integer)")
            with pytest.raises(StoreError, match="already exists"):
                prepare_database(foreign)
            run(foreign, "SELECT a FROM consensus.mine")


class TestNeighbours:
    def test_working_groups_do_not_wait_for_each_other(self, url: str) -> None:
        """While one is written to, the other goes on; in the same one somebody has to wait."""
        other = url.replace("panel", "other")
        PostgresStore.create(other, steps=chain(3)).close()
        with (
            psycopg.connect(url.partition("&group")[0]) as busy,
            closing(PostgresStore.open(url, wait=0.05)) as one,
            closing(PostgresStore.open(other, wait=0.05)) as two,
        ):
            busy.execute(
                "SELECT 1 FROM consensus.working_groups WHERE name = 'panel' FOR NO KEY UPDATE"
            )
            two.append(step(4, (two.head,)), two.head)
            with pytest.raises(StoreLocked, match="somebody else is writing"):
                one.append(step(4, (one.head,)), one.head)
            assert (one.length, two.length) == (3, 4)
            assert not one.watch(0)

    def test_the_steps_of_one_are_no_news_to_another(self, url: str) -> None:
        """Only whoever watches the same working group is woken."""
        other = url.replace("panel", "other")
        PostgresStore.create(other, steps=chain(3)).close()
        with (
            closing(PostgresStore.open(url)) as one,
            closing(PostgresStore.open(other)) as two,
        ):
            two.append(step(4, (two.head,)), two.head)
            assert (one.watch(0.05), one.length) == (False, 3)

    def test_a_watch_that_cannot_listen_polls(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the server has no connection left to listen on, a step is news all the same."""
        with closing(PostgresStore.open(url)) as one, closing(PostgresStore.open(url)) as other:
            tries: list[str] = []

            def refuse(_: object) -> None:
                tries.append(one.head)
                if len(tries) == 2:
                    one.append(step(4, (one.head,)), one.head)
                raise psycopg.OperationalError("too many clients already")

            monkeypatch.setattr("consensus.store.postgres_connection.connect", refuse)
            assert other.watch(3600)
            assert len(tries) == 2

    def test_one_that_was_taken_away_is_missed(self, url: str) -> None:
        """Whoever has it open is told."""
        with closing(PostgresStore.open(url)) as store:
            run(url, "DELETE FROM consensus.steps", "DELETE FROM consensus.working_groups")
            with pytest.raises(StoreError, match="taken out of the database"):
                store.append(chain(1)[0], "")


class TestRestarts:
    def test_a_handle_outlives_its_server(self, postgres: Server) -> None:
        """Reading, appending and watching go on when the server is back."""
        place = postgres.new_url()
        with (
            closing(PostgresStore.create(place, steps=chain(3))) as store,
            closing(PostgresStore.open(place)) as other,
        ):
            news: list[bool] = []
            watcher = threading.Thread(target=lambda: news.append(other.watch(3600)))
            watcher.start()
            postgres.kill()
            postgres.start()
            store.append(step(4, (store.head,)), store.head)
            watcher.join()
            assert (len(list(store.read())), news) == (4, [True])

    def test_a_server_that_stays_away_is_told_of(self, postgres: Server) -> None:
        """Nobody waits for ever; nothing is said to be recorded."""
        with closing(PostgresStore.create(postgres.new_url(), 0.05, chain(3))) as store:
            new = step(4, (store.head,))
            head = store.head
            postgres.kill()
            try:
                with pytest.raises(StoreError, match="nothing was recorded"):
                    store.append(new, head)
                with pytest.raises(StoreError, match="cannot be reached"):
                    store.watch(3600)
            finally:
                postgres.start()
            store.append(new, head)
            assert store.length == 4


def test_a_forged_snapshot_is_found_and_dropped(url: str) -> None:
    """One with the true head and an invented state does not agree with the replayed log."""
    with closing(PostgresStore.open(url)) as store:
        steps = list(store.read())
        invented = replay(steps)
        invented.settings[""] = attrs.evolve(invented.settings[""], title="Invented")
        store.keep_snapshot(write_snapshot(invented, steps[-1].hash, len(steps)))
    with WorkingGroup.open(url) as group:
        found = group.verify()
        assert (found.is_intact, found.snapshot) == (False, SnapshotCheck.DIFFERS)
    errors = [each.message for each in doctor(url) if each.severity is Severity.ERROR]
    assert len(errors) == 1
    assert "the kept snapshot does not agree with the steps" in errors[0]
    assert any("was dropped" in each.message for each in doctor(url, repair=True))
    with WorkingGroup.open(url) as group:
        assert (group.title, group.verify().is_intact) == ("Working Group", True)


def test_a_working_group_without_steps_is_not_in_order(url: str) -> None:
    """Neither the proof nor the doctor takes it for whole, and it is not opened."""
    run(url, "DELETE FROM consensus.steps")
    with closing(PostgresStore.open(url)) as store:
        assert not verify(store.read_stored()).is_intact
    assert any("all of it was lost" in each.message for each in doctor(url))
    with pytest.raises(Damaged, match="holds no step"):
        WorkingGroup.open(url)


def test_redacted_words_are_nowhere_in_the_files_after_a_repair(postgres: Server, url: str) -> None:
    """Until then the doctor says that they may be; what was on the wall goes too."""
    # Of its own: what other tests recorded in this database lies in the same files.
    secret = f"{SECRET} {uuid4()}"
    with closing(PostgresStore.open(url)) as store:
        head = store.head
        named = step(4, (head,), member(4, secret))
        store.append(named, head)
        store.keep_snapshot(secret.encode())
        store.show_on_wall(secret.encode())
        store.redact(redaction(5, named, of=named), named.hash, [(named.id, [1])])
    run(url, "CHECKPOINT")
    assert postgres.files_with(secret)
    assert any("unused parts" in each.message for each in doctor(url))
    assert any("were rewritten" in each.message for each in doctor(url, repair=True))
    run(url, "CHECKPOINT")
    assert postgres.files_with(secret) == []
    assert not any("unused parts" in each.message for each in doctor(url))
    with closing(PostgresStore.open(url)) as store:
        assert verify(store.read_stored()).is_intact


# The URL of a database: the working group in it, and what of it may be shown.


@pytest.mark.parametrize(
    ("url", "group", "shown"),
    [
        ("postgresql://host/db?group=panel", "panel", "postgresql://host/db?group=panel"),
        ("postgres://ana@host:5433/db", "", "postgres://ana@host:5433/db"),
        (
            "postgresql://ana:pa55@host/db?sslmode=require&group=a%20b%2Fc",
            "a b/c",
            "postgresql://ana@host/db?sslmode=require&group=a%20b%2Fc",
        ),
        (
            "postgresql://ana@/db?group=x&host=%2Ftmp&password=pa55",
            "x",
            "postgresql://ana@/db?host=%2Ftmp&group=x",
        ),
    ],
)
def test_the_working_group_is_part_of_the_url(url: str, group: str, shown: str) -> None:
    """It is taken out before libpq reads the rest; no password is shown."""
    place = parse_url(url)
    assert (group, shown) == (place.group, str(place))
    assert "group=" not in place.conninfo
    assert "pa55" not in repr(place) + str(place)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://host/db?group=a&group=b",
        "postgresql://host/db?group=%00",
        "postgresql://host/db?group=" + "x" * 101,
        "postgresql://ana:pa55@host/db?colour=red",
        "postgresql://ana:pa55@[host/db",
    ],
)
def test_what_cannot_be_read_is_refused_without_the_password(url: str) -> None:
    """A URL that says nothing sensible is an error of the store."""
    with pytest.raises(StoreError) as caught:
        parse_url(url)
    assert "pa55" not in str(caught.value)


def test_a_name_is_added_where_there_is_none() -> None:
    """A new working group gets a name unless the URL has one."""
    assert with_group("postgresql://h/db", "a b") == "postgresql://h/db?group=a%20b"
    assert with_group("postgresql://h/db?sslmode=require", "a") == (
        "postgresql://h/db?sslmode=require&group=a"
    )
    assert with_group("postgresql://h/db?group=x", "a") == "postgresql://h/db?group=x"
