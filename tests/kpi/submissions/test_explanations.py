"""Explanations: what says something, what is kept with it, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.kpi.submissions.explanations import why_it_says_nothing
from tests.kpi.submissions.desk import WHY, codes

if TYPE_CHECKING:
    from tests.kpi.submissions.desk import Desk

SAYS_NOTHING = [
    "OK",
    "ok.",
    "O.K.",
    "O K!",
    "it is correct",
    "It is CORRECT.",
    "It. Is. Correct...",
    "It's correct",
    "It’s correct",  # noqa: RUF001 - as word processors write it
    "ít ïs córrect",
    "ＩＴ ＩＳ ＣＯＲＲＥＣＴ",  # noqa: RUF001 - wide letters, as in some fonts of Asia
    "ОК",  # noqa: RUF001 - in Cyrillic letters
    "it is соrrесt",  # noqa: RUF001 - half of it in Cyrillic letters
    "Ιt ιs cοrrect",  # noqa: RUF001 - half of it in Greek letters
    "o\u200bk",  # a space that nobody sees
    "c o r r e c t",
    "It went up",
    "it went up again, slightly",
    "The figure fell.",
    "The rate is lower than last month",
    "Refunds",
    "refunds refunds REFUNDS",
    "n/a",
    "N.A.",
    "to be confirmed",
    "...",
    "-",
    "85.0",
    "85.0 %",
    "85 percent",
    "Value is 85.0 per cent",
    "numerator 850, denominator 1,000",
    "£850 of £1,000",
    "正确",
    "a b c d",
]
SAYS_SOMETHING = [
    WHY,
    "Refunds after appeals",
    "System was down on 31 March",
    "A rebate of £150 was given to all band D homes",
    "Late bills",
    "Ad-daliadau ar ôl apêl",
    "Возврат после апелляции",
    "Επιστροφές μετά από ένσταση",
    "It fell because of refunds",
]


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_what_says_no_more_than_the_figure_explains_nothing(text: str) -> None:
    assert why_it_says_nothing(text) is not None


@pytest.mark.parametrize("text", SAYS_SOMETHING)
def test_what_says_why_may_pass_in_any_language(text: str) -> None:
    assert why_it_says_nothing(text) is None


def test_who_says_nothing_is_asked() -> None:
    assert why_it_says_nothing(None) == "Say in 'explanation' why the figure is as it is."


async def test_a_doubtful_figure_with_an_explanation_is_kept_at_once(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    answer = await desk.send(desk.month(9, 840, explanation=WHY))

    [result] = answer.json()["results"]
    assert result["outcome"] == "created"
    assert codes(answer.json()) == [[("cumulative_falls", "note")]]
    [problem] = result["problems"]
    assert (problem["pointer"], problem["column"]) == ("/figures/0/numerator", "numerator")
    assert (problem["expected"], problem["found"]) == ("at least 850", "it is 840")
    assert (await desk.figures())[1]["explanation"] == WHY
    [submission] = answer.json()["submissions"]
    assert (submission["state"], (await desk.read(submission))["held"]) == ("ready", [])


@pytest.mark.parametrize(
    ("said", "code"), [(None, "explanation_missing"), ("OK", "explanation_says_nothing")]
)
async def test_a_doubtful_figure_that_is_not_explained_is_held(
    desk: Desk, said: str | None, code: str
) -> None:
    await desk.post(desk.month(8, 850))
    answer = await desk.send(desk.month(9, 840, explanation=said))

    assert answer.status_code == 201
    assert answer.json()["counts"]["held"] == 1
    needs = "needs-explanation"
    assert codes(answer.json()) == [[("cumulative_falls", needs), (code, needs)]]
    assert answer.json()["results"][0]["problems"][1]["pointer"] == "/figures/0/explanation"
    assert await desk.standing() == {8: 850}


async def test_an_explained_figure_is_kept_as_it_was_sent(desk: Desk) -> None:
    await desk.post(desk.month(8, 850), desk.month(9, 860))
    sent = desk.month(9, 840, reason="A bank file came late", status="provisional")
    held = await desk.submitted(sent)
    answer = await desk.explain(held, 9, by="performance officer")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["state"], told["held"][0]["fate"]) == ("ready", "explained")
    assert told["content_hash"] != held["content_hash"]
    assert answer.headers["etag"] == f'"{told["content_hash"]}"'
    [act] = told["acts"]
    assert (act["act"], act["holder"]) == ("explained", "performance officer")
    assert act["content_hash"] == told["content_hash"]
    figure = (await desk.figures())[1]
    assert (figure["numerator"], figure["value"], figure["status"]) == (840, 84, "provisional")
    assert (figure["reason"], figure["explanation"]) == ("A bank file came late", WHY)
    assert figure["source_system"] == "finance's ledger"
    assert figure["submission"] == held["id"]
    assert figure["recorded_at"] == act["recorded_at"]


async def test_what_is_not_yet_explained_stays_held(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    held = await desk.submitted(desk.month(9, 840), desk.month(10, 1_010))
    told = (await desk.explain(held, 9)).json()

    assert told["state"] == "held"
    assert [one["fate"] for one in told["held"]] == ["explained", "held"]
    assert await desk.standing() == {8: 850, 9: 840}
    done = (await desk.explain(told, 10)).json()
    assert (done["state"], await desk.standing()) == ("ready", {8: 850, 9: 840, 10: 1_010})


async def test_each_fault_of_an_explanation_is_named_by_its_place(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    held = await desk.submitted(desk.month(9, 840), desk.month(10, 830))
    said = [desk.said(9), desk.said(8), desk.said(9), desk.said(10, "It is correct")]
    answer = await desk.step("explain", held, "finance", content={"explanations": said})

    assert answer.status_code == 422
    assert [(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]] == [
        ("not_held", "/explanations/1"),
        ("duplicate", "/explanations/2"),
        ("explanation_says_nothing", "/explanations/3/explanation"),
    ]
    assert (await desk.read(held))["content_hash"] == held["content_hash"]
    assert await desk.standing() == {8: 850}


async def test_what_another_submission_holds_is_not_held_by_this_one(desk: Desk) -> None:
    await desk.post(desk.month(8, 850))
    first = await desk.submitted(desk.month(9, 840), desk.month(10, 1_001))
    await desk.submitted(desk.month(9, 830))
    [fault] = (await desk.explain(await desk.read(first), 9)).json()["errors"]

    assert fault["code"] == "not_held"


@pytest.mark.parametrize("content", [{"explanations": []}, {}, {"explanations": [{}]}])
async def test_explaining_nothing_is_refused(desk: Desk, content: dict[str, Any]) -> None:
    held = await desk.submitted(desk.month(9, 1_001))

    assert (await desk.step("explain", held, content=content)).status_code == 422


async def test_only_what_is_held_can_be_explained(desk: Desk) -> None:
    ready = await desk.submitted(desk.month(9, 850))
    answer = await desk.explain(ready, 9)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"] == "It is ready; to explain it, it must be held."
