"""Registers over HTTP: the matrix is data, versioned, and refused where it makes no sense."""

from __future__ import annotations

from typing import Any

import pytest

from services.risk.registers import use_cases
from tests.risk.desk import Desk


def matrix(**different: Any) -> dict[str, Any]:
    """Return a matrix of four by four, as some councils have it."""
    levels = [{"label": label} for label in ("Very low", "Low", "High", "Very high")]
    bands = [
        {"code": "green", "label": "Green", "from_score": 1, "review_every_months": 12},
        {"code": "red", "label": "Red", "from_score": 9, "review_every_months": 1},
    ]
    return {"likelihood": levels, "impact": levels, "bands": bands} | different


async def test_a_register_has_the_usual_matrix_unless_told_otherwise(desk: Desk) -> None:
    read = (await desk.get("registers/operational")).json()

    assert len(read["matrix"]["likelihood"]) == len(read["matrix"]["impact"]) == 5
    assert [band["from_score"] for band in read["matrix"]["bands"]] == [1, 5, 10, 17]
    assert (read["matrix"]["appetite"], read["matrix"]["tolerance"]) == (6, 12)


async def test_a_body_has_only_so_many_registers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that stand are still kept anew."""
    monkeypatch.setattr(use_cases, "MOST_REGISTERS", 2)
    second = await desk.keep_register("second")
    third = await desk.keep_register("third")
    again = await desk.keep_register("second", title="Anew")

    assert [one.status_code for one in (second, third, again)] == [201, 409, 200]
    assert third.json()["detail"] == "A body has at most 2 registers."


async def test_a_matrix_of_any_size_is_kept_as_it_was_given(desk: Desk) -> None:
    kept = await desk.keep_register("corporate", matrix=matrix(appetite=4, tolerance=8))

    assert kept.status_code == 201, kept.text
    assert kept.json()["matrix"]["bands"][1]["from_score"] == 9
    assert len(kept.json()["matrix"]["likelihood"]) == 4


async def test_a_matrix_changes_for_a_reason_and_earlier_versions_stay(desk: Desk) -> None:
    silent = await desk.keep_register(matrix=matrix())
    said = await desk.keep_register(matrix=matrix(), reason="The county's, from April")

    assert (silent.status_code, silent.json()["errors"][0]["code"]) == (422, "reason_missing")
    assert said.status_code == 200
    versions = (await desk.get("registers/operational/versions")).json()["items"]
    assert [len(version["matrix"]["impact"]) for version in versions] == [4, 5]


async def test_a_matrix_does_not_change_for_the_reason_of_the_change_before(desk: Desk) -> None:
    """Who reads the whole, changes a line in it and puts it back has given no reason yet."""
    read = (await desk.keep_register(matrix=matrix(), reason="The county's, from April")).json()
    whole = {name: read[name] for name in ("title", "category", "matrix", "policy", "reason")}
    again = await desk.keep_register(**whole)
    same = await desk.keep_register(**whole | {"matrix": matrix(tolerance=8)})
    titled = await desk.keep_register(**whole | {"title": "Risks"})
    other = await desk.keep_register(**whole | {"matrix": matrix(tolerance=8), "reason": "Board"})

    assert (same.status_code, same.json()["errors"][0]["code"]) == (422, "reason_repeated")
    assert [answer.status_code for answer in (again, titled, other)] == [200] * 3
    versions = (await desk.get("registers/operational/versions")).json()["items"]
    assert [version["title"] for version in versions].count("Risks") == 1
    assert len(versions) == 4  # the usual, the county's, another title, another tolerance


async def test_the_same_register_again_makes_no_version(desk: Desk) -> None:
    again = await desk.keep_register()

    assert again.status_code == 200
    assert len((await desk.get("registers/operational/versions")).json()["items"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        matrix(tolerance=17),  # beyond 4 x 4
        matrix(appetite=9, tolerance=8),
        matrix(bands=[{**matrix()["bands"][0], "from_score": 2}]),
        matrix(bands=[matrix()["bands"][1], matrix()["bands"][0]]),
        matrix(bands=[matrix()["bands"][0], {**matrix()["bands"][1], "from_score": 17}]),
        matrix(bands=[matrix()["bands"][0], {**matrix()["bands"][1], "code": "green"}]),
        matrix(likelihood=[{"label": "Only"}]),
        # On a grey copy red is paler than green: relative luminances (WCAG) of 0.17 and 0.12.
        matrix(
            bands=[
                {**matrix()["bands"][0], "colour": "#00703c"},
                {**matrix()["bands"][1], "colour": "#d4351c"},
            ]
        ),
    ],
)
async def test_a_matrix_that_makes_no_sense_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    answer = await desk.keep_register("corporate", matrix=wrong)

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith("/matrix")
