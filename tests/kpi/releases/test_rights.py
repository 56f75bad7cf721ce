"""Who may still read what was circulated, and who may sign it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kpi.performance.evidence import Evidence
from shared.calendar.periods import Period
from shared.contracts.kpi.partnerships import Membership, Partnership
from shared.storage.tenancy import Tenancy
from tests.database import Database
from tests.kpi.releases.board import (
    HARBOROUGH,
    HINCKLEY,
    PARTNERSHIP,
    PERIOD,
    Board,
    consultation,
    good,
    why_not,
)

NEVER: Final = "2f0c8c0a-8a5c-4d5e-9d3c-0d6c7d1f8a11"
OWN: Final = f"/v1/kpi/bodies/{HINCKLEY}/consultations"


async def _correct(board: Board, *stays: dict[str, Any]) -> None:
    """Say who is in the partnership: Harborough, and these stays."""
    http, at = board.suite.http, f"/v1/kpi/partnerships/{PARTNERSHIP}"
    read = await http.get(at, headers=board.suite.admin)
    members = [{"council": HARBOROUGH, "joined": "2005-04-01"}, *stays]
    seen = board.suite.admin | {"If-Match": read.headers["etag"]}
    good(await http.put(at, json={"name": "Leicestershire", "members": members}, headers=seen))


async def _drafts_by_sql(board: Board, council: str) -> list[tuple[Any, ...]]:
    """Return what the runtime reads of drafts without any condition, for a reader of a council."""
    runtime = await board.suite.database.address("kpi").connect()
    await runtime.execute(f"BEGIN; {Tenancy('x', reads=frozenset({council})).as_settings()}")
    found = await runtime.fetch("SELECT draft, content FROM circulated_drafts")
    await runtime.close()
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    "stays",
    [
        [],
        [{"council": HINCKLEY, "joined": "2019-07-01"}],
        [{"council": HINCKLEY, "joined": "2005-04-01", "left": "2019-04-29"}],
    ],
    ids=["never", "later", "earlier"],
)
async def test_a_council_whose_membership_is_corrected_away_finds_nothing(
    board: Board, stays: list[dict[str, Any]]
) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    good(await board.speak(HINCKLEY, circulated, "comment", text="We agree."))
    await _correct(board, *stays)
    reader, at = await board.drafter(HINCKLEY), consultation(HINCKLEY, circulated)
    nothing = await board.suite.http.get(f"{OWN}/{NEVER}", headers=reader)

    assert nothing.status_code == 404
    for address in (at, f"{at}/voices"):
        found = await board.suite.http.get(address, headers=reader)
        assert (found.status_code, found.json()["detail"]) == (404, nothing.json()["detail"])
    listed = good(await board.suite.http.get(OWN, headers=reader))
    assert listed["items"] == []
    spoken = await board.speak(HINCKLEY, circulated, "comment", text="And more.")
    signed = await board.speak(HINCKLEY, circulated)
    assert (spoken.status_code, signed.status_code) == (404, 404)
    assert await _drafts_by_sql(board, HINCKLEY) == []
    still = await board.suite.http.get(
        consultation(HARBOROUGH, circulated), headers=await board.drafter(HARBOROUGH)
    )
    assert good(still)["state"] == "open"


async def test_a_reader_of_two_councils_reads_a_draft_for_the_member_alone(board: Board) -> None:
    """What the database shows for the sake of one is not shown under the other's address."""
    circulated = await board.take(await board.begin(), "circulate")
    await _correct(board)
    both = await board.key("both", HARBOROUGH, HINCKLEY, kpi_read=True)
    member = await board.suite.http.get(consultation(HARBOROUGH, circulated), headers=both)
    former = await board.suite.http.get(consultation(HINCKLEY, circulated), headers=both)

    assert (member.status_code, former.status_code) == (200, 404)
    assert good(await board.suite.http.get(OWN, headers=both))["items"] == []


async def test_who_left_after_the_period_is_asked_about_it_still(board: Board) -> None:
    circulated = await board.take(await board.begin(), "circulate")
    await _correct(board, {"council": HINCKLEY, "joined": "2005-04-01", "left": "2019-06-30"})

    assert good(await board.speak(HINCKLEY, circulated))["state"] == "open"


