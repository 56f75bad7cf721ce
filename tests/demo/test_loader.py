from __future__ import annotations

import json
import stat
from collections import Counter
from pathlib import Path

import pytest

from demo.__main__ import _parser, main
from demo.api import NotLoaded, Refused
from demo.keys import Keyring
from demo.loading import load_demo, load_indicators
from tests.demo.reading import COUNCILS, HINCKLEY, NORTH_WEST
from tests.demo.stand_in import ADMIN, StandIn

NAMES = {
    *("admin", "finance", "officer", "approver", "dashboard"),
    *("other_finance", "other_approver", "third_approver"),
}
ONLY_RECEIPTS = [
    "E06000022",  # Bath and North East Somerset
    "E07000143",  # Breckland
    "E07000070",  # Chelmsford
    "E07000071",  # Colchester
    "E07000009",  # East Cambridgeshire
    "E07000201",  # Forest Heath
    "E07000074",  # Maldon
    "E07000075",  # Rochford
    "E07000245",  # West Suffolk
]
"""In the order of the table, by name."""
OF_PLANS = {
    # Objectives, a plan, items, the milestones of each, and one table of money or staff each. Two
    # of the first item's are the dates that contradict each other.
    "leicestershire": 14 + 1 + 8 + (3 + 2 + 2 + 4 + 4 + 1 + 3 + 2 + 2),
    "E07000236": 1 + 22 + 22,
    # Each priority says what it contributes to, the fourth in words alone.
    "E06000022": 4 + 1 + 5 + (5 + 4 + 4 + 4 + 3) + 5 + 2,
    # 4 + 3 corporate objectives, 8 + 6 of the service; a board, 3 savings, a budget, 4 teams.
    "dartford-sevenoaks": 4 + 3 + 8 + 6 + 1 + 1 + 4 + 1 + 1 + 3 + 1 + 4,
    # 4 questions, the scope and its 12 items, 2 steps of work with 3 and 4 milestones; all but
    # the scope and the steps agreed; 2 groups, a meeting, 2 communications.
    "essex-joint-working": 6 + 1 + (4 + 1 + 12 + 2) + 3 + 4 + 16 + 2 + 1 + 2,
}
"""Documents that are kept for each body's plan."""
MONTH_9 = (HINCKLEY, "council-tax-in-year", "2019-20-M09")


