"""`verify` composes a frozen edition again, and finds whatever was changed in the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from services.risk.editions import composing, composition
from services.risk.views.picturing import drawn_svg
from tests import tampering
from tests.presses import FAR
from tests.risk.views.desk import REGISTER, SECRET, Desk, matrix
from tests.risk.views.press import PERIOD, Press

if TYPE_CHECKING:
    import httpx

KINDS: Final = ["register", "heatmap", "heatmap-svg", "heatmap-png", "text"]
KEY: Final = f"{REGISTER}/{PERIOD}"
WHY: Final = "A name of somebody who helps"
ONE: Final = "reference = 'R1'"
SCHEDULED: Final = "act = 'scheduled'"
ENTRY: Final = "act = 'edition.scheduled'"

SHOWN: Final = (
    ("register_versions", "definition", "jsonb_set(definition, '{title}', '\"Other\"')", "true"),
    ("risk_versions", "definition", "jsonb_set(definition, '{owners}', '[\"No\"]')", ONE),
    ("assessment_versions", "likelihood", "likelihood - 1", "reference = 'R2'"),
    ("mitigation_versions", "definition", "jsonb_set(definition, '{state}', '\"done\"')", ONE),
    ("reviews", "reviewed", "jsonb_set(reviewed, '{as_written}', '\"Autumn\"')", ONE),
    ("acceptances", "expires", "expires + 1", ONE),
    ("editions", "title", "title || '.'", "true"),
)
"""By table that an edition comes from: one change of what it shows of a row there."""

FROZEN: Final = (
    ("frozen_documents", "sha256", "reverse(sha256)", "kind = 'text'", "content_changed"),
    ("published_releases", "manifest_hash", "reverse(manifest_hash)", "true", "manifest_changed"),
    ("edition_acts", "manifest_hash", "reverse(manifest_hash)", SCHEDULED, "audit_differs"),
    ("audit_entries", "details", "details || '{\"composed_by\": 2}'", ENTRY, "audit_differs"),
    ("audit_entries", "act", "'edition.approved'", ENTRY, "not_in_audit"),
)
JUNK: Final = (
    "'{\"confidential\": 7}'",
    "'[]'",
    "jsonb_set(definition, '{title}', 'null')",
)


@pytest.fixture
async def press(desk: Desk) -> Press:
    """Of a register with something to show from each of its tables, and something hidden."""
    await desk.risk("R1", cause=SECRET, consequence=WHY, confidential=["cause"])
    await desk.assess("R1", 4, 5, reason=SECRET, reason_is_confidential=True)
    await desk.action("R1", "A1", "2019-10-30")
    await desk.review("R1", "2019-10-01")
    await desk.accept("R1", 20, "2031-03-31")
    await desk.risk("R2")
    await desk.assess("R2", 2, 2, "target")
    await desk.step("R2", "materialise", WHY)
    await desk.risk("R3")
    await desk.step("R3", "close", "Over")
    return Press(desk)


async def ask(press: Press, edition: Any, **who: str) -> httpx.Response:
    """Verify an edition, as who does not see Part 2; unless told."""
    return await press.desk.suite.http.get(
        f"{press.desk.at}/editions/{edition['id']}/verify",
        headers=who or await press.desk.reader(),
    )


async def verified(press: Press, edition: Any) -> Any:
    answer = await ask(press, edition)
    assert answer.status_code == 200, answer.text
    verdict = answer.json()
    assert verdict["holds"] is (not verdict["findings"])
    return verdict


async def change(press: Press, table: str, what: str, of: str) -> None:
    """Change something of the body's directly in the database."""
    row = f"body = '{press.desk.body}' AND {of}"
    await tampering.change(press.desk.suite, f"risk.{table}", what, row)


def changed(press: Press, table: str, column: str, to: str, of: str) -> Any:
    """Change one cell of the body's, for as long as the block lasts."""
    row = f"body = '{press.desk.body}' AND {of}"
    return tampering.changed(press.desk.suite, f"risk.{table}", column, to, row)


async def hide(press: Press) -> None:
    """Make Part 2 of what an edition has told: a field of one risk, why another came true."""
    desk = press.desk
    await desk.risk("R1", consequence=WHY, cause=SECRET, confidential=["cause", "consequence"])
    at = f"{desk.at}/risks/R2"
    said = (await desk.suite.http.get(at, headers=await desk.writer())).json()
    sent = {"text": "state_reason", "recorded_at": said["recorded_at"]}
    await desk.post(f"{at}/hide", sent)


