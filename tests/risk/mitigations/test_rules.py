"""When an action is late, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.risk.mitigations.rules import overdue
from shared.calendar.dates import PartialDate
from shared.contracts.dates import WrittenDate
from shared.contracts.risk.mitigations import Mitigation
from shared.contracts.risk.vocabulary import MitigationKind, MitigationState


def written(value: str) -> WrittenDate:
    precision = PartialDate.parse(value).precision
    return WrittenDate(as_written=value, value=value, precision=precision)


def action(due: str | None, state: str | None = "planned", kind: str = "action") -> Mitigation:
    return Mitigation(
        body="leicestershire",
        reference="R1",
        mitigation="A1",
        kind=MitigationKind(kind),
        title="Ensure continual dialogue with provider",
        text=None,
        owners=[],
        due=written(due) if due else None,
        state=MitigationState(state) if state else None,
        evidence=None,
        is_emphasised=False,
        confidential=[],
        recorded_at=datetime(2020, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("due", "on", "days"),
    [
        ("2020-02-07", "2020-02-07", None),  # a Friday: it is due by its end
        ("2020-02-07", "2020-02-08", 0),  # late, and no working day has passed
        ("2020-02-07", "2020-02-10", 1),  # the Monday
        ("2019-11", "2019-11-30", None),  # a month is due by its last day
        ("2019-11", "2019-12-02", 1),  # 30 November was a Saturday: Mon 2
        ("2019", "2019-12-31", None),
        ("2019", "2020-01-02", 1),  # New Year's Day is none: Thu 2
        # Over Easter, Fri 10 and Mon 13 April 2020: Tue 14.
        ("2020-04-09", "2020-04-14", 1),
    ],
)
def test_an_action_is_late_once_the_last_day_it_can_mean_has_passed(
    due: str, on: str, days: int | None
) -> None:
    late = overdue(action(due), date.fromisoformat(on))

    assert (late.working_days if late else None) == days


@pytest.mark.parametrize(
    ("state", "kind", "is_late"),
    [
        ("planned", "action", True),
        ("in_progress", "action", True),
        (None, "action", True),  # nobody said that it is done
        ("done", "action", False),
        ("abandoned", "action", False),
        ("not_in_place", "control", False),
    ],
)
def test_only_an_action_that_is_not_over_is_late(
    state: str | None, kind: str, *, is_late: bool
) -> None:
    assert (overdue(action("2016-12", state, kind), date(2020, 1, 2)) is not None) is is_late


def test_an_action_without_a_date_is_never_late() -> None:
    assert overdue(action(None), date(2199, 12, 31)) is None
