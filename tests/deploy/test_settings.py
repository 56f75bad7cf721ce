"""What the operator may say, and what is said back when it can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local.cannot import CannotStart
from deploy.local.settings import read_settings
from deploy.services import ROOT


def test_nothing_said_means_port_8000_on_this_machine_alone() -> None:
    settings = read_settings({}, [])

    assert settings.url("gateway") == "http://127.0.0.1:8000"
    assert settings.ports == {"gateway": 8000, "kpi": 8001, "risk": 8002, "projects": 8003}
    assert settings.data == ROOT / ".data"
    assert settings.demo


@pytest.mark.parametrize("port", ["http", "0", "-1", "65533", "8000.0", "٨٠٠٠"])
def test_a_port_without_room_for_four_is_refused(port: str) -> None:
    with pytest.raises(CannotStart, match="PORT is"):
        read_settings({"PORT": port}, [])


def test_the_last_port_that_leaves_room_is_taken() -> None:
    # 65532 + 3 = 65535, the highest there is.
    assert read_settings({"PORT": "65532"}, []).ports["projects"] == 65535


def test_in_a_single_process_the_gateway_alone_has_a_port() -> None:
    settings = read_settings({"PORT": "65535"}, ["--single-process"])

    assert settings.ports == {"gateway": 65535}


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://[::1]:8000")],
)
def test_a_suite_open_to_all_is_reached_locally(host: str, url: str) -> None:
    assert read_settings({"QD_HOST": host}, []).url("gateway") == url


def test_a_services_own_database_is_taken_as_given() -> None:
    settings = read_settings({"QD_RISK_DATABASE_URL": "postgresql+asyncpg://r@h/d"}, ["--no-demo"])

    assert settings.service_urls == {"risk": "postgresql+asyncpg://r@h/d"}
    assert not settings.demo


def test_a_services_own_database_may_be_written_as_libpq_does() -> None:
    settings = read_settings({"QD_RISK_DATABASE_URL": "postgres://r:s@h:5433/d"}, [])

    assert settings.service_urls == {"risk": "postgresql+asyncpg://r:s@h:5433/d"}


def test_a_services_own_database_that_is_no_address_is_named() -> None:
    with pytest.raises(CannotStart, match="QD_KPI_DATABASE_URL"):
        read_settings({"QD_KPI_DATABASE_URL": "nonsense"}, [])


def test_an_absolute_data_folder_stays_where_it_is() -> None:
    assert read_settings({"QD_DATA_DIR": "/srv/quarterday"}, []).data == Path("/srv/quarterday")
