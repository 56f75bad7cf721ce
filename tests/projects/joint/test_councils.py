"""Wherever a plan names a council, it is one that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.projects.plan import PlanUnderTest

NOBODY, MALDON = "E99999999", "E07000074"
CONSULTATION = {"title": "Draft", "kind": "document", "version": "1", "dated": "2006-01-04"}
COMMUNICATION = {"title": "Sharing", "audience": "Staff", "channel": "E-mail"}
SAVING = {"title": "Posts", "recurrence": "one_off"}


@pytest.mark.parametrize(
    ("at", "sent", "pointer"),
    [
        ("consultations/c", CONSULTATION | {"asked": [MALDON, NOBODY]}, "/asked/1"),
        ("communications/c", COMMUNICATION | {"approval_of": [NOBODY]}, "/approval_of/0"),
        ("groups/g", {"name": "G", "parties": [{"council": NOBODY}]}, "/parties/0/council"),
        (
            "groups/g",
            {"name": "G", "members": [{"name": "AB"}, {"name": "CD", "council": NOBODY}]},
            "/members/1/council",
        ),
        ("savings/s", SAVING | {"council": NOBODY}, "/council"),
        ("staffing/s", {"team": "Service", "council": NOBODY}, "/council"),
    ],
)
async def test_a_code_that_is_no_councils_is_refused(
    plan: PlanUnderTest, at: str, sent: dict[str, Any], pointer: str
) -> None:
    answer = await plan.put(f"{plan.at}/{at}", sent)

    assert answer.status_code == 422, answer.text
    assert _told(answer) == [("unknown_council", pointer)]


async def test_nobody_decides_comments_approves_or_aims_for_no_council(plan: PlanUnderTest) -> None:
    """Nor does such a code make a column of the table."""
    await plan.keep_items("S1")
    await plan.keep(f"{plan.at}/consultations/c", **CONSULTATION, asked=[MALDON])
    await plan.keep(f"{plan.at}/communications/c", **COMMUNICATION)
    seen = (await plan.get(f"{plan.at}/communications/c")).headers["etag"]
    approver = await plan.suite.key(
        "approver", projects_read=[plan.body], projects_approve=[plan.body]
    )
    objective = {"level": "corporate", "title": "Jobs", "council": NOBODY}

    answers = [
        await plan.put(f"{plan.at}/items/S1/decisions/{NOBODY}", {"decision": "agree"}),
        await plan.post(
            f"{plan.at}/consultations/c/comments", {"council": NOBODY, "comment": "Page 4"}
        ),
        await plan.post(
            f"{plan.at}/communications/c/approve",
            {"council": NOBODY, "representative": "AB"},
            approver | {"If-Match": seen},
        ),
        await plan.put("objectives/jobs", objective),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    decided, *others = [_told(answer) for answer in answers]
    assert decided == [("unknown_council", "council")]  # in its path
    assert others == [[("unknown_council", "/council")]] * 3
    assert (await plan.read(f"{plan.at}/decisions"))["councils"] == []


@pytest.mark.parametrize("council", [MALDON, "E07000150", "essex-county"])
async def test_who_is_there_or_was_or_has_no_code_decides(
    plan: PlanUnderTest, council: str
) -> None:
    """Maldon; Corby, which ended in 2021; a county, which bills no tax."""
    await plan.keep_items("S1")

    await plan.keep(f"{plan.at}/items/S1/decisions/{council}", decision="agree")


def _told(answer: Any) -> list[tuple[str, str]]:
    return [
        (fault["code"], fault["pointer"] or fault["parameter"]) for fault in answer.json()["errors"]
    ]
