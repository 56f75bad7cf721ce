"""Accepting a risk, and taking that back, through the API."""

from __future__ import annotations

from typing import Any

from tests.risk.register import BODY, Register, faults


async def acceptance(register: Register, **query: Any) -> dict[str, Any]:
    answer = await register.get(f"{register.at}/acceptance", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def actions(told: dict[str, Any]) -> dict[str, str | None]:
    return {each["action"]: each["reason"] for each in told["allowed_actions"]}


async def test_an_accepted_risk_says_its_score_and_until_when(register: Register) -> None:
    await register.assess(4, 3)
    made = await register.accept(12, "2199-12-31")

    assert made.status_code == 201, made.text
    given = (await acceptance(register))["acceptance"]
    assert (given["score"], given["expires"]) == (12, "2199-12-31")
    assert (given["validity"], given["validity_reason"]) == ("valid", None)
    assert (given["approver"], given["reason"]) == ("director", "The exit costs more")
    assert made.json()["acceptance"] == given


async def test_the_day_of_expiry_is_its_last(register: Register) -> None:
    await register.assess(4, 3)
    await register.accept(12, "2199-06-30")

    last = await acceptance(register, on="2199-06-30")
    after = await acceptance(register, on="2199-07-01")

    assert last["acceptance"]["validity"] == "valid"
    assert after["acceptance"]["validity"] == "expired"


async def test_what_nobody_knows_is_not_accepted(register: Register) -> None:
    """Neither a risk that was never assessed, nor one whose likelihood is unknown."""
    never = await register.accept(12)
    await register.assess(None, 3)
    half = await register.accept(12)

    assert (never.status_code, half.status_code) == (409, 409)
    assert "not known" in half.json()["detail"]
    told = await acceptance(register)
    assert told["acceptance"] is None
    as_director = await register.get(f"{register.at}/acceptance", by=await register.director())
    assert actions(as_director.json())["accept"] == half.json()["detail"]


async def test_a_score_that_rises_voids_it_and_its_fall_does_not_mend_it(
    register: Register,
) -> None:
    await register.assess(4, 3)
    await register.accept(12)
    await register.assess(3, 3)
    lower = (await acceptance(register))["acceptance"]
    await register.assess(4, 4)
    higher = (await acceptance(register))["acceptance"]
    await register.assess(2, 2)
    fallen = (await acceptance(register))["acceptance"]

    assert lower["validity"] == "valid"
    assert (higher["validity"], fallen["validity"]) == ("void", "void")
    assert higher["validity_reason"] == (
        "The current score rose to 16 since, above the accepted 12."
    )


async def test_a_score_not_known_any_more_voids_it(register: Register) -> None:
    await register.assess(4, 3)
    await register.accept(12)
    await register.assess(None, 3)

    assert (await acceptance(register))["acceptance"]["validity"] == "void"


async def test_other_kinds_of_score_void_nothing(register: Register) -> None:
    await register.assess(4, 3)
    await register.accept(12)
    await register.assess(5, 5, kind="inherent")
    await register.assess(5, 4, kind="target")

    assert (await acceptance(register))["acceptance"]["validity"] == "valid"


async def test_a_score_on_other_scales_voids_it_and_other_colours_do_not(
    register: Register,
) -> None:
    await register.assess(4, 3)
    await register.accept(12)
    at = f"registers/{register.code}"
    kept = (await register.get(at)).json()
    definition = {"title": kept["title"], "category": kept["category"], "reason": "New palette"}
    greys = ("#eeeeee", "#bbbbbb", "#888888", "#333333")
    given = zip(kept["matrix"]["bands"], greys, strict=True)
    bands = [band | {"colour": grey} for band, grey in given]
    seen = (await register.get(at)).headers["etag"]
    recoloured = definition | {"matrix": kept["matrix"] | {"bands": bands}}
    painted = await register.put(at, recoloured, if_match=seen)
    await register.assess(3, 3)
    on_other_colours = (await acceptance(register))["acceptance"]
    four = {
        "likelihood": kept["matrix"]["likelihood"][:4],
        "impact": kept["matrix"]["impact"][:4],
        "bands": [{"code": "any", "label": "Any", "from_score": 1, "review_every_months": 3}],
    }
    smaller = await register.put(
        at,
        definition | {"matrix": four, "reason": "Four by four"},
        if_match=painted.headers["etag"],
    )
    untouched = (await acceptance(register))["acceptance"]
    await register.assess(1, 2)
    on_other_scales = (await acceptance(register))["acceptance"]

    assert (painted.status_code, smaller.status_code) == (200, 200)
    assert (on_other_colours["validity"], untouched["validity"]) == ("valid", "valid")
    assert on_other_scales["validity"] == "void"


async def test_it_is_revoked_with_a_reason_and_only_once(register: Register) -> None:
    await register.assess(4, 3)
    await register.accept(12)
    revoked = await register.revoke()
    again = await register.revoke()

    assert revoked.status_code == 200, revoked.text
    given = (await acceptance(register))["acceptance"]
    assert given["validity"] == "revoked"
    assert (given["revocation"]["by"], given["revocation"]["reason"]) == (
        "director",
        "The market has changed",
    )
    assert again.status_code == 409
    assert again.json()["detail"] == "It is revoked; to revoke it, it must be valid."


async def test_nothing_is_locked_by_it_or_by_its_revocation(register: Register) -> None:
    """The complaint of others' users: approval revoked, but records stay unlocked, or locked."""
    await register.assess(4, 3)
    risk = (await register.get(register.at)).json()
    free = {each["action"]: each["allowed"] for each in risk["allowed_actions"]}
    for end in (register.accept(12), register.revoke()):
        assert (await end).is_success
        told = (await register.get(register.at)).json()
        assert {each["action"]: each["allowed"] for each in told["allowed_actions"]} == free
    await register.accept(12)
    definition = {"register_code": register.code, "title": "Another title"}
    seen = await register.tag(register.at, await register.officer())
    changed = await register.put(register.at, definition, if_match=seen)
    closed = await register.step("close")
    reopened = await register.step("reopen")

    assert [one.status_code for one in (changed, closed, reopened)] == [200, 200, 200]
    assert (await acceptance(register))["acceptance"]["validity"] == "valid"
    await register.assess(2, 2)


async def test_who_defined_or_assessed_a_risk_does_not_accept_it(register: Register) -> None:
    """Nor does the same role with another client, however it is written."""
    await register.assess(4, 3)
    assessor = await register.suite.key("Assessor", risk_read=[BODY], risk_write=[BODY])
    text = {"kind": "target", "likelihood": 1, "impact": 1}
    assert (await register.post(f"{register.at}/assessments", text, by=assessor)).is_success

    definer = await register.accept(12, by=await register.director("OFFICER."))
    other = await register.accept(12, by=await register.director("assessor"))
    third = await register.accept(12)

    assert [one.status_code for one in (definer, other, third)] == [409, 409, 201]
    assert definer.json()["detail"].startswith("You defined the risk")
    assert other.json()["detail"] == "You assessed the risk; somebody else accepts it."


async def test_who_ever_defined_it_is_remembered_through_its_versions(register: Register) -> None:
    """A change by somebody else does not wash the first hand off; a third one assessed it."""
    assessor = await register.suite.key("Assessor", risk_read=[BODY], risk_write=[BODY])
    text = {"kind": "current", "likelihood": 4, "impact": 3}
    assert (await register.post(f"{register.at}/assessments", text, by=assessor)).is_success
    seen = await register.tag(register.at, await register.insider())
    definition = {"register_code": register.code, "title": "Another title"}
    changed = await register.put(
        register.at, definition, by=await register.insider(), if_match=seen
    )
    first = await register.accept(12, by=await register.director("officer"))
    second = await register.accept(12, by=await register.director("insider"))

    assert changed.status_code == 200
    assert (first.status_code, second.status_code) == (409, 409)


async def test_an_acceptance_is_bound_to_what_was_seen(register: Register) -> None:
    """To the risk, its score and its acceptance by one tag, which a star is not."""
    await register.assess(4, 3)
    director, chair = await register.director(), await register.director("chair")
    seen = await register.tag(f"{register.at}/acceptance", director)
    at = f"{register.at}/acceptances"
    text = {"score": 12, "reason": "The exit costs more", "expires": "2199-12-31"}

    blind = await register.post(at, text, by=director)
    star = await register.post(at, text, by=director, if_match="*")
    wrong = await register.post(at, text | {"score": 9}, by=director, if_match=seen)
    past = await register.post(at, text | {"expires": "2020-01-31"}, by=director, if_match=seen)
    first = await register.post(at, text, by=director, if_match=seen)
    second = await register.post(at, text, by=chair, if_match=seen)

    answers = (blind, star, wrong, first, second)
    assert [one.status_code for one in answers] == [428, 428, 409, 201, 412]
    assert faults(past) == [("expired_already", "/expires")]


async def test_what_changed_since_it_was_seen_is_not_accepted(register: Register) -> None:
    """Neither another text, nor a score that was assessed anew and comes to the same."""
    director = await register.director()
    text = {"score": 12, "reason": "The exit costs more", "expires": "2199-12-31"}
    definition = {"register_code": register.code, "title": "Another title"}
    await register.assess(4, 3)
    before = await register.tag(f"{register.at}/acceptance", director)
    officers = await register.tag(register.at, await register.officer())
    await register.put(register.at, definition, if_match=officers)
    changed = await register.post(f"{register.at}/acceptances", text, by=director, if_match=before)
    seen = await register.tag(f"{register.at}/acceptance", director)
    await register.assess(3, 4)
    assessed = await register.post(f"{register.at}/acceptances", text, by=director, if_match=seen)

    assert (changed.status_code, assessed.status_code) == (412, 412)
    assert (await acceptance(register))["acceptance"] is None


async def test_the_same_again_is_one_and_another_supersedes_it(register: Register) -> None:
    await register.assess(4, 3)
    made = await register.accept(12, "2199-06-30")
    same = await register.accept(12, "2199-06-30")
    longer = await register.accept(12, "2199-12-31")

    assert [one.status_code for one in (made, same, longer)] == [201, 200, 201]
    listed = await register.items(f"{register.at}/acceptances")
    assert [(one["expires"], one["validity"]) for one in listed] == [
        ("2199-12-31", "valid"),
        ("2199-06-30", "superseded"),
    ]
    earlier = await register.items(
        f"{register.at}/acceptances", known_at=made.json()["acceptance"]["recorded_at"]
    )
    assert [(one["expires"], one["validity"]) for one in earlier] == [("2199-06-30", "valid")]


async def test_only_an_open_risk_is_accepted(register: Register) -> None:
    await register.assess(4, 3)
    await register.step("materialise")
    issue = await register.accept(12)

    assert issue.status_code == 409
    assert issue.json()["detail"] == "The risk is materialised; only an open one is accepted."


async def test_it_is_known_as_it_was(register: Register) -> None:
    """Before it was given, while it was valid, and after it was revoked."""
    assessed = await register.assess(4, 3)
    given = (await register.accept(12)).json()["acceptance"]
    revoked = (await register.revoke()).json()["acceptance"]["revocation"]

    before = await acceptance(register, known_at=assessed["recorded_at"])
    then = await acceptance(register, known_at=given["recorded_at"])
    now = await acceptance(register, known_at=revoked["recorded_at"])

    assert before["acceptance"] is None
    assert (then["acceptance"]["validity"], then["acceptance"]["revocation"]) == ("valid", None)
    assert now["acceptance"]["validity"] == "revoked"


async def test_actions_say_who_may_and_why_not(register: Register) -> None:
    await register.assess(4, 3)
    director = await register.director()
    before = await register.get(f"{register.at}/acceptance", by=director)
    await register.accept(12)
    after = await register.get(f"{register.at}/acceptance", by=director)

    assert actions(before.json()) == {
        "accept": None,
        "revoke": "It is not accepted; to revoke it, it must be valid.",
    }
    assert actions(after.json()) == {"accept": None, "revoke": None}
    needs = "This needs the scope risk:approve on the body concerned."
    assert actions(await acceptance(register)) == {"accept": needs, "revoke": needs}