async def test_an_untouched_edition_is_what_its_register_says(press: Press) -> None:
    edition = await press.scheduled(FAR)

    verdict = await verified(press, edition)

    assert verdict["findings"] == []
    assert verdict["recomputed"] == KINDS
    assert verdict["manifest_hash"] == verdict["recorded_hash"] == edition["manifest_hash"]
    assert (verdict["composed_by"], verdict["note"]) == (1, None)
    assert verdict["known_at"] == edition["known_at"]


async def test_what_came_after_the_freezing_changes_no_verdict(press: Press) -> None:
    """Of every table, also where it hides what the edition tells."""
    edition, desk = await press.published(), press.desk
    await desk.assess("R1", 1, 1, reason="Mended")
    await desk.action("R1", "A1", "2019-10-30", state="done", evidence="A contract")
    await desk.review("R1", "2019-11-01")
    await desk.register(title="Other risks", matrix=matrix(4), policy=["Anew"], reason="Anew")
    await desk.accept("R1", 1, "2031-03-31")
    await hide(press)
    await desk.step("R2", "close", "Over")
    await desk.step("R3", "reopen", "Not over")
    await desk.risk("R4")

    assert (await verified(press, edition))["findings"] == []
    now = await desk.get("view", await desk.reader(), view="working")
    assert WHY not in json.dumps(now)


async def test_a_digit_of_a_score_is_named_by_document_and_field(press: Press) -> None:
    edition = await press.scheduled(FAR)
    await change(press, "assessment_versions", "likelihood = 3", "kind = 'current'")

    verdict = await verified(press, edition)

    found = {tuple(one["address"]): one for one in verdict["findings"]}
    assert {one["code"] for one in found.values()} == {"recomputed_differs"}
    assert set(found) == {(kind, KEY) for kind in KINDS if kind != "text"}
    register = found["register", KEY]
    fields = {one["pointer"]: (one["frozen"], one["recomputed"]) for one in register["differences"]}
    assert register["values_told"] is True
    assert fields["/items/0/current/likelihood"] == (4, 3)
    assert fields["/items/0/current/score"] == (20, 15)
    assert found["heatmap-png", KEY]["differences"] == []


async def test_one_change_in_any_table_that_it_comes_from_is_found(press: Press) -> None:
    edition = await press.scheduled(FAR)

    for change in SHOWN:
        async with changed(press, *change):
            codes = {one["code"] for one in (await verified(press, edition))["findings"]}
        assert codes == {"recomputed_differs"}, change
    assert (await verified(press, edition))["holds"] is True


async def test_one_change_in_what_is_frozen_is_found(press: Press) -> None:
    edition = await press.scheduled(FAR)

    for *change, code in FROZEN:
        async with changed(press, *change):
            codes = {one["code"] for one in (await verified(press, edition))["findings"]}
        assert code in codes, change
    assert (await verified(press, edition))["holds"] is True


async def test_one_digit_of_the_frozen_bytes_is_found_twice(press: Press) -> None:
    """By its hash, as the public may find it too, and by what the register says."""
    edition = await press.scheduled(FAR)
    digit = "convert_to(replace(convert_from(content, 'UTF8'), '\"score\":20', '\"score\":25'),"
    await change(press, "frozen_documents", f"content = {digit} 'UTF8')", "kind = 'register'")

    found = (await verified(press, edition))["findings"]

    assert [(one["code"], one["address"]) for one in found] == [
        ("content_changed", ["register", KEY]),
        ("recomputed_differs", ["register", KEY]),
    ]
    told = [tuple(each.values()) for each in found[1]["differences"]]
    assert ("/items/0/current/score", 25, 20) in told


async def test_what_nobody_can_read_any_more_is_said_to_be(press: Press) -> None:
    """For the database, for the code that reads its answer, and for the model of a risk."""
    edition = await press.scheduled(FAR)

    for junk in JUNK:
        async with changed(press, "risk_versions", "definition", junk, ONE):
            verdict = await verified(press, edition)
        assert [one["code"] for one in verdict["findings"]] == ["unreadable"], junk
        assert verdict["recomputed"] == []


async def test_what_nobody_can_read_that_came_later_changes_no_verdict(press: Press) -> None:
    """It is no part of the edition; only of what may be told of it."""
    edition = await press.scheduled(FAR)
    await press.desk.risk("R1", title="Anew", cause=SECRET, confidential=["cause"])
    later = f"{ONE} AND recorded_at > '{edition['known_at']}'"

    for junk in JUNK:
        async with changed(press, "risk_versions", "definition", junk, later):
            assert (await verified(press, edition))["findings"] == [], junk


