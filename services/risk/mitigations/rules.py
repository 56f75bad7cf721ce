"""When an action is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.calendar.working_days import working_days_between
from shared.contracts.risk.standings import OverdueAction
from shared.contracts.risk.vocabulary import MitigationKind, MitigationState

if TYPE_CHECKING:
    from datetime import date

    from shared.contracts.risk.mitigations import Mitigation

_OVER: Final = {MitigationState.DONE, MitigationState.ABANDONED}


def overdue(mitigation: Mitigation, on: date) -> OverdueAction | None:
    """Return how late an action is on a day; None if it is not.

    It is late once the last day has passed that its due date can mean (*our choice*): one due in
    `2019-11` is late from 1 December. One whose state is not known is not known to be done.
    """
    if mitigation.kind is MitigationKind.CONTROL or mitigation.state in _OVER:
        return None
    if mitigation.due is None or mitigation.due.date.last_day >= on:
        return None
    return OverdueAction(
        mitigation=mitigation.mitigation,
        due=mitigation.due,
        working_days=working_days_between(mitigation.due.date.last_day, on),
    )
