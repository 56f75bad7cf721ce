"""What the loader of releases does where the suite's answers depend on the hour."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from demo import releasing
from demo.api import Caller, NotLoaded, Refused
from demo.contents import HERE, Quarter
from demo.keys import Keyring
from demo.releasing import _Desk

RELEASE = {"id": "r", "content_hash": "a1b2", "state": "approved", "draft": 1, "supersedes": None}


class AnyKeyring(Keyring):
    """One key for everything."""

    def __init__(self, http: httpx.Client) -> None:
        self._any = Caller(http, "qd_live_any")

    def caller(self, *_: str) -> Caller:
        """Return the one caller."""
        return self._any


def desk(answer: Callable[[httpx.Request], httpx.Response]) -> _Desk:
    """Return a desk whose every request *answer* answers."""
    http = httpx.Client(base_url="http://suite", transport=httpx.MockTransport(answer))
    source = HERE / "leicestershire" / "releases" / "2019-20.json"
    quarter = Quarter("leicestershire", "2019-20-Q1", {"until": "published"}, source)
    return _Desk(AnyKeyring(http), quarter)


def hour_of(request: httpx.Request) -> datetime:
    return datetime.fromisoformat(json.loads(request.content)["publish_at"])


def test_an_hour_that_was_past_when_it_came_is_asked_for_anew_and_later() -> None:
    """A suite whose clock is five seconds ahead of the loader's."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if hour_of(request) < datetime.now(UTC) + timedelta(seconds=5):
            return httpx.Response(409, json={"code": "conflict", "detail": "It has passed."})
        return httpx.Response(200, json=RELEASE | {"state": "scheduled"})

    assert desk(answer)._go_on(dict(RELEASE))["state"] == "scheduled"
    assert len(asked) == 2
    assert {request.headers["If-Match"] for request in asked} == {'"a1b2"'}
    assert len({request.headers["Idempotency-Key"] for request in asked}) == 2


def test_a_refusal_for_another_reason_than_the_hour_is_told_at_once() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(403, json={"code": "forbidden", "detail": "Needs kpi:publish."})

    with pytest.raises(Refused, match=r"schedule: 403 Needs kpi:publish"):
        desk(answer)._go_on(dict(RELEASE))
    assert len(asked) == 1


def test_a_release_is_looked_at_until_it_is_public() -> None:
    states = iter(["scheduled", "scheduled", "published"])
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    scheduled: dict[str, Any] = RELEASE | {"state": "scheduled", "publish_at": past}

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=scheduled | {"state": next(states)})

    assert desk(answer).wait(dict(scheduled))["state"] == "published"


def test_a_release_that_never_becomes_public_is_waited_for_no_longer_than_is_sane(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(releasing, "PATIENCE", timedelta(seconds=0.2))
    past = datetime.now(UTC).isoformat()
    scheduled: dict[str, Any] = RELEASE | {"state": "scheduled", "publish_at": past}

    with pytest.raises(NotLoaded, match=r"2019-20\.json, 2019-20-Q1: its hour has come"):
        desk(lambda _: httpx.Response(200, json=scheduled)).wait(dict(scheduled))


@pytest.mark.parametrize("state", ["draft", "consultation", "approved"])
def test_a_draft_that_somebody_took_anew_is_left_to_them(state: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    theirs = RELEASE | {"state": state, "draft": 2}

    assert desk(answer)._go_on(dict(theirs)) == theirs


@pytest.mark.parametrize("state", ["published", "superseded", "withdrawn", "cancelled"])
def test_a_release_whose_life_went_on_is_left_as_it_is(state: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    over = RELEASE | {"state": state}

    assert desk(answer)._go_on(dict(over)) == over