@pytest.mark.parametrize("text", ["consequence", "state_reason"])
async def test_what_was_hidden_since_is_compared_and_not_told(press: Press, text: str) -> None:
    """Neither as it was published nor as it was made since; also to who sees Part 2."""
    edition = await press.published()
    changed = "somebody-else"
    await hide(press)
    of = f"recorded_at <= '{edition['known_at']}'"
    if text == "consequence":
        what = f"definition = jsonb_set(definition, '{{consequence}}', '\"{changed}\"')"
        await change(press, "risk_versions", what, f"reference = 'R1' AND {of}")
    else:
        what = f"state_reason = '{changed}'"
        await change(press, "risk_versions", what, f"reference = 'R2' AND state_reason = '{WHY}'")

    for headers in (await press.desk.reader(), await press.desk.writer()):
        answer = await ask(press, edition, **headers)
        [finding] = answer.json()["findings"]
        assert (finding["code"], finding["address"]) == ("recomputed_differs", ["register", KEY])
        assert (finding["values_told"], len(finding["differences"])) == (False, 1)
        assert finding["differences"][0]["pointer"].endswith(text)
        assert [word for word in (WHY, changed, SECRET) if word in answer.text] == []


async def test_nor_what_was_hidden_by_a_row_that_is_said_to_be_younger(press: Press) -> None:
    """Whoever moves a row that hides something lets nobody read what it hides."""
    edition = await press.scheduled(FAR)
    later = "recorded_at = recorded_at + interval '1 day'"
    await press.desk.risk("R1", title="Anew", cause=SECRET, confidential=["cause"])
    plain = "definition = jsonb_set(definition, '{confidential}', '[]')"
    await change(press, "risk_versions", plain, f"recorded_at <= '{edition['known_at']}'")
    await change(press, "risk_versions", later, f"recorded_at > '{edition['known_at']}'")

    answer = await ask(press, edition)

    codes = {one["code"]: one["values_told"] for one in answer.json()["findings"]}
    assert codes == {"recomputed_differs": False}
    assert SECRET not in answer.text


@pytest.mark.parametrize("end", ["cancel", "withdraw"])
async def test_of_what_was_taken_back_no_values_are_told(press: Press, end: str) -> None:
    edition = await (press.published() if end == "withdraw" else press.scheduled(FAR))
    await press.stepped(edition, end, reason="A name is in it")
    held = await verified(press, edition)
    other = "definition = jsonb_set(definition, '{consequence}', '\"Another name\"')"
    await change(press, "risk_versions", other, "reference = 'R1'")

    answer = await ask(press, edition)

    assert held["findings"] == []
    [finding] = answer.json()["findings"]
    assert finding["values_told"] is False
    assert {(each["frozen"], each["recomputed"]) for each in finding["differences"]} == {
        (None, None)
    }
    assert [word for word in (WHY, "Another name") if word in answer.text] == []


async def test_a_later_code_compares_what_there_was(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the fields that are not said otherwise, without what is drawn otherwise."""
    edition = await press.scheduled(FAR)

    async def otherwise(shown: Any) -> bytes:
        return (await drawn_svg(shown)).replace(b"<svg", b"<svg ")

    monkeypatch.setattr(composing, "drawn_svg", otherwise)
    unsaid = await verified(press, edition)
    names = frozenset({"heatmap-svg", "likelihood"})
    monkeypatch.setitem(composition.SAID_ANEW, 2, names)
    later = await verified(press, edition)
    await change(press, "assessment_versions", "likelihood = 3", "kind = 'current'")
    changed = await verified(press, edition)

    assert [one["address"][0] for one in unsaid["findings"]] == ["heatmap-svg"]
    assert (later["findings"], later["composed_by"]) == ([], 1)
    assert later["note"].endswith("said otherwise since: heatmap-svg, likelihood.")
    assert later["recomputed"] == ["register", "heatmap", "heatmap-png", "text"]
    [register, *_] = [one for one in changed["findings"] if one["address"][0] == "register"]
    pointers = {one["pointer"] for one in register["differences"]}
    assert "/items/0/current/score" in pointers
    assert "/items/0/current/likelihood" not in pointers


async def test_what_is_not_frozen_cannot_be_verified(press: Press) -> None:
    """Nor does anybody without a right on the body verify what is."""
    proposed = await press.proposed()
    assert (await ask(press, proposed)).status_code == 404
    stranger = await press.desk.suite.key("stranger", risk_read=["council-39"])
    frozen = await press.stepped(proposed, "approve")
    frozen = await press.stepped(frozen, "schedule", publish_at=FAR)

    assert (await ask(press, frozen)).status_code == 200
    assert (await ask(press, frozen, **stranger)).status_code in {403, 404}
    assert (await press.read(f"editions/{frozen['id']}/verify")).status_code == 401
