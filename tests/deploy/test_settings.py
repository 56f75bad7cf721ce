"""What the operator may say, and what is said back when it can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local.address import Address
from deploy.local.cannot import CannotStart
from deploy.local.folder import read_secrets
from deploy.local.preparing import Databases
from deploy.local.settings import read_settings
from deploy.local.suite import environments
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


def test_the_public_role_of_a_services_own_database_is_told_apart() -> None:
    told = {
        "QD_KPI_PUBLIC_DATABASE_URL": "postgres://p:s@h/d",
        "QD_KPI_DATABASE_URL": "postgres://r:s@h/d",
    }
    settings = read_settings(told, [])

    assert settings.service_urls == {"kpi": "postgresql+asyncpg://r:s@h/d"}
    assert settings.public_urls == {"kpi": "postgresql+asyncpg://p:s@h/d"}


@pytest.mark.parametrize(
    ("own", "own_public", "url"),
    [
        ({}, {}, "postgresql+asyncpg://qd_kpi_public:secret@h/d"),
        ({"kpi": "theirs"}, {"kpi": "public"}, "public"),
        ({}, {"kpi": "public"}, "public"),
        ({"kpi": "theirs"}, {}, None),  # ours would be another database
    ],
)
def test_the_public_roles_address_is_given_or_derived(
    own: dict[str, str], own_public: dict[str, str], url: str | None
) -> None:
    databases = Databases(Address("h", "d", "admin"), lambda _: "secret", own, own_public)

    assert databases.public_url("kpi") == url


def test_who_publishes_is_told_the_address_of_its_own_public_role(tmp_path: Path) -> None:
    settings = read_settings({"QD_DATA_DIR": str(tmp_path)}, [])
    databases = Databases(Address("h", "d", "admin"), lambda _: "secret", {})

    told = environments(settings, read_secrets(tmp_path, {}), databases)

    named = {
        (service, name) for service in told for name in told[service] if "PUBLIC_DATABASE" in name
    }
    assert named == {
        ("kpi", "QD_KPI_PUBLIC_DATABASE_URL"),
        ("risk", "QD_RISK_PUBLIC_DATABASE_URL"),
    }
    assert "qd_kpi_public" in told["kpi"]["QD_KPI_PUBLIC_DATABASE_URL"]
    assert "qd_risk_public" in told["risk"]["QD_RISK_PUBLIC_DATABASE_URL"]


def test_a_services_own_database_that_is_no_address_is_named() -> None:
    with pytest.raises(CannotStart, match="QD_KPI_DATABASE_URL"):
        read_settings({"QD_KPI_DATABASE_URL": "nonsense"}, [])


def test_an_absolute_data_folder_stays_where_it_is() -> None:
    assert read_settings({"QD_DATA_DIR": "/srv/quarterday"}, []).data == Path("/srv/quarterday")
