"""What every refusal must be, whoever refuses and for whatever reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.promises.operations import PROBLEM, check_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from tests.promises.world import Call, World

CANARY: Final = "canary-4d2f"
"""Stands somewhere in the input of a refused call, and must stand nowhere in the answer."""

_FIELDS: Final = {"type", "title", "status", "detail", "instance", "code", "errors", "request_id"}


async def check_refused(
    world: World, call: Call, headers: Mapping[str, str], *, status: int
) -> httpx.Response:
    """Send *call*, and fail unless it is refused with *status*, in the one form of all problems."""
    request_id = f"probe-{world.number()}"
    answer = await world.send(call.with_headers(x_request_id=request_id), headers)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers.get_list("x-request-id") == [request_id]
    problem = answer.json()
    assert set(problem) >= _FIELDS
    check_schema({"$ref": "#/components/schemas/Problem"}, problem)
    assert (problem["status"], problem["request_id"]) == (status, request_id)
    assert problem["instance"] == call.path
    assert str(status) in call.operation.said["responses"], "not documented"
    assert await world.page_status(problem["type"]) == 200, problem["type"]
    assert CANARY not in answer.text
    assert CANARY not in str(answer.headers)
    return answer


def faults(answer: httpx.Response, place: str) -> list[tuple[str, str]]:
    """Return the code of each fault that a problem names, and where it is."""
    return [(fault["code"], fault[place]) for fault in answer.json()["errors"]]
