"""What the operator may say, and what is said back when it can't be."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from deploy.local.address import Address
from deploy.local.cannot import CannotStart
from deploy.local.environments import environments
from deploy.local.folder import read_secrets
from deploy.local.preparing import Databases
from deploy.local.settings import read_settings
from deploy.services import ROOT
from shared.web.settings import ServiceSettings


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
        ("projects", "QD_PROJECTS_PUBLIC_DATABASE_URL"),
    }
    assert "qd_kpi_public" in told["kpi"]["QD_KPI_PUBLIC_DATABASE_URL"]
    assert "qd_risk_public" in told["risk"]["QD_RISK_PUBLIC_DATABASE_URL"]
    assert "qd_projects_public" in told["projects"]["QD_PROJECTS_PUBLIC_DATABASE_URL"]


def test_a_services_own_database_that_is_no_address_is_named() -> None:
    with pytest.raises(CannotStart, match="QD_KPI_DATABASE_URL"):
        read_settings({"QD_KPI_DATABASE_URL": "nonsense"}, [])


def test_an_absolute_data_folder_stays_where_it_is() -> None:
    assert read_settings({"QD_DATA_DIR": "/srv/quarterday"}, []).data == Path("/srv/quarterday")


def told_of(tmp_path: Path, *arguments: str) -> dict[str, dict[str, str]]:
    """Return what each service is told at a start in a new folder."""
    settings = read_settings({"QD_DATA_DIR": str(tmp_path)}, arguments)
    databases = Databases(Address("h", "d", "admin"), lambda _: "secret", {})
    return environments(settings, read_secrets(tmp_path, {}), databases)


def test_a_teller_is_told_where_its_listeners_are_and_they_which_key_to_trust(
    tmp_path: Path,
) -> None:
    told = told_of(tmp_path)

    assert told["kpi"]["QD_KPI_LISTENERS"] == "risk=http://127.0.0.1:8002"
    private = json.loads(told["kpi"]["QD_KPI_SIGNING_KEY"])
    trusted = json.loads(told["risk"]["QD_RISK_TRUSTED_SERVICES"])
    assert trusted == {"kpi": {name: part for name, part in private.items() if name != "d"}}
    holders = {service for service in told if private["d"] in json.dumps(told[service])}
    assert holders == {"kpi"}
    assert told_of(tmp_path) == told  # the key is kept
    alone = told_of(tmp_path, "--single-process")
    assert alone["kpi"]["QD_KPI_LISTENERS"] == "risk=here"


def test_a_folder_of_an_earlier_version_is_given_the_keys_it_lacks(tmp_path: Path) -> None:
    first = read_secrets(tmp_path, {})
    file = tmp_path / "secrets.json"
    older = {k: v for k, v in json.loads(file.read_text()).items() if k != "tellers"}
    file.write_text(json.dumps(older))

    again = read_secrets(tmp_path, {})

    assert (again.signing_key, again.database) == (first.signing_key, first.database)
    assert set(again.tellers) == {"kpi"}
    assert read_secrets(tmp_path, {}) == again


def test_the_operators_own_words_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QD_UPSTREAM_RISK", "http://10.0.0.7:8002")
    assert told_of(tmp_path)["kpi"]["QD_KPI_LISTENERS"] == "risk=http://10.0.0.7:8002"
    monkeypatch.setenv("QD_KPI_LISTENERS", "risk=https://risk.example")
    assert told_of(tmp_path)["kpi"]["QD_KPI_LISTENERS"] == "risk=https://risk.example"
    monkeypatch.setenv("QD_KPI_SIGNING_KEY", "{}")
    with pytest.raises(CannotStart, match=r"QD_KPI_SIGNING_KEY and QD_RISK_TRUSTED_SERVICES"):
        told_of(tmp_path)
    monkeypatch.setenv("QD_RISK_TRUSTED_SERVICES", '{"kpi": {}}')
    assert told_of(tmp_path)["risk"]["QD_RISK_TRUSTED_SERVICES"] == '{"kpi": {}}'


@pytest.mark.parametrize(
    ("listeners", "key", "said"),
    [
        ("stranger=http://x", "k", "of these names: risk"),
        ("risk=http://x", None, "QD_<SERVICE>_SIGNING_KEY must be set"),
    ],
)
def test_listeners_that_cannot_be_told_are_refused_at_the_start(
    listeners: str, key: str | None, said: str
) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        ServiceSettings(
            database_url="postgresql://x",
            trusted_key="{}",
            service_key=key,
            listeners=listeners,  # type: ignore[arg-type]  # as the environment has it
        )
