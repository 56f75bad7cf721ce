"""What is done about a register's risks, told beside them."""

from __future__ import annotations

from typing import Final

from tests.risk.exchange.sheets import TYPES, Sheets, filled, outcomes
from tests.risk.views.desk import BODIES, SECRET, Desk
from tests.sheets import Book, book_of

BESIDE: Final = ["Controls and actions", "Reviews", "Acceptances"]
HIDDEN: Final = "[Part 2]"


async def _book(desk: Desk, who: dict[str, str] | None = None) -> Book:
    """Return the rows of each sheet of the workbook that *who* exports, by their columns."""
    return book_of((await desk.ask("risks", who, format="xlsx")).content)


async def _dealt_with(desk: Desk) -> None:
    """What is done about R1, with Part 2 in each sort of it."""
    await filled(desk)
    at = f"{desk.at}/risks/R1"
    who = await desk.writer()
    action = {
        "kind": "action",
        "title": "Ask a second provider",
        "text": SECRET,
        "owners": ["LB", "Head; Revenues"],
        "due": {"as_written": "Mar-20", "value": "2020-03", "precision": "month"},
        "state": "planned",
        "confidential": ["text"],
    }
    made = await desk.suite.http.put(
        f"{at}/mitigations/A1", json=action, headers=who | {"If-None-Match": "*"}
    )
    assert made.status_code == 201, made.text
    looked = {"reviewed": "2020-01-15", "reviewer": "Director"}
    await desk.post(f"{at}/reviews", looked | {"comment": SECRET, "comment_is_confidential": True})
    await desk.post(f"{at}/reviews", {"reviewed": "2020-02-15", "comment": "No change"})
    await desk.accept("R1", 12, "2098-12-31")


async def test_a_workbook_tells_beside_the_risks_what_is_done_about_them(sheets: Sheets) -> None:
    await _dealt_with(sheets.desk)
    await sheets.desk.action("R2", "A2", "2020-04-01")

    said = await _book(sheets.desk)

    assert [*said] == ["Data", *BESIDE]
    first, second = said["Controls and actions"]
    assert [first[name] for name in ("reference", "mitigation", "kind", "state", "text")] == [
        "R1",
        "A1",
        "action",
        "planned",
        SECRET,
    ]
    assert (first["owners"], first["due"], first["due_value"]) == (
        "LB; Head\\; Revenues",
        "Mar-20",
        "2020-03",
    )
    assert (second["reference"], second["mitigation"]) == ("R2", "A2")
    assert [(row["reviewed"], row["comment"]) for row in said["Reviews"]] == [
        ("2020-02-15", "No change"),
        ("2020-01-15", SECRET),
    ]
    [given] = said["Acceptances"]
    assert (given["score"], str(given["expires"]), given["validity"]) == (12, "2098-12-31", "valid")


async def test_what_is_told_beside_hides_part_two_from_who_may_not_see_it(sheets: Sheets) -> None:
    await _dealt_with(sheets.desk)

    outside = await sheets.desk.ask("risks", await sheets.desk.reader())

    assert SECRET not in outside.text
    said = outside.json()
    assert [row["title"] for row in said["mitigations"]] == ["Ask a second provider"]
    assert [row["comment"] for row in said["reviews"]] == ["No change", HIDDEN]


async def _said_and_hidden(desk: Desk) -> None:
    """A comment, why R1 was accepted, and why no more: said as Part 1, and hidden since."""
    await desk.risk("R1")
    await desk.assess("R1", 3, 4)
    at = f"{desk.at}/risks/R1"
    review = await desk.post(f"{at}/reviews", {"reviewed": "2020-01-15", "comment": SECRET})
    await desk.accept("R1", 12, "2098-12-31", reason=SECRET)
    director = await desk.suite.key("director", risk_read=BODIES, risk_approve=BODIES)
    seen = (await desk.suite.http.get(f"{at}/acceptance", headers=director)).headers["etag"]
    answer = await desk.suite.http.post(
        f"{at}/acceptance/revoke", json={"reason": SECRET}, headers=director | {"If-Match": seen}
    )
    revoked = answer.json()["acceptance"]
    for text, said in (
        ("review_comment", review),
        ("acceptance_reason", revoked),
        ("revocation_reason", revoked["revocation"]),
    ):
        await desk.post(f"{at}/hide", {"text": text, "recorded_at": said["recorded_at"]})


async def test_what_was_hidden_since_is_told_beside_to_who_may_see_it_alone(desk: Desk) -> None:
    """As JSON and as a workbook alike; and it is told to be Part 2."""
    await _said_and_hidden(desk)

    for who, text in ((await desk.reader(), HIDDEN), (None, SECRET)):
        book, document = await _book(desk, who), await desk.get("risks", who)
        for reviews, acceptances in (
            (book["Reviews"], book["Acceptances"]),
            (document["reviews"], document["acceptances"]),
        ):
            [review], [given] = reviews, acceptances
            assert (review["comment"], given["reason"]) == (text, text)
            assert given["revocation_reason"] == text
            assert review["comment_is_confidential"] is True
            assert given["reason_is_confidential"] is True
            assert given["revocation_reason_is_confidential"] is True
    assert SECRET not in str(await _book(desk, await desk.reader()))


async def test_what_was_hidden_since_is_hidden_beside_as_known_before(desk: Desk) -> None:
    await _said_and_hidden(desk)
    [review] = (await desk.get("risks"))["reviews"]

    answer = await desk.ask("risks", await desk.reader(), known_at=review["recorded_at"])

    assert SECRET not in answer.text
    assert [one["comment"] for one in answer.json()["reviews"]] == [HIDDEN]


async def test_a_measure_that_was_part_two_once_is_hidden_beside_as_known_before(
    desk: Desk,
) -> None:
    """Also once it is open again, with another text."""
    await desk.risk("R1")
    first = await desk.action("R1", "A1", "2020-04-01", text=SECRET)
    await desk.action("R1", "A1", "2020-04-01", text=SECRET, confidential=["text"])
    now = [(await desk.get("risks", await desk.reader()))["mitigations"][0]["text"]]
    await desk.action("R1", "A1", "2020-04-01", text="Ask another provider")
    now.append((await desk.get("risks", await desk.reader()))["mitigations"][0]["text"])

    then = await desk.get("risks", await desk.reader(), known_at=first["recorded_at"])

    assert now == [HIDDEN, "Ask another provider"]
    [row] = then["mitigations"]
    assert (row["text"], row["confidential"]) == (HIDDEN, "text")


async def test_an_import_says_which_sheets_it_has_not_read(sheets: Sheets) -> None:
    """Whatever was changed there; a CSV has none."""
    await _dealt_with(sheets.desk)
    book = (await sheets.desk.ask("risks", format="xlsx")).content
    headers = await sheets.desk.writer() | {"Content-Type": TYPES["xlsx"]}

    answer = await sheets.desk.suite.http.post(sheets.at, content=book, headers=headers)
    as_csv = await sheets.back(await sheets.out())

    assert set(outcomes(answer).values()) == {"unchanged"}
    assert answer.json()["not_read"] == BESIDE
    assert as_csv.json()["not_read"] == []
