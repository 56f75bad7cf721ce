"""Payloads: how large, of which type, and refused as soon as it can be known."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tests.shared.desk import BODY, Desk

AT = "/v1/kpi/desk/payloads"
NOTES = f"/v1/kpi/bodies/{BODY}/notes"
MEGABYTE = 1024 * 1024
LIMIT = 5 * MEGABYTE  # of JSON, as the API's conventions have it


class Trickle:
    """A body in chunks of a megabyte, of no declared length, that counts what was taken of it."""

    def __init__(self, chunks: int) -> None:
        self.chunks = chunks
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.chunks):
            self.taken += 1
            yield b" " * MEGABYTE


def typed(desk: Desk, media_type: str = "application/json", **more: str) -> dict[str, str]:
    return desk.caller(BODY) | {"Content-Type": media_type} | more


async def test_five_megabytes_of_json_are_taken_and_a_byte_more_is_not(desk: Desk) -> None:
    just = b'"' + b"a" * (LIMIT - 2) + b'"'
    taken = await desk.http.post(AT, content=just, headers=typed(desk))
    refused = await desk.http.post(AT, content=just + b" ", headers=typed(desk))

    assert taken.json() == {"media_type": "application/json", "size": 5_242_880}
    assert refused.status_code == 413
    assert refused.json()["code"] == "too_large"


async def test_a_declared_length_beyond_the_limit_is_refused_unread(desk: Desk) -> None:
    body = Trickle(3)
    answer = await desk.http.post(
        AT, content=body, headers=typed(desk, **{"Content-Length": str(100 * MEGABYTE)})
    )

    assert answer.status_code == 413
    assert body.taken == 0


async def test_an_endless_body_is_refused_while_it_streams(desk: Desk) -> None:
    """The sixth megabyte passes the limit; what would come after it is never asked for."""
    body = Trickle(1_000)
    answer = await desk.http.post(AT, content=body, headers=typed(desk))

    assert answer.status_code == 413
    assert body.taken == 6


async def test_a_csv_may_be_larger_than_five_megabytes(desk: Desk) -> None:
    answer = await desk.http.post(AT, content=Trickle(6), headers=typed(desk, "text/csv"))

    assert answer.json() == {"media_type": "text/csv", "size": 6 * MEGABYTE}


async def test_a_caller_without_the_right_is_refused_before_the_payload_is_read(
    desk: Desk,
) -> None:
    body = Trickle(3)
    answer = await desk.http.post(
        NOTES, content=body, headers=desk.caller() | {"Content-Type": "application/json"}
    )

    assert answer.status_code == 403
    assert body.taken == 0


async def test_a_media_type_that_is_not_taken_is_refused_and_the_right_ones_named(
    desk: Desk,
) -> None:
    for media_type in ("text/plain", "application/xml", "application/jsonp", "", "json"):
        answer = await desk.http.post(NOTES, content=b"{}", headers=typed(desk, media_type))
        assert answer.status_code == 415, media_type
        assert answer.json()["detail"] == "Send the payload as application/json."


async def test_csv_is_refused_where_only_json_is_taken(desk: Desk) -> None:
    answer = await desk.http.post(NOTES, content=b"text\r\na\r\n", headers=typed(desk, "text/csv"))

    assert answer.status_code == 415


async def test_a_media_type_is_read_whatever_its_case_and_parameters(desk: Desk) -> None:
    for written in ("Application/JSON", "application/json; charset=UTF-8", "application/json ;x=1"):
        answer = await desk.http.post(NOTES, content=b'{"text": "a"}', headers=typed(desk, written))
        assert answer.status_code == 201, written


async def test_another_charset_is_refused(desk: Desk) -> None:
    answer = await desk.http.post(
        NOTES, content=b'{"text": "a"}', headers=typed(desk, "application/json; charset=latin1")
    )

    assert answer.status_code == 415


async def test_a_compressed_payload_is_refused(desk: Desk) -> None:
    for coding in ("gzip", "br", "deflate", "identity, gzip"):
        answer = await desk.http.post(
            NOTES, content=b"\x1f\x8b", headers=typed(desk, **{"Content-Encoding": coding})
        )
        assert answer.status_code == 415, coding


async def test_a_payload_that_is_named_uncompressed_is_taken(desk: Desk) -> None:
    answer = await desk.http.post(
        NOTES, content=b'{"text": "a"}', headers=typed(desk, **{"Content-Encoding": "Identity"})
    )

    assert answer.status_code == 201


async def test_an_operation_without_a_document_takes_no_content_type(desk: Desk) -> None:
    answer = await desk.http.post(
        f"/v1/kpi/bodies/{BODY}/secrets", headers=desk.caller(BODY) | {"Content-Length": "0"}
    )

    assert answer.status_code == 201


async def test_a_missing_document_is_invalid(desk: Desk) -> None:
    answer = await desk.http.post(NOTES, headers=desk.caller(BODY))

    assert answer.status_code == 422