@pytest.mark.parametrize("until", ["consultation", "draft", "scheduled"])
async def test_of_a_cancelled_release_its_members_are_told_that_and_nothing_of_the_draft(
    board: Board, until: str
) -> None:
    release = await board.take(await board.begin(), "circulate")
    good(await board.speak(HINCKLEY, release, "comment", text="We agree."))
    if until == "draft":
        release = await board.take(release, "draft", text="May was short.")
    if until == "scheduled":
        await board.sign_all(release)
        release = await board.schedule(await board.take(release, "approve"))
    await board.take(release, "cancel", reason="The rate of 31 was wrong")
    reader, at = await board.drafter(HINCKLEY), consultation(HINCKLEY, release)
    told = good(await board.suite.http.get(at, headers=reader))
    listed = good(await board.suite.http.get(OWN, headers=reader))
    seen = told["content_hash"]
    late = await board.speak(HINCKLEY, release, "comment", seen=seen, text="Why?")

    assert (told["state"], told["content"]) == ("cancelled", None)
    assert (told["period"], told["body"]) == (PERIOD, PARTNERSHIP)
    assert "We agree." in [one["text"] for one in told["voices"]]
    assert [one["state"] for one in listed["items"]] == ["cancelled"]
    assert "was wrong" not in str(told) + str(listed)
    assert [content for _, content in await _drafts_by_sql(board, HINCKLEY)] == [None]
    assert (late.status_code, late.json()["detail"]) == (
        409,
        "It is cancelled; to comment it, it must be open.",
    )


async def test_who_drafted_it_signs_it_for_no_member(board: Board) -> None:
    """With whatever key, of whichever draft; somebody else does."""
    own_role = await board.key(
        f"DRAFTER of {PARTNERSHIP}.", HINCKLEY, kpi_read=True, kpi_approve=True
    )
    both = await board.suite.key(
        "clerk",
        kpi_read=[PARTNERSHIP, HINCKLEY],
        kpi_submit=[PARTNERSHIP],
        kpi_approve=[HINCKLEY],
    )
    drafted = await board.begin()
    again = good(await board.step(drafted, "draft", both, title="The clerk's own"))
    circulated = await board.take(again, "circulate")

    for hand in (own_role, both):
        refused = await board.speak(HINCKLEY, circulated, headers=hand)
        at = consultation(HINCKLEY, circulated)
        read = good(await board.suite.http.get(at, headers=hand))
        assert refused.status_code == 409
        assert refused.json()["detail"] == "You drafted it; somebody else signs."
        assert why_not(read, "sign") == refused.json()["detail"]
        assert "drafter" not in str(read["content"])
    await board.sign_all(circulated)
    assert (await board.take(circulated, "approve"))["state"] == "approved"


async def test_a_drafter_of_the_first_draft_does_not_sign_the_second(board: Board) -> None:
    drafted = await board.begin()
    other = await board.key("other drafter", PARTNERSHIP, kpi_read=True, kpi_submit=True)
    again = good(await board.step(drafted, "draft", other, text="Anew."))
    circulated = await board.take(again, "circulate")
    first = await board.key(f"drafter of {PARTNERSHIP}", HINCKLEY, kpi_read=True, kpi_approve=True)

    assert (await board.speak(HINCKLEY, circulated, headers=first)).status_code == 409


DAYS: Final = st.dates(date(2019, 2, 1), date(2020, 5, 31)) | st.sampled_from(
    [date(2019, month, day) for month in (4, 6, 7) for day in (1, 30)]
)
STAYS: Final = st.lists(st.tuples(DAYS, DAYS | st.none()), max_size=3)
PERIODS: Final = [
    "2019-20",
    "2019-20-Q1",
    "2019-20-Q4",
    "2019-20-M01",
    "2019-20-M03",
    "2019-20-M12",
]


async def test_the_database_tells_a_member_of_the_period_as_the_code_does(
    database: Database,
) -> None:
    admin = await database.admin.connect()
    await admin.execute("SET search_path = kpi")

    drawn: list[list[tuple[date, date | None]]] = []

    @settings(max_examples=60, database=None)
    @given(STAYS)
    def draw(stays: list[tuple[date, date | None]]) -> None:
        drawn.append([(joined, left) for joined, left in stays if left is None or left >= joined])

    draw()
    drawn.append([(date(2019, 4, 1), date(2019, 4, 15)), (date(2019, 4, 16), date(2019, 4, 30))])
    told = []
    for number, stays in enumerate(drawn):
        members = [Membership(council=HINCKLEY, joined=one, left=left) for one, left in stays]
        await admin.execute(
            "INSERT INTO partnership_versions VALUES ('west', now() + $1, 'x', $2::text::jsonb)",
            timedelta(seconds=number),
            f"[{','.join(one.model_dump_json() for one in members)}]",
        )
        for period in PERIODS:
            by_sql = await admin.fetchval(
                "SELECT is_consulted('west', $1, $2)", period, [HARBOROUGH, HINCKLEY]
            )
            told.append((by_sql, _by_code(members, period), stays, period))
    await admin.close()

    assert [one for one in told if one[0] is not one[1]] == []
    assert {one[0] for one in told} == {True, False}


def _by_code(members: list[Membership], period: str) -> bool:
    now = datetime.now(UTC)
    west = Partnership(slug="west", name="x", members=members, recorded_at=now)
    known = Evidence.of("west", indicators=(), partnerships=[west])
    return HINCKLEY in known.members_during("west", Period.parse(period))