@pytest.fixture
def suite() -> StandIn:
    return StandIn()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Return the keys file as `make run` leaves it."""
    path = tmp_path / "demo-keys.json"
    path.write_text(json.dumps({"admin": ADMIN}), encoding="utf-8")
    return path


def load(suite: StandIn, keys: Path) -> None:
    with suite.http as http:
        load_demo(Keyring(http, keys))


def test_one_run_posts_everything_with_keys_that_may_write_it(suite: StandIn, keys: Path) -> None:
    """The stand-in refuses a key whose grants lack the body, as the suite does."""
    load(suite, keys)

    assert Counter("/".join(path.split("/")[2:4]) for path in suite.definitions) == {
        "kpi/indicators": 33,  # 17 measures, 11 survey questions, 5 of Dartford and Sevenoaks
        "kpi/partnerships": 2,
        # Targets: 8 indicators of 3 councils; in 3 years 6 of 2 councils, and 5 joint ones.
        "kpi/bodies": 24 + 3 * (2 * 6 + 5),
        "risk/bodies": 1 + 6 + 9,  # A register, its six risks, and what is done about them.
        "projects/bodies": sum(OF_PLANS.values()),
    }
    at = (path.split("/", 5) for path in suite.definitions if path.startswith("/v1/projects/"))
    assert Counter(parts[4] for parts in at) == OF_PLANS
    by_source = Counter(_source_of(figure) for figure in suite.figures)
    assert by_source == {
        "illustration": 438,  # 7 indicators of 3 councils in 21 months, less 3 gaps
        "outturns": 79,  # 34 of each council, 11 of the partnership
        # 12 councils in 52 quarters; Forest Heath in its last 36, West Suffolk in its first 16.
        "receipts": 12 * 52 + 36 + 16,
    }


def _source_of(figure: tuple[str, str, str]) -> str:
    body, indicator, _ = figure
    if indicator == "council-tax-receipts":
        return "receipts"
    return "illustration" if body in COUNCILS else "outturns"


def test_the_keys_file_holds_every_demo_key_for_its_owner_alone(suite: StandIn, keys: Path) -> None:
    load(suite, keys)

    found = json.loads(keys.read_text(encoding="utf-8"))
    assert set(found) == NAMES
    assert found["admin"] == ADMIN
    assert suite.keys[found["finance"]]["holder"] == "revenues system"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert list(keys.parent.iterdir()) == [keys]


def test_a_key_made_for_loading_ends_by_itself_and_is_not_kept(suite: StandIn, keys: Path) -> None:
    load(suite, keys)

    kept = json.loads(keys.read_text(encoding="utf-8")).values()
    thrown_away = [key for secret, key in suite.keys.items() if secret not in kept]
    loaded_for = [body for key in thrown_away for body in key["grants"].get("kpi:target", [])]
    assert loaded_for == [
        *("E07000107", "E07000111", "dartford-sevenoaks"),  # their targets come first
        *("E07000131", "E07000134"),
        *ONLY_RECEIPTS,
    ]
    planned_for = [body for key in thrown_away for body in key["grants"].get("projects:write", [])]
    assert planned_for == ["E06000022", "E07000236", "dartford-sevenoaks", "essex-joint-working"]
    assert all(key["key"]["expires_at"] for key in thrown_away)


def test_a_second_run_within_a_day_changes_nothing(
    suite: StandIn, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(suite, keys)
    found, clients = keys.read_bytes(), len(suite.clients)
    capsys.readouterr()

    load(suite, keys)

    assert (keys.read_bytes(), len(suite.clients)) == (found, clients)
    told = capsys.readouterr().out
    assert "keys: 0 made" in told
    assert "indicators: 0 created, 28 there already" in told
    assert "indicators of dartford-sevenoaks: 0 created, 5 there already" in told
    assert told.count("posted within the last day already") == 6 + 3 + 14  # one for each body


def test_a_run_after_a_day_finds_every_figure_unchanged(
    suite: StandIn, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(suite, keys)
    suite.forget_idempotency_keys()
    capsys.readouterr()

    load(suite, keys)

    told = capsys.readouterr().out
    assert "figures of E07000132 for 2018-19: 84 unchanged" in told
    assert "outturns of E07000107: 34 unchanged" in told
    assert "receipts of E07000245: 16 unchanged" in told


def test_a_lost_key_is_replaced_without_a_second_client(suite: StandIn, keys: Path) -> None:
    load(suite, keys)
    clients = len(suite.clients)
    keys.write_text(json.dumps({"admin": ADMIN}), encoding="utf-8")

    load(suite, keys)

    assert len(suite.clients) == clients
    assert set(json.loads(keys.read_text(encoding="utf-8"))) == NAMES


def test_a_figure_restated_since_is_left_as_it_is(
    suite: StandIn, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(suite, keys)
    suite.figures[MONTH_9]["numerator"] = "57000000"
    suite.forget_idempotency_keys()

    load(suite, keys)

    assert suite.figures[MONTH_9]["numerator"] == "57000000"
    assert "1 left as restated since" in capsys.readouterr().out


def test_what_is_said_of_a_plan_is_said_once(suite: StandIn, keys: Path) -> None:
    """Even after a day: a position that is there, by whomever, gets no second draft."""
    load(suite, keys)
    [position, *others] = suite.positions
    assert len(others) == 14 - 1
    suite.positions[position] = changed = {"statement": "Somebody's own."}
    suite.forget_idempotency_keys()

    load(suite, keys)

    assert suite.positions[position] is changed
    assert len(suite.positions) == 14


def test_a_milestone_that_somebody_reopened_is_left_open(suite: StandIn, keys: Path) -> None:
    load(suite, keys)
    milestone, *others = suite.completed
    assert len(others) == 6 - 1
    suite.reopened.add(milestone)
    completion = suite.completed[milestone]
    suite.forget_idempotency_keys()

    load(suite, keys)

    assert suite.completed[milestone] is completion


def test_a_refused_row_is_named_by_file_line_and_column(suite: StandIn, keys: Path) -> None:
    """Month 9 of council tax is the ninth row, and so the tenth line."""
    suite.faulty.add(MONTH_9)

    with pytest.raises(NotLoaded) as failure:
        load(suite, keys)

    assert str(failure.value).splitlines() == [
        "demo/leicestershire/figures/2019-20/E07000132.csv: rows rejected: 1",
        "  line 10 (council-tax-in-year, 2019-20-M09), column numerator: Must be positive.",
    ]


def test_a_refused_figure_of_a_json_document_is_named_by_its_number(
    suite: StandIn, keys: Path
) -> None:
    """Sevenoaks' NNDR of 2008/09 is its fourth figure, after three years of council tax."""
    suite.faulty.add(("E07000111", "nndr-in-year", "2008-09-M12"))

    with pytest.raises(NotLoaded) as failure:
        load(suite, keys)

    assert str(failure.value).splitlines() == [
        "demo/dartford-sevenoaks/outturns/E07000111.json: rows rejected: 1",
        "  figure 4 (nndr-in-year, 2008-09-M12), column numerator: Must be positive.",
    ]


