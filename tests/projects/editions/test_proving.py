"""`verify` composes a plan's edition again, and finds whatever was changed in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.editions import composition
from tests import tampering
from tests.presses import FAR
from tests.projects.editions.conftest import HIDDEN, post, say
from tests.projects.editions.press import PERIOD

if TYPE_CHECKING:
    import httpx
    import pytest

    from tests.projects.editions.press import Press

KINDS: Final = ["plan", "report", "timeline", "timeline-svg", "text"]

SHOWN: Final = (
    ("plan", "", "{title}", '"Other priorities"'),
    ("item", "P1", "{deliverables}", '["Another system"]'),
    ("milestone", "P1/m", "{dates,0,current,as_written}", '"19/05/2012"'),
    ("position", "P1/2012-13-Q1", "{statement}", '"The contract is void."'),
    ("confidence", "P1/2012-06-20", "{confidence}", '"amber"'),
)
"""By kind of what a plan keeps, where it stands: one change of what an edition shows of it."""


async def ask(press: Press, edition: Any, by: dict[str, str] | None = None) -> httpx.Response:
    """Verify an edition, as who only reads the body's plans; unless told."""
    return await press.planning.suite.http.get(
        f"{press.at}/editions/{edition['id']}/verify",
        headers=await press.planning.reader() if by is None else by,
    )


async def verified(press: Press, edition: Any) -> Any:
    answer = await ask(press, edition)
    assert answer.status_code == 200, answer.text
    verdict = answer.json()
    assert verdict["holds"] is (not verdict["findings"])
    assert [word for word in HIDDEN if word in answer.text] == []
    return verdict


def changed(press: Press, kind: str, path: str, field: str, to: str) -> Any:
    """Change a field of what the plan keeps last there, for as long as the block lasts."""
    at = f"{press.planning.plan}/{path}".rstrip("/")
    versions = f"body = '{press.planning.body}' AND kind = '{kind}' AND path = '{at}'"
    last = f"SELECT max(recorded_at) FROM projects.kept_versions WHERE {versions}"
    value = f"jsonb_set(content, '{field}', '{to}')"
    return tampering.changed(
        press.planning.suite,
        "projects.kept_versions",
        "content",
        value,
        f"{versions} AND recorded_at = ({last})",
    )


async def test_an_untouched_edition_is_what_its_plan_says(press: Press) -> None:
    edition = await press.scheduled(FAR)

    verdict = await verified(press, edition)

    assert (verdict["findings"], verdict["recomputed"]) == ([], KINDS)
    assert verdict["manifest_hash"] == verdict["recorded_hash"] == edition["manifest_hash"]
    assert (verdict["composed_by"], verdict["note"]) == (1, None)


async def test_what_came_after_the_freezing_changes_no_verdict(press: Press) -> None:
    """Of every kind of what a plan keeps, and once it is public too."""
    edition, planning = await press.published(), press.planning
    later = [
        await say(planning, "All is well."),
        await post(
            planning,
            "items/P1/confidence",
            {"confidence": "green", "reason": "Signed", "on": "2012-06-21"},
        ),
        await planning.put("", {"title": "Anew", "shape": "service_priorities"}),
        await planning.put("items/P1", {"title": "Gone live"}),
        await planning.put("items/P4", {"title": "New"}),
        await planning.step(
            "items/P1/milestones/late", "redate", {"to": "29/06/2012", "reason": "Late again"}
        ),
        await planning.step("items/P1/milestones/m", "remove", {"reason": "Not ours"}),
        await planning.step("items/P2", "remove", {"reason": "Merged"}),
    ]
    assert [answer.text for answer in later if not answer.is_success] == []

    assert (await verified(press, edition))["findings"] == []


async def test_one_change_of_whatever_a_plan_keeps_is_named_by_document_and_field(
    press: Press,
) -> None:
    edition = await press.scheduled(FAR)

    for kind, path, field, to in SHOWN:
        async with changed(press, kind, path, field, to):
            found = (await verified(press, edition))["findings"]
        assert {one["code"] for one in found} == {"recomputed_differs"}, kind
        values = [(each["frozen"], each["recomputed"]) for each in found[0]["differences"]]
        assert any(to.strip('"[]') in str(value) for _, value in values), kind
    assert (await verified(press, edition))["holds"] is True


async def test_one_digit_of_the_frozen_bytes_is_found_twice(press: Press) -> None:
    edition = await press.scheduled(FAR)
    other = "convert_to(replace(convert_from(content, 'UTF8'), '18/05/2012', '18/06/2012'), 'UTF8')"
    of = f"body = '{press.planning.body}' AND kind = 'plan'"
    await tampering.change(
        press.planning.suite, "projects.frozen_documents", f"content = {other}", of
    )

    found = (await verified(press, edition))["findings"]

    at = ["plan", f"{press.planning.plan}/{PERIOD}"]
    assert [(one["code"], one["address"]) for one in found] == [
        ("content_changed", at),
        ("recomputed_differs", at),
    ]
    assert found[1]["differences"] == [
        {
            "pointer": "/items/0/when",
            "frozen": "18/06/2012; 15/06/2012",
            "recomputed": "18/05/2012; 15/06/2012",
        }
    ]


async def test_of_what_was_taken_back_no_values_are_told(press: Press) -> None:
    edition = await press.published()
    await press.stepped(edition, "withdraw", reason="A wrong position")
    held = await verified(press, edition)
    async with changed(press, *SHOWN[3]):
        found = (await verified(press, edition))["findings"]

    assert held["findings"] == []
    assert {one["values_told"] for one in found} == {False}
    told = [each for one in found for each in one["differences"]]
    assert {(each["frozen"], each["recomputed"]) for each in told} == {(None, None)}


async def test_a_later_code_compares_what_there_was(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = await press.scheduled(FAR)
    monkeypatch.setitem(composition.SAID_ANEW, 2, frozenset({"timeline-svg", "when"}))

    verdict = await verified(press, edition)
    after = await press.stepped(edition, "cancel", reason="Anew")
    again = await verified(press, await press.scheduled(FAR))
    async with changed(press, *SHOWN[4]):
        found = (await verified(press, after))["findings"]

    assert (verdict["findings"], verdict["composed_by"]) == ([], 1)
    assert verdict["note"].endswith("said otherwise since: timeline-svg, when.")
    assert (again["note"], again["composed_by"], again["recomputed"]) == (None, 2, KINDS)
    assert {one["address"][0] for one in found} == {"plan"}


async def test_it_is_for_who_reads_the_body_alone(press: Press) -> None:
    edition = await press.scheduled(FAR)
    stranger = await press.planning.suite.key("stranger", projects_read=["E07000107"])

    assert (await ask(press, edition, stranger)).status_code == 404
    assert (await press.read(f"editions/{edition['id']}/verify")).status_code == 401
