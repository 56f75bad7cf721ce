"""The merged document while services come and go."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.gateway.reference.catalogue import FRESH_SECONDS, Catalogue
from shared.refusals import Unavailable


class Told:
    """A service that can be taken down."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_up = True
        self.asked = 0
        self.paths = [f"/v1/{name}/old"]

    async def described(self) -> dict[str, Any]:
        """Return its document."""
        self.asked += 1
        if not self.is_up:
            raise Unavailable
        return {"paths": {path: {} for path in self.paths}}


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def own() -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {"version": "1.0.0"}, "paths": {}}


async def paths_of(catalogue: Catalogue) -> list[str]:
    return sorted(json.loads(await catalogue.content())["paths"])


async def test_a_service_never_heard_of_is_named_when_it_is_down() -> None:
    kpi, risk = Told("kpi"), Told("risk")
    risk.is_up = False

    with pytest.raises(Unavailable) as refused:
        await Catalogue(own, [kpi, risk]).content()

    assert "risk" in refused.value.detail
    assert "kpi" not in refused.value.detail


async def test_a_service_that_went_down_is_described_as_it_last_was() -> None:
    kpi, clock = Told("kpi"), Clock()
    catalogue = Catalogue(own, [kpi], clock=clock)
    await catalogue.content()

    kpi.is_up = False
    clock.now += FRESH_SECONDS

    assert await paths_of(catalogue) == ["/v1/kpi/old"]


async def test_a_service_that_comes_back_is_heard_two_seconds_later() -> None:
    kpi, clock = Told("kpi"), Clock()
    catalogue = Catalogue(own, [kpi], clock=clock)
    await catalogue.content()
    kpi.is_up = False
    clock.now += FRESH_SECONDS
    await catalogue.content()

    kpi.is_up, kpi.paths = True, ["/v1/kpi/new"]
    clock.now += 2

    assert await paths_of(catalogue) == ["/v1/kpi/new"]


async def test_a_service_that_hangs_is_not_waited_for_by_each_who_asks() -> None:
    """It was heard of before, or never was."""
    kpi, risk, clock = Told("kpi"), Told("risk"), Clock()
    known, new = (Catalogue(own, [kpi], clock=clock), Catalogue(own, [risk], clock=clock))
    await known.content()
    kpi.is_up = risk.is_up = False
    clock.now += FRESH_SECONDS

    for _ in range(3):
        await known.content()
        with pytest.raises(Unavailable):
            await new.content()
        clock.now += 0.6  # 1.2 s in all: less than two

    assert (kpi.asked, risk.asked) == (2, 1)


async def test_services_are_not_asked_again_while_their_answers_are_fresh() -> None:
    kpi, clock = Told("kpi"), Clock()
    catalogue = Catalogue(own, [kpi], clock=clock)

    for _ in range(3):
        await catalogue.content()
        clock.now += FRESH_SECONDS / 3 - 0.1

    assert kpi.asked == 1