def test_a_file_whose_every_row_is_refused_names_them_too(suite: StandIn, keys: Path) -> None:
    """The API then answers 422, with the rows in the problem: here the 61 of 2019-20."""
    load(suite, keys)
    suite.forget_idempotency_keys()
    suite.faulty.update(
        key for key in suite.figures if key[0] == NORTH_WEST and key[2].startswith("2019-20")
    )

    with pytest.raises(NotLoaded, match=r"E07000134\.csv: rows rejected: 61") as failure:
        load(suite, keys)

    assert str(failure.value).endswith("and 51 more")


def test_a_refusal_says_which_part_of_which_file(suite: StandIn, keys: Path) -> None:
    """A key without the grant stands for any refusal of a definition."""
    with suite.http as http:
        officer = Keyring(http, keys).caller("kpi:submit", NORTH_WEST)
        with pytest.raises(Refused, match=r"indicators\.json, council-tax-in-year: 403 Needs"):
            load_indicators(officer)


def test_indicators_alone_make_no_key(suite: StandIn, keys: Path) -> None:
    with suite.http as http:
        load_indicators(Keyring(http, keys).admin)

    assert len(suite.definitions) == 28
    assert suite.keys == {}


def test_a_foreign_keys_file_is_explained(suite: StandIn, keys: Path) -> None:
    keys.write_text(json.dumps({"admin": "qd_live_other"}), encoding="utf-8")

    with pytest.raises(NotLoaded, match="does not know the key"):
        load(suite, keys)


def test_a_suite_that_is_not_running_is_one_clear_line(
    keys: Path, unused_tcp_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"

    status = main(["--url", url, "--keys", str(keys)])

    assert status == 1
    assert capsys.readouterr().err == (
        f"demo: Nothing answers at {url}. Start the suite with 'make run'.\n"
    )


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"QD_HOST": "", "PORT": ""}, "http://127.0.0.1:8000"),
        ({"QD_HOST": "192.0.2.7", "PORT": "9000"}, "http://192.0.2.7:9000"),
        ({"QD_HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"QD_HOST": "::"}, "http://[::1]:8000"),
    ],
)
def test_the_demo_goes_where_the_suites_settings_say(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], url: str
) -> None:
    for name in ("QD_HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    assert _parser().parse_args([]).url == url


def test_a_missing_keys_file_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere.json"

    status = main(["--keys", str(missing)])

    assert status == 1
    assert capsys.readouterr().err.startswith(f"demo: {missing} is not there.")
