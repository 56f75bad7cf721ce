"""Addresses of databases, as operators write them and as SQLAlchemy takes them."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from deploy.local.address import Address, read_address
from deploy.local.cannot import CannotStart


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_each_way_of_writing_an_address_means_the_same(scheme: str) -> None:
    read = read_address(f"{scheme}://anna:p%40ss@db.example:6432/quarter?sslmode=require")

    assert read == Address("db.example", "quarter", "anna", "p@ss", 6432, "require")


def test_a_socket_may_stand_in_the_place_of_a_host() -> None:
    read = read_address("postgresql://anna@/quarter?host=/run/postgresql")

    assert (read.host, read.port, read.password) == ("/run/postgresql", None, None)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://anna@db/quarter",
        "postgresql://anna@db",
        "postgresql://db/quarter",
        "postgresql://anna@db:port/quarter",
        "postgresql://anna@db/quarter?target_session_attrs=any",
        "quarter",
    ],
)
def test_what_is_no_address_is_refused_by_the_settings_name(url: str) -> None:
    with pytest.raises(CannotStart, match="DATABASE_URL"):
        read_address(url)


@pytest.mark.parametrize(
    "address",
    [
        Address("db.example", "quarter", "anna", "p@s/s:%", 6432, "require"),
        Address("/tmp/qd-1", "quarter", "anna", port=5433),  # noqa: S108 - a name, not a file
        Address("::1", "quarter", "anna"),
    ],
)
def test_sqlalchemy_reads_what_was_written(address: Address) -> None:
    url = make_url(address.url)

    assert url.username == address.user
    assert url.password == address.password
    assert (url.host or url.query["host"]) == address.host
    assert url.database == address.database
    assert read_address(address.url) == address


def test_a_password_is_not_shown() -> None:
    assert "s3cret" not in repr(Address("h", "d", "u", "s3cret"))
