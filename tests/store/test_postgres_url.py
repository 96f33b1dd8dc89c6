"""The URL of a database: the working group in it, and what of it may be shown."""

from __future__ import annotations

import pytest

from consensus.errors import StoreError

pytest.importorskip("psycopg")

from consensus.store.postgres_connection import parse_url, with_group


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
