"""Four eyes: two people look at a submission, or nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kpi.submissions.desk import AT, COUNCIL, WHY, opened

if TYPE_CHECKING:
    from tests.kpi.submissions.desk import Desk

YEAR = "2019-20"
OWN = {
    "submitted": "You submitted it; somebody else approves.",
    "explained": "You explained a figure of it; somebody else approves.",
    "target": "You set a target of its figures; somebody else approves.",
}


async def test_nobody_approves_what_they_submitted(desk: Desk) -> None:
    submission = await desk.submitted(desk.month(9, 850), by="finance")

    assert await desk.refusal(submission, "finance") == OWN["submitted"]


@pytest.mark.parametrize(
    "holder",
    [
        "FINANCE officer",
        "finance-officer",
        "  Finance  Officer",
        "ＦＩＮＡＮＣＥ ＯＦＦＩＣＥＲ",  # noqa: RUF001 - wide letters
        "Finançe Ófficer",
        "Finance Оfficer",  # noqa: RUF001 - a Cyrillic O
        "finance.officer",
    ],
)
async def test_another_client_of_the_same_role_is_the_same_eyes(desk: Desk, holder: str) -> None:
    submission = await desk.submitted(desk.month(9, 850), by="Finance officer")

    assert await desk.refusal(submission, holder) == OWN["submitted"]


async def test_the_same_client_under_another_role_is_the_same_eyes(desk: Desk) -> None:
    """The operator gives a client to another holder after it submitted."""
    suite = desk.suite
    grants = {scope: [COUNCIL] for scope in ("kpi:read", "kpi:submit", "kpi:approve")}
    client = {"name": "moved", "holder": "one desk", "grants": grants}
    made = await suite.http.post("/v1/clients", json=client, headers=suite.admin)
    at = f"/v1/clients/{made.json()['id']}"

    async def caller() -> dict[str, str]:
        key = await suite.http.post(f"{at}/keys", json={}, headers=suite.admin)
        return {"Authorization": f"Bearer {key.json()['secret']}"}

    batch = {"body": COUNCIL, "figures": [desk.month(9, 850)]}
    [submission] = (await suite.submit(batch, await caller())).json()["submissions"]
    seen = {"If-Match": (await suite.http.get(at, headers=suite.admin)).headers["etag"]}
    moved = client | {"holder": "another desk"}
    changed = await suite.http.put(at, json=moved, headers=suite.admin | seen)
    assert changed.status_code == 200, changed.text
    seen = {"If-Match": f'"{submission["content_hash"]}"'}
    again = await caller()
    answer = await suite.http.post(f"{AT}/{submission['id']}/approve", headers=again | seen)
    rejected = await suite.http.post(
        f"{AT}/{submission['id']}/reject", json={"reason": "Ours"}, headers=again | seen
    )

    assert (answer.status_code, answer.json()["detail"]) == (409, OWN["submitted"])
    assert rejected.json()["acts"][0]["holder"] == "another desk"


async def test_nobody_approves_what_they_explained(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    submission = await desk.submitted(desk.month(9, 840), desk.month(10, 1_001))
    first = (await desk.explain(submission, 9, by="officer")).json()
    second = (await desk.explain(first, 10, by="deputy officer")).json()

    assert await desk.refusal(second, "Officer") == OWN["explained"]
    assert await desk.refusal(second, "deputy officer") == OWN["explained"]
    assert (await desk.approve(second)).status_code == 200


async def test_who_posts_a_held_row_with_an_explanation_has_submitted_it(desk: Desk) -> None:
    """The other submission is theirs no less for that: of it, they only took a row away."""
    await desk.post(desk.month(8, 850))
    first = await desk.submitted(desk.month(9, 840), desk.month(10, 900), by="finance")
    theirs = await desk.submitted(desk.month(9, 840, explanation=WHY), by="officer")

    assert await desk.refusal(theirs, "officer") == OWN["submitted"]
    assert (await desk.approve(await desk.read(first), "officer")).status_code == 200


async def test_nobody_approves_figures_rated_against_their_own_target(desk: Desk) -> None:
    await set_target(desk, "officer", 98.0)
    submission = await desk.submitted(desk.month(9, 850))

    assert await desk.refusal(submission, "Officer") == OWN["target"]
    assert (await desk.approve(submission)).status_code == 200


async def test_only_the_target_in_force_counts(desk: Desk) -> None:
    await set_target(desk, "officer", 98.0)
    submission = await desk.submitted(desk.month(9, 850))
    await set_target(desk, "deputy", 98.5)

    assert await desk.refusal(submission, "deputy") == OWN["target"]
    assert (await desk.approve(submission, "officer")).status_code == 200


async def test_a_target_of_another_year_or_indicator_does_not_count(desk: Desk) -> None:
    other = await opened(desk.suite)
    await set_target(desk, "officer", 98.0, year="2018-19")
    await set_target(other, "officer", 98.0)
    submission = await desk.submitted(desk.month(9, 850))

    assert (await desk.approve(submission, "officer")).status_code == 200


async def test_the_target_of_an_explained_figure_counts_too(desk: Desk) -> None:
    """Its version is made later than the submission's others."""
    other = await opened(desk.suite)
    await set_target(desk, "officer", 98.0)
    held = await desk.submitted(desk.month(9, 1_001), other.month(9, 850))
    told = (await desk.explain(held, 9)).json()

    assert await desk.refusal(told, "officer") == OWN["target"]


async def test_a_joint_target_counts_for_a_council_that_has_none_of_its_own(desk: Desk) -> None:
    """Whoever sets it may not even read the council's own."""
    slug = f"joint-{desk.code}"
    await desk.suite.define_partnership(slug, COUNCIL, "E07000131")
    joint = await desk.suite.key("board", kpi_target=[slug], kpi_read=[slug])
    at = f"/v1/kpi/bodies/{slug}/targets/{YEAR}/{desk.code}"
    new = joint | {"If-None-Match": "*"}
    answer = await desk.suite.http.put(at, json={"annual": 98.0}, headers=new)
    assert answer.status_code == 201, answer.text
    first = await desk.submitted(desk.month(8, 850))
    second = await desk.submitted(desk.month(9, 860))

    assert await desk.refusal(first, "board") == OWN["target"]
    assert (await desk.approve(first)).status_code == 200
    await set_target(desk, "officer", 98.5)  # from now on the council has its own
    assert (await desk.approve(second, "board")).status_code == 200


async def set_target(desk: Desk, by: str, annual: float, year: str = YEAR) -> None:
    """Set a target, or a new version of it."""
    at = f"/v1/kpi/bodies/{COUNCIL}/targets/{year}/{desk.code}"
    caller = await desk.caller(by)
    there = await desk.suite.http.get(at, headers=caller)
    seen = {"If-Match": there.headers["etag"]} if there.is_success else {"If-None-Match": "*"}
    target = {"annual": annual, "rationale": f"Agreed by the board: {annual}"}
    answer = await desk.suite.http.put(at, json=target, headers=caller | seen)
    assert answer.is_success, answer.text
