"""Problems (RFC 9457): what was refused, where, what to do next; and nothing that was sent."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from shared import refusals
from shared.contracts.values import Day, Instant
from shared.refusals import Fault, Invalid, Refusal
from shared.security.principal import Principal
from shared.security.token import HEADER
from shared.web.problems import faults_of, problem_document, refusal_for
from tests.shared.desk import BODY, CANARY, OTHER, Desk
from tests.suite import Suite

NOTES = f"/v1/kpi/bodies/{BODY}/notes"
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}


def all_refusals(root: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Return every class of the tree below *root* that stands in its package."""
    home = refusals.__name__
    below = [kind for kind in root.__subclasses__() if kind.__module__.startswith(home)]
    return [each for kind in below for each in (kind, *all_refusals(kind))]


def test_every_refusal_has_a_code_of_its_own_and_a_page_to_read() -> None:
    kinds = all_refusals()
    codes = [kind.code for kind in kinds]

    assert len(codes) == len(set(codes)) >= 18
    for kind in kinds:
        assert 400 <= kind.status <= 599
        assert kind.__doc__
        assert kind.title


def test_a_document_says_it_all_and_leaves_nothing_out() -> None:
    refusal = Invalid("Mend it.", errors=[Fault("bad", "is bad", pointer="/a/0")])

    assert problem_document(refusal, instance="/v1/x", request_id="r") == {
        "type": "/problems/invalid",
        "title": "The request is not valid",
        "status": 422,
        "detail": "Mend it.",
        "instance": "/v1/x",
        "code": "invalid",
        "request_id": "r",
        "errors": [
            {
                "code": "bad",
                "detail": "is bad",
                "pointer": "/a/0",
                "parameter": None,
                "row": None,
                "column": None,
            }
        ],
    }


def test_a_pointer_is_written_as_its_rfc_has_it() -> None:
    """RFC 6901, section 3: `~` as `~0`, `/` as `~1`."""
    [fault] = faults_of([{"loc": ("body", "a/b", 0, "~c"), "msg": "m", "type": "t", "input": "i"}])

    assert fault.pointer == "/a~1b/0/~0c"


def test_a_parameter_that_may_be_two_things_is_told_once_by_its_name() -> None:
    """Not by what Pydantic calls each of the two, as `from.function-after[…]`."""
    with pytest.raises(ValidationError) as failure:
        TypeAdapter(Instant | Day).validate_python("yesterday")
    found = failure.value.errors()
    errors = [{**error, "loc": ("query", "from", *error["loc"])} for error in found]

    assert len(errors) == 2
    [fault] = faults_of(errors)
    assert fault.parameter == "from"
    assert fault.detail == (
        "must be an ISO 8601 instant with its offset, as 2020-02-03T06:00:00Z; "
        "or must be a date, as 2020-02-03"
    )


def test_an_error_that_nobody_foresaw_says_nothing_of_itself() -> None:
    refusal = refusal_for(KeyError(CANARY))

    assert refusal.status == 500
    assert CANARY not in json.dumps(problem_document(refusal, instance="/", request_id=None))


async def test_no_problem_echoes_what_was_sent(desk: Desk) -> None:
    """In a text, a number, a period, a value of the query, a header, a list, a wrong type."""
    caller = desk.caller(BODY)
    answers = [
        await desk.http.post(NOTES, json=document, headers=caller)
        for document in (
            {"text": f"{CANARY}\x00"},
            {"text": CANARY * 100},
            {"text": "a", "amount": CANARY},
            {"text": "a", "period": CANARY},
            {"text": [CANARY]},
            {"text": {"a": CANARY}},
            {"text": "a", "other": CANARY},
            [CANARY],
            CANARY,
        )
    ]
    table = "/v1/kpi/desk/table"
    answers += [
        await desk.http.get(f"{table}?format={CANARY}", headers=caller),
        await desk.http.get(f"{table}?other={CANARY}", headers=caller),
        await desk.http.get(table, headers=caller | {"Accept": CANARY}),
        await desk.http.get(table, headers={HEADER: CANARY}),
        await desk.http.post(NOTES, content=CANARY.encode(), headers=caller),
        await desk.http.post(NOTES, headers=caller | {"Idempotency-Key": f"{CANARY} "}, json={}),
        await desk.http.put(
            f"/v1/kpi/bodies/{BODY}/sign",
            json={"text": "a"},
            headers=caller | {"If-None-Match": f'"{CANARY}"'},
        ),
    ]

    for answer in answers:
        assert 400 <= answer.status_code < 500, answer.request.content
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) >= MEMBERS
        assert CANARY not in answer.text


async def test_each_fault_is_named_by_its_place(desk: Desk) -> None:
    answer = await desk.http.post(
        NOTES, json={"text": "", "amount": True, "extra": 1}, headers=desk.caller(BODY)
    )

    places = {fault["pointer"] for fault in answer.json()["errors"]}
    assert answer.status_code == 422
    assert places == {"/text", "/amount", "/extra"}


async def test_a_problem_is_no_longer_for_a_worse_request(desk: Desk) -> None:
    """50,000 unknown fields, one of them with a name of a megabyte."""
    document = {f"field{number}": 1 for number in range(50_000)} | {"x" * 1_000_000: 1}
    answer = await desk.http.post(NOTES, json=document, headers=desk.caller(BODY))

    assert answer.status_code == 422
    assert len(answer.content) < 200_000
    assert answer.json()["errors"][-1]["code"] == "more_faults"


async def test_the_unknown_caller_is_told_the_same_whatever_is_wrong(desk: Desk) -> None:
    elsewhere = desk.signer.sign(Principal("ledger"), audience="risk")
    answers = [
        await desk.http.get("/v1/kpi/desk/table", headers=headers)
        for headers in ({}, {HEADER: "x"}, {HEADER: elsewhere}, {"Authorization": "Bearer qd_x"})
    ]

    told = [{k: v for k, v in a.json().items() if k != "request_id"} for a in answers]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert all(each == told[0] for each in told)
    assert all(answer.headers["www-authenticate"].startswith("Bearer") for answer in answers)


async def test_a_scope_on_another_body_is_no_right_to_write(desk: Desk) -> None:
    answer = await desk.http.post(NOTES, json={"text": "a"}, headers=desk.caller(OTHER))

    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        "This needs the scope kpi:submit on the body that is written to."
    )


async def test_a_problem_is_never_cached(suite: Suite) -> None:
    answer = await suite.http.get("/v1/kpi/indicators/none", headers=suite.admin)

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "private, no-store"
