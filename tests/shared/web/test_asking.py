"""Questions: strict queries, and pages that cover every row exactly once."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import Response

from shared.refusals import Invalid
from shared.web.asking import Pages
from tests.shared.desk import BODY, Desk
from tests.suite import Suite

ENTRIES = f"/v1/kpi/bodies/{BODY}/entries"


def cursor(document: str) -> str:
    """Return what a cursor would be that holds *document*."""
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


FORGED = {
    "no base64": "%%%",
    "not ASCII": "é",
    "nothing": "",
    "no JSON": cursor("["),
    "no list": cursor('{"a": 1}'),
    "a number": cursor("[1]"),
    "too many parts": cursor('["a", "b"]'),
    "too few parts": cursor("[]"),
    "NUL": cursor(r'["\u0000"]'),
    "half of a surrogate pair": cursor(r'["\ud800"]'),
    "many lists": cursor("[" * 740),
    "UTF-16": base64.urlsafe_b64encode('["a"]'.encode("utf-16")).decode().rstrip("="),
    "too long": cursor(json.dumps(["a" * 1_000])),
}


async def test_an_unknown_parameter_is_refused_and_named(desk: Desk) -> None:
    answer = await desk.http.get(ENTRIES + "?limt=5&a=b", headers=desk.caller(BODY))

    assert answer.status_code == 422
    named = [(fault["code"], fault["parameter"]) for fault in answer.json()["errors"]]
    assert named == [("unknown_parameter", "a"), ("unknown_parameter", "limt")]


async def test_a_repeated_parameter_is_refused_even_with_the_same_value(desk: Desk) -> None:
    answer = await desk.http.get(ENTRIES + "?limit=5&limit=5", headers=desk.caller(BODY))

    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert (fault["code"], fault["parameter"]) == ("repeated_parameter", "limit")


async def test_a_write_reads_its_query_as_strictly(desk: Desk) -> None:
    answer = await desk.http.post(
        f"/v1/kpi/bodies/{BODY}/notes?mode=commit", json={"text": "a"}, headers=desk.caller(BODY)
    )

    assert answer.status_code == 422
    assert await desk.notes() == 0


async def test_a_query_that_no_one_can_read_is_refused(desk: Desk) -> None:
    for query in ("limit=%ff", "cursor=%00", "&".join(f"a{n}=1" for n in range(101))):
        answer = await desk.http.get(f"{ENTRIES}?{query}", headers=desk.caller(BODY))
        assert answer.status_code == 422, query


async def test_a_limit_is_a_whole_number_from_1_to_1000(desk: Desk) -> None:
    for limit in ("0", "-1", "1001", "1_0", "1.0", "%201", "1e2", "", "%D9%A1", "9" * 5_000):
        answer = await desk.http.get(f"{ENTRIES}?limit={limit}", headers=desk.caller(BODY))
        assert answer.status_code == 422, limit
        assert answer.json()["errors"][0]["parameter"] == "limit"
    for limit in ("1", "1000"):
        answer = await desk.http.get(f"{ENTRIES}?limit={limit}", headers=desk.caller(BODY))
        assert answer.status_code == 200, limit


async def test_pages_cover_every_row_exactly_once_and_in_order(desk: Desk) -> None:
    made = [(await desk.note(str(number))).json()["id"] for number in range(7)]
    seen, sizes, after = [], [], ""
    while True:
        query = f"?limit=3&cursor={after}" if after else "?limit=3"
        page = (await desk.http.get(ENTRIES + query, headers=desk.caller(BODY))).json()
        seen += [item["id"] for item in page["items"]]
        sizes.append(len(page["items"]))
        after = page["next_cursor"]
        if after is None:
            break

    assert seen == sorted(made)
    assert sizes == [3, 3, 1]


async def test_a_list_that_ends_with_its_page_has_no_next_one(desk: Desk) -> None:
    for number in range(3):
        await desk.note(str(number))
    answer = await desk.http.get(ENTRIES + "?limit=3", headers=desk.caller(BODY))

    assert answer.json()["next_cursor"] is None
    assert "link" not in answer.headers


async def test_the_link_leads_to_the_next_page(desk: Desk) -> None:
    for number in range(3):
        await desk.note(str(number))
    first = await desk.http.get(ENTRIES + "?limit=2", headers=desk.caller(BODY))
    address, relation = first.headers["link"].split("; ")
    second = await desk.http.get(address.strip("<>"), headers=desk.caller(BODY))

    assert relation == 'rel="next"'
    assert urlsplit(address.strip("<>")).path == ENTRIES
    assert len(second.json()["items"]) == 1


async def test_an_empty_list_is_a_page_too(desk: Desk) -> None:
    answer = await desk.http.get(ENTRIES, headers=desk.caller(BODY))

    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next_cursor": None}


async def test_a_forged_cursor_is_refused_and_nothing_else_happens(desk: Desk) -> None:
    for what, forged in FORGED.items():
        answer = await desk.http.get(ENTRIES, params={"cursor": forged}, headers=desk.caller(BODY))
        assert answer.status_code == 422, what
        assert answer.json()["errors"][0]["parameter"] == "cursor"
        assert len(answer.content) < 1_000


@pytest.mark.parametrize(
    "instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "now", "2020-13-01"]
)
def test_a_cursors_instant_that_no_clock_shows_is_refused(instant: str) -> None:
    request = Request({"type": "http", "path": "/list", "headers": [], "server": ("x", 80)})
    pages = Pages(request, Response(), cursor=cursor(f'["/list","{instant}"]'))

    with pytest.raises(Invalid):
        pages.after(datetime.fromisoformat)


async def test_a_cursor_of_another_list_is_refused(suite: Suite) -> None:
    """It would read as a silent end."""
    headers = await suite.officer(BODY)
    first = await suite.http.get("/v1/kpi/councils?limit=1", headers=headers)
    cursor = {"cursor": first.json()["next_cursor"]}

    assert (await suite.http.get("/v1/kpi/councils", params=cursor, headers=headers)).is_success
    other = await suite.http.get("/v1/kpi/indicators", params=cursor, headers=headers)
    assert other.status_code == 422


async def test_an_instant_to_read_as_known_at_is_an_instant_that_has_been(suite: Suite) -> None:
    headers = await suite.officer(BODY)
    at = f"/v1/kpi/bodies/{BODY}/figures"
    for instant in (
        "2020-02-03",  # a day has no instant
        "2020-02-03T06:00:00",  # where?
        "1580709600",  # seconds since 1970 are no ISO 8601
        "0001-01-01T00:00:00+14:00",  # before the year 1 in UTC
        "9999-12-31T23:59:59-14:00",
        "2999-01-01T00:00:00Z",  # what will be known then isn't known now
        "",
    ):
        answer = await suite.http.get(at, params={"known_at": instant}, headers=headers)
        assert answer.status_code == 422, instant
        assert answer.json()["errors"][0]["parameter"] == "known_at"
    for instant in ("2020-02-03T06:00:00Z", "0001-01-01T00:00:00Z", "2020-02-03T06:00:00.5+01:00"):
        answer = await suite.http.get(at, params={"known_at": instant}, headers=headers)
        assert answer.status_code == 200, instant
